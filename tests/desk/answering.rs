//! Answers to findings (`answering.toml`): a typed value sets what its cell
//! speaks for, is checked as a county's is, and is said back.

use std::path::PathBuf;

use ruku_library::library::Library;
use ruku_library::table::project::ProjectId;
use ruku_model::fact::FactId;
use ruku_tests::road::{Road, SHAOGUAN};
use toml::{Table, Value};

fn word<'a>(table: &'a Table, key: &str) -> &'a str {
    table[key].as_str().unwrap()
}

fn list<'a>(table: &'a Table, key: &str) -> &'a [Value] {
    table[key].as_array().unwrap()
}

const TITLE: &str = "2022年韶关市制造业高质量发展促进工业互联网应用入库项目储备汇总表";

/// The return of a case, as a file.
fn file(road: &Road, case: &Table) -> PathBuf {
    let path = road.out("仁化县.csv");
    let caption = "填报单位：仁化县工业和信息化局　单位：万元";
    let lines = list(case, "lines").iter();
    let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
    let text = format!("{TITLE}\n{caption}\n{}\n", lines.join("\n"));
    std::fs::write(&path, text).unwrap();
    path
}

fn answer(road: &Road, of: &str, case: &Table) {
    let why = word(case, "why");
    for answer in list(case, "answers") {
        let answer = answer.as_table().unwrap();
        let (cell, value) = (word(answer, "cell"), word(answer, "value"));
        let ran = road.run_plain(["return", "answer", of, cell, value, "--reason", "县里来电"]);
        let status = answer["status"].as_integer();
        assert_eq!(Some(i64::from(ran.status)), status, "{why}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        for wanted in list(answer, "words") {
            let wanted = wanted.as_str().unwrap();
            assert!(said.contains(wanted), "{why}: {wanted} in {said}");
        }
    }
}

/// The facts of the first project.
fn check(road: &Road, facts: &Table, when: &str) {
    let library = Library::open_reading(&road.library()).unwrap();
    let project = library.project(ProjectId(1)).unwrap();
    for (fact, value) in facts {
        let known = project.facts.get(&FactId::new(fact.clone()));
        let known = known.map(|known| known.value.to_json());
        let known = known.map_or(String::new(), |json| json.as_str().unwrap().to_owned());
        assert_eq!(Some(known.as_str()), value.as_str(), "{when}: {fact}");
    }
}

#[test]
fn an_answer_sets_what_its_cell_speaks_for_and_is_said_back() {
    let cases: Table = include_str!("answering.toml").parse().unwrap();
    for case in list(&cases, "case") {
        let case = case.as_table().unwrap();
        for before in [true, false] {
            let road = Road::opened(SHAOGUAN);
            let path = file(&road, case);
            if before {
                answer(&road, path.to_str().unwrap(), case);
            }
            road.take_in(&path);
            if !before {
                answer(&road, "1", case);
            }
            let when = format!(
                "{}, answered before it was taken in: {before}",
                word(case, "why")
            );
            check(&road, case["facts"].as_table().unwrap(), &when);
            if let Some(undone) = case.get("undone") {
                let cell = list(case, "answers")[0].as_table().unwrap();
                let cell = word(cell, "cell");
                let taken_back = ["return", "undo", "1", "--what", cell, "--reason", "看错了"];
                road.run(taken_back).json(0);
                check(
                    &road,
                    undone.as_table().unwrap(),
                    &format!("{when}, undone"),
                );
            }
        }
    }
}

#[test]
fn a_typed_fact_is_checked_like_a_cell() {
    let road = Road::assessed(SHAOGUAN);
    let set = |value: &str| {
        road.run_plain([
            "fact",
            "1",
            "已获省级专项资金",
            value,
            "--reason",
            "电话核实",
        ])
    };
    let refused = set("1500000");
    assert_eq!(refused.status, 3, "an absurd amount: {refused:?}");
    assert!(
        refused.stderr.contains("写明单位"),
        "it says how to write it: {refused:?}"
    );
    let taken = set("1500000元");
    assert_eq!(taken.status, 0, "with its unit: {taken:?}");
    assert!(
        taken.stdout.contains("读作1,500,000.00元（150万元）"),
        "it is said back: {taken:?}"
    );
}

