//! What a spreadsheet program shows for a number: the text the clerk sees,
//! which the raw number does not give (44742 is shown as 2022/6/30).
//!
//! Formats that need more than digits and dates (fractions, exponents, Chinese
//! numerals, conditions) are not guessed at: nothing is said of them.

mod date;
mod digits;
mod section;

use crate::workbook::decimal_text;
use section::{Section, Token};

/// How a number is shown in a format, where that is known and another text
/// than the number's own.
///
/// ```
/// use ruku_intake::shown::number;
/// assert_eq!(number(3200.5, "#,##0.00", false).as_deref(), Some("3,200.50"));
/// assert_eq!(number(44742.0, "yyyy\"年\"m\"月\"", false).as_deref(), Some("2022年6月"));
/// assert_eq!(number(5.0, "0", false), None, "it is shown as it is");
/// ```
#[must_use]
pub fn number(number: f64, code: &str, date_1904: bool) -> Option<String> {
    let raw = decimal_text(number);
    let shown = in_format(number, &raw, code, date_1904)?;
    (shown != raw).then_some(shown)
}

/// A cell as it is quoted to a clerk: what is shown there, and what the file
/// holds where that is a finer number. A day is not quoted as a number.
///
/// ```
/// use ruku_intake::shown::quoted;
/// assert_eq!(quoted("3200.5", Some("3,200.50")), "3,200.50");
/// assert_eq!(quoted("320.126", Some("320.13")), "320.13（文件中存为320.126）");
/// assert_eq!(quoted("44742", Some("2022/6/30")), "2022/6/30");
/// ```
#[must_use]
pub fn quoted(raw: &str, shown: Option<&str>) -> String {
    let Some(shown) = shown else {
        return raw.to_owned();
    };
    if decimals(raw) > decimals(shown) && is_one_number(shown) {
        format!("{shown}（文件中存为{raw}）")
    } else {
        shown.to_owned()
    }
}

fn decimals(number: &str) -> usize {
    let after = number.split_once('.').map_or("", |(_, after)| after);
    let digits = after.bytes().take_while(u8::is_ascii_digit);
    digits.count()
}

/// Digits stand in one place only: in a date or a time they stand in several.
fn is_one_number(shown: &str) -> bool {
    let mut runs = shown
        .split(|ch: char| !(ch.is_ascii_digit() || matches!(ch, '.' | ',')))
        .filter(|run| run.contains(|ch: char| ch.is_ascii_digit()));
    runs.next().is_some() && runs.next().is_none()
}

fn in_format(number: f64, raw: &str, code: &str, date_1904: bool) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    let sections = section::split(code);
    let (own_sign, chosen) = match sections.as_slice() {
        [] => return None,
        [only] => (false, only),
        [first, negative] if number < 0.0 => (negative != first, negative),
        [first, _] => (false, first),
        [_, negative, ..] if number < 0.0 => (true, negative),
        [_, _, zero, ..] if number == 0.0 => (true, zero),
        [first, ..] => (false, first),
    };
    let section = Section::parse(chosen)?;
    if section.is_date() {
        return date::text(number, &section, date_1904);
    }
    let sign = if number < 0.0 && !own_sign { "-" } else { "" };
    let absolute = raw.trim_start_matches('-');
    let without_digits = !section
        .tokens
        .iter()
        .any(|token| matches!(token, Token::Digit(_)));
    if without_digits {
        return whole(sign, absolute, &section);
    }
    Some(format!("{sign}{}", digits::text(absolute, &section)?))
}

/// A format without places for digits: words, and the number as it is.
fn whole(sign: &str, absolute: &str, section: &Section) -> Option<String> {
    let mut out = String::new();
    for token in &section.tokens {
        match token {
            Token::Literal(text) => out.push_str(text),
            Token::Whole => {
                out.push_str(sign);
                out.push_str(absolute);
            }
            _ => return None,
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_look_as_the_clerk_sees_them() {
        for (value, code, due) in [
            (3200.5, "#,##0.00", Some("3,200.50")),
            (1_234_567.0, "#,##0", Some("1,234,567")),
            (320.0, "0.00\"万元\"", Some("320.00万元")),
            (0.456, "0%", Some("46%")),
            (0.1234, "0.00%", Some("12.34%")),
            (-5.0, "#,##0;(#,##0)", Some("(5)")),
            (-5.5, "0.0", None),
            (-5.5, "0.00_);[Red]\\(0.00\\)", Some("(5.50)")),
            (0.0, "#,##0;-#,##0;\"-\"", Some("-")),
            (1_500_000.0, "#,##0.0,", Some("1,500.0")),
            (7.0, "000", Some("007")),
            (2.5, "[$¥-804]#,##0.00", Some("¥2.50")),
            (2.345, "0.00", Some("2.35")),
            (0.995, "0.##", Some("1.")),
            (9.999, "0.00", Some("10.00")),
            (0.3, "0.0000000000000000", Some("0.3000000000000000")),
            (0.1 + 0.2, "0.00", Some("0.30")),
            (44742.0, "yyyy/m/d", Some("2022/6/30")),
            (44742.75, "yyyy-mm-dd h:mm", Some("2022-06-30 18:00")),
            (
                44742.0,
                "[$-804]yyyy\"年\"m\"月\"d\"日\"",
                Some("2022年6月30日"),
            ),
            (44742.0, "yyyy.mm", Some("2022.06")),
            (44742.0, "d-mmm-yy", Some("30-Jun-22")),
            (44742.0, "aaaa", Some("星期四")),
            (0.5, "上午/下午h\"时\"mm\"分\"", Some("下午12时00分")),
            (1.5, "[h]:mm", Some("36:00")),
            (0.75, "# ?/?", None),
            (5.0, "[DBNum1]0", None),
            (12345.0, "0.00E+00", None),
            (5.0, "@", None),
            (5.0, "General\"个\"", Some("5个")),
            (5.0, "[>100]0.0;0.00", None),
        ] {
            assert_eq!(
                number(value, code, false).as_deref(),
                due,
                "{value} as {code}"
            );
        }
        assert_eq!(
            number(0.0, "yyyy/m/d", true).as_deref(),
            Some("1904/1/1"),
            "the other calendar"
        );
    }
}
