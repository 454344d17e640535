//! Tables as counties lay them out, drawn as text: which rows are projects,
//! what each means, what is said.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_intake::context::{Context, HeaderMemory};
use ruku_intake::interpret::interpret;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::workbook::{Area, Cell, Content, Format, Sheet, Workbook};
use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{FindingKind, RefusalCode, Severity, Verdict};

const TITLE: &str = "2022年韶关市制造业高质量发展促进工业互联网应用入库项目储备汇总表";
const CAPTION: &str = "填报单位（盖章）：仁化县工业和信息化局　　单位：万元";
const CODE: &str = "11441900732158786R";

/// A sheet drawn as lines of cells between `|`; `<` joins a cell to the one on
/// its left, `^` to the one above, `=` alone is a formula without its result.
fn sheet(name: &str, drawing: &str) -> Sheet {
    let mut sheet = Sheet::named(name);
    for (row, line) in drawing
        .lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
    {
        let row = u32::try_from(row).unwrap();
        for (col, text) in line.split('|').enumerate() {
            let (col, text) = (u32::try_from(col).unwrap(), text.trim());
            let content = match text {
                "" => continue,
                "<" | "^" => {
                    join(&mut sheet.merges, row, col, text == "<");
                    continue;
                }
                "=" => Content::Uncalculated,
                _ => match text.parse::<f64>() {
                    Ok(number) => Content::Number(number),
                    Err(_) => Content::Text(text.replace("\\n", "\n").into()),
                },
            };
            sheet.cells.push(Cell {
                row,
                col,
                content,
                format: None,
            });
        }
    }
    sheet
}

fn join(merges: &mut Vec<Area>, row: u32, col: u32, left: bool) {
    let (from_row, from_col) = if left { (row, col - 1) } else { (row - 1, col) };
    match merges
        .iter_mut()
        .find(|area| area.contains(from_row, from_col))
    {
        Some(area) => {
            area.bottom = area.bottom.max(row);
            area.right = area.right.max(col);
        }
        None => merges.push(Area {
            top: from_row,
            left: from_col,
            bottom: row,
            right: col,
        }),
    }
}

fn read_with(memory: &HeaderMemory, sheets: Vec<Sheet>) -> ReturnFile {
    let forms = support::pack_forms();
    let regions = support::regions();
    let expected = support::form_id("shaoguan-2022", &forms);
    let context = Context {
        forms: &forms,
        expected: Some(&expected),
        regions: &regions,
        memory,
    };
    let book = Workbook {
        format: Format::Xlsx,
        date_1904: false,
        number_formats: Vec::new(),
        properties: Vec::new(),
        pictures: 0,
        sheets,
    };
    interpret(&context, "汇总表.xlsx", "00", &book)
}

fn read(drawing: &str) -> ReturnFile {
    let drawing = drawing
        .replace("TITLE", TITLE)
        .replace("CAPTION", CAPTION)
        .replace("CODE", CODE);
    read_with(&HeaderMemory::default(), vec![sheet("Sheet1", &drawing)])
}

/// Row, project, direction and investment of every project.
fn projects(file: &ReturnFile) -> Vec<String> {
    file.rows
        .iter()
        .map(|row| {
            let money = file
                .value(row, "project_investment")
                .map(|value| value.to_json());
            let money = money.and_then(|json| json.as_str().map(str::to_owned));
            format!(
                "{} {} {} {}",
                row.row,
                file.text(row, "project_name"),
                row.measure.clone().unwrap_or_default(),
                money.unwrap_or_else(|| "?".to_owned())
            )
        })
        .collect()
}

fn kinds(file: &ReturnFile, severity: Severity) -> Vec<FindingKind> {
    file.findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .map(|finding| finding.kind)
        .collect()
}

fn sure(file: &ReturnFile) {
    assert_eq!(
        kinds(file, Severity::Error),
        [],
        "no errors: {:#?}",
        file.findings
    );
    assert_eq!(
        kinds(file, Severity::Question),
        [],
        "no questions: {:#?}",
        file.findings
    );
    assert_eq!(file.verdict, Verdict::Import, "{}", file.message);
}

