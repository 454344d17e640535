//! After an upgrade of the program all history is computed again when the
//! library is opened; what comes out otherwise blocks, with a list.

use chrono::NaiveDate;
use ruku_library::library::Library;
use ruku_library::stamp::Stamp;
use ruku_model::money::Money;
use ruku_tests::road::{JIANGMEN, Road, rows, text};

/// Freezes the last assessment once more, as an older engine would have left
/// it; `otherwise` makes one amount another.
fn assessed_by_an_older_engine(road: &Road, otherwise: bool) {
    let at = NaiveDate::from_ymd_opt(2024, 6, 5)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .unwrap();
    let mut library = Library::open(&road.library(), at).unwrap();
    let run = library.latest_assessment(JIANGMEN.pack).unwrap().unwrap();
    let frozen = library.frozen_run(run.id).unwrap();
    let mut assessment = frozen.assessment;
    "0.0.9".clone_into(&mut assessment.engine);
    if otherwise {
        let first = assessment.results.iter_mut().find_map(|result| {
            result
                .amount
                .as_mut()
                .filter(|amount| **amount > Money::ZERO)
        });
        *first.unwrap() = Money::from_fen(12_345);
    }
    let stamp = Stamp {
        at,
        by: "经办人甲".to_owned(),
    };
    library
        .record_assessment(JIANGMEN.pack, &frozen.input, &assessment, &stamp)
        .unwrap();
}

fn upgrade_of(road: &Road) -> String {
    let shown = road.run(["programme", "show"]).json(0);
    text(&shown["upgrade"]).to_owned()
}

#[test]
fn a_difference_blocks_until_it_is_confirmed_or_assessed_anew() {
    let road = Road::assessed(JIANGMEN);
    assessed_by_an_older_engine(&road, true);
    let out = road.out("册");
    let print = ["print", "资金安排计划表", "--out", out.to_str().unwrap()];
    let refused = road.run(print);
    assert_eq!(refused.status, 3, "printing is refused: {refused:?}");
    assert!(
        refused.stderr.contains("123.45元") && refused.stderr.contains("程序0.0.9"),
        "it says what differs: {refused:?}"
    );
    assert!(upgrade_of(&road).contains("123.45元"), "screens list it");
    let table = out.join("测算表.xlsx");
    let table = ["table", "assessment", "--out", table.to_str().unwrap()];
    assert_eq!(road.run(table).status, 3, "nor is a table exported");
    road.run(["verify", "--confirm", "已与升级说明核对"])
        .json(0);
    assert_eq!(upgrade_of(&road), "", "it was looked at");
    road.run(table).json(0);
    // A colleague assesses with the old program once more.
    assessed_by_an_older_engine(&road, true);
    assert_eq!(road.run(table).status, 3, "that blocks again");
    // The checks of the library say it too, and a new assessment ends it.
    assert_eq!(road.run(["verify"]).status, 1, "verifying finds it as well");
    road.run(["assess"]).json(1);
    assert_eq!(upgrade_of(&road), "", "assessed anew");
    let again = road.out("再次.xlsx");
    road.run(["table", "assessment", "--out", again.to_str().unwrap()])
        .json(0);
    let log = rows(&road.run(["log"]).json(0)["entries"]);
    let told = |action: &str| log.iter().filter(|line| line["action"] == action).count();
    assert_eq!(
        told("升级后重算"),
        2,
        "history was computed again each time, once"
    );
    assert_eq!(told("确认升级差异"), 1, "and the confirmation is kept");
}

#[test]
fn an_upgrade_that_changes_nothing_goes_by_unnoticed() {
    let road = Road::assessed(JIANGMEN);
    assessed_by_an_older_engine(&road, false);
    let out = road.out("测算表.xlsx");
    road.run(["table", "assessment", "--out", out.to_str().unwrap()])
        .json(0);
    assert_eq!(upgrade_of(&road), "", "nothing differs");
}
