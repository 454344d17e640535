//! Steps over groups: what each member is left with.

use ruku_model::fact::FactValue;
use ruku_model::money::Money;

use crate::assessment::GroupResult;
use crate::bounds::{Amount, Bounds, amount_of};
use crate::condition::Truth;
use crate::engine::gather::{Group, gather, key_of, label};
use crate::engine::limits::{Told, told};
use crate::engine::record;
use crate::engine::scope::{Missing, Value};
use crate::engine::standing::Standing;
use crate::engine::steps::{Given, Run, applies, put, put_portion, value_of};
use crate::op::{Act, GroupOp, GroupScope, Member, Sharing};
use crate::open::Operand;
use crate::pack::{GroupKey, StepDecl};

/// How many other members' missing facts are named to a member.
const OTHERS_NAMED_MAX: usize = 3;

/// A group step that is being worked through.
pub(crate) struct GroupStep<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) step: &'a StepDecl,
    keys: Vec<&'a GroupKey>,
    of: Operand,
    by: &'a [usize],
    op: &'a dyn GroupOp,
    /// What a group is, in words.
    pub(crate) label: String,
    /// What amounts are rounded down to.
    pub(crate) quantum: Money,
}

/// What a member brings into a group.
pub(crate) struct Brought {
    pub(crate) value: Value,
    keys: Vec<Bounds>,
    /// The keys that are missing, by their places in its list of missing facts.
    lacking: Vec<usize>,
}

/// Works a group step through.
pub(crate) fn run(
    run: &Run<'_>,
    step: &StepDecl,
    standings: &mut [Standing<'_>],
    places: &[usize],
    results: &mut Vec<GroupResult>,
) {
    let Act::Group {
        per,
        of,
        by,
        limit,
        op,
    } = &step.act
    else {
        return;
    };
    let keys: Vec<&GroupKey> = per.iter().map(|index| &run.pack.groups[*index]).collect();
    let this = GroupStep {
        label: label(&keys),
        run,
        step,
        keys,
        of: *of,
        by,
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
        let brought: Vec<Brought> = group
            .places
            .iter()
            .map(|place| self.brought(&mut standings[*place]))
            .collect();
        let (limit, missing) = match told {
            Some(told) => (Some((told.bounds, told.words)), told.missing),
            None => (None, Vec::new()),
        };
        let sharing = self.apply(standings, group, &brought, limit);
        results.extend(record::group(self, standings, group, &brought, &sharing));
        record::passed(self, standings, group, &brought, &sharing);
        self.spread(standings, group, brought, sharing, &missing);
    }

    /// What a project brings; what it lacks for that is noted.
    fn brought(&self, standing: &mut Standing<'_>) -> Brought {
        let mut value = value_of(self.run, self.of, standing);
        if let Operand::Fact(fact) = self.of
            && value.bounds.point().is_none()
        {
            value.open.push(self.lack(standing, fact));
        }
        let mut lacking = match self.op.goes_by_place(&self.run.choices.chosen) {
            true => standing.unranked.clone(),
            false => Vec::new(),
        };
        let keys = self
            .by
            .iter()
            .map(|fact| {
                let known = standing.known(self.run.pack).get(*fact);
                match known.map(|fact| &fact.value) {
                    Some(FactValue::Flag(flag)) => {
                        Bounds::known(Amount::from_integer(i128::from(*flag)))
                    }
                    Some(value) => amount_of(value).map_or_else(Bounds::unknown, Bounds::known),
                    None => {
                        lacking.push(self.lack(standing, *fact));
                        Bounds::unknown()
                    }
                }
            })
            .collect();
        if !self.by.is_empty() {
            standing.unranked.clone_from(&lacking);
        }
        Brought {
            value,
            keys,
            lacking,
        }
    }

    fn lack(&self, standing: &mut Standing<'_>, fact: usize) -> usize {
        let decl = &self.run.pack.facts[fact];
        standing.trail.lack(Missing {
            fact: decl.id.clone(),
            label: decl.label.clone(),
            clause: self.step.clause.clone(),
            why: format!("计算“{}”要用到它。", self.step.label),
            pending: false,
        })
    }

    /// What a group is told apart by, for records.
    pub(crate) fn by(&self) -> String {
        match self.keys.is_empty() {
            true => "programme".to_owned(),
            false => {
                let ids: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
                ids.join(" ")
            }
        }
    }

    fn apply(
        &self,
        standings: &[Standing<'_>],
        group: &Group,
        brought: &[Brought],
        limit: Option<(Bounds, String)>,
    ) -> Sharing {
        let members: Vec<Member> = group
            .places
            .iter()
            .zip(brought)
            .map(|(place, brought)| Member {
                value: brought.value.bounds,
                keys: brought.keys.clone(),
                sure: standings[*place].eligible == Truth::Yes,
                place: standings[*place]
                    .place
                    .as_ref()
                    .filter(|ranked| ranked.key.is_empty())
                    .and_then(|ranked| ranked.place),
                measure: standings[*place].measure.unwrap_or(usize::MAX),
                rank: standings[*place].rank,
            })
            .collect();
        let scope = GroupScope {
            label: &self.label,
            key: &group.key,
            measures: &self.run.pack.measures,
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
        brought: Vec<Brought>,
        sharing: Sharing,
        of_limit: &[Missing],
    ) {
        let lacks = match sharing.portions.iter().any(|portion| portion.open) {
            true => self.lacks(standings, group, &brought),
            false => Vec::new(),
        };
        for ((place, brought), portion) in group.places.iter().zip(brought).zip(sharing.portions) {
            let others = lacks
                .iter()
                .filter(|(of, _)| of != place)
                .map(|(_, missing)| missing.clone())
                .take(OTHERS_NAMED_MAX)
                .chain(of_limit.iter().cloned())
                .collect();
            let given = Given {
                before: brought.value,
                lacking: brought.lacking,
                portion,
                others,
            };
            put_portion(self.run, self.step, &mut standings[*place], given);
        }
    }

    /// What members lack, told from the point of view of the others.
    fn lacks(
        &self,
        standings: &[Standing<'_>],
        group: &Group,
        brought: &[Brought],
    ) -> Vec<(usize, Missing)> {
        let mut lacks = Vec::new();
        for (place, brought) in group.places.iter().zip(brought) {
            let standing = &standings[*place];
            let own = brought.value.open.iter().chain(&brought.lacking);
            for index in standing.lacking.iter().chain(own) {
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
}
