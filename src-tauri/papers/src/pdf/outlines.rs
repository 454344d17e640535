//! Whether the fonts inside a PDF are those of our pages: every code stands
//! for its character, with its width and the glyph of the font it was taken
//! from. A right character with a wrong shape would pass every text check.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use lopdf::{Dictionary, Document, Object};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::bad;
use super::book::Embedded;
use super::embed::{Use, Used};
use super::read::FontMaps;
use crate::error::PaperError;
use crate::fonts::{FontKey, Fonts};

/// Compares every embedded glyph with its source. A font that was found sound
/// in an earlier file needs only be, byte for byte, the same in this one.
pub(crate) fn check(
    document: &Document,
    embedded: &[Embedded],
    fonts: &Fonts,
    used: &Used,
) -> Result<(), PaperError> {
    if embedded.len() != used.len() {
        return Err(PaperError::Pdf("a font was not embedded".to_owned()));
    }
    for Embedded { key, id, ready } in embedded {
        let font = document.get_dictionary((*id, 0)).map_err(bad)?;
        let none = BTreeMap::new();
        let codes = used.get(key).unwrap_or(&none);
        let same = ready.is_of(*key, codes) && ready.is_in(document, font)?;
        if same && ready.sound.load(Ordering::Acquire) {
            continue;
        }
        let mut maps = FontMaps::default();
        let told = maps.map(document, (*id, 0))?;
        let embedded = EmbeddedFont::read(document, font)?;
        check_font(*key, codes.iter(), told, &embedded, fonts)?;
        if same {
            ready.sound.store(true, Ordering::Release);
        }
    }
    Ok(())
}

fn check_font<'u>(
    key: FontKey,
    codes: impl Iterator<Item = (&'u u16, &'u Use)>,
    told: &BTreeMap<u16, String>,
    embedded: &EmbeddedFont,
    fonts: &Fonts,
) -> Result<(), PaperError> {
    let program = Outlines::parse(&embedded.program, 0)?;
    fonts.with_source(key, |source, index| {
        let source = Outlines::parse(source, index)?;
        for (&code, used) in codes {
            let fault = |found: &str| PaperError::ReadBack {
                page: 0,
                place: Box::new(used.place.clone()),
                expected: used.character.to_string(),
                found: found.to_owned(),
            };
            let said = told.get(&code).map_or("", String::as_str);
            if !said.chars().eq([used.character]) {
                return Err(fault(said));
            }
            let Some((glyph, advance)) = fonts.number(key, code) else {
                return Err(fault(""));
            };
            if embedded.widths.get(&code).copied().unwrap_or(1000) != i64::from(advance) {
                return Err(fault(said));
            }
            let shown = program.code(code, &embedded.glyphs);
            if shown.is_none() || shown != Some(source.glyph(glyph)) {
                return Err(fault(said));
            }
        }
        Ok(())
    })
}

/// What a PDF says of a font.
struct EmbeddedFont {
    program: Vec<u8>,
    /// The advances that are not a full size.
    widths: BTreeMap<u16, i64>,
    /// Two bytes per code, for TrueType outlines.
    glyphs: Vec<u8>,
}

impl EmbeddedFont {
    fn read(document: &Document, font: &Dictionary) -> Result<EmbeddedFont, PaperError> {
        let descendants = font.get(b"DescendantFonts").and_then(Object::as_array);
        let descendant = descendants.map_err(bad)?.first();
        let missing = || PaperError::Pdf("a font without its program".to_owned());
        let (_, descendant) = document
            .dereference(descendant.ok_or_else(missing)?)
            .map_err(bad)?;
        let descendant = descendant.as_dict().map_err(bad)?;
        let widths = descendant.get(b"W").and_then(Object::as_array);
        let glyphs = match descendant.get(b"CIDToGIDMap") {
            Ok(map) => plain(document, map)?,
            Err(_) => Vec::new(),
        };
        Ok(EmbeddedFont {
            program: program(document, descendant)?,
            widths: widths_of(widths.map_err(bad)?),
            glyphs,
        })
    }
}

fn widths_of(array: &[Object]) -> BTreeMap<u16, i64> {
    let runs = array.chunks_exact(2).filter_map(|run| {
        let first = u16::try_from(run[0].as_i64().ok()?).ok()?;
        Some((first, run[1].as_array().ok()?))
    });
    runs.flat_map(|(first, widths)| {
        let widths = widths.iter().filter_map(|width| width.as_i64().ok());
        (first..).zip(widths)
    })
    .collect()
}

fn plain(document: &Document, stream: &Object) -> Result<Vec<u8>, PaperError> {
    let (_, stream) = document.dereference(stream).map_err(bad)?;
    let stream = stream.as_stream().map_err(bad)?;
    stream.get_plain_content().map_err(bad)
}

/// The font program itself.
fn program(document: &Document, descendant: &Dictionary) -> Result<Vec<u8>, PaperError> {
    let descriptor = descendant.get(b"FontDescriptor").map_err(bad)?;
    let descriptor = document
        .dereference(descriptor)
        .and_then(|(_, object)| object.as_dict())
        .map_err(bad)?;
    let file = [b"FontFile3", b"FontFile2"]
        .into_iter()
        .find_map(|key| descriptor.get(key).ok());
    let missing = || PaperError::Pdf("a font without its program".to_owned());
    plain(document, file.ok_or_else(missing)?)
}

/// The outlines of a font program.
enum Outlines<'a> {
    Cff {
        table: Box<ttf_parser::cff::Table<'a>>,
        glyphs: BTreeMap<u16, GlyphId>,
    },
    Sfnt(Box<ttf_parser::Face<'a>>),
}

