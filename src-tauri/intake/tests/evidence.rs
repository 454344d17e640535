//! A sheet of invoices beside the list, where the pack has a list for them:
//! each line becomes a record of the project it names.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_intake::across::{EvidenceKind, sightings_of};
use ruku_intake::context::{Context, HeaderMemory, ReturnForm};
use ruku_intake::interpret::interpret;
use ruku_intake::raw::{Limits, read_workbook};
use ruku_intake::return_file::{ReturnFile, SheetRole};
use ruku_model::finding::{FindingKind, Severity};
use ruku_policy::declare::FactDecl;
use serde_json::json;
use support::drawing::{CAPTION, CODE, TITLE, read_with, sheet};

const INVOICES: &str = r#"
id = "invoices"
label = "发票明细"
type = "list"

[[fields]]
id = "number"
label = "发票号码"
type = "text"

[[fields]]
id = "code"
label = "发票代码"
type = "text"

[[fields]]
id = "amount"
label = "价税合计"
type = "money"
unit = "元"
synonyms = ["金额"]

[[fields]]
id = "issued_on"
label = "开票日期"
type = "date"
"#;

fn form() -> ReturnForm {
    let mut form = support::shaoguan();
    let list: FactDecl = toml::from_str(INVOICES).unwrap();
    form.facts.push(list);
    form
}

fn read() -> ReturnFile {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/returns/catalogue/仁化县（附发票明细）.xlsx");
    let book = read_workbook(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    let forms = [form()];
    let regions = support::regions();
    let context = Context {
        expected: Some(&forms[0].id),
        ..Context::new(&forms, &regions)
    };
    interpret(&context, "仁化县.xlsx", "00", &book)
}

#[test]
fn lines_become_records_of_the_packs_list() {
    let file = read();
    let field = file.field(&file.rows[0], "invoices").unwrap();
    assert_eq!(
        field.value.as_ref().unwrap().to_json(),
        json!([
            {"number": "23456781", "code": "044002100301", "amount": "500000.00", "issued_on": "2022-03-01"},
            {"number": "23456782", "code": "044002100301", "amount": "700000.00", "issued_on": "2022-03-09"},
        ]),
        "both lines, the second without names of its own"
    );
    let origin = file.origin(&file.rows[0], field);
    assert_eq!(
        (
            origin.sheet.as_str(),
            origin.cell.as_str(),
            origin.raw.as_str()
        ),
        ("发票明细", "E3", "E3：23456781；E4：23456782"),
        "each number with its cell"
    );
    let evidence = &sightings_of(&file)[0].evidence;
    let invoices: Vec<(&str, &str)> = evidence
        .iter()
        .filter(|one| one.kind == EvidenceKind::Invoice)
        .map(|one| (one.number.as_str(), one.code.as_str()))
        .collect();
    assert_eq!(
        invoices,
        [("23456781", "044002100301"), ("23456782", "044002100301")],
        "a number used twice elsewhere is found"
    );
}

#[test]
fn every_sheet_says_what_became_of_it() {
    let file = read();
    let told: Vec<(&str, SheetRole, &str)> = file
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.role, sheet.verdict.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("汇总表", SheetRole::Projects, "项目表，读取4个项目。"),
            (
                "选项",
                SheetRole::Lists,
                "下拉选项，供填表时选用，不作为项目读取。"
            ),
            (
                "发票明细",
                SheetRole::Evidence,
                "凭证明细（发票代码、发票号码），读取5条，记到3个项目，1条对不上项目。"
            ),
            (
                "设备清单",
                SheetRole::Evidence,
                "凭证明细（出厂编号），读取2条，记到1个项目，1条对不上项目。"
            ),
        ],
        "in words, sheet by sheet"
    );
}

/// Two invoices of one book, whose last digits no figure keeps.
const FIRST: &str = "24442000000012345678";
const SECOND: &str = "24442000000012345999";

#[test]
fn a_number_typed_as_a_figure_is_none() {
    let list = format!(
        "TITLE
         CAPTION
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资|发票号码|银行账号
         1|甲有限公司|CODE|窑炉上云|上云上平台|2022.6.30|320|{FIRST}|6222020111122220000
         2|乙有限公司|CODE|熔铸上云|上云上平台|2022.6.30|200|{SECOND}|工行"
    )
    .replace("TITLE", TITLE)
    .replace("CAPTION", CAPTION)
    .replace("CODE", CODE);
    let sheets = format!(
        "企业名称|合同编号
         甲有限公司|{FIRST}
         乙有限公司|2.44420E+19
         甲有限公司|HT-2022-0001"
    );
    let file = read_with(
        HeaderMemory::NONE,
        vec![sheet("汇总表", &list), sheet("合同清单", &sheets)],
    );
    let lost: Vec<(&str, &str, Severity)> = file
        .findings
        .iter()
        .filter(|one| one.kind == FindingKind::NumberPrecisionLost)
        .map(|one| (one.sheet.as_str(), one.cell.as_str(), one.severity))
        .collect();
    assert_eq!(
        lost,
        [
            ("汇总表", "H4", Severity::Error),
            ("汇总表", "I4", Severity::Warning),
            ("汇总表", "H5", Severity::Error),
            ("合同清单", "B2", Severity::Error),
            ("合同清单", "B3", Severity::Error),
        ],
        "each where it stands; nobody asked for the account"
    );
    let evidence: Vec<Vec<String>> = sightings_of(&file)
        .into_iter()
        .map(|row| row.evidence.into_iter().map(|one| one.number).collect())
        .collect();
    assert_eq!(
        evidence,
        [vec!["HT20220001".to_owned()], vec![]],
        "two invoices that lost their ends are not taken for one"
    );
}
