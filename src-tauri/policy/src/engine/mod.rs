//! Assessing: conditions, then steps, then limits over groups, redemptions
//! against their grants, then the pool, then rounding; every project ends as one of six kinds of result.

mod choices;
mod eligibility;
mod finish;
pub(crate) mod gather;
mod groups;
mod limits;
mod pool;
mod record;
pub(crate) mod redeeming;
pub(crate) mod scope;
mod standing;
mod steps;
mod tree;

use std::collections::HashMap;

use crate::assessment::{
    Assessment, Exclusion, GroupResult, Input, ProgrammeResult, ProjectResult,
};
use crate::op::Act;
use crate::pack::{Pack, StepDecl};
use choices::Choices;
use standing::Standing;
use steps::Run;

/// The engine's version, frozen with every assessment.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// Assesses projects under a pack.
///
/// The order of `input.subjects` is the clerk's list order; it decides where a
/// text says first come, first served, and nowhere else.
#[must_use]
pub fn assess(pack: &Pack, input: &Input) -> Assessment {
    let mut worked = Worked::new(pack, input);
    worked.share();
    worked.finish()
}

/// A programme worked through as its notice says, before the money there is
/// has been shared out: what each project would get if there were enough.
#[derive(Debug, Clone)]
pub struct Worked<'a> {
    pack: &'a Pack,
    input: &'a Input,
    choices: Choices,
    standings: Vec<Standing<'a>>,
    groups: Vec<GroupResult>,
    programme: ProgrammeResult,
}

impl<'a> Worked<'a> {
    /// Works every project through its conditions and steps, then the limits
    /// over groups, then redemptions against their grants.
    #[must_use]
    pub fn new(pack: &'a Pack, input: &'a Input) -> Worked<'a> {
        let choices = Choices::resolve(pack, input);
        let mut standings = enter(pack, input);
        each(&mut standings, |standing| {
            alone(pack, input, &choices, standing)
        });
        let groups = over_groups(pack, input, &choices, &mut standings);
        redeeming::limit(pack, &mut standings);
        let programme = ProgrammeResult {
            notes: choices.notes.clone(),
            ..Default::default()
        };
        Worked {
            pack,
            input,
            choices,
            standings,
            groups,
            programme,
        }
    }

    /// Shares out the input's pool, if it has one.
    pub fn share(&mut self) {
        pool::share(
            self.pack,
            self.input,
            &self.choices,
            &mut self.standings,
            &mut self.groups,
            &mut self.programme,
        );
    }

    /// Rounds every amount and says the last word on every project.
    #[must_use]
    pub fn finish(mut self) -> Assessment {
        tree::join(&mut self.groups);
        let Worked {
            pack,
            input,
            choices,
            ..
        } = self;
        let results = finish_all(self.standings, |standing| {
            finish::finish(pack, input, &choices, standing)
        });
        finish::total(&results, &mut self.programme);
        Assessment {
            pack: pack.id.clone(),
            pack_hash: pack.hash.clone(),
            engine: ENGINE.to_owned(),
            results,
            groups: self.groups,
            programme: self.programme,
        }
    }
}

/// Every project at its start, with its rank and what people decided of it.
fn enter<'a>(pack: &Pack, input: &'a Input) -> Vec<Standing<'a>> {
    let excluded: HashMap<&str, &Exclusion> = input
        .excluded
        .iter()
        .map(|exclusion| (exclusion.subject.as_str(), exclusion))
        .collect();
    let mut standings: Vec<Standing<'_>> = input
        .subjects
        .iter()
        .map(|subject| {
            let excluded = excluded.get(subject.id.as_str()).copied();
            Standing::new(pack, subject, excluded)
        })
        .collect();
    rank(&mut standings);
    standings
}

