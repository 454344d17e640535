//! The pool at the end of a whole assessment, over amounts that do not come out
//! in whole 分: what each method promises holds for what is paid.

mod common;

use proptest::prelude::*;
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Input, PoolBy, PoolChoice, Subject};
use ruku_policy::engine::{Worked, assess};
use ruku_policy::pack::Pack;
use ruku_policy::pool::METHODS;

/// 10 % of the investment, at most 100万元.
fn pack() -> Pack {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/adjusted-rate");
    common::load(&common::files(&folder))
}

fn subject(id: usize, investment: i64) -> Subject {
    let mut facts = Facts::new();
    let mut put = |id: &str, value| facts.insert(FactId::new(id), Fact::bare(value));
    put("investment", FactValue::Money(Money::from_fen(investment)));
    put("specialised", FactValue::Flag(false));
    put("mountain", FactValue::Flag(false));
    Subject {
        id: format!("p{id:02}"),
        measure: "only".to_owned(),
        facts,
    }
}

/// Ten per cent, at most 100万元, in whole multiples of `quantum`, all in 分.
fn own(investment: i64, quantum: i64) -> i64 {
    (investment / 10).min(100_000_000) / quantum * quantum
}

fn fen(assessment: &Assessment) -> Vec<i64> {
    let amounts = assessment.results.iter().map(|result| result.amount);
    amounts
        .map(|amount| amount.expect("every project is settled").fen())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn what_a_method_promises_holds_for_what_is_paid(
        investments in prop::collection::vec(0..2_000_000_000_i64, 1..20),
        pool in 1..500_000_000_i64,
        quantum in prop::sample::select(vec![1_i64, 100, 10_000]),
    ) {
        let pack = pack();
        let subjects: Vec<Subject> =
            investments.iter().enumerate().map(|(id, own)| subject(id, *own)).collect();
        let asked: Vec<i64> = investments.iter().map(|all| own(*all, quantum)).collect();
        let all: i64 = asked.iter().sum();
        for method in METHODS.iter().filter(|method| method.id != "by_rank") {
            let mut input = Input {
                subjects: subjects.clone(),
                rounding: Some(Money::from_fen(quantum)),
                pool: Some(PoolChoice {
                    amount: Money::from_fen(pool),
                    method: method.id.to_owned(),
                    quota: None,
                    by: None,
                }),
                ..Input::default()
            };
            let assessment = assess(&pack, &input);
            let given = fen(&assessment);
            let sum: i64 = given.iter().sum();
            prop_assert!(given.iter().zip(&asked).all(|(given, own)| given <= own), "{}", method.id);
            prop_assert!(given.iter().all(|given| given % quantum == 0), "{}", method.id);
            prop_assert_eq!(assessment.programme.total.fen(), sum, "rows add up, {}", method.id);
            let left = assessment.programme.pool_left.map(Money::fen);
            prop_assert_eq!(left, Some(pool - sum), "{}", method.id);
            if all <= pool {
                prop_assert_eq!(&given, &asked, "enough for everybody, {}", method.id);
            } else if method.spends_all {
                prop_assert!((0..quantum).contains(&(pool - sum)), "{}: {} left", method.id, pool - sum);
            }
            if !method.ordered {
                input.subjects.reverse();
                let mut turned = fen(&assess(&pack, &input));
                turned.reverse();
                prop_assert_eq!(&turned, &given, "whatever the list's order, {}", method.id);
            }
        }
    }
}

#[test]
fn a_part_of_a_fen_takes_nothing_from_those_who_come_after() {
    // Three times 10 % of 0.15 元 is 4.5 分 in all, of which 3 can be paid; the
    // pool of 3 分 is enough for all three.
    let pack = pack();
    let input = Input {
        subjects: (0..3).map(|id| subject(id, 15)).collect(),
        pool: Some(PoolChoice {
            amount: Money::from_fen(3),
            method: "in_order".to_owned(),
            quota: None,
            by: None,
        }),
        ..Input::default()
    };
    let mut worked = Worked::new(&pack, &input);
    let before = fen(&worked.clone().finish());
    worked.share();
    let after = worked.finish();
    assert_eq!(before, [1, 1, 1], "a 分 each can be paid");
    assert_eq!(fen(&after), before, "and is paid");
    let steps = &after.results[0].steps;
    let ids: Vec<&str> = steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(
        ids,
        ["share", "top", "payable", "pool", "rounding"],
        "rounding is a step before the pool"
    );
}

#[test]
fn the_pools_order_is_its_own() {
    // Three ask for 100万元 out of a budget that goes by the list; the pool goes
    // by the investment. What the budget gave first is not given out anew.
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/first-come-budget");
    let pack = common::load(&common::files(&folder));
    let investments = [1_000_000_000, 2_000_000_000, 3_000_000_000];
    let mut input = Input {
        subjects: (0..3).map(|id| subject(id, investments[id])).collect(),
        ..Input::default()
    };
    let before = fen(&assess(&pack, &input));
    assert_eq!(
        before,
        [100_000_000, 200_000_000, 0],
        "300万元 in the list's order"
    );
    let by = |ascending| {
        Some(PoolBy {
            fact: FactId::new("investment"),
            ascending,
        })
    };
    for (by, given) in [
        (None, [100_000_000, 50_000_000, 0]),
        (by(true), [100_000_000, 50_000_000, 0]),
        (by(false), [0, 150_000_000, 0]),
    ] {
        input.pool = Some(PoolChoice {
            amount: Money::from_fen(150_000_000),
            method: "in_order".to_owned(),
            quota: None,
            by: by.clone(),
        });
        assert_eq!(fen(&assess(&pack, &input)), given, "{by:?}");
    }
}
