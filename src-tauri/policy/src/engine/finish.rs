//! The last word on every project: its kind, its rounded amount, its bounds.

use ruku_model::money::Money;

use crate::assessment::{
    Input, MissingFact, ProgrammeResult, ProjectResult, ResultKind, Step, Subtotal,
};
use crate::bounds::{Amount, exact};
use crate::condition::Truth;
use crate::engine::choices::Choices;
use crate::engine::scope::Missing;
use crate::engine::standing::Standing;
use crate::op::fen;
use crate::pack::Pack;
use crate::wording;

/// The result of one project.
pub(crate) fn finish(
    pack: &Pack,
    input: &Input,
    choices: &Choices,
    mut standing: Standing<'_>,
) -> ProjectResult {
    let quantum = input.rounding.unwrap_or(pack.quantum);
    let kind = match standing.excluded {
        Some(_) => ResultKind::Excluded,
        None => kind(pack, &standing),
    };
    let mut exact_amount = None;
    let mut amount = None;
    let mut missing = Vec::new();
    match kind {
        ResultKind::Ceiling | ResultKind::Entitlement | ResultKind::Provisional => {
            let value = standing
                .result
                .bounds
                .hi
                .unwrap_or(standing.result.bounds.lo);
            exact_amount = Some(exact(value));
            amount = round(&mut standing, value, quantum);
            missing = facts(&standing, &standing.result.open);
            if kind == ResultKind::Provisional {
                provisional_note(&mut standing, &missing);
            }
        }
        ResultKind::Unknown => {
            missing = unknown(pack, &mut standing);
        }
        ResultKind::Manual | ResultKind::Ineligible | ResultKind::Excluded => {}
    }
    let binding = standing.binding.filter(|_| amount.is_some());
    ProjectResult {
        id: standing.subject.id.clone(),
        measure: standing.subject.measure.clone(),
        kind,
        amount,
        exact: exact_amount,
        missing,
        failed: standing.failed,
        binding,
        steps: standing.steps,
        readings: standing
            .trail
            .readings
            .iter()
            .map(|reading| choices.used(pack, *reading))
            .collect(),
        notes: standing.trail.notes,
        limits: standing.limits,
        choices: standing.choices,
        place: standing.place,
    }
}

fn kind(pack: &Pack, standing: &Standing<'_>) -> ResultKind {
    let Some(measure) = standing.measure(pack) else {
        return ResultKind::Unknown;
    };
    let value = &standing.result;
    let waits = |missing: &usize| standing.trail.missing[*missing].pending;
    match standing.eligible {
        Truth::No => ResultKind::Ineligible,
        Truth::Unknown => ResultKind::Unknown,
        Truth::Yes if standing.manual => ResultKind::Manual,
        Truth::Yes if value.bounds.point().is_some() => measure.result.result(),
        Truth::Yes if value.bounds.hi.is_some() && !value.open.is_empty() => {
            match value.open.iter().all(waits) {
                true => ResultKind::Provisional,
                false => ResultKind::Unknown,
            }
        }
        Truth::Yes => ResultKind::Unknown,
    }
}

/// The named last step: down to a multiple of the quantum.
fn round(standing: &mut Standing<'_>, value: Amount, quantum: Money) -> Option<Money> {
    let (step, rounded) = rounding(value, quantum)?;
    standing.steps.push(step);
    Some(rounded)
}

/// What can be paid of an amount, a multiple of the quantum, and the step that
/// says so; `None` where money cannot hold it.
pub(crate) fn rounding(value: Amount, quantum: Money) -> Option<(Step, Money)> {
    let rounded = exact(value).floor_to(quantum)?;
    let place = match quantum.fen() {
        1 => "分".to_owned(),
        _ => quantum.readable(),
    };
    let text = match fen(rounded) == value {
        true => format!("{}已精确到{place}，不用舍入", wording::yuan(value)),
        false => format!(
            "{}舍到{place}：{}元（只舍不入）",
            wording::yuan(value),
            rounded.grouped()
        ),
    };
    let step = Step {
        id: "rounding".to_owned(),
        op: "round_down".to_owned(),
        text,
        clause: String::new(),
        quote: String::new(),
        inputs: Vec::new(),
        result: format!("{}元", rounded.grouped()),
    };
    Some((step, rounded))
}

