//! The values of facts at which a condition or a tier changes.

use chrono::{Days, Months, NaiveDate};
use num_traits::Zero;
use ruku_model::date::PartialDate;
use ruku_model::fact::{FactType, FactValue, Facts};
use ruku_model::money::Money;

use crate::assessment::Input;
use crate::bounds::{Amount, amount_of};
use crate::condition::{Check, FactTest, Limit, Side, Test};
use crate::op::Act;
use crate::open::Operand;
use crate::pack::{Measure, Pack};

/// Values of facts at which a condition may turn.
pub(super) fn of_conditions(
    pack: &Pack,
    measure: &Measure,
    input: &Input,
    place: usize,
) -> Vec<(usize, FactValue)> {
    let facts = &input.subjects[place].facts;
    let mut found = Vec::new();
    for id in &measure.requires {
        if let Some(condition) = pack.condition(id) {
            collect(pack, &condition.test, facts, &mut found);
        }
    }
    found
}

/// Values of facts at which an amount may jump.
pub(super) fn of_tiers(pack: &Pack, measure: &Measure) -> Vec<(usize, FactValue)> {
    let mut found = Vec::new();
    for step in &measure.steps {
        let Act::Project(op) = &step.act else {
            continue;
        };
        for (operand, value) in op.thresholds() {
            let Operand::Fact(fact) = operand else {
                continue;
            };
            let fact_type = pack.facts[fact].fact_type;
            found.extend(number(fact_type, value).map(|value| (fact, value)));
            found.extend(next(fact_type, value).map(|value| (fact, value)));
        }
    }
    found
}

fn collect(pack: &Pack, test: &Test, facts: &Facts, found: &mut Vec<(usize, FactValue)>) {
    match test {
        Test::All(parts) | Test::Any(parts) => {
            parts
                .iter()
                .for_each(|part| collect(pack, part, facts, found));
        }
        Test::Not(part) => collect(pack, part, facts, found),
        Test::Fact(test) => found.extend(boundary(pack, test, facts)),
    }
}

/// The nearest values at which one test changes.
fn boundary(pack: &Pack, test: &FactTest, facts: &Facts) -> Vec<(usize, FactValue)> {
    let fact_type = pack.facts[test.fact].fact_type;
    let day = |date: NaiveDate| FactValue::Date(PartialDate::Day(date));
    let values = match &test.check {
        Check::Flag(wanted) => vec![FactValue::Flag(*wanted)],
        Check::Within(limits) => limits
            .iter()
            .filter_map(|limit| match limit.side {
                Side::AtLeast | Side::AtMost => number(fact_type, limit.value),
                Side::MoreThan => next(fact_type, limit.value),
                Side::LessThan => previous(fact_type, limit.value),
            })
            .collect(),
        Check::Days { from, to } => from.iter().chain(to).map(|date| day(*date)).collect(),
        Check::FullYears {
            years,
            at,
            next_day,
        } => {
            let end = match facts.get(&pack.facts[*at].id).map(|fact| &fact.value) {
                Some(FactValue::Date(PartialDate::Day(end))) => *end,
                _ => return Vec::new(),
            };
            let start = years
                .checked_mul(12)
                .and_then(|months| end.checked_sub_months(Months::new(months)))
                .and_then(|start| start.checked_sub_days(Days::new(u64::from(*next_day))));
            start.map(day).into_iter().collect()
        }
        Check::Ratio { of, limits } => return ratio(pack, (test.fact, *of), limits, facts),
        Check::OneOf(_) | Check::OverList(_) | Check::Given => Vec::new(),
    };
    values.into_iter().map(|value| (test.fact, value)).collect()
}

/// The nearest values of part and whole at which their ratio reaches a limit,
/// and those at which it just does not.
fn ratio(
    pack: &Pack,
    (part, whole): (usize, usize),
    limits: &[Limit],
    facts: &Facts,
) -> Vec<(usize, FactValue)> {
    let known = |fact: usize| {
        let value = &facts.get(&pack.facts[fact].id)?.value;
        amount_of(value).filter(|amount| *amount >= Amount::zero())
    };
    let one = Amount::from_integer(1);
    let mut found = Vec::new();
    for limit in limits {
        let mut around = |fact: usize, exact: Option<Amount>| {
            let Some(exact) = exact else { return };
            let fact_type = pack.facts[fact].fact_type;
            for value in [
                exact.floor() - one,
                exact.floor(),
                exact.ceil(),
                exact.ceil() + one,
            ] {
                if value >= Amount::zero() {
                    found.extend(number(fact_type, value).map(|value| (fact, value)));
                }
            }
        };
        around(part, known(whole).map(|whole| whole * limit.value));
        let of_part = known(part).filter(|_| !limit.value.is_zero());
        around(whole, of_part.map(|part| part / limit.value));
    }
    found
}

fn number(fact_type: FactType, value: Amount) -> Option<FactValue> {
    let whole = value
        .is_integer()
        .then(|| i64::try_from(value.to_integer()).ok())
        .flatten()?;
    match fact_type {
        FactType::Money => Some(FactValue::Money(Money::from_fen(whole))),
        FactType::Count => Some(FactValue::Count(whole)),
        _ => None,
    }
}

/// One 分 or one piece more.
fn next(fact_type: FactType, value: Amount) -> Option<FactValue> {
    number(fact_type, value + Amount::from_integer(1))
}

fn previous(fact_type: FactType, value: Amount) -> Option<FactValue> {
    number(fact_type, value - Amount::from_integer(1))
}
