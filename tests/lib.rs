//! Shared by the integration tests: where the tree is and what is in it.

pub mod road;

use std::path::PathBuf;
use std::process::Command;

/// The top folder of the source tree.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The files that are, or would be, committed.
///
/// # Panics
/// Git is not there or this is no checkout: the tree cannot be judged then.
#[must_use]
pub fn tracked_files() -> Vec<String> {
    let output = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root())
        .output()
        .expect("git is needed to list the tree");
    assert!(
        output.status.success(),
        "git ls-files failed: not a checkout?"
    );
    String::from_utf8(output.stdout)
        .expect("file names in this tree are UTF-8")
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
