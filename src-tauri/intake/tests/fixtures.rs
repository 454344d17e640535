//! Every fixture against its answer key: values exactly, errors and questions
//! exactly, with recall and precision of the findings printed.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use ruku_intake::context::{Context, HeaderMemory, ReturnForm};
use ruku_intake::read::read_return;
use ruku_intake::reader::Reader;
use ruku_intake::return_file::ReturnFile;
use ruku_model::fact::FactId;
use serde_json::Value;

/// The severities whose findings must be found exactly.
const EXACT: [&str; 2] = ["error", "question"];

/// Findings counted over all files.
#[derive(Default)]
struct Score {
    right: usize,
    missed: usize,
    invented: usize,
}

#[test]
fn every_fixture_reads_as_its_key_says() {
    against_keys(&support::pack_forms());
}

/// A pack may be edited by a city: the reader must not lean on the wordings of
/// the packs that ship. Two programmes are declared so; the others are passed over.
#[test]
fn every_fixture_reads_so_with_a_plainer_declaration() {
    against_keys(&support::forms());
}

fn against_keys(forms: &[ReturnForm]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let keys = support::files_under(&folder.join("keys"));
    assert!(
        keys.len() >= 70,
        "the answer keys are missing: {} found",
        keys.len()
    );
    let reader = support::reader();
    let mut wrong = Vec::new();
    let mut all = Score::default();
    let mut severe = Score::default();
    for path in keys {
        let key: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let programme = key["programme"].as_str().unwrap();
        if !forms.iter().any(|form| form.id.starts_with(programme)) {
            continue;
        }
        let file = read(&reader, forms, &folder, &key);
        let mut faults = Vec::new();
        compare_file(&key, &file, &mut faults);
        compare_rows(&key, &file, &mut faults);
        compare_totals(&key, &file, &mut faults);
        compare_findings(&key, &file, &mut faults, &mut severe, &mut all);
        if !faults.is_empty() {
            wrong.push(format!("{}\n  {}", key["file"], faults.join("\n  ")));
        }
    }
    report("errors and questions", &severe);
    report("all findings", &all);
    assert!(
        wrong.is_empty(),
        "files that differ from their key:\n{}",
        wrong.join("\n")
    );
    assert_eq!(severe.missed, 0, "every error and every question is found");
    assert!(
        (all.right + all.invented) * 95 <= all.right * 100,
        "at least 95 of 100 findings are what a careful person sees: {} of {}",
        all.right,
        all.right + all.invented
    );
}

#[allow(
    clippy::print_stdout,
    reason = "the score is what a developer asks this test for"
)]
fn report(what: &str, score: &Score) {
    let found = score.right + score.invented;
    let due = score.right + score.missed;
    println!(
        "{what}: recall {}/{due}, precision {}/{found}",
        score.right, score.right
    );
}

fn read(reader: &Reader, forms: &[ReturnForm], folder: &Path, key: &Value) -> ReturnFile {
    let path = folder.join(key["file"].as_str().unwrap());

    let regions = support::regions();
    let mut memory = HeaderMemory::default();
    for (county, headers) in key["memory"].as_object().into_iter().flatten() {
        for (header, fact) in headers.as_object().unwrap() {
            memory.remember(county, header, FactId::new(fact.as_str().unwrap()));
        }
    }
    let expected = support::form_id(key["programme"].as_str().unwrap(), forms);
    let context = Context {
        expected: Some(&expected),
        memory: &memory,
        ..Context::new(forms, &regions)
    };
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    read_return(reader, &context, &name, &std::fs::read(&path).unwrap())
}

fn compare_file(key: &Value, file: &ReturnFile, faults: &mut Vec<String>) {
    let json = serde_json::to_value(file).unwrap();
    for name in ["verdict", "code", "nil_return"] {
        if json[name] != key[name] {
            faults.push(format!(
                "{name}: read {}, key {} ({})",
                json[name], key[name], file.message
            ));
        }
    }
    if let Some(county) = key["county"].as_str() {
        let regions = support::regions();
        let wanted = regions.unit_in(county, &[]).map(|unit| unit.id.clone());
        let found = file.county.as_ref().map(|county| county.id.clone());
        if found != wanted {
            faults.push(format!("county: read {found:?}, key {county}"));
        }
    }
    if file.message.is_empty()
        || file
            .message
            .replace("Excel", "")
            .chars()
            .any(|ch| ch.is_ascii_alphabetic() && ch.is_lowercase())
            && file.code.is_none()
    {
        faults.push(format!(
            "the message is no Chinese sentence: {:?}",
            file.message
        ));
    }
}

