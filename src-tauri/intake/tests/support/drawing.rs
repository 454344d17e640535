//! Tables drawn as text, and what a test asks of them.

use ruku_intake::context::{Context, HeaderMemory};
use ruku_intake::interpret::interpret;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::workbook::{Area, Cell, Content, Format, Sheet, Workbook};
use ruku_model::finding::{FindingKind, Severity, Verdict};

/// The official title, a caption with its county and unit, a sound code.
pub(crate) const TITLE: &str = "2022年韶关市制造业高质量发展促进工业互联网应用入库项目储备汇总表";
pub(crate) const CAPTION: &str = "填报单位（盖章）：仁化县工业和信息化局　　单位：万元";
pub(crate) const CODE: &str = "11441900732158786R";

/// A sheet drawn as lines of cells between `|`; `<` joins a cell to the one on
/// its left, `^` to the one above, `=` alone is a formula without its result.
pub(crate) fn sheet(name: &str, drawing: &str) -> Sheet {
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

/// A workbook of sheets.
pub(crate) fn book(sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        format: Format::Xlsx,
        date_1904: false,
        number_formats: Vec::new(),
        properties: Vec::new(),
        pictures: 0,
        sheets,
    }
}

/// Reads sheets as 韶关 2022.
pub(crate) fn read_with(memory: &HeaderMemory, sheets: Vec<Sheet>) -> ReturnFile {
    read_book(memory, &book(sheets))
}

/// Reads a workbook as 韶关 2022.
pub(crate) fn read_book(memory: &HeaderMemory, book: &Workbook) -> ReturnFile {
    let forms = super::pack_forms();
    let regions = super::regions();
    let expected = super::form_id("shaoguan-2022", &forms);
    let context = Context {
        expected: Some(&expected),
        memory,
        ..Context::new(&forms, &regions)
    };
    interpret(&context, "汇总表.xlsx", "00", book)
}

/// Reads one drawn sheet; TITLE, CAPTION and CODE stand for the usual ones.
pub(crate) fn read(drawing: &str) -> ReturnFile {
    let drawing = drawing
        .replace("TITLE", TITLE)
        .replace("CAPTION", CAPTION)
        .replace("CODE", CODE);
    read_with(&HeaderMemory::default(), vec![sheet("Sheet1", &drawing)])
}

/// Row, project, direction and investment of every project.
pub(crate) fn projects(file: &ReturnFile) -> Vec<String> {
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

/// The kinds of the findings of a severity.
pub(crate) fn kinds(file: &ReturnFile, severity: Severity) -> Vec<FindingKind> {
    file.findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .map(|finding| finding.kind)
        .collect()
}

/// Nothing is wrong and nothing is asked.
pub(crate) fn sure(file: &ReturnFile) {
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
