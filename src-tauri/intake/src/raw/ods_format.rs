//! The number formats of an OpenDocument spreadsheet, which are written as
//! elements, put together as the codes that other formats use:
//! `0.00"万元"`, `yyyy"年"m"月"` (OpenDocument 1.3 part 3, 16.29).

use std::collections::HashMap;
use std::fmt::Write as _;

use super::markup::{Tag, push_text};

/// Formats and styles that are kept.
const KEPT_MAX: usize = 20_000;

/// A longer code is none that anybody typed.
const CODE_BYTES_MAX: usize = 1_000;

/// Digits that a format may ask for: more are a slip.
const DIGITS_MAX: u32 = 30;

/// Sections of a code besides its last.
const SECTIONS_MAX: usize = 3;

/// A style that comes from more styles than this comes from itself.
const PARENTS_MAX: usize = 20;

/// What was learnt of formats so far.
#[derive(Default)]
pub(super) struct Formats {
    codes: HashMap<String, Written>,
    /// For each style of cells its format and the style it comes from.
    styles: HashMap<String, (Option<String>, Option<String>)>,
    open: Option<(String, Written)>,
    /// The text that comes next is the format's.
    speaking: bool,
}

/// A format as it is written.
#[derive(Default)]
struct Written {
    code: String,
    /// It holds what no code says.
    beyond: bool,
    percent: bool,
    date: bool,
    /// Other formats for numbers that fulfil a condition.
    parts: Vec<(String, String)>,
}

impl Formats {
    /// Takes a tag that may be part of a format or a style.
    pub(super) fn take(&mut self, tag: &Tag<'_>) {
        match tag.name {
            b"number-style" | b"currency-style" | b"percentage-style" | b"date-style"
            | b"time-style" | b"text-style" => self.begin(tag),
            b"style" if !tag.closing && tag.raw("family") == Some(b"table-cell") => {
                if self.styles.len() < KEPT_MAX {
                    let said = (tag.text("data-style-name"), tag.text("parent-style-name"));
                    self.styles
                        .insert(tag.text("name").unwrap_or_default(), said);
                }
            }
            b"text" | b"currency-symbol" => self.speaking = !tag.closing && !tag.alone,
            _ if tag.closing => {}
            _ => {
                if let Some((_, open)) = &mut self.open {
                    open.part(tag);
                }
            }
        }
    }

    /// Takes a text, which may be one that a format shows.
    pub(super) fn text(&mut self, raw: &[u8]) {
        if let Some((_, open)) = self.open.as_mut().filter(|_| self.speaking) {
            let mut text = String::new();
            push_text(raw, &mut text);
            open.words(&text);
        }
    }

    /// The code of a style's number format; none where it has none, or one that
    /// no code says.
    pub(super) fn code_of(&self, style: &str) -> Option<String> {
        let mut name = style;
        for _ in 0..PARENTS_MAX {
            let (format, parent) = self.styles.get(name)?;
            if let Some(format) = format {
                return self.code(format);
            }
            name = parent.as_deref()?;
        }
        None
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        if let Some((name, written)) = self.open.take()
            && self.codes.len() < KEPT_MAX
        {
            self.codes.insert(name, written);
        }
        self.speaking = false;
        if tag.closing || tag.alone {
            return;
        }
        let written = Written {
            percent: tag.name == b"percentage-style",
            date: matches!(tag.name, b"date-style" | b"time-style"),
            ..Written::default()
        };
        self.open = tag.text("name").map(|name| (name, written));
    }

    fn code(&self, name: &str) -> Option<String> {
        let written = self.codes.get(name).filter(|written| !written.beyond)?;
        let conditions: Vec<&str> = written.parts.iter().map(|(of, _)| of.as_str()).collect();
        // The usual order needs no conditions: positive, negative, zero, text.
        let usual = matches!(
            conditions.as_slice(),
            [] | [">=0"] | [">0", "<0"] | [">0", "<0", "=0"]
        );
        let mut code = String::new();
        for (condition, part) in &written.parts {
            let part = self.codes.get(part).filter(|part| !part.beyond)?;
            if !usual {
                let _ = write!(code, "[{condition}]");
            }
            code.push_str(&part.code);
            code.push(';');
        }
        code.push_str(&written.code);
        Some(code).filter(|code| !code.is_empty())
    }
}

