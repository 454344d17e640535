//! Taking a batch out again with all it created: the library is then as if
//! the file had never come. Only the audit trail, the original file and
//! frozen assessments remember it.

use rusqlite::{Connection, Transaction};
use serde_json::json;

use crate::error::{Field, LibraryError, Result};
use crate::library::{Library, require};
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::batch::{self, BatchId};
use crate::table::project::{self, ProjectId};
use crate::table::{draft, duplicate, enterprise};

/// What withdrawing a batch takes out, or would take out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawal {
    /// Projects.
    pub projects: u32,
    /// Facts that persons have typed or corrected in them.
    pub facts_typed: u32,
    /// Decisions about them.
    pub decisions: u32,
    /// Papers printed of them; the paper stays valid as paper only.
    pub prints: u32,
    /// Findings that persons have accepted or put right.
    pub findings_settled: u32,
    /// Decisions on flagged sets that one of them belongs to.
    pub duplicates: u32,
}

impl Library {
    /// What would be lost if a batch were withdrawn.
    ///
    /// # Errors
    /// There is no such batch.
    pub fn withdrawal_preview(&self, batch: BatchId) -> Result<Withdrawal> {
        batch::batch(&self.connection, batch)?;
        preview(&self.connection, batch)
    }

    /// Withdraws a batch with all it created.
    ///
    /// # Errors
    /// There is no such batch, the reason is empty, or a project of it has
    /// been approved (立项) or is further on.
    pub fn withdraw(&mut self, id: BatchId, reason: &str, stamp: &Stamp) -> Result<Withdrawal> {
        self.write(stamp, |tx, stamp| take_out(tx, id, reason, stamp))
    }
}

/// Takes a batch out within a transaction, with what was said of how its file
/// is to be read.
pub(crate) fn take_out(
    tx: &Transaction<'_>,
    id: BatchId,
    reason: &str,
    stamp: &Stamp,
) -> Result<Withdrawal> {
    require(reason, Field::Reason)?;
    let batch = batch::batch(tx, id)?;
    let all: Vec<ProjectId> = project::of_batch(tx, id)?.into_values().collect();
    let bound = bound(tx, &all)?;
    if bound > 0 {
        return Err(LibraryError::BeyondWithdrawal {
            batch: id.0,
            projects: bound,
        });
    }
    let gone = preview(tx, id)?;
    delete(tx, id)?;
    draft::forget(tx, &batch.programme, &batch.sha256)?;
    let detail = json!({
        "batch": id.0, "file": batch.name, "sha256": batch.sha256,
        "county": batch.county, "reason": reason, "projects": gone.projects,
        "facts_typed": gone.facts_typed, "decisions": gone.decisions,
        "prints": gone.prints, "findings_settled": gone.findings_settled,
        "duplicates": gone.duplicates,
    });
    let programme = Some(batch.programme.as_str());
    audit::append(tx, stamp, Action::Withdrawn, programme, &detail)?;
    Ok(gone)
}

fn preview(connection: &Connection, batch: BatchId) -> Result<Withdrawal> {
    let count = |sql: &str| connection.query_row(sql, [batch.0], |row| row.get::<_, u32>(0));
    Ok(Withdrawal {
        projects: count("SELECT count(*) FROM project WHERE batch = ?1")?,
        facts_typed: count(
            "SELECT count(*) FROM fact JOIN project ON project.id = fact.project
             WHERE project.batch = ?1 AND fact.reason IS NOT NULL",
        )?,
        decisions: count(
            "SELECT count(*) FROM decision JOIN project ON project.id = decision.project
             WHERE batch = ?1",
        )?,
        prints: count(
            "SELECT count(*) FROM print_register
             WHERE project IN (SELECT id FROM project WHERE batch = ?1)
                OR EXISTS (SELECT 1 FROM json_each(projects)
                           WHERE value IN (SELECT id FROM project WHERE batch = ?1))",
        )?,
        findings_settled: count(
            "SELECT count(*) FROM finding WHERE batch = ?1 AND settled_by IS NOT NULL",
        )?,
        duplicates: count(
            "SELECT count(DISTINCT flagged_set) FROM duplicate
                 JOIN duplicate_member ON duplicate_member.duplicate = duplicate.id
                 JOIN project ON project.id = duplicate_member.project WHERE batch = ?1",
        )?,
    })
}

/// How many of some projects are approved or further on.
pub(crate) fn bound(tx: &Transaction<'_>, projects: &[ProjectId]) -> Result<u32> {
    let mut bound = 0;
    for id in projects {
        bound += u32::from(project::summary(tx, *id)?.state.is_bound());
    }
    Ok(bound)
}

fn delete(tx: &Transaction<'_>, batch: BatchId) -> Result<()> {
    tx.execute("DELETE FROM finding WHERE batch = ?1", [batch.0])?;
    for project in project::of_batch(tx, batch)?.into_values() {
        delete_project(tx, project)?;
    }
    tx.execute("DELETE FROM batch WHERE id = ?1", [batch.0])?;
    enterprise::sweep(tx)?;
    Ok(())
}

/// Takes out a project with all about it but its findings, which are its
/// batch's.
pub(crate) fn delete_project(tx: &Transaction<'_>, project: ProjectId) -> Result<()> {
    duplicate::forget(tx, project)?;
    for sql in [
        "DELETE FROM project_step WHERE project = ?1",
        "DELETE FROM decision WHERE project = ?1",
        "DELETE FROM fact WHERE project = ?1",
        "DELETE FROM project WHERE id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([project.0])?;
    }
    Ok(())
}
