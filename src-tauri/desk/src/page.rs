//! A piece of a sheet as the county made it: every cell at its true address,
//! merged areas whole, hidden rows and columns shown as such.

use std::collections::BTreeMap;

use ruku_intake::grid::Grid;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::shown;
use ruku_intake::workbook::{Area, Cell, Content, Sheet, Workbook, column_name};

use crate::view_returns::{SheetCell, SheetColumn, SheetPage, SheetRow};

/// Rows of one piece.
pub(crate) const ROWS_MAX: u32 = 200;
/// Columns that are shown; no return has more.
const COLUMNS_MAX: u32 = 120;
/// Longer texts are cut for the screen; the whole text is in the file.
const TEXT_MAX: usize = 400;

/// The rows from `first` on, counted from 1, without what is stored of them.
pub(crate) fn page(book: &Workbook, file: &ReturnFile, sheet: &Sheet, first: u32) -> SheetPage {
    let grid = Grid::new(sheet);
    let (last, columns) = extent(sheet);
    let shown = columns.min(COLUMNS_MAX);
    let first = first.clamp(1, last.max(1));
    let until = last.min(first + ROWS_MAX - 1);
    let spans = spans(sheet, (first - 1, until.saturating_sub(1)), shown);
    let roles = roles(file, &sheet.name);
    let rows = (first..=until)
        .map(|row| SheetRow {
            row,
            hidden: sheet.row_hidden(row - 1),
            role: roles.get(&row).copied().unwrap_or_default().to_owned(),
            cells: cells(book, &grid, row - 1, shown, &spans),
        })
        .collect();
    SheetPage {
        sheet: sheet.name.clone(),
        first,
        last,
        columns_left: columns - shown,
        columns: (0..shown)
            .map(|col| SheetColumn {
                letters: column_name(col),
                hidden: sheet.column_hidden(col),
            })
            .collect(),
        rows,
        stored: Vec::new(),
    }
}

/// How many rows and columns hold something.
pub(crate) fn extent(sheet: &Sheet) -> (u32, u32) {
    let rows = sheet.cells.last().map_or(0, |cell| cell.row + 1);
    let columns = sheet.cells.iter().map(|cell| cell.col + 1).max();
    (rows, columns.unwrap_or(0))
}

fn roles(file: &ReturnFile, sheet: &str) -> BTreeMap<u32, &'static str> {
    let reading = file.sheets.iter().find(|reading| reading.name == sheet);
    let headers = reading.into_iter().flat_map(|reading| &reading.header_rows);
    let projects = file.rows.iter().filter(|row| file.sheet_name(row) == sheet);
    headers
        .map(|row| (*row, "header"))
        .chain(projects.map(|row| (row.row, "project")))
        .collect()
}

/// The merged areas of a piece: what is shown at which place, and which places
/// are covered by it. An area that begins above the piece shows at its top.
struct Spans {
    shown: BTreeMap<(u32, u32), (Area, u32, u32)>,
    areas: Vec<Area>,
}

fn spans(sheet: &Sheet, (top, bottom): (u32, u32), columns: u32) -> Spans {
    let mut spans = Spans {
        shown: BTreeMap::new(),
        areas: Vec::new(),
    };
    let inside = |area: &&Area| {
        area.bottom >= top && area.top <= bottom && area.left < columns && area.right >= area.left
    };
    for area in sheet.merges.iter().filter(inside) {
        let overlaps = |other: &Area| {
            area.left <= other.right
                && other.left <= area.right
                && area.top <= other.bottom
                && other.top <= area.bottom
        };
        if spans.areas.iter().any(overlaps) {
            // Overlapping areas are damage of the county's file: the first counts.
            continue;
        }
        let from = area.top.max(top);
        let down = area.bottom.min(bottom) - from + 1;
        let across = area.right.min(columns - 1) - area.left + 1;
        spans.shown.insert((from, area.left), (*area, down, across));
        spans.areas.push(*area);
    }
    spans
}

