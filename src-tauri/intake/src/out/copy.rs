//! A county's sheet written anew as the county made it, with the doubtful cells
//! marked.
//!
//! Kept are the cells' values with their number formats, fonts, colours, lines
//! and alignment, merged cells, widths, heights, hidden rows and columns, what
//! is frozen, filters, drop-downs, the paper, and of an .xlsx the county's other
//! input checks and conditional colours. Totals add up their rows with a formula
//! of our own; other formulas come as their results. Pictures, charts and the
//! county's own notes stay behind.

use std::collections::BTreeMap;

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Worksheet};

use super::drop_downs;
use super::reply::{Marks, TableArea};
use super::style::format_of;
use super::sums::Sum;
use super::{OutError, own_rules, reply};
use crate::grid::Grid;
use crate::look::{Look, SheetLook};
use crate::workbook::{Cell, Content, Sheet, Visibility, Workbook};

/// Days between the two epochs of spreadsheets.
const DAYS_1904: f64 = 1462.0;

/// Wider columns are not made where the county's width is not known.
const WIDTH_MAX: usize = 44;

/// The widest column and highest row a spreadsheet has, in characters and
/// points.
const COLUMN_WIDTH_MAX: f64 = 255.0;
const ROW_HEIGHT_MAX: f64 = 409.0;

/// Rows of a table without a look whose empty cells get lines.
const BARE_ROWS_MAX: u32 = 10_000;

/// The height of a line of the usual font in points, and the most that a row is
/// made high for.
const LINE_POINTS: f64 = 15.0;
const LINES_MAX: usize = 10;

/// A note's width in pixels, and how many half-width characters a line of it
/// holds.
const NOTE_PIXELS: u32 = 300;
const NOTE_LINE: usize = 40;
const NOTE_LINE_PIXELS: u32 = 19;

/// A sheet to be copied.
pub(super) struct Copy<'a> {
    book: &'a Workbook,
    sheet: &'a Sheet,
    look: Option<(&'a Look, &'a SheetLook)>,
    /// The style of each cell that has one.
    styles: BTreeMap<(u32, u32), u32>,
    /// What is to be said of each cell.
    marks: &'a Marks<'a>,
    /// The totals that add up their rows.
    sums: BTreeMap<(u32, u32), Sum>,
    /// The table, which gets lines where the look is not known.
    table: Option<TableArea>,
}

