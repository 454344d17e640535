//! Findings: what was wrong or doubtful in a return, and what became of it.

use ruku_model::fact::FactId;
use ruku_model::finding::{Finding, Repair};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::column::{collect, moment, read_moment, read_token, token};
use crate::error::{Field, LibraryError, Result, Thing};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::batch::{self, BatchId};
use crate::table::project::ProjectId;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 finding",
    sql: "
CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES batch (id),
    project INTEGER REFERENCES project (id),
    sheet TEXT NOT NULL,
    cell TEXT NOT NULL,
    row INTEGER,
    field TEXT,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    found TEXT NOT NULL,
    expected TEXT NOT NULL,
    count INTEGER NOT NULL,
    repair_auto INTEGER,
    repair_to TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    settled_by TEXT,
    settled_at TEXT
) STRICT;
CREATE INDEX finding_batch ON finding (batch);
CREATE INDEX finding_project ON finding (project);
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "finding",
    "SELECT programme, sha256, finding.sheet, finding.row, cell, field, kind, severity, found,
         expected, count, repair_auto, repair_to, state, reason, settled_by, settled_at
     FROM finding JOIN batch ON batch.id = finding.batch
     ORDER BY programme, sha256, finding.id",
)];

/// A finding's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(pub i64);

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Nothing yet.
    Open,
    /// A person accepts it as it is.
    Accepted,
    /// The value was put right.
    Repaired,
}

/// A finding in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFinding {
    /// Its number.
    pub id: FindingId,
    /// The batch.
    pub batch: BatchId,
    /// The project whose row it is in, if it is in one.
    pub project: Option<ProjectId>,
    /// What was found.
    pub finding: Finding,
    /// What became of it.
    pub state: FindingState,
    /// Why, if it is settled.
    pub reason: Option<String>,
    /// Who settled it, and when.
    pub settled: Option<Stamp>,
}

const SELECT: &str = "
    SELECT id, batch, project, sheet, cell, row, field, kind, severity, found, expected, count,
           repair_auto, repair_to, state, reason, settled_by, settled_at
    FROM finding";

impl Library {
    /// The findings of a batch in the order the reader made them.
    ///
    /// # Errors
    /// There is no such batch.
    pub fn findings(&self, batch: BatchId) -> Result<Vec<StoredFinding>> {
        batch::batch(&self.connection, batch)?;
        of_batch(&self.connection, batch)
    }

    /// Settles a finding.
    ///
    /// # Errors
    /// There is none of this number, or the reason is empty.
    pub fn settle_finding(
        &mut self,
        id: FindingId,
        state: FindingState,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| settle(tx, id, state, reason, stamp))
    }
}

/// The findings of a batch in the order the reader made them.
pub(crate) fn of_batch(connection: &Connection, batch: BatchId) -> Result<Vec<StoredFinding>> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE batch = ?1 ORDER BY id"))?;
    collect(statement.query_map([batch.0], |row| Ok(read(row)))?)
}

/// Settles a finding, with its line in the trail.
pub(crate) fn settle(
    tx: &Transaction<'_>,
    id: FindingId,
    state: FindingState,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    mark(tx, id, state, reason, stamp)?;
    record(tx, id, state, reason, stamp)
}

/// Marks a finding as settled, without a line of its own in the trail.
pub(crate) fn mark(
    tx: &Transaction<'_>,
    id: FindingId,
    state: FindingState,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    tx.execute(
        "UPDATE finding SET state = ?2, reason = ?3, settled_by = ?4, settled_at = ?5
         WHERE id = ?1",
        params![id.0, token(&state), reason, stamp.by, moment(stamp.at)],
    )?;
    Ok(())
}

/// Opens a finding again: it is as the reader left it.
pub(crate) fn reopen(
    tx: &Transaction<'_>,
    id: FindingId,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    tx.execute(
        "UPDATE finding SET state = ?2, reason = NULL, settled_by = NULL, settled_at = NULL
         WHERE id = ?1",
        params![id.0, token(&FindingState::Open)],
    )?;
    record(tx, id, FindingState::Open, reason, stamp)
}

