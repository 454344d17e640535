//! A corrected return in the place of the earlier one: what persons did there
//! holds on where the row is the same and the county left the cell alone; what
//! does not is said before it goes.

use std::collections::BTreeMap;
use std::path::Path;

use ruku_intake::diff::match_rows;
use ruku_intake::return_file::{Field, ReturnFile, ReturnRow};
use ruku_library::kept::{Kept, KeptFact, KeptFinding};
use ruku_library::stamp::Stamp;
use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::fact::FactRecord;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_library::table::project::{ProjectFilter, ProjectSummary};
use ruku_model::fact::{FactId, FactValue};
use ruku_policy::pack::Pack;

use crate::compare::against;
use crate::desk::Desk;
use crate::duplicates::Known;
use crate::error::DeskError;
use crate::progress::Job;
use crate::questions;
use crate::returns::ReadFile;
use crate::show;
use crate::view_returns::ReplacementView;
use crate::withdrawal::named;

/// What becomes of what persons did in a batch that is replaced.
#[derive(Default)]
pub(crate) struct Carried {
    pub(crate) kept: Kept,
    pub(crate) kept_words: Vec<String>,
    pub(crate) lost_facts: Vec<String>,
    pub(crate) lost_findings: Vec<String>,
    pub(crate) gone: Vec<ProjectSummary>,
}

/// The two returns with their rows paired.
struct Side<'a> {
    earlier: &'a ReturnFile,
    later: &'a ReturnFile,
    pack: &'a Pack,
    /// By sheet and row of the earlier return: its row, and the place of the
    /// one that continues it.
    rows: BTreeMap<(String, u32), (&'a ReturnRow, Option<usize>)>,
}

impl Desk {
    /// What would hold on and what would be lost if a file took the place of
    /// the batch it corrects.
    ///
    /// # Errors
    /// The file corrects no return of this programme, or cannot be read.
    pub fn replacement(
        &self,
        programme: &str,
        path: &Path,
        job: &mut Job<'_>,
    ) -> Result<ReplacementView, DeskError> {
        let (file, batch) = self.correction(programme, path, job)?;
        let batch = self.library()?.batch(batch)?;
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let carried = self.carried(&batch, &file.read)?;
        let earlier = self.read_original(&batch.programme, &batch.sha256)?;
        let findings = self.library()?.findings(batch.id)?;
        let comparison = against((earlier, findings, Some(batch.id)), &file.read, &pack);
        let decisions = self.decisions_lost(&batch, &carried.gone, &pack)?;
        let projects = self.projects_of_batch(&batch)?;
        let prints = self.prints_of(&batch, &projects, &pack)?;
        let lost = carried.lost_facts.len() + carried.lost_findings.len() + decisions.len();
        let mut summary = format!(
            "用“{}”替换第{}批（{}）：{}延续的项目在项目库里位置不变。",
            file.read.file,
            batch.id.0,
            batch.name,
            match (carried.kept_words.len(), lost) {
                (0, 0) => "没有人工填写或处理会丢失；".to_owned(),
                (kept, 0) => format!("沿用{kept}处人工填写或处理，没有丢失的；"),
                (kept, lost) => {
                    format!("沿用{kept}处人工填写或处理，{lost}处不再有效，请看下面；")
                }
            }
        );
        if !prints.is_empty() {
            let papers = prints.len();
            summary.push_str(&format!(
                "有{papers}次打印的纸质材料将失去依据，请收回作废。"
            ));
        }
        Ok(ReplacementView {
            batch: batch.id.0,
            file: file.read.file,
            changes: comparison.first_lines(),
            comparison: Some(comparison),
            kept: carried.kept_words,
            facts: carried.lost_facts,
            findings: carried.lost_findings,
            decisions,
            prints,
            summary,
        })
    }

