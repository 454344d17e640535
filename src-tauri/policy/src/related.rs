//! The part of an assessment's input that can bear on one project: itself and
//! whoever shares a limit with it, directly or over others. Assessing that part
//! gives the project what assessing all gives it, in a fraction of the time.

use std::collections::{BTreeSet, HashMap};

use ruku_model::fact::{FactId, FactType, FactValue};

use crate::assessment::{Input, Subject};
use crate::engine::redeeming::ENTERPRISE;
use crate::op::Act;
use crate::pack::{GroupKey, Pack, StepDecl};

/// The input with only the projects that can bear on `subject`, in their order.
///
/// A pool bears on everybody: with one, the whole input comes back.
#[must_use]
pub fn related(pack: &Pack, input: &Input, subject: &str) -> Input {
    let start = input.subjects.iter().position(|other| other.id == subject);
    let Some(start) = start.filter(|_| input.pool.is_none()) else {
        return input.clone();
    };
    let rooms = rooms(pack, &input.subjects);
    let mut members: HashMap<&Room, Vec<usize>> = HashMap::new();
    for (place, of_subject) in rooms.iter().enumerate() {
        for room in of_subject {
            members.entry(room).or_default().push(place);
        }
    }
    let mut found = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(place) = open.pop() {
        for room in &rooms[place] {
            // A room is emptied once: its members are found by then.
            for other in members.remove(room).unwrap_or_default() {
                if found.insert(other) {
                    open.push(other);
                }
            }
        }
    }
    Input {
        subjects: found
            .into_iter()
            .map(|place| input.subjects[place].clone())
            .collect(),
        ..input.clone()
    }
}

/// Where projects meet: a step over groups or a grant with its redemptions, and
/// the texts of its keys.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Room {
    step: usize,
    key: Vec<String>,
}

/// The rooms of every subject. A subject that can be told by either of two
/// facts is in a room for each.
fn rooms(pack: &Pack, subjects: &[Subject]) -> Vec<Vec<Room>> {
    let mut steps: Vec<(Option<&str>, &StepDecl)> = Vec::new();
    for measure in &pack.measures {
        steps.extend(measure.steps.iter().map(|step| (Some(&*measure.id), step)));
    }
    steps.extend(pack.across.iter().map(|step| (None, step)));
    let mut rooms = vec![Vec::new(); subjects.len()];
    let count = steps.len();
    for (index, (measure, step)) in steps.into_iter().enumerate() {
        let Act::Group { per, .. } = &step.act else {
            continue;
        };
        let keys: Vec<&GroupKey> = per
            .iter()
            .map(|key| &pack.groups[*key])
            .filter(|key| !may_move(pack, key))
            .collect();
        for (place, subject) in subjects.iter().enumerate() {
            if concerns(measure, step, subject) {
                let texts = texts(&keys, subject).into_iter();
                rooms[place].extend(texts.map(|key| Room { step: index, key }));
            }
        }
    }
    meet_grants(pack, subjects, count, &mut rooms);
    rooms
}

/// A redemption meets its grant: each measure that settles another is a room
/// of its own, numbered after the steps.
fn meet_grants(pack: &Pack, subjects: &[Subject], first: usize, rooms: &mut [Vec<Room>]) {
    let Some(key) = pack.groups.iter().find(|group| group.id == ENTERPRISE) else {
        return;
    };
    for (index, measure) in pack.measures.iter().enumerate() {
        let Some(grant) = &measure.settles else {
            continue;
        };
        for (place, subject) in subjects.iter().enumerate() {
            if [grant, &measure.id].contains(&&subject.measure) {
                let step = first + index;
                let texts = texts(&[key], subject).into_iter();
                rooms[place].extend(texts.map(|key| Room { step, key }));
            }
        }
    }
}

fn concerns(measure: Option<&str>, step: &StepDecl, subject: &Subject) -> bool {
    match measure {
        Some(measure) => subject.measure == measure,
        None => step.measures.is_empty() || step.measures.contains(&subject.measure),
    }
}

/// A key that a changed number or date would move a project under: whoever
/// differs in nothing else may come to share its group.
fn may_move(pack: &Pack, key: &GroupKey) -> bool {
    matches!(
        pack.fact_type(&key.fact),
        Some(FactType::Count | FactType::Date | FactType::Number | FactType::Money)
    )
}

/// Every way to write a subject's keys; a key nobody knows matches nobody.
fn texts(keys: &[&GroupKey], subject: &Subject) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for key in keys {
        let facts = [Some(&key.fact), key.or_else.as_ref()];
        let texts: Vec<String> = facts
            .into_iter()
            .flatten()
            .filter_map(|fact| text(subject, fact))
            .collect();
        all = all
            .iter()
            .flat_map(|so_far| {
                texts.iter().map(|text| {
                    let mut longer: Vec<String> = so_far.clone();
                    longer.push(text.clone());
                    longer
                })
            })
            .collect();
    }
    all
}

fn text(subject: &Subject, fact: &FactId) -> Option<String> {
    match &subject.facts.get(fact)?.value {
        FactValue::Text(text) | FactValue::Choice(text) => Some(text.trim().to_owned()),
        _ => None,
    }
}
