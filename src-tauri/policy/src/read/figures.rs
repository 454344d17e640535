//! Do the figures of a step or condition stand in the words it rests on, and
//! do its bounds include what the words include?
//!
//! 民法典 第一千二百五十九条: “以上”“以下”“以内”“届满”包括本数，“不满”“超过”“以外”不包括
//! 本数. So a figure in the text says on which side of a boundary it lies
//! itself; an encoded bound must say the same.

use ruku_model::money::{Money, MoneyUnit};
use ruku_model::rate::Rate;

use super::names::squeeze;
use super::source::{Entry, Text};
use crate::bounds::Amount;
use crate::op::fen;

/// A figure in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    kind: Kind,
    value: Amount,
    /// Whether the figure itself belongs to what lies above it, if the words say.
    up: Option<bool>,
    start: usize,
    end: usize,
    /// As the text has it.
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Money,
    Percent,
    Plain,
}

/// Words before a figure, and whether the figure then belongs above.
const BEFORE: &[(&str, bool)] = &[
    ("不超过", false),
    ("不高于", false),
    ("不多于", false),
    ("不少于", true),
    ("不低于", true),
    ("不小于", true),
    ("超过", false),
    ("高于", false),
    ("多于", false),
    ("大于", false),
    ("不足", true),
    ("不满", true),
    ("低于", true),
    ("少于", true),
    ("小于", true),
    ("达到", true),
    ("达", true),
    ("满", true),
];

/// Words after a figure and its unit.
const AFTER: &[(&str, bool)] = &[
    ("及以上", true),
    ("以上", true),
    ("(含)以上", true),
    ("(含)—", true),
    ("(含)-", true),
    ("(含)至", true),
    ("(含)以下", false),
    ("及以下", false),
    ("以下", false),
    ("以内", false),
    ("以外", false),
];

/// Every figure of a text, in order. Years of dates and clause numbers count
/// as plain figures and do no harm.
pub(crate) fn scan(text: &str) -> Vec<Figure> {
    let text = squeeze(text)
        .replace('（', "(")
        .replace('）', ")")
        .replace('％', "%");
    let chars: Vec<char> = text.chars().collect();
    let mut figures = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() && (chars[at].is_ascii_digit() || chars[at] == '.') {
            at += 1;
        }
        let number: String = chars[start..at].iter().collect();
        let (kind, unit) = unit(&chars[at..]);
        let end = at + unit;
        if let Some(value) = value(&number, kind, unit) {
            figures.push(Figure {
                kind,
                value,
                up: None,
                start,
                end,
                text: chars[start..end].iter().collect(),
            });
        }
        at = end.max(at);
    }
    sides(&chars, &mut figures);
    figures
}

/// The kind of a figure by what follows it, and how many characters that is.
fn unit(rest: &[char]) -> (Kind, usize) {
    match rest {
        ['万', '元', ..] => (Kind::Money, 2),
        ['元', ..] => (Kind::Money, 1),
        ['%', ..] => (Kind::Percent, 1),
        ['家' | '个' | '场' | '人' | '项' | '次' | '台' | '年', ..] => (Kind::Plain, 1),
        _ => (Kind::Plain, 0),
    }
}

fn value(number: &str, kind: Kind, unit: usize) -> Option<Amount> {
    let number = number.trim_end_matches('.');
    match kind {
        Kind::Money => {
            let unit = if unit == 2 {
                MoneyUnit::WanYuan
            } else {
                MoneyUnit::Yuan
            };
            Money::parse(number, unit).ok().map(fen)
        }
        Kind::Percent => format!("{number}%").parse::<Rate>().ok().map(Rate::ratio),
        Kind::Plain => number.parse::<Rate>().ok().map(Rate::ratio),
    }
}

/// Finds out which figures lie above their own boundary. In a row of figures
/// (10家、20家、50家以上) the words before the first and after the last hold for all.
fn sides(chars: &[char], figures: &mut [Figure]) {
    let mut from = 0;
    while from < figures.len() {
        let mut to = from + 1;
        // The end of a range (—100万元、…) does not begin a row.
        let ends_range = chars[..figures[from].start].ends_with(&['—'])
            || matches!(chars[..figures[from].start].last(), Some('-' | '至' | '~'));
        while !ends_range
            && to < figures.len()
            && is_row(&chars[figures[to - 1].end..figures[to].start])
        {
            to += 1;
        }
        let before: String = chars[figures[from].start.saturating_sub(3)..figures[from].start]
            .iter()
            .collect();
        let shared = BEFORE
            .iter()
            .find(|(word, _)| before.ends_with(word))
            .map(|(_, up)| *up);
        let last = after(chars, figures[to - 1].end);
        for figure in &mut figures[from..to] {
            figure.up = after(chars, figure.end).or(shared).or(last);
        }
        from = to;
    }
}

