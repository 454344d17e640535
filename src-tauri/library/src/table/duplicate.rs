//! Sets of projects that may be one and the same, or that use one evidence
//! twice, and what people decided about them. The latest decision on a set
//! holds; earlier ones are kept, so that withdrawing a batch brings back what
//! was decided before it came.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::column::{moment, read_moment, read_token, token};
use crate::error::{Field, LibraryError, Result, Thing};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::batch::BatchId;
use crate::table::project::{self, ProjectId};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 duplicate",
    sql: "
CREATE TABLE duplicate (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    flagged_set TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX duplicate_set ON duplicate (flagged_set);
CREATE TABLE duplicate_member (
    duplicate INTEGER NOT NULL REFERENCES duplicate (id),
    project INTEGER NOT NULL REFERENCES project (id),
    kept INTEGER NOT NULL,
    PRIMARY KEY (duplicate, project)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_project ON duplicate_member (project);
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[
    (
        "duplicate",
        "SELECT flagged_set, choice, reason, by, at FROM duplicate ORDER BY id",
    ),
    (
        "duplicate_member",
        "SELECT flagged_set, project.programme, sha256, sheet, row, kept
         FROM duplicate_member JOIN duplicate ON duplicate.id = duplicate_member.duplicate
             JOIN project ON project.id = duplicate_member.project
             JOIN batch ON batch.id = project.batch
         ORDER BY duplicate.id, project.programme, sha256, sheet, row",
    ),
];

/// What people decided about a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateChoice {
    /// Nothing any more: an earlier decision was taken back.
    Open,
    /// 两个都留: they belong together, and all of them count.
    KeepAll,
    /// 只留这一个: one counts, the others are left out of every assessment.
    KeepOne,
    /// 不是同一个: they only look alike.
    Different,
}

/// A decision on a set that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDuplicate {
    /// The set's id, the same as long as what its members share is the same.
    pub set: String,
    /// What is decided.
    pub choice: DuplicateChoice,
    /// The projects of the set.
    pub members: Vec<ProjectId>,
    /// The one that stays, for [`DuplicateChoice::KeepOne`].
    pub kept: Option<ProjectId>,
    /// Why.
    pub reason: String,
}

/// The decision that holds on a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The set's id.
    pub set: String,
    /// What was decided.
    pub choice: DuplicateChoice,
    /// The projects it was decided on, and whether each of them counts.
    pub members: BTreeMap<ProjectId, bool>,
    /// Why.
    pub reason: String,
    /// Who decided, and when.
    pub stamp: Stamp,
}

const HOLDING: &str = "
    SELECT id, flagged_set, choice, reason, by, at FROM duplicate
    WHERE id IN (SELECT max(id) FROM duplicate GROUP BY flagged_set) AND choice <> 'open'";

impl Library {
    /// The decisions on flagged sets that hold, of all programmes.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn duplicates(&self) -> Result<Vec<Duplicate>> {
        holding(&self.connection)
    }

    /// The projects of a programme that are left out of its assessments, each
    /// with the reason that was given.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn left_out(&self, programme: &str) -> Result<BTreeMap<ProjectId, Duplicate>> {
        left_out(&self.connection, programme)
    }

    /// Records a decision on a set; it takes the place of an earlier one.
    ///
    /// # Errors
    /// The reason is empty, a project is not there, or the one to keep is none
    /// of the set.
    pub fn decide_duplicate(&mut self, new: &NewDuplicate, stamp: &Stamp) -> Result<()> {
        require(&new.reason, Field::Reason)?;
        let keeps_one = new.choice == DuplicateChoice::KeepOne;
        let known = new.kept.is_some_and(|kept| new.members.contains(&kept));
        if keeps_one && !known || new.members.is_empty() {
            return Err(LibraryError::NotFound {
                what: Thing::Project,
                id: new.kept.map(|kept| kept.0.to_string()).unwrap_or_default(),
            });
        }
        self.write(stamp, |tx, stamp| {
            let mut programme = String::new();
            for member in &new.members {
                programme = project::summary(tx, *member)?.programme;
            }
            insert(tx, new, stamp)?;
            let members: Vec<i64> = new.members.iter().map(|member| member.0).collect();
            let detail = json!({
                "set": new.set, "choice": token(&new.choice), "projects": members,
                "kept": new.kept.map(|kept| kept.0), "reason": new.reason,
            });
            let action = Action::DuplicateDecided;
            audit::append(tx, stamp, action, Some(&programme), &detail)
        })
    }
}

