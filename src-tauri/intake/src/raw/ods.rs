//! OpenDocument spreadsheets, read from their content part, or from the one
//! file that a flat document is.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use ruku_model::finding::RefusalCode;

use super::emit::{Book, Emitter, Value};
use super::markup::{Markup, Piece, Tag, push_text};
use super::ods_format::Formats;
use super::parts::{PIECE_BYTES_MAX, Parts, refused_read};
use super::{Foreign, Refusal};
use crate::wire::SheetFacts;
use crate::workbook::{Area, Format, Visibility, decimal_text};

/// The name space that tells a flat document from other markup.
pub(super) const NAMESPACE: &str = "urn:oasis:names:tc:opendocument";

/// Reads a spreadsheet; other OpenDocument files are refused.
pub(super) fn read(parts: &mut Parts<'_>, out: Emitter<'_>) -> Result<(), Refusal> {
    let mut encrypted = false;
    parts.tags("META-INF/manifest.xml", |tag| {
        encrypted |= tag.name == b"encryption-data";
    })?;
    if encrypted {
        return Err(Refusal::new(
            RefusalCode::Encrypted,
            "encrypted OpenDocument",
        ));
    }
    let pictures = parts.count_under("pictures/");
    let mut formats = Formats::default();
    // What is damaged there costs no cell: only how its number is shown.
    let _ = usual_formats(parts, &mut formats);
    let markup = parts
        .markup("content.xml")?
        .ok_or_else(|| Refusal::new(RefusalCode::CutShort, "no content"))?;
    read_content(markup, pictures, formats, out)
}

/// The formats that the styles part declares.
pub(super) fn usual_formats(parts: &mut Parts<'_>, formats: &mut Formats) -> Result<(), Refusal> {
    let Some(mut markup) = parts.markup("styles.xml")? else {
        return Ok(());
    };
    while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
        match piece {
            Piece::Tag(tag) => formats.take(&tag),
            Piece::Text(raw) | Piece::Literal(raw) => formats.text(raw),
        }
    }
    Ok(())
}

/// Reads a flat document.
pub(super) fn read_flat(bytes: &[u8], out: Emitter<'_>) -> Result<(), Refusal> {
    let text = super::decode::decode(bytes, None)?;
    let markup = Markup::new(text.as_bytes(), PIECE_BYTES_MAX);
    read_content(markup, 0, Formats::default(), out)
}

fn read_content<R: Read>(
    mut markup: Markup<R>,
    pictures: usize,
    formats: Formats,
    out: Emitter<'_>,
) -> Result<(), Refusal> {
    let mut walk = Walk::new(formats, out);
    while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
        match piece {
            Piece::Text(raw) => match walk.speaking() {
                Some(cell) => push_text(raw, &mut cell.text),
                None => walk.formats.text(raw),
            },
            Piece::Literal(raw) => {
                if let Some(cell) = walk.speaking() {
                    cell.text.push_str(&String::from_utf8_lossy(raw));
                }
            }
            Piece::Tag(tag) if tag.closing => walk.close(&tag)?,
            Piece::Tag(tag) => walk.open(&tag)?,
        }
    }
    if !walk.is_spreadsheet {
        return Err(Refusal::foreign(Foreign::TextDocument));
    }
    walk.end_sheet()?;
    let book = Book {
        pictures,
        ..Book::default()
    };
    walk.out.finish(Format::Ods, book);
    Ok(())
}

/// Blanks in a row that are written by their number.
const BLANKS_MAX: u32 = 4_096;

/// The cell being read.
#[derive(Default)]
struct Open {
    kind: String,
    value: String,
    formula: bool,
    columns: u32,
    span: (u32, u32),
    style: Option<String>,
    text: String,
    paragraphs: u32,
}

/// A cell of the open row that holds something.
struct Held {
    col: u32,
    columns: u32,
    content: HeldContent,
    format: Option<u16>,
    shown: Option<String>,
}

/// What it holds.
enum HeldContent {
    Number(f64),
    DateIso(String),
    Text(String),
    Bool(bool),
    Error(String),
    Uncalculated,
}

struct Walk<'a> {
    out: Emitter<'a>,
    is_spreadsheet: bool,
    /// What was learnt of the open sheet; none before the first.
    facts: Option<SheetFacts>,
    hidden_styles: HashSet<String>,
    style: Option<String>,
    formats: Formats,
    /// The formats of the styles that cells had so far.
    format_of_style: HashMap<String, Option<u16>>,
    /// The usual style of each column, as first, last and name, in their order.
    usual: Vec<(u32, u32, String)>,
    /// The usual style of the open row.
    usual_in_row: Option<String>,
    row: u32,
    row_repeat: u32,
    held: Vec<Held>,
    col: u32,
    column: u32,
    cell: Option<Open>,
    /// Inside a comment: its text is not the cell's.
    aside: u32,
    in_paragraph: bool,
}

