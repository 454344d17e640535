//! Amounts worked out by hand (`amounts.toml`) against what the road gives.

use ruku_library::library::Library;
use ruku_library::table::project::ProjectId;
use ruku_tests::road::{City, JIANGMEN, Road, SHAOGUAN, rows, text};
use serde_json::Value;

/// How the grid and the explanation say it, in the order of the data file.
fn expected(city: &str) -> Vec<toml::Table> {
    let cases: toml::Table = include_str!("amounts.toml").parse().unwrap();
    let cases = cases[city].as_array().unwrap().iter();
    cases.map(|case| case.as_table().unwrap().clone()).collect()
}

fn word<'a>(case: &'a toml::Table, key: &str) -> &'a str {
    case.get(key).map_or("", |value| value.as_str().unwrap())
}

fn list(case: &toml::Table, key: &str) -> Vec<String> {
    let words = case.get(key).and_then(toml::Value::as_array);
    let words = words.map(Vec::as_slice).unwrap_or_default().iter();
    words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

fn check(city: City, name: &str) {
    let road = Road::assessed(city);
    let library = Library::open_reading(&road.library()).unwrap();
    let projects = road.projects();
    let cases = expected(name);
    assert!(
        cases.len() >= 12,
        "a dozen cases to a city: {}",
        cases.len()
    );
    for case in cases {
        let (enterprise, project) = (word(&case, "enterprise"), word(&case, "project"));
        let because = word(&case, "because");
        let found: Vec<&Value> = projects
            .iter()
            .filter(|row| row["enterprise"] == enterprise && row["project"] == project)
            .collect();
        assert_eq!(found.len(), 1, "{enterprise} {project} is one project");
        let id = found[0]["id"].as_i64().unwrap();
        let document = road.run(["explain", &id.to_string()]).json(0);
        let result = &document["result"];
        for (shown, what) in [(found[0], "grid"), (result, "explanation")] {
            assert_eq!(
                (text(&shown["kind"]), text(&shown["amount"])),
                (word(&case, "kind"), word(&case, "amount")),
                "{what} of {project}: {because}"
            );
        }
        let failed: Vec<String> = rows(&result["failed"])
            .iter()
            .map(|step| text(&step["clause"]).to_owned())
            .collect();
        assert_eq!(failed, list(&case, "failed"), "{project}: {because}");
        let stored = library.result(ProjectId(id)).unwrap().unwrap();
        let binding = stored
            .result
            .binding
            .as_ref()
            .map(|limit| limit.clause.as_str());
        assert_eq!(
            binding.unwrap_or_default(),
            word(&case, "binding"),
            "the limit that decided {project}: {because}"
        );
    }
}

#[test]
fn shaoguan_as_by_hand() {
    check(SHAOGUAN, "shaoguan");
}

#[test]
fn jiangmen_as_by_hand() {
    check(JIANGMEN, "jiangmen");
}
