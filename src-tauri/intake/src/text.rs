//! The small cleanings every cell and header goes through: width, white space,
//! brackets, control characters.

use std::borrow::Cow;

use ruku_model::money::MoneyUnit;

/// Full-width letters, digits and signs as half-width ones; the ideographic
/// space as a space.
#[must_use]
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(|ch| narrow_char(ch) != ch) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(narrow_char).collect())
}

fn narrow_char(ch: char) -> char {
    match ch {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(ch) - 0xfee0).expect("the range maps onto ASCII")
        }
        _ => ch,
    }
}

/// The text without any white space or invisible character.
#[must_use]
pub fn squeeze(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_blank_char) {
        Cow::Owned(text.chars().filter(|ch| !is_blank_char(*ch)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether nothing but white space and invisible characters stands in a text.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_blank_char)
}

fn is_blank_char(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// Whether white space parts two numbers: `120 80`, or one below the other.
/// Between thousands on one line (`3 200`) it parts nothing.
///
/// ```
/// use ruku_intake::text::holds_several_numbers;
/// assert!(holds_several_numbers("120\n80"));
/// assert!(holds_several_numbers("120 80"));
/// assert!(!holds_several_numbers("3 200"));
/// assert!(!holds_several_numbers("320 万元"));
/// ```
#[must_use]
pub fn holds_several_numbers(narrowed: &str) -> bool {
    let digits = |text: &str| -> usize {
        let end = text.find(|ch: char| !ch.is_ascii_digit());
        end.unwrap_or(text.len())
    };
    let mut rest = narrowed.trim();
    while let Some(at) = rest.find(is_blank_char) {
        let (before, after) = rest.split_at(at);
        let gap = after
            .find(|ch: char| !is_blank_char(ch))
            .unwrap_or(after.len());
        let (white, after) = after.split_at(gap);
        if before.ends_with(|ch: char| ch.is_ascii_digit()) && digits(after) > 0 {
            let head = before.len()
                - before
                    .trim_end_matches(|ch: char| ch.is_ascii_digit())
                    .len();
            let thousands = head <= 3 && digits(after) == 3 && !white.contains(['\n', '\r']);
            if !thousands {
                return true;
            }
        }
        rest = after;
    }
    false
}

/// Whether a character may not stand in a text: a control character that is
/// no line break or tab, or the mark of undecodable bytes.
#[must_use]
pub fn is_control(ch: char) -> bool {
    (ch.is_control() && !matches!(ch, '\n' | '\r' | '\t')) || ch == '\u{fffd}'
}

/// The text without control characters, line ends unified, trimmed.
#[must_use]
pub fn without_controls(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(|ch: char| is_blank_char(ch));
    if trimmed.chars().any(|ch| is_control(ch) || ch == '\r') {
        Cow::Owned(
            trimmed
                .chars()
                .filter(|&ch| !is_control(ch) && ch != '\r')
                .collect(),
        )
    } else {
        Cow::Borrowed(trimmed)
    }
}

/// What a header means, whatever its spaces, brackets, units and marks: two
/// headers with the same key are the same header.
///
/// ```
/// use ruku_intake::text::header_key;
/// assert_eq!(header_key("项目总投资\n（万元）"), header_key("项 目 总 投 资"));
/// assert_eq!(header_key("其中：设备(元)"), "设备");
/// assert_eq!(header_key("申请补贴/万元"), "申请补贴");
/// assert_eq!(header_key("其中：设备 万元"), "设备");
/// assert_eq!(header_key("②企业名称"), header_key("2.企业名称"));
/// ```
#[must_use]
pub fn header_key(header: &str) -> String {
    key_without_brackets(header, |content| EMPTY_BRACKETS.contains(&content))
}

/// A header's key without anything that stands in its brackets: 备注（如有） is
/// 备注.
#[must_use]
pub fn bare_header_key(header: &str) -> String {
    key_without_brackets(header, |_| true)
}

fn key_without_brackets(header: &str, is_empty: impl Fn(&str) -> bool) -> String {
    let narrow = narrow(header);
    // 设备 万元: a blank may set the unit off.
    let trimmed = narrow.trim_end();
    let bare = trimmed
        .strip_suffix("万元")
        .or_else(|| trimmed.strip_suffix('元'));
    let bare = bare.filter(|bare| bare.ends_with(is_blank_char) && !is_blank(bare));
    let plain = squeeze(bare.unwrap_or(&narrow));
    let unbracketed = strip_brackets(without_number(&plain), is_empty);
    let without_unit = without_unit_behind(&unbracketed);
    let kept: String = without_unit
        .chars()
        .filter(|ch| ch.is_alphanumeric() || *ch == '+')
        .flat_map(char::to_lowercase)
        .collect();
    let kept = kept.strip_prefix("其中").unwrap_or(&kept);
    let kept = kept.strip_suffix("单位万元").unwrap_or(kept);
    kept.to_owned()
}

/// ①企业名称, 1.企业名称, (1)企业名称: a heading without its number.
fn without_number(plain: &str) -> &str {
    let ring = |ch: char| matches!(ch, '①'..='⑳');
    if plain.starts_with(ring) {
        return plain.trim_start_matches(ring);
    }
    let digits = |text: &'_ str| {
        text.len()
            - text
                .trim_start_matches(|ch: char| ch.is_ascii_digit())
                .len()
    };
    let inner = plain.strip_prefix('(').unwrap_or(plain);
    let length = digits(inner);
    let ends: &[char] = if inner.len() < plain.len() {
        &[')']
    } else {
        &['.', '、', ')']
    };
    let rest = inner[length..].strip_prefix(ends);
    rest.filter(|rest| {
        (1..=2).contains(&length) && !rest.starts_with(|ch: char| ch.is_ascii_digit())
    })
    .unwrap_or(plain)
}

/// 申请补贴/万元: a unit set off without brackets.
fn without_unit_behind(plain: &str) -> &str {
    let rest = plain
        .strip_suffix("万元")
        .or_else(|| plain.strip_suffix('元'));
    rest.filter(|rest| rest.ends_with(['/', ',', ':', '、', '-']))
        .unwrap_or(plain)
}

/// Words in brackets that say nothing about a column's meaning.
const EMPTY_BRACKETS: &[&str] = &[
    "万元",
    "元",
    "千元",
    "百万元",
    "亿元",
    "单位:万元",
    "单位:元",
    "人民币",
    "人民币万元",
    "盖章",
    "必填",
    "选填",
    "人",
    "个",
    "家",
    "场",
    "%",
    "公章",
];

fn strip_brackets(text: &str, is_empty: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[', '【', '〔']) {
        let opened = rest[open..].chars().next().map_or(1, char::len_utf8);
        let inner = &rest[open + opened..];
        let Some(close) = inner.find([')', ']', '】', '〕']) else {
            break;
        };
        out.push_str(&rest[..open]);
        let content = &inner[..close];
        if !is_empty(content) {
            out.push_str(content);
        }
        let closed = inner[close..].chars().next().map_or(1, char::len_utf8);
        rest = &inner[close + closed..];
    }
    out.push_str(rest);
    out
}

/// The unit of amounts that a header or a caption names.
///
/// ```
/// use ruku_intake::text::unit_named;
/// use ruku_model::money::MoneyUnit;
/// assert_eq!(unit_named("金额单位：万元（另有注明的除外）"), Some(MoneyUnit::WanYuan));
/// assert_eq!(unit_named("开票金额（元）"), Some(MoneyUnit::Yuan));
/// assert_eq!(unit_named("投入金额（元，不含税）"), Some(MoneyUnit::Yuan));
/// assert_eq!(unit_named("多元化经营"), None);
/// assert_eq!(unit_named("单位：百万元"), None);
/// ```
#[must_use]
pub fn unit_named(text: &str) -> Option<MoneyUnit> {
    let narrow = narrow(text);
    let plain = squeeze(&narrow);
    if names_other_unit(&plain) {
        return None;
    }
    if let Some(at) = plain.find("单位:").or_else(|| plain.find("单位为")) {
        let after: String = plain[at..].chars().skip(3).take(8).collect();
        let after = after.trim_start_matches("人民币");
        if after.starts_with("万元") {
            return Some(MoneyUnit::WanYuan);
        }
        if after.starts_with('元') {
            return Some(MoneyUnit::Yuan);
        }
    }
    if plain.contains("万元") {
        return Some(MoneyUnit::WanYuan);
    }
    let alone = plain.match_indices('元').any(|(at, word)| {
        let before = plain[..at].trim_end_matches(':').trim_end_matches("人民币");
        let after = &plain[at + word.len()..];
        before.ends_with(['(', '[', '【', '/', ',', '、'])
            && (after.is_empty() || after.starts_with([')', ']', '】', '(', ',', '、', ';', '/']))
    });
    alone.then_some(MoneyUnit::Yuan)
}

/// Units that no form has; what is counted in them must be asked about.
const OTHER_UNITS: &[&str] = &[
    "千元",
    "十万元",
    "百万元",
    "千万元",
    "亿元",
    "美元",
    "港元",
    "欧元",
];

/// Whether a header or a caption names a unit other than 元 and 万元.
///
/// ```
/// use ruku_intake::text::names_other_unit;
/// assert!(names_other_unit("金额单位：百万元"));
/// assert!(names_other_unit("项目总投资（千元）"));
/// assert!(!names_other_unit("单位：万元"));
/// assert!(!names_other_unit("是否投资超过千万元"));
/// ```
#[must_use]
pub fn names_other_unit(text: &str) -> bool {
    let narrow = narrow(text);
    let plain = squeeze(&narrow);
    OTHER_UNITS.iter().any(|unit| {
        plain.match_indices(unit).any(|(at, _)| {
            let before = plain[..at].trim_end_matches("人民币");
            before.is_empty() || before.ends_with([':', '(', '[', '【', '/', '为'])
        })
    })
}

/// The key of a word in a cell: width, spaces and every kind of quote and
/// bracket set aside, so that `5G＋制造业` and `“5G+制造业”` are one.
#[must_use]
pub fn word_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for ch in text.chars().map(narrow_char) {
        match ch {
            // Nearly all there is: letters without a lower case.
            '\u{4e00}'..='\u{9fff}' => key.push(ch),
            _ if ch.is_alphanumeric() || ch == '+' => key.extend(ch.to_lowercase()),
            _ => {}
        }
    }
    key
}

