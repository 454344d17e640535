//! Tables for working on: `.xlsx` with money as numbers, text as text, totals
//! computed here, and a page set up for A4 landscape.
//!
//! Text is always written as text: a cell that starts with `=` stays what it
//! is. Amounts are numbers Excel can add; their digits come from exact decimal
//! text.

use ruku_model::money::{Money, MoneyUnit};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::error::PaperError;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its title, in the first row.
    pub title: String,
    /// The name of its sheet.
    pub sheet: String,
    /// Lines under the title: unit, who fills it in.
    pub captions: Vec<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; as many cells as columns.
    pub rows: Vec<Vec<Cell>>,
    /// Whether a row of totals follows: sums of the rows as printed.
    pub totals: bool,
    /// Lines under the table: signatures, dates.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header, with the unit.
    pub header: String,
    /// What its cells hold.
    pub kind: Kind,
    /// Its width in characters.
    pub width: u32,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Money, shown in 万元.
    MoneyWan,
    /// Money, shown in 元.
    MoneyYuan,
    /// How many.
    Count,
    /// A number in a list, 序号: never added up.
    Ordinal,
    /// A number with decimals typed in later, a score: never added up.
    Score,
    /// A date, as text: 2022年6月30日 or 2022年6月.
    Date,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known: stays blank, is no zero.
    Blank,
    /// Text, or a date in words.
    Text(String),
    /// Money.
    Money(Money),
    /// A whole number.
    Count(i64),
    /// A score in hundredths: 8733 is 87.33.
    Hundredths(i64),
}

/// Excel keeps fifteen digits of a number.
const DIGITS_MAX: u64 = 999_999_999_999_999;

/// Writes a table as a workbook.
///
/// # Errors
/// A cell does not fit its column, a total overflows, or the title or a text
/// is longer than Excel takes.
pub fn write(table: &Table) -> Result<Vec<u8>, PaperError> {
    let totals = if table.totals {
        Some(totals(table)?)
    } else {
        None
    };
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(sheet, table, totals.as_deref())?;
    // The date of making would make two files of the same data differ.
    let properties = rust_xlsxwriter::DocProperties::new()
        .set_title(&table.title)
        .set_author("入库通")
        .set_creation_datetime(
            &rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?,
        );
    workbook.set_properties(&properties);
    workbook.save_to_buffer().map_err(failed)
}

/// The sum of every money and count column over the rows as they are printed.
///
/// # Errors
/// A cell does not fit its column or a sum overflows.
pub fn totals(table: &Table) -> Result<Vec<Cell>, PaperError> {
    let mut sums = vec![Cell::Blank; table.columns.len()];
    for (index, row) in table.rows.iter().enumerate() {
        let fault = |column: &str, problem: &str| PaperError::Cell {
            table: table.title.clone(),
            row: index + 1,
            column: column.to_owned(),
            problem: problem.to_owned(),
        };
        if row.len() != table.columns.len() {
            return Err(fault("", "单元格个数与表头不一致"));
        }
        for ((cell, column), sum) in row.iter().zip(&table.columns).zip(&mut sums) {
            if !fits(cell, column.kind) {
                return Err(fault(&column.header, "内容与该栏的类型不符"));
            }
            if column.kind == Kind::Ordinal {
                continue;
            }
            let too_large = || fault(&column.header, "合计超出范围");
            *sum = match (std::mem::replace(sum, Cell::Blank), cell) {
                (Cell::Money(sum), Cell::Money(money)) => {
                    Cell::Money(sum.checked_add(*money).ok_or_else(too_large)?)
                }
                (Cell::Count(sum), Cell::Count(count)) => {
                    Cell::Count(sum.checked_add(*count).ok_or_else(too_large)?)
                }
                (Cell::Blank, Cell::Money(_) | Cell::Count(_)) => cell.clone(),
                (sum, _) => sum,
            };
        }
    }
    Ok(sums)
}

fn fits(cell: &Cell, kind: Kind) -> bool {
    match cell {
        Cell::Blank => true,
        Cell::Text(_) => matches!(kind, Kind::Text | Kind::Date),
        Cell::Money(_) => matches!(kind, Kind::MoneyWan | Kind::MoneyYuan),
        Cell::Count(_) => matches!(kind, Kind::Count | Kind::Ordinal),
        Cell::Hundredths(_) => kind == Kind::Score,
    }
}

fn fill(sheet: &mut Worksheet, table: &Table, totals: Option<&[Cell]>) -> Result<(), PaperError> {
    let last = column_number(table.columns.len().saturating_sub(1))?;
    sheet.set_name(&table.sheet).map_err(failed)?;
    set_page(sheet);
    let mut row = 0;
    let title = Format::new()
        .set_font_name("宋体")
        .set_font_size(16)
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap();
    line(sheet, row, last, &table.title, &title)?;
    sheet.set_row_height(row, 32).map_err(failed)?;
    row += 1;
    for caption in &table.captions {
        line(sheet, row, last, caption, &plain())?;
        row += 1;
    }
    let header_row = row;
    for (index, column) in table.columns.iter().enumerate() {
        let at = column_number(index)?;
        sheet
            .set_column_width(at, f64::from(column.width))
            .map_err(failed)?;
        sheet
            .write_string_with_format(row, at, &column.header, &header())
            .map_err(failed)?;
    }
    sheet.set_row_height(row, 30).map_err(failed)?;
    row += 1;
    for cells in &table.rows {
        write_row(sheet, row, table, cells, false)?;
        if let Some(height) = height(table, cells) {
            sheet.set_row_height(row, height).map_err(failed)?;
        }
        row += 1;
    }
    if let Some(sums) = totals {
        let mut sums = sums.to_vec();
        if let Some(first) = sums.first_mut().filter(|first| **first == Cell::Blank) {
            *first = Cell::Text("合计".to_owned());
        }
        write_row(sheet, row, table, &sums, true)?;
        row += 1;
    }
    for note in &table.notes {
        line(sheet, row, last, note, &plain())?;
        row += 1;
    }
    sheet.set_freeze_panes(header_row + 1, 0).map_err(failed)?;
    sheet
        .set_repeat_rows(header_row, header_row)
        .map_err(failed)?;
    sheet
        .set_print_area(0, 0, row.saturating_sub(1), last)
        .map_err(failed)?;
    Ok(())
}

