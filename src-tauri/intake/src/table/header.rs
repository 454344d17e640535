//! The header of a table: one to three rows, with or without merged cells.

use crate::columns::vocabulary::Vocabulary;
use crate::grid::Grid;
use crate::text::{header_key, narrow, squeeze};
use crate::workbook::{Cell, Content};

/// A column of a header: its place, the row of its lowest cell, its texts from
/// above.
pub type HeaderColumn = (u32, u32, Vec<String>);

/// Where a table's header stands, rows and columns from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its first row.
    pub top: u32,
    /// Its last row.
    pub bottom: u32,
    /// Its columns.
    pub columns: Vec<HeaderColumn>,
    /// The row where the next table's header begins, or the end of the sheet.
    pub end: u32,
    /// The first header of the sheet: what stands above it is for all tables.
    pub first_top: u32,
    /// Rows where the same header stands again, at a page break.
    pub repeats: Vec<u32>,
    /// The first and the last column of a second table to the right, whose
    /// header says the same once more.
    pub beside: Option<(u32, u32)>,
}

impl Header {
    /// The cells of a row that belong to this table and not to the one beside.
    #[must_use]
    pub fn own<'a>(&self, cells: &'a [Cell]) -> &'a [Cell] {
        match self.beside {
            Some((first, _)) => &cells[..cells.partition_point(|cell| cell.col < first)],
            None => cells,
        }
    }
}

/// A header stands near the top of its sheet.
const ROWS_SEARCHED_MAX: usize = 60;

/// As many known headers make a row a header.
const KNOWN_MIN: usize = 3;

/// A header has at most this many rows.
const HEADER_ROWS_MAX: u32 = 3;

/// Finds the headers of a sheet's tables, from above. A header that stands
/// again word for word only repeats the table's own.
#[must_use]
pub fn find(grid: &Grid<'_>, vocabularies: &[Vocabulary<'_>]) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    let mut known_min = KNOWN_MIN;
    for cluster in clusters(grid, vocabularies) {
        let Some((known, row)) = cluster
            .iter()
            .copied()
            .max_by_key(|(known, row)| (*known, std::cmp::Reverse(*row)))
        else {
            continue;
        };
        if known < known_min {
            continue;
        }
        let (top, bottom) = extent(grid, row);
        let mut columns = columns(grid, top, bottom);
        let beside = beside(&mut columns);
        if let Some(last) = found.last_mut() {
            if same_headers(&last.columns, &columns) {
                last.repeats.extend(top..=bottom);
                continue;
            }
            last.end = top;
        } else if grid
            .row_numbers()
            .take_while(|earlier| *earlier < row)
            .count()
            > ROWS_SEARCHED_MAX
        {
            return found;
        }
        known_min = known_min.max(known / 2);
        let first_top = found.first().map_or(top, |first| first.top);
        found.push(Header {
            top,
            bottom,
            columns,
            end: u32::MAX,
            first_top,
            repeats: Vec::new(),
            beside,
        });
    }
    found
}

/// Splits off the columns of a second table to the right: all headers of the
/// first stand there once more, or as many as the second has. Groups of parts
/// that repeat (计划, 实际) are none, for the row's own columns do not.
fn beside(columns: &mut Vec<HeaderColumn>) -> Option<(u32, u32)> {
    let keys: Vec<String> = columns
        .iter()
        .map(|(_, _, parts)| header_key(&parts.concat()))
        .collect();
    let at = (KNOWN_MIN..keys.len()).find(|at| {
        let (first, second) = keys.split_at(*at);
        second.len() >= KNOWN_MIN && first.iter().zip(second).all(|(one, other)| one == other)
    })?;
    let right = columns.split_off(at);
    Some((right.first()?.0, right.last()?.0))
}

/// Rows that look like headers, neighbours together: of a header of several
/// rows more than one may look so.
fn clusters(grid: &Grid<'_>, vocabularies: &[Vocabulary<'_>]) -> Vec<Vec<(usize, u32)>> {
    let mut clusters: Vec<Vec<(usize, u32)>> = Vec::new();
    for row in grid.row_numbers() {
        let cells = grid.row(row);
        // Headers are words: rows with numbers need no closer look.
        let words = cells
            .iter()
            .all(|cell| matches!(cell.content, Content::Text(_)));
        if cells.len() < KNOWN_MIN || !words {
            continue;
        }
        let known = known_headers(grid, row, vocabularies);
        if known < KNOWN_MIN {
            continue;
        }
        match clusters.last_mut() {
            Some(cluster) if cluster.last().is_some_and(|(_, last)| row - last == 1) => {
                cluster.push((known, row));
            }
            _ => clusters.push(vec![(known, row)]),
        }
    }
    clusters
}

