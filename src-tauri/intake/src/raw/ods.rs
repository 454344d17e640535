//! OpenDocument spreadsheets, read from their content part: calamine tells
//! neither merged areas nor hidden rows and columns of them.

use std::collections::HashSet;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use ruku_model::finding::RefusalCode;
use zip::ZipArchive;

use super::Refusal;
use super::limits::Limits;
use super::parts::{Parts, attribute};
use super::xlsx::within_limits;
use crate::workbook::{Area, Cell, Content, Format, Sheet, Visibility, Workbook};

/// Reads a spreadsheet; other OpenDocument files are refused.
pub(super) fn read(bytes: &[u8], parts: &Parts, limits: &Limits) -> Result<Workbook, Refusal> {
    let damaged =
        |error: &dyn std::fmt::Display| Refusal::new(RefusalCode::CutShort, error.to_string());
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let manifest = part(&mut zip, "META-INF/manifest.xml").map_err(|error| damaged(&error))?;
    if manifest.contains("encryption-data") {
        return Err(Refusal::new(
            RefusalCode::Encrypted,
            "encrypted OpenDocument",
        ));
    }
    let content = part(&mut zip, "content.xml").map_err(|error| damaged(&error))?;
    let mut walk = Walk::new(limits);
    let mut reader = quick_xml::Reader::from_str(&content);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event().map_err(|error| damaged(&error))? {
            Event::Start(element) => walk.open(&element, false)?,
            Event::Empty(element) => walk.open(&element, true)?,
            Event::End(element) => walk.close(element.local_name().as_ref())?,
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(reference) => walk.reference(&reference),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::Eof => break,
            _ => {}
        }
    }
    if !walk.is_spreadsheet {
        return Err(Refusal::new(
            RefusalCode::NotWorkbook,
            "an OpenDocument text or drawing",
        ));
    }
    Ok(Workbook {
        format: Format::Ods,
        date_1904: false,
        number_formats: Vec::new(),
        properties: Vec::new(),
        pictures: u32::try_from(parts.count_under("pictures/")).unwrap_or(u32::MAX),
        sheets: walk.sheets,
    })
}

fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<String, String> {
    let mut entry = zip.by_name(name).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    // The guard has inflated it once already and found it within the limits.
    entry
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The cell being read.
#[derive(Default)]
struct Open {
    kind: String,
    value: String,
    formula: bool,
    columns: u32,
    span: (u32, u32),
    text: String,
    paragraphs: u32,
}

struct Walk<'a> {
    limits: &'a Limits,
    is_spreadsheet: bool,
    sheets: Vec<Sheet>,
    hidden_styles: HashSet<String>,
    style: Option<String>,
    row: u32,
    row_repeat: u32,
    row_start: usize,
    col: u32,
    column: u32,
    cell: Option<Open>,
    /// Inside a comment: its text is not the cell's.
    aside: u32,
    cells_left: u64,
}

impl<'a> Walk<'a> {
    fn new(limits: &'a Limits) -> Walk<'a> {
        Walk {
            limits,
            is_spreadsheet: false,
            sheets: Vec::new(),
            hidden_styles: HashSet::new(),
            style: None,
            row: 0,
            row_repeat: 1,
            row_start: 0,
            col: 0,
            column: 0,
            cell: None,
            aside: 0,
            cells_left: limits.cells_max,
        }
    }

    fn open(&mut self, element: &BytesStart<'_>, alone: bool) -> Result<(), Refusal> {
        match element.local_name().as_ref() {
            "spreadsheet" => self.is_spreadsheet = true,
            "style" => self.style = attribute(element, "name"),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.clone());
            }
            "table" if self.is_spreadsheet => self.table(element),
            "table-column" => self.columns(element),
            "table-row" => {
                self.row_repeat = count(element, "number-rows-repeated");
                self.row_start = self.sheets.last().map_or(0, |sheet| sheet.cells.len());
                self.col = 0;
                let hidden = attribute(element, "visibility")
                    .is_some_and(|word| word == "collapse" || word == "filter");
                let last = self.row.saturating_add(self.row_repeat - 1);
                let row = self.row;
                if let Some(sheet) = self.sheets.last_mut().filter(|_| hidden) {
                    sheet.hidden_rows.push((row, last));
                }
                if alone {
                    self.close("table-row")?;
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.cell = Some(Open {
                    kind: attribute(element, "value-type").unwrap_or_default(),
                    value: ["value", "date-value", "boolean-value", "string-value"]
                        .iter()
                        .find_map(|name| attribute(element, name))
                        .unwrap_or_default(),
                    formula: attribute(element, "formula").is_some(),
                    columns: count(element, "number-columns-repeated"),
                    span: (
                        count(element, "number-rows-spanned"),
                        count(element, "number-columns-spanned"),
                    ),
                    ..Open::default()
                });
                if alone {
                    self.close("table-cell")?;
                }
            }
            "annotation" if !alone => self.aside += 1,
            "p" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "s" => self.text(&" ".repeat(count(element, "c").min(64) as usize)),
            "line-break" => self.text("\n"),
            "tab" => self.text("\t"),
            _ => {}
        }
        Ok(())
    }

