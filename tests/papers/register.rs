//! Paper after it left the printer: checked by two groups, written down copy by
//! copy, gone on with after a jam.

use std::path::Path;

use ruku_tests::road::{Road, SHAOGUAN, pdf_text, rows, text};
use serde_json::Value;

const PROJECTS: [&str; 2] = ["铅锌冶炼炉况数据上云项目", "机器人产线上云"];

/// A library with 承诺书 of two projects printed; gives the printing's view.
fn printed() -> (Road, Value) {
    let road = Road::assessed(SHAOGUAN);
    let out = road.out("承诺书");
    let ids = PROJECTS.map(|name| road.id_of(name));
    let args = [
        "print",
        "commitment",
        "--project",
        &ids[0],
        "--project",
        &ids[1],
        "--ineligible-too",
        "--out",
        out.to_str().unwrap(),
    ];
    let view = road.run(args).json(0);
    (road, view)
}

fn register(road: &Road) -> Vec<Value> {
    rows(&road.run(["paper", "register", "list"]).json(0)["prints"])
}

/// The print of a project.
fn print_of(road: &Road, project: &str) -> Value {
    let found = register(road).into_iter();
    let mut found = found.filter(|row| text(&row["subject"]).ends_with(project));
    found.next().expect("the project's form was printed")
}

fn groups(print: &Value) -> Vec<String> {
    text(&print["fingerprint"])
        .split('-')
        .map(str::to_owned)
        .collect()
}

fn check(road: &Road, typed: &str, status: i32) -> Value {
    road.run(["paper", "verify", "--groups", typed])
        .json(status)
}