/// Whether the characters of `short` stand in `long` in the same order.
#[must_use]
pub fn is_subsequence(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|ch| ch == wanted))
}

/// Marks that a cell holds nothing: dashes, slashes, and their like.
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    !text.chars().any(|ch| ch.is_alphanumeric())
        && text.chars().all(|ch| {
            is_blank_char(ch)
                || matches!(
                    ch,
                    '-' | '—' | '–' | '─' | '－' | '/' | '／' | '\\' | '_' | '.' | '…' | '*' | '·'
                )
        })
}

/// Whether a text says that what is asked for does not concern this project.
#[must_use]
pub fn says_not_applicable(text: &str) -> bool {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    let word = plain.trim_matches(['(', ')', '。', '.']).to_uppercase();
    [
        "不适用",
        "不涉及",
        "无需填写",
        "不需填写",
        "不填",
        "N/A",
        "NA",
    ]
    .contains(&word.as_str())
}

/// A name as a licence prints it: no white space, full-width brackets.
#[must_use]
pub fn full_width_brackets(name: &str) -> Cow<'_, str> {
    if name.contains(['(', ')']) {
        Cow::Owned(name.replace('(', "（").replace(')', "）"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Whether a text holds a Chinese character.
#[must_use]
pub fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}

/// Whether a character is a Chinese one.
#[must_use]
pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// How alike two texts are: twice the shared characters over all characters, in
/// per cent.
pub(crate) fn shared_per_cent(one: &str, other: &str) -> usize {
    let mut rest: Vec<char> = other.chars().collect();
    let all = one.chars().count() + rest.len();
    let mut shared = 0_usize;
    for ch in one.chars() {
        if let Some(at) = rest.iter().position(|known| *known == ch) {
            rest.swap_remove(at);
            shared += 1;
        }
    }
    (200 * shared).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_spellings_meet() {
        for (one, other) in [
            ("企 业 名 称", "企业名称"),
            ("统一社会\n信用代码", "统一社会信用代码"),
            ("所属县（市、区）", "所属县(市、区)"),
            ("已获省级\n专项资金\n（万元）", "已获省级专项资金"),
            ("*项目名称", "项目名称"),
            ("其中：\n设备", "设备（万元）"),
        ] {
            assert_eq!(header_key(one), header_key(other), "{one:?} and {other:?}");
        }
        assert_ne!(
            header_key("项目总投入金额（发票）（元）"),
            header_key("项目总投入（万元）"),
            "a bracket that says something stays"
        );
    }

    #[test]
    fn nothing_has_many_spellings() {
        for text in ["—", "/", " - ", "——", "", "…"] {
            assert!(says_nothing(text), "{text:?} says nothing");
        }
        for text in ["0", "无", "1/2"] {
            assert!(!says_nothing(text), "{text:?} says something");
        }
    }
}
