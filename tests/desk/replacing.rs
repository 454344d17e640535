//! A corrected return in the place of the first: what the clerk typed holds on
//! where the county left the cell alone, and what is lost is said before.

use std::path::PathBuf;

use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use serde_json::Value;

use super::refusals::content;
use super::settling::sheet_text;

const FIRST: &str = "仁化县2022年入库项目储备汇总表.xlsx";
const CORRECTED: &str = "仁化县2022年入库项目储备汇总表（更正）.xlsx";

fn file(name: &str) -> PathBuf {
    SHAOGUAN.returns().join(name)
}

fn replace(road: &Road, more: &[&str]) -> Value {
    let path = file(CORRECTED);
    let start = ["return", "replace", path.to_str().unwrap()];
    road.run(start.iter().chain(more)).json(0)
}

/// The projects by name, each with its number.
fn number_of(road: &Road, name: &str) -> String {
    let all = road.projects();
    let found = all.iter().find(|one| text(&one["project"]).contains(name));
    found.unwrap_or_else(|| panic!("{name} in {all:?}"))["id"].to_string()
}

fn all_names(road: &Road) -> Vec<String> {
    let all = road.projects();
    all.iter()
        .map(|one| text(&one["project"]).to_owned())
        .collect()
}

fn set(road: &Road, project: &str, fact: &str, value: &str) {
    road.run(["fact", project, fact, value, "--reason", "县里来电"])
        .json(0);
}

#[test]
fn what_was_typed_holds_on_and_what_is_lost_is_said_first() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    road.take_in(&file(FIRST));
    let gone = number_of(&road, "竹木加工5G全连接车间");
    let names = all_names(&road);
    // Row 5 is the one whose amount the county changes.
    let changed = road.projects()[0]["id"].to_string();
    set(&road, &changed, "project_investment", "315");
    set(&road, &changed, "contact_phone", "0751-8880000");
    set(&road, &gone, "contact_phone", "0751-8880001");
    let before = content(&road);

    let preview = replace(&road, &["--preview"]);
    assert_eq!(content(&road), before, "looking changes nothing");
    let lost: Vec<String> = rows(&preview["facts"])
        .iter()
        .map(|one| text(one).to_owned())
        .collect();
    assert_eq!(lost.len(), 2, "two are lost: {preview}");
    assert!(
        lost.iter()
            .any(|one| one.contains("315") && one.contains("县里改为310")),
        "with both values: {lost:?}"
    );
    assert!(
        lost.iter().any(|one| one.contains("没有这个项目")),
        "the project that is gone: {lost:?}"
    );
    assert_eq!(
        rows(&preview["kept"]).len(),
        1,
        "the telephone number stays: {preview}"
    );

    replace(&road, &["--reason", "县里报来更正稿"]);
    let table = road.out("汇总表.xlsx");
    road.run(["table", "projects", "--out", table.to_str().unwrap()])
        .json(0);
    let shown = sheet_text(&table);
    assert!(shown.contains("0751-8880000"), "what was typed holds on");
    assert!(
        !shown.contains("0751-8880001"),
        "but not what was typed for a project that is gone"
    );
    let amount = road.projects()[0]["investment_wan"].clone();
    assert_eq!(amount, "310", "the county's own figure counts");
    assert_eq!(
        road.projects().len() + 1,
        names.len(),
        "one project is gone"
    );
    road.run(["return", "withdraw", "2", "--reason", "误报"])
        .json(0);
    assert_eq!(content(&road), empty, "as if neither had come");
}

#[test]
fn a_corrected_return_keeps_its_place_in_the_list() {
    let road = Road::opened(SHAOGUAN);
    let gone = "竹木加工5G全连接车间";
    road.take_in(&file(FIRST));
    road.take_in(&file("浈江区.xls"));
    let mut expected = all_names(&road);
    expected.retain(|name| !name.contains(gone));
    replace(&road, &["--reason", "县里报来更正稿"]);
    assert_eq!(
        all_names(&road),
        expected,
        "a pool shared out in order pays by place"
    );
    road.run(["return", "withdraw", "3", "--reason", "误报"])
        .json(0);
    let alone = Road::opened(SHAOGUAN);
    alone.take_in(&file("浈江区.xls"));
    assert_eq!(content(&road), content(&alone), "as if neither had come");
}

