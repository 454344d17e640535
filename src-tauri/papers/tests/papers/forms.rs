//! Every form the packs ship, filled plainly, to the extreme, and not at all.

use std::path::PathBuf;

use ruku_papers::layout::lay_out;
use ruku_papers::print::{Pdf, single};
use ruku_papers::template::{Template, render};

use crate::data::{Filled, assets, data, data_for, fonts, options};
use crate::poppler;

pub(crate) fn templates() -> Vec<(String, PathBuf)> {
    let packs = std::fs::read_dir(assets().join("policies")).unwrap();
    let folders = packs.map(|pack| pack.unwrap().path().join("forms"));
    let mut out = Vec::new();
    for folder in folders.chain([assets().join("forms")]) {
        let Ok(files) = std::fs::read_dir(&folder) else {
            continue;
        };
        for file in files.map(|file| file.unwrap().path()) {
            if file.extension().is_some_and(|ext| ext == "html") {
                let pack = folder
                    .parent()
                    .unwrap()
                    .file_name()
                    .unwrap()
                    .to_string_lossy();
                let form = file.file_stem().unwrap().to_string_lossy();
                out.push((format!("{pack}-{form}"), file));
            }
        }
    }
    out.sort();
    out
}

/// The blocks that ship for templates to include.
pub(crate) fn blocks(file: &str) -> Option<String> {
    std::fs::read_to_string(assets().join("forms/blocks").join(file)).ok()
}

pub(crate) fn parse(file: &PathBuf) -> Template {
    let source = std::fs::read_to_string(file).unwrap();
    Template::parse_with(&file.display().to_string(), &source, &blocks)
        .unwrap_or_else(|error| panic!("{}", error.chinese()))
}

fn print(name: &str, file: &PathBuf, filled: Filled) -> (Vec<String>, Pdf) {
    let template = parse(file);
    let document = render(&template, &data_for(file, &template, filled))
        .unwrap_or_else(|error| panic!("{name}: {}", error.chinese()));
    let pdf = single(&document, fonts(), &options())
        .unwrap_or_else(|error| panic!("{name}: {}", error.chinese()));
    (poppler::strings(&document), pdf)
}

#[test]
fn every_form_prints_completely() {
    let templates = templates();
    assert!(
        templates.len() >= 22,
        "the packs ship their forms: {templates:?}"
    );
    for (name, file) in &templates {
        for filled in [Filled::Plain, Filled::Extreme, Filled::Empty] {
            let (strings, pdf) = print(name, file, filled);
            let name = format!("{name}-{filled:?}.pdf");
            let text = poppler::text(&name, &pdf.bytes);
            for string in &strings {
                // A text over a page's end has the foot of the page inside it.
                let whole = text.contains(string.as_str());
                assert!(
                    whole || in_pieces(&text, string),
                    "{name}: {string} is printed"
                );
            }
            let pages = poppler::run("pdfinfo", &[], &name, &pdf.bytes);
            assert!(
                pages.contains("PDF version:     1.7"),
                "{name}: the version"
            );
            let fonts = poppler::run("pdffonts", &[], &name, &pdf.bytes);
            for font in fonts.lines().skip(2) {
                assert!(
                    font.contains("yes yes yes"),
                    "{name}: embedded, subset, readable: {font}"
                );
            }
        }
    }
}

/// Whether all of a text is there, line by line or page by page.
fn in_pieces(text: &str, string: &str) -> bool {
    let mut rest = string;
    while !rest.is_empty() {
        let longest = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take_while(|end| text.contains(&rest[..*end]))
            .last();
        match longest {
            Some(end) if end == rest.len() || rest[..end].chars().count() >= 8 => {
                rest = &rest[end..];
            }
            _ => return false,
        }
    }
    true
}

#[test]
fn empty_forms_show_no_zero_for_what_is_unknown() {
    for (name, file) in &templates() {
        let (strings, _) = print(name, file, Filled::Empty);
        assert!(
            !strings.iter().any(|text| text == "0" || text == "0.00"),
            "{name}: unknown is blank"
        );
    }
}

