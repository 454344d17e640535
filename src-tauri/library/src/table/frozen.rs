//! Frozen texts: inputs and results of assessments, each text once under its
//! hash. Assessing again after one correction stores one new text, not all.

use ruku_model::fingerprint::sha256_hex;
use rusqlite::{Connection, OptionalExtension as _, Transaction};

use crate::error::Result;
use crate::schema::Migration;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 frozen",
    sql: "
CREATE TABLE frozen (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
) STRICT;
",
};

pub(crate) const CONTENT: &[(&str, &str)] =
    &[("frozen", "SELECT sha256, text FROM frozen ORDER BY sha256")];

/// Keeps a text and gives its row.
pub(crate) fn keep(tx: &Transaction<'_>, text: &str) -> Result<i64> {
    let sha256 = sha256_hex(text.as_bytes());
    let known: Option<i64> = tx
        .prepare_cached("SELECT id FROM frozen WHERE sha256 = ?1")?
        .query_row([&sha256], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    tx.prepare_cached("INSERT INTO frozen (sha256, text) VALUES (?1, ?2)")?
        .execute([&sha256, text])?;
    Ok(tx.last_insert_rowid())
}

/// The texts whose hash is not the one they are kept under.
pub(crate) fn damaged(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT sha256, text FROM frozen")?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let sha256: String = row.get(0)?;
        if sha256_hex(row.get_ref(1)?.as_bytes().map_err(rusqlite::Error::from)?) != sha256 {
            out.push(sha256);
        }
    }
    Ok(out)
}
