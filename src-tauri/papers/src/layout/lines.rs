//! Breaking a paragraph's atoms into lines and setting each line.

use super::kinsoku::{
    Class, class, is_closing, is_opening, may_break, may_break_word, no_end, no_start, poor_start,
};
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

/// Where each line starts and ends in the atoms.
pub(crate) type Span = std::ops::Range<usize>;

/// Breaks atoms into lines: `first` is the width of the first line, `rest` of
/// the others.
pub(crate) fn break_lines(atoms: &[Atom], first: Mp, rest: Mp) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    loop {
        let width = if lines.is_empty() { first } else { rest };
        let mut end = line_end(atoms, start, width);
        // A typed line break belongs to the line it ends.
        if atoms
            .get(end)
            .is_some_and(|atom| atom.kind == AtomKind::Newline)
        {
            end += usize::from(atoms[end - 1].kind != AtomKind::Newline);
        }
        lines.push(start..end);
        start = end;
        while start < atoms.len() && is_soft_space(&atoms[start]) {
            start += 1;
        }
        if start >= atoms.len() {
            return lines;
        }
    }
}

/// One past the last atom of the line that starts at `start`.
fn line_end(atoms: &[Atom], start: usize, width: Mp) -> usize {
    let mut natural = 0;
    let mut squeezable = 0;
    let mut best = None;
    let mut poor = None;
    let mut squeezed = None;
    let mut index = start;
    while index < atoms.len() {
        let atom = &atoms[index];
        if atom.kind == AtomKind::Newline {
            // What precedes has been found to fit, or the break below is taken.
            if natural <= width {
                return index + 1;
            }
            break;
        }
        natural += atom.width;
        let at_end = trailing_slack(atom);
        let hangs = if is_soft_space(atom) { atom.width } else { 0 };
        let kept = if hangs > 0 {
            opening_slack(&atoms[start..index])
        } else {
            0
        };
        let last = index + 1 == atoms.len() || atoms[index + 1].kind == AtomKind::Newline;
        let here = last || may_end(atoms, start, index);
        let fits = natural - hangs - at_end <= width;
        let next = atoms.get(index + 1).and_then(Atom::character);
        if here && fits && next.is_some_and(poor_start) {
            poor = Some((index + 1, width - (natural - hangs)));
        } else if here && fits {
            best = Some((index + 1, width - (natural - hangs)));
        } else if here
            && squeezed.is_none()
            && natural - hangs - at_end - (squeezable - kept) <= width
        {
            squeezed = Some(index + 1);
        }
        squeezable += atom.slack() / 2;
        if natural - squeezable - atom.size > width {
            break;
        }
        index += 1;
    }
    let wide = |(_, spare): &(usize, Mp)| *spare > atoms[start].size;
    if best.as_ref().is_none_or(wide) && squeezed.is_none() {
        best = best.max(poor);
    }
    match (best, squeezed) {
        (Some((_, spare)), Some(end)) if spare > atoms[start].size / 2 => end,
        (Some((end, spare)), _) if spare > width / 4 => {
            inside_word(atoms, start, end, width).unwrap_or(end)
        }
        (Some((end, _)), _) => end,
        (None, Some(end)) => end,
        (None, None) => forced_end(atoms, start, width),
    }
}

/// A break inside the long word that follows `from`, if one fits the line.
fn inside_word(atoms: &[Atom], start: usize, from: usize, width: Mp) -> Option<usize> {
    let mut natural = atoms[start..from].iter().map(|atom| atom.width).sum::<Mp>();
    let mut found = None;
    for index in from..atoms.len().saturating_sub(1) {
        natural += atoms[index].width;
        if natural > width {
            break;
        }
        let (left, right) = (atoms[index].character()?, atoms[index + 1].character()?);
        if may_break(left, right) {
            break;
        }
        if may_break_word(left, right) {
            found = Some(index + 1);
        }
    }
    found
}

