//! Beyond one file: several counties side by side, corrected returns,
//! repairs accepted and taken back.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::path::Path;

use ruku_intake::across::across;
use ruku_intake::context::{Context, HeaderMemory, ReturnForm};
use ruku_intake::diff;
use ruku_intake::read::read_return;
use ruku_intake::reader::Reader;
use ruku_intake::repair::{Draft, RepairError, Which};
use ruku_intake::return_file::ReturnFile;
use ruku_model::finding::{FindingKind, Severity, Verdict};
use serde_json::json;

fn form() -> ReturnForm {
    support::pack_forms()
        .into_iter()
        .find(|form| form.id.starts_with("shaoguan"))
        .unwrap()
}

fn fixture(name: &str) -> ReturnFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/returns/shaoguan-2022")
        .join(name);
    let forms = [form()];
    let regions = support::regions();
    let memory = HeaderMemory::default();
    let context = Context {
        forms: &forms,
        expected: Some(&forms[0].id),
        regions: &regions,
        memory: &memory,
    };
    let reader = Reader::new(env!("CARGO_BIN_EXE_ruku-reader"));
    read_return(&reader, &context, name, &std::fs::read(path).unwrap())
}

const RENHUA: &str = "仁化县2022年入库项目储备汇总表.xlsx";
const RENHUA_CORRECTED: &str = "仁化县2022年入库项目储备汇总表（更正）.xlsx";
const WENGYUAN: &str = "新建 Microsoft Excel 工作表.xlsx";

#[test]
fn the_same_project_in_two_counties_and_too_many_of_one_firm() {
    let names = [
        "始兴县工信局报送.xls",
        "南雄市2022入库.xls",
        "附件2武江区汇总表（盖章版）.xlsx",
        "韶关高新区汇总表.xlsx",
        RENHUA,
        RENHUA_CORRECTED,
    ];
    let files: Vec<ReturnFile> = names.iter().map(|name| fixture(name)).collect();
    let found = across(&files, Some(2));
    let said: Vec<(FindingKind, &str, usize)> = found
        .iter()
        .map(|finding| (finding.kind, finding.found.as_str(), finding.places.len()))
        .collect();
    assert_eq!(
        said,
        [
            (
                FindingKind::DuplicateAcross,
                "沙洲尾（韶关）智能装备有限公司：智能装备制造系统平台",
                2
            ),
            (
                FindingKind::DuplicateAcross,
                "南雄市梅关下精细化工有限公司：精细化工反应釜上云",
                3
            ),
            (
                FindingKind::TooManyProjects,
                "南雄市梅关下精细化工有限公司",
                5
            ),
        ],
        "a corrected return is no second project, a firm without a code is known by its name"
    );
    assert!(
        found[0].expected.contains("武江区") && found[0].expected.contains("高新区"),
        "the sentence names the counties: {}",
        found[0].expected
    );
    assert!(
        across(&files[4..], None).is_empty(),
        "one county alone is no matter"
    );
}

#[test]
fn a_corrected_return_shows_what_changed() {
    let diff = diff::compare(&fixture(RENHUA), &fixture(RENHUA_CORRECTED));
    let changed: Vec<String> = diff
        .changed
        .iter()
        .map(|change| {
            format!(
                "{} {} {}→{}",
                change.row.row, change.field, change.before, change.after
            )
        })
        .collect();
    assert_eq!(
        changed,
        [
            r#"5 project_investment "3200000.00"→"3100000.00""#,
            r#"5 software_amount "1000000.00"→"900000.00""#,
            r#"9 remark null→"原第6项""#,
        ],
        "moved rows and new numbers are no changes"
    );
    assert!(
        diff.changed.iter().all(|change| !change.asked_for),
        "nobody asked for these"
    );
    let gone: Vec<&str> = diff.gone.iter().map(|row| row.project.as_str()).collect();
    assert_eq!(gone, ["竹木加工5G全连接车间"], "the withdrawn project");
    assert!(diff.added.is_empty(), "nothing was added");
    let same = diff::compare(&fixture(RENHUA), &fixture(RENHUA));
    assert_eq!(
        same,
        diff::ReturnDiff::default(),
        "a file does not differ from itself"
    );
}

#[test]
fn repairs_are_accepted_answered_and_taken_back() {
    let form = form();
    let file = fixture(WENGYUAN);
    let before = serde_json::to_value(&file).unwrap();
    let mut draft = Draft::new(file);
    let open = draft.file.count(Severity::Error) + draft.file.count(Severity::Question);
    assert_eq!(
        draft.accept(&Which::Kind(FindingKind::AmountUnitDoubt), &form),
        Ok(1),
        "one proposal"
    );
    let row = draft.file.rows[1].clone();
    assert_eq!(
        draft
            .file
            .value(&row, "project_investment")
            .map(|value| value.to_json()),
        Some(json!("3200000.00")),
        "320万元, as its parts say"
    );
    let spot = draft
        .file
        .findings
        .iter()
        .find(|finding| finding.kind == FindingKind::AmountUnreadable)
        .cloned()
        .unwrap();
    draft
        .answer(&spot.sheet, &spot.cell, &json!("1600000.00"), &form)
        .unwrap();
    let now = draft.file.count(Severity::Error) + draft.file.count(Severity::Question);
    assert_eq!(now, open - 2, "two findings are settled");
    let wrong = draft.answer(&spot.sheet, &spot.cell, &json!("1"), &form);
    assert!(
        matches!(wrong, Err(RepairError::NothingToRepair(_))),
        "it is settled already: {wrong:?}"
    );
    let kind = Which::Kind(FindingKind::AmountUnitDoubt);
    assert!(
        draft.accept(&kind, &form).is_err(),
        "nothing of the kind is left"
    );
    assert!(
        draft.undo().is_some() && draft.undo().is_some() && draft.undo().is_none(),
        "two steps back"
    );
    assert_eq!(
        serde_json::to_value(&draft.file).unwrap(),
        before,
        "as it was read"
    );
    assert_eq!(
        draft.file.verdict,
        Verdict::Questions,
        "and as doubtful as before"
    );
}
