//! Pages of glyphs to printpdf's operations and its object tree.

use std::collections::{BTreeMap, HashMap};

use printpdf::{
    Codepoint, Color, FontId, Greyscale, Line, LinePoint, Op, PdfDocument, PdfFont, PdfFontHandle,
    PdfPage, PdfSaveOptions, PdfWarnMsg, Point, Pt, Rect, TextItem, TextMatrix,
};

use crate::error::PaperError;
use crate::fonts::{Face, Fonts};
use crate::sheet::{Item, Page, Rule, Run};
use crate::units::Mp;

/// Draws pages into an object tree of their own, with their fonts subset.
pub(crate) fn draw(pages: &[&Page], fonts: &Fonts) -> Result<lopdf::Document, PaperError> {
    let mut names = Names::default();
    let mut document = PdfDocument::new("");
    document.pages = pages
        .iter()
        .map(|page| draw_page(page, &mut names))
        .collect();
    for (id, face) in names.used {
        document
            .resources
            .fonts
            .map
            .insert(id, PdfFont::new(fonts.parsed(face).clone()));
    }
    let options = PdfSaveOptions {
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut warnings: Vec<PdfWarnMsg> = Vec::new();
    let mut tree = printpdf::serialize::to_lopdf_doc(&document, &options, &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(PaperError::Pdf(warning.msg.clone()));
    }
    complete_fonts(&mut tree);
    Ok(tree)
}

/// Which font resource shows a glyph as a character.
///
/// A glyph that stands for two characters (a space and a no-break space) is
/// drawn from a second copy of its font for the second, because a font tells
/// only one character per glyph to whoever copies the text.
#[derive(Default)]
struct Names {
    characters: HashMap<(Face, u16), Vec<char>>,
    used: BTreeMap<FontId, Face>,
}

impl Names {
    fn name(&mut self, face: Face, glyph: u16, character: char) -> FontId {
        let known = self.characters.entry((face, glyph)).or_default();
        let nth = known
            .iter()
            .position(|one| *one == character)
            .unwrap_or_else(|| {
                known.push(character);
                known.len() - 1
            });
        let id = FontId(resource(face, nth));
        self.used.entry(id.clone()).or_insert(face);
        id
    }
}

/// The resource's name: six letters, so that they can serve as subset tag.
fn resource(face: Face, nth: usize) -> String {
    let tag = face.tag();
    match u8::try_from(nth) {
        Ok(0) => tag.to_owned(),
        Ok(nth) => format!("{}{}", &tag[..5], char::from(b'Z' - nth.min(25))),
        Err(_) => tag.to_owned(),
    }
}

fn draw_page(page: &Page, names: &mut Names) -> PdfPage {
    let mut ops = Vec::new();
    for item in &page.items {
        match item {
            Item::Run(run) => draw_run(run, page.height, names, &mut ops),
            Item::Rule(rule) => draw_rule(rule, page.height, &mut ops),
        }
    }
    let size = Rect::from_wh(points(page.width), points(page.height));
    PdfPage {
        media_box: size.clone(),
        trim_box: size.clone(),
        crop_box: size,
        ops,
    }
}

fn draw_run(run: &Run, height: Mp, names: &mut Names, ops: &mut Vec<Op>) {
    let mut start = 0;
    while start < run.glyphs.len() {
        let first = run.glyphs[start];
        let font = names.name(run.face, first.id, first.character);
        let mut end = start + 1;
        while run
            .glyphs
            .get(end)
            .is_some_and(|glyph| names.name(run.face, glyph.id, glyph.character) == font)
        {
            end += 1;
        }
        let x = run.x + first.x;
        let mut pen = 0;
        let mut codes = Vec::with_capacity(end - start);
        for index in start..end {
            let glyph = run.glyphs[index];
            pen += glyph.advance_mille;
            let kern = if index + 1 < end {
                let wanted = (run.glyphs[index + 1].x - first.x) * 1000 / run.size;
                let kern = pen - wanted;
                pen = wanted;
                kern
            } else {
                0
            };
            codes.push(Codepoint::with_cid(
                glyph.id,
                small(kern),
                glyph.character.to_string(),
            ));
        }
        ops.extend([
            Op::StartTextSection,
            Op::SetFont {
                font: PdfFontHandle::External(font),
                size: points(run.size),
            },
            Op::SetTextMatrix {
                matrix: TextMatrix::Translate(points(x), points(height - run.y)),
            },
            Op::ShowText {
                items: vec![TextItem::GlyphIds(codes)],
            },
            Op::EndTextSection,
        ]);
        start = end;
    }
}

fn draw_rule(rule: &Rule, height: Mp, ops: &mut Vec<Op>) {
    let point = |x: Mp, y: Mp| LinePoint {
        p: Point {
            x: points(x),
            y: points(height - y),
        },
        bezier: false,
    };
    let black = Color::Greyscale(Greyscale {
        percent: 0.0,
        icc_profile: None,
    });
    ops.extend([
        Op::SetOutlineColor { col: black },
        Op::SetOutlineThickness {
            pt: points(rule.weight),
        },
        Op::DrawLine {
            line: Line {
                points: vec![point(rule.x1, rule.y1), point(rule.x2, rule.y2)],
                is_closed: false,
            },
        },
    ]);
}

/// Milli-points to the points PDF counts in. Half a million of them are well
/// within what `f32` holds to the thousandth.
fn points(length: Mp) -> Pt {
    Pt(length as f32 / 1000.0)
}

fn small(number: i64) -> f32 {
    number as f32
}

/// PDF/A asks for what PDF takes as default.
fn complete_fonts(tree: &mut lopdf::Document) {
    for object in tree.objects.values_mut() {
        let Ok(dict) = object.as_dict_mut() else {
            continue;
        };
        let Ok(descendants) = dict.get_mut(b"DescendantFonts") else {
            continue;
        };
        for font in descendants.as_array_mut().into_iter().flatten() {
            if let Ok(font) = font.as_dict_mut()
                && font.get(b"Subtype").and_then(lopdf::Object::as_name).ok()
                    == Some(b"CIDFontType2".as_slice())
            {
                font.set("CIDToGIDMap", lopdf::Object::Name(b"Identity".to_vec()));
            }
        }
    }
}
