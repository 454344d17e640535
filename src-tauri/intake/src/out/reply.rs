//! The reply to a county: its own sheets as it made them, the doubtful cells
//! marked with notes, and a list of what is to be put right and of what was
//! put right here.
//!
//! Text is written as text, whatever it begins with: nothing a county typed
//! becomes a formula here.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use ruku_model::finding::{Finding, Severity};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Workbook as Writer};

use super::copy::Copy;
use super::{OutError, PROPERTY_ANSWERS, PROPERTY_PROGRAMME, TASK_SHEET, own_rules, sums, tasks};
use crate::look::Look;
use crate::return_file::ReturnFile;
use crate::sentence;
use crate::workbook::{Area, Format, Sheet, Workbook};

/// What a reply is made from.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The return's own workbook.
    pub book: &'a Workbook,
    /// How it looks, as far as that is known.
    pub look: Option<&'a Look>,
    /// What was read from it, with the findings that are still open.
    pub file: &'a ReturnFile,
    /// What was put right without the county.
    pub repaired: &'a [Repaired],
    /// The day that is written into it.
    pub on: NaiveDate,
}

/// A value that the office has put right, of which the county must hear. Its
/// cell keeps what the county wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// What was wrong.
    pub finding: Finding,
    /// The value that counts now, as a clerk reads it.
    pub now: String,
    /// Why, in the words of the person who did it.
    pub reason: String,
}

/// What is to be said of each cell of a sheet, by row and column from 0.
pub(super) type Marks<'a> = BTreeMap<(u32, u32), Mark<'a>>;

/// What is to be said of one cell.
#[derive(Debug, Default)]
pub(super) struct Mark<'a> {
    pub(super) findings: Vec<&'a Finding>,
    /// The gravest that is said at another cell of its column.
    pub(super) along: Option<Severity>,
    pub(super) repaired: Vec<&'a Repaired>,
}

/// The colour of what was put right here.
pub(super) const REPAIRED: Color = Color::RGB(0x00C6_E0B4);

impl Mark<'_> {
    /// The colour of the gravest finding; that of a repair where none is open.
    pub(super) fn colour(&self) -> Color {
        let worst = self.findings.iter().map(|one| one.severity).max();
        worst.max(self.along).map_or(REPAIRED, colour)
    }

    /// The lines of its note.
    pub(super) fn lines(&self) -> Vec<String> {
        let open = self.findings.iter().map(|finding| {
            let asked = sentence::reply::asked(finding);
            format!("【{}】{asked}", finding.kind.label())
        });
        let done = self
            .repaired
            .iter()
            .map(|one| sentence::reply::repaired_note(one));
        open.chain(done).collect()
    }
}

/// Makes the reply to a return.
///
/// # Errors
/// The writer refuses, for instance a sheet's name.
pub fn reply(job: &Reply<'_>) -> Result<Vec<u8>, OutError> {
    let mut out = Writer::new();
    out.set_properties(&properties(job.file, job.on)?);
    let open: Vec<&Finding> = job
        .file
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .collect();
    let page = tasks::Tasks {
        file: job.file,
        open: &open,
        repaired: job.repaired,
        computed: has_formulas(job),
        rules_left_out: job
            .look
            .is_some_and(|look| own_rules::left_out(look, job.book)),
    };
    page.write(out.add_worksheet())?;
    // The list of an earlier reply has done its work.
    let sheets = job.book.sheets.iter();
    for sheet in sheets.filter(|sheet| sheet.name != TASK_SHEET) {
        let marks = marks_of(sheet, &open, job.repaired);
        let sums = sums::of_sheet(sheet, job.file);
        let table = table_of(job.file, &sheet.name);
        let copy = Copy::new(job.book, job.look, sheet, &marks, sums, table);
        copy.write(out.add_worksheet())?;
    }
    Ok(out.save_to_buffer()?)
}

