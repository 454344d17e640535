//! The single-file XML of Excel 2003 (SpreadsheetML), which web systems still
//! save under the name `.xls`.

use std::collections::HashMap;

use super::Refusal;
use super::decode::decode;
use super::emit::{Book, Emitter, Value};
use super::markup::{Markup, Piece, Tag, push_text};
use super::number_format::is_date;
use super::ods::usual_style;
use super::parts::{PIECE_BYTES_MAX, refused_read};
use crate::wire::SheetFacts;
use crate::workbook::{Area, Format, Visibility};

/// The name space that tells such a file from a web page.
pub(super) const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// Reads such a file.
pub(super) fn read(bytes: &[u8], out: Emitter<'_>) -> Result<(), Refusal> {
    let text = decode(bytes, None)?;
    let mut walk = Walk::new(out);
    let mut markup = Markup::new(text.as_bytes(), PIECE_BYTES_MAX);
    while let Some(piece) = markup.next().map_err(|error| refused_read(&error))? {
        match piece {
            Piece::Text(raw) if walk.inside() => push_text(raw, &mut walk.content),
            Piece::Literal(raw) if walk.inside() => {
                walk.content.push_str(&String::from_utf8_lossy(raw));
            }
            Piece::Text(_) | Piece::Literal(_) => {}
            Piece::Tag(tag) if tag.closing => walk.close(tag.name)?,
            Piece::Tag(tag) => walk.open(&tag)?,
        }
    }
    walk.end_sheet()?;
    let book = Book {
        date_1904: walk.date_1904,
        ..Book::default()
    };
    walk.out.finish(Format::Xml2003, book);
    Ok(())
}

/// Styles that are kept.
const STYLES_MAX: usize = 20_000;

struct Walk<'a> {
    out: Emitter<'a>,
    /// The formats of the styles, as codes or by name.
    formats: HashMap<String, String>,
    /// The style that is being declared.
    style: String,
    /// The usual styles of the columns, as first, last and name, in their order.
    usual: Vec<(u32, u32, String)>,
    column: u32,
    usual_in_row: Option<String>,
    /// The style of the open cell.
    cell_style: Option<String>,
    /// What was learnt of the open sheet; none before the first.
    facts: Option<SheetFacts>,
    date_1904: bool,
    /// The row and column the next element stands at, unless it says otherwise.
    row: u32,
    col: u32,
    /// Columns the open cell spans.
    across: u32,
    /// The open cell has a formula, and nothing was put into it.
    uncalculated: bool,
    /// The type of the data being read.
    data: Option<String>,
    content: String,
    /// Inside a comment or another element whose data are not the cell's.
    aside: u32,
}

