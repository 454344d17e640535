//! Tests of one fact: does it hold, what is missing, what is required in words.

use chrono::{Months, NaiveDate};
use ruku_model::date::{PartialDate, chinese_day};
use ruku_model::fact::FactValue;

use super::{Check, FactTest, Finding, Known, Limit, Truth};
use crate::bounds::Amount;
use crate::declare::FactDecl;
use crate::wording;

impl FactTest {
    /// The facts it looks at.
    pub(super) fn facts(&self) -> Vec<usize> {
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

    pub(super) fn holds(&self, known: Known<'_>) -> Finding {
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

    pub(super) fn threshold(&self, decls: &[FactDecl]) -> String {
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
                    format!("{}至{}（含首尾两日）", chinese_day(*from), chinese_day(*to))
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

/// Limits in words.
pub(super) fn limits_text(limits: &[Limit]) -> String {
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
