//! What only the shell can do: the system's dialogs and viewers, and stopping
//! a job. Only files the program wrote itself are opened or copied.

use std::path::{Path, PathBuf};

use ruku_desk::view::ErrorView;
use tauri::{AppHandle, Manager as _, Runtime, State, WebviewWindow};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};
use tauri_plugin_opener::OpenerExt;

use crate::window::{WindowState, sentence};
use crate::work::blocking;

/// How the files are called that counties send; any other can be chosen too.
/// GTK tells XLS from xls, and old machines write the former.
const WORKBOOKS: &[&str] = &[
    "xlsx", "xls", "et", "ods", "csv", "txt", "xlsm", "html", "htm", "XLSX", "XLS", "ET", "ODS",
    "CSV", "TXT", "XLSM", "HTML", "HTM",
];

/// Asks the running job to stop at its next piece.
#[tauri::command]
pub fn cancel(window: State<'_, WindowState>) {
    window.cancel_job();
}

/// Lets the clerk choose workbooks.
///
/// # Errors
/// The dialog broke off.
#[tauri::command]
pub async fn pick_files<R: Runtime>(window: WebviewWindow<R>) -> Result<Vec<PathBuf>, ErrorView> {
    let dialog = dialog(&window, "选择县区汇总表")
        .add_filter("表格文件", WORKBOOKS)
        .add_filter("所有文件", &["*"]);
    let picked = blocking(move || Ok(dialog.blocking_pick_files())).await?;
    Ok(picked
        .into_iter()
        .flatten()
        .filter_map(|file| file.into_path().ok())
        .collect())
}

/// Lets the clerk choose a notice's file.
///
/// # Errors
/// The dialog broke off.
#[tauri::command]
pub async fn pick_notice<R: Runtime>(
    window: WebviewWindow<R>,
) -> Result<Option<PathBuf>, ErrorView> {
    let dialog = dialog(&window, "选择通知原文")
        .add_filter("通知原文", &["txt", "docx"])
        .add_filter("所有文件", &["*"]);
    let picked = blocking(move || Ok(dialog.blocking_pick_file())).await?;
    Ok(picked.and_then(|file| file.into_path().ok()))
}

/// Lets the clerk choose a printed PDF.
///
/// # Errors
/// The dialog broke off.
#[tauri::command]
pub async fn pick_paper<R: Runtime>(
    window: WebviewWindow<R>,
) -> Result<Option<PathBuf>, ErrorView> {
    let dialog = dialog(&window, "选择打印的 PDF 文件").add_filter("PDF 文件", &["pdf", "PDF"]);
    let picked = blocking(move || Ok(dialog.blocking_pick_file())).await?;
    Ok(picked.and_then(|file| file.into_path().ok()))
}

/// Lets the clerk choose a backup.
///
/// # Errors
/// The dialog broke off.
#[tauri::command]
pub async fn pick_backup<R: Runtime>(
    window: WebviewWindow<R>,
) -> Result<Option<PathBuf>, ErrorView> {
    let dialog = dialog(&window, "选择备份文件")
        .add_filter("入库通备份", &["ruku", "sqlite"])
        .add_filter("所有文件", &["*"]);
    let picked = blocking(move || Ok(dialog.blocking_pick_file())).await?;
    Ok(picked.and_then(|file| file.into_path().ok()))
}

/// Lets the clerk choose a folder.
///
/// # Errors
/// The dialog broke off.
#[tauri::command]
pub async fn pick_folder<R: Runtime>(
    window: WebviewWindow<R>,
    title: String,
    start: PathBuf,
) -> Result<Option<PathBuf>, ErrorView> {
    // Without a folder GTK begins at what was used last, where none can be chosen.
    let own = || {
        window
            .path()
            .document_dir()
            .or_else(|_| window.path().home_dir())
    };
    let start = match start.as_os_str().is_empty() {
        true => own().unwrap_or(start),
        false => start,
    };
    let dialog = starting_at(dialog(&window, &title), &start);
    let picked = blocking(move || Ok(dialog.blocking_pick_folder())).await?;
    Ok(picked.and_then(|folder| folder.into_path().ok()))
}

/// Lets the clerk name a file to write.
///
/// # Errors
/// The dialog broke off.
#[tauri::command]
pub async fn pick_save<R: Runtime>(
    window: WebviewWindow<R>,
    title: String,
    name: String,
) -> Result<Option<PathBuf>, ErrorView> {
    let dialog = dialog(&window, &title).set_file_name(name);
    let picked = blocking(move || Ok(dialog.blocking_save_file())).await?;
    Ok(picked.and_then(|file| file.into_path().ok()))
}

/// Opens a file the program wrote in the system's viewer.
///
/// # Errors
/// The program did not write it, or there is no viewer for it.
#[tauri::command]
pub async fn open_path<R: Runtime>(
    app: AppHandle<R>,
    window: State<'_, WindowState>,
    path: String,
) -> Result<(), ErrorView> {
    let path = window.written(&path)?;
    open(app, path).await
}

/// Opens the folder of a file the program wrote.
///
/// # Errors
/// The program did not write it, or the folder cannot be shown.
#[tauri::command]
pub async fn open_folder_of<R: Runtime>(
    app: AppHandle<R>,
    window: State<'_, WindowState>,
    path: String,
) -> Result<(), ErrorView> {
    let path = window.written(&path)?;
    let folder = path.parent().unwrap_or(&path).to_path_buf();
    open(app, folder).await
}

/// Copies a file the program wrote to where the clerk wants it.
///
/// # Errors
/// The program did not write it, or the copy cannot be written.
#[tauri::command]
pub async fn save_copy(
    window: State<'_, WindowState>,
    path: String,
    to: PathBuf,
) -> Result<(), ErrorView> {
    let path = window.written(&path)?;
    if path == to {
        return Ok(());
    }
    let copied = to.clone();
    blocking(move || match std::fs::copy(&path, &to) {
        Ok(_length) => Ok(()),
        Err(_refused) => Err(sentence(format!(
            "不能另存为 {}。请换一个文件夹，或先关掉正在打开的同名文件。",
            to.display()
        ))),
    })
    .await?;
    window.wrote(copied);
    Ok(())
}

async fn open<R: Runtime>(app: AppHandle<R>, path: PathBuf) -> Result<(), ErrorView> {
    blocking(move || {
        if !path.exists() {
            let path = path.display();
            return Err(sentence(format!(
                "{path} 已不在原处，可能被移动或删除。请重新打印或导出。"
            )));
        }
        app.opener()
            .open_path(path.to_string_lossy(), None::<&str>)
            .map_err(|_refused| {
                let path = path.display();
                sentence(format!(
                    "这台电脑没有可以打开它的程序。文件已保存在 {path}，请手工打开。"
                ))
            })
    })
    .await
}

/// A file dialog that stays above the window it was asked from.
fn dialog<R: Runtime>(window: &WebviewWindow<R>, title: &str) -> FileDialogBuilder<R> {
    window.dialog().file().set_parent(window).set_title(title)
}

/// Starts a dialog in a folder, or in the nearest one above it that exists.
fn starting_at<R: Runtime>(dialog: FileDialogBuilder<R>, start: &Path) -> FileDialogBuilder<R> {
    match start.ancestors().find(|folder| folder.is_dir()) {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}
