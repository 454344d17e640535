//! Digits that a spreadsheet did not keep: a number of an invoice or a contract
//! typed as a figure.

use crate::text::narrow;
use crate::workbook::{Content, decimal_text};

/// A spreadsheet keeps 15 digits of a figure; the rest is noughts or noise.
pub(crate) const SAFE_DIGITS: usize = 15;

/// Whether a cell that should hold a text holds a figure longer than a
/// spreadsheet keeps, or the short form in which it was shown.
///
/// 24442000000012345678 typed as a figure is kept as 24442000000012300000: two
/// invoices of one book become the same.
#[must_use]
pub fn are_lost(content: &Content) -> bool {
    match content {
        Content::Number(number) => {
            let text = decimal_text(number.abs());
            text.len() > SAFE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
        }
        Content::Text(text) => is_scientific(text),
        _ => false,
    }
}

/// `9.14407E+17` as text: what a spreadsheet showed and somebody copied.
pub(crate) fn is_scientific(content: &str) -> bool {
    let narrowed = narrow(content);
    let plain = narrowed.trim();
    plain
        .split_once(['E', 'e'])
        .is_some_and(|(mantissa, exponent)| {
            mantissa.contains('.')
                && exponent.starts_with('+')
                && mantissa.parse::<f64>().is_ok()
                && exponent[1..].parse::<u8>().is_ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_digits_are_kept() {
        for (content, lost) in [
            (Content::Number(24_442_000_000_012_345_678.0), true),
            (Content::Number(1e15), true),
            (Content::Number(999_999_999_999_999.0), false),
            (Content::Number(0.123_456_789_012_345_67), false),
            (Content::Text("24442000000012345678".into()), false),
            (Content::Text("2.44420E+19".into()), true),
            (Content::Text("2.5E+3型".into()), false),
        ] {
            assert_eq!(are_lost(&content), lost, "{content:?}");
        }
    }
}
