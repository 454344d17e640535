//! Names and free text.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::{Look, Meaning, Reading, Remark, digits};
use crate::text::{
    full_width_brackets, has_han, is_control, narrow, says_nothing, squeeze, without_controls,
};
use crate::workbook::Content;

/// Reads a cell as free text: trimmed, without control characters. A figure of
/// which digits are lost is no text.
#[must_use]
pub fn read_text(look: Look<'_>) -> Reading {
    if let Some(reading) = super::common(look) {
        return reading;
    }
    if digits::are_lost(look.content) {
        return Reading::unknown(Remark::new(FindingKind::NumberPrecisionLost));
    }
    match look.content {
        Content::Text(content) => {
            let clean = without_controls(content);
            if clean.is_empty() || says_nothing(&clean) {
                return Reading::nothing();
            }
            let reading = Reading::clear(FactValue::Text(clean.into_owned()));
            with_control_remark(reading, content)
        }
        other => Reading::clear(FactValue::Text(other.raw().into_owned())),
    }
}

/// Reads a cell as a name of an enterprise, a project or a person: one line,
/// no blanks between Chinese characters, and for an enterprise the full-width
/// brackets of its licence.
#[must_use]
pub fn read_name(look: Look<'_>, enterprise: bool) -> Reading {
    let reading = read_text(look);
    let Meaning::Value(FactValue::Text(text)) = &reading.meaning else {
        return reading;
    };
    let joined = one_line(text);
    let name = if enterprise && has_han(&joined) {
        full_width_brackets(&joined).into_owned()
    } else {
        joined.clone()
    };
    let brackets =
        (name != joined).then(|| Remark::new(FindingKind::NameBrackets).repaired(name.clone()));
    let mut out = Reading {
        meaning: Meaning::Value(FactValue::Text(name)),
        remarks: reading.remarks,
    };
    out.remarks.extend(brackets);
    out
}

/// Whether a cell numbers what it names: `1.甲项目 2.乙项目`, `①甲②乙`. A number
/// that goes on (1.5吨) counts nothing.
#[must_use]
pub fn names_several(look: Look<'_>) -> bool {
    let Content::Text(content) = look.content else {
        return false;
    };
    // Hardly any name holds a two.
    if !content.contains(['2', '２', '②']) {
        return false;
    }
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed);
    let marked = |text: &str, number: char, ring: char| -> Option<usize> {
        text.char_indices().find_map(|(at, ch)| {
            let after = &text[at + ch.len_utf8()..];
            let mut next = after.chars();
            let stop = next.next().is_some_and(|ch| ".、)".contains(ch));
            let whole = !text[..at].ends_with(|ch: char| ch.is_ascii_digit())
                && !next.next().is_some_and(|ch| ch.is_ascii_digit());
            (ch == ring || ch == number && stop && whole).then_some(at + ch.len_utf8())
        })
    };
    let first = marked(&plain, '1', '①').filter(|end| *end <= '('.len_utf8() + '①'.len_utf8());
    first.is_some_and(|end| marked(&plain[end..], '2', '②').is_some())
}

fn with_control_remark(reading: Reading, content: &str) -> Reading {
    if content.chars().any(is_control) {
        let text = reading
            .value()
            .and_then(FactValue::as_text)
            .unwrap_or_default()
            .to_owned();
        return reading.with(Remark::new(FindingKind::TextControlCharacters).repaired(text));
    }
    reading
}

/// Joins lines; blanks stay only between two words of Latin letters or digits.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for ch in text.chars() {
        if ch.is_whitespace() || ch == '\u{3000}' {
            blank = true;
            continue;
        }
        let latin = |ch: char| ch.is_ascii_graphic();
        if blank && latin(ch) && out.chars().next_back().is_some_and(latin) {
            out.push(' ');
        }
        blank = false;
        out.push(ch);
    }
    out
}
