//! Which fonts papers are set in: those that ship, the same on every machine,
//! or the official ones this machine has, where a clerk says so.

use std::sync::Arc;

use ruku_papers::fonts::{Face, Fonts, installed};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::register::{FaceRow, FontsView};

impl Desk {
    /// The fonts papers are set in, and the official ones this machine has.
    #[must_use]
    pub fn font_choice(&self) -> FontsView {
        let found = installed::find(&self.setting.font_folders);
        let faces = Face::ALL
            .into_iter()
            .map(|face| FaceRow {
                face: face.chinese().to_owned(),
                installed: found
                    .iter()
                    .find(|font| font.face == face)
                    .map(|font| font.family.clone())
                    .unwrap_or_default(),
            })
            .collect();
        FontsView {
            official: self.setting.official_fonts,
            available: !found.is_empty(),
            faces,
        }
    }

    /// Sets papers in the official fonts of this machine from now on, or again
    /// in those that ship.
    ///
    /// # Errors
    /// There is no official font here, or one of them cannot be embedded; the
    /// choice stays as it was.
    pub fn choose_fonts(&mut self, official: bool) -> Result<FontsView, DeskError> {
        let before = std::mem::replace(&mut self.setting.official_fonts, official);
        self.forget_fonts();
        if let Err(error) = self.fonts() {
            self.setting.official_fonts = before;
            self.forget_fonts();
            return Err(error);
        }
        Ok(self.font_choice())
    }

    /// Reads the fonts as they were chosen.
    pub(crate) fn load_fonts(&self) -> Result<Arc<Fonts>, DeskError> {
        let folder = self.setting.assets.path("fonts");
        if !self.setting.official_fonts {
            return Ok(Fonts::load_with(&folder, &[], &self.setting.font_folders)?);
        }
        let found = installed::find(&self.setting.font_folders);
        if found.is_empty() {
            return Err(DeskError::Refused(
                "这台电脑没有安装仿宋_GB2312、方正小标宋等公文字体。请先安装，或改用软件自带的字体。"
                    .to_owned(),
            ));
        }
        Ok(Fonts::load_with(
            &folder,
            &found,
            &self.setting.font_folders,
        )?)
    }
}
