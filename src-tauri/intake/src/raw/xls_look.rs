//! The look of a BIFF8 workbook (.xls, .et): its styles, widths and heights.
//! Everything is taken as far as it makes sense; older versions have no look.

use std::collections::HashMap;

use super::biff::{Continued, Record, SubStream, Version, beginning, records, text};
use super::cfb::{Container, u16_at, u32_at};
use super::code_page::CodePage;
use super::number_format::built_in;
use super::palette::INDEXED;
use super::xls::without_nul;
use super::xls_lists::Lists;
use super::xls_protected::{self, FILE_PASS};
use crate::look::{Line, Look, SheetLook, Style};

/// Cells whose look is kept.
const CELLS_MAX: usize = 400_000;

/// Fonts, styles and sheets that are kept.
const KEPT_MAX: usize = 20_000;

/// What the workbook says for all its sheets.
#[derive(Default)]
struct Book {
    fonts: Vec<Style>,
    colours: Vec<u32>,
    formats: HashMap<u16, String>,
    styles: Vec<Style>,
    sheets: Vec<(usize, String)>,
    lists: Lists,
}

/// Reads the look of a workbook in an OLE container.
pub(super) fn read(bytes: &[u8]) -> Option<Look> {
    let container = Container::open(bytes)?;
    read_stream(&container.stream("Workbook")?.bytes)
}

/// Reads the look of a bare stream.
pub(super) fn read_stream(stream: &[u8]) -> Option<Look> {
    let opened = xls_protected::opened(stream);
    let stream = opened.as_deref().unwrap_or(stream);
    let first = records(stream, 0).next()?;
    if beginning(&first)? != (Version::Biff8, SubStream::Globals) {
        return None;
    }
    let mut book = Book {
        colours: INDEXED.to_vec(),
        ..Book::default()
    };
    for record in records(stream, 0).take_while(|record| record.kind != 0x000A) {
        if record.kind == FILE_PASS {
            return None;
        }
        book.take(stream, &record);
    }
    let mut cells_left = CELLS_MAX;
    let names: Vec<String> = book.sheets.iter().map(|(_, name)| name.clone()).collect();
    let sheets = book
        .sheets
        .iter()
        .enumerate()
        .map(|(at, (start, name))| {
            let mut look = sheet(stream, *start, &mut cells_left);
            look.name.clone_from(name);
            look.filter = book.lists.filter_of(at);
            let (lists, others) = book.lists.read(stream, *start, name, &names);
            look.drop_downs = lists;
            look.rules_left_out = others;
            look
        })
        .collect();
    Some(Look {
        styles: book.styles,
        sheets,
    })
}

impl Book {
    fn take(&mut self, stream: &[u8], record: &Record<'_>) {
        let data = record.data;
        match record.kind {
            0x0085 if self.sheets.len() < KEPT_MAX => {
                let mut name = Continued::new(stream, record);
                name.skip(6);
                let name = text(&mut name, Version::Biff8, CodePage::Unsaid, false);
                if let (Some(start), Some(name)) = (u32_at(data, 0), name) {
                    self.sheets.push((start as usize, without_nul(&name)));
                }
            }
            0x0031 if self.fonts.len() < KEPT_MAX => self.fonts.push(font(stream, record)),
            0x0092 => {
                let count = usize::from(u16_at(data, 0).unwrap_or(0)).min(INDEXED.len());
                for index in 0..count {
                    if let Some([red, green, blue]) = data.get(2 + 4 * index..5 + 4 * index) {
                        self.colours[index] =
                            u32::from(*red) << 16 | u32::from(*green) << 8 | u32::from(*blue);
                    }
                }
            }
            0x041E => {
                let mut code = Continued::new(stream, record);
                if let Some(number) = code.word()
                    && let Some(code) = text(&mut code, Version::Biff8, CodePage::Unsaid, true)
                {
                    self.formats.insert(number, code);
                }
            }
            0x00E0 if self.styles.len() < KEPT_MAX => {
                let style = self.style(data).unwrap_or_default();
                self.styles.push(style);
            }
            _ => self.lists.take(stream, record),
        }
    }

    /// The colour of a number; `None` for the automatic one.
    fn colour(&self, number: u16) -> Option<u32> {
        let index = match number {
            0..8 => usize::from(number),
            _ => usize::from(number) - 8,
        };
        self.colours.get(index).copied()
    }

