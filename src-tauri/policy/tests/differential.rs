//! The engine with its packs against straight-line calculators of the notices,
//! written from the notices' text in whole 分 and sharing nothing with it.

mod common;

use std::collections::BTreeMap;

use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Input, ResultKind, Subject};
use ruku_policy::engine::assess;

/// Projects per notice; together 100,000.
const PROJECTS: usize = 25_000;
/// Projects per assessed programme.
const BATCH: usize = 1_000;
const WAN: i128 = 1_000_000;

/// A fixed sequence of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// True once in so many.
    fn rarely(&mut self, once_in: u64) -> bool {
        self.below(once_in) == 0
    }

    /// An amount in 分 that often sits at a boundary of round 万元.
    fn fen(&mut self, wan_max: u64) -> i128 {
        let wan = i128::from(self.below(wan_max)) * WAN;
        match self.below(4) {
            0 => wan,
            1 => wan + 1,
            2 => (wan - 1).max(0),
            _ => wan + i128::from(self.below(1_000_000)),
        }
    }
}

#[derive(Default)]
struct Record(Facts);

impl Record {
    fn put(&mut self, id: &str, value: FactValue) {
        self.0.insert(FactId::new(id), Fact::bare(value));
    }
    fn money(&mut self, id: &str, fen: i128) {
        self.put(
            id,
            FactValue::Money(Money::from_fen(i64::try_from(fen).expect("fits"))),
        );
    }
    fn flag(&mut self, id: &str, value: bool) {
        self.put(id, FactValue::Flag(value));
    }
    fn text(&mut self, id: &str, value: String) {
        self.put(id, FactValue::Text(value));
    }
    fn choice(&mut self, id: &str, value: &str) {
        self.put(id, FactValue::Choice(value.to_owned()));
    }
    fn count(&mut self, id: &str, value: i64) {
        self.put(id, FactValue::Count(value));
    }
    fn date(&mut self, id: &str, value: &str) {
        self.put(id, FactValue::Date(value.parse().expect("a date")));
    }
}

/// Runs batches of random programmes through pack and calculator.
fn against<P>(
    pack: &str,
    seed: u64,
    roll: impl Fn(&mut Dice, usize) -> (P, Subject),
    check: impl Fn(&[P], &Assessment),
) {
    let pack = common::load(&common::pack_files(pack));
    let mut dice = Dice(seed);
    for _ in 0..PROJECTS / BATCH {
        let (plain, subjects): (Vec<P>, Vec<Subject>) =
            (0..BATCH).map(|n| roll(&mut dice, n)).unzip();
        check(
            &plain,
            &assess(
                &pack,
                &Input {
                    subjects,
                    ..Input::default()
                },
            ),
        );
    }
}

/// The amount in 分, or nothing for those who get none.
fn got(assessment: &Assessment, n: usize) -> Option<i128> {
    let result = &assessment.results[n];
    let carries = matches!(result.kind, ResultKind::Ceiling | ResultKind::Entitlement);
    assert!(
        carries || result.kind == ResultKind::Ineligible,
        "everything is known, so {} cannot be {:?}: {:?}",
        result.id,
        result.kind,
        result.missing
    );
    result.amount.map(|amount| i128::from(amount.fen()))
}

fn subject(n: usize, measure: &str, record: Record) -> Subject {
    Subject {
        id: format!("p{n:04}"),
        measure: measure.to_owned(),
        facts: record.0,
    }
}

struct Shaoguan {
    firm: u64,
    /// In tenths of a 分; `None` if not eligible by itself.
    tenths: Option<i128>,
}

