//! What goes back to the counties, read again as they would send it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::path::Path;

use chrono::NaiveDate;
use ruku_intake::context::{Context, ReturnForm};
use ruku_intake::diff;
use ruku_intake::interpret::interpret;
use ruku_intake::look::Look;
use ruku_intake::out::TASK_SHEET;
use ruku_intake::out::reply::{Repaired, Reply, reply};
use ruku_intake::out::template::template;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::workbook::{Cell, Content, Visibility, Workbook, cell_name};
use ruku_model::finding::{FindingKind, RefusalCode, Severity, Verdict};
use ruku_model::fingerprint::sha256_hex;

fn meaning(name: &str, sha256: &str, book: &Workbook) -> ReturnFile {
    let forms = [support::shaoguan()];
    let regions = support::regions();
    let context = Context {
        expected: Some(&forms[0].id),
        ..Context::new(&forms, &regions)
    };
    interpret(&context, name, sha256, book)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 7, 11).unwrap()
}

/// The reply to a return of which nothing was put right here.
fn answer_to(bytes: &[u8], book: &Workbook, file: &ReturnFile) -> Vec<u8> {
    let look: Option<Look> = support::reader().look(bytes);
    let job = Reply {
        book,
        look: look.as_ref(),
        file,
        repaired: &[],
        on: day(),
    };
    reply(&job).unwrap()
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/returns/shaoguan-2022");
    support::files_under(&folder)
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

fn open(file: &ReturnFile) -> Vec<String> {
    file.findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| format!("{}!{} {}", finding.sheet, finding.cell, finding.kind.id()))
        .collect()
}

#[test]
fn a_reply_sent_back_untouched_says_what_the_return_said() {
    for (name, bytes) in fixtures() {
        let book = support::reader().read(&bytes).unwrap();
        let sha256 = sha256_hex(&bytes);
        let file = meaning(&name, &sha256, &book);
        if file.rows.is_empty() {
            continue;
        }
        let answer = answer_to(&bytes, &book, &file);
        assert_eq!(
            answer,
            answer_to(&bytes, &book, &file),
            "{name}: the same bytes each time"
        );
        let again = support::reader().read(&answer).unwrap();
        let back = meaning(&name, "11", &again);
        assert_eq!(
            back.answers.as_deref(),
            Some(sha256.as_str()),
            "{name}: it names what it answers"
        );
        assert_eq!(
            support::values(&back),
            support::values(&file),
            "{name}: every value is still there"
        );
        // An uncalculated formula cannot be copied as one: its cell is empty now.
        let told = |file: &ReturnFile| -> Vec<String> {
            open(file)
                .into_iter()
                .filter(|line| {
                    !line.ends_with("formula_uncached") && !line.ends_with("required_missing")
                })
                .collect()
        };
        if !open(&file)
            .iter()
            .any(|line| line.ends_with("formula_uncached"))
        {
            assert_eq!(told(&back), told(&file), "{name}: and every finding");
        }
        let tasks = &again.sheets[0];
        assert_eq!(tasks.name, TASK_SHEET, "{name}: the list comes first");
        let numbered = tasks
            .cells
            .iter()
            .filter(|cell| cell.col == 0 && matches!(cell.content, Content::Number(_)))
            .count();
        assert_eq!(
            numbered,
            open(&file).len(),
            "{name}: one line for each finding"
        );
    }
}

