//! Withdrawing a batch leaves the library as if the file had never come.

use proptest::prelude::*;
use ruku_model::fact::FactValue;
use ruku_model::money::Money;

use super::sample::{PROGRAMME, batch, library, stamp, take};
use crate::error::LibraryError;
use crate::library::Library;
use crate::life_cycle::ProjectState;
use crate::table::batch::BatchId;
use crate::table::decision::{NewDecision, Ruling};
use crate::table::finding::FindingState;
use crate::take_in::TakeIn;
use crate::withdraw::Withdrawal;

#[test]
fn the_content_is_as_before() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 3), 1);
    let before = library.content_hash().unwrap();
    let projects = take(&mut library, &batch(2, 3), 2);
    assert_ne!(
        library.content_hash().unwrap(),
        before,
        "the hash sees the batch"
    );
    let amount = FactValue::Money(Money::from_fen(1));
    library
        .set_fact(
            projects[0],
            &"project_investment".into(),
            Some(&amount),
            "更正",
            &stamp(3),
        )
        .unwrap();
    let decision = NewDecision {
        programme: PROGRAMME.to_owned(),
        ruling: Ruling::Manual {
            project: projects[1],
            amount: Money::from_fen(5),
        },
        authority: "会议纪要3号".to_owned(),
        approver: String::new(),
        reason: "一事一议".to_owned(),
    };
    library.add_decision(&decision, &stamp(4)).unwrap();

    let id = library.batches(PROGRAMME).unwrap()[1].id;
    let lost = Withdrawal {
        projects: 3,
        facts_typed: 1,
        decisions: 1,
        prints: 0,
    };
    assert_eq!(
        library.withdrawal_preview(id).unwrap(),
        lost,
        "the clerk sees what is lost"
    );
    assert_eq!(
        library.withdraw(id, "县局重报", &stamp(5)).unwrap(),
        lost,
        "and loses just that"
    );
    assert_eq!(
        library.content_hash().unwrap(),
        before,
        "as if it had never come"
    );
    assert_eq!(library.originals().unwrap().len(), 2, "the original stays");
    assert_eq!(library.verify().unwrap(), vec![], "nothing dangles");
    let gone = library.project(projects[0]);
    assert!(
        matches!(gone, Err(LibraryError::NotFound { .. })),
        "its projects are gone: {gone:?}"
    );
    let again = take(&mut library, &batch(2, 3), 6);
    assert!(
        again[0] > projects[2],
        "a number on paper never means another project"
    );
}

#[test]
fn a_reason_is_needed() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 1), 1);
    let id = library.batches(PROGRAMME).unwrap()[0].id;
    let refused = library.withdraw(id, " ", &stamp(2));
    assert!(
        matches!(refused, Err(LibraryError::Empty(_))),
        "no reason, no withdrawal"
    );
}

/// What a clerk may do with one of a few files.
#[derive(Debug, Clone, Copy)]
enum Deed {
    TakeIn,
    Withdraw,
    SetFact(u8),
    Rename(u8),
    Decide(u8),
    Settle,
    Enter,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => Just(Deed::TakeIn),
        2 => Just(Deed::Withdraw),
        1 => any::<u8>().prop_map(Deed::SetFact),
        1 => any::<u8>().prop_map(Deed::Rename),
        1 => any::<u8>().prop_map(Deed::Decide),
        1 => Just(Deed::Settle),
        1 => Just(Deed::Enter),
    ]
}

fn batch_of(library: &Library, key: u32) -> Option<BatchId> {
    let name = batch(key, 0).name;
    let batches = library.batches(PROGRAMME).unwrap();
    batches
        .into_iter()
        .find(|batch| batch.name == name)
        .map(|batch| batch.id)
}

/// Does a deed if it can be done now.
fn perform(library: &mut Library, minutes: i64, key: u32, deed: Deed) {
    let stamp = stamp(minutes);
    let known = batch_of(library, key);
    if let Deed::TakeIn = deed {
        let done = library.take_in(&batch(key, 3), &stamp).unwrap();
        assert_eq!(
            matches!(done, TakeIn::Taken { .. }),
            known.is_none(),
            "taken in once"
        );
        return;
    }
    let Some(id) = known else { return };
    let filter = crate::table::project::ProjectFilter {
        batch: Some(id),
        ..Default::default()
    };
    let projects = library.projects(PROGRAMME, &filter).unwrap();
    match deed {
        Deed::TakeIn => {}
        Deed::Withdraw => {
            library.withdraw(id, "重报", &stamp).unwrap();
        }
        Deed::SetFact(n) => {
            let value = (n % 3 > 0).then(|| FactValue::Count(i64::from(n)));
            library
                .set_fact(
                    projects[0].id,
                    &"staff".into(),
                    value.as_ref(),
                    "核实",
                    &stamp,
                )
                .unwrap();
        }
        Deed::Rename(n) => {
            let name = FactValue::Text(format!("韶关市{}号机械有限公司", n % 9));
            library
                .set_fact(
                    projects[1].id,
                    &"enterprise_name".into(),
                    Some(&name),
                    "更名",
                    &stamp,
                )
                .unwrap();
        }
        Deed::Decide(n) => {
            let ruling = Ruling::Manual {
                project: projects[2].id,
                amount: Money::from_fen(i64::from(n)),
            };
            let decision = NewDecision {
                programme: PROGRAMME.to_owned(),
                ruling,
                authority: "会议纪要".to_owned(),
                approver: String::new(),
                reason: "一事一议".to_owned(),
            };
            library.add_decision(&decision, &stamp).unwrap();
        }
        Deed::Enter => {
            let waiting = projects
                .iter()
                .filter(|project| project.state == ProjectState::Applied);
            let ids: Vec<_> = waiting.map(|project| project.id).collect();
            library
                .advance(&ids, ProjectState::Entered, "集体审议", &stamp)
                .unwrap();
        }
        Deed::Settle => {
            let finding = library.findings(id).unwrap()[0].id;
            library
                .settle_finding(finding, FindingState::Accepted, "已核实", &stamp)
                .unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// A library in which files came and went has the content of one into which
    /// only those came that stayed.
    #[test]
    fn withdrawn_is_never_come(deeds in prop::collection::vec((0_u32..4, deed()), 1..14)) {
        let (_dir, mut lived) = library();
        for (minutes, (key, deed)) in (1_i64..).zip(&deeds) {
            perform(&mut lived, minutes, *key, *deed);
        }
        let (_dir, mut straight) = library();
        for (place, (key, deed)) in deeds.iter().enumerate() {
            let undone = deeds[place..]
                .iter()
                .any(|(other, later)| other == key && matches!(later, Deed::Withdraw));
            if !undone {
                perform(&mut straight, place as i64 + 1, *key, *deed);
            }
        }
        prop_assert_eq!(lived.content_hash().unwrap(), straight.content_hash().unwrap());
        prop_assert_eq!(lived.verify().unwrap(), vec![]);
    }
}
