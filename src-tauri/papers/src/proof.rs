//! The nothing-lost check, made on every print: every text of the form stands
//! on the pages, inside its box; the PDF, read back, says what was laid out.

use lopdf::{Document, ObjectId};

use crate::error::{PaperError, shorten};
use crate::fonts::Fonts;
use crate::layout::kinsoku::is_closing;
use crate::layout::shape::is_invisible;
use crate::pdf::outlines;
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

/// Checks that every embedded glyph has the shape of the character it is
/// copied out as.
pub(crate) fn shapes(document: &Document, fonts: &Fonts) -> Result<(), PaperError> {
    outlines::check(document, fonts).map(|_| ())
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::{Arc, OnceLock};

    use super::*;
    use crate::pdf::draw;
    use crate::sheet::Item;

    fn fonts() -> &'static Fonts {
        static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
        FONTS.get_or_init(|| Fonts::load(Path::new("../../assets/fonts")).unwrap())
    }

    fn form() -> Laid {
        let source = "<form><section><p>一段文字，<v>{{ enterprise }}</v>。</p>\
            <table cols=\"1* 2*\"><tr><th>项目</th><td>镕堃 5G+</td></tr></table></section></form>";
        let template = crate::template::Template::parse("t.html", source).unwrap();
        let data = serde_json::json!({
            "programme": {}, "form": {"version": "1"}, "fingerprint": "", "enterprise": "甲公司"
        });
        let document = crate::template::render(&template, &data).unwrap();
        crate::layout::lay_out(&document, fonts()).unwrap()
    }

    fn nth_run(laid: &mut Laid, text: &str) -> (usize, usize) {
        let page = &laid.pages[0];
        let found = page
            .items
            .iter()
            .position(|item| matches!(item, Item::Run(run) if run.text().contains(text)));
        (0, found.unwrap())
    }

    fn change(laid: &mut Laid, text: &str, fault: impl Fn(&mut Run)) {
        let (page, item) = nth_run(laid, text);
        if let Item::Run(run) = &mut laid.pages[page].items[item] {
            fault(run);
        }
    }

    fn read(drawn: &Laid, expected: &Laid) -> Result<(), PaperError> {
        let tree = draw(&drawn.pages.iter().collect::<Vec<_>>(), fonts()).unwrap();
        read_back(&tree, tree.get_pages().into_values().zip(&expected.pages))?;
        shapes(&tree, fonts())
    }

    #[test]
    fn a_sound_form_passes() {
        let form = form();
        assert_eq!(laid(&form), Ok(()), "nothing is lost");
        assert_eq!(read(&form, &form), Ok(()), "and it reads back");
    }

    #[test]
    fn a_lost_character_is_found_with_its_field() {
        let mut form = form();
        change(&mut form, "甲公司", |run| {
            run.glyphs.pop();
        });
        let error = laid(&form).unwrap_err();
        assert!(
            matches!(&error, PaperError::Lost { place, .. } if place.field == "enterprise"),
            "{error}"
        );
    }

    #[test]
    fn text_outside_its_cell_or_the_paper_is_found() {
        for shift in [mm(110), mm(-60)] {
            let mut form = form();
            change(&mut form, "镕堃", |run| run.x += shift);
            assert!(
                matches!(laid(&form), Err(PaperError::Outside { .. })),
                "by {shift}"
            );
        }
    }

    #[test]
    fn a_file_that_says_something_else_is_found() {
        let form = form();
        let mut other = form.clone();
        change(&mut other, "甲公司", |run| {
            run.glyphs[0].character = '乙'
        });
        assert!(
            matches!(read(&other, &form), Err(PaperError::ReadBack { .. })),
            "another word"
        );
        let mut moved = form.clone();
        change(&mut moved, "镕堃", |run| run.y += pt(3));
        assert!(
            matches!(read(&moved, &form), Err(PaperError::ReadBack { .. })),
            "another place"
        );
        let mut less = form.clone();
        let (page, item) = nth_run(&mut less, "项目");
        less.pages[page].items.remove(item);
        assert!(
            matches!(read(&less, &form), Err(PaperError::ReadBack { .. })),
            "a missing run"
        );
        assert!(
            matches!(read(&form, &less), Err(PaperError::ReadBack { .. })),
            "a run too many"
        );
    }

    #[test]
    fn a_wrong_shape_under_the_right_character_is_found() {
        let mut form = form();
        let other = fonts().own_glyph(crate::fonts::Face::Kai, '乙').unwrap();
        change(&mut form, "甲公司", |run| run.glyphs[0].id = other);
        let error = read(&form, &form).unwrap_err();
        assert!(
            matches!(error, PaperError::ReadBack { page: 0, .. }),
            "{error}"
        );
    }
}