    /// The file at a path and the batch it corrects.
    pub(crate) fn correction(
        &self,
        programme: &str,
        path: &Path,
        job: &mut Job<'_>,
    ) -> Result<(ReadFile, BatchId), DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let paths = [path.to_owned()];
        let checked = self.read_files(Some(&programme.id), Some(&pack), &paths, job)?;
        let Some(file) = checked.files.into_iter().next() else {
            return Err(DeskError::Refused(format!(
                "“{}”里没有文件，请选择更正后的汇总表。",
                path.display()
            )));
        };
        if let Some(sentence) = self.superseded_words(&programme.id, &file.read.sha256)? {
            return Err(DeskError::Refused(format!(
                "{}：{sentence}",
                file.read.file
            )));
        }
        let known = Known::of(self.library()?, &programme.id)?;
        let earlier = known.corrected_by(self.library()?, &programme.id, &file.read)?;
        match earlier {
            Some(earlier) => Ok((file, earlier)),
            None => Err(DeskError::Refused(format!(
                "“{}”不是已导入的汇总表的更正稿，没有可以替换的批次。请直接导入。",
                file.read.file
            ))),
        }
    }

    /// What becomes of what persons did in a batch when a file takes its place.
    pub(crate) fn carried(&self, batch: &Batch, later: &ReturnFile) -> Result<Carried, DeskError> {
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let earlier = self.read_original(&batch.programme, &batch.sha256)?;
        let side = Side::of(&earlier, later, &pack);
        let projects = self.projects_of_batch(batch)?;
        let mut carried = Carried::default();
        let mut held: Vec<(ProjectSummary, FactId)> = Vec::new();
        for project in projects {
            let history = self.library()?.project(project.id)?.history;
            for (id, records) in &history {
                let typed = records.iter().find(|record| record.current);
                let typed = typed.filter(|one| one.origin.is_none() && one.value.is_some());
                if let Some((record, value, reason)) =
                    typed.and_then(|one| Some((one, one.value.as_ref()?, one.reason.as_ref()?)))
                    && side.keep_fact(&project, id, (record, value, reason), &mut carried)
                {
                    held.push((project.clone(), id.clone()));
                }
                side.keep_unknown(&project, id, records, &mut carried);
            }
            match side.row(&project).and_then(|(_, now)| now) {
                Some(now) => {
                    carried.kept.continues.insert(now, project.id);
                }
                None => carried.gone.push(project),
            }
        }
        let mut taken = vec![false; later.findings.len()];
        for stored in self.library()?.findings(batch.id)? {
            let value_held = stored.finding.field.as_ref().is_none_or(|field| {
                held.iter()
                    .any(|(project, id)| Some(project.id) == stored.project && id == field)
            });
            side.keep_finding(&stored, value_held, &mut taken, &mut carried);
        }
        Ok(carried)
    }

    pub(crate) fn projects_of_batch(
        &self,
        batch: &Batch,
    ) -> Result<Vec<ProjectSummary>, DeskError> {
        let filter = ProjectFilter {
            batch: Some(batch.id),
            ..ProjectFilter::default()
        };
        Ok(self.library()?.projects(&batch.programme, &filter)?)
    }
}

