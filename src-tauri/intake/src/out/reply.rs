//! The reply to a county: its own sheets as it made them, the doubtful cells
//! marked with notes, and a list of what is to be put right.
//!
//! Text is written as text, whatever it begins with: nothing a county typed
//! becomes a formula here.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use ruku_model::finding::{Finding, Severity};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Url,
    Workbook as Writer, Worksheet,
};

use super::copy::{Copy, display_width};
use super::{OutError, PROPERTY_ANSWERS, PROPERTY_PROGRAMME, TASK_SHEET};
use crate::look::Look;
use crate::return_file::ReturnFile;
use crate::sentence;
use crate::workbook::{Sheet, Workbook};

/// Makes the reply to a return. `book` is the return's own workbook, `look` how
/// it looks as far as that is known, `on` the day that is written into it.
///
/// # Errors
/// The writer refuses, for instance a sheet's name.
pub fn reply(
    book: &Workbook,
    look: Option<&Look>,
    file: &ReturnFile,
    on: NaiveDate,
) -> Result<Vec<u8>, OutError> {
    let mut out = Writer::new();
    out.set_properties(&properties(file, on)?);
    let open: Vec<&Finding> = file
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .collect();
    tasks(out.add_worksheet(), file, &open)?;
    // The list of an earlier reply has done its work.
    for sheet in book.sheets.iter().filter(|sheet| sheet.name != TASK_SHEET) {
        let marks = marks_of(sheet, &open);
        let copy = Copy::new(book, look, sheet, &marks, table_rows(file, &sheet.name));
        copy.write(out.add_worksheet())?;
    }
    Ok(out.save_to_buffer()?)
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

/// The rows of a sheet's table, from 0: they get lines around their cells.
fn table_rows(file: &ReturnFile, sheet: &str) -> Option<(u32, u32)> {
    let reading = file.sheets.iter().find(|reading| reading.name == sheet)?;
    let first = reading.header_rows.first()?.checked_sub(1)?;
    let last = file
        .rows
        .iter()
        .filter(|row| file.sheet_name(row) == sheet)
        .map(|row| row.row.saturating_sub(1))
        .max()?;
    Some((first, last))
}

/// The findings of each cell of a sheet.
fn marks_of<'a>(sheet: &Sheet, open: &[&'a Finding]) -> BTreeMap<(u32, u32), Vec<&'a Finding>> {
    let mut marks: BTreeMap<(u32, u32), Vec<&Finding>> = BTreeMap::new();
    for finding in open.iter().filter(|finding| finding.sheet == sheet.name) {
        if let Some(place) = place_of(finding) {
            marks.entry(place).or_default().push(finding);
        }
    }
    marks
}

/// Row and column from 0 of a finding's cell.
fn place_of(finding: &Finding) -> Option<(u32, u32)> {
    let letters = finding.cell.chars().take_while(char::is_ascii_uppercase);
    let mut col = 0_u32;
    for letter in letters {
        col = col
            .checked_mul(26)?
            .checked_add(u32::from(letter) - u32::from('A') + 1)?;
    }
    Some((finding.row?.checked_sub(1)?, col.checked_sub(1)?))
}

/// Colours a clerk can tell apart at a glance and in grey.
pub(super) fn colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::RGB(0x00F8_CBAD),
        Severity::Question => Color::RGB(0x00FF_E699),
        Severity::Warning | Severity::Info => Color::RGB(0x00FF_F2CC),
    }
}

/// The face of the list: every office machine has it.
const FONT: &str = "宋体";

const TASK_HEADERS: [(&str, f64); 7] = [
    ("编号", 6.0),
    ("位置", 18.0),
    ("申报主体", 30.0),
    ("问题", 18.0),
    ("程度", 8.0),
    ("原内容", 24.0),
    ("如何修改", 60.0),
];

fn tasks(out: &mut Worksheet, file: &ReturnFile, open: &[&Finding]) -> Result<(), OutError> {
    out.set_name(TASK_SHEET)?
        .set_landscape()
        .set_print_fit_to_pages(1, 0);
    let title = Format::new()
        .set_font_name(FONT)
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let wrap = Format::new()
        .set_font_name(FONT)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter);
    let head = wrap.clone().set_bold().set_align(FormatAlign::Center);
    out.merge_range(
        0,
        0,
        0,
        6,
        &sentence::reply_title(file.county.as_ref()),
        &title,
    )?;
    let intro = sentence::reply_intro(&file.file, open.len());
    let lead = Format::new()
        .set_font_name(FONT)
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter);
    out.merge_range(1, 0, 1, 6, &intro, &lead)?;
    out.set_row_height(0, 30)?;
    out.set_row_height(1, 40)?;
    for (col, (header, width)) in (0_u16..).zip(TASK_HEADERS) {
        out.write_string_with_format(2, col, header, &head)?;
        out.set_column_width(col, width)?;
    }
    for (index, finding) in (0_u32..).zip(open) {
        let row = index + 3;
        let marked = wrap.clone().set_background_color(colour(finding.severity));
        out.write_number_with_format(row, 0, f64::from(index + 1), &wrap)?;
        write_place(out, row, finding, &wrap)?;
        out.write_string_with_format(row, 2, enterprise(file, finding), &wrap)?;
        out.write_string_with_format(row, 3, finding.kind.label(), &marked)?;
        out.write_string_with_format(row, 4, sentence::severity(finding.severity), &wrap)?;
        out.write_string_with_format(row, 5, &finding.found, &wrap)?;
        out.write_string_with_format(row, 6, &finding.expected, &wrap)?;
        out.set_row_height(row, LINE_POINTS * lines_of(finding))?;
    }
    out.set_freeze_panes(3, 0)?;
    Ok(())
}

/// The height of a line of text in points.
const LINE_POINTS: u32 = 18;

/// How many lines a finding takes in its columns: not every program fits the
/// height of a row to wrapped text.
fn lines_of(finding: &Finding) -> u32 {
    let lines = |text: &str, width: usize| display_width(text).div_ceil(width);
    let most = lines(&finding.expected, 58)
        .max(lines(&finding.found, 22))
        .clamp(1, 8);
    u32::try_from(most).unwrap_or(1)
}

fn write_place(
    out: &mut Worksheet,
    row: u32,
    finding: &Finding,
    format: &Format,
) -> Result<(), OutError> {
    let text = finding.place();
    if finding.cell.is_empty() || finding.sheet.is_empty() {
        out.write_string_with_format(row, 1, &text, format)?;
        return Ok(());
    }
    let sheet = finding.sheet.replace('\'', "''");
    let link = Url::new(format!("internal:'{sheet}'!{}", finding.cell)).set_text(&text);
    let format = format
        .clone()
        .set_font_color(Color::RGB(0x0005_63C1))
        .set_underline(FormatUnderline::Single);
    out.write_url_with_format(row, 1, link, &format)?;
    Ok(())
}

fn enterprise<'a>(file: &'a ReturnFile, finding: &Finding) -> &'a str {
    file.rows
        .iter()
        .find(|row| Some(row.row) == finding.row && file.sheet_name(row) == finding.sheet)
        .map(|row| file.text(row, "enterprise_name"))
        .unwrap_or_default()
}
