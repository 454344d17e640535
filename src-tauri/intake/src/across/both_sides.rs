//! One project that its builder and its user both report: two enterprises, one
//! name, and more in common than a name can be by chance.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use ruku_model::date::PartialDate;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::money::Money;

use super::firm::{firm_key, project_key};
use super::{AcrossFinding, Matter, Sighting, finding};
use crate::sentence;
use crate::text::word_key;

/// The fact that says that the builder of a project reports it.
const IS_BUILDER: &str = "is_builder";

/// The fact that says when a project was done.
const COMPLETED: &str = "completed_on";

/// Shorter names are many projects': 设备上云.
const NAME_CHARACTERS_MIN: usize = 6;

/// A name that more enterprises give is of a kind of projects, not of one.
const ENTERPRISES_MAX: usize = 3;

/// So many kinds of marks must be the same.
const SHARED_KINDS_MIN: usize = 2;

/// Something of a project that two different projects seldom share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Its builder reports it (通知五（四）：以项目承建（研发）单位申报).
    Builder,
    /// The number of a document that granted money for it.
    Document(String),
    /// An amount of its own.
    Amount(FactId, Money),
    /// The day it was completed.
    Completed(NaiveDate),
}

impl Mark {
    /// What a fact is a mark of, if it is one. `label` gives a fact's label.
    pub(super) fn of(
        id: &FactId,
        value: &FactValue,
        label: impl Fn(&str) -> String,
    ) -> Option<Mark> {
        match value {
            FactValue::Flag(true) if id.as_str() == IS_BUILDER => Some(Mark::Builder),
            FactValue::Money(money) if money.fen() > 0 => Some(Mark::Amount(id.clone(), *money)),
            FactValue::Date(PartialDate::Day(day)) if id.as_str() == COMPLETED => {
                Some(Mark::Completed(*day))
            }
            FactValue::Text(text) if !text.is_empty() => {
                let id = id.as_str();
                let named = id.ends_with("_document") || id.contains("文号");
                (named || label(id).contains("文号")).then(|| Mark::Document(word_key(text)))
            }
            _ => None,
        }
    }

    /// What its kind is called where two projects share it.
    fn label(&self) -> &'static str {
        match self {
            Mark::Builder => "承建单位",
            Mark::Document(_) => "资金文号",
            Mark::Amount(_, _) => "金额",
            Mark::Completed(_) => "完工时间",
        }
    }
}

/// Sets of projects of one name that different enterprises report. `firms` are
/// the sightings of each enterprise.
pub(super) fn reported(seen: &[Sighting], firms: &[Vec<usize>]) -> Vec<AcrossFinding> {
    let mut named: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (firm, rows) in firms.iter().enumerate() {
        for at in rows {
            let name = project_key(&seen[*at].project);
            if name.chars().count() >= NAME_CHARACTERS_MIN {
                named.entry(name).or_default().push((firm, *at));
            }
        }
    }
    let mut found = Vec::new();
    for (name, rows) in named {
        let enterprises: BTreeSet<usize> = rows.iter().map(|(firm, _)| *firm).collect();
        if !(2..=ENTERPRISES_MAX).contains(&enterprises.len()) {
            continue;
        }
        let mut shared: BTreeSet<&str> = BTreeSet::new();
        let mut members: BTreeSet<usize> = BTreeSet::new();
        for (index, (firm, one)) in rows.iter().enumerate() {
            for (_, other) in rows[index + 1..].iter().filter(|(other, _)| other != firm) {
                if let Some(kinds) = in_common(&seen[*one], &seen[*other]) {
                    shared.extend(kinds);
                    members.extend([*one, *other]);
                }
            }
        }
        if members.is_empty() {
            continue;
        }
        let members: Vec<usize> = members.into_iter().collect();
        let keys = enterprises.iter().map(|firm| firm_key(seen, &firms[*firm]));
        let first = keys.min().unwrap_or_default();
        let mut names: Vec<&str> = Vec::new();
        for at in &members {
            let name = seen[*at].enterprise.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let shared: Vec<&str> = shared.into_iter().collect();
        found.push(finding(
            Matter::BothSides,
            &format!("{name}|{first}"),
            seen[members[0]].project.clone(),
            sentence::both_sides(&names, &shared),
            seen,
            &members,
        ));
    }
    found
}

/// The kinds of marks that two projects of one name share, if they are enough
/// to call them one. Where one enterprise reports as builder, the name is.
fn in_common(one: &Sighting, other: &Sighting) -> Option<Vec<&'static str>> {
    let is_builder = |row: &Sighting| row.marks.contains(&Mark::Builder);
    let shared = one.marks.iter().filter(|mark| other.marks.contains(mark));
    let mut kinds: Vec<&'static str> = shared
        .filter(|mark| **mark != Mark::Builder)
        .map(Mark::label)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let sides = is_builder(one) != is_builder(other);
    (sides || kinds.len() >= SHARED_KINDS_MIN).then_some(kinds)
}
