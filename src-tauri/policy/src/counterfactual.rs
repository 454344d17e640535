//! What smallest change of one fact would alter a result: the next tier, a
//! condition just missed, a limit reached, a place won. Every line is checked
//! by assessing again.

use ruku_model::date::{PartialDate, chinese_day};
use ruku_model::fact::{Fact, FactId, FactValue};
use ruku_model::money::Money;
use serde::{Deserialize, Serialize};

use crate::assessment::{Input, ProjectResult, ResultKind};
use crate::bounds::{Amount, amount_of};
use crate::engine::assess;
use crate::pack::Pack;
use crate::related::related;
use crate::wording;

mod boundary;
mod near;
mod search;

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

/// The changes for one project: first those at the boundaries of conditions
/// and tiers, then those at which a limit, a choice or a place decides
/// otherwise.
///
/// Nothing comes back that assessing the changed input does not confirm. A
/// fact that a whole group shares is changed for all of the group.
#[must_use]
pub fn counterfactuals(pack: &Pack, input: &Input, subject: &str) -> Vec<Counterfactual> {
    let input = related(pack, input, subject);
    let Some(place) = input.subjects.iter().position(|other| other.id == subject) else {
        return Vec::new();
    };
    let Some(measure) = pack.measure(&input.subjects[place].measure) else {
        return Vec::new();
    };
    let before = assess(pack, &input).results.swap_remove(place);
    let what_if = WhatIf {
        pack,
        input: &input,
        place,
        before,
    };
    let mut found: Vec<Counterfactual> = Vec::new();
    let mut keep = |line: Option<Counterfactual>| {
        let known = |line: &Counterfactual| {
            found
                .iter()
                .any(|known| known.fact == line.fact && known.to == line.to)
        };
        if let Some(line) = line.filter(|line| !known(line)) {
            found.push(line);
        }
    };
    // At a condition's boundary only being let in or turned away is news: any
    // change of an amount that is computed with alters the result.
    let turns = |line: &Counterfactual| line.result.kind != what_if.before.kind;
    for (fact, to) in boundary::of_conditions(pack, measure, &input, place) {
        keep(what_if.line(fact, to).filter(turns));
    }
    for (fact, to) in boundary::of_tiers(pack, measure) {
        keep(what_if.line(fact, to));
    }
    for (fact, to) in search::turning_points(&what_if) {
        keep(what_if.line(fact, to));
    }
    (0..found.len())
        .filter(|place| !found.iter().any(|other| is_nearer(other, &found[*place])))
        .map(|place| found[place].clone())
        .collect()
}

/// Whether a smaller change of the same fact in the same direction comes to
/// the same result.
fn is_nearer(one: &Counterfactual, other: &Counterfactual) -> bool {
    let step = |line: &Counterfactual| Some(amount_of(&line.to)? - amount_of(&line.from)?);
    let (Some(near), Some(far)) = (step(one), step(other)) else {
        return false;
    };
    let zero = Amount::from_integer(0);
    one.fact == other.fact
        && (one.result.kind, one.result.amount) == (other.result.kind, other.result.amount)
        && match far > zero {
            true => zero < near && near < far,
            false => far < near && near < zero,
        }
}

/// One project among those it shares limits with.
struct WhatIf<'a> {
    pack: &'a Pack,
    input: &'a Input,
    place: usize,
    before: ProjectResult,
}

impl WhatIf<'_> {
    /// The value of a fact now.
    fn now(&self, fact: usize) -> Option<&FactValue> {
        let facts = &self.input.subjects[self.place].facts;
        facts.get(&self.pack.facts[fact].id).map(|fact| &fact.value)
    }

    /// The result if a fact were otherwise.
    fn result(&self, fact: usize, to: &FactValue) -> ProjectResult {
        let mut changed = self.input.clone();
        let id = &self.pack.facts[fact].id;
        for place in near::sharing(self.pack, self.input, self.place, fact) {
            changed.subjects[place]
                .facts
                .insert(id.clone(), Fact::bare(to.clone()));
        }
        assess(self.pack, &changed).results.swap_remove(self.place)
    }

    /// The line for a change, if it alters the result to one that can be told.
    fn line(&self, fact: usize, to: FactValue) -> Option<Counterfactual> {
        let decl = &self.pack.facts[fact];
        let from = self.now(fact)?.clone();
        if from == to {
            return None;
        }
        let after = self.result(fact, &to);
        if (after.kind, after.amount) == (self.before.kind, self.before.amount)
            || after.kind == ResultKind::Unknown
            || self.comes_to_nothing(&after)
        {
            return None;
        }
        let text = self.sentence(wording::spoken(&decl.label), &from, &to, &after, |value| {
            wording::fact_value(value, Some(decl))
        });
        Some(Counterfactual {
            fact: decl.id.clone(),
            from,
            to,
            text,
            result: after,
        })
    }

    /// Whether the change merely takes away what the amount is computed from.
    fn comes_to_nothing(&self, after: &ProjectResult) -> bool {
        let step = |result: &ProjectResult| result.binding.as_ref().map(|one| one.step.clone());
        let decided = step(after).is_some_and(|after| Some(after) != step(&self.before));
        after.amount == Some(Money::ZERO)
            && !decided
            && after.is_waiting() == self.before.is_waiting()
    }

    fn sentence(
        &self,
        label: &str,
        from: &FactValue,
        to: &FactValue,
        after: &ProjectResult,
        shown: impl Fn(&FactValue) -> String,
    ) -> String {
        // Years are named, not counted.
        let counted = !label.ends_with("年度");
        let difference = change(from, to).filter(|_| counted);
        let change = difference.unwrap_or_else(|| format!("改为{}", shown(to)));
        let outcome = match after.amount {
            Some(amount) => format!("{}{}元", after.kind.label(), amount.grouped()),
            None => after.kind.label().to_owned(),
        };
        let step = |result: &ProjectResult| {
            let binding = result.binding.as_ref();
            binding.map(|binding| (binding.step.clone(), binding.text.clone()))
        };
        let why = match (step(&self.before), step(after)) {
            (before, Some((id, text))) if before.as_ref().is_none_or(|(known, _)| *known != id) => {
                format!("（{text}）")
            }
            (Some((_, text)), None) if after.amount.is_some() => format!("（不再受限于：{text}）"),
            _ => String::new(),
        };
        format!("{label}{change}，结果为{outcome}{why}")
    }
}

/// The change itself in words, where it can be told as a difference.
fn change(from: &FactValue, to: &FactValue) -> Option<String> {
    Some(match (from, to) {
        (FactValue::Money(from), FactValue::Money(to)) => {
            let by = to.checked_sub(*from)?;
            let way = if by.is_negative() {
                "减少"
            } else {
                "再增加"
            };
            format!("{way}{}", Money::from_fen(by.fen().abs()).readable())
        }
        (FactValue::Count(from), FactValue::Count(to)) if to > from => {
            format!("再增加{}", to - from)
        }
        (FactValue::Count(from), FactValue::Count(to)) => format!("减少{}", from - to),
        (FactValue::Date(PartialDate::Day(from)), FactValue::Date(PartialDate::Day(to))) => {
            let days = (*to - *from).num_days();
            let way = if days > 0 { "晚" } else { "早" };
            format!("{way}{}天（{}）", days.abs(), chinese_day(*to))
        }
        _ => return None,
    })
}