fn same_headers(one: &[HeaderColumn], other: &[HeaderColumn]) -> bool {
    let keys = |columns: &[HeaderColumn]| -> Vec<(u32, String)> {
        columns
            .iter()
            .map(|(col, _, parts)| (*col, header_key(&parts.concat())))
            .collect()
    };
    keys(one) == keys(other)
}

/// How many cells of a row are headers somebody knows.
#[must_use]
fn known_headers(grid: &Grid<'_>, row: u32, vocabularies: &[Vocabulary<'_>]) -> usize {
    let known = |vocabulary: &Vocabulary<'_>| {
        grid.row(row)
            .iter()
            .filter(|cell| vocabulary.knows(&crate::grid::text_of(cell)))
            .count()
    };
    vocabularies.iter().map(known).max().unwrap_or(0)
}

/// The rows that belong to the header around its fullest row.
fn extent(grid: &Grid<'_>, row: u32) -> (u32, u32) {
    let (mut top, mut bottom) = (row, row);
    for cell in grid.row(row) {
        if let Some(area) = grid.merge_at(row, cell.col)
            && area.bottom - area.top < HEADER_ROWS_MAX
        {
            top = top.min(area.top);
            bottom = bottom.max(area.bottom);
        }
    }
    if top == row && row > 0 && is_group_row(grid, row - 1, row) {
        top = row - 1;
    }
    if bottom == row && is_part_row(grid, row, row + 1) {
        bottom = row + 1;
    }
    (top, bottom)
}

/// A row of group headers: cells merged over several columns of the row below,
/// but not over all of them as a title is.
fn is_group_row(grid: &Grid<'_>, row: u32, below: u32) -> bool {
    let width = grid.row(below).len();
    let cells = grid.row(row);
    !cells.is_empty()
        && cells.iter().all(|cell| {
            let text = crate::grid::text_of(cell);
            !squeeze(&text).contains([':', '：'])
                && text.chars().count() <= 20
                && !is_caption(&squeeze(&narrow(&text)))
        })
        && cells.iter().any(|cell| {
            grid.merge_at(row, cell.col).is_some_and(|area| {
                let columns = (area.right - area.left + 1) as usize;
                area.bottom == row && columns > 1 && columns * 10 < width * 8
            })
        })
}

/// Who reports and when, in two halves above the table: 某某局（公章） and a date.
fn is_caption(plain: &str) -> bool {
    let office = ["局", "政府", "管委会", "管理委员会", "办公室"];
    let date = plain.starts_with(|ch: char| ch.is_ascii_digit())
        && plain.ends_with(|ch: char| ch.is_ascii_digit() || ch == '日');
    date || ["盖章", "公章", "(章)"]
        .iter()
        .any(|word| plain.contains(word))
        || office.iter().any(|end| plain.ends_with(end))
}

/// A row of parts under group headers, where the producer merged nothing down:
/// texts only, and only under places the row above leaves open.
fn is_part_row(grid: &Grid<'_>, row: u32, below: u32) -> bool {
    let cells = grid.row(below);
    !cells.is_empty()
        && cells.iter().all(|cell| {
            let text = crate::grid::text_of(cell);
            let own_header = grid.at(row, cell.col).is_some();
            let under_group = grid
                .merge_at(row, cell.col)
                .is_some_and(|area| area.right > area.left && area.bottom == row);
            !header_key(&text).is_empty()
                && text.parse::<f64>().is_err()
                && (under_group || !own_header)
        })
        && cells.iter().any(|cell| {
            let under = grid.merge_at(row, cell.col);
            under.is_some_and(|area| area.right > area.left)
        })
}

fn columns(grid: &Grid<'_>, top: u32, bottom: u32) -> Vec<HeaderColumn> {
    let mut places: Vec<u32> = (top..=bottom)
        .flat_map(|row| grid.row(row).iter().map(|cell| cell.col))
        .collect();
    for row in top..=bottom {
        for cell in grid.row(row) {
            if let Some(area) = grid.merge_at(row, cell.col)
                && area.right - area.left < 64
            {
                places.extend(area.left..=area.right);
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    let mut columns = Vec::new();
    for col in places {
        let mut parts: Vec<String> = Vec::new();
        let mut lowest = top;
        let mut seen = None;
        for row in top..=bottom {
            let Some(cell) = grid.speaking(row, col) else {
                continue;
            };
            let place = (cell.row, cell.col);
            let text = crate::grid::text_of(cell);
            if seen == Some(place) || squeeze(&text).is_empty() {
                continue;
            }
            seen = Some(place);
            lowest = cell.row;
            parts.push(text.into_owned());
        }
        // A group without a part under it is no column of its own.
        if !parts.is_empty() {
            columns.push((col, lowest, parts));
        }
    }
    columns
}
