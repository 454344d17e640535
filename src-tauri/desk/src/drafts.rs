//! What a clerk settles in a file before it is taken in: shown with the file,
//! and handed to the library with the batch, as done by whoever did it then.

use std::collections::BTreeMap;

use ruku_intake::return_file::{County, ReturnFile, ReturnRow};
use ruku_library::kept::{Kept, KeptFact, KeptFinding};
use ruku_library::stamp::Stamp;
use ruku_library::table::batch::BatchId;
use ruku_library::table::draft::{Draft, FindingPlace, NewDraft};
use ruku_library::table::finding::{FindingId, FindingState, StoredFinding};
use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind, Severity, Verdict};
use ruku_policy::pack::Pack;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::{lapsed, questions, speaks, totals};

/// The fact that names a row's county.
const COUNTY: &str = "county";

/// What was settled in one file before it is taken in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drafts {
    all: Vec<Draft>,
}

impl Desk {
    /// What was settled in a file of a programme before it is taken in, or of
    /// how a batch's file is to be read.
    pub(crate) fn drafts(&self, programme: &str, sha256: &str) -> Result<Drafts, DeskError> {
        Ok(Drafts {
            all: self.library()?.drafts(programme, sha256)?,
        })
    }
}

impl Desk {
    /// What was settled of a file, in its batch if it was taken in, else before.
    pub(crate) fn settled_of(&self, programme: &str, sha256: &str) -> Result<Drafts, DeskError> {
        let mut drafts = self.drafts(programme, sha256)?;
        let Some(batch) = self.library()?.batch_of_file(programme, sha256)? else {
            return Ok(drafts);
        };
        for stored in self.library()?.findings(batch.id)? {
            let place = FindingPlace::of(&stored.finding);
            let (Some(stamp), Some(reason)) = (stored.settled, stored.reason) else {
                continue;
            };
            if drafts.all.iter().all(|known| known.place != place) {
                drafts.all.push(Draft {
                    place,
                    state: stored.state,
                    value: None,
                    reading: false,
                    reason,
                    stamp,
                });
            }
        }
        Ok(drafts)
    }
}

impl Drafts {
    /// What the trail remembers to have been settled.
    pub(crate) fn remembered(all: Vec<Draft>) -> Drafts {
        Drafts { all }
    }

    /// What was said of how the file is to be read.
    pub(crate) fn answers(&self) -> ruku_intake::answers::Answers {
        questions::answers(&self.all)
    }

    /// These with one more, which takes the place of what was settled there.
    pub(crate) fn with(&self, new: &NewDraft, reason: &str, stamp: &Stamp) -> Drafts {
        let mut all = self.without(&new.place).all;
        all.push(Draft {
            place: new.place.clone(),
            state: new.state,
            value: new.value.clone(),
            reading: new.reading,
            reason: reason.to_owned(),
            stamp: stamp.clone(),
        });
        Drafts { all }
    }

    /// These but for what was settled at a place.
    pub(crate) fn without(&self, place: &FindingPlace) -> Drafts {
        let all = self.all.iter().filter(|draft| draft.place != *place);
        Drafts {
            all: all.cloned().collect(),
        }
    }

    /// Why a sheet was left out, by whom and when, if it was.
    pub(crate) fn left_out(&self, sheet: &str) -> Option<&Draft> {
        let kind = FindingKind::SheetLeftOut;
        let mut all = self.all.iter();
        all.find(|draft| draft.place.kind == kind && draft.place.sheet == sheet)
    }

    /// What was settled and fits no finding of the file any more, in words: a
    /// column means something else now, or another sheet is read.
    pub(crate) fn lapsed(&self, file: &ReturnFile, pack: &Pack) -> Vec<String> {
        let fits = |draft: &&Draft| file.findings.iter().any(|one| draft.place.is(one));
        let lapsed = self.all.iter().filter(|one| !one.reading && !fits(one));
        lapsed
            .map(|one| lapsed::of_draft(file, pack, one))
            .collect()
    }

    /// What was done about a finding.
    pub(crate) fn of(&self, finding: &Finding) -> Option<&Draft> {
        self.all.iter().find(|draft| draft.place.is(finding))
    }

