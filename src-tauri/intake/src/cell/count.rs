//! How many: whole numbers, with or without 人, 家, 场.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;
use ruku_model::rate::Rate;

use super::amount::remark::adds_up_to;
use super::{Look, Reading, Remark, aside, common};
use crate::text::{holds_several_numbers, narrow, says_not_applicable, squeeze};
use crate::workbook::{Content, decimal_text};

/// Words that may follow a count.
const UNITS: &[&str] = &[
    "人次", "人", "家", "场次", "场", "次", "个", "台", "套", "期", "项", "户", "名", "条",
];

/// Reads a cell as a count.
#[must_use]
pub fn read(look: Look<'_>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    let digits = match look.content {
        Content::Number(number) => decimal_text(*number),
        Content::Text(content) if concerns_nothing(content) => return Reading::nothing(),
        Content::Text(content) if holds_several_numbers(content) => return unreadable(),
        Content::Text(content) => without_unit(content),
        _ => return unreadable(),
    };
    match digits.parse::<i64>() {
        Ok(count) if count >= 0 => Reading::clear(FactValue::Count(count)),
        _ => unreadable(),
    }
}

/// Reads a cell as an exact number or a percentage.
#[must_use]
pub fn read_number(look: Look<'_>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    let digits = match look.content {
        Content::Number(number) => decimal_text(*number),
        Content::Text(content) if concerns_nothing(content) => return Reading::nothing(),
        Content::Text(content) if holds_several_numbers(content) => return unreadable(),
        Content::Text(content) => squeeze(&narrow(content)).replace(',', ""),
        _ => return unreadable(),
    };
    match digits.parse::<Rate>() {
        Ok(number) => Reading::clear(FactValue::Number(number)),
        Err(_) => unreadable(),
    }
}

/// 不适用, 无: a project of another kind has nothing to count.
fn concerns_nothing(content: &str) -> bool {
    says_not_applicable(content) || ["无", "没有"].contains(&content.trim())
}

fn unreadable() -> Reading {
    Reading::unknown(Remark::new(FindingKind::CountUnreadable))
}

fn without_unit(content: &str) -> String {
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed).replace(',', "");
    let plain = plain.trim_end_matches(['。', '.']);
    // 25（家）, 520人（其中线下310人）
    let plain = match aside::split(plain) {
        Some((value, remark)) if UNITS.contains(&remark) => value,
        Some((value, remark)) if ["其中", "含", "包括"].iter().any(|w| remark.starts_with(w)) => {
            value
        }
        Some((value, remark)) if adds_up_to(remark, value) => value,
        Some((value, remark)) if aside::is_mere(remark) && !has_digit(remark) => value,
        _ => plain,
    };
    let plain = plain.strip_prefix('共').unwrap_or(plain);
    let bare = UNITS
        .iter()
        .find_map(|unit| plain.strip_suffix(unit))
        .unwrap_or(plain);
    // A year is counted too: 2023年度. Other numbers of years are no count of
    // what a column asks for.
    let year = plain
        .strip_suffix("年度")
        .or_else(|| plain.strip_suffix('年'));
    let year = year.filter(|digits| digits.len() == 4 && digits.starts_with(['1', '2']));
    year.unwrap_or(bare).to_owned()
}

fn has_digit(text: &str) -> bool {
    text.contains(|ch: char| ch.is_ascii_digit())
}
