//! Reads a condition's test: `{ fact = "completed_on", from = "2021-09-30" }`.

use ruku_model::fact::FactType;

use super::over_list::Whole;
use super::{Check, FactTest, Limit, OverList, Side, Test, is_numeric};
use crate::bounds::Amount;
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::records::{self, Tally};
use crate::wording;

/// The test under `key` of an entry; a fault if it must be there and is not.
pub(crate) fn test_of(entry: &Entry<'_>, key: &str, names: &Names<'_>) -> Option<Test> {
    let inner = entry.inner(key, &format!("{}的 {key}", entry.what()))?;
    parse(inner, names)
}

/// One test.
fn parse(entry: Entry<'_>, names: &Names<'_>) -> Option<Test> {
    let test = if entry.has("all") {
        parts(&entry, "all", names).map(Test::All)
    } else if entry.has("any") {
        parts(&entry, "any", names).map(Test::Any)
    } else if entry.has("not") {
        test_of(&entry, "not", names).map(|test| Test::Not(Box::new(test)))
    } else {
        fact_test(&entry, names).map(Test::Fact)
    };
    entry.finish();
    test
}

fn parts(entry: &Entry<'_>, key: &str, names: &Names<'_>) -> Option<Vec<Test>> {
    let entries = entry.list(key, entry.what());
    if entries.is_empty() {
        entry.fault(
            format!("{}的 {key} 里没有内容。", entry.what()),
            format!("{key} 里至少写一项 {{ fact = \"…\", … }}。"),
        );
    }
    entries.into_iter().map(|part| parse(part, names)).collect()
}

fn fact_test(entry: &Entry<'_>, names: &Names<'_>) -> Option<FactTest> {
    let fact = names.fact(entry.text("fact")?)?;
    let fact_type = names.fact_type(fact);
    let check = match fact_type {
        _ if entry.has("given") => {
            entry.flag("given");
            Some(Check::Given)
        }
        FactType::Flag => entry.has("is").then(|| Check::Flag(entry.flag("is"))),
        FactType::Choice | FactType::Text => one_of(entry, names, fact),
        FactType::Money | FactType::Number | FactType::Count => numeric(entry, names, fact_type),
        FactType::Date => date(entry, names),
        FactType::List if entry.has("sum") || entry.has("count") => over_list(entry, names, fact),
        FactType::CreditCode | FactType::Phone | FactType::List => None,
    };
    // A bound that cannot be read has been told already.
    let is_written = ["from", "to", "is", "in"].iter().any(|key| entry.has(key))
        || Side::ALL.iter().any(|(_, key, _)| entry.has(key));
    if check.is_none() && !is_written {
        how_to_compare(entry, fact_type);
    }
    check.map(|check| FactTest { fact, check })
}

/// Says how a fact of a type is compared, where nothing was written that does.
fn how_to_compare(entry: &Entry<'_>, fact_type: FactType) {
    const KEYS: [&str; 9] = [
        "at_least",
        "more_than",
        "at_most",
        "less_than",
        "from",
        "full_years",
        "in",
        "count",
        "sum",
    ];
    if let Some((written, meant)) = entry.nearly(&KEYS) {
        entry.fault(
            format!("{}里没有 {written} 这一项。", entry.what()),
            format!("是不是想写 {meant}？请改正。"),
        );
        return;
    }
    let usage = match fact_type {
        FactType::Flag => "is = true 或 is = false",
        FactType::Choice | FactType::Text => "is = \"选项\" 或 in = [\"选项\", …]",
        FactType::Money | FactType::Number | FactType::Count => {
            "at_least、more_than、at_most、less_than 之一"
        }
        FactType::Date => "from、to，或 full_years 与 at",
        FactType::List => "sum = \"一栏\" 或 count = true，加上 at_least 等，或 given = true",
        FactType::CreditCode | FactType::Phone => "given = true",
    };
    entry.fault(
        format!("{}没有写明怎样比较。", entry.what()),
        format!("这一项是{}，请写 {usage}。", wording::type_label(fact_type)),
    );
}

