//! Workbook tables. Reading them back with calamine is the integration
//! tests' business; here the parts of the file are looked at.

use std::io::Read;

use ruku_model::money::Money;
use ruku_papers::error::PaperError;
use ruku_papers::table::{Cell, Column, Kind, Table, totals, write};

fn column(header: &str, kind: Kind) -> Column {
    Column {
        header: header.to_owned(),
        kind,
        width: 16,
    }
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    Table {
        title: "资金安排计划表".to_owned(),
        sheet: "计划表".to_owned(),
        captions: vec!["单位：万元".to_owned()],
        columns: vec![
            column("单位名称", Kind::Text),
            column("金额（万元）", Kind::MoneyWan),
        ],
        rows,
        totals: true,
        notes: vec!["制表：".to_owned()],
    }
}

fn row(name: &str, fen: i64) -> Vec<Cell> {
    vec![
        Cell::Text(name.to_owned()),
        Cell::Money(Money::from_fen(fen)),
    ]
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn totals_are_the_sum_of_the_rows() {
    let table = table(vec![
        row("甲", 41_666_666),
        row("乙", 41_666_666),
        vec![Cell::Text("丙".to_owned()), Cell::Blank],
    ]);
    let sums = totals(&table).unwrap();
    assert_eq!(
        sums[1],
        Cell::Money(Money::from_fen(83_333_332)),
        "exact, unknown is not counted"
    );
    let bytes = write(&table).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(
        sheet.contains("<v>41.666666</v>"),
        "money is a number with its exact digits"
    );
    assert!(sheet.contains("<v>83.333332</v>"), "and so is the total");
    assert!(
        sheet.contains("orientation=\"landscape\"") && sheet.contains("paperSize=\"9\""),
        "A4 landscape"
    );
}

#[test]
fn text_is_never_a_formula() {
    let bytes = write(&table(vec![row(
        "=HYPERLINK(\"http://example.invalid\")",
        100,
    )]))
    .unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "no formula in the sheet");
    assert!(
        part(&bytes, "xl/sharedStrings.xml").contains("=HYPERLINK("),
        "the text is kept"
    );
}

#[test]
fn the_same_table_gives_the_same_bytes() {
    let one = write(&table(vec![row("甲", 1)])).unwrap();
    assert!(
        one == write(&table(vec![row("甲", 1)])).unwrap(),
        "nothing of the clock inside"
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let wrong = table(vec![
        row("甲", 1),
        vec![Cell::Text("乙".to_owned()), Cell::Count(3)],
    ]);
    let error = write(&wrong).unwrap_err();
    assert!(
        matches!(&error, PaperError::Cell { row: 2, column, .. } if column == "金额（万元）"),
        "row and column are named: {error}"
    );
    let overflow = table(vec![row("甲", i64::MAX), row("乙", 1)]);
    assert!(
        write(&overflow)
            .unwrap_err()
            .chinese()
            .contains("合计超出范围"),
        "no silent wrap"
    );
}
