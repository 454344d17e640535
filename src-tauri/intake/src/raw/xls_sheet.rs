//! The cells of one sheet of a BIFF stream, versions 2 to 8.

use super::Refusal;
use super::biff::{Continued, Record, Version, beginning, error_word, records, short_number, text};
use super::cfb::{u16_at, u32_at};
use super::emit::{Emitter, Value};
use super::xls::{Globals, without_nul};
use super::xlsx::Style;
use crate::wire::SheetFacts;
use crate::workbook::Area;

/// What a sheet gave.
#[derive(Debug, Default)]
pub(super) struct SheetRead {
    pub(super) facts: SheetFacts,
    /// Its end was reached.
    pub(super) ended: bool,
}

/// A sheet being read.
struct Walk<'a, 'b, 'c> {
    stream: &'a [u8],
    globals: &'a mut Globals,
    out: &'b mut Emitter<'c>,
    read: SheetRead,
    /// What each style says, as far as it was asked for.
    styles: Vec<Option<Style>>,
    /// A formula whose text stands in a record of its own.
    text_due: Option<(u32, u32)>,
}

/// Reads the sheet that begins at `start`.
pub(super) fn read(
    stream: &[u8],
    start: usize,
    globals: &mut Globals,
    out: &mut Emitter<'_>,
) -> Result<SheetRead, Refusal> {
    let mut walk = Walk {
        stream,
        globals,
        out,
        read: SheetRead::default(),
        styles: Vec::new(),
        text_due: None,
    };
    let mut depth = 0_u32;
    for record in records(stream, start) {
        if beginning(&record).is_some() {
            depth += 1;
        } else if record.kind == 0x000A {
            if depth <= 1 {
                walk.read.ended = true;
                break;
            }
            depth -= 1;
        } else if depth <= 1 {
            // Charts inside a sheet have records of the same kinds.
            walk.take(&record)?;
        }
    }
    Ok(walk.read)
}

