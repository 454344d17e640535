//! Who may apply: a measure's conditions, one step each.

use chrono::NaiveDate;
use ruku_model::date::{PartialDate, chinese_day};
use ruku_model::fact::FactValue;

use crate::assessment::{FailedCondition, Input, Step, StepInput, Waiver};
use crate::condition::{Known, Truth};
use crate::engine::choices::Choices;
use crate::engine::scope::Missing;
use crate::engine::standing::Standing;
use crate::pack::{Condition, Effect, Measure, Pack};
use crate::wording;

/// Tests every condition of the measure.
pub(crate) fn test(
    pack: &Pack,
    measure: &Measure,
    input: &Input,
    choices: &Choices,
    standing: &mut Standing<'_>,
) {
    for id in &measure.requires {
        if let Some(condition) = pack.condition(id) {
            test_one(pack, condition, input, choices, standing);
        }
    }
    let known = standing.known(pack);
    for note in &measure.notes {
        let shown = note
            .when
            .as_ref()
            .is_none_or(|when| when.holds(known).truth != Truth::No);
        if shown {
            standing.trail.note(note.text.clone(), &note.clause);
        }
    }
}

fn test_one(
    pack: &Pack,
    condition: &Condition,
    input: &Input,
    choices: &Choices,
    standing: &mut Standing<'_>,
) {
    if let Some(under) = condition.under {
        standing.trail.reading(under.reading);
        if choices.chosen[under.reading] != under.option {
            return;
        }
    }
    let known = standing.known(pack);
    let applies = condition.when.as_ref().map(|when| when.holds(known));
    if applies
        .as_ref()
        .is_some_and(|applies| applies.truth == Truth::No)
    {
        return;
    }
    let mut found = condition.test.holds(known);
    if let Some(applies) = applies
        && applies.truth == Truth::Unknown
        && found.truth != Truth::Yes
    {
        found.truth = Truth::Unknown;
        // Whether the rest matters is not known yet: only that is asked for.
        found.missing = applies.missing;
    }
    let waiver = waiver(input, condition, &standing.subject.id);
    let outcome = match (found.truth, waiver) {
        (Truth::Yes, _) => "符合".to_owned(),
        (_, Some(waiver)) => format!("按{}豁免（{}批准）", waiver.authority, waiver.by),
        (Truth::No, None) if condition.effect == Effect::Note => "请核对".to_owned(),
        (Truth::No, None) => "不符合".to_owned(),
        (Truth::Unknown, None) => condition.effect.unknown().to_owned(),
    };
    let (value, threshold) = (condition.test.value(known), &condition.threshold);
    let text = format!(
        "{}：{value}，{outcome}（要求：{threshold}）",
        condition.title
    );
    standing.steps.push(Step {
        id: condition.id.clone(),
        op: "condition".to_owned(),
        text: text.clone(),
        clause: condition.clause.clone(),
        quote: condition.quote.clone(),
        inputs: inputs(known, &found.facts),
        result: outcome,
    });
    match (found.truth, waiver) {
        (Truth::Yes, _) => {}
        (_, Some(waiver)) => {
            let scope = match waiver.subject {
                Some(_) => "只对本项目",
                None => "对全部项目",
            };
            let end = waiver.expires_on.map_or_else(
                || "没有期限".to_owned(),
                |last| format!("有效期至{}", chinese_day(last)),
            );
            let text = format!(
                "{}：依据{}豁免（{scope}，{end}），{}批准，理由：{}。",
                condition.title, waiver.authority, waiver.by, waiver.reason
            );
            standing.trail.note(text, &condition.clause);
        }
        (Truth::No, None) => refuse(condition, text, value, known, &found.facts, standing),
        (Truth::Unknown, None) => leave_open(pack, condition, &found.missing, standing),
    }
}

fn refuse(
    condition: &Condition,
    text: String,
    value: String,
    known: Known<'_>,
    facts: &[usize],
    standing: &mut Standing<'_>,
) {
    if condition.effect == Effect::Note {
        standing.trail.note(text, &condition.clause);
        return;
    }
    standing.eligible = Truth::No;
    let origin = facts
        .iter()
        .find_map(|fact| known.get(*fact)?.origin.clone());
    standing.failed.push(FailedCondition {
        condition: condition.id.clone(),
        text,
        value,
        threshold: condition.threshold.clone(),
        clause: condition.clause.clone(),
        quote: condition.quote.clone(),
        origin,
    });
}

fn leave_open(pack: &Pack, condition: &Condition, missing: &[usize], standing: &mut Standing<'_>) {
    if condition.effect != Effect::Required {
        let labels: Vec<&str> = missing
            .iter()
            .map(|fact| pack.facts[*fact].label.as_str())
            .collect();
        let text = match condition.effect {
            Effect::Later => format!(
                "{}：{}未填，须在后续环节核实。",
                condition.title,
                labels.join("、")
            ),
            Effect::Note | Effect::Required => {
                format!("{}：{}未填，未能核对。", condition.title, labels.join("、"))
            }
        };
        standing.trail.note(text, &condition.clause);
        return;
    }
    standing.eligible = standing.eligible.and(Truth::Unknown);
    for fact in missing {
        let decl = &pack.facts[*fact];
        let why = match standing.subject.facts.get(&decl.id).map(|fact| &fact.value) {
            Some(FactValue::Date(PartialDate::Month(_))) => {
                format!("日期只到月，需要具体到日才能判断“{}”。", condition.title)
            }
            Some(_) => format!("填报的值不能使用，无法判断“{}”。", condition.title),
            None => format!("判断“{}”要用到它。", condition.title),
        };
        let place = standing.trail.lack(Missing {
            fact: decl.id.clone(),
            label: decl.label.clone(),
            clause: condition.clause.clone(),
            why,
            pending: false,
        });
        standing.lacking.push(place);
    }
}

/// The waiver that acts on a condition of a project, if one does.
fn waiver<'i>(input: &'i Input, condition: &Condition, subject: &str) -> Option<&'i Waiver> {
    input.waivers.iter().find(|waiver| {
        waiver.condition == condition.id
            && waiver.subject.as_deref().is_none_or(|only| only == subject)
            && in_force(waiver.expires_on, input.as_of)
    })
}

/// A waiver with an end holds only if the day of assessing is known to be in time.
fn in_force(expires_on: Option<NaiveDate>, as_of: Option<NaiveDate>) -> bool {
    match (expires_on, as_of) {
        (None, _) => true,
        (Some(last), Some(day)) => day <= last,
        (Some(_), None) => false,
    }
}

fn inputs(known: Known<'_>, facts: &[usize]) -> Vec<StepInput> {
    facts
        .iter()
        .map(|index| {
            let decl = &known.decls[*index];
            let fact = known.get(*index);
            StepInput {
                id: decl.id.to_string(),
                label: wording::spoken(&decl.label).to_owned(),
                value: fact.map_or_else(
                    || "未填".to_owned(),
                    |fact| wording::fact_value(&fact.value, Some(decl)),
                ),
                origin: fact.and_then(|fact| fact.origin.clone()),
            }
        })
        .collect()
}
