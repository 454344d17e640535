//! Whom another version of a pack changes, by how much, and why.

use std::collections::HashMap;

use ruku_model::money::Money;
use serde::{Deserialize, Serialize};

use crate::assessment::{Assessment, Input, ProjectResult, ResultKind};
use crate::engine::assess;
use crate::pack::Pack;

/// What changes between two assessments of the same projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// Every project whose result changes, in the order of the input.
    pub changes: Vec<Change>,
    /// The sum of all amounts before.
    pub total_before: Money,
    /// The sum of all amounts after.
    pub total_after: Money,
}

/// A project whose result changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The project.
    pub id: String,
    /// The kind before.
    pub kind_before: ResultKind,
    /// The kind after.
    pub kind_after: ResultKind,
    /// The amount before, if there was one.
    pub amount_before: Option<Money>,
    /// The amount after, if there is one.
    pub amount_after: Option<Money>,
    /// The first step that differs, before and after: a Chinese sentence.
    pub why: String,
    /// The clause of that step.
    pub clause: String,
}

/// Assesses the same input under two packs and compares.
#[must_use]
pub fn impact(old: &Pack, new: &Pack, input: &Input) -> Impact {
    compare(&assess(old, input), &assess(new, input))
}

/// Compares two assessments of the same projects; also how a frozen assessment
/// is held against its replay.
#[must_use]
pub fn compare(old: &Assessment, new: &Assessment) -> Impact {
    let by_id: HashMap<&str, &ProjectResult> = new
        .results
        .iter()
        .map(|result| (result.id.as_str(), result))
        .collect();
    let changes = old
        .results
        .iter()
        .filter_map(|before| change(before, by_id.get(before.id.as_str()).copied()))
        .collect();
    Impact {
        changes,
        total_before: old.programme.total,
        total_after: new.programme.total,
    }
}

fn change(before: &ProjectResult, after: Option<&ProjectResult>) -> Option<Change> {
    let after = after?;
    if (before.kind, before.amount) == (after.kind, after.amount) {
        return None;
    }
    let (why, clause) = first_difference(before, after);
    Some(Change {
        id: before.id.clone(),
        kind_before: before.kind,
        kind_after: after.kind,
        amount_before: before.amount,
        amount_after: after.amount,
        why,
        clause,
    })
}

fn first_difference(before: &ProjectResult, after: &ProjectResult) -> (String, String) {
    for new in &after.steps {
        match before.steps.iter().find(|old| old.id == new.id) {
            None => return (format!("新增：{}", new.text), new.clause.clone()),
            Some(old) if old.text != new.text => {
                return (
                    format!("原来{}；现在{}", old.text, new.text),
                    new.clause.clone(),
                );
            }
            Some(_) => {}
        }
    }
    let gone = before
        .steps
        .iter()
        .find(|old| after.steps.iter().all(|new| new.id != old.id));
    match gone {
        Some(old) => (format!("不再有：{}", old.text), old.clause.clone()),
        None => ("同组的其他项目变了。".to_owned(), String::new()),
    }
}
