//! Putting a library back to a backup, or making one from a backup of
//! everything. The state that is replaced is kept beside the backups, so that
//! a restore can itself be taken back.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::backup::check_backup;
use crate::error::{Field, LibraryError, Result};
use crate::library::{Access, Library, connect, refuse_place, require};
use crate::lock::WriterLock;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::{backup, folder, whole};

/// A library that was put back.
#[derive(Debug)]
pub struct Restored {
    /// The library as the backup has it.
    pub library: Library,
    /// Where the replaced state is kept: restore from it to undo.
    pub replaced: PathBuf,
}

impl Library {
    /// Puts the library in `folder` back to `backup`; it must not be open. Also
    /// works if its database is damaged or gone, and, with a backup that holds
    /// the originals too, in a folder that is new or empty.
    ///
    /// # Errors
    /// The backup is not sound, the library is in use, or the folder is neither
    /// a library nor free; nothing was changed.
    pub fn restore(folder: &Path, backup: &Path, stamp: &Stamp) -> Result<Restored> {
        require(&stamp.by, Field::Actor)?;
        let folder = folder::absolute(folder)?;
        let whole = carries_originals(backup)?;
        if !folder.join(folder::BACKUPS).is_dir() {
            if !whole {
                return Err(LibraryError::NotALibrary(folder));
            }
            prepare(&folder)?;
        }
        let lock = WriterLock::take(&folder, stamp.at)?;
        let database = folder.join(folder::DATABASE);
        let part = folder.join(folder::DATABASE_PART);
        let sha256 = copy_hashed(backup, &part)?;
        if whole {
            whole::unpack(&part, &folder)?;
        }
        folder::sync_file(&part)?;
        let replaced = set_aside(&folder, stamp)?;
        fs::rename(&part, &database).map_err(LibraryError::io(&database))?;
        folder::sync_folder(&folder)?;

        let mut library = Library::with_lock(folder, lock, stamp.at)?;
        library.write(stamp, |tx, stamp| {
            let detail = json!({
                "backup": file_name(backup), "sha256": sha256,
                "replaced": file_name(&replaced),
            });
            audit::append(tx, stamp, Action::Restored, None, &detail)
        })?;
        Ok(Restored { library, replaced })
    }
}

/// Checks a backup in full; whether it holds the originals too.
fn carries_originals(backup: &Path) -> Result<bool> {
    check_backup(backup)?;
    let whole = whole::is_whole(&connect(backup, Access::Read)?)?;
    if whole {
        whole::check_whole(backup)?;
    }
    Ok(whole)
}

/// Makes the folders of a library where there is none.
fn prepare(folder: &Path) -> Result<()> {
    refuse_place(folder)?;
    fs::create_dir_all(folder).map_err(LibraryError::io(folder))?;
    if !folder::is_free(folder)? {
        return Err(LibraryError::FolderNotEmpty(folder.to_owned()));
    }
    for name in [folder::ORIGINALS, folder::BACKUPS] {
        let path = folder.join(name);
        fs::create_dir_all(&path).map_err(LibraryError::io(&path))?;
    }
    Ok(())
}

/// Copies a file piece by piece; gives its SHA-256 in hex.
fn copy_hashed(from: &Path, to: &Path) -> Result<String> {
    let mut source = fs::File::open(from).map_err(LibraryError::io(from))?;
    let mut target = fs::File::create(to).map_err(LibraryError::io(to))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0_u8; 1 << 20];
    loop {
        let read = source.read(&mut piece).map_err(LibraryError::io(from))?;
        if read == 0 {
            let hash = hasher.finalize();
            return Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        hasher.update(&piece[..read]);
        target
            .write_all(&piece[..read])
            .map_err(LibraryError::io(to))?;
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Keeps the present database under `backups/` and leaves no write-ahead log
/// behind, which SQLite would otherwise replay into the restored file.
fn set_aside(folder: &Path, stamp: &Stamp) -> Result<PathBuf> {
    let database = folder.join(folder::DATABASE);
    let name = format!("replaced-{}.sqlite", stamp.at.format("%Y%m%d-%H%M%S"));
    let aside = free_name(&folder.join(folder::BACKUPS).join(name));
    if !database.exists() {
        return Ok(aside);
    }
    let sound = folder::header_version(&database)
        .and_then(|_| connect(&database, Access::Write))
        .and_then(|connection| keep_sound(connection, &database, &aside));
    if let Err(error @ LibraryError::InUse { .. }) = sound {
        return Err(error);
    }
    if sound.is_err() {
        // A damaged database is kept as it lies, log and all.
        copy(&database, &aside)?;
    }
    for suffix in ["-wal", "-shm"] {
        let beside = with_suffix(&database, suffix);
        if beside.exists() {
            if sound.is_err() && suffix == "-wal" {
                copy(&beside, &with_suffix(&aside, suffix))?;
            }
            fs::remove_file(&beside).map_err(LibraryError::io(&beside))?;
        }
    }
    Ok(aside)
}

/// Keeps a database that can be read, and moves all of its write-ahead log into
/// it: should the restore stop half-way, nothing committed is lost.
fn keep_sound(connection: Connection, database: &Path, aside: &Path) -> Result<()> {
    let waits: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if waits {
        let holder = "另一个窗口正在读取".to_owned();
        return Err(LibraryError::InUse {
            holder,
            lock_file: database.to_owned(),
        });
    }
    backup::snapshot(&connection, aside)?;
    connection.close().map_err(|(_, error)| error.into())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map_err(LibraryError::io(to))?;
    folder::sync_file(to)
}

/// `path`, or with a number if two restores fall into one second.
fn free_name(path: &Path) -> PathBuf {
    let mut free = path.to_owned();
    let mut number = 2;
    while free.exists() {
        free = path.with_extension(format!("{number}.sqlite"));
        number += 1;
    }
    free
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
