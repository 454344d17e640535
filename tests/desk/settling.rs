//! What a clerk does with a return after it came: findings settled and taken
//! back, a corrected return in the place of the first, sets of doubles decided,
//! who has reported, a withdrawal that says what goes, a backup that is whole.

use std::path::PathBuf;

use ruku_tests::road::{Ran, Road, SHAOGUAN, findings_in, rows, text};
use serde_json::Value;

use super::refusals::content;

fn file(name: &str) -> PathBuf {
    SHAOGUAN.returns().join(name)
}

const UGLY: &str = "新建 Microsoft Excel 工作表.xlsx";
const CLEAN: &str = "仁化县2022年入库项目储备汇总表.xlsx";

fn findings(road: &Road) -> Vec<Value> {
    let view = road.run(["return", "findings", "1"]);
    let view = view.json(view.status);
    findings_in(&view)
}

fn of_kind(road: &Road, kind: &str) -> Vec<Value> {
    let mut found = findings(road);
    found.retain(|finding| finding["kind"] == kind);
    found
}

fn cell_of(finding: &Value) -> String {
    format!("{}!{}", text(&finding["sheet"]), text(&finding["cell"]))
}

/// Whether a row of the grid has this number.
fn is_numbered(row: &Value, number: &str) -> bool {
    row["id"]
        .as_i64()
        .is_some_and(|id| number.parse() == Ok(id))
}

#[test]
fn repairs_and_warnings_are_settled_and_taken_back() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(UGLY));
    let before = road.run(["projects"]).json(0);
    let repairable = findings(&road);
    let repairable = repairable
        .iter()
        .find(|finding| finding["can_repair"] == true);
    let repairable = repairable.expect("the ugly return has a repair to accept");
    let cell = cell_of(repairable);
    road.run(["return", "repair", "1", "--accept", &cell])
        .json(0);
    let find = |road: &Road| {
        let all = findings(road);
        all.into_iter()
            .find(|finding| finding["id"] == repairable["id"])
            .unwrap()
    };
    assert_eq!(find(&road)["state"], "repaired", "it is put right");
    road.run(["return", "undo", "1", "--what", &cell, "--reason", "看错了"])
        .json(0);
    assert_eq!(find(&road), *repairable, "and taken back, as it was");
    assert_eq!(
        road.run(["projects"]).json(0)["rows"],
        before["rows"],
        "every value is back"
    );
    road.run(["return", "repair", "1", "--accept", &cell])
        .json(0);
    assert_eq!(
        find(&road)["state"],
        "repaired",
        "it can be accepted once more"
    );

    let warning = findings(&road)
        .into_iter()
        .find(|finding| finding["severity"] == "warning" && finding["row"] != 0)
        .expect("the ugly return has a warning in a row");
    let cell = cell_of(&warning);
    let accept = |reason: &str| -> Ran {
        road.run(["return", "accept", "1", "--what", &cell, "--reason", reason])
    };
    accept(" ").json(3);
    accept("电话核实无误").json(0);
    let out = road.out("汇总表.xlsx");
    road.run(["table", "projects", "--out", out.to_str().unwrap()])
        .json(0);
    let printed = sheet_text(&out);
    assert!(
        printed.contains("已核：电话核实无误"),
        "the reason is printed in the 备注: {printed}"
    );

    let error = findings(&road)
        .into_iter()
        .find(|finding| finding["severity"] == "error" && finding["state"] == "open")
        .expect("the ugly return has errors");
    let wanted = format!("#{}", error["id"]);
    let refused = road.run([
        "return", "accept", "1", "--what", &wanted, "--reason", "算了",
    ]);
    let sentence = text(&refused.json(3)["error"]["message"]).to_owned();
    assert!(
        sentence.contains("不能只凭说明接受"),
        "an error needs a value: {sentence}"
    );
}

#[test]
fn a_value_that_was_not_read_is_answered() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(UGLY));
    let lost = of_kind(&road, "code_precision_lost");
    let wanted = format!("#{}", lost[0]["id"]);
    let answer = |value: &str| {
        road.run([
            "return",
            "answer",
            "1",
            &wanted,
            value,
            "--reason",
            "县里来电更正",
        ])
    };
    let refused = answer("不知道").json(3);
    let sentence = text(&refused["error"]["message"]);
    assert!(
        sentence.contains("统一社会信用代码"),
        "it says which: {sentence}"
    );
    let codes = || -> Vec<String> {
        let rows = road.projects();
        let codes = rows.iter().map(|row| text(&row["credit_code"]).to_owned());
        codes.filter(|code| code.len() == 18).collect()
    };
    let before = codes();
    // Any code with a right check digit will do for an invented enterprise.
    answer(&before[0]).json(0);
    assert_eq!(
        codes().len(),
        before.len() + 1,
        "the project has its code now"
    );
}

