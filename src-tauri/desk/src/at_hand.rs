//! A return with its findings at hand, in the library or still a file: the one
//! way in which findings are settled and opened again, wherever they are kept.

use std::path::Path;
use std::sync::Arc;

use ruku_library::settle::Settlement;
use ruku_library::table::batch::Batch;
use ruku_library::table::draft::{DraftFile, FindingPlace, NewDraft};
use ruku_library::table::fact::FactChange;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_library::table::project::ProjectId;
use ruku_model::fact::FactValue;

use crate::desk::Desk;
use crate::drafts::{Drafts, fills_column};
use crate::error::DeskError;
use crate::opened::{Opened, ReturnRef};
use crate::{questions, speaks};

/// A return that lies open, with its findings as they stand.
pub(crate) struct AtHand {
    pub(crate) opened: Arc<Opened>,
    /// The batch it made; none before it is taken in.
    pub(crate) batch: Option<Batch>,
    /// What was settled before it is taken in.
    pub(crate) drafts: Drafts,
    pub(crate) findings: Vec<StoredFinding>,
}

/// What becomes of one finding.
pub(crate) struct Deed {
    pub(crate) finding: StoredFinding,
    pub(crate) state: FindingState,
    /// The value that goes with it, if one does.
    pub(crate) value: Option<FactValue>,
}

impl AtHand {
    /// How a clerk calls it.
    pub(crate) fn name(&self) -> String {
        match &self.batch {
            Some(batch) => format!("第{}批", batch.id.0),
            None => format!("“{}”", self.opened.file.file),
        }
    }

    /// Whether a finding is about values that can be set here: a project's, or
    /// those of a whole column of projects.
    pub(crate) fn holds_value(&self, stored: &StoredFinding) -> bool {
        let finding = &stored.finding;
        if finding.field.is_none() {
            return false;
        }
        if fills_column(&self.opened.pack, finding) {
            return true;
        }
        let file = &self.opened.file;
        match &self.batch {
            Some(_) => stored.project.is_some(),
            None => file
                .rows
                .iter()
                .any(|row| Some(row.row) == finding.row && file.sheet_name(row) == finding.sheet),
        }
    }

    pub(crate) fn file(&self) -> DraftFile<'_> {
        DraftFile {
            programme: &self.opened.programme,
            sha256: &self.opened.file.sha256,
            name: &self.opened.file.file,
        }
    }
}

impl Desk {
    /// The return that is meant, with its findings.
    pub(crate) fn at_hand(&self, programme: &str, of: &ReturnRef) -> Result<AtHand, DeskError> {
        let (mut opened, mut batch) = self.opened(programme, of)?;
        if batch.is_none() {
            // A file that was taken in since is its batch: it is not settled twice.
            let sha256 = &opened.file.sha256;
            batch = self.library()?.batch_of_file(&opened.programme, sha256)?;
            if let Some(batch) = &batch {
                opened = self.opened(programme, &ReturnRef::Batch(batch.id.0))?.0;
            }
        }
        let drafts = self.drafts(&opened.programme, &opened.file.sha256)?;
        let findings = match &batch {
            Some(batch) => self.library()?.findings(batch.id)?,
            None => drafts.findings(&opened.file),
        };
        Ok(AtHand {
            opened,
            batch,
            drafts,
            findings,
        })
    }

    /// Settles findings for one reason, all of them or none. Gives the batch
    /// they are in then: an answer about the whole file has it read anew.
    pub(crate) fn settle(
        &mut self,
        hand: &AtHand,
        deeds: &[Deed],
        reason: &str,
    ) -> Result<Option<i64>, DeskError> {
        let stamp = self.stamp();
        let about_reading = |deed: &&Deed| {
            deed.value.is_some() && questions::is_about_reading(&deed.finding.finding)
        };
        let drafted = |deed: &Deed| NewDraft {
            place: FindingPlace::of(&deed.finding.finding),
            state: deed.state,
            value: deed.value.clone(),
            reading: about_reading(&deed),
        };
        let Some(batch) = &hand.batch else {
            let drafts: Vec<NewDraft> = deeds.iter().map(drafted).collect();
            self.library_mut()?
                .draft(hand.file(), &drafts, reason, &stamp)?;
            if deeds.iter().any(|deed| about_reading(&deed)) {
                self.close_file();
            }
            return Ok(None);
        };
        let reading: Vec<NewDraft> = deeds.iter().filter(about_reading).map(drafted).collect();
        if !reading.is_empty() {
            let then = reading.iter();
            let then = then.fold(hand.drafts.clone(), |all, one| {
                all.with(one, reason, &stamp)
            });
            self.may_be_read_anew(batch, &then)?;
            self.library_mut()?
                .draft(hand.file(), &reading, reason, &stamp)?;
            return Ok(self.reread_batch(batch.id.0, reason)?.batch);
        }
        let mut settlements = Vec::new();
        for deed in deeds {
            settlements.push(Settlement {
                finding: deed.finding.id,
                state: deed.state,
                changes: self.changes(hand, batch, deed)?,
            });
        }
        self.library_mut()?
            .settle_findings(&settlements, reason, &stamp)?;
        self.recheck_totals(batch.id)?;
        Ok(Some(batch.id.0))
    }

