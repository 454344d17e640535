//! For those who write packs: the starter, and the notice held against a pack.

use std::path::Path;

use ruku_policy::notice::{self, NoticeCheck};
use ruku_policy::pack::Pack;
use ruku_policy::starter;

use crate::assets::{entries, read, write};
use crate::error::DeskError;

/// Writes a starter pack into a new or empty folder; its id is the folder's name.
///
/// # Errors
/// The folder is in use, or its name will not do as an id.
pub fn new_pack(folder: &Path) -> Result<Pack, DeskError> {
    if folder.is_dir() && !entries(folder)?.is_empty() {
        return Err(DeskError::Refused(format!(
            "文件夹 {} 里已有文件，没有写入样例。请换一个空文件夹。",
            folder.display()
        )));
    }
    let id = folder.file_name().and_then(|name| name.to_str());
    let id = id.unwrap_or_default();
    let files = starter::files(id);
    let pack = Pack::load(&files).map_err(|_| {
        DeskError::Refused(format!(
            "文件夹名“{id}”不能作政策包编号。请用小写字母、数字和连字符，如 zhaoqing-2026-upgrade。"
        ))
    })?;
    for (name, bytes) in &files {
        write(&folder.join(name), bytes)?;
    }
    Ok(pack)
}

/// Holds a notice's file (txt, docx) against a pack.
///
/// # Errors
/// The file cannot be read or holds no text.
pub fn check_notice(pack: &Pack, file: &Path) -> Result<NoticeCheck, DeskError> {
    let text = notice::text_of(&read(file)?)
        .map_err(|error| DeskError::Refused(format!("{}：{}", file.display(), error.chinese())))?;
    Ok(notice::check(pack, &text))
}
