//! A pack whose forms are broken is found out where it is checked and loaded,
//! not at the printer.

use std::path::{Path, PathBuf};

use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use ruku_tests::root;

/// A copy of the pack that ships, with a form changed.
fn changed(road: &Road, name: &str, from: &str, to: &str) -> PathBuf {
    let folder = road.out(name);
    copy(
        &root().join("assets/policies/shaoguan-2022-industrial-internet"),
        &folder,
    );
    let form = folder.join("forms/commitment.html");
    let source = std::fs::read_to_string(&form).unwrap();
    assert!(source.contains(from), "the form has {from}");
    std::fs::write(&form, source.replacen(from, to, 1)).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_pack_with_a_broken_form_is_neither_sound_nor_loaded() {
    let road = Road::opened(SHAOGUAN);
    for (name, from, to, reason) in [
        ("属性", "<h1 before", "<h1 space", "没有属性“space”"),
        ("关闭", "特此承诺。</p>", "特此承诺。", "还没有关闭"),
        (
            "事实",
            "{{ programme.issuer }}",
            "{{ facts.no_such_fact }}",
            "没有声明事实 no_such_fact",
        ),
    ] {
        let folder = changed(&road, name, from, to);
        let folder = folder.to_str().unwrap();
        let checked = road.run(["policy", "check", folder]).json(1);
        let fault = &rows(&checked["faults"])[0];
        assert_eq!(
            text(&fault["file"]),
            "forms/commitment.html",
            "{name}: the file is named"
        );
        assert!(fault["line"].as_u64() > Some(1), "{name}: and the line");
        let said = text(&fault["reason"]);
        assert!(said.contains(reason), "{name}: {said}");
        let loaded = road.run(["policy", "load", folder]).json(3);
        assert!(
            loaded["pack"].is_null() && text(&loaded["message"]).contains("没有载入"),
            "{name}: {loaded}"
        );
    }
}

#[test]
fn a_pack_with_sound_forms_is_loaded() {
    let road = Road::opened(SHAOGUAN);
    let folder = changed(&road, "改字", "特此承诺。", "特此郑重承诺。");
    let folder = folder.to_str().unwrap();
    assert_eq!(
        rows(&road.run(["policy", "check", folder]).json(0)["faults"]).len(),
        0,
        "nothing is wrong"
    );
    let loaded = road.run(["policy", "load", folder]).json(0);
    assert!(loaded["pack"].is_object(), "{loaded}");
}
