//! Last year's return as a witness of the unit: amounts in the other unit are
//! planted into invented returns, and the doubts are counted with and without
//! the witness.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use ruku_intake::context::{Context, ReturnForm};
use ruku_intake::earlier::{Earlier, EarlierReturn};
use ruku_intake::interpret::interpret;
use ruku_intake::return_file::ReturnFile;
use ruku_model::fact::FactId;
use ruku_model::finding::FindingKind;
use ruku_model::money::Money;
use support::drawing;

const FACT: &str = "project_investment";
const LAST_YEARS: &str = "仁化县2021年汇总表.xlsx";

/// Numbers that look drawn by lot, the same on every run.
struct Dice(u64);

impl Dice {
    /// From 0 to below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % sides
    }
}

/// What a county did wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plant {
    Nothing,
    /// 元 typed under 万元, in every row.
    YuanUnderWan,
    /// 万元 typed under 元, in every row.
    WanUnderYuan,
    /// 元 typed under 万元, in one row.
    OneRow,
}

/// A county's project: its firm, its amounts last year and this year in 万元.
struct Project {
    code: String,
    before: u64,
    now: u64,
}

/// Invented projects; one in three firms is new this year.
fn projects(dice: &mut Dice, county: usize) -> Vec<Project> {
    let count = 1 + dice.roll(6);
    (0..count)
        .map(|row| {
            // 20万元 to 3,000万元, most of them small; this year a third to threefold.
            let scale = [20, 60, 200, 600][usize::try_from(dice.roll(4)).unwrap()];
            let before = scale + dice.roll(scale * 4);
            Project {
                code: format!("91440200MAY{county:03}{row:04}"),
                before: if dice.roll(3) == 0 { 0 } else { before },
                now: (before * (34 + dice.roll(266)) / 100).max(10),
            }
        })
        .collect()
}

fn drawn(projects: &[Project], plant: Plant) -> (String, Vec<String>) {
    let unit = if plant == Plant::WanUnderYuan {
        "元"
    } else {
        "万元"
    };
    let mut drawing = format!(
        "TITLE\n填报单位（盖章）：仁化县工业和信息化局\n\
         序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资（{unit}）\n"
    );
    let mut planted = Vec::new();
    for (at, project) in projects.iter().enumerate() {
        let wrong = match plant {
            Plant::Nothing => false,
            Plant::YuanUnderWan | Plant::WanUnderYuan => true,
            Plant::OneRow => at == 0,
        };
        let in_yuan = wrong != (unit == "元");
        let typed = if in_yuan {
            project.now * 10_000
        } else {
            project.now
        };
        if wrong {
            planted.push(format!("G{}", at + 4));
        }
        drawing.push_str(&format!(
            "{}|第{at}有限公司|{}|第{at}项目|上云上平台|2022.6.30|{typed}\n",
            at + 1,
            project.code,
        ));
    }
    (drawing, planted)
}

fn last_year(projects: &[Project]) -> Earlier {
    let amounts: Vec<(String, Money)> = projects
        .iter()
        .filter(|project| project.before > 0)
        .map(|project| {
            let fen = i64::try_from(project.before).unwrap() * 1_000_000;
            (project.code.clone(), Money::from_fen(fen))
        })
        .collect();
    Earlier {
        returns: vec![EarlierReturn {
            year: 2021,
            file: LAST_YEARS.to_owned(),
            county: Some("440224".to_owned()),
            amounts: [(FactId::new(FACT), amounts)].into(),
        }],
    }
}

fn read(forms: &[ReturnForm], drawing: &str, earlier: &Earlier) -> ReturnFile {
    let regions = support::regions();
    let expected = support::form_id("shaoguan-2022", forms);
    let context = Context {
        expected: Some(&expected),
        earlier,
        ..Context::new(forms, &regions)
    };
    let drawing = drawing.replace("TITLE", drawing::TITLE);
    let sheet = drawing::sheet("Sheet1", &drawing);
    interpret(&context, "汇总表.xlsx", "00", &drawing::book(vec![sheet]))
}

fn doubted(file: &ReturnFile) -> Vec<(String, String)> {
    file.findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::AmountUnitDoubt)
        .map(|finding| (finding.cell.clone(), finding.expected.clone()))
        .collect()
}

/// Right, missed and invented doubts.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    right: usize,
    missed: usize,
    invented: usize,
}

impl Score {
    fn add(&mut self, planted: &[String], found: &[(String, String)]) {
        let is_found = |cell: &&String| found.iter().any(|(other, _)| other == *cell);
        let right = planted.iter().filter(is_found).count();
        self.right += right;
        self.missed += planted.len() - right;
        self.invented += found.len() - right;
    }
}

#[test]
#[allow(
    clippy::print_stdout,
    reason = "the score is what a developer asks this test for"
)]
fn planted_units_are_told_by_last_years_return() {
    let forms = support::pack_forms();
    let mut dice = Dice(2022);
    let (mut with, mut without) = (Score::default(), Score::default());
    let plants = [
        Plant::Nothing,
        Plant::YuanUnderWan,
        Plant::WanUnderYuan,
        Plant::OneRow,
    ];
    for county in 0..200 {
        let projects = projects(&mut dice, county);
        let (drawing, planted) = drawn(&projects, plants[county % plants.len()]);
        let known = read(&forms, &drawing, &last_year(&projects));
        with.add(&planted, &doubted(&known));
        without.add(&planted, &doubted(&read(&forms, &drawing, Earlier::NONE)));
    }
    println!("with last year's return: {with:?}; without: {without:?}");
    let due = with.right + with.missed;
    assert!(due > 300, "enough was planted: {due}");
    assert!(
        with.right * 100 >= due * 93,
        "of firms and counties that are known, most are told: {with:?}"
    );
    assert!(
        with.missed * 5 < without.missed,
        "of what the return alone does not tell: {without:?}"
    );
    assert!(
        (with.right + with.invented) * 98 <= with.right * 100,
        "and hardly anything is asked in vain: {with:?}"
    );
}

#[test]
fn the_doubt_names_the_earlier_file_and_its_figure() {
    let forms = support::pack_forms();
    let project = |before, now| Project {
        code: "91440200MAX0010774".to_owned(),
        before,
        now,
    };
    let projects = [project(300, 320)];
    let (drawing, _) = drawn(&projects, Plant::WanUnderYuan);
    let file = read(&forms, &drawing, &last_year(&projects));
    let found = doubted(&file);
    assert_eq!(found.len(), 1, "{:?}", file.findings);
    let sentence = &found[0].1;
    assert!(
        sentence.contains("2021年")
            && sentence.contains(LAST_YEARS)
            && sentence.contains("300万元"),
        "it says which file and which figure: {sentence}"
    );
    let repair = file.findings.iter().find_map(|one| one.repair.clone());
    assert_eq!(
        repair.unwrap().to,
        "3200000.00",
        "and proposes the other unit"
    );
    let grown = [project(300, 2900)];
    let (drawing, _) = drawn(&grown, Plant::Nothing);
    let file = read(&forms, &drawing, &last_year(&grown));
    assert_eq!(doubted(&file), [], "a firm may do ten times as much");
}
