//! What persons did before a batch is there and what holds on in it: in the
//! batch whose place it takes, or in the file before it was taken in. Typed
//! values and settled findings, with who did it, when and why.

use std::collections::BTreeMap;

use ruku_model::fact::{FactId, FactValue};
use rusqlite::Transaction;
use serde_json::json;

use crate::error::Result;
use crate::stamp::Stamp;
use crate::table::fact;
use crate::table::finding::{self, FindingId, FindingState};
use crate::table::project::ProjectId;

/// What holds on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// Typed values.
    pub facts: Vec<KeptFact>,
    /// Settled findings.
    pub findings: Vec<KeptFinding>,
    /// The projects that rows continue, by the rows' index: they keep their
    /// places in the list.
    pub continues: BTreeMap<usize, ProjectId>,
    /// What does not hold on, each as the clerk was told: for the trail.
    pub lapsed: Vec<String>,
}

/// A value that a person typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFact {
    /// The row it now belongs to, as an index into the rows taken in.
    pub row: usize,
    /// The fact.
    pub fact: FactId,
    /// The value; `None` if a person set it to unknown.
    pub value: Option<FactValue>,
    /// Why it was typed.
    pub reason: String,
    /// Who typed it, and when.
    pub stamp: Stamp,
}

/// A finding that a person settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFinding {
    /// The finding that is the same now, as an index into those taken in.
    pub finding: usize,
    /// What became of it.
    pub state: FindingState,
    /// Why.
    pub reason: String,
    /// Who settled it, and when.
    pub stamp: Stamp,
}

impl Kept {
    /// Writes what does not hold on into the details of a line of the trail.
    pub(crate) fn note_lapsed(&self, detail: &mut serde_json::Value) {
        if !self.lapsed.is_empty() {
            detail["lapsed"] = json!(self.lapsed);
        }
    }
}

/// Puts it with what was just taken in. The line of the trail that says what
/// was taken in says how much of it there is.
pub(crate) fn put(
    tx: &Transaction<'_>,
    kept: &Kept,
    projects: &[ProjectId],
    findings: &[FindingId],
) -> Result<()> {
    for one in &kept.facts {
        let Some(project) = projects.get(one.row) else {
            continue;
        };
        let place = (*project, &one.fact);
        fact::put(
            tx,
            place,
            (one.value.as_ref(), None),
            &one.reason,
            &one.stamp,
        )?;
    }
    for one in &kept.findings {
        if let Some(id) = findings.get(one.finding) {
            finding::mark(tx, *id, one.state, &one.reason, &one.stamp)?;
        }
    }
    Ok(())
}