fn close(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

fn pages(path: &Path) -> usize {
    pdf_text(path).matches('\u{c}').count()
}

#[test]
fn two_groups_tell_whether_a_sheet_still_agrees() {
    let (road, _) = printed();
    let print = print_of(&road, PROJECTS[1]);
    let groups = groups(&print);
    let typed = format!("{} {}", groups[2], groups[0].to_lowercase());
    let same = check(&road, &typed, 0);
    assert_eq!(
        same["verdict"], "same",
        "any two groups, in any order: {same}"
    );
    assert_eq!(
        same["forms"][0]["print"]["id"], print["id"],
        "it is this print"
    );
    assert_eq!(print["standing"], "same", "the register says the same");

    let id = print["project"].to_string();
    road.run([
        "fact",
        &id,
        "enterprise_name",
        "韶关市新名有限公司",
        "--reason",
        "更名",
    ])
    .json(0);
    let changed = check(&road, &typed, 1);
    assert_eq!(
        changed["verdict"], "changed",
        "a name on the sheet is another: {changed}"
    );
    let changes = rows(&changed["forms"][0]["changes"]);
    let name = changes
        .iter()
        .find(|change| change["now"] == "韶关市新名有限公司");
    let name = name.unwrap_or_else(|| panic!("the new name is among {changes:?}"));
    assert!(
        text(&print["subject"]).starts_with(text(&name["printed"])),
        "beside the old one: {name}"
    );
    assert_eq!(
        print_of(&road, PROJECTS[1])["standing"],
        "changed",
        "the register marks the stale paper"
    );
    assert_eq!(
        print_of(&road, PROJECTS[0])["standing"],
        "same",
        "the other sheet is as it was"
    );

    let file = rows(&road.run(["paper", "register", "list"]).json(0)["prints"]);
    assert_eq!(file.len(), 2, "checking prints nothing");
}

#[test]
fn a_list_is_held_against_what_stands_on_it() {
    let road = Road::assessed(SHAOGUAN);
    let out = road.out("公示");
    let args = ["print", "publicity", "--leave-blank", "--out"];
    let files = road
        .run(args.iter().chain(&[out.to_str().unwrap()]))
        .json(0);
    let file = text(&files["files"][0]["path"]).to_owned();
    let verify = |status: i32| road.run(["paper", "verify", &file]).json(status);
    let id = road.id_of(PROJECTS[1]);
    let set = |fact: &str, value: &str| {
        road.run(["fact", &id, fact, value, "--reason", "核对"])
            .json(0);
    };
    set("contact_phone", "13800000000");
    road.run(["assess"]).json(1);
    assert_eq!(
        verify(0)["verdict"],
        "same",
        "a telephone number is not on the list, so the list still holds"
    );
    set("project_name", "机器人产线上云二期");
    road.run(["assess"]).json(1);
    let changes = rows(&verify(1)["forms"][0]["changes"]);
    let told: Vec<[&str; 3]> = changes
        .iter()
        .map(|one| ["label", "printed", "now"].map(|key| text(&one[key])))
        .collect();
    let label = "“广东甘棠驿机器人有限公司 机器人产线上云二期”一行的项目名称";
    assert_eq!(
        told,
        [[label, PROJECTS[1], "机器人产线上云二期"]],
        "one row has another name, and nothing else has changed"
    );
    set("project_investment", "0");
    road.run(["assess"]).json(1);
    let changes = rows(&verify(1)["forms"][0]["changes"]);
    assert!(
        changes.iter().any(|one| {
            text(&one["printed"]) == "200,000.00元" && text(&one["now"]) == "不在表上"
        }),
        "a row that is not on it any more is named with its amount: {changes:?}"
    );
}

#[test]
fn what_was_mistyped_is_said() {
    let (road, _) = printed();
    let groups = groups(&print_of(&road, PROJECTS[0]));
    let other = if groups[0].starts_with('3') { "4" } else { "3" };
    let slip = format!("{other}{} {}", &groups[0][1..], groups[1]);
    let unknown = check(&road, &slip, 1);
    assert_eq!(unknown["verdict"], "unknown", "no such sheet: {unknown}");
    let hints = rows(&unknown["hints"]);
    let meant = format!("“{} {}”", groups[0], groups[1]);
    assert!(
        hints.iter().any(|hint| text(hint).contains(&meant)),
        "it may be {meant}: {hints:?}"
    );
    for (typed, said) in [("3A7C", "任意两组"), ("3A7C 9OKM", "可能是“D”")] {
        let error = check(&road, typed, 3);
        let message = text(&error["error"]["message"]);
        assert!(message.contains(said), "{typed}: {message}");
    }
}

#[test]
fn every_copy_is_written_down_with_its_way() {
    let (road, _) = printed();
    let ids: Vec<String> = register(&road)
        .iter()
        .map(|row| row["id"].to_string())
        .collect();
    let mark = |to: &str, more: &[&str]| {
        let mut args = vec!["paper", "register", "mark", &ids[0], &ids[1], "--to", to];
        args.extend(more);
        road.run(args)
    };
    assert_eq!(
        mark("signed", &["--who", "王厂长"]).json(0)["marked"],
        14,
        "seven each"
    );
    assert_eq!(
        mark("sealed", &["--copy", "1", "--copy", "2"]).json(0)["marked"],
        4,
        "two each"
    );
    assert_eq!(
        mark("handed_in", &["--copy", "1", "--day", "2022-07-05"]).json(0)["marked"],
        2,
        "one each"
    );
    let refused = mark("signed", &["--copy", "1"]).json(3)["error"]["message"].clone();
    assert!(
        text(&refused).contains("第1份目前是“已交”"),
        "a step that is not allowed is named: {refused}"
    );
    let late = mark("handed_in", &["--copy", "2", "--day", "2022-07-06"]).json(3);
    assert!(
        text(&late["error"]["message"]).contains("请填打印当天"),
        "nothing happens tomorrow: {late}"
    );
    let print = &register(&road)[0];
    assert_eq!(
        print["summary"], "已交1份、已盖章1份、已签字5份",
        "where they stand"
    );
    assert_eq!(print["copies"][0]["who"], "", "of the last step");
    let steps = rows(&road.run(["paper", "register", "show", &ids[0]]).json(0)["steps"]);
    assert_eq!(steps.len(), 11, "every step of every copy, and the print");

    let back = [
        "paper",
        "register",
        "take-back",
        &ids[0],
        "--copy",
        "1",
        "--reason",
        "登记错",
    ];
    road.run(back).json(0);
    assert_eq!(
        register(&road)[0]["copies"][0]["state"],
        "sealed",
        "the step before"
    );
    let log = rows(&road.run(["log"]).json(0)["entries"]);
    let actions: Vec<&str> = log.iter().map(|entry| text(&entry["action"])).collect();
    let marked = actions
        .iter()
        .filter(|action| **action == "登记纸件")
        .count();
    assert_eq!(marked, 6, "a line for each print that was marked");
    assert_eq!(
        actions.last(),
        Some(&"更正纸件登记"),
        "and for the correction"
    );
    assert_eq!(
        road.run(["projects"]).json(0)["stale"],
        false,
        "paper does not age an assessment"
    );
    assert_eq!(
        road.run(["verify"]).json(0)["sound"],
        true,
        "the library is sound"
    );
}

#[test]
fn a_jam_is_gone_on_from_the_copy_that_is_missing() {
    let (road, first) = printed();
    let out = road.out("续打");
    let resume = |number: &str| {
        let out = out.to_str().unwrap();
        road.run(["print", "commitment", "--from-copy", number, "--out", out])
    };
    let view = resume("9").json(0);
    assert_eq!(
        view["printing"], first["printing"],
        "the same printing goes on"
    );
    let file = &rows(&view["files"])[0];
    let second = print_of(&road, PROJECTS[1]);
    let what = text(&file["what"]);
    assert!(
        what.contains("第9份是") && what.contains("的第2份") && what.contains("还有6份"),
        "it says whose copy that is: {what}"
    );
    let path = Path::new(text(&file["path"]));
    let rest = pages(path);
    assert_eq!(
        rest as u64,
        file["pages"].as_u64().unwrap(),
        "as many pages as it says"
    );
    let book = Path::new(text(&first["files"][0]["path"])).to_owned();
    assert_eq!(rest * 14, pages(&book) * 6, "six copies of fourteen");
    let last = register(&road)[0]["subject"].clone();
    let words = close(&pdf_text(path));
    let enterprise = close(text(&last).split(' ').next().unwrap());
    assert!(words.contains(&enterprise), "of the second form: {second}");
    assert_eq!(
        register(&road).len(),
        2,
        "the copies were registered before"
    );

    let beyond = resume("15").json(3);
    assert!(
        text(&beyond["error"]["message"]).contains("一共14份"),
        "there are fourteen: {beyond}"
    );
    let id = second["project"].to_string();
    road.run([
        "fact",
        &id,
        "project_name",
        "另一个名字",
        "--reason",
        "更正",
    ])
    .json(0);
    let changed = resume("9").json(3);
    let message = text(&changed["error"]["message"]);
    assert!(
        message.contains("数据或表单有变动") && message.contains("整套重新打印"),
        "copies of one form must not differ: {message}"
    );
}

#[test]
fn the_signing_list_says_who_signs_and_where_the_seal_goes() {
    let (_road, view) = printed();
    let files = rows(&view["files"]);
    let list = files
        .iter()
        .find(|file| file["kind"] == "checklist")
        .unwrap();
    let words = close(&pdf_text(Path::new(text(&list["path"]))));
    for said in [
        "签字盖章清单",
        "共2件、14份",
        "法定代表人（签字）",
        "承诺单位（盖章）",
        "☐7",
        "广东甘棠驿机器人有限公司",
    ] {
        assert!(words.contains(said), "{said} is missing: {words}");
    }
    let lines: Vec<String> = rows(&view["summary"])
        .iter()
        .map(|l| text(l).to_owned())
        .collect();
    assert!(
        lines[0].contains("成册文件 1 个") && lines[1].contains("单件文件 2 个"),
        "the book and the files are counted apart: {lines:?}"
    );
}
