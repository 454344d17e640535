//! Steps over groups: who belongs together, and what each member is left with.

use std::collections::HashMap;

use chrono::Datelike;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::money::{Exact, Money};

use crate::assessment::GroupResult;
use crate::bounds::{Amount, Bounds, exact};
use crate::condition::Truth;
use crate::engine::scope::{Missing, Value};
use crate::engine::standing::Standing;
use crate::engine::steps::{Run, applies, put, put_portion, value_of};
use crate::op::{Act, GroupOp, GroupScope, Member, Portion, Sharing};
use crate::pack::{GroupKey, Pack, StepDecl};

/// How many other members' missing facts are named to a member.
const OTHERS_NAMED_MAX: usize = 3;

/// Projects that belong together, in list order.
struct Group {
    key: String,
    places: Vec<usize>,
}

/// Works a group step through.
pub(crate) fn run(
    run: &Run<'_>,
    step: &StepDecl,
    standings: &mut [Standing<'_>],
    places: &[usize],
    results: &mut Vec<GroupResult>,
) {
    let Act::Group { per, of, op } = &step.act else {
        return;
    };
    let mut taking_part = Vec::new();
    for place in places {
        let standing = &mut standings[*place];
        for reading in op.readings() {
            standing.trail.reading(reading);
        }
        let value = value_of(run, *of, standing);
        if applies(run, step, standing) == Truth::No || !standing.is_in() {
            put(standing, run, value);
        } else {
            taking_part.push(*place);
        }
    }
    let keys: Vec<&GroupKey> = per.iter().map(|index| &run.pack.groups[*index]).collect();
    let (groups, without) = gather(run.pack, &keys, standings, &taking_part);
    for place in without {
        set_aside(run, step, &keys, &mut standings[place], *of);
    }
    for group in groups {
        let values: Vec<Value> = group
            .places
            .iter()
            .map(|place| value_of(run, *of, &standings[*place]))
            .collect();
        let result = apply(run, op.as_ref(), &keys, standings, &group, &values);
        if let Some(limit) = result.limit {
            results.push(record(
                run, step, &keys, standings, &group, &values, &result, limit,
            ));
        }
        spread(run, step, &keys, standings, &group, values, result.portions);
    }
}

fn apply(
    run: &Run<'_>,
    op: &dyn GroupOp,
    keys: &[&GroupKey],
    standings: &[Standing<'_>],
    group: &Group,
    values: &[Value],
) -> Sharing {
    let members: Vec<Member> = group
        .places
        .iter()
        .zip(values)
        .map(|(place, value)| Member {
            value: value.bounds,
            sure: standings[*place].eligible == Truth::Yes,
            measure: standings[*place].measure.unwrap_or(usize::MAX),
        })
        .collect();
    let label = label(keys);
    let scope = GroupScope {
        label: &label,
        chosen: &run.choices.chosen,
        quantum: run.input.rounding.unwrap_or(run.pack.quantum),
    };
    op.apply(&members, &scope)
}

/// Gives every member its portion.
fn spread(
    run: &Run<'_>,
    step: &StepDecl,
    keys: &[&GroupKey],
    standings: &mut [Standing<'_>],
    group: &Group,
    values: Vec<Value>,
    portions: Vec<Portion>,
) {
    let lacks = match portions.iter().any(|portion| portion.open) {
        true => lacks(keys, standings, group, &values),
        false => Vec::new(),
    };
    for ((place, value), portion) in group.places.iter().zip(values).zip(portions) {
        let others = lacks
            .iter()
            .filter(|(of, _)| of != place)
            .map(|(_, missing)| missing.clone())
            .take(OTHERS_NAMED_MAX)
            .collect();
        put_portion(run, step, &mut standings[*place], value, portion, others);
    }
}

/// What members lack, told from the point of view of the others.
fn lacks(
    keys: &[&GroupKey],
    standings: &[Standing<'_>],
    group: &Group,
    values: &[Value],
) -> Vec<(usize, Missing)> {
    let label = label(keys);
    let mut lacks = Vec::new();
    for (place, value) in group.places.iter().zip(values) {
        let standing = &standings[*place];
        for index in standing.lacking.iter().chain(&value.open) {
            let missing = &standing.trail.missing[*index];
            lacks.push((
                *place,
                Missing {
                    why: format!("{label}的项目 {} 缺这一项，影响合计。", standing.subject.id),
                    ..missing.clone()
                },
            ));
        }
    }
    lacks
}

/// A project that cannot be put into a group: its value may shrink to nothing.
fn set_aside(
    run: &Run<'_>,
    step: &StepDecl,
    keys: &[&GroupKey],
    standing: &mut Standing<'_>,
    of: crate::open::Operand,
) {
    let value = value_of(run, of, standing);
    let mut open = value.open;
    for key in keys {
        if key_of(standing, key).is_none() {
            let decl = run.pack.fact(&key.fact);
            open.push(standing.trail.lack(Missing {
                fact: key.fact.clone(),
                label: decl.map_or_else(|| key.fact.to_string(), |decl| decl.label.clone()),
                clause: step.clause.clone(),
                why: format!("“{}”按{}合并计算，要用到它。", step.label, key.label),
                pending: false,
            }));
        }
    }
    let bounds = match value.bounds.point() {
        Some(zero) if zero == Amount::from_integer(0) => value.bounds,
        _ => value.bounds.or_nothing(),
    };
    put(standing, run, Value::new(bounds, open));
}

fn label(keys: &[&GroupKey]) -> String {
    if keys.is_empty() {
        return "本专项".to_owned();
    }
    let names: Vec<&str> = keys.iter().map(|key| key.label.as_str()).collect();
    format!("同一{}", names.join("同一"))
}

/// The text that tells a project's group apart under one key.
fn key_of(standing: &Standing<'_>, key: &GroupKey) -> Option<String> {
    text_of(standing, &key.fact, key.year)
}

fn text_of(standing: &Standing<'_>, fact: &FactId, year: bool) -> Option<String> {
    match &standing.subject.facts.get(fact)?.value {
        FactValue::Date(date) if year => Some(date.earliest().year().to_string()),
        FactValue::Text(text) | FactValue::Choice(text) => {
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        }
        FactValue::Count(count) => Some(count.to_string()),
        FactValue::Date(date) => Some(date.to_string()),
        FactValue::Money(_) | FactValue::Number(_) | FactValue::Flag(_) | FactValue::List(_) => {
            None
        }
    }
}

/// Puts projects together; the second list holds those without a key.
///
/// A project without the first fact joins the group of a project that shares
/// the second one (the same name), else forms a group by that name.
fn gather(
    pack: &Pack,
    keys: &[&GroupKey],
    standings: &mut [Standing<'_>],
    places: &[usize],
) -> (Vec<Group>, Vec<usize>) {
    let stand_ins: Vec<HashMap<String, String>> = keys
        .iter()
        .map(|key| names(standings, places, key))
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut without = Vec::new();
    for place in places {
        let parts: Option<Vec<String>> = keys
            .iter()
            .zip(&stand_ins)
            .map(|(key, stand_ins)| key_or_stand_in(pack, &mut standings[*place], key, stand_ins))
            .collect();
        let Some(parts) = parts else {
            without.push(*place);
            continue;
        };
        let key = parts.join(" ");
        let at = *index.entry(key.clone()).or_insert_with(|| {
            groups.push(Group {
                key,
                places: Vec::new(),
            });
            groups.len() - 1
        });
        groups[at].places.push(*place);
    }
    (groups, without)
}

/// The key each second fact (a name) stands for, where a project has both.
fn names(standings: &[Standing<'_>], places: &[usize], key: &GroupKey) -> HashMap<String, String> {
    let Some(other) = &key.or_else else {
        return HashMap::new();
    };
    let mut names = HashMap::new();
    for place in places {
        let standing = &standings[*place];
        if let (Some(text), Some(name)) = (key_of(standing, key), text_of(standing, other, false)) {
            names.entry(name).or_insert(text);
        }
    }
    names
}

fn key_or_stand_in(
    pack: &Pack,
    standing: &mut Standing<'_>,
    key: &GroupKey,
    stand_ins: &HashMap<String, String>,
) -> Option<String> {
    if let Some(text) = key_of(standing, key) {
        return Some(text);
    }
    let other = key.or_else.as_ref()?;
    let name = text_of(standing, other, false)?;
    let label = |fact: &FactId| pack.fact(fact).map_or("", |decl| decl.label.as_str());
    let text = format!(
        "{}未填，按{}“{name}”归并到{}计算限额，请补填核对。",
        label(&key.fact),
        label(other),
        key.label
    );
    standing.trail.note(text, "");
    Some(stand_ins.get(&name).cloned().unwrap_or(name))
}

/// What the limit did to the group.
#[expect(
    clippy::too_many_arguments,
    reason = "straight-line bookkeeping of one group"
)]
fn record(
    run: &Run<'_>,
    step: &StepDecl,
    keys: &[&GroupKey],
    standings: &[Standing<'_>],
    group: &Group,
    values: &[Value],
    sharing: &Sharing,
    limit: Money,
) -> GroupResult {
    let quantum = run.input.rounding.unwrap_or(run.pack.quantum);
    let before = values
        .iter()
        .fold(Bounds::zero(), |sum, value| sum.plus(value.bounds));
    let most = before.hi.unwrap_or(before.lo);
    let rounded = |portion: &Portion| {
        let amount = portion.value.hi.unwrap_or(portion.value.lo);
        exact(amount).floor_to(quantum).unwrap_or(Money::ZERO)
    };
    let after = Money::checked_sum(sharing.portions.iter().map(rounded)).unwrap_or(Money::ZERO);
    let bound = before
        .point()
        .is_some_and(|sum| sum > crate::op::fen(limit));
    let by = match keys.is_empty() {
        true => "programme".to_owned(),
        false => keys
            .iter()
            .map(|key| key.id.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    };
    GroupResult {
        by,
        key: group.key.clone(),
        step: step.id.clone(),
        limit,
        before: Exact::from_fraction(*most.numer(), *most.denom()).unwrap_or_else(Exact::zero),
        after,
        undistributed: match bound {
            true => limit.checked_sub(after).unwrap_or(Money::ZERO),
            false => Money::ZERO,
        },
        open: before.point().is_none(),
        members: group
            .places
            .iter()
            .map(|place| standings[*place].subject.id.clone())
            .collect(),
    }
}
