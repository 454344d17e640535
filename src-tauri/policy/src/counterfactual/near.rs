//! The projects that can matter to one project: those it shares a limit, a
//! quota or a choice with, and those that they share one with.

use std::collections::HashMap;

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

/// The input with only the projects that can matter to one of them; all of it
/// if the whole programme shares something.
pub(super) fn around(pack: &Pack, input: &Input, subject: &str) -> Input {
    let of_programme = group_steps(pack).any(|step| keys(pack, step).is_empty());
    let start = input.subjects.iter().position(|other| other.id == subject);
    let (Some(start), false) = (start, input.pool.is_some() || of_programme) else {
        return input.clone();
    };
    let marks: Vec<Vec<String>> = input
        .subjects
        .iter()
        .map(|subject| marks(pack, subject))
        .collect();
    let mut sharing: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, marks) in marks.iter().enumerate() {
        for mark in marks {
            sharing.entry(mark).or_default().push(place);
        }
    }
    let mut near = vec![false; input.subjects.len()];
    let mut open = vec![start];
    while let Some(place) = open.pop() {
        if std::mem::replace(&mut near[place], true) {
            continue;
        }
        for mark in &marks[place] {
            // Taken out: everybody who carries the mark is looked at once.
            open.extend(sharing.remove(mark.as_str()).into_iter().flatten());
        }
    }
    let subjects = input.subjects.iter().zip(near);
    Input {
        subjects: subjects
            .filter(|(_, near)| *near)
            .map(|(subject, _)| subject.clone())
            .collect(),
        ..input.clone()
    }
}

/// What puts a project together with others, under every key of every step.
fn marks(pack: &Pack, subject: &Subject) -> Vec<String> {
    let mut marks = Vec::new();
    for step in group_steps(pack) {
        // A name may stand for a code, so each text alone puts together.
        for key in keys(pack, step) {
            for text in texts_of(&subject.facts, key) {
                marks.push(format!("{} {text}", key.id));
            }
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
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
