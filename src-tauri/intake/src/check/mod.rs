//! Checks over what was read: columns, rows against themselves, totals,
//! duplicates; and the folding of findings that share a cause.

use std::collections::HashMap;

use ruku_model::fact::{FactId, FactType};
use ruku_model::finding::{Finding, FindingKind, Severity};
use ruku_model::money::MoneyUnit;

use crate::cell::Remark;
use crate::columns::{Column, Target};
use crate::grid::text_of;
use crate::return_file::{ReturnFile, ReturnRow};
use crate::sentence::{self, Place};
use crate::sheet::{CrossedRow, GroupRow, Job, SheetResult, TotalRow};
use crate::workbook::cell_name;

pub mod duplicates;
pub mod members;
pub mod recompute;
pub mod rows;
pub mod totals;
mod twice;
pub mod units;

/// A table as it was read, for the checks.
pub struct Table<'a> {
    /// What it was read with.
    pub job: &'a Job<'a>,
    /// Its columns.
    pub columns: &'a [Column],
    /// The file's facts.
    pub fact_ids: &'a [FactId],
    /// Its total rows.
    pub totals: &'a [TotalRow],
    /// Its group rows.
    pub groups: &'a [GroupRow],
    /// The rows of its projects, from 0.
    pub projects: &'a [u32],
    /// Those of them that a clerk called off.
    pub crossed: &'a [CrossedRow],
    /// The unit of each column.
    pub units: &'a [Option<MoneyUnit>],
}

impl Table<'_> {
    /// Whether a project's row, from 1 as in [`ReturnRow::row`], was called off,
    /// by the county or by a clerk here.
    #[must_use]
    pub fn is_crossed(&self, row: u32) -> bool {
        let found = self.crossed.binary_search_by_key(&row, |one| one.row + 1);
        let place = (self.job.grid.sheet.name.clone(), row);
        found.is_ok() || self.job.context.answers.rows_left_out.contains_key(&place)
    }

    /// The column that gives a fact.
    #[must_use]
    pub fn column_of(&self, fact: usize) -> Option<(usize, &Column)> {
        self.columns
            .iter()
            .enumerate()
            .find(|(_, column)| column.facts().contains(&fact))
    }

    /// The columns that give one amount of money each.
    pub fn money_columns(&self) -> impl Iterator<Item = (usize, &Column, usize)> {
        self.columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| match column.target {
                Target::Fact(fact) if self.job.form.facts[fact].fact_type == FactType::Money => {
                    Some((at, column, fact))
                }
                _ => None,
            })
    }

    /// A fact's place in the file's list.
    #[must_use]
    pub fn place_of(&self, id: &FactId) -> Option<u16> {
        let index = self.fact_ids.iter().position(|known| known == id)?;
        u16::try_from(index).ok()
    }

    fn header_finding(&self, column: &Column, remark: &Remark) -> Finding {
        let facts = column.facts();
        let place = Place {
            sheet: &self.job.grid.sheet.name,
            row: column.header_row,
            col: column.col,
            fact: facts.first().map(|index| &self.job.form.facts[*index]),
        };
        sentence::finding(&place, remark, &column.header())
    }
}

/// Unknown, disputed, hidden and missing columns: one finding each.
pub fn columns_of(table: &Table<'_>, result: &mut SheetResult) {
    let sheet = table.job.grid.sheet;
    let mut disputed = Vec::new();
    for column in table.columns {
        match column.target {
            Target::Extra => {
                let remark = Remark::new(FindingKind::ColumnUnknown);
                result.findings.push(table.header_finding(column, &remark));
            }
            Target::Disputed(fact) if !disputed.contains(&fact) => {
                disputed.push(fact);
                let rivals: Vec<String> = table
                    .columns
                    .iter()
                    .filter(|other| other.target == Target::Disputed(fact))
                    .map(|other| format!("“{}”", other.header()))
                    .collect();
                let remark = Remark::new(FindingKind::ColumnAmbiguous).detail(rivals.join("与"));
                result.findings.push(table.header_finding(column, &remark));
            }
            _ => {}
        }
        if sheet.column_hidden(column.col) {
            let remark = Remark::new(FindingKind::HiddenColumn);
            result.findings.push(table.header_finding(column, &remark));
        }
    }
    table_beside(table, result);
    if result.rows.is_empty() {
        return;
    }
    for (index, fact) in table.job.form.facts.iter().enumerate() {
        if !fact.required || table.column_of(index).is_some() {
            continue;
        }
        let place = table.place_of(&fact.id);
        let given = |row: &ReturnRow| row.fields.iter().any(|field| Some(field.fact) == place);
        if !result.rows.iter().all(given) {
            result
                .findings
                .push(sentence::column_missing(&sheet.name, fact));
        }
    }
}