impl<'a> Walk<'a> {
    fn new(formats: Formats, out: Emitter<'a>) -> Walk<'a> {
        Walk {
            out,
            is_spreadsheet: false,
            facts: None,
            hidden_styles: HashSet::new(),
            style: None,
            formats,
            format_of_style: HashMap::new(),
            usual: Vec::new(),
            usual_in_row: None,
            row: 0,
            row_repeat: 1,
            held: Vec::new(),
            col: 0,
            column: 0,
            cell: None,
            aside: 0,
            in_paragraph: false,
        }
    }

    /// The cell whose text comes next.
    fn speaking(&mut self) -> Option<&mut Open> {
        self.cell
            .as_mut()
            .filter(|_| self.aside == 0 && self.in_paragraph)
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        if !self.is_spreadsheet {
            self.formats.take(tag);
        }
        match tag.name {
            b"spreadsheet" => self.is_spreadsheet = true,
            b"style" => self.style = tag.text("name"),
            b"table-properties" if tag.raw("display") == Some(b"false") => {
                self.hidden_styles.extend(self.style.clone());
            }
            b"table" if self.is_spreadsheet && self.cell.is_none() => self.table(tag)?,
            b"table-column" => self.columns(tag),
            b"table-row" => self.open_row(tag)?,
            b"table-cell" | b"covered-table-cell" => {
                self.out.count()?;
                self.in_paragraph = false;
                self.cell = Some(open_cell(tag));
                if tag.alone {
                    self.end_cell();
                }
            }
            b"annotation" if !tag.alone => self.aside += 1,
            b"p" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                    self.in_paragraph = !tag.alone;
                }
            }
            b"s" => self.add(&" ".repeat(count(tag, "c").min(BLANKS_MAX) as usize)),
            b"line-break" => self.add("\n"),
            b"tab" => self.add("\t"),
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, text: &str) {
        if let Some(cell) = self.speaking() {
            cell.text.push_str(text);
        }
    }

    fn table(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.end_sheet()?;
        let hidden = tag
            .text("style-name")
            .is_some_and(|style| self.hidden_styles.contains(&style));
        let visibility = if hidden {
            Visibility::Hidden
        } else {
            Visibility::Visible
        };
        let name = tag.text("name").unwrap_or_default();
        self.out.sheet(&name, visibility)?;
        self.facts = Some(SheetFacts::default());
        self.usual.clear();
        self.row = 0;
        self.column = 0;
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), Refusal> {
        match self.facts.take() {
            Some(facts) => self.out.facts(facts),
            None => Ok(()),
        }
    }

    fn columns(&mut self, tag: &Tag<'_>) {
        let repeat = count(tag, "number-columns-repeated");
        let first = self.column;
        self.column = first.saturating_add(repeat);
        // What lies beyond any return has no style that matters.
        if first < self.out.limits.columns_max
            && let Some(style) = tag.text("default-cell-style-name")
        {
            self.usual.push((first, self.column - 1, style));
        }
        let hidden = tag.raw("visibility").is_some_and(|word| word != b"visible");
        if let Some(facts) = self.facts.as_mut().filter(|_| hidden) {
            let last = first.saturating_add(repeat - 1);
            facts.hidden_columns.push((first, last));
        }
    }

    fn open_row(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        self.row_repeat = count(tag, "number-rows-repeated");
        self.held.clear();
        self.usual_in_row = tag.text("default-cell-style-name");
        self.col = 0;
        let hidden = matches!(tag.raw("visibility"), Some(b"collapse" | b"filter"));
        let (row, last) = (self.row, self.row.saturating_add(self.row_repeat - 1));
        if let Some(facts) = self.facts.as_mut().filter(|_| hidden) {
            facts.hidden_rows.push((row, last));
        }
        if tag.alone {
            self.end_row()?;
        }
        Ok(())
    }

    fn close(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        if !self.is_spreadsheet {
            self.formats.take(tag);
        }
        match tag.name {
            b"annotation" => self.aside = self.aside.saturating_sub(1),
            b"p" if self.aside == 0 => self.in_paragraph = false,
            b"table-cell" | b"covered-table-cell" => self.end_cell(),
            b"table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(mut cell) = self.cell.take() else {
            return;
        };
        let (row, col) = (self.row, self.col);
        self.col = col.saturating_add(cell.columns);
        if let Some(facts) = &mut self.facts
            && (cell.span.0 > 1 || cell.span.1 > 1)
        {
            facts.merges.push(Area {
                top: row,
                left: col,
                bottom: row.saturating_add(cell.span.0 - 1),
                right: col.saturating_add(cell.span.1 - 1),
            });
        }
        if let Some(content) = content_of(&mut cell) {
            let shown = match &content {
                HeldContent::Number(number) => decimal_text(*number) != cell.text,
                HeldContent::DateIso(text) => *text != cell.text,
                _ => false,
            };
            let numeric = matches!(content, HeldContent::Number(_) | HeldContent::DateIso(_));
            let format = numeric
                .then(|| self.format(col, cell.style.take()))
                .flatten();
            self.held.push(Held {
                col,
                columns: cell.columns,
                content,
                format,
                shown: (shown && !cell.text.is_empty()).then_some(cell.text),
            });
        }
    }

