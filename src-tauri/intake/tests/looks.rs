//! A reply looks like the county's own table.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use ruku_intake::context::Context;
use ruku_intake::look::{Look, SheetLook, Style};
use ruku_intake::out::reply::{Reply, reply};
use ruku_intake::read::read_return;
use ruku_intake::workbook::{Area, cell_name};

/// Column widths are written with the cell's padding: within this they are one.
const WIDTH_SLACK: f64 = 1.0;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/returns");
    std::fs::read(folder.join(name)).unwrap()
}

/// The reply to a return, and the cells it marks.
fn answered(name: &str, bytes: &[u8]) -> (Vec<u8>, BTreeSet<(String, String)>) {
    let forms = support::pack_forms();
    let regions = support::regions();
    let expected = support::form_id("shaoguan-2022", &forms);
    let context = Context {
        expected: Some(&expected),
        ..Context::new(&forms, &regions)
    };
    let file = read_return(&support::reader(), &context, name, bytes);
    let book = support::reader().read(bytes).unwrap();
    let on = NaiveDate::from_ymd_opt(2022, 7, 11).unwrap();
    let marked = file
        .findings
        .iter()
        .flat_map(|finding| {
            let column = finding
                .cell
                .trim_end_matches(|ch: char| ch.is_ascii_digit());
            let rows = finding.rows.iter().map(move |row| format!("{column}{row}"));
            rows.chain([finding.cell.clone()])
                .map(|cell| (finding.sheet.clone(), cell))
        })
        .collect();
    let look = support::reader().look(bytes);
    let job = Reply {
        book: &book,
        look: look.as_ref(),
        file: &file,
        repaired: &[],
        on,
    };
    (reply(&job).unwrap(), marked)
}

fn styles<'a>(look: &'a Look, sheet: &'a SheetLook) -> BTreeMap<String, &'a Style> {
    sheet
        .cells
        .iter()
        .map(|(row, col, style)| {
            let style = &look.styles[usize::try_from(*style).unwrap()];
            (cell_name(*row, *col), style)
        })
        .collect()
}

/// What of a style a clerk sees: the automatic colour is black.
fn seen(style: &Style) -> String {
    let kinds: Vec<&str> = style.lines.iter().map(|line| line.kind.as_str()).collect();
    format!(
        "{:?} {:?} bold {} colour {:06x} fill {:?} lines {kinds:?} {} {} wrap {}",
        style.font,
        style.size,
        style.bold,
        style.colour.unwrap_or(0),
        style.fill,
        style.across,
        style.down,
        style.wrap
    )
}

#[test]
fn fonts_fills_lines_and_sizes_are_the_countys() {
    for name in [
        "shaoguan-2022/附件2武江区汇总表（盖章版）.xlsx",
        "shaoguan-2022/新建 Microsoft Excel 工作表.xlsx",
        "shaoguan-2022/韶关高新区汇总表.xlsx",
        "shaoguan-2022/乐昌市入库项目汇总表.xlsx",
        "shaoguan-2022/浈江区.xls",
        "shaoguan-2022/始兴县工信局报送.xls",
        "catalogue/乳源县WPS.et",
        "catalogue/乳源县LibreOffice.ods",
    ] {
        let bytes = file(name);
        let (answer, marked) = answered(name, &bytes);
        let before = support::reader().look(&bytes).unwrap();
        let after = support::reader().look(&answer).unwrap();
        assert!(
            before.sheets.iter().any(|sheet| !sheet.cells.is_empty()),
            "{name}: its cells have styles"
        );
        for sheet in &before.sheets {
            let copy = after
                .sheets
                .iter()
                .find(|known| known.name == sheet.name)
                .unwrap();
            let (old, new) = (styles(&before, sheet), styles(&after, copy));
            if old.is_empty() {
                continue;
            }
            for (cell, style) in &old {
                if marked.contains(&(sheet.name.clone(), cell.clone())) {
                    continue;
                }
                let kept = new.get(cell).map(|style| seen(style));
                // A cell that looks like nothing at all need not be written.
                if kept.is_none() && seen(style) == seen(&Style::default()) {
                    continue;
                }
                assert_eq!(
                    kept.map(|kept| kept.replace("bottom", "")),
                    Some(seen(style).replace("bottom", "")),
                    "{name} {}!{cell}",
                    sheet.name
                );
            }
            sizes(name, sheet, copy);
        }
    }
}

fn sizes(name: &str, before: &SheetLook, after: &SheetLook) {
    let width = |look: &SheetLook, col: u32| {
        look.widths
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&col))
            .map(|(_, _, width)| *width)
    };
    for (first, last, wide) in &before.widths {
        for col in *first..=(*last).min(60) {
            let kept = width(after, col).unwrap_or(8.43);
            assert!(
                (kept - wide).abs() < WIDTH_SLACK,
                "{name}: column {col} is {kept} wide, was {wide}"
            );
        }
    }
    let heights: BTreeMap<u32, f64> = after.heights.iter().copied().collect();
    for (row, height) in &before.heights {
        let kept = heights.get(row).copied().unwrap_or(15.0);
        assert!(
            (kept - height).abs() < WIDTH_SLACK,
            "{name}: row {row} is {kept} high, was {height}"
        );
    }
    assert_eq!(
        (after.landscape, after.paper, after.frozen),
        (before.landscape, before.paper, before.frozen),
        "{name}: paper and what is frozen"
    );
}

#[test]
fn formats_without_a_look_still_get_a_reply() {
    let name = "catalogue/新丰县导出.csv";
    let bytes = file(name);
    assert_eq!(
        support::reader().look(&bytes),
        None,
        "text looks like nothing"
    );
    let (answer, _) = answered(name, &bytes);
    assert!(
        support::reader().look(&answer).is_some(),
        "the reply itself is an .xlsx"
    );
    assert_eq!(
        support::reader().look(b"PK\x03\x04 not a workbook"),
        None,
        "a damaged file has no look, and nothing else happens"
    );
}

#[test]
fn a_slip_over_half_the_sheet_is_not_merged_in_the_reply() {
    let bytes = file("shaoguan-2022/浈江区.xls");
    let forms = support::pack_forms();
    let regions = support::regions();
    let expected = support::form_id("shaoguan-2022", &forms);
    let context = Context {
        expected: Some(&expected),
        ..Context::new(&forms, &regions)
    };
    let file = read_return(&support::reader(), &context, "浈江区.xls", &bytes);
    let mut book = support::reader().read(&bytes).unwrap();
    book.sheets[0].merges.push(Area {
        top: 500,
        left: 0,
        bottom: 1_048_575,
        right: 255,
    });
    let job = Reply {
        book: &book,
        look: None,
        file: &file,
        repaired: &[],
        on: NaiveDate::from_ymd_opt(2022, 7, 11).unwrap(),
    };
    // Written place by place it would take hundreds of millions of cells.
    let answer = reply(&job).unwrap();
    assert!(answer.len() < 100_000, "{} bytes", answer.len());
}
