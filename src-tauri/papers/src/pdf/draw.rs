//! Pages of glyphs to printpdf's operations, and from there to the bytes of
//! their content streams.

use lopdf::Document as Tree;
use printpdf::{
    Codepoint, Color, FontId, Greyscale, Line, LinePoint, Op, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, PdfWarnMsg, Point, Pt, Rect, TextItem, TextMatrix,
};

use crate::error::PaperError;
use crate::sheet::{Item, Page, Rule, Run};
use crate::units::Mp;

/// The content stream of every page. Glyphs are written with the codes they
/// have in every file; the fonts are embedded once all pages are known.
pub(crate) fn contents(pages: &[Page]) -> Result<Vec<Vec<u8>>, PaperError> {
    let mut document = PdfDocument::new("");
    document.pages = pages.iter().map(page).collect();
    let tree = tree(&document)?;
    tree.get_pages()
        .into_values()
        .map(|id| tree.get_page_contents(id))
        .map(|streams| match streams[..] {
            [stream] => {
                let stream = tree.get_object(stream).and_then(lopdf::Object::as_stream);
                Ok(stream.map_err(super::bad)?.content.clone())
            }
            _ => Err(PaperError::Pdf("a page without its content".to_owned())),
        })
        .collect()
}

/// printpdf's object tree of a document.
pub(super) fn tree(document: &PdfDocument) -> Result<Tree, PaperError> {
    let options = PdfSaveOptions {
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut warnings: Vec<PdfWarnMsg> = Vec::new();
    let tree = printpdf::serialize::to_lopdf_doc(document, &options, &mut warnings);
    match warnings.first() {
        Some(warning) => Err(PaperError::Pdf(warning.msg.clone())),
        None => Ok(tree),
    }
}

fn page(page: &Page) -> PdfPage {
    let mut ops = Vec::new();
    for item in &page.items {
        match item {
            Item::Run(run) => ops.extend(draw_run(run, page.height)),
            Item::Rule(rule) => ops.extend(draw_rule(rule, page.height)),
        }
    }
    with_ops(ops, page.width, page.height)
}

pub(super) fn with_ops(ops: Vec<Op>, width: Mp, height: Mp) -> PdfPage {
    let size = Rect::from_wh(points(width), points(height));
    PdfPage {
        media_box: size.clone(),
        trim_box: size.clone(),
        crop_box: size,
        ops,
    }
}

fn draw_run(run: &Run, height: Mp) -> [Op; 5] {
    let mut pen = 0;
    let mut codes = Vec::with_capacity(run.glyphs.len());
    for (index, glyph) in run.glyphs.iter().enumerate() {
        pen += glyph.advance_mille;
        let kern = run.glyphs.get(index + 1).map_or(0, |next| {
            let wanted = next.x * 1000 / run.size;
            std::mem::replace(&mut pen, wanted) - wanted
        });
        codes.push(Codepoint::new(glyph.code, small(kern)));
    }
    let (x, y) = (points(run.x), points(height - run.y));
    let matrix = if run.turned {
        TextMatrix::Raw([0.0, -1.0, 1.0, 0.0, x.0, y.0])
    } else {
        TextMatrix::Translate(x, y)
    };
    show(&run.font.resource(), run.size, matrix, codes)
}

/// Shows glyphs in a font, from a place counted from the bottom left.
pub(super) fn show(font: &str, size: Mp, matrix: TextMatrix, codes: Vec<Codepoint>) -> [Op; 5] {
    [
        Op::StartTextSection,
        Op::SetFont {
            font: PdfFontHandle::External(FontId(font.to_owned())),
            size: points(size),
        },
        Op::SetTextMatrix { matrix },
        Op::ShowText {
            items: vec![TextItem::GlyphIds(codes)],
        },
        Op::EndTextSection,
    ]
}

fn draw_rule(rule: &Rule, height: Mp) -> [Op; 3] {
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
    [
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
    ]
}

/// Milli-points to the points PDF counts in. Half a million of them are well
/// within what `f32` holds to the thousandth.
fn points(length: Mp) -> Pt {
    Pt(length as f32 / 1000.0)
}

fn small(number: i64) -> f32 {
    number as f32
}
