//! Totals that add up their rows. The formula is written here from the rows a
//! total was found to stand for; nothing of a county's formula is in it. It is
//! written only where it gives exactly what the county's total says, or where
//! the county's own formula had no result: a total that differs stays as it
//! is, so that the county sees what it wrote.

use std::collections::BTreeMap;

use super::reply::place;
use crate::return_file::{ReturnFile, TotalReading};
use crate::workbook::{Cell, Content, Sheet, column_name, decimal_text};

/// A total's formula and what it gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sum {
    pub(super) formula: String,
    pub(super) result: String,
}

/// Closer than this two sums are one: a hundredth of a 分 in a column of 万元.
const SLACK: f64 = 0.000_000_5;

/// A total over more spans of rows stays a figure: a function takes 255.
const SPANS_MAX: usize = 200;

/// The cells of a column by row.
type Column<'a> = BTreeMap<u32, &'a Cell>;

/// The totals of a sheet that can be written as sums, by row and column.
pub(super) fn of_sheet(sheet: &Sheet, file: &ReturnFile) -> BTreeMap<(u32, u32), Sum> {
    let totals: Vec<((u32, u32), &TotalReading)> = file
        .totals
        .iter()
        .filter(|total| total.sheet == sheet.name && !total.in_words)
        .filter_map(|total| Some((place(&total.cell)?, total)))
        .collect();
    let mut columns: BTreeMap<u32, Column<'_>> = totals
        .iter()
        .map(|((_, col), _)| (*col, Column::new()))
        .collect();
    if !columns.is_empty() {
        for cell in &sheet.cells {
            if let Some(column) = columns.get_mut(&cell.col) {
                column.insert(cell.row, cell);
            }
        }
    }
    totals
        .into_iter()
        .filter_map(|(at, total)| Some((at, sum(&columns[&at.1], at, total)?)))
        .collect()
}

fn sum(column: &Column<'_>, (row, col): (u32, u32), total: &TotalReading) -> Option<Sum> {
    let mut added = 0.0;
    let mut numbers = 0_usize;
    for &(first, last) in &total.covers {
        for (_, other) in column.range(first.checked_sub(1)?..last) {
            if let Content::Number(number) = other.content {
                added += number;
                numbers += 1;
            }
        }
    }
    let result = match column.get(&row)?.content {
        Content::Number(stated) if (stated - added).abs() < SLACK => stated,
        Content::Uncalculated => added,
        _ => return None,
    };
    let filled = |row: u32| {
        row.checked_sub(1)
            .is_some_and(|row| column.contains_key(&row))
    };
    let spans = joined(&total.covers, filled);
    let letters = column_name(col);
    let ranges: Vec<String> = spans
        .iter()
        .map(|(first, last)| format!("{letters}{first}:{letters}{last}"))
        .collect();
    (numbers > 0 && spans.len() <= SPANS_MAX).then(|| Sum {
        formula: format!("=SUM({})", ranges.join(",")),
        result: decimal_text(result),
    })
}

/// Spans with nothing but empty cells between them become one.
fn joined(spans: &[(u32, u32)], filled: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for &(first, last) in spans {
        match out.last_mut() {
            Some((_, end)) if !(*end + 1..first).any(&filled) => *end = last,
            _ => out.push((first, last)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_rows_between_are_in_the_sum_and_totals_are_not() {
        let total_in = |row| row == 9;
        assert_eq!(
            joined(&[(5, 6), (8, 8), (10, 11)], total_in),
            [(5, 8), (10, 11)],
            "row 7 is blank, row 9 a total of its own"
        );
    }
}
