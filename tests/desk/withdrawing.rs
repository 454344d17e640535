//! A city's whole season, and one county's return withdrawn from it: what is
//! left is the library in which that file never came.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ruku_library::library::Library;
use ruku_tests::road::{Road, SHAOGUAN, rows, text};
use ruku_tests::root;
use serde_json::Value;

/// The return that is withdrawn.
const WITHDRAWN: &str = "新建 Microsoft Excel 工作表.xlsx";

/// What remembers a withdrawn batch by design: computed and printed is what it
/// is. (The audit trail and the originals are no content at all.)
const REMEMBERS: [&str; 8] = [
    "frozen",
    "assessment",
    "assessment_result",
    "printing",
    "print_content",
    "print_register",
    "print_projects",
    "copy_step",
];

fn content(road: &Road) -> BTreeMap<&'static str, String> {
    let library = Library::open_reading(&road.library()).unwrap();
    let mut hashes = library.content_hashes().unwrap();
    hashes.retain(|name, _| !REMEMBERS.iter().any(|one| name.starts_with(one)));
    hashes
}

/// Thirty files of every kind, with the one that is withdrawn or without.
fn files(with: bool) -> Vec<PathBuf> {
    let in_folder = |folder: PathBuf| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|one| one.unwrap().path()).collect();
        files.sort();
        files
    };
    let mut files = in_folder(SHAOGUAN.returns());
    let more = in_folder(root().join("fixtures/returns/catalogue"));
    files.extend(more.into_iter().take(30 - files.len()));
    assert_eq!(files.len(), 30);
    files.retain(|path| with || !path.ends_with(WITHDRAWN));
    files
}

fn batch_of(road: &Road, name: &str) -> Option<String> {
    let batches = rows(&road.run(["return", "list"]).json(0)["batches"]);
    let found = batches.iter().find(|batch| batch["file"] == name)?;
    Some(found["id"].to_string())
}

/// Takes the files in and does to each batch what can be done.
fn season(with: bool) -> Road {
    let road = Road::opened(SHAOGUAN);
    let files = files(with);
    let start = ["return", "take-in"].map(Into::into);
    let all: Vec<PathBuf> = start.into_iter().chain(files).collect();
    let ran = road.run(&all);
    let taken = rows(&ran.json(ran.status)["files"]);
    let came = taken.iter().filter(|one| one["outcome"] == "taken_in");
    assert!(came.count() >= 12, "most come in: {taken:?}");
    for name in [
        WITHDRAWN,
        "仁化县2022年入库项目储备汇总表.xlsx",
        "南雄市2022入库.xls",
    ] {
        let Some(batch) = batch_of(&road, name) else {
            assert!(!with, "{name} is among what came");
            continue;
        };
        let view = road.run(["return", "findings", &batch]);
        let view = view.json(view.status);
        for group in rows(&view["groups"]) {
            let kind = text(&group["kind"]);
            let can = |what: &str| rows(&group["findings"]).iter().any(|one| one[what] == true);
            if can("can_repair") {
                road.run(["return", "repair", &batch, "--accept", kind])
                    .json(0);
            } else if can("can_accept") {
                let words = ["return", "accept", &batch, "--what", kind];
                road.run(words.iter().chain(&["--reason", "电话核实"]))
                    .json(0);
            }
        }
    }
    // By name, so that the same projects are meant with the file or without.
    let named = |row: &&Value| text(&row["project"]).chars().count().is_multiple_of(3);
    for row in road.projects().iter().filter(named) {
        let id = row["id"].to_string();
        let words = ["fact", &id, "contact_phone", "0751-8880000"];
        road.run(words.iter().chain(&["--reason", "来电"])).json(0);
    }
    road
}

#[test]
fn one_county_withdrawn_from_a_season_leaves_the_season_without_it() {
    let without = season(false);
    let expected = content(&without);
    let road = season(true);
    // Sets that would be there without it are left alone: a decision on a set
    // that loses a member is asked for again.
    let gone = batch_of(&road, WITHDRAWN).unwrap();
    let view = road.run(["return", "withdraw", &gone, "--preview"]).json(0);
    let names: Vec<Value> = rows(&view["projects"]);
    let sets = rows(&road.run(["return", "sets"]).json(0)["sets"]);
    for set in sets {
        let members = rows(&set["members"]);
        let touched = members.iter().any(|member| {
            names
                .iter()
                .any(|name| text(name).contains(text(&member["name"])))
        });
        if touched {
            let id = text(&set["id"]).to_owned();
            road.run(["return", "decide", &id, "keep_all", "--reason", "两个项目"])
                .json(0);
        }
    }
    let assessed = road.run(["assess"]);
    assert!(assessed.status <= 1, "{assessed:?}");
    let id = road.projects()[0]["id"].to_string();
    let out = road.out("forms");
    let print = ["print", "commitment", "--project", &id, "--out"];
    let printed = road.run(print.iter().chain(&[out.to_str().unwrap()]));
    assert!(printed.status <= 1, "{printed:?}");

    road.run(["return", "withdraw", &gone, "--reason", "县里撤回"])
        .json(0);
    assert_eq!(content(&road), expected, "as if the file had never come");
    assert_eq!(road.run(["verify"]).json(0)["sound"], true);

    for batch in rows(&road.run(["return", "list"]).json(0)["batches"]) {
        let id = batch["id"].to_string();
        road.run(["return", "withdraw", &id, "--reason", "重新开始"])
            .json(0);
    }
    let empty = Road::opened(SHAOGUAN);
    assert_eq!(
        content(&road),
        content(&empty),
        "all withdrawn, nothing is left but what was computed and printed"
    );
    assert_eq!(road.run(["verify"]).json(0)["sound"], true);
}
