//! 晋江2023, by hand.

use std::collections::BTreeMap;

use crate::dice::{Dice, Record, WAN, against, got, subject};
use ruku_policy::assessment::Assessment;

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
        record.money("other_policy_award", 0);
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
