//! What changes a result: another version of the pack, or one fact.

mod common;

use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_policy::assessment::{Input, ResultKind, Subject};
use ruku_policy::counterfactual::{Counterfactual, counterfactuals};
use ruku_policy::impact::impact;
use ruku_policy::pack::Pack;

/// A project of the pack with facts as the contract spells them.
fn input(pack: &Pack, measure: &str, given: &[(&str, serde_json::Value)]) -> Input {
    let mut facts = Facts::new();
    for (id, value) in given {
        let id = FactId::new(*id);
        let fact_type = pack.fact_type(&id).expect("the fact is declared");
        let value = FactValue::from_json(value, fact_type).expect("the value fits");
        facts.insert(id, Fact::bare(value.expect("the value is known")));
    }
    let subject = Subject {
        id: "p1".to_owned(),
        measure: measure.to_owned(),
        facts,
    };
    Input {
        subjects: vec![subject],
        ..Input::default()
    }
}

#[test]
fn a_new_version_first_shows_whom_it_changes() {
    let files = common::pack_files("jinjiang-2023-digital-twelve");
    let old = common::load(&files);
    let mut changed = files.clone();
    for (file, from, to) in [
        (
            "policy.toml",
            "at = \"100万元\", clause = \"一(一)\"",
            "at = \"60万元\", clause = \"一(一)\"",
        ),
        ("policy.toml", "限额100万元\" }", "限额60万元\" }"),
        (
            "clauses.toml",
            "最高补助限额100万元。鼓励",
            "最高补助限额60万元。鼓励",
        ),
    ] {
        let text = String::from_utf8(changed[file].clone()).expect("pack files are UTF-8");
        assert!(text.contains(from), "{file} says {from}");
        changed.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    }
    let cases = "[base.demo]\n[[case]]\nid = \"any\"\nmeasure = \"demo\"\nexpect = { kind = \"unknown\" }\n";
    changed.insert("cases.toml".to_owned(), cases.as_bytes().to_vec());
    let new = common::load(&changed);
    let input = input(
        &old,
        "demo",
        &[
            ("enterprise_name", "甲公司".into()),
            ("credit_code", "91350582MAX0000011".into()),
            ("project_name", "项目".into()),
            ("year", 2023.into()),
            ("completed_on", "2023-06-01".into()),
            ("industry", "纺织".into()),
            ("in_use", true.into()),
            ("supports_promotion", true.into()),
            ("park_key_project", false.into()),
            ("software_amount", "2000000.00".into()),
            ("equipment_amount", "2000000.00".into()),
            ("local_contribution", "9000000.00".into()),
            ("other_local_subsidy", "0.00".into()),
            ("other_policy_award", "0.00".into()),
        ],
    );
    let result = impact(&old, &new, &input);
    assert_eq!(
        result.changes.len(),
        1,
        "the project is changed: {result:?}"
    );
    let change = &result.changes[0];
    assert_eq!(
        change.amount_before.map(|m| m.wan()).as_deref(),
        Some("80"),
        "400万 × 20%"
    );
    assert_eq!(
        change.amount_after.map(|m| m.wan()).as_deref(),
        Some("60"),
        "the new limit"
    );
    assert!(
        change.why.contains("60万元"),
        "the step that differs: {}",
        change.why
    );
    assert!(
        impact(&old, &old, &input).changes.is_empty(),
        "the same pack changes nobody"
    );
}

#[test]
fn the_next_tier_and_the_missed_condition_are_told() {
    let jinjiang = common::load(&common::pack_files("jinjiang-2023-digital-twelve"));
    let tiered = input(
        &jinjiang,
        "software",
        &[
            ("enterprise_name", "甲公司".into()),
            ("project_name", "项目".into()),
            ("year", 2023.into()),
            ("is_manufacturer", true.into()),
            ("software_paid", "968000.00".into()),
            ("local_contribution", "9000000.00".into()),
            ("other_local_subsidy", "0.00".into()),
            ("other_policy_award", "0.00".into()),
        ],
    );
    let lines = counterfactuals(&jinjiang, &tiered, "p1");
    let next = lines
        .iter()
        .find(|line| line.text.contains("再增加3.2万元"));
    let next = next.unwrap_or_else(|| panic!("the next tier is 3.2万元 away: {lines:?}"));
    assert_eq!(
        next.result.amount.map(|m| m.wan()).as_deref(),
        Some("10"),
        "10万元 there"
    );

    let jiangmen = common::load(&common::pack_files("jiangmen-2024-industrial-internet"));
    let young = input(
        &jiangmen,
        "cloud",
        &[
            ("enterprise_name", "甲公司".into()),
            ("established_on", "2023-06-01".into()),
            ("applied_on", "2024-05-20".into()),
            ("enterprise_size", "小型".into()),
            ("project_input", "500000.00".into()),
            ("registered_here", true.into()),
            ("independent_legal_person", true.into()),
            ("other_fiscal_support", false.into()),
            ("fiscal_misconduct_last_3y", false.into()),
            ("in_abnormal_list_last_3y", false.into()),
            ("in_dishonest_list_last_3y", false.into()),
            ("accident_last_3y", false.into()),
        ],
    );
    let lines = counterfactuals(&jiangmen, &young, "p1");
    let older = lines
        .iter()
        .find(|line| line.fact == FactId::new("established_on"));
    let older = older.unwrap_or_else(|| panic!("its age is what is missing: {lines:?}"));
    assert!(
        older.text.contains("早12天"),
        "twelve days too young: {}",
        older.text
    );
    assert_eq!(
        older.result.kind,
        ResultKind::Ceiling,
        "and then it is eligible"
    );
}

