//! What the reader process tells its parent: frames, each a length and its
//! bytes. Texts are sent once and named by their number; cells follow in
//! batches, so that neither side holds the workbook twice.
//!
//! The parent trusts nothing: a frame that makes no sense ends the reading.

use std::io::{self, Read, Write};

use ruku_model::finding::RefusalCode;
use serde::{Deserialize, Serialize};

use crate::raw::{Limits, Refusal};
use crate::workbook::{Area, Cell, Content, Format, Sheet, Text, Visibility, Workbook};

/// A piece of a workbook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Frame {
    /// Texts, numbered on from those sent before.
    Texts(Texts),
    /// A sheet begins: its name and whether it is shown.
    Sheet(String, Visibility),
    /// Cells of the open sheet.
    Cells(Vec<PackedCell>),
    /// What was learnt of the open sheet besides its cells.
    Facts(SheetFacts),
    /// The end: everything was sent.
    Book(BookFacts),
    /// The end: there are no cells.
    Refused(Refusal),
}

/// Texts in one piece.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Texts {
    /// The texts, one after the other.
    pub joined: String,
    /// How many bytes each takes.
    pub lengths: Vec<u32>,
}

/// A cell whose texts are numbers of sent texts.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PackedCell {
    /// Its row from 0.
    pub row: u32,
    /// Its column from 0.
    pub col: u32,
    /// Its number format, counted from 1; 0 for none.
    pub format: u16,
    /// What it holds.
    pub value: PackedValue,
}

/// See [`Content`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum PackedValue {
    /// A number.
    Number(f64),
    /// A number shown as a date.
    Date(f64),
    /// A date as text.
    DateIso(u32),
    /// A text.
    Text(u32),
    /// True or false.
    Bool(bool),
    /// An error.
    Error(u32),
    /// A formula without a result.
    Uncalculated,
}

/// See [`Sheet`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SheetFacts {
    /// Merged areas.
    pub merges: Vec<Area>,
    /// Hidden rows, first and last.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, first and last.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Row, column and number of the text that the file shows there.
    pub shown: Vec<(u32, u32, u32)>,
    /// Whether the sheet is shown, where that is told only after its cells.
    pub visibility: Option<Visibility>,
}

/// More sheets than any return has.
pub(crate) const SHEETS_MAX: usize = 2_000;

/// Merged areas of a sheet, and the places they may cover together: a return
/// of 100,000 rows whose first columns are all merged has a fraction of that.
const MERGES_MAX: usize = 200_000;
const MERGED_PLACES_MAX: u64 = 4_000_000;

impl SheetFacts {
    /// Whether the merged areas are areas, and so few that each of their places
    /// can be kept.
    pub(crate) fn merges_bearable(&self) -> bool {
        let sound = |area: &Area| area.top <= area.bottom && area.left <= area.right;
        let meant = self.merges.iter().filter(|area| area.is_meant());
        self.merges.len() <= MERGES_MAX
            && self.merges.iter().all(sound)
            && meant.map(Area::places).sum::<u64>() <= MERGED_PLACES_MAX
    }
}