/// The end of a line that has no proper break: at a separator, else before
/// the first atom that does not fit, without 避头尾 faults if that is possible.
fn forced_end(atoms: &[Atom], start: usize, width: Mp) -> usize {
    let mut natural = 0;
    let mut end = start;
    while end < atoms.len() && atoms[end].kind != AtomKind::Newline {
        natural += atoms[end].width;
        if natural > width {
            break;
        }
        end += 1;
    }
    let end = end.max(start + 1);
    let pair = |at: usize| Some((atoms[at - 1].character()?, atoms.get(at)?.character()?));
    let parts = |at: &usize, test: fn(char, char) -> bool| {
        pair(*at).is_none_or(|(left, right)| test(left, right))
    };
    let separator = (start + 1..=end).rev().find(|at| parts(at, may_break_word));
    let tidy = (start + 1..=end)
        .rev()
        .find(|at| parts(at, |left, right| !no_end(left) && !no_start(right)));
    separator
        .filter(|at| (at - start) * 2 > end - start)
        .or(tidy)
        .unwrap_or(end)
}

/// Whether a line may end after an atom; what stands before spaces counts too.
fn may_end(atoms: &[Atom], start: usize, index: usize) -> bool {
    let solid = atoms[start..=index]
        .iter()
        .rfind(|atom| !is_soft_space(atom));
    let hanging = solid.and_then(Atom::character).is_some_and(no_end);
    !hanging && may_part(&atoms[index], &atoms[index + 1])
}

fn may_part(left: &Atom, right: &Atom) -> bool {
    match (left.character(), right.character()) {
        (Some(left), Some(right)) => may_break(left, right),
        // A blank to fill stays with the label before it and the mark after it.
        (Some(left), None) => !no_end(left) && class(left) != Class::Glue,
        (None, Some(right)) => !no_start(right) && right != ' ',
        (None, None) => !(left.underline && right.underline),
    }
}

fn is_soft_space(atom: &Atom) -> bool {
    atom.character().is_some_and(|c| class(c) == Class::Space) && !atom.underline
}

/// What an opening mark before blanks cannot give up: its empty half is on the
/// left, and it will be the last of its line.
fn opening_slack(atoms: &[Atom]) -> Mp {
    let solid = atoms.iter().rfind(|atom| !is_soft_space(atom));
    solid
        .filter(|atom| atom.character().is_some_and(is_opening))
        .map_or(0, |atom| atom.slack() / 2)
}

