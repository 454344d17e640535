//! A worksheet part of Office Open XML: its cells in the order they are
//! written, its merged areas, its hidden rows and columns.
//!
//! An address that makes no sense is no reason to lose a sheet: such a cell
//! stands where its order puts it.

use std::io::Read;

use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::emit::{Emitter, Value};
use super::markup::{Markup, Piece, Tag, attributes, number, push_text, unescape_controls};
use super::parts::refused_read;
use super::xlsx::{SharedTexts, Style};
use crate::wire::SheetFacts;
use crate::workbook::Area;

/// What cells refer to.
pub(super) struct Shared<'a> {
    pub(super) texts: &'a SharedTexts,
    pub(super) styles: &'a [Style],
}

/// How the content of a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    Date,
    Other,
}

/// The cell being read.
#[derive(Default)]
struct Open {
    row: u32,
    col: u32,
    style: usize,
    kind: Kind,
    formula: bool,
    has_value: bool,
    value: String,
}

/// A sheet being read.
struct Walk<'a, 'b> {
    shared: &'a Shared<'a>,
    out: &'a mut Emitter<'b>,
    facts: SheetFacts,
    row: u32,
    next_row: u32,
    col: u32,
    in_cell: bool,
    cell: Open,
    /// The text that comes next is the cell's.
    inside: bool,
    /// The cell has an inline text.
    inline: bool,
    reading_aid: bool,
}

/// More merged areas than any table has.
const MERGES_MAX: usize = 200_000;

/// Reads a worksheet part.
pub(super) fn read<R: Read>(
    mut markup: Markup<R>,
    shared: &Shared<'_>,
    out: &mut Emitter<'_>,
) -> Result<SheetFacts, Refusal> {
    let mut walk = Walk {
        shared,
        out,
        facts: SheetFacts::default(),
        row: 0,
        next_row: 0,
        col: 0,
        in_cell: false,
        cell: Open::default(),
        inside: false,
        inline: false,
        reading_aid: false,
    };
    let mut root = false;
    while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
        match piece {
            Piece::Text(raw) if walk.inside => push_text(raw, &mut walk.cell.value),
            Piece::Literal(raw) if walk.inside => {
                walk.cell.value.push_str(&String::from_utf8_lossy(raw));
            }
            Piece::Text(_) | Piece::Literal(_) => {}
            Piece::Tag(tag) => {
                walk.tag(&tag)?;
                root |= tag.name == b"worksheet" && (tag.closing || tag.alone);
            }
        }
    }
    if walk.in_cell || !root {
        return Err(Refusal::new(
            RefusalCode::CutShort,
            "a sheet ends too early",
        ));
    }
    Ok(walk.facts)
}

