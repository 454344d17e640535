//! Periods: the start and the end of a project in one cell.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::spelled::{NOT_FINAL, certain, from_text};
use super::{COMPLETED, STARTED, without_words};
use crate::cell::{Look, Meaning, Reading, Remark, aside, common};
use crate::text::{narrow, squeeze};
use crate::workbook::Content;

/// Reads a cell as a period: its two ends, each as far as it is certain.
#[must_use]
pub fn read_period(look: Look<'_>) -> (Reading, Reading) {
    if let Some(reading) = common(look) {
        return (reading.clone(), reading);
    }
    let Content::Text(content) = look.content else {
        // One date where two are asked for: nobody can say which end it is.
        return no_period();
    };
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed);
    let plain = plain.trim_start_matches(['自', '从', '由']);
    let plain = without_length(plain);
    let mut half = None;
    // One below the other, or side by side with nothing but a blank between.
    let words: Vec<&str> = narrowed.split_whitespace().collect();
    let apart = match words[..] {
        [start, end] => Some((start, end)),
        _ => None,
    };
    for (start, end) in apart.into_iter().chain(splits(plain)) {
        let start = without_words(start, STARTED);
        let bare = without_words(end, COMPLETED);
        let end = if certain(bare).is_some() { bare } else { end };
        let first = from_text(start);
        let second = from_text_after(end, &first);
        if first.value().is_some() && (second.value().is_some() || is_open(end)) {
            return (first, second);
        }
        // 2021年下半年至2022年6月: one end is certain, the other said not to be.
        let years = start.contains('年') && end.contains('年');
        if years && first.value().is_some() != second.value().is_some() {
            half = half.or(Some((first, second)));
        }
    }
    half.unwrap_or_else(no_period)
}

/// One cell that gives no period: said once, and not of either end.
fn no_period() -> (Reading, Reading) {
    let silent = Reading {
        meaning: Meaning::Unknown,
        remarks: Vec::new(),
    };
    let remark = Remark::new(FindingKind::DateUnreadable)
        .detail("本格应填写开工和完工两个时间，如2021.10—2022.8");
    (silent, Reading::unknown(remark))
}

/// 2021.10—2022.6（9个月）: how long it takes follows from its ends.
fn without_length(plain: &str) -> &str {
    let Some((period, length)) = aside::split(plain) else {
        return plain;
    };
    let number = length.trim_start_matches(['共', '计', '约', '历', '时']);
    let unit = number.trim_start_matches(|ch: char| ch.is_ascii_digit());
    let is_length = unit.len() < number.len()
        && ["个月", "月", "年", "天", "日历天"].contains(&unit)
        && number.len() - unit.len() <= 3;
    if is_length { period } else { plain }
}

/// Places where a period may be cut in two, the surest first.
fn splits(plain: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for separator in [
        "——", "--", "至", "到", "~", "～", "—", "–", "―", "-", "/", ",", ";",
    ] {
        for (at, matched) in plain.match_indices(separator) {
            let rest = &plain[at + matched.len()..];
            // 2022.1-至今: the dash belongs to the word after it.
            let start = plain[..at].trim_end_matches(['-', '—', '~']);
            if separator != "至" || !rest.starts_with('今') {
                found.push((start, rest));
            } else {
                found.push((start, &plain[at..]));
            }
        }
    }
    found
}

fn is_open(end: &str) -> bool {
    let end = end.trim_start_matches(['-', '—']);
    end.is_empty() || NOT_FINAL.iter().any(|word| end.contains(word))
}

/// The end of a period may leave out the year it shares with the start.
fn from_text_after(end: &str, first: &Reading) -> Reading {
    let end = end.trim_start_matches(['-', '—']);
    if end.is_empty() {
        return Reading::unknown(Remark::new(FindingKind::DateNotFinal));
    }
    let reading = from_text(end);
    if reading.value().is_some() || is_open(end) {
        return reading;
    }
    let Some(FactValue::Date(start)) = first.value() else {
        return reading;
    };
    let year = start.earliest().format("%Y").to_string();
    from_text(&format!("{year}年{end}"))
}