/// The empty half of a closing mark, which may be given up at a line's end.
fn trailing_slack(atom: &Atom) -> Mp {
    if atom.character().is_some_and(is_closing) {
        atom.slack()
    } else {
        0
    }
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

/// Gives up white space: first after the last mark, then within all marks.
fn shrink(atoms: &mut [Atom], mut excess: Mp) {
    if let Some(last) = atoms.last_mut() {
        let give = trailing_slack(last).min(excess);
        last.width -= give;
        excess -= give;
    }
    // A closing mark at the end has given already; an opening one still can.
    let closed = atoms
        .last()
        .and_then(Atom::character)
        .is_some_and(is_closing);
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
        atom.width -= give;
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
                run.face == glyph.face && run.size == atom.size && run.source == Some(atom.source)
            });
            if !joins {
                items.extend(open.take().map(Item::Run));
            }
            let run = open.get_or_insert_with(|| Run {
                face: glyph.face,
                size: atom.size,
                x,
                y: baseline,
                glyphs: Vec::new(),
                source: Some(atom.source),
                frame: Frame::default(),
            });
            run.glyphs.push(Placed {
                id: glyph.id,
                character,
                x: x - run.x,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fonts::{Face, Glyph};
    use crate::units::{mm, pt};

    const SIZE: Mp = pt(12);

    fn atoms(text: &str) -> Vec<Atom> {
        text.chars()
            .map(|character| {
                let half = character.is_ascii() && character != '\n';
                let advance_mille = if half { 520 } else { 1000 };
                let glyph = Glyph {
                    face: Face::Song,
                    id: 1,
                    advance_mille,
                };
                let kind = match character {
                    '\n' => AtomKind::Newline,
                    character => AtomKind::Glyph { glyph, character },
                };
                let width = if character == '\n' {
                    0
                } else {
                    advance_mille * SIZE / 1000
                };
                Atom {
                    kind,
                    width,
                    size: SIZE,
                    underline: false,
                    source: 0,
                }
            })
            .collect()
    }

    fn style() -> Style {
        Style {
            face: Face::Song,
            size: SIZE,
            pitch: pt(18),
            align: Align::Justify,
            indent_first: 2000,
            indent_left: 0,
            before: 0,
            after: 0,
            keep_next: false,
            level: 0,
        }
    }

    fn lines(text: &str, width: Mp) -> Vec<String> {
        let atoms = atoms(text);
        let text = |span: Span| atoms[span].iter().filter_map(Atom::character).collect();
        break_lines(&atoms, width, width)
            .into_iter()
            .map(text)
            .collect()
    }

    #[test]
    fn breaks_as_a_typesetter_would() {
        let ten = 10 * SIZE;
        let broken = lines("一二三四五六七八九十，下一行", ten + SIZE / 2);
        assert_eq!(
            broken[0], "一二三四五六七八九十，",
            "a comma is squeezed in"
        );
        let broken = lines("一二三四五六七八九（括号）", ten);
        assert_eq!(broken[0], "一二三四五六七八九", "no bracket ends a line");
        let broken = lines("一二三四五六七八九……完", ten);
        assert!(
            broken
                .iter()
                .all(|line| !line.contains('…') || line.contains("……")),
            "{broken:?}"
        );
        let broken = lines("一二三四五六industrial互联网", ten);
        assert_eq!(broken[0], "一二三四五六", "words are kept whole");
        let broken = lines(
            "见https://example.invalid/a/very/long/path/that/does/not/fit?x=1",
            ten,
        );
        assert!(
            broken[0].ends_with(['/', '.']),
            "addresses break after a separator: {broken:?}"
        );
        let broken = lines("一\n\n二", ten);
        assert_eq!(broken, ["一", "", "二"], "typed breaks are kept");
    }

    /// Text as forms have it: prose with marks, numbers, words, addresses.
    fn prose() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            8 => "[一-龥]{1,6}",
            3 => prop::sample::select(vec![
                "，", "。", "、", "；", "：", "（", "）", "“", "”", "《", "》", "……", "——", "％", "·",
            ]).prop_map(str::to_owned),
            2 => "[0-9]{1,6}(\\.[0-9]{1,2})?%?",
            2 => "[A-Za-z]{1,12}",
            1 => Just(" ".to_owned()),
            1 => "https://example\\.invalid/[a-z]{1,40}/[a-z]{1,20}\\?id=[0-9]{1,12}",
        ];
        prop::collection::vec(piece, 1..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn no_line_breaks_a_rule_or_its_measure(text in prose(), width in 40_i64..170) {
            let atoms = atoms(&text);
            let width = mm(width);
            let first = width - 2 * SIZE;
            let spans = break_lines(&atoms, first, width);
            let mut told = String::new();
            for (index, span) in spans.iter().enumerate() {
                let measure = if index == 0 { first } else { width };
                let line = set_line(&atoms[span.clone()], &style(), 0, measure, index + 1 == spans.len());
                for item in &line.items {
                    if let Item::Run(run) = item {
                        let hang = run.glyphs.last().filter(|last| is_closing(last.character));
                        let right = run.right() - hang.map_or(0, |_| run.size / 2);
                        prop_assert!(right <= measure + 20, "overflow {} in {text}", right - measure);
                        told.extend(run.glyphs.iter().map(|glyph| glyph.character));
                    }
                }
                let set = |at: usize| atoms.get(at).and_then(Atom::character);
                if index + 1 < spans.len() {
                    let (Some(last), Some(next)) = (set(span.end - 1), set(spans[index + 1].start)) else { continue };
                    // A run of marks longer than a line has no lawful break.
                    let lawful = (span.start..span.end - 1).any(|at| may_end(&atoms, span.start, at));
                    if lawful {
                        prop_assert!(!no_start(next), "{next} starts a line of {text}");
                        prop_assert!(!no_end(last), "{last} ends a line of {text}");
                        prop_assert!(!(last == next && poor_start(next)), "{last}{next} is broken in {text}");
                    }
                }
            }
            let bare = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(bare(&told), bare(&text), "nothing is lost");
        }
    }
}
