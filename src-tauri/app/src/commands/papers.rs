//! What leaves the house: forms as PDF, tables as workbooks.

use std::path::{Path, PathBuf};

use ruku_desk::print::PrintOrder;
use ruku_desk::progress::Progress;
use ruku_desk::view::{ErrorView, PrintView, PrintedFile};
use serde::Deserialize;
use tauri::ipc::{Channel, Response};
use tauri::{AppHandle, Manager, Runtime};

use crate::window::WindowState;
use crate::work::{as_job, at_desk};

/// What is to be printed, as the window sends it.
#[derive(Debug, Deserialize)]
pub struct WindowOrder {
    programme: String,
    form: String,
    projects: Vec<i64>,
    copies: u32,
    #[serde(default)]
    ineligible_too: bool,
    folder: PathBuf,
}

/// The bytes of exactly the PDF that would be printed.
///
/// # Errors
/// The form cannot be filled or set.
#[tauri::command]
pub async fn preview_form<R: Runtime>(
    app: AppHandle<R>,
    form: String,
    project: i64,
) -> Result<Response, ErrorView> {
    at_desk(app, move |desk| desk.preview_form(&form, project))
        .await
        .map(Response::new)
}

/// Prints a form for many projects into a folder.
///
/// # Errors
/// Nothing could be printed.
#[tauri::command]
pub async fn print_forms<R: Runtime>(
    app: AppHandle<R>,
    order: WindowOrder,
    progress: Channel<Progress>,
) -> Result<PrintView, ErrorView> {
    let order = PrintOrder {
        programme: order.programme,
        form: order.form,
        projects: order.projects,
        copies: Some(order.copies),
        ineligible_too: order.ineligible_too,
        folder: order.folder,
    };
    let printed = as_job(app.clone(), progress, move |desk, job| {
        desk.print_forms(&order, job)
    })
    .await?;
    for file in &printed.files {
        app.state::<WindowState>().wrote(&file.path);
    }
    Ok(printed)
}

/// Prints a form with nothing filled in.
///
/// # Errors
/// There is no such form, or it cannot be written.
#[tauri::command]
pub async fn print_blank<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    form: String,
    folder: PathBuf,
) -> Result<PrintedFile, ErrorView> {
    let file = at_desk(app.clone(), move |desk| {
        desk.print_blank(&programme, &form, None, &folder)
    })
    .await?;
    app.state::<WindowState>().wrote(&file.path);
    Ok(file)
}

/// Writes a table as a workbook.
///
/// # Errors
/// It cannot be made or written.
#[tauri::command]
pub async fn export_table<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    name: String,
    path: PathBuf,
) -> Result<PrintedFile, ErrorView> {
    let file = at_desk(app.clone(), move |desk| {
        desk.export_table(&programme, &name, Path::new(&path))
    })
    .await?;
    app.state::<WindowState>().wrote(&file.path);
    Ok(file)
}
