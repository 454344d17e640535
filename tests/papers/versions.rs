//! A changed form gets a new version, because the version on a sheet tells
//! which words it was printed with.

use std::collections::BTreeMap;
use std::path::Path;

use ruku_model::fingerprint::sha256_hex;
use ruku_tests::root;
use toml::Value;

/// Form, version and what the template says, as they were last released.
const RELEASED: &str = include_str!("versions.tsv");

/// Every registered form: its place and id, its version, its template's hash.
fn forms() -> BTreeMap<String, (String, String)> {
    let assets = root().join("assets");
    let mut found = BTreeMap::new();
    let mut read = |place: &str, list: &Path, folder: &Path| {
        let text = std::fs::read_to_string(list).unwrap();
        let declared: Value = toml::from_str(&text).unwrap();
        for form in declared
            .get("form")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let of = |key: &str| form[key].as_str().unwrap().to_owned();
            let template = std::fs::read_to_string(folder.join(of("template"))).unwrap();
            let words = with_blocks(&template);
            found.insert(
                format!("{place}/{}", of("id")),
                (of("version"), sha256_hex(words.as_bytes())[..16].to_owned()),
            );
        }
    };
    read("common", &assets.join("forms/forms.toml"), &assets);
    for pack in std::fs::read_dir(assets.join("policies")).unwrap() {
        let folder = pack.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        read(&name, &folder.join("policy.toml"), &folder);
    }
    found
}

/// A template followed by the blocks it includes.
fn with_blocks(template: &str) -> String {
    let shared = root().join("assets/forms/blocks");
    let included = template.split("<include file=\"").skip(1);
    let files = included.map(|rest| rest.split('"').next().unwrap());
    files.fold(template.to_owned(), |all, file| {
        all + &std::fs::read_to_string(shared.join(file)).unwrap()
    })
}

#[test]
fn a_changed_template_has_a_new_version() {
    let released: BTreeMap<&str, (&str, &str)> = RELEASED
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells[0], (cells[1], cells[2]))
        })
        .collect();
    let now = forms();
    for (form, (version, hash)) in &now {
        let line = format!("{form}\t{version}\t{hash}");
        let Some((old, old_hash)) = released.get(form.as_str()) else {
            panic!("{form} is new: add the line to versions.tsv: {line}");
        };
        assert!(
            old_hash == hash || old != version,
            "{form} changed: raise its version, then write it into versions.tsv"
        );
        assert!(
            old_hash == hash,
            "write the new version into versions.tsv: {line}"
        );
        assert_eq!(
            old, version,
            "write the new version into versions.tsv: {line}"
        );
    }
    assert_eq!(
        now.len(),
        released.len(),
        "a form that is gone leaves versions.tsv too"
    );
}
