//! A corrected return against the earlier one: what was put right, what else
//! changed, what came and what went.

use std::collections::{BTreeMap, HashMap, VecDeque};

use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{Finding, FindingKind, Severity};
use serde::Serialize;

use crate::check::duplicates::identity;
use crate::return_file::{Field, ReturnFile, ReturnRow};

/// How a corrected return differs from the earlier one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReturnDiff {
    /// Projects that were not in the earlier return.
    pub added: Vec<RowRef>,
    /// Projects that are no longer there.
    pub gone: Vec<RowRef>,
    /// Values that differ.
    pub changed: Vec<Change>,
    /// Findings of the earlier return and what became of them.
    pub asked: Vec<Asked>,
}

/// A row of one of the two returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowRef {
    /// The sheet.
    pub sheet: String,
    /// The row as the clerk counts it.
    pub row: u32,
    /// The enterprise.
    pub enterprise: String,
    /// The project.
    pub project: String,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The row in the corrected return.
    pub row: RowRef,
    /// The fact.
    pub field: FactId,
    /// The value before, as the contract spells it; null if unknown.
    pub before: serde_json::Value,
    /// The value now.
    pub after: serde_json::Value,
    /// The county was asked to correct this very value.
    pub asked_for: bool,
}

/// A finding of the earlier return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The finding.
    pub finding: Finding,
    /// It is no longer there.
    pub settled: bool,
}

/// Compares two returns of one county. Rows are matched by enterprise and
/// project, so that a moved row is no change.
#[must_use]
pub fn compare(earlier: &ReturnFile, later: &ReturnFile) -> ReturnDiff {
    let mut diff = ReturnDiff::default();
    let pairs = match_rows(earlier, later);
    for (before, after) in &pairs {
        match (before, after) {
            (Some(before), Some(after)) => {
                diff.changed.extend(changes(earlier, before, later, after));
            }
            (Some(before), None) => diff.gone.push(reference(earlier, before)),
            (None, Some(after)) => diff.added.push(reference(later, after)),
            (None, None) => {}
        }
    }
    diff.asked = earlier
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| Asked {
            settled: !still_there(finding, earlier, later, &pairs),
            finding: finding.clone(),
        })
        .collect();
    diff
}

/// A row of the earlier return and the row of the later that continues it.
pub type Pair<'a> = (Option<&'a ReturnRow>, Option<&'a ReturnRow>);

/// What must be the same for a row to continue another; `None` if that says
/// nothing of this row.
type Rule<'a> = &'a dyn Fn(&ReturnFile, &ReturnRow) -> Option<String>;

/// Pairs rows by enterprise and project; then, among what is left, the next
/// rows of one enterprise, whose project was renamed; then the same place.
#[must_use]
pub fn match_rows<'a>(earlier: &'a ReturnFile, later: &'a ReturnFile) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'a>> = later.rows.iter().map(|row| (None, Some(row))).collect();
    let mut free = vec![true; earlier.rows.len()];
    let place =
        |file: &ReturnFile, row: &ReturnRow| format!("{}\n{}", file.sheet_name(row), row.row);
    let rules: [Rule<'_>; 3] = [
        &|file, row| identity(file, row).map(|(firm, project)| format!("{firm}\n{project}")),
        &|file, row| {
            Some(file.text(row, "enterprise_name").to_owned()).filter(|name| !name.is_empty())
        },
        &|file, row| Some(place(file, row)),
    ];
    for (step, rule) in rules.into_iter().enumerate() {
        let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, before) in earlier.rows.iter().enumerate().filter(|(at, _)| free[*at]) {
            if let Some(key) = rule(earlier, before) {
                waiting.entry(key).or_default().push_back(at);
            }
        }
        for pair in &mut pairs {
            let (None, Some(after)) = *pair else { continue };
            let Some(queue) = rule(later, after).and_then(|key| waiting.get_mut(&key)) else {
                continue;
            };
            let Some(at) = queue.front().copied() else {
                continue;
            };
            let before = &earlier.rows[at];
            // A missing name that was filled in leaves only the place to go by.
            let by_place = step == 2;
            let nameless = identity(earlier, before).is_none() || identity(later, after).is_none();
            if !by_place || nameless {
                queue.pop_front();
                free[at] = false;
                pair.0 = Some(before);
            }
        }
    }
    let gone = earlier.rows.iter().enumerate().filter(|(at, _)| free[*at]);
    pairs.extend(gone.map(|(_, row)| (Some(row), None)));
    pairs
}

