//! The print register: which form was printed of what, in how many copies,
//! from which data.

use crate::column::{collect, json, moment, read_json, read_moment};
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::assessment::RunId;
use crate::table::audit::{self, Action};
use crate::table::print_content::{self, ContentLine};
use crate::table::printing::{self, NewPrinting, PrintingId};
use crate::table::programme;
use crate::table::project::ProjectId;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 print register",
    // A print names its project by number only: paper outlives a withdrawal.
    sql: "
CREATE TABLE print_register (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT NOT NULL REFERENCES programme (id),
    project INTEGER,
    form TEXT NOT NULL,
    version TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    copies INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    path TEXT NOT NULL,
    run INTEGER REFERENCES assessment (id),
    at TEXT NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE INDEX print_programme ON print_register (programme);
CREATE INDEX print_fingerprint ON print_register (fingerprint);
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "print_register",
    "SELECT programme, form, version, fingerprint, copies, pages, path, at, by, subject, printing
     FROM print_register ORDER BY id",
)];

/// A print's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrintId(pub i64);

/// What was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrint {
    /// The programme.
    pub programme: String,
    /// The project, or `None` for a paper on the whole programme.
    pub project: Option<ProjectId>,
    /// Every project that stands on it, in its order.
    pub projects: Vec<ProjectId>,
    /// Whose form it is, as people know it: enterprise and project.
    pub subject: String,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The data's fingerprint, as the pages carry it.
    pub fingerprint: String,
    /// How many copies.
    pub copies: u32,
    /// Pages of one copy.
    pub pages: u32,
    /// The file that was written.
    pub path: String,
    /// The run whose result it shows, if it shows one.
    pub run: Option<RunId>,
}

/// An entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// Its number.
    pub id: PrintId,
    /// What was printed.
    pub print: NewPrint,
    /// The printing it belongs to; `None` for prints older than printings.
    pub printing: Option<PrintingId>,
    /// Who printed it, and when.
    pub stamp: Stamp,
}

const SELECT: &str = "
    SELECT id, programme, project, form, version, fingerprint, copies, pages, path, run, by, at,
        subject, printing, projects
    FROM print_register";

impl Library {
    /// What was printed in a programme, oldest first.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn prints(&self, programme: &str) -> Result<Vec<Print>> {
        programme::programme(&self.connection, programme)?;
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE programme = ?1 ORDER BY id"))?;
        collect(statement.query_map([programme], |row| Ok(read(row)))?)
    }

    /// Everything that was ever printed from this library, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn all_prints(&self) -> Result<Vec<Print>> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} ORDER BY id"))?;
        collect(statement.query_map([], |row| Ok(read(row)))?)
    }

    /// The prints that carry a fingerprint, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn prints_of_fingerprint(&self, fingerprint: &str) -> Result<Vec<Print>> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE fingerprint = ?1 ORDER BY id"))?;
        collect(statement.query_map([fingerprint], |row| Ok(read(row)))?)
    }

    /// The prints of one printing, in the order they were bound.
    ///
    /// # Errors
    /// There is no such printing.
    pub fn prints_of_printing(&self, printing: PrintingId) -> Result<Vec<Print>> {
        self.printing(printing)?;
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE printing = ?1 ORDER BY id"))?;
        collect(statement.query_map([printing.0], |row| Ok(read(row)))?)
    }

    /// Registers a printing with what it printed and the lines each fingerprint
    /// was made over, all in one transaction.
    ///
    /// # Errors
    /// There is no such programme or run.
    pub fn register_printing(
        &mut self,
        order: &NewPrinting,
        prints: &[(NewPrint, Vec<ContentLine>)],
        stamp: &Stamp,
    ) -> Result<(PrintingId, Vec<PrintId>)> {
        self.write(stamp, |tx, stamp| {
            programme::programme(tx, &order.programme)?;
            let printing = printing::insert(tx, order, stamp)?;
            let mut ids = Vec::new();
            for (print, lines) in prints {
                print_content::keep(tx, &print.fingerprint, lines)?;
                ids.push(register(tx, printing, print, stamp)?);
            }
            Ok((printing, ids))
        })
    }
}

/// One print.
pub(crate) fn print(connection: &Connection, id: PrintId) -> Result<Print> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .ok_or_else(|| LibraryError::NotFound {
            what: Thing::Print,
            id: id.0.to_string(),
        })?
}

fn register(
    tx: &rusqlite::Transaction<'_>,
    printing: PrintingId,
    print: &NewPrint,
    stamp: &Stamp,
) -> Result<PrintId> {
    programme::programme(tx, &print.programme)?;
    tx.prepare_cached(
        "INSERT INTO print_register (programme, project, form, version, fingerprint, copies,
             pages, path, run, at, by, subject, printing, projects)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        print.programme,
        print.project.map(|id| id.0),
        print.form,
        print.version,
        print.fingerprint,
        print.copies,
        print.pages,
        print.path,
        print.run.map(|id| id.0),
        moment(stamp.at),
        stamp.by,
        print.subject,
        printing.0,
        json(&print.projects),
    ])?;
    let id = PrintId(tx.last_insert_rowid());
    let detail = serde_json::json!({
        "print": id.0, "printing": printing.0, "form": print.form, "version": print.version,
        "project": print.project.map(|id| id.0), "subject": print.subject,
        "fingerprint": print.fingerprint, "copies": print.copies,
        "run": print.run.map(|id| id.0),
    });
    audit::append(tx, stamp, Action::Printed, Some(&print.programme), &detail)?;
    Ok(id)
}

fn read(row: &Row<'_>) -> Result<Print> {
    Ok(Print {
        id: PrintId(row.get(0)?),
        print: NewPrint {
            programme: row.get(1)?,
            project: row.get::<_, Option<i64>>(2)?.map(ProjectId),
            projects: read_json(&row.get::<_, String>(14)?)?,
            subject: row.get(12)?,
            form: row.get(3)?,
            version: row.get(4)?,
            fingerprint: row.get(5)?,
            copies: row.get(6)?,
            pages: row.get(7)?,
            path: row.get(8)?,
            run: row.get::<_, Option<i64>>(9)?.map(RunId),
        },
        printing: row.get::<_, Option<i64>>(13)?.map(PrintingId),
        stamp: Stamp {
            by: row.get(10)?,
            at: read_moment(&row.get::<_, String>(11)?)?,
        },
    })
}
