//! What the documents promise must be so.

use std::path::Path;
use std::process::Command;

use ruku_tests::road::program;
use ruku_tests::{root, tracked_files};

/// Every relative link of the Markdown documents leads to a file.
#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for document in tracked_files()
        .into_iter()
        .filter(|path| path.ends_with(".md"))
    {
        let path = root().join(&document);
        let text = std::fs::read_to_string(&path).unwrap();
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap_or_default();
            let outside = file.is_empty() || file.contains("://");
            if !outside && !path.parent().unwrap_or(Path::new("")).join(file).exists() {
                broken.push(format!("{document}: {target}"));
            }
        }
    }
    assert_eq!(
        broken,
        Vec::<String>::new(),
        "a link in a document leads nowhere"
    );
}

/// The README names two commands, and they exist.
#[test]
fn the_readme_commands_exist() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let xtask = std::fs::read_to_string(root().join("src-tauri/xtask/src/main.rs")).unwrap();
    for command in ["demo", "test"] {
        assert!(
            readme.contains(&format!("cargo xtask {command}")),
            "README must name {command}"
        );
        assert!(
            xtask.contains(&format!("Some(\"{command}\")")),
            "xtask must know {command}"
        );
    }
}

/// The README's walk through the command line runs, line by line, in a fresh
/// folder; status 1 (findings, ineligible projects) is part of the fixtures.
#[test]
fn the_readme_walk_can_be_walked() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let walk: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("ruku ") && !line.contains(" is "))
        .collect();
    assert!(
        walk.len() >= 10,
        "the README walks the whole road: {walk:?}"
    );
    let place = tempfile::TempDir::new().unwrap();
    let place = place.path().to_string_lossy();
    for line in walk {
        let line = line.replace("target/", &format!("{place}/"));
        let ran = Command::new(program("ruku"))
            .args(["--date", "2022-07-05T09:00"])
            .args(line.split_whitespace().skip(1))
            .current_dir(root())
            .output()
            .unwrap();
        assert!(
            matches!(ran.status.code(), Some(0 | 1)),
            "{line}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    assert!(
        Path::new(&*place).join("试用-测算表.xlsx").is_file(),
        "the walk ends with the computed list"
    );
}
