//! Remembers which library was open last, and the fonts that were chosen.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that was open last, if it is still there.
pub(crate) fn read(file: &Path) -> Option<PathBuf> {
    let folder = PathBuf::from(fs::read_to_string(file).ok()?.trim());
    folder.is_dir().then_some(folder)
}

/// Whether the official fonts of this machine were chosen; `file` is the one
/// the library is remembered in.
pub(crate) fn official_fonts(file: &Path) -> bool {
    fs::read_to_string(beside(file)).is_ok_and(|text| text.trim() == OFFICIAL)
}

/// Remembers which fonts were chosen. Where that cannot be written the program
/// merely starts with its own fonts next time.
pub(crate) fn write_fonts(file: &Path, official: bool) {
    write(&beside(file), if official { OFFICIAL } else { "shipped" });
}

/// What stands in the file when the official fonts were chosen.
const OFFICIAL: &str = "official";

fn beside(file: &Path) -> PathBuf {
    file.with_file_name("fonts.txt")
}

/// Remembers a folder. Where that cannot be written the program merely starts
/// with the default folder next time.
pub(crate) fn write(file: &Path, folder: &str) {
    if let Some(parent) = file.parent() {
        let _ = fs::create_dir_all(parent);
    }
    let _ = fs::write(file, folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_that_were_chosen_are_remembered() -> std::io::Result<()> {
        let home = tempfile::tempdir()?;
        let file = home.path().join("config/library.txt");
        assert!(!official_fonts(&file), "the program's own fonts at first");
        write_fonts(&file, true);
        assert!(official_fonts(&file), "the official ones were chosen");
        write_fonts(&file, false);
        assert!(!official_fonts(&file), "and given up again");
        Ok(())
    }

    #[test]
    fn the_last_library_is_remembered_while_it_is_there() -> std::io::Result<()> {
        let home = tempfile::tempdir()?;
        let file = home.path().join("config/library.txt");
        assert_eq!(read(&file), None, "nothing is remembered at first");
        let folder = home.path().join("项目库");
        fs::create_dir(&folder)?;
        write(&file, &folder.display().to_string());
        assert_eq!(
            read(&file),
            Some(folder.clone()),
            "the folder is remembered"
        );
        fs::remove_dir(&folder)?;
        assert_eq!(read(&file), None, "a folder that has gone is not opened");
        Ok(())
    }
}
