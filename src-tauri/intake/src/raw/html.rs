//! A web page saved under a workbook's name: its tables as one sheet, the
//! text between them as rows of their own, as a spreadsheet shows them.
//!
//! The page is cut into tags without building a document; broken markup gives
//! fewer cells, never an error.

use super::decode::decode;
use super::delimited::{SHEET, typed};
use super::emit::{Book, Emitter, Value};
use super::{Foreign, Refusal};
use crate::wire::SheetFacts;
use crate::workbook::{Area, Format, Visibility};

/// A merged cell of a page is at most this large.
const SPAN_MAX: u32 = 1_000;

/// Reads the tables of a page.
pub(super) fn read(bytes: &[u8], mut out: Emitter<'_>) -> Result<(), Refusal> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let text = decode(bytes, charset_in(&head).as_deref())?;
    out.sheet(SHEET, Visibility::Visible)?;
    let mut page = Page::new(out);
    let mut rest = text.as_str();
    while let Some(open) = rest.find('<') {
        page.text(&rest[..open]);
        rest = &rest[open..];
        if let Some(after) = rest.strip_prefix("<!--") {
            let end = after.find("-->").map_or(after.len(), |end| end + 3);
            rest = &after[end..];
            continue;
        }
        let Some(close) = rest.find('>') else { break };
        let tag = &rest[1..close];
        rest = &rest[close + 1..];
        let name = tag_name(tag);
        let opens = !tag.starts_with('/') && !tag.ends_with('/');
        if opens && matches!(name.as_str(), "script" | "style" | "title" | "xml") {
            rest = after_element(rest, &name);
            continue;
        }
        page.tag(&name, tag)?;
    }
    page.end_cell()?;
    page.end_block()?;
    if page.tables == 0 || page.cells == 0 {
        return Err(Refusal::foreign(Foreign::PageWithoutTable));
    }
    page.out.facts(page.facts)?;
    page.out.finish(Format::Html, Book::default());
    Ok(())
}

