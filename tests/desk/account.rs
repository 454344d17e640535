//! The printed 计算说明书 tells what the screen tells, to the letter.

use std::process::Command;

use ruku_tests::road::{Road, SHAOGUAN, rows, text};

/// Text without blanks: a line may break anywhere on paper.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn the_paper_tells_the_steps_of_the_screen() {
    let road = Road::opened(SHAOGUAN);
    let path = SHAOGUAN
        .returns()
        .join("仁化县2022年入库项目储备汇总表.xlsx");
    road.take_in_ran(&path).json(0);
    let id = road.id_of("铅锌冶炼炉况数据上云项目");
    let typed = ["fact", &id, "已获国家级资金", "10", "--reason", "到账凭证"];
    road.run(typed).json(0);
    road.run(["assess"]).json(0);
    let result = road.run(["explain", &id]).json(0)["result"].clone();
    let out = road.out("说明书");
    let print = ["print", "计算说明书", "--project", &id, "--out"];
    let printed = road
        .run(print.iter().copied().chain([out.to_str().unwrap()]))
        .json(0);
    let file = rows(&printed["files"]).pop().unwrap();
    let read = Command::new("pdftotext")
        .args(["-raw", text(&file["path"]), "-"])
        .output()
        .unwrap();
    let paper = squeezed(&String::from_utf8(read.stdout).unwrap());
    let told: Vec<String> = rows(&result["steps"])
        .iter()
        .map(|step| text(&step["text"]).to_owned())
        .collect();
    assert!(told.len() > 10, "there is much to tell: {told:?}");
    let missing: Vec<&String> = told
        .iter()
        .filter(|line| !paper.contains(&squeezed(line)))
        .collect();
    assert_eq!(
        missing,
        Vec::<&String>::new(),
        "screen and paper tell the same: {paper}"
    );
    let whence: Vec<String> = rows(&result["steps"])
        .iter()
        .flat_map(|step| rows(&step["inputs"]))
        .map(|input| text(&input["origin"]).to_owned())
        .collect();
    assert!(
        whence
            .iter()
            .any(|origin| origin.contains("依据：到账凭证")),
        "a typed value names its grounds: {whence:?}"
    );
}
