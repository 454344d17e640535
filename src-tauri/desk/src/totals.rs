//! The totals of a return after values of its rows have been put right: what
//! agrees now is settled at once, what differs is said.

use std::collections::BTreeMap;

use ruku_intake::check::recompute::{self, Given, Recomputed};
use ruku_intake::return_file::{ReturnFile, ReturnRow, TotalReading};
use ruku_intake::workbook::{Workbook, cell_name};
use ruku_library::settle::TotalStep;
use ruku_library::table::batch::BatchId;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_library::table::project::ProjectFilter;
use ruku_model::fact::{Fact, FactId, FactValue};
use ruku_model::finding::FindingKind;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::{Opened, ReturnRef};

/// Why a total's finding is settled that nobody settled.
pub(crate) const FOLLOWED: &str = "明细更正后，合计与明细相符";

/// Why it is open again, or new.
const DIFFERS: &str = "明细变动后，合计与明细不符";

/// The values of a batch's projects by sheet and row.
type Values = BTreeMap<(String, u32), BTreeMap<FactId, Fact>>;

impl Desk {
    /// Recomputes the totals of a batch from the values its projects have now.
    /// Totals that a person accepted stay accepted.
    pub(crate) fn recheck_totals(&mut self, batch: BatchId) -> Result<(), DeskError> {
        // Where the original is lost nothing can be compared; checking the
        // library says so.
        let Ok((opened, Some(stored))) = self.opened("", &ReturnRef::Batch(batch.0)) else {
            return Ok(());
        };
        if opened.file.totals.is_empty() {
            return Ok(());
        }
        let filter = ProjectFilter {
            batch: Some(batch),
            ..ProjectFilter::default()
        };
        let library = self.library()?;
        let mut values = Values::new();
        for project in library.projects(&stored.programme, &filter)? {
            let facts = library.project(project.id)?.facts;
            values.insert((project.sheet, project.row), facts.into_iter().collect());
        }
        let steps = steps(&opened, &values, &library.findings(batch)?);
        if !steps.is_empty() {
            let stamp = self.stamp();
            self.library_mut()?.follow_totals(batch, &steps, &stamp)?;
        }
        Ok(())
    }
}

/// The totals of a file from the values that are set in it before it is taken
/// in, by row and fact.
pub(crate) fn in_file<'a>(
    file: &'a ReturnFile,
    set: &BTreeMap<(usize, FactId), FactValue>,
) -> Vec<Recomputed<'a>> {
    let places: BTreeMap<(usize, u32), usize> = file
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| ((row.sheet, row.row), at))
        .collect();
    recompute::totals(file, |row, total| {
        let at = places.get(&(row.sheet, row.row)).copied();
        let typed = at.and_then(|at| set.get(&(at, total.field.clone())));
        let field = file.field(row, total.field.as_str());
        let known = typed.or_else(|| field.and_then(|field| field.value.as_ref()));
        match (known, field) {
            (Some(FactValue::Money(amount)), _) => Given::Amount(*amount),
            (None, None) => Given::Nothing,
            _ => Given::Unknown,
        }
    })
}

/// What is to be done about the findings of totals.
fn steps(opened: &Opened, values: &Values, findings: &[StoredFinding]) -> Vec<TotalStep> {
    let file = &opened.file;
    let given = |row: &ReturnRow, total: &TotalReading| {
        let place = (file.sheet_name(row).to_owned(), row.row);
        let known = match values.get(&place) {
            Some(facts) => facts.get(&total.field).map(|fact| &fact.value),
            None => file.value(row, total.field.as_str()),
        };
        match (known, file.field(row, total.field.as_str())) {
            (Some(FactValue::Money(amount)), _) => Given::Amount(*amount),
            (None, None) => Given::Nothing,
            _ => Given::Unknown,
        }
    };
    let mut steps = Vec::new();
    for now in recompute::totals(file, given) {
        let known = findings.iter().find(|stored| {
            let finding = &stored.finding;
            finding.kind == FindingKind::TotalMismatch
                && finding.sheet == now.total.sheet
                && finding.cell == now.total.cell
        });
        match (known, &now.differs) {
            (Some(stored), None) if stored.state == FindingState::Open && now.agrees() => {
                steps.push(TotalStep::Settle(stored.id, FOLLOWED.to_owned()));
            }
            (Some(stored), Some(expected)) if is_news(stored, expected) => {
                let expected = expected.clone();
                steps.push(TotalStep::Say(stored.id, expected, DIFFERS.to_owned()));
            }
            (None, Some(_)) if !now.total.in_words => {
                let found = shown(&opened.book, now.total);
                let finding = now.finding(&found);
                steps.extend(finding.map(|one| TotalStep::Add(one, DIFFERS.to_owned())));
            }
            _ => {}
        }
    }
    steps
}

/// Whether a total that differs must be said anew. What a person accepted stays.
fn is_news(stored: &StoredFinding, expected: &str) -> bool {
    match stored.state {
        FindingState::Accepted => false,
        FindingState::Repaired => true,
        FindingState::Open => stored.finding.expected != expected,
    }
}

/// What the county sees in a total's cell.
fn shown(book: &Workbook, total: &TotalReading) -> String {
    let sheet = book.sheets.iter().find(|sheet| sheet.name == total.sheet);
    let cell = sheet.and_then(|sheet| {
        let mut cells = sheet.cells.iter();
        cells.find(|cell| cell_name(cell.row, cell.col) == total.cell)
    });
    cell.map(|cell| cell.content.raw().into_owned())
        .unwrap_or_default()
}
