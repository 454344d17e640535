//! A flagged set as screens show it: what its projects share and in what they
//! differ, and what was decided about it.

use std::collections::BTreeSet;

use ruku_library::table::duplicate::{Duplicate, DuplicateChoice};
use ruku_library::table::project::ProjectId;
use ruku_model::money::MoneyUnit;

use crate::batches::choice_label;
use crate::error::DeskError;
use crate::shelf::{Set, Shelf};
use crate::show;
use crate::view_returns::{FlaggedMember, FlaggedSet};

/// How a set stands: the decision on it, and members that came after it.
pub(crate) struct Standing<'a> {
    pub(crate) decided: Option<&'a Duplicate>,
    pub(crate) newcomers: usize,
}

/// A set with the decision on it.
pub(crate) fn flagged(shelf: &Shelf, set: &Set, decisions: &[Duplicate]) -> FlaggedSet {
    let Standing { decided, newcomers } = standing(&set.id, &set.members, decisions);
    let members: Vec<FlaggedMember> = set
        .members
        .iter()
        .filter_map(|id| member(shelf, *id, decided))
        .collect();
    let choice = decided.map_or(DuplicateChoice::Open, |one| one.choice);
    let shown = if newcomers > 0 {
        DuplicateChoice::Open
    } else {
        choice
    };
    FlaggedSet {
        id: set.id.clone(),
        kind: set.matter.id().to_owned(),
        label: set.matter.label().to_owned(),
        shared: set.what.clone(),
        advice: set.advice.clone(),
        keeps_one: set.matter.keeps_one(),
        differ: differ(&members),
        members,
        choice: choice_id(shown).to_owned(),
        choice_label: choice_label(shown).to_owned(),
        decided: decided
            .map(|one| decided_words(one, newcomers))
            .unwrap_or_default(),
    }
}

fn member(shelf: &Shelf, id: ProjectId, decided: Option<&Duplicate>) -> Option<FlaggedMember> {
    let (project, facts) = shelf.project(id)?;
    let (programme, pack) = shelf.programme(&project.programme)?;
    let measure = project.measure.as_deref().and_then(|id| pack.measure(id));
    let size = crate::projects::size(pack, |id| facts.get(id).map(|fact| &fact.value));
    Some(FlaggedMember {
        project: id.0,
        programme: programme.title.clone(),
        year: programme.year,
        county: shelf.county(project),
        enterprise: project.enterprise.clone(),
        name: project.name.clone(),
        direction: measure.map(|one| one.title.clone()).unwrap_or_default(),
        investment_wan: size
            .map(|value| value.readable(Some(MoneyUnit::WanYuan)))
            .unwrap_or_default(),
        origin: format!(
            "{} {} 第{}行",
            shelf.file(project),
            project.sheet,
            project.row
        ),
        left_out: decided.is_some_and(|one| one.members.get(&id) == Some(&false)),
    })
}

/// The decision on a set: the one on its number, or on the same projects when
/// what they share is spelled differently by now, or on some of them before
/// others joined.
pub(crate) fn standing<'a>(
    set: &str,
    members: &[ProjectId],
    decisions: &'a [Duplicate],
) -> Standing<'a> {
    let same_kind = |one: &&Duplicate| one.set.chars().next() == set.chars().next();
    let others = || decisions.iter().filter(same_kind);
    let covers = |one: &&Duplicate| members.iter().all(|id| one.members.contains_key(id));
    let within = |one: &&Duplicate| one.members.keys().all(|id| members.contains(id));
    let decided = decisions
        .iter()
        .find(|one| one.set == set)
        .or_else(|| others().find(covers))
        .or_else(|| others().find(within));
    let newcomers = decided.map_or(0, |one| {
        let new = members.iter().filter(|id| !one.members.contains_key(*id));
        new.count()
    });
    Standing { decided, newcomers }
}

/// The choices by their words.
const CHOICES: [DuplicateChoice; 4] = [
    DuplicateChoice::KeepAll,
    DuplicateChoice::KeepOne,
    DuplicateChoice::Different,
    DuplicateChoice::Open,
];

/// The choice that a word names.
pub(crate) fn choice(word: &str) -> Result<DuplicateChoice, DeskError> {
    let found = CHOICES
        .into_iter()
        .find(|choice| choice_id(*choice) == word || choice_word(*choice) == word);
    found.ok_or_else(|| DeskError::Missing {
        what: "认定",
        name: word.to_owned(),
        known: CHOICES
            .map(|choice| choice_word(choice).to_owned())
            .to_vec(),
    })
}

/// How a clerk says it: to open a set again is to take the decision back.
fn choice_word(choice: DuplicateChoice) -> &'static str {
    match choice {
        DuplicateChoice::Open => "取消认定",
        decided => choice_label(decided),
    }
}

fn choice_id(choice: DuplicateChoice) -> &'static str {
    match choice {
        DuplicateChoice::Open => "open",
        DuplicateChoice::KeepAll => "keep_all",
        DuplicateChoice::KeepOne => "keep_one",
        DuplicateChoice::Different => "different",
    }
}

fn decided_words(decided: &Duplicate, newcomers: usize) -> String {
    let words = format!(
        "{} {}认定“{}”：{}",
        show::moment(decided.stamp.at),
        decided.stamp.by,
        choice_label(decided.choice),
        decided.reason
    );
    if newcomers == 0 {
        words
    } else {
        format!("{words}。此后又有{newcomers}个项目，请重新认定")
    }
}

/// In what the members differ, in words.
fn differ(members: &[FlaggedMember]) -> String {
    let differs = |of: fn(&FlaggedMember) -> String| {
        members.iter().map(of).collect::<BTreeSet<_>>().len() > 1
    };
    let mut words = Vec::new();
    if differs(|one| one.county.clone()) {
        words.push("跨县");
    }
    if differs(|one| one.direction.clone()) {
        words.push("跨方向");
    }
    if differs(|one| one.year.to_string()) {
        words.push("跨年度");
    } else if differs(|one| one.programme.clone()) {
        words.push("跨专项");
    }
    if words.is_empty() {
        "同县同方向".to_owned()
    } else {
        words.join("、")
    }
}
