//! Amounts of money: exact, with their unit, or not at all.

use ruku_model::fact::FactValue;
use ruku_model::finding::{FindingKind, Severity};
use ruku_model::money::{Exact, Money, MoneyError, MoneyUnit};

use super::{Look, Meaning, Reading, Remark, aside, common};
use crate::numeral;
use crate::simplified::simplified;
use crate::text::{holds_several_numbers, narrow, says_not_applicable, says_nothing, squeeze};
use crate::workbook::{Content, decimal_text};

use remark::{denies_funds, without_aside};

pub mod remark;

/// Words that mean none was received or spent: nought, in any unit.
const NOUGHT: &[&str] = &["无", "没有", "零", "暂无", "未获得", "未获", "无此项"];

/// Words around a number that make it less than certain.
const ABOUT: &[&str] = &[
    "约",
    "大约",
    "大概",
    "左右",
    "近",
    "余",
    "多",
    "上下",
    "不低于",
    "不少于",
    "不超过",
    "以上",
    "以下",
    "以内",
    "超过",
    "预计",
    "估",
    "暂",
    "拟",
    "≈",
    "~",
    ">",
    "<",
    "+",
];

/// Reads a cell as an amount. `unit` is what the header or the caption says;
/// without it only amounts that name their own unit are known.
#[must_use]
pub fn read(look: Look<'_>, unit: Option<MoneyUnit>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    match look.content {
        Content::Number(number) => {
            let unit = look.format.and_then(unit_of_format).or(unit);
            read_number(*number, unit)
        }
        Content::Text(content) => read_text(content, unit),
        Content::Date(_) | Content::DateIso(_) => {
            Reading::unknown(Remark::new(FindingKind::AmountUnreadable).detail("单元格是日期格式"))
        }
        _ => Reading::unknown(Remark::new(FindingKind::AmountUnreadable)),
    }
}

/// A number format may carry the unit itself: `0.00"万元"`.
fn unit_of_format(format: &str) -> Option<MoneyUnit> {
    // 0!.0, shows 元 as 万元: the point is put in, four places before the end.
    let put_in = ["!.0,", "\\.0,", "\".\"0,"];
    if put_in.iter().any(|point| format.contains(point)) {
        return Some(MoneyUnit::Yuan);
    }
    if format.contains("万元") || format.contains("\"万\"") {
        Some(MoneyUnit::WanYuan)
    } else if format.contains("\"元\"") {
        Some(MoneyUnit::Yuan)
    } else {
        None
    }
}

fn read_number(number: f64, unit: Option<MoneyUnit>) -> Reading {
    let text = decimal_text(number);
    if number == 0.0 {
        return Reading::clear(FactValue::Money(Money::ZERO));
    }
    if number < 0.0 {
        return Reading::unknown(Remark::new(FindingKind::AmountNegative));
    }
    let Some(unit) = unit else {
        return unit_unknown();
    };
    exactly(&text, unit)
}

/// No unit is known: the column says so once, each cell only stays unknown.
fn unit_unknown() -> Reading {
    Reading {
        meaning: Meaning::Unknown,
        remarks: Vec::new(),
    }
}

/// An exact decimal in a unit. What is finer than a 分 is cut off and said.
fn exactly(text: &str, unit: MoneyUnit) -> Reading {
    match Money::parse(text, unit) {
        Ok(money) => Reading::clear(FactValue::Money(money)),
        Err(MoneyError::BelowFen(_)) => below_fen(text, unit),
        Err(MoneyError::NotANumber(_)) if text.len() > 28 => {
            Reading::unknown(Remark::new(FindingKind::AmountUnreadable).detail("数字过长"))
        }
        Err(_) => Reading::unknown(Remark::new(FindingKind::AmountUnreadable)),
    }
}

fn below_fen(text: &str, unit: MoneyUnit) -> Reading {
    // A spreadsheet works with 15 significant digits: what stands behind them
    // is noise of the binary number and not what anybody typed.
    if let Some(shown) = fifteen_digits(text)
        && let Ok(money) = Money::parse(&shown, unit)
    {
        let mut remark = Remark::new(FindingKind::AmountBelowFen)
            .detail(format!("末位是电子表格的计算误差，已按{shown}读取"));
        remark.severity = Severity::Info;
        return Reading::clear(FactValue::Money(money)).with(remark);
    }
    let cut = Exact::parse(text, unit)
        .ok()
        .and_then(|exact| exact.floor_to(Money::from_fen(1)));
    match cut {
        Some(money) => {
            let remark = Remark::new(FindingKind::AmountBelowFen)
                .detail(format!("按{}元读取", money.grouped()));
            Reading::clear(FactValue::Money(money)).with(remark)
        }
        None => Reading::unknown(Remark::new(FindingKind::AmountUnreadable)),
    }
}

