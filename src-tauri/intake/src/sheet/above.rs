//! What stands above a table and speaks for it: the unit of its amounts, the
//! direction of its projects.

use ruku_model::money::MoneyUnit;

use super::Job;
use crate::cell::aside;
use crate::cell::choice::direction_in;
use crate::columns::{Column, Target};
use crate::grid::text_of;
use crate::numeral;
use crate::text::{header_key, narrow, squeeze, unit_named};

/// Lines right above a table that are its own, where others stand further up.
const LINES_ABOVE_MAX: u32 = 6;

/// The rows above a table that speak of it: those above the sheet's first
/// table, and those right above its own header; the nearest first.
fn rows_above(job: &Job<'_>) -> Vec<u32> {
    let header = job.header;
    let mut rows: Vec<u32> = job
        .grid
        .row_numbers()
        .take_while(|row| *row < header.top)
        .filter(|row| *row < header.first_top || row + LINES_ABOVE_MAX >= header.top)
        .collect();
    rows.reverse();
    rows
}

/// The unit that a line above the header names; the line nearest to it wins.
/// Where none does, a note below the last project may.
pub(super) fn caption_unit(job: &Job<'_>, last: Option<&u32>) -> Option<MoneyUnit> {
    let end = job.header.end;
    let below = job.grid.row_numbers();
    let below = below.filter(|row| last.is_some_and(|last| (last + 1..end).contains(row)));
    rows_above(job).into_iter().chain(below).find_map(|row| {
        let cells = job.grid.row(row).iter();
        cells.map(text_of).find_map(|text| unit_in(&text))
    })
}

/// The unit that a caption names: 单位：万元, （万元）, 本表金额单位为万元. A figure
/// with its unit names none.
fn unit_in(text: &str) -> Option<MoneyUnit> {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    // A title may end with it: …项目汇总表（金额：万元）.
    let last = aside::split(&plain).map(|(_, last)| last);
    let words = last
        .filter(|last| last.starts_with("金额:"))
        .unwrap_or_else(|| plain.trim_matches(['(', ')', '[', ']']));
    let alone = words
        .trim_start_matches("金额")
        .trim_start_matches(':')
        .trim_start_matches("人民币");
    match alone {
        "万元" => Some(MoneyUnit::WanYuan),
        "元" => Some(MoneyUnit::Yuan),
        _ if plain.ends_with("(万元)") || alone.starts_with("万元、") => {
            Some(MoneyUnit::WanYuan)
        }
        _ => plain.contains("单位").then(|| unit_named(text)).flatten(),
    }
}

/// For each column the one right beside it that says 单位 and gives the unit of
/// every row.
pub(super) fn units_beside(columns: &[Column]) -> Vec<Option<u32>> {
    let says_unit = |column: &Column| {
        let header = column.parts.last().map(|part| header_key(part));
        column.target == Target::Extra
            && header.is_some_and(|header| UNIT_HEADERS.contains(&header.as_str()))
    };
    (0..columns.len())
        .map(|at| {
            let beside = columns.get(at + 1).filter(|column| says_unit(column))?;
            Some(beside.col)
        })
        .collect()
}

const UNIT_HEADERS: &[&str] = &["单位", "金额单位", "计量单位", "货币单位", "币种单位"];

/// The direction a sheet's name, a numbered line above the table, or the title
/// in its brackets names. A title's other words are the programme's.
pub(super) fn sheet_direction(job: &Job<'_>) -> Option<Named> {
    let measures = &job.form.measures;
    for row in rows_above(job) {
        let [cell] = job.grid.row(row) else { continue };
        let text = text_of(cell);
        let plain = crate::text::squeeze(&crate::text::narrow(&text)).into_owned();
        if let Some(id) = numeral::prefix(&plain).and_then(|words| direction_in(words, measures)) {
            return Some(Named {
                id: id.to_owned(),
                cell: Some((cell.row, cell.col)),
                raw: text.into_owned(),
            });
        }
    }
    let name = &job.grid.sheet.name;
    if let Some(id) = direction_in(name, measures) {
        return Some(Named {
            id: id.to_owned(),
            cell: None,
            raw: name.clone(),
        });
    }
    rows_above(job)
        .into_iter()
        .flat_map(|row| job.grid.row(row))
        .find_map(|cell| {
            let text = text_of(cell);
            let narrowed = crate::text::narrow(&text).into_owned();
            let inner = narrowed.get(narrowed.rfind('(')? + 1..narrowed.rfind(')')?)?;
            let id = direction_in(inner, measures)?.to_owned();
            Some(Named {
                id,
                cell: Some((cell.row, cell.col)),
                raw: text.into_owned(),
            })
        })
}

/// A direction with the place that names it.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// The measure's id.
    pub(super) id: String,
    /// The cell; none if it is the sheet's name.
    pub(super) cell: Option<(u32, u32)>,
    /// The words that name it.
    pub(super) raw: String,
}