    /// The findings of a file as they would stand in the library, numbered by
    /// their place in the file.
    pub(crate) fn findings(&self, file: &ReturnFile) -> Vec<StoredFinding> {
        let totals = self.totals(file);
        let stored = |(place, finding): (i64, &Finding)| {
            let draft = self.of(finding);
            let total = totals.get(&place_of(finding));
            if let (None, Some(total), Some(last)) = (draft, total, self.last_value()) {
                return followed(place, finding, total.clone(), last);
            }
            StoredFinding {
                id: FindingId(place),
                batch: BatchId(0),
                project: None,
                finding: finding.clone(),
                state: match (draft, &finding.repair) {
                    (Some(draft), _) => draft.state,
                    (None, Some(repair)) if repair.auto => FindingState::Repaired,
                    (None, _) => FindingState::Open,
                },
                reason: draft.map(|draft| draft.reason.clone()),
                settled: draft.map(|draft| draft.stamp.clone()),
            }
        };
        (1..).zip(&file.findings).map(stored).collect()
    }

    /// How many findings of a severity are open.
    pub(crate) fn open(&self, file: &ReturnFile, severity: Severity) -> usize {
        let totals = self.totals(file);
        let agrees = |one: &Finding| totals.get(&place_of(one)) == Some(&None);
        let of_severity = file.findings.iter().filter(|one| one.severity == severity);
        of_severity
            .filter(|one| self.of(one).is_none() && !agrees(one))
            .count()
    }

    /// What is to be said now of totals that did not add up, by sheet and cell;
    /// nothing of those that do.
    fn totals(&self, file: &ReturnFile) -> BTreeMap<(String, String), Option<String>> {
        if self.last_value().is_none() {
            return BTreeMap::new();
        }
        let facts = self.facts(file).into_iter();
        let set = facts
            .filter_map(|one| Some(((one.row, one.fact), one.value?)))
            .collect();
        let now = totals::in_file(file, &set).into_iter();
        now.filter(|now| now.agrees() || now.differs.is_some())
            .map(|now| {
                let place = (now.total.sheet.clone(), now.total.cell.clone());
                (place, now.differs)
            })
            .collect()
    }

    /// The value that was set last.
    fn last_value(&self) -> Option<&Draft> {
        let set = self.all.iter().filter(|draft| draft.value.is_some());
        set.max_by_key(|draft| draft.stamp.at)
    }

    /// How many findings that wait for somebody were settled.
    pub(crate) fn settled(&self, file: &ReturnFile) -> usize {
        let waiting = file
            .findings
            .iter()
            .filter(|one| one.severity > Severity::Info);
        waiting.filter(|one| self.of(one).is_some()).count()
    }

    /// What may be done with the file now that some of it is settled.
    pub(crate) fn verdict(&self, file: &ReturnFile) -> Verdict {
        match file.verdict {
            Verdict::Questions if self.open_points(file) == 0 => Verdict::Import,
            verdict => verdict,
        }
    }

    /// The sentence about the file, with what was settled of it.
    pub(crate) fn message(&self, file: &ReturnFile) -> String {
        let settled = self.settled(file);
        if settled == 0 {
            return file.message.clone();
        }
        let county = file.county.as_ref().map(|county| county.name.as_str());
        let open = match self.open_points(file) {
            0 => "没有未决的错误或疑问，可以导入".to_owned(),
            open => format!("还有{open}处错误或疑问，确定的内容可以先导入"),
        };
        format!(
            "{}{}个项目，已处理{settled}处，{open}。",
            county.unwrap_or_default(),
            file.rows.len()
        )
    }

    /// Open errors and questions.
    fn open_points(&self, file: &ReturnFile) -> usize {
        self.open(file, Severity::Error) + self.open(file, Severity::Question)
    }

    /// The values that were set, by row.
    pub(crate) fn facts(&self, file: &ReturnFile) -> Vec<KeptFact> {
        let mut facts = Vec::new();
        for finding in &file.findings {
            let Some(draft) = self.of(finding) else {
                continue;
            };
            for (fact, value) in facts_of(draft, file, finding) {
                for row in rows_of(file, finding, &fact) {
                    facts.push(KeptFact {
                        row,
                        fact: fact.clone(),
                        value: Some(value.clone()),
                        reason: draft.reason.clone(),
                        stamp: draft.stamp.clone(),
                    });
                }
            }
        }
        facts
    }

