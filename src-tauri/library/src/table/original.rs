//! Original files: which ones the library has ever been given. The bytes lie
//! beside the database; a row outlives the batches made from it.

use std::path::PathBuf;

use chrono::NaiveDateTime;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::column::{collect, moment, read_moment};
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::originals;
use crate::schema::Migration;
use crate::stamp::Stamp;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 original",
    sql: "
CREATE TABLE original (
    sha256 TEXT PRIMARY KEY,
    extension TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
",
};

/// An original file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// The name it first came under.
    pub name: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// When it first came.
    pub kept_at: NaiveDateTime,
    /// Where the library keeps it.
    pub path: PathBuf,
}

impl Library {
    /// All original files ever taken in, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn originals(&self) -> Result<Vec<Original>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sha256, extension, name, size, kept_at FROM original
             ORDER BY kept_at, sha256",
        )?;
        collect(statement.query_map([], |row| Ok(self.read_original(row)))?)
    }

    /// One original file.
    ///
    /// # Errors
    /// The library keeps no file of this SHA-256.
    pub fn original(&self, sha256: &str) -> Result<Original> {
        self.connection
            .prepare_cached(
                "SELECT sha256, extension, name, size, kept_at FROM original WHERE sha256 = ?1",
            )?
            .query_row([sha256], |row| Ok(self.read_original(row)))
            .optional()?
            .ok_or_else(|| LibraryError::NotFound {
                what: Thing::Original,
                id: sha256.to_owned(),
            })?
    }

    fn read_original(&self, row: &rusqlite::Row<'_>) -> Result<Original> {
        let sha256: String = row.get(0)?;
        let extension: String = row.get(1)?;
        Ok(Original {
            path: self
                .folder
                .join(originals::relative_path(&sha256, &extension)),
            sha256,
            name: row.get(2)?,
            size_bytes: u64::try_from(row.get::<_, i64>(3)?)
                .map_err(|_| LibraryError::Stored("negative file size".to_owned()))?,
            kept_at: read_moment(&row.get::<_, String>(4)?)?,
        })
    }
}

/// The extension a file is kept under, if it is kept already.
pub(crate) fn kept_extension(connection: &Connection, sha256: &str) -> Result<Option<String>> {
    Ok(connection
        .query_row(
            "SELECT extension FROM original WHERE sha256 = ?1",
            [sha256],
            |row| row.get(0),
        )
        .optional()?)
}

/// A file that is in place.
pub(crate) struct Kept<'a> {
    pub(crate) sha256: &'a str,
    pub(crate) extension: &'a str,
    pub(crate) name: &'a str,
    pub(crate) size: usize,
}

/// Registers a file that is in place.
pub(crate) fn register(tx: &Transaction<'_>, kept: &Kept<'_>, stamp: &Stamp) -> Result<()> {
    let size = i64::try_from(kept.size).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO original (sha256, extension, name, size, kept_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        (
            kept.sha256,
            kept.extension,
            kept.name,
            size,
            moment(stamp.at),
        ),
    )?;
    Ok(())
}
