//! A fictitious programme and county files for the tests.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use ruku_model::fact::{Fact, FactId, FactValue, Facts, Origin};
use ruku_model::finding::{Finding, FindingKind, Repair, Verdict};
use ruku_model::fingerprint::sha256_hex;
use ruku_model::money::Money;
use ruku_policy::assessment::{
    Assessment, GroupResult, Input, ProgrammeResult, ProjectResult, ResultKind, Step,
};
use tempfile::TempDir;

use crate::library::Library;
use crate::stamp::Stamp;
use crate::table::pack::NewPack;
use crate::table::programme::{NamingFacts, NewProgramme};
use crate::table::project::ProjectId;
use crate::take_in::{NewBatch, NewRow, TakeIn};

/// The programme's id.
pub(crate) const PROGRAMME: &str = "shaoguan-2022";

/// A moment, `minutes` after the start of the tests' day.
pub(crate) fn at(minutes: i64) -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day of the calendar");
    day.and_hms_opt(8, 0, 0).expect("a time of day") + TimeDelta::minutes(minutes)
}

/// A clerk's stamp.
pub(crate) fn stamp(minutes: i64) -> Stamp {
    Stamp::new("张三", at(minutes))
}

/// A pack of two files.
pub(crate) fn pack(version: &str) -> NewPack {
    let files: BTreeMap<String, Vec<u8>> = [
        (
            "policy.toml".to_owned(),
            format!("version = \"{version}\"").into_bytes(),
        ),
        ("forms/application.html".to_owned(), b"<p>form</p>".to_vec()),
    ]
    .into();
    NewPack {
        id: "shaoguan-2022".to_owned(),
        hash: sha256_hex(version.as_bytes()),
        files,
    }
}

/// A programme that awaits three counties.
pub(crate) fn programme() -> NewProgramme {
    NewProgramme {
        id: PROGRAMME.to_owned(),
        pack: pack("1"),
        title: "促进工业互联网应用项目".to_owned(),
        city: "韶关".to_owned(),
        year: 2022,
        counties: ["lechang", "nanxiong", "wujiang"]
            .map(str::to_owned)
            .to_vec(),
        naming: NamingFacts {
            enterprise: "enterprise_name".into(),
            credit_code: "credit_code".into(),
            project: "project_name".into(),
            measure: Some("direction".into()),
        },
    }
}

/// A new library with the programme opened.
pub(crate) fn library() -> (TempDir, Library) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let library = library_in(&dir.path().join("库"));
    (dir, library)
}

/// As [`library`], in a given folder.
pub(crate) fn library_in(folder: &Path) -> Library {
    let mut library = Library::create(folder, at(0)).expect("an empty folder is free");
    library
        .open_programme(&programme(), &stamp(0))
        .expect("the programme is new");
    library
}

/// A county file with `rows` projects; `key` makes it differ from others.
/// Enterprises repeat over files and rows.
pub(crate) fn batch(key: u32, rows: u32) -> NewBatch {
    let bytes = format!("workbook {key}").into_bytes();
    let name = format!("汇总表{key}.xlsx");
    let sha256 = sha256_hex(&bytes);
    let rows: Vec<NewRow> = (0..rows)
        .map(|place| {
            let row = place + 5;
            let facts = facts(key, place, &|column, raw: &str| Origin {
                file: name.clone(),
                sha256: sha256.clone(),
                sheet: "Sheet1".to_owned(),
                cell: format!("{column}{row}"),
                raw: raw.to_owned(),
                shown: Some(format!("{raw}.00")),
            });
            NewRow {
                sheet: "Sheet1".to_owned(),
                row,
                measure: None,
                facts,
            }
        })
        .collect();
    let findings = findings(&rows);
    NewBatch {
        programme: PROGRAMME.to_owned(),
        name,
        bytes,
        county: Some(["lechang", "nanxiong", "wujiang", "shixing"][key as usize % 4].to_owned()),
        verdict: Verdict::Questions,
        nil_return: false,
        rows,
        findings,
        accept_reason: None,
        replaces: None,
        kept: crate::kept::Kept::default(),
    }
}

