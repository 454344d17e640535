//! The last limit of all: the money there is. Only projects whose amounts are
//! settled take part; a quota leaves those out that come after it is full.

use ruku_model::money::Money;

use crate::assessment::{Binding, GroupResult, Input, Note, PoolChoice, ProgrammeResult, Step};
use crate::bounds::Bounds;
use crate::condition::Truth;
use crate::engine::choices::Choices;
use crate::engine::finish;
use crate::engine::places;
use crate::engine::scope::Value;
use crate::engine::standing::Standing;
use crate::engine::steps::{self, Run};
use crate::op::sharing::Method;
use crate::op::{fen, pool_act};
use crate::pack::{Pack, StepDecl};
use crate::wording;

/// Cuts everything back to the pool, if one was given: a limit on the whole
/// programme like any other.
pub(crate) fn share(
    pack: &Pack,
    input: &Input,
    choices: &Choices,
    standings: &mut [Standing<'_>],
    groups: &mut Vec<GroupResult>,
    programme: &mut ProgrammeResult,
) {
    let Some(choice) = &input.pool else { return };
    programme.pool = Some(choice.amount);
    let method = match method(choice, standings) {
        Ok(method) => method,
        Err(text) => {
            let clause = String::new();
            programme.notes.push(Note { text, clause });
            return;
        }
    };
    let run = Run {
        pack,
        input,
        choices,
        steps: &[],
        across: true,
    };
    let step = step(pack, choice, method);
    let mut places = settled(standings, &step);
    if let Some(by) = &choice.by {
        let value = |place: &usize| standings[*place].subject.facts.get(&by.fact);
        let value = |place: &usize| value(place).map(|fact| &fact.value);
        places.sort_by(|a, b| by.compare(value(a), value(b)));
    }
    if method == Method::ByRank {
        // Those whose place is not known come last; the method leaves them open.
        places.sort_by_key(|place| rank(&standings[*place]).unwrap_or(u32::MAX));
    }
    let quantum = input.rounding.unwrap_or(pack.quantum);
    for place in &places {
        round(&run, &mut standings[*place], quantum);
    }
    for (rank, place) in beyond_quota(standings, &mut places, choice.quota) {
        leave_out(&run, &step, &mut standings[place], rank, choice);
    }
    steps::run(&run, &step, standings, &places, groups);
}

/// The method the choice names, or why nothing can be shared by it.
fn method(choice: &PoolChoice, standings: &[Standing<'_>]) -> Result<Method, String> {
    let Some(method) = Method::parse(&choice.method) else {
        let known: Vec<&str> = Method::ALL.iter().map(|(_, id, _)| *id).collect();
        return Err(format!(
            "资金池没有名为“{}”的分配办法，未分配；可用：{}。",
            choice.method,
            known.join("、")
        ));
    };
    let is_ranked = |standing: &Standing<'_>| {
        let place = standing.place.as_ref();
        place.is_some_and(|place| place.key.is_empty())
    };
    if method == Method::ByRank && !standings.iter().any(is_ranked) {
        return Err("通知没有整个专项的排名，资金池不能按排名先后分配，未分配。".to_owned());
    }
    Ok(method)
}

/// A project's place in the ranking of the whole programme.
fn rank(standing: &Standing<'_>) -> Option<u32> {
    let place = standing.place.as_ref();
    place
        .filter(|place| place.key.is_empty())
        .and_then(|place| place.place)
}

/// The pool as the last step.
fn step(pack: &Pack, choice: &PoolChoice, method: Method) -> StepDecl {
    let clause = pack
        .pool
        .as_ref()
        .map_or_else(String::new, |pool| pool.clause.clone());
    let quote = pack
        .clause(&clause)
        .map_or_else(String::new, |clause| clause.quote.clone());
    let by = choice.by.as_ref().filter(|_| method == Method::InOrder);
    let label = by
        .and_then(|by| Some((pack.fact(&by.fact)?, by.ascending)))
        .map_or_else(String::new, |(fact, ascending)| {
            format!("（{}）", wording::in_order_of(&fact.label, ascending))
        });
    StepDecl {
        id: "pool".to_owned(),
        label: format!("资金池{label}"),
        op: "pool",
        clause,
        quote,
        line: 0,
        act: pool_act(choice.amount, method),
        under: None,
        when: None,
        passes: None,
        measures: Vec::new(),
    }
}

/// Those that take part. What is not settled cannot be shared out, and it must
/// not hold up the others.
fn settled(standings: &mut [Standing<'_>], step: &StepDecl) -> Vec<usize> {
    let mut places = places(standings, |standing| !standing.manual);
    places.retain(|place| {
        let standing = &mut standings[*place];
        let settled = standing.eligible == Truth::Yes && standing.result.bounds.point().is_some();
        if !settled {
            let text = "资料未齐或金额未定，没有参与资金池分配。".to_owned();
            standing.trail.note(text, &step.clause);
        }
        settled
    });
    places
}

/// A pool is shared among amounts that can be paid: a part of a 分 that nobody
/// is paid must not take money from those who come after.
fn round(run: &Run<'_>, standing: &mut Standing<'_>, quantum: Money) {
    let Some(value) = standing.result.bounds.point() else {
        return;
    };
    let Some((step, rounded)) = finish::rounding(value, quantum) else {
        return;
    };
    let payable = fen(rounded);
    if payable == value {
        return;
    }
    standing.steps.push(Step {
        id: "payable".to_owned(),
        ..step
    });
    let open = standing.result.open.clone();
    steps::put(standing, run, Value::new(Bounds::known(payable), open));
}

/// Takes those out of `places` that ask for something but come after the quota
/// is full, each with its rank from 1.
fn beyond_quota(
    standings: &[Standing<'_>],
    places: &mut Vec<usize>,
    quota: Option<u32>,
) -> Vec<(usize, usize)> {
    let Some(quota) = quota else {
        return Vec::new();
    };
    let quota = usize::try_from(quota).unwrap_or(usize::MAX);
    let nothing = Bounds::zero();
    let mut rank = 0;
    let mut beyond = Vec::new();
    places.retain(|place| {
        rank += usize::from(standings[*place].result.bounds != nothing);
        let within = rank <= quota || standings[*place].result.bounds == nothing;
        if !within {
            beyond.push((rank, *place));
        }
        within
    });
    beyond
}

/// A project that comes after the quota is full gets nothing of the pool.
fn leave_out(
    run: &Run<'_>,
    step: &StepDecl,
    standing: &mut Standing<'_>,
    rank: usize,
    choice: &PoolChoice,
) {
    let quota = choice.quota.unwrap_or_default();
    let limit = format!("资金池最多安排{quota}个项目");
    standing.steps.push(Step {
        id: step.id.clone(),
        op: step.op.to_owned(),
        text: format!(
            "{}：最多安排{quota}个项目，本项目排第{rank}，未安排",
            step.label
        ),
        clause: step.clause.clone(),
        quote: step.quote.clone(),
        inputs: Vec::new(),
        result: wording::yuan_bounds(Bounds::zero()),
    });
    standing.binding = Some(Binding {
        step: step.id.clone(),
        text: limit,
        clause: step.clause.clone(),
    });
    steps::put(standing, run, Value::new(Bounds::zero(), Vec::new()));
}
