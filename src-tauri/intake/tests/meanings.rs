//! What a table is taken for: which columns mean what, whose form it is, which
//! amounts are doubted.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_intake::context::HeaderMemory;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{FindingKind, RefusalCode, Severity, Verdict};

use ruku_intake::workbook::{Content, Workbook};
use serde::Deserialize;
use support::drawing::{
    CAPTION, CODE, TITLE, book, kinds, projects, read, read_book, read_with, sheet, sure,
};

#[test]
fn two_telephone_columns_are_no_question() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|联系人|联系电话|手机
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|某|5550100|13800000001",
    );
    sure(&file);
    assert_eq!(
        file.text(&file.rows[0], "contact_phone"),
        "5550100",
        "the first counts"
    );
    assert_eq!(
        file.text(&file.rows[0], "extra:手机"),
        "13800000001",
        "the second is kept"
    );
}

#[test]
fn a_header_remembered_for_the_county_decides() {
    let mut memory = HeaderMemory::default();
    memory.remember("440224", "盘子", FactId::new("project_investment"));
    let drawing = "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|盘 子（万元）
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320";
    let plain = read(drawing);
    assert_eq!(
        kinds(&plain, Severity::Error),
        [FindingKind::ColumnMissing],
        "nobody knows 盘子"
    );
    let drawing = drawing
        .replace("TITLE", TITLE)
        .replace("CAPTION", CAPTION)
        .replace("CODE", CODE);
    let file = read_with(&memory, vec![sheet("Sheet1", &drawing)]);
    sure(&file);
    assert_eq!(
        projects(&file),
        ["4 窑炉上云 cloud 3200000.00"],
        "仁化县 means the investment by it"
    );
    memory.forget("440224", "盘子");
    assert!(memory.is_empty(), "what was remembered can be forgotten");
}

#[test]
fn a_return_in_yuan_throughout_is_doubted_throughout() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|其中：设备|其中：软件
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|580000|348000|232000
         2|乙有限公司|CODE|熔铸上云|上云上平台|2022.6.30|300000|180000|120000
         3|丙有限公司|CODE|注塑上云|上云上平台|2022.6.30|98000|58800|39200
         4|丁有限公司|CODE|冲压上云|上云上平台|2022.6.30|45000|27000|18000",
    );
    assert_eq!(
        kinds(&file, Severity::Question),
        [FindingKind::AmountUnitDoubt; 12],
        "the parts are as wrong as the sums: nothing but the magnitude speaks"
    );
    assert!(
        file.rows
            .iter()
            .all(|row| file.value(row, "project_investment").is_none()),
        "no project of a county is 58 亿元"
    );
}

#[test]
fn a_whole_column_in_yuan_under_a_wan_caption_is_doubted() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|其中：设备|其中：软件
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|3200000|200|120
         2|乙有限公司|CODE|熔铸上云|上云上平台|2022.6.30|1000000|60|40
         3|丙有限公司|CODE|注塑上云|上云上平台|2022.6.30|500000|30|20",
    );
    assert_eq!(
        kinds(&file, Severity::Question),
        [FindingKind::AmountUnitDoubt; 3],
        "the parts bear witness against every one"
    );
    assert!(
        file.rows
            .iter()
            .all(|row| file.value(row, "project_investment").is_none()),
        "a doubted amount is unknown"
    );
    let repair = file
        .findings
        .iter()
        .find_map(|finding| finding.repair.clone())
        .unwrap();
    assert_eq!(
        (repair.auto, repair.to.as_str()),
        (false, "3200000.00"),
        "元 is proposed, not taken"
    );
}

#[test]
fn hidden_sheets_with_projects_are_asked_about() {
    let table = format!(
        "{TITLE}\n{CAPTION}\n序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资\n1|甲有限公司|{CODE}|窑炉上云|上云上平台|2022.6.30|320"
    );
    let mut hidden = sheet("旧表", &table);
    hidden.visibility = ruku_intake::workbook::Visibility::Hidden;
    let file = read_with(
        &HeaderMemory::default(),
        vec![sheet("汇总表", &table), hidden],
    );
    assert_eq!(file.rows.len(), 1, "only what is shown is read");
    assert_eq!(
        kinds(&file, Severity::Question),
        [FindingKind::HiddenRow],
        "the rest is asked about"
    );
}

#[derive(Deserialize)]
struct Contradictions {
    table: Vec<Contradiction>,
}

#[derive(Deserialize)]
struct Contradiction {
    why: String,
    drawing: String,
    /// Cell, kind and fact of every error and question.
    asked: Vec<String>,
    /// Row, fact and value.
    values: Vec<(String, String, String)>,
}

#[test]
fn what_contradicts_itself_is_asked_about_and_not_chosen() {
    let tables: Contradictions = toml::from_str(include_str!("contradictions.toml")).unwrap();
    for table in tables.table {
        let file = read(&table.drawing);
        let waits = file.findings.iter();
        let waits = waits.filter(|finding| finding.severity >= Severity::Question);
        let asked: Vec<String> = waits
            .map(|finding| {
                let field = finding.field.as_ref().map_or("", FactId::as_str);
                let said = format!("{} {} {field}", finding.cell, finding.kind.id());
                said.trim_end().to_owned()
            })
            .collect();
        assert_eq!(asked, table.asked, "{}: {:#?}", table.why, file.findings);
        for (number, fact, value) in table.values {
            let row = file.rows.iter().find(|row| row.row.to_string() == number);
            let row = row.unwrap_or_else(|| panic!("{}: row {number} is read", table.why));
            let found = file.value(row, &fact).map(FactValue::to_json);
            let found = found.map_or(String::new(), |json| json.as_str().unwrap().to_owned());
            assert_eq!(found, value, "{}: {fact} of row {number}", table.why);
            let fields = row
                .fields
                .iter()
                .filter(|one| file.id_of(one).as_str() == fact);
            assert_eq!(
                fields.count(),
                1,
                "{}: {fact} once in row {number}",
                table.why
            );
        }
    }
}

