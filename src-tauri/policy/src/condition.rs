//! Conditions on facts, in three-valued logic: met, not met, not known.
//!
//! A missing fact makes a condition unknown only where it matters: in an `any`
//! one met part is enough, in an `all` one failed part decides. A date known
//! only to the month is unknown where the month straddles the boundary.

use chrono::NaiveDate;
use ruku_model::date::PartialDate;
use ruku_model::fact::{Fact, FactType, FactValue, Facts};

use crate::bounds::{Amount, amount_of};
use crate::declare::FactDecl;
use crate::wording;

mod fact;
mod over_list;
mod parse;

pub(crate) use fact::within;
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

/// Whether a fact type can be compared with numbers.
pub(crate) fn is_numeric(fact_type: FactType) -> bool {
    matches!(
        fact_type,
        FactType::Money | FactType::Number | FactType::Count
    )
}
