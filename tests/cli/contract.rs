//! The shapes and statuses the command line promises.

use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use serde_json::Value;

fn has(value: &Value, keys: &[&str]) {
    let object = value.as_object().unwrap();
    let lacking: Vec<&&str> = keys
        .iter()
        .filter(|key| !object.contains_key(**key))
        .collect();
    assert!(
        lacking.is_empty(),
        "keys are never renamed: {lacking:?} lack in {value}"
    );
}

/// Whole 元 and two decimals, no separators: `1200.50`.
fn is_plain_amount(value: &Value) -> bool {
    let Some((whole, fen)) = value.as_str().and_then(|amount| amount.split_once('.')) else {
        return false;
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole.trim_start_matches('-')) && fen.len() == 2 && digits(fen)
}

#[test]
fn return_check_gives_every_value_its_origin() {
    let road = Road::opened(SHAOGUAN);
    let folder = SHAOGUAN.returns();
    let document = road
        .run([
            "return",
            "check",
            "--pack",
            SHAOGUAN.pack,
            folder.to_str().unwrap(),
        ])
        .json(1);
    has(&document, &["files", "across"]);
    let kinds = road
        .run(["return", "kinds", "--pack", SHAOGUAN.pack])
        .json(0);
    let money: Vec<String> = rows(&kinds["facts"][SHAOGUAN.pack])
        .iter()
        .filter(|fact| fact["type"] == "money")
        .map(|fact| text(&fact["id"]).to_owned())
        .collect();
    let known: Vec<Value> = rows(&kinds["kinds"])
        .iter()
        .map(|kind| kind["id"].clone())
        .collect();
    let (mut amounts, mut unknown) = (0, 0);
    for file in rows(&document["files"]) {
        has(
            &file,
            &[
                "file",
                "sha256",
                "verdict",
                "code",
                "message",
                "programme",
                "county",
                "nil_return",
                "sheets",
                "rows",
                "findings",
                "totals",
            ],
        );
        for finding in rows(&file["findings"]) {
            has(
                &finding,
                &[
                    "sheet", "cell", "row", "field", "kind", "severity", "found", "expected",
                    "repair",
                ],
            );
            assert!(
                known.contains(&finding["kind"]),
                "kinds are a closed list: {finding}"
            );
        }
        for row in rows(&file["rows"]) {
            has(&row, &["sheet", "row", "fields"]);
            for (id, field) in row["fields"].as_object().unwrap() {
                has(field, &["value", "origin"]);
                has(
                    &field["origin"],
                    &["file", "sha256", "sheet", "cell", "raw"],
                );
                assert_eq!(
                    field["origin"]["sha256"], file["sha256"],
                    "{id} came from this file"
                );
                unknown += usize::from(field["value"].is_null());
                if money.contains(id) && !field["value"].is_null() {
                    amounts += 1;
                    assert!(is_plain_amount(&field["value"]), "{id}: {}", field["value"]);
                }
            }
        }
    }
    assert!(amounts > 200, "the returns are full of amounts: {amounts}");
    assert!(
        unknown > 10,
        "the ugly return leaves some unknown: {unknown}"
    );
}

#[test]
fn wrong_use_is_two_and_a_refusal_three() {
    let road = Road::opened(SHAOGUAN);
    for args in [
        &["frobnicate"][..],
        &["print", "application"],
        &["assess", "--pool", "500万元"],
        &["fact", "one", "remark", "x", "--reason", "y"],
    ] {
        let ran = road.run(args);
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (2, ""),
            "wrong use: {args:?}"
        );
    }
    for args in [
        &["explain", "99"][..],
        &["projects", "--programme", "nowhere"],
        &["programme", "new", "--pack", "nowhere"],
        &[
            "programme",
            "new",
            "--pack",
            SHAOGUAN.pack,
            "--year",
            "2021",
        ],
        &["table", "nothing", "--out", "x.xlsx"],
        &["return", "take-in", "not-there.xlsx"],
        &["return", "list", "--library", "not-there"],
    ] {
        let ran = road.run(args);
        let document = ran.json(3);
        has(&document["error"], &["code", "message"]);
        let message = text(&document["error"]["message"]);
        assert!(
            message.ends_with('。'),
            "a whole sentence for {args:?}: {message}"
        );
        assert!(
            ran.stderr.contains(message),
            "people read it on stderr: {ran:?}"
        );
    }
}

#[test]
fn the_trail_tells_who_did_what_when() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&SHAOGUAN.returns().join("乳源零报送.xlsx"));
    let entries = rows(&road.run(["log"]).json(0)["entries"]);
    for (entry, seq) in entries.iter().zip(1..) {
        has(entry, &["seq", "at", "actor", "action", "detail"]);
        assert_eq!(entry["seq"], seq, "no gap");
        assert_eq!(entry["at"], "2022年7月5日09:00", "under the clock given");
    }
    let last = entries.last().unwrap();
    assert_eq!(last["actor"], "经办人甲", "the person at the desk");
    assert!(
        text(&last["detail"]).contains("乳源零报送.xlsx"),
        "the file: {last}"
    );
}
