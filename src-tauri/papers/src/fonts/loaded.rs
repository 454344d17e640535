//! One font file, read: its characters with their glyphs, and the code each
//! character has in every PDF.
//!
//! The code does not depend on what else a file holds: it is the glyph's own
//! number in the font (its CID where the outlines are CID-keyed), so the same
//! page is the same bytes in every file.

use std::collections::{BTreeMap, HashMap, HashSet};

use printpdf::ParsedFont;
use ttf_parser::{Face, Permissions};

use super::FontKey;

pub(super) struct LoadedFont {
    pub(super) parsed: ParsedFont,
    /// Its place in its file: a collection holds several.
    pub(super) index: u32,
    /// What it is called.
    pub(super) name: String,
    entries: HashMap<char, Entry>,
    characters: HashMap<(u8, u16), char>,
}

/// A character of a font.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// The glyph's number.
    pub(super) glyph: u16,
    /// Its code in PDFs.
    pub(super) code: u16,
    /// Which of the characters of this glyph it is.
    pub(super) alias: u8,
    /// Its advance in thousandths of the size.
    pub(super) advance_mille: u16,
}

impl LoadedFont {
    pub(super) fn load(bytes: &[u8], index: u32, name: &str) -> Result<LoadedFont, String> {
        let face = Face::parse(bytes, index).map_err(|error| error.to_string())?;
        if face.permissions() == Some(Permissions::Restricted) {
            return Err("its maker forbids embedding".to_owned());
        }
        let cids = cids(bytes, index, &face)?;
        let mut entries = HashMap::with_capacity(usize::from(face.number_of_glyphs()));
        let mut characters = HashMap::with_capacity(entries.capacity());
        for (glyph, sharing) in sharing(&face) {
            let code = match &cids {
                Some(cids) => cids.get(&glyph).copied(),
                None => Some(glyph),
            };
            let Some(code) = code.filter(|code| *code != 0) else {
                continue;
            };
            let advance_mille = advance(&face, glyph);
            for (alias, character) in (0..FontKey::ALIASES).zip(sharing) {
                let entry = Entry {
                    glyph,
                    code,
                    alias,
                    advance_mille,
                };
                entries.insert(character, entry);
                characters.insert((alias, code), character);
            }
        }
        let place = usize::try_from(index).map_err(|error| error.to_string())?;
        let parsed = ParsedFont::from_bytes(bytes, place, &mut Vec::new())
            .ok_or_else(|| "not a font this program can embed".to_owned())?;
        Ok(LoadedFont {
            parsed,
            index,
            name: name.to_owned(),
            entries,
            characters,
        })
    }

    pub(super) fn entry(&self, character: char) -> Option<Entry> {
        self.entries.get(&character).copied()
    }

    pub(super) fn character(&self, alias: u8, code: u16) -> Option<char> {
        self.characters.get(&(alias, code)).copied()
    }

    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.entries.keys().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// The CID of every glyph; `None` for TrueType outlines, where the glyph's
/// number serves.
fn cids(bytes: &[u8], index: u32, face: &Face<'_>) -> Result<Option<BTreeMap<u16, u16>>, String> {
    if face.tables().cff.is_none() {
        return Ok(None);
    }
    let index = usize::try_from(index).map_err(|error| error.to_string())?;
    // Outlines that are keyed by names have no numbers that last.
    printpdf::font::cff_charset_gid_to_cid_map(bytes, index)
        .map(Some)
        .ok_or_else(|| "its outlines are not CID-keyed".to_owned())
}

/// The characters of every glyph, the usual one first.
fn sharing(face: &Face<'_>) -> BTreeMap<u16, Vec<char>> {
    let mut found: BTreeMap<u16, Vec<char>> = BTreeMap::new();
    for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
        if !table.is_unicode() {
            continue;
        }
        table.codepoints(|code| {
            let glyph = char::from_u32(code).zip(table.glyph_index(code));
            let shown = |(c, glyph): &(char, ttf_parser::GlyphId)| {
                glyph.0 != 0 && !NO_BREAK_SPACES.contains(c)
            };
            if let Some((character, glyph)) = glyph.filter(shown) {
                found.entry(glyph.0).or_default().push(character);
            }
        });
    }
    if let Some(space) = face.glyph_index(' ') {
        let spaces = found.entry(space.0).or_default();
        spaces.extend(NO_BREAK_SPACES);
    }
    let mut seen = HashSet::new();
    for characters in found.values_mut() {
        characters.sort_unstable_by_key(|c| (is_compatible(*c), *c));
        characters.retain(|c| seen.insert(*c));
    }
    found
}

/// They are drawn as a space is, whatever glyph a font has for them.
const NO_BREAK_SPACES: [char; 2] = ['\u{a0}', '\u{202f}'];

/// Characters that stand for another one: 日 is U+65E5, not the radical U+2F47.
fn is_compatible(character: char) -> bool {
    matches!(
        u32::from(character),
        0xa0 | 0x202f | 0x2e80..=0x2fdf | 0xe000..=0xfaff | 0xfe30..=0xfe4f | 0x2_f800..=0x2_fa1f
    )
}

/// The advance in thousandths of the size.
fn advance(face: &Face<'_>, glyph: u16) -> u16 {
    let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph));
    let advance = u32::from(advance.unwrap_or(0)) * 1000 / u32::from(face.units_per_em());
    u16::try_from(advance).unwrap_or(u16::MAX)
}
