//! Each row against itself: hidden, incomplete, contradictory.

use ruku_model::date::PartialDate;
use ruku_model::fact::{FactType, FactValue};
use ruku_model::finding::FindingKind;
use ruku_model::money::Money;

use super::{Table, twice, units};
use crate::cell::Remark;
use crate::return_file::{Field, ReturnRow};
use crate::sentence::{self, Place};
use crate::sheet::SheetResult;

/// Checks every row of a table.
pub fn check(table: &Table<'_>, result: &mut SheetResult) {
    hidden(table, result);
    crossed_out(table, result);
    twice::check(table, result);
    missing(table, result);
    units::check(table, result);
    parts(table, result);
    periods(table, result);
}

fn hidden(table: &Table<'_>, result: &mut SheetResult) {
    let sheet = table.job.grid.sheet;
    if sheet.hidden_rows.is_empty() {
        return;
    }
    let first = table.columns.first().map_or(0, |column| column.col);
    for row in table.projects.iter().filter(|row| sheet.row_hidden(**row)) {
        let place = Place {
            sheet: &sheet.name,
            row: *row,
            col: first,
            fact: None,
        };
        let remark = Remark::new(FindingKind::HiddenRow);
        result.findings.push(sentence::finding(
            &place,
            &remark,
            &format!("第{}行", row + 1),
        ));
    }
}

fn crossed_out(table: &Table<'_>, result: &mut SheetResult) {
    let first = table.columns.first().map_or(0, |column| column.col);
    for crossed in table.crossed {
        let place = Place {
            sheet: &table.job.grid.sheet.name,
            row: crossed.row,
            col: first,
            fact: None,
        };
        let remark = Remark::new(FindingKind::RowCrossedOut).detail(crossed.why.as_str());
        let found = format!("第{}行", crossed.row + 1);
        result
            .findings
            .push(sentence::finding(&place, &remark, &found));
    }
}

fn missing(table: &Table<'_>, result: &mut SheetResult) {
    let required: Vec<_> = table
        .job
        .form
        .facts
        .iter()
        .enumerate()
        .filter(|(_, fact)| fact.required)
        .filter_map(|(index, fact)| {
            Some((fact, table.column_of(index)?.1, table.place_of(&fact.id)?))
        })
        .collect();
    // The rows are gone through once: a large return does not fit any cache.
    let mut lacking: Vec<Vec<u32>> = vec![Vec::new(); required.len()];
    let mut given = vec![false; table.fact_ids.len()];
    for (made, row) in result.rows.iter().zip(table.projects) {
        given.fill(false);
        for field in &made.fields {
            given[usize::from(field.fact)] = true;
        }
        for (rows, (_, _, place)) in lacking.iter_mut().zip(&required) {
            if !given[usize::from(*place)] {
                rows.push(*row);
            }
        }
    }
    for ((fact, column, _), rows) in required.into_iter().zip(lacking) {
        for row in rows {
            let kind = if fact.fact_type == FactType::CreditCode {
                FindingKind::CodeMissing
            } else {
                FindingKind::RequiredMissing
            };
            let place = Place {
                sheet: &table.job.grid.sheet.name,
                row,
                col: column.col,
                fact: Some(fact),
            };
            let raw = table.job.grid.text(row, column.col);
            result
                .findings
                .push(sentence::finding(&place, &Remark::new(kind), &raw));
        }
    }
}

/// The amount a row gives, with its field.
pub(super) fn amount(row: &ReturnRow, place: u16) -> Option<(&Field, Money)> {
    let field = row.fields.iter().find(|field| field.fact == place)?;
    match field.value {
        Some(FactValue::Money(money)) => Some((field, money)),
        _ => None,
    }
}

/// The sum of the known parts of a fact in a row; `None` if none is known.
pub(super) fn parts_sum(table: &Table<'_>, row: &ReturnRow, fact: usize) -> Option<Money> {
    let known: Vec<Money> = table.job.form.facts[fact]
        .parts
        .iter()
        .filter_map(|part| Some(amount(row, table.place_of(part)?)?.1))
        .collect();
    if known.is_empty() {
        None
    } else {
        Money::checked_sum(known)
    }
}

fn parts(table: &Table<'_>, result: &mut SheetResult) {
    for (index, fact) in table.job.form.facts.iter().enumerate() {
        let Some(place) = table.place_of(&fact.id).filter(|_| !fact.parts.is_empty()) else {
            continue;
        };
        for row in &result.rows {
            let (Some((field, total)), Some(sum)) =
                (amount(row, place), parts_sum(table, row, index))
            else {
                continue;
            };
            if sum <= total {
                continue;
            }
            let Some((cell_row, col)) = field.cell else {
                continue;
            };
            let place = Place {
                sheet: &table.job.grid.sheet.name,
                row: cell_row,
                col,
                fact: Some(fact),
            };
            let remark = Remark::new(FindingKind::PartsExceedTotal).detail(format!(
                "其中项之和为{}，大于总额{}",
                sum.readable(),
                total.readable()
            ));
            result
                .findings
                .push(sentence::finding(&place, &remark, &field.raw()));
        }
    }
}

fn periods(table: &Table<'_>, result: &mut SheetResult) {
    let place = |id: &str| table.fact_ids.iter().position(|known| known.as_str() == id);
    let (Some(start), Some(end)) = (place("started_on"), place("completed_on")) else {
        return;
    };
    let declared = table.job.form.fact("completed_on");
    for row in &result.rows {
        let date = |place: usize| -> Option<(&Field, PartialDate)> {
            let field = row
                .fields
                .iter()
                .find(|field| usize::from(field.fact) == place)?;
            match field.value {
                Some(FactValue::Date(date)) => Some((field, date)),
                _ => None,
            }
        };
        let (Some((_, begun)), Some((field, done))) = (date(start), date(end)) else {
            continue;
        };
        if done.latest() >= begun.earliest() {
            continue;
        }
        let Some((cell_row, col)) = field.cell else {
            continue;
        };
        let place = Place {
            sheet: &table.job.grid.sheet.name,
            row: cell_row,
            col,
            fact: declared,
        };
        let remark = Remark::new(FindingKind::PeriodReversed).detail(format!(
            "开工{}，晚于完工{}",
            begun.chinese(),
            done.chinese()
        ));
        result
            .findings
            .push(sentence::finding(&place, &remark, &field.raw()));
    }
}
