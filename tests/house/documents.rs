//! What the documents promise must be so.

use std::path::Path;

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
