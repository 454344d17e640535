//! A backup of everything in one file, for a stick or a shared drive: the
//! database as in a snapshot, with the counties' original files beside its
//! tables. It counts once it has been opened and every file in it checked.

use std::fs;
use std::path::{Path, PathBuf};

use ruku_model::fingerprint::sha256_hex;
use rusqlite::{Connection, params};

use crate::backup::{check_backup, snapshot};
use crate::error::{LibraryError, Result};
use crate::library::{Access, Library, connect};
use crate::{folder, originals};

/// What the originals stand in; no library has this table.
const TABLE: &str = "
CREATE TABLE kept_file (
    sha256 TEXT PRIMARY KEY,
    extension TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;";

/// A backup of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub size_bytes: u64,
    /// Original files in it.
    pub originals: u32,
    /// Original files that the library has lost, by name: not in it.
    pub lost: Vec<String>,
}

impl Library {
    /// Writes the database and every original into one file, and opens it to
    /// see that it holds what the library holds.
    ///
    /// # Errors
    /// Another file than a backup is in the way, it cannot be written, or it is
    /// not sound; what was there before is still there.
    pub fn backup_whole(&self, path: &Path) -> Result<Whole> {
        let bad = |detail: &str| LibraryError::BadBackup {
            path: path.to_owned(),
            detail: detail.to_owned(),
        };
        if path.exists() && folder::header_version(path).is_err() {
            return Err(bad("同名文件不是项目库备份，没有覆盖"));
        }
        let new = path.with_extension("new");
        snapshot(&self.connection, &new)?;
        let written = self.add_originals(&new).and_then(|lost| {
            let check = check_whole(&new)?;
            if check.1 != Some(self.content_hash()?) {
                return Err(bad("内容与项目库不一致"));
            }
            fs::rename(&new, path).map_err(LibraryError::io(path))?;
            Ok((check.0, lost))
        });
        if written.is_err() {
            // The first error is the one to report.
            let _ = fs::remove_file(&new);
        }
        let (originals, lost) = written?;
        let size_bytes = fs::metadata(path).map_err(LibraryError::io(path))?.len();
        Ok(Whole {
            path: path.to_owned(),
            size_bytes,
            originals,
            lost,
        })
    }

    fn add_originals(&self, backup: &Path) -> Result<Vec<String>> {
        let mut connection = connect(backup, Access::Create)?;
        let tx = connection.transaction()?;
        tx.execute_batch(TABLE)?;
        let mut lost = Vec::new();
        for original in self.originals()? {
            let bytes = fs::read(&original.path).unwrap_or_default();
            if sha256_hex(&bytes) != original.sha256 {
                lost.push(original.name);
                continue;
            }
            let extension = originals::extension(&original.path.to_string_lossy());
            tx.execute(
                "INSERT INTO kept_file (sha256, extension, bytes) VALUES (?1, ?2, ?3)",
                params![original.sha256, extension, bytes],
            )?;
        }
        tx.commit()?;
        connection.close().map_err(|(_, error)| error)?;
        folder::sync_file(backup)?;
        Ok(lost)
    }
}

/// Opens a backup of everything and checks every table and every file in it;
/// gives how many files it holds, and the content hash if its schema is ours.
///
/// # Errors
/// It is no such backup, or has a fault.
pub fn check_whole(path: &Path) -> Result<(u32, Option<String>)> {
    let check = check_backup(path)?;
    let connection = connect(path, Access::Read)?;
    let mut files = 0;
    let mut statement = connection.prepare("SELECT sha256, bytes FROM kept_file")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(1)?;
        let sha256: String = row.get(0)?;
        if sha256_hex(&bytes) != sha256 {
            return Err(LibraryError::BadBackup {
                path: path.to_owned(),
                detail: "其中的原始文件有损坏".to_owned(),
            });
        }
        files += 1;
    }
    Ok((files, check.content_hash))
}

/// Whether a backup carries the originals.
pub(crate) fn is_whole(connection: &Connection) -> Result<bool> {
    Ok(connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE name = 'kept_file'",
        [],
        |row| row.get::<_, u32>(0),
    )? > 0)
}

/// Puts the originals of a copied backup into a library's folder and takes
/// them out of the copy, which is then a library's database.
pub(crate) fn unpack(database: &Path, library: &Path) -> Result<()> {
    let connection = connect(database, Access::Create)?;
    if !is_whole(&connection)? {
        return Ok(());
    }
    let mut statement = connection.prepare("SELECT sha256, extension, bytes FROM kept_file")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (sha256, extension): (String, String) = (row.get(0)?, row.get(1)?);
        let bytes: Vec<u8> = row.get(2)?;
        originals::keep(library, &sha256, &extension, &bytes, &mut || Ok(()))?;
    }
    drop(rows);
    drop(statement);
    connection.execute_batch("DROP TABLE kept_file; VACUUM;")?;
    connection.close().map_err(|(_, error)| error)?;
    folder::sync_file(database)
}
