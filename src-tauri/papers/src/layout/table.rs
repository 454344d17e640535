//! Measuring a table: column positions, the set lines of every cell, the
//! least height of every row.

use super::again::{self, Again};
use super::flow::{Unit, flow};
use super::set::Line;
use super::shape::Shaper;
use crate::document::{Cell, Table, Valign, Width, label_of};
use crate::error::{PaperError, Place};
use crate::units::{Mp, pt, tenth_mm};

/// White space left and right of a cell's contents.
pub(crate) const PAD_X: Mp = tenth_mm(15);
/// White space above and below a cell's contents.
pub(crate) const PAD_Y: Mp = tenth_mm(12);

/// A measured table.
pub(crate) struct Grid {
    /// The columns' edges; one more than columns.
    pub(crate) edges: Vec<Mp>,
    /// The rows' least heights.
    pub(crate) rows: Vec<Mp>,
    pub(crate) cells: Vec<GridCell>,
    pub(crate) head_rows: usize,
    pub(crate) borders: bool,
    pub(crate) place: Place,
}

/// A cell with its set lines.
pub(crate) struct GridCell {
    pub(crate) row: usize,
    /// Its last row.
    pub(crate) last: usize,
    pub(crate) column: usize,
    /// One past its last column.
    pub(crate) end: usize,
    pub(crate) valign: Valign,
    pub(crate) underline: bool,
    pub(crate) lines: Vec<Line>,
    /// How it is said again where its row goes on; `None` if it names nothing.
    pub(crate) again: Option<Again>,
}

impl GridCell {
    /// The height of the lines from `from` on, with the white space around.
    pub(crate) fn height_from(&self, from: usize) -> Mp {
        if from > 0 && from >= self.lines.len() {
            return 0;
        }
        self.lines[from..]
            .iter()
            .map(|line| line.height)
            .sum::<Mp>()
            + 2 * PAD_Y
    }
}

/// Measures a table in a column of `width`.
pub(crate) fn measure(
    table: &Table,
    width: Mp,
    shaper: &mut Shaper<'_>,
) -> Result<Grid, PaperError> {
    let edges = edges(&table.columns, width);
    let place = crate::document::place(&shaper.heading, "", "", table.line);
    if edges
        .windows(2)
        .any(|pair| pair[1] - pair[0] <= 2 * PAD_X + pt(5))
    {
        return Err(PaperError::TooLarge { place });
    }
    let mut cells = Vec::new();
    let mut column_heads = vec![String::new(); table.columns.len()];
    for (row, content) in table.rows.iter().enumerate() {
        shaper.label.clear();
        let below_head = (row + 1).saturating_sub(table.head_rows);
        let listed = table.head_rows > 0 && below_head > 0;
        shaper.row = match listed {
            true => u32::try_from(below_head).unwrap_or(u32::MAX),
            false => 0,
        };
        for cell in &content.cells {
            let own = label_of(&cell.blocks);
            let head = &column_heads[cell.column];
            // Under a head a column is called by it, not by its neighbour.
            if shaper.label.is_empty() || (listed && !head.is_empty()) {
                shaper.label.clone_from(&column_heads[cell.column]);
            }
            let mut cell_set = grid_cell(cell, row, &edges, shaper)?;
            if table.borders && row >= table.head_rows && cell.colspan < table.columns.len() {
                let width = edges[cell_set.end] - edges[cell_set.column] - 2 * PAD_X;
                let in_list = table.head_rows > 0;
                cell_set.again = again::of(cell, &cell_set.lines, width, in_list, shaper);
            }
            cells.push(cell_set);
            if !own.is_empty() {
                shaper.label.clone_from(&own);
                if row < table.head_rows {
                    column_heads[cell.column] = own;
                }
            }
        }
    }
    shaper.label.clear();
    shaper.row = 0;
    Ok(Grid {
        edges,
        rows: table.rows.iter().map(|row| row.height).collect(),
        cells,
        head_rows: table.head_rows.min(table.rows.len().saturating_sub(1)),
        borders: table.borders,
        place,
    })
}

fn grid_cell(
    cell: &Cell,
    row: usize,
    edges: &[Mp],
    shaper: &mut Shaper<'_>,
) -> Result<GridCell, PaperError> {
    let end = cell.column + cell.colspan;
    let width = edges[end] - edges[cell.column] - 2 * PAD_X;
    let mut lines = Vec::new();
    for unit in flow(&cell.blocks, width, shaper)? {
        match unit {
            Unit::Line(line) => lines.push(line),
            Unit::Space { height, .. } => {
                lines.push(Line {
                    height,
                    items: Vec::new(),
                    keep_next: false,
                    at_bottom: false,
                    listed: false,
                });
            }
            Unit::Table { .. } | Unit::Break => {
                unreachable!("a checked template has no tables or page breaks in cells")
            }
        }
    }
    Ok(GridCell {
        row,
        last: row + cell.rowspan - 1,
        column: cell.column,
        end,
        valign: cell.valign,
        underline: cell.underline,
        lines,
        again: None,
    })
}

fn edges(columns: &[Width], width: Mp) -> Vec<Mp> {
    let fixed = columns
        .iter()
        .map(|column| match column {
            Width::Fixed(width) => *width,
            Width::Share(_) => 0,
        })
        .sum::<Mp>();
    let shares = columns
        .iter()
        .map(|column| match column {
            Width::Fixed(_) => 0,
            Width::Share(share) => Mp::from(*share),
        })
        .sum::<Mp>();
    let left = (width - fixed).max(0);
    // Fixed columns that together are too wide are narrowed alike.
    let fit = |fixed_width: Mp| {
        if fixed > width {
            fixed_width * width / fixed
        } else {
            fixed_width
        }
    };
    let mut edges = vec![0];
    let mut at = 0;
    let mut shared = 0;
    let mut given = 0;
    for column in columns {
        at += match column {
            Width::Fixed(width) => fit(*width),
            Width::Share(share) => {
                shared += Mp::from(*share);
                let end = left * shared / shares.max(1);
                end - std::mem::replace(&mut given, end)
            }
        };
        edges.push(at);
    }
    edges
}
