//! What smallest change of one fact would alter a result: the next tier, a
//! condition just missed. Every line is checked by assessing again.

use chrono::{Days, Months, NaiveDate};
use ruku_model::date::{PartialDate, chinese_day};
use ruku_model::fact::{Fact, FactId, FactType, FactValue};
use ruku_model::money::Money;
use serde::{Deserialize, Serialize};

use crate::assessment::{Input, ProjectResult};
use crate::bounds::Amount;
use crate::condition::{Check, FactTest, Side, Test};
use crate::engine::assess;
use crate::op::Act;
use crate::open::Operand;
use crate::pack::{Measure, Pack};
use crate::wording;

/// A change of one fact that alters the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterfactual {
    /// The fact.
    pub fact: FactId,
    /// Its value now.
    pub from: FactValue,
    /// The nearest value that alters the result.
    pub to: FactValue,
    /// A Chinese sentence.
    pub text: String,
    /// The result with the change.
    pub result: ProjectResult,
}

/// The changes for one project, nearest first within each fact.
///
/// Nothing comes back that assessing the changed input does not confirm.
#[must_use]
pub fn counterfactuals(pack: &Pack, input: &Input, subject: &str) -> Vec<Counterfactual> {
    let Some(place) = input.subjects.iter().position(|other| other.id == subject) else {
        return Vec::new();
    };
    let Some(measure) = pack.measure(&input.subjects[place].measure) else {
        return Vec::new();
    };
    let before = assess(pack, input).results.swap_remove(place);
    let mut found: Vec<Counterfactual> = Vec::new();
    for (fact, to) in candidates(pack, measure, input, place) {
        let decl = &pack.facts[fact];
        let Some(from) = input.subjects[place]
            .facts
            .get(&decl.id)
            .map(|fact| fact.value.clone())
        else {
            continue;
        };
        if from == to
            || found
                .iter()
                .any(|known| known.fact == decl.id && known.to == to)
        {
            continue;
        }
        let mut changed = input.clone();
        changed.subjects[place]
            .facts
            .insert(decl.id.clone(), Fact::bare(to.clone()));
        let after = assess(pack, &changed).results.swap_remove(place);
        if (after.kind, after.amount) == (before.kind, before.amount) {
            continue;
        }
        let text = sentence(&decl.label, &from, &to, &after, |value| {
            wording::fact_value(value, Some(decl))
        });
        found.push(Counterfactual {
            fact: decl.id.clone(),
            from,
            to,
            text,
            result: after,
        });
    }
    found
}

fn sentence(
    label: &str,
    from: &FactValue,
    to: &FactValue,
    after: &ProjectResult,
    shown: impl Fn(&FactValue) -> String,
) -> String {
    let change = match (from, to) {
        (FactValue::Money(from), FactValue::Money(to)) => difference(*from, *to),
        (FactValue::Count(from), FactValue::Count(to)) if to > from => {
            format!("再增加{}", to - from)
        }
        (FactValue::Count(from), FactValue::Count(to)) => format!("减少{}", from - to),
        (FactValue::Date(PartialDate::Day(from)), FactValue::Date(PartialDate::Day(to))) => {
            let days = (*to - *from).num_days();
            let way = if days > 0 { "晚" } else { "早" };
            format!("{way}{}天（{}）", days.abs(), chinese_day(*to))
        }
        _ => format!("为{}", shown(to)),
    };
    let outcome = match after.amount {
        Some(amount) => format!("{}{}元", after.kind.label(), amount.grouped()),
        None => after.kind.label().to_owned(),
    };
    format!("{label}{change}，结果为{outcome}")
}

fn difference(from: Money, to: Money) -> String {
    let by = to.checked_sub(from).map_or(0, Money::fen);
    let amount = Money::from_fen(by.abs()).readable();
    if by > 0 {
        format!("再增加{amount}")
    } else {
        format!("减少{amount}")
    }
}

/// Values of facts at which something may jump.
fn candidates(
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

fn collect(
    pack: &Pack,
    test: &Test,
    facts: &ruku_model::fact::Facts,
    found: &mut Vec<(usize, FactValue)>,
) {
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
fn boundary(
    pack: &Pack,
    test: &FactTest,
    facts: &ruku_model::fact::Facts,
) -> Vec<(usize, FactValue)> {
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
        Check::OneOf(_) | Check::Ratio { .. } | Check::OverList(_) | Check::Given => Vec::new(),
    };
    values.into_iter().map(|value| (test.fact, value)).collect()
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
