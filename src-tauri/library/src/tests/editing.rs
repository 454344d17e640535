//! Facts typed by persons, decisions, findings, header memory.

use ruku_model::fact::{FactId, FactValue};
use ruku_model::money::Money;

use super::sample::{PROGRAMME, batch, library, programme, stamp, take};
use crate::error::LibraryError;
use crate::table::decision::{NewDecision, Ruling};
use crate::table::fact::FactChange;
use crate::table::finding::FindingState;
use crate::table::header_memory::HeaderMeaning;
use crate::table::project::ProjectId;

#[test]
fn a_changed_fact_keeps_what_it_was() {
    let (_dir, mut library) = library();
    let new = batch(1, 1);
    let id = take(&mut library, &new, 1)[0];
    let fact = FactId::new("project_investment");
    let typed = FactValue::Money(Money::from_fen(48_000_000));
    library
        .set_fact(id, &fact, Some(&typed), "发票核减", &stamp(2))
        .unwrap();
    library
        .set_fact(id, &fact, None, "待审计", &stamp(3))
        .unwrap();
    let project = library.project(id).unwrap();
    assert!(
        !project.facts.contains_key(&fact),
        "unknown is absent, never zero"
    );
    let history = &project.history[&fact];
    let values: Vec<_> = history.iter().map(|record| record.value.clone()).collect();
    let first = new.rows[0].facts[&fact].clone();
    assert_eq!(
        values,
        [None, Some(typed), Some(first.value)],
        "every value, newest first"
    );
    assert_eq!(history[2].origin, first.origin, "the first with its cell");
    assert_eq!(history[1].origin, None, "the typed one with no cell,");
    let why = (
        history[1].by.as_str(),
        history[1].at,
        history[1].reason.as_deref(),
    );
    assert_eq!(
        why,
        ("张三", stamp(2).at, Some("发票核减")),
        "but with who, when and why"
    );
    let current: Vec<_> = history.iter().map(|record| record.current).collect();
    assert_eq!(current, [true, false, false], "one is the value now");
}

#[test]
fn a_fact_that_never_was_can_be_added() {
    let (_dir, mut library) = library();
    let id = take(&mut library, &batch(1, 1), 1)[0];
    let fact = FactId::new("fiscal_contribution");
    let value = FactValue::Money(Money::from_fen(1));
    library
        .set_fact(id, &fact, Some(&value), "税务局函", &stamp(2))
        .unwrap();
    assert_eq!(
        library.facts(PROGRAMME).unwrap()[&id][&fact].value,
        value,
        "in the bulk read too"
    );
}

#[test]
fn a_project_is_renamed_with_its_facts() {
    let (_dir, mut library) = library();
    let id = take(&mut library, &batch(1, 1), 1)[0];
    let set = |library: &mut crate::library::Library, fact: &str, value: Option<FactValue>| {
        library
            .set_fact(id, &fact.into(), value.as_ref(), "更正", &stamp(2))
            .unwrap();
        library.project(id).unwrap().summary
    };
    let text = |words: &str| Some(FactValue::Text(words.to_owned()));
    assert_eq!(
        set(&mut library, "project_name", text("新名称")).name,
        "新名称",
        "the name"
    );
    let renamed = set(
        &mut library,
        "enterprise_name",
        text("韶关市新机械有限公司"),
    );
    assert_eq!(renamed.enterprise, "韶关市新机械有限公司", "the enterprise");
    assert_eq!(
        renamed.measure.as_deref(),
        Some("platform"),
        "and nothing else"
    );
    assert_eq!(
        library.enterprises().unwrap().len(),
        1,
        "the old name is no enterprise any more"
    );
    let choice = Some(FactValue::Choice("cluster".to_owned()));
    assert_eq!(
        set(&mut library, "direction", choice).measure.as_deref(),
        Some("cluster"),
        "measure"
    );
    assert_eq!(
        set(&mut library, "direction", None).measure,
        None,
        "unknown is unknown"
    );
    set(&mut library, "enterprise_name", None);
    let nameless = set(&mut library, "credit_code", None);
    assert_eq!(
        nameless.enterprise, "",
        "nothing is known of the enterprise"
    );
    assert!(
        library.enterprises().unwrap().is_empty(),
        "so there is none"
    );
}

#[test]
fn a_programme_without_a_direction_keeps_the_rows_measure() {
    let (_dir, mut library) = library();
    let mut single = programme();
    single.id = "single".to_owned();
    single.naming.measure = None;
    library.open_programme(&single, &stamp(1)).unwrap();
    let mut new = batch(1, 1);
    new.programme = "single".to_owned();
    new.rows[0].measure = Some("only".to_owned());
    let id = take(&mut library, &new, 2)[0];
    let name = FactValue::Text("新名称".to_owned());
    library
        .set_fact(id, &"project_name".into(), Some(&name), "更正", &stamp(3))
        .unwrap();
    let measure = library.project(id).unwrap().summary.measure;
    assert_eq!(
        measure.as_deref(),
        Some("only"),
        "a rename does not lose it"
    );
}

