//! What authors are promised: a starter that runs, a guide that is true.

mod common;

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

/// Where the reference starts in the guide.
const MARK: &str = "<!-- reference -->\n";

#[test]
fn the_reference_in_the_guide_is_the_one_in_the_code() {
    let generated = reference::markdown();
    let start = GUIDE.find(MARK).expect("the guide marks its reference") + MARK.len();
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy-packs.md");
        let text = format!("{}{}\n", &GUIDE[..start], generated.trim());
        std::fs::write(guide, text).expect("the guide can be written");
        return;
    }
    let (written, generated) = (GUIDE[start..].trim().lines(), generated.trim().lines());
    for (written, generated) in written.clone().zip(generated.clone()) {
        assert_eq!(
            written, generated,
            "UPDATE_GUIDE=1 writes the reference into docs/policy-packs.md"
        );
    }
    assert_eq!(
        written.count(),
        generated.count(),
        "nothing of the reference is missing or too much"
    );
}

#[test]
fn every_example_of_the_guide_stands_in_a_pack_that_loads() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs");
    let mut packs = common::packs_in(&folder);
    packs.push(("starter".to_owned(), starter::files("a")));
    let all: String = packs
        .iter()
        .flat_map(|(_, files)| files.values())
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    let guide = &GUIDE[..GUIDE.find(MARK).expect("the reference is marked")];
    let mut blocks = 0;
    for block in guide.split("```toml\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default().trim();
        assert!(all.contains(block), "in no pack word for word:\n{block}");
        blocks += 1;
    }
    assert!(blocks >= 12, "the guide goes by example");
}

#[test]
fn the_first_mistake_of_the_guide_is_told_as_the_guide_says() {
    let mut files = starter::files("a");
    let text = String::from_utf8(files["policy.toml"].clone()).expect("UTF-8");
    let wrong = text.replacen("rate = \"10%\"", "rate = \"15%\"", 1);
    files.insert("policy.toml".to_owned(), wrong.into_bytes());
    let faults = Pack::load(&files).expect_err("the rate is not in the quote");
    let [fault] = faults.as_slice() else {
        panic!("one fault: {faults:?}");
    };
    let place = format!("{} 第{}行", fault.file, fault.line);
    for words in [&place, &fault.reason, &fault.remedy] {
        assert!(GUIDE.contains(words.as_str()), "the guide shows: {words}");
    }
}
