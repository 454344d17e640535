//! Drop-downs and filters of a BIFF8 workbook. Of its formulas only a list of
//! words, an area and a name for an area are understood; everything else is
//! left out.

use super::biff::{Continued, Record, Version, beginning, records, text};
use super::cfb::{u16_at, u32_at};
use super::code_page::CodePage;
use crate::look::{Choices, DropDown};
use crate::workbook::Area;

/// More drop-downs, areas and names than any return has.
const KEPT_MAX: usize = 2_000;

/// The drop-down list among the kinds of checks, and the one that lets
/// everything pass (MS-XLS 2.4.90).
const LIST: u32 = 3;
const ANY: u32 = 0;

/// The head of conditional colours (MS-XLS 2.4.56).
const CONDITIONAL: u16 = 0x01B0;

/// The name under which a filter's table is kept (MS-XLS 2.5.126).
const FILTER: u8 = 0x0D;

/// A place that a formula names: which entry of the table of sheets, and where.
type Place = (Option<u16>, Area);

/// What the workbook says for all its sheets.
#[derive(Default)]
pub(super) struct Lists {
    /// Whether each book that formulas refer to is this one.
    own_books: Vec<bool>,
    /// Book, first and last sheet of each entry of the table of sheets.
    table: Vec<(u16, u16, u16)>,
    /// The places that names stand for.
    names: Vec<Option<Place>>,
    /// The sheet of each filter and its table.
    filters: Vec<(usize, Area)>,
}

impl Lists {
    /// Takes a record that speaks for all sheets.
    pub(super) fn take(&mut self, stream: &[u8], record: &Record<'_>) {
        let data = record.data;
        match record.kind {
            0x01AE if self.own_books.len() < KEPT_MAX => {
                self.own_books.push(u16_at(data, 2) == Some(0x0401));
            }
            0x0017 => {
                let count = usize::from(u16_at(data, 0).unwrap_or(0)).min(KEPT_MAX);
                let word = |at| u16_at(data, at);
                let entry = |at: usize| Some((word(at)?, word(at + 2)?, word(at + 4)?));
                self.table
                    .extend((0..count).map_while(|index| entry(2 + 6 * index)));
            }
            0x0018 if self.names.len() < KEPT_MAX => {
                let named = self.name(stream, record);
                self.names.push(named);
            }
            _ => {}
        }
    }

    fn name(&mut self, stream: &[u8], record: &Record<'_>) -> Option<Place> {
        let data = record.data;
        let (flags, characters) = (u16_at(data, 0)?, usize::from(*data.get(3)?));
        let sheet = u16_at(data, 8)?;
        let mut name = Continued::new(stream, record);
        name.skip(14);
        name.text(characters)?;
        let wide = data.get(14)? & 1 != 0;
        let start = 15 + characters * if wide { 2 } else { 1 };
        let place = place(data.get(start..)?)?;
        let is_filter = flags & 0x20 != 0 && data.get(15) == Some(&FILTER);
        if let Some(sheet) = sheet.checked_sub(1).filter(|_| is_filter) {
            self.filters.push((usize::from(sheet), place.1));
        }
        Some(place)
    }

    /// The filter's table on a sheet.
    pub(super) fn filter_of(&self, sheet: usize) -> Option<Area> {
        let found = self.filters.iter().find(|(own, _)| *own == sheet);
        found.map(|(_, area)| *area)
    }

    /// The drop-downs of the sheet that begins at `start`, and how many other
    /// checks and conditional colours it has; `names` are those of all sheets.
    pub(super) fn read(
        &self,
        stream: &[u8],
        start: usize,
        own: &str,
        names: &[String],
    ) -> (Vec<DropDown>, u32) {
        let mut depth = 0_u32;
        let mut found = Vec::new();
        let mut others = 0_u32;
        for record in records(stream, start) {
            if beginning(&record).is_some() {
                depth += 1;
            } else if record.kind == 0x000A {
                if depth <= 1 {
                    break;
                }
                depth -= 1;
            } else if record.kind == 0x01BE && depth <= 1 && found.len() < KEPT_MAX {
                let list = self.drop_down(stream, &record, own, names);
                let checks = u32_at(record.data, 0).is_some_and(|flags| flags & 0x0F != ANY);
                others += u32::from(list.is_none() && checks);
                found.extend(list);
            } else if record.kind == CONDITIONAL && depth <= 1 {
                others = others.saturating_add(1);
            }
        }
        (found, others)
    }

