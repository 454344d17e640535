//! Pages of positioned glyphs and rules: what the PDF writer draws and what
//! the nothing-lost check compares. Coordinates run from the top left.

use crate::document::Meta;
use crate::error::Place;
use crate::fonts::FontKey;
use crate::units::Mp;

/// A form laid out on pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid {
    /// What every page says.
    pub meta: Meta,
    /// Its pages.
    pub pages: Vec<Page>,
    /// The texts that must stand on them.
    pub sources: Vec<Source>,
    /// The headings a reader can jump to.
    pub bookmarks: Vec<Bookmark>,
}

/// A heading a reader can jump to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// The heading.
    pub title: String,
    /// Its page, from 1.
    pub page: usize,
}

/// A text of the document, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One side of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Its width.
    pub width: Mp,
    /// Its height.
    pub height: Mp,
    /// What is on it, in reading order.
    pub items: Vec<Item>,
    /// An intentionally blank back.
    pub blank: bool,
}

/// Something on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Glyphs of one font and size on one baseline.
    Run(Run),
    /// A straight line.
    Rule(Rule),
}

/// Glyphs of one font and size on one baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The font.
    pub font: FontKey,
    /// The type size.
    pub size: Mp,
    /// Left end.
    pub x: Mp,
    /// Baseline.
    pub y: Mp,
    /// It runs down the page, not across: `x` is its baseline, `y` its start.
    pub turned: bool,
    /// The glyphs.
    pub glyphs: Vec<Placed>,
    /// Which source it belongs to; `None` for running heads, page numbers and
    /// repeated table heads.
    pub source: Option<u32>,
    /// The box it must not leave.
    pub frame: Frame,
}

/// A glyph of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its code in the font.
    pub code: u16,
    /// The character it stands for.
    pub character: char,
    /// Its left end, from the run's.
    pub x: Mp,
    /// Its own advance in thousandths of the size.
    pub advance_mille: i64,
}

/// A box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frame {
    /// Left edge.
    pub left: Mp,
    /// Top edge.
    pub top: Mp,
    /// Right edge.
    pub right: Mp,
    /// Bottom edge.
    pub bottom: Mp,
}

/// A straight line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Start, from the left.
    pub x1: Mp,
    /// Start, from the top.
    pub y1: Mp,
    /// End, from the left.
    pub x2: Mp,
    /// End, from the top.
    pub y2: Mp,
    /// Thickness.
    pub weight: Mp,
}

impl Item {
    /// The item moved.
    #[must_use]
    pub fn shifted(mut self, dx: Mp, dy: Mp) -> Item {
        match &mut self {
            Item::Run(run) => {
                run.x += dx;
                run.y += dy;
            }
            Item::Rule(rule) => {
                rule.x1 += dx;
                rule.x2 += dx;
                rule.y1 += dy;
                rule.y2 += dy;
            }
        }
        self
    }

    /// The item bound to a box.
    #[must_use]
    pub fn framed(mut self, frame: Frame) -> Item {
        if let Item::Run(run) = &mut self {
            run.frame = frame;
        }
        self
    }

    /// A text of the upright page, on the page turned to be read across: as
    /// wide as that is.
    #[must_use]
    pub fn turned(mut self, width: Mp) -> Item {
        if let Item::Run(run) = &mut self {
            (run.x, run.y) = (width - run.y, run.x);
            run.turned = true;
            run.frame = Frame {
                left: width - run.frame.bottom,
                top: run.frame.left,
                right: width - run.frame.top,
                bottom: run.frame.right,
            };
        }
        self
    }

    /// The item without its source, for a repetition.
    #[must_use]
    pub fn repeated(mut self) -> Item {
        if let Item::Run(run) = &mut self {
            run.source = None;
        }
        self
    }
}

impl Run {
    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.character).collect()
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> Mp {
        self.glyphs
            .last()
            .map_or(0, |last| last.x + last.advance_mille * self.size / 1000)
    }
}

impl Page {
    /// Its runs.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.items.iter().filter_map(|item| match item {
            Item::Run(run) => Some(run),
            Item::Rule(_) => None,
        })
    }
}

impl Laid {
    /// Where a run's text stands in the form; the page's own furniture has no
    /// place.
    pub(crate) fn place_of(&self, run: &Run) -> Place {
        let source = run.source.and_then(|source| usize::try_from(source).ok());
        source
            .and_then(|source| self.sources.get(source))
            .map(|source| source.place.clone())
            .unwrap_or_default()
    }

    /// The pages as text, one line per baseline, for golden layouts.
    #[must_use]
    pub fn outline(&self) -> String {
        let mut out = String::new();
        for (index, page) in self.pages.iter().enumerate() {
            out.push_str(&format!("== page {} ==\n", index + 1));
            let mut baseline = None;
            for run in page.runs() {
                if baseline.is_some_and(|last| last != run.y) {
                    out.push('\n');
                }
                baseline = Some(run.y);
                out.push_str(&run.text());
            }
            out.push('\n');
        }
        out
    }
}
