//! Paper after it left the printer: the register of copies, and sheets held
//! against the library.

use std::path::PathBuf;

use ruku_desk::register::CopyEntry;
use ruku_desk::view::ErrorView;
use ruku_desk::view::register::{CopyChoice, CopyStepRow, PaperChecks, RegisterView};
use tauri::{AppHandle, Runtime};

use crate::work::at_desk;

/// The print register of a programme.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn print_register<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<RegisterView, ErrorView> {
    at_desk(app, move |desk| desk.print_register(&programme)).await
}

/// The steps of a print's copies.
///
/// # Errors
/// There is no such print.
#[tauri::command]
pub async fn print_history<R: Runtime>(
    app: AppHandle<R>,
    print: i64,
) -> Result<Vec<CopyStepRow>, ErrorView> {
    at_desk(app, move |desk| desk.print_history(print)).await
}

/// Takes copies to a state; gives how many went.
///
/// # Errors
/// A copy cannot go there; none has gone.
#[tauri::command]
pub async fn mark_copies<R: Runtime>(
    app: AppHandle<R>,
    entry: CopyEntry,
) -> Result<u32, ErrorView> {
    at_desk(app, move |desk| desk.mark_copies(&entry)).await
}

/// Takes the last step of copies back.
///
/// # Errors
/// A copy has made no step; none was taken back.
#[tauri::command]
pub async fn take_back_copies<R: Runtime>(
    app: AppHandle<R>,
    copies: Vec<CopyChoice>,
    reason: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| desk.take_back_copies(&copies, &reason)).await
}

/// Whose copy the n-th of a printing is, in one sentence.
///
/// # Errors
/// There is no such printing or copy.
#[tauri::command]
pub async fn copy_of_printing<R: Runtime>(
    app: AppHandle<R>,
    printing: i64,
    copy: u32,
) -> Result<String, ErrorView> {
    at_desk(app, move |desk| desk.copy_of_printing(printing, copy)).await
}

/// Checks the sheet that carries the typed groups of a fingerprint.
///
/// # Errors
/// They are no two groups.
#[tauri::command]
pub async fn verify_groups<R: Runtime>(
    app: AppHandle<R>,
    groups: String,
) -> Result<PaperChecks, ErrorView> {
    at_desk(app, move |desk| desk.verify_groups(&groups)).await
}

/// Checks a printed PDF.
///
/// # Errors
/// The file is none of ours.
#[tauri::command]
pub async fn verify_paper<R: Runtime>(
    app: AppHandle<R>,
    path: PathBuf,
) -> Result<PaperChecks, ErrorView> {
    at_desk(app, move |desk| desk.verify_paper(&path)).await
}
