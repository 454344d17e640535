//! Who has reported, and projects that may be there twice.

use ruku_desk::view::ErrorView;
use ruku_desk::view_returns::{CountyView, FlaggedSet};
use tauri::{AppHandle, Runtime};

use crate::work::at_desk;

/// The counties of a programme and what has come from each.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn counties<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<Vec<CountyView>, ErrorView> {
    at_desk(app, move |desk| desk.counties(&programme)).await
}

/// Notes a nil return that came without a file.
///
/// # Errors
/// The reason is empty.
#[tauri::command]
pub async fn note_nil_return<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    county: String,
    reason: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| {
        desk.note_nil_return(&programme, &county, &reason)
    })
    .await
}

/// Takes a noted nil return back.
///
/// # Errors
/// Nothing was noted.
#[tauri::command]
pub async fn drop_nil_return<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    county: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| desk.drop_nil_return(&programme, &county)).await
}

/// The flagged sets of a programme, or those of one project.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn flagged_sets<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    project: Option<i64>,
) -> Result<Vec<FlaggedSet>, ErrorView> {
    at_desk(app, move |desk| match project {
        Some(project) => desk.sets_of_project(project),
        None => desk.flagged_sets(&programme),
    })
    .await
}

/// Decides on a flagged set.
///
/// # Errors
/// There is no such set, or the reason is empty.
#[tauri::command]
pub async fn decide_set<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    set: String,
    choice: String,
    kept: Option<i64>,
    reason: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| {
        desk.decide_set(&programme, &set, &choice, kept, &reason)
    })
    .await
}
