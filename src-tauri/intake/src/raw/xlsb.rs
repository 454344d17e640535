//! Binary Office Open XML (MS-XLSB), streamed record by record from its parts.

use std::collections::HashMap;
use std::io::{self, BufReader, Read};

use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::biff::{error_word, short_number};
use super::cfb::{u16_at, u32_at};
use super::emit::{Book, Emitter, Value};
use super::number_format::{built_in, is_date};
use super::parts::{PIECE_BYTES_MAX, Parts, refused_read};
use super::xlsx::{SharedTexts, Style, relations};
use crate::wire::{SHEETS_MAX, SheetFacts};
use crate::workbook::{Area, Format, Visibility};

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    visibility: Visibility,
    relation: String,
}

/// Reads a binary workbook.
pub(super) fn read(
    parts: &mut Parts<'_>,
    workbook: &str,
    mut out: Emitter<'_>,
) -> Result<(), Refusal> {
    let mut book = Book::default();
    let mut listed: Vec<Listed> = Vec::new();
    records(parts, workbook, |kind, data| {
        match kind {
            153 => book.date_1904 = data.first().is_some_and(|flags| flags & 1 != 0),
            156 if listed.len() <= SHEETS_MAX => listed.extend(bundled(data)),
            _ => {}
        }
        Ok(())
    })?;
    let relations = relations(parts, workbook)?;
    let part_of = |kind: &str| {
        let mut known = relations.values().filter(|relation| relation.kind == kind);
        known.next().map(|relation| relation.part.clone())
    };
    let texts = match part_of("sharedStrings") {
        Some(part) => read_texts(parts, &part, &mut out)?,
        None => SharedTexts::default(),
    };
    let styles = match part_of("styles") {
        Some(part) => read_styles(parts, &part, &mut out)?,
        None => Vec::new(),
    };
    let kind_of = |sheet: &Listed| relations.get(&sheet.relation);
    let worksheets = listed.iter().filter_map(kind_of);
    let (tables, macros) = worksheets.fold((0, 0), |(tables, macros), relation| {
        let table = u32::from(relation.kind == "worksheet");
        (tables + table, macros + 1 - table)
    });
    if tables == 0 && macros > 0 {
        return Err(Refusal::new(RefusalCode::MacroOnly, "macro sheets only"));
    }
    for sheet in &listed {
        let Some(relation) = kind_of(sheet).filter(|relation| relation.kind == "worksheet") else {
            continue;
        };
        out.sheet(&sheet.name, sheet.visibility)?;
        let mut walk = Walk {
            texts: &texts,
            styles: &styles,
            out: &mut out,
            facts: SheetFacts::default(),
            row: 0,
        };
        records(parts, &relation.part, |kind, data| walk.take(kind, data))?;
        let facts = walk.facts;
        out.facts(facts)?;
    }
    book.properties = parts.properties()?;
    book.pictures = parts.count_under("xl/media/");
    out.finish(Format::Xlsb, book);
    Ok(())
}

