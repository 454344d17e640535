//! The nothing-lost check, made on every print: every text of the form stands
//! on the pages, inside its box; the PDF, read back, says what was laid out.

use lopdf::{Document, Object};

use crate::error::{PaperError, shorten};
use crate::fonts::{FontKey, Fonts};
use crate::layout::kinsoku::{is_closing, is_opening};
use crate::layout::shape::is_invisible;
use crate::pdf::read::{self, Codes, Shown};
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
    let mut begun = vec![None; laid.sources.len()];
    for (index, page) in laid.pages.iter().enumerate() {
        for run in page.runs() {
            let source = run.source.and_then(|source| usize::try_from(source).ok());
            if let Some(source) = source.filter(|source| *source < found.len()) {
                found[source].extend(run.glyphs.iter().map(|glyph| glyph.character));
                begun[source].get_or_insert(page_number(index));
            }
            if !is_inside(run, page) {
                return Err(PaperError::Outside {
                    page: page_number(index),
                    place: laid.place_of(run),
                    text: run.text(),
                });
            }
        }
    }
    for (index, (source, found)) in laid.sources.iter().zip(&found).enumerate() {
        if bare(&source.text) != bare(found) {
            // What is gone altogether should stand after what precedes it.
            let page = begun[..=index].iter().rev().find_map(|page| *page);
            return Err(PaperError::Lost {
                page: page.unwrap_or(1),
                place: source.place.clone(),
                text: source.text.clone(),
            });
        }
    }
    Ok(())
}

/// Checks that the contents of a form's pages, read back from the bytes of the
/// file, say what was laid out, where it was. What the codes stand for is
/// checked with the fonts, at the end of a file.
pub(crate) fn read_back(
    document: &Document,
    contents: &[u32],
    laid: &Laid,
    fonts: &Fonts,
) -> Result<(), PaperError> {
    if contents.len() != laid.pages.len() {
        return Err(PaperError::Pdf("a page is missing".to_owned()));
    }
    let mut codes = OwnCodes { fonts, font: None };
    for (index, (id, page)) in contents.iter().zip(&laid.pages).enumerate() {
        let stream = document.get_object((*id, 0)).and_then(Object::as_stream);
        let bytes = stream.and_then(lopdf::Stream::get_plain_content);
        let bytes = bytes.map_err(|error| PaperError::Pdf(error.to_string()))?;
        let shown = read::content(&bytes, &mut codes)?;
        compare(&shown, laid, page, page_number(index))?;
    }
    Ok(())
}

/// The codes of the fonts that were loaded.
struct OwnCodes<'a> {
    fonts: &'a Fonts,
    font: Option<FontKey>,
}

impl Codes for OwnCodes<'_> {
    fn select(&mut self, resource: &[u8]) -> Result<(), PaperError> {
        self.font = FontKey::of_resource(resource);
        Ok(())
    }

    fn tell(&mut self, code: u16, text: &mut String) -> Result<(), PaperError> {
        let character = self.font.and_then(|font| self.fonts.character(font, code));
        // A code of no font is no character: the comparison names its place.
        text.push(character.unwrap_or('\u{fffd}'));
        Ok(())
    }
}

