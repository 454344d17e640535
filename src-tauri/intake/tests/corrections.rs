//! Corrected returns beside the first ones, from pairs of files with keys.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::path::Path;

use ruku_intake::context::Context;
use ruku_intake::diff::{self, RowRef};
use ruku_intake::read::read_return;
use ruku_intake::return_file::ReturnFile;
use ruku_model::finding::Severity;
use serde_json::{Value, json};

fn read(path: &Path, programme: &str) -> ReturnFile {
    let forms = support::pack_forms();
    let regions = support::regions();
    let expected = support::form_id(programme, &forms);
    let context = Context {
        expected: Some(&expected),
        ..Context::new(&forms, &regions)
    };
    let reader = support::reader();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    read_return(&reader, &context, &name, &std::fs::read(path).unwrap())
}

fn sorted(mut all: Vec<Value>) -> Vec<Value> {
    all.sort_by_key(Value::to_string);
    all
}

#[test]
fn every_pair_differs_as_its_key_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pairs");
    let mut keys = support::files_under(&folder);
    keys.retain(|path| path.ends_with("key.json"));
    assert!(keys.len() >= 3, "the pairs are there");
    for path in keys {
        let key: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let pair = path.parent().unwrap();
        let name = pair.display();
        let programme = key["programme"].as_str().unwrap();
        let earlier = read(&pair.join("原报.xlsx"), programme);
        let later = read(&pair.join("更正.xlsx"), programme);
        assert_eq!(
            (earlier.code, later.code),
            (None, None),
            "{name}: both are read"
        );
        let found = diff::compare(&earlier, &later, &[]);
        let projects =
            |rows: &[RowRef]| -> Value { rows.iter().map(|row| row.project.clone()).collect() };
        let changed = found.changed.iter().map(|change| {
            json!({
                "project": change.row.project,
                "field": change.field,
                "asked_for": change.asked_for,
            })
        });
        let due = key["changed"].as_array().unwrap().clone();
        assert_eq!(
            sorted(changed.collect()),
            sorted(due),
            "{name}: values that differ"
        );
        assert_eq!(
            projects(&found.added),
            key["added"],
            "{name}: projects that came"
        );
        assert_eq!(
            projects(&found.gone),
            key["gone"],
            "{name}: projects that went"
        );
        assert_eq!(
            json!(found.columns_added),
            key["columns_added"],
            "{name}: columns that came"
        );
        assert_eq!(
            json!(found.columns_gone),
            key["columns_gone"],
            "{name}: columns that went"
        );
        let severe = found.asked.iter();
        let severe = severe.filter(|one| one.finding.severity >= Severity::Question);
        let asked =
            severe.map(|one| json!({"kind": one.finding.kind.id(), "settled": one.settled}));
        let due = key["asked"].as_array().unwrap().clone();
        assert_eq!(
            sorted(asked.collect()),
            sorted(due),
            "{name}: what was asked for"
        );
    }
}
