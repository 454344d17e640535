//! Decisions of people, and sharing a pool.

use ruku_desk::decide::{Decide, Grounds};
use ruku_desk::pool::PoolOrder;
use ruku_desk::progress::Progress;
use ruku_desk::view::ErrorView;
use ruku_desk::view::decision::DecisionsView;
use ruku_desk::view::pool::{PoolChoices, PoolView};
use tauri::ipc::Channel;
use tauri::{AppHandle, Runtime};

use crate::work::{as_job, at_desk};

/// All decisions of a programme, and what can be decided.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn decisions<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<DecisionsView, ErrorView> {
    at_desk(app, move |desk| desk.decisions(&programme)).await
}

/// Records a decision; gives its number.
///
/// # Errors
/// The rules do not allow it, or reason or document are missing.
#[tauri::command]
pub async fn decide<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    decide: Decide,
    grounds: Grounds,
) -> Result<i64, ErrorView> {
    at_desk(app, move |desk| {
        desk.decide(Some(&programme), &decide, &grounds)
    })
    .await
}

/// Takes a decision back.
///
/// # Errors
/// It does not hold any more, or the reason is empty.
#[tauri::command]
pub async fn revoke_decision<R: Runtime>(
    app: AppHandle<R>,
    decision: i64,
    reason: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| desk.revoke_decision(decision, &reason)).await
}

/// How a pool can be shared.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn pool_choices<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<PoolChoices, ErrorView> {
    at_desk(app, move |desk| desk.pool_choices(&programme)).await
}

/// What sharing a pool would give.
///
/// # Errors
/// The order makes no sense.
#[tauri::command]
pub async fn preview_pool<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    order: PoolOrder,
) -> Result<PoolView, ErrorView> {
    at_desk(app, move |desk| desk.preview_pool(&programme, &order)).await
}

/// Shares a pool and freezes what came out.
///
/// # Errors
/// The order makes no sense, or the library cannot be written.
#[tauri::command]
pub async fn share_pool<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    order: PoolOrder,
    progress: Channel<Progress>,
) -> Result<PoolView, ErrorView> {
    as_job(app, progress, move |desk, job| {
        desk.share_pool(&programme, &order, job)
    })
    .await
}
