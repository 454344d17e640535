//! Counties' returns: read, taken in, withdrawn.

use std::path::PathBuf;

use ruku_desk::progress::Progress;
use ruku_desk::view::files::CheckView;
use ruku_desk::view::{BatchView, ErrorView, TakeInView};
use ruku_desk::view_returns::WithdrawalView;
use tauri::ipc::Channel;
use tauri::{AppHandle, Runtime};

use crate::work::{as_job, at_desk};

/// Reads files without storing anything.
///
/// # Errors
/// Reading cannot begin, or was stopped; a bad file is a verdict, not an error.
#[tauri::command]
pub async fn check_returns<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    paths: Vec<PathBuf>,
    progress: Channel<Progress>,
) -> Result<CheckView, ErrorView> {
    as_job(app, progress, move |desk, job| {
        desk.check_returns(&programme, &paths, job)
    })
    .await
}

/// Takes files into the library.
///
/// # Errors
/// Nothing could be taken in, or it was stopped.
#[tauri::command]
pub async fn take_in_returns<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    paths: Vec<PathBuf>,
    accept_reason: Option<String>,
    progress: Channel<Progress>,
) -> Result<TakeInView, ErrorView> {
    as_job(app, progress, move |desk, job| {
        desk.take_in_returns(&programme, &paths, accept_reason.as_deref(), job)
    })
    .await
}

/// The files taken in so far.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn batches<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<Vec<BatchView>, ErrorView> {
    at_desk(app, move |desk| desk.batches(&programme)).await
}

/// Exactly what would go if a file were taken out again.
///
/// # Errors
/// There is no such batch.
#[tauri::command]
pub async fn withdrawal<R: Runtime>(
    app: AppHandle<R>,
    batch: i64,
) -> Result<WithdrawalView, ErrorView> {
    at_desk(app, move |desk| desk.withdrawal(batch)).await
}

/// Takes a file out again with all it brought.
///
/// # Errors
/// There is no such batch.
#[tauri::command]
pub async fn withdraw_batch<R: Runtime>(
    app: AppHandle<R>,
    batch: i64,
    reason: String,
) -> Result<WithdrawalView, ErrorView> {
    at_desk(app, move |desk| desk.withdraw_batch(batch, &reason)).await
}
