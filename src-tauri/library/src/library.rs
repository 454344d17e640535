//! Making, opening and closing a library.
//!
//! Reads take `&self`. Writes take `&mut self`, and each is one transaction
//! with its entry in the audit trail.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDateTime;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use serde_json::json;

use crate::error::{Field, LibraryError, Result};
use crate::lock::WriterLock;
use crate::stamp::Stamp;
use crate::table::audit;
use crate::{backup, folder, place, schema};

/// How long a statement waits for another process's read or checkpoint.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The actor of what the program does by itself.
pub const PROGRAM: &str = "程序";

/// An open library.
#[derive(Debug)]
pub struct Library {
    pub(crate) connection: Connection,
    pub(crate) folder: PathBuf,
    /// `None` if opened for reading.
    lock: Option<WriterLock>,
}

impl Library {
    /// Makes a library in `folder`, which must be new or empty, and opens it.
    ///
    /// # Errors
    /// The folder is not empty, holds a library, or is no safe place for one.
    pub fn create(folder: &Path, now: NaiveDateTime) -> Result<Library> {
        let folder = folder::absolute(folder)?;
        refuse_place(&folder)?;
        fs::create_dir_all(&folder).map_err(LibraryError::io(&folder))?;
        let database = folder.join(folder::DATABASE);
        if database.exists() {
            return Err(LibraryError::AlreadyALibrary(folder));
        }
        if !folder::is_free(&folder)? {
            return Err(LibraryError::FolderNotEmpty(folder));
        }
        let lock = WriterLock::take(&folder, now)?;
        for name in [folder::ORIGINALS, folder::BACKUPS] {
            let path = folder.join(name);
            fs::create_dir_all(&path).map_err(LibraryError::io(&path))?;
        }
        let part = folder.join(folder::DATABASE_PART);
        if part.exists() {
            fs::remove_file(&part).map_err(LibraryError::io(&part))?;
        }
        let mut connection = connect(&part, Access::Create)?;
        schema::migrate(&mut connection)?;
        connection.close().map_err(|(_, error)| error)?;
        fs::rename(&part, &database).map_err(LibraryError::io(&database))?;
        folder::sync_folder(&folder)?;

        let mut library = Library::with_lock(folder, lock, now)?;
        library.write(&Stamp::new(PROGRAM, now), |tx, stamp| {
            let detail = json!({ "version": env!("CARGO_PKG_VERSION") });
            audit::append(tx, stamp, audit::Action::LibraryCreated, None, &detail)
        })?;
        Ok(library)
    }

    /// Opens a library for reading and writing. A library of an older version
    /// is brought up to date, after a backup.
    ///
    /// # Errors
    /// The folder is no library, is written by a newer program, is damaged, is
    /// in use, or lies where a database is not safe; it is left untouched.
    pub fn open(folder: &Path, now: NaiveDateTime) -> Result<Library> {
        let folder = recognise(folder)?;
        let lock = WriterLock::take(&folder, now)?;
        Library::with_lock(folder, lock, now)
    }

    /// Opens a library for reading, also while another window writes to it.
    ///
    /// # Errors
    /// As for [`Library::open`], but for being in use; and a library of an
    /// older version must first be opened for writing.
    pub fn open_reading(folder: &Path) -> Result<Library> {
        let folder = recognise(folder)?;
        let connection = connect(&folder.join(folder::DATABASE), Access::Read)?;
        let (found, known) = (schema::version(&connection)?, schema::known_version());
        if found > known {
            return Err(LibraryError::Newer { found, known });
        }
        if found < known {
            return Err(LibraryError::NeedsUpgrade { found, known });
        }
        Ok(Library {
            connection,
            folder,
            lock: None,
        })
    }

    /// Opens with the lock already taken.
    pub(crate) fn with_lock(
        folder: PathBuf,
        lock: WriterLock,
        now: NaiveDateTime,
    ) -> Result<Library> {
        let mut connection = connect(&folder.join(folder::DATABASE), Access::Write)?;
        let found = schema::version(&connection)?;
        let known = schema::known_version();
        if found > known {
            return Err(LibraryError::Newer { found, known });
        }
        folder::sweep_parts(&folder)?;
        if found < known {
            backup::before_upgrade(&connection, &folder, found, now)?;
        }
        let migrated = schema::migrate(&mut connection)?;
        let mut library = Library {
            connection,
            folder,
            lock: Some(lock),
        };
        if migrated {
            library.write(&Stamp::new(PROGRAM, now), |tx, stamp| {
                let detail = json!({ "from": found, "to": known });
                audit::append(tx, stamp, audit::Action::SchemaUpgraded, None, &detail)
            })?;
        }
        Ok(library)
    }

    /// The folder, by its full path.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the library was opened for reading only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    /// Runs `work` as one transaction: all of it or nothing.
    pub(crate) fn write<T>(
        &mut self,
        stamp: &Stamp,
        work: impl FnOnce(&Transaction<'_>, &Stamp) -> Result<T>,
    ) -> Result<T> {
        if self.lock.is_none() {
            return Err(LibraryError::ReadOnly);
        }
        require(&stamp.by, Field::Actor)?;
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx, stamp)?;
        tx.commit()?;
        Ok(done)
    }
}

/// Refuses an empty text.
pub(crate) fn require(text: &str, field: Field) -> Result<()> {
    if text.trim().is_empty() {
        return Err(LibraryError::Empty(field));
    }
    Ok(())
}

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Create,
    Write,
    Read,
}

/// The only place that opens a database file: sets what every connection needs
/// and refuses a damaged file.
pub(crate) fn connect(database: &Path, access: Access) -> Result<Connection> {
    let flags = match access {
        Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    } | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    if access != Access::Create {
        quick_check(&connection)?;
    }
    if access == Access::Write {
        connection.pragma_update(None, "journal_mode", "wal")?;
        // A commit must survive a power cut: amounts hang on it.
        connection.pragma_update(None, "synchronous", "full")?;
    }
    Ok(connection)
}

fn quick_check(connection: &Connection) -> Result<()> {
    let damaged = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
            LibraryError::Damaged(error.to_string())
        }
        _ => LibraryError::Sql(error),
    };
    let answer: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(damaged)?;
    if answer == "ok" {
        Ok(())
    } else {
        Err(LibraryError::Damaged(answer))
    }
}

/// Refuses an unsafe place, looking through links and, on Windows, mapped
/// drives, which turn into UNC paths once they are made canonical. Of a folder
/// that is yet to be made, what there is above it is looked at.
pub(crate) fn refuse_place(folder: &Path) -> Result<()> {
    let mounts = place::mount_table();
    let real = folder
        .ancestors()
        .find_map(|above| above.canonicalize().ok());
    let found = place::unsafe_place(folder, &mounts)
        .or_else(|| real.and_then(|real| place::unsafe_place(&real, &mounts)));
    match found {
        Some(kind) => Err(LibraryError::UnsafePlace {
            path: folder.to_owned(),
            kind,
        }),
        None => Ok(()),
    }
}

/// The folder's full path, if it holds a library this program can open. Reads
/// only the header, so that a refused file is untouched.
pub(crate) fn recognise(folder: &Path) -> Result<PathBuf> {
    let folder = folder::absolute(folder)?;
    refuse_place(&folder)?;
    let database = folder.join(folder::DATABASE);
    if !database.is_file() {
        return Err(LibraryError::NotALibrary(folder));
    }
    folder::header_version(&database)?;
    Ok(folder)
}
