//! A sheet as a grid: look-ups by place, merged areas resolved.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::text;
use crate::workbook::{Area, Cell, Content, Sheet};

/// A sheet with fast look-ups.
pub struct Grid<'a> {
    /// The sheet itself.
    pub sheet: &'a Sheet,
    /// Where each row's cells begin in the sheet's list.
    rows: Vec<(u32, usize, usize)>,
    /// Which merged area covers a place that is not its first cell.
    covered: HashMap<(u32, u32), Area>,
}

impl<'a> Grid<'a> {
    /// Indexes a sheet.
    #[must_use]
    pub fn new(sheet: &'a Sheet) -> Grid<'a> {
        let mut rows: Vec<(u32, usize, usize)> = Vec::new();
        for (index, cell) in sheet.cells.iter().enumerate() {
            match rows.last_mut() {
                Some((row, _, end)) if *row == cell.row => *end = index + 1,
                _ => rows.push((cell.row, index, index + 1)),
            }
        }
        let mut covered = HashMap::new();
        for area in &sheet.merges {
            if !area.is_meant() {
                continue;
            }
            for row in area.top..=area.bottom {
                for col in area.left..=area.right {
                    covered.insert((row, col), *area);
                }
            }
        }
        Grid {
            sheet,
            rows,
            covered,
        }
    }

    /// Rows that hold cells, from 0, in order.
    pub fn row_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.rows.iter().map(|(row, _, _)| *row)
    }

    /// The cells of a row, in order.
    #[must_use]
    pub fn row(&self, row: u32) -> &'a [Cell] {
        match found(&self.rows, row, |(row, _, _)| *row) {
            Some((_, start, end)) => &self.sheet.cells[*start..*end],
            None => &[],
        }
    }

    /// The cell at a place, if it holds something.
    #[must_use]
    pub fn at(&self, row: u32, col: u32) -> Option<&'a Cell> {
        found(self.row(row), col, |cell| cell.col)
    }

    /// The merged area that covers a place.
    #[must_use]
    pub fn merge_at(&self, row: u32, col: u32) -> Option<Area> {
        self.covered.get(&(row, col)).copied()
    }

    /// The cell that speaks for a place: its own, or the first of the merged
    /// area that covers it.
    #[must_use]
    pub fn speaking(&self, row: u32, col: u32) -> Option<&'a Cell> {
        if self.covered.is_empty() {
            return self.at(row, col);
        }
        self.at(row, col).or_else(|| {
            let area = self.merge_at(row, col)?;
            self.at(area.top, area.left)
        })
    }

    /// The text at a place, without control characters; empty if it holds none.
    #[must_use]
    pub fn text(&self, row: u32, col: u32) -> String {
        let cell = self.at(row, col);
        cell.map(text_of).unwrap_or_default().into_owned()
    }
}

/// The element with a key among elements in the order of their keys. Most
/// tables have no gaps: where it should stand is looked at first.
fn found<T>(among: &[T], key: u32, key_of: impl Fn(&T) -> u32) -> Option<&T> {
    let ahead = key.checked_sub(key_of(among.first()?))?;
    let likely = among.get(ahead as usize);
    likely.filter(|one| key_of(one) == key).or_else(|| {
        let index = among.binary_search_by_key(&key, key_of).ok()?;
        Some(&among[index])
    })
}

/// A cell's text as it is read: numbers as their shortest decimal.
#[must_use]
pub fn text_of(cell: &Cell) -> Cow<'_, str> {
    match &cell.content {
        Content::Text(content) => text::without_controls(content),
        other => other.raw(),
    }
}
