//! Telephone numbers, and a contact's name and number in one cell.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::{Look, Reading, Remark, aside, common};
use crate::text::{has_han, is_han, narrow, without_controls};
use crate::workbook::{Content, decimal_text};

/// Words that stand where there is no number.
const NONE: &[&str] = &["无", "没有", "暂无"];

/// Reads a cell as a telephone number or several.
#[must_use]
pub fn read(look: Look<'_>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    match look.content {
        Content::Number(number) => from_text(&decimal_text(*number)),
        Content::Text(content) => from_text(content),
        _ => Reading::unknown(Remark::new(FindingKind::PhoneOdd)),
    }
}

/// Reads a cell that holds a contact's name and number.
#[must_use]
pub fn read_contact(look: Look<'_>) -> (Reading, Reading) {
    if let Some(reading) = common(look) {
        return (reading.clone(), reading);
    }
    let text = match look.content {
        Content::Text(content) => without_controls(content).into_owned(),
        other => other.raw().into_owned(),
    };
    let narrowed = narrow(&text);
    let start = narrowed
        .find(|ch: char| ch.is_ascii_digit())
        .unwrap_or(narrowed.len());
    let joints =
        |ch: char| ch.is_whitespace() || ch.is_ascii_punctuation() || "、，：；—".contains(ch);
    let mut name = narrowed[..start].trim_matches(joints);
    let mut phone = narrowed[start..].trim_matches(joints);
    // 138…（邓某）: the number stands first.
    if name.is_empty()
        && let Some((number, person)) = aside::split(narrowed.trim())
        && !person.contains(|ch: char| ch.is_ascii_digit())
    {
        (name, phone) = (person.trim_matches(joints), number.trim_matches(joints));
    }
    let name = if name.is_empty() {
        Reading::nothing()
    } else {
        Reading::clear(FactValue::Text(name.split_whitespace().collect()))
    };
    let phone = if phone.is_empty() {
        Reading::nothing()
    } else {
        from_text(phone)
    };
    (name, phone)
}

fn from_text(content: &str) -> Reading {
    let narrowed = narrow(content);
    let clean = without_controls(&narrowed);
    let phone = clean.trim_matches(|ch: char| {
        ch.is_whitespace() || matches!(ch, '。' | '.' | ',' | '，' | ';' | '；' | '、')
    });
    if phone.is_empty() || NONE.contains(&phone) {
        return Reading::nothing();
    }
    // One number below the other: the line break parts them, as 、 does.
    let lines = phone.lines().map(str::trim).filter(|line| !line.is_empty());
    let phone = &lines.collect::<Vec<_>>().join("、");
    let reading = Reading::clear(FactValue::Text(words_as_typed(phone)));
    // A blank parts numbers where each is one by itself.
    let apart = phone
        .split_whitespace()
        .all(|part| numbers(part).all(|digits| plausible(&digits)));
    if apart || numbers(phone).all(|digits| plausible(&digits)) {
        reading
    } else {
        reading.with(Remark::new(FindingKind::PhoneOdd))
    }
}

/// （微信同号）: brackets around words are those of the words.
fn words_as_typed(phone: &str) -> String {
    match aside::split(phone) {
        Some((number, words)) if has_han(words) => format!("{number}（{words}）"),
        _ => phone.to_owned(),
    }
}

/// The numbers in a cell, digits only. A blank or a dash belongs to a number
/// unless what stands before it is complete.
fn numbers(phone: &str) -> impl Iterator<Item = String> + '_ {
    // 办0751-… 手机138…: words part numbers too, but 转 leads to an extension.
    let parts = phone.split(|ch: char| {
        matches!(ch, '/' | '、' | ',' | '，' | ';' | '；') || ch != '转' && is_han(ch)
    });
    let digits = |part: &str| {
        part.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let found: Vec<String> = parts.map(digits).filter(|part| !part.is_empty()).collect();
    let none = found.is_empty().then(String::new);
    found.into_iter().chain(none)
}

/// A mobile number, a local number of 7 or 8 digits, or one with its area
/// code; an extension may follow.
fn plausible(digits: &str) -> bool {
    let national = digits
        .strip_prefix("86")
        .filter(|rest| rest.len() >= 10)
        .unwrap_or(digits);
    match national.len() {
        7 | 8 => !national.starts_with('0'),
        11 if national.starts_with('1') => national
            .as_bytes()
            .get(1)
            .is_some_and(|digit| (b'3'..=b'9').contains(digit)),
        10..=16 => national.starts_with('0') || national.starts_with("400"),
        _ => false,
    }
}
