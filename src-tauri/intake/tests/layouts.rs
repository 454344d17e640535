//! Tables as counties lay them out, drawn as text: which rows are headers,
//! projects, totals and groups.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_model::finding::{FindingKind, Severity};

use support::drawing::{kinds, projects, read, sure};

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
fn a_total_that_only_follows_an_error_is_no_second_one() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|#REF!
         2|乙有限公司|CODE|熔铸上云|上云上平台|2022.6.30|100
         合计|<|<|<|<|<|#REF!",
    );
    assert_eq!(
        kinds(&file, Severity::Error),
        [FindingKind::CellError],
        "the row's error is said, the total's follows from it"
    );
}

#[test]
fn spellings_of_one_firm_do_not_hide_a_project_sent_twice() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|韶关市甲乙有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         2|韶关市甲乙有限责任公司|CODE|窑炉上云项目|上云上平台|2022.6.30|320",
    );
    assert_eq!(
        kinds(&file, Severity::Question),
        [FindingKind::DuplicateInFile],
        "有限责任公司 is 有限公司, and 项目 says nothing"
    );
}

#[test]
fn a_total_in_capital_numerals_is_compared_wherever_it_stands() {
    let with = |last: &str| {
        read(&format!(
            "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目投资（万元）
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320.5
         2|乙有限公司|CODE|熔铸上云|上云上平台|2022.6.30|160
         合计||||||480.5
         {last}"
        ))
    };
    for right in [
        "合计（大写）：人民币肆佰捌拾万零伍仟元整|<|<|<|<|<|<",
        "大写|人民币肆佰捌拾万伍仟圆正|<|<|<|<|<",
        "合计金额（大写）||||||肆佰捌拾萬零伍仟圓整",
        "人民币（大写）：肆佰捌拾万伍仟元零角零分|<|<|<|<|<|<",
    ] {
        let file = with(right);
        sure(&file);
        let stated: Vec<String> = file
            .totals
            .iter()
            .filter_map(|total| total.stated.map(|money| money.to_string()))
            .collect();
        assert_eq!(stated, ["4805000.00"; 2], "{right}: both are read");
    }
    for wrong in [
        "合计（大写）：人民币肆佰捌拾万元整|<|<|<|<|<|<",
        "合计金额（大写）||||||肆佰捌拾万零伍佰元整",
    ] {
        let file = with(wrong);
        assert_eq!(
            kinds(&file, Severity::Error),
            [FindingKind::TotalMismatch],
            "{wrong}: one matter"
        );
        assert!(
            file.findings
                .iter()
                .any(|one| one.expected.contains("480.5万元")),
            "the sum of the rows is said: {}",
            file.message
        );
    }
}

#[test]
fn a_unit_that_no_form_has_is_asked_about() {
    for (caption, header) in [
        ("填报单位：仁化县工信局　单位：百万元", "项目投资"),
        ("CAPTION", "项目投资（百万元）"),
        ("填报单位：仁化县工信局　单位：千元", "项目投资"),
    ] {
        let file = read(&format!(
            "TITLE
         {caption}
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|{header}
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|3.2"
        ));
        assert_eq!(
            kinds(&file, Severity::Question),
            [FindingKind::UnitMissing],
            "{caption} {header}: nothing is guessed"
        );
        assert_eq!(
            file.value(&file.rows[0], "project_investment"),
            None,
            "{header}"
        );
    }
}

#[test]
fn a_project_about_control_panels_is_no_signature() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|联系人|联系电话
         1|甲有限公司|CODE|数控制表面处理线上云|上云上平台|2022.6.30|320|某|13800000001
         填表人：某|||审核人：某|||填报日期：2022.7.1",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["4 数控制表面处理线上云 cloud 3200000.00"],
        "制表 is only part of its name, and who signed is no project"
    );
}

#[test]
fn a_long_table_is_read_in_pieces_and_its_columns_are_judged_once() {
    let rows = 9_001;
    let lines: String = (1..=rows)
        .map(|at| format!("\n{at}|甲有限公司|CODE|第{at}号线|上云上平台|2022年6月30日|320"))
        .collect();
    let file = read(&format!(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资{lines}"
    ));
    sure(&file);
    let numbers: Vec<u32> = file.rows.iter().map(|row| row.row).collect();
    assert_eq!(
        numbers,
        (4..4 + rows).collect::<Vec<u32>>(),
        "all, in order"
    );
    let dates: Vec<_> = file
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::DateAsText)
        .map(|finding| (finding.cell.as_str(), finding.count))
        .collect();
    assert_eq!(
        dates,
        [("F4", rows)],
        "said once, at the first cell, for all"
    );
}

#[test]
fn an_amount_in_the_other_unit_is_told_by_the_support_asked_for() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资（万元）|申请补贴金额（万元）
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|800000|8
         2|丙有限公司|CODE|轧线上云|上云上平台|2022.6.30|90|90000",
    );
    let doubts: Vec<(&str, String)> = file
        .findings
        .iter()
        .filter(|one| one.kind == FindingKind::AmountUnitDoubt)
        .map(|one| {
            let to = one.repair.as_ref().map(|repair| repair.to.clone());
            (one.cell.as_str(), to.unwrap_or_default())
        })
        .collect();
    assert_eq!(
        doubts,
        [
            ("G4", "800000.00".to_owned()),
            ("H5", "90000.00".to_owned()),
        ],
        "two rows have no neighbours to ask"
    );
}
