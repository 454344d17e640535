//! Packs from the source tree, as name → bytes.

use std::path::{Path, PathBuf};

use ruku_policy::pack::PackFiles;

/// The folder of the shipped packs.
pub(crate) fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/policies")
}

/// The files of a pack's folder.
pub(crate) fn files(folder: &Path) -> PackFiles {
    let mut files = PackFiles::new();
    add(folder, "", &mut files);
    files
}

fn add(folder: &Path, prefix: &str, files: &mut PackFiles) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            add(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// Every shipped pack: the folder's name and its files.
pub(crate) fn shipped() -> Vec<(String, PackFiles)> {
    let mut packs: Vec<(String, PackFiles)> = std::fs::read_dir(policies())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (
                entry.file_name().to_str().unwrap().to_owned(),
                files(&entry.path()),
            )
        })
        .collect();
    packs.sort_by(|a, b| a.0.cmp(&b.0));
    packs
}
