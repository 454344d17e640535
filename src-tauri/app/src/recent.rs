//! Remembers which library was open last.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that was open last, if it is still there.
pub(crate) fn read(file: &Path) -> Option<PathBuf> {
    let folder = PathBuf::from(fs::read_to_string(file).ok()?.trim());
    folder.is_dir().then_some(folder)
}

/// Remembers a folder. Where that cannot be written the program merely starts
/// with the default folder next time.
pub(crate) fn write(file: &Path, folder: &str) {
    if let Some(parent) = file.parent() {
        let _ = fs::create_dir_all(parent);
    }
    let _ = fs::write(file, folder);
}
