//! Dates in every spelling that returns use, and periods in one cell.

use chrono::{Days, NaiveDate};
use ruku_model::date::PartialDate;
use ruku_model::fact::FactValue;
use ruku_model::finding::{FindingKind, Severity};

use super::{Look, Meaning, Reading, Remark, common};
use crate::numeral;
use crate::text::{narrow, says_nothing, squeeze};
use crate::workbook::{Content, decimal_text};

/// No project of these programmes begins before or ends after.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2099;

/// Words that make a date an intention or leave it open.
const NOT_FINAL: &[&str] = &[
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

/// Reads a cell as one date.
#[must_use]
pub fn read(look: Look<'_>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    match look.content {
        Content::Date(serial) => from_serial(*serial, look),
        Content::DateIso(text) => match iso_day(text) {
            Some(day) => from_day(day, look),
            None => unreadable(),
        },
        Content::Number(number) => from_number(*number, look),
        Content::Text(content) => from_text(content),
        _ => unreadable(),
    }
}

/// Words around the day on which something was completed that leave it as it is.
const COMPLETED: &[&str] = &[
    "已竣工验收",
    "竣工验收",
    "已完工验收",
    "完工验收",
    "已完工",
    "完工",
    "已竣工",
    "竣工",
    "已建成",
    "建成",
    "已验收",
    "验收",
    "投产",
    "投用",
    "完成",
];

/// Reads a cell as the day of completion: `2022.6.30完工`, `已完工（2022.6）`.
#[must_use]
pub fn read_completion(look: Look<'_>) -> Reading {
    let reading = read(look);
    let Content::Text(content) = look.content else {
        return reading;
    };
    let unreadable = |remark: &Remark| remark.kind == FindingKind::DateUnreadable;
    if !reading.remarks.iter().any(unreadable) {
        return reading;
    }
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed);
    let bare = COMPLETED.iter().find_map(|word| {
        plain
            .strip_suffix(word)
            .or_else(|| plain.strip_prefix(word))
    });
    let day = bare.map(|bare| bare.trim_matches(['(', ')', ':', ',', '于', '时', '间']));
    match day.and_then(certain) {
        Some(found) => found.with(Remark::new(FindingKind::DateAsText)),
        None => reading,
    }
}

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
    let mut half = None;
    for (start, end) in splits(&plain) {
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

fn unreadable() -> Reading {
    Reading::unknown(Remark::new(FindingKind::DateUnreadable))
}

/// Places where a period may be cut in two, the surest first.
fn splits(plain: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for separator in ["——", "--", "至", "到", "~", "～", "—", "–", "―", "-", "/"] {
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

/// Days since the epoch of the workbook's clock.
fn day_of_serial(serial: f64, date_1904: bool) -> Option<NaiveDate> {
    let epoch = if date_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let whole = decimal_text(serial.trunc()).parse::<u64>().ok()?;
    epoch.checked_add_days(Days::new(whole)).filter(plausible)
}

fn plausible(day: &NaiveDate) -> bool {
    YEARS.contains(&chrono::Datelike::year(day))
}

fn from_serial(serial: f64, look: Look<'_>) -> Reading {
    match day_of_serial(serial, look.date_1904) {
        Some(day) => from_day(day, look),
        None => unreadable(),
    }
}

/// A day that the file holds as one.
fn from_day(day: NaiveDate, look: Look<'_>) -> Reading {
    // A typed 2022年6月 becomes the first of June, shown without its day: the
    // day was never said.
    if look.format.is_some_and(shows_month_only) && chrono::Datelike::day(&day) == 1 {
        return month(day);
    }
    Reading::clear(FactValue::Date(PartialDate::Day(day)))
}

/// Whether a number format shows year and month and no day.
fn shows_month_only(format: &str) -> bool {
    let mut plain = String::new();
    let mut quoted = false;
    let mut bracket = false;
    for ch in format.chars() {
        match ch {
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            ';' => break,
            _ if !quoted && !bracket => plain.push(ch.to_ascii_lowercase()),
            _ => {}
        }
    }
    plain.contains('y') && plain.contains('m') && !plain.contains('d')
}

fn month(day: NaiveDate) -> Reading {
    let value = FactValue::Date(PartialDate::Month(first_of_month(day)));
    Reading::clear(value).with(Remark::new(FindingKind::DateMonthOnly))
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    chrono::Datelike::with_day(&day, 1).unwrap_or(day)
}

/// A number that is not formatted as a date.
fn from_number(number: f64, look: Look<'_>) -> Reading {
    let text = decimal_text(number);
    if let Some((year, month)) = text.split_once('.') {
        return from_year_point_month(year, month, look);
    }
    let reading = match text.len() {
        8 | 6 => from_digits(&text),
        5 => day_of_serial(number, look.date_1904)
            .map(|day| Reading::clear(FactValue::Date(PartialDate::Day(day)))),
        _ => None,
    };
    let Some(reading) = reading else {
        return unreadable();
    };
    let understood = reading
        .value()
        .map(|value| value.readable(None))
        .unwrap_or_default();
    reading.with(
        Remark::new(FindingKind::DateAsText).detail(format!("以数字填写，按{understood}读取")),
    )
}

/// `2022.1` as a number is January, or October typed as `2022.10`.
fn from_year_point_month(year: &str, month_digits: &str, look: Look<'_>) -> Reading {
    let two_places = look
        .format
        .is_some_and(|format| format.trim_end_matches("_ ") == "0.00");
    let shown = if two_places && month_digits.len() == 1 {
        format!("{month_digits}0")
    } else {
        month_digits.to_owned()
    };
    let (Ok(year), Ok(number)) = (year.parse(), shown.parse()) else {
        return unreadable();
    };
    if shown == "1" && YEARS.contains(&year) {
        return Reading::unknown(
            Remark::new(FindingKind::DateAmbiguous)
                .detail(format!("可能是{year}年1月，也可能是{year}年10月")),
        );
    }
    match PartialDate::month(year, number).filter(|_| shown.len() <= 2 && YEARS.contains(&year)) {
        Some(date) => month(date.earliest()),
        None => unreadable(),
    }
}

/// `20220630` or `202206`.
fn from_digits(digits: &str) -> Option<Reading> {
    let year: i32 = digits.get(..4)?.parse().ok()?;
    let month_number: u32 = digits.get(4..6)?.parse().ok()?;
    if !YEARS.contains(&year) {
        return None;
    }
    match digits.get(6..8) {
        Some(day) => {
            let day = NaiveDate::from_ymd_opt(year, month_number, day.parse().ok()?)?;
            Some(Reading::clear(FactValue::Date(PartialDate::Day(day))))
        }
        None => NaiveDate::from_ymd_opt(year, month_number, 1).map(month),
    }
}

fn iso_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d")
        .ok()
        .filter(plausible)
}

fn from_text(content: &str) -> Reading {
    let narrowed = narrow(content);
    let plain = squeeze(without_clock(&narrowed));
    if says_nothing(&plain) {
        return Reading::nothing();
    }
    if let Some(reading) = certain(&plain).or_else(|| certain(&numeral::date_digits(&plain)?)) {
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

/// The text without a time of day behind its date: `2022/6/30 0:00`.
fn without_clock(text: &str) -> &str {
    let text = text.trim_end();
    let Some((day, clock)) = text.rsplit_once(char::is_whitespace) else {
        return text;
    };
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
fn certain(plain: &str) -> Option<Reading> {
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

/// Whether a reading's remarks only say that a certain date is text.
#[must_use]
pub fn is_text_remark(remark: &Remark) -> bool {
    remark.kind == FindingKind::DateAsText && remark.severity == Severity::Info
}
