//! A new version of a pack: loaded, looked at, put to use; faults with place
//! and remedy.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Reader as _, Xlsx, open_workbook};
use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use ruku_tests::root;

use super::refusals::content;

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The pack of the programme with one text changed for another.
pub(super) fn changed(road: &Road, name: &str, from: &str, to: &str) -> PathBuf {
    let folder = road.out(name);
    copied(&root().join("assets/policies").join(SHAOGUAN.pack), &folder);
    let file = folder.join("policy.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "the pack has {from}");
    fs::write(&file, text.replace(from, to)).unwrap();
    folder
}

#[test]
fn a_new_version_takes_effect_only_when_it_is_adopted() {
    let road = Road::assessed(SHAOGUAN);
    let before = road.run(["projects"]).json(0);
    let folder = changed(&road, "新版", "留下哪2个？", "留下哪两个？");
    let loaded = road
        .run(["policy".as_ref(), "load".as_ref(), folder.as_os_str()])
        .json(0);
    assert_eq!(rows(&loaded["faults"]).len(), 0, "{loaded}");
    assert_eq!(
        road.run(["projects"]).json(0),
        before,
        "loading changes no programme"
    );
    let no_reason = ["policy", "adopt", SHAOGUAN.pack, "--reason", ""];
    assert_eq!(road.run(no_reason).status, 3, "a reason is needed");
    let adopted = road
        .run(["policy", "adopt", SHAOGUAN.pack, "--reason", "市局更正"])
        .json(0);
    assert_ne!(adopted["from"], adopted["to"], "another version: {adopted}");
    assert_eq!(
        road.run(["projects"]).json(0)["stale"],
        true,
        "the amounts are older than the version"
    );
    road.run(["assess"]).json(1);
    let verified = road.run(["verify"]).json(0);
    assert_eq!(
        verified["sound"], true,
        "the old run replays under its own version: {verified}"
    );
}

#[test]
fn a_loaded_version_is_named_by_its_id_or_its_fingerprint() {
    let road = Road::assessed(SHAOGUAN);
    let folder = changed(&road, "新版", "留下哪2个？", "留下哪两个？");
    let load = ["policy".as_ref(), "load".as_ref(), folder.as_os_str()];
    let loaded = text(&road.run(load).json(0)["pack"]["hash"]).to_owned();
    let impact = |old: &str, new: &str| {
        let impact = road.run(["policy", "impact", old, new]).json(0);
        let hash = |which: &str| text(&impact[which]["hash"]).to_owned();
        (hash("old"), hash("new"))
    };
    let (in_force, new) = impact(SHAOGUAN.pack, SHAOGUAN.pack);
    assert_eq!(new, loaded, "the new one is the one loaded last");
    assert_ne!(in_force, loaded, "the old one is the one in force");
    assert_eq!(
        impact(&in_force, &loaded[..12]),
        (in_force.clone(), loaded.clone()),
        "by fingerprint, whole or as screens show it"
    );
    let by_path = impact(SHAOGUAN.pack, folder.to_str().unwrap());
    assert_eq!(by_path, (in_force, loaded), "and by folder");
}

#[test]
fn what_became_of_every_clause_is_filed_as_a_workbook() {
    let road = Road::opened(SHAOGUAN);
    let out = road.out("条款对照表.xlsx");
    let asked = [
        "policy",
        "coverage",
        SHAOGUAN.pack,
        "--out",
        out.to_str().unwrap(),
    ];
    let view = road.run(asked).json(0);
    let mut book: Xlsx<_> = open_workbook(&out).unwrap();
    let sheet = book.worksheet_range("条款对照表").unwrap();
    let written: Vec<String> = sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect();
    let all = written.join("\n");
    let percent = format!("已编码占{}%", view["covered_percent"]);
    assert!(all.contains(&percent), "the percentage is on it: {all}");
    for clause in rows(&view["clauses"]) {
        for part in ["number", "label", "quote", "reason"] {
            let part = text(&clause[part]);
            assert!(all.contains(part), "{part} is on it");
        }
    }
}

#[test]
fn a_faulty_pack_is_not_loaded_and_says_where() {
    let road = Road::opened(SHAOGUAN);
    let before = content(&road);
    let folder = changed(&road, "坏版", "clause = \"三(一)\"", "clause = \"九(九)\"");
    let ran = road.run(["policy".as_ref(), "load".as_ref(), folder.as_os_str()]);
    let document = ran.json(3);
    let fault = &rows(&document["faults"])[0];
    assert_eq!(fault["file"], "policy.toml", "{fault}");
    assert!(fault["line"].as_u64().unwrap() > 1, "{fault}");
    assert!(text(&fault["remedy"]).ends_with('。'), "{fault}");
    assert_eq!(content(&road), before, "nothing is kept");
    let nothing = road.run(["policy".as_ref(), "load".as_ref(), root().as_os_str()]);
    let message = text(&nothing.json(3)["error"]["message"]).to_owned();
    assert!(message.contains("没有 policy.toml"), "{message}");
}

#[test]
fn things_are_found_by_their_chinese_names() {
    let road = Road::opened(SHAOGUAN);
    let title = "2022年韶关市制造业高质量发展促进工业互联网应用项目";
    let shown = road.run(["programme", "show", title]).json(0);
    assert_eq!(shown["id"], SHAOGUAN.pack, "a programme by its title");
    for named in ["韶关2022", title] {
        let pack = road.run(["policy", "show", named]).json(0);
        assert_eq!(pack["id"], SHAOGUAN.pack, "a pack by {named}");
    }
    let wrong = road.run(["table", "总表", "--out", "x.xlsx"]).json(3);
    assert!(
        text(&wrong["error"]["message"]).contains("测算表（assessment）"),
        "a wrong name is answered with what there is: {wrong}"
    );
}

#[test]
fn last_years_pack_copied_with_its_id_is_told() {
    let road = Road::opened(SHAOGUAN);
    let next = "shaoguan-2023-industrial-internet";
    let folder = changed(&road, next, "\nyear = 2022", "\nyear = 2023");
    let folder = folder.to_str().unwrap();
    let checked = road.run_plain(["policy", "check", folder]);
    let loaded = road.run_plain(["policy", "load", folder]);
    for said in [&checked.stdout, &loaded.stdout] {
        assert!(
            said.contains(next) && said.contains("2023年") && said.contains(SHAOGUAN.pack),
            "the folder, the year and the id that do not agree: {said}"
        );
    }
    let same = root().join("assets/policies").join(SHAOGUAN.pack);
    let sound = road.run_plain(["policy", "check", same.to_str().unwrap()]);
    assert!(
        !sound.stdout.contains("请注意"),
        "a pack in its own folder: {sound:?}"
    );
}
