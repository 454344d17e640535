//! The last limit of all: the money there is. Only projects whose amounts are
//! settled take part; a quota leaves those out that come after it is full.

use crate::assessment::{Binding, GroupResult, Input, Note, PoolChoice, ProgrammeResult, Step};
use crate::bounds::Bounds;
use crate::condition::Truth;
use crate::engine::choices::Choices;
use crate::engine::places;
use crate::engine::scope::Value;
use crate::engine::standing::Standing;
use crate::engine::steps::{self, Run};
use crate::op::pool_act;
use crate::op::sharing::Method;
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
    let Some(method) = Method::parse(&choice.method) else {
        let known: Vec<&str> = Method::ALL.iter().map(|(_, id, _)| *id).collect();
        programme.notes.push(Note {
            text: format!(
                "资金池没有名为“{}”的分配办法，未分配；可用：{}。",
                choice.method,
                known.join("、")
            ),
            clause: String::new(),
        });
        return;
    };
    let place_of = |standing: &Standing<'_>| {
        let place = standing.place.as_ref();
        place
            .filter(|place| place.key.is_empty())
            .and_then(|place| place.place)
    };
    let is_ranked = |standing: &Standing<'_>| {
        let place = standing.place.as_ref();
        place.is_some_and(|place| place.key.is_empty())
    };
    if method == Method::ByRank && !standings.iter().any(is_ranked) {
        programme.notes.push(Note {
            text: "通知没有整个专项的排名，资金池不能按排名先后分配，未分配。".to_owned(),
            clause: String::new(),
        });
        return;
    }
    let clause = pack
        .pool
        .as_ref()
        .map_or_else(String::new, |pool| pool.clause.clone());
    let quote = pack
        .clause(&clause)
        .map_or_else(String::new, |clause| clause.quote.clone());
    let step = StepDecl {
        id: "pool".to_owned(),
        label: "资金池".to_owned(),
        op: "pool",
        clause,
        quote,
        line: 0,
        act: pool_act(choice.amount, method),
        under: None,
        when: None,
        passes: None,
        measures: Vec::new(),
    };
    let run = Run {
        pack,
        input,
        choices,
        steps: &[],
        across: true,
    };
    // What is not settled cannot be shared out; it must not hold up the others.
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
    if method == Method::ByRank {
        // Those whose place is not known come last; the method leaves them open.
        places.sort_by_key(|place| place_of(&standings[*place]).unwrap_or(u32::MAX));
    }
    let beyond = beyond_quota(standings, &mut places, choice.quota);
    for (rank, place) in beyond {
        leave_out(&run, &step, &mut standings[place], rank, choice);
    }
    steps::run(&run, &step, standings, &places, groups);
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
