//! Forms with nothing filled in, to be written on by hand.

use std::path::Path;

use ruku_papers::print::single;
use ruku_papers::template::render;

use crate::assets::write;
use crate::desk::Desk;
use crate::error::DeskError;
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
        let desktop = self.desktop(Some(programme), form)?;
        let options = self.print_options(copies);
        let document = render(&desktop.template, &desktop.blank_data())?;
        let pdf = single(&document, &*self.fonts()?, &options)?;
        let name = format!("{}_空白.pdf", desktop.form.short);
        let path = folder.join(file_safe(&name));
        write(&path, &pdf.bytes)?;
        let what = format!("空白{}", desktop.form.short);
        Ok(printed(&path, FileKind::Blank, &what, (pdf.pages, 1)))
    }
}
