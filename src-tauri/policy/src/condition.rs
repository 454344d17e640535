//! Conditions on facts, in three-valued logic: met, not met, not known.
//!
//! A missing fact makes a condition unknown only where it matters: in an `any`
//! one met part is enough, in an `all` one failed part decides. A date known
//! only to the month is unknown where the month straddles the boundary.

use chrono::{Months, NaiveDate};
use ruku_model::date::{PartialDate, chinese_day};
use ruku_model::fact::{Fact, FactType, FactValue, Facts};

use crate::bounds::{Amount, amount_of};
use crate::declare::FactDecl;
use crate::wording;

mod over_list;
mod parse;

pub(crate) use over_list::OverList;
pub(crate) use parse::test_of;

/// Met, not met, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    /// Met.
    Yes,
    /// Not met.
    No,
    /// A fact is missing.
    Unknown,
}

impl Truth {
    pub(crate) fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
            _ => Truth::Unknown,
        }
    }

    pub(crate) fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    pub(crate) fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::Yes } else { Truth::No }
    }
}

/// What is tested.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    /// Every part.
    All(Vec<Test>),
    /// At least one part.
    Any(Vec<Test>),
    /// Not this.
    Not(Box<Test>),
    /// One fact.
    Fact(FactTest),
}

/// A test of one fact.
#[derive(Debug, Clone)]
pub(crate) struct FactTest {
    /// The fact, by its place in the pack.
    pub(crate) fact: usize,
    pub(crate) check: Check,
}

/// How a fact is tested.
#[derive(Debug, Clone)]
pub(crate) enum Check {
    /// A flag has this value.
    Flag(bool),
    /// A choice or text is one of these.
    OneOf(Vec<String>),
    /// A money, number or count lies within limits.
    Within(Vec<Limit>),
    /// The fact divided by another lies within limits.
    Ratio { of: usize, limits: Vec<Limit> },
    /// A date lies within days, both included.
    Days {
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    },
    /// At least so many full years have passed at the date of another fact.
    FullYears {
        years: u32,
        at: usize,
        next_day: bool,
    },
    /// What the records of a list come to lies within limits.
    OverList(Box<OverList>),
    /// Anything is filled in.
    Given,
}

/// One side of a range of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    pub(crate) side: Side,
    pub(crate) value: Amount,
    /// As the pack writes it: `50万元`, `10`.
    pub(crate) text: String,
}

/// Which side, and whether the limit itself counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// 以上, 不少于.
    AtLeast,
    /// 超过.
    MoreThan,
    /// 以下, 不超过.
    AtMost,
    /// 不足, 不满.
    LessThan,
}

impl Side {
    pub(crate) const ALL: [(Side, &'static str, &'static str); 4] = [
        (Side::AtLeast, "at_least", "不少于"),
        (Side::MoreThan, "more_than", "超过"),
        (Side::AtMost, "at_most", "不超过"),
        (Side::LessThan, "less_than", "不足"),
    ];

    fn holds(self, value: Amount, limit: Amount) -> bool {
        match self {
            Side::AtLeast => value >= limit,
            Side::MoreThan => value > limit,
            Side::AtMost => value <= limit,
            Side::LessThan => value < limit,
        }
    }

    fn words(self) -> &'static str {
        Side::ALL
            .iter()
            .find(|(side, ..)| *side == self)
            .map_or("", |(.., words)| words)
    }
}

/// What a test read and found.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) truth: Truth,
    /// The facts that were looked at, with whether they are missing.
    pub(crate) facts: Vec<usize>,
    /// The missing facts that leave it open.
    pub(crate) missing: Vec<usize>,
}

/// The declared facts and one project's values.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub(crate) decls: &'a [FactDecl],
    pub(crate) facts: &'a Facts,
}

impl<'a> Known<'a> {
    /// A fact that fits its declaration and can be computed with.
    pub(crate) fn get(&self, fact: usize) -> Option<&'a Fact> {
        let decl = &self.decls[fact];
        self.facts.get(&decl.id).filter(|fact| {
            fact.value.fits(decl.fact_type)
                && amount_of(&fact.value).is_none_or(|amount| amount >= Amount::from_integer(0))
        })
    }

    fn date(&self, fact: usize) -> Option<PartialDate> {
        match self.get(fact)?.value {
            FactValue::Date(date) => Some(date),
            _ => None,
        }
    }

    fn amount(&self, fact: usize) -> Option<Amount> {
        self.get(fact).and_then(|fact| amount_of(&fact.value))
    }
}

