//! The state behind the window: the desk, the running job, and the files the
//! program has written itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ruku_desk::Desk;
use ruku_desk::progress::Cancel;
use ruku_desk::view::ErrorView;

/// What the commands share.
pub struct WindowState {
    /// The desk, or why there is none.
    desk: Mutex<Result<Desk, ErrorView>>,
    /// Stops the job that is running.
    cancel: Mutex<Cancel>,
    /// Files the program wrote: only these may be opened from the window.
    written: Mutex<BTreeSet<PathBuf>>,
    /// What went wrong before the window could show it.
    first_error: Mutex<Option<ErrorView>>,
    /// Where the last library is remembered.
    pub(crate) recent: PathBuf,
}

impl WindowState {
    /// The state of a window that opens; `first_error` is shown once.
    #[must_use]
    pub fn new(
        desk: Result<Desk, ErrorView>,
        first_error: Option<ErrorView>,
        recent: PathBuf,
    ) -> WindowState {
        WindowState {
            desk: Mutex::new(desk),
            cancel: Mutex::default(),
            written: Mutex::default(),
            first_error: Mutex::new(first_error),
            recent,
        }
    }

    /// Works at the desk, or says why there is none.
    pub(crate) fn at_desk<T>(
        &self,
        work: impl FnOnce(&mut Desk) -> Result<T, ruku_desk::error::DeskError>,
    ) -> Result<T, ErrorView> {
        match &mut *lock(&self.desk) {
            Ok(desk) => work(desk).map_err(|error| error.view()),
            Err(error) => Err(error.clone()),
        }
    }

    /// A fresh flag for a job that starts.
    pub(crate) fn start_job(&self) -> Cancel {
        let cancel = Cancel::default();
        *lock(&self.cancel) = cancel.clone();
        cancel
    }

    /// Asks the running job to stop.
    pub(crate) fn cancel_job(&self) {
        lock(&self.cancel).cancel();
    }

    /// Remembers a file the program wrote.
    pub(crate) fn wrote(&self, path: impl Into<PathBuf>) {
        lock(&self.written).insert(path.into());
    }

    /// The path, if the program wrote a file there.
    ///
    /// # Errors
    /// It did not: the window may not open just any file.
    pub(crate) fn written(&self, path: &str) -> Result<PathBuf, ErrorView> {
        let path = Path::new(path);
        if lock(&self.written).contains(path) {
            return Ok(path.to_path_buf());
        }
        Err(sentence(
            "只能打开本程序刚刚生成的文件。请重新打印或导出后再打开。",
        ))
    }

    /// What went wrong while the window opened; said once.
    pub(crate) fn take_first_error(&self) -> Option<ErrorView> {
        lock(&self.first_error).take()
    }
}

/// An error of the shell itself.
pub(crate) fn sentence(message: impl Into<String>) -> ErrorView {
    ErrorView {
        code: String::new(),
        message: message.into(),
    }
}

/// A job that panicked leaves the desk as its last transaction left it, so the
/// next command may go on with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_desk() -> WindowState {
        WindowState::new(
            Err(sentence("没有资源文件夹。")),
            Some(sentence("一次。")),
            PathBuf::new(),
        )
    }

    #[test]
    fn only_files_the_program_wrote_may_be_opened() {
        let window = without_desk();
        window.wrote("/打印/申报书.pdf");
        assert!(
            window.written("/打印/申报书.pdf").is_ok(),
            "it was written here"
        );
        for foreign in ["/打印/../etc/passwd", "/打印", "/打印/别的.pdf", ""] {
            let error = window
                .written(foreign)
                .expect_err("the program did not write it");
            assert!(
                error.message.contains("请重新打印"),
                "it says what to do: {}",
                error.message
            );
        }
    }

    #[test]
    fn without_a_desk_every_command_says_why() {
        let window = without_desk();
        let error = window
            .at_desk(|desk| desk.state())
            .expect_err("there is no desk");
        assert_eq!(
            error.message, "没有资源文件夹。",
            "the reason is the one from the start"
        );
        assert!(
            window.take_first_error().is_some(),
            "what went wrong at the start is said"
        );
        assert!(window.take_first_error().is_none(), "and said once only");
    }

    #[test]
    fn stopping_a_job_does_not_stop_the_next_one() {
        let window = without_desk();
        let first = window.start_job();
        window.cancel_job();
        let second = window.start_job();
        assert!(first.is_cancelled(), "the running job was asked to stop");
        assert!(!second.is_cancelled(), "the next one starts afresh");
    }
}