/// The line about a fact that leads to an amount, in 万元.
fn line<'l>(lines: &'l [Counterfactual], fact: &str, wan: &str) -> &'l Counterfactual {
    lines
        .iter()
        .filter(|line| line.fact == FactId::new(fact))
        .find(|line| line.result.amount.map(|amount| amount.wan()).as_deref() == Some(wan))
        .unwrap_or_else(|| panic!("{fact} leads to {wan}: {lines:#?}"))
}

#[test]
fn a_ratio_just_missed_is_told_with_the_nearest_values() {
    let pack = common::load(&common::pack_files("jinjiang-2023-digital-twelve"));
    // 4 of 24 is less than a fifth: one more signed, or four fewer served.
    let missed = input(
        &pack,
        "diagnosis",
        &[
            ("enterprise_name", "甲公司".into()),
            ("project_name", "诊断".into()),
            ("year", 2023.into()),
            ("enterprises_served", 24.into()),
            ("enterprises_signed", 4.into()),
            ("local_contribution", "9000000.00".into()),
            ("other_local_subsidy", "0.00".into()),
            ("other_policy_award", "0.00".into()),
        ],
    );
    let lines = counterfactuals(&pack, &missed, "p1");
    let signed = line(&lines, "enterprises_signed", "10");
    assert!(signed.text.contains("再增加1，"), "{}", signed.text);
    let served = line(&lines, "enterprises_served", "10");
    assert!(
        served.text.contains("减少4，"),
        "24 − 4 = 20, and 4 of 20 is a fifth: {}",
        served.text
    );
}

#[test]
fn a_limit_of_a_group_is_told_and_moves_for_all_of_the_group() {
    let pack = common::load(&common::pack_files("jinjiang-2023-digital-twelve"));
    let mut both = input(
        &pack,
        "cloud",
        &[
            ("enterprise_name", "甲公司".into()),
            ("credit_code", "91350582MAX0000011".into()),
            ("project_name", "上云".into()),
            ("year", 2023.into()),
            ("above_scale", true.into()),
            ("annual_cloud_fee", "200000.00".into()),
            ("local_contribution", "80000.00".into()),
            ("other_local_subsidy", "0.00".into()),
            ("other_policy_award", "0.00".into()),
        ],
    );
    // 6万元 each for two projects of one firm and year, limited to 8万元.
    let mut second = both.subjects[0].clone();
    second.id = "p2".to_owned();
    let name = FactValue::Text("二期".to_owned());
    second
        .facts
        .insert(FactId::new("project_name"), Fact::bare(name));
    both.subjects.push(second);
    let stranger = Subject {
        id: "p3".to_owned(),
        measure: "cloud".to_owned(),
        facts: Facts::new(),
    };
    both.subjects.push(stranger);
    let lines = counterfactuals(&pack, &both, "p1");
    let more = line(&lines, "local_contribution", "6");
    assert!(
        more.text.contains("再增加39,999.99元") && more.text.contains("不再受限于"),
        "12万元 are enough for both, and the last 分 is not this project's to lose: {}",
        more.text
    );
    let fewer: Vec<_> = lines
        .iter()
        .filter(|line| line.fact == FactId::new("annual_cloud_fee"))
        .collect();
    assert!(
        fewer
            .iter()
            .any(|line| line.result.kind == ResultKind::Ineligible),
        "5万元 and less is in no tier: {fewer:#?}"
    );
}

#[test]
fn the_score_that_wins_a_place_is_told() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/places");
    let pack = common::load(&common::files(&folder));
    let mut all = Input::default();
    for (id, score) in [("p1", "80"), ("p2", "95"), ("p3", "88.5")] {
        let one = input(
            &pack,
            "only",
            &[
                ("enterprise_name", id.into()),
                ("industry", "机械".into()),
                ("score", score.into()),
                ("demonstration", false.into()),
            ],
        );
        all.subjects.push(Subject {
            id: id.to_owned(),
            ..one.subjects[0].clone()
        });
    }
    let lines = counterfactuals(&pack, &all, "p1");
    let higher = line(&lines, "score", "20");
    assert!(
        higher.text.contains("为88.51") && higher.text.contains("不再受限于"),
        "just above the 88.5 that has the last place: {}",
        higher.text
    );
}
