//! Taking in one county file: the original is put in place and on disk first,
//! then everything read from it goes into the database in one transaction.
//! Whatever stops it, the library is as it was. A file whose batch is there and
//! is to be replaced by itself is read anew (see `read_anew`).

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use ruku_model::fact::{Fact, FactId, Facts};
use ruku_model::finding::{Finding, Severity, Verdict};
use ruku_model::fingerprint::sha256_hex;
use rusqlite::Transaction;
use serde_json::json;

use crate::error::{Field, LibraryError, Result};
use crate::kept::{self, Kept};
use crate::library::{Library, require};
use crate::order;
use crate::originals;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::batch::{self, BatchId};
use crate::table::fact::{self, NewRecord};
use crate::table::finding::FindingId;
use crate::table::original;
use crate::table::project::{self, Naming, Place, ProjectId};
use crate::table::{draft, duplicate, finding, programme};
use crate::{read_anew, superseded, withdraw};

/// One file that is to be taken in, with what was read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// The programme.
    pub programme: String,
    /// The file's name as the clerk knows it.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// The county, if it was recognised.
    pub county: Option<String>,
    /// What the reader thought of the file; a refused one is not taken in.
    pub verdict: Verdict,
    /// 零报送.
    pub nil_return: bool,
    /// The projects.
    pub rows: Vec<NewRow>,
    /// The findings; those in a project's row are linked to it.
    pub findings: Vec<Finding>,
    /// Why the clerk accepts the warnings, if they do.
    pub accept_reason: Option<String>,
    /// The batch it takes the place of, and why: a corrected return.
    pub replaces: Option<(BatchId, String)>,
    /// What persons did in that batch, or in the file before, and what holds on.
    pub kept: Kept,
}

/// One row that was read as a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRow {
    /// The sheet.
    pub sheet: String,
    /// The row as the clerk counts it.
    pub row: u32,
    /// The measure's id, where the programme has no fact for the direction.
    pub measure: Option<String>,
    /// What was read. Origins must be of this file; a value without one is
    /// stored as the clerk's own.
    pub facts: Facts,
}

/// What taking in a file did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakeIn {
    /// The file is in the library.
    Taken {
        /// The batch.
        batch: BatchId,
        /// The projects, in the order of the rows.
        projects: Vec<ProjectId>,
    },
    /// The very same file was taken in before; nothing was done, except that
    /// the original was put back if it had been lost.
    Already {
        /// The batch it made then.
        batch: BatchId,
        /// When.
        at: NaiveDateTime,
    },
}

/// The steps of taking in, as tests interrupt them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Begun,
    OriginalWritten,
    OriginalInPlace,
    BatchAdded,
    ProjectsAdded,
    FindingsAdded,
    BeforeCommit,
}

impl Library {
    /// Takes in a file: one transaction, recognised by its SHA-256 if it came
    /// before.
    ///
    /// # Errors
    /// The verdict is refuse, there is no such programme, the draft is not
    /// consistent, or the file cannot be kept. The library is as it was.
    pub fn take_in(&mut self, new: &NewBatch, stamp: &Stamp) -> Result<TakeIn> {
        self.take_in_steps(new, stamp, &mut |_| Ok(()))
    }

    /// Keeps the original of a file that is sent back without being taken in.
    ///
    /// # Errors
    /// The name is empty, or the file cannot be kept.
    pub fn keep_original(&mut self, name: &str, bytes: &[u8], stamp: &Stamp) -> Result<()> {
        require(name, Field::FileName)?;
        let sha256 = sha256_hex(bytes);
        let folder = self.folder.clone();
        self.write(stamp, |tx, stamp| {
            let extension = original::kept_extension(tx, &sha256)?
                .unwrap_or_else(|| originals::extension(name));
            originals::keep(&folder, &sha256, &extension, bytes, &mut || Ok(()))?;
            let kept = original::Kept {
                sha256: &sha256,
                extension: &extension,
                name,
                size: bytes.len(),
            };
            original::register(tx, &kept, stamp)?;
            let detail = json!({ "file": name, "sha256": sha256 });
            audit::append(tx, stamp, Action::SentBack, None, &detail)
        })
    }

