//! Projects go through their life by allowed steps only.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::sample::{PROGRAMME, batch, library, stamp, take};
use crate::error::LibraryError;
use crate::life_cycle::ProjectState;
use crate::table::project::ProjectFilter;

#[test]
fn the_whole_way_is_on_record() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 2), 1);
    let way = [
        ProjectState::Entered,
        ProjectState::Reviewed,
        ProjectState::Published,
        ProjectState::Approved,
        ProjectState::Building,
        ProjectState::Accepted,
        ProjectState::Paid,
        ProjectState::Evaluated,
    ];
    for (minutes, state) in (2_i64..).zip(way) {
        library
            .advance(&projects, state, "集体审议", &stamp(minutes))
            .unwrap();
    }
    let steps = library.project_steps(projects[0]).unwrap();
    let states: Vec<_> = steps.iter().map(|step| step.to).collect();
    assert_eq!(states, way, "every step, in order");
    assert_eq!(steps[3].stamp, stamp(5), "by whom and when");
    let done = ProjectFilter {
        state: Some(ProjectState::Evaluated),
        ..Default::default()
    };
    assert_eq!(
        library.projects(PROGRAMME, &done).unwrap().len(),
        2,
        "found by their state"
    );
}

#[test]
fn one_that_cannot_go_holds_all() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 3), 1);
    library
        .advance(&projects[2..], ProjectState::Rejected, "不符合", &stamp(2))
        .unwrap();
    let before = library.content_hash().unwrap();
    let refused = library.advance(&projects, ProjectState::Entered, "集体审议", &stamp(3));
    let Err(error @ LibraryError::Transition { .. }) = refused else {
        panic!("got {refused:?}")
    };
    let sentence = error.chinese();
    assert!(
        sentence.contains("不予支持") && sentence.contains("入库"),
        "named: {sentence}"
    );
    assert_eq!(library.content_hash().unwrap(), before, "none has moved");
}

#[test]
fn what_is_approved_cannot_be_withdrawn() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 3), 1);
    let id = library.batches(PROGRAMME).unwrap()[0].id;
    for state in ProjectState::ALL {
        let (_dir, mut fresh) = super::sample::library();
        let projects = take(&mut fresh, &batch(1, 3), 1);
        let id = fresh.batches(PROGRAMME).unwrap()[0].id;
        for step in way_to(*state) {
            fresh
                .advance(&projects[..1], step, "集体审议", &stamp(2))
                .unwrap();
        }
        let withdrawn = fresh.withdraw(id, "重报", &stamp(3));
        assert_eq!(
            withdrawn.is_err(),
            state.is_bound(),
            "{}: {withdrawn:?}",
            state.label()
        );
    }
    for step in way_to(ProjectState::Approved) {
        library
            .advance(&projects[1..], step, "集体审议", &stamp(2))
            .unwrap();
    }
    let refused = library.withdraw(id, "重报", &stamp(3));
    assert!(
        matches!(
            refused,
            Err(LibraryError::BeyondWithdrawal { projects: 2, .. })
        ),
        "how many hold it: {refused:?}"
    );
}

/// A shortest way from 申报 to a state.
fn way_to(goal: ProjectState) -> Vec<ProjectState> {
    let mut ways = vec![(ProjectState::Applied, Vec::new())];
    let mut seen = BTreeSet::from([ProjectState::Applied]);
    let mut next = 0;
    while let Some((state, way)) = ways.get(next).cloned() {
        if state == goal {
            return way;
        }
        for after in state.next() {
            if seen.insert(*after) {
                ways.push((*after, [way.clone(), vec![*after]].concat()));
            }
        }
        next += 1;
    }
    panic!("{} cannot be reached", goal.label());
}

#[test]
fn every_state_is_reached_and_none_is_a_trap_but_the_ends() {
    for state in ProjectState::ALL {
        way_to(*state);
        let is_end = state.next().is_empty();
        let may_end = matches!(state, ProjectState::Evaluated | ProjectState::Ended);
        assert_eq!(is_end, may_end, "{} must lead on", state.label());
        assert!(
            !state.next().contains(state),
            "{} does not follow itself",
            state.label()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever is asked for, only allowed steps are made, and the record tells
    /// the same story as the state.
    #[test]
    fn only_allowed_steps_are_made(asked in prop::collection::vec(0..ProjectState::ALL.len(), 0..40)) {
        let (_dir, mut library) = library();
        let projects = take(&mut library, &batch(1, 1), 1);
        let mut expected = vec![ProjectState::Applied];
        for place in asked {
            let (from, to) = (*expected.last().unwrap(), ProjectState::ALL[place]);
            let moved = library.advance(&projects, to, "集体审议", &stamp(2));
            prop_assert_eq!(moved.is_ok(), from.next().contains(&to));
            if moved.is_ok() {
                expected.push(to);
            }
        }
        let steps = library.project_steps(projects[0]).unwrap();
        let told: Vec<_> = steps.iter().map(|step| (step.from, step.to)).collect();
        let real: Vec<_> = expected.windows(2).map(|pair| (pair[0], pair[1])).collect();
        prop_assert_eq!(told, real);
        let state = library.project(projects[0]).unwrap().summary.state;
        prop_assert_eq!(Some(&state), expected.last());
    }
}
