//! From inline pieces to atoms: glyphs with their widths, in the face that has
//! them.

use super::kinsoku::{Class, class, is_closing, is_opening};
use crate::document::{Inline, Look, Paragraph};
use crate::error::{NoGlyph, Place};
use crate::fonts::{Face, Fonts, Glyph};
use crate::sheet::Source;
use crate::units::Mp;

/// Narrow space between Chinese and Latin, in thousandths of the size: visible,
/// and below what text extraction takes for a typed space.
const MIXED_GAP: i64 = 80;

/// The smallest thing a line is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    pub(crate) kind: AtomKind,
    pub(crate) width: Mp,
    /// How far its glyph stands out to the left: an opening mark gives up
    /// white space before its ink.
    pub(crate) lead: Mp,
    pub(crate) size: Mp,
    pub(crate) underline: bool,
    /// A line does not end after it: a number, a date.
    pub(crate) joined: bool,
    pub(crate) source: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtomKind {
    Glyph { glyph: Glyph, character: char },
    Blank,
    Newline,
}

impl Atom {
    pub(crate) fn character(&self) -> Option<char> {
        match self.kind {
            AtomKind::Glyph { character, .. } => Some(character),
            AtomKind::Blank | AtomKind::Newline => None,
        }
    }

    /// How much of a full-width punctuation mark's empty half can be given up.
    pub(crate) fn slack(&self) -> Mp {
        match self.kind {
            AtomKind::Glyph { character, .. }
                if (is_closing(character) || is_opening(character))
                    && self.width * 10 >= self.size * 9 =>
            {
                self.size / 2
            }
            _ => 0,
        }
    }

    /// Whether it may stand half outside at a line's end.
    pub(crate) fn hangs(&self) -> bool {
        self.character().is_some_and(is_closing)
    }

    /// The empty half of a closing mark, which may be given up at a line's end.
    pub(crate) fn trailing_slack(&self) -> Mp {
        if self.hangs() { self.slack() } else { 0 }
    }

    /// Gives up white space, on the side where the mark has it.
    pub(crate) fn narrow(&mut self, give: Mp) {
        self.width -= give;
        if self.character().is_some_and(is_opening) {
            self.lead += give;
        }
    }
}

