//! Settling a file before it is taken in: repairs, answers, reasons, undone and
//! done again, questions about the whole file; then taken in with all of it, or
//! sent back without.

use std::path::{Path, PathBuf};

use ruku_tests::road::{Road, SHAOGUAN, findings_in, rows, text};
use ruku_tests::root;
use serde_json::Value;

use super::refusals::content;

fn file(name: &str) -> PathBuf {
    SHAOGUAN.returns().join(name)
}

fn catalogue(name: &str) -> PathBuf {
    root().join("fixtures/returns/catalogue").join(name)
}

const UGLY: &str = "新建 Microsoft Excel 工作表.xlsx";

/// Runs a command on a file or a batch.
fn on(road: &Road, command: &str, of: &Path, more: &[&str]) -> (i32, Value) {
    let of = of.to_str().unwrap();
    let ran = road.run(["return", command, of].iter().chain(more));
    (ran.status, ran.json(ran.status))
}

fn findings(road: &Road, of: &Path) -> Vec<Value> {
    let (_, view) = on(road, "findings", of, &[]);
    findings_in(&view)
}

fn the(found: &[Value], meant: impl Fn(&Value) -> bool) -> Value {
    let one = found.iter().find(|one| meant(one));
    one.unwrap_or_else(|| panic!("among {found:?}")).clone()
}

fn number(finding: &Value) -> String {
    format!("#{}", finding["id"])
}

#[test]
fn everything_can_be_settled_before_and_comes_in_with_the_file() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    let ugly = file(UGLY);
    let fresh = findings(&road, &ugly);
    let repair = the(&fresh, |one| one["can_repair"] == true);
    let warning = the(&fresh, |one| {
        one["severity"] == "warning" && one["row"] != 0 && one["can_accept"] == true
    });
    let lost = the(&fresh, |one| one["kind"] == "code_precision_lost");

    let (status, repaired) = on(&road, "repair", &ugly, &["--accept", &number(&repair)]);
    assert_eq!((status, repaired["batch"].clone()), (0, Value::Null));
    let accept = ["--what", &number(&warning), "--reason", "电话核实无误"];
    assert_eq!(on(&road, "accept", &ugly, &accept).0, 0);
    let answer = [&number(&lost), "91440205MAX0011337", "--reason", "县里来电"];
    let (status, answered) = on(&road, "answer", &ugly, &answer);
    assert_eq!(status, 0, "{answered}");
    let now = findings(&road, &ugly);
    let again = |one: &Value| the(&now, |other| other["id"] == one["id"]);
    assert_eq!(again(&repair)["state"], "repaired");
    assert_eq!(again(&lost)["state"], "repaired");
    assert!(
        text(&again(&warning)["settled"]).contains("电话核实无误"),
        "with who, when and why"
    );

    let undo = ["--what", &number(&repair), "--reason", "看错了"];
    assert_eq!(on(&road, "undo", &ugly, &undo).0, 0);
    let undone = findings(&road, &ugly);
    assert_eq!(
        the(&undone, |one| one["id"] == repair["id"]),
        repair,
        "as it was"
    );
    assert_eq!(on(&road, "undo", &ugly, &undo).0, 3, "once is enough");
    assert_eq!(
        on(&road, "repair", &ugly, &["--accept", text(&repair["kind"])]).0,
        0,
        "by kind too"
    );

    road.take_in(&ugly);
    let stored = findings(&road, Path::new("1"));
    let same = |one: &Value| {
        the(&stored, |other| {
            other["cell"] == one["cell"] && other["kind"] == one["kind"]
        })
    };
    assert_eq!(
        same(&repair)["state"],
        "repaired",
        "it came in with the file"
    );
    assert_eq!(same(&warning)["state"], "accepted");
    assert_eq!(same(&lost)["state"], "repaired");
    let codes: Vec<Value> = road
        .projects()
        .iter()
        .map(|row| row["credit_code"].clone())
        .collect();
    assert!(
        codes.contains(&Value::from("91440205MAX0011337")),
        "the typed code is the project's: {codes:?}"
    );
    let undo = ["--what", &number(&same(&lost)), "--reason", "看错了"];
    assert_eq!(
        on(&road, "undo", Path::new("1"), &undo).0,
        0,
        "and can be taken back as ever"
    );
    road.run(["return", "withdraw", "1", "--reason", "误报"])
        .json(0);
    assert_eq!(content(&road), empty, "nothing is left of it");
    let after = findings(&road, &ugly);
    assert!(
        after.iter().all(|one| one["settled"] == ""),
        "nor of what was settled before"
    );
}