/// The annex list of the notice (document 004) gives the titles.
#[test]
fn titles_are_those_of_the_notices_annexes() {
    for (form, title) in [
        (
            "application",
            "2022年韶关市制造业高质量发展促进工业互联网应用入库项目申报书",
        ),
        (
            "acceptance",
            "2022年韶关市制造业高质量发展促进工业互联网应用项目验收申请报告",
        ),
        (
            "return_table",
            "2022年韶关市制造业高质量发展促进工业互联网应用入库项目储备汇总表",
        ),
        ("commitment", "承诺书"),
    ] {
        let (_, file) = templates()
            .into_iter()
            .find(|(name, _)| *name == format!("shaoguan-2022-industrial-internet-{form}"))
            .unwrap();
        let document = render(&parse(&file), &data(Filled::Plain)).unwrap();
        let outline = document.outline();
        let heading = outline
            .lines()
            .find_map(|line| line.trim().strip_prefix("h1 "))
            .unwrap();
        let heading = heading.replace(['⏎', ' '], "");
        assert_eq!(heading, title, "the title on the paper");
    }
}

#[test]
fn pack_forms_show_only_facts_their_pack_declares() {
    for (name, file) in &templates() {
        let declared = file.parent().unwrap().with_file_name("facts.toml");
        let Ok(declared) = std::fs::read_to_string(declared) else {
            continue;
        };
        let common = std::fs::read_to_string(assets().join("forms/facts.toml")).unwrap();
        let declared = declared + &common;
        for fact in parse(file).facts() {
            let line = format!("id = \"{fact}\"");
            assert!(
                declared.lines().any(|one| one == line),
                "{name}: {fact} is declared"
            );
        }
    }
}

/// What every form says, and on how many pages: plainly filled, to the
/// extreme, and blank.
#[test]
fn forms_say_what_they_said() {
    for (name, file) in &templates() {
        let template = parse(file);
        let pages = [Filled::Plain, Filled::Extreme, Filled::Empty].map(|filled| {
            let laid = render(&template, &data_for(file, &template, filled)).unwrap();
            let laid = lay_out(&laid, fonts()).unwrap();
            format!("{filled:?} {}", laid.pages.len())
        });
        let document = render(&template, &data(Filled::Plain)).unwrap();
        let said = format!("pages: {}\n{}", pages.join(", "), document.outline());
        insta::assert_snapshot!(name.as_str(), said);
    }
}

/// What the system fills in is told apart from the form's own words.
#[test]
fn what_is_filled_in_stands_in_another_face() {
    for (name, file) in &templates() {
        let source = std::fs::read_to_string(file).unwrap();
        for line in source
            .lines()
            .filter(|line| line.contains("{{ enterprise }}"))
        {
            assert!(
                line.contains("<v") || line.contains("<fill"),
                "{name}: {line} is prefilled like print"
            );
        }
    }
}

/// 一企一表: an enterprise with two projects in a cluster has one table, with
/// both of them, and is named once among the members.
#[test]
fn an_enterprise_has_one_table() {
    let (_, file) = templates()
        .into_iter()
        .find(|(name, _)| name.ends_with("cluster-information"))
        .unwrap();
    let mut data = data(Filled::Plain);
    let rows = data["data"]["rows"].as_array_mut().unwrap();
    let count = rows.len();
    let first = rows[0]["enterprise"].clone();
    rows[1]["enterprise"] = first.clone();
    rows[1]["facts"]["content"] = "第二个项目的内容。".into();
    let said = render(&parse(&file), &data).unwrap().outline();
    assert_eq!(
        said.matches("表二、").count(),
        count - 1,
        "a table for each enterprise"
    );
    assert!(
        said.contains("[第二个项目的内容。]") && said.contains("[部署MES一套，联网设备86台。]"),
        "its table has both projects: {said}"
    );
    let first = first.as_str().unwrap();
    assert_eq!(said.matches(first).count(), 2, "named once, one table");
}
