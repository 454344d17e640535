//! Dates as people spell them in text.

use chrono::{Datelike, NaiveDate};
use ruku_model::date::PartialDate;
use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::{YEARS, from_digits, month, unreadable};
use crate::cell::{Reading, Remark, aside};
use crate::numeral;
use crate::text::{narrow, says_nothing, squeeze};

/// Words that make a date an intention or leave it open.
pub(super) const NOT_FINAL: &[&str] = &[
    "预计",
    "计划",
    "拟",
    "约",
    "大约",
    "左右",
    "前",
    "底前",
    "在建",
    "建设中",
    "实施中",
    "进行中",
    "至今",
    "目前",
    "现在",
    "今",
    "未完工",
    "未竣工",
    "未开工",
    "待定",
    "未定",
    "长期",
    "尚未完工",
];

/// Words after a month that only place the day roughly.
const ROUGH_DAY: &[&str] = &["初", "中", "底", "末", "上旬", "中旬", "下旬", "份"];

pub(super) fn from_text(content: &str) -> Reading {
    let narrowed = narrow(content).replace('∶', ":");
    let day = without_clock(&narrowed);
    let dotted = spaced(day);
    let plain = squeeze(dotted.as_deref().unwrap_or(day));
    if says_nothing(&plain) {
        return Reading::nothing();
    }
    let spelled = |plain: &str| certain(plain).or_else(|| certain(&numeral::date_digits(plain)?));
    if let Some(reading) = spelled(&plain).or_else(|| spelled(without_remark(&plain)?)) {
        return reading.with(Remark::new(FindingKind::DateAsText));
    }
    if let Some(rest) = open_words_removed(&plain) {
        let mut remark = Remark::new(FindingKind::DateNotFinal);
        let Some(inner) = certain(&rest) else {
            return Reading::unknown(remark);
        };
        if let Some(FactValue::Date(date)) = inner.value() {
            remark = remark.proposing(date.to_string());
        }
        return Reading::unknown(remark).with(Remark::new(FindingKind::DateAsText));
    }
    unreadable()
}

/// Words of a remark that make the day one of several.
const STAGES: &[&str] = &["一期", "首期", "二期", "分期", "阶段", "批"];

/// The date without a remark that leaves it what it is, or its day of the week:
/// `2022.6.30（已验收）`, `2022年8月5日 星期五`.
fn without_remark(plain: &str) -> Option<&str> {
    let weekday = ["星期", "周"].iter().find_map(|word| {
        let (day, name) = plain.rsplit_once(word)?;
        (name.chars().count() == 1 && "一二三四五六日天".contains(name)).then_some(day)
    });
    if weekday.is_some() {
        return weekday;
    }
    let (day, remark) = aside::split(plain)?;
    // 2023年9月28日（农历八月十四）: the same day by the moon.
    if ["农历", "阴历"].iter().any(|moon| remark.starts_with(moon)) {
        return Some(day);
    }
    let other_day = remark.contains('月')
        || remark.contains(['.', '/', '-']) && remark.contains(|ch: char| ch.is_ascii_digit());
    let stage = STAGES.iter().any(|word| remark.contains(word));
    (aside::is_mere(remark) && !other_day && !stage).then_some(day)
}