/// Four projects whose columns are doubtful throughout.
const DOUBTFUL: &str = "\
序号,企业名称,统一社会信用代码,项目名称,支持方向,项目总投资,开工时间,完工时间,是否在我市制造业企业应用
1,甲有限公司,11441900732158786R,窑炉上云,上云上平台,2000000,2021.1,2022.1,待核实
2,乙有限公司,91440200MAX000859E,设备上云,上云上平台,3000000,2021.1,2022.6,待核实
3,丙有限公司,91440200MAX000832N,仓库上云,上云上平台,1500000,2021.3,2022.1,待核实
4,丁有限公司,91440200MAX000840H,模具上云,上云上平台,1800000,2020.1,2022.1,看情况";

/// The values of a fact, project by project.
fn values(road: &Road, fact: &str) -> Vec<String> {
    let library = Library::open_reading(&road.library()).unwrap();
    let value = |id: i64| {
        let project = library.project(ProjectId(id)).unwrap();
        let known = project.facts.get(&FactId::new(fact));
        let json = known.map(|known| known.value.to_json());
        json.map_or(String::new(), |json| match json.as_str() {
            Some(text) => text.to_owned(),
            None => json.to_string(),
        })
    };
    (1..=4).map(value).collect()
}

#[test]
fn one_answer_settles_a_column_that_is_doubtful_throughout() {
    let road = Road::opened(SHAOGUAN);
    let path = road.out("仁化县.csv");
    let caption = "填报单位：仁化县工业和信息化局　单位：万元";
    std::fs::write(&path, format!("{TITLE}\n{caption}\n{DOUBTFUL}\n")).unwrap();
    let of = path.to_str().unwrap();
    let answer = |of: &str, cell: &str, value: &str| {
        let asked = ["return", "answer", of, cell, value, "--alike"];
        let done = road
            .run(asked.iter().chain(&["--reason", "县里来电"]))
            .json(0);
        done["done"].as_array().unwrap().len()
    };
    assert_eq!(answer(of, "G4", "10月"), 3, "every 2021.1 and 2020.1 of G");
    assert_eq!(answer(of, "F4", "元"), 4, "the whole column is in 元");
    assert_eq!(answer(of, "I4", "是"), 3, "what is written alike, no more");
    road.take_in(&path);
    assert_eq!(answer("1", "H7", "1月"), 3, "the same after taking in");
    assert_eq!(
        values(&road, "started_on"),
        ["2021-10", "2021-10", "2021-03", "2020-10"],
        "October of each cell's own year"
    );
    assert_eq!(
        values(&road, "completed_on"),
        ["2022-01", "2022-06", "2022-01", "2022-01"],
        "another column has an answer of its own"
    );
    assert_eq!(
        values(&road, "project_investment"),
        ["2000000.00", "3000000.00", "1500000.00", "1800000.00"],
        "each its own amount"
    );
    let undo = ["return", "undo", "1", "--what", "amount_unit_doubt"];
    let undone = road
        .run(undo.iter().chain(&["--reason", "其实是万元"]))
        .json(0);
    assert_eq!(
        undone["done"].as_array().unwrap().len(),
        4,
        "taken back together"
    );
    assert_eq!(
        values(&road, "project_investment"),
        ["", "", "", ""],
        "unknown again, not zero"
    );
    assert_eq!(
        answer("1", "F5", "万元"),
        4,
        "the other way, as it is written"
    );
    assert_eq!(
        values(&road, "project_investment")[0],
        "20000000000.00",
        "2,000,000万元"
    );
}
