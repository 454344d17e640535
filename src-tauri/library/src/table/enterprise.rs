//! Enterprises, as returns name them: a credit code with a name. One code
//! under two names gives two rows, so that a batch can be withdrawn without a
//! trace; who belongs together is read off the code.

use rusqlite::{OptionalExtension as _, Transaction};

use crate::column::count;
use crate::error::Result;
use crate::library::Library;
use crate::schema::Migration;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 enterprise",
    sql: "
CREATE TABLE enterprise (
    id INTEGER PRIMARY KEY,
    credit_code TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (credit_code, name)
) STRICT;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "enterprise",
    "SELECT credit_code, name FROM enterprise ORDER BY credit_code, name",
)];

/// An enterprise with its projects over all programmes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enterprise {
    /// The credit code; empty if the return had none.
    pub credit_code: String,
    /// The name.
    pub name: String,
    /// How many projects it has in the library.
    pub projects: u32,
}

impl Library {
    /// All enterprises by credit code, then name.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn enterprises(&self) -> Result<Vec<Enterprise>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT credit_code, name,
                 (SELECT count(*) FROM project WHERE project.enterprise = enterprise.id)
             FROM enterprise ORDER BY credit_code, name",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(Enterprise {
                credit_code: row.get(0)?,
                name: row.get(1)?,
                projects: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The row of an enterprise, added if it is new; `None` if nothing is known of
/// it.
pub(crate) fn find_or_add(
    tx: &Transaction<'_>,
    credit_code: &str,
    name: &str,
) -> Result<Option<i64>> {
    if credit_code.is_empty() && name.is_empty() {
        return Ok(None);
    }
    let found: Option<i64> = tx
        .prepare_cached("SELECT id FROM enterprise WHERE credit_code = ?1 AND name = ?2")?
        .query_row([credit_code, name], |row| row.get(0))
        .optional()?;
    if found.is_some() {
        return Ok(found);
    }
    tx.prepare_cached("INSERT INTO enterprise (credit_code, name) VALUES (?1, ?2)")?
        .execute([credit_code, name])?;
    Ok(Some(tx.last_insert_rowid()))
}

/// Removes enterprises that no project names any more.
pub(crate) fn sweep(tx: &Transaction<'_>) -> Result<u32> {
    let gone = tx.execute(
        "DELETE FROM enterprise WHERE NOT EXISTS
             (SELECT 1 FROM project WHERE project.enterprise = enterprise.id)",
        [],
    )?;
    Ok(count(gone))
}