#[test]
fn settled_before_or_after_gives_the_same_projects() {
    let before = Road::opened(SHAOGUAN);
    let ugly = file(UGLY);
    let kinds: Vec<String> = {
        let found = findings(&before, &ugly);
        let mut kinds: Vec<String> = found
            .iter()
            .filter(|one| one["can_repair"] == true)
            .map(|one| text(&one["kind"]).to_owned())
            .collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    assert!(!kinds.is_empty(), "the file has repairs");
    for kind in &kinds {
        assert_eq!(on(&before, "repair", &ugly, &["--accept", kind]).0, 0);
    }
    before.take_in(&ugly);
    let after = Road::opened(SHAOGUAN);
    after.take_in(&ugly);
    for kind in &kinds {
        let ran = on(&after, "repair", Path::new("1"), &["--accept", kind]);
        assert_eq!(ran.0, 0, "{}", ran.1);
    }
    assert_eq!(before.projects(), after.projects(), "one mechanism");
}

fn amounts(road: &Road) -> Vec<String> {
    let all = road.projects();
    all.iter()
        .map(|row| text(&row["investment_wan"]).to_owned())
        .collect()
}

#[test]
fn the_unit_of_a_file_is_asked_once_before_it_is_taken_in() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    let xinfeng = file("新丰县汇总表.xls");
    let unit = the(&findings(&road, &xinfeng), |one| {
        one["kind"] == "unit_missing"
    });
    assert_eq!(unit["can_answer"], true);
    let answer = |of: &Path, id: &str, value: &str| {
        on(&road, "answer", of, &[id, value, "--reason", "县里来电"])
    };
    let (status, refused) = answer(&xinfeng, &number(&unit), "亩");
    assert_eq!(status, 3, "{refused}");
    assert_eq!(answer(&xinfeng, &number(&unit), "万元").0, 0);
    let (_, view) = on(&road, "findings", &xinfeng, &[]);
    assert_eq!(view["batch"], Value::Null, "it is not taken in yet");
    let answered = the(&findings(&road, &xinfeng), |one| {
        one["kind"] == "unit_missing"
    });
    assert!(
        text(&answered["settled"]).starts_with("万元（"),
        "the answer is shown: {answered}"
    );
    road.take_in(&xinfeng);
    let read = amounts(&road);
    assert!(
        !read.is_empty() && read.iter().all(|amount| !amount.is_empty()),
        "every amount has its unit: {read:?}"
    );
    let stored = findings(&road, Path::new("1"));
    let stored = the(&stored, |one| one["kind"] == "unit_missing");
    assert_eq!(
        stored["state"], "repaired",
        "and the answer is kept: {stored}"
    );
    road.run(["return", "withdraw", "1", "--reason", "误报"])
        .json(0);
    assert_eq!(content(&road), empty, "the answer goes with the batch");

    // Asked after it was taken in, the file is read anew.
    road.take_in(&xinfeng);
    assert!(
        amounts(&road).iter().any(String::is_empty),
        "unknown is never guessed"
    );
    let (status, settled) = answer(Path::new("2"), "unit_missing", "wan_yuan");
    assert_eq!(
        (status, settled["batch"].clone()),
        (0, Value::from(2)),
        "the batch keeps its number: {settled}"
    );
    assert_eq!(amounts(&road), read, "as if it had been answered before");
    let unit = the(&findings(&road, Path::new("2")), |one| {
        one["kind"] == "unit_missing"
    });
    let undo = ["--what", &number(&unit), "--reason", "县里没有确认"];
    assert_eq!(
        on(&road, "undo", Path::new("2"), &undo).0,
        0,
        "and taken back"
    );
    assert!(amounts(&road).iter().any(String::is_empty), "unknown again");
    road.run(["return", "withdraw", "2", "--reason", "误报"])
        .json(0);
    assert_eq!(content(&road), empty);
}

