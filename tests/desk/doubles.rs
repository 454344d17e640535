//! Doubles over a whole library: between counties, directions and programmes, and decisions on them that stay decided when others join.

use std::path::PathBuf;

use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use serde_json::Value;

use super::packs::changed;
use super::refusals::content;

fn file(name: &str) -> PathBuf {
    let shaoguan = SHAOGUAN.returns();
    let catalogue = shaoguan.with_file_name("catalogue");
    let places = [shaoguan, catalogue].map(|folder| folder.join(name));
    places.into_iter().find(|path| path.exists()).unwrap()
}

/// A library with the programmes of two notices that take the same table:
/// their ids.
fn two_programmes() -> (Road, String, String) {
    let road = Road::opened(SHAOGUAN);
    let second = "shaoguan-2022-second";
    let folder = changed(&road, second, SHAOGUAN.pack, second);
    road.run(["policy".as_ref(), "load".as_ref(), folder.as_os_str()])
        .json(0);
    road.run(["programme", "new", "--pack", second]).json(0);
    (road, SHAOGUAN.pack.to_owned(), second.to_owned())
}

fn take_in(road: &Road, programme: &str, name: &str) {
    let path = file(name);
    let ran = road.run([
        "return".as_ref(),
        "take-in".as_ref(),
        path.as_os_str(),
        "--programme".as_ref(),
        programme.as_ref(),
    ]);
    assert!(ran.status <= 1, "it is taken in: {ran:?}");
}

fn sets(road: &Road, programme: &str) -> Vec<Value> {
    rows(
        &road
            .run(["return", "sets", "--programme", programme])
            .json(0)["sets"],
    )
}

fn of_kind(sets: &[Value], kind: &str) -> Vec<(String, usize)> {
    let own = sets.iter().filter(|set| set["kind"] == kind);
    own.map(|set| (text(&set["shared"]).to_owned(), rows(&set["members"]).len()))
        .collect()
}

const SHIXING: &str = "始兴县（附票据）.xlsx";
const NANXIONG: &str = "南雄市（附票据）.xls";

#[test]
fn evidence_is_followed_over_counties_and_programmes() {
    let (road, other, earlier) = two_programmes();
    take_in(&road, &earlier, SHIXING);
    take_in(&road, &other, NANXIONG);
    let found = sets(&road, &other);
    assert_eq!(
        of_kind(&found, "same_invoice"),
        [("发票01234568".to_owned(), 2)],
        "an invoice of the other programme's, told apart by its code: {found:?}"
    );
    assert_eq!(
        of_kind(&found, "same_contract").len() + of_kind(&found, "same_equipment").len(),
        2,
        "the contract and the machine: {found:?}"
    );
    let invoice = found.iter().find(|set| set["kind"] == "same_invoice");
    assert_eq!(
        text(&invoice.unwrap()["differ"]),
        "跨县",
        "it says in what they differ"
    );
    assert!(
        text(&invoice.unwrap()["advice"]).contains("不得重复使用"),
        "and what to do: {invoice:?}"
    );
}

#[test]
fn the_sums_say_how_much_of_them_is_in_doubt() {
    let road = Road::assessed(SHAOGUAN);
    let list = road.run(["projects"]).json(0);
    let doubted: Vec<i64> = rows(&list["rows"])
        .iter()
        .filter(|row| text(&row["reason"]).starts_with("疑似重复申报"))
        .filter_map(|row| text(&row["amount"]).replace([',', '.'], "").parse().ok())
        .collect();
    assert!(!doubted.is_empty(), "the returns hold doubles with amounts");
    let cautions = rows(&list["cautions"]);
    let said = text(&cautions[0]);
    let sum: String = said.chars().filter(char::is_ascii_digit).collect();
    let wanted = format!("{}{}", doubted.len(), doubted.iter().sum::<i64>());
    assert_eq!(sum, wanted, "how many and how much: {said}");
    assert_eq!(
        road.run(["assess"]).json(1)["cautions"],
        list["cautions"],
        "assessing says the same"
    );
}

#[test]
fn more_projects_than_allowed_are_found_over_files_and_cannot_be_cut_to_one() {
    let road = Road::opened(SHAOGUAN);
    for name in ["南雄市2022入库.xls", "始兴县工信局报送.xls"] {
        road.take_in(&file(name));
    }
    let found = rows(&road.run(["return", "sets"]).json(0)["sets"]);
    let too_many = found.iter().find(|set| set["kind"] == "too_many_projects");
    let too_many = too_many.unwrap_or_else(|| panic!("五(三): at most two: {found:?}"));
    assert!(
        text(&too_many["advice"]).contains("最多2个"),
        "the notice's own number: {too_many}"
    );
    let project = too_many["members"][0]["project"].to_string();
    let set = text(&too_many["id"]);
    let cut = ["return", "decide", set, "keep_one", "--project", &project];
    road.run(cut.into_iter().chain(["--reason", "只报一个"]))
        .json(3);
    road.run(["return", "decide", set, "都留", "--reason", "已核实"])
        .json(0);
    let now = rows(&road.run(["return", "sets"]).json(0)["sets"]);
    let now = now.iter().find(|one| one["id"] == too_many["id"]).unwrap();
    assert_eq!(now["choice"], "keep_all", "decided: {now}");
}

#[test]
fn a_decision_is_asked_for_again_when_a_project_joins_and_never_doubled() {
    let (road, other, earlier) = two_programmes();
    take_in(&road, &other, "附件2武江区汇总表（盖章版）.xlsx");
    take_in(&road, &other, "韶关高新区汇总表.xlsx");
    let same = |road: &Road| {
        sets(road, &other)
            .into_iter()
            .filter(|set| set["kind"] == "same_project")
            .find(|set| text(&set["shared"]).contains("智能装备制造系统平台"))
            .unwrap()
    };
    let set = same(&road);
    let decide = |road: &Road, set: &Value, kept: usize| {
        let kept = set["members"][kept]["project"].to_string();
        let id = text(&set["id"]).to_owned();
        let words = ["return", "decide", &id, "keep_one", "--project", &kept];
        let more = ["--reason", "由武江区申报", "--programme", &other];
        road.run(words.into_iter().chain(more)).json(0);
    };
    decide(&road, &set, 0);
    let decided = content(&road);
    take_in(&road, &earlier, "附件2武江区汇总表（盖章版）.xlsx");
    let wider = same(&road);
    assert_eq!(
        rows(&wider["members"]).len(),
        3,
        "the other programme's joins: {wider}"
    );
    assert_eq!(wider["choice"], "open", "so it is asked again");
    assert!(
        text(&wider["decided"]).contains("又有1个项目"),
        "and says why: {wider}"
    );
    decide(&road, &wider, 1);
    let now = same(&road);
    let out: Vec<bool> = rows(&now["members"])
        .iter()
        .map(|one| one["left_out"] == true)
        .collect();
    assert_eq!(
        out.iter().filter(|out| **out).count(),
        2,
        "one decision holds, not two: {now}"
    );
    let batch = road.run(["return", "withdraw", "3", "--reason", "误报"]);
    batch.json(0);
    assert_eq!(
        content(&road),
        decided,
        "without the third the first decision holds again"
    );
}