impl Written {
    fn part(&mut self, tag: &Tag<'_>) {
        let long = tag.raw("style") == Some(b"long");
        let pick = |short: &'static str, full: &'static str| if long { full } else { short };
        let elapsed = tag.raw("truncate-on-overflow") == Some(b"false");
        let piece = match tag.name {
            b"number" => return self.number(tag),
            b"scientific-number" => return self.scientific(tag),
            b"text-content" => "@",
            b"year" => pick("yy", "yyyy"),
            b"month" if tag.is_true("textual") => pick("mmm", "mmmm"),
            b"month" => pick("m", "mm"),
            b"day" => pick("d", "dd"),
            b"day-of-week" => pick("ddd", "dddd"),
            b"hours" if elapsed => pick("[h]", "[hh]"),
            b"hours" => pick("h", "hh"),
            b"minutes" if elapsed => pick("[m]", "[mm]"),
            b"minutes" => pick("m", "mm"),
            b"seconds" if elapsed => pick("[s]", "[ss]"),
            b"seconds" => pick("s", "ss"),
            b"am-pm" => "AM/PM",
            b"map" => {
                let condition = tag.text("condition").unwrap_or_default();
                let condition = condition.trim().strip_prefix("value()").unwrap_or_default();
                let part = tag.text("apply-style-name").unwrap_or_default();
                if self.parts.len() < SECTIONS_MAX {
                    self.parts.push((condition.to_owned(), part));
                } else {
                    self.beyond = true;
                }
                return;
            }
            b"text-properties" => return,
            // Fractions, quarters, weeks, other calendars, text between digits.
            _ => {
                self.beyond = true;
                return;
            }
        };
        self.code.push_str(piece);
        let places = tag.number("decimal-places").unwrap_or(0).min(DIGITS_MAX);
        if tag.name == b"seconds" && places > 0 {
            let _ = write!(self.code, ".{}", "0".repeat(places as usize));
        }
    }

    fn number(&mut self, tag: &Tag<'_>) {
        let digits = |name: &str| tag.number(name).map(|count| count.min(DIGITS_MAX) as usize);
        let whole = digits("min-integer-digits").unwrap_or(0);
        let Some(places) = digits("decimal-places") else {
            // As many places as the number has.
            self.code.push_str("General");
            return;
        };
        let width = match tag.is_true("grouping") {
            true => whole.max(4),
            false => whole.max(1),
        };
        for place in (0..width).rev() {
            self.code.push(if place < whole { '0' } else { '#' });
            if tag.is_true("grouping") && place > 0 && place.is_multiple_of(3) {
                self.code.push(',');
            }
        }
        let fixed = digits("min-decimal-places").unwrap_or(places).min(places);
        if places > 0 {
            let open = "#".repeat(places - fixed);
            let _ = write!(self.code, ".{}{open}", "0".repeat(fixed));
        }
        let factor = tag.text("display-factor").unwrap_or_default();
        let thousands = factor.bytes().filter(|digit| *digit == b'0').count() / 3;
        self.code.push_str(&",".repeat(thousands.min(4)));
    }

    fn scientific(&mut self, tag: &Tag<'_>) {
        let digits = |name: &str| tag.number(name).unwrap_or(0).min(DIGITS_MAX) as usize;
        let (whole, places) = (digits("min-integer-digits"), digits("decimal-places"));
        self.code.push_str(&"0".repeat(whole.max(1)));
        if places > 0 {
            let _ = write!(self.code, ".{}", "0".repeat(places));
        }
        let exponent = "0".repeat(digits("min-exponent-digits").max(1));
        let _ = write!(self.code, "E+{exponent}");
    }

