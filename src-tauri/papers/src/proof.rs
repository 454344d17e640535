//! The nothing-lost check, made on every print: every text of the form stands
//! on the pages, inside its box; the PDF, read back, says what was laid out.

use lopdf::{Document, ObjectId};

use crate::error::{PaperError, shorten};
use crate::layout::kinsoku::is_closing;
use crate::layout::shape::is_invisible;
use crate::pdf::read::{self, FontMaps, Shown};
use crate::sheet::{Frame, Laid, Page, Run};
use crate::template::VALUE_BREAK;
use crate::units::{Mp, mm, pt};

/// What rounding may move a glyph.
const TOLERANCE: Mp = 100;
/// Nothing is printed closer to an edge of the paper.
const EDGE: Mp = mm(10);

/// Checks that every text stands on the pages, inside its box.
pub(crate) fn laid(laid: &Laid) -> Result<(), PaperError> {
    let mut found = vec![String::new(); laid.sources.len()];
    for (index, page) in laid.pages.iter().enumerate() {
        for run in page.runs() {
            let source = run.source.and_then(|source| usize::try_from(source).ok());
            let known = source.and_then(|source| laid.sources.get(source));
            if let (Some(source), Some(_)) = (source, known) {
                found[source].extend(run.glyphs.iter().map(|glyph| glyph.character));
            }
            if !is_inside(run, page) {
                return Err(PaperError::Outside {
                    page: page_number(index),
                    place: known.map(|source| source.place.clone()).unwrap_or_default(),
                    text: run.text(),
                });
            }
        }
    }
    for (source, found) in laid.sources.iter().zip(&found) {
        if bare(&source.text) != bare(found) {
            let (place, text) = (source.place.clone(), source.text.clone());
            return Err(PaperError::Lost { place, text });
        }
    }
    Ok(())
}

/// Checks that a PDF's pages, read back, say what was laid out, where it was.
pub(crate) fn read_back<'p>(
    document: &Document,
    pages: impl IntoIterator<Item = (ObjectId, &'p Page)>,
) -> Result<(), PaperError> {
    let mut maps = FontMaps::default();
    for (index, (id, page)) in pages.into_iter().enumerate() {
        let shown = read::page(document, id, &mut maps)?;
        compare(&shown, page, page_number(index))?;
    }
    Ok(())
}

fn compare(shown: &[Shown], page: &Page, number: u32) -> Result<(), PaperError> {
    let mut shown = shown.iter();
    for run in page.runs() {
        let expected = run.text();
        let mut text = String::new();
        let mut first = None;
        // A run whose glyphs stand for two characters is shown in pieces.
        while text.len() < expected.len() {
            let Some(piece) = shown.next() else { break };
            first.get_or_insert((piece.x, piece.y));
            text.push_str(&piece.text);
        }
        let (x, y) = first.unwrap_or_default();
        let moved = (x - run.x).abs().max((page.height - y - run.y).abs());
        if text != expected || moved > TOLERANCE {
            return Err(PaperError::ReadBack {
                page: number,
                expected,
                found: text,
            });
        }
    }
    match shown.next() {
        None => Ok(()),
        Some(extra) => Err(PaperError::ReadBack {
            page: number,
            expected: String::new(),
            found: shorten(&extra.text),
        }),
    }
}

fn is_inside(run: &Run, page: &Page) -> bool {
    let paper = Frame {
        left: EDGE,
        top: EDGE,
        right: page.width - EDGE,
        bottom: page.height - EDGE,
    };
    // The empty half of a closing mark may stand outside.
    let closing = run
        .glyphs
        .last()
        .is_some_and(|glyph| is_closing(glyph.character));
    let hang = if closing { run.size / 2 } else { 0 };
    let right = run.right() - hang;
    [run.frame, paper].into_iter().all(|frame| {
        run.x + TOLERANCE >= frame.left
            && right <= frame.right + TOLERANCE
            && run.y - run.size * 88 / 100 + pt(1) >= frame.top
            && run.y + run.size * 12 / 100 <= frame.bottom + pt(1)
    })
}

/// A text without what leaves no mark.
fn bare(text: &str) -> String {
    let marks = |c: &char| !c.is_whitespace() && !is_invisible(*c) && *c != VALUE_BREAK;
    text.chars().filter(marks).collect()
}

fn page_number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}
