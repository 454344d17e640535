//! The printed 计算说明书 tells what the terminal and the screen tell, to the
//! letter: the steps, where every value comes from, what people decided, what
//! was not taken.

use std::path::Path;
use std::process::Command;

use ruku_tests::road::{City, Road, SHAOGUAN, rows, text};
use serde_json::Value;

/// 晋江, whose measures exclude each other and share limits.
const JINJIANG: City = City {
    folder: "jinjiang-2023",
    pack: "jinjiang-2023-digital-twelve",
    year: "2023",
    clock: "2024-05-06T09:00",
};

/// A return of 晋江: one project under two measures, one with two bases that
/// do not agree. The enterprises are invented.
const JINJIANG_RETURN: &str = "\
晋江市支持产业数字化转型升级十二条措施项目汇总表
序号,所属镇（街道、园区）,企业名称,统一社会信用代码,项目名称,支持条款,享受年度,所属产业,完工时间,软件系统投入（万元）,硬件设备投入（万元）,是否当年度建成投用,是否配合开展行业数字技术应用推广,是否泉州园区标准化重点项目,是否经泉州市评定（认定）,泉州市认定的投入（万元）,泉州市核定补助金额（万元）,是否制造业企业,当年度采购软件实际投入（万元）,同项目同年度其他政策补助（万元）
1,罗山街道,晋江市安海塘纺织有限公司,91350582MA2X00010A,织造数字化车间,制造业数字化转型示范项目,2023,纺织,2023-06-30,150,250,是,是,否,,,,是,,0
2,罗山街道,晋江市安海塘纺织有限公司,91350582MA2X00010A,织造数字化车间,采购综合性管理信息系统,2023,纺织,2023-06-30,,,,,,,,,是,150,0
3,罗山街道,晋江市磁灶坊建材有限公司,91350582MA2X00020B,窑炉5G应用,5G应用示范项目,2023,建材,2023-06-30,,,,,,是,80,16,是,,0
";

/// Text without blanks: a line may break anywhere on paper.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of a project's sheet, and its pages.
fn printed(road: &Road, id: &str) -> (String, u64) {
    let out = road.out(&format!("说明书{id}"));
    let print = ["print", "计算说明书", "--project", id, "--out"];
    let printed = road
        .run(print.iter().copied().chain([out.to_str().unwrap()]))
        .json(0);
    let file = rows(&printed["files"]).pop().unwrap();
    let read = Command::new("pdftotext")
        .args(["-raw", text(&file["path"]), "-"])
        .output()
        .unwrap();
    let paper = squeezed(&String::from_utf8(read.stdout).unwrap());
    (paper, file["pages"].as_u64().unwrap())
}

/// Every sentence of the account, as the screen has it.
fn sentences(result: &Value) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for step in rows(&result["steps"]) {
        told.push(text(&step["text"]).to_owned());
        told.push(text(&step["quote"]).to_owned());
    }
    for limit in rows(&result["limits"]) {
        told.push(text(&limit["said"]).to_owned());
    }
    for list in [
        "missing",
        "rejected",
        "waivers",
        "readings",
        "notes",
        "counterfactuals",
    ] {
        told.extend(rows(&result[list]).iter().map(|line| text(line).to_owned()));
    }
    told
}

/// The pieces of what `ruku explain` prints, between blanks and brackets.
fn pieces(explained: &str) -> Vec<String> {
    explained
        .split(|c: char| c.is_whitespace() || "（）[]：“”，！".contains(c))
        .filter(|piece| !piece.is_empty() && *piece != "原文" && *piece != "条件")
        .map(str::to_owned)
        .collect()
}

fn not_on(paper: &str, told: Vec<String>) -> Vec<String> {
    let missing = |line: &String| !paper.contains(&squeezed(line));
    told.into_iter().filter(missing).collect()
}

fn take_in_jinjiang(road: &Road) {
    let path = road.out("罗山街道汇总表.csv");
    std::fs::write(&path, JINJIANG_RETURN).unwrap();
    road.take_in(Path::new(&path));
    road.run(["assess"]).json(0);
}

#[test]
fn the_paper_tells_what_the_terminal_tells() {
    let road = Road::opened(SHAOGUAN);
    let path = SHAOGUAN
        .returns()
        .join("仁化县2022年入库项目储备汇总表.xlsx");
    road.take_in_ran(&path).json(0);
    let id = road.id_of("铅锌冶炼炉况数据上云项目");
    road.run(["fact", &id, "已获国家级资金", "10", "--reason", "到账凭证"])
        .json(0);
    let paper = ["--authority", "韶工信函〔2022〕95号", "--approver", "市局"];
    let waiver = ["decide", "waiver", "accepted", "--reason", "已现场核查"];
    road.run(waiver.iter().chain(&paper)).json(0);
    let reading = ["decide", "reading", "which_two", "first"];
    road.run(reading.iter().chain(&["--reason", "局务会定"]))
        .json(0);
    road.run(["assess"]).json(0);
    let manual = ["decide", "manual", &id, "8万元", "--reason", "评审会定"];
    road.run(manual.iter().chain(&paper)).json(0);
    let explained = road.run_plain(["explain", &id]).stdout;
    let result = road.run(["explain", &id]).json(0)["result"].clone();
    let (sheet, pages) = printed(&road, &id);
    let told = sentences(&result);
    assert!(told.len() > 30, "there is much to tell: {told:?}");
    assert_eq!(not_on(&sheet, told), Vec::<String>::new(), "whole: {sheet}");
    let told = pieces(&explained);
    assert_eq!(
        not_on(&sheet, told),
        Vec::<String>::new(),
        "all: {explained}"
    );
    assert_eq!(pages, 1, "an ordinary project stays on one page");
    for said in [
        "依据：到账凭证；县报“",
        "汇总表!",
        "SHA-256：",
        "按韶工信函〔2022〕95号豁免",
        "拟安排80,000.00元",
        "局务会定",
    ] {
        assert!(sheet.contains(said), "{said} is on the sheet: {sheet}");
    }
}

#[test]
fn the_paper_tells_what_was_not_taken_and_where_two_bases_part() {
    let road = Road::opened(JINJIANG);
    take_in_jinjiang(&road);
    let grid = road.run(["projects"]).json(0);
    for row in rows(&grid["rows"]) {
        let id = row["id"].as_i64().unwrap().to_string();
        let result = road.run(["explain", &id]).json(0)["result"].clone();
        let (sheet, pages) = printed(&road, &id);
        assert_eq!(
            not_on(&sheet, sentences(&result)),
            Vec::<String>::new(),
            "project {id}: {sheet}"
        );
        assert_eq!(pages, 1, "project {id} stays on one page");
        assert!(
            !text(&row["reason"]).contains("无须比较"),
            "the list says where the amount comes from, not what was not needed: {row}"
        );
    }
    let (first, _) = printed(&road, "1");
    assert!(
        first.contains("没有采用“采购综合性管理信息系统”100,000.00元"),
        "the rejected choice has its amount: {first}"
    );
    let (third, _) = printed(&road, "3");
    assert!(
        third.contains("泉州市核定补助金额应为120,000.00元÷50%=240,000.00元"),
        "two bases that part imply a third number: {third}"
    );
}