    /// The values that a deed sets in a batch: of its project, or of all on its
    /// sheet that have none.
    fn changes(
        &self,
        hand: &AtHand,
        batch: &Batch,
        deed: &Deed,
    ) -> Result<Vec<FactChange>, DeskError> {
        let (Some(value), Some(fact)) = (&deed.value, &deed.finding.finding.field) else {
            return Ok(Vec::new());
        };
        let projects: Vec<ProjectId> = match deed.finding.project {
            Some(project) => vec![project],
            None => {
                let known = self.library()?.facts(&batch.programme)?;
                let all = self.projects_of_batch(batch)?.into_iter();
                let here = all.filter(|project| project.sheet == deed.finding.finding.sheet);
                here.map(|project| project.id)
                    .filter(|id| !known.get(id).is_some_and(|facts| facts.contains_key(fact)))
                    .collect()
            }
        };
        let facts = speaks::facts_of(&hand.opened.file, &deed.finding.finding, fact, value);
        let change = |project| {
            let facts = facts.iter();
            facts.map(move |(fact, value)| FactChange {
                project,
                fact: fact.clone(),
                value: Some(value.clone()),
            })
        };
        Ok(projects.into_iter().flat_map(change).collect())
    }

    /// Opens findings again; gives those that stay settled because their value
    /// was changed since, and the batch they are in then.
    pub(crate) fn reopen(
        &mut self,
        hand: &AtHand,
        settled: &[&StoredFinding],
        reason: &str,
    ) -> Result<(Vec<i64>, Option<i64>), DeskError> {
        let stamp = self.stamp();
        let place = |stored: &&&StoredFinding| FindingPlace::of(&stored.finding);
        let Some(batch) = &hand.batch else {
            let places: Vec<FindingPlace> = settled.iter().map(|one| place(&one)).collect();
            self.library_mut()?
                .drop_drafts(hand.file(), &places, reason, &stamp)?;
            self.close_file();
            return Ok((Vec::new(), None));
        };
        let reading = settled.iter().filter(|one| questions::is_answer(one));
        let reading: Vec<FindingPlace> = reading.map(|one| place(&one)).collect();
        if !reading.is_empty() {
            let then = reading.iter();
            let then = then.fold(hand.drafts.clone(), |all, one| all.without(one));
            self.may_be_read_anew(batch, &then)?;
            self.library_mut()?
                .drop_drafts(hand.file(), &reading, reason, &stamp)?;
            return Ok((Vec::new(), self.reread_batch(batch.id.0, reason)?.batch));
        }
        let ids: Vec<_> = settled.iter().map(|stored| stored.id).collect();
        let kept = self.library_mut()?.reopen_findings(&ids, reason, &stamp)?;
        self.recheck_totals(batch.id)?;
        Ok((kept.into_iter().map(|id| id.0).collect(), Some(batch.id.0)))
    }

    /// An answer may take projects out of a batch, or findings that were
    /// settled: what was done about them would go without a word.
    fn may_be_read_anew(&self, batch: &Batch, drafts: &Drafts) -> Result<(), DeskError> {
        let then = self.rereading_with(batch, drafts)?;
        let lost = [then.decisions, then.prints, then.facts, then.findings].concat();
        if lost.is_empty() {
            return Ok(());
        }
        Err(DeskError::Refused(format!(
            "这样答复，第{}批有{}处填写、处理、认定或打印件就不再对应：{}。请先撤销它们，再答复。",
            batch.id.0,
            lost.len(),
            lost.join("；")
        )))
    }

    /// Keeps the original of a file that is sent back without being taken in, so
    /// that the corrected one can be compared with it.
    pub(crate) fn keep_sent_back(&mut self, name: &str, path: &Path) -> Result<(), DeskError> {
        let bytes = crate::assets::read(path)?;
        let stamp = self.stamp();
        self.library_mut()?.keep_original(name, &bytes, &stamp)?;
        Ok(())
    }
}
