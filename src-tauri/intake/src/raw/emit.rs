//! Where the readers of all formats put what they find: one place that counts
//! cells and texts against the limits and sends them on in frames.

use std::collections::HashMap;

use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::limits::Limits;
use crate::wire::{
    BookFacts, Frame, PackedCell, PackedValue, SHEETS_MAX, SheetFacts, TEXT_BYTES_EACH, Texts,
};
use crate::workbook::{Format, Visibility, cell_name};

/// What a cell holds, before its texts are numbered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    Number(f64),
    Date(f64),
    DateIso(&'a str),
    Text(&'a str),
    /// A text that was sent before.
    Sent(u32),
    Bool(bool),
    Error(&'a str),
    Uncalculated,
}

/// What is told of a workbook at its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    pub(super) date_1904: bool,
    pub(super) properties: Vec<(String, String)>,
    pub(super) pictures: usize,
}

/// The way out of the reader process.
pub(super) struct Emitter<'a> {
    pub(super) limits: &'a Limits,
    sink: &'a mut dyn FnMut(Frame),
    cells: Vec<PackedCell>,
    cells_left: u64,
    sheets_left: usize,
    texts: Texts,
    texts_sent: u32,
    text_bytes_left: u64,
    /// Short texts that were sent, so that each is sent once.
    known: HashMap<Box<str>, u32>,
    formats: Vec<String>,
    format_numbers: HashMap<String, u16>,
}

const BATCH_CELLS: usize = 8192;
const BATCH_TEXT_BYTES: usize = 1 << 20;

/// Longer texts hardly ever stand in two cells.
const KNOWN_BYTES_MAX: usize = 96;
const KNOWN_COUNT_MAX: usize = 1 << 16;

impl<'a> Emitter<'a> {
    pub(super) fn new(limits: &'a Limits, sink: &'a mut dyn FnMut(Frame)) -> Emitter<'a> {
        Emitter {
            limits,
            sink,
            cells: Vec::new(),
            cells_left: limits.cells_max,
            sheets_left: SHEETS_MAX,
            texts: Texts::default(),
            texts_sent: 0,
            text_bytes_left: limits.text_bytes_max,
            known: HashMap::new(),
            formats: Vec::new(),
            format_numbers: HashMap::new(),
        }
    }

    /// A sheet begins.
    pub(super) fn sheet(&mut self, name: &str, visibility: Visibility) -> Result<(), Refusal> {
        self.sheets_left = self
            .sheets_left
            .checked_sub(1)
            .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many sheets"))?;
        self.flush();
        (self.sink)(Frame::Sheet(name.to_owned(), visibility));
        Ok(())
    }

    /// A cell that the file writes out, though it may hold nothing.
    pub(super) fn count(&mut self) -> Result<(), Refusal> {
        self.cells_left = self
            .cells_left
            .checked_sub(1)
            .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many cells"))?;
        Ok(())
    }

    /// A cell that was counted. An empty text is nothing.
    pub(super) fn put(
        &mut self,
        row: u32,
        col: u32,
        value: Value<'_>,
        format: Option<u16>,
    ) -> Result<(), Refusal> {
        let value = match value {
            Value::Text("") => return Ok(()),
            Value::Text(text) => PackedValue::Text(self.text(text)?),
            Value::Sent(number) => PackedValue::Text(number),
            Value::DateIso(text) => PackedValue::DateIso(self.text(text)?),
            Value::Error(text) => PackedValue::Error(self.text(text)?),
            Value::Number(number) => PackedValue::Number(number),
            Value::Date(number) => PackedValue::Date(number),
            Value::Bool(flag) => PackedValue::Bool(flag),
            Value::Uncalculated => PackedValue::Uncalculated,
        };
        self.within_limits(row, col)?;
        self.cells.push(PackedCell {
            row,
            col,
            format: format.map_or(0, |index| index + 1),
            value,
        });
        if self.cells.len() >= BATCH_CELLS {
            self.flush();
        }
        Ok(())
    }

    /// Refuses a cell beyond the rows and columns a return can have.
    pub(super) fn within_limits(&self, row: u32, col: u32) -> Result<(), Refusal> {
        if row >= self.limits.rows_max || col >= self.limits.columns_max {
            let detail = format!("a cell at {}", cell_name(row, col));
            return Err(Refusal::new(RefusalCode::TooLarge, detail));
        }
        Ok(())
    }

    /// The number of a text, which is sent if it is new.
    pub(super) fn text(&mut self, text: &str) -> Result<u32, Refusal> {
        if text.len() > KNOWN_BYTES_MAX {
            return self.new_text(text);
        }
        if let Some(number) = self.known.get(text) {
            return Ok(*number);
        }
        let number = self.new_text(text)?;
        if self.known.len() < KNOWN_COUNT_MAX {
            self.known.insert(text.into(), number);
        }
        Ok(number)
    }

    /// Sends a text without looking whether it was sent before.
    pub(super) fn new_text(&mut self, text: &str) -> Result<u32, Refusal> {
        let too_much = || Refusal::new(RefusalCode::TooLarge, "too much text");
        self.text_bytes_left = self
            .text_bytes_left
            .checked_sub(text.len() as u64 + TEXT_BYTES_EACH)
            .ok_or_else(too_much)?;
        let length = u32::try_from(text.len()).map_err(|_| too_much())?;
        let number = self.texts_sent;
        self.texts_sent = number.checked_add(1).ok_or_else(too_much)?;
        self.texts.joined.push_str(text);
        self.texts.lengths.push(length);
        if self.texts.joined.len() >= BATCH_TEXT_BYTES || self.texts.lengths.len() >= BATCH_CELLS {
            self.flush_texts();
        }
        Ok(number)
    }

    /// The index of a number format, which is added if it is new; none for the
    /// format that shows everything as it is.
    pub(super) fn format(&mut self, code: &str) -> Option<u16> {
        if code.is_empty() || code.eq_ignore_ascii_case("general") || code == "G/通用格式" {
            return None;
        }
        if let Some(index) = self.format_numbers.get(code) {
            return Some(*index);
        }
        let index = u16::try_from(self.formats.len())
            .ok()
            .filter(|index| *index < u16::MAX)?;
        self.formats.push(code.to_owned());
        self.format_numbers.insert(code.to_owned(), index);
        Some(index)
    }

    /// What was learnt of the sheet besides its cells.
    pub(super) fn facts(&mut self, facts: SheetFacts) -> Result<(), Refusal> {
        if !facts.merges_bearable() {
            return Err(Refusal::new(RefusalCode::TooLarge, "too many merged areas"));
        }
        self.flush();
        (self.sink)(Frame::Facts(facts));
        Ok(())
    }

    /// The end of the workbook.
    pub(super) fn finish(mut self, format: Format, book: Book) {
        self.flush();
        (self.sink)(Frame::Book(BookFacts {
            format,
            date_1904: book.date_1904,
            number_formats: std::mem::take(&mut self.formats),
            properties: book.properties,
            pictures: u32::try_from(book.pictures).unwrap_or(u32::MAX),
        }));
    }

    fn flush(&mut self) {
        self.flush_texts();
        if !self.cells.is_empty() {
            let next = Vec::with_capacity(BATCH_CELLS);
            (self.sink)(Frame::Cells(std::mem::replace(&mut self.cells, next)));
        }
    }

    fn flush_texts(&mut self) {
        if !self.texts.lengths.is_empty() {
            (self.sink)(Frame::Texts(std::mem::take(&mut self.texts)));
        }
    }
}