/// Says of a finding what is expected now; the caller writes the trail.
pub(crate) fn reword(tx: &Transaction<'_>, id: FindingId, expected: &str) -> Result<()> {
    tx.execute(
        "UPDATE finding SET expected = ?2 WHERE id = ?1",
        params![id.0, expected],
    )?;
    Ok(())
}

fn record(
    tx: &Transaction<'_>,
    id: FindingId,
    state: FindingState,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let stored = one(tx, id)?;
    let programme = batch::batch(tx, stored.batch)?.programme;
    let detail = json!({
        "finding": id.0, "kind": stored.finding.kind.id(), "sheet": stored.finding.sheet,
        "cell": stored.finding.cell, "state": token(&state), "reason": reason,
    });
    audit::append(tx, stamp, Action::FindingSettled, Some(&programme), &detail)
}

/// One finding.
pub(crate) fn one(connection: &Connection, id: FindingId) -> Result<StoredFinding> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .ok_or_else(|| LibraryError::NotFound {
            what: Thing::Finding,
            id: id.0.to_string(),
        })?
}

/// The findings of a project.
pub(crate) fn of_project(connection: &Connection, id: ProjectId) -> Result<Vec<StoredFinding>> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE project = ?1 ORDER BY id"))?;
    collect(statement.query_map([id.0], |row| Ok(read(row)))?)
}

fn read(row: &Row<'_>) -> Result<StoredFinding> {
    let repair = match row.get::<_, Option<bool>>(12)? {
        Some(auto) => Some(Repair {
            auto,
            to: row.get(13)?,
        }),
        None => None,
    };
    let settled = match row.get::<_, Option<String>>(16)? {
        Some(by) => Some(Stamp {
            by,
            at: read_moment(&row.get::<_, String>(17)?)?,
        }),
        None => None,
    };
    Ok(StoredFinding {
        id: FindingId(row.get(0)?),
        batch: BatchId(row.get(1)?),
        project: row.get::<_, Option<i64>>(2)?.map(ProjectId),
        finding: Finding {
            sheet: row.get(3)?,
            cell: row.get(4)?,
            row: row.get(5)?,
            field: row.get::<_, Option<String>>(6)?.map(FactId::new),
            kind: read_token(row.get(7)?)?,
            severity: read_token(row.get(8)?)?,
            found: row.get(9)?,
            expected: row.get(10)?,
            count: row.get(11)?,
            // The file says them again when it is read.
            rows: Vec::new(),
            repair,
        },
        state: read_token(row.get(14)?)?,
        reason: row.get(15)?,
        settled,
    })
}

/// Adds a finding. One whose repair is certain and already used counts as
/// repaired.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    batch: BatchId,
    project: Option<ProjectId>,
    finding: &Finding,
) -> Result<FindingId> {
    let repair = finding.repair.as_ref();
    let state = match repair {
        Some(repair) if repair.auto => FindingState::Repaired,
        _ => FindingState::Open,
    };
    tx.prepare_cached(
        "INSERT INTO finding (batch, project, sheet, cell, row, field, kind, severity, found,
             expected, count, repair_auto, repair_to, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        batch.0,
        project.map(|project| project.0),
        finding.sheet,
        finding.cell,
        finding.row,
        finding.field.as_ref().map(FactId::as_str),
        token(&finding.kind),
        token(&finding.severity),
        finding.found,
        finding.expected,
        finding.count,
        repair.map(|repair| repair.auto),
        repair.map(|repair| &repair.to),
        token(&state),
    ])?;
    Ok(FindingId(tx.last_insert_rowid()))
}

/// Accepts the open warnings of a batch for one reason.
pub(crate) fn accept_warnings(
    tx: &Transaction<'_>,
    batch: BatchId,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    tx.execute(
        "UPDATE finding SET state = 'accepted', reason = ?2, settled_by = ?3, settled_at = ?4
         WHERE batch = ?1 AND state = 'open' AND severity = 'warning'",
        params![batch.0, reason, stamp.by, moment(stamp.at)],
    )?;
    Ok(())
}
