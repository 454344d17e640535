//! Whether the glyphs inside a PDF are those of the fonts they were taken
//! from: a right character with a wrong shape would pass every text check.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::read::FontMaps;
use crate::error::PaperError;
use crate::fonts::{Face, Fonts};

/// Compares every embedded glyph with its source; gives how many there were.
pub(crate) fn check(document: &Document, fonts: &Fonts) -> Result<usize, PaperError> {
    let mut maps = FontMaps::default();
    let mut count = 0;
    for (id, object) in &document.objects {
        let Ok(dict) = object.as_dict() else { continue };
        if dict.has(b"DescendantFonts") {
            count += check_font(document, *id, dict, fonts, &mut maps)?;
        }
    }
    Ok(count)
}

fn check_font(
    document: &Document,
    id: ObjectId,
    font: &Dictionary,
    fonts: &Fonts,
    maps: &mut FontMaps,
) -> Result<usize, PaperError> {
    let name = font
        .get(b"BaseFont")
        .and_then(Object::as_name)
        .map_err(bad)?;
    let face = Face::ALL
        .into_iter()
        .find(|face| name.starts_with(&face.tag().as_bytes()[..5]));
    let face = face.ok_or_else(|| PaperError::Pdf("a font of unknown origin".to_owned()))?;
    let program = program(document, font)?;
    let embedded = Embedded::parse(&program)?;
    let map = maps.map(document, id)?;
    fonts.with_source(face, |source| {
        let source = Embedded::parse(source)?;
        for (code, text) in map {
            let character = text.chars().next().map_or(' ', drawn);
            let wanted = fonts
                .own_glyph(face, character)
                .map(|glyph| source.glyph(glyph));
            if wanted.is_none() || embedded.code(*code) != wanted {
                return Err(PaperError::ReadBack {
                    page: 0,
                    expected: text.clone(),
                    found: format!("{face:?} {code:04X}"),
                });
            }
        }
        Ok(map.len())
    })
}

/// No-break spaces are drawn with the glyph of a space.
fn drawn(character: char) -> char {
    if matches!(character, '\u{a0}' | '\u{202f}') {
        ' '
    } else {
        character
    }
}

fn program(document: &Document, font: &Dictionary) -> Result<Vec<u8>, PaperError> {
    let descendants = font
        .get(b"DescendantFonts")
        .and_then(Object::as_array)
        .map_err(bad)?;
    let missing = || PaperError::Pdf("a font without its program".to_owned());
    let descendant = document
        .dereference(descendants.first().ok_or_else(missing)?)
        .and_then(|(_, object)| object.as_dict())
        .map_err(bad)?;
    let descriptor = descendant.get(b"FontDescriptor").map_err(bad)?;
    let descriptor = document
        .dereference(descriptor)
        .and_then(|(_, object)| object.as_dict())
        .map_err(bad)?;
    let file = [b"FontFile3", b"FontFile2"]
        .into_iter()
        .find_map(|key| descriptor.get(key).ok());
    let (_, stream) = document
        .dereference(file.ok_or_else(missing)?)
        .map_err(bad)?;
    stream
        .as_stream()
        .and_then(lopdf::Stream::get_plain_content)
        .map_err(bad)
}

/// A font program.
enum Embedded<'a> {
    Cff {
        table: Box<ttf_parser::cff::Table<'a>>,
        glyphs: BTreeMap<u16, GlyphId>,
    },
    Sfnt(Box<ttf_parser::Face<'a>>),
}

impl<'a> Embedded<'a> {
    fn parse(program: &'a [u8]) -> Result<Embedded<'a>, PaperError> {
        if let Some(table) = ttf_parser::cff::Table::parse(program) {
            let glyphs = (0..table.number_of_glyphs()).map(GlyphId);
            let glyphs = glyphs.filter_map(|glyph| Some((table.glyph_cid(glyph)?, glyph)));
            return Ok(Embedded::Cff {
                glyphs: glyphs.collect(),
                table: Box::new(table),
            });
        }
        ttf_parser::Face::parse(program, 0)
            .map(|face| Embedded::Sfnt(Box::new(face)))
            .map_err(|error| PaperError::Pdf(error.to_string()))
    }

    /// The outline a character code shows.
    fn code(&self, code: u16) -> Option<Vec<u32>> {
        match self {
            Embedded::Cff { glyphs, .. } => Some(self.glyph(glyphs.get(&code)?.0)),
            Embedded::Sfnt(_) => Some(self.glyph(code)),
        }
    }

    /// The outline of a glyph; empty for a blank one.
    fn glyph(&self, glyph: u16) -> Vec<u32> {
        let mut path = Path(Vec::new());
        match self {
            // A blank glyph is an error there, and an empty outline here.
            Embedded::Cff { table, .. } => {
                let _ = table.outline(GlyphId(glyph), &mut path);
            }
            Embedded::Sfnt(face) => {
                let _ = face.outline_glyph(GlyphId(glyph), &mut path);
            }
        }
        path.0
    }
}

/// A glyph's outline: its commands and the bits of their coordinates.
struct Path(Vec<u32>);

impl Path {
    fn push(&mut self, kind: char, numbers: &[f32]) {
        self.0.push(u32::from(kind));
        self.0.extend(numbers.iter().map(|number| number.to_bits()));
    }
}

impl OutlineBuilder for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push('M', &[x, y]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.push('L', &[x, y]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.push('Q', &[x1, y1, x, y]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.push('C', &[x1, y1, x2, y2, x, y]);
    }
    fn close(&mut self) {
        self.push('Z', &[]);
    }
}

fn bad(error: lopdf::Error) -> PaperError {
    PaperError::Pdf(error.to_string())
}
