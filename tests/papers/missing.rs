//! What a form must have is told before it is printed, with whose it is; it is
//! filled in, or left as lines to write on.

use std::path::Path;

use ruku_tests::road::{JIANGMEN, Road, SHAOGUAN, pdf_text_drawn, rows, text};
use serde_json::Value;

use super::preview::desk;

fn payments(road: &Road, out: &str, more: &[&str]) -> Value {
    let out = road.out(out);
    let mut args = vec!["print", "payments", "--out", out.to_str().unwrap()];
    args.extend(more);
    let ran = road.run(args);
    ran.json(ran.status)
}

fn fill(road: &Road, id: &str, fact: &str, value: &str) {
    let reason = "企业开户证明";
    road.run(["fact", id, fact, value, "--reason", reason])
        .json(0);
}

#[test]
fn an_account_is_asked_for_and_printed() {
    let road = Road::assessed(JIANGMEN);
    // Whoever is on the list of what is paid.
    let mut window = desk();
    window.open_library_reading(&road.library()).unwrap();
    let programme = window.programme(None).unwrap().id;
    let all = window
        .missing_for_print(&programme, "payments", &[])
        .unwrap();
    let number = all.first().expect("a project is paid").project;
    drop(window);
    let id = number.to_string();
    let only = ["--project", id.as_str()];
    let refused = payments(&road, "refused", &only);
    assert_eq!(rows(&refused["files"]).len(), 0, "nothing is printed");
    let said = text(&refused["refused"][0]);
    for word in ["开户名称", "开户银行", "银行账号", "没有打印", "缺的留空"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let mut window = desk();
    window.open_library_reading(&road.library()).unwrap();
    let missing = window
        .missing_for_print(&programme, "payments", &[number])
        .unwrap();
    let facts = missing.iter().flat_map(|row| &row.facts);
    let labels: Vec<&str> = facts.map(|fact| fact.label.as_str()).collect();
    assert_eq!(missing[0].project, number, "whose it is");
    assert_eq!(labels, ["开户银行", "开户名称", "银行账号"], "what it is");
    drop(window);
    let enterprise = text(&road.run(["explain", &id]).json(0)["row"]["enterprise"]).to_owned();
    fill(&road, &id, "account_name", &enterprise);
    fill(&road, &id, "开户银行", "中国银行韶关分行");
    fill(&road, &id, "account_number", "44050161000000001234");
    let ran = road.run(["assess"]);
    ran.json(ran.status);
    let printed = payments(&road, "filled", &only);
    let files = rows(&printed["files"]);
    let said = pdf_text_drawn(Path::new(text(&files[1]["path"])));
    for word in ["中国银行韶关分行", "44050161000000001234", &enterprise] {
        assert!(said.contains(word), "{word} is printed: {said}");
    }
    assert!(
        !said.contains("不一致"),
        "the account is the enterprise's own: {said}"
    );
}

#[test]
fn what_is_missing_may_be_left_blank() {
    let road = Road::assessed(JIANGMEN);
    let printed = payments(&road, "blank", &["--leave-blank"]);
    assert_eq!(printed["refused"], Value::Array(Vec::new()), "by choice");
    assert!(!rows(&printed["files"]).is_empty(), "it is printed");
}

/// Three experts' scores: the mean to two places, and the place.
#[test]
fn scores_are_printed_with_mean_and_place() {
    let road = Road::assessed(SHAOGUAN);
    let [first, second] =
        ["机器人产线上云", "铅锌冶炼炉况数据上云项目"].map(|name| road.id_of(name));
    for (id, scores) in [
        (&first, ["85", "88", "89"]),
        (&second, ["90", "91.5", "90"]),
    ] {
        for (expert, score) in (1..).zip(scores) {
            fill(&road, id, &format!("score_{expert}"), score);
        }
    }
    road.run(["assess"]).json(1);
    let out = road.out("scores");
    let out = out.to_str().unwrap();
    let (one, two) = (first.as_str(), second.as_str());
    let args = [
        "print",
        "score_summary",
        "--project",
        one,
        "--project",
        two,
        "--out",
        out,
    ];
    let files = rows(&road.run(args).json(0)["files"]);
    let said = pdf_text_drawn(Path::new(text(&files[1]["path"])));
    for word in ["87.33", "90.50", "91.5"] {
        assert!(said.contains(word), "{word} is printed: {said}");
    }
}
