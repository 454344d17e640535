//! Walks the tree and checks what the compiler cannot: module docs, file
//! length, who names whom, and words that must not be committed.

use std::path::Path;

use ruku_tests::{root, tracked_files};

/// Files longer than this are to be split; tests do not count.
const LINES_MAX: usize = 500;

fn sources(extensions: &[&str]) -> Vec<(String, String)> {
    tracked_files()
        .into_iter()
        .filter(|path| {
            Path::new(path)
                .extension()
                .is_some_and(|e| extensions.iter().any(|wanted| e == *wanted))
        })
        .filter_map(|path| {
            let text = std::fs::read_to_string(root().join(&path)).ok()?;
            Some((path, text))
        })
        .collect()
}

/// The lines that hold one of these words, as `file:line`.
fn lines_with(words: &[String], extensions: &[&str]) -> Vec<String> {
    let holds = |line: &str| words.iter().any(|word| line.contains(word));
    let mut found = Vec::new();
    for (path, text) in sources(extensions) {
        let lines = text.lines().enumerate().filter(|(_, line)| holds(line));
        found.extend(lines.map(|(i, _)| format!("{path}:{}", i + 1)));
    }
    found
}

/// The lines of a Rust file before its unit tests.
fn product_lines(text: &str) -> usize {
    text.lines()
        .position(|line| line.trim() == "#[cfg(test)]")
        .unwrap_or(text.lines().count())
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let mute: Vec<String> = sources(&["rs"])
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(
        mute,
        Vec::<String>::new(),
        "a file starts with a `//!` doc of one to five lines"
    );
}

#[test]
fn files_are_short() {
    let long: Vec<String> = sources(&["rs", "ts", "svelte"])
        .into_iter()
        .filter(|(path, _)| !path.starts_with("ui/src/gen/") && !path.contains("tests/"))
        .map(|(path, text)| (path, product_lines(&text)))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| format!("{path}: {lines}"))
        .collect();
    assert_eq!(
        long,
        Vec::<String>::new(),
        "a file over {LINES_MAX} lines holds two concepts"
    );
}

#[test]
fn nothing_is_left_open() {
    // Built from halves, so that this file does not find itself.
    let words = [
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["FIX", "ME"].concat(),
        ["#[ig", "nore"].concat(),
        ["#[should_", "panic"].concat(),
    ];
    let found = lines_with(&words, &["rs", "ts", "svelte"]);
    assert_eq!(
        found,
        Vec::<String>::new(),
        "work is finished or not begun; tests run or are gone"
    );
}

/// One word for one thing (ARCHITECTURE.md, "Glossary"): words a clerk would
/// take for something else, and what is said instead. Spaces keep this file
/// from finding itself.
const SAID_OTHERWISE: [(&str, &str); 8] = [
    ("项目 批次", "专项"),
    ("通知 包", "政策包"),
    ("规则 包", "政策包"),
    ("读 入", "导入"),
    ("装 入", "载入"),
    ("哈 希", "数据指纹"),
    ("校验 和", "数据指纹"),
    ("字 段", "事实"),
];

#[test]
fn one_word_is_used_for_one_thing() {
    let mut found = Vec::new();
    for (word, instead) in SAID_OTHERWISE {
        let word = word.replace(' ', "");
        for line in lines_with(
            std::slice::from_ref(&word),
            &["rs", "ts", "svelte", "html", "md"],
        ) {
            found.push(format!("{line}: {word}, say {instead}"));
        }
    }
    assert_eq!(
        found,
        Vec::<String>::new(),
        "a clerk who meets two words looks for two things"
    );
}

/// Which crates a room may name (ARCHITECTURE.md, "Rooms").
#[test]
fn arrows_point_downward() {
    let rooms: &[(&str, &[&str])] = &[
        ("model", &[]),
        ("policy", &["ruku-model"]),
        ("intake", &["ruku-model", "ruku-policy"]),
        ("library", &["ruku-model", "ruku-policy"]),
        ("papers", &["ruku-model", "ruku-policy"]),
        (
            "desk",
            &[
                "ruku-model",
                "ruku-policy",
                "ruku-intake",
                "ruku-library",
                "ruku-papers",
            ],
        ),
    ];
    for (room, allowed) in rooms {
        let path = root().join("src-tauri").join(room).join("Cargo.toml");
        let manifest: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let dependencies = manifest["dependencies"].as_table().unwrap();
        let wrong: Vec<&String> = dependencies
            .keys()
            .filter(|name| name.starts_with("ruku-") && !allowed.contains(&name.as_str()))
            .collect();
        assert!(wrong.is_empty(), "{room} must not know {wrong:?}");
        assert!(
            !dependencies.keys().any(|name| name.starts_with("tauri")),
            "{room} must not know Tauri"
        );
    }
}

#[test]
fn only_one_ui_file_knows_tauri() {
    let knowing: Vec<String> = sources(&["ts", "svelte"])
        .into_iter()
        .filter(|(path, text)| path.starts_with("ui/src/") && text.contains("@tauri-apps/"))
        .map(|(path, _)| path)
        .filter(|path| path != "ui/src/backend.ts")
        .collect();
    assert_eq!(
        knowing,
        Vec::<String>::new(),
        "screens speak to the backend interface only"
    );
}

#[test]
fn imported_text_is_never_markup() {
    let wrong: Vec<String> = sources(&["ts", "svelte"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("ui/src/"))
        .filter(|(_, text)| text.contains("{@html") || text.contains("innerHTML"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "a county's cell is hostile text"
    );
}

#[test]
fn no_machine_is_named() {
    let words = [["/wo", "rk/"].concat(), ["/ro", "ot/"].concat()];
    let texts = ["rs", "ts", "svelte", "toml", "json", "md", "py", "html"];
    let found = lines_with(&words, &texts);
    assert_eq!(
        found,
        Vec::<String>::new(),
        "a path of one machine means nothing on another"
    );
}