fn provisional_note(standing: &mut Standing<'_>, missing: &[MissingFact]) {
    let mut labels: Vec<&str> = missing.iter().map(|fact| fact.label.as_str()).collect();
    labels.dedup();
    let bounds = standing.result.bounds;
    let text = format!(
        "{}未填，金额待核定：补齐后在{}至{}之间。",
        labels.join("、"),
        wording::yuan(bounds.lo),
        bounds.hi.map_or_else(|| "未定".to_owned(), wording::yuan)
    );
    let clause = missing.first().map_or("", |fact| fact.clause.as_str());
    standing.trail.note(text, clause);
}

/// What is missing, and how much it can be at most.
fn unknown(pack: &Pack, standing: &mut Standing<'_>) -> Vec<MissingFact> {
    if standing.measure.is_none() {
        let fact = &pack.return_decl.direction;
        return vec![MissingFact {
            fact: fact.clone(),
            label: pack
                .fact(fact)
                .map_or_else(String::new, |decl| decl.label.clone()),
            clause: String::new(),
            why: match standing.subject.measure.as_str() {
                "" => "没有填写支持方向，请选择通知规定的方向。".to_owned(),
                other => format!("本通知没有方向“{other}”，请选择通知规定的方向。"),
            },
        }];
    }
    let mut places = standing.lacking.clone();
    places.extend(&standing.result.open);
    if let Some(hi) = standing.result.bounds.hi
        && !standing.manual
    {
        let text = format!("补齐所缺内容后最多{}。", wording::yuan(hi));
        standing.trail.note(text, "");
    }
    facts(standing, &places)
}

fn facts(standing: &Standing<'_>, places: &[usize]) -> Vec<MissingFact> {
    let mut facts: Vec<MissingFact> = Vec::new();
    for place in places {
        let Missing {
            fact,
            label,
            clause,
            why,
            ..
        } = &standing.trail.missing[*place];
        if !facts.iter().any(|known| known.fact == *fact) {
            facts.push(MissingFact {
                fact: fact.clone(),
                label: label.clone(),
                clause: clause.clone(),
                why: why.clone(),
            });
        }
    }
    facts
}

/// Sums over the programme: always of the rounded amounts.
pub(crate) fn total(results: &[ProjectResult], programme: &mut ProgrammeResult) {
    let amounts: Vec<Money> = results.iter().filter_map(|result| result.amount).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    programme.counted = count(amounts.len());
    programme.uncounted = count(results.len() - amounts.len());
    programme.subtotals = subtotals(results);
    match Money::checked_sum(amounts) {
        Some(total) => programme.total = total,
        None => programme.notes.push(crate::assessment::Note {
            text: "合计金额过大，无法表示，请核对金额单位。".to_owned(),
            clause: String::new(),
        }),
    }
    let shared = results
        .iter()
        .filter(|result| result.steps.iter().any(|step| step.op == "pool"));
    let given = Money::checked_sum(shared.filter_map(|result| result.amount));
    programme.pool_left = programme
        .pool
        .zip(given)
        .and_then(|(pool, given)| pool.checked_sub(given));
}

/// A line per kind that occurs.
fn subtotals(results: &[ProjectResult]) -> Vec<Subtotal> {
    let of_kind = |kind: ResultKind| {
        let results = results.iter().filter(move |result| result.kind == kind);
        let count = results.clone().count();
        (count > 0).then(|| Subtotal {
            kind,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            amount: match kind.carries_amount() {
                true => Money::checked_sum(results.filter_map(|result| result.amount)),
                false => None,
            },
        })
    };
    ResultKind::ALL.into_iter().filter_map(of_kind).collect()
}
