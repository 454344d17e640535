//! Embedding fonts: printpdf subsets the font and describes it; the codes, the
//! widths and the characters they stand for are those of our pages.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document as Tree, Object};
use printpdf::{Codepoint, FontId, PdfDocument, PdfFont};

use super::bad;
use super::book::Book;
use super::draw::{show, tree, with_ops};
use super::write::text;
use crate::error::{PaperError, Place};
use crate::fonts::{FontKey, Fonts};
use crate::units::{A4_LONG, A4_SHORT, pt};

/// A code that pages use.
#[derive(Debug, Clone)]
pub(crate) struct Use {
    /// What it stands for.
    pub(crate) character: char,
    /// Where it was used first.
    pub(crate) place: Place,
}

/// The codes of each font that pages use.
pub(crate) type Used = BTreeMap<FontKey, BTreeMap<u16, Use>>;

/// Embeds a font with the glyphs that are used; gives its object's number.
pub(super) fn embed(
    book: &mut Book<'_>,
    fonts: &Fonts,
    key: FontKey,
    codes: &BTreeMap<u16, Use>,
) -> Result<u32, PaperError> {
    let (specimen, numbers) = specimen(fonts, key, codes)?;
    let made = |object: &Object| {
        object
            .as_dict()
            .is_ok_and(|dict| dict.has(b"DescendantFonts"))
    };
    let font = specimen.objects.values().find(|object| made(object));
    let mut font = font
        .ok_or_else(|| PaperError::Pdf("a font was not embedded".to_owned()))?
        .as_dict()
        .map_err(bad)?
        .clone();
    let descendant = font.get(b"DescendantFonts").and_then(Object::as_array);
    let descendant = descendant.map_err(bad)?.first();
    let descendant =
        descendant.ok_or_else(|| PaperError::Pdf("a font without glyphs".to_owned()))?;
    let mut descendant = followed(&specimen, descendant)?.clone();
    let descriptor = descendant.get(b"FontDescriptor").map_err(bad)?;
    let mut descriptor = followed(&specimen, descriptor)?.clone();
    for file in [&b"FontFile2"[..], b"FontFile3"] {
        if let Ok(program) = descriptor.get(file) {
            let (_, program) = specimen.dereference(program).map_err(bad)?;
            let mut program = program.as_stream().map_err(bad)?.clone();
            // Only a stream that gets longer is left as it is.
            program.compress().map_err(bad)?;
            let program = book.add(&Object::Stream(program));
            descriptor.set(file, Object::Reference((program, 0)));
        }
    }
    let is_true_type = descriptor.has(b"FontFile2");
    let descriptor = book.add(&Object::Dictionary(descriptor));
    descendant.set("FontDescriptor", Object::Reference((descriptor, 0)));
    descendant.set("W", widths(fonts, key, codes)?);
    if is_true_type {
        let map = book.add_packed(glyph_map(codes, &numbers))?;
        descendant.set("CIDToGIDMap", Object::Reference((map, 0)));
    } else if codes.keys().ne(&numbers) {
        return Err(PaperError::Pdf("a font's codes do not last".to_owned()));
    }
    let characters = book.add_packed(to_unicode(codes))?;
    font.set("ToUnicode", Object::Reference((characters, 0)));
    font.set("DescendantFonts", vec![Object::Dictionary(descendant)]);
    Ok(book.add(&Object::Dictionary(font)))
}

