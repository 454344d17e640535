//! The look of an OpenDocument spreadsheet: styles, widths, heights, what is
//! frozen, filters and drop-downs, taken as far as they make sense.

use std::collections::HashMap;

use super::drop_downs::words_of;
use super::markup::{self, Piece, Tag};
use super::ods::usual_style;
use super::ods_style::Styles;
use super::parts::Parts;
use super::sheet_part::place;
use crate::look::{Choices, DropDown, Look, SheetLook};
use crate::workbook::Area;

/// Cells whose look is kept, and how often one that is written once may stand.
const CELLS_MAX: usize = 400_000;
const REPEATED_MAX: u32 = 256;

/// Reads the look of a spreadsheet.
pub(super) fn read(parts: &mut Parts<'_>) -> Option<Look> {
    if !parts.has("content.xml") {
        return None;
    }
    let mut walk = Walk::default();
    for part in ["styles.xml", "content.xml"] {
        // A damaged part gives what stands before the damage.
        let Ok(Some(mut markup)) = parts.markup(part) else {
            continue;
        };
        while let Ok(Some(piece)) = markup.next() {
            match piece {
                Piece::Tag(tag) => {
                    walk.styles.take(&tag);
                    if part == "content.xml" {
                        walk.tag(&tag);
                    }
                }
                Piece::Text(raw) | Piece::Literal(raw) => walk.styles.formats.text(raw),
            }
        }
    }
    walk.end_sheet();
    walk.frozen(parts);
    Some(Look {
        styles: walk.styles.finished(),
        sheets: walk.sheets,
    })
}

/// A check that offers words.
struct Check {
    name: String,
    choices: Option<Choices>,
    strict: bool,
}

#[derive(Default)]
struct Walk {
    styles: Styles,
    sheets: Vec<SheetLook>,
    checks: Vec<Check>,
    /// The cells of each check on the open sheet.
    checked: HashMap<String, Vec<Area>>,
    open: Option<SheetLook>,
    /// The usual style of each column, as first, last and name, in their order.
    usual: Vec<(u32, u32, String)>,
    row: u32,
    rows: u32,
    col: u32,
    column: u32,
    cells: usize,
}

