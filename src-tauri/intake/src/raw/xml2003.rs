//! The single-file XML of Excel 2003 (SpreadsheetML), which web systems still
//! save under the name `.xls`.

use quick_xml::events::{BytesStart, Event};
use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::decode::decode;
use super::limits::Limits;
use super::parts::attribute;
use super::xlsx::within_limits;
use crate::workbook::{Area, Cell, Content, Format, Sheet, Visibility, Workbook};

/// The name space that tells such a file from a web page.
pub(super) const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// Reads such a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, Refusal> {
    let text = decode(bytes, None)?;
    let mut walk = Walk::new(limits);
    let mut reader = quick_xml::Reader::from_str(&text);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| Refusal::new(RefusalCode::CutShort, error.to_string()))?;
        match event {
            Event::Start(element) => walk.open(&element, false)?,
            Event::Empty(element) => walk.open(&element, true)?,
            Event::End(element) => walk.close(element.local_name().as_ref())?,
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                if let Ok(Some(ch)) = reference.resolve_char_ref() {
                    walk.text(ch.encode_utf8(&mut [0; 4]));
                } else if let Some(known) = quick_xml::escape::resolve_xml_entity(&reference) {
                    walk.text(known);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(Workbook {
        format: Format::Xml2003,
        date_1904: walk.date_1904,
        number_formats: Vec::new(),
        properties: Vec::new(),
        pictures: 0,
        sheets: walk.sheets,
    })
}

struct Walk<'a> {
    limits: &'a Limits,
    cells_left: u64,
    sheets: Vec<Sheet>,
    date_1904: bool,
    /// The row and column the next element stands at, unless it says otherwise.
    row: u32,
    col: u32,
    /// Columns the open cell spans.
    across: u32,
    formula: bool,
    /// The type of the data being read.
    data: Option<String>,
    content: String,
    /// Inside a comment or another element whose data are not the cell's.
    aside: u32,
}

impl<'a> Walk<'a> {
    fn new(limits: &'a Limits) -> Walk<'a> {
        Walk {
            limits,
            cells_left: limits.cells_max,
            sheets: Vec::new(),
            date_1904: false,
            row: 0,
            col: 0,
            across: 0,
            formula: false,
            data: None,
            content: String::new(),
            aside: 0,
        }
    }

    fn open(&mut self, element: &BytesStart<'_>, alone: bool) -> Result<(), Refusal> {
        let number =
            |name: &str| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
        let index = number("Index").and_then(|index| index.checked_sub(1));
        match element.local_name().as_ref() {
            "Worksheet" => {
                self.sheets
                    .push(Sheet::named(attribute(element, "Name").unwrap_or_default()));
                self.row = 0;
            }
            "Date1904" => self.date_1904 = true,
            "Visible" => self.data = Some("Visible".to_owned()),
            "Column" if attribute(element, "Hidden").as_deref() == Some("1") => {
                let first = index.unwrap_or(0);
                let last = first.saturating_add(number("Span").unwrap_or(0));
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.hidden_columns.push((first, last));
                }
            }
            "Row" => {
                self.row = index.unwrap_or(self.row);
                self.col = 0;
                let row = self.row;
                let hidden = attribute(element, "Hidden").as_deref() == Some("1");
                if let Some(sheet) = self.sheets.last_mut().filter(|_| hidden) {
                    sheet.hidden_rows.push((row, row));
                }
                if alone {
                    self.row = self.row.saturating_add(1);
                }
            }
            "Cell" => {
                self.col = index.unwrap_or(self.col);
                self.across = number("MergeAcross").unwrap_or(0);
                self.formula = attribute(element, "Formula").is_some();
                let down = number("MergeDown").unwrap_or(0);
                self.merge(down);
                if alone {
                    self.close("Cell")?;
                }
            }
            "Comment" if !alone => self.aside += 1,
            "Data" if self.aside == 0 && !alone => {
                self.data = Some(attribute(element, "Type").unwrap_or_default());
                self.content.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn merge(&mut self, down: u32) {
        if down == 0 && self.across == 0 {
            return;
        }
        let area = Area {
            top: self.row,
            left: self.col,
            bottom: self.row.saturating_add(down),
            right: self.col.saturating_add(self.across),
        };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.merges.push(area);
        }
    }

    fn text(&mut self, text: &str) {
        if self.aside == 0 && self.data.is_some() {
            self.content.push_str(text);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "Comment" => self.aside = self.aside.saturating_sub(1),
            "Data" if self.aside == 0 => self.put()?,
            "Visible" => {
                let word = std::mem::take(&mut self.content);
                self.data = None;
                let visibility = match word.trim() {
                    "SheetHidden" => Visibility::Hidden,
                    "SheetVeryHidden" => Visibility::VeryHidden,
                    _ => Visibility::Visible,
                };
                if let Some(sheet) = self.sheets.last_mut() {
                    sheet.visibility = visibility;
                }
            }
            "Cell" => {
                self.formula = false;
                self.col = self.col.saturating_add(1).saturating_add(self.across);
            }
            "Row" => self.row = self.row.saturating_add(1),
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self) -> Result<(), Refusal> {
        let kind = self.data.take().unwrap_or_default();
        let text = std::mem::take(&mut self.content);
        if text.is_empty() {
            return Ok(());
        }
        self.cells_left = self
            .cells_left
            .checked_sub(1)
            .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many cells"))?;
        within_limits(self.row, self.col, self.limits)?;
        let content = match kind.as_str() {
            "Number" => match text.trim().parse::<f64>() {
                Ok(number) => Content::Number(number),
                Err(_) => Content::Text(text.into()),
            },
            "DateTime" => Content::DateIso(text.into()),
            "Boolean" => Content::Bool(text.trim() == "1"),
            "Error" => Content::Error(text.into()),
            _ => Content::Text(text.into()),
        };
        let cell = Cell {
            row: self.row,
            col: self.col,
            content,
            format: None,
        };
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.cells.push(cell);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_types_are_kept() {
        let file = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet ss:Name="汇总表"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">甲&amp;乙</Data></Cell>
            <Cell><Data ss:Type="Number">320.5</Data><Comment><Data>批注</Data></Comment></Cell></Row>
            <Row ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="DateTime">2022-06-30T00:00:00.000</Data></Cell></Row>
            </Table></Worksheet></Workbook>"#;
        let book = read(file.as_bytes(), &Limits::default()).unwrap();
        let found: Vec<(u32, u32, String)> = book.sheets[0]
            .cells
            .iter()
            .map(|cell| (cell.row, cell.col, cell.content.raw()))
            .collect();
        let due: Vec<(u32, u32, String)> = [
            (1, 0, "甲&乙"),
            (1, 2, "320.5"),
            (2, 2, "2022-06-30T00:00:00.000"),
        ]
        .iter()
        .map(|(row, col, text)| (*row, *col, (*text).to_owned()))
        .collect();
        assert_eq!(found, due, "rows and columns are where the file says");
        assert_eq!(
            book.sheets[0].hidden_rows,
            [(2, 2)],
            "the hidden row is known"
        );
        assert_eq!(book.sheets[0].merges.len(), 1, "and the merged cells");
    }
}
