//! Putting a measured table on pages: rows move whole where they can, rows
//! taller than a page are split between lines, and no line is ever dropped.

use super::again;
use super::table::{Grid, GridCell, PAD_X, PAD_Y};
use crate::document::Valign;
use crate::error::PaperError;
use crate::sheet::{Frame, Item, Rule};
use crate::units::{Mp, mm, pt};

/// A row without contents is still high enough to write in.
const ROW_LEAST: Mp = pt(14);
/// A row is split rather than moved only if so much of it fits.
const SPLIT_LEAST: Mp = mm(30);
/// A date under a seal keeps clear of its cell's border, where it can.
const SEAL_CLEAR: Mp = mm(2);
/// The last rows of a table go together: a row, and up to two of totals.
const LAST_ROWS: usize = 3;
/// The borders' thickness.
const BORDER: Mp = 500;

/// How far a table has been put on pages.
pub(crate) struct Progress {
    pub(super) row: usize,
    /// Height of the current row on earlier pages.
    pub(super) used: Mp,
    /// The next line of every cell.
    pub(super) next: Vec<usize>,
    /// The cells that are said again on this page.
    again: Vec<bool>,
}

/// What one page takes of a table.
pub(crate) struct Part {
    pub(crate) items: Vec<Item>,
    pub(crate) height: Mp,
}

impl Progress {
    pub(crate) fn new(grid: &Grid, row: usize) -> Progress {
        Progress {
            row,
            used: 0,
            next: vec![0; grid.cells.len()],
            again: vec![false; grid.cells.len()],
        }
    }

    pub(crate) fn is_done(&self, grid: &Grid) -> bool {
        self.row >= grid.rows.len()
    }
}

/// Rows of a part: the row, its height there, whether it ends there.
struct Slice {
    row: usize,
    top: Mp,
    height: Mp,
    ends: bool,
}

/// Takes what fits into `room` of the page; `None` if the table should start
/// on a fresh page. `capacity` is what a fresh page could take, `until` the
/// row to stop before, `left` the table's left edge.
pub(crate) fn take(
    grid: &Grid,
    progress: &mut Progress,
    (room, capacity): (Mp, Mp),
    until: usize,
    fresh: bool,
) -> Result<Option<Part>, PaperError> {
    let slices = choose(grid, progress, room, capacity, until, fresh);
    if slices.is_empty() {
        return Ok(None);
    }
    let before = (progress.row, progress.used, progress.next.clone());
    let part = emit(grid, progress, &slices);
    let stuck = progress.next == before.2 && progress.row == before.0;
    if stuck && progress.used > grid.rows[progress.row] {
        // A line taller than a page can never be put anywhere.
        return Err(PaperError::TooLarge {
            place: grid.place.clone(),
        });
    }
    Ok(Some(part))
}

/// The row to stop before so that some rows go on with a `tail` that does not
/// fit below the table on this page: nobody signs a page without what is
/// signed.
pub(crate) fn stop_before(grid: &Grid, progress: &Progress, room: Mp, tail: Mp) -> usize {
    let all = grid.rows.len();
    let mut height = 0;
    for row in progress.row..all {
        height += need(grid, progress, row, &[]);
    }
    let kept = all.saturating_sub(LAST_ROWS);
    let alone = height <= room && height + tail > room && tail > 0;
    // The heads and a row stay behind, or all would move.
    if alone && kept > progress.row + grid.head_rows.max(1) {
        kept
    } else {
        all
    }
}

fn choose(
    grid: &Grid,
    progress: &Progress,
    room: Mp,
    capacity: Mp,
    until: usize,
    fresh: bool,
) -> Vec<Slice> {
    let mut slices: Vec<Slice> = Vec::new();
    let mut top = 0;
    for row in progress.row..until {
        let need = need(grid, progress, row, &slices);
        if top + need <= room {
            slices.push(Slice {
                row,
                top,
                height: need,
                ends: true,
            });
            top += need;
            continue;
        }
        let left = room - top;
        let forced = fresh && slices.is_empty();
        let tall = need > capacity / 3 && left >= SPLIT_LEAST;
        if forced || (tall && can_use(grid, progress, row, left, &slices)) {
            slices.push(Slice {
                row,
                top,
                height: left,
                ends: false,
            });
        }
        break;
    }
    while leaves_only_totals(grid, &slices, until) {
        slices.pop();
    }
    slices
}

/// A table's last rows, where the totals stand, are not left alone under the
/// repeated heads: another row goes on with them.
fn leaves_only_totals(grid: &Grid, slices: &[Slice], until: usize) -> bool {
    let last = slices.last().filter(|slice| slice.ends && slices.len() > 2);
    grid.head_rows > 0
        && until == grid.rows.len()
        && last.is_some_and(|slice| slice.row + 1 < until && slice.row + LAST_ROWS >= until)
}

/// The height a row needs to end on this page.
fn need(grid: &Grid, progress: &Progress, row: usize, above: &[Slice]) -> Mp {
    let used = if row == progress.row {
        progress.used
    } else {
        0
    };
    let least = grid.rows[row].max(ROW_LEAST) - used;
    let cells = grid.cells.iter().enumerate();
    cells
        .filter(|(_, cell)| cell.last == row)
        .map(|(index, cell)| {
            let higher = above.iter().filter(|slice| slice.row >= cell.row);
            let own = match progress.again[index] {
                true => again::height(cell),
                false => cell.height_from(progress.next[index]),
            };
            own - higher.map(|slice| slice.height).sum::<Mp>()
        })
        .fold(
            least.max(if used > 0 { 2 * PAD_Y } else { ROW_LEAST }),
            Mp::max,
        )
}

