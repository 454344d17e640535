//! The facts that groups of projects share or are put in order by.

use crate::assessment::{Input, Subject};
use crate::engine::gather::texts_of;
use crate::op::Act;
use crate::open::{Operand, Param};
use crate::pack::{GroupKey, Pack, StepDecl};

/// The group steps of a pack.
fn group_steps(pack: &Pack) -> impl Iterator<Item = &StepDecl> {
    let within = pack.measures.iter().flat_map(|measure| &measure.steps);
    within
        .chain(&pack.across)
        .filter(|step| matches!(step.act, Act::Group { .. }))
}

fn keys<'p>(pack: &'p Pack, step: &StepDecl) -> Vec<&'p GroupKey> {
    match &step.act {
        Act::Group { per, .. } => per.iter().map(|key| &pack.groups[*key]).collect(),
        Act::Project(_) => Vec::new(),
    }
}

/// The facts that tell a limit of a group.
pub(super) fn of_groups(pack: &Pack) -> Vec<usize> {
    group_steps(pack)
        .flat_map(|step| told_by(step).into_iter())
        .collect()
}

/// The facts by which groups put their members in order.
pub(super) fn of_orders(pack: &Pack) -> Vec<usize> {
    let of_step = |step: &StepDecl| match &step.act {
        Act::Group { by, of, .. } => {
            let mut facts = by.clone();
            if let Operand::Fact(fact) = of {
                facts.push(*fact);
            }
            facts
        }
        Act::Project(_) => Vec::new(),
    };
    group_steps(pack).flat_map(of_step).collect()
}

fn told_by(step: &StepDecl) -> Vec<usize> {
    let Act::Group {
        limit: Some(limit), ..
    } = &step.act
    else {
        return Vec::new();
    };
    let mut facts = match &limit.at {
        Param::Is(fact) => vec![*fact],
        Param::Open { by_option, .. } => by_option.clone(),
    };
    facts.extend(&limit.take);
    facts
}

/// Whose facts change together with one project's: alone its own, unless the
/// fact tells a limit of its group.
pub(super) fn sharing(pack: &Pack, input: &Input, place: usize, fact: usize) -> Vec<usize> {
    let step = group_steps(pack).find(|step| told_by(step).contains(&fact));
    let Some(step) = step else {
        return vec![place];
    };
    let group = |subject: &Subject| -> Option<Vec<String>> {
        let keys = keys(pack, step).into_iter();
        keys.map(|key| texts_of(&subject.facts, key).into_iter().next())
            .collect()
    };
    let own = group(&input.subjects[place]);
    (0..input.subjects.len())
        .filter(|other| *other == place || (own.is_some() && group(&input.subjects[*other]) == own))
        .collect()
}
