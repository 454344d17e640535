//! Steps over groups: what each member is left with.

use ruku_model::money::Money;

use crate::assessment::GroupResult;
use crate::bounds::{Amount, Bounds, exact};
use crate::condition::Truth;
use crate::engine::gather::{Group, gather, key_of, label};
use crate::engine::limits::{Told, told};
use crate::engine::scope::{Missing, Value};
use crate::engine::standing::Standing;
use crate::engine::steps::{Run, applies, put, put_portion, value_of};
use crate::op::{Act, GroupOp, GroupScope, Member, Portion, Sharing};
use crate::open::Operand;
use crate::pack::{GroupKey, StepDecl};

/// How many other members' missing facts are named to a member.
const OTHERS_NAMED_MAX: usize = 3;

/// A group step that is being worked through.
struct GroupStep<'a> {
    run: &'a Run<'a>,
    step: &'a StepDecl,
    keys: Vec<&'a GroupKey>,
    of: Operand,
    op: &'a dyn GroupOp,
    label: String,
    quantum: Money,
}

/// Works a group step through.
pub(crate) fn run(
    run: &Run<'_>,
    step: &StepDecl,
    standings: &mut [Standing<'_>],
    places: &[usize],
    results: &mut Vec<GroupResult>,
) {
    let Act::Group { per, of, limit, op } = &step.act else {
        return;
    };
    let keys: Vec<&GroupKey> = per.iter().map(|index| &run.pack.groups[*index]).collect();
    let this = GroupStep {
        label: label(&keys),
        run,
        step,
        keys,
        of: *of,
        op: op.as_ref(),
        quantum: run.input.rounding.unwrap_or(run.pack.quantum),
    };
    let taking_part = this.taking_part(standings, places);
    let (groups, without) = gather(run.pack, &this.keys, standings, &taking_part);
    for place in without {
        this.set_aside(&mut standings[place]);
    }
    for group in groups {
        let told = limit
            .as_ref()
            .map(|limit| told(run, step, limit, standings, &group.places));
        this.work(standings, &group, told, results);
    }
}

impl GroupStep<'_> {
    /// The projects the step is for; the others keep what they have.
    fn taking_part(&self, standings: &mut [Standing<'_>], places: &[usize]) -> Vec<usize> {
        let mut taking_part = Vec::new();
        for place in places {
            let standing = &mut standings[*place];
            for reading in self.op.readings() {
                standing.trail.reading(reading);
            }
            let value = value_of(self.run, self.of, standing);
            if applies(self.run, self.step, standing) == Truth::No || !standing.is_in() {
                put(standing, self.run, value);
            } else {
                taking_part.push(*place);
            }
        }
        taking_part
    }

    /// One group.
    fn work(
        &self,
        standings: &mut [Standing<'_>],
        group: &Group,
        told: Option<Told>,
        results: &mut Vec<GroupResult>,
    ) {
        let values: Vec<Value> = group
            .places
            .iter()
            .map(|place| value_of(self.run, self.of, &standings[*place]))
            .collect();
        let (limit, missing) = match told {
            Some(told) => (Some((told.bounds, told.words)), told.missing),
            None => (None, Vec::new()),
        };
        let sharing = self.apply(standings, group, &values, limit);
        if let Some(record) = self.record(standings, group, &values, &sharing) {
            results.push(record);
        }
        self.spread(standings, group, values, sharing.portions, &missing);
    }

    fn apply(
        &self,
        standings: &[Standing<'_>],
        group: &Group,
        values: &[Value],
        limit: Option<(Bounds, String)>,
    ) -> Sharing {
        let members: Vec<Member> = group
            .places
            .iter()
            .zip(values)
            .map(|(place, value)| Member {
                value: value.bounds,
                sure: standings[*place].eligible == Truth::Yes,
                measure: standings[*place].measure.unwrap_or(usize::MAX),
                rank: standings[*place].rank,
            })
            .collect();
        let scope = GroupScope {
            label: &self.label,
            chosen: &self.run.choices.chosen,
            quantum: self.quantum,
            limit,
        };
        self.op.apply(&members, &scope)
    }

    /// Gives every member its portion.
    fn spread(
        &self,
        standings: &mut [Standing<'_>],
        group: &Group,
        values: Vec<Value>,
        portions: Vec<Portion>,
        of_limit: &[Missing],
    ) {
        let lacks = match portions.iter().any(|portion| portion.open) {
            true => self.lacks(standings, group, &values),
            false => Vec::new(),
        };
        for ((place, value), portion) in group.places.iter().zip(values).zip(portions) {
            let others = lacks
                .iter()
                .filter(|(of, _)| of != place)
                .map(|(_, missing)| missing.clone())
                .take(OTHERS_NAMED_MAX)
                .chain(of_limit.iter().cloned())
                .collect();
            put_portion(
                self.run,
                self.step,
                &mut standings[*place],
                value,
                portion,
                others,
            );
        }
    }

    /// What members lack, told from the point of view of the others.
    fn lacks(
        &self,
        standings: &[Standing<'_>],
        group: &Group,
        values: &[Value],
    ) -> Vec<(usize, Missing)> {
        let mut lacks = Vec::new();
        for (place, value) in group.places.iter().zip(values) {
            let standing = &standings[*place];
            for index in standing.lacking.iter().chain(&value.open) {
                let missing = &standing.trail.missing[*index];
                let why = format!(
                    "{}的项目 {} 缺这一项，影响合计。",
                    self.label, standing.subject.id
                );
                lacks.push((
                    *place,
                    Missing {
                        why,
                        ..missing.clone()
                    },
                ));
            }
        }
        lacks
    }

    /// A project that cannot be put into a group: its value may shrink to nothing.
    fn set_aside(&self, standing: &mut Standing<'_>) {
        let value = value_of(self.run, self.of, standing);
        let mut open = value.open;
        for key in &self.keys {
            if key_of(standing, key).is_none() {
                let decl = self.run.pack.fact(&key.fact);
                open.push(standing.trail.lack(Missing {
                    fact: key.fact.clone(),
                    label: decl.map_or_else(|| key.fact.to_string(), |decl| decl.label.clone()),
                    clause: self.step.clause.clone(),
                    why: format!("“{}”按{}合并计算，要用到它。", self.step.label, key.label),
                    pending: false,
                }));
            }
        }
        let bounds = match value.bounds.point() {
            Some(zero) if zero == Amount::from_integer(0) => value.bounds,
            _ => value.bounds.or_nothing(),
        };
        put(standing, self.run, Value::new(bounds, open));
    }

    /// What the limit did to the group; nothing if the limit is not known.
    fn record(
        &self,
        standings: &[Standing<'_>],
        group: &Group,
        values: &[Value],
        sharing: &Sharing,
    ) -> Option<GroupResult> {
        let bound = sharing.limit?.point()?;
        let limit = exact(bound).floor_to(Money::from_fen(1))?;
        let before = values
            .iter()
            .fold(Bounds::zero(), |sum, value| sum.plus(value.bounds));
        let most = before.hi.unwrap_or(before.lo);
        let rounded = |portion: &Portion| {
            let amount = portion.value.hi.unwrap_or(portion.value.lo);
            exact(amount).floor_to(self.quantum).unwrap_or(Money::ZERO)
        };
        let after = Money::checked_sum(sharing.portions.iter().map(rounded))?;
        let cut = before.point().is_some_and(|sum| sum > bound);
        let by = match self.keys.is_empty() {
            true => "programme".to_owned(),
            false => self
                .keys
                .iter()
                .map(|key| key.id.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        };
        Some(GroupResult {
            by,
            key: group.key.clone(),
            step: self.step.id.clone(),
            limit,
            before: exact(most),
            after,
            undistributed: match cut {
                true => limit.checked_sub(after).unwrap_or(Money::ZERO),
                false => Money::ZERO,
            },
            open: before.point().is_none(),
            members: group
                .places
                .iter()
                .map(|place| standings[*place].subject.id.clone())
                .collect(),
        })
    }
}
