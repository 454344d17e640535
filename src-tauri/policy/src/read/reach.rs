//! Can something ever happen? Tests are tried on every combination of values
//! that lie on, just below and just above the boundaries they name; between
//! two boundaries all values are alike, so nothing else needs to be tried.

use std::collections::{BTreeMap, HashMap};

use chrono::Days;
use num_traits::Zero;
use ruku_model::date::PartialDate;
use ruku_model::fact::{Fact, FactType, FactValue, Facts};
use ruku_model::money::Money;
use ruku_model::rate::Rate;

use crate::bounds::{Amount, amount_of};
use crate::condition::{Check, FactTest, Known, Limit, Test, Truth, within};
use crate::declare::FactDecl;

/// More combinations than this are not tried; then everything counts as possible.
const WORLDS_MAX: usize = 50_000;

/// A text no pack names.
const SOMETHING_ELSE: &str = "\u{0}";

/// What tests look at: a fact, or a quantity made of several (a ratio, years
/// between two dates, what a list comes to), told apart by its words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Subject {
    Fact(usize),
    Quantity(String),
}

/// A value that is tried.
#[derive(Debug, Clone, PartialEq)]
enum Sample {
    Value(FactValue),
    Amount(Amount),
}

/// Whether some project meets every test of `all` and none of `none`.
pub(super) fn possible(decls: &[FactDecl], all: &[&Test], none: &[&Test]) -> bool {
    let mut samples: BTreeMap<Subject, Vec<Sample>> = BTreeMap::new();
    for test in all.iter().chain(none) {
        collect(decls, test, &mut samples);
    }
    let worlds = samples
        .values()
        .try_fold(1_usize, |count, values| count.checked_mul(values.len()));
    let Some(worlds) = worlds.filter(|worlds| *worlds <= WORLDS_MAX) else {
        return true;
    };
    (0..worlds).any(|number| {
        let world = World::new(decls, &samples, number);
        all.iter().all(|test| world.holds(test)) && !none.iter().any(|test| world.holds(test))
    })
}

/// Whether two tests look at anything in common.
pub(super) fn related(one: &Test, other: &Test) -> bool {
    let facts = one.facts();
    other.facts().iter().any(|fact| facts.contains(fact))
}

fn collect(decls: &[FactDecl], test: &Test, samples: &mut BTreeMap<Subject, Vec<Sample>>) {
    match test {
        Test::All(parts) | Test::Any(parts) => {
            for part in parts {
                collect(decls, part, samples);
            }
        }
        Test::Not(part) => collect(decls, part, samples),
        Test::Fact(test) => {
            let known = samples.entry(subject(test)).or_default();
            for sample in around(decls, test) {
                if !known.contains(&sample) {
                    known.push(sample);
                }
            }
        }
    }
}

fn subject(test: &FactTest) -> Subject {
    match &test.check {
        Check::Ratio { of, .. } => Subject::Quantity(format!("{}/{of}", test.fact)),
        Check::FullYears { at, next_day, .. } => {
            Subject::Quantity(format!("{}..{at} {next_day}", test.fact))
        }
        Check::OverList(over) => Subject::Quantity(format!("{:?} {:?}", over.tally, over.of)),
        Check::Given => Subject::Quantity(format!("{} is there", test.fact)),
        Check::Flag(_) | Check::OneOf(_) | Check::Within(_) | Check::Days { .. } => {
            Subject::Fact(test.fact)
        }
    }
}

