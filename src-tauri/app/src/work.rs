//! Runs the desk's jobs off the main thread, so that the window stays alive.

use ruku_desk::Desk;
use ruku_desk::error::DeskError;
use ruku_desk::progress::{Job, Progress};
use ruku_desk::view::ErrorView;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, Runtime};

use crate::window::{WindowState, sentence};

/// Runs something that blocks on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ErrorView> + Send + 'static,
) -> Result<T, ErrorView> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|_panicked| {
            Err(sentence(
                "程序内部出错，这一步没有完成，项目库没有改动。请重试；仍不行时请重新打开程序。",
            ))
        })
}

/// Does a short piece of work at the desk.
pub(crate) async fn at_desk<R: Runtime, T: Send + 'static>(
    app: AppHandle<R>,
    work: impl FnOnce(&mut Desk) -> Result<T, DeskError> + Send + 'static,
) -> Result<T, ErrorView> {
    blocking(move || app.state::<WindowState>().at_desk(work)).await
}

/// Does a long job at the desk, which reports to `progress` and can be stopped.
pub(crate) async fn as_job<R: Runtime, T: Send + 'static>(
    app: AppHandle<R>,
    progress: Channel<Progress>,
    work: impl FnOnce(&mut Desk, &mut Job<'_>) -> Result<T, DeskError> + Send + 'static,
) -> Result<T, ErrorView> {
    blocking(move || {
        let window = app.state::<WindowState>();
        let cancel = window.start_job();
        // A window that has gone cannot be told; the job still ends properly.
        let mut report = |piece| drop(progress.send(piece));
        window.at_desk(|desk| {
            work(
                desk,
                &mut Job {
                    report: &mut report,
                    cancel: &cancel,
                },
            )
        })
    })
    .await
}
