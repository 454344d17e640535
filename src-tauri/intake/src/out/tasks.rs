//! The first sheet of a reply: what the county is to put right, what was put
//! right here, and what became of each of its sheets.

use ruku_model::finding::Finding;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Url, Worksheet};

use super::copy::display_width;
use super::reply::{REPAIRED, Repaired, colour};
use super::{OutError, TASK_SHEET};
use crate::return_file::ReturnFile;
use crate::sentence;

/// What the sheet says.
pub(super) struct Tasks<'a> {
    pub(super) file: &'a ReturnFile,
    pub(super) open: &'a [&'a Finding],
    pub(super) repaired: &'a [Repaired],
    /// The county's workbook computes cells.
    pub(super) computed: bool,
    /// Some of its input checks or conditional colours could not be kept.
    pub(super) rules_left_out: bool,
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

const LAST: u16 = 6;

/// The height of a line of text in points.
pub(super) const LINE_POINTS: u32 = 18;

/// How many half-width characters a line of a column holds.
const NARROW_LINE: usize = 16;
const FOUND_LINE: usize = 22;
const WIDE_LINE: usize = 58;
const WHOLE_LINE: usize = 160;

/// How the cells of the list look.
struct Looks {
    title: Format,
    lead: Format,
    section: Format,
    head: Format,
    wrap: Format,
}

impl Looks {
    fn new() -> Looks {
        let plain = Format::new()
            .set_font_name(FONT)
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let wrap = plain.clone().set_border(FormatBorder::Thin);
        Looks {
            title: Format::new()
                .set_font_name(FONT)
                .set_bold()
                .set_font_size(16)
                .set_align(FormatAlign::Center),
            section: plain.clone().set_bold().set_font_size(13),
            head: wrap.clone().set_bold().set_align(FormatAlign::Center),
            lead: plain,
            wrap,
        }
    }
}

impl Tasks<'_> {
    /// Writes the sheet.
    pub(super) fn write(&self, out: &mut Worksheet) -> Result<(), OutError> {
        let looks = Looks::new();
        out.set_name(TASK_SHEET)?
            .set_landscape()
            .set_print_fit_to_pages(1, 0);
        let title = sentence::reply::title(self.file.county.as_ref());
        out.merge_range(0, 0, 0, LAST, &title, &looks.title)?;
        let intro = sentence::reply::intro(&sentence::reply::Intro {
            file: &self.file.file,
            open: self.open.len(),
            repaired: self.repaired.len(),
            formulas: self.computed,
            rules_left_out: self.rules_left_out,
        });
        out.merge_range(1, 0, 1, LAST, &intro, &looks.lead)?;
        out.set_row_height(0, 30)?;
        out.set_row_height(1, LINE_POINTS * lines(&intro, WHOLE_LINE) + 6)?;
        out.set_row_height(2, 24)?;
        for (col, (header, width)) in (0_u16..).zip(TASK_HEADERS) {
            out.write_string_with_format(2, col, header, &looks.head)?;
            out.set_column_width(col, width)?;
        }
        let mut row = 3;
        for (number, finding) in (1_u32..).zip(self.open) {
            self.task(out, row, number, finding, &looks)?;
            row += 1;
        }
        row = self.repairs(out, row, &looks)?;
        self.sheets(out, row, &looks)?;
        out.set_freeze_panes(3, 0)?;
        Ok(())
    }

    fn task(
        &self,
        out: &mut Worksheet,
        row: u32,
        number: u32,
        finding: &Finding,
        looks: &Looks,
    ) -> Result<(), OutError> {
        let wrap = &looks.wrap;
        let marked = wrap.clone().set_background_color(colour(finding.severity));
        out.write_number_with_format(row, 0, f64::from(number), wrap)?;
        write_place(out, row, finding, wrap)?;
        out.write_string_with_format(row, 2, self.enterprise(finding), wrap)?;
        out.write_string_with_format(row, 3, finding.kind.label(), &marked)?;
        out.write_string_with_format(row, 4, sentence::severity(finding.severity), wrap)?;
        out.write_string_with_format(row, 5, &finding.found, wrap)?;
        let asked = sentence::reply::asked(finding);
        out.write_string_with_format(row, 6, &asked, wrap)?;
        let most = lines(&asked, WIDE_LINE).max(lines(&finding.found, FOUND_LINE));
        out.set_row_height(row, LINE_POINTS * most)?;
        Ok(())
    }

    /// What was put right here, below a blank row; gives the next free row.
    fn repairs(&self, out: &mut Worksheet, row: u32, looks: &Looks) -> Result<u32, OutError> {
        if self.repaired.is_empty() {
            return Ok(row);
        }
        let first = row + 1;
        let heading = sentence::reply::REPAIRED_TITLE;
        out.merge_range(first, 0, first, LAST, heading, &looks.section)?;
        out.set_row_height(first, 24)?;
        let (head, wrap) = (&looks.head, &looks.wrap);
        let row = first + 1;
        for (col, text) in [(0, "编号"), (1, "位置"), (2, "申报主体"), (3, "原内容")] {
            out.write_string_with_format(row, col, text, head)?;
        }
        out.merge_range(row, 4, row, 5, "更正为", head)?;
        out.write_string_with_format(row, 6, "理由", head)?;
        let marked = wrap.clone().set_background_color(REPAIRED);
        let mut row = row;
        for (number, one) in (1_u32..).zip(self.repaired) {
            row += 1;
            let reason = sentence::reply::repaired_reason(one);
            out.write_number_with_format(row, 0, f64::from(number), wrap)?;
            write_place(out, row, &one.finding, wrap)?;
            out.write_string_with_format(row, 2, self.enterprise(&one.finding), wrap)?;
            out.write_string_with_format(row, 3, &one.finding.found, wrap)?;
            out.merge_range(row, 4, row, 5, &one.now, &marked)?;
            out.write_string_with_format(row, 6, &reason, wrap)?;
            let most = lines(&reason, WIDE_LINE).max(lines(&one.finding.found, NARROW_LINE));
            out.set_row_height(row, LINE_POINTS * most)?;
        }
        Ok(row + 1)
    }

    /// What each of the county's sheets was taken for.
    fn sheets(&self, out: &mut Worksheet, row: u32, looks: &Looks) -> Result<(), OutError> {
        let own = |name: &str| name == TASK_SHEET;
        let sheets = || self.file.sheets.iter().filter(|sheet| !own(&sheet.name));
        let first = row + 1;
        out.merge_range(
            first,
            0,
            first,
            LAST,
            sentence::reply::SHEETS_TITLE,
            &looks.section,
        )?;
        out.set_row_height(first, 24)?;
        for (at, sheet) in (1_u32..).zip(sheets()) {
            let row = first + at;
            out.merge_range(row, 0, row, 2, &sheet.name, &looks.wrap)?;
            out.merge_range(row, 3, row, LAST, &sheet.verdict, &looks.wrap)?;
            out.set_row_height(row, LINE_POINTS * lines(&sheet.verdict, 2 * WIDE_LINE))?;
        }
        Ok(())
    }

    fn enterprise(&self, finding: &Finding) -> &str {
        self.file
            .rows
            .iter()
            .find(|row| Some(row.row) == finding.row && self.file.sheet_name(row) == finding.sheet)
            .map(|row| self.file.text(row, "enterprise_name"))
            .unwrap_or_default()
    }
}

/// How many lines a text takes: not every program fits the height of a row to
/// wrapped text.
pub(super) fn lines(text: &str, width: usize) -> u32 {
    let broken = text.lines().count();
    let most = display_width(text).div_ceil(width).max(broken).clamp(1, 8);
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
