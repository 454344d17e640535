//! A workbook as plain cells: what the reader process hands to its parent.
//!
//! It says what the file holds and nothing about what it means. Rows and
//! columns count from 0 here; [`cell_name`] gives the clerk's `F12`.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::shown;

/// A text of a workbook. Cells that hold the same shared text share it.
pub type Text = Arc<str>;

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Office Open XML, `.xlsx` or `.xlsm`.
    Xlsx,
    /// Binary BIFF in an OLE container: `.xls`, `.et`.
    Xls,
    /// Binary Office Open XML.
    Xlsb,
    /// OpenDocument.
    Ods,
    /// The single-file XML of Excel 2003.
    Xml2003,
    /// Text with separators.
    Delimited,
    /// A web page with tables.
    Html,
}

/// A workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// The format found by signature.
    pub format: Format,
    /// Days are counted from 1904-01-01 instead of 1899-12-30.
    pub date_1904: bool,
    /// The number formats that cells refer to.
    pub number_formats: Vec<String>,
    /// Custom document properties: name and text.
    pub properties: Vec<(String, String)>,
    /// How many pictures the file holds.
    pub pictures: u32,
    /// The sheets in the file's order.
    pub sheets: Vec<Sheet>,
}

/// Whether a sheet is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// Shown.
    Visible,
    /// Hidden; a user can show it.
    Hidden,
    /// Hidden so that only a program can show it.
    VeryHidden,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// The cells that hold something, by row, then column.
    pub cells: Vec<Cell>,
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Rows hidden by hand or by a filter, as first and last: in order, none
    /// touching the next.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, as first and last, in the same way.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Rows whose writing is struck through, in order; as far as the look of the
    /// file was read.
    pub struck_rows: Vec<u32>,
    /// What the file itself says that a cell shows, by row, then column: for
    /// cells whose format is not given as a code.
    pub shown: Vec<(u32, u32, Text)>,
}

/// A rectangle of cells, both corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The first row.
    pub top: u32,
    /// The first column.
    pub left: u32,
    /// The last row.
    pub bottom: u32,
    /// The last column.
    pub right: u32,
}

/// See [`Area::is_meant`].
const PLACES_MEANT_MAX: u64 = 20_000;

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its row from 0.
    pub row: u32,
    /// Its column from 0.
    pub col: u32,
    /// What it holds.
    pub content: Content,
    /// Its number format in [`Workbook::number_formats`], where known.
    pub format: Option<u16>,
}

/// What a cell holds, as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A number.
    Number(f64),
    /// A number whose format shows it as a date: days since the epoch.
    Date(f64),
    /// A date written in ISO 8601, as OpenDocument has it.
    DateIso(Text),
    /// Text.
    Text(Text),
    /// True or false.
    Bool(bool),
    /// An error such as `#DIV/0!`.
    Error(Text),
    /// A formula whose result the file does not hold.
    Uncalculated,
}

impl Area {
    /// Whether a cell lies in it.
    #[must_use]
    pub fn contains(&self, row: u32, col: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&col)
    }

    /// How many places it covers.
    #[must_use]
    pub fn places(&self) -> u64 {
        let height = u64::from(self.bottom.saturating_sub(self.top)) + 1;
        let width = u64::from(self.right.saturating_sub(self.left)) + 1;
        height.saturating_mul(width)
    }

    /// Whether it could be merged on purpose: more than a long column of a
    /// return is a slip over half the sheet, which joins nothing.
    #[must_use]
    pub fn is_meant(&self) -> bool {
        self.places() <= PLACES_MEANT_MAX
    }
}

impl Workbook {
    /// What a spreadsheet program shows in a cell, as far as that is another
    /// text than [`Content::raw`]: a number in its format, a date as written.
    #[must_use]
    pub fn shown(&self, sheet: &Sheet, cell: &Cell) -> Option<Text> {
        if let Ok(found) = sheet
            .shown
            .binary_search_by_key(&(cell.row, cell.col), |(row, col, _)| (*row, *col))
        {
            return Some(sheet.shown[found].2.clone());
        }
        let shown = cell.content.shown(self.format_of(cell), self.date_1904)?;
        Some(shown.into())
    }

