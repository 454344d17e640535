//! The library and its programmes.

use std::path::PathBuf;

use ruku_desk::progress::Progress;
use ruku_desk::view::verify::VerifyView;
use ruku_desk::view::{DeskState, ErrorView, ProgrammeView};
use ruku_desk::view_returns::BackupView;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, Runtime, State};

use crate::recent;
use crate::window::WindowState;
use crate::work::{as_job, at_desk};

/// What the window shows first; what went wrong while it opened is said once.
///
/// # Errors
/// There is no desk, or its library cannot be read.
#[tauri::command]
pub async fn state<R: Runtime>(
    app: AppHandle<R>,
    window: State<'_, WindowState>,
) -> Result<DeskState, ErrorView> {
    match window.take_first_error() {
        Some(error) => Err(error),
        None => at_desk(app.clone(), |desk| desk.state()).await,
    }
}

/// Makes a library.
///
/// # Errors
/// The folder will not do.
#[tauri::command]
pub async fn create_library<R: Runtime>(
    app: AppHandle<R>,
    folder: PathBuf,
) -> Result<DeskState, ErrorView> {
    let made = at_desk(app.clone(), move |desk| desk.create_library(&folder)).await?;
    Ok(remembered(&app, made))
}

/// Opens a library.
///
/// # Errors
/// The folder holds none.
#[tauri::command]
pub async fn open_library<R: Runtime>(
    app: AppHandle<R>,
    folder: PathBuf,
) -> Result<DeskState, ErrorView> {
    let opened = at_desk(app.clone(), move |desk| desk.open_library(&folder)).await?;
    Ok(remembered(&app, opened))
}

/// Writes database and originals into one file.
///
/// # Errors
/// It cannot be written, or is not sound.
#[tauri::command]
pub async fn backup_library<R: Runtime>(
    app: AppHandle<R>,
    path: PathBuf,
) -> Result<BackupView, ErrorView> {
    let backup = at_desk(app.clone(), move |desk| desk.backup_to(&path)).await?;
    app.state::<WindowState>().wrote(&backup.path);
    Ok(backup)
}

/// Makes a library out of a backup, or puts one back to it, and opens it.
///
/// # Errors
/// The backup is not sound, or the folder will not do.
#[tauri::command]
pub async fn restore_library<R: Runtime>(
    app: AppHandle<R>,
    folder: PathBuf,
    backup: PathBuf,
) -> Result<DeskState, ErrorView> {
    let restored = at_desk(app.clone(), move |desk| {
        desk.restore(&folder, &backup)?;
        desk.state()
    })
    .await?;
    Ok(remembered(&app, restored))
}

/// Opens a programme under a pack.
///
/// # Errors
/// There is no such pack, or the programme is there already.
#[tauri::command]
pub async fn new_programme<R: Runtime>(
    app: AppHandle<R>,
    pack: String,
) -> Result<ProgrammeView, ErrorView> {
    at_desk(app, move |desk| desk.new_programme(&pack)).await
}

/// Checks the whole library and computes every assessment again.
///
/// # Errors
/// The library cannot be read at all, or it was stopped.
#[tauri::command]
pub async fn verify_library<R: Runtime>(
    app: AppHandle<R>,
    progress: Channel<Progress>,
) -> Result<VerifyView, ErrorView> {
    as_job(app, progress, |desk, job| desk.verify(job)).await
}

fn remembered<R: Runtime>(app: &AppHandle<R>, state: DeskState) -> DeskState {
    if let Some(library) = &state.library {
        recent::write(&app.state::<WindowState>().recent, &library.folder);
    }
    state
}