#[test]
fn a_corrected_reply_ticks_off_what_was_asked() {
    let (name, bytes) = fixtures()
        .into_iter()
        .find(|(name, _)| name.starts_with("新建"))
        .unwrap();
    let book = support::reader().read(&bytes).unwrap();
    let file = meaning(&name, &sha256_hex(&bytes), &book);
    let mut again = support::reader()
        .read(&answer_to(&bytes, &book, &file))
        .unwrap();
    let doubt = file
        .findings
        .iter()
        .find(|finding| finding.kind == FindingKind::AmountUnitDoubt)
        .unwrap();
    let sheet = again
        .sheets
        .iter_mut()
        .find(|sheet| sheet.name == doubt.sheet)
        .unwrap();
    let cell = |sheet: &mut ruku_intake::workbook::Sheet, spot: &str, content: Content| {
        let at = sheet
            .cells
            .iter()
            .position(|cell| cell_name(cell.row, cell.col) == spot)
            .unwrap();
        sheet.cells[at].content = content;
    };
    cell(sheet, &doubt.cell, Content::Number(320.0));
    // And something nobody asked for.
    let row = doubt.row.unwrap();
    let name_cell = file
        .rows
        .iter()
        .find(|known| known.row == row)
        .and_then(|known| file.field(known, "content"))
        .and_then(|field| field.cell)
        .unwrap();
    cell(
        sheet,
        &cell_name(name_cell.0, name_cell.1),
        Content::Text("另写一段".into()),
    );
    let back = meaning(&name, "22", &again);
    let diff = diff::compare(&file, &back, &[]);
    let changed: Vec<(String, bool)> = diff
        .changed
        .iter()
        .map(|change| (change.field.to_string(), change.asked_for))
        .collect();
    assert_eq!(
        changed,
        [
            ("content".to_owned(), false),
            ("project_investment".to_owned(), true)
        ],
        "what was asked for and what was not"
    );
    let settled: Vec<FindingKind> = diff
        .asked
        .iter()
        .filter(|asked| asked.settled)
        .map(|asked| asked.finding.kind)
        .collect();
    assert_eq!(
        settled,
        [FindingKind::AmountUnitDoubt],
        "one of the tasks is done"
    );
}

#[test]
fn notes_and_marks_are_in_the_file() {
    let (name, bytes) = fixtures()
        .into_iter()
        .find(|(name, _)| name.starts_with("新建"))
        .unwrap();
    let book = support::reader().read(&bytes).unwrap();
    let file = meaning(&name, &sha256_hex(&bytes), &book);
    let answer = answer_to(&bytes, &book, &file);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(answer)).unwrap();
    let names: Vec<String> = (0..zip.len())
        .map(|index| zip.by_index(index).unwrap().name().unwrap().into_owned())
        .collect();
    let part = names
        .iter()
        .find(|name| name.contains("comments"))
        .expect("there are notes");
    let mut notes = String::new();
    std::io::Read::read_to_string(&mut zip.by_name(part).unwrap(), &mut notes).unwrap();
    for kind in [FindingKind::CodePrecisionLost, FindingKind::AmountUnitDoubt] {
        assert!(notes.contains(kind.label()), "a note says {}", kind.label());
    }
    assert!(
        !notes.contains("code_precision_lost"),
        "in Chinese, not in ids"
    );
}

#[test]
fn a_return_made_on_the_empty_form_comes_in_without_a_question() {
    for form in support::pack_forms() {
        let regions = support::regions();
        let counties: Vec<String> = form
            .declaration
            .counties
            .iter()
            .map(|id| regions.unit(id).unwrap().name.clone())
            .collect();
        let bytes = template(&form, &counties, day()).unwrap();
        assert_eq!(
            bytes,
            template(&form, &counties, day()).unwrap(),
            "the same bytes each time"
        );
        let mut book = support::reader().read(&bytes).unwrap();
        assert!(
            book.properties
                .iter()
                .any(|(name, _)| name == ruku_intake::out::PROPERTY_FORM),
            "it carries its fingerprint"
        );
        let hidden = book
            .sheets
            .iter()
            .filter(|sheet| sheet.visibility != Visibility::Visible);
        assert_eq!(hidden.count(), 1, "the lists are hidden");
        let forms = [form];
        let context = Context {
            expected: Some(&forms[0].id),
            ..Context::new(&forms, &regions)
        };
        let empty = interpret(&context, "表.xlsx", "00", &book);
        assert_eq!(
            empty.code,
            Some(RefusalCode::BlankTemplate),
            "unfilled: {}",
            empty.message
        );
        fill(&mut book, &forms[0], &counties[0]);
        let file = interpret(&context, "表.xlsx", "00", &book);
        assert_eq!(
            file.verdict,
            Verdict::Import,
            "{}: {:#?}",
            file.message,
            file.findings
        );
        assert!(
            open(&file).is_empty(),
            "no warning either: {:?}",
            open(&file)
        );
        assert_eq!(
            file.county.as_ref().map(|county| &county.name),
            Some(&counties[0]),
            "its county"
        );
        assert_eq!(file.rows.len(), 1, "one project");
        assert_eq!(
            file.rows[0].measure.as_ref(),
            Some(&forms[0].measures[0].id),
            "its direction"
        );
    }
}