#[test]
fn shaoguan_2022() {
    let roll = |dice: &mut Dice, n: usize| {
        let kind = dice.below(4) as usize;
        let measure = ["cloud", "industry_platform", "system_platform", "five_g"][kind];
        let (investment, provincial) = (dice.fen(3_000), dice.fen(1_500));
        let (national, other) = (
            if dice.rarely(3) { dice.fen(500) } else { 0 },
            if dice.rarely(5) { dice.fen(300) } else { 0 },
        );
        let firm = dice.below(400);
        let days = [
            "2021-09-29",
            "2021-09-30",
            "2022-03-01",
            "2022-05-31",
            "2022-08-26",
            "2022-08-27",
        ];
        let day = days[dice.below(6) as usize];
        let filed = if dice.rarely(10) {
            "2022-07-09"
        } else {
            "2022-07-08"
        };
        let wrong_type = dice.rarely(10);
        let bad = [
            dice.rarely(20),
            dice.rarely(20),
            dice.rarely(20),
            dice.rarely(20),
        ];
        let (builder, consent) = (dice.rarely(3), !dice.rarely(4));
        let applied = !dice.rarely(8);

        let mut record = Record::default();
        record.text("enterprise_name", format!("企业{firm}"));
        record.text("credit_code", format!("91440200MAX{firm:07}"));
        let right_type = if kind == 1 {
            "软件和信息服务企业"
        } else {
            "工业企业"
        };
        record.choice(
            "applicant_type",
            if wrong_type {
                "事业单位"
            } else {
                right_type
            },
        );
        record.date("started_on", "2021-10-08");
        record.date("completed_on", day);
        record.date("inventory_filed_on", filed);
        record.money("project_investment", investment);
        record.money("provincial_fund", provincial);
        record.money("national_fund", national);
        record.money("other_fiscal_fund", other);
        record.flag("registered_here", !bad[0]);
        record.flag("fiscal_violation_last_5y", bad[1]);
        record.flag("accident_last_5y", bad[2]);
        record.flag("dishonest_judgment_debtor", bad[3]);
        record.flag("applied_in_local_manufacturing", applied);
        record.flag("is_builder", builder);
        record.flag("user_consent", consent);

        let type_matters = kind == 0 || kind == 1;
        let award_matters = kind != 2;
        let right = !(type_matters && wrong_type);
        let eligible = !bad.contains(&true)
            && right
            && !(award_matters && provincial == 0)
            && (kind != 2 || applied)
            && !["2021-09-29", "2022-08-27"].contains(&day)
            && filed == "2022-07-08"
            && (!builder || consent);
        let base = if kind == 2 { investment } else { provincial };
        let top = if kind == 1 { 50 } else { 100 } * WAN * 10;
        let room = (investment - provincial - national - other).max(0) * 10;
        let plain = Shaoguan {
            firm,
            tenths: eligible.then(|| base.min(top).min(room)),
        };
        (plain, subject(n, measure, record))
    };
    let check = |plain: &[Shaoguan], assessment: &Assessment| {
        let mut firms: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (n, project) in plain.iter().enumerate() {
            if project.tenths.is_some() {
                firms.entry(project.firm).or_default().push(n);
            }
        }
        let mut expected: Vec<Option<i128>> = vec![None; plain.len()];
        for mut places in firms.into_values() {
            places.sort_by_key(|n| (-plain[*n].tenths.unwrap_or(0), *n));
            for n in places.into_iter().take(2) {
                expected[n] = plain[n].tenths.map(|tenths| tenths.div_euclid(10));
            }
        }
        for (n, expected) in expected.into_iter().enumerate() {
            assert_eq!(
                got(assessment, n),
                expected,
                "project {n}: {:#?}",
                assessment.results[n]
            );
        }
    };
    against("shaoguan-2022-industrial-internet", 4, roll, check);
}

struct Jiangmen {
    measure: &'static str,
    firm: u64,
    cluster: u64,
    /// In tenths of a 分.
    tenths: Option<i128>,
}

#[test]
fn jiangmen_2024() {
    let roll = |dice: &mut Dice, n: usize| {
        let measure = ["benchmark", "cloud", "cluster", "cluster"][dice.below(4) as usize];
        // One project of a firm per cluster and cloud; several for 标杆.
        let firm = if measure == "benchmark" {
            dice.below(150)
        } else {
            1_000 + n as u64
        };
        let cluster = dice.below(30);
        let input = dice.fen(260);
        let established = ["2023-05-20", "2023-05-21", "2016-01-01"][dice.below(3) as usize];
        let applied = ["2024-05-20", "2024-05-26", "2024-05-27"][dice.below(3) as usize];
        let large = dice.rarely(6);
        let bad = dice.rarely(12);

        let mut record = Record::default();
        record.text("enterprise_name", format!("企业{firm}"));
        record.text("credit_code", format!("91440700MAX{firm:07}"));
        record.text("cluster_name", format!("集群{cluster}"));
        record.choice("enterprise_size", if large { "大型" } else { "小型" });
        record.date("established_on", established);
        record.date("applied_on", applied);
        record.money("project_input", input);
        record.money("invoiced_project_input", input);
        record.flag("registered_here", true);
        record.flag("independent_legal_person", true);
        record.flag("other_fiscal_support", bad);
        for id in [
            "fiscal_misconduct_last_3y",
            "in_abnormal_list_last_3y",
            "in_dishonest_list_last_3y",
            "accident_last_3y",
        ] {
            record.flag(id, false);
        }

        let full_year = !(established == "2023-05-21" && applied == "2024-05-20");
        let in_time = measure == "cluster" || applied != "2024-05-27";
        let eligible = full_year && in_time && !bad && !(measure == "cloud" && large);
        let share = if measure == "benchmark" {
            input * 5
        } else {
            input * 8
        };
        let plain = Jiangmen {
            measure,
            firm,
            cluster,
            tenths: eligible.then_some(share),
        };
        (plain, subject(n, measure, record))
    };
    let check = |plain: &[Jiangmen], assessment: &Assessment| {
        let mut benchmark: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        let mut clusters: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (n, project) in plain.iter().enumerate() {
            match (project.measure, project.tenths) {
                (_, None) => assert_eq!(got(assessment, n), None, "project {n} is not eligible"),
                ("benchmark", _) => benchmark.entry(project.firm).or_default().push(n),
                ("cluster", _) => clusters.entry(project.cluster).or_default().push(n),
                (_, Some(tenths)) => {
                    let amount = tenths.min(60 * WAN * 10) / 10;
                    assert_eq!(got(assessment, n), Some(amount), "cloud project {n}");
                }
            }
        }
        for (firm, places) in benchmark {
            let sum: i128 = places.iter().filter_map(|n| plain[*n].tenths).sum();
            let paid: i128 = places.iter().filter_map(|n| got(assessment, *n)).sum();
            let limit = 100 * WAN;
            if sum > limit * 10 {
                assert_eq!(
                    paid, limit,
                    "a firm over its limit gets exactly the limit: {firm}"
                );
            } else {
                let each: i128 = places
                    .iter()
                    .filter_map(|n| plain[*n].tenths)
                    .map(|t| t / 10)
                    .sum();
                assert_eq!(paid, each, "a firm within its limit: {firm}");
            }
        }
        for (cluster, places) in clusters {
            let firm = |n: &usize| plain[*n].tenths.unwrap_or(0).min(50 * WAN * 10);
            let sum: i128 = places.iter().map(firm).sum();
            let limit = 500 * WAN * 10;
            for n in &places {
                let exact = firm(n);
                let amount = if sum > limit {
                    exact * limit / sum / 10
                } else {
                    exact / 10
                };
                assert_eq!(
                    got(assessment, *n),
                    Some(amount),
                    "cluster {cluster}, project {n}"
                );
            }
        }
    };
    against("jiangmen-2024-industrial-internet", 1, roll, check);
}

