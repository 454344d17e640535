//! What a clerk meant and a table cannot say: amounts for several projects,
//! rows called off, a second table, last year's list. All of it is asked about
//! or said; nothing is dropped, nothing counted twice.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_intake::context::HeaderMemory;
use ruku_intake::diff;
use ruku_model::finding::{FindingKind, RefusalCode, Severity};
use support::drawing::{CAPTION, CODE, TITLE, kinds, projects, read, read_with, sheet, sure};

const HEADER: &str = "序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资";

fn list(rows: &str) -> String {
    format!("TITLE\nCAPTION\n{HEADER}\n{rows}")
}

#[test]
fn an_amount_of_two_projects_is_neither_ones() {
    let shared = list(
        "1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         2|^|^|包装上云|上云上平台|2022.6.30|^",
    );
    let before = read(&shared);
    assert_eq!(
        projects(&before),
        ["4 窑炉上云 cloud ?", "5 包装上云 cloud ?"],
        "nobody can say how it is divided"
    );
    assert_eq!(
        kinds(&before, Severity::Question),
        [FindingKind::AmountShared],
        "it is asked once"
    );
    let divided = list(
        "1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|200
         2|^|^|包装上云|上云上平台|2022.6.30|120",
    );
    let after = read(&divided);
    sure(&after);
    let found = diff::compare(&before, &after, &[]);
    let asked: Vec<bool> = found.changed.iter().map(|one| one.asked_for).collect();
    assert_eq!(asked, [true, true], "it was asked of both rows");
    assert!(
        found.asked.iter().all(|one| one.settled),
        "and is settled: {:?}",
        found.asked
    );
}

#[test]
fn a_project_called_off_in_words_is_asked_about() {
    let rows = "1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|
         2|乙有限公司|CODE|取消人工抄表|上云上平台|2022.6.30|80|已并入一期
         3|丙有限公司|CODE|包装上云|上云上平台|2022.6.30|100|企业撤回申报
         合计||||||400|";
    let drawing = list(rows).replace("项目总投资", "项目总投资|备注");
    let file = read(&drawing);
    assert_eq!(file.rows.len(), 3, "it is not dropped");
    let asked: Vec<_> = file
        .findings
        .iter()
        .filter(|one| one.severity >= Severity::Question)
        .map(|one| (one.kind, one.row))
        .collect();
    assert_eq!(
        asked,
        [(FindingKind::RowCrossedOut, Some(6))],
        "the remark calls it off, and the total counts what is left"
    );
    let with_all = read(&drawing.replace("||||||400|", "||||||500|"));
    assert_eq!(
        kinds(&with_all, Severity::Error),
        [],
        "a total with it is no error either: it is asked about already"
    );
}

#[test]
fn a_table_to_the_right_is_said_and_spoils_nothing() {
    let header = format!("{HEADER}||{HEADER}");
    let rows = "1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320||2|乙有限公司|CODE|包装上云|上云上平台|2022.6.30|80
         |||||||||丙有限公司|CODE|仓储上云|上云上平台|2022.6.30|60";
    let file = read(&format!("TITLE\nCAPTION\n{header}\n{rows}"));
    assert_eq!(projects(&file), ["4 窑炉上云 cloud 3200000.00"], "the left");
    let said: Vec<_> = file
        .findings
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| (one.kind, one.cell.as_str(), one.found.as_str()))
        .collect();
    assert_eq!(
        said,
        [(FindingKind::TableBeside, "I3", "I4:O5")],
        "where the right one is"
    );
}

#[test]
fn parts_that_repeat_under_groups_are_one_table() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|设备|软件|设备|软件
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|100|20|90|10",
    );
    assert!(
        !kinds(&file, Severity::Error).contains(&FindingKind::TableBeside),
        "the row's own columns stand there once"
    );
}

#[test]
fn numbered_notes_below_the_total_are_no_projects() {
    let file = read(&list(
        "1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         合计||||||320
         1|本表金额为不含税金额，由企业填报
         2|联系电话以申报书为准",
    ));
    sure(&file);
    assert_eq!(file.rows.len(), 1, "one project");
    let lonely = read(&list(
        "1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         合计||||||320
         2|乙丙丁戊己庚有限公司",
    ));
    assert_eq!(
        lonely.rows.len(),
        2,
        "an enterprise's name alone may be a project nobody filled in"
    );
}

#[test]
fn last_years_list_beside_this_years_is_set_aside() {
    let table = list("1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320")
        .replace("CAPTION", CAPTION)
        .replace("CODE", CODE);
    let this = table.replace("TITLE", TITLE);
    let last = table.replace("TITLE", &TITLE.replace("2022", "2021"));
    for order in [[&this, &last], [&last, &this]] {
        let sheets = order.iter().zip(["表一", "表二"]);
        let sheets = sheets.map(|(drawing, name)| sheet(name, drawing)).collect();
        let file = read_with(&HeaderMemory::default(), sheets);
        sure(&file);
        assert_eq!(file.rows.len(), 1, "only this year's: {}", file.message);
        assert_eq!(
            kinds(&file, Severity::Info)
                .iter()
                .filter(|kind| **kind == FindingKind::RowSetAside)
                .count(),
            1,
            "the other is said"
        );
    }
    let both = read_with(&HeaderMemory::default(), vec![sheet("表一", &last)]);
    assert!(both.code.is_some(), "alone it is refused as it was");
}

#[test]
fn a_letter_above_the_list_says_whose_it_is() {
    let letter = |year: &str| {
        format!(
            "始兴县工业和信息化局文件
             关于报送{year}年工业互联网应用入库项目的函
             与武江区、南雄市联合申报的项目由其另行报送，请予审核。
             附表：项目汇总表（单位：万元）
             {HEADER}
             1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30完工|320"
        )
    };
    let file = read(&letter("2022"));
    sure(&file);
    let county = file.county.as_ref().map(|county| county.name.as_str());
    assert_eq!(county, Some("始兴县"), "its neighbours are only named");
    assert_eq!(
        file.value(&file.rows[0], "completed_on")
            .map(|value| value.readable(None)),
        Some("2022年6月30日".to_owned()),
        "a day with the word for completion is a day"
    );
    assert_eq!(
        read(&letter("2021")).code,
        Some(RefusalCode::OtherYear),
        "a letter of last year brings last year's list"
    );
}

#[test]
fn what_is_asked_of_a_period_is_asked_of_both_its_days() {
    let period = |text: &str| {
        let row = format!("1|甲有限公司|CODE|窑炉上云|上云上平台|{text}|320");
        list(&row).replace("完工时间", "项目起止时间")
    };
    let before = read(&period("2022"));
    let after = read(&period("2021.10.8—2022.6.30"));
    let found = diff::compare(&before, &after, &[]);
    let changed: Vec<_> = found
        .changed
        .iter()
        .map(|one| (one.field.as_str(), one.asked_for))
        .collect();
    assert_eq!(
        changed,
        [("completed_on", true), ("started_on", true)],
        "one cell was asked about, and it gives two facts"
    );
}
