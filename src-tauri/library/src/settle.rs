//! Settling findings: the value that goes with it and what became of the
//! finding change together, for one reason, and can be taken back together.

use std::collections::BTreeMap;

use ruku_model::fact::FactId;
use ruku_model::finding::Finding;
use rusqlite::Transaction;

use crate::error::{Field, Result};
use crate::library::{Library, require};
use crate::stamp::Stamp;
use crate::table::batch::BatchId;
use crate::table::fact::{self, FactChange, FactRecord};
use crate::table::finding::{self, FindingId, FindingState, StoredFinding};
use crate::table::project::ProjectId;

/// What becomes of one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The finding.
    pub finding: FindingId,
    /// What becomes of it.
    pub state: FindingState,
    /// The values that are set with it: none, one, or those of a whole column.
    pub changes: Vec<FactChange>,
}

/// What becomes of the finding of a total whose rows have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TotalStep {
    /// It agrees with its rows now; why it is settled.
    Settle(FindingId, String),
    /// It differs: what is to be said, and why it is open.
    Say(FindingId, String, String),
    /// It differs and did not before; why it is said.
    Add(Finding, String),
}

impl Library {
    /// Lets the findings of a batch's totals follow its values, all of them or
    /// none.
    ///
    /// # Errors
    /// There is no such batch or finding.
    pub fn follow_totals(
        &mut self,
        batch: BatchId,
        steps: &[TotalStep],
        stamp: &Stamp,
    ) -> Result<()> {
        self.write(stamp, |tx, stamp| {
            for step in steps {
                match step {
                    TotalStep::Settle(id, reason) => {
                        finding::settle(tx, *id, FindingState::Repaired, reason, stamp)?;
                    }
                    TotalStep::Say(id, expected, reason) => {
                        finding::reword(tx, *id, expected)?;
                        finding::reopen(tx, *id, reason, stamp)?;
                    }
                    TotalStep::Add(found, reason) => {
                        let id = finding::insert(tx, batch, None, found)?;
                        finding::reopen(tx, id, reason, stamp)?;
                    }
                }
            }
            Ok(())
        })
    }

    /// Settles findings for one reason, all of them or none.
    ///
    /// # Errors
    /// One of them or its project is not there, or the reason is empty.
    pub fn settle_findings(
        &mut self,
        settlements: &[Settlement],
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            for settlement in settlements {
                for change in &settlement.changes {
                    fact::set(tx, change, reason, stamp)?;
                }
                finding::settle(tx, settlement.finding, settlement.state, reason, stamp)?;
            }
            Ok(())
        })
    }

    /// Opens findings again that persons have settled, and puts back the values
    /// that were set with them. Gives those that stay settled, because their
    /// value has been changed once more since.
    ///
    /// # Errors
    /// One of them is not there, or the reason is empty.
    pub fn reopen_findings(
        &mut self,
        ids: &[FindingId],
        reason: &str,
        stamp: &Stamp,
    ) -> Result<Vec<FindingId>> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            let mut kept = Vec::new();
            for id in ids {
                if !reopen(tx, *id, reason, stamp)? {
                    kept.push(*id);
                }
            }
            Ok(kept)
        })
    }
}

/// Opens one finding again; `false` if its value was changed since.
fn reopen(tx: &Transaction<'_>, id: FindingId, reason: &str, stamp: &Stamp) -> Result<bool> {
    let stored = finding::one(tx, id)?;
    if stored.settled.is_none() {
        return Ok(true);
    }
    let repaired = stored.state == FindingState::Repaired;
    if let Some(fact) = stored.finding.field.as_ref().filter(|_| repaired) {
        for project in projects_of(tx, &stored)? {
            let history = fact::history(tx, project)?;
            let records = history.get(fact).map_or(&[][..], Vec::as_slice);
            let of_cell = stored.project.is_some();
            match records.first() {
                Some(now) if set_with(now, &stored) => {
                    fact::revert(tx, project, fact, reason, stamp)?;
                }
                Some(now) if of_cell && now.origin.is_none() && now.reason.is_some() => {
                    return Ok(false);
                }
                _ => {}
            }
            for other in set_beside(tx, project, &stored, &history)? {
                fact::revert(tx, project, &other, reason, stamp)?;
            }
        }
    }
    finding::reopen(tx, id, reason, stamp)?;
    Ok(true)
}

/// The other facts of a cell that were set with its finding: a cell of a period
/// gives two. What was settled in the same step by itself is not among them.
fn set_beside(
    tx: &Transaction<'_>,
    project: ProjectId,
    stored: &StoredFinding,
    history: &BTreeMap<FactId, Vec<FactRecord>>,
) -> Result<Vec<FactId>> {
    if stored.project.is_none() {
        return Ok(Vec::new());
    }
    let others = finding::of_project(tx, project)?;
    let by_itself = |fact: &FactId| {
        let mut others = others.iter();
        others.any(|one| one.finding.field.as_ref() == Some(fact) && one.settled == stored.settled)
    };
    let with = |now: &FactRecord| set_with(now, stored) && now.reason == stored.reason;
    let set = history.iter().filter(|(fact, records)| {
        let set = records.first().is_some_and(with);
        set && stored.finding.field.as_ref() != Some(*fact) && !by_itself(fact)
    });
    Ok(set.map(|(fact, _)| fact.clone()).collect())
}

/// The projects whose values settling a finding may have set: its own, or all
/// on its sheet if it is about a column.
fn projects_of(tx: &Transaction<'_>, stored: &StoredFinding) -> Result<Vec<ProjectId>> {
    if let Some(project) = stored.project {
        return Ok(vec![project]);
    }
    let mut statement =
        tx.prepare_cached("SELECT id FROM project WHERE batch = ?1 AND sheet = ?2 ORDER BY id")?;
    let rows = statement.query_map((stored.batch.0, &stored.finding.sheet), |row| {
        Ok(ProjectId(row.get(0)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a value was set in the same step as the finding was settled.
fn set_with(record: &FactRecord, stored: &StoredFinding) -> bool {
    stored
        .settled
        .as_ref()
        .is_some_and(|stamp| stamp.at == record.at && stamp.by == record.by)
        && record.reason == stored.reason
}