fn compare_rows(key: &Value, file: &ReturnFile, faults: &mut Vec<String>) {
    let place = |row: &Value| (row["sheet"].to_string(), row["row"].as_u64().unwrap());
    let json = serde_json::to_value(file).unwrap();
    let read: BTreeMap<_, _> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (place(row), &row["fields"]))
        .collect();
    let due: BTreeMap<_, _> = key["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (place(row), &row["fields"]))
        .collect();
    for at in read.keys().filter(|at| !due.contains_key(*at)) {
        faults.push(format!("{at:?}: read as a project, the key has none"));
    }
    for (at, fields) in due {
        let Some(found) = read.get(&at) else {
            faults.push(format!("{at:?}: not read as a project"));
            continue;
        };
        compare_fields(&at, fields, found, faults);
    }
}

fn compare_fields(at: &(String, u64), due: &Value, found: &Value, faults: &mut Vec<String>) {
    let due = due.as_object().unwrap();
    let found = found.as_object().unwrap();
    for (id, value) in due {
        match found.get(id) {
            Some(field) if field["value"] == *value => {
                let origin = &field["origin"];
                if origin["sha256"].as_str().is_none_or(str::is_empty) {
                    faults.push(format!("{at:?} {id}: no origin"));
                }
            }
            Some(field) => {
                faults.push(format!("{at:?} {id}: read {}, key {value}", field["value"]));
            }
            None => faults.push(format!("{at:?} {id}: nothing read, key {value}")),
        }
    }
    for (id, field) in found {
        if !due.contains_key(id) && !id.starts_with("extra:") {
            faults.push(format!(
                "{at:?} {id}: read {}, the key has nothing",
                field["value"]
            ));
        }
    }
}

fn compare_totals(key: &Value, file: &ReturnFile, faults: &mut Vec<String>) {
    let plain = |total: &Value| {
        ["sheet", "cell", "field", "stated", "computed"]
            .map(|name| total[name].to_string())
            .join(" ")
    };
    let read = serde_json::to_value(&file.totals).unwrap();
    let read: Vec<String> = read.as_array().unwrap().iter().map(plain).collect();
    let due: Vec<String> = key["totals"]
        .as_array()
        .unwrap()
        .iter()
        .map(plain)
        .collect();
    for total in due.iter().filter(|total| !read.contains(total)) {
        faults.push(format!("total not read: {total}"));
    }
    for total in read.iter().filter(|total| !due.contains(total)) {
        faults.push(format!("total not in the key: {total}"));
    }
}

fn compare_findings(
    key: &Value,
    file: &ReturnFile,
    faults: &mut Vec<String>,
    severe: &mut Score,
    all: &mut Score,
) {
    let read = serde_json::to_value(&file.findings).unwrap();
    let mut open: Vec<&Value> = read.as_array().unwrap().iter().collect();
    for due in key["findings"].as_array().unwrap() {
        let exact = EXACT.contains(&due["severity"].as_str().unwrap());
        match open.iter().position(|found| same(due, found)) {
            Some(at) => {
                open.swap_remove(at);
                all.right += 1;
                severe.right += usize::from(exact);
            }
            None => {
                all.missed += 1;
                severe.missed += usize::from(exact);
                faults.push(format!("finding missed: {due}"));
            }
        }
    }
    for may in key["may"].as_array().unwrap() {
        open.retain(|found| may["cell"] != found["cell"] || may["kind"] != found["kind"]);
    }
    for found in open {
        all.invented += 1;
        if EXACT.contains(&found["severity"].as_str().unwrap()) {
            severe.invented += 1;
        }
        faults.push(format!("finding not in the key: {found}"));
    }
}

/// A null in the key leaves the place open.
fn same(due: &Value, found: &Value) -> bool {
    ["sheet", "cell", "field"]
        .iter()
        .all(|name| due[*name].is_null() || due[*name] == found[*name])
        && due["kind"] == found["kind"]
        && due["severity"] == found["severity"]
}
