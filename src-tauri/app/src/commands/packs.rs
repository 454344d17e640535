//! Policy packs: the shelf, loading, coverage, the notice, impact, adoption.

use std::path::PathBuf;

use ruku_desk::view::packs::{CoverageView, ImpactView, LoadedView, NoticeView, PackShelf};
use ruku_desk::view::{DeskState, ErrorView, PrintedFile};
use tauri::{AppHandle, Manager, Runtime};

use crate::window::WindowState;
use crate::work::at_desk;

/// Every pack there is; `programme` marks other versions of its own.
///
/// # Errors
/// Assets or library cannot be read.
#[tauri::command]
pub async fn pack_shelf<R: Runtime>(
    app: AppHandle<R>,
    programme: Option<String>,
) -> Result<PackShelf, ErrorView> {
    at_desk(app, move |desk| desk.pack_shelf(programme.as_deref())).await
}

/// Loads a pack from a folder into the library, or says what is wrong with it.
///
/// # Errors
/// The folder holds no pack, or the library cannot be written.
#[tauri::command]
pub async fn load_pack<R: Runtime>(
    app: AppHandle<R>,
    folder: PathBuf,
) -> Result<LoadedView, ErrorView> {
    at_desk(app, move |desk| desk.load_pack(&folder)).await
}

/// What became of every clause of a pack.
///
/// # Errors
/// There is no such pack.
#[tauri::command]
pub async fn coverage<R: Runtime>(
    app: AppHandle<R>,
    pack: String,
) -> Result<CoverageView, ErrorView> {
    at_desk(app, move |desk| desk.coverage(&pack)).await
}

/// Writes what became of every clause as a workbook.
///
/// # Errors
/// It cannot be written.
#[tauri::command]
pub async fn export_coverage<R: Runtime>(
    app: AppHandle<R>,
    pack: String,
    path: PathBuf,
) -> Result<PrintedFile, ErrorView> {
    let file = at_desk(app.clone(), move |desk| {
        desk.export_coverage_of(&pack, &path)
    })
    .await?;
    app.state::<WindowState>().wrote(&file.path);
    Ok(file)
}

/// Notes that somebody looked at what an upgrade computes otherwise.
///
/// # Errors
/// Nothing differs, or the reason is empty.
#[tauri::command]
pub async fn confirm_upgrade<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    reason: String,
) -> Result<DeskState, ErrorView> {
    at_desk(app, move |desk| {
        desk.confirm_upgrade(&programme, &reason)?;
        desk.state()
    })
    .await
}

/// Holds a notice's file against a pack.
///
/// # Errors
/// The file cannot be read.
#[tauri::command]
pub async fn check_notice<R: Runtime>(
    app: AppHandle<R>,
    pack: String,
    file: PathBuf,
) -> Result<NoticeView, ErrorView> {
    at_desk(app, move |desk| desk.notice(&pack, &file)).await
}

/// Whom another version of a programme's pack changes.
///
/// # Errors
/// The pack is of another notice.
#[tauri::command]
pub async fn impact<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    pack: String,
) -> Result<ImpactView, ErrorView> {
    at_desk(app, move |desk| desk.impact_view(&programme, &pack)).await
}

/// Puts a programme under another version of its pack.
///
/// # Errors
/// The pack is of another notice, or the reason is empty.
#[tauri::command]
pub async fn adopt_pack<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    pack: String,
    reason: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| desk.adopt_pack(&programme, &pack, &reason)).await
}
