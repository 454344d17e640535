//! A county's return opened: looked through, settled, answered to.

use std::path::{Path, PathBuf};

use ruku_desk::opened::ReturnRef;
use ruku_desk::progress::Progress;
use ruku_desk::settle::FindingAct;
use ruku_desk::view::{ErrorView, TakenView};
use ruku_desk::view_returns::{HeaderView, ReplacementView, ReturnView, SettledView, SheetPage};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, Runtime};

use crate::window::WindowState;
use crate::work::{as_job, at_desk};

/// Opens a return to be looked through.
///
/// # Errors
/// Its cells cannot be read.
#[tauri::command]
pub async fn open_return<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
) -> Result<ReturnView, ErrorView> {
    at_desk(app, move |desk| desk.open_return(&programme, &of)).await
}

/// A piece of one of its sheets.
///
/// # Errors
/// There is no such sheet.
#[tauri::command]
pub async fn sheet_page<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
    sheet: String,
    first: u32,
) -> Result<SheetPage, ErrorView> {
    at_desk(app, move |desk| {
        desk.sheet_page(&programme, &of, &sheet, first)
    })
    .await
}

/// Does something about findings: repairs, accepts, answers or takes back.
///
/// # Errors
/// Nothing of it can be done.
#[tauri::command]
pub async fn act_on_findings<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
    act: FindingAct,
    reason: String,
) -> Result<SettledView, ErrorView> {
    at_desk(app, move |desk| {
        desk.act_on_findings(&programme, &of, &act, &reason)
    })
    .await
}

/// What leaving a sheet of a batch out, or taking it back, would keep and lose.
///
/// # Errors
/// The sheet cannot be left out, or was not.
#[tauri::command]
pub async fn sheet_choice<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
    sheet: String,
    leave_out: bool,
) -> Result<Option<ReplacementView>, ErrorView> {
    at_desk(app, move |desk| {
        desk.sheet_choice(&programme, &of, &sheet, leave_out)
    })
    .await
}

/// Leaves a sheet out of a return, or takes it back.
///
/// # Errors
/// The sheet cannot be left out, or was not.
#[tauri::command]
pub async fn choose_sheet<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
    sheet: String,
    leave_out: bool,
    reason: String,
) -> Result<SettledView, ErrorView> {
    at_desk(app, move |desk| {
        desk.choose_sheet(&programme, &of, &sheet, leave_out, &reason)
    })
    .await
}

/// Says what a county means by a column; an empty fact forgets it.
///
/// # Errors
/// There is no such column or fact.
#[tauri::command]
pub async fn map_column<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
    column: String,
    fact: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| {
        desk.map_column(&programme, &of, &column, &fact).map(drop)
    })
    .await
}

/// What is remembered of the counties' columns.
///
/// # Errors
/// The library cannot be read.
#[tauri::command]
pub async fn headers<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
) -> Result<Vec<HeaderView>, ErrorView> {
    at_desk(app, move |desk| desk.headers(&programme)).await
}

/// Forgets what a county means by a header.
///
/// # Errors
/// The library cannot be written.
#[tauri::command]
pub async fn forget_header<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    county: String,
    header: String,
) -> Result<(), ErrorView> {
    at_desk(app, move |desk| {
        desk.forget_header(&programme, &county, &header)
    })
    .await
}

/// What would hold on and what would be lost if a file took the place of the
/// batch it corrects.
///
/// # Errors
/// It corrects none.
#[tauri::command]
pub async fn replacement<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    path: PathBuf,
    progress: Channel<Progress>,
) -> Result<ReplacementView, ErrorView> {
    as_job(app, progress, move |desk, job| {
        desk.replacement(&programme, &path, job)
    })
    .await
}

/// Takes a corrected return in and the earlier one out.
///
/// # Errors
/// It corrects none, or the earlier one cannot be withdrawn.
#[tauri::command]
pub async fn replace_return<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    path: PathBuf,
    reason: String,
    progress: Channel<Progress>,
) -> Result<TakenView, ErrorView> {
    as_job(app, progress, move |desk, job| {
        desk.replace_return(&programme, &path, &reason, job)
    })
    .await
}

/// What reading a batch's original anew would keep and lose.
///
/// # Errors
/// There is no such batch.
#[tauri::command]
pub async fn rereading<R: Runtime>(
    app: AppHandle<R>,
    batch: i64,
) -> Result<ReplacementView, ErrorView> {
    at_desk(app, move |desk| desk.rereading(batch)).await
}

/// Reads a batch's original anew and puts it in the place of what was stored.
///
/// # Errors
/// The batch cannot be withdrawn any more.
#[tauri::command]
pub async fn reread_batch<R: Runtime>(
    app: AppHandle<R>,
    batch: i64,
    reason: String,
) -> Result<TakenView, ErrorView> {
    at_desk(app, move |desk| desk.reread_batch(batch, &reason)).await
}

/// Writes the rectification workbook of a return into a folder.
///
/// # Errors
/// Nothing is open in it, or the file cannot be written.
#[tauri::command]
pub async fn return_reply<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    of: ReturnRef,
    folder: PathBuf,
) -> Result<PathBuf, ErrorView> {
    let path = at_desk(app.clone(), move |desk| {
        desk.return_reply(&programme, &of, &folder)
    })
    .await?;
    app.state::<WindowState>().wrote(&path);
    Ok(path)
}

/// Writes the empty form for the counties.
///
/// # Errors
/// The file cannot be written.
#[tauri::command]
pub async fn return_template<R: Runtime>(
    app: AppHandle<R>,
    programme: String,
    path: PathBuf,
) -> Result<(), ErrorView> {
    let to = path.clone();
    at_desk(app.clone(), move |desk| {
        let (_, pack) = desk.programme_and_pack(Some(&programme))?;
        desk.return_template(&pack, Path::new(&to))
    })
    .await?;
    app.state::<WindowState>().wrote(path);
    Ok(())
}
