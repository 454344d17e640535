//! Every pack that is shipped loads, and each of its cases comes out as its
//! notice says.

mod common;

use ruku_policy::cases::run_cases;
use ruku_policy::pack::Pack;

#[test]
fn shipped_packs_load_and_pass_their_cases() {
    for (name, files) in common::shipped() {
        let pack = Pack::load(&files).unwrap_or_else(|faults| {
            let lines: Vec<String> = faults
                .iter()
                .map(|f| format!("{}:{} {} {}", f.file, f.line, f.reason, f.remedy))
                .collect();
            panic!("{name} does not load:\n{}", lines.join("\n"))
        });
        assert_eq!(pack.id, name, "a pack's folder is named after it");
        let outcomes = run_cases(&pack, &[]);
        assert!(!outcomes.is_empty(), "{name} has cases");
        for outcome in outcomes {
            assert!(
                outcome.passed,
                "{name}: case {} failed: {outcome:?}",
                outcome.id
            );
        }
    }
}