#[test]
fn two_header_rows_without_merged_cells() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目投资（万元）|<|<|备注
         |||||| 总投资|设备|软件|
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|200|120|
         合计||||||320|200|120|",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["5 窑炉上云 cloud 3200000.00"],
        "the parts are read under their group"
    );
    assert_eq!(
        file.sheets[0].header_rows,
        [3, 4],
        "both rows are the header"
    );
    assert_eq!(file.totals.len(), 3, "every total is recomputed");
}

#[test]
fn three_header_rows_and_a_coding_row() {
    let file = read(
        "TITLE|<|<|<|<|<|<|<
         CAPTION
         序号|项目基本情况|<|<|<|<|项目资金情况|<
         ^|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|投资（万元）|<
         ^|^|^|^|^|^|项目总投资|其中：设备
         甲|1|2|3|4|5|6|7
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|200",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["7 窑炉上云 cloud 3200000.00"],
        "the coding row is no project"
    );
}

#[test]
fn the_unit_may_stand_in_the_title_or_under_the_header() {
    let file = read(
        "TITLE（单位：万元）
         填报单位：仁化县工信局
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         |||||年月日|万元
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["5 窑炉上云 cloud 3200000.00"],
        "a unit row is no project"
    );
    let file = read(
        "TITLE
         填报单位：仁化县工信局
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         ||||| |万元
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["5 窑炉上云 cloud 3200000.00"],
        "the unit row names the unit"
    );
}

#[test]
fn long_instructions_above_and_a_repeated_header() {
    let file = read(
        "TITLE
         填表说明：1.本表由县（市、区）工信局填写；
         2.金额保留两位小数；
         3.企业名称与营业执照一致；
         4.项目名称与申报书一致。
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         2|甲有限公司|CODE|熔铸上云|上云上平台|2022.6.30|100
         合计|<|<|<|<|<|420
         注：本表一式七份。
         填表人：某某　　联系电话：5550100",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        [
            "8 窑炉上云 cloud 3200000.00",
            "10 熔铸上云 cloud 1000000.00"
        ],
        "a header repeated at a page break is no project"
    );
}

#[test]
fn a_table_to_each_direction_on_one_sheet() {
    let file = read(
        "TITLE
         CAPTION
         一、工业企业“上云上平台”
         序号|企业名称|统一社会信用代码|项目名称|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|2022.6.30|320
         小计|<|<|<|<|320
         二、“5G+制造业”融合创新运用
         序号|企业名称|统一社会信用代码|项目名称|主要建设内容|完工时间|项目总投资
         1|甲有限公司|CODE|无人车间|基站|2022.7.30|500
         小计|<|<|<|<|<|500",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        [
            "5 窑炉上云 cloud 3200000.00",
            "9 无人车间 five_g 5000000.00"
        ],
        "each table has its own columns and direction"
    );
    assert_eq!(file.totals.len(), 2, "each table has its own total");
}

#[test]
fn subtotals_by_county_and_a_grand_total_first() {
    let file = read(
        "TITLE
         填报单位：韶关高新区管委会　单位：万元
         序号|所属县区|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         |总计|||||| 960
         一|武江区|||||| 
         1||甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         |武江区小计|||||| 320
         二|曲江区|||||| 
         1||乙有限公司|CODE|熔铸上云|上云上平台|2022.6.30|640
         |曲江区小计|||||| 650",
    );
    assert_eq!(
        projects(&file),
        ["6 窑炉上云 cloud 3200000.00", "9 熔铸上云 cloud 6400000.00"],
        "groups may be counties"
    );
    assert_eq!(
        kinds(&file, Severity::Error),
        [FindingKind::TotalMismatch],
        "650 is not 640"
    );
    let computed: Vec<_> = file
        .totals
        .iter()
        .map(|total| total.computed.unwrap().to_string())
        .collect();
    assert_eq!(
        computed,
        ["9600000.00", "3200000.00", "6400000.00"],
        "each total has its own rows"
    );
}

#[test]
fn an_enterprise_merged_over_its_projects_and_rows_without_names() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         2|^|^|熔铸上云|^|^|100
         3|||||
         4||||| |0",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["4 窑炉上云 cloud 3200000.00", "5 熔铸上云 cloud 1000000.00"],
        "merged cells speak for every row, empty form rows are none"
    );
    let second = &file.rows[1];
    let name = file.field(second, "enterprise_name").unwrap();
    assert_eq!(
        file.origin(second, name).cell,
        "B4",
        "the origin is the cell that holds the text"
    );
}

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
