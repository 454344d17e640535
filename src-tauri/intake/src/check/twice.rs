//! One fact in two cells of a row: the ends of a period beside columns of their
//! own. Cells that agree give the more exact value; of cells that do not, none
//! is chosen.

use ruku_model::date::PartialDate;
use ruku_model::fact::FactValue;
use ruku_model::finding::{Finding, FindingKind};
use ruku_policy::declare::FactDecl;

use super::Table;
use crate::cell::Remark;
use crate::columns::{Target, is_harmless};
use crate::return_file::Field;
use crate::sentence::{self, Place};
use crate::sheet::SheetResult;
use crate::workbook::cell_name;

/// Leaves every row of a table one field for each fact, and asks where two
/// cells contradict each other.
pub(super) fn check(table: &Table<'_>, result: &mut SheetResult) {
    for (index, fact) in table.job.form.facts.iter().enumerate() {
        let claims = table.columns.iter();
        let claims = claims.filter(|column| column.facts().contains(&index));
        let Some(place) = table.place_of(&fact.id).filter(|_| claims.count() > 1) else {
            continue;
        };
        let own = |field: &Field| {
            let col = field.cell.map(|(_, col)| col);
            let mut columns = table.columns.iter();
            columns.any(|one| Some(one.col) == col && one.target == Target::Fact(index))
        };
        for row in &mut result.rows {
            let of_fact = |field: &Field| field.fact == place;
            if row.fields.iter().filter(|field| of_fact(field)).count() < 2 {
                continue;
            }
            let mut fields = std::mem::take(&mut row.fields);
            let given = fields.extract_if(.., |field| of_fact(field)).collect();
            row.fields = fields;
            let (field, finding) = settle(table, fact, given, own);
            row.fields.extend(field);
            result.findings.extend(finding);
        }
    }
}

/// The one field that stands for several, with the question they raise.
fn settle(
    table: &Table<'_>,
    fact: &FactDecl,
    mut given: Vec<Field>,
    own: impl Fn(&Field) -> bool,
) -> (Option<Field>, Option<Finding>) {
    let known = |field: &Field| field.value.is_some();
    if !given.iter().any(known) {
        return (given.into_iter().next(), None);
    }
    given.retain(known);
    let agrees = |one: &Field| given.iter().all(|other| agree(one, other));
    if is_harmless(fact) || given.iter().all(agrees) {
        let exact = |field: &Field| matches!(day_or_month(field), Some(PartialDate::Day(_)));
        let best = given.iter().position(exact).unwrap_or(0);
        return (Some(given.swap_remove(best)), None);
    }
    let said: Vec<String> = given.iter().map(said).collect();
    let at = given.iter().position(&own).unwrap_or(given.len() - 1);
    let mut field = given.swap_remove(at);
    field.value = None;
    let finding = field.cell.map(|(row, col)| {
        let place = Place {
            sheet: &table.job.grid.sheet.name,
            row,
            col,
            fact: Some(fact),
        };
        let remark = Remark::new(FindingKind::ValuesDiffer).detail(said.join("，"));
        sentence::finding(&place, &remark, &field.raw())
    });
    (Some(field), finding)
}

fn day_or_month(field: &Field) -> Option<PartialDate> {
    match field.value {
        Some(FactValue::Date(date)) => Some(date),
        _ => None,
    }
}

/// Whether two cells can both be right: one may leave out the day.
fn agree(one: &Field, other: &Field) -> bool {
    let (Some(first), Some(second)) = (day_or_month(one), day_or_month(other)) else {
        return one.value == other.value;
    };
    first.earliest() <= second.latest() && second.earliest() <= first.latest()
}

/// What a cell says, with the cell.
fn said(field: &Field) -> String {
    let cell = field.cell.map(|(row, col)| cell_name(row, col));
    let value = field.value.as_ref().map(|value| value.readable(None));
    format!(
        "{}写的是{}",
        cell.unwrap_or_default(),
        value.unwrap_or_default()
    )
}
