//! What leaves the house: forms as PDF, tables as workbooks.

use std::path::{Path, PathBuf};

use ruku_desk::print::PrintOrder;
use ruku_desk::progress::Progress;
use ruku_desk::view::missing::MissingRow;
use ruku_desk::view::register::FontsView;
use ruku_desk::view::{ErrorView, PrintView, PrintedFile};
use serde::Deserialize;
use tauri::ipc::{Channel, Response};
use tauri::{AppHandle, Manager, Runtime, State};

use crate::recent;
use crate::window::{WindowState, sentence};
use crate::work::{as_job, at_desk, blocking};

/// What is to be printed, as the window sends it.
#[derive(Debug, Deserialize)]
pub struct WindowOrder {
    programme: String,
    form: String,
    projects: Vec<i64>,
    copies: u32,
    #[serde(default)]
    ineligible_too: bool,
    #[serde(default)]
    leave_blank: bool,
    #[serde(default)]
    leave_out: bool,
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
    copies: u32,
) -> Result<Response, ErrorView> {
    at_desk(app, move |desk| {
        desk.preview_form(&form, project, Some(copies))
    })
    .await
    .map(Response::new)
}

/// The bytes of exactly the blank PDF that would be printed.
///
/// # Errors
/// There is no such form, or it cannot be set.
#[tauri::command]
pub async fn preview_blank<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    form: String,
) -> Result<Response, ErrorView> {
    at_desk(app, move |desk| desk.preview_blank(&programme, &form))
        .await
        .map(Response::new)
}

/// What a form must have and some of the projects do not.
///
/// # Errors
/// There is no such form or project.
#[tauri::command]
pub async fn missing_for_print<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    form: String,
    projects: Vec<i64>,
) -> Result<Vec<MissingRow>, ErrorView> {
    at_desk(app, move |desk| {
        desk.missing_for_print(&programme, &form, &projects)
    })
    .await
}

/// The bytes of a PDF the program printed, to look at or to print.
///
/// # Errors
/// The program did not write it, or it has gone.
#[tauri::command]
pub async fn printed_bytes(
    window: State<'_, WindowState>,
    path: String,
) -> Result<Response, ErrorView> {
    let path = window.written(&path)?;
    blocking(move || {
        std::fs::read(&path).map_err(|_gone| {
            let path = path.display();
            sentence(format!("{path} 已不在原处，可能被移动或删除。请重新打印。"))
        })
    })
    .await
    .map(Response::new)
}

/// Prints what is left of a printing from one of its copies on.
///
/// # Errors
/// There is no such copy, or the data has changed since.
#[tauri::command]
pub async fn resume_printing<R: Runtime>(
    app: AppHandle<R>,
    printing: i64,
    copy: u32,
    folder: PathBuf,
    progress: Channel<Progress>,
) -> Result<PrintView, ErrorView> {
    let printed = as_job(app.clone(), progress, move |desk, job| {
        desk.resume_printing(printing, copy, &folder, job)
    })
    .await?;
    for file in &printed.files {
        app.state::<WindowState>().wrote(&file.path);
    }
    Ok(printed)
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
        leave_blank: order.leave_blank,
        leave_out: order.leave_out,
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

/// The fonts papers are set in.
///
/// # Errors
/// There is no desk.
#[tauri::command]
pub async fn font_choice<R: Runtime>(app: AppHandle<R>) -> Result<FontsView, ErrorView> {
    at_desk(app, |desk| Ok(desk.font_choice())).await
}

/// Sets papers in this machine's official fonts, or again in those that ship;
/// the choice is remembered.
///
/// # Errors
/// There is no official font, or one cannot be embedded.
#[tauri::command]
pub async fn choose_fonts<R: Runtime>(
    app: AppHandle<R>,
    official: bool,
) -> Result<FontsView, ErrorView> {
    let chosen = at_desk(app.clone(), move |desk| desk.choose_fonts(official)).await?;
    recent::write_fonts(&app.state::<WindowState>().recent, chosen.official);
    Ok(chosen)
}