/// Turns text into atoms and remembers every text as a source.
pub(crate) struct Shaper<'a> {
    pub(crate) fonts: &'a Fonts,
    pub(crate) sources: Vec<Source>,
    /// The nearest heading above.
    pub(crate) heading: String,
    /// The label of the cell to the left.
    pub(crate) label: String,
    /// The row of the table with a head that is being set, from 1; 0 elsewhere.
    pub(crate) row: u32,
    /// Places that are required and were not filled.
    pub(crate) missing: Vec<Place>,
    /// Characters no font has.
    pub(crate) unprintable: Vec<NoGlyph>,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Shaper<'a> {
        Shaper {
            fonts,
            sources: Vec::new(),
            heading: String::new(),
            label: String::new(),
            row: 0,
            missing: Vec::new(),
            unprintable: Vec::new(),
        }
    }

    /// The atoms of a paragraph; `width` is what a fill-in line may take at most.
    pub(crate) fn atoms(&mut self, paragraph: &Paragraph, width: Mp) -> Vec<Atom> {
        let style = &paragraph.style;
        let own = paragraph.label();
        let label = if own.is_empty() {
            self.label.clone()
        } else {
            own
        };
        let mut atoms = Vec::new();
        for inline in &paragraph.inlines {
            let (face, size) = look(inline, style.face, style.size);
            let (heading, row) = (&self.heading, self.row);
            let place = |field: &str| Place {
                row,
                ..crate::document::place(heading, &label, field, paragraph.line)
            };
            match inline {
                Inline::Text { text, field, .. } => {
                    let place = place(field);
                    self.text(text, (face, size), false, place, &mut atoms);
                }
                Inline::Fill {
                    text,
                    width: chars,
                    field,
                    required,
                    ..
                } => {
                    let place = place(field);
                    if *required && text.is_empty() {
                        self.missing.push(place.clone());
                    }
                    let start = atoms.len();
                    let least = (chars * style.size / 1000).min(width);
                    self.text(text, (face, size), true, place, &mut atoms);
                    let taken = atoms[start..].iter().map(|atom| atom.width).sum::<Mp>();
                    if taken < least {
                        let left = if text.is_empty() {
                            0
                        } else {
                            (least - taken) / 2
                        };
                        atoms.insert(start, blank(left, size, true));
                        atoms.push(blank(least - taken - left, size, true));
                    }
                }
                Inline::Check { on } => {
                    let text = if *on { "☑" } else { "☐" };
                    let place = place("");
                    self.text(text, (Face::Kai, size), false, place, &mut atoms);
                }
                Inline::Gap(chars) => atoms.push(blank(chars * style.size / 1000, size, false)),
                Inline::Break => {
                    atoms.push(Atom {
                        kind: AtomKind::Newline,
                        ..blank(0, size, false)
                    });
                }
            }
        }
        squeeze_pairs(&mut atoms);
        atoms
    }

    fn text(
        &mut self,
        text: &str,
        (face, size): (Face, Mp),
        underline: bool,
        place: Place,
        atoms: &mut Vec<Atom>,
    ) {
        if text.is_empty() {
            return;
        }
        let source = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        for character in text.chars().filter(|c| !is_invisible(*c)) {
            if character == crate::template::VALUE_BREAK {
                atoms.push(Atom {
                    kind: AtomKind::Newline,
                    ..blank(0, size, false)
                });
                continue;
            }
            let Some(glyph) = self.fonts.glyph(face, character) else {
                self.unprintable.push(NoGlyph {
                    character,
                    text: text.to_owned(),
                    place: place.clone(),
                });
                continue;
            };
            let kind = AtomKind::Glyph { glyph, character };
            let width = glyph.advance_mille * size / 1000;
            atoms.push(Atom {
                kind,
                width,
                lead: 0,
                size,
                underline,
                joined: false,
                source,
            });
        }
        self.sources.push(Source {
            text: text.to_owned(),
            place,
        });
    }
}

fn look(inline: &Inline, face: Face, size: Mp) -> (Face, Mp) {
    let look = match inline {
        Inline::Text { look, .. } | Inline::Fill { look, .. } => *look,
        Inline::Check { .. } | Inline::Gap(_) | Inline::Break => Look::default(),
    };
    (look.face.unwrap_or(face), look.size.unwrap_or(size))
}

fn blank(width: Mp, size: Mp, underline: bool) -> Atom {
    Atom {
        kind: AtomKind::Blank,
        width,
        lead: 0,
        size,
        underline,
        joined: false,
        source: u32::MAX,
    }
}

/// Characters that leave no mark; they come with text copied from web pages.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}' | '\u{202a}'..='\u{202e}')
}

/// Two punctuation marks in a row share the white space between them; Chinese
/// and Latin get a little.
pub(crate) fn squeeze_pairs(atoms: &mut [Atom]) {
    for index in 1..atoms.len() {
        let (Some(left), Some(right)) = (atoms[index - 1].character(), atoms[index].character())
        else {
            continue;
        };
        let size = atoms[index - 1].size;
        let marks = |c: char| is_closing(c) || is_opening(c);
        let both = atoms[index - 1].slack() > 0 && atoms[index].slack() > 0;
        if both && is_closing(left) && marks(right) {
            atoms[index - 1].narrow(size / 2);
        } else if both && is_opening(left) && is_opening(right) {
            // What is between them is the second mark's.
            let half = atoms[index].size / 2;
            atoms[index].narrow(half);
        }
        let mixed = matches!(
            (class(left), class(right)),
            (Class::Han, Class::Western) | (Class::Western, Class::Han)
        );
        if mixed && !marks(left) && !marks(right) && is_word(left) && is_word(right) {
            atoms[index - 1].width += MIXED_GAP * size / 1000;
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric()
}