/// What follows the end tag of an element whose content is no text of the page.
fn after_element<'a>(rest: &'a str, name: &str) -> &'a str {
    rest.match_indices("</")
        .map(|(at, _)| &rest[at..])
        .find(|end| {
            end.get(2..2 + name.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
        .and_then(|end| end.find('>').map(|close| &end[close + 1..]))
        .unwrap_or("")
}

fn charset_in(head: &str) -> Option<String> {
    let at = head
        .find("charset=")
        .map(|at| at + 8)
        .or_else(|| head.find("encoding=").map(|at| at + 9))?;
    let label: String = head[at..]
        .chars()
        .skip_while(|ch| matches!(ch, '"' | '\''))
        .take_while(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}

fn tag_name(tag: &str) -> String {
    tag.trim_start_matches('/')
        .chars()
        .take_while(|ch| ch.is_ascii_alphanumeric() || matches!(ch, ':' | '?' | '!'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A page being laid out.
struct Page<'a> {
    out: Emitter<'a>,
    facts: SheetFacts,
    cells: u64,
    tables: u32,
    /// How deep in tables; inner tables are text of the cell around them.
    depth: u32,
    row: u32,
    col: u32,
    /// The open cell: its spans.
    cell: Option<(u32, u32)>,
    /// The number that the open cell says it is.
    number: Option<f64>,
    /// Columns of the current row taken by cells from above: until which row.
    taken: Vec<u32>,
    text: String,
}

impl<'a> Page<'a> {
    fn new(out: Emitter<'a>) -> Page<'a> {
        Page {
            out,
            facts: SheetFacts::default(),
            cells: 0,
            tables: 0,
            depth: 0,
            row: 0,
            col: 0,
            cell: None,
            number: None,
            taken: Vec::new(),
            text: String::new(),
        }
    }

    fn text(&mut self, raw: &str) {
        if self.depth > 0 && self.cell.is_none() {
            return;
        }
        for (at, line) in raw.split(['\n', '\r']).enumerate() {
            // Line ends in the markup are blanks, not lines of the text.
            if at > 0 && !self.text.is_empty() && !line.trim().is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(&unescaped(line));
        }
    }

    fn tag(&mut self, name: &str, tag: &str) -> Result<(), Refusal> {
        let closing = tag.starts_with('/');
        match (name, closing) {
            ("table", false) => {
                if self.depth == 0 {
                    self.end_block()?;
                    self.taken.clear();
                    self.tables += 1;
                }
                self.depth += 1;
            }
            ("table", true) => {
                if self.depth == 1 {
                    self.end_cell()?;
                    self.end_row();
                }
                self.depth = self.depth.saturating_sub(1);
            }
            ("tr", closing) if self.depth == 1 => {
                self.end_cell()?;
                if closing || self.col > 0 {
                    self.end_row();
                }
            }
            ("td" | "th", false) if self.depth == 1 => {
                self.end_cell()?;
                self.cell = Some((span(tag, "rowspan"), span(tag, "colspan")));
                self.number = value_of(tag, "x:num").parse().ok();
            }
            ("td" | "th", true) if self.depth == 1 => self.end_cell()?,
            ("br", _) => self.text.push('\n'),
            ("p" | "div" | "h1" | "h2" | "h3" | "li", _) if self.depth == 0 => self.end_block()?,
            _ => {}
        }
        Ok(())
    }

    /// Text outside tables is a row of its own.
    fn end_block(&mut self) -> Result<(), Refusal> {
        let text = std::mem::take(&mut self.text);
        if self.depth == 0 && !text.trim().is_empty() {
            self.put(0, &text)?;
            self.row += 1;
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        let Some((rows, columns)) = self.cell.take() else {
            return Ok(());
        };
        let text = std::mem::take(&mut self.text);
        while self
            .taken
            .get(self.col as usize)
            .is_some_and(|until| *until > self.row)
        {
            self.col += 1;
        }
        let (first, last) = (self.col, self.col.saturating_add(columns - 1));
        self.out.within_limits(self.row, last)?;
        if !text.trim().is_empty() {
            match self
                .number
                .take()
                .filter(|number| writes(text.trim(), *number))
            {
                Some(number) => self.put_number(first, number, text.trim())?,
                None => self.put(first, &text)?,
            }
        }
        if rows > 1 || columns > 1 {
            let area = Area {
                top: self.row,
                left: first,
                bottom: self.row + rows - 1,
                right: last,
            };
            self.facts.merges.push(area);
        }
        if self.taken.len() <= last as usize {
            self.taken.resize(last as usize + 1, 0);
        }
        for col in first..=last {
            self.taken[col as usize] = self.row + rows;
        }
        self.col = last + 1;
        Ok(())
    }

    fn end_row(&mut self) {
        if self.depth == 1 && self.col > 0 {
            self.row += 1;
            self.col = 0;
        }
    }

    fn put(&mut self, col: u32, text: &str) -> Result<(), Refusal> {
        self.out.count()?;
        self.cells += 1;
        self.out.put(self.row, col, typed(text.trim()), None)
    }

    /// A number with thousands set off, as the page shows it.
    fn put_number(&mut self, col: u32, number: f64, text: &str) -> Result<(), Refusal> {
        self.out.count()?;
        self.cells += 1;
        let shown = self.out.text(text)?;
        self.facts.shown.push((self.row, col, shown));
        self.out.put(self.row, col, Value::Number(number), None)
    }
}

/// Whether a text is a number with thousands set off. A date that its page
/// calls a number stays a date.
fn writes(text: &str, number: f64) -> bool {
    text.contains(',') && text.replace(',', "").parse() == Ok(number) && number.is_finite()
}

fn span(tag: &str, name: &str) -> u32 {
    value_of(tag, name).parse().unwrap_or(1).clamp(1, SPAN_MAX)
}

/// The number that an attribute gives, as text; empty without one.
fn value_of(tag: &str, name: &str) -> String {
    let lower = tag.to_ascii_lowercase();
    let Some(at) = lower.find(name) else {
        return String::new();
    };
    lower[at + name.len()..]
        .chars()
        .skip_while(|ch| matches!(ch, '=' | '"' | '\'' | ' '))
        .take_while(|ch| ch.is_ascii_digit() || matches!(ch, '.' | '-'))
        .collect()
}

/// Text with its entities resolved.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .char_indices()
            .take(12)
            .find(|(_, ch)| *ch == ';')
            .map(|(end, _)| end);
        let resolved = end.and_then(|end| Some((entity(&rest[1..end])?, end)));
        match resolved {
            Some((ch, end)) => {
                out.push(ch);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(hex) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        return char::from_u32(u32::from_str_radix(hex, 16).ok()?);
    }
    if let Some(digits) = name.strip_prefix('#') {
        return char::from_u32(digits.parse().ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "mdash" => '—',
        "ndash" => '–',
        "ldquo" => '“',
        "rdquo" => '”',
        "middot" => '·',
        "yen" => '¥',
        "times" => '×',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::raw::{Limits, read_workbook};

    #[test]
    fn spans_and_text_between_tables_keep_their_places() {
        let page = "<html><head><meta charset=gb2312><style>td{}</style></head><body><p>汇总表</p>\
            <table><tr><th rowspan=2>序号</th><th colspan=\"2\">投资</th></tr>\
            <tr><th>设备</th><th>软件&nbsp;</th></tr>\
            <tr><td>1<td>320<br>万<td>&lt;b&gt;<!-- x --></tr></table></body></html>";
        let gbk = encoding_rs::GBK.encode(page).0.into_owned();
        let book = read_workbook(&gbk, &Limits::default()).unwrap();
        let found: Vec<(u32, u32, String)> = book.sheets[0]
            .cells
            .iter()
            .map(|cell| (cell.row, cell.col, cell.content.raw().into_owned()))
            .collect();
        let due: Vec<(u32, u32, String)> = [
            (0, 0, "汇总表"),
            (1, 0, "序号"),
            (1, 1, "投资"),
            (2, 1, "设备"),
            (2, 2, "软件"),
            (3, 0, "1"),
            (3, 1, "320\n万"),
            (3, 2, "<b>"),
        ]
        .iter()
        .map(|(row, col, text)| (*row, *col, (*text).to_owned()))
        .collect();
        assert_eq!(found, due, "cells stand where a spreadsheet would put them");
        assert_eq!(
            book.sheets[0].merges.len(),
            2,
            "both spans are merged areas"
        );
    }
}