impl Walk<'_, '_> {
    fn tag(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        match (tag.name, tag.closing) {
            (b"c", false) => self.open_cell(tag)?,
            (b"c", true) => self.close_cell()?,
            // An inline text is the cell's, whatever value stands beside it.
            (b"is", false) if self.in_cell => {
                self.inline = true;
                self.cell.value.clear();
            }
            (b"v", closing) if self.in_cell => {
                self.inside = !closing && !tag.alone && !self.inline;
                self.cell.has_value |= closing || tag.alone;
            }
            (b"t", closing) if self.in_cell => {
                self.inside = !closing && !tag.alone && !self.reading_aid;
                self.cell.has_value = true;
            }
            (b"f", false) => self.cell.formula = true,
            (b"rPh", closing) => self.reading_aid = !closing && !tag.alone,
            (b"row", false) => self.open_row(tag),
            (b"col", false) if tag.is_true("hidden") => {
                let bound = |name| tag.number(name).and_then(|col| col.checked_sub(1));
                if let (Some(first), Some(last)) = (bound("min"), bound("max")) {
                    self.facts.hidden_columns.push((first, last));
                }
            }
            (b"mergeCell", false) => self.merge(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &Tag<'_>) {
        let given = tag.number("r").and_then(|row| row.checked_sub(1));
        self.row = given.unwrap_or(self.next_row);
        self.next_row = self.row.saturating_add(1);
        self.col = 0;
        if tag.is_true("hidden") && self.row < self.out.limits.rows_max {
            match self.facts.hidden_rows.last_mut() {
                Some((_, last)) if last.saturating_add(1) == self.row => *last = self.row,
                _ => self.facts.hidden_rows.push((self.row, self.row)),
            }
        }
    }

    fn open_cell(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.out.count()?;
        self.inline = false;
        let cell = &mut self.cell;
        cell.value.clear();
        (cell.row, cell.col) = (self.row, self.col);
        (cell.style, cell.kind) = (0, Kind::Number);
        (cell.formula, cell.has_value) = (false, false);
        for (name, value) in attributes(tag.attributes) {
            match name {
                b"r" => {
                    if let Some((row, col)) = place(value) {
                        (cell.row, cell.col) = (row, col);
                    }
                }
                b"s" => cell.style = number(value).map_or(usize::MAX, |style| style as usize),
                b"t" => {
                    cell.kind = match value {
                        b"n" => Kind::Number,
                        b"s" => Kind::Shared,
                        b"str" => Kind::Text,
                        b"inlineStr" => Kind::Inline,
                        b"b" => Kind::Bool,
                        b"e" => Kind::Error,
                        b"d" => Kind::Date,
                        _ => Kind::Other,
                    };
                }
                _ => {}
            }
        }
        self.row = cell.row;
        self.next_row = self.next_row.max(cell.row.saturating_add(1));
        self.col = cell.col.saturating_add(1);
        self.in_cell = !tag.alone;
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Refusal> {
        self.inside = false;
        if !std::mem::take(&mut self.in_cell) {
            return Ok(());
        }
        let cell = &self.cell;
        let (row, col) = (cell.row, cell.col);
        let text = cell.value.as_str();
        // A formula may give an empty text; that is a result.
        let textual = matches!(cell.kind, Kind::Text | Kind::Inline);
        if cell.formula && (!cell.has_value || text.is_empty() && !textual) {
            return self.out.put(row, col, Value::Uncalculated, None);
        }
        if text.is_empty() {
            return Ok(());
        }
        let style = self.shared.styles.get(cell.style).copied();
        let (format, date) = style.unwrap_or_default();
        let value = match cell.kind {
            Kind::Number | Kind::Other => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() && cell.kind == Kind::Number => {
                    if date {
                        Value::Date(number)
                    } else {
                        Value::Number(number)
                    }
                }
                _ => Value::Text(text),
            },
            Kind::Shared => {
                match number(text.as_bytes()).map(|index| self.shared.texts.sent(index)) {
                    Some(Some(Some(sent))) => Value::Sent(sent),
                    Some(Some(None)) => return Ok(()),
                    // The text it refers to is not there.
                    _ => Value::Error("#REF!"),
                }
            }
            Kind::Text | Kind::Inline => {
                let whole = unescape_controls(text);
                return self.out.put(row, col, Value::Text(&whole), format);
            }
            Kind::Bool => Value::Bool(matches!(text.trim(), "1" | "true")),
            Kind::Error => Value::Error(text),
            Kind::Date => Value::DateIso(text.trim()),
        };
        self.out.put(row, col, value, format)
    }

    fn merge(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let Some(area) = tag.raw("ref").and_then(area) else {
            return Ok(());
        };
        if self.facts.merges.len() >= MERGES_MAX {
            return Err(Refusal::new(RefusalCode::TooLarge, "too many merged areas"));
        }
        self.facts.merges.push(area);
        Ok(())
    }
}

/// `A1:C3`.
pub(super) fn area(reference: &[u8]) -> Option<Area> {
    let colon = reference.iter().position(|byte| *byte == b':')?;
    let (top, left) = place(&reference[..colon])?;
    let (bottom, right) = place(&reference[colon + 1..])?;
    Some(Area {
        top,
        left,
        bottom,
        right,
    })
    .filter(|area| area.top <= area.bottom && area.left <= area.right)
}

/// `AB12` as row and column from 0.
pub(super) fn place(reference: &[u8]) -> Option<(u32, u32)> {
    let mut col = 0_u32;
    let mut row = 0_u32;
    let mut digits = false;
    for byte in reference {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if !digits => {
                let value = u32::from(byte.to_ascii_uppercase() - b'A') + 1;
                col = col.checked_mul(26)?.checked_add(value)?;
            }
            b'0'..=b'9' => {
                digits = true;
                row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, col.checked_sub(1)?))
}