impl<'a> Side<'a> {
    fn of(earlier: &'a ReturnFile, later: &'a ReturnFile, pack: &'a Pack) -> Side<'a> {
        let places: BTreeMap<(&str, u32), usize> = later
            .rows
            .iter()
            .enumerate()
            .map(|(at, row)| ((later.sheet_name(row), row.row), at))
            .collect();
        let rows = match_rows(earlier, later)
            .into_iter()
            .filter_map(|(before, after)| {
                let before = before?;
                let key = (earlier.sheet_name(before).to_owned(), before.row);
                let now = after
                    .and_then(|after| places.get(&(later.sheet_name(after), after.row)).copied());
                Some((key, (before, now)))
            })
            .collect();
        Side {
            earlier,
            later,
            pack,
            rows,
        }
    }

    fn row(&self, project: &ProjectSummary) -> Option<(&'a ReturnRow, Option<usize>)> {
        self.rows
            .get(&(project.sheet.clone(), project.row))
            .copied()
    }

    /// Whether a typed value holds on; says what becomes of it either way.
    fn keep_fact(
        &self,
        project: &ProjectSummary,
        id: &FactId,
        (record, value, reason): (&FactRecord, &FactValue, &String),
        carried: &mut Carried,
    ) -> bool {
        let shown = |value: &FactValue| match self.pack.fact(id) {
            Some(declaration) => show::value(declaration, value),
            None => value.readable(None),
        };
        let label = show::field_label(self.pack, id);
        let words = format!("{}：{label} {}", named(project), shown(value));
        let Some((before, Some(at))) = self.row(project) else {
            carried
                .lost_facts
                .push(format!("{words}（更正稿里没有这个项目）"));
            return false;
        };
        let after = &self.later.rows[at];
        let was = self.earlier.field(before, id.as_str());
        let is = self.later.field(after, id.as_str());
        if was.map(Field::raw) == is.map(Field::raw) {
            carried.kept_words.push(words);
            carried.kept.facts.push(KeptFact {
                row: at,
                fact: id.clone(),
                value: Some(value.clone()),
                reason: reason.clone(),
                stamp: Stamp::new(record.by.clone(), record.at),
            });
            return true;
        }
        let now = is.and_then(|field| field.value.as_ref());
        if now != Some(value) {
            let now = match (now, is) {
                (Some(now), _) => format!("县里改为{}", shown(now)),
                (None, Some(field)) if !field.raw().is_empty() => {
                    format!("县里改为“{}”", self.later.quoted(after, field))
                }
                _ => "县里已删去".to_owned(),
            };
            carried.lost_facts.push(format!("{words}（{now}）"));
        }
        false
    }

    /// What a person set to unknown stays so, where the county still writes what
    /// it wrote then.
    fn keep_unknown(
        &self,
        project: &ProjectSummary,
        id: &FactId,
        records: &[FactRecord],
        carried: &mut Carried,
    ) {
        let (Some(now), Some(first)) = (records.iter().find(|one| one.current), records.last())
        else {
            return;
        };
        let (None, None, Some(reason)) = (&now.origin, &now.value, &now.reason) else {
            return;
        };
        let Some((_, Some(at))) = self.row(project) else {
            return;
        };
        let is = self.later.value(&self.later.rows[at], id.as_str());
        if is.is_some() && first.value.as_ref() == is {
            let label = show::field_label(self.pack, id);
            carried
                .kept_words
                .push(format!("{}：{label} 未知", named(project)));
            carried.kept.facts.push(KeptFact {
                row: at,
                fact: id.clone(),
                value: None,
                reason: reason.clone(),
                stamp: Stamp::new(now.by.clone(), now.at),
            });
        }
    }

    /// Lets what was done about a finding hold if the finding is the same; says
    /// so if it is not. A finding that is gone was put right.
    fn keep_finding(
        &self,
        stored: &StoredFinding,
        value_held: bool,
        taken: &mut [bool],
        carried: &mut Carried,
    ) {
        let (Some(stamp), Some(reason)) = (&stored.settled, &stored.reason) else {
            return;
        };
        let finding = &stored.finding;
        // How a file is to be read is said of that file.
        if questions::is_answer(stored) {
            return;
        }
        let row = finding
            .row
            .and_then(|row| self.rows.get(&(finding.sheet.clone(), row)));
        let now = row.and_then(|(_, at)| Some(self.later.rows.get((*at)?)?.row));
        if row.is_some() && now.is_none() {
            return;
        }
        let alike = self.later.findings.iter().enumerate().find(|(at, other)| {
            !taken[*at]
                && other.kind == finding.kind
                && other.field == finding.field
                && match now {
                    Some(now) => other.row == Some(now),
                    None => other.sheet == finding.sheet && other.cell == finding.cell,
                }
        });
        let Some((at, alike)) = alike else { return };
        let done = match stored.state {
            FindingState::Accepted => "接受",
            FindingState::Open | FindingState::Repaired => "更正",
        };
        let words = format!(
            "{} {}：已{done}（{reason}）",
            finding.place(),
            finding.kind.label()
        );
        let holds = match stored.state {
            FindingState::Accepted => alike.found == finding.found,
            FindingState::Open | FindingState::Repaired => value_held,
        };
        if holds {
            taken[at] = true;
            // A typed value says so itself.
            if stored.state == FindingState::Accepted {
                carried.kept_words.push(words);
            }
            carried.kept.findings.push(KeptFinding {
                finding: at,
                state: stored.state,
                reason: reason.clone(),
                stamp: stamp.clone(),
            });
        } else if stored.state == FindingState::Accepted {
            carried
                .lost_findings
                .push(format!("{words}，更正稿里改成了“{}”", alike.found));
        }
    }
}