#[test]
fn a_hidden_sheet_is_read_if_the_clerk_says_so() {
    let road = Road::opened(SHAOGUAN);
    let path = catalogue("浈江区（筛选后）.xlsx");
    let hidden = the(&findings(&road, &path), |one| {
        one["kind"] == "hidden_row" && one["row"] == 0
    });
    let before = rows(&on(&road, "findings", &path, &[]).1["sheets"]);
    let projects = |sheets: &[Value]| -> i64 {
        sheets
            .iter()
            .filter_map(|one| one["projects"].as_i64())
            .sum()
    };
    let answer = [&number(&hidden), "读取", "--reason", "县里确认要申报"];
    let (status, settled) = on(&road, "answer", &path, &answer);
    assert_eq!(status, 0, "{settled}");
    let after = rows(&on(&road, "findings", &path, &[]).1["sheets"]);
    assert!(
        projects(&after) > projects(&before),
        "its projects are read now: {after:?}"
    );
    let now = findings(&road, &path);
    let hidden = the(&now, |one| one["kind"] == "hidden_row" && one["row"] == 0);
    assert_eq!(hidden["state"], "repaired", "and the question is settled");
    let undo = ["--what", &number(&hidden), "--reason", "不报了"];
    assert_eq!(on(&road, "undo", &path, &undo).0, 0);
    let undone = rows(&on(&road, "findings", &path, &[]).1["sheets"]);
    assert_eq!(undone, before, "taken back, it is as before");
}

/// A return that says nowhere whose it is, and has no column for the direction.
fn nobodys(road: &Road) -> PathBuf {
    let path = road.out("汇总.csv");
    let title = "2022年制造业高质量发展促进工业互联网应用入库项目储备汇总表";
    let header = "序号,企业名称,统一社会信用代码,项目名称,主要建设内容,开工时间,完工时间,\
                  项目总投资（万元）,申请补贴金额（万元）,联系人,联系电话";
    let rows = "1,甲灯饰有限公司,91440200MAX0010774,甲车间,设备联网,2021-10-11,2022-05-20,167.5,16.75,甲,13800000007\n\
                2,乙家电有限公司,91440200MAX001093R,乙车间,设备联网,2021-10-11,2022-07-22,169.5,16.95,乙,13800000009";
    std::fs::write(&path, format!("{title},,\n{header}\n{rows}\n")).unwrap();
    path
}

#[test]
fn whose_a_file_is_and_its_direction_are_answered_for_all_rows() {
    let road = Road::opened(SHAOGUAN);
    let empty = content(&road);
    let path = nobodys(&road);
    let found = findings(&road, &path);
    let county = the(&found, |one| one["kind"] == "county_unknown");
    let direction = the(&found, |one| {
        one["kind"] == "column_missing" && one["fact"] == "direction"
    });
    for (finding, value) in [(&county, "新丰县"), (&direction, "5G+制造业")] {
        let answer = [&number(finding), value, "--reason", "县里来电说明"];
        let (status, settled) = on(&road, "answer", &path, &answer);
        assert_eq!(status, 0, "{settled}");
    }
    road.take_in(&path);
    let projects = road.projects();
    assert_eq!(projects.len(), 2);
    for row in &projects {
        assert_eq!(row["county"], "新丰县", "{row}");
        assert!(text(&row["direction"]).contains("5G"), "{row}");
    }
    let counties = road.run(["return", "counties"]).json(0);
    let missing = rows(&counties["missing"]);
    assert!(
        !missing.contains(&Value::from("新丰县")),
        "it has reported: {missing:?}"
    );
    let stored = findings(&road, Path::new("1"));
    let direction = the(&stored, |one| {
        one["kind"] == "column_missing" && one["fact"] == "direction"
    });
    let undo = ["--what", &number(&direction), "--reason", "看错了"];
    assert_eq!(on(&road, "undo", Path::new("1"), &undo).0, 0);
    assert!(
        road.projects().iter().all(|row| row["direction"] == ""),
        "the column's value is taken back from every project"
    );
    let again = [&number(&direction), "5G+制造业", "--reason", "又来电"];
    assert_eq!(on(&road, "answer", Path::new("1"), &again).0, 0);
    assert!(
        road.projects().iter().all(|row| row["direction"] != ""),
        "and set again in the library, for all of them"
    );
    road.run(["return", "withdraw", "1", "--reason", "误报"])
        .json(0);
    assert_eq!(content(&road), empty);
}

