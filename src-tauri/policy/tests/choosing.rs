//! 就高不重复 against a brute force: every combination of clauses and another
//! policy's money is tried, and the pack must find the best that is permitted.

mod common;

use proptest::prelude::*;
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_policy::assessment::{Input, ReadingChoice, Subject};
use ruku_policy::engine::assess;
use ruku_policy::pack::Pack;

/// The measures with their rates in per cent; what stands side by side excludes
/// each other, as the fictitious notice says.
const MEASURES: [(&str, i64); 3] = [("equipment", 10), ("software", 20), ("cloud", 30)];

fn pack() -> Pack {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/combinations");
    common::load(&common::files(&folder))
}

/// The most an enterprise can get, in 分: `projects` are measures with
/// investments in 分 (multiples of 100), `other` is another policy's money.
fn best(projects: &[(usize, i64)], other: i64, difference: bool) -> i64 {
    let worth = |measure: usize| -> i64 {
        let of_measure = projects.iter().filter(|(of, _)| *of == measure);
        of_measure
            .map(|(_, fen)| fen / 100 * MEASURES[measure].1)
            .sum()
    };
    let permitted = |set: u32| set & 0b011 != 0b011 && set & 0b110 != 0b110;
    let sums = (0..8_u32).filter(|set| permitted(*set)).map(|set| -> i64 {
        (0..3)
            .filter(|measure| set & (1 << measure) != 0)
            .map(worth)
            .sum()
    });
    let most = sums.max().unwrap_or(0);
    match (most >= other, difference) {
        (false, _) => 0,
        (true, true) => most - other,
        (true, false) => most,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_best_permitted_combination_is_paid_and_the_rest_is_named(
        projects in prop::collection::vec((0..3_usize, 0..60_i64), 1..7),
        other in 0..12_i64,
        difference in any::<bool>(),
    ) {
        let pack = pack();
        let projects: Vec<(usize, i64)> =
            projects.into_iter().map(|(measure, n)| (measure, n * 1_000_000)).collect();
        let other = other * 100_000;
        let subjects = projects.iter().enumerate().map(|(n, (measure, fen))| {
            let mut facts = Facts::new();
            let mut put = |id: &str, value| facts.insert(FactId::new(id), Fact::bare(value));
            put("enterprise_name", FactValue::Text("甲公司".to_owned()));
            put("investment", FactValue::Money(Money::from_fen(*fen)));
            put("other_award", FactValue::Money(Money::from_fen(other)));
            Subject { id: n.to_string(), measure: MEASURES[*measure].0.to_owned(), facts }
        });
        let chosen = if difference { "difference" } else { "all" };
        let input = Input {
            subjects: subjects.collect(),
            readings: vec![ReadingChoice {
                id: "lower_received".to_owned(),
                chosen: chosen.to_owned(),
                by: "王某".to_owned(),
                reason: "按办法".to_owned(),
            }],
            ..Input::default()
        };
        let assessment = assess(&pack, &input);
        prop_assert_eq!(
            assessment.programme.total.fen(),
            best(&projects, other, difference),
            "{:?}", projects
        );
        // Everything there was is named, and what was taken adds up.
        for choice in assessment.results.iter().flat_map(|result| &result.choices) {
            let named: usize = choice.alternatives.iter().map(|a| a.projects.len()).sum();
            prop_assert_eq!(named, projects.len());
            prop_assert!(choice.alternatives.iter().all(|a| a.taken.is_some() && a.amount.is_some()));
            let taken: i64 = choice
                .alternatives
                .iter()
                .filter(|a| a.taken == Some(true) && !a.measure.is_empty())
                .filter_map(|a| a.amount)
                .map(Money::fen)
                .sum();
            prop_assert!(taken == 0 || taken == best(&projects, 0, false));
        }
    }
}
