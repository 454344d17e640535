//! Which projects belong together: by enterprise, cluster, year …

use std::collections::HashMap;

use chrono::Datelike;
use ruku_model::fact::{FactId, FactValue, Facts};

use crate::engine::standing::Standing;
use crate::pack::{GroupKey, Pack};

/// Projects that belong together, in list order.
pub(crate) struct Group {
    pub(crate) key: String,
    pub(crate) places: Vec<usize>,
}

/// What a group is, in words: `同一企业`.
pub(crate) fn label(keys: &[&GroupKey]) -> String {
    if keys.is_empty() {
        return "本专项".to_owned();
    }
    let names: Vec<&str> = keys.iter().map(|key| key.label.as_str()).collect();
    format!("同一{}", names.join("同一"))
}

/// The text that tells a project's group apart under one key.
pub(crate) fn key_of(standing: &Standing<'_>, key: &GroupKey) -> Option<String> {
    text_of(&standing.subject.facts, &key.fact, key.year)
}

/// The texts that may tell a project's group apart: the key's fact, then the
/// fact that stands in for it.
pub(crate) fn texts_of(facts: &Facts, key: &GroupKey) -> Vec<String> {
    let stand_in = key.or_else.as_ref();
    let own = text_of(facts, &key.fact, key.year);
    own.into_iter()
        .chain(stand_in.and_then(|fact| text_of(facts, fact, false)))
        .collect()
}

fn text_of(facts: &Facts, fact: &FactId, year: bool) -> Option<String> {
    match &facts.get(fact)?.value {
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
pub(crate) fn gather(
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
        if let (Some(text), Some(name)) = (
            key_of(standing, key),
            text_of(&standing.subject.facts, other, false),
        ) {
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
    let name = text_of(&standing.subject.facts, other, false)?;
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