/// A second table to the right of the one read: nothing of it is, said once.
fn table_beside(table: &Table<'_>, result: &mut SheetResult) {
    let header = table.job.header;
    let Some((first, last)) = header.beside else {
        return;
    };
    let filled = |row: &u32| {
        let cells = table.job.grid.row(*row);
        (header.bottom + 1..header.end).contains(row) && cells.iter().any(|cell| cell.col >= first)
    };
    let rows: Vec<u32> = table.job.grid.row_numbers().filter(filled).collect();
    let (Some(top), Some(bottom)) = (rows.first(), rows.last()) else {
        return;
    };
    let place = Place {
        sheet: &table.job.grid.sheet.name,
        row: header.top,
        col: first,
        fact: None,
    };
    let area = format!("{}:{}", cell_name(*top, first), cell_name(*bottom, last));
    let remark = Remark::new(FindingKind::TableBeside).detail(format!("{area}没有读取"));
    result
        .findings
        .push(sentence::finding(&place, &remark, &area));
}

/// Rows among the projects from which nothing was read.
pub fn set_aside(table: &Table<'_>, rows: &[u32], result: &mut SheetResult) {
    for row in rows {
        let cells = table.job.grid.row(*row);
        let Some(first) = cells.first() else { continue };
        let found: Vec<_> = cells.iter().map(text_of).collect();
        let place = Place {
            sheet: &table.job.grid.sheet.name,
            row: *row,
            col: first.col,
            fact: None,
        };
        let remark = Remark::new(FindingKind::RowSetAside);
        result
            .findings
            .push(sentence::finding(&place, &remark, &found.join(" ")));
    }
}

/// A property of the column and not of its cells: from so many cells on it is
/// said once.
const OF_THE_COLUMN_MIN: u32 = 3;

/// A cause that so many cells of a column share is said once.
const FOLDED_CELLS_MIN: u32 = 20;

/// Folds findings of one kind in one column into one, if they are many and
/// each of them says the same.
pub fn fold(findings: &mut Vec<Finding>) {
    type Cause = (FindingKind, Option<FactId>, String);
    let column = |finding: &Finding| -> String {
        finding
            .cell
            .chars()
            .take_while(char::is_ascii_alphabetic)
            .collect()
    };
    let mut causes: HashMap<Cause, (usize, u32)> = HashMap::new();
    let mut rows: HashMap<Cause, Vec<u32>> = HashMap::new();
    for (index, finding) in findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| may_fold(finding))
    {
        let cause = (finding.kind, finding.field.clone(), column(finding));
        // A remark nobody has to act on is not looked for cell by cell.
        if finding.severity == Severity::Warning {
            rows.entry(cause.clone()).or_default().extend(finding.row);
        }
        causes.entry(cause).or_insert((index, 0)).1 += finding.count;
    }
    causes.retain(|(kind, _, _), (_, count)| {
        *count
            >= match kind {
                FindingKind::DateMonthOnly => OF_THE_COLUMN_MIN,
                _ => FOLDED_CELLS_MIN,
            }
    });
    let mut index = 0;
    findings.retain_mut(|finding| {
        let cause = (finding.kind, finding.field.clone(), column(finding));
        let keep = match causes.get(&cause) {
            Some((first, count)) if may_fold(finding) => {
                finding.count = *count;
                if *first == index {
                    finding.rows = rows.remove(&cause).unwrap_or_default();
                }
                *first == index
            }
            _ => true,
        };
        index += 1;
        if finding.count > 1 {
            finding.expected = sentence::of_the_column(&finding.expected, finding.count);
        }
        keep
    });
}

/// Errors and questions stay one by one: each needs its own answer. A question
/// with the same answer for all cells is asked of the column to begin with.
fn may_fold(finding: &Finding) -> bool {
    finding.severity <= Severity::Warning
        && finding.repair.as_ref().is_none_or(|repair| repair.auto)
}

/// Puts findings into the order of the file: sheet, row, column.
pub fn order(file: &mut ReturnFile) {
    let names: HashMap<&str, usize> = file
        .sheets
        .iter()
        .enumerate()
        .map(|(index, sheet)| (sheet.name.as_str(), index + 1))
        .collect();
    let mut findings = std::mem::take(&mut file.findings);
    findings.sort_by_cached_key(|finding| {
        let sheet = names.get(finding.sheet.as_str()).copied().unwrap_or(0);
        let letters = finding
            .cell
            .chars()
            .take_while(char::is_ascii_alphabetic)
            .count();
        (
            sheet,
            finding.row.unwrap_or(0),
            letters,
            finding.cell.clone(),
        )
    });
    file.findings = findings;
}
