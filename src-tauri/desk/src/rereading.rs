//! A batch's file read anew, because its columns or the answers about it mean
//! something else now. What persons did holds on where cell and finding are the
//! same; what does not is said before it goes, and stays in the trail.

use std::collections::{BTreeMap, BTreeSet};

use ruku_intake::return_file::ReturnFile;
use ruku_intake::workbook::cell_name;
use ruku_library::kept::{KeptFact, KeptFinding};
use ruku_library::stamp::Stamp;
use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::draft::FindingPlace;
use ruku_library::table::fact::FactRecord;
use ruku_library::table::finding::{FindingId, FindingState, StoredFinding};
use ruku_library::table::project::ProjectSummary;
use ruku_model::fact::FactId;
use ruku_model::finding::{Finding, FindingKind};
use ruku_policy::pack::Pack;

use crate::at_hand::AtHand;
use crate::desk::Desk;
use crate::drafts::Drafts;
use crate::error::DeskError;
use crate::lapsed;
use crate::questions;
use crate::replacement::Carried;
use crate::returns::ReadFile;
use crate::show;
use crate::totals::FOLLOWED;
use crate::view::TakenView;
use crate::view_returns::ReplacementView;
use crate::withdrawal::named;

impl Desk {
    /// What would hold on and what would not if a batch's original were read
    /// anew now.
    ///
    /// # Errors
    /// There is no such batch, or its original cannot be read.
    pub fn rereading(&self, batch: i64) -> Result<ReplacementView, DeskError> {
        let batch = self.library()?.batch(BatchId(batch))?;
        let drafts = self.drafts(&batch.programme, &batch.sha256)?;
        self.rereading_with(&batch, &drafts)
    }

    /// [`Desk::rereading`] under answers that nobody has given yet.
    pub(crate) fn rereading_with(
        &self,
        batch: &Batch,
        drafts: &Drafts,
    ) -> Result<ReplacementView, DeskError> {
        let answers = drafts.answers();
        let read = self.read_original_with(&batch.programme, &batch.sha256, &answers)?;
        let carried = self.carried_anew(batch, &read)?;
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let decisions = self.decisions_touched(batch, &carried.gone, &pack)?;
        let prints = self.prints_of(batch, &carried.gone, &pack)?;
        let lost =
            carried.lost_facts.len() + carried.lost_findings.len() + decisions.len() + prints.len();
        let kept = carried.kept_words.len();
        let words = match (kept, lost) {
            (0, 0) => "没有人工填写或处理会丢失".to_owned(),
            (kept, 0) => format!("沿用{kept}处人工填写或处理，没有丢失的"),
            (0, lost) => format!("{lost}处人工填写或处理不再对应，请看下面，会记入操作日志"),
            (kept, lost) => {
                format!("沿用{kept}处人工填写或处理，{lost}处不再对应，请看下面，会记入操作日志")
            }
        };
        let gone = match carried.gone.len() {
            0 => String::new(),
            gone => format!("，其中{gone}个原有项目不再读取"),
        };
        Ok(ReplacementView {
            batch: batch.id.0,
            file: batch.name.clone(),
            summary: format!(
                "第{}批（{}）重新读取后有{}个项目{gone}；{words}。",
                batch.id.0,
                batch.name,
                read.rows.len()
            ),
            comparison: None,
            changes: Vec::new(),
            kept: carried.kept_words,
            facts: carried.lost_facts,
            findings: carried.lost_findings,
            decisions,
            prints,
        })
    }

    /// Reads a batch's original once more and puts what is read now in place of
    /// what was stored. Batch and projects keep their numbers.
    ///
    /// # Errors
    /// There is no such batch, its original cannot be read or is refused now, or
    /// a project of it is approved already.
    pub fn reread_batch(&mut self, batch: i64, reason: &str) -> Result<TakenView, DeskError> {
        self.close_file();
        let batch = self.library()?.batch(BatchId(batch))?;
        let drafts = self.drafts(&batch.programme, &batch.sha256)?;
        let path = self.library()?.original(&batch.sha256)?.path;
        let read = self.read_original_with(&batch.programme, &batch.sha256, &drafts.answers())?;
        let file = ReadFile {
            bytes: crate::assets::read(&path)?,
            path,
            read,
            drafts,
        };
        let replaces = Some((batch.id, reason.to_owned()));
        let taken = self.take_in_one(&batch.programme, file, None, replaces)?;
        Ok(match taken.outcome.as_str() {
            "taken_in" => TakenView {
                message: format!("第{}批已重新读取。{}", batch.id.0, taken.message),
                ..taken
            },
            _ => taken,
        })
    }

