//! Breaking a paragraph's atoms into lines: on the measure that setting a line
//! uses, so that every line that was chosen can be set.

use super::kinsoku::{
    Class, class, is_closing, may_break, may_break_word, no_end, no_start, poor_start,
};
use super::shape::{Atom, AtomKind};
use crate::units::Mp;

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

/// How wide the atoms of a line are once they are set: the white space typed
/// at the line's end does not count, marks can give up white space.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measure {
    /// The width as it stands, up to the last atom that leaves a mark.
    pub(crate) natural: Mp,
    /// What the marks before the last atom can give up.
    inner: Mp,
    /// What the last atom gives up if it stays inside.
    last: Mp,
    /// What the last atom gives up at the line's end.
    hang: Mp,
    /// The white space after it.
    typed: Mp,
}

impl Measure {
    /// Adds the next atom of the line.
    pub(crate) fn push(&mut self, atom: &Atom) {
        if is_soft_space(atom) {
            self.typed += atom.width;
            return;
        }
        self.natural += std::mem::take(&mut self.typed) + atom.width;
        self.inner += self.last;
        self.last = atom.slack() / 2;
        self.hang = atom.trailing_slack();
    }

    /// The width with only the empty half of the last mark given up.
    fn loose(&self) -> Mp {
        self.natural - self.hang
    }

    /// The least width the line can be set in.
    pub(crate) fn tight(&self) -> Mp {
        self.natural - self.inner - self.last.max(self.hang)
    }
}

/// One past the last atom of the line that starts at `start`.
fn line_end(atoms: &[Atom], start: usize, width: Mp) -> usize {
    let mut measure = Measure::default();
    // The last end that fits as it stands, the last that fits but parts a text
    // from its …… or ——, and the first that fits with white space given up.
    let (mut best, mut poor, mut squeezed) = (None, None, None);
    for index in start..atoms.len() {
        let atom = &atoms[index];
        if atom.kind == AtomKind::Newline {
            if measure.natural <= width {
                return index + 1;
            }
            break;
        }
        measure.push(atom);
        // No atom makes a line narrower, so nothing further on fits either.
        if measure.tight() > width {
            break;
        }
        let next = atoms.get(index + 1);
        let last = next.is_none_or(|next| next.kind == AtomKind::Newline);
        if !last && !may_end(atoms, start, index) {
            continue;
        }
        let end = (index + 1, width - measure.natural);
        if measure.loose() > width {
            squeezed = squeezed.or(Some(index + 1));
        } else if next.and_then(Atom::character).is_some_and(poor_start) {
            poor = Some(end);
        } else {
            best = Some(end);
        }
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
        if may_break_word(left, right) && !atoms[index].joined {
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
        !atoms[at - 1].joined && pair(*at).is_none_or(|(left, right)| test(left, right))
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
    !hanging && !atoms[index].joined && may_part(&atoms[index], &atoms[index + 1])
}

/// Moves a character or two down to a last line that has only one: 孤字不成行.
pub(crate) fn mend_last(atoms: &[Atom], spans: &mut [Span], width: Mp) {
    let [.., before, last] = spans else { return };
    let text = |span: &Span| {
        let characters = atoms[span.clone()].iter().filter_map(Atom::character);
        characters.filter(|c| !is_closing(*c)).count()
    };
    let alone = text(last) == 1 && atoms[before.end - 1].kind != AtomKind::Newline;
    let fits = |at: usize| {
        let taken = atoms[at..last.end]
            .iter()
            .map(|atom| atom.width)
            .sum::<Mp>();
        text(&(at..last.end)) > 1 && taken <= width
    };
    let at = (before.start + 2..before.end)
        .rev()
        .find(|at| may_end(atoms, before.start, at - 1));
    if let (true, Some(at)) = (alone, at.filter(|at| fits(*at))) {
        before.end = at;
        last.start = at;
    }
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

pub(crate) fn is_soft_space(atom: &Atom) -> bool {
    atom.character().is_some_and(|c| class(c) == Class::Space) && !atom.underline
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::document::{Align, Style};
    use crate::fonts::{Face, FontKey, Glyph, Owner};
    use crate::layout::kinsoku::{is_closing, is_opening};
    use crate::layout::set::set_line;
    use crate::layout::shape::squeeze_pairs;
    use crate::sheet::{Item, Placed, Run};
    use crate::units::{mm, pt};

    const SIZE: Mp = pt(12);

    fn atoms(text: &str) -> Vec<Atom> {
        let mut atoms = text
            .chars()
            .map(|character| {
                let half = character.is_ascii() && character != '\n';
                let advance_mille = if half { 520 } else { 1000 };
                let font = FontKey {
                    face: Face::Song,
                    owner: Owner::Shipped,
                    alias: 0,
                };
                let glyph = Glyph {
                    font,
                    code: 1,
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
                    lead: 0,
                    size: SIZE,
                    underline: false,
                    joined: false,
                    source: 0,
                }
            })
            .collect::<Vec<_>>();
        squeeze_pairs(&mut atoms);
        atoms
    }

    /// Where a glyph's ink may lie: marks have an empty half.
    fn ink(run: &Run, glyph: &Placed) -> (Mp, Mp) {
        let left = run.x + glyph.x;
        let right = left + glyph.advance_mille * run.size / 1000;
        match glyph.character {
            c if is_opening(c) => (right - run.size / 2, right),
            c if is_closing(c) => (left, left + run.size / 2),
            _ => (left, right),
        }
    }

    /// What is wrong with a set line: ink outside the measure or over other ink.
    fn fault(items: &[Item], measure: Mp) -> Option<String> {
        let mut pen = 0;
        for item in items {
            let Item::Run(run) = item else { continue };
            for glyph in &run.glyphs {
                let (left, right) = ink(run, glyph);
                if left + 20 < pen || right > measure + 20 {
                    let c = glyph.character;
                    return Some(format!("{c} at {left}..{right}, pen {pen} of {measure}"));
                }
                pen = right;
            }
        }
        None
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
            fills_pages: false,
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

    #[test]
    fn a_mark_before_the_edge_gives_what_it_has() {
        let text = "一 0000.00%一一一，“";
        let atoms = atoms(text);
        let mut measure = Measure::default();
        for atom in &atoms {
            measure.push(atom);
        }
        let line = set_line(&atoms, &style(), 0, measure.tight(), true);
        let wrong = fault(&line.items, measure.tight());
        assert_eq!(wrong, None, "a line fits its least measure");
        let line = set_line(&atoms, &style(), 0, measure.tight() - SIZE / 8, true);
        assert!(
            fault(&line.items, measure.tight() - SIZE / 8).is_some(),
            "and no smaller one"
        );
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
                let wrong = fault(&line.items, measure);
                prop_assert!(wrong.is_none(), "{wrong:?} in {text}");
                for item in &line.items {
                    if let Item::Run(run) = item {
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