impl Walk {
    fn tag(&mut self, tag: &Tag<'_>) {
        match (tag.name, tag.closing) {
            (b"content-validation", false) => self.check(tag),
            (b"error-message", false) => {
                if let Some(check) = self.checks.last_mut() {
                    check.strict = tag.raw("display") == Some(b"true");
                }
            }
            (b"table", false) => {
                self.end_sheet();
                self.open = Some(SheetLook {
                    name: tag.text("name").unwrap_or_default(),
                    ..SheetLook::default()
                });
                self.usual.clear();
                // A cell may stand before the first row, where damage left it.
                (self.row, self.rows) = (0, 1);
                (self.col, self.column) = (0, 0);
            }
            (b"table", true) => self.end_sheet(),
            (b"table-column", false) => self.columns(tag),
            (b"table-row", false) => {
                self.rows = repeated(tag, "number-rows-repeated");
                self.col = 0;
                self.height(tag);
                if tag.alone {
                    self.row = self.row.saturating_add(self.rows);
                }
            }
            (b"table-row", true) => self.row = self.row.saturating_add(self.rows),
            (b"table-cell" | b"covered-table-cell", false) => self.cell(tag),
            (b"database-range", false) => self.filter(tag),
            (b"conditional-format", false) => {
                if let Some(open) = &mut self.open {
                    open.rules_left_out = open.rules_left_out.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn check(&mut self, tag: &Tag<'_>) {
        let condition = tag.text("condition").unwrap_or_default();
        let list = condition
            .split_once("cell-content-is-in-list(")
            .and_then(|(_, rest)| rest.strip_suffix(')'));
        self.checks.push(Check {
            name: tag.text("name").unwrap_or_default(),
            choices: list.and_then(choices),
            strict: false,
        });
    }

    fn columns(&mut self, tag: &Tag<'_>) {
        let count = repeated(tag, "number-columns-repeated");
        let (first, last) = (self.column, self.column.saturating_add(count - 1));
        self.column = last.saturating_add(1);
        if let Some(style) = tag.text("default-cell-style-name") {
            self.usual.push((first, last, style));
        }
        let width = tag
            .text("style-name")
            .and_then(|name| self.styles.width(&name));
        if let (Some(width), Some(open)) = (width, &mut self.open) {
            open.widths
                .push((first, last.min(first.saturating_add(REPEATED_MAX)), width));
        }
    }

    fn height(&mut self, tag: &Tag<'_>) {
        let height = tag
            .text("style-name")
            .and_then(|name| self.styles.height(&name));
        if let (Some(height), Some(open)) = (height, &mut self.open) {
            for row in self.row..self.row.saturating_add(self.rows.min(REPEATED_MAX)) {
                open.heights.push((row, height));
            }
        }
    }

    fn cell(&mut self, tag: &Tag<'_>) {
        let count = repeated(tag, "number-columns-repeated");
        let first = self.col;
        self.col = first.saturating_add(count);
        let usual = || usual_style(&self.usual, first);
        let style = tag.text("style-name").or_else(usual);
        let style = style.and_then(|name| self.styles.number_of(&name));
        let Some(open) = &mut self.open else { return };
        open.formulas |= tag.raw("formula").is_some();
        let last_row = self.row.saturating_add(self.rows - 1);
        if let Some(name) = tag.text("content-validation-name") {
            self.checked.entry(name).or_default().push(Area {
                top: self.row,
                left: first,
                bottom: last_row,
                right: first.saturating_add(count - 1),
            });
        }
        // What is repeated to the edge of the sheet is its background.
        let small = count <= REPEATED_MAX && self.rows <= REPEATED_MAX;
        let Some(style) = style.filter(|_| small && self.cells < CELLS_MAX) else {
            return;
        };
        for row in self.row..=last_row {
            for col in first..self.col {
                if self.cells < CELLS_MAX {
                    self.cells += 1;
                    open.cells.push((row, col, style));
                }
            }
        }
    }

    fn end_sheet(&mut self) {
        let Some(mut look) = self.open.take() else {
            return;
        };
        look.cells.sort_unstable();
        let mut checked = std::mem::take(&mut self.checked);
        for check in &self.checks {
            let Some(areas) = checked.remove(&check.name) else {
                continue;
            };
            match check.choices.clone() {
                Some(choices) => look.drop_downs.push(DropDown {
                    areas: stacked(areas),
                    choices: with_sheet(choices, &look.name),
                    strict: check.strict,
                }),
                None => look.rules_left_out = look.rules_left_out.saturating_add(1),
            }
        }
        self.sheets.push(look);
    }

    fn filter(&mut self, tag: &Tag<'_>) {
        if tag.raw("display-filter-buttons") != Some(b"true") {
            return;
        }
        let range = tag.text("target-range-address").unwrap_or_default();
        if let Some(Choices::Cells(sheet, area)) = cells(&range)
            && let Some(look) = self.sheets.iter_mut().find(|look| look.name == sheet)
        {
            look.filter = Some(area);
        }
    }

    /// What stays in sight is a setting of the view, by the sheet's name.
    fn frozen(&mut self, parts: &mut Parts<'_>) {
        let mut view = None;
        let mut pending: Option<String> = None;
        let mut said: HashMap<(String, String), u32> = HashMap::new();
        let Ok(Some(mut markup)) = parts.markup("settings.xml") else {
            return;
        };
        while let Ok(Some(piece)) = markup.next() {
            match piece {
                Piece::Tag(tag) if !tag.closing => match tag.name {
                    b"config-item-map-entry" => view = tag.text("name"),
                    b"config-item" => pending = tag.text("name"),
                    _ => {}
                },
                Piece::Text(raw) => {
                    if let (Some(sheet), Some(item), Some(number)) =
                        (&view, pending.take(), markup::number(raw))
                    {
                        said.insert((sheet.clone(), item), number);
                    }
                }
                _ => {}
            }
        }
        for look in &mut self.sheets {
            let get = |item: &str| said.get(&(look.name.clone(), item.to_owned())).copied();
            let fixed = |mode: &str, position: &str| match get(mode) {
                Some(2) => get(position).unwrap_or(0),
                _ => 0,
            };
            let rows = fixed("VerticalSplitMode", "VerticalSplitPosition");
            let columns = fixed("HorizontalSplitMode", "HorizontalSplitPosition");
            look.frozen = (rows + columns > 0).then_some((rows, columns));
        }
    }
}

fn repeated(tag: &Tag<'_>, name: &str) -> u32 {
    tag.number(name).unwrap_or(1).max(1)
}

/// `"是";"否"` or `[$选项.$A$1:.$A$5]`.
fn choices(list: &str) -> Option<Choices> {
    if let Some(range) = list
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return cells(range);
    }
    let words: Option<Vec<&str>> = list
        .split(';')
        .map(|word| word.trim().strip_prefix('"')?.strip_suffix('"'))
        .collect();
    words_of(&words?.join(","))
}

/// `$选项.$A$1:.$A$5`, `'a b'.A1:'a b'.B2`; an empty sheet is the cell's own.
fn cells(range: &str) -> Option<Choices> {
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    let (sheet, from) = from.rsplit_once('.')?;
    let to = to.rsplit_once('.').map_or(to, |(_, to)| to);
    let sheet = sheet.trim_start_matches('$');
    let sheet = sheet
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .unwrap_or(sheet);
    let (top, left) = place(from.as_bytes())?;
    let (bottom, right) = place(to.as_bytes())?;
    let area = Area {
        top,
        left,
        bottom,
        right,
    };
    (top <= bottom && left <= right).then(|| Choices::Cells(sheet.replace("''", "'"), area))
}

fn with_sheet(choices: Choices, own: &str) -> Choices {
    match choices {
        Choices::Cells(sheet, area) if sheet.is_empty() => Choices::Cells(own.to_owned(), area),
        other => other,
    }
}

/// Areas of one column that stand on each other become one.
fn stacked(areas: Vec<Area>) -> Vec<Area> {
    let mut out: Vec<Area> = Vec::new();
    let mut areas = areas;
    areas.sort_by_key(|area| (area.left, area.right, area.top));
    for area in areas {
        match out.last_mut() {
            Some(last)
                if (last.left, last.right) == (area.left, area.right)
                    && last.bottom.saturating_add(1) == area.top =>
            {
                last.bottom = area.bottom;
            }
            _ => out.push(area),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_words_or_cells() {
        let area = |top, left, bottom, right| Area {
            top,
            left,
            bottom,
            right,
        };
        for (list, told) in [
            (
                "\"是\";\"否\"",
                Some(Choices::Words(vec!["是".to_owned(), "否".to_owned()])),
            ),
            (
                "[$选项.$A$1:.$A$5]",
                Some(Choices::Cells("选项".to_owned(), area(0, 0, 4, 0))),
            ),
            (
                "[.$A$1:.$A$2]",
                Some(Choices::Cells(String::new(), area(0, 0, 1, 0))),
            ),
            ("INDIRECT([.A1])", None),
        ] {
            assert_eq!(choices(list), told, "{list}");
        }
    }
}