#[test]
fn changes_need_a_reason_and_a_project() {
    let (_dir, mut library) = library();
    let id = take(&mut library, &batch(1, 1), 1)[0];
    let value = FactValue::Count(1);
    let before = library.content_hash().unwrap();
    let silent = library.set_fact(id, &"staff".into(), Some(&value), "", &stamp(2));
    assert!(
        matches!(silent, Err(LibraryError::Empty(_))),
        "got {silent:?}"
    );
    let nowhere = library.set_fact(
        ProjectId(999),
        &"staff".into(),
        Some(&value),
        "x",
        &stamp(2),
    );
    assert!(
        matches!(nowhere, Err(LibraryError::NotFound { .. })),
        "got {nowhere:?}"
    );
    assert_eq!(
        library.content_hash().unwrap(),
        before,
        "nothing was stored"
    );
}

#[test]
fn a_later_decision_takes_the_earlier_ones_place() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 2), 1);
    let decide = |library: &mut crate::library::Library, ruling, minutes| {
        let decision = NewDecision {
            programme: PROGRAMME.to_owned(),
            ruling,
            authority: "韶工信函〔2022〕1号".to_owned(),
            approver: String::new(),
            reason: "集体审议".to_owned(),
        };
        library.add_decision(&decision, &stamp(minutes)).unwrap()
    };
    let manual = |project, fen| Ruling::Manual {
        project,
        amount: Money::from_fen(fen),
    };
    let reading = |chosen: &str| Ruling::Reading {
        id: "cut_back".into(),
        chosen: chosen.into(),
    };
    let waiver = |project| Ruling::Waiver {
        condition: "registered_here".to_owned(),
        project,
        expires_on: "2026-12-31".parse().ok(),
    };
    decide(&mut library, manual(projects[0], 1), 2);
    decide(&mut library, manual(projects[1], 2), 3);
    decide(&mut library, manual(projects[0], 3), 4);
    decide(&mut library, reading("pro_rata"), 5);
    decide(&mut library, reading("by_rank"), 6);
    decide(&mut library, waiver(None), 7);
    let last = decide(&mut library, waiver(Some(projects[0])), 8);

    let all = library.decisions(PROGRAMME).unwrap();
    assert_eq!(all.len(), 7, "earlier ones are kept");
    assert_eq!(all[5].ruling, waiver(None), "every field comes back");
    let holding: Vec<_> = all
        .iter()
        .map(|decision| decision.ended.is_none())
        .collect();
    assert_eq!(
        holding,
        [false, true, true, false, true, true, true],
        "one holds per thing"
    );
    let input = library.assessment_input(PROGRAMME, None).unwrap();
    assert_eq!(input.manual.len(), 2, "one amount per project");
    assert_eq!(input.manual[1].amount, Money::from_fen(3), "the later one");
    assert_eq!(input.readings[0].chosen, "by_rank", "the later reading");
    assert_eq!(input.waivers.len(), 2, "for all, and for one");

    library
        .revoke_decision(last, "批文撤回", &stamp(9))
        .unwrap();
    assert_eq!(
        library
            .assessment_input(PROGRAMME, None)
            .unwrap()
            .waivers
            .len(),
        1,
        "revoked"
    );
    let again = library.revoke_decision(last, "批文撤回", &stamp(9));
    assert!(
        matches!(again, Err(LibraryError::NotFound { .. })),
        "only once: {again:?}"
    );
}

#[test]
fn the_approver_decides_not_whoever_records() {
    let (_dir, mut library) = library();
    let project = take(&mut library, &batch(1, 1), 1)[0];
    let mut decision = NewDecision {
        programme: PROGRAMME.to_owned(),
        ruling: Ruling::Waiver {
            condition: "registered_here".to_owned(),
            project: Some(project),
            expires_on: None,
        },
        authority: "韶工信函〔2022〕1号".to_owned(),
        approver: "市工业和信息化局".to_owned(),
        reason: "搬迁".to_owned(),
    };
    let by = |library: &crate::library::Library| {
        let input = library.assessment_input(PROGRAMME, None).unwrap();
        input.waivers[0].by.clone()
    };
    library.add_decision(&decision, &stamp(2)).unwrap();
    assert_eq!(by(&library), "市工业和信息化局", "who approved it");
    decision.approver = String::new();
    library.add_decision(&decision, &stamp(3)).unwrap();
    assert_eq!(by(&library), "张三", "nobody else is known");
}

