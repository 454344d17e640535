//! Embedding fonts: printpdf subsets the font and describes it; the codes, the
//! widths and the characters they stand for are those of our pages.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use lopdf::content::Content;
use lopdf::{Dictionary, Document as Tree, Object, Stream};
use printpdf::{Codepoint, FontId, PdfDocument, PdfFont, Pt, TextMatrix};

use super::bad;
use super::book::Book;
use super::draw::{show, tree, with_ops};
use super::write::{packed, squeezed, text};
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

/// A font ready for files: all but the numbers its objects get in a file.
pub(crate) struct Ready {
    key: FontKey,
    /// What its codes stand for.
    codes: Vec<(u16, char)>,
    font: Dictionary,
    descendant: Dictionary,
    descriptor: Dictionary,
    /// Under which key the descriptor has the program, and the program.
    program: (&'static str, Stream),
    /// From codes to the subset's glyphs, for TrueType outlines.
    glyphs: Option<Stream>,
    characters: Stream,
    /// Every glyph of it was once read back from a file and found sound.
    pub(super) sound: AtomicBool,
}

/// Fonts made ready before, by their codes. The forms of a batch of files
/// say mostly the same: what a font needs is made and proved once.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<VecDeque<Arc<Ready>>>);

impl Shelf {
    /// Enough for the faces of a few forms by turns.
    const MOST: usize = 24;

    fn find(&self, key: FontKey, codes: &BTreeMap<u16, Use>) -> Option<Arc<Ready>> {
        let mut kept = self.0.lock().ok()?;
        let at = kept.iter().position(|ready| ready.is_of(key, codes))?;
        let found = kept.remove(at)?;
        kept.push_back(Arc::clone(&found));
        Some(found)
    }

    fn keep(&self, ready: &Arc<Ready>) {
        // A shelf that another thread broke is done without.
        let Ok(mut kept) = self.0.lock() else { return };
        if kept.len() == Shelf::MOST {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(ready));
    }
}

/// A font with the glyphs that are used.
pub(super) fn ready(
    fonts: &Fonts,
    key: FontKey,
    codes: &BTreeMap<u16, Use>,
) -> Result<Arc<Ready>, PaperError> {
    if let Some(ready) = fonts.shelf().find(key, codes) {
        return Ok(ready);
    }
    let ready = Arc::new(make(fonts, key, codes)?);
    fonts.shelf().keep(&ready);
    Ok(ready)
}

fn make(fonts: &Fonts, key: FontKey, codes: &BTreeMap<u16, Use>) -> Result<Ready, PaperError> {
    let (specimen, numbers) = specimen(fonts, key, codes)?;
    let made = |object: &Object| {
        object
            .as_dict()
            .is_ok_and(|dict| dict.has(b"DescendantFonts"))
    };
    let font = specimen.objects.values().find(|object| made(object));
    let font = font
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
    let descriptor = followed(&specimen, descriptor)?.clone();
    let file = ["FontFile2", "FontFile3"]
        .into_iter()
        .find(|file| descriptor.has(file.as_bytes()));
    let file = file.ok_or_else(|| PaperError::Pdf("a font without its program".to_owned()))?;
    let program = descriptor.get(file.as_bytes()).map_err(bad)?;
    let (_, program) = specimen.dereference(program).map_err(bad)?;
    let program = program.as_stream().map_err(bad)?.clone();
    descendant.set("W", widths(fonts, key, codes)?);
    let glyphs = (file == "FontFile2").then(|| packed(glyph_map(codes, &numbers)));
    if glyphs.is_none() && codes.keys().ne(&numbers) {
        return Err(PaperError::Pdf("a font's codes do not last".to_owned()));
    }
    Ok(Ready {
        key,
        codes: codes
            .iter()
            .map(|(code, used)| (*code, used.character))
            .collect(),
        font,
        descendant,
        descriptor,
        program: (file, squeezed(program)?),
        glyphs,
        characters: packed(to_unicode(codes)),
        sound: AtomicBool::new(false),
    })
}

/// Writes a font; gives its object's number.
pub(super) fn embed(book: &mut Book<'_>, ready: &Ready) -> u32 {
    let mut descriptor = ready.descriptor.clone();
    let (file, program) = &ready.program;
    let program = book.add_stream(program);
    descriptor.set(*file, Object::Reference((program, 0)));
    let descriptor = book.add(&Object::Dictionary(descriptor));
    let mut descendant = ready.descendant.clone();
    descendant.set("FontDescriptor", Object::Reference((descriptor, 0)));
    if let Some(glyphs) = &ready.glyphs {
        let glyphs = book.add_stream(glyphs);
        descendant.set("CIDToGIDMap", Object::Reference((glyphs, 0)));
    }
    let mut font = ready.font.clone();
    let characters = book.add_stream(&ready.characters);
    font.set("ToUnicode", Object::Reference((characters, 0)));
    font.set("DescendantFonts", vec![Object::Dictionary(descendant)]);
    book.add(&Object::Dictionary(font))
}

impl Ready {
    /// Whether it has just these codes of a font.
    pub(super) fn is_of(&self, key: FontKey, codes: &BTreeMap<u16, Use>) -> bool {
        let wanted = codes.iter().map(|(code, used)| (*code, used.character));
        self.key == key && self.codes.iter().copied().eq(wanted)
    }

    /// Whether a font of a file is byte for byte this one.
    pub(super) fn is_in(&self, document: &Tree, font: &Dictionary) -> Result<bool, PaperError> {
        let descendants = font.get(b"DescendantFonts").and_then(Object::as_array);
        let Some(descendant) = descendants.map_err(bad)?.first() else {
            return Ok(false);
        };
        let descendant = followed(document, descendant)?;
        let descriptor = followed(document, descendant.get(b"FontDescriptor").map_err(bad)?)?;
        let same = |dict: &Dictionary, key: &str, own: Option<&Stream>| match (
            dict.get(key.as_bytes()),
            own,
        ) {
            (Ok(found), Some(own)) => document
                .dereference(found)
                .and_then(|(_, found)| found.as_stream())
                .is_ok_and(|found| {
                    found.content == own.content
                        && found.dict.get(b"Filter").ok() == own.dict.get(b"Filter").ok()
                }),
            (Err(_), None) => true,
            _ => false,
        };
        let (file, program) = &self.program;
        let rest = |dict: &Dictionary, but: &[&str]| {
            let mut dict = dict.clone();
            for key in but {
                dict.remove(key.as_bytes());
            }
            dict
        };
        let links = [
            "FontDescriptor",
            "CIDToGIDMap",
            "ToUnicode",
            "DescendantFonts",
            *file,
        ];
        let pairs = [
            (font, &self.font),
            (descendant, &self.descendant),
            (descriptor, &self.descriptor),
        ];
        Ok(same(descriptor, file, Some(program))
            && same(descendant, "CIDToGIDMap", self.glyphs.as_ref())
            && same(font, "ToUnicode", Some(&self.characters))
            && pairs
                .into_iter()
                .all(|(found, own)| rest(found, &links) == rest(own, &links)))
    }
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
    let start = TextMatrix::Translate(Pt(0.0), Pt(0.0));
    let ops = show(&key.resource(), pt(10), start, glyphs).to_vec();
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