impl<'a> Copy<'a> {
    pub(super) fn new(
        book: &'a Workbook,
        look: Option<&'a Look>,
        sheet: &'a Sheet,
        marks: &'a Marks<'a>,
        sums: BTreeMap<(u32, u32), Sum>,
        table: Option<TableArea>,
    ) -> Copy<'a> {
        let look = look.and_then(|look| {
            let own = look.sheets.iter().find(|known| known.name == sheet.name)?;
            Some((look, own))
        });
        let styles = look
            .map(|(_, own)| {
                own.cells
                    .iter()
                    .map(|(row, col, style)| ((*row, *col), *style))
                    .collect()
            })
            .unwrap_or_default();
        Copy {
            book,
            sheet,
            look,
            styles,
            marks,
            sums,
            table,
        }
    }

    /// Writes the sheet.
    pub(super) fn write(&self, out: &mut Worksheet) -> Result<(), OutError> {
        out.set_name(&self.sheet.name)?;
        match self.sheet.visibility {
            Visibility::Visible => {}
            Visibility::Hidden => {
                out.set_hidden(true);
            }
            Visibility::VeryHidden => {
                out.set_very_hidden(true);
            }
        }
        self.page(out)?;
        self.merged(out)?;
        // Behind the merging, which gives every cell the first one's lines.
        self.empty_cells(out)?;
        for cell in &self.sheet.cells {
            let Ok(col) = u16::try_from(cell.col) else {
                continue;
            };
            let code = cell
                .format
                .and_then(|index| self.book.number_formats.get(usize::from(index)));
            let format = self.format((cell.row, cell.col), Some(&cell.content), code);
            if let Some(sum) = self.sums.get(&(cell.row, cell.col)) {
                let formula = Formula::new(&sum.formula).set_result(&sum.result);
                out.write_formula_with_format(cell.row, col, formula, &format)?;
                continue;
            }
            put(
                out,
                (cell.row, col),
                &cell.content,
                self.book.date_1904,
                &format,
            )?;
        }
        self.sizes(out)?;
        self.notes(out)?;
        if let Some((_, own)) = self.look {
            drop_downs::write(out, self.book, own)?;
            own_rules::write(out, self.book, own);
        }
        hide(out, self.sheet)
    }

    /// How a cell is to look: as the county made it, on the colour of what is
    /// wrong with it.
    fn format(&self, at: (u32, u32), content: Option<&Content>, code: Option<&String>) -> Format {
        let own = self.look.and_then(|(look, _)| {
            let style = *self.styles.get(&at)?;
            look.styles.get(usize::try_from(style).ok()?)
        });
        let mut format = match own {
            Some(style) => format_of(style),
            None => self.plain(at),
        };
        match (content, code) {
            (_, Some(code)) => format = format.set_num_format(code),
            (Some(Content::Date(_) | Content::DateIso(_)), None) => {
                format = format.set_num_format("yyyy-mm-dd")
            }
            _ => {}
        }
        match self.marks.get(&at) {
            Some(mark) => format
                .set_background_color(mark.colour())
                .set_border(FormatBorder::Thin),
            None => format,
        }
    }

    /// How a cell looks that has no look of its own: in a sheet without any, the
    /// table gets lines and a bold header, and the lines around it run on.
    fn plain(&self, (row, col): (u32, u32)) -> Format {
        let format = Format::new().set_align(FormatAlign::VerticalCenter);
        let Some(table) = self.bare_table() else {
            return format.set_text_wrap();
        };
        if !table.area.contains(row, col) {
            return format;
        }
        let format = format.set_text_wrap().set_border(FormatBorder::Thin);
        match row <= table.header_bottom {
            true => format.set_bold().set_align(FormatAlign::Center),
            false => format,
        }
    }

    /// The table of a sheet without any look.
    fn bare_table(&self) -> Option<&TableArea> {
        self.table.as_ref().filter(|_| self.styles.is_empty())
    }

    /// Cells without content that have lines or a colour, and marked ones.
    fn empty_cells(&self, out: &mut Worksheet) -> Result<(), OutError> {
        let bare = self.bare_table().map(|table| table.area);
        let bare = bare.into_iter().flat_map(|area| {
            (area.top..=area.bottom.min(area.top.saturating_add(BARE_ROWS_MAX)))
                .flat_map(move |row| (area.left..=area.right).map(move |col| (row, col)))
        });
        let styled = self.styles.keys().chain(self.marks.keys()).copied();
        for (row, col) in styled.chain(bare) {
            let Ok(col) = u16::try_from(col) else {
                continue;
            };
            if row <= ROW_LAST && u32::from(col) <= COLUMN_LAST {
                let format = self.format((row, u32::from(col)), None, None);
                out.write_blank(row, col, &format)?;
            }
        }
        Ok(())
    }

    fn merged(&self, out: &mut Worksheet) -> Result<(), OutError> {
        for area in &self.sheet.merges {
            let (Ok(left), Ok(right)) = (u16::try_from(area.left), u16::try_from(area.right))
            else {
                continue;
            };
            // A merged area is written place by place.
            if area.top == area.bottom && left == right || !area.is_meant() {
                continue;
            }
            let format = self.format((area.top, area.left), None, None);
            // Overlapping areas are damage of the county's file: the first counts.
            let _ = out.merge_range(area.top, left, area.bottom, right, "", &format);
        }
        Ok(())
    }

    /// Paper and what stays in sight.
    fn page(&self, out: &mut Worksheet) -> Result<(), OutError> {
        out.set_print_fit_to_pages(1, 0);
        let Some((_, own)) = self.look else {
            out.set_landscape();
            return Ok(());
        };
        if let Some(area) = &own.filter
            && area.bottom <= ROW_LAST
            && area.right <= COLUMN_LAST
            && let (Ok(left), Ok(right)) = (u16::try_from(area.left), u16::try_from(area.right))
        {
            out.autofilter(area.top, left, area.bottom, right)?;
        }
        if own.landscape {
            out.set_landscape();
        }
        if let Some(paper) = own.paper {
            out.set_paper_size(paper);
        }
        if let Some((rows, columns)) = own.frozen
            && rows <= ROW_LAST
            && let Ok(columns) = u16::try_from(columns.min(COLUMN_LAST))
        {
            out.set_freeze_panes(rows, columns)?;
        }
        Ok(())
    }

    fn sizes(&self, out: &mut Worksheet) -> Result<(), OutError> {
        let Some((_, own)) = self.look.filter(|(_, own)| !own.widths.is_empty()) else {
            return self.widths_by_content(out);
        };
        for &(first, last, width) in &own.widths {
            for col in first..=last.min(COLUMN_LAST) {
                if let Ok(col) = u16::try_from(col) {
                    out.set_column_width(col, width.clamp(0.0, COLUMN_WIDTH_MAX))?;
                }
            }
        }
        for &(row, height) in own.heights.iter().filter(|(row, _)| *row <= ROW_LAST) {
            out.set_row_height(row, height.clamp(0.0, ROW_HEIGHT_MAX))?;
        }
        Ok(())
    }

    fn widths_by_content(&self, out: &mut Worksheet) -> Result<(), OutError> {
        let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
        let grid = Grid::new(self.sheet);
        // A title or a note in the first column does not say how wide it is.
        let table = self.bare_table().map(|table| table.area);
        for cell in &self.sheet.cells {
            let Ok(col) = u16::try_from(cell.col) else {
                continue;
            };
            if table.is_some_and(|area| !area.contains(cell.row, cell.col)) {
                continue;
            }
            if grid.merge_at(cell.row, cell.col).is_none() {
                let width = display_width(&cell.content.raw());
                let known = widths.entry(col).or_default();
                *known = (*known).max(width);
            }
        }
        for (col, width) in &mut widths {
            *width = (*width).clamp(6, WIDTH_MAX);
            let width = u8::try_from(*width).expect("44 fits a byte");
            out.set_column_width(*col, f64::from(width))?;
        }
        self.heights_by_content(out, &widths)
    }

    /// Rows of several lines: not every program makes them high enough.
    fn heights_by_content(
        &self,
        out: &mut Worksheet,
        widths: &BTreeMap<u16, usize>,
    ) -> Result<(), OutError> {
        let Some(table) = self.bare_table() else {
            return Ok(());
        };
        let mut heights: BTreeMap<u32, usize> = BTreeMap::new();
        let inside = |cell: &&Cell| table.area.contains(cell.row, cell.col);
        for cell in self.sheet.cells.iter().filter(inside) {
            let Content::Text(text) = &cell.content else {
                continue;
            };
            let width = u16::try_from(cell.col).ok();
            let width = width.and_then(|col| widths.get(&col)).copied();
            let lines = text
                .lines()
                .map(|line| display_width(line).div_ceil(width.unwrap_or(6)));
            let known = heights.entry(cell.row).or_default();
            *known = (*known).max(lines.sum());
        }
        for (row, lines) in heights.into_iter().filter(|(_, lines)| *lines > 1) {
            let lines = u8::try_from(lines.min(LINES_MAX)).unwrap_or(1);
            out.set_row_height(row, f64::from(lines) * LINE_POINTS)?;
        }
        Ok(())
    }

    fn notes(&self, out: &mut Worksheet) -> Result<(), OutError> {
        for ((row, col), mark) in self.marks {
            let Ok(col) = u16::try_from(*col) else {
                continue;
            };
            let lines = mark.lines();
            if lines.is_empty() {
                continue;
            }
            let count: usize = lines
                .iter()
                .map(|line| display_width(line).div_ceil(NOTE_LINE))
                .sum();
            let height = u32::try_from(count + 1).unwrap_or(20) * NOTE_LINE_PIXELS;
            let mut note = Note::new(lines.join("\n"))
                .add_author_prefix(false)
                .set_width(NOTE_PIXELS)
                .set_height(height);
            if mark.findings.is_empty() {
                note = note.set_background_color(reply::REPAIRED);
            }
            out.insert_note(*row, col, &note)?;
        }
        Ok(())
    }
}

