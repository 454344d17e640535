//! What the 计算说明书 shows of a result: the account a screen shows, with the
//! clause's words said once and the origins gathered by file.

use std::collections::BTreeSet;

use ruku_policy::assessment::ProjectResult;
use serde_json::{Map, Value, json};

use crate::show;
use crate::told;
use crate::view::decision::DecisionView;
use crate::view::{ResultView, StepView};

/// How much of a file's SHA-256 tells it from any other on a desk.
const SHA256_SHOWN: usize = 12;

/// A project's account, as the forms that show steps are given it.
pub(crate) struct Account {
    /// What the screen shows.
    pub(crate) view: ResultView,
    /// The decisions that concern the project.
    pub(crate) decisions: Vec<DecisionView>,
    /// What has changed since, in one Chinese sentence; may be empty.
    pub(crate) stale_why: String,
}

impl Account {
    /// All of it, under the names templates use.
    pub(crate) fn data(&self, result: &ProjectResult) -> Map<String, Value> {
        let view = &self.view;
        let sections: Vec<Value> = told::sections(view, &self.decisions)
            .into_iter()
            .map(|section| json!({"title": section.title, "lines": section.lines}))
            .collect();
        let stale = (!self.stale_why.is_empty()).then(|| told::stale(&self.stale_why));
        let data = json!({
            "steps": view.steps,
            "stages": stages(view),
            "sources": sources(result, view),
            "sections": sections,
            "missing": view.missing,
            "failed": view.failed,
            "binding": view.binding,
            "binding_clause": view.binding_clause,
            "rejected": view.rejected,
            "waivers": view.waivers,
            "readings": view.readings,
            "notes": view.notes,
            "counterfactuals": view.counterfactuals,
            "stale": stale,
            "record": told::record(view),
        });
        match data {
            Value::Object(data) => data,
            _ => Map::new(),
        }
    }
}

/// The conditions, then the computation, each with the steps of one clause
/// together as they follow each other: a clause's words are said once.
fn stages(view: &ResultView) -> Vec<Value> {
    let numbered: Vec<(usize, &StepView)> = (1..).zip(&view.steps).collect();
    numbered
        .chunk_by(|(_, one), (_, next)| is_condition(one) == is_condition(next))
        .map(|stage| {
            let groups: Vec<Value> = stage
                .chunk_by(|(_, one), (_, next)| one.clause == next.clause)
                .map(group)
                .collect();
            let title = match is_condition(stage[0].1) {
                true => "条件",
                false => "计算",
            };
            json!({"title": title, "groups": groups})
        })
        .collect()
}

fn is_condition(step: &StepView) -> bool {
    step.op == "condition"
}

/// Steps that rest on one clause, and its words.
fn group(steps: &[(usize, &StepView)]) -> Value {
    let mut quotes: Vec<&str> = Vec::new();
    for (_, step) in steps {
        if !step.quote.is_empty() && !quotes.contains(&step.quote.as_str()) {
            quotes.push(&step.quote);
        }
    }
    let quotes: Vec<String> = quotes.iter().map(|quote| format!("“{quote}”")).collect();
    let said: Vec<Value> = steps
        .iter()
        .map(|(number, step)| json!({"number": number, "text": sentence(step)}))
        .collect();
    json!({"clause": steps[0].1.clause, "steps": said, "quote": quotes.concat()})
}

/// A step in one sentence: the operation, what it did, what it read that has
/// no origin of its own, what came out.
fn sentence(step: &StepView) -> String {
    // The stage's heading says of a condition that it is one.
    let mut said = match is_condition(step) {
        true => step.text.clone(),
        false => format!("[{}] {}", step.op_label, step.text),
    };
    for input in told::inputs(step).filter(|input| input.origin.is_empty()) {
        said.push_str(&format!("；{}：{}", input.label, input.value));
    }
    if let Some(outcome) = told::outcome(step) {
        said.push_str(&format!("；得出：{outcome}"));
    }
    said
}

/// Every value that went in, once, gathered by where it was read: the file
/// with its SHA-256, or the person who typed it.
fn sources(result: &ProjectResult, view: &ResultView) -> Vec<Value> {
    let mut gathered: Vec<(String, Vec<String>)> = Vec::new();
    let mut told = BTreeSet::new();
    for (step, shown) in result.steps.iter().zip(&view.steps) {
        for (input, shown) in step.inputs.iter().zip(&shown.inputs) {
            let value = format!("{}：{}", shown.label, shown.value);
            let (from, item) = match &input.origin {
                Some(origin) => {
                    let sha256 = origin.sha256.get(..SHA256_SHOWN).unwrap_or(&origin.sha256);
                    let place = match origin.cell.as_str() {
                        "" => origin.sheet.clone(),
                        cell => format!("{}!{cell}", origin.sheet),
                    };
                    let from = format!("{}（SHA-256：{sha256}…）", origin.file);
                    // What the cell says is told where the value does not.
                    let written = show::cell_text(origin);
                    let written = match written.is_empty() || written == shown.value {
                        true => String::new(),
                        false => format!("，原文“{written}”"),
                    };
                    (from, format!("{value}（{place}{written}）"))
                }
                None if shown.origin.is_empty() => continue,
                None => (shown.origin.clone(), value),
            };
            if !told.insert((from.clone(), item.clone())) {
                continue;
            }
            match gathered.iter_mut().find(|(known, _)| *known == from) {
                Some((_, items)) => items.push(item),
                None => gathered.push((from, vec![item])),
            }
        }
    }
    gathered
        .into_iter()
        .map(|(from, items)| json!({"from": from, "items": items.join("；")}))
        .collect()
}
