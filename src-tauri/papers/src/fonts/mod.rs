//! The fonts: loaded once, then asked for glyphs character by character.
//!
//! A face that lacks a character falls back to Song, then Kai, then Hei; a
//! character none of them has is the caller's error to report, because a
//! missing-glyph box on a signed paper cannot be told from a crossed check box.
//!
//! The five fonts that ship are the default and make the same file on every
//! machine. Fonts installed on a machine go before them where a clerk says so,
//! and after them where they have a rare character that no other has.

mod loaded;
mod spare;

pub mod installed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use printpdf::ParsedFont;

use self::installed::Installed;
use self::loaded::LoadedFont;
use self::spare::Spares;
use crate::error::PaperError;
use crate::pdf::embed::Shelf;

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

    /// What a clerk calls it.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        match self {
            Face::Song => "宋体",
            Face::SongBold => "小标宋",
            Face::Hei => "黑体",
            Face::Kai => "楷体",
            Face::Fang => "仿宋",
        }
    }

    fn tag(self) -> &'static str {
        match self {
            Face::Song => "SONG",
            Face::SongBold => "BOLD",
            Face::Hei => "HEIB",
            Face::Kai => "KAIT",
            Face::Fang => "FANG",
        }
    }
}

/// Where a font comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// It ships with the program.
    Shipped,
    /// It is installed, and the clerk's choice for its face.
    Chosen,
    /// It is installed, and has a rare character the others lack: which of
    /// those that were found.
    Spare(u8),
}

/// A font as a page names it.
///
/// A glyph that stands for several characters (a space and a no-break space)
/// is drawn from a second, third… copy of its font for the others, because a
/// font tells only one character per glyph to whoever copies the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FontKey {
    /// The face.
    pub face: Face,
    /// Where the font comes from.
    pub owner: Owner,
    /// Which of the characters of one glyph it shows, from 0.
    pub alias: u8,
}

impl FontKey {
    /// Characters of one glyph that can be told apart.
    const ALIASES: u8 = 6;

    /// The resource's name: six letters, so that it serves as subset tag.
    pub(crate) fn resource(self) -> String {
        let owner = match self.owner {
            Owner::Shipped => "RK".to_owned(),
            Owner::Chosen => "OF".to_owned(),
            Owner::Spare(nth) => format!("S{}", char::from(b'A' + nth)),
        };
        let tag = self.face.tag();
        match self.alias {
            0 => format!("{owner}{tag}"),
            nth => format!("{owner}{}{}", &tag[..3], char::from(b'Z' + 1 - nth)),
        }
    }

    /// The key of a resource or of a font's tagged name.
    pub(crate) fn of_resource(name: &[u8]) -> Option<FontKey> {
        let (owner, tag) = name.get(..6)?.split_at(2);
        let owner = match owner {
            b"OF" => Owner::Chosen,
            b"RK" => Owner::Shipped,
            [b'S', nth @ b'A'..=b'Z'] => Owner::Spare(nth - b'A'),
            _ => return None,
        };
        let own = |face: &Face| face.tag().as_bytes();
        let face = Face::ALL
            .into_iter()
            .find(|face| own(face)[..3] == tag[..3])?;
        let alias = if own(&face)[3] == tag[3] {
            0
        } else {
            (b'Z' + 1).checked_sub(tag[3])?
        };
        (alias < FontKey::ALIASES).then_some(FontKey { face, owner, alias })
    }
}

/// A glyph that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// The font that has it.
    pub font: FontKey,
    /// Its code in that font, in every file alike.
    pub code: u16,
    /// Its advance in thousandths of the size, as PDF viewers count it.
    pub advance_mille: i64,
}

/// The faces, with the installed fonts a clerk chose before them.
pub struct Fonts {
    bundled: Vec<LoadedFont>,
    chosen: BTreeMap<Face, LoadedFont>,
    spares: Spares,
    shelf: Shelf,
}

impl Fonts {
    /// Reads the five font files of a folder.
    ///
    /// # Errors
    /// A file is missing or is no font.
    pub fn load(folder: &Path) -> Result<Arc<Fonts>, PaperError> {
        Fonts::load_with(folder, &[], &[])
    }

    /// The five font files of a folder, before them installed fonts, and after
    /// them what is found in some folders once a character is in no other font.
    ///
    /// # Errors
    /// A file is missing, is no font, or may not be embedded.
    pub fn load_with(
        folder: &Path,
        chosen: &[Installed],
        spare_folders: &[PathBuf],
    ) -> Result<Arc<Fonts>, PaperError> {
        let read = |path: &Path| std::fs::read(path).map_err(|error| error.to_string());
        let mut fonts = Fonts::bundled(|face| read(&folder.join(face.file())))?;
        for font in chosen {
            let fail = |reason: String| PaperError::Font {
                file: font.path.display().to_string(),
                reason,
            };
            let bytes = read(&font.path).map_err(fail)?;
            let loaded = LoadedFont::load(&bytes, font.index, &font.family).map_err(fail)?;
            fonts.chosen.insert(font.face, loaded);
        }
        fonts.spares = Spares::new(spare_folders);
        Ok(Arc::new(fonts))
    }