/// The texts of a workbook's cells, one after the other.
pub(super) fn sheet_text(path: &std::path::Path) -> String {
    use calamine::Reader as _;
    let mut book = calamine::open_workbook_auto(path).expect("the table was written");
    let mut out = String::new();
    for (_, range) in book.worksheets() {
        for row in range.rows() {
            for cell in row {
                out.push_str(&cell.to_string());
                out.push('\n');
            }
        }
    }
    out
}

#[test]
fn the_table_numbers_through_and_names_every_county() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(CLEAN));
    road.take_in(&file("浈江区.xls"));
    let out = road.out("汇总表.xlsx");
    road.run(["table", "projects", "--out", out.to_str().unwrap()])
        .json(0);
    use calamine::Reader as _;
    let mut book = calamine::open_workbook_auto(&out).unwrap();
    let (_, range) = book.worksheets().remove(0);
    let head = range
        .rows()
        .position(|row| row.iter().any(|cell| *cell == "企业名称"))
        .expect("the table has its header");
    let header: Vec<String> = range
        .rows()
        .nth(head)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let number = header
        .iter()
        .position(|name| name == "序号")
        .expect("numbered");
    let county = header
        .iter()
        .position(|name| name.starts_with("所属县"))
        .expect("with counties");
    let body: Vec<_> = range.rows().skip(head + 1).take(12).collect();
    let numbers: Vec<String> = body.iter().map(|row| row[number].to_string()).collect();
    let through: Vec<String> = (1..=12).map(|n| n.to_string()).collect();
    assert_eq!(numbers, through, "numbered through over the counties");
    let unnamed = body
        .iter()
        .filter(|row| row[county].to_string().is_empty())
        .count();
    assert_eq!(
        unnamed, 0,
        "a county only the caption names is in every row"
    );
}

#[test]
fn a_corrected_return_is_compared_and_replaces_the_first() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(CLEAN));
    let corrected = file("仁化县2022年入库项目储备汇总表（更正）.xlsx");
    let view = road.run([
        "return".as_ref(),
        "findings".as_ref(),
        corrected.as_os_str(),
    ]);
    let comparison = view.json(view.status)["comparison"].clone();
    assert_eq!(comparison["batch"], 1, "it is recognised: {comparison}");
    assert_eq!(
        rows(&comparison["gone"]).len(),
        1,
        "one project was withdrawn"
    );
    let changed = rows(&comparison["changed"]);
    assert!(
        changed
            .iter()
            .any(|one| one["asked_for"] == false && one["after"] == "310"),
        "an amount nobody asked about: {changed:?}"
    );
    let ran = road.run([
        "return".as_ref(),
        "replace".as_ref(),
        corrected.as_os_str(),
        "--reason".as_ref(),
        "县里报来更正稿".as_ref(),
    ]);
    assert_eq!(ran.json(0)["projects"], 5, "the corrected return has five");
    let replaced = content(&road);
    let straight = Road::opened(SHAOGUAN);
    straight.take_in(&corrected);
    assert_eq!(
        replaced,
        content(&straight),
        "as if the first had never come"
    );
    let clean = file(CLEAN);
    let other = file("浈江区.xls");
    let unrelated = road.run([
        "return".as_ref(),
        "replace".as_ref(),
        other.as_os_str(),
        "--reason".as_ref(),
        "误".as_ref(),
    ]);
    unrelated.json(3);
    assert!(clean.is_file(), "the county's own file is never touched");
}

#[test]
fn doubles_are_decided_and_stay_decided() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file("附件2武江区汇总表（盖章版）.xlsx"));
    let alone = content(&road);
    road.take_in(&file("韶关高新区汇总表.xlsx"));
    let sets = || rows(&road.run(["return", "sets"]).json(0)["sets"]);
    let set = sets()
        .into_iter()
        .find(|set| set["kind"] == "same_project")
        .expect("武江区 and 高新区 sent the same project");
    assert_eq!(set["choice"], "open", "nobody has decided: {set}");
    let members = rows(&set["members"]);
    let (kept, gone) = (
        members[0]["project"].to_string(),
        members[1]["project"].to_string(),
    );
    let reason = |project: &str| {
        let row = road
            .projects()
            .into_iter()
            .find(|row| is_numbered(row, project));
        text(&row.unwrap()["reason"]).to_owned()
    };
    assert!(
        reason(&gone).contains("疑似重复"),
        "marked in the list until then"
    );
    let id = text(&set["id"]).to_owned();
    let decide = [
        "return",
        "decide",
        &id,
        "keep_one",
        "--project",
        &kept,
        "--reason",
        "由武江区申报",
    ];
    road.run(decide).json(0);
    let now = sets()
        .into_iter()
        .find(|one| one["id"] == set["id"])
        .unwrap();
    assert_eq!(now["choice"], "keep_one", "it stays decided");
    assert!(
        !reason(&kept).contains("疑似重复"),
        "the one that stays is clear"
    );
    assert!(
        reason(&gone).contains("不计入测算"),
        "the other says so: {}",
        reason(&gone)
    );
    road.run(["assess"]).json(1);
    let out = road
        .projects()
        .into_iter()
        .find(|row| is_numbered(row, &gone))
        .unwrap();
    assert_eq!(out["amount"], "", "it carries no amount: {out}");

    let preview = road.run(["return", "withdraw", "2", "--preview"]).json(0);
    assert!(
        rows(&preview["decisions"])
            .iter()
            .any(|one| text(one).contains("只留一个")),
        "the decision would go too: {preview}"
    );
    let fresh = Road::opened(SHAOGUAN);
    fresh.take_in(&file("附件2武江区汇总表（盖章版）.xlsx"));
    fresh.take_in(&file("韶关高新区汇总表.xlsx"));
    fresh.run(decide).json(0);
    fresh
        .run(["return", "withdraw", "2", "--reason", "误报"])
        .json(0);
    assert_eq!(
        content(&fresh),
        alone,
        "as if neither file nor decision had come"
    );
}

