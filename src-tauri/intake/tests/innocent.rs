//! What looks odd in a return and deserves no question, and beside it the like
//! that does: a careful clerk asks the county about faults only.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_model::finding::{FindingKind, Severity};

use support::drawing::{kinds, projects, read, sure};

#[test]
fn groups_that_say_what_they_add_up_to_are_no_projects() {
    let drawing = |first: &str| {
        read(&format!(
            "TITLE
             CAPTION
             序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
             一、上云上平台|||2项|||{first}
             （一）规上企业||||||320
             1|甲有限公司|CODE|窑炉上云||2022.6.30|320
             （二）规下企业||||||100
             2|甲有限公司|CODE|熔铸上云||2022.6.30|100
             二、5G+制造业|||1项|||80
             3|甲有限公司|CODE|5G车间||2022.6.30|80
             合计|3家||3个|||500"
        ))
    };
    let file = drawing("420");
    sure(&file);
    assert_eq!(
        projects(&file),
        [
            "6 窑炉上云 cloud 3200000.00",
            "8 熔铸上云 cloud 1000000.00",
            "10 5G车间 five_g 800000.00"
        ],
        "a group gives its rows their direction"
    );
    assert_eq!(
        kinds(&drawing("400"), Severity::Error),
        [FindingKind::TotalMismatch],
        "a group's own sum is compared with its rows, parts and all"
    );
}

#[test]
fn what_stands_below_the_total_is_no_project_unless_it_has_a_project_s_marks() {
    let drawing = |below: &str| {
        read(&format!(
            "TITLE
             CAPTION
             序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
             1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
             合计||||||320
             {below}"
        ))
    };
    let file = drawing(
        "占比||||||100%
             |上年同期|||||300
             |分方向统计|||||
             |类别|数量||||金额
             |上云|1||||320
             说明|以上项目均已公示
             |2.金额不含税
             |分管领导（签字）：||经办人：||2022年7月6日|
             |仁化县工业和信息化局（盖章）",
    );
    sure(&file);
    assert_eq!(file.rows.len(), 1, "nothing below is a project");
    let file = drawing("2|甲有限公司|CODE|熔铸上云|上云上平台|2022.6.30|100");
    assert_eq!(file.rows.len(), 2, "a project put in below is read");
}

#[test]
fn headings_keep_their_meaning_whatever_stands_by_them() {
    let file = read(
        "TITLE
         仁化县工业和信息化局（公章）|<|<|<|<|2022年7月6日|<|<
         ①序号|②企业|③代码（18位）|④项目名称（与申报书一致）|⑤支持方向/四选一|⑥竣工日期|⑦投资/万元|备注（如有）
         |与执照一致|18位||单选|年月日|万元|
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|规上",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["5 窑炉上云 cloud 3200000.00"],
        "every column is known, and the row of hints is none of them"
    );
    let file = read(
        "TITLE
         填报单位：仁化县工信局
         序号|企业名称|统一社会信用代码|项目名称|支持方向|计划完工时间|实际完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.7.30|2022.6.30|320
         注：本表金额单位为万元",
    );
    sure(&file);
    assert_eq!(
        projects(&file),
        ["4 窑炉上云 cloud 3200000.00"],
        "a note below gives the unit, and what came of a plan goes before it"
    );
}

#[test]
fn the_same_as_above_is_what_stands_above() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         2|同上|同上|熔铸上云|〃|同上|100",
    );
    sure(&file);
    assert_eq!(
        projects(&file)[1],
        "5 熔铸上云 cloud 1000000.00",
        "the direction is the one above"
    );
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         2|甲有限公司|CODE|熔铸上云|上云上平台|2022.6.30|同上",
    );
    assert_eq!(
        kinds(&file, Severity::Error),
        [FindingKind::AmountUnreadable],
        "an amount may be one for both, and is asked about"
    );
}

#[test]
fn totals_of_pages_and_totals_with_dashes_are_totals() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320
         本页合计||||||320
         承前页||||||320
         2|甲有限公司|CODE|熔铸上云|上云上平台|2022.6.30|100
         本页合计||||||100
         合计：|——|——|2个|——|——|420",
    );
    sure(&file);
    assert_eq!(file.rows.len(), 2, "none of them is a project");
    assert_eq!(
        file.totals.len(),
        3,
        "what is carried over is no total of its own"
    );
}

#[test]
fn a_row_that_lacks_nearly_everything_is_still_asked_about() {
    for row in [
        "一|甲有限公司||||  |320",
        "|甲有限公司（盖章）||||  |320",
        "其中|甲有限公司|CODE||||320",
    ] {
        let file = read(&format!(
            "TITLE
             CAPTION
             序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
             {row}"
        ));
        assert_eq!(file.rows.len(), 1, "{row} may be a project");
        assert!(
            kinds(&file, Severity::Error).contains(&FindingKind::RequiredMissing),
            "{row} lacks what a project needs"
        );
    }
}

#[test]
fn words_of_the_programme_s_title_name_no_direction() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资
         1|甲有限公司|CODE|窑炉上云|工业互联网|2022.6.30|320",
    );
    assert_eq!(
        kinds(&file, Severity::Error),
        [FindingKind::DirectionUnknown],
        "every project of the programme is about it"
    );
}

#[test]
fn what_a_system_exports_is_read_as_what_it_exports() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|是否失信被执行人[1是;0否]|备注
         xh|qymc|dm|xmmc|zcfx|wgsj|ztz|sfsx|bz
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022-06-30 00:00:00.0|320|0|NULL
         2|甲有限公司|CODE|熔铸上云|上云上平台|2022-06-30T08:00:00+08:00|100|1|NULL
         操作员：lrh|||||打印时间：2022-07-05",
    );
    sure(&file);
    let flags: Vec<_> = file
        .rows
        .iter()
        .map(|row| file.value(row, "dishonest_judgment_debtor").cloned())
        .collect();
    let flag = |yes| Some(ruku_model::fact::FactValue::Flag(yes));
    assert_eq!(
        flags,
        [flag(false), flag(true)],
        "as the header says, and the field names are no project"
    );
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|是否失信被执行人
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|0",
    );
    assert_eq!(
        kinds(&file, Severity::Error),
        [FindingKind::ChoiceUnknown],
        "without the header's word a 0 may be a blank"
    );
}

#[test]
fn groups_numbered_with_stems_and_ends_of_a_period_under_one_heading() {
    let file = read(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|开竣工时间||项目总投资
         |||||开工日|竣工日|
         甲|规上企业（1家1项）||||||
         1|甲有限公司|CODE|窑炉上云|上云上平台|2021.10.1|2022.6.30|320
         乙|规下企业（1家1项）||||||
         2|甲有限公司|CODE|熔铸上云|上云上平台|2021.10.1|2022.6.30|100
         总额|||||||420",
    );
    sure(&file);
    assert_eq!(file.rows.len(), 2, "the groups are no projects");
}