/// Whether a split leaves at least two lines of some cell above it.
fn can_use(grid: &Grid, progress: &Progress, row: usize, left: Mp, above: &[Slice]) -> bool {
    grid.cells.iter().zip(&progress.next).any(|(cell, next)| {
        let crosses = cell.row <= row && row <= cell.last;
        let higher = above.iter().filter(|slice| slice.row >= cell.row);
        let room = left + higher.map(|slice| slice.height).sum::<Mp>() - 2 * PAD_Y;
        let two = cell
            .lines
            .iter()
            .skip(*next)
            .take(2)
            .map(|line| line.height)
            .sum::<Mp>();
        crosses && two > 0 && two <= room && cell.lines.len() > *next
    })
}

fn emit(grid: &Grid, progress: &mut Progress, slices: &[Slice]) -> Part {
    let (first, last) = (&slices[0], &slices[slices.len() - 1]);
    let height = last.top + last.height;
    let mut items = Vec::new();
    let mut borders = Vec::new();
    for (index, cell) in grid.cells.iter().enumerate() {
        if cell.row > last.row || cell.last < first.row {
            continue;
        }
        let mut own = slices
            .iter()
            .filter(|slice| cell.row <= slice.row && slice.row <= cell.last);
        let Some(top) = own.next().map(|slice| slice.top) else {
            continue;
        };
        let end = slices
            .iter()
            .rfind(|slice| slice.row <= cell.last)
            .unwrap_or(last);
        let frame = Frame {
            left: grid.edges[cell.column],
            top,
            right: grid.edges[cell.end],
            bottom: end.top + end.height,
        };
        let ends = end.row == cell.last && end.ends;
        if progress.again[index] {
            items.extend(again::items(cell, frame, frame.left + PAD_X));
        } else {
            let next = progress.next[index];
            progress.next[index] = place_lines(cell, next, frame, ends, &mut items);
        }
        if grid.borders {
            borders.push(frame);
        } else if cell.underline {
            let (x1, x2) = (frame.left + PAD_X, frame.right - PAD_X);
            let rule = Rule {
                x1,
                y1: frame.bottom,
                x2,
                y2: frame.bottom,
                weight: BORDER,
            };
            items.push(Item::Rule(rule));
        }
    }
    items.extend(outline(&borders).into_iter().map(Item::Rule));
    if last.ends {
        progress.row = last.row + 1;
        progress.used = 0;
    } else {
        progress.used = last.height
            + if last.row == progress.row {
                progress.used
            } else {
                0
            };
        progress.row = last.row;
    }
    progress.again = again::labels(grid, progress);
    Part { items, height }
}

/// Puts a cell's next lines into its frame; gives the line to go on with.
fn place_lines(
    cell: &GridCell,
    from: usize,
    frame: Frame,
    ends: bool,
    items: &mut Vec<Item>,
) -> usize {
    let room = frame.bottom - frame.top - 2 * PAD_Y;
    let mut height = 0;
    let mut to = from;
    while let Some(line) = cell.lines.get(to) {
        // A seal waits for the end of its cell.
        if !ends && (height + line.height > room || line.at_bottom) {
            break;
        }
        height += line.height;
        to += 1;
    }
    let spare = (room - height).max(0);
    let mut y = frame.top
        + PAD_Y
        + match cell.valign {
            _ if to < cell.lines.len() => 0,
            Valign::Top => 0,
            Valign::Middle => spare / 2,
            Valign::Bottom => spare,
        };
    for line in &cell.lines[from..to] {
        let at = if line.at_bottom && cell.valign == Valign::Top && to == cell.lines.len() {
            y + (spare - SEAL_CLEAR).max(0)
        } else {
            y
        };
        items.extend(
            line.items
                .iter()
                .map(|item| item.clone().shifted(frame.left + PAD_X, at).framed(frame)),
        );
        y += line.height;
    }
    to
}

/// The borders of all cells, each drawn once.
fn outline(frames: &[Frame]) -> Vec<Rule> {
    let mut across = Vec::new();
    let mut down = Vec::new();
    for frame in frames {
        across.push((frame.top, frame.left, frame.right));
        across.push((frame.bottom, frame.left, frame.right));
        down.push((frame.left, frame.top, frame.bottom));
        down.push((frame.right, frame.top, frame.bottom));
    }
    let half = BORDER / 2;
    let across = joined(across).into_iter().map(|(y, x1, x2)| Rule {
        x1: x1 - half,
        y1: y,
        x2: x2 + half,
        y2: y,
        weight: BORDER,
    });
    let down = joined(down);
    let down = down.into_iter().map(|(x, y1, y2)| Rule {
        x1: x,
        y1,
        x2: x,
        y2,
        weight: BORDER,
    });
    across.chain(down).collect()
}

/// Segments on the same line joined where they touch.
fn joined(mut segments: Vec<(Mp, Mp, Mp)>) -> Vec<(Mp, Mp, Mp)> {
    segments.sort_unstable();
    let mut out: Vec<(Mp, Mp, Mp)> = Vec::new();
    for (at, from, to) in segments {
        match out.last_mut() {
            Some(last) if last.0 == at && from <= last.2 => last.2 = last.2.max(to),
            _ => out.push((at, from, to)),
        }
    }
    out
}