/// Hands every record of a part to `take`: its kind and its data.
fn records(
    parts: &mut Parts<'_>,
    part: &str,
    mut take: impl FnMut(u32, &[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let Some(part) = parts.part(part)? else {
        return Ok(());
    };
    let mut part = BufReader::with_capacity(64 << 10, part);
    let mut data = Vec::new();
    while let Some(kind) = number(&mut part, 2).map_err(|error| refused_read(&error))? {
        let length = number(&mut part, 4)
            .map_err(|error| refused_read(&error))?
            .unwrap_or(0);
        if length as usize > PIECE_BYTES_MAX {
            return Err(Refusal::new(RefusalCode::TooLarge, "a record too long"));
        }
        data.clear();
        part.by_ref()
            .take(u64::from(length))
            .read_to_end(&mut data)
            .map_err(|error| refused_read(&error))?;
        if data.len() < length as usize {
            return Err(Refusal::new(RefusalCode::CutShort, "a record is cut short"));
        }
        take(kind, &data)?;
    }
    Ok(())
}

/// A number of at most so many bytes, seven bits in each; none at the end.
fn number(from: &mut impl Read, bytes_max: u32) -> io::Result<Option<u32>> {
    let mut value = 0;
    for place in 0..bytes_max {
        let mut byte = [0];
        if from.read(&mut byte)? == 0 {
            return Ok(None);
        }
        value |= u32::from(byte[0] & 0x7F) << (7 * place);
        if byte[0] & 0x80 == 0 {
            break;
        }
    }
    Ok(Some(value))
}

/// A text with its length in characters before it, and what follows it.
fn text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = u32_at(data, 0)?;
    if length == u32::MAX {
        return Some((String::new(), data.get(4..)?));
    }
    let end = (length as usize).checked_mul(2)?.checked_add(4)?;
    let units: Vec<u16> = data
        .get(4..end)?
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    Some((String::from_utf16_lossy(&units), &data[end..]))
}

fn bundled(data: &[u8]) -> Option<Listed> {
    let visibility = match u32_at(data, 0)? {
        0 => Visibility::Visible,
        1 => Visibility::Hidden,
        _ => Visibility::VeryHidden,
    };
    let (relation, rest) = text(data.get(8..)?)?;
    let (name, _) = text(rest)?;
    Some(Listed {
        name,
        visibility,
        relation,
    })
}

fn read_texts(
    parts: &mut Parts<'_>,
    part: &str,
    out: &mut Emitter<'_>,
) -> Result<SharedTexts, Refusal> {
    let mut texts = SharedTexts::default();
    records(parts, part, |kind, data| {
        if kind == 19 {
            let found = data.get(1..).and_then(text).map(|(text, _)| text);
            texts.add(&found.unwrap_or_default(), out)?;
        }
        Ok(())
    })?;
    Ok(texts)
}

fn read_styles(
    parts: &mut Parts<'_>,
    part: &str,
    out: &mut Emitter<'_>,
) -> Result<Vec<Style>, Refusal> {
    let mut codes: HashMap<u16, String> = HashMap::new();
    let mut formats: Vec<u16> = Vec::new();
    let mut inside = false;
    records(parts, part, |kind, data| {
        match kind {
            44 => {
                let code = data.get(2..).and_then(text).map(|(text, _)| text);
                codes.extend(u16_at(data, 0).zip(code));
            }
            617 => inside = true,
            618 => inside = false,
            47 if inside && formats.len() <= usize::from(u16::MAX) => {
                formats.extend(u16_at(data, 2));
            }
            _ => {}
        }
        Ok(())
    })?;
    let style = |id: &u16| {
        let own = codes.get(id).map(String::as_str);
        match own.or_else(|| built_in(u32::from(*id))) {
            Some(code) => (out.format(code), is_date(code)),
            None => (None, false),
        }
    };
    Ok(formats.iter().map(style).collect())
}

/// A sheet being read.
struct Walk<'a, 'b> {
    texts: &'a SharedTexts,
    styles: &'a [Style],
    out: &'a mut Emitter<'b>,
    facts: SheetFacts,
    row: u32,
}

impl Walk<'_, '_> {
    fn take(&mut self, kind: u32, data: &[u8]) -> Result<(), Refusal> {
        match kind {
            0 => {
                self.row = u32_at(data, 0).unwrap_or(self.row);
                let hidden = data.get(11).is_some_and(|flags| flags & 0x10 != 0);
                if hidden && self.row < self.out.limits.rows_max {
                    self.facts.hidden_rows.push((self.row, self.row));
                }
            }
            1 => self.out.count()?,
            2..=11 | 62 => self.cell(kind, data)?,
            60 => {
                let hidden = u16_at(data, 16).is_some_and(|flags| flags & 1 != 0);
                if let (Some(first), Some(last), true) = (u32_at(data, 0), u32_at(data, 4), hidden)
                {
                    self.facts.hidden_columns.push((first, last));
                }
            }
            176 => {
                let area = |data: &[u8]| {
                    Some(Area {
                        top: u32_at(data, 0)?,
                        bottom: u32_at(data, 4)?,
                        left: u32_at(data, 8)?,
                        right: u32_at(data, 12)?,
                    })
                };
                self.facts.merges.extend(
                    area(data).filter(|area| area.top <= area.bottom && area.left <= area.right),
                );
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, kind: u32, data: &[u8]) -> Result<(), Refusal> {
        self.out.count()?;
        let (Some(col), Some(style), Some(rest)) =
            (u32_at(data, 0), u32_at(data, 4), data.get(8..))
        else {
            return Ok(());
        };
        let style = self.styles.get((style & 0x00FF_FFFF) as usize);
        let (format, date) = style.copied().unwrap_or_default();
        let held;
        let numeric = |number: f64| match (number.is_finite(), date) {
            (false, _) => Value::Error("#NUM!"),
            (true, true) => Value::Date(number),
            (true, false) => Value::Number(number),
        };
        let byte = rest.first().copied().unwrap_or_default();
        let value = match kind {
            2 => u32_at(rest, 0).map(|rk| numeric(short_number(rk))),
            3 | 11 => Some(Value::Error(error_word(byte))),
            4 | 10 => Some(Value::Bool(byte != 0)),
            5 | 9 => rest
                .first_chunk::<8>()
                .map(|bits| numeric(f64::from_le_bytes(*bits))),
            7 => match u32_at(rest, 0).map(|index| self.texts.sent(index)) {
                Some(Some(Some(sent))) => Some(Value::Sent(sent)),
                Some(Some(None)) => None,
                _ => Some(Value::Error("#REF!")),
            },
            // A text of the cell's own; the last kind has flags before it.
            _ => {
                let start = usize::from(kind == 62);
                held = rest.get(start..).and_then(text).map(|(text, _)| text);
                held.as_deref().map(Value::Text)
            }
        };
        match value {
            Some(value) => self.out.put(self.row, col, value, format),
            None => Ok(()),
        }
    }
}
