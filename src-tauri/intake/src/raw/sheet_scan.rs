//! What calamine does not tell of a worksheet part: hidden rows and columns,
//! and formulas whose result was never stored.
//!
//! The part is scanned tag by tag while it is inflated, without building
//! anything; a damaged part gives a poorer scan and never an error, because
//! the real parser judges it next.

/// What a scan found, rows and columns from 0.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct SheetScan {
    /// Hidden rows, first and last.
    pub(super) hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, first and last.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// Cells with a formula and no stored result, in the part's order.
    pub(super) uncalculated: Vec<(u32, u32)>,
}

/// A scan in progress.
#[derive(Debug, Default)]
pub(super) struct SheetScanner {
    found: SheetScan,
    /// A tag that began in an earlier chunk.
    pending: Vec<u8>,
    in_tag: bool,
    /// Bytes of text since the last tag.
    text: usize,
    row: u32,
    next_row: u32,
    col: u32,
    formula: bool,
    value: bool,
}

/// A longer tag is none that matters here.
const TAG_BYTES_MAX: usize = 4096;

impl SheetScanner {
    /// Takes the next bytes of the part.
    pub(super) fn feed(&mut self, mut chunk: &[u8]) {
        while !chunk.is_empty() {
            if self.in_tag {
                match chunk.iter().position(|&byte| byte == b'>') {
                    Some(end) => {
                        if self.pending.is_empty() {
                            self.tag(&chunk[..end]);
                        } else {
                            self.keep(&chunk[..end]);
                            let tag = std::mem::take(&mut self.pending);
                            self.tag(&tag);
                        }
                        self.in_tag = false;
                        self.text = 0;
                        chunk = &chunk[end + 1..];
                    }
                    None => {
                        self.keep(chunk);
                        return;
                    }
                }
            } else {
                match chunk.iter().position(|&byte| byte == b'<') {
                    Some(start) => {
                        self.text += start;
                        self.in_tag = true;
                        chunk = &chunk[start + 1..];
                    }
                    None => {
                        self.text += chunk.len();
                        return;
                    }
                }
            }
        }
    }

    /// The result.
    pub(super) fn finish(self) -> SheetScan {
        self.found
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = TAG_BYTES_MAX.saturating_sub(self.pending.len());
        self.pending
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn tag(&mut self, tag: &[u8]) {
        let closing = tag.first() == Some(&b'/');
        let body = if closing { &tag[1..] } else { tag };
        let alone = body.last() == Some(&b'/');
        let end = body
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            .unwrap_or(body.len());
        let name = &body[..end];
        let local = name
            .iter()
            .rposition(|&byte| byte == b':')
            .map_or(name, |at| &name[at + 1..]);
        match (local, closing) {
            (b"row", false) => self.open_row(&body[end..]),
            (b"col", false) => self.column(&body[end..]),
            (b"c", false) => self.open_cell(&body[end..]),
            (b"c", true) => self.close_cell(),
            (b"f", false) => self.formula = true,
            (b"v", true) => self.value |= self.text > 0,
            (b"is", false) => self.value |= !alone,
            _ => {}
        }
    }

    fn open_row(&mut self, attributes: &[u8]) {
        let given = attribute(attributes, b"r").and_then(number);
        self.row = given
            .and_then(|row| row.checked_sub(1))
            .unwrap_or(self.next_row);
        self.next_row = self.row.saturating_add(1);
        self.col = 0;
        if is_true(attribute(attributes, b"hidden")) {
            extend_span(&mut self.found.hidden_rows, self.row);
        }
    }

    fn column(&mut self, attributes: &[u8]) {
        if !is_true(attribute(attributes, b"hidden")) {
            return;
        }
        let bound = |name| attribute(attributes, name).and_then(number)?.checked_sub(1);
        if let (Some(first), Some(last)) = (bound(b"min"), bound(b"max")) {
            self.found.hidden_columns.push((first, last));
        }
    }

    fn open_cell(&mut self, attributes: &[u8]) {
        let letters = attribute(attributes, b"r").and_then(column_of);
        if let Some(col) = letters {
            self.col = col;
        }
        self.formula = false;
        self.value = false;
    }

    fn close_cell(&mut self) {
        if self.formula && !self.value {
            self.found.uncalculated.push((self.row, self.col));
        }
        self.formula = false;
        self.col = self.col.saturating_add(1);
    }
}

fn extend_span(spans: &mut Vec<(u32, u32)>, row: u32) {
    match spans.last_mut() {
        Some((_, last)) if last.saturating_add(1) == row => *last = row,
        _ => spans.push((row, row)),
    }
}

fn attribute<'a>(attributes: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = attributes;
    loop {
        let equals = rest.iter().position(|&byte| byte == b'=')?;
        let key = rest[..equals].trim_ascii();
        let after = rest[equals + 1..].trim_ascii_start();
        let quote = *after.first()?;
        let length = after[1..].iter().position(|&byte| byte == quote)?;
        if key == name {
            return Some(&after[1..=length]);
        }
        rest = &after[length + 2..];
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn is_true(value: Option<&[u8]>) -> bool {
    matches!(value, Some(b"1" | b"true"))
}

fn column_of(reference: &[u8]) -> Option<u32> {
    let mut col = 0_u32;
    for letter in reference
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
    {
        let value = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        col = col.checked_mul(26)?.checked_add(value)?;
    }
    col.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: &str = concat!(
        r#"<x:worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols>"#,
        r#"<sheetData><row r="2" hidden="true"><c r="A2"><v>1</v></c></row><row hidden="1">"#,
        r#"<c><f>SUM(A1)</f><v></v></c><c><f>A1</f><v>3</v></c><c r="D3"><f>A1</f></c></row>"#,
        r#"<x:row r="9"><x:c r="AB9" t="inlineStr"><x:f/><x:is><x:t>a</x:t></x:is></x:c></x:row>"#,
        "</sheetData></x:worksheet>",
    );

    #[test]
    fn finds_hidden_and_uncalculated_in_any_chunking() {
        let expected = SheetScan {
            hidden_rows: vec![(1, 2)],
            hidden_columns: vec![(1, 2)],
            uncalculated: vec![(2, 0), (2, 3)],
        };
        for size in [1, 7, PART.len()] {
            let mut scanner = SheetScanner::default();
            for chunk in PART.as_bytes().chunks(size) {
                scanner.feed(chunk);
            }
            assert_eq!(scanner.finish(), expected, "in chunks of {size} bytes");
        }
    }
}
