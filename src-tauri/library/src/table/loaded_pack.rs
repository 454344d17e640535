//! Packs a person loaded from a folder: kept like those of programmes, and to
//! be chosen from like those that ship.

use chrono::NaiveDateTime;
use rusqlite::Row;
use serde_json::json;

use crate::column::{collect, moment, read_moment};
use crate::error::Result;
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::pack::{self, NewPack};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 loaded pack",
    sql: "
CREATE TABLE loaded_pack (
    hash TEXT PRIMARY KEY REFERENCES pack (hash),
    place INTEGER NOT NULL,
    source TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL
) STRICT;
",
};

pub(crate) const CONTENT: &[(&str, &str)] =
    &[("loaded_pack", "SELECT hash FROM loaded_pack ORDER BY hash")];

/// A pack a person loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedPack {
    /// The pack's id.
    pub id: String,
    /// Its content hash.
    pub hash: String,
    /// The folder it was loaded from.
    pub source: String,
    /// When it was loaded last.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: String,
}

impl Library {
    /// Keeps a pack that was loaded from a folder; loading it again moves it
    /// to the end of the list.
    ///
    /// # Errors
    /// The pack's hash stands for other files.
    pub fn load_pack(&mut self, new: &NewPack, source: &str, stamp: &Stamp) -> Result<()> {
        self.write(stamp, |tx, stamp| {
            pack::keep(tx, new, stamp)?;
            tx.execute(
                "INSERT INTO loaded_pack (hash, place, source, at, by)
                 VALUES (?1, (SELECT coalesce(max(place), 0) + 1 FROM loaded_pack), ?2, ?3, ?4)
                 ON CONFLICT (hash) DO UPDATE SET
                     place = excluded.place, source = excluded.source,
                     at = excluded.at, by = excluded.by",
                (&new.hash, source, moment(stamp.at), &stamp.by),
            )?;
            let detail = json!({ "pack": new.id, "pack_hash": new.hash, "source": source });
            audit::append(tx, stamp, Action::PackLoaded, None, &detail)
        })
    }

    /// The packs that were loaded, the one loaded last at the end.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn loaded_packs(&self) -> Result<Vec<LoadedPack>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT pack.id, hash, source, at, by FROM loaded_pack JOIN pack USING (hash)
             ORDER BY place",
        )?;
        collect(statement.query_map([], |row| Ok(read(row)))?)
    }
}

fn read(row: &Row<'_>) -> Result<LoadedPack> {
    Ok(LoadedPack {
        id: row.get(0)?,
        hash: row.get(1)?,
        source: row.get(2)?,
        at: read_moment(&row.get::<_, String>(3)?)?,
        by: row.get(4)?,
    })
}
