//! The layout of a library's folder, and looking at a database file without
//! touching it.

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::{LibraryError, Result};
use crate::{lock, schema};

/// The database.
pub(crate) const DATABASE: &str = "library.sqlite";
/// The database while a new library is being made.
pub(crate) const DATABASE_PART: &str = "library.sqlite.part";
/// Counties' files, content-addressed.
pub(crate) const ORIGINALS: &str = "originals";
/// Snapshots.
pub(crate) const BACKUPS: &str = "backups";

/// Files that may lie in a folder that counts as empty: what file managers
/// leave behind, and an attempt to make a library that was cut short.
const NEGLIGIBLE: &[&str] = &[
    ".DS_Store",
    "desktop.ini",
    "Thumbs.db",
    DATABASE_PART,
    "library.sqlite.part-journal",
    lock::LOCK_FILE,
    lock::HOLDER_FILE,
    ORIGINALS,
    BACKUPS,
];

/// Length of the SQLite file header.
const HEADER_LENGTH: usize = 100;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The folder by its full path, as the clerk named it.
pub(crate) fn absolute(folder: &Path) -> Result<PathBuf> {
    std::path::absolute(folder).map_err(LibraryError::io(folder))
}

/// Whether a new library may be made here.
pub(crate) fn is_free(folder: &Path) -> Result<bool> {
    for entry in folder.read_dir().map_err(LibraryError::io(folder))? {
        let entry = entry.map_err(LibraryError::io(folder))?;
        let name = entry.file_name();
        if !NEGLIGIBLE.iter().any(|known| name == *known) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads the schema version out of a database file's header, without opening
/// it with SQLite, which might write. A version that still waits in the
/// write-ahead log is seen later, when the database is open.
pub(crate) fn header_version(database: &Path) -> Result<u32> {
    let not_ours = || LibraryError::NotALibrary(database.parent().unwrap_or(database).to_owned());
    let mut header = [0_u8; HEADER_LENGTH];
    let mut file = File::open(database).map_err(|_| not_ours())?;
    if let Err(error) = file.read_exact(&mut header) {
        return Err(LibraryError::Damaged(format!("文件头不完整：{error}")));
    }
    if &header[..16] != MAGIC {
        return Err(LibraryError::Damaged("文件头不是 SQLite 数据库".to_owned()));
    }
    let word = |at: usize| {
        u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    // Offsets 60 and 68: user_version and application_id (SQLite file format, §1.3).
    if i64::from(word(68)) != i64::from(schema::APPLICATION_ID) {
        return Err(not_ours());
    }
    let found = word(60);
    let known = schema::known_version();
    if found > known {
        return Err(LibraryError::Newer { found, known });
    }
    Ok(found)
}

/// Removes files that a writer was putting in place when it died. Called by the
/// one writer there is, so none of them is still being written.
pub(crate) fn sweep_parts(folder: &Path) -> Result<()> {
    let mut open = vec![folder.join(ORIGINALS), folder.join(BACKUPS)];
    while let Some(shelf) = open.pop() {
        if !shelf.exists() {
            continue;
        }
        for entry in shelf.read_dir().map_err(LibraryError::io(&shelf))? {
            let path = entry.map_err(LibraryError::io(&shelf))?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "part")
            {
                fs::remove_file(&path).map_err(LibraryError::io(&path))?;
            }
        }
    }
    Ok(())
}

/// Makes a file's bytes survive a power cut. Windows wants it open for writing.
pub(crate) fn sync_file(path: &Path) -> Result<()> {
    OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|file| file.sync_all())
        .map_err(LibraryError::io(path))
}

/// Makes what was renamed or created in `folder` survive a power cut. Windows
/// has no such call and needs none.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|file| file.sync_all())
            .map_err(LibraryError::io(folder))?;
    }
    Ok(())
}
