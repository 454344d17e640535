//! Works a step through: for every project, or for every group of projects.

use crate::assessment::{Binding, FailedCondition, GroupResult, Input, Step, StepInput};
use crate::bounds::Bounds;
use crate::condition::Truth;
use crate::engine::choices::Choices;
use crate::engine::groups;
use crate::engine::record;
use crate::engine::scope::{Missing, Scope, Trail, Value};
use crate::engine::standing::Standing;
use crate::op::{Act, Computed, Out, Portion};
use crate::open::{Operand, Param};
use crate::pack::{Pack, StepDecl};
use crate::wording;

/// What a run of steps works with.
pub(crate) struct Run<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) input: &'a Input,
    pub(crate) choices: &'a Choices,
    /// The steps of the measure, or those over all measures.
    pub(crate) steps: &'a [StepDecl],
    /// Whether the steps stand over all measures.
    pub(crate) across: bool,
}

/// Works one step through for the projects at `places`.
pub(crate) fn run(
    run: &Run<'_>,
    step: &StepDecl,
    standings: &mut [Standing<'_>],
    places: &[usize],
    results: &mut Vec<GroupResult>,
) {
    match &step.act {
        Act::Project(_) => {
            for place in places {
                run_one(run, step, &mut standings[*place]);
            }
        }
        Act::Group { .. } => groups::run(run, step, standings, places, results),
    }
}

/// Works a step on one project through.
pub(crate) fn run_one(run: &Run<'_>, step: &StepDecl, standing: &mut Standing<'_>) {
    let Act::Project(op) = &step.act else { return };
    if standing.manual || !standing.is_in() {
        // Nothing more is computed, but later steps count places.
        put(standing, run, standing.result.clone());
    } else {
        project(run, step, op.as_ref(), standing);
    }
}

/// Whether a step applies to a project.
pub(crate) fn applies(run: &Run<'_>, step: &StepDecl, standing: &mut Standing<'_>) -> Truth {
    if let Some(under) = step.under {
        standing.trail.reading(under.reading);
        if run.choices.chosen[under.reading] != under.option {
            return Truth::No;
        }
    }
    match &step.when {
        None => Truth::Yes,
        Some(when) => when.holds(standing.known(run.pack)).truth,
    }
}

/// One step for one project.
fn project(
    run: &Run<'_>,
    step: &StepDecl,
    op: &dyn crate::op::ProjectOp,
    standing: &mut Standing<'_>,
) {
    let applies = applies(run, step, standing);
    let passed = passed_on(run, step, standing);
    if applies == Truth::No {
        put(standing, run, passed);
        return;
    }
    let mut trail = std::mem::take(&mut standing.trail);
    let (computed, inputs, mut open) = evaluate(run, step, op, standing, &mut trail);
    let mut bounds = computed.value;
    if applies == Truth::Unknown {
        bounds = bounds.join(passed.bounds);
        open.extend(when_missing(run, step, standing, &mut trail));
        open.extend(passed.open);
    }
    standing.trail = trail;
    standing.manual |= computed.manual;
    if let Some(out) = computed.out {
        refuse(step, standing, out);
    }
    if let Some(passed) = &computed.limit {
        let limit = record::alone(step, passed, bounds, computed.bound.is_some());
        standing.limits.push(limit);
    }
    if let Some(text) = computed.bound {
        standing.binding = Some(Binding {
            step: step.id.clone(),
            text,
            clause: step.clause.clone(),
        });
    }
    standing.steps.push(Step {
        id: step.id.clone(),
        op: step.op.to_owned(),
        text: format!("{}：{}", step.label, computed.text),
        clause: step.clause.clone(),
        quote: step.quote.clone(),
        inputs,
        result: wording::yuan_bounds(bounds),
    });
    put(standing, run, Value::new(bounds, open));
}

fn evaluate(
    run: &Run<'_>,
    step: &StepDecl,
    op: &dyn crate::op::ProjectOp,
    standing: &Standing<'_>,
    trail: &mut Trail,
) -> (Computed, Vec<StepInput>, Vec<usize>) {
    let decision = run
        .input
        .manual
        .iter()
        .find(|decision| decision.subject == standing.subject.id);
    let mut scope = Scope {
        pack: run.pack,
        known: standing.known(run.pack),
        values: &standing.values,
        steps: run.steps,
        result: &standing.result,
        chosen: &run.choices.chosen,
        decision,
        step,
        trail,
        inputs: Vec::new(),
        open: Vec::new(),
    };
    let computed = op.eval(&mut scope);
    (computed, scope.inputs, scope.open)
}

/// What a step that does not apply passes on.
fn passed_on(run: &Run<'_>, step: &StepDecl, standing: &Standing<'_>) -> Value {
    let operand = match &step.passes {
        None => return Value::new(Bounds::zero(), Vec::new()),
        Some(Param::Is(operand)) => *operand,
        Some(Param::Open { reading, by_option }) => by_option[run.choices.chosen[*reading]],
    };
    value_of(run, operand, standing)
}

/// The value of an operand for a project; missing facts are recorded only when used.
pub(crate) fn value_of(run: &Run<'_>, operand: Operand, standing: &Standing<'_>) -> Value {
    match operand {
        Operand::Step(index) => standing.values[index].clone(),
        Operand::Result => standing.result.clone(),
        Operand::Fact(index) => {
            let fact = standing.known(run.pack).get(index);
            let amount = fact.and_then(|fact| crate::bounds::amount_of(&fact.value));
            Value::new(
                amount.map_or_else(Bounds::unknown, Bounds::known),
                Vec::new(),
            )
        }
    }
}

fn when_missing(
    run: &Run<'_>,
    step: &StepDecl,
    standing: &Standing<'_>,
    trail: &mut Trail,
) -> Vec<usize> {
    let Some(when) = &step.when else {
        return Vec::new();
    };
    let missing = when.holds(standing.known(run.pack)).missing;
    missing
        .iter()
        .map(|fact| {
            let decl = &run.pack.facts[*fact];
            trail.lack(Missing {
                fact: decl.id.clone(),
                label: decl.label.clone(),
                clause: step.clause.clone(),
                why: format!("判断“{}”是否适用要用到它。", step.label),
                pending: false,
            })
        })
        .collect()
}

/// Keeps a step's value: the next step may name it, and it is the result so far.
pub(crate) fn put(standing: &mut Standing<'_>, run: &Run<'_>, value: Value) {
    standing.result = value.clone();
    if !run.across {
        standing.values.push(value);
    }
}

/// What a member of a group is given.
pub(crate) struct Given {
    /// What it brought.
    pub(crate) before: Value,
    /// What it lacks to be put in order, by places in its list of missing facts.
    pub(crate) lacking: Vec<usize>,
    /// What the operation gave it.
    pub(crate) portion: Portion,
    /// What the others lack.
    pub(crate) others: Vec<Missing>,
}

/// Takes a member's portion of a group into its standing.
pub(crate) fn put_portion(
    run: &Run<'_>,
    step: &StepDecl,
    standing: &mut Standing<'_>,
    given: Given,
) {
    let Given {
        before,
        lacking,
        portion,
        others,
    } = given;
    standing.manual |= portion.manual;
    let mut open = before.open;
    if portion.open {
        open.extend(lacking);
        open.extend(
            others
                .into_iter()
                .map(|missing| standing.trail.lack(missing)),
        );
    }
    if let Some(text) = portion.bound {
        standing.binding = Some(Binding {
            step: step.id.clone(),
            text,
            clause: step.clause.clone(),
        });
    }
    if let Some(note) = portion.note {
        standing.trail.note(note, &step.clause);
    }
    let result = match &portion.out {
        Some(_) => "不符合".to_owned(),
        None => wording::yuan_bounds(portion.value),
    };
    standing.steps.push(Step {
        id: step.id.clone(),
        op: step.op.to_owned(),
        text: format!("{}：{}", step.label, portion.text),
        clause: step.clause.clone(),
        quote: step.quote.clone(),
        inputs: Vec::new(),
        result,
    });
    if let Some(out) = portion.out {
        refuse(step, standing, out);
    }
    put(standing, run, Value::new(portion.value, open));
}

/// A step found the project not eligible.
fn refuse(step: &StepDecl, standing: &mut Standing<'_>, out: Out) {
    standing.eligible = Truth::No;
    standing.failed.push(FailedCondition {
        condition: step.id.clone(),
        text: out.text,
        value: out.value,
        threshold: out.threshold,
        clause: step.clause.clone(),
        quote: step.quote.clone(),
        origin: None,
    });
}