    /// Whether what a batch holds was read otherwise than its file is read now:
    /// from other columns, or with other findings.
    pub(crate) fn read_otherwise(&self, batch: &Batch, hand: &AtHand) -> Result<bool, DeskError> {
        let file = &hand.opened.file;
        // Totals follow the values that persons set.
        let kind = FindingKind::TotalMismatch;
        let stored = hand.findings.iter().map(|one| &one.finding);
        let stored: Vec<&Finding> = stored.filter(|one| one.kind != kind).collect();
        let now: Vec<&Finding> = file
            .findings
            .iter()
            .filter(|one| one.kind != kind)
            .collect();
        let same = |(was, is): (&&Finding, &&Finding)| FindingPlace::of(was).is(is);
        if stored.len() != now.len() || !stored.iter().zip(&now).all(same) {
            return Ok(true);
        }
        let mut columns: BTreeSet<(u16, usize, u32)> = BTreeSet::new();
        for row in &file.rows {
            let cells = row.fields.iter().filter_map(|field| {
                let sheet = field.sheet.map_or(row.sheet, usize::from);
                Some((field.fact, sheet, field.cell?.1))
            });
            columns.extend(cells);
        }
        let letters = |column: u32| {
            let name = cell_name(0, column);
            name.trim_end_matches('1').to_owned()
        };
        let now: BTreeSet<(FactId, String, String)> = columns
            .into_iter()
            .map(|(fact, sheet, column)| {
                let fact = file.fact_ids[usize::from(fact)].clone();
                (fact, file.sheets[sheet].name.clone(), letters(column))
            })
            .collect();
        Ok(!self.library()?.columns_read(batch.id)?.is_subset(&now))
    }

    /// What becomes of what persons did in a batch when its file is read anew.
    pub(crate) fn carried_anew(
        &self,
        batch: &Batch,
        read: &ReturnFile,
    ) -> Result<Carried, DeskError> {
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let findings = self.library()?.findings(batch.id)?;
        let settled: Vec<&StoredFinding> = findings.iter().filter(|one| is_persons(one)).collect();
        let mut carried = Carried::default();
        let held = keep_findings(&settled, read, &pack, &mut carried);
        let rows = read.rows.iter().enumerate();
        let rows: BTreeMap<(&str, u32), usize> = rows
            .map(|(at, row)| ((read.sheet_name(row), row.row), at))
            .collect();
        for project in self.projects_of_batch(batch)? {
            let at = rows.get(&(project.sheet.as_str(), project.row)).copied();
            let history = self.library()?.project(project.id)?.history;
            for (id, records) in &history {
                let Some(now) = records.iter().find(|record| record.current) else {
                    continue;
                };
                let with = settled.iter().find(|one| sets(one, &project, id, now));
                let typed = Typed {
                    project: &project,
                    id,
                    records,
                    now,
                    with: with.map(|one| (*one, held.contains(&one.id))),
                };
                typed.keep(at, read, &pack, &mut carried);
            }
            if at.is_none() {
                carried.gone.push(project);
            }
        }
        Ok(carried)
    }
}

/// Whether a person settled a finding, and not about how the file is read:
/// that is said of the file.
fn is_persons(stored: &StoredFinding) -> bool {
    stored.settled.is_some()
        && stored.reason.as_deref() != Some(FOLLOWED)
        && !questions::is_answer(stored)
}