/// Fills the first row as a county would, by the words above each column.
fn fill(book: &mut Workbook, form: &ReturnForm, county: &str) {
    use ruku_model::fact::FactType;
    let sheet = &mut book.sheets[0];
    let headers: Vec<(u32, String)> = sheet
        .cells
        .iter()
        .filter(|cell| cell.row == 2)
        .map(|cell| (cell.col, cell.content.raw().into_owned()))
        .collect();
    let mut put = |row: u32, col: u32, content: Content| {
        sheet.cells.push(Cell {
            row,
            col,
            content,
            format: None,
        });
    };
    put(1, 2, Content::Text(county.into()));
    for (col, header) in headers {
        let header = header.replace('\n', "");
        let label = header.replace("（万元）", "").replace("（元）", "");
        let fact = form
            .facts
            .iter()
            .find(|fact| fact.label == label || fact.label == header)
            .unwrap();
        put(
            3,
            col,
            match fact.fact_type {
                FactType::Money if fact.parts.is_empty() => Content::Number(10.0),
                FactType::Money => Content::Number(100.0),
                FactType::Count | FactType::Number => Content::Number(1.0),
                FactType::Date => Content::Date(44_742.0),
                FactType::Flag => Content::Text("是".into()),
                FactType::Choice if fact.id == form.declaration.direction => {
                    Content::Text(form.measures[0].title.as_str().into())
                }
                FactType::Choice => Content::Text(fact.options[0].label.as_str().into()),
                FactType::CreditCode => Content::Text("11441900732158786R".into()),
                FactType::Phone => Content::Text("13800000001".into()),
                FactType::Text if fact.id.as_str() == "county" => Content::Text(county.into()),
                // The lead of a cluster is another firm than its member.
                FactType::Text if fact.id.as_str() == "lead_name" => {
                    Content::Text("某牵头单位".into())
                }
                FactType::Text | FactType::List => Content::Text("某".into()),
            },
        );
    }
    sheet.cells.sort_by_key(|cell| (cell.row, cell.col));
}

