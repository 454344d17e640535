//! Packs from the source tree, as name → bytes.

use std::path::{Path, PathBuf};

use ruku_policy::pack::{Pack, PackFault, PackFiles};

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
    for (name, path) in entries(folder) {
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            add(&path, &format!("{name}/"), files);
        } else {
            files.insert(
                name,
                std::fs::read(path).expect("a file of the source tree is readable"),
            );
        }
    }
}

fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut entries: Vec<(String, PathBuf)> = std::fs::read_dir(folder)
        .expect("the folder is in the source tree")
        .map(|entry| {
            let entry = entry.expect("the folder can be listed");
            (
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
            )
        })
        .collect();
    entries.sort();
    entries
}

/// Every shipped pack: the folder's name and its files.
#[allow(dead_code, reason = "not every test binary needs it")]
pub(crate) fn shipped() -> Vec<(String, PackFiles)> {
    packs_in(&policies())
}

/// Every pack in a folder: its name and its files.
#[allow(dead_code, reason = "not every test binary needs it")]
pub(crate) fn packs_in(folder: &Path) -> Vec<(String, PackFiles)> {
    entries(folder)
        .into_iter()
        .map(|(name, path)| (name, files(&path)))
        .collect()
}

/// A shipped pack's files.
#[allow(dead_code, reason = "not every test binary needs it")]
pub(crate) fn pack_files(id: &str) -> PackFiles {
    files(&policies().join(id))
}

/// A pack that must load.
#[allow(dead_code, reason = "not every test binary needs it")]
pub(crate) fn load(files: &PackFiles) -> Pack {
    Pack::load(files).unwrap_or_else(|faults| panic!("the pack does not load:\n{}", told(&faults)))
}

/// Faults as lines of text.
pub(crate) fn told(faults: &[PackFault]) -> String {
    let line = |f: &PackFault| format!("{}:{} {} {}\n", f.file, f.line, f.reason, f.remedy);
    faults.iter().map(line).collect()
}