/// The text without a time of day behind its date: `2022/6/30 0:00`.
fn without_clock(text: &str) -> &str {
    let text = text.trim_end();
    // 2023-10-18T08:00:00+08:00: a clock of this country, or of none that is named.
    if let Some((day, clock)) = text.split_once('T')
        && clock.contains(':')
        && clock
            .trim_end_matches("+08:00")
            .chars()
            .all(|ch| ch.is_ascii_digit() || matches!(ch, ':' | '.'))
    {
        return day;
    }
    // 2022年6月30日18时, 2022-06-30 下午
    let hour = |ch: char| ch.is_ascii_digit() || "时点分秒上下午晚".contains(ch);
    if let Some((day, clock)) = text.rsplit_once('日')
        && day.contains('月')
        && clock.contains(['时', '点', '午'])
        && clock.chars().all(hour)
    {
        return &text[..day.len() + '日'.len_utf8()];
    }
    let Some((day, clock)) = text.rsplit_once(char::is_whitespace) else {
        return text;
    };
    if ["上午", "下午", "晚上"].contains(&clock) {
        return day;
    }
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let numbers: Vec<&str> = clock.split(':').collect();
    let digits = |part: &&str| {
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if (2..=3).contains(&numbers.len()) && numbers.iter().all(digits) {
        day
    } else {
        text
    }
}

/// 2022 6 24 with points for its blanks.
fn spaced(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let lengths = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    (lengths && parts.iter().all(number)).then(|| parts.join("."))
}

/// The text without the words that leave the date open, if there are any.
fn open_words_removed(plain: &str) -> Option<String> {
    let mut rest = plain.to_owned();
    let mut found = false;
    for word in NOT_FINAL {
        if rest.contains(word) {
            rest = rest.replace(word, "");
            found = true;
        }
    }
    let rest = rest
        .trim_matches(['(', ')', ':', ',', '完', '工'])
        .to_owned();
    found.then_some(rest)
}

/// A date that is spelled completely.
pub(super) fn certain(plain: &str) -> Option<Reading> {
    // A Chinese keyboard types these for the full stops of 2022.6.30.
    let stops = ['。', '·', ',', '\\'];
    // 31-Mar-2022
    if let Ok(day) = NaiveDate::parse_from_str(plain, "%d-%b-%Y")
        && YEARS.contains(&day.year())
    {
        return Some(Reading::clear(FactValue::Date(PartialDate::Day(day))));
    }
    let whole = plain.trim_end_matches(stops);
    if whole.contains(stops) {
        let stop = if whole.contains('\\') { "/" } else { "." };
        return certain(&whole.replace(stops, stop));
    }
    let without_time = plain
        .strip_suffix("00:00:00")
        .or_else(|| plain.strip_suffix("T00:00"))
        .unwrap_or(plain)
        .trim_end_matches(['T', '.', '。', ',']);
    if without_time.chars().all(|ch| ch.is_ascii_digit()) {
        return matches!(without_time.len(), 6 | 8)
            .then(|| from_digits(without_time))
            .flatten();
    }
    let mut rest = without_time;
    let year = take_year(&mut rest)?;
    let year_separator = take_separator(&mut rest, &["年", ".", "/", "-", "、"])?;
    let month_number = take_number(&mut rest, 2)?;
    let year = i32::try_from(year)
        .ok()
        .filter(|year| YEARS.contains(year))?;
    let first = NaiveDate::from_ymd_opt(year, month_number, 1)?;
    if rest.is_empty() || rest == "月" {
        return Some(month(first));
    }
    let after_month = rest.strip_prefix('月').unwrap_or(rest);
    if ROUGH_DAY.contains(&after_month) {
        return Some(month(first));
    }
    take_separator(&mut rest, &["月", ".", "/", "-", "、"]).filter(|separator| {
        *separator == "月" || *separator == year_separator || year_separator == "年"
    })?;
    let day = take_number(&mut rest, 2)?;
    if !matches!(rest, "" | "日" | "号") {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(year, month_number, day)?;
    Some(Reading::clear(FactValue::Date(PartialDate::Day(day))))
}

/// A year, of which two digits may stand for this century: `22年3月`, `22.6.30`.
/// Without 年 two digits are a year only where they can be no month.
fn take_year(rest: &mut &str) -> Option<u32> {
    let all = *rest;
    if let Some(year) = take_number(rest, 4) {
        return Some(year);
    }
    *rest = all;
    let short = take_number(rest, 2).filter(|_| all.len() - rest.len() == 2)?;
    let month = short <= 12 && !rest.starts_with('年');
    (short < 50 && !month).then_some(2000 + short)
}

fn take_number(rest: &mut &str, digits_max: usize) -> Option<u32> {
    let length = rest
        .find(|ch: char| !ch.is_ascii_digit())
        .unwrap_or(rest.len());
    if length == 0 || length > digits_max || digits_max == 4 && length != 4 {
        return None;
    }
    let number = rest[..length].parse().ok()?;
    *rest = &rest[length..];
    Some(number)
}

fn take_separator<'a>(rest: &mut &str, allowed: &[&'a str]) -> Option<&'a str> {
    let separator = allowed
        .iter()
        .find(|separator| rest.starts_with(**separator))?;
    *rest = &rest[separator.len()..];
    Some(separator)
}
