//! What a row is called, said again where it goes on upon the next page: its
//! label with （续）, so that no half row stands there without a name.

use super::pages::furniture_line;
use super::set::Line;
use super::shape::Shaper;
use super::split::Progress;
use super::table::{Grid, GridCell, PAD_Y};
use crate::document::{Block, Cell, Valign};
use crate::sheet::{Frame, Item};
use crate::units::{Mp, mm};

/// What stands below a label that is said again.
const MARK: &str = "（续）";
/// What is higher is no label.
const LABEL_MOST: Mp = mm(45);

/// How a cell is said again.
pub(crate) struct Again {
    /// The line below the label.
    mark: Line,
    /// It names its whole row, not only what stands to its right.
    whole_row: bool,
}

/// How a cell is said again, if it is a label: a head at the left, a cell
/// beside several rows, the first cell of a list's row.
pub(super) fn of(
    cell: &Cell,
    lines: &[Line],
    width: Mp,
    in_list: bool,
    shaper: &mut Shaper<'_>,
) -> Option<Again> {
    let whole_row = cell.rowspan > 1 || (in_list && cell.column == 0);
    let [Block::Paragraph(paragraph), rest @ ..] = cell.blocks.as_slice() else {
        return None;
    };
    let simple = rest
        .iter()
        .all(|block| matches!(block, Block::Paragraph(_)));
    let says = lines.iter().any(|line| !line.items.is_empty());
    let height = lines.iter().map(|line| line.height).sum::<Mp>();
    if !(whole_row || cell.label) || !simple || !says || height > LABEL_MOST {
        return None;
    }
    let mut style = paragraph.style.clone();
    let most = i64::try_from(MARK.chars().count()).unwrap_or(i64::MAX);
    style.size = style.size.min(width / most);
    (style.indent_first, style.indent_left) = (0, 0);
    let (height, items) = furniture_line(&style, MARK, width, shaper);
    let mark = Line {
        height,
        items,
        keep_next: false,
        at_bottom: false,
        listed: false,
    };
    Some(Again { mark, whole_row })
}

/// The labels that are said again where the table goes on.
pub(super) fn labels(grid: &Grid, progress: &Progress) -> Vec<bool> {
    let carried = |cell: &GridCell| {
        let begun = cell.row < progress.row || (cell.row == progress.row && progress.used > 0);
        begun && cell.row >= grid.head_rows && cell.last >= progress.row
    };
    let said = |index: usize| progress.next[index] >= grid.cells[index].lines.len();
    let named = |label: &GridCell| {
        let mut right =
            grid.cells.iter().enumerate().filter(|(_, cell)| {
                carried(cell) && cell.row == label.row && cell.column >= label.end
            });
        right
            .by_ref()
            .take_while(|(_, cell)| cell.again.is_none())
            .any(|(index, _)| !said(index))
    };
    let cells = grid.cells.iter().enumerate();
    cells
        .map(|(index, cell)| {
            let again = cell.again.as_ref().filter(|_| carried(cell) && said(index));
            again.is_some_and(|again| again.whole_row || named(cell))
        })
        .collect()
}

/// The height a label said again needs.
pub(super) fn height(cell: &GridCell) -> Mp {
    let mark = cell.again.as_ref().map_or(0, |again| again.mark.height);
    cell.height_from(0) + mark
}

/// The label in its frame on the page where its row goes on; nothing if that
/// is too low for it.
pub(super) fn items(cell: &GridCell, frame: Frame, left: Mp) -> Vec<Item> {
    let spare = frame.bottom - frame.top - height(cell);
    let Some(again) = cell.again.as_ref().filter(|_| spare >= 0) else {
        return Vec::new();
    };
    let mut y = frame.top
        + PAD_Y
        + match cell.valign {
            Valign::Top => 0,
            Valign::Middle => spare / 2,
            Valign::Bottom => spare,
        };
    let mut items = Vec::new();
    for line in cell.lines.iter().chain([&again.mark]) {
        let set = line.items.iter().cloned();
        items.extend(set.map(|item| item.repeated().shifted(left, y).framed(frame)));
        y += line.height;
    }
    items
}