/// The last row and column that are written.
const ROW_LAST: u32 = 1_048_575;
const COLUMN_LAST: u32 = 255;

fn hide(out: &mut Worksheet, sheet: &Sheet) -> Result<(), OutError> {
    for &(first, last) in &sheet.hidden_rows {
        // A whole sheet filtered away is not hidden row by row.
        for row in first..=last.min(first.saturating_add(10_000)).min(ROW_LAST) {
            out.set_row_hidden(row)?;
        }
    }
    for &(first, last) in &sheet.hidden_columns {
        for col in first..=last.min(COLUMN_LAST) {
            if let Ok(col) = u16::try_from(col) {
                out.set_column_hidden(col)?;
            }
        }
    }
    Ok(())
}

fn put(
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
        Content::DateIso(text) => match iso(text) {
            Some(moment) => out.write_datetime_with_format(row, col, &moment, format)?,
            None => out.write_string_with_format(row, col, text.as_ref(), format)?,
        },
        Content::Text(text) | Content::Error(text) => {
            out.write_string_with_format(row, col, text.as_ref(), format)?
        }
        Content::Uncalculated => out.write_blank(row, col, format)?,
    };
    Ok(())
}

/// A date as OpenDocument writes it, as a day that can be reckoned with.
fn iso(text: &str) -> Option<ExcelDateTime> {
    ExcelDateTime::parse_from_str(text).ok()
}

/// Chinese characters take two places.
pub(super) fn display_width(text: &str) -> usize {
    let longest = text.lines().map(|line| {
        line.chars()
            .map(|ch| if ch.is_ascii() { 1 } else { 2 })
            .sum::<usize>()
    });
    longest.max().unwrap_or(0) + 2
}