/// Whether the county's workbook computes cells, or may.
fn has_formulas(job: &Reply<'_>) -> bool {
    match job.look {
        Some(look) => look.sheets.iter().any(|sheet| sheet.formulas),
        None => !matches!(job.book.format, Format::Delimited | Format::Html),
    }
}

fn properties(file: &ReturnFile, on: NaiveDate) -> Result<DocProperties, OutError> {
    let year = u16::try_from(on.year()).unwrap_or(1900);
    let month = u8::try_from(on.month()).unwrap_or(1);
    let day = u8::try_from(on.day()).unwrap_or(1);
    Ok(DocProperties::new()
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?)
        .set_custom_property(
            PROPERTY_PROGRAMME,
            file.programme.clone().unwrap_or_default(),
        )
        .set_custom_property(PROPERTY_ANSWERS, file.sha256.clone()))
}

/// Where a sheet's table stands, from 0, and the last row of its header.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableArea {
    pub(super) area: Area,
    pub(super) header_bottom: u32,
}

/// A sheet's table: without a look of its own it gets lines around its cells.
fn table_of(file: &ReturnFile, sheet: &str) -> Option<TableArea> {
    let reading = file.sheets.iter().find(|reading| reading.name == sheet)?;
    let top = reading.header_rows.first()?.checked_sub(1)?;
    let header_bottom = reading.header_rows.last()?.checked_sub(1)?;
    let own = file.rows.iter();
    let own = own.filter(|row| file.sheet_name(row) == sheet);
    let last = own.map(|row| row.row.saturating_sub(1)).max()?;
    let totals = file.totals.iter().filter(|total| total.sheet == sheet);
    let totals = totals.filter_map(|total| Some(place(&total.cell)?.0));
    let bottom = totals.fold(last, u32::max);
    let columns = reading.columns.iter();
    let columns = columns.filter_map(|column| Some(place(&format!("{}1", column.column))?.1));
    let columns: Vec<u32> = columns.collect();
    Some(TableArea {
        area: Area {
            top,
            left: columns.iter().copied().min()?,
            bottom,
            right: columns.iter().copied().max()?,
        },
        header_bottom,
    })
}

/// What is to be said of each cell of a sheet.
fn marks_of<'a>(sheet: &Sheet, open: &[&'a Finding], repaired: &'a [Repaired]) -> Marks<'a> {
    let mut marks = Marks::new();
    for finding in open.iter().filter(|finding| finding.sheet == sheet.name) {
        let Some(first) = place(&finding.cell) else {
            continue;
        };
        marks.entry(first).or_default().findings.push(finding);
        let cells = finding.cells();
        for at in cells.iter().filter_map(|cell| place(cell)) {
            let mark = marks.entry(at).or_default();
            mark.along = mark.along.max(Some(finding.severity));
        }
    }
    for one in repaired
        .iter()
        .filter(|one| one.finding.sheet == sheet.name)
    {
        if let Some(at) = place(&one.finding.cell) {
            marks.entry(at).or_default().repaired.push(one);
        }
    }
    marks
}

/// Row and column from 0 of a cell as a clerk names it: `F12`.
pub(super) fn place(cell: &str) -> Option<(u32, u32)> {
    let digits = cell.find(|ch: char| ch.is_ascii_digit())?;
    let (letters, row) = cell.split_at(digits);
    let mut col = 0_u32;
    for letter in letters.chars() {
        if !letter.is_ascii_uppercase() {
            return None;
        }
        col = col
            .checked_mul(26)?
            .checked_add(u32::from(letter) - u32::from('A') + 1)?;
    }
    let row: u32 = row.parse().ok()?;
    Some((row.checked_sub(1)?, col.checked_sub(1)?))
}

/// Colours a clerk can tell apart at a glance and in grey.
pub(super) fn colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::RGB(0x00F8_CBAD),
        Severity::Question => Color::RGB(0x00FF_E699),
        Severity::Warning | Severity::Info => Color::RGB(0x00FF_F2CC),
    }
}
