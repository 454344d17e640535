//! Rows that are hidden or crossed out: asked about, left out for a reason,
//! taken back; and rows whose number of members is not what is listed.

use std::path::{Path, PathBuf};

use ruku_tests::road::{City, Road, SHAOGUAN, findings_in, rows, text};
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

/// 江门's programme for clusters, after its deadline.
const CLUSTERS: City = City {
    folder: "jiangmen-2021",
    pack: "jiangmen-2021-industrial-cluster",
    year: "2021",
    clock: "2021-08-05T09:00",
};

#[test]
fn a_stated_number_of_members_is_held_against_those_listed() {
    let road = Road::opened(CLUSTERS);
    let path = road.out("开平市.csv");
    let found = |numbers: [u32; 4]| {
        let firms = ["甲", "乙", "丙", "牵头"];
        let lines: Vec<String> = firms
            .iter()
            .zip(numbers)
            .map(|(firm, number)| {
                format!(
                    "1,水暖集群,牵头有限公司,{firm}有限公司,{firm}上云,产业集群试点,60,{number}"
                )
            })
            .collect();
        let text = format!(
            "2021年江门市工业互联网产业集群试点项目汇总表\n填报单位：开平市科工商务局　单位：万元\n\
             序号,产业集群,集群牵头单位,企业名称,申报项目名称,支持方向,项目总投入,本地企业家数\n{}\n",
            lines.join("\n")
        );
        std::fs::write(&path, text).unwrap();
        let ran = road.run(["return", "check", path.to_str().unwrap()]);
        let all = ran.json(ran.status)["files"][0]["findings"].clone();
        let mut all = rows(&all).to_vec();
        all.retain(|one| one["kind"] == "members_differ");
        all
    };
    assert_eq!(
        found([3, 3, 3, 3]),
        [] as [Value; 0],
        "three members; the lead is none of them"
    );
    let differing = found([12, 12, 9, 12]);
    assert_eq!(
        differing.len(),
        1,
        "asked once of the cluster: {differing:?}"
    );
    let said = text(&differing[0]["expected"]);
    assert_eq!(
        (text(&differing[0]["cell"]), text(&differing[0]["severity"])),
        ("H4", "warning"),
        "at the first row, and it can be accepted for a reason"
    );
    for words in ["“水暖集群”", "列了3家企业", "填的是12家", "别的行填9家"] {
        assert!(said.contains(words), "{words} in {said}");
    }
}