#[test]
fn jiangmen_2021() {
    let roll = |dice: &mut Dice, n: usize| {
        let cluster = dice.below(60);
        let (saas, other) = (dice.fen(60), dice.fen(40));
        // Lead and size are the cluster's, told alike by every member.
        let (local, lead) = (8 + cluster % 6, !cluster.is_multiple_of(7));
        let bought = !dice.rarely(10);
        let mut record = Record::default();
        record.text("enterprise_name", format!("企业{n}"));
        record.text("credit_code", format!("91440700MAX{n:07}"));
        record.text("cluster_name", format!("集群{cluster}"));
        record.date("established_on", "2018-01-01");
        record.date("applied_on", "2021-06-20");
        record.money("project_input", saas + other);
        record.money("saas_amount", saas);
        record.money("other_cloud_amount", other);
        record.count("local_enterprises", local as i64);
        for (id, value) in [
            ("lead_qualified", lead),
            ("other_provider", true),
            ("in_approved_plan", true),
            ("bought_saas", bought),
            ("registered_here", true),
            ("independent_legal_person", true),
        ] {
            record.flag(id, value);
        }
        for id in [
            "fiscal_misconduct_last_3y",
            "in_abnormal_list_last_3y",
            "in_dishonest_list_last_3y",
            "accident_last_3y",
        ] {
            record.flag(id, false);
        }
        let eligible = local >= 10 && lead && bought;
        let tenths = eligible.then(|| ((saas + other) * 8).min(50 * WAN * 10));
        ((cluster, tenths), subject(n, "cluster", record))
    };
    let check = |plain: &[(u64, Option<i128>)], assessment: &Assessment| {
        let mut sums: BTreeMap<u64, i128> = BTreeMap::new();
        for (cluster, tenths) in plain {
            *sums.entry(*cluster).or_default() += tenths.unwrap_or(0);
        }
        let limit = 500 * WAN * 10;
        for (n, (cluster, tenths)) in plain.iter().enumerate() {
            let sum = sums[cluster];
            let cut = |tenths: i128| {
                if sum > limit {
                    tenths * limit / sum / 10
                } else {
                    tenths / 10
                }
            };
            assert_eq!(
                got(assessment, n),
                tenths.map(cut),
                "cluster {cluster}, project {n}"
            );
        }
    };
    against("jiangmen-2021-industrial-cluster", 3, roll, check);
}

struct Jinjiang {
    firm: u64,
    year: i64,
    contribution: i128,
    /// In hundredths of a 分.
    hundredths: Option<i128>,
}