fn one_of(entry: &Entry<'_>, names: &Names<'_>, fact: usize) -> Option<Check> {
    let mut texts = entry.texts("in");
    texts.extend(if entry.has("is") {
        entry.text_opt("is")
    } else {
        None
    });
    let decl = &names.facts[fact];
    for text in &texts {
        if decl.fact_type == FactType::Choice
            && !decl.options.iter().any(|option| option.id == text.value)
        {
            text.fault(
                format!("填报项 {} 没有选项 {}。", decl.id, text.value),
                "请写 facts.toml 里该项 options 的 id。",
            );
        }
    }
    let options: Vec<String> = texts.iter().map(|text| text.value.to_owned()).collect();
    (!options.is_empty()).then_some(Check::OneOf(options))
}

fn numeric(entry: &Entry<'_>, names: &Names<'_>, fact_type: FactType) -> Option<Check> {
    let of = match entry.text_opt("of") {
        Some(text) => Some(names.fact(text).filter(|of| {
            let fits = is_numeric(names.fact_type(*of));
            if !fits {
                text.fault(
                    "of 所指的填报项不是数。",
                    "请改为金额、数值或数量类型的填报项。",
                );
            }
            fits
        })?),
        None => None,
    };
    let kind = match (fact_type, of) {
        (FactType::Money, None) => ValueKind::Money,
        _ => ValueKind::Number,
    };
    let limits = limits(entry, kind)?;
    Some(match of {
        Some(of) => Check::Ratio { of, limits },
        None => Check::Within(limits),
    })
}

/// The limits of a range; `None` if there are none, or one is wrong.
fn limits(entry: &Entry<'_>, kind: ValueKind) -> Option<Vec<Limit>> {
    let read = |text: Text<'_>| match kind {
        ValueKind::Money => text
            .money()
            .map(|money| Amount::from_integer(i128::from(money.fen()))),
        ValueKind::Number => text.rate().map(|rate| rate.ratio()),
    };
    let mut limits = Vec::new();
    for (side, key, _) in Side::ALL {
        if let Some(text) = entry.text_opt(key) {
            let value = read(text)?;
            limits.push(Limit {
                side,
                value,
                text: text.value.to_owned(),
            });
        }
    }
    (!limits.is_empty()).then_some(limits)
}

/// What a list comes to: `{ fact = "sessions", count = true, at_least = "10" }`.
fn over_list(entry: &Entry<'_>, names: &Names<'_>, list: usize) -> Option<Check> {
    let tally = tally(entry, names, list)?;
    let of = match entry.value("of") {
        None => None,
        Some((value, _)) if value.is_table() => {
            let inner = entry.inner("of", &format!("{}的 of", entry.what()))?;
            let list = names.fact(inner.text("fact")?)?;
            let whole = self::tally(&inner, names, list)?;
            inner.finish();
            Some(Whole::Tally(Box::new(whole)))
        }
        Some(_) => {
            let text = entry.text("of")?;
            let fact = names.fact(text)?;
            if !is_numeric(names.fact_type(fact)) {
                text.fault(
                    "of 所指的填报项不是数。",
                    "请改为金额、数值或数量类型的填报项，或者另一项明细 { fact = \"…\", sum = \"…\" }。",
                );
                return None;
            }
            Some(Whole::Fact(fact))
        }
    };
    let kind = match of {
        Some(_) => ValueKind::Number,
        None => tally.kind(),
    };
    let limits = limits(entry, kind)?;
    Some(Check::OverList(Box::new(OverList { tally, of, limits })))
}

fn tally(entry: &Entry<'_>, names: &Names<'_>, list: usize) -> Option<Tally> {
    let adds = entry.has("sum");
    if !adds {
        entry.flag("count");
    }
    records::parse(entry, list, adds, names)
}

fn date(entry: &Entry<'_>, names: &Names<'_>) -> Option<Check> {
    if entry.has("full_years") {
        let years = u32::try_from(entry.integer("full_years")?).ok()?;
        let text = entry.text("at")?;
        let at = names.fact(text)?;
        if names.fact_type(at) != FactType::Date {
            text.fault("at 所指的填报项不是日期。", "请改为日期类型的填报项。");
        }
        return Some(Check::FullYears {
            years,
            at,
            next_day: entry.flag("next_day"),
        });
    }
    let day = |key: &str| entry.text_opt(key).and_then(|text| text.day());
    let (from, to) = (day("from"), day("to"));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        entry.fault(
            "起始日期晚于截止日期，没有日期能满足。",
            "请核对 from 和 to。",
        );
    }
    (from.is_some() || to.is_some()).then_some(Check::Days { from, to })
}
