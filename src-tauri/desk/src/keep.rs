//! Keeping the library: backups.

use std::path::{Path, PathBuf};

use ruku_library::library::Library;

use crate::desk::Desk;
use crate::error::DeskError;

impl Desk {
    /// Makes a backup and checks it by opening it.
    ///
    /// # Errors
    /// The backup cannot be written or is not sound.
    pub fn backup(&self) -> Result<PathBuf, DeskError> {
        Ok(self.library()?.backup(self.now())?.path)
    }

    /// Puts a backup in the library's place; gives where the replaced state is
    /// kept.
    ///
    /// # Errors
    /// The backup is not sound, or the library is in use.
    pub fn restore(&mut self, folder: &Path, backup: &Path) -> Result<PathBuf, DeskError> {
        let restored = Library::restore(folder, backup, &self.stamp())?;
        self.put_library(restored.library);
        Ok(restored.replaced)
    }
}