/// The number with 15 significant digits, if it has more.
fn fifteen_digits(text: &str) -> Option<String> {
    let digits = text
        .chars()
        .filter(char::is_ascii_digit)
        .collect::<String>();
    let significant = digits.trim_start_matches('0');
    if significant.len() <= 15 {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    let rounded: f64 = format!("{number:.14e}").parse().ok()?;
    Some(decimal_text(rounded))
}

fn read_text(content: &str, unit: Option<MoneyUnit>) -> Reading {
    if says_not_applicable(content) {
        return Reading::nothing();
    }
    let narrowed = narrow(content);
    if holds_several_numbers(&narrowed) {
        return Reading::unknown(
            Remark::new(FindingKind::AmountUnreadable).detail("一格里有几个数，一格只填一个"),
        );
    }
    let plain = squeeze(&narrowed);
    if NOUGHT.contains(&&*plain) || denies_funds(&plain) {
        let remark = Remark::new(FindingKind::AmountAsText)
            .detail("已读取为0元")
            .repaired("0.00");
        return Reading::clear(FactValue::Money(Money::ZERO)).with(remark);
    }
    if let Some(reading) = written_out(&plain, unit) {
        return reading;
    }
    if let Some(inner) = plain
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        && split_number(inner)
            .is_some_and(|(_, number, rest)| !number.is_empty() && rest.is_empty())
    {
        return Reading::unknown(Remark::new(FindingKind::AmountNegative));
    }
    if let Some(reading) = said_twice(&plain, unit) {
        return reading;
    }
    let bracketed;
    let plain = match aside::split(&plain) {
        // 120（万元）
        Some((value, word)) if matches!(split_unit(word), Some((Some(_), ""))) => {
            bracketed = format!("{value}{word}");
            &*bracketed
        }
        _ => &*plain,
    };
    let (plain, aside) = without_aside(plain);
    let body = ["共计", "合计", "总计", "共", "计"]
        .iter()
        .find_map(|word| plain.strip_prefix(word))
        .unwrap_or(plain);
    let body = body
        .trim_start_matches(':')
        .trim_start_matches(['¥', '￥', '$'])
        .trim_start_matches("人民币")
        .trim_start_matches("RMB")
        .trim_end_matches(['。', '.', ';', '；']);
    let body = body.strip_suffix("人民币").unwrap_or(body);
    // 126000.- has no 角 and no 分.
    let body = [".-", ".—", ".--"]
        .iter()
        .find_map(|end| body.strip_suffix(end))
        .unwrap_or(body);
    let Some((before, number, after)) = split_number(body) else {
        return Reading::unknown(Remark::new(FindingKind::AmountUnreadable));
    };
    let Some(digits) = ungrouped(number) else {
        return Reading::unknown(Remark::new(FindingKind::AmountUnreadable));
    };
    let Some((own_unit, after)) = split_unit(after) else {
        return Reading::unknown(Remark::new(FindingKind::AmountUnreadable));
    };
    let doubtful = ABOUT.contains(&before) || ABOUT.contains(&after);
    if !before.is_empty() && !doubtful && before != "-" || !after.is_empty() && !doubtful {
        return Reading::unknown(Remark::new(FindingKind::AmountUnreadable));
    }
    if before == "-" {
        return Reading::unknown(Remark::new(FindingKind::AmountNegative));
    }
    let zero = digits.chars().all(|ch| matches!(ch, '0' | '.'));
    let Some(unit) = own_unit
        .or(unit.map(Unit::Plain))
        .or(zero.then_some(Unit::Plain(MoneyUnit::Yuan)))
    else {
        return unit_unknown();
    };
    let reading = unit.read(&digits);
    if doubtful {
        return approximate(&reading);
    }
    as_text(reading, aside)
}

/// 200万元（贰佰万元整）: one amount in figures and in words, if they agree.
fn said_twice(plain: &str, unit: Option<MoneyUnit>) -> Option<Reading> {
    let (first, second) = aside::split(plain)?;
    let first = read_text(first, unit);
    // ￥500,000.00 is in 元 wherever it stands.
    let sign = second.starts_with(['¥', '￥']) && second.contains('.');
    let again = read_text(second, sign.then_some(MoneyUnit::Yuan));
    let agree = first.value().is_some() && first.value() == again.value();
    agree.then_some(first)
}

/// 叁佰贰拾万元整: an amount in numerals, which names its unit or has the
/// column's.
fn written_out(plain: &str, unit: Option<MoneyUnit>) -> Option<Reading> {
    let simple = simplified(plain);
    let body = without_heading(&simple);
    let reading = match numeral::yuan(body) {
        Some(yuan) => exactly(&yuan, MoneyUnit::Yuan),
        None => {
            let count = numeral::whole(body)?.to_string();
            let own = body.ends_with(['万', '亿']).then_some(MoneyUnit::Yuan);
            match own.or(unit) {
                Some(unit) => exactly(&count, unit),
                None => unit_unknown(),
            }
        }
    };
    Some(as_text(reading, ""))
}

/// Words before an amount that is written out: 人民币（大写）：.
const HEADINGS: &[&str] = &[
    "(人民币)",
    "人民币",
    "(大写)",
    "大写",
    "金额",
    "￥",
    "¥",
    "⊗",
    ":",
];

fn without_heading(plain: &str) -> &str {
    let mut body = plain;
    while let Some(rest) = HEADINGS.iter().find_map(|word| body.strip_prefix(word)) {
        body = rest;
    }
    body
}

fn approximate(reading: &Reading) -> Reading {
    let mut remark = Remark::new(FindingKind::AmountApproximate);
    if let Some(FactValue::Money(money)) = reading.value() {
        remark = remark.proposing(money.to_string());
    }
    Reading::unknown(remark)
}

fn as_text(reading: Reading, aside: &str) -> Reading {
    let Some(FactValue::Money(money)) = reading.value() else {
        return reading;
    };
    let understood = format!("已读取为{}", money.readable());
    let remark = Remark::new(FindingKind::AmountAsText)
        .detail(if aside.is_empty() {
            understood
        } else {
            format!("{understood}，“{aside}”未读取")
        })
        .repaired(money.to_string());
    reading.with(remark)
}

/// A unit written in the cell itself.
enum Unit {
    Plain(MoneyUnit),
    /// 亿元: 10,000 万元.
    Yi,
    /// 千元.
    Thousand,
}

impl Unit {
    fn read(&self, digits: &str) -> Reading {
        match self {
            Unit::Plain(unit) => exactly(digits, *unit),
            Unit::Yi => exactly(&shifted(digits, 4), MoneyUnit::WanYuan),
            Unit::Thousand => exactly(&shifted(digits, 3), MoneyUnit::Yuan),
        }
    }
}

/// The unit at the head of what follows a number, and what follows it.
fn split_unit(after: &str) -> Option<(Option<Unit>, &str)> {
    for (word, unit) in [
        ("万元整", Unit::Plain(MoneyUnit::WanYuan)),
        ("万圆", Unit::Plain(MoneyUnit::WanYuan)),
        ("万元", Unit::Plain(MoneyUnit::WanYuan)),
        ("万", Unit::Plain(MoneyUnit::WanYuan)),
        ("亿元", Unit::Yi),
        ("亿", Unit::Yi),
        ("千元", Unit::Thousand),
        ("元整", Unit::Plain(MoneyUnit::Yuan)),
        ("元", Unit::Plain(MoneyUnit::Yuan)),
        ("圆", Unit::Plain(MoneyUnit::Yuan)),
    ] {
        if let Some(rest) = after.strip_prefix(word) {
            return Some((Some(unit), rest));
        }
        // 320余万元, 300多万: the doubt stands before the unit.
        for doubt in ["余", "多"] {
            if after.strip_prefix(doubt).is_some_and(|rest| rest == word) {
                return Some((Some(unit), "余"));
            }
        }
    }
    Some((None, after))
}

/// Moves the decimal point `places` to the right.
fn shifted(digits: &str, places: usize) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<places$}");
    format!("{whole}{}.{}0", &padded[..places], &padded[places..])
}

/// What stands before the first number, the number with its separators, and
/// what follows; `None` without digits.
fn split_number(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(|ch: char| ch.is_ascii_digit())?;
    let length = text[start..]
        .find(|ch: char| !(ch.is_ascii_digit() || matches!(ch, '.' | ',')))
        .unwrap_or(text.len() - start);
    Some((
        &text[..start],
        &text[start..start + length],
        &text[start + length..],
    ))
}

/// The digits without their thousands separators; `None` if those stand where
/// no separator stands.
fn ungrouped(number: &str) -> Option<String> {
    let number = number.strip_suffix('.').unwrap_or(number);
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    if fraction.is_some_and(|digits| !digits.chars().all(|ch| ch.is_ascii_digit())) {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    if first.is_empty() || whole.contains(',') && first.len() > 3 {
        return None;
    }
    if groups.any(|group| group.len() != 3) {
        return None;
    }
    let whole = whole.replace(',', "");
    Some(match fraction {
        Some(fraction) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => whole,
    })
}

/// Whether a text could be an amount at all: it holds a digit and does not
/// only say nothing.
#[must_use]
pub fn may_be_amount(content: &str) -> bool {
    !says_nothing(content) && narrow(content).chars().any(|ch| ch.is_ascii_digit())
}
