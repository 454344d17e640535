//! OLE containers and bare BIFF streams: the workbook's own records, and which
//! sheets it has. Other documents and encrypted workbooks are refused by name.

use std::collections::HashMap;

use ruku_model::finding::RefusalCode;

use super::biff::{Continued, Record, SubStream, Version, beginning, records, shared_texts, text};
use super::cfb::{Container, u16_at, u32_at};
use super::code_page::CodePage;
use super::emit::{Book, Emitter};
use super::number_format::{built_in, is_date};
use super::xls_protected::{self, FILE_PASS};
use super::xls_sheet;
use super::xlsx::Style;
use super::{Foreign, Refusal};
use crate::workbook::{Format, Visibility};

/// Reads an OLE container.
pub(super) fn read_ole(bytes: &[u8], out: Emitter<'_>) -> Result<(), Refusal> {
    let container = Container::open(bytes)
        .ok_or_else(|| Refusal::new(RefusalCode::CutShort, "the OLE tables make no sense"))?;
    if container.has("EncryptedPackage") || container.has("EncryptionInfo") {
        return Err(Refusal::new(RefusalCode::Encrypted, "an encrypted package"));
    }
    let stream = container
        .stream("Workbook")
        .or_else(|| container.stream("Book"));
    if let Some(stream) = stream {
        return read_stream(&stream.bytes, stream.whole, out);
    }
    Err(if container.has("WordDocument") {
        Refusal::foreign(Foreign::TextDocument)
    } else if container.has("PowerPoint Document") {
        Refusal::foreign(Foreign::Presentation)
    } else if container.has("Root Entry") {
        Refusal::new(RefusalCode::NotWorkbook, "another OLE document")
    } else {
        Refusal::new(
            RefusalCode::CutShort,
            "an OLE container without a directory",
        )
    })
}

/// What the workbook says for all its sheets.
pub(super) struct Globals {
    pub(super) version: Version,
    pub(super) page: CodePage,
    pub(super) date_1904: bool,
    /// The numbers of the shared texts; none for an empty one.
    pub(super) texts: Vec<Option<u32>>,
    /// The codes of the formats, by number.
    pub(super) codes: HashMap<u16, String>,
    /// The format of each style.
    pub(super) format_of_style: Vec<u16>,
    sheets: Vec<Listed>,
    pictures: u32,
}

/// A sheet as the workbook lists it.
struct Listed {
    start: usize,
    name: String,
    visibility: Visibility,
    kind: SubStream,
}

/// Reads a BIFF stream; `whole` unless the container holds less than it says.
pub(super) fn read_stream(stream: &[u8], whole: bool, mut out: Emitter<'_>) -> Result<(), Refusal> {
    let opened = xls_protected::opened(stream);
    let stream = opened.as_deref().unwrap_or(stream);
    let cut = |what: &str| Refusal::new(RefusalCode::CutShort, what);
    let first = records(stream, 0).next();
    let (version, kind) = first
        .as_ref()
        .and_then(beginning)
        .ok_or_else(|| cut("the stream does not begin with its version"))?;
    let mut globals = Globals {
        version,
        page: CodePage::Unsaid,
        date_1904: false,
        texts: Vec::new(),
        codes: HashMap::new(),
        format_of_style: Vec::new(),
        sheets: Vec::new(),
        pictures: 0,
    };
    if kind == SubStream::Globals {
        read_globals(stream, &mut globals, &mut out)?;
    }
    if globals.sheets.is_empty() {
        find_sheets(stream, &mut globals);
    }
    let sheets = std::mem::take(&mut globals.sheets);
    let worksheets = sheets
        .iter()
        .any(|sheet| sheet.kind == SubStream::Worksheet);
    let macros = sheets
        .iter()
        .any(|sheet| sheet.kind == SubStream::MacroSheet);
    if !worksheets && macros {
        return Err(Refusal::new(RefusalCode::MacroOnly, "macro sheets only"));
    }
    if sheets.is_empty() {
        return Err(cut("no sheets"));
    }
    for sheet in sheets
        .iter()
        .filter(|sheet| sheet.kind == SubStream::Worksheet)
    {
        out.sheet(&sheet.name, sheet.visibility)?;
        let read = xls_sheet::read(stream, sheet.start, &mut globals, &mut out)?;
        if !read.ended && !whole {
            return Err(cut("a sheet ends too early"));
        }
        out.facts(read.facts)?;
    }
    let book = Book {
        date_1904: globals.date_1904,
        properties: Vec::new(),
        pictures: globals.pictures as usize,
    };
    out.finish(Format::Xls, book);
    Ok(())
}

