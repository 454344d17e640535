//! Random projects, the same on every machine, and how they run through a pack.

use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Input, ResultKind, Subject};
use ruku_policy::engine::assess;

/// Projects per notice; together 100,000.
const PROJECTS: usize = 25_000;
/// Projects per assessed programme.
const BATCH: usize = 1_000;
pub(crate) const WAN: i128 = 1_000_000;

/// A fixed sequence of numbers, the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// True once in so many.
    pub(crate) fn rarely(&mut self, once_in: u64) -> bool {
        self.below(once_in) == 0
    }

    /// An amount in 分 that often sits at a boundary of round 万元.
    pub(crate) fn fen(&mut self, wan_max: u64) -> i128 {
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
pub(crate) struct Record(Facts);

impl Record {
    pub(crate) fn put(&mut self, id: &str, value: FactValue) {
        self.0.insert(FactId::new(id), Fact::bare(value));
    }
    pub(crate) fn money(&mut self, id: &str, fen: i128) {
        self.put(
            id,
            FactValue::Money(Money::from_fen(i64::try_from(fen).expect("fits"))),
        );
    }
    pub(crate) fn flag(&mut self, id: &str, value: bool) {
        self.put(id, FactValue::Flag(value));
    }
    pub(crate) fn text(&mut self, id: &str, value: String) {
        self.put(id, FactValue::Text(value));
    }
    pub(crate) fn choice(&mut self, id: &str, value: &str) {
        self.put(id, FactValue::Choice(value.to_owned()));
    }
    pub(crate) fn count(&mut self, id: &str, value: i64) {
        self.put(id, FactValue::Count(value));
    }
    pub(crate) fn date(&mut self, id: &str, value: &str) {
        self.put(id, FactValue::Date(value.parse().expect("a date")));
    }
}

/// Runs batches of random programmes through pack and calculator.
pub(crate) fn against<P>(
    pack: &str,
    seed: u64,
    roll: impl Fn(&mut Dice, usize) -> (P, Subject),
    check: impl Fn(&[P], &Assessment),
) {
    let pack = crate::common::load(&crate::common::pack_files(pack));
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
pub(crate) fn got(assessment: &Assessment, n: usize) -> Option<i128> {
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

pub(crate) fn subject(n: usize, measure: &str, record: Record) -> Subject {
    Subject {
        id: format!("p{n:04}"),
        measure: measure.to_owned(),
        facts: record.0,
    }
}