#[test]
fn what_is_proposed_changes_nothing_that_is_computed() {
    let (_dir, mut library) = library();
    let project = take(&mut library, &batch(1, 1), 1)[0];
    let before = library.assessment_input(PROGRAMME, None).unwrap();
    let amount = Money::from_fen(70_000_000);
    let decision = NewDecision {
        programme: PROGRAMME.to_owned(),
        ruling: Ruling::Proposed { project, amount },
        authority: "局务会纪要".to_owned(),
        approver: String::new(),
        reason: "集体审议".to_owned(),
    };
    library.add_decision(&decision, &stamp(2)).unwrap();
    let all = library.decisions(PROGRAMME).unwrap();
    assert_eq!(all[0].ruling, decision.ruling, "every field comes back");
    assert_eq!(
        library.assessment_input(PROGRAMME, None).unwrap(),
        before,
        "it is no input of an assessment"
    );
}

#[test]
fn a_decision_needs_its_paper() {
    let (_dir, mut library) = library();
    let project = take(&mut library, &batch(1, 1), 1)[0];
    let mut other = programme();
    other.id = "other".to_owned();
    library.open_programme(&other, &stamp(1)).unwrap();
    let decision = NewDecision {
        programme: PROGRAMME.to_owned(),
        ruling: Ruling::Manual {
            project,
            amount: Money::from_fen(1),
        },
        authority: "会议纪要".to_owned(),
        approver: String::new(),
        reason: "一事一议".to_owned(),
    };
    for (bad, why) in [
        (
            NewDecision {
                authority: String::new(),
                ..decision.clone()
            },
            "no authority",
        ),
        (
            NewDecision {
                reason: " ".to_owned(),
                ..decision.clone()
            },
            "no reason",
        ),
        (
            NewDecision {
                programme: "other".to_owned(),
                ..decision.clone()
            },
            "another programme's",
        ),
        (
            NewDecision {
                programme: "nowhere".to_owned(),
                ..decision.clone()
            },
            "no programme",
        ),
    ] {
        library.add_decision(&bad, &stamp(2)).expect_err(why);
    }
    assert!(
        library.decisions(PROGRAMME).unwrap().is_empty(),
        "none was stored"
    );
}

#[test]
fn findings_are_settled_with_a_reason() {
    let (_dir, mut library) = library();
    let project = take(&mut library, &batch(1, 1), 1)[0];
    let open =
        |library: &crate::library::Library| library.project(project).unwrap().summary.open_findings;
    assert_eq!(open(&library), 1, "the question");
    let id = library.project(project).unwrap().findings[0].id;
    library
        .settle_finding(id, FindingState::Accepted, "已电话核实", &stamp(2))
        .unwrap();
    assert_eq!(open(&library), 0, "settled");
    let settled = &library.project(project).unwrap().findings[0];
    assert_eq!(settled.settled, Some(stamp(2)), "by whom and when");
    library
        .settle_finding(id, FindingState::Open, "又有疑问", &stamp(3))
        .unwrap();
    assert_eq!(open(&library), 1, "opened again");
}

#[test]
fn headers_are_remembered_per_county_and_forgotten() {
    let (_dir, mut library) = library();
    let [fact, other] = ["project_investment", "own_share"].map(FactId::new);
    let meaning = |fact: Option<&FactId>| HeaderMeaning {
        pack: "p".to_owned(),
        county: "lechang".to_owned(),
        header: "总投资额".to_owned(),
        fact: fact.cloned(),
    };
    library
        .remember_header(&meaning(Some(&other)), &stamp(1))
        .unwrap();
    library
        .remember_header(&meaning(Some(&fact)), &stamp(2))
        .unwrap();
    assert_eq!(
        library.header_memory("p", "lechang").unwrap()["总投资额"],
        fact,
        "the last word"
    );
    assert!(
        library.header_memory("p", "wujiang").unwrap().is_empty(),
        "of that county only"
    );
    library.remember_header(&meaning(None), &stamp(3)).unwrap();
    assert!(
        library.header_memory("p", "lechang").unwrap().is_empty(),
        "forgotten"
    );
}

#[test]
fn many_facts_are_set_together_or_not_at_all() {
    let (_dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 2), 1);
    let change = |project, staff| FactChange {
        project,
        fact: "staff".into(),
        value: Some(FactValue::Count(staff)),
    };
    let both = [change(projects[0], 41), change(projects[1], 42)];
    library.set_facts(&both, "审核核定", &stamp(2)).unwrap();
    let facts = library.facts(PROGRAMME).unwrap();
    let staff: Vec<_> = facts
        .values()
        .map(|facts| facts["staff"].value.clone())
        .collect();
    assert_eq!(
        staff,
        [FactValue::Count(41), FactValue::Count(42)],
        "each its own"
    );
    let before = library.content_hash().unwrap();
    let one_bad = [change(projects[0], 43), change(ProjectId(999), 44)];
    library
        .set_facts(&one_bad, "审核核定", &stamp(3))
        .expect_err("one is not there");
    assert_eq!(library.content_hash().unwrap(), before, "neither was set");
}