fn compare(shown: &[Shown], laid: &Laid, page: &Page, number: u32) -> Result<(), PaperError> {
    let mut shown = shown.iter();
    for run in page.runs() {
        let expected = run.text();
        let (found, x, y) = shown.next().map_or((String::new(), 0, 0), |shown| {
            (shown.text.clone(), shown.x, shown.y)
        });
        let moved = (x - run.x).abs().max((page.height - y - run.y).abs());
        if found != expected || moved > TOLERANCE {
            return Err(PaperError::ReadBack {
                page: number,
                place: Box::new(laid.place_of(run)),
                expected,
                found,
            });
        }
    }
    match shown.next() {
        None => Ok(()),
        Some(extra) => Err(PaperError::ReadBack {
            page: number,
            place: Box::default(),
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
    // The empty half of a mark may stand outside.
    let half = |mark: bool| if mark { run.size / 2 } else { 0 };
    let (first, last) = (run.glyphs.first(), run.glyphs.last());
    let start = half(first.is_some_and(|glyph| is_opening(glyph.character)));
    let end = run.length() - half(last.is_some_and(|glyph| is_closing(glyph.character)));
    let (above, below) = (run.size * 88 / 100 - pt(1), run.size * 12 / 100 - pt(1));
    let ink = if run.turned {
        Frame {
            left: run.x - below,
            top: run.y + start + TOLERANCE,
            right: run.x + above,
            bottom: run.y + end - TOLERANCE,
        }
    } else {
        Frame {
            left: run.x + start + TOLERANCE,
            top: run.y - above,
            right: run.x + end - TOLERANCE,
            bottom: run.y + below,
        }
    };
    [run.frame, paper].into_iter().all(|frame| {
        ink.left >= frame.left
            && ink.right <= frame.right
            && ink.top >= frame.top
            && ink.bottom <= frame.bottom
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
    use crate::pdf::book::Book;
    use crate::pdf::draw;
    use crate::sheet::Item;

    fn fonts() -> &'static Fonts {
        static FONTS: OnceLock<Arc<Fonts>> = OnceLock::new();
        FONTS.get_or_init(|| Fonts::load(Path::new("../../assets/fonts")).unwrap())
    }

    fn form() -> Laid {
        let source = "<form><section><p>一段文字，<v>{{ enterprise }}</v>。</p>\
            <table cols=\"1* 2*\"><tr><th>项目</th><td><v>{{ county }}</v></td></tr></table></section></form>";
        let template = crate::template::Template::parse("t.html", source).unwrap();
        let data = serde_json::json!({
            "programme": {}, "form": {"version": "1"}, "fingerprint": "", "enterprise": "甲公司", "county": "镕堃 5G+"
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
        let mut out = Vec::new();
        let mut book = Book::new(&mut out);
        let contents = book.draw(draw::contents(&drawn.pages)?);
        read_back(&book.read_piece()?, &contents, expected, fonts())
    }

    fn place_in(error: &PaperError) -> &str {
        match error {
            PaperError::ReadBack { place, .. } => &place.label,
            PaperError::Outside { place, .. } => &place.label,
            other => panic!("another error: {other}"),
        }
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
            let error = laid(&form).unwrap_err();
            assert_eq!(place_in(&error), "项目", "by {shift}: the row is named");
        }
    }

    #[test]
    fn a_file_that_says_something_else_is_found_with_its_field() {
        let form = form();
        let mut other = form.clone();
        let word = fonts().glyph(crate::fonts::Face::Kai, '乙').unwrap();
        change(&mut other, "甲公司", |run| {
            run.glyphs[0].code = word.code
        });
        let error = read(&other, &form).unwrap_err();
        assert!(
            matches!(&error, PaperError::ReadBack { place, found, .. }
                if place.field == "enterprise" && found == "乙公司"),
            "another word: {error}"
        );
        assert!(
            error.chinese().contains("enterprise"),
            "{}",
            error.chinese()
        );
        let mut moved = form.clone();
        change(&mut moved, "镕堃", |run| run.y += pt(3));
        let error = read(&moved, &form).unwrap_err();
        assert_eq!(place_in(&error), "项目", "another place");
        let mut fewer = form.clone();
        change(&mut fewer, "甲公司", |run| {
            run.glyphs.pop();
        });
        let error = read(&fewer, &form).unwrap_err();
        assert!(
            error.to_string().contains("enterprise"),
            "a dropped glyph: {error}"
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
    fn a_code_of_no_glyph_is_found() {
        let form = form();
        let mut broken = form.clone();
        change(&mut broken, "甲公司", |run| {
            run.glyphs[0].code = u16::MAX
        });
        let error = read(&broken, &form).unwrap_err();
        assert!(error.to_string().contains("enterprise"), "{error}");
    }
}
