//! Policy packs: the shelf, loading, coverage, the notice, impact, adoption.

use std::path::PathBuf;

use ruku_desk::view::ErrorView;
use ruku_desk::view::packs::{CoverageView, ImpactView, LoadedView, NoticeView, PackShelf};
use tauri::{AppHandle, Runtime};

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
