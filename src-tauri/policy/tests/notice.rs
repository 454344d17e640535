//! A pack held against its notice: against the notice as it was published, and
//! against one put together from the clauses, to plant faults in.

mod common;

use ruku_policy::notice::{check, text_of};
use ruku_policy::pack::Pack;

const SHAOGUAN: &str = "shaoguan-2022-industrial-internet";

/// The notice with headings, contact details and lines broken anywhere.
fn notice(pack: &Pack) -> String {
    let mut text = String::from("一、支持方向\n");
    for clause in &pack.clauses {
        for (i, c) in clause.quote.chars().enumerate() {
            text.push(c);
            if i % 28 == 27 {
                text.push_str("\n\n");
            }
        }
        text.push('\n');
    }
    text.push_str("（联系人及电话：某某，8880000；某某，8880001）\n");
    text
}

#[test]
fn a_whole_notice_is_accounted_for() {
    for (name, files) in common::shipped() {
        let pack = common::load(&files);
        let result = check(&pack, &notice(&pack));
        assert!(result.is_clean(), "{name}: {result:?}");
        assert!(
            result.left_out.len() >= 2,
            "{name}: heading and contacts are left out"
        );
    }
}

/// A published notice from `tests/notices`.
fn published(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notices");
    let bytes = std::fs::read(folder.join(format!("{name}.txt"))).expect("the notice is kept");
    text_of(&bytes).expect("it is a text")
}

#[test]
fn every_quote_is_word_for_word_and_every_sentence_accounted_for() {
    for (name, files) in common::shipped() {
        let pack = common::load(&files);
        let result = check(&pack, &published(&name));
        assert!(
            result.is_clean(),
            "{name}: misquoted {:?}, unaccounted {:?}, damaged {:?}",
            result.misquoted,
            result.unaccounted,
            result.damaged
        );
    }
}

#[test]
fn the_damaged_copy_is_recognised_line_by_line() {
    let text = published("damaged");
    let pack = common::load(&common::pack_files("jiangmen-2024-industrial-internet"));
    let result = check(&pack, &text);
    assert!(
        result.damaged.len() >= 15 && result.misquoted.is_empty(),
        "nothing is compared with a damaged text: {result:?}"
    );
    let training = result
        .damaged
        .iter()
        .any(|line| line.excerpt.contains("0场以上"));
    assert!(training, "the line that lost the 1 of 10场 is among them");
}

#[test]
fn a_changed_figure_and_a_new_sentence_are_found() {
    let pack = common::load(&common::pack_files(SHAOGUAN));
    let text = notice(&pack).replacen("最高不超过 50 万元", "最高不超过 80 万元", 1);
    let text = format!("{text}（六）另有规定的，从其规定。\n");
    let result = check(&pack, &text);
    assert_eq!(
        result.misquoted.len(),
        1,
        "one clause differs: {:?}",
        result.misquoted
    );
    assert_eq!(
        result.misquoted[0].clause, "三(二)",
        "the clause with the figure"
    );
    assert!(
        result.misquoted[0].agrees_up_to.ends_with("最高不超过"),
        "up to the figure"
    );
    let new = result
        .unaccounted
        .iter()
        .any(|sentence| sentence.contains("另有规定的"));
    assert!(new, "the new sentence is listed: {:?}", result.unaccounted);
}

#[test]
fn nothing_is_checked_against_a_damaged_text() {
    let pack = common::load(&common::pack_files(SHAOGUAN));
    let text = format!("{}?。ㄋ模┕ひ祷チ瞬排嘌汗沧橹?0场以上\n", notice(&pack));
    let result = check(&pack, &text);
    assert_eq!(result.damaged.len(), 1, "the damaged line is found");
    assert!(
        !result.is_clean() && result.misquoted.is_empty(),
        "and nothing else is said"
    );
}

#[test]
fn files_that_are_no_text_are_refused() {
    assert_eq!(
        text_of("\u{feff}甲".as_bytes()),
        Ok("甲".to_owned()),
        "a byte order mark"
    );
    assert_eq!(
        text_of(&[0xff, 0xfe, 0x32, 0x75]),
        Ok("甲".to_owned()),
        "UTF-16"
    );
    let gbk = text_of(&[0xbc, 0xd7, 0xd2, 0xd2]).expect_err("GBK is not guessed");
    assert!(
        gbk.chinese().contains("UTF-8"),
        "says what to do: {}",
        gbk.chinese()
    );
    assert!(text_of(b"PK\x03\x04broken").is_err(), "a broken docx");
}

#[test]
fn a_docx_gives_its_paragraphs() {
    use std::io::Write;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut bytes);
    let xml = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p><w:p><w:r><w:t>丙</w:t></w:r></w:p></w:body></w:document>"#;
    let options = zip::write::SimpleFileOptions::default();
    archive
        .start_file("word/document.xml", options)
        .expect("a fresh archive");
    archive.write_all(xml.as_bytes()).expect("memory takes it");
    archive.finish().expect("memory takes it");
    assert_eq!(
        text_of(bytes.get_ref()),
        Ok("甲乙\n丙\n".to_owned()),
        "runs joined, one line each"
    );
}
