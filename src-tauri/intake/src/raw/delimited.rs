//! Text with separators: csv, tab-separated text, whatever their names.

use super::decode::decode;
use super::emit::{Book, Emitter, Value};
use super::{Foreign, Refusal};
use crate::workbook::{Format, Visibility, decimal_text};

const SEPARATORS: [char; 5] = [',', '\t', ';', '|', '，'];

/// A spreadsheet keeps this many digits of a number.
const NUMBER_DIGITS_MAX: usize = 15;

/// The name of the one sheet that text and pages have.
pub(super) const SHEET: &str = "表1";

/// Reads separated text. Rows count as a spreadsheet would count them: blank
/// lines too, and a quoted cell of several lines as one row.
pub(super) fn read(bytes: &[u8], mut out: Emitter<'_>) -> Result<(), Refusal> {
    let text = decode(bytes, None)?;
    let separator = separator_of(&text).ok_or_else(|| Refusal::foreign(Foreign::PlainText))?;
    out.sheet(SHEET, Visibility::Visible)?;
    let mut place = (0_u32, 0_u32);
    for piece in pieces(&text, separator) {
        match piece {
            Piece::Field(field) => {
                out.count()?;
                if !field.trim().is_empty() {
                    out.put(place.0, place.1, typed(&field), None)?;
                }
                place.1 = place.1.saturating_add(1);
            }
            Piece::Line => place = (place.0.saturating_add(1), 0),
        }
    }
    out.finish(Format::Delimited, Book::default());
    Ok(())
}

/// A field as a spreadsheet takes it in: what is plainly a number is one, but
/// only where nothing is lost by that (no leading noughts, no long codes).
pub(super) fn typed(field: &str) -> Value<'_> {
    let plain = field.trim();
    if let Some(text) = guarded(plain) {
        return Value::Text(text);
    }
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    if (1..=NUMBER_DIGITS_MAX).contains(&digits)
        && let Ok(number) = plain.parse::<f64>()
        && number.is_finite()
        && decimal_text(number) == plain
    {
        return Value::Number(number);
    }
    Value::Text(field)
}

/// What stands in `="…"`: systems export codes so, lest a spreadsheet take them
/// for numbers. The text is all the formula gives.
fn guarded(field: &str) -> Option<&str> {
    let inner = field.strip_prefix("=\"")?.strip_suffix('"')?;
    (!inner.contains('"')).then_some(inner)
}

/// The separator that stands most often in the first lines.
fn separator_of(text: &str) -> Option<char> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(30)
        .collect();
    SEPARATORS
        .into_iter()
        .map(|separator| {
            let count: usize = lines
                .iter()
                .map(|line| line.matches(separator).count())
                .sum();
            (count, separator)
        })
        .filter(|(count, _)| *count >= lines.len().max(1) / 2 && *count > 0)
        .max_by_key(|(count, separator)| (*count, *separator == ','))
        .map(|(_, separator)| separator)
}

enum Piece {
    Field(String),
    Line,
}

/// Fields and line ends, with quotes as RFC 4180 has them.
fn pieces(text: &str, separator: char) -> impl Iterator<Item = Piece> + '_ {
    let mut rest = text.chars().peekable();
    let mut line_pending = false;
    std::iter::from_fn(move || {
        if std::mem::take(&mut line_pending) {
            return Some(Piece::Line);
        }
        rest.peek()?;
        let mut field = String::new();
        let mut quoted = false;
        loop {
            match rest.next() {
                None => return Some(Piece::Field(field)),
                Some('"') if quoted => {
                    if rest.peek() == Some(&'"') {
                        field.push('"');
                        rest.next();
                    } else {
                        quoted = false;
                    }
                }
                Some('"') if field.is_empty() => quoted = true,
                Some(ch) if quoted => field.push(ch),
                Some(ch) if ch == separator => return Some(Piece::Field(field)),
                Some('\r') if rest.peek() == Some(&'\n') => {}
                Some('\n' | '\r') => {
                    line_pending = true;
                    return Some(Piece::Field(field));
                }
                Some(ch) => field.push(ch),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::raw::{Limits, read_workbook};

    #[test]
    fn a_guarded_code_is_the_code() {
        for (field, inner) in [
            ("=\"91440200MAX001093R\"", Some("91440200MAX001093R")),
            ("=\"A\"&\"B\"", None),
            ("=cmd|' /C calc'!A0", None),
            ("=1+1", None),
        ] {
            assert_eq!(super::guarded(field), inner, "{field}");
        }
    }

    #[test]
    fn rows_count_as_a_spreadsheet_counts_them() {
        let text =
            "标题,,\n\n序号,名称,\"说,\"\"明\"\"\n二行\"\n1,甲,00012\n2,乙,9144022499990000001\n";
        let book = read_workbook(text.as_bytes(), &Limits::default()).unwrap();
        let found: Vec<(u32, u32, String)> = book.sheets[0]
            .cells
            .iter()
            .map(|cell| (cell.row, cell.col, cell.content.raw().into_owned()))
            .collect();
        let due = [
            (0, 0, "标题"),
            (2, 0, "序号"),
            (2, 1, "名称"),
            (2, 2, "说,\"明\"\n二行"),
            (3, 0, "1"),
            (3, 1, "甲"),
            (3, 2, "00012"),
            (4, 0, "2"),
            (4, 1, "乙"),
            (4, 2, "9144022499990000001"),
        ];
        let due: Vec<(u32, u32, String)> = due
            .iter()
            .map(|(row, col, text)| (*row, *col, (*text).to_owned()))
            .collect();
        assert_eq!(
            found, due,
            "blank lines count, quoted lines do not, codes stay text"
        );
    }
}
