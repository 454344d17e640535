//! What persons settle in a file before it is taken in: kept by the file's
//! SHA-256 and the finding's own place, so that it holds whoever opens the file
//! next and from which folder. Taking the file in uses it up; only what says how
//! the file is to be read stays with the batch, and goes when that goes.

use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{Finding, FindingKind};
use rusqlite::{Connection, Row, Transaction, params};
use serde_json::json;

use crate::column::{ValueColumns, collect, moment, read_moment, read_token, token};
use crate::error::{Field, Result};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::finding::FindingState;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 draft",
    sql: "
CREATE TABLE draft (
    programme TEXT NOT NULL REFERENCES programme (id),
    sha256 TEXT NOT NULL,
    sheet TEXT NOT NULL,
    cell TEXT NOT NULL,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    kind TEXT NOT NULL,
    found TEXT NOT NULL,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    whole INTEGER,
    text TEXT,
    reading INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (programme, sha256, sheet, cell, row, field, kind, found)
) STRICT, WITHOUT ROWID;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "draft",
    "SELECT * FROM draft
     ORDER BY programme, sha256, sheet, cell, row, field, kind, found",
)];

/// A finding by its place in its file: the same however often it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPlace {
    /// The sheet, empty if the whole file is meant.
    pub sheet: String,
    /// The cell, empty if a row, a sheet or the file is meant.
    pub cell: String,
    /// The row as the clerk counts it.
    pub row: Option<u32>,
    /// The fact.
    pub field: Option<FactId>,
    /// What is wrong.
    pub kind: FindingKind,
    /// What was found.
    pub found: String,
}

impl FindingPlace {
    /// Where a finding stands.
    #[must_use]
    pub fn of(finding: &Finding) -> FindingPlace {
        FindingPlace {
            sheet: finding.sheet.clone(),
            cell: finding.cell.clone(),
            row: finding.row,
            field: finding.field.clone(),
            kind: finding.kind,
            found: finding.found.clone(),
        }
    }

    /// Whether a finding stands here.
    #[must_use]
    pub fn is(&self, finding: &Finding) -> bool {
        self.kind == finding.kind
            && self.row == finding.row
            && self.cell == finding.cell
            && self.sheet == finding.sheet
            && self.field == finding.field
            && self.found == finding.found
    }
}

/// What a person settles before the file is taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDraft {
    /// The finding.
    pub place: FindingPlace,
    /// What becomes of it.
    pub state: FindingState,
    /// The value that goes with it, if one does.
    pub value: Option<FactValue>,
    /// The value says how the file is to be read, and is no fact of a project.
    pub reading: bool,
}

/// What a person has settled before the file was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The finding.
    pub place: FindingPlace,
    /// What becomes of it.
    pub state: FindingState,
    /// The value that goes with it, if one does.
    pub value: Option<FactValue>,
    /// The value says how the file is to be read.
    pub reading: bool,
    /// Why.
    pub reason: String,
    /// Who settled it, and when.
    pub stamp: Stamp,
}

/// The file that is meant: in which programme, and its SHA-256.
#[derive(Debug, Clone, Copy)]
pub struct DraftFile<'a> {
    /// The programme.
    pub programme: &'a str,
    /// The file's SHA-256.
    pub sha256: &'a str,
    /// Its name, for the trail.
    pub name: &'a str,
}

impl Library {
    /// What was settled of a file before it was taken in, and how it is to be
    /// read.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn drafts(&self, programme: &str, sha256: &str) -> Result<Vec<Draft>> {
        of_file(&self.connection, programme, sha256)
    }

    /// Settles findings of a file that is not taken in, for one reason, all of
    /// them or none. What was settled of them before gives way.
    ///
    /// # Errors
    /// There is no such programme, or the reason is empty.
    pub fn draft(
        &mut self,
        file: DraftFile<'_>,
        drafts: &[NewDraft],
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            for draft in drafts {
                put(tx, file, draft, reason, stamp)?;
                record(tx, file, (&draft.place, draft.state), reason, stamp)?;
            }
            Ok(())
        })
    }

    /// Opens findings again that were settled before the file was taken in.
    ///
    /// # Errors
    /// The reason is empty.
    pub fn drop_drafts(
        &mut self,
        file: DraftFile<'_>,
        places: &[FindingPlace],
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            for place in places {
                remove(tx, file, place)?;
                record(tx, file, (place, FindingState::Open), reason, stamp)?;
            }
            Ok(())
        })
    }
}

