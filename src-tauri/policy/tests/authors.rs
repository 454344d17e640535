//! What authors are promised: a starter that runs, a guide that is true.

use ruku_policy::pack::Pack;
use ruku_policy::{reference, starter};

const GUIDE: &str = include_str!("../../../docs/policy-packs.md");

#[test]
fn the_starter_loads_and_its_cases_run() {
    let pack = Pack::load(&starter::files("zhaoqing-2026-upgrade")).expect("the starter loads");
    let outcomes = ruku_policy::cases::run_cases(&pack, &[]);
    assert!(
        outcomes.len() >= 5 && outcomes.iter().all(|case| case.passed),
        "{outcomes:?}"
    );
}

#[test]
fn the_reference_in_the_guide_is_the_one_in_the_code() {
    let generated = reference::markdown();
    let start = GUIDE
        .find("<!-- reference -->\n")
        .expect("the guide marks its reference");
    let written = GUIDE[start + "<!-- reference -->\n".len()..].trim();
    assert_eq!(
        written,
        generated.trim(),
        "copy the generated reference into docs/policy-packs.md"
    );
}

#[test]
fn every_example_of_the_guide_stands_in_a_pack_that_loads() {
    let starter = starter::files("a");
    let all: String = starter
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    let guide = &GUIDE[..GUIDE
        .find("<!-- reference -->")
        .expect("the reference is marked")];
    let mut blocks = 0;
    for block in guide.split("```toml\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default().trim();
        assert!(
            all.contains(block),
            "not in the starter pack word for word:\n{block}"
        );
        blocks += 1;
    }
    assert!(blocks >= 4, "the guide goes by example");
}
