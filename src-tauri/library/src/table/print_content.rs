//! What a fingerprint was made over: the lines a form showed, kept once for
//! every fingerprint, so that a sheet that comes back can be held against
//! today's data even if its project, pack or form has changed since.

use rusqlite::{OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::column::{json, read_json};
use crate::error::Result;
use crate::library::Library;
use crate::schema::Migration;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 print content",
    sql: "
CREATE TABLE print_content (
    fingerprint TEXT PRIMARY KEY,
    lines TEXT NOT NULL
) STRICT, WITHOUT ROWID;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "print_content",
    "SELECT fingerprint, lines FROM print_content ORDER BY fingerprint",
)];

/// One thing a form showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentLine {
    /// Which: a fact's id, or `result.amount`, `pack`, `form`.
    pub id: String,
    /// Its label, in Chinese.
    pub label: String,
    /// Its value in canonical form, for comparing.
    pub value: Value,
    /// As it was shown.
    pub shown: String,
}

impl Library {
    /// The lines a fingerprint was made over; `None` if it was printed before
    /// they were kept.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn print_content(&self, fingerprint: &str) -> Result<Option<Vec<ContentLine>>> {
        self.connection
            .prepare_cached("SELECT lines FROM print_content WHERE fingerprint = ?1")?
            .query_row([fingerprint], |row| row.get::<_, String>(0))
            .optional()?
            .map(|lines| read_json(&lines))
            .transpose()
    }
}

/// Keeps the lines of a fingerprint, unless there are none or they are kept
/// already.
pub(crate) fn keep(tx: &Transaction<'_>, fingerprint: &str, lines: &[ContentLine]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    tx.prepare_cached("INSERT OR IGNORE INTO print_content (fingerprint, lines) VALUES (?1, ?2)")?
        .execute((fingerprint, json(&lines)))?;
    Ok(())
}
