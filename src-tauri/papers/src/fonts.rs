//! The fonts: loaded once, then asked for glyphs character by character.
//!
//! A face that lacks a character falls back to Song, then Kai, then Hei; a
//! character none of them has is the caller's error to report, because a
//! missing-glyph box on a signed paper cannot be told from a crossed check box.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use printpdf::ParsedFont;

use crate::error::PaperError;

/// A face a template can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// 宋体.
    Song,
    /// 粗宋, stands in for 小标宋 in titles.
    SongBold,
    /// 黑体.
    Hei,
    /// 楷体; pre-filled text is set in it.
    Kai,
    /// 仿宋.
    Fang,
}

impl Face {
    /// All faces, in the order of their files.
    pub const ALL: [Face; 5] = [Face::Song, Face::SongBold, Face::Hei, Face::Kai, Face::Fang];

    /// The file in the fonts folder.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Face::Song => "ruku-song.otf",
            Face::SongBold => "ruku-song-bold.otf",
            Face::Hei => "ruku-hei-bold.otf",
            Face::Kai => "ruku-kai.ttf",
            Face::Fang => "ruku-fang.otf",
        }
    }

    /// The resource name in PDFs; its first six letters are the subset tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Face::Song => "RKSONG",
            Face::SongBold => "RKBOLD",
            Face::Hei => "RKHEIB",
            Face::Kai => "RKKAIT",
            Face::Fang => "RKFANG",
        }
    }

    pub(crate) fn index(self) -> usize {
        match self {
            Face::Song => 0,
            Face::SongBold => 1,
            Face::Hei => 2,
            Face::Kai => 3,
            Face::Fang => 4,
        }
    }
}

/// A glyph that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// The face that has it.
    pub face: Face,
    /// Its number in that face.
    pub id: u16,
    /// Its advance in thousandths of the size, as PDF viewers count it.
    pub advance_mille: i64,
}

/// The five faces.
pub struct Fonts {
    faces: Vec<LoadedFace>,
}

struct LoadedFace {
    parsed: ParsedFont,
    glyphs: HashMap<char, (u16, u16)>,
}

impl Fonts {
    /// Reads the five font files of a folder.
    ///
    /// # Errors
    /// A file is missing or is no font.
    pub fn load(folder: &Path) -> Result<Arc<Fonts>, PaperError> {
        Fonts::from_bytes(|face| {
            std::fs::read(folder.join(face.file())).map_err(|error| error.to_string())
        })
    }

    /// Takes the bytes of each face from the caller.
    ///
    /// # Errors
    /// The caller has no bytes for a face (its reason is passed on) or they
    /// are no font.
    pub fn from_bytes(
        mut bytes_of: impl FnMut(Face) -> Result<Vec<u8>, String>,
    ) -> Result<Arc<Fonts>, PaperError> {
        let faces = Face::ALL
            .into_iter()
            .map(|face| {
                let fail = |reason: String| PaperError::Font {
                    file: face.file().to_owned(),
                    reason,
                };
                let bytes = bytes_of(face).map_err(fail)?;
                load_face(&bytes).map_err(fail)
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Arc::new(Fonts { faces }))
    }

    /// The glyph for a character: from `face` if it has it, else from Song,
    /// Kai or Hei.
    #[must_use]
    pub fn glyph(&self, face: Face, character: char) -> Option<Glyph> {
        [face, Face::Song, Face::Kai, Face::Hei]
            .into_iter()
            .find_map(|face| {
                let &(id, advance_mille) = self.faces[face.index()].glyphs.get(&character)?;
                Some(Glyph {
                    face,
                    id,
                    advance_mille: i64::from(advance_mille),
                })
            })
    }

    /// The glyph of one face, without falling back.
    pub(crate) fn own_glyph(&self, face: Face, character: char) -> Option<u16> {
        self.faces[face.index()]
            .glyphs
            .get(&character)
            .map(|(id, _)| *id)
    }

    /// Hands the bytes a face was read from to `look`.
    pub(crate) fn with_source<T>(
        &self,
        face: Face,
        look: impl FnOnce(&[u8]) -> Result<T, PaperError>,
    ) -> Result<T, PaperError> {
        let bytes = self
            .parsed(face)
            .source_bytes()
            .ok_or_else(|| PaperError::Font {
                file: face.file().to_owned(),
                reason: "its bytes were not kept".to_owned(),
            })?;
        look(bytes.as_slice())
    }

    pub(crate) fn parsed(&self, face: Face) -> &ParsedFont {
        &self.faces[face.index()].parsed
    }
}

fn load_face(bytes: &[u8]) -> Result<LoadedFace, String> {
    let face = ttf_parser::Face::parse(bytes, 0).map_err(|error| error.to_string())?;
    let upem = u32::from(face.units_per_em());
    let mut glyphs = HashMap::with_capacity(usize::from(face.number_of_glyphs()));
    for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
        if !table.is_unicode() {
            continue;
        }
        table.codepoints(|code| {
            let found = char::from_u32(code).zip(table.glyph_index(code));
            let Some((character, id)) = found.filter(|(_, id)| id.0 != 0) else {
                return;
            };
            let advance = u32::from(face.glyph_hor_advance(id).unwrap_or(0)) * 1000 / upem;
            let advance = u16::try_from(advance).unwrap_or(u16::MAX);
            glyphs.insert(character, (id.0, advance));
        });
    }
    let parsed = ParsedFont::from_bytes(bytes, 0, &mut Vec::new())
        .ok_or_else(|| "not a font this program can embed".to_owned())?;
    Ok(LoadedFace { parsed, glyphs })
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sizes = self
            .faces
            .iter()
            .map(|face| face.glyphs.len())
            .collect::<Vec<_>>();
        f.debug_struct("Fonts").field("characters", &sizes).finish()
    }
}