/// What was settled of a file.
pub(crate) fn of_file(
    connection: &Connection,
    programme: &str,
    sha256: &str,
) -> Result<Vec<Draft>> {
    let mut statement = connection.prepare_cached(
        "SELECT sheet, cell, row, field, kind, found, state, type, whole, text, reading,
             reason, by, at
         FROM draft WHERE programme = ?1 AND sha256 = ?2
         ORDER BY sheet, row, cell, field, kind, found",
    )?;
    collect(statement.query_map([programme, sha256], |row| Ok(read(row)))?)
}

fn put(
    tx: &Transaction<'_>,
    file: DraftFile<'_>,
    draft: &NewDraft,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let place = &draft.place;
    let value = ValueColumns::of(draft.value.as_ref());
    tx.prepare_cached(
        "INSERT OR REPLACE INTO draft (programme, sha256, sheet, cell, row, field, kind, found,
             state, type, whole, text, reading, reason, by, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        file.programme,
        file.sha256,
        place.sheet,
        place.cell,
        place.row.unwrap_or(0),
        place.field.as_ref().map_or("", FactId::as_str),
        token(&place.kind),
        place.found,
        token(&draft.state),
        value.kind,
        value.whole,
        value.text,
        draft.reading,
        reason,
        stamp.by,
        moment(stamp.at),
    ])?;
    Ok(())
}

fn remove(tx: &Transaction<'_>, file: DraftFile<'_>, place: &FindingPlace) -> Result<()> {
    tx.execute(
        "DELETE FROM draft WHERE programme = ?1 AND sha256 = ?2 AND sheet = ?3 AND cell = ?4
             AND row = ?5 AND field = ?6 AND kind = ?7 AND found = ?8",
        params![
            file.programme,
            file.sha256,
            place.sheet,
            place.cell,
            place.row.unwrap_or(0),
            place.field.as_ref().map_or("", FactId::as_str),
            token(&place.kind),
            place.found,
        ],
    )?;
    Ok(())
}

fn record(
    tx: &Transaction<'_>,
    file: DraftFile<'_>,
    (place, state): (&FindingPlace, FindingState),
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let detail = json!({
        "file": file.name, "sha256": file.sha256, "kind": place.kind.id(),
        "sheet": place.sheet, "cell": place.cell, "state": token(&state), "reason": reason,
    });
    audit::append(
        tx,
        stamp,
        Action::DraftSettled,
        Some(file.programme),
        &detail,
    )
}

/// Uses up what was settled of a file that is taken in now; how it is to be
/// read stays.
pub(crate) fn use_up(tx: &Transaction<'_>, programme: &str, sha256: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM draft WHERE programme = ?1 AND sha256 = ?2 AND reading = 0",
        [programme, sha256],
    )?;
    Ok(())
}

/// Forgets all that was said of a file.
pub(crate) fn forget(tx: &Transaction<'_>, programme: &str, sha256: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM draft WHERE programme = ?1 AND sha256 = ?2",
        [programme, sha256],
    )?;
    Ok(())
}

/// A draft from the columns of place, state, value, reading, reason and stamp.
/// Without a row or a fact they hold null, or 0 and nothing where they are part
/// of a key.
pub(crate) fn read(row: &Row<'_>) -> Result<Draft> {
    let field: Option<String> = row.get(3)?;
    let line: Option<u32> = row.get(2)?;
    Ok(Draft {
        place: FindingPlace {
            sheet: row.get(0)?,
            cell: row.get(1)?,
            row: line.filter(|line| *line > 0),
            field: field.filter(|id| !id.is_empty()).map(FactId::new),
            kind: read_token(row.get(4)?)?,
            found: row.get(5)?,
        },
        state: read_token(row.get(6)?)?,
        value: ValueColumns::read(row, 7)?,
        reading: row.get(10)?,
        reason: row.get(11)?,
        stamp: Stamp {
            by: row.get(12)?,
            at: read_moment(&row.get::<_, String>(13)?)?,
        },
    })
}
