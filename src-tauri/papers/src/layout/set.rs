//! Setting one line: white space given up or spread, glyphs and rules placed.

use super::kinsoku::{Class, class};
use super::lines::is_soft_space;
use super::shape::{Atom, AtomKind};
use crate::document::{Align, Style};
use crate::sheet::{Frame, Item, Placed, Rule, Run};
use crate::units::Mp;

/// A set line: its items stand relative to its top left corner.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) height: Mp,
    pub(crate) items: Vec<Item>,
    /// Stays with the line that follows.
    pub(crate) keep_next: bool,
    /// Stands at the bottom of its cell.
    pub(crate) at_bottom: bool,
    /// Starts a heading that a table of contents lists.
    pub(crate) listed: bool,
}

/// Sets one line; `x` is its left end, `width` its measure.
pub(crate) fn set_line(atoms: &[Atom], style: &Style, x: Mp, width: Mp, last: bool) -> Line {
    let mut atoms = atoms.to_vec();
    let newline = atoms
        .last()
        .is_some_and(|atom| atom.kind == AtomKind::Newline);
    atoms.retain(|atom| atom.kind != AtomKind::Newline);
    while atoms.last().is_some_and(is_soft_space) {
        atoms.pop();
    }
    let natural = atoms.iter().map(|atom| atom.width).sum::<Mp>();
    let spare = width - natural;
    if spare < 0 {
        shrink(&mut atoms, -spare);
    } else if style.align == Align::Justify && !last && !newline {
        stretch(&mut atoms, spare);
    }
    let taken = atoms.iter().map(|atom| atom.width).sum::<Mp>();
    let start = match style.align {
        Align::Left | Align::Justify => x,
        Align::Center => x + (width - taken).max(0) / 2,
        Align::Right => x + (width - taken).max(0),
    };
    let size = atoms
        .iter()
        .map(|atom| atom.size)
        .max()
        .unwrap_or(style.size);
    let height = style.pitch.max(style.pitch * size / style.size);
    let baseline = (height - size) / 2 + size * 88 / 100;
    Line {
        height,
        items: items(&atoms, start, baseline),
        keep_next: false,
        at_bottom: false,
        listed: false,
    }
}

/// Gives up white space: first after the last mark, then within all marks. It
/// can give up what [`super::lines::Measure`] counts on.
fn shrink(atoms: &mut [Atom], mut excess: Mp) {
    if let Some(last) = atoms.last_mut() {
        let give = last.trailing_slack().min(excess);
        last.narrow(give);
        excess -= give;
    }
    // A closing mark at the end has given already; an opening one still can.
    let closed = atoms.last().is_some_and(|last| last.hangs());
    let count = atoms.len() - usize::from(closed);
    let mut slack = atoms[..count]
        .iter()
        .map(|atom| atom.slack() / 2)
        .sum::<Mp>();
    for atom in &mut atoms[..count] {
        let own = atom.slack() / 2;
        if own == 0 || excess <= 0 || slack == 0 {
            continue;
        }
        let give = ((excess * own + slack - 1) / slack).min(own);
        atom.narrow(give);
        excess -= give;
        slack -= own;
    }
}

/// Spreads a line to its measure, unless that would tear it apart.
fn stretch(atoms: &mut [Atom], spare: Mp) {
    let gaps = (1..atoms.len())
        .filter(|index| is_gap(&atoms[index - 1], &atoms[*index]))
        .map(|index| index - 1)
        .collect::<Vec<_>>();
    let Ok(count) = Mp::try_from(gaps.len()) else {
        return;
    };
    let size = atoms.first().map_or(0, |atom| atom.size);
    if count == 0 || spare > count * size / 8 {
        return;
    }
    for (nth, index) in (0..count).zip(gaps) {
        atoms[index].width += spare / count + Mp::from(nth < spare % count);
    }
}

fn is_gap(left: &Atom, right: &Atom) -> bool {
    let (Some(left), Some(right)) = (left.character(), right.character()) else {
        return false;
    };
    if class(left) == Class::Western && class(right) == Class::Western {
        return false;
    }
    !(left == right && matches!(left, '…' | '—'))
}

fn items(atoms: &[Atom], start: Mp, baseline: Mp) -> Vec<Item> {
    let mut items = Vec::new();
    let mut x = start;
    let mut open: Option<Run> = None;
    let mut line: Option<Rule> = None;
    for atom in atoms {
        if let AtomKind::Glyph { glyph, character } = atom.kind {
            let joins = open.as_ref().is_some_and(|run| {
                run.font == glyph.font && run.size == atom.size && run.source == Some(atom.source)
            });
            if !joins {
                items.extend(open.take().map(Item::Run));
            }
            let run = open.get_or_insert_with(|| Run {
                font: glyph.font,
                size: atom.size,
                x: x - atom.lead,
                y: baseline,
                turned: false,
                glyphs: Vec::new(),
                source: Some(atom.source),
                frame: Frame::default(),
            });
            run.glyphs.push(Placed {
                code: glyph.code,
                character,
                x: x - atom.lead - run.x,
                advance_mille: glyph.advance_mille,
            });
        } else {
            items.extend(open.take().map(Item::Run));
        }
        if atom.underline && atom.width > 0 {
            let y = baseline + atom.size * 18 / 100;
            let rule = line.get_or_insert(Rule {
                x1: x,
                y1: y,
                x2: x,
                y2: y,
                weight: 500,
            });
            rule.x2 = x + atom.width;
        } else {
            items.extend(line.take().map(Item::Rule));
        }
        x += atom.width;
    }
    items.extend(open.map(Item::Run));
    items.extend(line.map(Item::Rule));
    items
}