    /// Adds all of it to what a batch keeps. What is there already with the same
    /// value stays as it is.
    pub(crate) fn keep(&self, file: &ReturnFile, kept: &mut Kept) {
        for new in self.facts(file) {
            let same = |one: &KeptFact| {
                one.row == new.row && one.fact == new.fact && one.value == new.value
            };
            if !kept.facts.iter().any(same) {
                kept.facts.push(new);
            }
        }
        for (at, finding) in file.findings.iter().enumerate() {
            let Some(draft) = self.of(finding) else {
                continue;
            };
            kept.findings.retain(|one| one.finding != at);
            kept.findings.push(KeptFinding {
                finding: at,
                state: draft.state,
                reason: draft.reason.clone(),
                stamp: draft.stamp.clone(),
            });
        }
    }

    /// Whether another finding has given the same cell's fact a value.
    pub(crate) fn gives(&self, other_than: &Finding) -> bool {
        self.all.iter().any(|draft| {
            draft.value.is_some()
                && !draft.place.is(other_than)
                && draft.place.sheet == other_than.sheet
                && draft.place.row == other_than.row
                && draft.place.row.is_some()
                && draft.place.field == other_than.field
        })
    }
}

/// The sheet and cell of a total's finding; of no other.
fn place_of(finding: &Finding) -> (String, String) {
    match finding.kind {
        FindingKind::TotalMismatch => (finding.sheet.clone(), finding.cell.clone()),
        _ => (String::new(), String::new()),
    }
}

/// A total's finding after values of its rows were set: settled where it adds
/// up, else said anew.
fn followed(place: i64, finding: &Finding, differs: Option<String>, last: &Draft) -> StoredFinding {
    let agrees = differs.is_none();
    let expected = differs.unwrap_or_else(|| finding.expected.clone());
    StoredFinding {
        id: FindingId(place),
        batch: BatchId(0),
        project: None,
        finding: Finding {
            expected,
            ..finding.clone()
        },
        state: match agrees {
            true => FindingState::Repaired,
            false => FindingState::Open,
        },
        reason: agrees.then(|| totals::FOLLOWED.to_owned()),
        settled: agrees.then(|| last.stamp.clone()),
    }
}

/// The facts that settling a finding set, with their values.
fn facts_of(draft: &Draft, file: &ReturnFile, finding: &Finding) -> Vec<(FactId, FactValue)> {
    let Some(value) = &draft.value else {
        return Vec::new();
    };
    if draft.place.kind == FindingKind::CountyUnknown {
        let county = file.county.iter();
        let named = |county: &County| FactValue::Text(county.name.clone());
        return county
            .map(|county| (FactId::new(COUNTY), named(county)))
            .collect();
    }
    match &draft.place.field {
        Some(field) if !draft.reading => speaks::facts_of(file, finding, field, value),
        _ => Vec::new(),
    }
}

/// The rows whose value a finding is about: its own, or all on its sheet (of
/// the file) that give none.
fn rows_of(file: &ReturnFile, finding: &Finding, fact: &FactId) -> Vec<usize> {
    let place = FindingPlace::of(finding);
    let meant = |row: &ReturnRow| match place.row {
        Some(number) => row.row == number && file.sheet_name(row) == place.sheet,
        None => {
            (place.sheet.is_empty() || file.sheet_name(row) == place.sheet)
                && file.value(row, fact.as_str()).is_none()
        }
    };
    let rows = file.rows.iter().enumerate();
    rows.filter(|(_, row)| meant(row))
        .map(|(at, _)| at)
        .collect()
}

/// Those of some values that belong to one row.
pub(crate) fn of_row<'a>(
    facts: &'a [KeptFact],
    file: &ReturnFile,
    row: &ReturnRow,
) -> BTreeMap<&'a FactId, &'a KeptFact> {
    let here = |one: &&KeptFact| {
        let of = &file.rows[one.row];
        of.sheet == row.sheet && of.row == row.row
    };
    let facts = facts.iter().filter(here);
    facts.map(|one| (&one.fact, one)).collect()
}

/// Whether one value can stand for a whole column that is missing: a direction
/// or a choice can, a name or an amount is each project's own.
pub(crate) fn fills_column(pack: &Pack, finding: &Finding) -> bool {
    let Some(id) = &finding.field else {
        return false;
    };
    finding.kind == FindingKind::ColumnMissing
        && (*id == pack.return_decl.direction
            || pack
                .fact(id)
                .is_some_and(|fact| matches!(fact.fact_type, FactType::Choice | FactType::Flag)))
}
