//! Reading our own pages back: the characters a reader would copy, with the
//! place of every run.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::bad;
use crate::error::PaperError;

/// No page tree is deeper; one that turns in a circle is not followed for ever.
const TREE_DEPTH: usize = 32;

/// A piece of text as the PDF shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// The characters.
    pub(crate) text: String,
    /// Left end in milli-points.
    pub(crate) x: i64,
    /// Baseline in milli-points from the bottom.
    pub(crate) y: i64,
}

/// Tells what the codes of a font stand for.
pub(crate) trait Codes {
    /// Goes on with the font of this resource name.
    fn select(&mut self, resource: &[u8]) -> Result<(), PaperError>;
    /// Appends what a code stands for.
    fn tell(&mut self, code: u16, text: &mut String) -> Result<(), PaperError>;
}

/// Fonts of a document by object, so that a font is read once.
#[derive(Default)]
pub(crate) struct FontMaps(BTreeMap<ObjectId, BTreeMap<u16, String>>);

/// Reads a page with the characters its fonts tell.
pub(crate) fn page(
    document: &Document,
    page: ObjectId,
    maps: &mut FontMaps,
) -> Result<Vec<Shown>, PaperError> {
    let bytes = document.get_page_content(page);
    let fonts = page_fonts(document, page)?;
    let mut codes = PageFonts {
        document,
        fonts,
        maps,
        font: None,
    };
    content(&bytes, &mut codes)
}

/// Reads a content stream.
pub(crate) fn content(bytes: &[u8], codes: &mut dyn Codes) -> Result<Vec<Shown>, PaperError> {
    let content = Content::decode(bytes).map_err(bad)?;
    let mut shown = Vec::new();
    let mut place = (0, 0);
    for operation in &content.operations {
        match operation.operator.as_str() {
            "Tf" => {
                let name = operation.operands.first().map(Object::as_name);
                codes.select(name.transpose().map_err(bad)?.unwrap_or_default())?;
            }
            "Tm" => {
                let number = |index: usize| operation.operands.get(index).and_then(mille);
                place = (number(4).unwrap_or(0), number(5).unwrap_or(0));
            }
            "TJ" | "Tj" => {
                let mut text = String::new();
                for operand in &operation.operands {
                    decode(operand, codes, &mut text)?;
                }
                let (x, y) = place;
                shown.push(Shown { text, x, y });
            }
            _ => {}
        }
    }
    Ok(shown)
}

/// The fonts of one page, by what the file itself says.
struct PageFonts<'a> {
    document: &'a Document,
    fonts: BTreeMap<Vec<u8>, ObjectId>,
    maps: &'a mut FontMaps,
    font: Option<ObjectId>,
}

impl Codes for PageFonts<'_> {
    fn select(&mut self, resource: &[u8]) -> Result<(), PaperError> {
        self.font = self.fonts.get(resource).copied();
        Ok(())
    }

    fn tell(&mut self, code: u16, text: &mut String) -> Result<(), PaperError> {
        let font = self
            .font
            .ok_or_else(|| PaperError::Pdf("text without a font".to_owned()))?;
        let character = self.maps.map(self.document, font)?.get(&code);
        let character = character
            .ok_or_else(|| PaperError::Pdf(format!("code {code:04X} stands for no character")))?;
        text.push_str(character);
        Ok(())
    }
}

impl FontMaps {
    pub(crate) fn map(
        &mut self,
        document: &Document,
        font: ObjectId,
    ) -> Result<&BTreeMap<u16, String>, PaperError> {
        let entry = match self.0.entry(font) {
            Entry::Occupied(known) => return Ok(known.into_mut()),
            Entry::Vacant(entry) => entry,
        };
        let dict = document.get_dictionary(font).map_err(bad)?;
        let stream = dict.get(b"ToUnicode").map_err(bad)?;
        let stream = document
            .dereference(stream)
            .map_err(bad)?
            .1
            .as_stream()
            .map_err(bad)?;
        let bytes = stream.get_plain_content().map_err(bad)?;
        Ok(entry.insert(to_unicode(&String::from_utf8_lossy(&bytes))))
    }
}

