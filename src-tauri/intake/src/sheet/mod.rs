//! One sheet with a table: its columns, its rows, and what is to be said of
//! their cells.

use ruku_model::fact::FactId;
use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::MoneyUnit;

use crate::check;
use crate::columns::vocabulary::Vocabulary;
use crate::columns::{self, Column};
use crate::context::{Context, ReturnForm};
use crate::crossed;
use crate::grid::{Grid, text_of};
use crate::pieces::{each, piece_size, side_by_side};
use crate::return_file::{ColumnReading, ReturnRow, TotalReading};
use crate::table::header::Header;
use crate::table::rows::{RowKind, RowReader, TotalWord};
use crate::table::words::says_nil;
use crate::workbook::Workbook;

mod above;
mod facts;
mod memo;

use facts::RowMaker;

/// What is needed to read a sheet.
pub struct Job<'a> {
    /// The programmes, regions and memory.
    pub context: &'a Context<'a>,
    /// The form it is read against.
    pub form: &'a ReturnForm,
    /// The workbook.
    pub book: &'a Workbook,
    /// The sheet.
    pub grid: &'a Grid<'a>,
    /// Its header.
    pub header: &'a Header,
    /// The county, as far as it is known.
    pub county: Option<&'a str>,
    /// The sheet's place among all sheets.
    pub index: usize,
}

/// What a sheet gave.
#[derive(Debug, Default)]
pub struct SheetResult {
    /// Its columns.
    pub columns: Vec<ColumnReading>,
    /// Its projects.
    pub rows: Vec<ReturnRow>,
    /// What is to be said.
    pub findings: Vec<Finding>,
    /// Its totals.
    pub totals: Vec<TotalReading>,
    /// It says that there is nothing to report.
    pub nil: bool,
    /// Amounts stand in it whose unit nobody names.
    pub unit_missing: bool,
    /// Rows that a clerk says are not applied for, each with why.
    pub left_out: Vec<(u32, String)>,
}

impl SheetResult {
    /// Adds what another table of the same sheet gave. An empty table beside a
    /// filled one has nothing to say.
    pub fn append(&mut self, other: SheetResult) {
        self.columns.extend(other.columns);
        self.nil |= other.nil;
        let read = !other.rows.is_empty() || !other.left_out.is_empty();
        self.left_out.extend(other.left_out);
        if !read {
            return;
        }
        self.unit_missing |= other.unit_missing;
        self.rows.extend(other.rows);
        self.findings.extend(other.findings);
        self.totals.extend(other.totals);
    }
}

/// A total row, as it stands among the projects.
#[derive(Debug)]
pub struct TotalRow {
    /// The row from 0.
    pub row: u32,
    /// Its word.
    pub word: TotalWord,
    /// How many projects stand above it.
    pub after: usize,
}

/// A group row, as it stands among the projects.
#[derive(Debug)]
pub struct GroupRow {
    /// The row from 0.
    pub row: u32,
    /// The cell that names it.
    pub col: u32,
    /// Its words.
    pub text: String,
    /// How many projects stand above it.
    pub after: usize,
}

impl GroupRow {
    /// Whether its number says that it is a part of another: （一） below 一.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.text.trim_start().starts_with(['(', '（'])
    }
}

/// A project's row that a clerk called off.
#[derive(Debug)]
pub struct CrossedRow {
    /// The row from 0.
    pub row: u32,
    /// What says so, for a clerk.
    pub why: String,
}

/// The rows of a table by what they are.
#[derive(Debug, Default)]
struct Layout {
    projects: Vec<u32>,
    crossed: Vec<CrossedRow>,
    totals: Vec<TotalRow>,
    groups: Vec<GroupRow>,
    asides: Vec<u32>,
    nil: bool,
}

/// Reads a sheet. New extra facts are added to `fact_ids`.
#[must_use]
pub fn read(job: &Job<'_>, fact_ids: &mut Vec<FactId>) -> SheetResult {
    let vocabulary = Vocabulary::new(job.form);
    let mut columns = columns::assign(
        &vocabulary,
        job.context.memory,
        job.county,
        job.header.columns.clone(),
    );
    units_below(job, &mut columns);
    let layout = lay_out(job, &columns);
    let mut result = SheetResult {
        nil: layout.nil,
        ..SheetResult::default()
    };
    let maker = RowMaker::new(job, &columns, fact_ids, &layout);
    result.columns = maker.column_readings();
    result.rows = maker.blank_rows();
    let size = piece_size(result.rows.len());
    let pieces = result.rows.chunks_mut(size).enumerate();
    let said = side_by_side(pieces, |(piece, rows)| {
        let mut maker = maker.clone();
        for (at, row) in rows.iter_mut().enumerate() {
            maker.fill(row, piece * size + at);
        }
        maker.said
    });
    facts::join(said, &mut result);
    let seen = maker.finish();
    let table = check::Table {
        job,
        columns: &columns,
        fact_ids,
        totals: &layout.totals,
        groups: &layout.groups,
        projects: &layout.projects,
        crossed: &layout.crossed,
        units: &seen,
    };
    check::columns_of(&table, &mut result);
    check::rows::check(&table, &mut result);
    check::totals::check(&table, &mut result);
    check::set_aside(&table, &layout.asides, &mut result);
    leave_out(job, &mut result);
    check::fold(&mut result.findings);
    result
}

