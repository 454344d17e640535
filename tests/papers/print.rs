//! Printed forms, read back with poppler.

use std::path::{Path, PathBuf};

use ruku_tests::road::{City, JIANGMEN, Road, SHAOGUAN, pdf_text, rows, text};
use serde_json::Value;

const FORMS: [&str; 3] = ["application", "commitment", "acceptance"];

fn print(road: &Road, form: &str, out: &Path, ids: &[&str], more: &[&str]) -> Value {
    let out = out.to_str().unwrap();
    let mut args = vec!["print", form, "--out", out];
    for id in ids {
        args.extend(["--project", id]);
    }
    args.extend(more);
    road.run(args).json(0)
}

fn path_of(file: &Value) -> PathBuf {
    PathBuf::from(text(&file["path"]))
}

/// Poppler parts characters by a space where the paper has a gap.
fn close(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

fn pages(words: &str) -> u64 {
    u64::try_from(words.matches('\u{c}').count()).unwrap()
}

/// Two projects of a city through the three forms: the book, the files, what
/// they say and how many pages they have.
fn check(city: City, names: [&str; 2]) {
    let road = Road::assessed(city);
    let mut ids = names.map(|name| road.id_of(name));
    // The files come in the grid's order.
    ids.sort_by_key(|id| id.parse::<u32>().unwrap());
    let programme = road.run(["programme", "show"]).json(0);
    for form in FORMS {
        let declared = rows(&programme["forms"]);
        let declared = declared.iter().find(|known| known["id"] == form).unwrap();
        let copies = declared["copies"].as_u64().unwrap();
        let printed = print(&road, form, &road.out(form), &[&ids[0], &ids[1]], &[]);
        assert_eq!(
            printed["refused"],
            Value::Array(Vec::new()),
            "{form} loses nothing"
        );
        let files = rows(&printed["files"]);
        assert_eq!(
            files.len(),
            4,
            "the book, the signing list and a file for each project"
        );
        let mut sheets_sides = 0;
        for (file, id) in files[2..].iter().zip(&ids) {
            let words = pdf_text(&path_of(file));
            let count = file["pages"].as_u64().unwrap();
            assert_eq!(pages(&words), count, "{form}: the pages it says are in it");
            assert_eq!(file["copies"], 1, "a project's file holds one copy");
            sheets_sides += count.next_multiple_of(2);
            check_words(
                &road,
                &close(&words),
                id,
                &close(text(&declared["title"])),
                form,
            );
        }
        let words = pdf_text(&path_of(&files[0]));
        assert_eq!(
            files[0]["copies"].as_u64(),
            Some(copies),
            "{form} in so many copies"
        );
        assert_eq!(
            pages(&words),
            copies * sheets_sides,
            "{form}: the book is its copies, each begun on a new sheet"
        );
        assert_eq!(
            files[0]["pages"].as_u64(),
            Some(copies * sheets_sides),
            "{form}: as it says"
        );
    }
}

fn check_words(road: &Road, words: &str, id: &str, title: &str, form: &str) {
    let view = road.run(["explain", id]).json(0);
    let row = &view["row"];
    let keys: &[&str] = match form {
        "commitment" => &["enterprise", "project"],
        _ => &["enterprise", "project", "direction", "county"],
    };
    for key in keys {
        let word = close(text(&row[key]));
        assert!(
            words.contains(&word),
            "{form} of project {id} says {word}: {words}"
        );
    }
    assert!(
        words.contains(title),
        "{form} bears its title {title}: {words}"
    );
    if form == "commitment" {
        return;
    }
    for fact in rows(&view["facts"]) {
        let printed = [
            "project_investment",
            "provincial_fund",
            "project_input",
            "credit_code",
        ];
        if printed.contains(&text(&fact["id"])) {
            let shown = text(&fact["shown"]);
            assert!(
                words.contains(shown),
                "{form} of project {id} prints {shown}: {words}"
            );
        }
    }
}

#[test]
fn shaoguans_forms_say_what_the_library_says() {
    check(SHAOGUAN, ["铅锌冶炼炉况数据上云项目", "机器人产线上云"]);
}

#[test]
fn jiangmens_forms_say_what_the_library_says() {
    check(
        JIANGMEN,
        ["照明电器企业上云", "卫浴智能工厂标杆示范（一期）"],
    );
}

#[test]
fn the_same_data_prints_the_same_bytes() {
    let road = Road::assessed(SHAOGUAN);
    let id = road.id_of("机器人产线上云");
    for form in FORMS {
        let [first, second] = ["a", "b"].map(|name| {
            let out = road.out(&format!("{form}-{name}"));
            let files = rows(&print(&road, form, &out, &[&id], &[])["files"]);
            let bytes = files
                .iter()
                .map(|file| std::fs::read(path_of(file)).unwrap());
            bytes.collect::<Vec<Vec<u8>>>()
        });
        assert_eq!(first.len(), 3, "the book, the signing list and the file");
        assert!(first == second, "{form} printed twice differs");
    }
}

#[test]
fn the_clerk_may_ask_for_other_copies() {
    let road = Road::assessed(SHAOGUAN);
    let id = road.id_of("机器人产线上云");
    let printed = print(
        &road,
        "commitment",
        &road.out("three"),
        &[&id],
        &["--copies", "3"],
    );
    let book = &printed["files"][0];
    assert_eq!(book["copies"], 3, "as asked");
    assert_eq!(
        pages(&pdf_text(&path_of(book))),
        6,
        "one page and its blank back, three times"
    );
}

#[test]
fn what_cannot_be_printed_is_said() {
    let road = Road::opened(SHAOGUAN);
    let out = road.out("none");
    let out = out.to_str().unwrap();
    for (args, said) in [
        (["print", "application", "--out", out], "还没有项目"),
        (["print", "diploma", "--out", out], "没有表单“diploma”"),
    ] {
        let message = road.run(args).json(3)["error"]["message"].clone();
        assert!(text(&message).contains(said), "{message}");
    }
    for copies in ["0", "100"] {
        let args = ["print", "application", "--copies", copies, "--out", out];
        let message = road.run(args).json(3)["error"]["message"].clone();
        let said = "请填 1 到 99 的整数";
        assert!(text(&message).contains(said), "{message}");
    }
    assert!(!Path::new(out).exists(), "nothing is written for a refusal");
}