fn decode(operand: &Object, codes: &mut dyn Codes, text: &mut String) -> Result<(), PaperError> {
    match operand {
        Object::Array(items) => items.iter().try_for_each(|item| decode(item, codes, text)),
        Object::String(bytes, _) => bytes.chunks(2).try_for_each(|pair| match pair {
            [high, low] => codes.tell(u16::from_be_bytes([*high, *low]), text),
            _ => Err(PaperError::Pdf("half a character code".to_owned())),
        }),
        _ => Ok(()),
    }
}

fn page_fonts(
    document: &Document,
    page: ObjectId,
) -> Result<BTreeMap<Vec<u8>, ObjectId>, PaperError> {
    let mut dict = document.get_dictionary(page).map_err(bad)?;
    // A node of the page tree may say it for all pages under it.
    for _ in 0..TREE_DEPTH {
        match dict.get(b"Parent").and_then(Object::as_reference) {
            Ok(parent) if !dict.has(b"Resources") => {
                dict = document.get_dictionary(parent).map_err(bad)?;
            }
            _ => break,
        }
    }
    let Ok(resources) = dict.get(b"Resources") else {
        return Ok(BTreeMap::new());
    };
    let resources = resolve(document, resources)?;
    let Ok(fonts) = resources.get(b"Font") else {
        return Ok(BTreeMap::new());
    };
    let fonts = resolve(document, fonts)?;
    Ok(fonts
        .iter()
        .filter_map(|(name, font)| Some((name.clone(), font.as_reference().ok()?)))
        .collect())
}

fn resolve<'a>(document: &'a Document, object: &'a Object) -> Result<&'a Dictionary, PaperError> {
    document
        .dereference(object)
        .and_then(|(_, object)| object.as_dict())
        .map_err(bad)
}

fn mille(object: &Object) -> Option<i64> {
    match object {
        Object::Integer(number) => Some(number * 1000),
        Object::Real(number) => Some((f64::from(*number) * 1000.0).round() as i64),
        _ => None,
    }
}

/// Reads the `bfchar` and `bfrange` entries of a ToUnicode map.
fn to_unicode(cmap: &str) -> BTreeMap<u16, String> {
    let mut map = BTreeMap::new();
    let mut section = "";
    for line in cmap.lines().map(str::trim) {
        if line.ends_with("beginbfchar") {
            section = "char";
        } else if line.ends_with("beginbfrange") {
            section = "range";
        } else if line.starts_with("endbf") {
            section = "";
        } else if !section.is_empty() {
            entry(line, section, &mut map);
        }
    }
    map
}

fn entry(line: &str, section: &str, map: &mut BTreeMap<u16, String>) {
    let parts = line
        .split(['<', '>', '[', ']', ' '])
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    let code = |text: &str| u16::from_str_radix(text, 16).ok();
    match (section, parts.as_slice()) {
        ("char", [from, to]) => {
            if let (Some(from), Some(to)) = (code(from), utf16(to)) {
                map.insert(from, to);
            }
        }
        ("range", [from, to, first]) => {
            let (Some(from), Some(to), Some(first)) = (code(from), code(to), utf16(first)) else {
                return;
            };
            let Some(base) = first.chars().last() else {
                return;
            };
            for (offset, code) in (from..=to).enumerate() {
                let character = u32::try_from(offset)
                    .ok()
                    .and_then(|offset| char::from_u32(u32::from(base) + offset));
                if let Some(character) = character {
                    map.insert(code, character.to_string());
                }
            }
        }
        ("range", [from, _, targets @ ..]) => {
            for (offset, target) in (0_u16..).zip(targets) {
                if let (Some(from), Some(target)) = (code(from), utf16(target)) {
                    map.insert(from.saturating_add(offset), target);
                }
            }
        }
        _ => {}
    }
}

fn utf16(hex: &str) -> Option<String> {
    let units = (0..hex.len() / 4)
        .map(|index| u16::from_str_radix(&hex[index * 4..index * 4 + 4], 16).ok())
        .collect::<Option<Vec<_>>>()?;
    String::from_utf16(&units).ok()
}
