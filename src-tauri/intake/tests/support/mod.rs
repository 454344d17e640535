//! What the tests of this crate share: forms, regions, files.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![allow(dead_code, reason = "each test binary uses its own part of this")]

pub(crate) mod drawing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ruku_intake::context::{MeasureName, ReturnForm};
use ruku_intake::reader::Reader;
use ruku_intake::return_file::{Field, ReturnFile, ReturnRow};
use ruku_model::region::Regions;
use ruku_policy::declare::{FactDecl, ReturnDecl};
use serde::Deserialize;

#[derive(Deserialize)]
struct FormFile {
    id: String,
    facts: Vec<FactDecl>,
    measures: Vec<MeasureFile>,
    declaration: ReturnDecl,
}

#[derive(Deserialize)]
struct MeasureFile {
    id: String,
    title: String,
    synonyms: Vec<String>,
}

/// The forms the tests read against.
pub(crate) fn forms() -> Vec<ReturnForm> {
    [
        include_str!("../forms/shaoguan.toml"),
        include_str!("../forms/jiangmen.toml"),
    ]
    .map(|text| {
        let file: FormFile = toml::from_str(text).unwrap();
        ReturnForm {
            id: file.id,
            declaration: file.declaration,
            facts: file.facts,
            measures: file
                .measures
                .into_iter()
                .map(|measure| MeasureName {
                    id: measure.id,
                    title: measure.title,
                    synonyms: measure.synonyms,
                })
                .collect(),
        }
    })
    .into()
}

/// The packs whose returns the fixtures are.
const PACKS: [&str; 4] = [
    "jiangmen-2021-industrial-cluster",
    "jiangmen-2024-industrial-internet",
    "jinjiang-2023-digital-twelve",
    "shaoguan-2022-industrial-internet",
];

/// The forms of those packs, as they ship with the product.
pub(crate) fn pack_forms() -> Vec<ReturnForm> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/policies");
    PACKS.iter().map(|id| pack_form(&folder.join(id))).collect()
}

/// What a pack says of its return. Its rules and their cases are no matter of
/// the reader's, so the pack is not loaded as a whole.
#[derive(Deserialize)]
struct PolicyFile {
    id: String,
    #[serde(rename = "return")]
    declaration: ReturnDecl,
    measure: Vec<MeasureEntry>,
}

#[derive(Deserialize)]
struct MeasureEntry {
    id: String,
    title: String,
}

#[derive(Deserialize)]
struct FactFile {
    fact: Vec<FactDecl>,
}

fn pack_form(folder: &Path) -> ReturnForm {
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let policy: PolicyFile = toml::from_str(&text("policy.toml")).unwrap();
    let facts: FactFile = toml::from_str(&text("facts.toml")).unwrap();
    let direction = facts
        .fact
        .iter()
        .find(|fact| fact.id == policy.declaration.direction);
    let options = direction
        .map(|fact| fact.options.as_slice())
        .unwrap_or_default();
    let measures = policy
        .measure
        .into_iter()
        .map(|measure| MeasureName {
            synonyms: options
                .iter()
                .filter(|option| option.id == measure.id)
                .flat_map(|option| option.synonyms.iter().chain([&option.label]))
                .cloned()
                .collect(),
            id: measure.id,
            title: measure.title,
        })
        .collect();
    ReturnForm {
        id: policy.id,
        declaration: policy.declaration,
        facts: facts.fact,
        measures,
    }
}

/// The form of 韶关 2022, as it ships.
pub(crate) fn shaoguan() -> ReturnForm {
    let mut forms = pack_forms();
    forms.retain(|form| form.id.starts_with("shaoguan-2022"));
    forms.remove(0)
}

/// The reader in its own process.
pub(crate) fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_ruku-reader"))
}

/// Values by row and fact, in the contract's spelling; empty where unknown.
pub(crate) fn values(file: &ReturnFile) -> BTreeMap<(u32, String), String> {
    let field = |row: &ReturnRow, field: &Field| {
        let value = field.value.as_ref();
        let text = value.map(|value| value.to_json().to_string());
        let at = (row.row, file.id_of(field).to_string());
        (at, text.unwrap_or_default())
    };
    file.rows
        .iter()
        .flat_map(|row| row.fields.iter().map(move |of| field(row, of)))
        .collect()
}

/// The id of the form that an answer key names by its beginning.
pub(crate) fn form_id(programme: &str, forms: &[ReturnForm]) -> String {
    forms
        .iter()
        .find(|form| form.id.starts_with(programme))
        .unwrap_or_else(|| panic!("no form for {programme}"))
        .id
        .clone()
}

/// The regions that ship with the product.
pub(crate) fn regions() -> Regions {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/regions.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// All files below a folder, in order.
pub(crate) fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