/// A page with every glyph once, in the order of the codes, as printpdf embeds
/// it; and the number each has in the subset.
fn specimen(
    fonts: &Fonts,
    key: FontKey,
    codes: &BTreeMap<u16, Use>,
) -> Result<(Tree, Vec<u16>), PaperError> {
    let missing = || PaperError::Pdf("a font that was not loaded".to_owned());
    let mut document = PdfDocument::new("");
    let parsed = fonts.parsed(key).ok_or_else(missing)?.clone();
    let id = FontId(key.resource());
    document
        .resources
        .fonts
        .map
        .insert(id, PdfFont::new(parsed));
    let glyphs = codes
        .iter()
        .map(|(code, used)| {
            let (glyph, _) = fonts.number(key, *code).ok_or_else(missing)?;
            Ok(Codepoint::with_cid(glyph, 0.0, used.character.to_string()))
        })
        .collect::<Result<Vec<_>, PaperError>>()?;
    let ops = show(&key.resource(), pt(10), (0, 0), glyphs).to_vec();
    document.pages = vec![with_ops(ops, A4_SHORT, A4_LONG)];
    let tree = tree(&document)?;
    let page = tree.get_pages().into_values().next().unwrap_or_default();
    let content = tree.get_page_content(page);
    let content = Content::decode(&content).map_err(bad)?;
    let shown = content.operations.iter().filter(|op| op.operator == "TJ");
    let shown = shown.flat_map(|op| &op.operands).flat_map(Object::as_array);
    let numbers = shown.flatten().filter_map(|object| match object {
        Object::String(code, _) => Some(u16::from_be_bytes([*code.first()?, *code.get(1)?])),
        _ => None,
    });
    let numbers = numbers.collect::<Vec<_>>();
    if numbers.len() == codes.len() {
        Ok((tree, numbers))
    } else {
        Err(PaperError::Pdf("a font lost glyphs".to_owned()))
    }
}

fn followed<'a>(tree: &'a Tree, object: &'a Object) -> Result<&'a Dictionary, PaperError> {
    tree.dereference(object)
        .and_then(|(_, object)| object.as_dict())
        .map_err(bad)
}

/// The advances that are not a full size (§9.7.4.3).
fn widths(fonts: &Fonts, key: FontKey, codes: &BTreeMap<u16, Use>) -> Result<Object, PaperError> {
    const USUAL: u16 = 1000;
    let mut runs: Vec<(u16, Vec<Object>)> = Vec::new();
    for code in codes.keys() {
        let (_, advance) = fonts
            .number(key, *code)
            .ok_or_else(|| PaperError::Pdf("a code without a glyph".to_owned()))?;
        if advance == USUAL {
            continue;
        }
        let width = Object::Integer(i64::from(advance));
        match runs.last_mut() {
            Some((first, widths)) if usize::from(code - *first) == widths.len() => {
                widths.push(width);
            }
            _ => runs.push((*code, vec![width])),
        }
    }
    let runs = runs
        .into_iter()
        .flat_map(|(first, widths)| [Object::Integer(i64::from(first)), Object::Array(widths)]);
    Ok(Object::Array(runs.collect()))
}

/// From codes to the subset's glyph numbers (§9.7.4.2).
fn glyph_map(codes: &BTreeMap<u16, Use>, numbers: &[u16]) -> Vec<u8> {
    let last = codes.keys().next_back().copied().unwrap_or_default();
    let mut map = vec![0; (usize::from(last) + 1) * 2];
    for (code, number) in codes.keys().zip(numbers) {
        let at = usize::from(*code) * 2;
        map[at..at + 2].copy_from_slice(&number.to_be_bytes());
    }
    map
}

/// From codes to characters (§9.10.3).
fn to_unicode(codes: &BTreeMap<u16, Use>) -> Vec<u8> {
    const ENTRIES_MAX: usize = 100;
    let mut out = b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n\
/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        .to_vec();
    let entries = codes.iter().collect::<Vec<_>>();
    for part in entries.chunks(ENTRIES_MAX) {
        text(&mut out, format_args!("{} beginbfchar\n", part.len()));
        for (code, used) in part {
            text(&mut out, format_args!("<{code:04X}> <"));
            for unit in used.character.encode_utf16(&mut [0; 2]) {
                text(&mut out, format_args!("{unit:04X}"));
            }
            out.extend(b">\n");
        }
        out.extend(b"endbfchar\n");
    }
    out.extend(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    out
}