    /// A cell format (MS-XLS 2.5.20).
    fn style(&self, data: &[u8]) -> Option<Style> {
        let font = usize::from(u16_at(data, 0)?);
        // There is no font of the number 4.
        let font = if font > 4 { font - 1 } else { font };
        let mut style = self.fonts.get(font).cloned().unwrap_or_default();
        // A font's colour is told by number until the palette is known.
        style.colour = style
            .colour
            .and_then(|number| self.colour(u16::try_from(number).ok()?));
        let number = u16_at(data, 2)?;
        let own = self.formats.get(&number).map(String::as_str);
        style.number_format = own
            .or_else(|| built_in(u32::from(number)))
            .unwrap_or_default()
            .to_owned();
        let (align, turned, more) = (*data.get(6)?, *data.get(7)?, *data.get(8)?);
        style.across = ACROSS[usize::from(align & 7)].to_owned();
        style.down = DOWN.get(usize::from(align >> 4 & 7))?.to_string();
        style.wrap = align & 8 != 0;
        style.turned = turned;
        style.indent = more & 0x0F;
        style.shrink = more & 0x10 != 0;
        let (lines, rest) = (u32_at(data, 10)?, u32_at(data, 14)?);
        let bits = |of: u32, shift: u32, count: u32| (of >> shift) & ((1 << count) - 1);
        let line = |kind: u32, colour: u32| Line {
            kind: LINES
                .get(kind as usize)
                .copied()
                .unwrap_or_default()
                .to_owned(),
            colour: (kind > 0)
                .then(|| self.colour(u16::try_from(colour).ok()?))
                .flatten(),
        };
        style.lines = [
            line(bits(lines, 0, 4), bits(lines, 16, 7)),
            line(bits(lines, 4, 4), bits(lines, 23, 7)),
            line(bits(lines, 8, 4), bits(rest, 0, 7)),
            line(bits(lines, 12, 4), bits(rest, 7, 7)),
        ];
        if bits(rest, 26, 6) > 0 {
            style.fill = self.colour(u16_at(data, 18)? & 0x7F);
        }
        Some(style)
    }
}

const ACROSS: [&str; 8] = [
    "",
    "left",
    "center",
    "right",
    "fill",
    "justify",
    "centerContinuous",
    "distributed",
];
const DOWN: [&str; 5] = ["top", "center", "bottom", "justify", "distributed"];
const LINES: [&str; 14] = [
    "",
    "thin",
    "medium",
    "dashed",
    "dotted",
    "thick",
    "double",
    "hair",
    "mediumDashed",
    "dashDot",
    "mediumDashDot",
    "dashDotDot",
    "mediumDashDotDot",
    "slantDashDot",
];

/// A font (MS-XLS 2.4.122); its colour is a number of the palette.
fn font(stream: &[u8], record: &Record<'_>) -> Style {
    let data = record.data;
    let word = |at| u16_at(data, at).unwrap_or(0);
    let mut name = Continued::new(stream, record);
    name.skip(14);
    let size = f64::from(word(0)) / 20.0;
    Style {
        font: text(&mut name, Version::Biff8, CodePage::Unsaid, false),
        size: Some(size).filter(|size| (1.0..=409.0).contains(size)),
        bold: word(6) >= 600,
        italic: word(2) & 2 != 0,
        strike: word(2) & 8 != 0,
        underline: data.get(10).is_some_and(|kind| *kind != 0),
        colour: Some(u32::from(word(4))),
        ..Style::default()
    }
}

/// The look of the sheet that begins at `start`.
fn sheet(stream: &[u8], start: usize, cells_left: &mut usize) -> SheetLook {
    let mut look = SheetLook::default();
    let mut frozen = false;
    let mut depth = 0_u32;
    for record in records(stream, start) {
        if beginning(&record).is_some() {
            depth += 1;
            continue;
        }
        if record.kind == 0x000A {
            if depth <= 1 {
                break;
            }
            depth -= 1;
            continue;
        }
        if depth > 1 {
            continue;
        }
        let word = |at| u16_at(record.data, at);
        match record.kind {
            0x007D => {
                if let (Some(first), Some(last), Some(width)) = (word(0), word(2), word(4)) {
                    let span = (u32::from(first), u32::from(last.min(255)));
                    look.widths.push((span.0, span.1, f64::from(width) / 256.0));
                }
            }
            0x0208 => {
                if let (Some(row), Some(height)) = (word(0), word(6))
                    && height & 0x8000 == 0
                {
                    look.heights
                        .push((u32::from(row), f64::from(height) / 20.0));
                }
            }
            0x00A1 => {
                let flags = word(10).unwrap_or(4);
                if flags & 4 == 0 {
                    look.landscape = flags & 2 == 0;
                    look.paper = word(0).and_then(|paper| u8::try_from(paper).ok());
                }
            }
            0x023E => frozen = word(0).is_some_and(|flags| flags & 8 != 0),
            0x0041 if frozen => {
                if let (Some(columns), Some(rows)) = (word(0), word(2)) {
                    look.frozen = Some((u32::from(rows), u32::from(columns)));
                }
            }
            _ => cells(&record, &mut look, cells_left),
        }
    }
    look
}

/// The styles of the cells that a record gives.
fn cells(record: &Record<'_>, look: &mut SheetLook, cells_left: &mut usize) {
    let data = record.data;
    // Where the styles begin, how far they lie apart, and how many there are.
    let (step, count) = match record.kind {
        0x0006 | 0x0206 | 0x0406 => {
            look.formulas = true;
            (2, 1)
        }
        0x0201 | 0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x00FD | 0x027E => (2, 1),
        0x00BE => (2, data.len().saturating_sub(6) / 2),
        0x00BD => (6, data.len().saturating_sub(6) / 6),
        _ => return,
    };
    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
        return;
    };
    for (index, col) in (u32::from(first)..).take(count).enumerate() {
        if let Some(style) = u16_at(data, 4 + step * index).filter(|_| *cells_left > 0) {
            *cells_left -= 1;
            look.cells.push((u32::from(row), col, u32::from(style)));
        }
    }
}