    /// The number format of a cell; empty where it has none.
    #[must_use]
    pub fn format_of(&self, cell: &Cell) -> &str {
        format_in(&self.number_formats, cell.format)
    }
}

impl Sheet {
    /// A shown sheet without cells.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Sheet {
        Sheet {
            name: name.into(),
            visibility: Visibility::Visible,
            cells: Vec::new(),
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            struck_rows: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// Whether a row is hidden.
    #[must_use]
    pub fn row_hidden(&self, row: u32) -> bool {
        within(&self.hidden_rows, row)
    }

    /// Whether a column is hidden.
    #[must_use]
    pub fn column_hidden(&self, col: u32) -> bool {
        within(&self.hidden_columns, col)
    }
}

fn within(spans: &[(u32, u32)], index: u32) -> bool {
    let at = spans.partition_point(|&(_, last)| last < index);
    spans.get(at).is_some_and(|&(first, _)| first <= index)
}

impl Content {
    /// The content as the file has it: numbers as their shortest decimal text.
    #[must_use]
    pub fn raw(&self) -> Cow<'_, str> {
        match self {
            Content::Number(number) | Content::Date(number) => decimal_text(*number).into(),
            Content::DateIso(text) | Content::Text(text) | Content::Error(text) => {
                Cow::Borrowed(text)
            }
            Content::Bool(true) => Cow::Borrowed("TRUE"),
            Content::Bool(false) => Cow::Borrowed("FALSE"),
            Content::Uncalculated => Cow::Borrowed(""),
        }
    }

    /// What a number format shows of it, if that is another text than
    /// [`Content::raw`].
    #[must_use]
    pub fn shown(&self, format: &str, date_1904: bool) -> Option<String> {
        match self {
            Content::Number(number) => shown::number(*number, format, date_1904),
            // A day is never shown as the number of its day.
            Content::Date(number) => shown::number(*number, format, date_1904)
                .or_else(|| shown::number(*number, "yyyy-mm-dd", date_1904)),
            _ => None,
        }
    }
}

/// The number format that an index names; empty where it names none.
#[must_use]
pub fn format_in(formats: &[String], index: Option<u16>) -> &str {
    let format = index.and_then(|index| formats.get(usize::from(index)));
    format.map_or("", String::as_str)
}

/// The shortest decimal text that reads back as the same number, without an
/// exponent: the one way from a cell's number to an exact one.
#[must_use]
pub fn decimal_text(number: f64) -> String {
    format!("{number}")
}

/// The clerk's name of a column counted from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        let letter = u8::try_from(rest % 26).expect("a remainder of 26 fits a byte");
        letters.push(char::from(b'A' + letter));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The clerk's name of a cell counted from 0: `F12`.
#[must_use]
pub fn cell_name(row: u32, col: u32) -> String {
    format!("{}{}", column_name(col), u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cells_as_clerks_do() {
        for (row, col, name) in [
            (0, 0, "A1"),
            (11, 5, "F12"),
            (0, 25, "Z1"),
            (0, 26, "AA1"),
            (1_048_575, 16_383, "XFD1048576"),
        ] {
            assert_eq!(cell_name(row, col), name, "row {row}, column {col}");
        }
    }

    #[test]
    fn an_area_over_everything_is_a_slip() {
        let area = |bottom, right| Area {
            top: 0,
            left: 0,
            bottom,
            right,
        };
        assert!(area(19_999, 0).is_meant(), "a whole column of a return");
        assert!(!area(20_000, 0).is_meant(), "more than that");
        assert!(
            !area(u32::MAX, u32::MAX).is_meant(),
            "as many places as no number holds, which a damaged file may claim"
        );
    }

    #[test]
    fn numbers_become_their_shortest_text() {
        for (number, text) in [
            (320.1, "320.1"),
            (1e20, "100000000000000000000"),
            (0.000_001, "0.000001"),
            (44742.0, "44742"),
            (-3.5, "-3.5"),
        ] {
            assert_eq!(decimal_text(number), text, "no exponent, no binary noise");
        }
    }
}
