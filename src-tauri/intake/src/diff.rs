//! A corrected return against the earlier one: what was put right, what else
//! changed, what came and what went.

use std::collections::BTreeMap;

use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{Finding, FindingKind, Severity};
use serde::Serialize;

use crate::columns::EXTRA_PREFIX;
use crate::return_file::{Field, ReturnFile, ReturnRow, TotalReading};
use crate::workbook::cell_name;

mod pairing;

use pairing::continued_sheet;
pub use pairing::{Pair, match_rows};

/// How a corrected return differs from the earlier one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReturnDiff {
    /// Projects that were not in the earlier return.
    pub added: Vec<RowRef>,
    /// Projects that are no longer there.
    pub gone: Vec<RowRef>,
    /// Values that differ.
    pub changed: Vec<Change>,
    /// Headers of columns that were not in the earlier return; what stands
    /// below them is no change of a value.
    pub columns_added: Vec<String>,
    /// Headers of columns that are no longer there.
    pub columns_gone: Vec<String>,
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

/// Compares two returns of one county. Rows are matched by what they are about
/// (see [`match_rows`]), so that a moved row is no change. `told` are findings
/// of the earlier return that were put right without the county, of which it
/// was told: what it changes there is no change nobody asked for.
#[must_use]
pub fn compare(earlier: &ReturnFile, later: &ReturnFile, told: &[Finding]) -> ReturnDiff {
    let mut diff = ReturnDiff::default();
    let pairs = match_rows(earlier, later);
    for (before, after) in &pairs {
        match (before, after) {
            (Some(before), Some(after)) => {
                let changed = changes(earlier, before, later, after, told);
                diff.changed.extend(changed);
            }
            (Some(before), None) => diff.gone.push(reference(earlier, before)),
            (None, Some(after)) => diff.added.push(reference(later, after)),
            (None, None) => {}
        }
    }
    let own = |file: &ReturnFile| -> Vec<FactId> {
        let extra = |id: &&FactId| id.as_str().starts_with(EXTRA_PREFIX);
        file.fact_ids.iter().filter(extra).cloned().collect()
    };
    let (old, new) = (own(earlier), own(later));
    let only_in = |one: &[FactId], other: &[FactId]| -> Vec<FactId> {
        let only = one.iter().filter(|id| !other.contains(id));
        only.cloned().collect()
    };
    let (came, went) = (only_in(&new, &old), only_in(&old, &new));
    diff.changed
        .retain(|change| !came.contains(&change.field) && !went.contains(&change.field));
    diff.columns_added = came.iter().map(header).collect();
    diff.columns_gone = went.iter().map(header).collect();
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

/// The header under which a county's own column is kept.
fn header(id: &FactId) -> String {
    let id = id.as_str();
    id.strip_prefix(EXTRA_PREFIX).unwrap_or(id).to_owned()
}

fn changes(
    earlier: &ReturnFile,
    before: &ReturnRow,
    later: &ReturnFile,
    after: &ReturnRow,
    told: &[Finding],
) -> Vec<Change> {
    let here = |finding: &&Finding| {
        finding.row == Some(before.row) && finding.sheet == earlier.sheet_name(before)
    };
    let told: Vec<&Finding> = told.iter().filter(here).collect();
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
                asked_for: earlier
                    .findings_of(before)
                    .chain(told.iter().copied())
                    .chain(shared(earlier, before, was.copied()))
                    .any(|finding| {
                        finding.severity >= Severity::Warning
                            && (finding.field.as_ref() == Some(id) || same_cell(finding, was))
                    }),
            })
        })
        .collect()
}

/// The findings at a merged cell that speaks for this row and for those above.
fn shared<'a>(
    file: &'a ReturnFile,
    row: &ReturnRow,
    field: Option<&Field>,
) -> impl Iterator<Item = &'a Finding> {
    let anchor = field.and_then(|field| field.cell);
    let anchor = anchor.filter(|(top, _)| top + 1 != row.row);
    let place = anchor.map(|(top, col)| (file.sheet_name(row).to_owned(), cell_name(top, col)));
    file.findings.iter().filter(move |finding| {
        let here = place.as_ref();
        here.is_some_and(|(sheet, cell)| finding.sheet == *sheet && finding.cell == *cell)
    })
}

/// Whether a finding is about the cell a field was read from: a cell that
/// gives two facts, such as a period, is asked about once.
fn same_cell(finding: &Finding, field: Option<&&Field>) -> bool {
    let cell = field.and_then(|field| field.cell);
    cell.is_some_and(|(row, column)| cell_name(row, column) == finding.cell)
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
/// row that continues it, of a total in the same total, of anything else on the
/// sheet that continues its sheet.
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
        if finding.kind == FindingKind::TotalMismatch
            && let Some(total) = total_of(finding, earlier, later)
        {
            let here = |other: &&Finding| other.sheet == total.sheet && other.cell == total.cell;
            return later.findings.iter().filter(here).any(same);
        }
        let sheet = continued_sheet(&finding.sheet, earlier, later);
        // Columns and totals may have moved.
        let anywhere = finding.field.is_some() || finding.count > 1;
        let on_it = |other: &&Finding| {
            sheet.is_none_or(|sheet| other.sheet == sheet)
                && (anywhere || other.cell == finding.cell)
        };
        return later.findings.iter().filter(on_it).any(same);
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

/// The total of the later return in the place of one that a finding is about:
/// of as many totals of a column, the one as far down.
fn total_of<'a>(
    finding: &Finding,
    earlier: &ReturnFile,
    later: &'a ReturnFile,
) -> Option<&'a TotalReading> {
    let of = |file: &'_ ReturnFile| -> Vec<usize> {
        let totals = file.totals.iter().enumerate();
        totals
            .filter(|(_, total)| Some(&total.field) == finding.field.as_ref())
            .map(|(at, _)| at)
            .collect()
    };
    let (old, new) = (of(earlier), of(later));
    let place = old.iter().position(|at| {
        let total = &earlier.totals[*at];
        total.sheet == finding.sheet && total.cell == finding.cell
    })?;
    (old.len() == new.len()).then(|| &later.totals[new[place]])
}
