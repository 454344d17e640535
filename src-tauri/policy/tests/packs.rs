//! Every pack that is shipped loads, and each of its cases comes out as its
//! notice says.

mod common;

use ruku_policy::cases::run_cases;

#[test]
fn shipped_packs_load_and_pass_their_cases() {
    for (name, files) in common::shipped() {
        let pack = common::load(&files);
        assert_eq!(pack.id, name, "a pack's folder is named after it");
        let outcomes = run_cases(&pack, &[]);
        assert!(outcomes.len() > 10, "{name} has cases");
        for outcome in outcomes {
            assert!(
                outcome.passed,
                "{name}: case {} failed: {outcome:?}",
                outcome.id
            );
        }
    }
}

#[test]
fn fictitious_packs_load_and_pass_their_cases() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs");
    for (name, files) in common::packs_in(&folder) {
        match ruku_policy::pack::Pack::load(&files) {
            Ok(pack) => assert_eq!(pack.id, name, "a pack's folder is named after it"),
            Err(faults) => panic!("{name} does not load:\n{}", common::told(&faults)),
        }
    }
}

#[test]
fn a_case_that_expects_something_else_fails_and_says_what() {
    let pack = common::load(&common::pack_files("shaoguan-2022-industrial-internet"));
    let wrong = r#"
        [base.cloud]
        provincial_fund = "3000000.00"
        [[case]]
        id = "wrong"
        measure = "cloud"
        expect = { kind = "ceiling", amount = "300000.00" }
    "#;
    let outcomes = run_cases(&pack, &[wrong]);
    let last = outcomes.last().expect("the further case was run");
    assert_eq!(last.id, "wrong", "further cases come after the pack's own");
    assert!(!last.passed, "most facts are unknown there");
    let difference = last.first_difference.as_deref().unwrap_or_default();
    assert!(
        difference.contains("期望 ceiling，实得 unknown"),
        "says what differs: {difference}"
    );
}
