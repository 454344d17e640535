//! What people decide beside the rules: waivers that end, projects set aside;
//! and what an assessment tells as a whole: limits, subtotals, quotas.

mod common;

use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Exclusion, Input, ResultKind, Subject, Waiver};
use ruku_policy::engine::assess;
use ruku_policy::pack::Pack;

const SHAOGUAN: &str = "shaoguan-2022-industrial-internet";
const JIANGMEN: &str = "jiangmen-2024-industrial-internet";
const JINJIANG: &str = "jinjiang-2023-digital-twelve";

/// Facts as the contract spells them.
fn facts(pack: &Pack, given: serde_json::Value) -> Facts {
    let given = given.as_object().expect("facts are an object").clone();
    given
        .iter()
        .filter_map(|(id, value)| {
            let id = FactId::new(id.as_str());
            let decl = pack.fact(&id).expect("the fact is declared");
            let value = decl.read_json(value).expect("the value fits")?;
            Some((id, Fact::bare(value)))
        })
        .collect()
}

/// A 韶关 project that meets everything, with 300万元 from the province.
fn shaoguan(pack: &Pack, id: &str) -> Subject {
    let facts = facts(
        pack,
        serde_json::json!({
            "enterprise_name": "示例公司", "credit_code": "91440200MAX0000011",
            "applicant_type": "工业企业", "completed_on": "2022-05-31",
            "started_on": "2022-01-10", "inventory_filed_on": "2022-07-04",
            "project_investment": "90000000.00", "provincial_fund": "3000000.00",
            "national_fund": "0.00", "other_fiscal_fund": "0.00",
            "registered_here": true, "fiscal_violation_last_5y": false,
            "accident_last_5y": false, "dishonest_judgment_debtor": false,
            "is_builder": false,
        }),
    );
    Subject {
        id: id.to_owned(),
        measure: "cloud".to_owned(),
        facts,
    }
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

fn amount(assessment: &Assessment, place: usize) -> Option<String> {
    assessment.results[place].amount.map(Money::wan)
}

#[test]
fn a_waiver_acts_until_its_last_day_and_is_shown_where_it_acts() {
    let pack = common::load(&common::pack_files(SHAOGUAN));
    let mut late = shaoguan(&pack, "1");
    let filed = FactValue::Date("2022-07-15".parse().expect("a date"));
    late.facts
        .insert(FactId::new("inventory_filed_on"), Fact::bare(filed));
    let waiver = Waiver {
        condition: "filed_in_time".to_owned(),
        subject: Some("1".to_owned()),
        authority: "韶工信函〔2022〕100号".to_owned(),
        by: "李某".to_owned(),
        expires_on: Some(day("2022-12-31")),
        reason: "受疫情影响".to_owned(),
    };
    let on = |as_of: Option<&str>, waivers: Vec<Waiver>| {
        let input = Input {
            subjects: vec![late.clone()],
            waivers,
            as_of: as_of.map(day),
            ..Input::default()
        };
        assess(&pack, &input).results.remove(0)
    };
    let last_day = on(Some("2022-12-31"), vec![waiver.clone()]);
    assert_eq!(
        last_day.kind,
        ResultKind::Ceiling,
        "the last day still counts"
    );
    let shown = |text: &str| {
        let steps = last_day.steps.iter().map(|step| step.text.as_str());
        let notes = last_day.notes.iter().map(|note| note.text.as_str());
        (
            steps.clone().any(|step| step.contains(text)),
            notes.clone().any(|note| note.contains(text)),
        )
    };
    assert_eq!(
        shown("韶工信函〔2022〕100号"),
        (true, true),
        "step and note name the 批文"
    );
    let expired = on(Some("2023-01-01"), vec![waiver.clone()]);
    assert_eq!(
        expired.kind,
        ResultKind::Ineligible,
        "a day later it does not act"
    );
    assert_eq!(
        on(None, vec![waiver.clone()]).kind,
        ResultKind::Ineligible,
        "on a day nobody knows, a waiver with an end does not act"
    );
    let forever = Waiver {
        expires_on: None,
        ..waiver.clone()
    };
    assert_eq!(
        on(None, vec![forever]).kind,
        ResultKind::Ceiling,
        "without an end"
    );
    let of_another = Waiver {
        subject: Some("2".to_owned()),
        ..waiver
    };
    assert_eq!(
        on(Some("2022-12-31"), vec![of_another]).kind,
        ResultKind::Ineligible,
        "another project's waiver does not act here"
    );
}

#[test]
fn a_project_set_aside_counts_nowhere_and_says_why() {
    let pack = common::load(&common::pack_files(SHAOGUAN));
    let subjects: Vec<Subject> = ["1", "2", "3"].map(|id| shaoguan(&pack, id)).into();
    let mut input = Input {
        subjects,
        ..Input::default()
    };
    let before = assess(&pack, &input);
    let kinds = |assessment: &Assessment| -> Vec<ResultKind> {
        assessment
            .results
            .iter()
            .map(|result| result.kind)
            .collect()
    };
    assert_eq!(
        kinds(&before),
        [
            ResultKind::Ceiling,
            ResultKind::Ceiling,
            ResultKind::Ineligible
        ],
        "the third of an enterprise is one too many"
    );
    input.excluded.push(Exclusion {
        subject: "1".to_owned(),
        reason: "与项目2重复".to_owned(),
        by: "王某".to_owned(),
        authority: String::new(),
    });
    let after = assess(&pack, &input);
    assert_eq!(
        kinds(&after),
        [
            ResultKind::Excluded,
            ResultKind::Ceiling,
            ResultKind::Ceiling
        ],
        "it takes no place among the two"
    );
    let set_aside = &after.results[0];
    assert!(
        set_aside.amount.is_none() && set_aside.steps.is_empty(),
        "nothing is computed"
    );
    assert!(
        set_aside.notes[0].text.contains("王某") && set_aside.notes[0].text.contains("与项目2重复"),
        "who and why: {:?}",
        set_aside.notes
    );
    assert!(
        set_aside.refuses(Money::ZERO).is_some(),
        "nothing may be proposed for it"
    );
    let counted: Vec<(ResultKind, u32, Option<String>)> = after
        .programme
        .subtotals
        .iter()
        .map(|line| (line.kind, line.count, line.amount.map(Money::wan)))
        .collect();
    assert_eq!(
        counted,
        [
            (ResultKind::Ceiling, 2, Some("60".to_owned())),
            (ResultKind::Excluded, 1, None)
        ],
        "a line of its own, without an amount"
    );
    assert_eq!(
        after.programme.total.wan(),
        "60",
        "and no part of the total"
    );
}

#[test]
fn kinds_have_their_own_subtotals_that_add_up() {
    let pack = common::load(&common::pack_files(JINJIANG));
    let common = serde_json::json!({
        "enterprise_name": "甲公司", "credit_code": "91350582MAX0000011",
        "project_name": "一号", "year": 2023, "other_local_subsidy": "0.00",
        "other_policy_award": "0.00", "is_manufacturer": true, "above_scale": true,
        "software_paid": "1000000.00", "annual_cloud_fee": "60000.00",
        "local_contribution": "9000000.00",
    });
    let mut subjects = Vec::new();
    for (id, firm, measure, known) in [
        ("1", "甲", "software", true),
        ("2", "乙", "cloud", true),
        ("3", "丙", "software", false),
    ] {
        let mut facts = facts(&pack, common.clone());
        for id in ["enterprise_name", "credit_code"] {
            facts.insert(
                FactId::new(id),
                Fact::bare(FactValue::Text(firm.to_owned())),
            );
        }
        if !known {
            facts.remove("local_contribution");
        }
        subjects.push(Subject {
            id: id.to_owned(),
            measure: measure.to_owned(),
            facts,
        });
    }
    let assessment = assess(
        &pack,
        &Input {
            subjects,
            ..Input::default()
        },
    );
    let lines: Vec<(ResultKind, Option<String>)> = assessment
        .programme
        .subtotals
        .iter()
        .map(|line| (line.kind, line.amount.map(Money::wan)))
        .collect();
    assert_eq!(
        lines,
        [
            (ResultKind::Entitlement, Some("13".to_owned())),
            (ResultKind::Provisional, Some("10".to_owned()))
        ],
        "应补 and 待核定 are told apart"
    );
    let sum = Money::checked_sum(
        assessment
            .programme
            .subtotals
            .iter()
            .filter_map(|l| l.amount),
    );
    assert_eq!(
        sum,
        Some(assessment.programme.total),
        "the subtotals make the total"
    );
    let waiting = &assessment.results[2];
    let open = waiting.limits.iter().find(|limit| limit.limit.is_none());
    assert_eq!(
        open.map(|limit| (limit.step.as_str(), limit.clause.as_str())),
        Some(("contribution", "结尾一")),
        "a provisional result names the limit that is not known, with its clause"
    );
    assert!(
        waiting
            .refuses(Money::from_fen(10_000_001))
            .is_some_and(|text| text.contains("结尾一")),
        "and so does the refusal of a proposal"
    );
}

#[test]
fn limits_form_a_tree_that_says_which_node_bound_whom() {
    let pack = common::load(&common::pack_files(JIANGMEN));
    let common = serde_json::json!({
        "cluster_name": "五金集群", "established_on": "2016-03-18", "applied_on": "2024-05-20",
        "registered_here": true, "independent_legal_person": true,
        "other_fiscal_support": false, "fiscal_misconduct_last_3y": false,
        "in_abnormal_list_last_3y": false, "in_dishonest_list_last_3y": false,
        "accident_last_3y": false,
    });
    // 11 at the firm's limit of 50万元, one below it.
    let subjects = (0..12).map(|n| {
        let mut facts = facts(&pack, common.clone());
        let input = if n == 11 { 20_000_000 } else { 80_000_000 };
        let mut put = |id: &str, value| facts.insert(FactId::new(id), Fact::bare(value));
        put("enterprise_name", FactValue::Text(format!("企业{n}")));
        put("credit_code", FactValue::Text(format!("91440700MAX{n:07}")));
        put("project_input", FactValue::Money(Money::from_fen(input)));
        Subject {
            id: format!("{n}"),
            measure: "cluster".to_owned(),
            facts,
        }
    });
    let input = Input {
        subjects: subjects.collect(),
        ..Input::default()
    };
    let assessment = assess(&pack, &input);
    let cluster = assessment
        .groups
        .iter()
        .position(|group| group.by == "cluster")
        .expect("the cluster has a limit");
    let (node, firms): (_, Vec<_>) = (
        &assessment.groups[cluster],
        assessment
            .groups
            .iter()
            .filter(|group| group.by == "enterprise")
            .collect(),
    );
    assert_eq!(node.clause, "四(三)", "the node carries its clause");
    assert_eq!(node.bound.len(), 12, "the cluster's limit cut everybody");
    assert_eq!(firms.len(), 12, "every firm is a node");
    assert!(
        firms.iter().all(|firm| firm.parent == Some(cluster)),
        "and stands below its cluster"
    );
    let cut: Vec<&str> = firms
        .iter()
        .flat_map(|firm| firm.bound.iter().map(String::as_str))
        .collect();
    assert!(
        cut.len() == 11 && !cut.contains(&"11"),
        "its own limit cut only those above it: {cut:?}"
    );
    let path: Vec<(&str, bool)> = assessment.results[0]
        .limits
        .iter()
        .map(|limit| (limit.by.as_str(), limit.bound))
        .collect();
    assert_eq!(
        path,
        [("enterprise", true), ("cluster", true)],
        "the way up of the first project"
    );
    assert!(amount(&assessment, 0).is_some(), "and it has an amount");
}

#[test]
fn the_number_of_projects_of_an_enterprise_can_be_asked_for() {
    let pack = common::load(&common::pack_files(SHAOGUAN));
    let max = pack.projects_max();
    assert_eq!(max.len(), 1, "one such limit: {max:?}");
    assert_eq!(
        (max[0].count, max[0].clause.as_str()),
        (2, "五(三)"),
        "单个企业最多申请2个项目"
    );
    assert_eq!(
        pack.projects_max_per("enterprise"),
        Some(2),
        "per enterprise"
    );
    let jinjiang = common::load(&common::pack_files(JINJIANG));
    assert_eq!(
        jinjiang.projects_max_per("enterprise"),
        None,
        "“原则” only points out, and is per industry"
    );
}
