//! One writer at a time: whoever opens a library for writing holds a lock on a
//! file in it until it is closed. The operating system releases the lock when
//! a program dies, so there are no stale locks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

use chrono::NaiveDateTime;

use crate::error::{LibraryError, Result};

/// The file that is locked; it stays empty.
pub(crate) const LOCK_FILE: &str = "writer.lock";
/// Who holds it, for the message. Beside the lock, because Windows lets nobody
/// read a locked file.
pub(crate) const HOLDER_FILE: &str = "writer.txt";

/// Held while a library is open for writing.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of the library in `folder`.
    pub(crate) fn take(folder: &Path, now: NaiveDateTime) -> Result<WriterLock> {
        let lock_file = folder.join(LOCK_FILE);
        let holder_file = folder.join(HOLDER_FILE);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&lock_file)
            .map_err(LibraryError::io(&lock_file))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&holder_file)
                    .map_or_else(|_| "未知程序".to_owned(), |text| text.trim().to_owned());
                return Err(LibraryError::InUse { holder, lock_file });
            }
            Err(TryLockError::Error(source)) => {
                return Err(LibraryError::Io {
                    path: lock_file,
                    source,
                });
            }
        }
        let holder = format!(
            "进程 {}，{} 打开\n",
            std::process::id(),
            now.format("%Y-%m-%d %H:%M")
        );
        fs::write(&holder_file, holder).map_err(LibraryError::io(&holder_file))?;
        Ok(WriterLock { _file: file })
    }
}
