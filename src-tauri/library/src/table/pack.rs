//! Policy packs: the exact bytes a programme runs under, kept for as long as
//! the library lives, each file's bytes once.

use std::collections::BTreeMap;

use ruku_model::fingerprint::sha256_hex;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::column::moment;
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 pack",
    sql: "
CREATE TABLE pack (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
CREATE TABLE pack_bytes (
    sha256 TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE pack_file (
    pack TEXT NOT NULL REFERENCES pack (hash),
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES pack_bytes (sha256),
    PRIMARY KEY (pack, path)
) STRICT, WITHOUT ROWID;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[
    ("pack", "SELECT hash, id FROM pack ORDER BY hash"),
    (
        "pack_bytes",
        "SELECT sha256, bytes FROM pack_bytes ORDER BY sha256",
    ),
    (
        "pack_file",
        "SELECT pack, path, sha256 FROM pack_file ORDER BY pack, path",
    ),
];

/// A pack: its files by name.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

/// A pack that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPack {
    /// The pack's id.
    pub id: String,
    /// The content hash that `policy` computed over the files.
    pub hash: String,
    /// The files.
    pub files: PackFiles,
}

impl Library {
    /// The files of a pack by its content hash.
    ///
    /// # Errors
    /// The library keeps no such pack.
    pub fn pack_files(&self, hash: &str) -> Result<PackFiles> {
        let known: Option<String> = self
            .connection
            .query_row("SELECT id FROM pack WHERE hash = ?1", [hash], |row| {
                row.get(0)
            })
            .optional()?;
        if known.is_none() {
            return Err(LibraryError::NotFound {
                what: Thing::Pack,
                id: hash.to_owned(),
            });
        }
        files(&self.connection, hash)
    }

    /// The packs kept: id and content hash, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn packs(&self) -> Result<Vec<(String, String)>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, hash FROM pack ORDER BY kept_at, id")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn files(connection: &Connection, hash: &str) -> Result<PackFiles> {
    let mut statement = connection.prepare_cached(
        "SELECT path, bytes FROM pack_file JOIN pack_bytes USING (sha256) WHERE pack = ?1",
    )?;
    let rows = statement.query_map([hash], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps a pack; one that is kept already must have the same files.
pub(crate) fn keep(tx: &Transaction<'_>, pack: &NewPack, stamp: &Stamp) -> Result<()> {
    let added = tx.execute(
        "INSERT INTO pack (hash, id, kept_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        (&pack.hash, &pack.id, moment(stamp.at)),
    )?;
    if added == 0 {
        if files(tx, &pack.hash)? != pack.files {
            return Err(LibraryError::PackConflict(pack.hash.clone()));
        }
        return Ok(());
    }
    for (path, bytes) in &pack.files {
        let sha256 = sha256_hex(bytes);
        tx.execute(
            "INSERT INTO pack_bytes (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            (&sha256, bytes),
        )?;
        tx.execute(
            "INSERT INTO pack_file (pack, path, sha256) VALUES (?1, ?2, ?3)",
            (&pack.hash, path, &sha256),
        )?;
    }
    Ok(())
}

/// The kept bytes whose hash is not the one they are kept under.
pub(crate) fn damaged(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT sha256, bytes FROM pack_bytes")?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let sha256: String = row.get(0)?;
        if sha256_hex(row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?) != sha256 {
            out.push(sha256);
        }
    }
    Ok(out)
}