impl<'a> Walk<'a> {
    fn new(out: Emitter<'a>) -> Walk<'a> {
        Walk {
            out,
            formats: HashMap::new(),
            style: String::new(),
            usual: Vec::new(),
            column: 0,
            usual_in_row: None,
            cell_style: None,
            facts: None,
            date_1904: false,
            row: 0,
            col: 0,
            across: 0,
            uncalculated: false,
            data: None,
            content: String::new(),
            aside: 0,
        }
    }

    fn inside(&self) -> bool {
        self.aside == 0 && self.data.is_some()
    }

    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Refusal> {
        let index = tag.number("Index").and_then(|index| index.checked_sub(1));
        let hidden = tag.is_true("Hidden");
        match tag.name {
            b"Worksheet" => {
                self.end_sheet()?;
                let name = tag.text("Name").unwrap_or_default();
                self.out.sheet(&name, Visibility::Visible)?;
                self.facts = Some(SheetFacts::default());
                self.usual.clear();
                (self.row, self.column) = (0, 0);
            }
            b"Style" => self.declare(tag),
            b"NumberFormat" => {
                if let Some(code) = tag.text("Format")
                    && self.formats.len() < STYLES_MAX
                {
                    self.formats.insert(self.style.clone(), code);
                }
            }
            b"Date1904" => self.date_1904 = true,
            b"Visible" => {
                self.content.clear();
                self.data = Some("Visible".to_owned());
            }
            b"Column" => self.columns(tag, index, hidden),
            b"Row" => {
                self.row = index.unwrap_or(self.row);
                self.usual_in_row = tag.text("StyleID");
                self.col = 0;
                let row = self.row;
                if let Some(facts) = self.facts.as_mut().filter(|_| hidden) {
                    facts.hidden_rows.push((row, row));
                }
                if tag.alone {
                    self.row = self.row.saturating_add(1);
                }
            }
            b"Cell" => {
                self.out.count()?;
                self.col = index.unwrap_or(self.col);
                self.cell_style = tag.text("StyleID");
                self.across = tag.number("MergeAcross").unwrap_or(0);
                self.uncalculated = tag.raw("Formula").is_some();
                self.merge(tag.number("MergeDown").unwrap_or(0));
                if tag.alone {
                    self.close(b"Cell")?;
                }
            }
            b"Comment" if !tag.alone => self.aside += 1,
            b"Data" if self.aside == 0 => {
                // An empty text is a result of a formula too.
                let kind = tag.text("Type").unwrap_or_default();
                self.uncalculated &= kind != "String";
                if !tag.alone {
                    self.data = Some(kind);
                    self.content.clear();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A style begins with what its parent says.
    fn declare(&mut self, tag: &Tag<'_>) {
        self.style = tag.text("ID").unwrap_or_default();
        let parent = tag.text("Parent");
        if let Some(code) = parent.and_then(|parent| self.formats.get(&parent).cloned())
            && self.formats.len() < STYLES_MAX
        {
            self.formats.insert(self.style.clone(), code);
        }
    }

    fn columns(&mut self, tag: &Tag<'_>, index: Option<u32>, hidden: bool) {
        let first = index.unwrap_or(self.column).max(self.column);
        let last = first.saturating_add(tag.number("Span").unwrap_or(0));
        self.column = last.saturating_add(1);
        if let Some(style) = tag.text("StyleID") {
            self.usual.push((first, last, style));
        }
        if let Some(facts) = self.facts.as_mut().filter(|_| hidden) {
            facts.hidden_columns.push((first, last));
        }
    }

    /// The code of the open cell's format: that of its own style, or else of
    /// its row's or its column's.
    fn code(&self) -> &str {
        let own = self
            .cell_style
            .clone()
            .or_else(|| self.usual_in_row.clone());
        let style = own.or_else(|| usual_style(&self.usual, self.col));
        let format = style.and_then(|style| self.formats.get(&style));
        format.map_or("", |format| named(format))
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
        if let Some(facts) = &mut self.facts {
            facts.merges.push(area);
        }
    }

    fn close(&mut self, name: &[u8]) -> Result<(), Refusal> {
        match name {
            b"Comment" => self.aside = self.aside.saturating_sub(1),
            b"Data" if self.aside == 0 => self.put()?,
            b"Visible" => {
                let word = std::mem::take(&mut self.content);
                self.data = None;
                if let Some(facts) = &mut self.facts {
                    facts.visibility = match word.trim() {
                        "SheetHidden" => Some(Visibility::Hidden),
                        "SheetVeryHidden" => Some(Visibility::VeryHidden),
                        _ => None,
                    };
                }
            }
            b"Cell" => {
                if std::mem::take(&mut self.uncalculated) && self.facts.is_some() {
                    self.out
                        .put(self.row, self.col, Value::Uncalculated, None)?;
                }
                self.col = self.col.saturating_add(1).saturating_add(self.across);
            }
            b"Row" => self.row = self.row.saturating_add(1),
            b"Worksheet" => self.end_sheet()?,
            _ => {}
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<(), Refusal> {
        match self.facts.take() {
            Some(facts) => self.out.facts(facts),
            None => Ok(()),
        }
    }

    fn put(&mut self) -> Result<(), Refusal> {
        let Some(kind) = self.data.take().filter(|_| self.facts.is_some()) else {
            return Ok(());
        };
        let text = self.content.as_str();
        if text.is_empty() {
            return Ok(());
        }
        self.uncalculated = false;
        let code = self.code().to_owned();
        let format = match kind.as_str() {
            "Number" | "DateTime" => self.out.format(&code),
            _ => None,
        };
        let value = match kind.as_str() {
            "Number" => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() && is_date(&code) => Value::Date(number),
                Ok(number) if number.is_finite() => Value::Number(number),
                _ => Value::Text(text),
            },
            "DateTime" => Value::DateIso(text),
            "Boolean" => Value::Bool(text.trim() == "1"),
            "Error" => Value::Error(text),
            _ => Value::Text(text),
        };
        self.out.put(self.row, self.col, value, format)
    }
}

/// The code of a format that is called by a name.
fn named(format: &str) -> &str {
    match format {
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "General Date" => "yyyy/m/d h:mm",
        "Short Date" => "yyyy/m/d",
        "Medium Date" => "d-mmm-yy",
        "Long Date" => "yyyy\"年\"m\"月\"d\"日\"",
        "Short Time" => "h:mm",
        "Medium Time" => "h:mm AM/PM",
        "Long Time" => "h:mm:ss",
        // Each country has its own.
        "General Number" | "Currency" | "Euro Currency" | "Yes/No" | "True/False" | "On/Off" => "",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use crate::raw::{Limits, read_workbook};

    #[test]
    fn places_and_types_are_kept() {
        let file = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
            <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Worksheet ss:Name="汇总表"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">甲&amp;乙</Data></Cell>
            <Cell><Data ss:Type="Number">320.5</Data><Comment><Data>批注</Data></Comment></Cell></Row>
            <Row ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="DateTime">2022-06-30T00:00:00.000</Data></Cell></Row>
            </Table></Worksheet></Workbook>"#;
        let book = read_workbook(file.as_bytes(), &Limits::default()).unwrap();
        let found: Vec<(u32, u32, String)> = book.sheets[0]
            .cells
            .iter()
            .map(|cell| (cell.row, cell.col, cell.content.raw().into_owned()))
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

    #[test]
    fn formats_are_those_of_cell_row_or_column() {
        let file = r#"<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Styles><Style ss:ID="Default"><NumberFormat ss:Format="Standard"/></Style>
            <Style ss:ID="w"><NumberFormat ss:Format="0.00&quot;万元&quot;"/></Style>
            <Style ss:ID="d" ss:Parent="w"><NumberFormat ss:Format="Short Date"/></Style>
            <Style ss:ID="p" ss:Parent="w"/></Styles>
            <Worksheet ss:Name="S"><Table><Column/><Column ss:Index="3" ss:StyleID="w" ss:Span="1"/>
            <Row><Cell ss:StyleID="d"><Data ss:Type="Number">44742</Data></Cell><Cell><Data ss:Type="Number">2</Data></Cell>
            <Cell><Data ss:Type="Number">3</Data></Cell><Cell><Data ss:Type="Number">4</Data></Cell><Cell><Data ss:Type="Number">5</Data></Cell></Row>
            <Row ss:StyleID="p"><Cell><Data ss:Type="Number">6</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let book = read_workbook(file.as_bytes(), &Limits::default()).unwrap();
        let sheet = &book.sheets[0];
        let shown = sheet.cells.iter().map(|cell| book.shown(sheet, cell));
        let shown: Vec<Option<String>> = shown
            .map(|text| text.map(|text| text.to_string()))
            .collect();
        let due = ["2022/6/30", "", "3.00万元", "4.00万元", "", "6.00万元"];
        let due: Vec<Option<String>> = due
            .iter()
            .map(|text| (!text.is_empty()).then(|| (*text).to_owned()))
            .collect();
        assert_eq!(shown, due, "as the clerk sees them");
        assert_eq!(
            sheet.cells[0].content,
            crate::workbook::Content::Date(44742.0),
            "a day, though it is written as a number"
        );
    }
}
