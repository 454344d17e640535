//! A return read anew: a column means something else, or a sheet is left out.
//! What still fits is kept, what does not is named and stays in the trail.

use std::path::PathBuf;

use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use ruku_tests::root;
use serde_json::Value;

use super::refusals::content;

/// Two dates that may be October, and a column of dates nobody asked for.
const TWO_DATES: &str = "\
2022年制造业高质量发展促进工业互联网应用入库项目储备汇总表
填报单位（盖章）：仁化县工业和信息化局　　单位：万元
序号,企业名称,统一社会信用代码,项目名称,支持方向,开工时间,完工时间,验收时间,项目总投资（万元）,联系电话
1,仁化县锦砂岭有色金属制品有限公司,91440224MAX0000159,铜材轧制上云,上云上平台,2021-10-11,2022.1,2022-06-30,150,138000
2,仁化县霞岩陶瓷材料有限公司,91440224MAX0000234,窑炉数据上云,上云上平台,2021-10-11,2022.1,2022-10-01,300,13800000002
";

fn two_dates(road: &Road) -> PathBuf {
    let path = road.out("仁化县汇总表.csv");
    std::fs::write(&path, TWO_DATES).unwrap();
    path
}

/// Runs a command on a file or a batch.
fn on(road: &Road, command: &str, of: &str, more: &[&str]) -> Value {
    let ran = road.run(["return", command, of].iter().chain(more));
    assert_eq!(ran.status, 0, "{command} {more:?}: {ran:?}");
    ran.json(0)
}

fn view(road: &Road, of: &str) -> Value {
    let ran = road.run(["return", "findings", of]);
    ran.json(ran.status)
}

/// The findings of a kind.
fn of_kind(view: &Value, kind: &str) -> Vec<Value> {
    let groups = rows(&view["groups"]).into_iter();
    groups
        .filter(|group| group["kind"] == kind)
        .flat_map(|group| rows(&group["findings"]))
        .collect()
}

fn words(list: &Value) -> Vec<String> {
    rows(list).iter().map(|one| text(one).to_owned()).collect()
}

fn numbers(road: &Road) -> Vec<i64> {
    let all = road.projects();
    all.iter().filter_map(|one| one["id"].as_i64()).collect()
}

/// A batch with something of every kind done to it by a person.
fn worked_through(road: &Road) {
    road.take_in(&two_dates(road));
    let first = of_kind(&view(road, "1"), "date_ambiguous");
    let first = format!("#{}", first[0]["id"]);
    on(
        road,
        "answer",
        "1",
        &[&first, "2022-10-31", "--reason", "县里来电"],
    );
    on(
        road,
        "accept",
        "1",
        &["--what", "phone_odd", "--reason", "电话核实"],
    );
    road.run(["fact", "1", "employees", "50", "--reason", "企业来函"])
        .json(0);
    road.run(["fact", "2", "contact_phone", "", "--reason", "号码不对"])
        .json(0);
    road.run([
        "decide",
        "waiver",
        "registered_here",
        "--project",
        "1",
        "--authority",
        "局长办公会纪要",
        "--approver",
        "局长",
        "--reason",
        "正在迁入",
    ])
    .json(0);
}

#[test]
fn a_column_given_another_meaning_loses_nothing_silently() {
    let road = Road::opened(SHAOGUAN);
    worked_through(&road);
    let before = numbers(&road);
    let mapped = on(&road, "map", "1", &["H=completed_on"]);
    let preview = view(&road, "1");
    assert_eq!(
        preview["read_otherwise"], true,
        "it is said that the batch was read otherwise"
    );
    let lost = words(&mapped["changes"]["facts"]);
    assert_eq!(lost.len(), 1, "the date of column G alone: {mapped}");
    for part in [
        "铜材轧制上云",
        "2022年10月31日",
        "县里来电",
        "2022年6月30日",
    ] {
        assert!(
            lost[0].contains(part),
            "named, with both values and why: {lost:?}"
        );
    }
    let anew = on(&road, "reread", "1", &["--reason", "列名对应更正"]);
    assert_eq!(
        anew["changes"], mapped["changes"],
        "what was announced is what is done"
    );
    assert_eq!(
        (anew["batch"].clone(), numbers(&road)),
        (Value::from(1), before),
        "batch and projects keep their numbers"
    );
    let now = view(&road, "1");
    assert_eq!(now["read_otherwise"], false, "nothing is left to do");
    let phone = of_kind(&now, "phone_odd");
    assert!(
        phone[0]["state"] == "accepted" && text(&phone[0]["settled"]).contains("电话核实"),
        "same cell, same finding: {phone:?}"
    );
    let decisions = rows(&road.run(["decide", "list"]).json(0)["decisions"]);
    assert!(
        decisions[0]["holds"] == true && decisions[0]["project"] == 1,
        "the decision holds: {decisions:?}"
    );
    let out = road.out("汇总表.xlsx");
    road.run(["table", "projects", "--out", out.to_str().unwrap()])
        .json(0);
    let table = super::settling::sheet_text(&out);
    assert!(
        !table.contains("13800000002"),
        "what was set to unknown stays unknown: {table}"
    );
    let log = road.run(["log"]).json(0).to_string();
    assert!(
        log.contains("重新读取汇总表") && log.contains("2022年10月31日"),
        "what was lost stays in the trail by name: {log}"
    );
    road.run(["verify"]).json(0);
    road.run(["return", "withdraw", "1", "--reason", "误报"])
        .json(0);
    let untouched = Road::opened(SHAOGUAN);
    untouched.take_in(&two_dates(&untouched));
    on(&untouched, "map", "1", &["H=completed_on"]);
    untouched
        .run(["return", "withdraw", "1", "--reason", "误报"])
        .json(0);
    assert_eq!(
        content(&road),
        content(&untouched),
        "withdrawn, only the column is remembered"
    );
}

