//! Batches: one county file taken in.

use chrono::NaiveDateTime;
use ruku_model::finding::Verdict;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction};
use serde::{Deserialize, Serialize};

use crate::column::{collect, moment, read_moment, read_token, token};
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::programme;
use crate::take_in::NewBatch;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 batch",
    sql: "
CREATE TABLE batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT NOT NULL REFERENCES programme (id),
    sha256 TEXT NOT NULL REFERENCES original (sha256),
    name TEXT NOT NULL,
    county TEXT,
    verdict TEXT NOT NULL,
    nil_return INTEGER NOT NULL,
    accept_reason TEXT,
    taken_in_at TEXT NOT NULL,
    taken_in_by TEXT NOT NULL,
    UNIQUE (programme, sha256)
) STRICT;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "batch",
    "SELECT programme, sha256, name, county, verdict, nil_return, accept_reason, taken_in_at,
         taken_in_by FROM batch ORDER BY programme, sha256",
)];

/// A batch's number; never used again once the batch is withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub i64);

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its number.
    pub id: BatchId,
    /// The programme.
    pub programme: String,
    /// The file's SHA-256.
    pub sha256: String,
    /// The file's name.
    pub name: String,
    /// The county, if it was recognised.
    pub county: Option<String>,
    /// What the reader thought of the file.
    pub verdict: Verdict,
    /// 零报送.
    pub nil_return: bool,
    /// Why its warnings were accepted, if they were.
    pub accept_reason: Option<String>,
    /// When it was taken in.
    pub taken_in_at: NaiveDateTime,
    /// By whom.
    pub taken_in_by: String,
    /// Projects it brought.
    pub projects: u32,
    /// Errors and questions that are open.
    pub open_findings: u32,
}

const SELECT: &str = "
    SELECT id, programme, sha256, name, county, verdict, nil_return, accept_reason, taken_in_at,
           taken_in_by,
           (SELECT count(*) FROM project WHERE project.batch = batch.id),
           (SELECT count(*) FROM finding WHERE finding.batch = batch.id AND state = 'open'
                AND severity IN ('error', 'question'))
    FROM batch";

impl Library {
    /// The batches of a programme, oldest first.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn batches(&self, programme: &str) -> Result<Vec<Batch>> {
        programme::programme(&self.connection, programme)?;
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE programme = ?1 ORDER BY id"))?;
        collect(statement.query_map([programme], |row| Ok(read(row)))?)
    }

    /// One batch.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn batch(&self, id: BatchId) -> Result<Batch> {
        batch(&self.connection, id)
    }

    /// The batch that a file of this SHA-256 made in a programme, if it did.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn batch_of_file(&self, programme: &str, sha256: &str) -> Result<Option<Batch>> {
        of_file(&self.connection, programme, sha256)
    }
}

/// One batch.
pub(crate) fn batch(connection: &Connection, id: BatchId) -> Result<Batch> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .ok_or_else(|| LibraryError::NotFound {
            what: Thing::Batch,
            id: id.0.to_string(),
        })?
}

/// The batch of a file in a programme.
pub(crate) fn of_file(
    connection: &Connection,
    programme: &str,
    sha256: &str,
) -> Result<Option<Batch>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE programme = ?1 AND sha256 = ?2"))?
        .query_row([programme, sha256], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

fn read(row: &Row<'_>) -> Result<Batch> {
    Ok(Batch {
        id: BatchId(row.get(0)?),
        programme: row.get(1)?,
        sha256: row.get(2)?,
        name: row.get(3)?,
        county: row.get(4)?,
        verdict: read_token(row.get(5)?)?,
        nil_return: row.get(6)?,
        accept_reason: row.get(7)?,
        taken_in_at: read_moment(&row.get::<_, String>(8)?)?,
        taken_in_by: row.get(9)?,
        projects: row.get(10)?,
        open_findings: row.get(11)?,
    })
}

/// Brings a batch in line with what is read of its file now.
pub(crate) fn read_anew(tx: &Transaction<'_>, id: BatchId, new: &NewBatch) -> Result<()> {
    tx.execute(
        "UPDATE batch SET county = ?2, verdict = ?3, nil_return = ?4 WHERE id = ?1",
        (id.0, &new.county, token(&new.verdict), new.nil_return),
    )?;
    Ok(())
}

/// Adds the batch of a file.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    new: &NewBatch,
    sha256: &str,
    stamp: &Stamp,
) -> Result<BatchId> {
    tx.execute(
        "INSERT INTO batch (programme, sha256, name, county, verdict, nil_return, accept_reason,
             taken_in_at, taken_in_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            &new.programme,
            sha256,
            &new.name,
            &new.county,
            token(&new.verdict),
            new.nil_return,
            &new.accept_reason,
            moment(stamp.at),
            &stamp.by,
        ),
    )?;
    Ok(BatchId(tx.last_insert_rowid()))
}
