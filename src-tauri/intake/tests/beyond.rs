//! Beyond one file: several counties side by side, corrected returns,
//! repairs accepted and taken back.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::path::Path;

use ruku_intake::across::{Limit, Limits, across};
use ruku_intake::context::Context;
use ruku_intake::diff;
use ruku_intake::read::read_return;
use ruku_intake::repair::{Draft, RepairError, Which};
use ruku_intake::return_file::ReturnFile;
use ruku_model::finding::{FindingKind, Severity, Verdict};
use serde_json::json;

fn fixture(name: &str) -> ReturnFile {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/returns");
    let path = ["shaoguan-2022", "catalogue"]
        .map(|part| folder.join(part).join(name))
        .into_iter()
        .find(|path| path.exists())
        .expect("the fixture is there");
    let forms = [support::shaoguan()];
    let regions = support::regions();
    let context = Context {
        expected: Some(&forms[0].id),
        ..Context::new(&forms, &regions)
    };
    let reader = support::reader();
    read_return(&reader, &context, name, &std::fs::read(path).unwrap())
}

/// 单个企业最多申请2个项目.
fn two_each() -> Limits {
    let limit = Limit {
        count: 2,
        measures: Vec::new(),
    };
    Limits::from([(support::shaoguan().id, vec![limit])])
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
    let found = across(&files, &[], &two_each());
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
        across(&files[4..], &[], &Limits::new()).is_empty(),
        "one county alone is no matter"
    );
}

#[test]
fn an_invoice_a_contract_or_a_machine_stands_for_one_project() {
    let files = [
        fixture("始兴县（附票据）.xlsx"),
        fixture("南雄市（附票据）.xls"),
    ];
    let found = across(&files, &[], &Limits::new());
    let said: Vec<(FindingKind, &str, usize)> = found
        .iter()
        .map(|finding| (finding.kind, finding.found.as_str(), finding.places.len()))
        .collect();
    assert_eq!(
        said,
        [
            (
                FindingKind::DuplicateAcross,
                "始兴县澄江墟石材有限公司：石材切割数据上云项目",
                2
            ),
            (FindingKind::EvidenceUsedTwice, "发票01234568", 2),
            (FindingKind::EvidenceUsedTwice, "合同NX01", 2),
            (FindingKind::EvidenceUsedTwice, "设备CNC2021110307", 2),
        ],
        "a firm without a code under another spelling; an invoice inside a span; \
         another code makes another invoice"
    );
    let sentences: Vec<&str> = found.iter().map(|one| one.expected.as_str()).collect();
    assert!(
        sentences.iter().all(|sentence| sentence.ends_with('。')),
        "whole sentences: {sentences:?}"
    );
}

#[test]
fn a_set_keeps_its_identity_in_other_files() {
    let mut files = vec![
        fixture("始兴县（附票据）.xlsx"),
        fixture("南雄市（附票据）.xls"),
    ];
    let first = across(&files, &[], &Limits::new());
    for file in &mut files {
        file.sha256 = format!("another of {}", file.sha256);
        file.file = format!("再报_{}", file.file);
        for row in &mut file.rows {
            row.row += 3;
        }
    }
    files.reverse();
    let again = across(&files, &[], &Limits::new());
    let mut identities = [&first, &again]
        .map(|found| -> Vec<String> { found.iter().map(|one| one.identity.clone()).collect() });
    identities.iter_mut().for_each(|all| all.sort());
    assert_eq!(
        identities[0], identities[1],
        "a decision on a set holds when it is found again"
    );
    assert!(
        identities[0].iter().all(|identity| identity.len() == 32),
        "as long as was said: {identities:?}"
    );
    files[0].rows.pop();
    let without = across(&files, &[], &Limits::new());
    assert!(
        without.len() < again.len(),
        "a set that lost a member is no longer found, or another one"
    );
}

#[test]
fn a_corrected_return_shows_what_changed() {
    let diff = diff::compare(&fixture(RENHUA), &fixture(RENHUA_CORRECTED), &[]);
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
    let same = diff::compare(&fixture(RENHUA), &fixture(RENHUA), &[]);
    assert_eq!(
        same,
        diff::ReturnDiff::default(),
        "a file does not differ from itself"
    );
}

#[test]
fn repairs_are_accepted_answered_and_taken_back() {
    let form = support::shaoguan();
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
