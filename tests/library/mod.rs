//! The library after the whole road: sound, and honest about damage.

use std::fs::{OpenOptions, Permissions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ruku_tests::road::{JIANGMEN, Road, SHAOGUAN, rows, text};
use serde_json::json;

#[test]
fn the_library_is_sound_after_the_whole_road() {
    for city in [SHAOGUAN, JIANGMEN] {
        let road = Road::assessed(city);
        let id = road.projects()[0]["id"].to_string();
        road.run(["fact", &id, "remark", "已电话核对", "--reason", "核对"])
            .json(0);
        road.run(["assess"]).json(1);
        let out = road.out("forms");
        road.run([
            "print",
            "commitment",
            "--project",
            &id,
            "--out",
            out.to_str().unwrap(),
        ])
        .json(0);
        road.run(["return", "withdraw", "1", "--reason", "县里撤回"])
            .json(0);
        road.run(["backup"]).json(0);
        let verified = road.run(["verify"]).json(0);
        assert_eq!(
            (&verified["sound"], &verified["faults"]),
            (&json!(true), &json!([])),
            "{city:?}: {verified}"
        );
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_in(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// Turns one byte in the middle of a file, which is kept read-only.
fn turn_a_byte(path: &Path, permissions: Permissions) {
    let mut writable = permissions;
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "a file of this test's own temp folder"
    )]
    writable.set_readonly(false);
    std::fs::set_permissions(path, writable).unwrap();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let middle = SeekFrom::Start(file.metadata().unwrap().len() / 2);
    let mut byte = [0];
    file.seek(middle).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(middle).unwrap();
    file.write_all(&[!byte[0]]).unwrap();
}

#[test]
fn a_turned_byte_of_an_original_is_named() {
    let road = Road::opened(SHAOGUAN);
    let name = "仁化县2022年入库项目储备汇总表.xlsx";
    road.take_in_ran(&SHAOGUAN.returns().join(name)).json(0);
    let originals = files_in(&road.library().join("originals"));
    assert_eq!(originals.len(), 1, "one file was taken in: {originals:?}");
    let permissions = std::fs::metadata(&originals[0]).unwrap().permissions();
    turn_a_byte(&originals[0], permissions);
    let document = road.run(["verify"]).json(1);
    assert_eq!(document["sound"], false, "a byte is another");
    let faults = rows(&document["faults"]);
    assert_eq!(faults.len(), 1, "one fault: {faults:?}");
    let fault = text(&faults[0]);
    assert!(
        fault.contains(name) && fault.ends_with('。'),
        "it names the file: {fault}"
    );
}
