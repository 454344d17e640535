//! Projects: the grid, one in full, a fact corrected, all assessed.

use ruku_desk::progress::Progress;
use ruku_desk::view::{AssessView, ErrorView, ProjectList, ProjectView};
use tauri::ipc::Channel;
use tauri::{AppHandle, Runtime};

use crate::work::{as_job, at_desk};

/// The grid of a programme.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn projects<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<ProjectList, ErrorView> {
    at_desk(app, move |desk| desk.projects(&programme)).await
}

/// One project.
///
/// # Errors
/// There is no such project.
#[tauri::command]
pub async fn project<R: Runtime>(app: AppHandle<R>, id: i64) -> Result<ProjectView, ErrorView> {
    at_desk(app, move |desk| desk.project(id)).await
}

/// Corrects a fact, with the reason for it.
///
/// # Errors
/// The value does not fit the fact.
#[tauri::command]
pub async fn set_fact<R: Runtime>(
    app: AppHandle<R>,
    project: i64,
    fact: String,
    value: String,
    reason: String,
) -> Result<ProjectView, ErrorView> {
    at_desk(app, move |desk| {
        desk.set_fact(project, &fact, &value, &reason)
    })
    .await
}

/// Sets one fact of many projects, of all of them or none.
///
/// # Errors
/// The value does not fit the fact, or the reason is empty.
#[tauri::command]
pub async fn set_facts<R: Runtime>(
    app: AppHandle<R>,
    projects: Vec<i64>,
    fact: String,
    value: String,
    reason: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| {
        desk.set_facts(&projects, &fact, &value, &reason).map(drop)
    })
    .await
}

/// The known values that setting a fact of many projects would replace.
///
/// # Errors
/// The value does not fit the fact.
#[tauri::command]
pub async fn facts_replaced<R: Runtime>(
    app: AppHandle<R>,
    projects: Vec<i64>,
    fact: String,
    value: String,
) -> Result<Vec<String>, ErrorView> {
    at_desk(app, move |desk| {
        desk.facts_replaced(&projects, &fact, &value)
    })
    .await
}

/// Assesses a programme.
///
/// # Errors
/// The library cannot be read or written, or it was stopped.
#[tauri::command]
pub async fn assess<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    progress: Channel<Progress>,
) -> Result<AssessView, ErrorView> {
    as_job(app, progress, move |desk, job| desk.assess(&programme, job)).await
}

/// Assesses a programme without the pool that was shared last.
///
/// # Errors
/// The library cannot be read or written, or it was stopped.
#[tauri::command]
pub async fn drop_pool<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    progress: Channel<Progress>,
) -> Result<AssessView, ErrorView> {
    as_job(app, progress, move |desk, job| {
        desk.drop_pool(&programme, job)
    })
    .await
}