/// Keeps what was settled where the finding is there still, and says of what was
/// accepted where it is not. Gives the findings that hold on.
fn keep_findings(
    settled: &[&StoredFinding],
    read: &ReturnFile,
    pack: &Pack,
    carried: &mut Carried,
) -> Vec<FindingId> {
    let mut taken = vec![false; read.findings.len()];
    let mut held = Vec::new();
    for stored in settled {
        let (Some(stamp), Some(reason)) = (&stored.settled, &stored.reason) else {
            continue;
        };
        let place = FindingPlace::of(&stored.finding);
        let mut now = read.findings.iter().enumerate();
        let same = now.find(|(at, other)| !taken[*at] && place.is(other));
        let is_accepted = stored.state == FindingState::Accepted;
        let Some((at, _)) = same else {
            // Of a value that was set the fact itself says what becomes of it.
            if is_accepted {
                let words = lapsed::of_finding(read, pack, stored);
                carried.lost_findings.push(words);
            }
            continue;
        };
        taken[at] = true;
        held.push(stored.id);
        if is_accepted {
            let (place, label) = (stored.finding.place(), stored.finding.kind.label());
            carried
                .kept_words
                .push(format!("{place} {label}：已接受（{reason}）"));
        }
        carried.kept.findings.push(KeptFinding {
            finding: at,
            state: stored.state,
            reason: reason.clone(),
            stamp: stamp.clone(),
        });
    }
    held
}

/// Whether a value was set by settling a finding: its own, or one about the
/// whole column.
fn sets(stored: &StoredFinding, project: &ProjectSummary, id: &FactId, now: &FactRecord) -> bool {
    let finding = &stored.finding;
    let whose = match stored.project {
        Some(own) => own == project.id,
        None => finding.sheet.is_empty() || finding.sheet == project.sheet,
    };
    let stamp = stored.settled.as_ref();
    whose
        && finding.field.as_ref() == Some(id)
        && stored.reason == now.reason
        && stamp.is_some_and(|stamp| stamp.by == now.by && stamp.at == now.at)
}

/// A value of a project that a person may have typed.
struct Typed<'a> {
    project: &'a ProjectSummary,
    id: &'a FactId,
    /// All its values, the newest first.
    records: &'a [FactRecord],
    now: &'a FactRecord,
    /// The finding it was set with, and whether that holds on.
    with: Option<(&'a StoredFinding, bool)>,
}

impl Typed<'_> {
    /// Keeps it, or says what becomes of it. `at` is the project's row now.
    fn keep(&self, at: Option<usize>, read: &ReturnFile, pack: &Pack, carried: &mut Carried) {
        let (None, Some(reason)) = (&self.now.origin, &self.now.reason) else {
            return;
        };
        let Some(at) = at else {
            if let Some(value) = &self.now.value {
                let words = self.words(pack, &lapsed::value_words(pack, self.id, value));
                carried
                    .lost_facts
                    .push(format!("{words}（现在没有读取这个项目）"));
            }
            return;
        };
        let row = &read.rows[at];
        let value = read.value(row, self.id.as_str());
        let keep = KeptFact {
            row: at,
            fact: self.id.clone(),
            value: self.now.value.clone(),
            reason: reason.clone(),
            stamp: Stamp::new(self.now.by.clone(), self.now.at),
        };
        let Some(typed) = &self.now.value else {
            // Set to unknown, against what the cell gave and gives still.
            let first = self.records.last().and_then(|record| record.value.as_ref());
            if value.is_some() && first == value {
                carried.kept_words.push(self.words(pack, "未知"));
                carried.kept.facts.push(keep);
            }
            return;
        };
        let words = self.words(pack, &lapsed::value_words(pack, self.id, typed));
        match self.with {
            Some((_, false)) if value == Some(typed) => {}
            Some((stored, false)) => carried.lost_facts.push(format!(
                "{words}（{}“{}”的处理：{reason}；现在{}）",
                stored.finding.place(),
                stored.finding.kind.label(),
                lapsed::read_as(read, pack, row, self.id)
            )),
            Some((_, true)) | None => {
                carried.kept_words.push(words);
                carried.kept.facts.push(keep);
            }
        }
    }

    fn words(&self, pack: &Pack, value: &str) -> String {
        let label = match pack.fact(self.id) {
            Some(declaration) => declaration.label.clone(),
            None => show::field_label(pack, self.id),
        };
        format!("{}：{label} {value}", named(self.project))
    }
}