    /// [`Library::take_in`], calling `step` after each step.
    pub(crate) fn take_in_steps(
        &mut self,
        new: &NewBatch,
        stamp: &Stamp,
        step: &mut dyn FnMut(Step) -> Result<()>,
    ) -> Result<TakeIn> {
        require(&new.name, Field::FileName)?;
        let sha256 = sha256_hex(&new.bytes);
        check(new, &sha256)?;
        let folder = self.folder.clone();
        let mut added: Option<String> = None;
        let done = self.write(stamp, |tx, stamp| {
            let programme = programme::programme(tx, &new.programme)?;
            let earlier = batch::of_file(tx, &new.programme, &sha256)?;
            let listed = match &new.replaces {
                Some(_) => order::of_programme(tx, &new.programme)?,
                None => Vec::new(),
            };
            step(Step::Begun)?;
            let extension = original::kept_extension(tx, &sha256)?
                .unwrap_or_else(|| originals::extension(&new.name));
            let is_new = originals::keep(&folder, &sha256, &extension, &new.bytes, &mut || {
                step(Step::OriginalWritten)
            })?;
            match (&earlier, &new.replaces) {
                (Some(known), Some((replaced, reason))) if known.id == *replaced => {
                    let projects = read_anew::put(tx, known, new, reason, stamp)?;
                    let batch = known.id;
                    return Ok(TakeIn::Taken { batch, projects });
                }
                (Some(known), _) => {
                    let (batch, at) = (known.id, known.taken_in_at);
                    return Ok(TakeIn::Already { batch, at });
                }
                (None, _) => {}
            }
            added = is_new.then(|| extension.clone());
            step(Step::OriginalInPlace)?;
            let kept = original::Kept {
                sha256: &sha256,
                extension: &extension,
                name: &new.name,
                size: new.bytes.len(),
            };
            original::register(tx, &kept, stamp)?;
            let batch = batch::insert(tx, new, &sha256, stamp)?;
            step(Step::BatchAdded)?;
            let projects = add_projects(tx, batch, new, &programme.naming, stamp)?;
            step(Step::ProjectsAdded)?;
            let findings = add_findings(tx, batch, new, &projects, stamp)?;
            kept::put(tx, &new.kept, &projects, &findings)?;
            draft::use_up(tx, &new.programme, &sha256)?;
            if let Some((replaced, _)) = &new.replaces {
                let continues = &new.kept.continues;
                order::keep(tx, &listed, *replaced, continues, &projects)?;
            }
            step(Step::FindingsAdded)?;
            record(tx, batch, new, &sha256, stamp)?;
            if let Some((replaced, reason)) = &new.replaces {
                duplicate::hand_over(tx, *replaced, batch)?;
                withdraw::take_out(tx, *replaced, reason, stamp)?;
            }
            step(Step::BeforeCommit)?;
            Ok(TakeIn::Taken { batch, projects })
        });
        if let (Err(_), Some(extension)) = (&done, added)
            && original::kept_extension(&self.connection, &sha256)?.is_none()
        {
            originals::discard(&folder, &sha256, &extension);
        }
        done
    }
}

/// Refuses a draft that contradicts itself.
fn check(new: &NewBatch, sha256: &str) -> Result<()> {
    let inconsistent = |detail: String| {
        Err(LibraryError::Inconsistent {
            file: new.name.clone(),
            detail,
        })
    };
    if new.verdict == Verdict::Refuse {
        return Err(LibraryError::FileRefused(new.name.clone()));
    }
    if new.nil_return && !new.rows.is_empty() {
        return inconsistent(format!("零报送却有{}个项目", new.rows.len()));
    }
    let mut places = std::collections::BTreeSet::new();
    for row in &new.rows {
        if !places.insert((&row.sheet, row.row)) {
            return inconsistent(format!("“{}”第{}行出现两次", row.sheet, row.row));
        }
        let foreign = row
            .facts
            .values()
            .filter_map(|fact| fact.origin.as_ref())
            .find(|origin| origin.sha256 != sha256);
        if let Some(origin) = foreign {
            return inconsistent(format!("单元格{}的数据来自别的文件", origin.cell));
        }
    }
    Ok(())
}