    fn table(&mut self, element: &BytesStart<'_>) {
        let hidden = attribute(element, "style-name")
            .is_some_and(|style| self.hidden_styles.contains(&style));
        let visibility = if hidden {
            Visibility::Hidden
        } else {
            Visibility::Visible
        };
        let name = attribute(element, "name").unwrap_or_default();
        self.sheets.push(Sheet {
            visibility,
            ..Sheet::named(name)
        });
        self.row = 0;
        self.column = 0;
    }

    fn columns(&mut self, element: &BytesStart<'_>) {
        let repeat = count(element, "number-columns-repeated");
        let first = self.column;
        self.column = first.saturating_add(repeat);
        let hidden = attribute(element, "visibility").is_some_and(|word| word != "visible");
        if let Some(sheet) = self.sheets.last_mut().filter(|_| hidden) {
            sheet
                .hidden_columns
                .push((first, first.saturating_add(repeat - 1)));
        }
    }

    fn text(&mut self, text: &str) {
        if self.aside == 0
            && let Some(cell) = &mut self.cell
        {
            cell.text.push_str(text);
        }
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) {
        if let Ok(Some(ch)) = reference.resolve_char_ref() {
            self.text(ch.encode_utf8(&mut [0; 4]));
            return;
        }
        let name: &str = reference;
        if let Some(text) = quick_xml::escape::resolve_xml_entity(name) {
            self.text(text);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "annotation" => self.aside = self.aside.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.end_cell()?,
            "table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let (row, first) = (self.row, self.col);
        self.col = first.saturating_add(cell.columns);
        if let Some(sheet) = self.sheets.last_mut()
            && (cell.span.0 > 1 || cell.span.1 > 1)
        {
            sheet.merges.push(Area {
                top: row,
                left: first,
                bottom: row.saturating_add(cell.span.0 - 1),
                right: first.saturating_add(cell.span.1 - 1),
            });
        }
        let Some(content) = content_of(&cell) else {
            return Ok(());
        };
        for col in first..first.saturating_add(cell.columns) {
            self.put(row, col, content.clone())?;
        }
        Ok(())
    }

    fn put(&mut self, row: u32, col: u32, content: Content) -> Result<(), Refusal> {
        within_limits(row, col, self.limits)?;
        self.cells_left = self
            .cells_left
            .checked_sub(1)
            .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many cells"))?;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.push(Cell {
                row,
                col,
                content,
                format: None,
            });
        }
        Ok(())
    }

    /// A repeated row with content stands there as often as it says.
    fn end_row(&mut self) -> Result<(), Refusal> {
        let copies: Vec<Cell> = self
            .sheets
            .last()
            .map(|sheet| sheet.cells[self.row_start..].to_vec())
            .unwrap_or_default();
        if !copies.is_empty() {
            for offset in 1..self.row_repeat {
                for cell in &copies {
                    self.put(
                        cell.row.saturating_add(offset),
                        cell.col,
                        cell.content.clone(),
                    )?;
                }
            }
        }
        self.row = self.row.saturating_add(self.row_repeat);
        self.row_repeat = 1;
        Ok(())
    }
}

fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
        .max(1)
}

fn content_of(cell: &Open) -> Option<Content> {
    let text = || (!cell.text.is_empty()).then(|| Content::Text(cell.text.as_str().into()));
    match cell.kind.as_str() {
        "float" | "currency" | "percentage" => {
            if cell.formula && is_error(&cell.text) {
                return Some(Content::Error(cell.text.as_str().into()));
            }
            cell.value.parse().ok().map(Content::Number).or_else(text)
        }
        "date" => Some(Content::DateIso(cell.value.as_str().into())),
        "boolean" => Some(Content::Bool(cell.value == "true")),
        "string" if cell.formula && is_error(&cell.text) => {
            Some(Content::Error(cell.text.as_str().into()))
        }
        "" if cell.formula && cell.text.is_empty() => Some(Content::Uncalculated),
        _ => text(),
    }
}

/// What a formula shows that failed: `#DIV/0!`, `Err:509`.
fn is_error(text: &str) -> bool {
    text.starts_with('#') && text.ends_with(['!', '?', 'A']) || text.starts_with("Err:")
}