#[test]
fn a_return_that_was_replaced_is_no_correction_of_its_correction() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(FIRST));
    let path = file(FIRST);
    let first = path.to_str().unwrap();
    replace(&road, &["--reason", "县里报来更正稿"]);
    let after = content(&road);
    let amounts = |road: &Road| -> Vec<Value> {
        let all = road.projects().into_iter();
        all.map(|one| one["investment_wan"].clone()).collect()
    };
    let figures = amounts(&road);

    let again = road.take_in_ran(&path).json(3);
    let said = text(&again["files"][0]["message"]).to_owned();
    assert!(
        said.contains("这是第1批的原文件") && said.contains("被第2批") && !said.contains("像是"),
        "it is said what the file is: {said}"
    );
    let refused = road.run(["return", "replace", first, "--reason", "再报"]);
    assert_ne!(refused.status, 0, "nor can it take the place: {refused:?}");
    assert!(
        refused.stderr.contains("请先撤回第2批") || refused.stdout.contains("请先撤回第2批"),
        "and what to do is said: {refused:?}"
    );
    assert_eq!(amounts(&road), figures, "no figure went back");
    assert_eq!(content(&road), after, "nothing changed");

    road.run(["return", "withdraw", "2", "--reason", "更正稿有误"])
        .json(0);
    let back = road.take_in(&path);
    assert_eq!(
        back["files"][0]["outcome"], "taken_in",
        "once the correction is withdrawn it is a return like any other: {back}"
    );
}

#[test]
fn what_the_county_changed_is_shown_before_it_is_confirmed() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(FIRST));
    let preview = replace(&road, &["--preview"]);
    let compared = &preview["comparison"];
    assert!(
        !rows(&compared["changed"]).is_empty() && rows(&compared["gone"]).len() == 1,
        "the whole comparison is there: {compared}"
    );
    let lines = rows(&preview["changes"]);
    let at = |words: &str| lines.iter().position(|one| text(one).contains(words));
    let (amount, gone) = (at("→ 310"), at("减少 "));
    assert!(
        amount.is_some() && amount < gone,
        "amounts come first, what is gone is named: {lines:?}"
    );
    let path = file(CORRECTED);
    let plain = road.run_plain([
        "return",
        "replace",
        path.to_str().unwrap(),
        "--reason",
        "县里报来更正稿",
    ]);
    assert!(
        plain.stderr.contains("→ 310") && plain.stderr.contains("减少 "),
        "a terminal shows it too before it is done: {plain:?}"
    );
}

/// A pair of returns, the first of which is partly settled before the second
/// comes.
#[test]
fn what_was_asked_counts_the_same_before_and_after_the_replacement() {
    let pair = ruku_tests::root().join("fixtures/pairs/移行拆行");
    let road = Road::opened(SHAOGUAN);
    road.take_in(&pair.join("原报.xlsx"));
    let repair = ["return", "repair", "1", "--accept", "amount_approximate"];
    road.run(repair).json(0);
    let corrected = pair.join("更正.xlsx");
    let summary = |of: &str| {
        let ran = road.run(["return", "findings", of]);
        // What is open of a file is told by the exit status too.
        let status = ran.status;
        let found = ran.json(status);
        let summary = found["comparison"]["summary"].as_str();
        summary.unwrap_or_default().to_owned()
    };
    let before = summary(corrected.to_str().unwrap());
    assert!(
        before.starts_with("要求更正1处，已更正1处"),
        "what was put right here is not asked for: {before}"
    );
    let replaced = ["return", "replace", corrected.to_str().unwrap()];
    let more = ["--reason", "县里报来更正稿"];
    let preview = road.run(replaced.iter().chain(&["--preview"])).json(0);
    assert_eq!(
        text(&preview["comparison"]["summary"]),
        before,
        "the question counts as the comparison does"
    );
    road.run(replaced.iter().chain(&more)).json(0);
    assert_eq!(summary("2"), before, "and so does the new batch");
    road.run(["return", "withdraw", "2", "--reason", "误报"])
        .json(0);
    let alone = summary(corrected.to_str().unwrap());
    assert_eq!(alone, "", "nothing is there any more to compare it with");
}