fn add_projects(
    tx: &Transaction<'_>,
    batch: BatchId,
    new: &NewBatch,
    naming: &programme::NamingFacts,
    stamp: &Stamp,
) -> Result<Vec<ProjectId>> {
    let mut projects = Vec::with_capacity(new.rows.len());
    let first = order::next(tx, &new.programme)?;
    for (place, row) in (first..).zip(&new.rows) {
        let named = Naming::read(&row.facts, naming, row.measure.as_deref());
        let place = Place {
            programme: &new.programme,
            batch,
            sheet: &row.sheet,
            row: row.row,
            place,
        };
        let project = project::insert(tx, &place, &named, stamp)?;
        add_facts(tx, project, batch, row, stamp)?;
        projects.push(project);
    }
    Ok(projects)
}

/// Stores what was read of a row as the first values of its project.
pub(crate) fn add_facts(
    tx: &Transaction<'_>,
    project: ProjectId,
    batch: BatchId,
    row: &NewRow,
    stamp: &Stamp,
) -> Result<()> {
    let facts = row.facts.iter();
    facts
        .map(|(id, value)| first_record(project, batch, id, value))
        .try_for_each(|record| fact::insert(tx, &record, stamp))
}

fn first_record<'a>(
    project: ProjectId,
    batch: BatchId,
    id: &'a FactId,
    known: &'a Fact,
) -> NewRecord<'a> {
    NewRecord {
        project,
        fact: id,
        version: 1,
        value: Some(&known.value),
        source: known.origin.as_ref().map(|origin| (batch, origin)),
        reason: None,
    }
}

/// Stores the findings, each with its row's project.
pub(crate) fn add_findings(
    tx: &Transaction<'_>,
    batch: BatchId,
    new: &NewBatch,
    projects: &[ProjectId],
    stamp: &Stamp,
) -> Result<Vec<FindingId>> {
    let places: BTreeMap<(&str, u32), ProjectId> = new
        .rows
        .iter()
        .zip(projects)
        .map(|(row, id)| ((row.sheet.as_str(), row.row), *id))
        .collect();
    let mut ids = Vec::with_capacity(new.findings.len());
    for found in &new.findings {
        let project = found
            .row
            .and_then(|row| places.get(&(found.sheet.as_str(), row)));
        ids.push(finding::insert(tx, batch, project.copied(), found)?);
    }
    if let Some(reason) = &new.accept_reason {
        require(reason, Field::Reason)?;
        finding::accept_warnings(tx, batch, reason, stamp)?;
    }
    Ok(ids)
}

fn record(
    tx: &Transaction<'_>,
    batch: BatchId,
    new: &NewBatch,
    sha256: &str,
    stamp: &Stamp,
) -> Result<()> {
    let count = |severity| {
        new.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    };
    let mut detail = json!({
        "batch": batch.0, "file": new.name, "sha256": sha256, "county": new.county,
        "projects": new.rows.len(), "nil_return": new.nil_return,
        "errors": count(Severity::Error), "questions": count(Severity::Question),
        "warnings": count(Severity::Warning), "accept_reason": new.accept_reason,
        "replaces": new.replaces.as_ref().map(|(batch, _)| batch.0),
        "kept_facts": new.kept.facts.len(), "kept_findings": new.kept.findings.len(),
    });
    if let Some((replaced, _)) = &new.replaces {
        detail["settled"] = superseded::settled_in(tx, *replaced)?;
    }
    new.kept.note_lapsed(&mut detail);
    audit::append(tx, stamp, Action::TakenIn, Some(&new.programme), &detail)
}