impl Test {
    /// Whether it holds for one project.
    pub(crate) fn holds(&self, known: Known<'_>) -> Finding {
        match self {
            Test::All(parts) => combine(parts, known, Truth::Yes, Truth::and),
            Test::Any(parts) => combine(parts, known, Truth::No, Truth::or),
            Test::Not(part) => {
                let finding = part.holds(known);
                Finding {
                    truth: finding.truth.not(),
                    ..finding
                }
            }
            Test::Fact(test) => test.holds(known),
        }
    }

    /// The facts it looks at.
    pub(crate) fn facts(&self) -> Vec<usize> {
        match self {
            Test::All(parts) | Test::Any(parts) => parts.iter().flat_map(Test::facts).collect(),
            Test::Not(part) => part.facts(),
            Test::Fact(test) => test.facts(),
        }
    }

    /// What is required, in words.
    pub(crate) fn threshold(&self, decls: &[FactDecl]) -> String {
        match self {
            Test::All(parts) => parts
                .iter()
                .map(|part| part.named(decls))
                .collect::<Vec<_>>()
                .join("，且"),
            Test::Any(parts) => parts
                .iter()
                .map(|part| part.named(decls))
                .collect::<Vec<_>>()
                .join("，或"),
            Test::Not(part) => format!("不是：{}", part.named(decls)),
            Test::Fact(test) => test.threshold(decls),
        }
    }

    /// The test with what it looks at: `年龄不少于18`.
    pub(crate) fn named(&self, decls: &[FactDecl]) -> String {
        match self {
            Test::Fact(FactTest {
                check: Check::OverList(over),
                ..
            }) => over.threshold(decls),
            Test::Fact(test) => format!("{}{}", decls[test.fact].label, test.threshold(decls)),
            other => other.threshold(decls),
        }
    }

    /// What was read, in words.
    pub(crate) fn value(&self, known: Known<'_>) -> String {
        if let Test::Fact(FactTest {
            check: Check::OverList(over),
            ..
        }) = self
        {
            return over.value(known);
        }
        let mut facts = self.facts();
        facts.dedup();
        match facts.as_slice() {
            [fact] => value_of(*fact, known),
            facts => facts
                .iter()
                .map(|fact| shown(*fact, known))
                .collect::<Vec<_>>()
                .join("，"),
        }
    }
}

/// A fact's value in words.
fn value_of(fact: usize, known: Known<'_>) -> String {
    let decl = &known.decls[fact];
    known.get(fact).map_or_else(
        || "未填".to_owned(),
        |fact| wording::fact_value(&fact.value, Some(decl)),
    )
}

/// A fact's label and value in words.
fn shown(fact: usize, known: Known<'_>) -> String {
    format!("{}{}", known.decls[fact].label, value_of(fact, known))
}

fn combine(
    parts: &[Test],
    known: Known<'_>,
    start: Truth,
    join: fn(Truth, Truth) -> Truth,
) -> Finding {
    let mut all = Finding {
        truth: start,
        facts: Vec::new(),
        missing: Vec::new(),
    };
    for part in parts {
        let finding = part.holds(known);
        all.truth = join(all.truth, finding.truth);
        all.facts.extend(finding.facts);
        all.missing.extend(finding.missing);
    }
    if all.truth != Truth::Unknown {
        all.missing.clear();
    }
    all
}

impl FactTest {
    /// The facts it looks at.
    fn facts(&self) -> Vec<usize> {
        match &self.check {
            Check::Ratio { of, .. } => vec![self.fact, *of],
            Check::FullYears { at, .. } => vec![self.fact, *at],
            Check::OverList(over) => over.facts(),
            Check::Flag(_)
            | Check::OneOf(_)
            | Check::Within(_)
            | Check::Days { .. }
            | Check::Given => vec![self.fact],
        }
    }

    fn holds(&self, known: Known<'_>) -> Finding {
        let truth = self.truth(known);
        let facts = self.facts();
        let missing = match truth {
            Truth::Unknown => self.missing(&facts, known),
            Truth::Yes | Truth::No => Vec::new(),
        };
        Finding {
            truth,
            facts,
            missing,
        }
    }

    /// The facts that are absent, or the date that is not exact enough.
    fn missing(&self, facts: &[usize], known: Known<'_>) -> Vec<usize> {
        let absent: Vec<usize> = facts
            .iter()
            .copied()
            .filter(|fact| known.get(*fact).is_none())
            .collect();
        if !absent.is_empty() {
            return absent;
        }
        if let Check::OverList(over) = &self.check {
            return over.doubtful(known);
        }
        let month = |fact: &usize| matches!(known.date(*fact), Some(PartialDate::Month(_)));
        facts.iter().copied().filter(month).collect()
    }