#[test]
fn what_was_settled_before_waits_for_its_column_to_come_back() {
    let road = Road::opened(SHAOGUAN);
    let path = two_dates(&road);
    let file = path.to_str().unwrap();
    let first = of_kind(&view(&road, file), "date_ambiguous");
    let first = format!("#{}", first[0]["id"]);
    on(
        &road,
        "answer",
        file,
        &[&first, "2022-10-31", "--reason", "县里来电"],
    );
    let mapped = on(&road, "map", file, &["H=completed_on"]);
    let lapsed = words(&mapped["lapsed"]);
    assert!(
        lapsed.len() == 1
            && lapsed[0].contains("2022年10月31日")
            && lapsed[0].contains("2022年6月30日"),
        "named with before and after: {lapsed:?}"
    );
    assert_eq!(view(&road, file)["lapsed"], mapped["lapsed"], "and shown");
    on(&road, "map", file, &["H="]);
    let back = view(&road, file);
    assert!(
        rows(&back["lapsed"]).is_empty(),
        "forgotten, it fits again: {back}"
    );
    assert_eq!(
        of_kind(&back, "date_ambiguous")[0]["state"],
        "repaired",
        "nothing was thrown away"
    );
    on(&road, "map", file, &["H=completed_on"]);
    let taken = road.take_in(&path);
    let message = text(&taken["files"][0]["message"]);
    assert!(
        message.contains("1处已不对应") && message.contains("2022年10月31日"),
        "taking it in says what it does without: {message}"
    );
    let log = road.run(["log"]).json(0).to_string();
    assert!(
        log.contains("1处填写或处理不再对应"),
        "and the trail: {log}"
    );
}

const SHEETS: [&str; 2] = ["系统性制造业互联网平台", "5G+制造业"];

fn two_lists() -> PathBuf {
    root().join("fixtures/returns/catalogue/高新区分方向报送.xlsx")
}

/// What is said of a sheet.
fn verdict(view: &Value, sheet: &str) -> String {
    let sheets = rows(&view["sheets"]);
    let found = sheets.iter().find(|one| one["name"] == sheet);
    text(&found.expect("the sheet is there")["verdict"]).to_owned()
}

#[test]
fn a_sheet_is_left_out_before_the_file_is_taken_in() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    let path = two_lists();
    let file = path.to_str().unwrap();
    let fresh = view(&road, file);
    assert_eq!(of_kind(&fresh, "duplicate_in_file").len(), 1);
    let leave = [SHEETS[1], "leave_out", "--reason", "去年的表"];
    on(&road, "sheet", file, &leave);
    let now = view(&road, file);
    assert_eq!(verdict(&now, SHEETS[1]), "不导入：去年的表。");
    assert!(
        of_kind(&now, "duplicate_in_file").is_empty(),
        "what it repeated is no double any more"
    );
    let twice = road.run([
        "return",
        "sheet",
        file,
        SHEETS[0],
        "leave_out",
        "--reason",
        "重复",
    ]);
    let sentence = text(&twice.json(3)["error"]["message"]).to_owned();
    assert!(
        sentence.contains("没有别的项目表"),
        "the last list stays: {sentence}"
    );
    road.take_in(&path);
    assert_eq!(road.projects().len(), 1, "the projects of the other sheet");
    let batch = view(&road, "1");
    let left_out = of_kind(&batch, "sheet_left_out");
    assert!(
        text(&left_out[0]["settled"]).contains("去年的表"),
        "with who and why: {left_out:?}"
    );
    on(
        &road,
        "undo",
        "1",
        &["--what", "sheet_left_out", "--reason", "要报"],
    );
    assert_eq!(road.projects().len(), 3, "taken back, all are there");
    road.run(["return", "withdraw", "1", "--reason", "误报"])
        .json(0);
    assert_eq!(content(&road), empty, "as if it had never come");
    let after = view(&road, file);
    assert_eq!(after, fresh, "nothing is left of the choice");
}

#[test]
fn leaving_a_sheet_of_a_batch_out_says_first_what_goes() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&two_lists());
    let stay = road.id_of("伺服电机5G产线");
    let gone = road.projects()[0]["id"].to_string();
    for project in [&stay, &gone] {
        road.run(["fact", project, "employees", "50", "--reason", "来函"])
            .json(0);
    }
    let before = content(&road);
    let preview = on(&road, "sheet", "1", &[SHEETS[0], "leave_out", "--preview"]);
    assert_eq!(content(&road), before, "looking changes nothing");
    let lost = words(&preview["changes"]["facts"]);
    assert!(
        lost.len() == 1 && lost[0].contains("没有读取这个项目"),
        "one value goes with its project: {lost:?}"
    );
    let leave = [SHEETS[0], "leave_out", "--reason", "重复"];
    on(&road, "sheet", "1", &leave);
    assert!(
        numbers(&road).contains(&stay.parse().unwrap()) && road.projects().len() == 2,
        "the others are as they were"
    );
    on(
        &road,
        "sheet",
        "1",
        &[SHEETS[0], "take_back", "--reason", "看错了"],
    );
    let names: Vec<Value> = road
        .projects()
        .iter()
        .map(|one| one["project"].clone())
        .collect();
    assert_eq!(
        names[0], "芯片封装数据平台",
        "in the order of the file: {names:?}"
    );
    assert_eq!(names.len(), 3);
}