fn after(chars: &[char], end: usize) -> Option<bool> {
    let rest: String = chars[end..chars.len().min(end + 6)].iter().collect();
    AFTER
        .iter()
        .find(|(word, _)| rest.starts_with(word))
        .map(|(_, up)| *up)
}

fn is_row(between: &[char]) -> bool {
    matches!(between, ['、'] | ['，'] | [','] | ['或'] | ['和'])
}

/// Keys that hold a figure, and whether it then belongs above (bounds only).
const KEYS: &[(&str, Option<bool>)] = &[
    ("rate", None),
    ("at", None),
    ("amount", None),
    ("gives", None),
    ("share", None),
    ("lpr_share", None),
    ("to", None),
    ("times", None),
    ("plus", None),
    ("at_least", Some(true)),
    ("less_than", Some(true)),
    ("more_than", Some(false)),
    ("at_most", Some(false)),
];

/// Faults figures of an entry that do not stand in the words it rests on.
///
/// An entry whose figures do not come from the words says why under `unquoted`.
pub(crate) fn check(entry: &Entry<'_>, clause: &str, quote: &str) {
    if entry.has("unquoted") {
        entry.string("unquoted");
        return;
    }
    if quote.is_empty() {
        return;
    }
    let told = scan(quote);
    for (key, text) in entry.texts_within(KEYS.iter().map(|(key, _)| *key)) {
        let encoded_up = KEYS
            .iter()
            .find(|(known, _)| *known == key)
            .and_then(|(_, up)| *up);
        // What is no amount where an amount belongs is told when it is read.
        let no_amount =
            |figure: &Figure| ["at", "amount"].contains(&key) && figure.kind != Kind::Money;
        if let Some(figure) = encoded(text.value).filter(|figure| !no_amount(figure)) {
            compare(&text, clause, &told, &figure, encoded_up);
        }
    }
    wholes(entry, clause, quote, &told);
    for (_, text) in entry.texts_within(["from", "to", "at"].into_iter()) {
        date(&text, clause, quote);
    }
}

/// Keys that hold a whole number, and whether it counts years.
const WHOLE_KEYS: &[(&str, Span)] = &[
    ("count", Span::Pieces),
    ("full_years", Span::Years),
    ("years_max", Span::Years),
    ("days_max", Span::Days),
];

/// What a whole number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Years,
    Days,
    Pieces,
}

impl Span {
    fn fits(self, unit: char) -> bool {
        match self {
            Span::Years => unit == '年',
            Span::Days => "天日".contains(unit),
            Span::Pieces => "个家场人项次台名笔套".contains(unit),
        }
    }

    fn example(self) -> &'static str {
        match self {
            Span::Years => "年数",
            Span::Days => "天数",
            Span::Pieces => "个数",
        }
    }
}

/// Whole numbers must stand in the words too, as digits or in Chinese.
fn wholes(entry: &Entry<'_>, clause: &str, quote: &str, told: &[Figure]) {
    let counted = counts(quote);
    for whole in entry.wholes_within(WHOLE_KEYS.iter().map(|(key, _)| *key)) {
        let span = WHOLE_KEYS
            .iter()
            .find(|(key, _)| *key == whole.key)
            .map_or(Span::Pieces, |(_, span)| *span);
        let same = |(value, unit): &(i64, char)| *value == whole.value && span.fits(*unit);
        // A year's worth of days may be told in years.
        let years = span == Span::Days
            && counted.iter().any(|(value, unit)| {
                *unit == '年'
                    && [360, 365].contains(&(whole.value / (*value).max(1)))
                    && whole.value % (*value).max(1) == 0
            });
        if !counted.iter().any(same) && !years {
            let found: Vec<&str> = told.iter().map(|told| told.text.as_str()).collect();
            whole.text.fault(
                format!(
                    "{} = {} 这个{}没有出现在条款 {clause} 的引文里（引文里的数字：{}）。",
                    whole.key,
                    whole.value,
                    span.example(),
                    found.join("、")
                ),
                "请核对数字；引文太短就引全，数字确实不出自原文时用 unquoted = \"理由\" 说明。",
            );
        }
    }
}

/// Every number of a text with the unit after it: 2个, 满一年, 三个月.
fn counts(text: &str) -> Vec<(i64, char)> {
    let chars: Vec<char> = squeeze(text).chars().collect();
    let mut counts = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let arabic = chars[at].is_ascii_digit();
        let part = |c: &char| match arabic {
            true => c.is_ascii_digit(),
            false => "零〇一二两三四五六七八九十百".contains(*c),
        };
        let length = chars[at..].iter().take_while(|c| part(c)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let number: String = chars[at..at + length].iter().collect();
        at += length;
        let value = match arabic {
            true => number.parse().ok(),
            false => chinese_number(&number),
        };
        // 满1周年, 10（含）个.
        let unit = chars[at..].iter().find(|c| !"周整(（含)）".contains(**c));
        counts.extend(value.zip(unit.copied()));
    }
    counts
}