#[test]
fn a_file_is_sent_back_without_being_taken_in() {
    let road = Road::opened(SHAOGUAN);
    let ugly = file(UGLY);
    let fresh = findings(&road, &ugly);
    let warning = the(&fresh, |one| {
        one["can_accept"] == true && one["found"] != ""
    });
    let accept = ["--what", &number(&warning), "--reason", "电话核实无误"];
    assert_eq!(on(&road, "accept", &ugly, &accept).0, 0);
    let folder = road.out("退改");
    let (status, made) = on(&road, "reply", &ugly, &["--out", folder.to_str().unwrap()]);
    assert_eq!((status, made["batch"].clone()), (0, Value::Null), "{made}");
    let reply = PathBuf::from(text(&made["path"]));
    assert!(
        rows(&road.run(["return", "list"]).json(0)["batches"]).is_empty(),
        "nothing was taken in"
    );
    let (_, checked) = on(&road, "check", &ugly, &["--programme", SHAOGUAN.pack]);
    let file = &checked["files"][0];
    let settled: Vec<Value> = rows(&file["findings"])
        .into_iter()
        .filter(|one| !one["settled"].is_null())
        .collect();
    assert_eq!(settled.len(), 1, "checking shows what is settled");
    assert_eq!(settled[0]["state"], "accepted");
    assert_eq!(settled[0]["settled"]["reason"], "电话核实无误");
    assert!(
        !text(&settled[0]["settled"]["by"]).is_empty()
            && text(&file["message"]).contains("已处理1处"),
        "with who did it: {file}"
    );
    let asked = super::settling::sheet_text(&reply);
    assert!(
        asked.contains("信用代码精度丢失"),
        "the county is asked: {asked}"
    );
    // The county sends the reply back as it is: it is known for the answer.
    let (_, view) = on(&road, "findings", &reply, &[]);
    assert_eq!(
        view["comparison"]["file"], UGLY,
        "the original was kept to compare with"
    );
    let asked = rows(&view["comparison"]["asked"]);
    let place = format!("{} {}", text(&warning["sheet"]), text(&warning["cell"]));
    assert!(
        !asked.is_empty()
            && asked
                .iter()
                .all(|one| one["place"] != place || one["expected"] != warning["expected"]),
        "what was accepted was not asked of the county: {asked:?}"
    );
    road.run(["verify"]).json(0);
}

