//! The reply to a county: its own sheets as it made them, the doubtful cells
//! marked with notes, and a list of what is to be put right.
//!
//! Text is written as text, whatever it begins with: nothing a county typed
//! becomes a formula here.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use ruku_model::finding::{Finding, Severity};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Url,
    Workbook as Writer, Worksheet,
};

use super::{OutError, PROPERTY_ANSWERS, PROPERTY_PROGRAMME, TASK_SHEET};
use crate::return_file::ReturnFile;
use crate::sentence;
use crate::workbook::{Content, Sheet, Visibility, Workbook};

/// Days between the two epochs of spreadsheets.
const DAYS_1904: f64 = 1462.0;

/// Wider columns are not made.
const WIDTH_MAX: usize = 44;

/// Makes the reply to a return. `book` is the return's own workbook, `on` the
/// day that is written into it.
///
/// # Errors
/// The writer refuses, for instance a sheet's name.
pub fn reply(book: &Workbook, file: &ReturnFile, on: NaiveDate) -> Result<Vec<u8>, OutError> {
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
        let lines = table_rows(file, &sheet.name);
        let page = out.add_worksheet();
        page.set_landscape().set_print_fit_to_pages(1, 0);
        copy(page, book, sheet, &marks, lines)?;
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
fn colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::RGB(0x00F8_CBAD),
        Severity::Question => Color::RGB(0x00FF_E699),
        Severity::Warning | Severity::Info => Color::RGB(0x00FF_F2CC),
    }
}

fn copy(
    out: &mut Worksheet,
    book: &Workbook,
    sheet: &Sheet,
    marks: &BTreeMap<(u32, u32), Vec<&Finding>>,
    lines: Option<(u32, u32)>,
) -> Result<(), OutError> {
    out.set_name(&sheet.name)?;
    match sheet.visibility {
        Visibility::Visible => {}
        Visibility::Hidden => {
            out.set_hidden(true);
        }
        Visibility::VeryHidden => {
            out.set_very_hidden(true);
        }
    }
    let plain = Format::new()
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    for area in &sheet.merges {
        let (Ok(left), Ok(right)) = (u16::try_from(area.left), u16::try_from(area.right)) else {
            continue;
        };
        if area.top == area.bottom && left == right {
            continue;
        }
        // Overlapping areas are damage of the county's file: the first counts.
        let _ = out.merge_range(area.top, left, area.bottom, right, "", &plain);
    }
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    for cell in &sheet.cells {
        let Ok(col) = u16::try_from(cell.col) else {
            continue;
        };
        let code = cell
            .format
            .and_then(|index| book.number_formats.get(usize::from(index)));
        let mut format = formatted(
            &plain,
            &cell.content,
            code,
            marks.get(&(cell.row, cell.col)),
        );
        if lines.is_some_and(|(first, last)| (first..=last).contains(&cell.row)) {
            format = format.set_border(FormatBorder::Thin);
        }
        write(out, (cell.row, col), &cell.content, book.date_1904, &format)?;
        if sheet
            .merges
            .iter()
            .all(|area| !area.contains(cell.row, cell.col))
        {
            let width = display_width(&cell.content.raw());
            let known = widths.entry(col).or_default();
            *known = (*known).max(width);
        }
    }
    for (col, width) in widths {
        out.set_column_width(
            col,
            f64::from(u8::try_from(width.clamp(6, WIDTH_MAX)).unwrap_or(44)),
        )?;
    }
    for ((row, col), findings) in marks {
        let Ok(col) = u16::try_from(*col) else {
            continue;
        };
        if sheet
            .cells
            .iter()
            .all(|cell| (cell.row, cell.col) != (*row, u32::from(col)))
        {
            let format = formatted(&plain, &Content::Uncalculated, None, Some(findings));
            out.write_blank(*row, col, &format)?;
        }
        let lines: Vec<String> = findings
            .iter()
            .map(|finding| format!("【{}】{}", finding.kind.label(), finding.expected))
            .collect();
        out.insert_note(
            *row,
            col,
            &Note::new(lines.join("\n")).add_author_prefix(false),
        )?;
    }
    hide(out, sheet)
}

fn hide(out: &mut Worksheet, sheet: &Sheet) -> Result<(), OutError> {
    for &(first, last) in &sheet.hidden_rows {
        // A whole sheet filtered away is not hidden row by row.
        for row in first..=last.min(first.saturating_add(10_000)).min(1_048_575) {
            out.set_row_hidden(row)?;
        }
    }
    for &(first, last) in &sheet.hidden_columns {
        for col in first..=last.min(255) {
            if let Ok(col) = u16::try_from(col) {
                out.set_column_hidden(col)?;
            }
        }
    }
    Ok(())
}

fn formatted(
    plain: &Format,
    content: &Content,
    code: Option<&String>,
    findings: Option<&Vec<&Finding>>,
) -> Format {
    let mut format = plain.clone();
    match (content, code) {
        (_, Some(code)) => format = format.set_num_format(code),
        (Content::Date(_), None) => format = format.set_num_format("yyyy-mm-dd"),
        _ => {}
    }
    if let Some(worst) = findings.and_then(|all| all.iter().map(|one| one.severity).max()) {
        format = format
            .set_background_color(colour(worst))
            .set_border(FormatBorder::Thin);
    }
    format
}

fn write(
    out: &mut Worksheet,
    (row, col): (u32, u16),
    content: &Content,
    date_1904: bool,
    format: &Format,
) -> Result<(), OutError> {
    match content {
        Content::Number(number) => out.write_number_with_format(row, col, *number, format)?,
        Content::Date(serial) => {
            let serial = if date_1904 {
                serial + DAYS_1904
            } else {
                *serial
            };
            out.write_number_with_format(row, col, serial, format)?
        }
        Content::Bool(flag) => out.write_boolean_with_format(row, col, *flag, format)?,
        Content::Text(text) | Content::DateIso(text) | Content::Error(text) => {
            out.write_string_with_format(row, col, text.as_ref(), format)?
        }
        Content::Uncalculated => out.write_blank(row, col, format)?,
    };
    Ok(())
}

/// Chinese characters take two places.
fn display_width(text: &str) -> usize {
    let longest = text.lines().map(|line| {
        line.chars()
            .map(|ch| if ch.is_ascii() { 1 } else { 2 })
            .sum::<usize>()
    });
    longest.max().unwrap_or(0) + 2
}

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
        .set_bold()
        .set_font_size(16)
        .set_align(FormatAlign::Center);
    let wrap = Format::new()
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
    out.merge_range(1, 0, 1, 6, &intro, &Format::new().set_text_wrap())?;
    out.set_row_height(1, 34)?;
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
const LINE_POINTS: u32 = 16;

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
    let text = sentence::place(finding);
    if finding.cell.is_empty() || finding.sheet.is_empty() {
        out.write_string_with_format(row, 1, &text, format)?;
        return Ok(());
    }
    let sheet = finding.sheet.replace('\'', "''");
    let link = Url::new(format!("internal:'{sheet}'!{}", finding.cell)).set_text(&text);
    out.write_url(row, 1, link)?;
    Ok(())
}

fn enterprise<'a>(file: &'a ReturnFile, finding: &Finding) -> &'a str {
    file.rows
        .iter()
        .find(|row| Some(row.row) == finding.row && file.sheet_name(row) == finding.sheet)
        .map(|row| file.text(row, "enterprise_name"))
        .unwrap_or_default()
}
