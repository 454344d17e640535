//! A county's stated totals against its rows, each time something is put right.

use ruku_tests::road::{Road, SHAOGUAN, findings_in};
use serde_json::Value;

/// The finding of the total in a cell, if there is one.
fn total_at(road: &Road, cell: &str) -> Option<Value> {
    let view = road.run(["return", "findings", "1"]);
    let mut all = findings_in(&view.json(view.status));
    all.retain(|finding| finding["kind"] == "total_mismatch" && finding["cell"] == cell);
    all.pop()
}

#[test]
fn totals_follow_what_is_put_right() {
    let road = Road::opened(SHAOGUAN);
    road.take_in(&SHAOGUAN.returns().join("韶关高新区汇总表.xlsx"));
    let total = total_at(&road, "J12").expect("3600 is stated, the rows add up to 4800");
    assert_eq!(total["state"], "open", "nobody has settled it");
    // The project of row 9, with 1500 and 900 of them for equipment.
    let set = |fact: &str, value: &str| {
        road.run(["fact", "4", fact, value, "--reason", "与企业核对"])
            .json(0);
    };
    set("project_investment", "1400万元");
    let still = total_at(&road, "J12").unwrap();
    assert_eq!(still["state"], "open", "100 less is not enough");
    assert_ne!(
        still["expected"], total["expected"],
        "what the rows add up to is said anew"
    );
    set("project_investment", "300万元");
    let settled = total_at(&road, "J12").unwrap();
    assert_eq!(settled["state"], "repaired", "1200 less explains it");
    set("project_investment", "1500万元");
    let again = total_at(&road, "J12").unwrap();
    assert_eq!(again["state"], "open", "the old value, the old question");
    assert_eq!(again["expected"], total["expected"], "in the same words");
    assert!(total_at(&road, "K12").is_none(), "equipment adds up");
    set("equipment_amount", "800万元");
    let new = total_at(&road, "K12").expect("a total that no longer adds up is said");
    assert_eq!(new["state"], "open", "and it is open");
    set("equipment_amount", "900万元");
    assert_eq!(
        total_at(&road, "K12").unwrap()["state"],
        "repaired",
        "until it adds up again"
    );
}