fn changes(
    earlier: &ReturnFile,
    before: &ReturnRow,
    later: &ReturnFile,
    after: &ReturnRow,
) -> Vec<Change> {
    let old = values(earlier, before);
    let new = values(later, after);
    let mut ids: Vec<&FactId> = old.keys().chain(new.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .filter(|id| id.as_str() != crate::columns::ROW_NUMBER)
        .filter_map(|id| {
            let (was, is) = (old.get(id), new.get(id));
            if was.map(|field| &field.value) == is.map(|field| &field.value)
                && was.is_some_and(|field| field.value.is_some())
                || raw(was) == raw(is)
            {
                return None;
            }
            Some(Change {
                row: reference(later, after),
                field: id.clone(),
                before: json(was),
                after: json(is),
                asked_for: earlier.findings_of(before).any(|finding| {
                    finding.field.as_ref() == Some(id) && finding.severity >= Severity::Warning
                }),
            })
        })
        .collect()
}

/// What a cell holds; an empty one and one that is not there are the same.
fn raw(field: Option<&&Field>) -> String {
    field
        .map(|field| field.raw().into_owned())
        .unwrap_or_default()
}

fn values<'a>(file: &'a ReturnFile, row: &'a ReturnRow) -> BTreeMap<&'a FactId, &'a Field> {
    row.fields
        .iter()
        .map(|field| (file.id_of(field), field))
        .collect()
}

fn json(field: Option<&&Field>) -> serde_json::Value {
    field
        .and_then(|field| field.value.as_ref())
        .map_or(serde_json::Value::Null, FactValue::to_json)
}

fn reference(file: &ReturnFile, row: &ReturnRow) -> RowRef {
    RowRef {
        sheet: file.sheet_name(row).to_owned(),
        row: row.row,
        enterprise: file.text(row, "enterprise_name").to_owned(),
        project: file.text(row, "project_name").to_owned(),
    }
}

/// Whether the corrected return still gives rise to a finding: of a row in the
/// row that continues it, of anything else anywhere.
fn still_there(
    finding: &Finding,
    earlier: &ReturnFile,
    later: &ReturnFile,
    pairs: &[Pair<'_>],
) -> bool {
    let same = |other: &Finding| other.kind == finding.kind && other.field == finding.field;
    let row = earlier
        .rows
        .iter()
        .find(|row| Some(row.row) == finding.row && earlier.sheet_name(row) == finding.sheet);
    // Said once for many cells: the column has it, whichever row comes first.
    let row = row.filter(|_| finding.count == 1);
    let Some(row) = row else {
        // A total, a column, the unit: rows may have moved, the kind stays.
        let total = finding.kind == FindingKind::TotalMismatch || finding.count > 1;
        return later
            .findings
            .iter()
            .any(|other| same(other) && (total || other.cell == finding.cell));
    };
    let continued = pairs
        .iter()
        .find(|(before, _)| before.is_some_and(|before| std::ptr::eq(before, row)))
        .and_then(|(_, after)| *after);
    let unknown = |file: &ReturnFile, row: &ReturnRow| {
        let id = finding.field.as_ref();
        id.is_some_and(|id| file.value(row, id.as_str()).is_none())
    };
    continued.is_some_and(|after| {
        later.findings_of(after).any(same) || unknown(earlier, row) && unknown(later, after)
    })
}
