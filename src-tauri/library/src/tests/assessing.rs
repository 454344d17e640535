//! Assessments are frozen whole, and the library knows when they are stale.

use ruku_model::fact::FactValue;
use ruku_model::money::Money;
use ruku_policy::assessment::PoolChoice;

use super::sample::{PROGRAMME, assessment, batch, library, pack, stamp, take};
use crate::error::LibraryError;
use crate::library::Library;
use crate::table::assessment::RunId;
use crate::table::decision::{NewDecision, Ruling};

fn assess(library: &mut Library, minutes: i64) -> RunId {
    let input = library.assessment_input(PROGRAMME, None).unwrap();
    let assessment = assessment(&input);
    library
        .record_assessment(PROGRAMME, &input, &assessment, &stamp(minutes))
        .unwrap()
}

#[test]
fn a_run_comes_back_whole() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 3), 1);
    let pool = PoolChoice {
        amount: Money::from_fen(100_000_000),
        method: "pro_rata_floor".to_owned(),
        quota: None,
        by: None,
    };
    let mut input = library
        .assessment_input(PROGRAMME, Some(pool.clone()))
        .unwrap();
    input.rounding = Some(Money::from_fen(10_000));
    input.as_of = Some(stamp(2).at.date());
    let given = assessment(&input);
    let run = library
        .record_assessment(PROGRAMME, &input, &given, &stamp(2))
        .unwrap();

    let frozen = library.frozen_run(run).unwrap();
    assert_eq!(frozen.input, input, "what to recompute, origins and all");
    assert_eq!(frozen.assessment, given, "what it must give");
    let latest = library.latest_assessment(PROGRAMME).unwrap().unwrap();
    assert_eq!(
        (latest.id, latest.pool),
        (run, Some(pool)),
        "the last one, with its pool"
    );
    let result = library.result(projects[1]).unwrap().unwrap();
    assert_eq!(result.result, given.results[1], "with its explanation");
    assert_eq!(
        result.result.exact.unwrap().to_string(),
        "96150001/3",
        "exact to the fraction"
    );
    let amounts = library.results(run).unwrap();
    assert_eq!(
        amounts[&projects[2]].amount,
        Some(Money::from_fen(32_050_000)),
        "in 分"
    );
    assert_eq!(library.verify().unwrap(), vec![], "sound");
}

#[test]
fn a_second_run_stores_only_what_is_new() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 30), 1);
    let texts = |library: &Library| -> u32 {
        library
            .connection
            .query_row("SELECT count(*) FROM frozen", [], |row| row.get(0))
            .unwrap()
    };
    let first = assess(&mut library, 2);
    let before = texts(&library);
    let value = FactValue::Count(77);
    library
        .set_fact(
            projects[0],
            &"staff".into(),
            Some(&value),
            "核实",
            &stamp(3),
        )
        .unwrap();
    let second = assess(&mut library, 4);
    assert_eq!(
        texts(&library),
        before + 1,
        "one project's input is new, no result is"
    );
    let old = &library.frozen_run(first).unwrap().input.subjects[0];
    let new = &library.frozen_run(second).unwrap().input.subjects[0];
    assert_ne!(
        old.facts["staff"], new.facts["staff"],
        "each run keeps its own"
    );
    assert_eq!(library.runs(PROGRAMME).unwrap().len(), 2, "both are there");
}

#[test]
fn staleness_follows_what_counts() {
    let (_dir, mut library) = library();
    assert!(!library.stale(PROGRAMME).unwrap(), "nothing to assess");
    let projects = take(&mut library, &batch(1, 2), 1);
    assert!(library.stale(PROGRAMME).unwrap(), "never assessed");
    assess(&mut library, 2);
    assert!(!library.stale(PROGRAMME).unwrap(), "just assessed");

    let staff = library.project(projects[0]).unwrap().facts["staff"]
        .value
        .clone();
    let other = FactValue::Count(99);
    library
        .set_fact(
            projects[0],
            &"staff".into(),
            Some(&other),
            "核实",
            &stamp(3),
        )
        .unwrap();
    assert!(library.stale(PROGRAMME).unwrap(), "a value changed");
    library
        .set_fact(
            projects[0],
            &"staff".into(),
            Some(&staff),
            "改回",
            &stamp(4),
        )
        .unwrap();
    assert!(!library.stale(PROGRAMME).unwrap(), "and was put back");

    take(&mut library, &batch(2, 1), 5);
    assert!(library.stale(PROGRAMME).unwrap(), "a project came");
    let id = library.batches(PROGRAMME).unwrap()[1].id;
    library.withdraw(id, "重报", &stamp(6)).unwrap();
    assert!(!library.stale(PROGRAMME).unwrap(), "and went");

    let rulings = [
        Ruling::Reading {
            id: "cut_back".to_owned(),
            chosen: "by_rank".to_owned(),
        },
        Ruling::Manual {
            project: projects[0],
            amount: Money::from_fen(5),
        },
        Ruling::Waiver {
            condition: "registered_here".to_owned(),
            project: None,
            expires_on: None,
        },
    ];
    for ruling in rulings {
        let decision = NewDecision {
            programme: PROGRAMME.to_owned(),
            ruling: ruling.clone(),
            authority: "会议纪要".to_owned(),
            approver: String::new(),
            reason: "局务会".to_owned(),
        };
        let id = library.add_decision(&decision, &stamp(7)).unwrap();
        assert!(library.stale(PROGRAMME).unwrap(), "decided: {ruling:?}");
        library.revoke_decision(id, "改回", &stamp(8)).unwrap();
        assert!(!library.stale(PROGRAMME).unwrap(), "revoked: {ruling:?}");
    }

    library
        .adopt_pack(PROGRAMME, &pack("2"), "更新", &stamp(9))
        .unwrap();
    assert!(
        library.stale(PROGRAMME).unwrap(),
        "another version of the pack"
    );
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 2), 1);
    let input = library.assessment_input(PROGRAMME, None).unwrap();
    let sound = assessment(&input);
    let mut fewer = sound.clone();
    fewer.results.pop();
    let mut swapped = sound.clone();
    swapped.results.swap(0, 1);
    let mut other_pack = sound.clone();
    other_pack.pack_hash = pack("2").hash;
    let before = library.content_hash().unwrap();
    for (bad, why) in [
        (fewer, "too few"),
        (swapped, "out of order"),
        (other_pack, "other pack"),
    ] {
        let refused = library.record_assessment(PROGRAMME, &input, &bad, &stamp(2));
        assert!(
            matches!(refused, Err(LibraryError::AssessmentMismatch(_))),
            "{why}: {refused:?}"
        );
    }
    assert_eq!(
        library.content_hash().unwrap(),
        before,
        "nothing was frozen"
    );
}

#[test]
fn a_forged_result_shows() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 2), 1);
    assess(&mut library, 2);
    let changed = library
        .connection
        .execute(
            "UPDATE frozen SET text = replace(text, '320500.00', '920500.00')",
            [],
        )
        .unwrap();
    assert!(changed > 0, "there is an amount to forge");
    let faults = library.verify().unwrap();
    assert!(!faults.is_empty(), "a frozen text no longer fits its hash");
    assert!(
        faults
            .iter()
            .all(|fault| matches!(fault, crate::verify::Fault::FrozenChanged(_))),
        "named as what it is: {faults:?}"
    );
}