fn insert(tx: &Transaction<'_>, new: &NewDuplicate, stamp: &Stamp) -> Result<()> {
    tx.execute(
        "INSERT INTO duplicate (flagged_set, choice, reason, by, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            new.set,
            token(&new.choice),
            new.reason,
            stamp.by,
            moment(stamp.at)
        ],
    )?;
    let id = tx.last_insert_rowid();
    let keeps_one = new.choice == DuplicateChoice::KeepOne;
    for member in &new.members {
        let kept = !keeps_one || new.kept == Some(*member);
        tx.execute(
            "INSERT INTO duplicate_member (duplicate, project, kept) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
            params![id, member.0, kept],
        )?;
    }
    Ok(())
}

fn holding(connection: &Connection) -> Result<Vec<Duplicate>> {
    let mut of = connection
        .prepare_cached("SELECT project, kept FROM duplicate_member WHERE duplicate = ?1")?;
    let mut members = |id: i64| -> Result<BTreeMap<ProjectId, bool>> {
        let rows = of.query_map([id], |row| Ok((ProjectId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let mut statement = connection.prepare_cached(&format!("{HOLDING} ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let at = read_moment(&row.get::<_, String>(5)?)?;
        out.push(Duplicate {
            set: row.get(1)?,
            choice: read_token(row.get(2)?)?,
            members: members(row.get(0)?)?,
            reason: row.get(3)?,
            stamp: Stamp::new(row.get::<_, String>(4)?, at),
        });
    }
    Ok(out)
}

/// The projects of a programme that a decision takes out of the assessments.
pub(crate) fn left_out(
    connection: &Connection,
    programme: &str,
) -> Result<BTreeMap<ProjectId, Duplicate>> {
    let mut own = connection.prepare_cached("SELECT id FROM project WHERE programme = ?1")?;
    let own = own
        .query_map([programme], |row| Ok(ProjectId(row.get(0)?)))?
        .collect::<rusqlite::Result<std::collections::BTreeSet<_>>>()?;
    let mut out = BTreeMap::new();
    for decided in holding(connection)? {
        let gone = decided.members.iter().filter(|(_, kept)| !**kept);
        for project in gone
            .map(|(project, _)| *project)
            .filter(|id| own.contains(id))
        {
            out.insert(project, decided.clone());
        }
    }
    Ok(out)
}

/// Takes out every decision that rests on a project.
pub(crate) fn forget(tx: &Transaction<'_>, project: ProjectId) -> Result<()> {
    let members = tx.execute(
        "DELETE FROM duplicate_member WHERE duplicate IN (
             SELECT duplicate FROM duplicate_member WHERE project = ?1)",
        [project.0],
    )?;
    if members == 0 {
        return Ok(());
    }
    tx.execute(
        "DELETE FROM duplicate WHERE NOT EXISTS
             (SELECT 1 FROM duplicate_member WHERE duplicate = duplicate.id)",
        [],
    )?;
    Ok(())
}

/// Lets the decisions on projects of a batch hold for the same projects of the
/// batch that takes its place; a project is the same if its name is, and the
/// enterprise's name or credit code. Decisions on a project that is no longer
/// there stay with the old batch.
pub(crate) fn hand_over(tx: &Transaction<'_>, from: BatchId, to: BatchId) -> Result<()> {
    let mut same = tx.prepare_cached(
        "SELECT old.id, min(new.id)
         FROM project AS old JOIN enterprise AS was ON was.id = old.enterprise
             JOIN project AS new ON new.name = old.name
             JOIN enterprise AS now ON now.id = new.enterprise
                 AND (now.name = was.name
                      OR now.credit_code = was.credit_code AND was.credit_code <> '')
         WHERE old.batch = ?1 AND new.batch = ?2
         GROUP BY old.id",
    )?;
    let rows = same.query_map([from.0, to.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for pair in rows {
        let (old, new): (i64, i64) = pair?;
        tx.execute(
            "UPDATE OR IGNORE duplicate_member SET project = ?2 WHERE project = ?1",
            [old, new],
        )?;
    }
    Ok(())
}
