//! The whole road on the command line, with the exit status of every step.

use ruku_tests::road::{City, JIANGMEN, Road, SHAOGUAN, rows, text};
use serde_json::Value;

/// What the fixtures' README counts, less the corrected return of 仁化县.
fn check(city: City, projects: u64, refused: usize) {
    let road = Road::opened(city);
    let ran = road.take_in_ran(&city.returns());
    let taken = ran.json(i32::from(refused > 0));
    assert_eq!(
        taken["projects"], projects,
        "what the fixtures' README counts"
    );
    let outcomes = rows(&taken["files"]);
    let outcomes = outcomes.iter().filter(|file| file["outcome"] == "refused");
    assert_eq!(outcomes.count(), refused, "the corrected return waits");

    let before = road.run(["projects"]).json(0);
    assert_eq!(before["counted"], 0, "nothing is assessed yet");
    assert_eq!(before["total"], "0.00", "no amount, no sum");
    let first = rows(&before["rows"])[0]["id"].to_string();
    let early = road.run(["explain", &first]).json(3);
    assert!(
        text(&early["error"]["message"]).contains("还没有测算"),
        "{early}"
    );

    let assessed = road.run(["assess"]).json(1);
    let list = road.run(["projects"]).json(0);
    assert_eq!(
        list["total"], assessed["total"],
        "the run and the grid agree"
    );
    assert_eq!(list["stale"], false, "nothing changed since");
    let kinds = rows(&assessed["kinds"]);
    let counted: u64 = kinds
        .iter()
        .map(|kind| kind["count"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, projects, "every project has a kind of result");
    for row in rows(&list["rows"]) {
        let bare = ["unknown", "manual", "ineligible"].contains(&text(&row["kind"]));
        assert_eq!(
            row["amount"] == "",
            bare,
            "only some kinds carry an amount: {row}"
        );
        let view = road.run(["explain", &row["id"].to_string()]).json(0);
        assert_eq!(view["row"], row, "the explanation is of the grid's row");
        assert_eq!(
            view["result"]["amount"], row["amount"],
            "one amount everywhere"
        );
    }
    for form in ["application", "commitment", "acceptance"] {
        let out = road.out(form);
        let printed = road
            .run([
                "print",
                form,
                "--project",
                &first,
                "--out",
                out.to_str().unwrap(),
            ])
            .json(0);
        assert_eq!(
            printed["refused"],
            Value::Array(Vec::new()),
            "{form} loses nothing"
        );
    }
    for table in ["assessment", "projects"] {
        let out = road.out(&format!("{table}.xlsx"));
        let file = road
            .run(["table", table, "--out", out.to_str().unwrap()])
            .json(0);
        assert!(out.is_file(), "{table} is where it says: {file}");
    }
    assert_eq!(
        road.run(["verify"]).json(0)["sound"],
        true,
        "sound at the end of the road"
    );
}

#[test]
fn shaoguan() {
    check(SHAOGUAN, 60, 1);
}

#[test]
fn jiangmen() {
    check(JIANGMEN, 30, 0);
}