    fn drop_down(
        &self,
        stream: &[u8],
        record: &Record<'_>,
        own: &str,
        names: &[String],
    ) -> Option<DropDown> {
        let flags = u32_at(record.data, 0)?;
        if flags & 0x0F != LIST {
            return None;
        }
        let mut data = Continued::new(stream, record);
        data.skip(4);
        for _ in 0..4 {
            text(&mut data, Version::Biff8, CodePage::Unsaid, true)?;
        }
        let source = formula(&mut data)?;
        formula(&mut data)?;
        let count = usize::from(data.word()?).min(KEPT_MAX);
        let areas: Vec<Area> = (0..count).map_while(|_| area_of(&mut data)).collect();
        let choices = match source.first()? {
            0x17 => words(&source[1..])?,
            0x23 | 0x43 | 0x63 => {
                let at = usize::from(u16_at(&source, 1)?).checked_sub(1)?;
                self.cells((*self.names.get(at)?)?, own, names)?
            }
            _ => self.cells(place(&source)?, own, names)?,
        };
        (!areas.is_empty()).then_some(DropDown {
            areas,
            choices,
            strict: flags & (1 << 19) != 0,
        })
    }

    fn cells(&self, (entry, area): Place, own: &str, names: &[String]) -> Option<Choices> {
        let sheet = match entry {
            None => own.to_owned(),
            Some(entry) => {
                let (book, first, last) = *self.table.get(usize::from(entry))?;
                let here = *self.own_books.get(usize::from(book))?;
                if !here || first != last {
                    return None;
                }
                names.get(usize::from(first))?.clone()
            }
        };
        Some(Choices::Cells(sheet, area))
    }
}

/// The tokens of a check's formula.
fn formula(data: &mut Continued<'_>) -> Option<Vec<u8>> {
    let length = usize::from(data.word()?);
    data.word()?;
    (0..length).map(|_| data.byte()).collect()
}

/// An area of a sheet, rows before columns.
fn area_of(data: &mut Continued<'_>) -> Option<Area> {
    let (top, bottom) = (data.word()?, data.word()?);
    let (left, right) = (data.word()?, data.word()?);
    sound(top, bottom, left, right)
}

fn sound(top: u16, bottom: u16, left: u16, right: u16) -> Option<Area> {
    // The upper two bits of a column say whether the reference moves.
    let (left, right) = (left & 0x3FFF, right & 0x3FFF);
    (top <= bottom && left <= right).then(|| Area {
        top: top.into(),
        left: left.into(),
        bottom: bottom.into(),
        right: right.into(),
    })
}

/// The one place a formula names: an area, or a cell of another sheet.
fn place(tokens: &[u8]) -> Option<Place> {
    let word = |at| u16_at(tokens, at);
    match tokens.first()? & 0x1F {
        0x05 => Some((None, sound(word(1)?, word(3)?, word(5)?, word(7)?)?)),
        0x1B => Some((
            Some(word(1)?),
            sound(word(3)?, word(5)?, word(7)?, word(9)?)?,
        )),
        0x1A => {
            let (row, col) = (word(3)?, word(5)?);
            Some((Some(word(1)?), sound(row, row, col, col)?))
        }
        _ => None,
    }
}

/// The words of a list: its own text, with NUL between them.
fn words(token: &[u8]) -> Option<Choices> {
    let characters = usize::from(*token.first()?);
    let wide = token.get(1)? & 1 != 0;
    let bytes = token.get(2..)?;
    let units: Vec<u16> = match wide {
        true => (0..characters)
            .map_while(|index| u16_at(bytes, 2 * index))
            .collect(),
        false => bytes
            .iter()
            .take(characters)
            .map(|byte| u16::from(*byte))
            .collect(),
    };
    let joined = String::from_utf16_lossy(&units);
    super::drop_downs::words_of(&joined.replace('\0', ","))
}
