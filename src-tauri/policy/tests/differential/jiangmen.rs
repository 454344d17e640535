//! 江门2024 and 江门2021, by hand.

use std::collections::BTreeMap;

use crate::dice::{Dice, Record, WAN, against, got, subject};
use ruku_policy::assessment::Assessment;

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