/// The steps over groups of a measure, then those over the whole programme.
fn over_groups(
    pack: &Pack,
    input: &Input,
    choices: &Choices,
    standings: &mut [Standing<'_>],
) -> Vec<GroupResult> {
    let mut groups = Vec::new();
    for (index, measure) in pack.measures.iter().enumerate() {
        let run = Run {
            pack,
            input,
            choices,
            steps: &measure.steps,
            across: false,
        };
        let places = places(standings, |standing| standing.measure == Some(index));
        for step in &measure.steps[leading(&measure.steps)..] {
            steps::run(&run, step, standings, &places, &mut groups);
        }
    }
    let run = Run {
        pack,
        input,
        choices,
        steps: &pack.across,
        across: true,
    };
    for step in &pack.across {
        let places = places(standings, |standing| concerns(pack, step, standing));
        steps::run(&run, step, standings, &places, &mut groups);
    }
    groups
}

/// Numbers the projects by id, so that ties do not depend on the list's order.
fn rank(standings: &mut [Standing<'_>]) {
    let mut order: Vec<usize> = (0..standings.len()).collect();
    order.sort_by_key(|place| standings[*place].subject.id.as_str());
    for (rank, place) in order.into_iter().enumerate() {
        standings[place].rank = rank;
    }
}

/// The projects a step is for; those that are out already take no part.
fn places(standings: &[Standing<'_>], is_for: impl Fn(&Standing<'_>) -> bool) -> Vec<usize> {
    standings
        .iter()
        .enumerate()
        .filter(|(_, standing)| standing.is_in() && is_for(standing))
        .map(|(place, _)| place)
        .collect()
}

fn concerns(pack: &Pack, step: &StepDecl, standing: &Standing<'_>) -> bool {
    step.measures.is_empty()
        || standing
            .measure(pack)
            .is_some_and(|measure| step.measures.contains(&measure.id))
}

/// What concerns one project alone: its conditions, and its measure's steps up
/// to the first over groups.
fn alone(pack: &Pack, input: &Input, choices: &Choices, standing: &mut Standing<'_>) {
    if let Some(exclusion) = standing.excluded {
        set_aside(exclusion, standing);
        return;
    }
    let Some(measure) = standing.measure(pack) else {
        return;
    };
    eligibility::test(pack, measure, input, choices, standing);
    if !standing.is_in() {
        return;
    }
    let run = Run {
        pack,
        input,
        choices,
        steps: &measure.steps,
        across: false,
    };
    for step in &measure.steps[..leading(&measure.steps)] {
        steps::run_one(&run, step, standing);
    }
}

/// A project that a decision sets aside: that is all that is said of it.
fn set_aside(exclusion: &Exclusion, standing: &mut Standing<'_>) {
    let authority = match exclusion.authority.is_empty() {
        true => String::new(),
        false => format!("，依据{}", exclusion.authority),
    };
    let text = format!(
        "{}决定剔除{authority}，理由：{}；不参加测算，不计入合计。",
        exclusion.by, exclusion.reason
    );
    standing.trail.note(text, "");
}

/// How many steps come before the first over groups.
fn leading(steps: &[StepDecl]) -> usize {
    steps
        .iter()
        .take_while(|step| matches!(step.act, Act::Project(_)))
        .count()
}

/// How many projects a thread takes at least: fewer are not worth starting one.
const CHUNK_MIN: usize = 1_000;

fn chunk(count: usize) -> usize {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    count.div_ceil(threads).max(CHUNK_MIN)
}

/// Does the same for every project, on all cores.
fn each<'a>(standings: &mut [Standing<'a>], work: impl Fn(&mut Standing<'a>) + Sync) {
    let size = chunk(standings.len());
    std::thread::scope(|scope| {
        for part in standings.chunks_mut(size) {
            scope.spawn(|| part.iter_mut().for_each(&work));
        }
    });
}

/// Makes a result of every project, on all cores, in their order.
fn finish_all<'a>(
    mut standings: Vec<Standing<'a>>,
    work: impl Fn(Standing<'a>) -> ProjectResult + Sync,
) -> Vec<ProjectResult> {
    let size = chunk(standings.len());
    let mut parts = Vec::new();
    while standings.len() > size {
        parts.push(standings.split_off(standings.len() - size));
    }
    parts.push(standings);
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts
            .into_iter()
            .rev()
            .map(|part| scope.spawn(move || part.into_iter().map(work).collect::<Vec<_>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("finishing a project does not panic"))
            .collect()
    })
}
