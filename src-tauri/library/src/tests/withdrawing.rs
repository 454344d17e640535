//! Withdrawing a batch leaves the library as if the file had never come.

use proptest::prelude::*;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::fingerprint::sha256_hex;
use ruku_model::money::Money;

use super::sample::{PROGRAMME, batch, library, stamp, take};
use crate::error::LibraryError;
use crate::library::Library;
use crate::life_cycle::ProjectState;
use crate::settle::Settlement;
use crate::stamp::Stamp;
use crate::table::batch::BatchId;
use crate::table::decision::{NewDecision, Ruling};
use crate::table::draft::{DraftFile, FindingPlace, NewDraft};
use crate::table::duplicate::{DuplicateChoice, NewDuplicate};
use crate::table::fact::FactChange;
use crate::table::finding::FindingState;
use crate::table::project::ProjectId;
use crate::take_in::{NewBatch, TakeIn};
use crate::withdraw::Withdrawal;

#[test]
fn the_content_is_as_before() {
    let (_dir, mut library) = library();
    let first = take(&mut library, &batch(1, 3), 1);
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
    let warning = library.findings(id).unwrap()[2].id;
    library
        .settle_finding(warning, FindingState::Accepted, "电话核实", &stamp(4))
        .unwrap();
    decide(&mut library, "一家两报", [first[0], projects[0]], 4);
    let lost = Withdrawal {
        projects: 3,
        facts_typed: 1,
        decisions: 1,
        prints: 0,
        findings_settled: 1,
        duplicates: 1,
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

/// Decides that of two projects only the first stays.
fn decide(library: &mut Library, set: &str, [kept, gone]: [ProjectId; 2], minutes: i64) {
    let new = NewDuplicate {
        set: set.to_owned(),
        choice: DuplicateChoice::KeepOne,
        members: vec![kept, gone],
        kept: Some(kept),
        reason: "两县核对后由前者申报".to_owned(),
    };
    library.decide_duplicate(&new, &stamp(minutes)).unwrap();
}

#[test]
fn a_corrected_return_takes_the_place_of_the_first() {
    let (_dir, mut library) = library();
    let other = take(&mut library, &batch(1, 3), 1);
    let wrong = take(&mut library, &batch(2, 3), 2);
    decide(&mut library, "一家两报", [wrong[0], other[0]], 3);
    let earlier = library.project(wrong[0]).unwrap().summary.batch;
    let mut corrected = batch(2, 2);
    corrected.bytes = b"corrected".to_vec();
    corrected
        .rows
        .iter_mut()
        .for_each(|row| row.facts.values_mut().for_each(|fact| fact.origin = None));
    corrected.replaces = Some((earlier, "县里来了更正稿".to_owned()));
    let now = take(&mut library, &corrected, 4);
    assert_eq!(library.batches(PROGRAMME).unwrap().len(), 2, "one for one");
    let left_out = library.left_out(PROGRAMME).unwrap();
    assert_eq!(
        left_out.keys().collect::<Vec<_>>(),
        [&other[0]],
        "what was decided stays decided"
    );
    let members = &library.duplicates().unwrap()[0].members;
    assert!(
        members.contains_key(&now[0]),
        "for the project as it is now: {members:?}"
    );
    let input = library.assessment_input(PROGRAMME, None).unwrap();
    let excluded: Vec<&str> = input
        .excluded
        .iter()
        .map(|one| one.subject.as_str())
        .collect();
    assert_eq!(
        excluded,
        [other[0].0.to_string()],
        "it is left out of what is computed"
    );
    assert_eq!(library.verify().unwrap(), vec![], "nothing dangles");

    let mut refused = corrected.clone();
    refused.bytes = b"once more".to_vec();
    refused.replaces = Some((earlier, "再次更正".to_owned()));
    let before = library.content_hash().unwrap();
    library
        .take_in(&refused, &stamp(5))
        .expect_err("the batch to replace is gone already");
    assert_eq!(library.content_hash().unwrap(), before, "all or nothing");
}

#[test]
fn what_was_settled_can_be_opened_again() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 3), 1);
    let id = library.batches(PROGRAMME).unwrap()[0].id;
    let finding = library.findings(id).unwrap()[0].clone();
    let read = library.project(projects[0]).unwrap().facts;
    let fact = FactId::new("project_investment");
    let settle = |library: &mut Library, minutes: i64| {
        let value = FactValue::Money(Money::from_fen(3_205_000_000));
        let settlement = Settlement {
            finding: finding.id,
            state: FindingState::Repaired,
            changes: vec![FactChange {
                project: projects[0],
                fact: fact.clone(),
                value: Some(value),
            }],
        };
        library
            .settle_findings(&[settlement], "县里电话更正", &stamp(minutes))
            .unwrap();
    };
    settle(&mut library, 2);
    assert_ne!(
        library.project(projects[0]).unwrap().facts,
        read,
        "put right"
    );
    let kept = library
        .reopen_findings(&[finding.id], "看错了", &stamp(3))
        .unwrap();
    assert_eq!(kept, [], "nothing was changed since");
    assert_eq!(
        library.project(projects[0]).unwrap().facts,
        read,
        "the value is back, with its cell"
    );
    assert_eq!(
        library.findings(id).unwrap()[0],
        finding,
        "and so is the question"
    );

    settle(&mut library, 4);
    library
        .set_fact(projects[0], &fact, None, "县里又来电", &stamp(5))
        .unwrap();
    let kept = library
        .reopen_findings(&[finding.id], "看错了", &stamp(6))
        .unwrap();
    assert_eq!(kept, [finding.id], "a later value is not thrown away");
    let facts = library.project(projects[0]).unwrap().facts;
    assert!(
        !facts.contains_key(&fact),
        "the later value stays: {facts:?}"
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
    Pair(u8),
    Draft(bool),
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
        2 => any::<u8>().prop_map(Deed::Pair),
        2 => any::<bool>().prop_map(Deed::Draft),
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
    if let Deed::Draft(reading) = deed {
        // Of a batch only how its file is to be read can be said.
        if known.is_none() || reading {
            draft(library, &batch(key, 3), reading, &stamp);
        }
        if known.is_none() {
            library.take_in(&batch(key, 3), &stamp).unwrap();
        }
        return;
    }
    let Some(id) = known else { return };
    let filter = crate::table::project::ProjectFilter {
        batch: Some(id),
        ..Default::default()
    };
    let projects = library.projects(PROGRAMME, &filter).unwrap();
    match deed {
        Deed::TakeIn | Deed::Draft(_) => {}
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
        Deed::Pair(n) => {
            let other = batch_of(library, u32::from(n % 4)).filter(|other| *other != id);
            let Some(other) = other else { return };
            let filter = crate::table::project::ProjectFilter {
                batch: Some(other),
                ..Default::default()
            };
            let theirs = library.projects(PROGRAMME, &filter).unwrap();
            let set = format!("线索{}", n % 3);
            decide(library, &set, [projects[0].id, theirs[0].id], minutes);
        }
        Deed::Settle => {
            let finding = library.findings(id).unwrap()[0].id;
            library
                .settle_finding(finding, FindingState::Accepted, "已核实", &stamp)
                .unwrap();
        }
    }
}

/// Settles a finding of a file before it is taken in.
fn draft(library: &mut Library, file: &NewBatch, reading: bool, stamp: &Stamp) {
    let sha256 = sha256_hex(&file.bytes);
    let of = DraftFile {
        programme: PROGRAMME,
        sha256: &sha256,
        name: &file.name,
    };
    let new = NewDraft {
        place: FindingPlace::of(&file.findings[0]),
        state: FindingState::Repaired,
        value: Some(FactValue::Choice("yuan".to_owned())),
        reading,
    };
    library.draft(of, &[new], "县里来电", stamp).unwrap();
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
