//! Forms with nothing filled in, to be written on by hand.

use std::path::Path;

use ruku_papers::print::{Pdf, single};
use ruku_papers::template::render;

use crate::assets::write;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::print::copies::check_copies;
use crate::print::desktop::Desktop;
use crate::print::files::{FileKind, file_safe, printed};
use crate::view::PrintedFile;

impl Desk {
    /// Prints a form blank into a folder; the library is not asked for any
    /// project, and the register not told.
    ///
    /// # Errors
    /// There is no such programme or form, or the file cannot be written.
    pub fn print_blank(
        &self,
        programme: &str,
        form: &str,
        copies: Option<u32>,
        folder: &Path,
    ) -> Result<PrintedFile, DeskError> {
        check_copies(copies)?;
        let desktop = self.desktop(Some(programme), form)?;
        let pdf = self.blank_pdf(&desktop, copies)?;
        let name = format!("{}_空白.pdf", desktop.form.short);
        let path = folder.join(file_safe(&name));
        write(&path, &pdf.bytes)?;
        let what = format!("空白{}", desktop.form.short);
        Ok(printed(&path, FileKind::Blank, &what, (pdf.pages, 1)))
    }

    /// The PDF of a blank form, byte for byte as it would be printed.
    ///
    /// # Errors
    /// There is no such programme or form, or the form was not released.
    pub fn preview_blank(&self, programme: &str, form: &str) -> Result<Vec<u8>, DeskError> {
        let desktop = self.desktop(Some(programme), form)?;
        Ok(self.blank_pdf(&desktop, None)?.bytes)
    }

    fn blank_pdf(&self, desktop: &Desktop, copies: Option<u32>) -> Result<Pdf, DeskError> {
        let document = render(&desktop.template, &desktop.blank_data())?;
        let options = self.print_options(copies);
        Ok(single(&document, &*self.fonts()?, &options)?)
    }
}