#[test]
fn jinjiang_2023() {
    const HUNDRED: i128 = 100;
    let roll = |dice: &mut Dice, n: usize| {
        let measures = [
            "demo",
            "five_g",
            "internet_demo",
            "platform_service",
            "software",
            "cloud",
            "platform",
            "app",
            "diagnosis",
            "training",
        ];
        let measure = measures[dice.below(10) as usize];
        let firm = dice.below(300);
        let year = 2022 + dice.below(3) as i64;
        // Every project of a firm and year tells the same contribution.
        let contribution = i128::from((firm * 37 + year as u64 * 11) % 90) * WAN;
        let (amount, count, second) = (dice.fen(700), dice.below(60) as i64, dice.below(30) as i64);
        let flag = dice.rarely(2);
        let mut record = Record::default();
        record.text("enterprise_name", format!("企业{firm}"));
        record.text("credit_code", format!("91350582MAX{firm:07}"));
        record.text("project_name", format!("项目{n}"));
        record.count("year", year);
        record.money("local_contribution", contribution);
        record.money("other_local_subsidy", 0);
        record.choice("industry", "纺织");
        record.date("completed_on", "2023-09-30");
        for id in [
            "in_use",
            "supports_promotion",
            "quanzhou_recognised",
            "is_solution_provider",
            "is_manufacturer",
            "above_scale",
            "landed",
        ] {
            record.flag(id, true);
        }
        for id in ["park_key_project", "leading_shared_platform"] {
            record.flag(id, flag);
        }
        for id in [
            "software_amount",
            "recognised_input",
            "software_paid",
            "it_investment",
            "prior_year_service_spend",
        ] {
            record.money(id, amount);
        }
        record.money("equipment_amount", 0);
        let fee = amount / 20;
        record.money("annual_cloud_fee", fee);
        record.count("sme_clients", count);
        record.count("enterprises_served", count);
        record.count("enterprises_signed", second);
        record.count("qualified_sessions", second);

        let wan = |n: i128| Some(n * WAN * HUNDRED);
        let worth = match measure {
            "demo" => Some((amount * if flag { 25 } else { 20 }).min(100 * WAN * HUNDRED)),
            "five_g" => Some((amount * 15).min(10 * WAN * HUNDRED)),
            "internet_demo" => Some((amount * 5).min(50 * WAN * HUNDRED)),
            "platform_service" => match count {
                50.. => wan(30),
                20.. => wan(20),
                10.. => wan(10),
                _ => None,
            },
            "software" => match amount / WAN {
                300.. => wan(30),
                200.. => wan(20),
                100.. => wan(10),
                50.. => wan(5),
                _ => None,
            },
            "cloud" if fee > 10 * WAN => wan(6),
            "cloud" if fee > 5 * WAN => wan(3),
            "cloud" => None,
            "platform" if flag => Some((amount * 20).min(50 * WAN * HUNDRED)),
            "platform" => Some((amount * 15).min(25 * WAN * HUNDRED)),
            "app" => Some((amount * 15).min(5 * WAN * HUNDRED)),
            "diagnosis" if count >= 20 && second * 5 >= count => wan(10),
            "training" if second > 0 => wan(5 * i128::from(second)),
            _ => None,
        };
        let in_force = year >= 2023;
        let plain = Jinjiang {
            firm,
            year,
            contribution,
            hundredths: worth.filter(|_| in_force),
        };
        (plain, subject(n, measure, record))
    };
    let check = |plain: &[Jinjiang], assessment: &Assessment| {
        let mut years: BTreeMap<(u64, i64), Vec<usize>> = BTreeMap::new();
        for (n, project) in plain.iter().enumerate() {
            match project.hundredths {
                None => assert_eq!(
                    got(assessment, n),
                    None,
                    "project {n}: {:#?}",
                    assessment.results[n]
                ),
                Some(_) => years
                    .entry((project.firm, project.year))
                    .or_default()
                    .push(n),
            }
        }
        for (key, places) in years {
            let five_g = |n: &&usize| assessment.results[**n].measure == "five_g";
            let worth = |n: &usize| plain[*n].hundredths.unwrap_or(0);
            let of_five_g: i128 = places.iter().filter(five_g).map(worth).sum();
            let over = (of_five_g - 50 * WAN * HUNDRED).max(0);
            let sum: i128 = places.iter().map(worth).sum::<i128>() - over;
            let limit = plain[places[0]].contribution;
            let paid: i128 = places.iter().filter_map(|n| got(assessment, *n)).sum();
            if sum > limit * HUNDRED {
                assert_eq!(paid, limit, "{key:?} gets exactly what it contributes");
            } else if over == 0 {
                let each: i128 = places.iter().map(|n| worth(n) / HUNDRED).sum();
                assert_eq!(paid, each, "{key:?} is within its contribution");
            } else {
                assert!(
                    paid <= sum / HUNDRED && paid + 20 > sum / HUNDRED,
                    "{key:?}: {paid} of {sum}"
                );
            }
        }
    };
    against("jinjiang-2023-digital-twelve", 2, roll, check);
}