/// A return as text, one byte of its first enterprise's name damaged.
fn damaged(road: &Road, intact: &Path) -> PathBuf {
    let mut bytes = std::fs::read(intact).unwrap();
    // 丰城里灯饰 in GBK.
    let name = b"\xb7\xe1\xb3\xc7\xc0\xef\xb5\xc6\xca\xce";
    let at = bytes
        .windows(name.len())
        .position(|window| window == name)
        .expect("the first enterprise is named so");
    bytes[at] = 0xff;
    let path = road.out("新丰县（转发）.csv");
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_damaged_file_names_the_intact_one() {
    let road = Road::opened(SHAOGUAN);
    let intact = catalogue("新丰县导出.csv");
    let damaged = damaged(&road, &intact);
    let check = |paths: &[&Path]| {
        let start = ["return", "check"];
        let words = start.iter().map(std::ffi::OsStr::new);
        let ran = road.run(words.chain(paths.iter().map(|path| path.as_os_str())));
        let files = rows(&ran.json(ran.status)["files"]);
        let name = damaged.file_name().unwrap().to_str().unwrap();
        the(&files, |file| file["file"] == name)
    };
    let told = |file: &Value| text(&file["message"]).contains("“新丰县导出.csv”像是同一份表");
    let alone = check(&[&damaged]);
    assert!(
        !told(&alone),
        "nothing is known of a twin: {}",
        alone["message"]
    );
    let fields = &rows(&alone["rows"])[0]["fields"];
    assert_eq!(
        fields["enterprise_name"]["value"],
        Value::Null,
        "a damaged name is no name"
    );
    let beside = check(&[&damaged, &intact]);
    assert!(told(&beside), "{}", beside["message"]);
    assert_eq!(
        rows(&beside["rows"])[0]["fields"],
        *fields,
        "nothing is borrowed"
    );
    road.take_in(&intact);
    let (_, taken) = on(&road, "take-in", &damaged, &[]);
    let message = text(&taken["files"][0]["message"]);
    assert!(
        message.contains("更正稿") && message.contains("同一份表，文字完好"),
        "it is no correction of the intact one, which is named: {message}"
    );
}

/// A return whose only fault is an investment 20 below its parts, which its
/// total has counted right.
const SLIP: &str = "\
2022年制造业高质量发展促进工业互联网应用入库项目储备汇总表
填报单位（盖章）：仁化县工业和信息化局　　单位：万元
序号,企业名称,统一社会信用代码,项目名称,支持方向,完工时间,项目总投资（万元）,其中：设备（万元）,其中：软件（万元）,联系电话
1,仁化县锦砂岭有色金属制品有限公司,91440224MAX0000159,铜材轧制上云,上云上平台,2022-06-30,150,150,20,13800000001
2,仁化县霞岩陶瓷材料有限公司,91440224MAX0000234,窑炉数据上云,上云上平台,2022-06-30,300,200,100,13800000002
合计,,,,,,470,350,120,
";

#[test]
fn a_total_follows_what_is_put_right_before_the_file_is_taken_in() {
    let road = Road::opened(SHAOGUAN);
    let slip = road.out("仁化县汇总表.csv");
    std::fs::write(&slip, SLIP).unwrap();
    let fresh = findings(&road, &slip);
    let total = |found: &[Value]| the(found, |one| one["kind"] == "total_mismatch");
    assert_eq!(
        total(&fresh)["state"],
        "open",
        "470 is stated, 450 is there"
    );
    let parts = the(&fresh, |one| one["kind"] == "parts_exceed_total");
    let answer = [&number(&parts), "170", "--reason", "与企业核对"];
    assert_eq!(on(&road, "answer", &slip, &answer).0, 0, "it is answered");
    let now = findings(&road, &slip);
    assert_eq!(total(&now)["state"], "repaired", "with 170 it adds up");
    assert_eq!(
        total(&now)["can_undo"],
        false,
        "nobody settled it, so nobody takes it back"
    );
    let undo = ["--what", "total_mismatch", "--reason", "看错了"];
    let (status, refused) = on(&road, "undo", &slip, &undo);
    let sentence = text(&refused["error"]["message"]).to_owned();
    assert!(
        status == 3 && sentence.contains("请撤销明细的处理"),
        "it says what to do instead: {sentence}"
    );
    road.take_in(&slip);
    let batch = PathBuf::from("1");
    let stored = findings(&road, &batch);
    assert_eq!(
        total(&stored)["state"],
        "repaired",
        "and in the library too"
    );
    let parts = the(&stored, |one| one["kind"] == "parts_exceed_total");
    let undo = ["--what", &number(&parts), "--reason", "看错了"];
    assert_eq!(on(&road, "undo", &batch, &undo).0, 0, "it is taken back");
    let again = findings(&road, &batch);
    assert_eq!(
        total(&again)["state"],
        "open",
        "taken back, it is asked again"
    );
}