/// The values on and around the boundaries of one test.
fn around(decls: &[FactDecl], test: &FactTest) -> Vec<Sample> {
    let decl = &decls[test.fact];
    let value = |value| Sample::Value(value);
    match &test.check {
        Check::Flag(_) => vec![value(FactValue::Flag(true)), value(FactValue::Flag(false))],
        Check::OneOf(options) => {
            let declared = decl.options.iter().map(|option| option.id.clone());
            let mut all: Vec<String> = options.iter().cloned().chain(declared).collect();
            if decl.fact_type != FactType::Choice {
                all.push(SOMETHING_ELSE.to_owned());
            }
            let of_type = |text| match decl.fact_type {
                FactType::Choice => FactValue::Choice(text),
                _ => FactValue::Text(text),
            };
            all.into_iter().map(|text| value(of_type(text))).collect()
        }
        Check::Within(limits) => near(limits, decl.fact_type)
            .into_iter()
            .filter_map(|amount| of_type(decl.fact_type, amount))
            .map(value)
            .collect(),
        Check::Days { from, to } => {
            let one = Days::new(1);
            let days = from.iter().chain(to).flat_map(|day| {
                [
                    day.checked_sub_days(one),
                    Some(*day),
                    day.checked_add_days(one),
                ]
            });
            let date = |day| value(FactValue::Date(PartialDate::Day(day)));
            days.flatten().map(date).collect()
        }
        Check::Ratio { limits, .. } => amounts(near(limits, FactType::Number)),
        Check::OverList(over) => amounts(near(&over.limits, FactType::Number)),
        Check::FullYears { years, .. } => {
            let years = i128::from(*years);
            amounts(vec![
                Amount::from_integer((years - 1).max(0)),
                Amount::from_integer(years),
            ])
        }
        Check::Given => amounts(vec![Amount::zero(), Amount::from_integer(1)]),
    }
}

fn amounts(amounts: Vec<Amount>) -> Vec<Sample> {
    amounts.into_iter().map(Sample::Amount).collect()
}

/// Every limit with its neighbours; no value is below zero.
fn near(limits: &[Limit], fact_type: FactType) -> Vec<Amount> {
    let step = match fact_type {
        FactType::Money | FactType::Count => Amount::from_integer(1),
        _ => Amount::new(1, 1_000_000_000),
    };
    limits
        .iter()
        .flat_map(|limit| [limit.value - step, limit.value, limit.value + step])
        .filter(|amount| *amount >= Amount::zero())
        .collect()
}

fn of_type(fact_type: FactType, amount: Amount) -> Option<FactValue> {
    let whole = || i64::try_from(amount.floor().to_integer()).ok();
    match fact_type {
        FactType::Money => whole().map(|fen| FactValue::Money(Money::from_fen(fen))),
        FactType::Count => whole().map(FactValue::Count),
        _ => Rate::from_fraction(*amount.numer(), *amount.denom()).map(FactValue::Number),
    }
}

/// One combination of values.
struct World<'d> {
    decls: &'d [FactDecl],
    facts: Facts,
    quantities: HashMap<Subject, Amount>,
}

impl<'d> World<'d> {
    fn new(
        decls: &'d [FactDecl],
        samples: &BTreeMap<Subject, Vec<Sample>>,
        mut number: usize,
    ) -> World<'d> {
        let mut world = World {
            decls,
            facts: Facts::new(),
            quantities: HashMap::new(),
        };
        for (subject, values) in samples {
            let sample = &values[number % values.len()];
            number /= values.len();
            match (subject, sample) {
                (Subject::Fact(fact), Sample::Value(value)) => {
                    let id = decls[*fact].id.clone();
                    world.facts.insert(id, Fact::bare(value.clone()));
                }
                (subject, Sample::Amount(amount)) => {
                    world.quantities.insert(subject.clone(), *amount);
                }
                (Subject::Quantity(_), Sample::Value(value)) => {
                    let amount = amount_of(value).unwrap_or_else(Amount::zero);
                    world.quantities.insert(subject.clone(), amount);
                }
            }
        }
        world
    }

    fn holds(&self, test: &Test) -> bool {
        match test {
            Test::All(parts) => parts.iter().all(|part| self.holds(part)),
            Test::Any(parts) => parts.iter().any(|part| self.holds(part)),
            Test::Not(part) => !self.holds(part),
            Test::Fact(one) => match self.quantities.get(&subject(one)) {
                Some(amount) => quantity_holds(one, *amount),
                None => {
                    let known = Known {
                        decls: self.decls,
                        facts: &self.facts,
                    };
                    test.holds(known).truth == Truth::Yes
                }
            },
        }
    }
}

fn quantity_holds(test: &FactTest, amount: Amount) -> bool {
    match &test.check {
        Check::Ratio { limits, .. } => within(amount, limits),
        Check::OverList(over) => within(amount, &over.limits),
        Check::FullYears { years, .. } => amount >= Amount::from_integer(i128::from(*years)),
        Check::Given => !amount.is_zero(),
        Check::Flag(_) | Check::OneOf(_) | Check::Within(_) | Check::Days { .. } => false,
    }
}
