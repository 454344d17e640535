//! Dates in every spelling that returns use, and periods in one cell.

use chrono::{Days, NaiveDate};
use ruku_model::date::PartialDate;
use ruku_model::fact::FactValue;
use ruku_model::finding::{FindingKind, Severity};

use super::{Look, Reading, Remark, common};
use crate::text::{narrow, says_not_applicable, squeeze};
use crate::workbook::{Content, decimal_text};

use spelled::{certain, from_text};

pub mod period;
mod spelled;

/// No project of these programmes begins before or ends after.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2099;

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
        Content::Text(content) if says_not_applicable(content) || content.trim() == "无" => {
            Reading::nothing()
        }
        Content::Text(content) => from_text(content),
        _ => unreadable(),
    }
}

/// Words around the day on which something was completed that leave it as it is.
const COMPLETED: &[&str] = &[
    "完工",
    "竣工",
    "建成",
    "验收",
    "投产",
    "投用",
    "投运",
    "投入使用",
    "投入运行",
    "正式运行",
    "上线",
    "交付",
    "完成",
    "通过",
    "合格",
    "全部",
    "正式",
    "项目",
    "时间",
    "已",
    "并",
    "且",
    "于",
    "均",
    "建设",
    "止",
];

/// Words around the day on which something began.
const STARTED: &[&str] = &[
    "开工", "动工", "开始", "启动", "开建", "起", "始", "自", "从", "已", "正式", "项目", "建设",
    "时间", "于",
];

/// Reads a cell as the day of completion: `2022.6.30完工`, `已完工（2022.6）`.
#[must_use]
pub fn read_completion(look: Look<'_>) -> Reading {
    read_day_of(look, COMPLETED)
}

/// Reads a cell as the day on which a project began: `2021年10月开工`.
#[must_use]
pub fn read_start(look: Look<'_>) -> Reading {
    read_day_of(look, STARTED)
}

/// Reads a cell as any other day: `1998.08.08成立`.
#[must_use]
pub fn read_event(look: Look<'_>) -> Reading {
    read_day_of(
        look,
        &["成立", "注册", "登记", "设立", "于", "日期", "时间"],
    )
}

fn read_day_of(look: Look<'_>, words: &[&str]) -> Reading {
    let reading = read(look);
    let Content::Text(content) = look.content else {
        return reading;
    };
    if let Some(done) = in_fact(content, words) {
        return done;
    }
    let unreadable = |remark: &Remark| remark.kind == FindingKind::DateUnreadable;
    if !reading.remarks.iter().any(unreadable) {
        return reading;
    }
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed);
    match certain(without_words(&plain, words)) {
        Some(found) => found.with(Remark::new(FindingKind::DateAsText)),
        None => reading,
    }
}

/// 2024年4月12日完成（原计划2024年3月）: what was planned first takes nothing back
/// of the day on which it was done.
fn in_fact(content: &str, words: &[&str]) -> Option<Reading> {
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed);
    let (day, remark) = super::aside::split(&plain)?;
    let planned = ["原计划", "原定"]
        .iter()
        .any(|word| remark.starts_with(word));
    let done = ["完成", "完工", "竣工"]
        .iter()
        .any(|word| day.ends_with(word));
    let found = certain(without_words(day, words)).filter(|_| planned && done)?;
    Some(found.with(Remark::new(FindingKind::DateAsText)))
}

/// The day alone, without the words that say what happened on it.
fn without_words<'a>(plain: &'a str, words: &[&str]) -> &'a str {
    let mut rest = plain;
    loop {
        let bare = rest.trim_matches(['(', ')', ':', ',', '.', '。', '、']);
        let bare = words
            .iter()
            .find_map(|word| bare.strip_suffix(word).or_else(|| bare.strip_prefix(word)))
            .unwrap_or(bare);
        if bare.len() == rest.len() {
            return rest;
        }
        rest = bare;
    }
}

fn unreadable() -> Reading {
    Reading::unknown(Remark::new(FindingKind::DateUnreadable))
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

/// Whether a reading's remarks only say that a certain date is text.
#[must_use]
pub fn is_text_remark(remark: &Remark) -> bool {
    remark.kind == FindingKind::DateAsText && remark.severity == Severity::Info
}