fn cells(
    book: &Workbook,
    grid: &Grid<'_>,
    row: u32,
    columns: u32,
    spans: &Spans,
) -> Vec<SheetCell> {
    let mut out = Vec::new();
    for column in 0..columns {
        if let Some((area, down, across)) = spans.shown.get(&(row, column)) {
            let cell = grid.at(area.top, area.left);
            out.push(sheet_cell(book, grid.sheet, cell, column, (*down, *across)));
        } else if let Some(cell) = grid.at(row, column)
            && spans.areas.iter().all(|area| !area.contains(row, column))
        {
            out.push(sheet_cell(book, grid.sheet, Some(cell), column, (1, 1)));
        }
    }
    out
}

fn sheet_cell(
    book: &Workbook,
    sheet: &Sheet,
    cell: Option<&Cell>,
    column: u32,
    (down, across): (u32, u32),
) -> SheetCell {
    let content = cell.map(|cell| &cell.content);
    let raw = content.map(Content::raw).unwrap_or_default();
    let shown = cell.and_then(|cell| book.shown(sheet, cell));
    let text = match (&shown, content) {
        (Some(shown), _) => shown,
        (None, Some(Content::Uncalculated)) => "（公式未计算）",
        (None, _) => &*raw,
    };
    let finer = shown::quoted(&raw, shown.as_deref()) != text && !raw.is_empty();
    SheetCell {
        column,
        raw: if finer { cut(&raw) } else { String::new() },
        text: cut(text),
        down,
        across,
        number: matches!(content, Some(Content::Number(_) | Content::Date(_))),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use ruku_model::finding::RefusalCode;

    use super::*;

    fn book(merges: Vec<Area>) -> Workbook {
        let cell = |row, col, content| Cell {
            row,
            col,
            content,
            format: None,
        };
        let mut sheet = Sheet::named("汇总表");
        sheet.cells = vec![
            cell(0, 0, Content::Text("标题".into())),
            cell(1, 1, Content::Date(44_742.0)),
            cell(1, 2, Content::Number(0.35)),
            cell(250, 0, Content::Text("末行".into())),
        ];
        sheet.cells[2].format = Some(0);
        sheet.merges = merges;
        sheet.hidden_rows = vec![(1, 1)];
        Workbook {
            format: ruku_intake::workbook::Format::Xlsx,
            date_1904: false,
            number_formats: vec!["0.0%".to_owned()],
            properties: Vec::new(),
            pictures: 0,
            sheets: vec![sheet],
        }
    }

    fn piece(book: &Workbook, first: u32) -> SheetPage {
        let file = ReturnFile::refused("a.xlsx", "", RefusalCode::NoTable, String::new());
        page(book, &file, &book.sheets[0], first)
    }

    #[test]
    fn cells_stand_at_their_addresses_as_the_county_sees_them() {
        let book = book(Vec::new());
        let page = piece(&book, 1);
        assert_eq!((page.first, page.last), (1, 251), "251 rows in all");
        assert_eq!(page.rows.len(), 200, "one piece");
        let row = &page.rows[1];
        assert!(row.hidden, "a hidden row is shown as one");
        let texts: Vec<_> = row
            .cells
            .iter()
            .map(|c| (c.column, c.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [(1, "2022-06-30"), (2, "35.0%")],
            "days and percentages"
        );
        assert_eq!(row.cells[0].raw, "", "a day is not quoted as a number");
        assert_eq!(row.cells[1].raw, "0.35", "and what the file holds");
        let second = piece(&book, 201);
        assert_eq!(second.rows.last().map(|row| row.row), Some(251), "the rest");
    }

    #[test]
    fn a_merged_area_is_one_cell_in_every_piece() {
        let area = |top, left, bottom, right| Area {
            top,
            left,
            bottom,
            right,
        };
        let wide = book(vec![area(0, 0, 220, 1), area(0, 1, 3, 2)]);
        let cell = &piece(&wide, 1).rows[0].cells[0];
        assert_eq!(
            (cell.down, cell.across),
            (200, 2),
            "down to the piece's end"
        );
        let page = piece(&wide, 201);
        assert_eq!(page.rows[0].cells[0].text, "标题", "and on from its top");
        assert_eq!(page.rows[0].cells[0].down, 21, "to the area's own end");
        let row = &piece(&wide, 1).rows[1];
        assert_eq!(
            row.cells.len(),
            1,
            "covered cells are not shown twice: {row:?}"
        );
    }
}