#[test]
fn a_title_that_names_no_programme_is_taken_for_the_one_it_is_taken_in_for() {
    let table = "填报单位：仁化县工信局 单位：万元
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320";
    for (title, code) in [
        ("2022年仁化县入库项目储备汇总表", None),
        ("2022年入库项目储备汇总表（仁化县）", None),
        ("仁化县工信局入库项目储备汇总表（定稿）", None),
        (
            "2021年仁化县入库项目储备汇总表",
            Some(RefusalCode::OtherYear),
        ),
        (
            "2022年蓬江区入库项目储备汇总表",
            Some(RefusalCode::OtherCity),
        ),
        (
            "2022年仁化县技改入库项目储备汇总表",
            Some(RefusalCode::OtherProgramme),
        ),
    ] {
        let file = read(&format!("{title}\n{table}"));
        assert_eq!(file.code, code, "{title}: {}", file.message);
        let said = kinds(&file, Severity::Info);
        assert_eq!(
            said.contains(&FindingKind::TitleWithoutProgramme),
            code.is_none(),
            "what the title leaves open is said: {title}"
        );
    }
}

#[test]
fn foreign_and_empty_forms_are_told_apart() {
    let table = "填报单位：仁化县工信局 单位：万元
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320";
    for (title, code) in [
        (
            "2023年韶关市制造业高质量发展促进工业互联网应用入库项目储备汇总表",
            RefusalCode::OtherYear,
        ),
        (
            "2022年江门市工业互联网应用入库项目储备汇总表",
            RefusalCode::OtherCity,
        ),
        (
            "2022年韶关市中小企业发展专项资金申报汇总表",
            RefusalCode::OtherProgramme,
        ),
    ] {
        let file = read(&format!("{title}\n{table}"));
        assert_eq!(file.code, Some(code), "{title}: {}", file.message);
        assert!(
            file.message.contains(title),
            "the sentence names what was found: {}",
            file.message
        );
    }
    let header = "序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资";
    let blank = read(&format!(
        "TITLE\nCAPTION\n{header}\n1||||||\n2||||||\n合计||||||0"
    ));
    assert_eq!(
        blank.code,
        Some(RefusalCode::BlankTemplate),
        "{}",
        blank.message
    );
    for nil in ["无", "零报送", "本县无申报项目", "无符合条件的项目"] {
        let file = read(&format!("TITLE\nCAPTION\n{header}\n|{nil}|||||"));
        assert!(
            file.nil_return && file.verdict == Verdict::Import,
            "{nil}: {}",
            file.message
        );
    }
}

#[test]
fn amounts_keep_their_cells_through_the_json() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320.5",
    );
    let json = serde_json::to_value(&file).unwrap();
    let field = &json["rows"][0]["fields"]["project_investment"];
    assert_eq!(field["value"], "3205000.00", "元 with two decimals");
    assert_eq!(field["origin"]["cell"], "G4", "its cell");
    assert_eq!(field["origin"]["raw"], "320.5", "what the cell holds");
    assert_eq!(json["county"], "仁化县", "the county by its name");
    assert!(
        matches!(
            file.value(&file.rows[0], "project_investment"),
            Some(FactValue::Money(_))
        ),
        "typed inside"
    );
}

#[test]
fn a_cell_is_kept_as_it_is_held_and_as_it_is_shown() {
    let mut drawn = sheet(
        "Sheet1",
        &format!(
            "{TITLE}
             {CAPTION}
             序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
             1|甲有限公司|{CODE}|窑炉上云|上云上平台|44742|320.126"
        ),
    );
    for cell in drawn.cells.iter_mut().filter(|cell| cell.row == 3) {
        match cell.col {
            5 => (cell.content, cell.format) = (Content::Date(44_742.0), Some(0)),
            6 => (cell.content, cell.format) = (Content::Number(320.126), Some(1)),
            _ => {}
        }
    }
    let formats = ["yyyy\"年\"m\"月\"d\"日\"", "#,##0.00"];
    let held = Workbook {
        number_formats: formats.map(str::to_owned).to_vec(),
        ..book(vec![drawn])
    };
    let file = read_book(&HeaderMemory::default(), &held);
    let row = &file.rows[0];
    for (fact, raw, shown, quoted) in [
        ("completed_on", "44742", "2022年6月30日", "2022年6月30日"),
        (
            "project_investment",
            "320.126",
            "320.13",
            "320.13（文件中存为320.126）",
        ),
    ] {
        let field = file.field(row, fact).unwrap();
        let origin = file.origin(row, field);
        assert_eq!(origin.raw, raw, "{fact}: what the file holds");
        assert_eq!(origin.shown.as_deref(), Some(shown), "{fact}: what is seen");
        assert_eq!(
            file.quoted(row, field),
            quoted,
            "{fact}: what a clerk reads"
        );
    }
    let named = file.field(row, "project_name").unwrap();
    assert_eq!(
        file.origin(row, named).shown,
        None,
        "a text is shown as it is held"
    );
}
