//! Exported workbooks, read back with calamine.

use calamine::{Data, DataType, Reader, open_workbook_auto};
use ruku_tests::road::{City, JIANGMEN, Road, SHAOGUAN, text};

/// The cells of an exported table.
pub(super) fn cells(road: &Road, table: &str) -> Vec<Vec<Data>> {
    let path = road.out(&format!("{table}.xlsx"));
    road.run([
        "table".as_ref(),
        table.as_ref(),
        "--out".as_ref(),
        path.as_os_str(),
    ])
    .json(0);
    let mut book = open_workbook_auto(&path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

/// Where the table's head is and in which column a header stands.
pub(super) fn head(rows: &[Vec<Data>], header: &str) -> (usize, usize) {
    let at = |row: &Vec<Data>| {
        row.iter()
            .position(|cell| cell.get_string() == Some(header))
    };
    let found = rows
        .iter()
        .enumerate()
        .find_map(|(i, row)| Some((i, at(row)?)));
    found.unwrap()
}

/// 280000 as 280,000.00, as the JSON has it; nothing for an empty cell.
fn grouped(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Float(yuan) => {
            let plain = format!("{yuan:.2}");
            let (whole, fen) = plain.split_once('.').unwrap();
            let digits: Vec<char> = whole.chars().rev().collect();
            let parts: Vec<String> = digits
                .chunks(3)
                .map(|three| three.iter().collect())
                .collect();
            format!(
                "{}.{fen}",
                parts.join(",").chars().rev().collect::<String>()
            )
        }
        other => panic!("an amount is a number: {other:?}"),
    }
}

fn check_assessment(city: City) {
    let road = Road::assessed(city);
    let list = road.run(["projects"]).json(0);
    let projects = list["rows"].as_array().unwrap();
    let rows = cells(&road, "assessment");
    let subtotals = list["subtotals"].as_array().unwrap();
    assert!(!subtotals.is_empty(), "the fixtures give amounts");
    let amounts: Vec<(&str, usize)> = subtotals
        .iter()
        .map(|kind| {
            let header = format!("{}（元）", text(&kind["label"]));
            (text(&kind["kind"]), head(&rows, &header).1)
        })
        .collect();
    let (top, _) = head(&rows, "结果");
    let columns: Vec<(usize, &str)> = [
        ("所属县（市、区）", "county"),
        ("企业名称", "enterprise"),
        ("统一社会信用代码", "credit_code"),
        ("项目名称", "project"),
        ("支持方向", "direction"),
        ("结果", "kind_label"),
        ("依据与说明", "reason"),
    ]
    .into_iter()
    .map(|(header, key)| (head(&rows, header).1, key))
    .collect();
    for (project, row) in projects.iter().zip(&rows[top + 1..]) {
        for (kind, column) in &amounts {
            let own = project["kind"] == *kind;
            let expected = if own { text(&project["amount"]) } else { "" };
            assert_eq!(grouped(&row[*column]), expected, "{kind} of {project}");
        }
        for (column, key) in &columns {
            let cell = row[*column].to_string();
            assert_eq!(cell, text(&project[key]), "{key} of {project}");
        }
    }
    let totals = &rows[top + 1 + projects.len()];
    for (kind, (_, column)) in subtotals.iter().zip(&amounts) {
        assert_eq!(
            grouped(&totals[*column]),
            text(&kind["total"]),
            "each kind has a sum of its own: {kind}"
        );
    }
}

#[test]
fn the_assessment_of_shaoguan_is_the_jsons() {
    check_assessment(SHAOGUAN);
}

#[test]
fn the_assessment_of_jiangmen_is_the_jsons() {
    check_assessment(JIANGMEN);
}

/// Two counties typed formulas of the hostile kind into their remarks.
#[test]
fn text_like_a_formula_stays_text() {
    let road = Road::opened(SHAOGUAN);
    for name in ["新丰县汇总表.xls", "新建 Microsoft Excel 工作表.xlsx"] {
        road.take_in(&SHAOGUAN.returns().join(name));
    }
    let rows = cells(&road, "projects");
    let hostile: Vec<&Data> = rows
        .iter()
        .flatten()
        .filter(|cell| cell.to_string().contains("calc"))
        .collect();
    assert_eq!(
        hostile,
        [
            &Data::String("@SUM(1+1)*cmd|' /C calc'!A0".to_owned()),
            &Data::String("=cmd|'/c calc'!A0".to_owned()),
        ],
        "both remarks are there, as text"
    );
    let path = road.out("projects.xlsx");
    let formulas = open_workbook_auto(&path)
        .unwrap()
        .worksheet_formula("项目")
        .unwrap();
    let commands: Vec<&String> = formulas
        .used_cells()
        .map(|(_, _, formula)| formula)
        .filter(|formula| formula.contains("cmd"))
        .collect();
    assert_eq!(
        commands,
        Vec::<&String>::new(),
        "no cell computes a county's text"
    );
}

/// Unknown amounts leave their cell empty: a nought would be added up.
#[test]
fn unknown_is_an_empty_cell() {
    let road = Road::assessed(SHAOGUAN);
    let rows = cells(&road, "assessment");
    let amounts: Vec<usize> = rows
        .iter()
        .flat_map(|row| row.iter().enumerate())
        .filter(|(_, cell)| {
            let header = cell.to_string();
            ["可补上限（元）", "应补（元）", "待核定（元）"].contains(&header.as_str())
        })
        .map(|(column, _)| column)
        .collect();
    let (top, kind) = head(&rows, "结果");
    let projects = road.projects();
    for row in &rows[top + 1..=top + projects.len()] {
        let bare = ["无法计算", "不符合"].contains(&row[kind].to_string().as_str());
        let filled = amounts.iter().filter(|column| row[**column] != Data::Empty);
        assert_eq!(filled.count(), usize::from(!bare), "{row:?}");
    }
    let unknown = projects.iter().any(|row| row["kind"] == "unknown");
    assert!(unknown, "始兴县 left the conditions open");
}