impl<'a> Outlines<'a> {
    fn parse(program: &'a [u8], index: u32) -> Result<Outlines<'a>, PaperError> {
        if let Some(table) = ttf_parser::cff::Table::parse(program) {
            let glyphs = (0..table.number_of_glyphs()).map(GlyphId);
            let glyphs = glyphs.filter_map(|glyph| Some((table.glyph_cid(glyph)?, glyph)));
            return Ok(Outlines::Cff {
                glyphs: glyphs.collect(),
                table: Box::new(table),
            });
        }
        ttf_parser::Face::parse(program, index)
            .map(|face| Outlines::Sfnt(Box::new(face)))
            .map_err(|error| PaperError::Pdf(error.to_string()))
    }

    /// The outline a character code shows; `map` leads from codes to glyphs.
    fn code(&self, code: u16, map: &[u8]) -> Option<Vec<u32>> {
        match self {
            Outlines::Cff { glyphs, .. } => Some(self.glyph(glyphs.get(&code)?.0)),
            Outlines::Sfnt(_) => {
                let at = usize::from(code) * 2;
                let number = map.get(at..at + 2)?.try_into().ok()?;
                Some(self.glyph(u16::from_be_bytes(number)))
            }
        }
    }

    /// The outline of a glyph; empty for a blank one.
    fn glyph(&self, glyph: u16) -> Vec<u32> {
        let mut path = Path(Vec::new());
        match self {
            // A blank glyph is an error there, and an empty outline here.
            Outlines::Cff { table, .. } => {
                let _ = table.outline(GlyphId(glyph), &mut path);
            }
            Outlines::Sfnt(face) => {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::error::Place;
    use crate::fonts::Face;
    use crate::pdf::book::Book;

    fn used(fonts: &Fonts, face: Face, text: &str) -> Used {
        let mut used = Used::new();
        for character in text.chars() {
            let glyph = fonts.glyph(face, character).unwrap();
            let place = Place {
                field: format!("facts.{character}"),
                ..Place::default()
            };
            let codes = used.entry(glyph.font).or_default();
            codes.insert(glyph.code, Use { character, place });
        }
        used
    }

    /// Embeds some codes, spoils the file, and checks it for others.
    fn embed(
        fonts: &Fonts,
        embedded: &Used,
        expected: &Used,
        spoil: impl Fn(&mut Document, u32),
    ) -> Result<(), PaperError> {
        let mut out = Vec::new();
        let mut book = Book::new(&mut out);
        let ids = book.embed(fonts, embedded)?;
        let mut tree = book.read_piece()?;
        spoil(&mut tree, ids[0].id);
        check(&tree, &ids, fonts, expected)
    }

    fn field(result: Result<(), PaperError>) -> String {
        match result {
            Err(PaperError::ReadBack { place, .. }) => place.field,
            other => panic!("the fault is found: {other:?}"),
        }
    }

    #[test]
    fn sound_fonts_pass_and_faults_name_the_field() {
        let fonts = Fonts::load(Path::new("../../assets/fonts")).unwrap();
        for face in Face::ALL {
            let whole = used(&fonts, face, "日月A 1，\u{a0}");
            let sound = embed(&fonts, &whole, &whole, |_, _| ());
            assert_eq!(sound, Ok(()), "{face:?} is embedded as it is");

            let mut fewer = whole.clone();
            let own = *fewer.keys().next().unwrap();
            let codes = fewer.get_mut(&own).unwrap();
            let day = fonts.glyph(face, '日').unwrap().code;
            codes.remove(&day);
            let dropped = embed(&fonts, &fewer, &whole, |_, _| ());
            assert_eq!(field(dropped), "facts.日", "{face:?}: a dropped glyph");

            let mut other = whole.clone();
            other
                .get_mut(&own)
                .unwrap()
                .get_mut(&day)
                .unwrap()
                .character = '目';
            let told = embed(&fonts, &other, &whole, |_, _| ());
            assert_eq!(field(told), "facts.日", "{face:?}: a wrong ToUnicode");
        }
    }

    #[test]
    fn a_wrong_shape_or_width_under_the_right_character_is_found() {
        let fonts = Fonts::load(Path::new("../../assets/fonts")).unwrap();
        let whole = used(&fonts, Face::Kai, "日A");
        let sound = embed(&fonts, &whole, &whole, |_, _| ());
        assert_eq!(
            sound,
            Ok(()),
            "proved in an earlier file, and looked at again"
        );
        let descendant = |tree: &mut Document, font: u32, key: &str, value: Object| {
            let font = tree
                .get_object_mut((font, 0))
                .unwrap()
                .as_dict_mut()
                .unwrap();
            let list = font.get_mut(b"DescendantFonts").unwrap().as_array_mut();
            let entry = list.unwrap()[0].as_dict_mut().unwrap();
            entry.set(key, value);
        };
        let shape = embed(&fonts, &whole, &whole, |tree, font| {
            let map = lopdf::Stream::new(Dictionary::new(), vec![0; 2 * 65_536]);
            let map = Object::Reference(tree.add_object(map));
            descendant(tree, font, "CIDToGIDMap", map);
        });
        assert!(field(shape).starts_with("facts."), "a wrong shape");
        let width = embed(&fonts, &whole, &whole, |tree, font| {
            descendant(tree, font, "W", Object::Array(Vec::new()));
        });
        assert_eq!(field(width), "facts.A", "a wrong width");
    }
}
