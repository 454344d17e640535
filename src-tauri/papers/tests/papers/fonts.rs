//! Which characters print: all that are promised, each as itself.

use std::path::{Path, PathBuf};

use ruku_papers::fonts::{Face, Fonts, installed};
use ruku_papers::print::single;
use serde_json::Value;

use crate::data::{Filled, assets, data, document, fonts, options};
use crate::poppler;

fn own_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Prints characters in a face and gives what poppler reads.
fn read(name: &str, face: &str, characters: &str) -> String {
    let mut data = data(Filled::Empty);
    data["form"]["title"] = Value::from("");
    data["facts"]["content"] = Value::from(characters);
    let blocks = format!("<p><v face=\"{face}\">{{{{ facts.content }}}}</v></p>");
    let pdf = single(&document(&blocks, &data), fonts(), &options())
        .unwrap_or_else(|error| panic!("{}", error.chinese()));
    poppler::text(name, &pdf.bytes)
}

/// The first character that is not read in its turn; the feet of pages stand
/// in between.
fn first_lost(characters: &str, read: &str) -> Option<char> {
    let mut rest = read.chars();
    characters
        .chars()
        .filter(|character| !character.is_whitespace())
        .find(|character| !rest.by_ref().any(|found| found == *character))
}

#[test]
fn every_character_of_the_national_list_prints_in_every_face() {
    let list = std::fs::read_to_string(own_data().join("characters_8105.txt")).unwrap();
    let count = list.chars().filter(|c| !c.is_whitespace()).count();
    assert_eq!(count, 8105, "通用规范汉字表");
    for face in ["song", "bold", "hei", "kai", "fang"] {
        let text = read(&format!("8105-{face}.pdf"), face, &list);
        assert_eq!(first_lost(&list, &text), None, "{face}");
    }
}

#[test]
fn everything_in_the_song_font_prints() {
    let printable = |c: &char| {
        let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}' | '\u{feff}');
        !c.is_whitespace() && !c.is_control() && !invisible
    };
    let mut all = fonts()
        .characters(Face::Song)
        .filter(printable)
        .collect::<Vec<_>>();
    all.sort_unstable();
    assert!(all.len() > 28_000, "GB 18030-2022 level 2: {}", all.len());
    let lines = all.chunks(100).map(|line| line.iter().collect::<String>());
    let lines = lines.collect::<Vec<_>>().join("\n");
    let text = read("song.pdf", "song", &lines);
    assert_eq!(first_lost(&lines, &text), None, "each as itself");
}

#[test]
fn an_installed_official_font_goes_first_where_it_is_chosen() {
    let found = installed::find(&[own_data()]);
    let names = found.iter().map(|font| (font.face, font.family.as_str()));
    assert_eq!(
        names.collect::<Vec<_>>(),
        [(Face::Kai, "楷体_GB2312")],
        "found by its name"
    );
    let chosen = Fonts::load_with(&assets().join("fonts"), &found, &[]).unwrap();
    assert_eq!(chosen.chosen(), ["楷体：楷体_GB2312"], "a clerk is told");
    let mut data = data(Filled::Plain);
    data["enterprise"] = Value::from("楷体有限公司甲䶮");
    let document = document("<p><v>{{ enterprise }}</v></p>", &data);
    let pdf = single(&document, &chosen, &options()).unwrap();
    let listed = poppler::run("pdffonts", &[], "official.pdf", &pdf.bytes);
    assert!(
        listed.contains("OFKAIT+KaiTi_GB2312") && listed.contains("RKKAIT+"),
        "the chosen font, and ours for what it lacks: {listed}"
    );
    let text = poppler::text("official.pdf", &pdf.bytes);
    assert!(text.contains("楷体有限公司甲䶮"), "{text}");
    let plain = single(&document, fonts(), &options()).unwrap();
    let listed = poppler::run("pdffonts", &[], "official-not.pdf", &plain.bytes);
    assert!(
        !listed.contains("GB2312"),
        "not unless it is chosen: {listed}"
    );
}

/// What the sentence about a character no font has asks a clerk to do.
#[test]
fn an_installed_font_of_rare_characters_prints_what_no_other_has() {
    let folder = own_data().join("spare");
    let names = installed::find_spares(std::slice::from_ref(&folder));
    let names = names.iter().map(|font| font.family.as_str());
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["SimSun-ExtB"],
        "found by its name"
    );
    let spare = Fonts::load_with(&assets().join("fonts"), &[], &[folder]).unwrap();
    let mut data = data(Filled::Plain);
    data["enterprise"] = Value::from("韶关𠮷野𫖯有限公司");
    let document = document("<p><v>{{ enterprise }}</v></p>", &data);
    let pdf = single(&document, &spare, &options()).unwrap();
    let text = poppler::text("spare.pdf", &pdf.bytes);
    assert!(text.contains("韶关𠮷野𫖯有限公司"), "{text}");
    let listed = poppler::run("pdffonts", &[], "spare.pdf", &pdf.bytes);
    assert!(listed.contains("SASONG+SimSun-ExtB"), "{listed}");
    assert!(
        single(&document, fonts(), &options()).is_err(),
        "without it the print is stopped"
    );
}
