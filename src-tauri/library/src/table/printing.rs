//! Printings: one order that went to the printer, with everything it printed.
//! A printing that was broken off can be gone on with from any of its copies.

use chrono::NaiveDateTime;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::column::{moment, read_moment};
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 printing",
    sql: "
CREATE TABLE printing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT NOT NULL REFERENCES programme (id),
    form TEXT NOT NULL,
    copies INTEGER NOT NULL,
    folder TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL
) STRICT;
ALTER TABLE print_register ADD COLUMN printing INTEGER REFERENCES printing (id);
ALTER TABLE print_register ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE print_register ADD COLUMN projects TEXT NOT NULL DEFAULT '[]';
CREATE INDEX print_printing ON print_register (printing);
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "printing",
    "SELECT programme, form, copies, folder, at, by FROM printing ORDER BY id",
)];

/// A printing's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrintingId(pub i64);

/// What was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrinting {
    /// The programme.
    pub programme: String,
    /// The form's id.
    pub form: String,
    /// Copies of each form.
    pub copies: u32,
    /// The folder the files were written to.
    pub folder: String,
}

/// A printing of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printing {
    /// Its number.
    pub id: PrintingId,
    /// What was ordered.
    pub order: NewPrinting,
    /// Who printed, and when.
    pub stamp: Stamp,
}

impl Library {
    /// One printing.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn printing(&self, id: PrintingId) -> Result<Printing> {
        self.connection
            .prepare_cached(
                "SELECT id, programme, form, copies, folder, by, at FROM printing WHERE id = ?1",
            )?
            .query_row([id.0], |row| Ok(read(row)))
            .optional()?
            .ok_or_else(|| LibraryError::NotFound {
                what: Thing::Printing,
                id: id.0.to_string(),
            })?
    }

    /// Notes that a printing was gone on with from one of its copies.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn note_resumption(&mut self, id: PrintingId, from_copy: u32, stamp: &Stamp) -> Result<()> {
        let printing = self.printing(id)?;
        self.write(stamp, |tx, stamp| {
            let programme = Some(printing.order.programme.as_str());
            let detail = json!({
                "printing": id.0, "form": printing.order.form, "from_copy": from_copy,
            });
            audit::append(tx, stamp, Action::PrintResumed, programme, &detail)
        })
    }
}

/// Writes a printing down; its prints follow in the same transaction.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    order: &NewPrinting,
    stamp: &Stamp,
) -> Result<PrintingId> {
    tx.prepare_cached(
        "INSERT INTO printing (programme, form, copies, folder, at, by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        order.programme,
        order.form,
        order.copies,
        order.folder,
        moment(stamp.at),
        stamp.by,
    ])?;
    Ok(PrintingId(tx.last_insert_rowid()))
}

fn read(row: &Row<'_>) -> Result<Printing> {
    let at: NaiveDateTime = read_moment(&row.get::<_, String>(6)?)?;
    Ok(Printing {
        id: PrintingId(row.get(0)?),
        order: NewPrinting {
            programme: row.get(1)?,
            form: row.get(2)?,
            copies: row.get(3)?,
            folder: row.get(4)?,
        },
        stamp: Stamp {
            by: row.get(5)?,
            at,
        },
    })
}