fn facts(key: u32, place: u32, origin: &dyn Fn(&str, &str) -> Origin) -> Facts {
    let firm = (key * 3 + place) % 7;
    let record: BTreeMap<FactId, FactValue> = [
        (
            FactId::new("number"),
            FactValue::Text(format!("0442{place:04}")),
        ),
        (
            FactId::new("amount"),
            FactValue::Money(Money::from_fen(12_345)),
        ),
    ]
    .into();
    let values = [
        (
            "enterprise_name",
            "B",
            FactValue::Text(format!("韶关市{firm}号机械有限公司")),
        ),
        (
            "credit_code",
            "C",
            FactValue::Text(format!("91440200MA{firm:08}")),
        ),
        (
            "project_name",
            "D",
            FactValue::Text(format!("生产线数字化改造{key}-{place}")),
        ),
        ("direction", "E", FactValue::Choice("platform".to_owned())),
        (
            "project_investment",
            "F",
            FactValue::Money(Money::from_fen(320_500_000)),
        ),
        (
            "own_share",
            "G",
            FactValue::Number("1/3".parse().expect("a rate")),
        ),
        ("staff", "H", FactValue::Count(i64::from(place))),
        (
            "started_on",
            "I",
            FactValue::Date("2022-06".parse().expect("a month")),
        ),
        ("finished", "J", FactValue::Flag(place.is_multiple_of(2))),
        ("invoices", "K", FactValue::List(vec![record])),
    ];
    values
        .into_iter()
        .map(|(id, column, value)| {
            let raw = value.readable(None);
            (
                FactId::new(id),
                Fact {
                    value,
                    origin: Some(origin(column, &raw)),
                },
            )
        })
        .collect()
}

/// One open question and one repaired cell in the first row, a warning on the
/// file.
fn findings(rows: &[NewRow]) -> Vec<Finding> {
    let row = rows.first().map(|row| row.row);
    let finding = |kind: FindingKind, row: Option<u32>, repair| Finding {
        sheet: "Sheet1".to_owned(),
        cell: row.map_or_else(String::new, |row| format!("F{row}")),
        row,
        field: row.map(|_| "project_investment".into()),
        kind,
        severity: kind.severity(),
        found: "320.5".to_owned(),
        expected: "请核对金额单位".to_owned(),
        count: 1,
        rows: Vec::new(),
        repair,
    };
    let repair = Repair {
        auto: true,
        to: "3205000.00".to_owned(),
    };
    vec![
        finding(FindingKind::AmountUnitDoubt, row, None),
        finding(FindingKind::AmountAsText, row, Some(repair)),
        finding(FindingKind::DateMonthOnly, None, None),
    ]
}

/// Takes a file in and gives its projects.
pub(crate) fn take(library: &mut Library, new: &NewBatch, minutes: i64) -> Vec<ProjectId> {
    match library.take_in(new, &stamp(minutes)) {
        Ok(TakeIn::Taken { projects, .. }) => projects,
        other => panic!("the file is new and sound: {other:?}"),
    }
}

/// An assessment that gives every subject the same ceiling.
pub(crate) fn assessment(input: &Input) -> Assessment {
    let results: Vec<ProjectResult> = input
        .subjects
        .iter()
        .map(|subject| ProjectResult {
            id: subject.id.clone(),
            measure: subject.measure.clone(),
            kind: ResultKind::Ceiling,
            amount: Some(Money::from_fen(32_050_000)),
            exact: Some("96150001/3".parse().expect("a fraction")),
            missing: Vec::new(),
            failed: Vec::new(),
            binding: None,
            steps: vec![Step {
                id: "share".to_owned(),
                op: "rate".to_owned(),
                text: "3,205,000.00元 × 10% = 320,500.00元".to_owned(),
                clause: "三(一)".to_owned(),
                quote: "按不超过项目投入的10%".to_owned(),
                inputs: Vec::new(),
                result: "320,500.00元".to_owned(),
            }],
            readings: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
            choices: Vec::new(),
            place: None,
        })
        .collect();
    let total = Money::checked_sum(results.iter().filter_map(|result| result.amount))
        .expect("a few amounts fit");
    Assessment {
        pack: "shaoguan-2022".to_owned(),
        pack_hash: pack("1").hash,
        engine: "1".to_owned(),
        groups: vec![GroupResult {
            by: "enterprise".to_owned(),
            key: "韶关市0号机械有限公司".to_owned(),
            step: "firm".to_owned(),
            limit: Money::from_fen(100_000_000),
            before: Money::from_fen(1).into(),
            after: Money::from_fen(1),
            undistributed: Money::ZERO,
            open: false,
            members: results.iter().map(|result| result.id.clone()).collect(),
            label: "每家企业限额".to_owned(),
            clause: "三(一)".to_owned(),
            bound: Vec::new(),
            parent: None,
        }],
        programme: ProgrammeResult {
            total,
            counted: u32::try_from(results.len()).expect("a few results"),
            uncounted: 0,
            subtotals: Vec::new(),
            pool: None,
            pool_left: None,
            notes: Vec::new(),
        },
        results,
    }
}

/// Every file under a folder with its bytes, except those that a writer holds.
pub(crate) fn files_under(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in next.read_dir().expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("a path below")
                    .display()
                    .to_string();
                out.insert(name, std::fs::read(&path).expect("a readable file"));
            }
        }
    }
    out
}