/// The height in points of a row whose texts need several lines: not every
/// program fits rows to their texts when it opens or prints a workbook.
fn height(table: &Table, cells: &[Cell]) -> Option<u32> {
    const LINE: u32 = 15;
    /// What Excel allows.
    const MOST: u32 = 409;
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    let lines = |(cell, column): (&Cell, &Column)| match cell {
        Cell::Text(text) => {
            let width: u32 = text.chars().map(wide).sum();
            // A line ends before the margin, and a wide character is not cut.
            width.div_ceil(column.width.saturating_sub(2).max(1))
        }
        Cell::Blank | Cell::Money(_) | Cell::Count(_) | Cell::Hundredths(_) => 1,
    };
    let lines = cells.iter().zip(&table.columns).map(lines).max()?;
    (lines > 1).then(|| (lines * LINE).min(MOST))
}

fn set_page(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.6, 0.7, 0.7, 0.3, 0.3);
    sheet.set_footer("&C第 &P 页 共 &N 页");
}

/// A text over the table's whole width.
fn line(
    sheet: &mut Worksheet,
    row: u32,
    last: u16,
    text: &str,
    format: &Format,
) -> Result<(), PaperError> {
    if last == 0 {
        sheet
            .write_string_with_format(row, 0, text, format)
            .map_err(failed)?;
    } else {
        sheet
            .merge_range(row, 0, row, last, text, format)
            .map_err(failed)?;
    }
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    table: &Table,
    cells: &[Cell],
    bold: bool,
) -> Result<(), PaperError> {
    for (index, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
        let at = column_number(index)?;
        let mut format = body(column.kind);
        if bold {
            format = format.set_bold();
        }
        match cell {
            Cell::Blank => sheet.write_blank(row, at, &format),
            Cell::Text(text) => sheet.write_string_with_format(row, at, text, &format),
            Cell::Money(money) => {
                let unit = match column.kind {
                    Kind::MoneyWan => MoneyUnit::WanYuan,
                    _ => MoneyUnit::Yuan,
                };
                match number(*money, unit) {
                    Some(value) => sheet.write_number_with_format(row, at, value, &format),
                    // More digits than Excel keeps: text, exact.
                    None => sheet.write_string_with_format(row, at, shown(*money, unit), &format),
                }
            }
            Cell::Hundredths(score) => {
                let text = format!("{}.{:02}", score / 100, (score % 100).abs());
                match text.parse::<f64>() {
                    Ok(value) => sheet.write_number_with_format(row, at, value, &format),
                    Err(_) => sheet.write_string_with_format(row, at, text, &format),
                }
            }
            Cell::Count(count) => match count_number(*count) {
                Some(value) => sheet.write_number_with_format(row, at, value, &format),
                None => sheet.write_string_with_format(row, at, count.to_string(), &format),
            },
        }
        .map_err(failed)?;
    }
    Ok(())
}

/// The amount as its column shows it, exactly.
#[must_use]
pub fn shown(money: Money, unit: MoneyUnit) -> String {
    match unit {
        MoneyUnit::WanYuan => money.wan(),
        _ => money.to_string(),
    }
}

/// The number Excel keeps, read from the exact decimal text, if it keeps all
/// of its digits.
fn number(money: Money, unit: MoneyUnit) -> Option<f64> {
    (money.fen().unsigned_abs() <= DIGITS_MAX).then(|| shown(money, unit).parse().ok())?
}

fn count_number(count: i64) -> Option<f64> {
    (count.unsigned_abs() <= DIGITS_MAX).then(|| count.to_string().parse().ok())?
}

fn plain() -> Format {
    Format::new()
        .set_font_name("宋体")
        .set_font_size(11)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn header() -> Format {
    plain()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00F2_F2F2))
}

fn body(kind: Kind) -> Format {
    let format = plain().set_border(FormatBorder::Thin);
    match kind {
        Kind::Text => format.set_num_format("@"),
        Kind::Date => format.set_num_format("@").set_align(FormatAlign::Center),
        Kind::MoneyWan => format
            .set_num_format("#,##0.00####")
            .set_align(FormatAlign::Right),
        Kind::MoneyYuan => format
            .set_num_format("#,##0.00")
            .set_align(FormatAlign::Right),
        Kind::Count => format.set_num_format("0").set_align(FormatAlign::Right),
        Kind::Ordinal => format.set_num_format("0").set_align(FormatAlign::Center),
        Kind::Score => format.set_num_format("0.00").set_align(FormatAlign::Center),
    }
}

fn column_number(index: usize) -> Result<u16, PaperError> {
    u16::try_from(index)
        .map_err(|_| PaperError::Workbook("more columns than a sheet has".to_owned()))
}

fn failed(error: XlsxError) -> PaperError {
    PaperError::Workbook(error.to_string())
}