    fn truth(&self, known: Known<'_>) -> Truth {
        self.truth_if_known(known).unwrap_or(Truth::Unknown)
    }

    fn truth_if_known(&self, known: Known<'_>) -> Option<Truth> {
        Some(match &self.check {
            Check::Given => known.get(self.fact).map(|_| Truth::Yes)?,
            Check::OverList(over) => over.truth(known)?,
            Check::Flag(wanted) => match known.get(self.fact)?.value {
                FactValue::Flag(flag) => (flag == *wanted).into(),
                _ => return None,
            },
            Check::OneOf(options) => {
                let text = known.get(self.fact)?.value.as_text()?;
                options.iter().any(|option| option == text).into()
            }
            Check::Within(limits) => within(known.amount(self.fact)?, limits).into(),
            Check::Ratio { of, limits } => {
                let (part, whole) = (known.amount(self.fact)?, known.amount(*of)?);
                if whole == Amount::from_integer(0) {
                    return Some(Truth::No);
                }
                within(part / whole, limits).into()
            }
            Check::Days { from, to } => {
                let date = known.date(self.fact)?;
                let after = from.map_or(Truth::Yes, |from| not_before(date, from));
                let before = to.map_or(Truth::Yes, |to| not_after(date, to));
                after.and(before)
            }
            Check::FullYears {
                years,
                at,
                next_day,
            } => {
                let (start, end) = (known.date(self.fact)?, known.date(*at)?);
                let first = anniversary(start.earliest(), *years, *next_day)?;
                let last = anniversary(start.latest(), *years, *next_day)?;
                if end.earliest() >= last {
                    Truth::Yes
                } else if end.latest() < first {
                    Truth::No
                } else {
                    Truth::Unknown
                }
            }
        })
    }

    fn threshold(&self, decls: &[FactDecl]) -> String {
        let decl = &decls[self.fact];
        match &self.check {
            Check::Given => "已填写".to_owned(),
            Check::OverList(over) => over.threshold(decls),
            Check::Flag(wanted) => wording::fact_value(&FactValue::Flag(*wanted), Some(decl)),
            Check::OneOf(options) => options
                .iter()
                .map(|id| wording::option_label(Some(decl), id).unwrap_or_else(|| id.clone()))
                .collect::<Vec<_>>()
                .join("或"),
            Check::Within(limits) => limits_text(limits),
            Check::Ratio { of, limits } => {
                format!("占{}的比例{}", decls[*of].label, limits_text(limits))
            }
            Check::Days { from, to } => match (from, to) {
                (Some(from), Some(to)) => {
                    format!(
                        "在{}至{}之间（含首尾两日）",
                        chinese_day(*from),
                        chinese_day(*to)
                    )
                }
                (Some(from), None) => format!("不早于{}", chinese_day(*from)),
                (None, Some(to)) => format!("不晚于{}（含当日）", chinese_day(*to)),
                (None, None) => "任意日期".to_owned(),
            },
            Check::FullYears {
                years,
                at,
                next_day,
            } => {
                let rule = if *next_day {
                    "周年日的次日起算满"
                } else {
                    "周年日当日算满"
                };
                format!("至{}满{years}年（{rule}）", decls[*at].label)
            }
        }
    }
}

/// Whether a value lies within limits.
pub(crate) fn within(value: Amount, limits: &[Limit]) -> bool {
    limits
        .iter()
        .all(|limit| limit.side.holds(value, limit.value))
}

fn limits_text(limits: &[Limit]) -> String {
    limits
        .iter()
        .map(|limit| format!("{}{}", limit.side.words(), limit.text))
        .collect::<Vec<_>>()
        .join("且")
}

fn not_before(date: PartialDate, from: NaiveDate) -> Truth {
    if date.earliest() >= from {
        Truth::Yes
    } else if date.latest() < from {
        Truth::No
    } else {
        Truth::Unknown
    }
}

fn not_after(date: PartialDate, to: NaiveDate) -> Truth {
    if date.latest() <= to {
        Truth::Yes
    } else if date.earliest() > to {
        Truth::No
    } else {
        Truth::Unknown
    }
}

/// The first day on which so many years are full.
fn anniversary(start: NaiveDate, years: u32, next_day: bool) -> Option<NaiveDate> {
    let day = start.checked_add_months(Months::new(years.checked_mul(12)?))?;
    if next_day { day.succ_opt() } else { Some(day) }
}

/// Whether a fact type can be compared with numbers.
pub(crate) fn is_numeric(fact_type: FactType) -> bool {
    matches!(
        fact_type,
        FactType::Money | FactType::Number | FactType::Count
    )
}