#[test]
fn what_was_put_right_here_is_told_and_its_cell_left_alone() {
    let (name, bytes) = fixtures()
        .into_iter()
        .find(|(name, _)| name.starts_with("新建"))
        .unwrap();
    let book = support::reader().read(&bytes).unwrap();
    let mut file = meaning(&name, &sha256_hex(&bytes), &book);
    let at = file
        .findings
        .iter()
        .position(|finding| finding.kind == FindingKind::AmountUnitDoubt)
        .unwrap();
    let finding = file.findings.remove(at);
    let repaired = [Repaired {
        finding: finding.clone(),
        now: "320万元".to_owned(),
        reason: "=电话问过企业".to_owned(),
    }];
    let job = Reply {
        book: &book,
        look: None,
        file: &file,
        repaired: &repaired,
        on: day(),
    };
    let answer = reply(&job).unwrap();
    let again = support::reader().read(&answer).unwrap();
    let told: Vec<String> = again.sheets[0]
        .cells
        .iter()
        .map(|cell| cell.content.raw().into_owned())
        .collect();
    for words in [
        "我局已按下列方式更正，请核对",
        "320万元",
        finding.found.as_str(),
    ] {
        assert!(
            told.iter().any(|text| text == words),
            "the list says {words}"
        );
    }
    let cell_of = |book: &Workbook| -> Content {
        let sheet = book.sheets.iter().find(|one| one.name == finding.sheet);
        let mut cells = sheet.unwrap().cells.iter();
        let cell = cells.find(|cell| cell_name(cell.row, cell.col) == finding.cell);
        cell.unwrap().content.clone()
    };
    assert_eq!(
        cell_of(&again),
        cell_of(&book),
        "the cell keeps what the county wrote"
    );
    let back = meaning(&name, "33", &again);
    let repairs = |file: &ReturnFile| -> Vec<Option<String>> {
        let own = file.findings.iter();
        own.filter(|one| one.cell == finding.cell && one.kind == finding.kind)
            .map(|one| one.repair.as_ref().map(|repair| repair.to.clone()))
            .collect()
    };
    assert_eq!(
        repairs(&back),
        [finding.repair.as_ref().map(|repair| repair.to.clone())],
        "the same repair is proposed again"
    );
    let mut earlier = file.clone();
    earlier.findings.clear();
    assert!(
        diff::compare(&earlier, &back, &[]).changed.is_empty(),
        "a value the county left alone is no change"
    );
    let sheet = again
        .sheets
        .iter()
        .position(|one| one.name == finding.sheet);
    let mut right = again.clone();
    let cells = &mut right.sheets[sheet.unwrap()].cells;
    let cell = cells
        .iter_mut()
        .find(|cell| cell_name(cell.row, cell.col) == finding.cell);
    cell.unwrap().content = Content::Number(320.0);
    let right = meaning(&name, "44", &right);
    let told = diff::compare(&earlier, &right, std::slice::from_ref(&finding));
    let asked: Vec<bool> = told.changed.iter().map(|change| change.asked_for).collect();
    assert_eq!(asked, [true], "a value it was told of is no surprise");
}

#[test]
fn every_cell_of_what_is_said_once_is_coloured_and_listed() {
    let rows = (1..=5).map(|at| {
        let month = if at == 4 { "2022.6.30" } else { "2022年6月" };
        format!("{at}|第{at}有限公司|CODE|窑炉上云{at}|上云上平台|{month}|32{at}")
    });
    let rows: Vec<String> = rows.collect();
    let header = "序号|企业名称|统一社会信用代码|项目名称|支持方向|完工时间|项目总投资";
    let drawing = format!("TITLE\nCAPTION\n{header}\n{}", rows.join("\n"));
    let drawing = drawing
        .replace("TITLE", support::drawing::TITLE)
        .replace("CAPTION", support::drawing::CAPTION)
        .replace("CODE", support::drawing::CODE);
    let book = support::drawing::book(vec![support::drawing::sheet("表一", &drawing)]);
    let file = meaning("仁化县.xlsx", "11", &book);
    let job = Reply {
        book: &book,
        look: None,
        file: &file,
        repaired: &[],
        on: day(),
    };
    let answer = reply(&job).unwrap();
    let look = support::reader().look(&answer).unwrap();
    let sheet = look.sheets.iter().find(|sheet| sheet.name == "表一");
    let filled: Vec<String> = sheet
        .unwrap()
        .cells
        .iter()
        .filter(|(_, col, style)| *col == 5 && look.styles[*style as usize].fill.is_some())
        .map(|(row, col, _)| cell_name(*row, *col))
        .collect();
    assert_eq!(
        filled,
        ["F4", "F5", "F6", "F8"],
        "each cell the county is to put right has a colour, the sound one has none"
    );
    let again = support::reader().read(&answer).unwrap();
    let listed = again.sheets[0].cells.iter();
    assert!(
        listed
            .map(|cell| cell.content.raw())
            .any(|text| text.contains("本列共4处") && text.contains("F4—F6、F8")),
        "the list names them"
    );
}
