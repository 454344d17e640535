//! Files that are no return: one Chinese sentence each, the library unchanged.

use std::path::{Path, PathBuf};

use ruku_library::library::Library;
use ruku_tests::road::{Road, SHAOGUAN, text};
use ruku_tests::root;
use serde_json::Value;

/// Words of other alphabets that a Chinese clerk says too.
const NAMES: [&str; 6] = ["Excel", "WPS", "Word", "PDF", "xlsx", "xls"];

pub(super) fn content(road: &Road) -> String {
    let library = Library::open_reading(&road.library()).unwrap();
    library.content_hash().unwrap()
}

fn bad_files() -> Vec<PathBuf> {
    let folder = root().join("fixtures/bad");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn refused(road: &Road, path: &Path) -> String {
    let ran = road.take_in_ran(path);
    assert_eq!(
        ran.status, 3,
        "everything was refused and nothing changed: {ran:?}"
    );
    let document = ran.json(3);
    let file = &document["files"][0];
    assert_eq!(file["outcome"], "refused", "{path:?} is no return");
    assert_eq!(file["batch"], Value::Null, "{path:?} makes no batch");
    assert_eq!(document["projects"], 0, "{path:?} adds no project");
    let name = path.file_name().unwrap().to_string_lossy();
    let message = text(&file["message"]);
    let sentence = message.strip_prefix(&format!("{name}："));
    sentence
        .expect("the sentence begins with the file's name")
        .to_owned()
}

fn is_one_chinese_sentence(sentence: &str) {
    assert!(sentence.ends_with('。'), "a sentence ends so: {sentence}");
    assert_eq!(
        sentence.matches('。').count(),
        1,
        "one sentence: {sentence}"
    );
    assert!(!sentence.contains(['/', '\\']), "no path: {sentence}");
    let foreign: Vec<&str> = sentence
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty() && !NAMES.contains(word))
        .collect();
    assert_eq!(foreign, Vec::<&str>::new(), "plain Chinese: {sentence}");
}

#[test]
fn every_bad_file_is_refused_with_one_sentence() {
    let road = Road::opened(SHAOGUAN);
    let before = content(&road);
    let files = bad_files();
    assert_eq!(files.len(), 20, "fixtures/README.md counts twenty");
    for path in files {
        is_one_chinese_sentence(&refused(&road, &path));
        assert_eq!(content(&road), before, "{path:?} left something behind");
    }
}

#[test]
fn another_citys_return_is_refused() {
    let road = Road::opened(SHAOGUAN);
    let before = content(&road);
    let path = root().join("fixtures/returns/jiangmen-2024/蓬江区2024年入库储备汇总表.xlsx");
    let sentence = refused(&road, &path);
    is_one_chinese_sentence(&sentence);
    assert!(
        sentence.contains("其他地市"),
        "it says which fault: {sentence}"
    );
    assert_eq!(content(&road), before, "nothing is taken in");
}

/// `return check` names the reason by its code, as the answer keys do.
#[test]
fn the_check_names_the_reason() {
    let road = Road::opened(SHAOGUAN);
    for path in bad_files() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let key = root()
            .join("fixtures/keys/bad")
            .join(format!("{name}.json"));
        let key: Value = serde_json::from_slice(&std::fs::read(key).unwrap()).unwrap();
        let args = [
            "return",
            "check",
            "--programme",
            SHAOGUAN.pack,
            path.to_str().unwrap(),
        ];
        let document = road.run(args).json(1);
        let file = &document["files"][0];
        assert_eq!(file["verdict"], "refuse", "{name} is no return");
        assert_eq!(
            file["code"], key["code"],
            "{name} is refused for this reason"
        );
    }
}
