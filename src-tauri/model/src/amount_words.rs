//! Amounts in words (大写): 人民币壹仟肆佰零玖元伍角整.
//!
//! Written so that both the 支付结算办法 (附一, 1997) and the 会计基础工作规范
//! are met: 整 stands after 元 and after 角, not after 分. Read in every
//! spelling those two allow.

use crate::money::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
const PREFIX: &str = "人民币";

/// Marks a 零 that may be written or left out. Only ever inside this module.
const OPTIONAL_ZERO: char = '0';

/// Why a text is no amount in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountWordsError {
    /// A character or its place makes no sense.
    #[error("not an amount in words: {0:?}")]
    NotAnAmount(String),
    /// It can be understood, but is not how the amount may be written.
    #[error("found {found:?}, which is to be written {expected:?}")]
    NotLegal {
        /// The text.
        found: String,
        /// How it is written.
        expected: String,
    },
}

/// The amount in words, with 人民币 before it and no gap.
///
/// ```
/// use ruku_model::amount_words::in_words;
/// use ruku_model::money::Money;
/// assert_eq!(in_words(Money::from_fen(140_950)), "人民币壹仟肆佰零玖元伍角整");
/// assert_eq!(in_words(Money::from_fen(50_000_000)), "人民币伍拾万元整");
/// assert_eq!(in_words(Money::from_fen(32_504)), "人民币叁佰贰拾伍元零肆分");
/// ```
#[must_use]
pub fn in_words(money: Money) -> String {
    format!("{PREFIX}{}", words(money))
}

/// The amount in words without 人民币.
#[must_use]
pub fn words(money: Money) -> String {
    pattern(money)
        .chars()
        .filter(|c| *c != OPTIONAL_ZERO)
        .collect()
}

/// Reads an amount in words: with or without 人民币, 整 or 正, 元 or 圆, 整
/// after 角 or not, and with the 零 that may be left out or not.
///
/// ```
/// use ruku_model::amount_words::read;
/// use ruku_model::money::Money;
/// let money = Money::from_fen(140_950);
/// assert_eq!(read("人民币壹仟肆佰零玖元伍角"), Ok(money), "as the 办法 prints it");
/// assert_eq!(read("壹仟肆佰零玖圆伍角正"), Ok(money));
/// assert!(read("壹仟肆佰玖元伍角整").is_err(), "this 零 may not be left out");
/// ```
///
/// # Errors
/// The text is no amount, or is not how its amount may be written.
pub fn read(text: &str) -> Result<Money, AmountWordsError> {
    let plain = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '正' => '整',
            '圆' | '圓' => '元',
            '貳' => '贰',
            '陸' => '陆',
            '參' | '叄' => '叁',
            '億' => '亿',
            '萬' => '万',
            other => other,
        })
        .collect::<String>();
    let plain = plain.strip_prefix(PREFIX).unwrap_or(&plain);
    let money = value(plain).ok_or_else(|| AmountWordsError::NotAnAmount(text.to_owned()))?;
    if matches(&pattern(money), plain) {
        Ok(money)
    } else {
        let (found, expected) = (text.to_owned(), words(money));
        Err(AmountWordsError::NotLegal { found, expected })
    }
}

/// The words with the optional 零 marked.
fn pattern(money: Money) -> String {
    let fen = money.fen().unsigned_abs();
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut out = if money.is_negative() {
        String::from("负")
    } else {
        String::new()
    };
    if yuan > 0 || (jiao == 0 && fen == 0) {
        out.push_str(&whole(yuan));
        out.push('元');
    }
    if jiao > 0 {
        if yuan > 0 && yuan.is_multiple_of(10) {
            out.push(OPTIONAL_ZERO);
        }
        out.push(digit(jiao));
        out.push('角');
    } else if fen > 0 && yuan > 0 {
        out.push('零');
    }
    if fen > 0 {
        out.push(digit(fen));
        out.push('分');
    } else {
        out.push('整');
    }
    out
}

/// A whole number in words.
fn whole(number: u64) -> String {
    if number == 0 {
        return String::from(DIGITS[0]);
    }
    let mut out = String::new();
    for (unit, name) in [(100_000_000, "亿"), (10_000, "万"), (1, "")] {
        // What is above 亿 is itself in words: 壹万亿.
        let part = if unit == 100_000_000 {
            number / unit
        } else {
            number / unit % 10_000
        };
        if part == 0 {
            continue;
        }
        if !out.is_empty() {
            let above = number / unit / 10_000;
            if part < 1000 || above.is_multiple_of(10_000) {
                out.push('零');
            } else if above.is_multiple_of(10) {
                out.push(OPTIONAL_ZERO);
            }
        }
        out.push_str(&if part >= 10_000 {
            whole(part)
        } else {
            group(part)
        });
        out.push_str(name);
    }
    out
}

/// Up to four digits in words.
fn group(number: u64) -> String {
    let mut out = String::new();
    let mut skipped = false;
    for place in (0..4_u32).rev() {
        let value = number / 10_u64.pow(place) % 10;
        if value == 0 {
            skipped = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            out.push('零');
        }
        out.push(digit(value));
        out.push_str(PLACES[place as usize]);
    }
    out
}

fn digit(value: u64) -> char {
    DIGITS[(value % 10) as usize]
}