/// 十二 → 12, 二十 → 20, 一百 → 100; `None` for anything else.
fn chinese_number(text: &str) -> Option<i64> {
    let digit = |c: char| {
        "零一二三四五六七八九"
            .chars()
            .position(|known| known == c)
            .or((c == '两').then_some(2))
            .and_then(|value| i64::try_from(value).ok())
    };
    let (mut total, mut ones) = (0, None);
    for c in text.chars() {
        match c {
            '十' => total += ones.take().unwrap_or(1) * 10,
            '百' => total += ones.take().unwrap_or(1) * 100,
            _ if ones.is_none() || ones == Some(0) => ones = Some(digit(c)?),
            _ => return None,
        }
    }
    Some(total + ones.unwrap_or(0))
}

/// The figure an author wrote, unless it is nothing or refers to something.
fn encoded(text: &str) -> Option<Figure> {
    let figures = scan(text);
    let [figure] = figures.as_slice() else {
        return None;
    };
    let whole = figure.start == 0 && figure.end == text.chars().count();
    (whole && figure.value != Amount::from_integer(0)).then(|| figure.clone())
}

/// The figures of the same kind that do stand there.
fn instead(told: &[Figure], kind: Kind) -> String {
    let found: Vec<&str> = told
        .iter()
        .filter(|told| told.kind == kind)
        .map(|told| told.text.as_str())
        .collect();
    match found.is_empty() {
        true => String::new(),
        false => format!("（引文里写的是{}）", found.join("、")),
    }
}

fn compare(text: &Text<'_>, clause: &str, told: &[Figure], figure: &Figure, up: Option<bool>) {
    let same: Vec<&Figure> = told
        .iter()
        .filter(|told| told.kind == figure.kind && told.value == figure.value)
        .collect();
    if same.is_empty() {
        text.fault(
            format!(
                "“{}”没有出现在条款 {clause} 的引文里{}。",
                text.value,
                instead(told, figure.kind)
            ),
            "请核对数字；引文太短就引全，数字确实不出自原文时用 unquoted = \"理由\" 说明。",
        );
        return;
    }
    let (Some(up), said) = (up, same.iter().find_map(|told| told.up)) else {
        return;
    };
    if said.is_some_and(|said| said != up) {
        let remedy = match up {
            true => "原文不含本数：下界写 more_than，上界写 at_most。",
            false => "原文含本数：下界写 at_least，上界写 less_than；“不超过”“以内”写 at_most。",
        };
        text.fault(
            format!(
                "恰好“{}”归在哪一边，与条款 {clause} 的用词不一致。",
                text.value
            ),
            remedy,
        );
    }
}

/// A day must stand in the words, with or without its year.
fn date(text: &Text<'_>, clause: &str, quote: &str) {
    let day = text.value.split('T').next().unwrap_or_default();
    let mut parts = day.split('-').map(|part| part.trim_start_matches('0'));
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return;
    };
    let quote = squeeze(quote);
    let day = format!("{month}月{day}日");
    let with_other_year = quote.match_indices(&day).all(|(at, _)| {
        let before = &quote[..at];
        before.ends_with('年') && !before.ends_with(&format!("{year}年"))
    });
    if !quote.contains(&day) || with_other_year {
        text.fault(
            format!("日期“{}”没有出现在条款 {clause} 的引文里。", text.value),
            "请核对日期；引文太短就引全，日期确实不出自原文时用 unquoted = \"理由\" 说明。",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clause strings and, for every figure, whether it belongs above itself.
    const CORPUS: &[(&str, &[Option<bool>])] = &[
        ("共组织 10 场以上培训活动", &[Some(true)]),
        ("最高不超过 100 万元", &[Some(false)]),
        ("年度服务费超过5万元、10万元的", &[Some(false), Some(false)]),
        (
            "数量在10家、20家、50家以上的",
            &[Some(true), Some(true), Some(true)],
        ),
        (
            "50万元(含)—100万元、100万元（含）—200万元",
            &[Some(true), None, Some(true), None],
        ),
        ("总额不超过500万元（含）。", &[Some(false)]),
        ("与不少于10家本地产业链企业", &[Some(true)]),
        ("从业人员不足300人的", &[Some(true)]),
        ("有20%以上接受诊断咨询企业", &[Some(true)]),
        ("按照 10% 进行配套扶持", &[None]),
        ("在3个工作日以内", &[None]),
        ("投资500万元以下的", &[Some(false)]),
    ];

    #[test]
    fn words_tell_on_which_side_a_figure_lies() {
        for (text, expected) in CORPUS {
            let got: Vec<Option<bool>> = scan(text).iter().map(|figure| figure.up).collect();
            assert_eq!(got, *expected, "{text}");
        }
    }
}
