//! From blocks to units: set lines, white space, tables, page breaks, in one
//! column of a given width.

use super::lines::{break_lines, mend_last};
use super::numbers::keep_numbers;
use super::set::{Line, set_line};
use super::shape::Shaper;
use super::table::{Grid, measure};
use super::title::balanced;
use crate::document::{Align, Block, Paragraph, Seal};
use crate::error::PaperError;
use crate::units::Mp;

/// The next thing to put on a page.
pub(crate) enum Unit {
    Line(Line),
    Space {
        height: Mp,
        stretch: u32,
    },
    Table {
        grid: Grid,
        /// It is not split if a page can hold it.
        whole: bool,
        keep_next: bool,
    },
    Break,
}

impl Unit {
    /// Whether a page may not end after it.
    pub(crate) fn keeps_next(&self) -> bool {
        match self {
            Unit::Line(line) => line.keep_next,
            Unit::Table { keep_next, .. } => *keep_next,
            // White space is decided by what stands above it.
            Unit::Space { .. } | Unit::Break => false,
        }
    }
}

/// Lays blocks out in a column of `width`.
pub(crate) fn flow(
    blocks: &[Block],
    width: Mp,
    shaper: &mut Shaper<'_>,
) -> Result<Vec<Unit>, PaperError> {
    let mut units = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                if paragraph.style.level > 0 {
                    shaper.heading = paragraph.label();
                    shaper.label.clear();
                }
                space(&mut units, paragraph.style.before);
                units.extend(lines(paragraph, width, shaper).into_iter().map(Unit::Line));
                space(&mut units, paragraph.style.after);
            }
            Block::Table(table) => {
                units.push(Unit::Table {
                    grid: measure(table, width, shaper)?,
                    whole: false,
                    keep_next: false,
                });
            }
            Block::Seal(seal) => {
                hold_before_seal(&mut units);
                units.push(Unit::Line(seal_line(seal, width, shaper)));
            }
            Block::Space { height, stretch } => {
                units.push(Unit::Space {
                    height: *height,
                    stretch: *stretch,
                });
            }
            Block::Keep(inner) => units.extend(kept(flow(inner, width, shaper)?)),
            Block::Break => units.push(Unit::Break),
            // Turned into a table before anything is laid out.
            Block::Contents { .. } => {}
        }
    }
    Ok(units)
}

fn space(units: &mut Vec<Unit>, height: Mp) {
    if height > 0 {
        units.push(Unit::Space { height, stretch: 0 });
    }
}

/// A seal never stands on a page without text it seals.
fn hold_before_seal(units: &mut [Unit]) {
    for unit in units.iter_mut().rev() {
        match unit {
            Unit::Line(line) => return line.keep_next = true,
            Unit::Space { .. } => {}
            Unit::Table { .. } | Unit::Break => return,
        }
    }
}

fn kept(mut units: Vec<Unit>) -> Vec<Unit> {
    let last = units.len().saturating_sub(1);
    for (index, unit) in units.iter_mut().enumerate() {
        match unit {
            Unit::Line(line) => line.keep_next |= index < last,
            Unit::Table {
                whole, keep_next, ..
            } => {
                *whole = true;
                *keep_next = index < last;
            }
            Unit::Space { .. } | Unit::Break => {}
        }
    }
    units
}

/// The lines of a paragraph; no page ends after its first or before its last.
pub(crate) fn lines(paragraph: &Paragraph, width: Mp, shaper: &mut Shaper<'_>) -> Vec<Line> {
    let style = &paragraph.style;
    let left = style.indent_left * style.size / 1000;
    let first = left + style.indent_first * style.size / 1000;
    let mut atoms = shaper.atoms(paragraph, (width - first).max(style.size));
    if atoms.is_empty() {
        let keep_next = style.keep_next;
        return vec![Line {
            height: style.pitch,
            items: Vec::new(),
            keep_next,
            at_bottom: false,
            listed: false,
        }];
    }
    let wide = [first, left].map(|indent| (width - indent).max(style.size));
    keep_numbers(&mut atoms, wide[0].min(wide[1]));
    let mut spans = match style.align {
        Align::Center => balanced(&atoms, wide),
        _ => break_lines(&atoms, wide[0], wide[1]),
    };
    if style.align == Align::Left {
        mend_last(&atoms, &mut spans, wide[1]);
    }
    let count = spans.len();
    let mut lines = Vec::with_capacity(count);
    for (index, span) in spans.into_iter().enumerate() {
        let x = if index == 0 { first } else { left };
        let last = index + 1 == count;
        let mut line = set_line(&atoms[span], style, x, (width - x).max(style.size), last);
        line.keep_next = if last {
            style.keep_next
        } else {
            !style.fills_pages && (index == 0 || index + 2 == count)
        };
        line.listed = index == 0 && paragraph.is_listed();
        lines.push(line);
    }
    lines
}

/// A seal place as one line that is never split: its text stands at the foot
/// of the clear area.
fn seal_line(seal: &Seal, width: Mp, shaper: &mut Shaper<'_>) -> Line {
    let mut inner = Vec::new();
    let mut text_height = 0;
    for paragraph in &seal.lines {
        for line in lines(paragraph, width, shaper) {
            inner.push((text_height, line.items));
            text_height += line.height;
        }
    }
    let height = seal.height.max(text_height);
    let top = height - text_height;
    let items = inner
        .into_iter()
        .flat_map(|(y, items)| items.into_iter().map(move |item| item.shifted(0, top + y)))
        .collect();
    Line {
        height,
        items,
        keep_next: false,
        at_bottom: true,
        listed: false,
    }
}
