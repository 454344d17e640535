//! 韶关2022, by hand.

use std::collections::BTreeMap;

use crate::dice::{Dice, Record, WAN, against, got, subject};
use ruku_policy::assessment::Assessment;

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