/// Takes the rows out that a clerk says are not applied for. That they were
/// asked about stays said, so that the answer is seen and can be taken back.
fn leave_out(job: &Job<'_>, result: &mut SheetResult) {
    let wanted = &job.context.answers.rows_left_out;
    if wanted.is_empty() {
        return;
    }
    let sheet = &job.grid.sheet.name;
    let why = |row: u32| wanted.get(&(sheet.clone(), row));
    let rows = result.rows.iter();
    result.left_out = rows
        .filter_map(|row| Some((row.row, why(row.row)?.clone())))
        .collect();
    let gone = |row: u32| result.left_out.iter().any(|(known, _)| *known == row);
    result.rows.retain(|row| !gone(row.row));
    result.findings.retain(|finding| {
        let asked = [FindingKind::HiddenRow, FindingKind::RowCrossedOut];
        asked.contains(&finding.kind) || !finding.row.is_some_and(gone)
    });
}

/// A row of units may stand right under the header.
fn units_below(job: &Job<'_>, columns: &mut [Column]) {
    for column in columns.iter_mut().filter(|column| column.unit.is_none()) {
        let text = job.grid.text(job.header.bottom + 1, column.col);
        column.unit = match crate::text::squeeze(&text).trim_matches(['(', ')', '（', '）']) {
            "万元" => Some(MoneyUnit::WanYuan),
            "元" => Some(MoneyUnit::Yuan),
            _ => None,
        };
    }
}

fn lay_out(job: &Job<'_>, columns: &[Column]) -> Layout {
    let rows = RowReader::new(job.grid, job.form, columns, job.header);
    let mut layout = Layout::default();
    let mut pending = Vec::new();
    let header = job.header;
    let below: Vec<u32> = job
        .grid
        .row_numbers()
        .filter(|row| (header.bottom + 1..header.end).contains(row))
        .filter(|row| !header.repeats.contains(row))
        .collect();
    let kinds = each(&below, |row| rows.kind(*row, *row == header.bottom + 1));
    for (row, kind) in below.into_iter().zip(kinds) {
        match kind {
            RowKind::Project => {
                layout.asides.append(&mut pending);
                layout.projects.push(row);
            }
            RowKind::Total(word) => {
                let after = layout.projects.len();
                layout.totals.push(TotalRow { row, word, after });
            }
            RowKind::Group { col, text } => {
                let after = layout.projects.len();
                layout.groups.push(GroupRow {
                    row,
                    col,
                    text,
                    after,
                });
            }
            RowKind::GroupTotal { col, text } => {
                let after = layout.projects.len();
                let word = TotalWord {
                    label: text.clone(),
                    part: true,
                    in_words: false,
                    heads: true,
                };
                layout.totals.push(TotalRow { row, word, after });
                layout.groups.push(GroupRow {
                    row,
                    col,
                    text,
                    after,
                });
            }
            RowKind::Nil => layout.nil = true,
            RowKind::Line => {
                let line: String = job
                    .header
                    .own(job.grid.row(row))
                    .iter()
                    .map(text_of)
                    .collect();
                layout.nil |= says_nil(&line);
                pending.push(row);
            }
            RowKind::Odd => layout.asides.push(row),
            RowKind::Filler => {}
        }
    }
    // Below the last total numbered lines and nothing else are notes.
    if let Some(total) = layout.totals.last().filter(|total| total.after > 0)
        && layout.projects[total.after..]
            .iter()
            .all(|row| rows.is_numbered_note(*row))
    {
        let notes = layout.projects.split_off(total.after);
        layout.asides.extend(notes);
        layout.asides.sort_unstable();
    }
    // A small table below the whole total sums up by kind what stands above it.
    if let Some(total) = layout.totals.iter().rfind(|total| !total.word.part)
        && total.after > 0
        && layout.projects[total.after..]
            .iter()
            .all(|row| rows.is_no_project(*row))
    {
        let below = layout.projects.split_off(total.after);
        layout.asides.extend(below);
        layout.asides.sort_unstable();
    }
    let called_off = |row: &u32| {
        let why = crossed::called_off(job.grid, job.form, columns, *row)?;
        Some(CrossedRow { row: *row, why })
    };
    layout.crossed = layout.projects.iter().filter_map(called_off).collect();
    // A numbered line below the last project is a note, not a group.
    let count = layout.projects.len();
    layout.groups.retain(|group| group.after < count);
    layout
        .totals
        .retain(|total| !total.word.heads || total.after < count);
    layout
}
