//! Rows that are hidden or crossed out: asked about, left out for a reason,
//! taken back.

use std::path::{Path, PathBuf};

use ruku_tests::road::{Road, SHAOGUAN, findings_in, rows, text};
use serde_json::Value;

/// Runs a command on a file or a batch.
fn on(road: &Road, command: &str, of: &Path, more: &[&str]) -> (i32, Value) {
    let of = of.to_str().unwrap();
    let ran = road.run(["return", command, of].iter().chain(more));
    (ran.status, ran.json(ran.status))
}

fn findings(road: &Road, of: &Path) -> Vec<Value> {
    findings_in(&on(road, "findings", of, &[]).1)
}

fn asked(road: &Road, of: &Path) -> Value {
    let found = findings(road, of);
    let one = found.iter().find(|one| one["kind"] == "hidden_row");
    one.unwrap_or_else(|| panic!("among {found:?}")).clone()
}

fn number(finding: &Value) -> String {
    format!("#{}", finding["id"])
}

#[test]
fn a_hidden_row_is_left_out_with_a_reason_and_comes_back() {
    let road = Road::opened(SHAOGUAN);
    let hidden: PathBuf = SHAOGUAN.returns().join("浈江区.xls");
    let asked = |of: &Path| asked(&road, of);
    let before = asked(&hidden);
    assert_eq!(before["can_answer"], true, "it is a question: {before}");
    let leave = |of: &Path| {
        let which = number(&asked(of));
        on(
            &road,
            "answer",
            of,
            &[&which, "不申报", "--reason", "县里来电撤回"],
        )
    };
    assert_eq!(leave(&hidden).0, 0);
    let answered = asked(&hidden);
    assert!(
        text(&answered["settled"]).starts_with("不申报（") && answered["can_undo"] == true,
        "the answer is seen and can be taken back: {answered}"
    );
    let (_, view) = on(&road, "findings", &hidden, &[]);
    let said = rows(&view["sheets"])
        .iter()
        .any(|sheet| text(&sheet["verdict"]).contains("行不申报：县里来电撤回"));
    assert!(said, "the sheet's verdict says so: {view}");

    let whole = Road::opened(SHAOGUAN);
    whole.take_in(&hidden);
    road.take_in(&hidden);
    let all = whole.projects().len();
    assert_eq!(road.projects().len() + 1, all, "one project fewer");
    assert!(
        findings(&road, Path::new("1"))
            .iter()
            .all(|one| one["kind"] != "total_mismatch"),
        "its amount was asked about once, not again in the total"
    );

    let which = number(&asked(Path::new("1")));
    let undo = ["--what", &which, "--reason", "县里又要申报"];
    assert_eq!(on(&road, "undo", Path::new("1"), &undo).0, 0);
    assert_eq!(road.projects().len(), all, "taken back, it is there again");
    assert_eq!(leave(Path::new("1")).0, 0);
    assert_eq!(
        road.projects().len() + 1,
        all,
        "and it can be left out of a batch"
    );
    let trail = road.run(["log"]).json(0);
    assert!(
        trail.to_string().contains("县里来电撤回"),
        "the trail has the reason"
    );
}
