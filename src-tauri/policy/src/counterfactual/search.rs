//! The smallest change of a number at which something decides otherwise: a
//! limit begins to bind, a choice falls the other way, a place is won or lost.

use ruku_model::fact::FactValue;
use ruku_model::money::Money;
use ruku_model::rate::Rate;

use super::{WhatIf, near};
use crate::assessment::{ProjectResult, ResultKind};

/// So many projects are assessed at most to find one turning point.
const ASSESSED_MAX: usize = 400_000;

/// How often a step is doubled before it is given up: 2⁴⁵ 分 is beyond any
/// budget.
const DOUBLINGS_MAX: u32 = 45;

/// What decides a result, besides its amount.
type Decided = (ResultKind, Option<String>, Option<bool>, Vec<Option<bool>>);

fn decided(result: &ProjectResult) -> Decided {
    let alternatives = result
        .choices
        .iter()
        .flat_map(|choice| &choice.alternatives);
    (
        result.kind,
        result.binding.as_ref().map(|binding| binding.step.clone()),
        result.place.as_ref().and_then(|place| place.arranged),
        alternatives.map(|alternative| alternative.taken).collect(),
    )
}

/// The facts that went into the result, each with the nearest values above and
/// below at which something decides otherwise.
pub(super) fn turning_points(what_if: &WhatIf<'_>) -> Vec<(usize, FactValue)> {
    let probes = usize::try_from(DOUBLINGS_MAX).unwrap_or(usize::MAX) * 2;
    if what_if.input.subjects.len().saturating_mul(probes) > ASSESSED_MAX {
        return Vec::new();
    }
    let mut found = Vec::new();
    for fact in numbers(what_if) {
        let Some(now) = what_if.now(fact).and_then(units) else {
            continue;
        };
        for way in [1, -1] {
            let mut from = (now, decided(&what_if.before));
            // A tie that people must break is no answer yet: look one further.
            while let Some((units, after)) = turning_point(what_if, fact, &from, way) {
                found.extend(
                    what_if
                        .now(fact)
                        .and_then(|like| value(like, units))
                        .map(|to| (fact, to)),
                );
                let open = after.0 == ResultKind::Manual && from.1.0 != ResultKind::Manual;
                from = (units, after);
                if !open {
                    break;
                }
            }
        }
    }
    found
}

/// The numbers the result rests on, those that tell a group's limit, and those
/// that put groups in order.
fn numbers(what_if: &WhatIf<'_>) -> Vec<usize> {
    let inputs = what_if.before.steps.iter().flat_map(|step| &step.inputs);
    let mut facts: Vec<usize> = inputs
        .filter_map(|input| what_if.pack.fact_index.get(input.id.as_str()).copied())
        .chain(near::of_groups(what_if.pack))
        .chain(near::of_orders(what_if.pack))
        .collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// A number in its smallest units: 分, pieces, hundredths.
fn units(value: &FactValue) -> Option<i64> {
    match value {
        FactValue::Money(money) => Some(money.fen()),
        FactValue::Count(count) => Some(*count),
        FactValue::Number(number) => {
            let hundredths = number.ratio() * num_rational::Ratio::from_integer(100);
            hundredths.is_integer().then_some(())?;
            i64::try_from(hundredths.to_integer()).ok()
        }
        _ => None,
    }
}

/// The value a number of units is, of the same type as another.
fn value(like: &FactValue, units: i64) -> Option<FactValue> {
    match like {
        FactValue::Money(_) => Some(FactValue::Money(Money::from_fen(units))),
        FactValue::Count(_) => Some(FactValue::Count(units)),
        FactValue::Number(_) => Rate::from_fraction(i128::from(units), 100).map(FactValue::Number),
        _ => None,
    }
}

/// The nearest value on one side at which something decides otherwise.
fn turning_point(
    what_if: &WhatIf<'_>,
    fact: usize,
    (now, was): &(i64, Decided),
    way: i64,
) -> Option<(i64, Decided)> {
    let (now, like) = (*now, what_if.now(fact)?);
    let at = |units: i64| value(like, units).map(|to| decided(&what_if.result(fact, &to)));
    let differs = |units: i64| at(units).is_some_and(|then| then != *was);
    let (mut same, mut other) = (now, None);
    if way < 0 {
        other = (now > 0 && differs(0)).then_some(0);
    } else {
        for doubling in 0..DOUBLINGS_MAX {
            let units = now.checked_add(1_i64 << doubling)?;
            if differs(units) {
                other = Some(units);
                break;
            }
            same = units;
        }
    }
    let mut other = other?;
    while same.abs_diff(other) > 1 {
        let middle = same + (other - same) / 2;
        match differs(middle) {
            true => other = middle,
            false => same = middle,
        }
    }
    at(other).map(|then| (other, then))
}
