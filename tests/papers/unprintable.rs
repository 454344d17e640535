//! A character no font has: whose it is is said, and everybody else's papers
//! are printed all the same.

use std::path::Path;

use ruku_tests::road::{Road, SHAOGUAN, pdf_text, rows, text};
use serde_json::Value;

const PROJECT: &str = "机器人产线上云";

/// One project's name has a character the fonts that ship do not have.
fn road() -> Road {
    let road = Road::assessed(SHAOGUAN);
    let id = road.id_of(PROJECT);
    let reason = "企业来函更名";
    let renamed = format!("𠮷野{PROJECT}");
    let args = ["fact", &id, "project_name", &renamed, "--reason", reason];
    road.run(args).json(0);
    road.run(["assess"]).json(1);
    road
}

fn print(road: &Road, form: &str, more: &[&str]) -> Value {
    let out = road.out(&format!("{form}{}", more.len()));
    let mut args = vec![
        "print",
        form,
        "--leave-blank",
        "--out",
        out.to_str().unwrap(),
    ];
    args.extend(more);
    let ran = road.run(args);
    ran.json(ran.status)
}

fn said(view: &Value) -> String {
    let refused = rows(&view["refused"]);
    let refused = refused.iter().map(text);
    refused.collect::<Vec<_>>().join("\n")
}

#[test]
fn others_papers_are_printed_and_whose_was_not_is_said() {
    let road = road();
    let view = print(&road, "calculation", &[]);
    let said = said(&view);
    for part in [
        "𠮷野",
        "计算说明书",
        "项目名称",
        "U+20BB7",
        "宋体-ExtB",
        "安装",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let all = road.projects().len();
    let singles = rows(&view["files"]);
    let singles = singles.iter().filter(|file| file["kind"] == "single");
    assert_eq!(singles.count(), all - 1, "all the others: {said}");
}

#[test]
fn a_list_names_the_row_and_is_printed_without_it_on_request() {
    let road = road();
    let view = print(&road, "return_table", &[]);
    let stopped = said(&view);
    for part in ["𠮷野", "表中第", "行“项目名称”栏", "出自", "先打印其余项目"]
    {
        assert!(stopped.contains(part), "{part}: {stopped}");
    }
    assert_eq!(view["others_can"], true, "the window offers it");
    assert!(rows(&view["files"]).is_empty(), "nothing is printed");
    let view = print(&road, "return_table", &["--leave-out"]);
    let left_out = said(&view);
    assert!(
        left_out.contains("𠮷野") && left_out.contains("没有列入"),
        "who is not on it: {left_out}"
    );
    let files = rows(&view["files"]);
    let list = files.iter().find(|file| file["kind"] == "single").unwrap();
    let count = road.projects().len() - 1;
    assert!(
        text(&list["what"]).contains(&format!("共{count}个项目")),
        "{list}"
    );
    let list = pdf_text(Path::new(text(&list["path"])));
    let others = road.projects();
    for row in others
        .iter()
        .filter(|row| !text(&row["project"]).contains('𠮷'))
    {
        let enterprise = text(&row["enterprise"]);
        let start: String = enterprise.chars().take(4).collect();
        assert!(list.contains(&start), "{enterprise} is on it: {list}");
    }
    assert!(!list.contains("𠮷"), "and the one is not: {list}");
}
