//! Installed fonts for the rare characters no other font has: looked for once
//! such a character turns up, and each read only when it is asked.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::installed::{self, Spare};
use super::loaded::LoadedFont;

/// No more of them are asked: their keys have a letter each.
const SPARES_MAX: usize = 8;

/// Where to look, and what was found there.
#[derive(Default)]
pub(super) struct Spares {
    folders: Vec<PathBuf>,
    found: OnceLock<Vec<Found>>,
}

struct Found {
    font: Spare,
    /// `None` for a file that is no font, or may not be embedded.
    loaded: OnceLock<Option<LoadedFont>>,
}

impl Spares {
    pub(super) fn new(folders: &[PathBuf]) -> Spares {
        Spares {
            folders: folders.to_vec(),
            found: OnceLock::new(),
        }
    }

    /// The numbers of those that were found.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u8> {
        (0..).zip(self.found()).map(|(number, _)| number)
    }

    pub(super) fn get(&self, number: u8) -> Option<&LoadedFont> {
        let found = self.found().get(usize::from(number))?;
        let load = || {
            let bytes = std::fs::read(&found.font.path).ok()?;
            LoadedFont::load(&bytes, found.font.index, &found.font.family).ok()
        };
        found.loaded.get_or_init(load).as_ref()
    }

    fn found(&self) -> &[Found] {
        self.found.get_or_init(|| {
            let fonts = installed::find_spares(&self.folders).into_iter();
            let found = fonts.take(SPARES_MAX).map(|font| Found {
                font,
                loaded: OnceLock::new(),
            });
            found.collect()
        })
    }
}
