//! Keeping the library: backups.

use std::path::{Path, PathBuf};

use ruku_library::library::Library;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view_returns::BackupView;

impl Desk {
    /// Makes a backup and checks it by opening it.
    ///
    /// # Errors
    /// The backup cannot be written or is not sound.
    pub fn backup(&self) -> Result<PathBuf, DeskError> {
        Ok(self.library()?.backup(self.now())?.path)
    }

    /// Writes database and originals into one file and checks it by opening
    /// it; into a folder, under a name with the day.
    ///
    /// # Errors
    /// The backup cannot be written or is not sound.
    pub fn backup_to(&self, path: &Path) -> Result<BackupView, DeskError> {
        let path = if path.is_dir() {
            path.join(self.backup_name())
        } else {
            path.to_owned()
        };
        let whole = self.library()?.backup_whole(&path)?;
        let mut message = format!(
            "已备份到 {}：数据库和{}个原始文件都在这一个文件里，已打开核验。",
            whole.path.display(),
            whole.originals
        );
        if !whole.lost.is_empty() {
            message.push_str(&format!(
                "项目库里已经缺失的原始文件不在备份中：{}。",
                whole.lost.join("、")
            ));
        }
        Ok(BackupView {
            path: whole.path.display().to_string(),
            message,
        })
    }

    /// What a backup of today is called.
    #[must_use]
    pub fn backup_name(&self) -> String {
        format!("入库通备份_{}.ruku", self.now().format("%Y%m%d_%H%M"))
    }

    /// Puts a backup in the place of the library in `folder`, or makes one there;
    /// gives where the replaced state is kept.
    ///
    /// # Errors
    /// The backup is not sound, the library is in use, or the folder holds
    /// other files.
    pub fn restore(&mut self, folder: &Path, backup: &Path) -> Result<PathBuf, DeskError> {
        let folder = std::path::absolute(folder).map_err(|source| DeskError::File {
            path: folder.to_owned(),
            source,
        })?;
        let own = self
            .library()
            .is_ok_and(|library| library.folder() == folder);
        if own {
            self.close_library();
        }
        match Library::restore(&folder, backup, &self.stamp()) {
            Ok(restored) => {
                self.put_library(restored.library);
                self.recompute_after_upgrade()?;
                Ok(restored.replaced)
            }
            Err(error) => {
                if own {
                    // What was open before is open again; the first error counts.
                    let _ = self.open_library(&folder);
                }
                Err(error.into())
            }
        }
    }
}