/// The amount a text means, however its 零 and 整 are set.
fn value(text: &str) -> Option<Money> {
    let (negative, text) = match text.strip_prefix('负') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let text = text.strip_suffix('整').unwrap_or(text);
    let (yuan, small) = match text.split_once('元') {
        Some((yuan, small)) => (number(yuan)?, small),
        None => (0, text),
    };
    let mut fen = yuan.checked_mul(100)?;
    let mut rest = small.chars().filter(|c| *c != '零').peekable();
    let mut least = 11;
    while let Some(character) = rest.next() {
        let value = digit_value(character)?;
        let unit = match rest.next()? {
            '角' => 10,
            '分' => 1,
            _ => return None,
        };
        if unit >= least {
            return None;
        }
        least = unit;
        fen = fen.checked_add(value * unit)?;
    }
    if small.is_empty() && !text.contains('元') {
        return None;
    }
    let fen = i64::try_from(fen).ok()?;
    Some(Money::from_fen(if negative { -fen } else { fen }))
}

fn number(text: &str) -> Option<u64> {
    if text == "零" {
        return Some(0);
    }
    for (name, unit) in [('亿', 100_000_000_u64), ('万', 10_000)] {
        if let Some(at) = text.rfind(name) {
            let above = number(&text[..at])?;
            let below = text[at + name.len_utf8()..].trim_start_matches('零');
            let below = if below.is_empty() { 0 } else { number(below)? };
            return above.checked_mul(unit)?.checked_add(below);
        }
    }
    let mut sum = 0;
    let mut open = None;
    for character in text.chars().filter(|c| *c != '零') {
        if let Some(place) = ['拾', '佰', '仟']
            .iter()
            .position(|unit| *unit == character)
        {
            // 拾 alone at the start is 壹拾, though it may not be written so.
            let count = open.take().or((sum == 0 && place == 0).then_some(1))?;
            sum += count * [10, 100, 1000][place];
        } else if open.replace(digit_value(character)?).is_some() {
            return None;
        }
    }
    let sum = sum + open.unwrap_or(0);
    (sum > 0).then_some(sum)
}

fn digit_value(character: char) -> Option<u64> {
    let at = DIGITS
        .iter()
        .skip(1)
        .position(|digit| *digit == character)?;
    u64::try_from(at + 1).ok()
}

/// Whether a text is one of the spellings of a pattern.
fn matches(pattern: &str, text: &str) -> bool {
    let mut text = text.chars().peekable();
    for expected in pattern.chars() {
        if expected == OPTIONAL_ZERO {
            let _ = text.next_if_eq(&'零');
        } else if text.next_if_eq(&expected).is_none() {
            // 整 may be left out after 角 only.
            return expected == '整' && text.peek().is_none() && pattern.ends_with("角整");
        }
    }
    text.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_and_reads_the_vectors() {
        let vectors = include_str!("../tests/vectors/amount_words.tsv");
        let rows = vectors.lines().filter(|line| !line.starts_with(['#', 'y']));
        let mut count = 0;
        for row in rows {
            let fields = row.split('\t').collect::<Vec<_>>();
            let money: Money = fields[0].parse().unwrap();
            assert_eq!(words(money), fields[2], "{} in words", fields[0]);
            for spelling in &fields[1..4] {
                assert_eq!(read(spelling), Ok(money), "{spelling} is understood");
            }
            count += 1;
        }
        assert_eq!(count, 56, "all vectors were read");
    }

    #[test]
    fn knows_where_a_zero_may_stand() {
        for (text, fen) in [
            ("人民币壹仟陆佰捌拾元零叁角贰分", 168_032),
            ("壹拾万零柒仟元零伍角叁分", 10_700_053),
            ("人民币壹万零伍元正", 1_000_500),
            ("人民币 壹亿零壹仟元整", 10_000_100_000),
        ] {
            assert_eq!(read(text), Ok(Money::from_fen(fen)), "{text} is legal");
        }
        for text in [
            "陆仟零柒元零壹角肆分",
            "壹万伍元整",
            "拾万元整",
            "壹万元",
            "壹元伍分",
            "壹元贰分整",
        ] {
            assert!(
                matches!(read(text), Err(AmountWordsError::NotLegal { .. })),
                "{text} is understood but not legal"
            );
        }
        for text in [
            "",
            "元",
            "壹",
            "壹贰元整",
            "壹角贰角",
            "壹分贰角",
            "100元",
            "人民币",
        ] {
            assert!(
                matches!(read(text), Err(AmountWordsError::NotAnAmount(_))),
                "{text:?} is no amount"
            );
        }
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(fen in -1_000_000_000_000_i64..=1_000_000_000_000) {
            let money = Money::from_fen(fen);
            prop_assert_eq!(read(&in_words(money)), Ok(money));
        }

        #[test]
        fn reads_every_amount_there_is(fen in any::<i64>().prop_filter("has a sign", |n| *n != i64::MIN)) {
            let money = Money::from_fen(fen);
            prop_assert_eq!(read(&words(money)), Ok(money));
        }

        #[test]
        fn never_doubles_a_zero(fen in 0..1_000_000_000_000_i64) {
            let text = words(Money::from_fen(fen));
            prop_assert!(!text.contains("零零"), "{}", text);
            prop_assert!(!text.contains("零元") || fen == 0, "{}", text);
        }
    }
}