    /// Takes the bytes of each face from the caller.
    ///
    /// # Errors
    /// The caller has no bytes for a face (its reason is passed on) or they
    /// are no font.
    pub fn from_bytes(
        bytes_of: impl FnMut(Face) -> Result<Vec<u8>, String>,
    ) -> Result<Arc<Fonts>, PaperError> {
        Fonts::bundled(bytes_of).map(Arc::new)
    }

    fn bundled(
        mut bytes_of: impl FnMut(Face) -> Result<Vec<u8>, String>,
    ) -> Result<Fonts, PaperError> {
        let bundled = Face::ALL
            .into_iter()
            .map(|face| {
                let fail = |reason: String| PaperError::Font {
                    file: face.file().to_owned(),
                    reason,
                };
                let bytes = bytes_of(face).map_err(fail)?;
                LoadedFont::load(&bytes, 0, face.file()).map_err(fail)
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Fonts {
            bundled,
            chosen: BTreeMap::new(),
            spares: Spares::default(),
            shelf: Shelf::default(),
        })
    }

    /// The glyph for a character: from `face` if it has it, else from Song,
    /// Kai or Hei, else from an installed font for rare characters.
    #[must_use]
    pub fn glyph(&self, face: Face, character: char) -> Option<Glyph> {
        let chosen = std::iter::once((face, Owner::Chosen));
        let bundled = [face, Face::Song, Face::Kai, Face::Hei].map(|face| (face, Owner::Shipped));
        // Looked for on the disk only once nothing else has the character.
        let spares = std::iter::once(()).flat_map(|()| self.spares.numbers());
        let spares = spares.map(|nth| (Face::Song, Owner::Spare(nth)));
        let all = chosen.chain(bundled).chain(spares);
        all.into_iter().find_map(|(face, owner)| {
            let key = FontKey {
                face,
                owner,
                alias: 0,
            };
            let entry = self.font(key)?.entry(character)?;
            Some(Glyph {
                font: FontKey {
                    alias: entry.alias,
                    ..key
                },
                code: entry.code,
                advance_mille: i64::from(entry.advance_mille),
            })
        })
    }

    /// The installed fonts in use, as a clerk reads it: 仿宋：仿宋_GB2312.
    #[must_use]
    pub fn chosen(&self) -> Vec<String> {
        let line =
            |(face, font): (&Face, &LoadedFont)| format!("{}：{}", face.chinese(), font.name);
        self.chosen.iter().map(line).collect()
    }

    /// The characters a face of its own has, without falling back.
    pub fn characters(&self, face: Face) -> impl Iterator<Item = char> {
        let key = FontKey {
            face,
            owner: Owner::Shipped,
            alias: 0,
        };
        self.font(key).into_iter().flat_map(LoadedFont::characters)
    }

    /// The character a code of a font stands for.
    pub(crate) fn character(&self, key: FontKey, code: u16) -> Option<char> {
        self.font(key)?.character(key.alias, code)
    }

    /// The glyph number behind a code of a font, and its advance.
    pub(crate) fn number(&self, key: FontKey, code: u16) -> Option<(u16, u16)> {
        let font = self.font(key)?;
        let entry = font.entry(font.character(key.alias, code)?)?;
        Some((entry.glyph, entry.advance_mille))
    }

    /// Fonts that were made ready for files before.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    pub(crate) fn parsed(&self, key: FontKey) -> Option<&ParsedFont> {
        self.font(key).map(|font| &font.parsed)
    }

    /// The bytes a font was read from and its number in that file.
    pub(crate) fn with_source<T>(
        &self,
        key: FontKey,
        look: impl FnOnce(&[u8], u32) -> Result<T, PaperError>,
    ) -> Result<T, PaperError> {
        let missing = || PaperError::Font {
            file: key.face.file().to_owned(),
            reason: "its bytes were not kept".to_owned(),
        };
        let font = self.font(key).ok_or_else(missing)?;
        let bytes = font.parsed.source_bytes().ok_or_else(missing)?;
        look(bytes.as_slice(), font.index)
    }

    fn font(&self, key: FontKey) -> Option<&LoadedFont> {
        match key.owner {
            Owner::Chosen => self.chosen.get(&key.face),
            Owner::Spare(nth) => self.spares.get(nth),
            Owner::Shipped => {
                let at = Face::ALL.iter().position(|face| *face == key.face)?;
                self.bundled.get(at)
            }
        }
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sizes = self.bundled.iter().map(LoadedFont::len).collect::<Vec<_>>();
        f.debug_struct("Fonts")
            .field("characters", &sizes)
            .field("chosen", &self.chosen())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_has_a_name_of_its_own() {
        let mut names = BTreeSet::new();
        for face in Face::ALL {
            for owner in [Owner::Shipped, Owner::Chosen, Owner::Spare(3)] {
                for alias in 0..FontKey::ALIASES {
                    let key = FontKey { face, owner, alias };
                    let name = key.resource();
                    assert_eq!(FontKey::of_resource(name.as_bytes()), Some(key), "{name}");
                    assert!(names.insert(name), "{key:?} is not another's");
                }
            }
        }
    }
}