impl Walk<'_, '_, '_> {
    fn take(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        let data = record.data;
        match record.kind {
            0x0002 => self.number(record, |rest| u16_at(rest, 0).map(f64::from)),
            0x0203 | 0x0003 => self.number(record, |rest| float_at(rest, 0)),
            0x027E => self.number(record, |rest| u32_at(rest, 0).map(short_number)),
            0x00BD => self.many_numbers(data),
            0x0006 | 0x0206 | 0x0406 => self.formula(record),
            0x0207 | 0x0007 => self.formula_text(record),
            0x0204 | 0x0004 | 0x00D6 => self.label(record),
            0x00FD => self.shared_label(record),
            0x0205 | 0x0005 => self.flag_or_error(record),
            0x0201 | 0x0001 | 0x00BE => self.out.count(),
            0x0208 => {
                if let (Some(row), Some(flags)) = (u16_at(data, 0), u16_at(data, 12))
                    && flags & 0x20 != 0
                {
                    let row = u32::from(row);
                    match self.read.facts.hidden_rows.last_mut() {
                        Some((_, last)) if *last + 1 == row => *last = row,
                        _ => self.read.facts.hidden_rows.push((row, row)),
                    }
                }
                Ok(())
            }
            0x007D => {
                if let (Some(first), Some(last), Some(flags)) =
                    (u16_at(data, 0), u16_at(data, 2), u16_at(data, 8))
                    && flags & 1 != 0
                {
                    let span = (u32::from(first), u32::from(last));
                    self.read.facts.hidden_columns.push(span);
                }
                Ok(())
            }
            0x00E5 => {
                self.merges(data);
                Ok(())
            }
            // Before BIFF5 each sheet has the workbook's records itself.
            _ => {
                if self.globals.version < Version::Biff5 {
                    self.globals.take(self.stream, record);
                }
                Ok(())
            }
        }
    }

    /// Whether a cell is written as BIFF2 writes it. Its records have numbers
    /// of their own and may stand in a later stream, as later ones may in one of
    /// BIFF2; only a formula's number came back.
    fn is_old(&self, record: &Record<'_>) -> bool {
        match record.kind {
            0x0006 => self.globals.version == Version::Biff2,
            kind => kind <= 0x0007,
        }
    }

    /// Row, column, style, and what follows them.
    fn head<'d>(&mut self, record: &Record<'d>) -> Option<(u32, u32, Style, &'d [u8])> {
        let data = record.data;
        let (row, col) = (u16_at(data, 0)?, u16_at(data, 2)?);
        let place = (u32::from(row), u32::from(col));
        if self.is_old(record) {
            let format = data.get(5)? & 0x3F;
            let style = self.globals.format_style(u16::from(format), self.out);
            return Some((place.0, place.1, style, data.get(7..)?));
        }
        let style = self.style(u16_at(data, 4)?);
        Some((place.0, place.1, style, data.get(6..)?))
    }

    fn style(&mut self, style: u16) -> Style {
        let index = usize::from(style);
        if self.styles.len() <= index {
            self.styles.resize(index + 1, None);
        }
        if let Some(known) = self.styles[index] {
            return known;
        }
        let found = self.globals.style(style, self.out);
        self.styles[index] = Some(found);
        found
    }

    fn put_number(
        &mut self,
        row: u32,
        col: u32,
        number: f64,
        (format, date): Style,
    ) -> Result<(), Refusal> {
        if !number.is_finite() {
            return self.out.put(row, col, Value::Error("#NUM!"), format);
        }
        let value = if date {
            Value::Date(number)
        } else {
            Value::Number(number)
        };
        self.out.put(row, col, value, format)
    }

    fn number(
        &mut self,
        record: &Record<'_>,
        of: impl Fn(&[u8]) -> Option<f64>,
    ) -> Result<(), Refusal> {
        self.out.count()?;
        if let Some((row, col, style, rest)) = self.head(record)
            && let Some(number) = of(rest)
        {
            self.put_number(row, col, number, style)?;
        }
        Ok(())
    }

    fn many_numbers(&mut self, data: &[u8]) -> Result<(), Refusal> {
        let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Ok(());
        };
        let count = data.len().saturating_sub(6) / 6;
        for (index, col) in (u32::from(first)..).take(count).enumerate() {
            self.out.count()?;
            if let (Some(style), Some(rk)) =
                (u16_at(data, 4 + 6 * index), u32_at(data, 6 + 6 * index))
            {
                let style = self.style(style);
                self.put_number(u32::from(row), col, short_number(rk), style)?;
            }
        }
        Ok(())
    }

    fn formula(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        self.out.count()?;
        self.text_due = None;
        let Some((row, col, style, result)) = self.head(record) else {
            return Ok(());
        };
        if u16_at(result, 6) != Some(0xFFFF) {
            return match float_at(result, 0) {
                Some(number) => self.put_number(row, col, number, style),
                None => Ok(()),
            };
        }
        let byte = result.get(2).copied().unwrap_or_default();
        match result.first() {
            Some(0) => {
                self.text_due = Some((row, col));
                Ok(())
            }
            Some(1) => self.out.put(row, col, Value::Bool(byte != 0), style.0),
            Some(2) => self
                .out
                .put(row, col, Value::Error(error_word(byte)), style.0),
            _ => Ok(()),
        }
    }

    fn formula_text(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        let Some((row, col)) = self.text_due.take() else {
            return Ok(());
        };
        let mut data = Continued::new(self.stream, record);
        let wide = record.kind == 0x0207;
        let found = text(&mut data, self.globals.version, self.globals.page, wide);
        self.put_text(row, col, found.as_deref().unwrap_or_default(), None)
    }

    fn label(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        self.out.count()?;
        let Some((row, col, style, _)) = self.head(record) else {
            return Ok(());
        };
        let old = self.is_old(record);
        let mut data = Continued::new(self.stream, record);
        data.skip(if old { 7 } else { 6 });
        let found = text(&mut data, self.globals.version, self.globals.page, !old);
        self.put_text(row, col, found.as_deref().unwrap_or_default(), style.0)
    }

    fn put_text(
        &mut self,
        row: u32,
        col: u32,
        text: &str,
        format: Option<u16>,
    ) -> Result<(), Refusal> {
        if text.contains('\0') {
            let meant = without_nul(text);
            return self.out.put(row, col, Value::Text(&meant), format);
        }
        self.out.put(row, col, Value::Text(text), format)
    }

    fn shared_label(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        self.out.count()?;
        let Some((row, col, style, rest)) = self.head(record) else {
            return Ok(());
        };
        let index = u32_at(rest, 0).unwrap_or(u32::MAX) as usize;
        match self.globals.texts.get(index) {
            Some(Some(number)) => self.out.put(row, col, Value::Sent(*number), style.0),
            Some(None) => Ok(()),
            // The text it refers to is not there.
            None => self.out.put(row, col, Value::Error("#REF!"), style.0),
        }
    }

    fn flag_or_error(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        self.out.count()?;
        let Some((row, col, style, rest)) = self.head(record) else {
            return Ok(());
        };
        let value = match rest {
            [code, 1, ..] => Value::Error(error_word(*code)),
            [flag, ..] => Value::Bool(*flag != 0),
            [] => return Ok(()),
        };
        self.out.put(row, col, value, style.0)
    }

    fn merges(&mut self, data: &[u8]) {
        let count = usize::from(u16_at(data, 0).unwrap_or(0));
        for index in 0..count {
            let at = |offset: usize| u16_at(data, 2 + 8 * index + 2 * offset).map(u32::from);
            let (Some(top), Some(bottom), Some(left), Some(right)) = (at(0), at(1), at(2), at(3))
            else {
                return;
            };
            if top <= bottom && left <= right {
                self.read.facts.merges.push(Area {
                    top,
                    left,
                    bottom,
                    right,
                });
            }
        }
    }
}

fn float_at(data: &[u8], at: usize) -> Option<f64> {
    let bytes = data.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}