fn read_globals(
    stream: &[u8],
    globals: &mut Globals,
    out: &mut Emitter<'_>,
) -> Result<(), Refusal> {
    for record in records(stream, 0) {
        match record.kind {
            // The sheets' own records follow.
            0x000A => break,
            FILE_PASS => {
                return Err(Refusal::new(
                    RefusalCode::Encrypted,
                    "the stream is encrypted",
                ));
            }
            0x00EB => globals.pictures += pictures_in(record.data),
            0x0085 => {
                if let Some(sheet) = listed(stream, &record, globals) {
                    globals.sheets.push(sheet);
                }
            }
            0x00FC => {
                let mut texts = Vec::new();
                let mut data = Continued::new(stream, &record);
                shared_texts(&mut data, |text| {
                    let meant = without_nul(text);
                    texts.push(if meant.is_empty() {
                        None
                    } else {
                        Some(out.new_text(&meant)?)
                    });
                    Ok(())
                })?;
                globals.texts = texts;
            }
            _ => globals.take(stream, &record),
        }
    }
    Ok(())
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

fn listed(stream: &[u8], record: &Record<'_>, globals: &Globals) -> Option<Listed> {
    let mut data = Continued::new(stream, record);
    let start = u32_at(record.data, 0)? as usize;
    let visibility = match record.data.get(4)? & 3 {
        0 => Visibility::Visible,
        1 => Visibility::Hidden,
        _ => Visibility::VeryHidden,
    };
    let kind = match record.data.get(5)? {
        0 => SubStream::Worksheet,
        1 => SubStream::MacroSheet,
        _ => SubStream::Other,
    };
    data.skip(6);
    let name = text(&mut data, globals.version, globals.page, false)?;
    Some(Listed {
        start,
        name: without_nul(&name),
        visibility,
        kind,
    })
}

/// Streams without a list of sheets: every sheet that begins somewhere.
fn find_sheets(stream: &[u8], globals: &mut Globals) {
    let mut at = 0;
    let mut depth = 0_u32;
    for record in records(stream, 0) {
        if let Some((_, kind)) = beginning(&record) {
            if kind != SubStream::Globals {
                depth += 1;
            }
            if depth == 1 && kind != SubStream::Globals {
                let name = format!("表{}", globals.sheets.len() + 1);
                globals.sheets.push(Listed {
                    start: at,
                    name,
                    visibility: Visibility::Visible,
                    kind,
                });
            }
        } else if record.kind == 0x000A {
            depth = depth.saturating_sub(1);
        }
        at = record.next;
    }
}

impl Globals {
    /// Takes a record that speaks for all cells: where one stands depends on
    /// the version.
    pub(super) fn take(&mut self, stream: &[u8], record: &Record<'_>) {
        let data = record.data;
        match record.kind {
            0x0042 => self.page = u16_at(data, 0).map_or(CodePage::Unsaid, CodePage::of),
            0x0022 => self.date_1904 = u16_at(data, 0) == Some(1),
            0x001E | 0x041E => {
                if let Some((number, code)) = self.format(stream, record) {
                    self.codes.insert(number, code);
                }
            }
            // Font and format; from BIFF5 on two bytes each.
            0x00E0 => self.format_of_style.extend(u16_at(data, 2)),
            0x0443 | 0x0243 => self
                .format_of_style
                .extend(data.get(1).copied().map(u16::from)),
            0x0043 => self
                .format_of_style
                .extend(data.get(2).map(|byte| u16::from(byte & 0x3F))),
            _ => {}
        }
    }

    fn format(&self, stream: &[u8], record: &Record<'_>) -> Option<(u16, String)> {
        let mut data = Continued::new(stream, record);
        // Before BIFF5 formats are numbered by their order.
        let by_order = u16::try_from(self.codes.len()).ok();
        let number = match self.version {
            Version::Biff2 | Version::Biff3 => by_order?,
            Version::Biff4 => {
                data.word()?;
                by_order?
            }
            Version::Biff5 | Version::Biff8 => data.word()?,
        };
        let wide = self.version == Version::Biff8;
        Some((number, text(&mut data, self.version, self.page, wide)?))
    }

    /// What a style says of a number.
    pub(super) fn style(&self, style: u16, out: &mut Emitter<'_>) -> Style {
        let number = match self.format_of_style.get(usize::from(style)) {
            Some(number) => *number,
            None => return (None, false),
        };
        self.format_style(number, out)
    }

    /// What a format says of a number.
    pub(super) fn format_style(&self, number: u16, out: &mut Emitter<'_>) -> Style {
        let own = self.codes.get(&number).map(String::as_str);
        let usual = || {
            (self.version >= Version::Biff5)
                .then(|| built_in(u32::from(number)))
                .flatten()
        };
        match own.or_else(usual) {
            Some(code) => (out.format(code), is_date(code)),
            None => (None, false),
        }
    }
}

/// Some producers mark one-byte text as two-byte text, or the other way round:
/// every other character then is NUL, and leaving those out gives what was
/// meant. Other text keeps every character it has.
pub(super) fn without_nul(text: &str) -> String {
    let odd = text.chars().skip(1).step_by(2);
    let interleaved = text.chars().count() > 1 && odd.clone().all(|ch| ch == '\0');
    if interleaved {
        text.chars().step_by(2).filter(|ch| *ch != '\0').collect()
    } else {
        text.to_owned()
    }
}
