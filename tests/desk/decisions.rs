//! Decisions of people: they change the result, show their paper wherever they
//! act, and can be taken back.

use ruku_tests::road::{Road, rows, text};
use serde_json::Value;

use super::facts::road;
use super::refusals::content;

fn decide(road: &Road, args: &[&str]) -> Value {
    let paper = ["--reason", "局务会集体审议"];
    road.run(["decide"].iter().chain(args).chain(&paper))
        .json(0)
}

fn refused(road: &Road, args: &[&str]) -> String {
    let paper = ["--reason", "局务会集体审议"];
    let ran = road.run(["decide"].iter().chain(args).chain(&paper));
    text(&ran.json(3)["error"]["message"]).to_owned()
}

fn result(road: &Road, id: &str) -> Value {
    road.run(["explain", id]).json(0)["result"].clone()
}

fn lines(result: &Value, key: &str) -> String {
    let lines = rows(&result[key]);
    let lines: Vec<&str> = lines.iter().map(text).collect();
    lines.join("\n")
}

#[test]
fn a_reading_changes_the_amount_and_names_who_chose_it() {
    let (road, id) = road();
    assert_eq!(result(&road, &id)["amount"], "150,000.00", "150万元 × 10%");
    let readings = rows(&road.run(["decide", "list"]).json(0)["readings"]);
    let open = readings
        .iter()
        .find(|one| text(&one["question"]).contains("10%按什么计"))
        .unwrap();
    let other = rows(&open["options"])
        .into_iter()
        .find(|option| option["id"] != open["default"])
        .unwrap();
    decide(
        &road,
        &["reading", text(&open["question"]), text(&other["label"])],
    );
    assert_eq!(
        road.run(["explain", &id]).json(0)["stale"],
        true,
        "the amount is older than the decision"
    );
    road.run(["assess"]).json(0);
    let after = result(&road, &id);
    assert_eq!(
        after["amount"], "320,000.00",
        "320 × 10% = 32, below the 100 of the cap and the 170 that are left"
    );
    assert!(
        lines(&after, "readings").contains("经办人甲选定，理由：局务会集体审议"),
        "who and why: {after}"
    );
}

#[test]
fn an_amount_above_the_ceiling_is_refused_and_one_within_is_kept() {
    let (road, id) = road();
    let before = content(&road);
    let said = refused(
        &road,
        &["manual", &id, "15.01万元", "--authority", "会议纪要8号"],
    );
    assert!(
        said.contains("超过可补上限150,000.00元"),
        "what is allowed: {said}"
    );
    let said = refused(&road, &["manual", &id, "15万"]);
    assert!(said.ends_with('。'), "a whole sentence: {said}");
    let said = refused(&road, &["manual", &id, "15万元"]);
    assert!(said.contains("依据"), "an amount needs its paper: {said}");
    assert_eq!(content(&road), before, "a refusal changes nothing");

    let paper = ["--authority", "会议纪要8号", "--approver", "局长办公会"];
    let args: Vec<&str> = ["manual", &id, "14万元"].into_iter().chain(paper).collect();
    let number = decide(&road, &args)["decision"].to_string();
    let view = road.run(["explain", &id]).json(0);
    assert_eq!(
        view["row"]["proposed"], "140,000.00",
        "拟安排 stands beside"
    );
    assert_eq!(view["result"]["amount"], "150,000.00", "the ceiling stays");
    assert_eq!(view["stale"], false, "nothing computed rests on it");
    let decision = &rows(&view["decisions"])[0];
    assert_eq!(
        (text(&decision["kind"]), text(&decision["approver"])),
        ("proposed", "局长办公会"),
        "{decision}"
    );
    road.run(["decide", "revoke", &number, "--reason", "重新研究"])
        .json(0);
    let view = road.run(["explain", &id]).json(0);
    assert_eq!(view["row"]["proposed"], "", "taken back");
    assert!(
        text(&rows(&view["decisions"])[0]["state"]).contains("重新研究"),
        "kept, with why it ended"
    );
}

#[test]
fn a_waiver_shows_paper_scope_end_and_approver_where_it_acts() {
    let (road, id) = road();
    let args = [
        "fact",
        &id,
        "完工时间",
        "2022-09-30",
        "--reason",
        "企业说明",
    ];
    road.run(args).json(0);
    road.run(["assess"]).json(1);
    let failed = result(&road, &id);
    assert_eq!(failed["kind"], "ineligible", "built too late");
    let inputs = rows(&rows(&failed["failed"])[0]["inputs"]);
    assert!(
        text(&inputs[0]["origin"]).contains("录入人：经办人甲"),
        "a typed value says who, when and on what grounds: {inputs:?}"
    );
    assert!(
        text(&inputs[0]["origin"]).contains("企业说明"),
        "{inputs:?}"
    );
    let said = refused(&road, &["waiver", "在银河系注册", "--authority", "x"]);
    assert!(
        said.contains("建设完成时间在规定期间内（"),
        "what there is, by both names: {said}"
    );
    decide(
        &road,
        &[
            &id,
            "waiver",
            "建设完成时间在规定期间内",
            "--expires",
            "2022-12-31",
            "--authority",
            "韶工信函〔2022〕95号",
            "--approver",
            "市工业和信息化局",
        ],
    );
    road.run(["assess"]).json(0);
    let after = result(&road, &id);
    assert_eq!(after["kind"], "ceiling", "waived: {after}");
    let waivers = lines(&after, "waivers");
    for part in [
        "韶工信函〔2022〕95号",
        "只对本项目",
        "有效期至2022年12月31日",
        "批准人：市工业和信息化局",
    ] {
        assert!(waivers.contains(part), "{part} in {waivers}");
    }
    let said = refused(
        &road,
        &[
            "waiver",
            "建设完成时间在规定期间内",
            "--expires",
            "2022-07-01",
            "--authority",
            "x",
        ],
    );
    assert!(said.contains("已经过去"), "it could never act: {said}");
}

#[test]
fn the_trail_tells_decisions_in_chinese() {
    let (road, id) = road();
    decide(
        &road,
        &["manual", &id, "1万元", "--authority", "会议纪要8号"],
    );
    let entries = rows(&road.run(["log"]).json(0)["entries"]);
    let last = entries.last().unwrap();
    assert_eq!(
        text(&last["text"]),
        format!("第1号：项目{id}拟安排10,000.00元，依据：会议纪要8号，理由：局务会集体审议"),
        "one sentence"
    );
    for entry in &entries {
        let said = text(&entry["text"]);
        assert!(!said.contains(['{', '"']), "no JSON for people: {said}");
    }
}
