//! Facts a person supplies: they change the assessment and stay in the history.

use ruku_library::library::Library;
use ruku_library::table::project::ProjectId;
use ruku_model::fact::FactId;
use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use serde_json::Value;

use super::refusals::content;

const PROJECT: &str = "铅锌冶炼炉况数据上云项目";

/// A library with the assessed return of 仁化县, and the id of its smelter.
pub(super) fn road() -> (Road, String) {
    let road = Road::opened(SHAOGUAN);
    let path = SHAOGUAN
        .returns()
        .join("仁化县2022年入库项目储备汇总表.xlsx");
    road.take_in_ran(&path).json(0);
    road.run(["assess"]).json(0);
    let id = road.id_of(PROJECT);
    (road, id)
}

fn fact(view: &Value, id: &str) -> Value {
    let facts = rows(&view["facts"]);
    let mut found = facts.into_iter().filter(|fact| fact["id"] == id);
    found.next().unwrap()
}

fn amount(road: &Road, id: &str) -> (String, String) {
    let result = road.run(["explain", id]).json(0)["result"].clone();
    (
        text(&result["kind"]).to_owned(),
        text(&result["amount"]).to_owned(),
    )
}

fn is(kind: &str, amount: &str) -> (String, String) {
    (kind.to_owned(), amount.to_owned())
}

#[test]
fn a_fact_with_a_reason_changes_the_amount() {
    let (road, id) = road();
    assert_eq!(
        amount(&road, &id),
        is("ceiling", "150,000.00"),
        "150 × 10% = 15; 320 − 150 = 170"
    );
    let args = [
        "fact",
        &id,
        "national_fund",
        "160",
        "--reason",
        "企业书面说明",
    ];
    road.run(args).json(0);
    assert_eq!(
        road.run(["projects"]).json(0)["stale"],
        true,
        "the grid says that the assessment is older than the facts"
    );
    road.run(["assess"]).json(0);
    assert_eq!(
        amount(&road, &id),
        is("ceiling", "100,000.00"),
        "320 − 150 − 160 = 10 is below 15"
    );
    let view = road.run(["explain", &id]).json(0);
    let origin = fact(&view, "national_fund")["origin"].clone();
    assert!(
        text(&origin).contains("经办人甲") && text(&origin).contains("企业书面说明"),
        "who and why: {origin}"
    );
}

#[test]
fn a_corrected_fact_keeps_its_history() {
    let (road, id) = road();
    road.run([
        "fact",
        &id,
        "provincial_fund",
        "310",
        "--reason",
        "到账凭证",
    ])
    .json(0);
    road.run(["assess"]).json(0);
    assert_eq!(
        amount(&road, &id),
        is("ceiling", "100,000.00"),
        "310 × 10% = 31; 320 − 310 = 10"
    );
    let library = Library::open_reading(&road.library()).unwrap();
    let project = library.project(ProjectId(id.parse().unwrap())).unwrap();
    let history = &project.history[&FactId::new("provincial_fund")];
    let reasons: Vec<Option<&str>> = history
        .iter()
        .map(|record| record.reason.as_deref())
        .collect();
    assert!(
        history.len() == 2 && reasons.contains(&Some("到账凭证")) && reasons.contains(&None),
        "the cell's value stays beside the person's with its reason: {reasons:?}"
    );
}

#[test]
fn emptying_a_fact_makes_it_unknown_not_nought() {
    let (road, id) = road();
    let view = road
        .run(["fact", &id, "provincial_fund", "", "--reason", "文件未收到"])
        .json(0);
    assert_eq!(
        fact(&view, "provincial_fund")["shown"],
        "",
        "unknown is empty"
    );
    road.run(["assess"]).json(0);
    assert_eq!(
        amount(&road, &id),
        is("unknown", ""),
        "no award known, no amount"
    );
    let view = road.run(["explain", &id]).json(0);
    assert_eq!(
        fact(&view, "provincial_fund")["missing"],
        true,
        "the screen asks for it"
    );
    let missing = rows(&view["result"]["missing"]);
    assert!(
        missing
            .iter()
            .any(|line| text(line).contains("已获省级专项资金")),
        "the result names it: {missing:?}"
    );
}

#[test]
fn values_that_do_not_fit_change_nothing() {
    let (road, id) = road();
    let before = content(&road);
    for (fact, value, reason, said) in [
        (
            "provincial_fund",
            "约三百",
            "更正",
            "“已获省级专项资金”不能填“约三百”",
        ),
        (
            "completed_on",
            "2022-13-01",
            "更正",
            "“完工时间”不能填“2022-13-01”",
        ),
        (
            "registered_here",
            "大概",
            "更正",
            "“是否在辖区注册登记”不能填“大概”",
        ),
        ("direction", "balloon", "更正", "“支持方向”不能填“balloon”"),
        ("credit_code", "仁化县", "更正", "“统一社会信用代码”不能填"),
        ("national_fund", "0", "", "请填写理由"),
        ("no_such_fact", "0", "更正", "没有事实“no_such_fact”"),
    ] {
        let ran = road.run(["fact", &id, fact, value, "--reason", reason]);
        let message = text(&ran.json(3)["error"]["message"]).to_owned();
        assert!(message.starts_with(said), "{fact} = {value:?}: {message}");
        assert!(message.ends_with('。'), "a whole sentence: {message}");
        assert_eq!(
            content(&road),
            before,
            "{fact} = {value:?} changed the library"
        );
    }
}

#[test]
fn a_known_value_that_many_set_at_once_replace_is_named() {
    let road = Road::opened(SHAOGUAN);
    let path = SHAOGUAN
        .returns()
        .join("仁化县2022年入库项目储备汇总表.xlsx");
    road.take_in_ran(&path).json(0);
    let ids: Vec<String> = road
        .projects()
        .iter()
        .map(|one| one["id"].to_string())
        .collect();
    let (known, others) = (&ids[1], [&ids[0], &ids[2]]);
    let set = |value: &str| {
        let mut args = vec!["fact", others[0], "national_fund", value];
        args.extend(["--also", known, "--also", others[1], "--reason", "电话核实"]);
        args.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for id in &ids {
        road.run(["fact", id, "national_fund", "", "--reason", "从头问起"])
            .json(0);
    }
    road.run(["fact", known, "national_fund", "20", "--reason", "县里报的"])
        .json(0);
    let done = road.run(set("0")).json(0);
    let replaced: Vec<String> = rows(&done["replaced"])
        .iter()
        .map(|one| text(one).to_owned())
        .collect();
    assert_eq!(replaced.len(), 1, "one of three was known: {replaced:?}");
    assert!(
        replaced[0].starts_with(&format!("项目{known} ")) && replaced[0].contains("20"),
        "with its number and its old value: {replaced:?}"
    );
    let again = set("0");
    let plain = road.run_plain(again.iter().map(String::as_str));
    assert!(
        plain.stdout.contains("3个项目") && !plain.stdout.contains("原来有数值"),
        "the same value replaces none: {plain:?}"
    );
}
