//! What the tests of this crate share: forms, regions, files.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]
#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::path::{Path, PathBuf};

use ruku_intake::context::{MeasureName, ReturnForm};
use ruku_model::region::Regions;
use ruku_policy::declare::{FactDecl, ReturnDecl};
use ruku_policy::pack::{Pack, PackFiles};
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
const PACKS: [&str; 2] = [
    "jiangmen-2024-industrial-internet",
    "shaoguan-2022-industrial-internet",
];

/// The forms of those packs, as they ship with the product.
pub(crate) fn pack_forms() -> Vec<ReturnForm> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/policies");
    PACKS.iter().map(|id| pack_form(&folder.join(id))).collect()
}

fn pack_form(folder: &Path) -> ReturnForm {
    let mut files: PackFiles = files_under(folder)
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(folder)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    // Templates are no matter of the reader's: a pack under work may lack them.
    let policy: toml::Table =
        toml::from_str(std::str::from_utf8(&files["policy.toml"]).unwrap()).unwrap();
    for form in policy["form"].as_array().unwrap() {
        files
            .entry(form["template"].as_str().unwrap().to_owned())
            .or_default();
    }
    let pack = Pack::load(&files)
        .unwrap_or_else(|faults| panic!("{} does not load: {faults:?}", folder.display()));
    let direction = pack
        .facts
        .iter()
        .find(|fact| fact.id == pack.return_decl.direction);
    let options = direction
        .map(|fact| fact.options.as_slice())
        .unwrap_or_default();
    let measures = pack
        .measures
        .iter()
        .map(|measure| MeasureName {
            id: measure.id.clone(),
            title: measure.title.clone(),
            synonyms: options
                .iter()
                .filter(|option| option.id == measure.id)
                .flat_map(|option| option.synonyms.iter().chain([&option.label]))
                .cloned()
                .collect(),
        })
        .collect();
    ReturnForm {
        id: pack.id,
        declaration: pack.return_decl,
        facts: pack.facts,
        measures,
    }
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
