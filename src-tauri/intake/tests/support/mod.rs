//! What the tests of this crate share: forms, regions, files.

use std::path::{Path, PathBuf};

use ruku_intake::context::{MeasureName, ReturnForm};
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
