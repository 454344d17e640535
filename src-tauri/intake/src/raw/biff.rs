//! What calamine does not tell of a BIFF stream: hidden rows and columns, and
//! the number formats of cells (MS-XLS, BIFF5 and BIFF8).

use std::collections::HashMap;

use super::cfb::{u16_at, u32_at};

/// What a scan found of one sheet.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    /// Hidden rows, first and last.
    pub(super) hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, first and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// The number format of each cell with a number.
    pub(super) formats: HashMap<(u32, u32), String>,
}

/// What a scan found of a workbook.
#[derive(Debug, Default)]
pub(super) struct BookFacts {
    /// The stream is protected by a password.
    pub(super) encrypted: bool,
    /// The sheets in the file's order: what kind each is (0 = worksheet).
    pub(super) sheets: Vec<(u8, SheetFacts)>,
    /// How many pictures the drawings hold.
    pub(super) pictures: u32,
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const BOUND_SHEET: u16 = 0x0085;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const ROW: u16 = 0x0208;
const COLUMN_INFO: u16 = 0x007D;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MUL_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const DRAWING_GROUP: u16 = 0x00EB;

/// Scans a Workbook or Book stream.
pub(super) fn scan(stream: &[u8]) -> BookFacts {
    let mut book = BookFacts::default();
    let mut formats: HashMap<u16, String> = HashMap::new();
    let mut format_of_xf: Vec<u16> = Vec::new();
    let mut starts: Vec<(usize, u8)> = Vec::new();
    for (kind, data) in records(stream) {
        match kind {
            FILE_PASS => book.encrypted = true,
            DRAWING_GROUP => book.pictures += pictures_in(data),
            BOUND_SHEET => {
                if let (Some(start), Some(typ)) = (u32_at(data, 0), data.get(5)) {
                    starts.push((start as usize, *typ));
                }
            }
            FORMAT => {
                if let Some((index, code)) = format(data) {
                    formats.insert(index, code);
                }
            }
            XF => format_of_xf.extend(u16_at(data, 2)),
            EOF => break,
            _ => {}
        }
    }
    let code_of = |xf: u16| {
        let index = format_of_xf.get(usize::from(xf))?;
        formats
            .get(index)
            .cloned()
            .or_else(|| built_in(*index).map(str::to_owned))
    };
    for (start, typ) in starts {
        let sheet = stream
            .get(start..)
            .map(|rest| sheet(rest, &code_of))
            .unwrap_or_default();
        book.sheets.push((typ, sheet));
    }
    book
}

/// The pictures a drawing group lists: LibreOffice writes a group even where
/// nothing was drawn. [MS-ODRAW] 2.2.12 and 2.2.20.
fn pictures_in(group: &[u8]) -> u32 {
    const STORE: u16 = 0xF001;
    const HEADER: usize = 8;
    let mut at = HEADER;
    while let (Some(version), Some(kind), Some(length)) = (
        u16_at(group, at),
        u16_at(group, at + 2),
        u32_at(group, at + 4),
    ) {
        if kind == STORE {
            return u32::from(version >> 4);
        }
        at = at.saturating_add(HEADER).saturating_add(length as usize);
    }
    0
}

fn sheet(stream: &[u8], code_of: &impl Fn(u16) -> Option<String>) -> SheetFacts {
    let mut facts = SheetFacts::default();
    let mut depth = 0_u32;
    for (kind, data) in records(stream) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            _ if depth > 1 => {}
            ROW => {
                if let (Some(row), Some(flags)) = (u16_at(data, 0), u16_at(data, 12))
                    && flags & 0x20 != 0
                {
                    facts.hidden_rows.push((u32::from(row), u32::from(row)));
                }
            }
            COLUMN_INFO => {
                if let (Some(first), Some(last), Some(flags)) =
                    (u16_at(data, 0), u16_at(data, 2), u16_at(data, 8))
                    && flags & 1 != 0
                {
                    facts
                        .hidden_columns
                        .push((u32::from(first), u32::from(last)));
                }
            }
            NUMBER | RK | FORMULA => {
                if let (Some(row), Some(col), Some(xf)) =
                    (u16_at(data, 0), u16_at(data, 2), u16_at(data, 4))
                    && let Some(code) = code_of(xf)
                {
                    facts.formats.insert((u32::from(row), u32::from(col)), code);
                }
            }
            MUL_RK => many_numbers(data, code_of, &mut facts),
            _ => {}
        }
    }
    facts
}

fn many_numbers(data: &[u8], code_of: &impl Fn(u16) -> Option<String>, facts: &mut SheetFacts) {
    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
        return;
    };
    let count = data.len().saturating_sub(6) / 6;
    for i in 0..count {
        if let (Some(xf), Ok(offset)) = (u16_at(data, 4 + 6 * i), u32::try_from(i))
            && let Some(code) = code_of(xf)
        {
            facts
                .formats
                .insert((u32::from(row), u32::from(first) + offset), code);
        }
    }
}

/// Records of a stream: kind and data, without continuations.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let kind = u16_at(stream, at)?;
        let length = usize::from(u16_at(stream, at + 2)?);
        let data = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, data))
    })
}

/// A number format: its index and code. BIFF8 has a 16-bit length and a flag
/// byte, BIFF5 an 8-bit length; codes are almost always ASCII.
fn format(data: &[u8]) -> Option<(u16, String)> {
    let index = u16_at(data, 0)?;
    let length = usize::from(u16_at(data, 2)?);
    let body = data.get(5..)?;
    match data.get(4)? {
        0 if body.len() >= length => Some((
            index,
            body[..length].iter().copied().map(char::from).collect(),
        )),
        1 if body.len() >= 2 * length => {
            let units: Vec<u16> = (0..length).filter_map(|i| u16_at(body, 2 * i)).collect();
            Some((index, String::from_utf16_lossy(&units)))
        }
        _ => {
            let length = usize::from(*data.get(2)?);
            Some((
                index,
                String::from_utf8_lossy(data.get(3..3 + length)?).into_owned(),
            ))
        }
    }
}

/// The formats every program knows (MS-XLS 2.4.126 and ECMA-376 18.8.30), as
/// far as they decide how a number is read.
fn built_in(index: u16) -> Option<&'static str> {
    Some(match index {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        17 => "mmm-yy",
        22 => "yyyy/m/d h:mm",
        27 | 57 => "yyyy\"年\"m\"月\"",
        28 | 58 => "m\"月\"d\"日\"",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        49 => "@",
        _ => return None,
    })
}