/// Spans in their order, those that touch as one.
fn joined(mut spans: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    spans.retain(|(first, last)| first <= last);
    spans.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (first, last) in spans {
        match out.last_mut() {
            Some(open) if first <= open.1.saturating_add(1) => open.1 = open.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

/// See [`Workbook`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BookFacts {
    /// The format found by signature.
    pub format: Format,
    /// Days are counted from 1904.
    pub date_1904: bool,
    /// The number formats that cells refer to.
    pub number_formats: Vec<String>,
    /// Custom document properties.
    pub properties: Vec<(String, String)>,
    /// How many pictures the file holds.
    pub pictures: u32,
}

/// No frame is larger: the reader process sends far smaller ones.
const FRAME_BYTES_MAX: u32 = 64 << 20;

/// What a text costs besides its own bytes.
pub const TEXT_BYTES_EACH: u64 = 32;

/// Writes a frame.
///
/// # Errors
/// The other side has gone.
pub fn send(frame: &Frame, out: &mut impl Write) -> io::Result<()> {
    let bytes = postcard::to_stdvec(frame).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&bytes)
}

/// Reads frames until the workbook is whole.
///
/// # Errors
/// The file was refused, or what came makes no sense.
pub fn receive(from: &mut impl Read, limits: &Limits) -> Result<Workbook, Refusal> {
    let mut assembly = Assembly::new(limits);
    let mut bytes = Vec::new();
    loop {
        let mut length = [0_u8; 4];
        from.read_exact(&mut length)
            .map_err(|error| garbled(&error))?;
        let length = u32::from_le_bytes(length);
        if length > FRAME_BYTES_MAX {
            return Err(garbled(&"a frame beyond all measure"));
        }
        bytes.clear();
        from.take(u64::from(length))
            .read_to_end(&mut bytes)
            .map_err(|error| garbled(&error))?;
        let frame = postcard::from_bytes(&bytes).map_err(|error| garbled(&error))?;
        if let Some(end) = assembly.take(frame) {
            return end;
        }
    }
}

fn garbled(what: &dyn std::fmt::Display) -> Refusal {
    Refusal::new(RefusalCode::ReaderCrashed, what.to_string())
}

/// A workbook being put together from frames.
#[derive(Debug)]
pub struct Assembly {
    texts: Vec<Text>,
    text_bytes_left: u64,
    cells_left: u64,
    sheets: Vec<Sheet>,
    in_order: bool,
}

impl Assembly {
    /// Nothing yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Assembly {
        Assembly {
            texts: Vec::new(),
            text_bytes_left: limits.text_bytes_max,
            cells_left: limits.cells_max,
            sheets: Vec::new(),
            in_order: true,
        }
    }

    /// Takes the next frame; the last one gives the workbook or the refusal.
    pub fn take(&mut self, frame: Frame) -> Option<Result<Workbook, Refusal>> {
        let taken = match frame {
            Frame::Texts(texts) => self.texts(&texts),
            Frame::Sheet(name, visibility) => self.sheet(name, visibility),
            Frame::Cells(cells) => self.cells(&cells),
            Frame::Facts(facts) => self.facts(facts),
            Frame::Book(book) => return Some(Ok(self.finish(book))),
            Frame::Refused(refusal) => return Some(Err(refusal)),
        };
        match taken {
            Some(()) => None,
            None => Some(Err(garbled(&"a frame that does not fit those before"))),
        }
    }

    fn sheet(&mut self, name: String, visibility: Visibility) -> Option<()> {
        self.end_sheet();
        let sheet = Sheet {
            visibility,
            ..Sheet::named(name)
        };
        (self.sheets.len() < SHEETS_MAX).then(|| self.sheets.push(sheet))
    }

    fn texts(&mut self, texts: &Texts) -> Option<()> {
        let mut rest = texts.joined.as_str();
        let cost = rest.len() as u64 + TEXT_BYTES_EACH * texts.lengths.len() as u64;
        self.text_bytes_left = self.text_bytes_left.checked_sub(cost)?;
        for length in &texts.lengths {
            let (text, after) = rest.split_at_checked(*length as usize)?;
            self.texts.push(text.into());
            rest = after;
        }
        Some(())
    }

    fn cells(&mut self, cells: &[PackedCell]) -> Option<()> {
        self.cells_left = self.cells_left.checked_sub(cells.len() as u64)?;
        let sheet = self.sheets.last_mut()?;
        let mut last = sheet.cells.last().map(|cell| (cell.row, cell.col));
        for cell in cells {
            let text = |number: u32| self.texts.get(number as usize).cloned();
            let content = match cell.value {
                PackedValue::Number(number) => Content::Number(number),
                PackedValue::Date(number) => Content::Date(number),
                PackedValue::DateIso(number) => Content::DateIso(text(number)?),
                PackedValue::Text(number) => Content::Text(text(number)?),
                PackedValue::Bool(flag) => Content::Bool(flag),
                PackedValue::Error(number) => Content::Error(text(number)?),
                PackedValue::Uncalculated => Content::Uncalculated,
            };
            let place = (cell.row, cell.col);
            self.in_order &= last < Some(place);
            last = Some(place);
            sheet.cells.push(Cell {
                row: cell.row,
                col: cell.col,
                content,
                format: cell.format.checked_sub(1),
            });
        }
        Some(())
    }

    fn facts(&mut self, facts: SheetFacts) -> Option<()> {
        let sheet = self.sheets.last_mut()?;
        if !facts.merges_bearable() {
            return None;
        }
        sheet.merges = facts.merges;
        sheet.hidden_rows = joined(facts.hidden_rows);
        sheet.hidden_columns = joined(facts.hidden_columns);
        sheet.visibility = facts.visibility.unwrap_or(sheet.visibility);
        for (row, col, number) in facts.shown {
            let text = self.texts.get(number as usize)?.clone();
            sheet.shown.push((row, col, text));
        }
        sheet.shown.sort_by_key(|(row, col, _)| (*row, *col));
        Some(())
    }

    /// Cells stand by row, then column, each place once; of two cells in one
    /// place the later one counts, as it does for spreadsheet programs.
    fn end_sheet(&mut self) {
        if let Some(sheet) = self.sheets.last_mut() {
            if !self.in_order {
                sheet.cells.reverse();
                sheet.cells.sort_by_key(|cell| (cell.row, cell.col));
                sheet.cells.dedup_by_key(|cell| (cell.row, cell.col));
            }
            sheet.cells.shrink_to_fit();
        }
        self.in_order = true;
    }

    fn finish(&mut self, book: BookFacts) -> Workbook {
        self.end_sheet();
        Workbook {
            format: book.format,
            date_1904: book.date_1904,
            number_formats: book.number_formats,
            properties: book.properties,
            pictures: book.pictures,
            sheets: std::mem::take(&mut self.sheets),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_in_order_and_apart() {
        let spans = vec![(9, 9), (3, 4), (1, 1), (5, 5), (4, 8), (12, 11), (20, 21)];
        assert_eq!(
            joined(spans),
            [(1, 1), (3, 9), (20, 21)],
            "touching ones are one"
        );
        let mut sheet = Sheet::named("S");
        sheet.hidden_rows = vec![(1, 1), (3, 9), (20, 21)];
        let hidden: Vec<u32> = (0..25).filter(|row| sheet.row_hidden(*row)).collect();
        assert_eq!(
            hidden,
            [1, 3, 4, 5, 6, 7, 8, 9, 20, 21],
            "each row of each span"
        );
    }
}
