//! Writes down what a limit or a choice did to a group and to its members.

use ruku_model::money::Money;

use crate::assessment::GroupResult;
use crate::bounds::{Bounds, exact};
use crate::engine::gather::Group;
use crate::engine::groups::{Brought, GroupStep};
use crate::engine::standing::Standing;
use crate::op::{Act, Passed, Portion, Seat, Sharing, Support};
use crate::open::Param;
use crate::pack::StepDecl;
use crate::trace::{Alternative, Choice, LimitPassed, Place};
use crate::wording;

/// A limit on the project itself.
pub(crate) fn alone(step: &StepDecl, passed: &Passed, after: Bounds, bound: bool) -> LimitPassed {
    LimitPassed {
        step: step.id.clone(),
        label: step.label.clone(),
        by: "project".to_owned(),
        level: "单个项目".to_owned(),
        key: String::new(),
        limit: whole_fen(passed.limit),
        words: passed.words.clone(),
        before: passed.before.point().map(exact),
        after: after.point().map(exact),
        bound,
        clause: step.clause.clone(),
        quote: step.quote.clone(),
    }
}

/// A known limit as money, any fraction of a 分 cut off.
fn whole_fen(limit: Bounds) -> Option<Money> {
    exact(limit.point()?).floor_to(Money::from_fen(1))
}

/// What the limit did to the group; nothing if the limit is not known.
pub(crate) fn group(
    this: &GroupStep<'_>,
    standings: &[Standing<'_>],
    group: &Group,
    brought: &[Brought],
    sharing: &Sharing,
) -> Option<GroupResult> {
    let bound = sharing.limit.as_ref()?.0.point()?;
    let limit = exact(bound).floor_to(Money::from_fen(1))?;
    let before = brought.iter().fold(Bounds::zero(), |sum, brought| {
        sum.plus(brought.value.bounds)
    });
    let most = before.hi.unwrap_or(before.lo);
    let rounded = |portion: &Portion| {
        let amount = portion.value.hi.unwrap_or(portion.value.lo);
        exact(amount).floor_to(this.quantum).unwrap_or(Money::ZERO)
    };
    let after = Money::checked_sum(sharing.portions.iter().map(rounded))?;
    let cut = before.point().is_some_and(|sum| sum > bound);
    let id = |place: &usize| standings[*place].subject.id.clone();
    let cut_members = group.places.iter().zip(&sharing.portions);
    Some(GroupResult {
        by: this.by(),
        key: group.key.clone(),
        step: this.step.id.clone(),
        limit,
        before: exact(most),
        after,
        undistributed: match cut {
            true => limit.checked_sub(after).unwrap_or(Money::ZERO),
            false => Money::ZERO,
        },
        open: before.point().is_none(),
        members: group.places.iter().map(id).collect(),
        label: this.step.label.clone(),
        clause: this.step.clause.clone(),
        bound: cut_members
            .filter(|(_, portion)| portion.bound.is_some())
            .map(|(place, _)| id(place))
            .collect(),
        parent: None,
    })
}

/// Leaves with every member what it passed.
pub(crate) fn passed(
    this: &GroupStep<'_>,
    standings: &mut [Standing<'_>],
    group: &Group,
    brought: &[Brought],
    sharing: &Sharing,
) {
    let choice = choice(this, standings, group, &sharing.options);
    let ids: Vec<String> = match sharing
        .portions
        .iter()
        .any(|portion| portion.seat.is_some())
    {
        true => {
            let id = |place: &usize| standings[*place].subject.id.clone();
            group.places.iter().map(id).collect()
        }
        false => Vec::new(),
    };
    for ((place, brought), portion) in group.places.iter().zip(brought).zip(&sharing.portions) {
        let standing = &mut standings[*place];
        standing
            .limits
            .extend(limit(this, group, brought, portion, sharing));
        standing.choices.extend(choice.clone());
        if let Some(seat) = &portion.seat {
            standing.place = Some(seated(this, group, seat, &ids));
        }
    }
}

fn limit(
    this: &GroupStep<'_>,
    group: &Group,
    brought: &Brought,
    portion: &Portion,
    sharing: &Sharing,
) -> Option<LimitPassed> {
    let (limit, words) = sharing.limit.as_ref()?;
    let passed = Passed {
        before: brought.value.bounds,
        limit: *limit,
        words: words.clone(),
    };
    Some(LimitPassed {
        by: this.by(),
        level: this.label.clone(),
        key: group.key.clone(),
        ..alone(this.step, &passed, portion.value, portion.bound.is_some())
    })
}

/// Everything there was to choose among, if there was more than one thing.
fn choice(
    this: &GroupStep<'_>,
    standings: &[Standing<'_>],
    group: &Group,
    supports: &[Support],
) -> Option<Choice> {
    if supports.len() < 2 {
        return None;
    }
    let alternative = |support: &Support| {
        let measure = support
            .measure
            .and_then(|measure| this.run.pack.measures.get(measure));
        let id = |member: &usize| standings[group.places[*member]].subject.id.clone();
        Alternative {
            measure: measure.map_or_else(String::new, |measure| measure.id.clone()),
            title: measure.map_or_else(|| other_title(this), |measure| measure.title.clone()),
            projects: support.members.iter().map(id).collect(),
            amount: support
                .value
                .point()
                .and_then(|value| exact(value).floor_to(this.quantum)),
            words: wording::yuan_bounds(support.value),
            taken: support.taken,
        }
    };
    Some(Choice {
        step: this.step.id.clone(),
        label: this.step.label.clone(),
        level: this.label.clone(),
        key: group.key.clone(),
        alternatives: supports.iter().map(alternative).collect(),
        clause: this.step.clause.clone(),
        quote: this.step.quote.clone(),
    })
}

/// What the fact for the money of another policy is called.
fn other_title(this: &GroupStep<'_>) -> String {
    let Act::Group {
        limit: Some(limit), ..
    } = &this.step.act
    else {
        return String::new();
    };
    let fact = match &limit.at {
        Param::Is(fact) => *fact,
        Param::Open { reading, by_option } => by_option[this.run.choices.chosen[*reading]],
    };
    this.run.pack.facts[fact].label.clone()
}

fn seated(this: &GroupStep<'_>, group: &Group, seat: &Seat, ids: &[String]) -> Place {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Place {
        step: this.step.id.clone(),
        level: this.label.clone(),
        key: group.key.clone(),
        place: seat.place.map(|place| count(place + 1)),
        of: count(group.places.len()),
        places: seat.places.map(count),
        tied_with: seat
            .tied_with
            .iter()
            .map(|member| ids[*member].clone())
            .collect(),
        tie: seat.tie.clone(),
        arranged: seat.arranged,
        clause: this.step.clause.clone(),
    }
}