#[test]
fn who_has_not_reported_is_known() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(CLEAN));
    road.take_in(&file("乳源零报送.xlsx"));
    let view = road.run(["return", "counties"]).json(0);
    let missing: Vec<String> = rows(&view["missing"])
        .iter()
        .map(|name| text(name).to_owned())
        .collect();
    assert_eq!(
        missing.len(),
        9,
        "eleven less one return and one nil return: {missing:?}"
    );
    road.run(["return", "nil", "新丰", "--reason", "7月4日来电"])
        .json(0);
    let view = road.run(["return", "counties"]).json(0);
    assert_eq!(
        rows(&view["missing"]).len(),
        8,
        "a nil return by telephone counts"
    );
    road.run(["return", "nil", "新丰", "--undo"]).json(0);
    let foreign = road.run(["return", "nil", "台山", "--reason", "误"]);
    foreign.json(3);
}

#[test]
fn a_withdrawal_says_exactly_what_goes() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    road.take_in(&file(CLEAN));
    let id = road.projects()[0]["id"].to_string();
    road.run([
        "fact",
        &id,
        "contact_phone",
        "0751-8880000",
        "--reason",
        "来电",
    ])
    .json(0);
    let before = content(&road);
    let view = road.run(["return", "withdraw", "1", "--preview"]).json(0);
    assert_eq!(rows(&view["projects"]).len(), 6, "the projects by name");
    assert_eq!(
        rows(&view["facts"]).len(),
        1,
        "the value that was typed: {view}"
    );
    assert_eq!(content(&road), before, "looking takes nothing");
    let ran = road.run(["return", "withdraw", "1", "--reason", "重报"]);
    assert!(
        ran.stderr.contains("0751-8880000"),
        "it is said before it goes: {ran:?}"
    );
    ran.json(0);
    assert_eq!(content(&road), empty, "nothing is left");
}

#[test]
fn a_backup_is_one_file_and_a_whole_library() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(CLEAN));
    let folder = road.out("U盘");
    std::fs::create_dir(&folder).unwrap();
    let made = road
        .run(["backup", "--out", folder.to_str().unwrap()])
        .json(0);
    let path = text(&made["backup"]).to_owned();
    assert!(
        path.ends_with("入库通备份_20220705_0900.ruku"),
        "named by the day: {path}"
    );
    let elsewhere = road.out("新电脑");
    let elsewhere = elsewhere.to_str().unwrap();
    let there = |args: &[&str]| {
        let args: Vec<&str> = args
            .iter()
            .copied()
            .chain(["--library", elsewhere])
            .collect();
        road.run_anywhere(args)
    };
    there(&["restore", &path]).json(0);
    let sound = there(&["verify"]).json(0);
    assert_eq!(
        sound["sound"], true,
        "database and originals are complete: {sound}"
    );
    assert_eq!(
        rows(&there(&["projects"]).json(0)["rows"]).len(),
        6,
        "every project is there"
    );
    let answer = road.run(["backup", "--out", file(CLEAN).to_str().unwrap()]);
    answer.json(3);
}

#[test]
fn replies_go_into_one_folder_and_never_over_an_earlier_one() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&file(UGLY));
    let folder = road.out("退改");
    let reply = || {
        let words = ["return", "reply", "1", "--out", folder.to_str().unwrap()];
        let path = road.run(words).json(0)["path"].clone();
        PathBuf::from(text(&path))
    };
    let first = reply();
    let sent = std::fs::read(&first).unwrap();
    let second = reply();
    assert_ne!(first, second, "the second has a name of its own");
    assert_eq!(
        std::fs::read(&first).unwrap(),
        sent,
        "what may have been sent stays as it was"
    );
}