    /// The number format of a cell: that of its own style, or else of its row's
    /// or its column's.
    fn format(&mut self, col: u32, own: Option<String>) -> Option<u16> {
        let usual = || usual_style(&self.usual, col);
        let style = own.or_else(|| self.usual_in_row.clone()).or_else(usual)?;
        if let Some(known) = self.format_of_style.get(&style) {
            return *known;
        }
        let code = self.formats.code_of(&style);
        let format = code.and_then(|code| self.out.format(&code));
        self.format_of_style.insert(style, format);
        format
    }

    /// A repeated row or cell with content stands there as often as it says.
    fn end_row(&mut self) -> Result<(), Refusal> {
        let row = self.row;
        self.row = row.saturating_add(self.row_repeat);
        let held = std::mem::take(&mut self.held);
        if held.is_empty() || self.facts.is_none() {
            return Ok(());
        }
        for row in row..self.row {
            for cell in &held {
                for col in cell.col..cell.col.saturating_add(cell.columns) {
                    self.out.count()?;
                    self.out.put(row, col, cell.content.value(), cell.format)?;
                    if let (Some(facts), Some(shown)) = (&mut self.facts, &cell.shown) {
                        facts.shown.push((row, col, self.out.text(shown)?));
                    }
                }
            }
        }
        Ok(())
    }
}

impl HeldContent {
    fn value(&self) -> Value<'_> {
        match self {
            HeldContent::Number(number) => Value::Number(*number),
            HeldContent::DateIso(text) => Value::DateIso(text),
            HeldContent::Text(text) => Value::Text(text),
            HeldContent::Bool(flag) => Value::Bool(*flag),
            HeldContent::Error(text) => Value::Error(text),
            HeldContent::Uncalculated => Value::Uncalculated,
        }
    }
}

/// The usual style of a column, from first columns, last columns and names in
/// their order.
pub(super) fn usual_style(columns: &[(u32, u32, String)], col: u32) -> Option<String> {
    let at = columns.partition_point(|(_, last, _)| *last < col);
    let (first, _, name) = columns.get(at)?;
    (*first <= col).then(|| name.clone())
}

fn open_cell(tag: &Tag<'_>) -> Open {
    let value = [
        "value",
        "date-value",
        "time-value",
        "boolean-value",
        "string-value",
    ];
    Open {
        kind: tag.text("value-type").unwrap_or_default(),
        value: value
            .iter()
            .find_map(|name| tag.text(name))
            .unwrap_or_default(),
        formula: tag.raw("formula").is_some(),
        columns: count(tag, "number-columns-repeated"),
        span: (
            count(tag, "number-rows-spanned"),
            count(tag, "number-columns-spanned"),
        ),
        style: tag.text("style-name"),
        ..Open::default()
    }
}

fn count(tag: &Tag<'_>, name: &str) -> u32 {
    tag.number(name).unwrap_or(1).max(1)
}

fn content_of(cell: &mut Open) -> Option<HeldContent> {
    let is_error = cell.formula && is_error(&cell.text);
    match cell.kind.as_str() {
        "float" | "currency" | "percentage" | "string" if is_error => {
            return Some(HeldContent::Error(std::mem::take(&mut cell.text)));
        }
        "float" | "currency" | "percentage" => {
            if let Ok(number) = cell.value.parse::<f64>()
                && number.is_finite()
            {
                return Some(HeldContent::Number(number));
            }
        }
        "date" if !cell.value.is_empty() => {
            return Some(HeldContent::DateIso(std::mem::take(&mut cell.value)));
        }
        "boolean" => return Some(HeldContent::Bool(cell.value == "true")),
        "" if cell.formula && cell.text.is_empty() => return Some(HeldContent::Uncalculated),
        // A text may stand in its attribute alone.
        "string" if cell.text.is_empty() => {
            return (!cell.value.is_empty())
                .then(|| HeldContent::Text(std::mem::take(&mut cell.value)));
        }
        _ => {}
    }
    (!cell.text.is_empty()).then(|| HeldContent::Text(std::mem::take(&mut cell.text)))
}

/// What a formula shows that failed: `#DIV/0!`, `Err:509`.
fn is_error(text: &str) -> bool {
    text.starts_with('#') && text.ends_with(['!', '?', 'A']) || text.starts_with("Err:")
}
