//! A batch's file read anew: batch and projects keep their numbers, and with
//! them all that rests on them.

use ruku_model::fact::FactValue;
use ruku_model::money::Money;

use super::sample::{PROGRAMME, batch, library, stamp, take};
use crate::error::LibraryError;
use crate::kept::KeptFact;
use crate::library::Library;
use crate::life_cycle::ProjectState;
use crate::table::audit::Action;
use crate::table::batch::BatchId;
use crate::table::decision::{NewDecision, Ruling};
use crate::table::duplicate::{DuplicateChoice, NewDuplicate};
use crate::table::project::{ProjectFilter, ProjectId};
use crate::take_in::{NewBatch, TakeIn};

/// The same file read anew, with only its first `rows` rows read as projects.
fn anew(of: BatchId, rows: u32) -> NewBatch {
    NewBatch {
        replaces: Some((of, "列名对应更正".to_owned())),
        bytes: batch(2, 3).bytes,
        ..batch(2, rows)
    }
}

fn decide(library: &mut Library, project: ProjectId, minutes: i64) {
    let decision = NewDecision {
        programme: PROGRAMME.to_owned(),
        ruling: Ruling::Manual {
            project,
            amount: Money::from_fen(5),
        },
        authority: "会议纪要3号".to_owned(),
        approver: String::new(),
        reason: "一事一议".to_owned(),
    };
    library.add_decision(&decision, &stamp(minutes)).unwrap();
    let set = NewDuplicate {
        set: format!("线索{}", project.0),
        choice: DuplicateChoice::KeepAll,
        members: vec![project],
        kept: None,
        reason: "核对过".to_owned(),
    };
    library.decide_duplicate(&set, &stamp(minutes)).unwrap();
}

fn ids(library: &Library) -> Vec<ProjectId> {
    let all = library.projects(PROGRAMME, &ProjectFilter::default());
    all.unwrap().into_iter().map(|one| one.id).collect()
}

#[test]
fn what_rests_on_a_project_stays_with_it() {
    let (_dir, mut library) = library();
    let other = take(&mut library, &batch(1, 2), 1);
    let before = library.content_hash().unwrap();
    let projects = take(&mut library, &batch(2, 3), 2);
    let own = library.project(projects[0]).unwrap().summary.batch;
    for project in &projects {
        decide(&mut library, *project, 3);
    }
    library
        .advance(&projects, ProjectState::Entered, "入库", &stamp(4))
        .unwrap();
    let mut new = anew(own, 2);
    new.kept.lapsed.push("第三行的认定".to_owned());
    new.kept.facts.push(KeptFact {
        row: 1,
        fact: "project_investment".into(),
        value: Some(FactValue::Money(Money::from_fen(7))),
        reason: "县里来电".to_owned(),
        stamp: stamp(3),
    });
    let taken = library.take_in(&new, &stamp(5)).unwrap();
    let kept = vec![projects[0], projects[1]];
    assert_eq!(
        taken,
        TakeIn::Taken {
            batch: own,
            projects: kept.clone()
        },
        "batch and projects keep their numbers"
    );
    assert_eq!(
        ids(&library),
        [other, kept.clone()].concat(),
        "the row that is no project is gone"
    );
    let second = library.project(projects[1]).unwrap();
    assert_eq!(
        second.summary.state,
        ProjectState::Entered,
        "it stands where it stood"
    );
    let amount = &second.facts["project_investment"];
    assert_eq!(
        amount.value,
        FactValue::Money(Money::from_fen(7)),
        "what was typed holds on"
    );
    let holding = library.decisions(PROGRAMME).unwrap().len();
    assert_eq!(
        (holding, library.duplicates().unwrap().len()),
        (2, 2),
        "decisions hold, but for those on the row that is gone"
    );
    let log = library.audit_log(None).unwrap();
    let last = log.last().unwrap();
    assert_eq!(last.action, Action::ReadAnew);
    assert_eq!(
        last.detail["lapsed"][0], "第三行的认定",
        "what went stays in the trail"
    );
    assert_eq!(library.verify().unwrap(), vec![], "nothing dangles");
    library.withdraw(own, "误报", &stamp(6)).unwrap();
    assert_eq!(
        library.content_hash().unwrap(),
        before,
        "withdrawn, as if it had never come"
    );
}

#[test]
fn an_approved_project_is_not_read_anew() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(2, 3), 2);
    let own = library.project(projects[0]).unwrap().summary.batch;
    for state in [
        ProjectState::Entered,
        ProjectState::Reviewed,
        ProjectState::Published,
        ProjectState::Approved,
    ] {
        library
            .advance(&projects[..1], state, "依据", &stamp(3))
            .unwrap();
    }
    let before = library.content_hash().unwrap();
    let refused = library.take_in(&anew(own, 3), &stamp(4));
    assert!(
        matches!(refused, Err(LibraryError::BeyondWithdrawal { .. })),
        "its values are decided on: {refused:?}"
    );
    assert_eq!(library.content_hash().unwrap(), before, "all or nothing");
}