    /// Words that are shown as they stand.
    fn words(&mut self, text: &str) {
        if self.code.len() + text.len() > CODE_BYTES_MAX {
            self.beyond = true;
            return;
        }
        let plain = |ch: char| match ch {
            '%' => self.percent,
            '-' | '/' | '.' | ':' | ' ' => self.date,
            _ => false,
        };
        if !text.is_empty() && text.chars().all(plain) {
            self.code.push_str(text);
            return;
        }
        for (at, piece) in text.split('"').enumerate() {
            if at > 0 {
                self.code.push_str("\\\"");
            }
            if !piece.is_empty() {
                let _ = write!(self.code, "\"{piece}\"");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::markup::{Markup, Piece};

    /// The code of the style `ce`, whose format is called `N`.
    fn code(formats: &str) -> Option<String> {
        let styles = r#"<style:style style:name="Default" style:family="table-cell" style:data-style-name="N"/>
            <style:style style:name="ce" style:family="table-cell" style:parent-style-name="Default"/>"#;
        let whole = format!("<styles>{formats}{styles}</styles>");
        let mut found = Formats::default();
        let mut markup = Markup::new(whole.as_bytes(), 1 << 20);
        while let Some(piece) = markup.next().expect("memory can be read") {
            match piece {
                Piece::Tag(tag) => found.take(&tag),
                Piece::Text(raw) | Piece::Literal(raw) => found.text(raw),
            }
        }
        found.code_of("ce")
    }

    #[test]
    fn elements_become_codes() {
        let number = |inner: &str| {
            code(&format!(
                r#"<number:number-style style:name="N">{inner}</number:number-style>"#
            ))
        };
        let two = r#"<number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1"/>"#;
        for (inner, due) in [
            (
                format!("{two}<number:text>万元</number:text>"),
                Some("0.00\"万元\""),
            ),
            (
                r#"<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/>"#.to_owned(),
                Some("#,##0"),
            ),
            (
                r#"<number:number number:decimal-places="1" number:min-integer-digits="1" number:grouping="true" number:display-factor="1000"/>"#.to_owned(),
                Some("#,##0.0,"),
            ),
            (
                r#"<number:number number:decimal-places="3" number:min-decimal-places="1" number:min-integer-digits="4"/>"#.to_owned(),
                Some("0000.0##"),
            ),
            (
                r#"<number:number number:min-integer-digits="1"/><number:text>个</number:text>"#.to_owned(),
                Some("General\"个\""),
            ),
            (
                format!("<number:text>a\"b</number:text>{two}"),
                Some("\"a\"\\\"\"b\"0.00"),
            ),
            (
                r#"<number:scientific-number number:decimal-places="2" number:min-integer-digits="1" number:min-exponent-digits="2"/>"#.to_owned(),
                Some("0.00E+00"),
            ),
            ("<number:fraction/>".to_owned(), None),
        ] {
            assert_eq!(number(&inner).as_deref(), due, "{inner}");
        }
    }

    #[test]
    fn dates_and_percentages_keep_their_signs() {
        let month = r#"<number:date-style style:name="N"><number:year number:style="long"/><number:text>年</number:text><number:month/><number:text>月</number:text></number:date-style>"#;
        assert_eq!(code(month).as_deref(), Some("yyyy\"年\"m\"月\""), "words");
        let day = r#"<number:date-style style:name="N"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>"#;
        assert_eq!(code(day).as_deref(), Some("yyyy-mm-dd"), "signs");
        let hours = r#"<number:time-style style:name="N" number:truncate-on-overflow="false"><number:hours number:truncate-on-overflow="false"/><number:text>:</number:text><number:minutes number:style="long"/></number:time-style>"#;
        assert_eq!(code(hours).as_deref(), Some("[h]:mm"), "a length of time");
        let percent = r#"<number:percentage-style style:name="N"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>"#;
        assert_eq!(code(percent).as_deref(), Some("0%"), "hundredths");
    }

    #[test]
    fn conditions_become_sections() {
        let style = |name: &str, text: &str, maps: &str| {
            format!(
                r#"<number:number-style style:name="{name}"><number:text>{text}</number:text><number:number number:decimal-places="0" number:min-integer-digits="1"/>{maps}</number:number-style>"#
            )
        };
        let map = |condition: &str, to: &str| {
            format!(
                r#"<style:map style:condition="value(){condition}" style:apply-style-name="{to}"/>"#
            )
        };
        let two = style("P0", "", "") + &style("N", "-", &map("&gt;=0", "P0"));
        assert_eq!(code(&two).as_deref(), Some("0;\"-\"0"), "two sections");
        let other = style("P0", "", "") + &style("N", "-", &map("&gt;100", "P0"));
        assert_eq!(code(&other).as_deref(), Some("[>100]0;\"-\"0"), "its own");
        let itself = style("N", "-", &map("&gt;=0", "gone"));
        assert_eq!(code(&itself), None, "a section that is not there");
    }
}
