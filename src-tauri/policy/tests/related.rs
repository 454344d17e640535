//! The part of an input that bears on a project gives it what the whole gives.

mod common;

use ruku_model::fact::{Fact, FactId, FactType as T, FactValue};
use ruku_model::money::Money;
use ruku_policy::assessment::{Input, Subject};
use ruku_policy::engine::assess;
use ruku_policy::related::related;

#[test]
fn the_part_gives_what_the_whole_gives() {
    let mut smaller = 0;
    for (_, files) in common::shipped() {
        let pack = common::load(&files);
        let mut input = Input::default();
        for index in 0..60_usize {
            let measure = &pack.measures[index % pack.measures.len()];
            let mut subject = Subject {
                id: format!("p{index}"),
                measure: measure.id.clone(),
                facts: Default::default(),
            };
            for (at, decl) in pack.facts.iter().enumerate() {
                let text = |text: String| Some(FactValue::Text(text));
                let value = match decl.fact_type {
                    T::Money => Some(FactValue::Money(Money::from_fen(
                        (index * 37 + at * 11) as i64 % 90 * 10_000_000 + 1,
                    ))),
                    T::Count if decl.id.as_str() == "year" => Some(FactValue::Count(2023)),
                    T::Count => Some(FactValue::Count((index * 7) as i64 % 60)),
                    T::Flag => Some(FactValue::Flag(index % 13 != 3)),
                    T::Text | T::CreditCode => text(format!("{}{}", decl.id, index % 9)),
                    T::Choice => decl
                        .options
                        .get(index % decl.options.len().max(1))
                        .map(|option| FactValue::Choice(option.id.clone())),
                    T::Date | T::Number | T::Phone | T::List => None,
                };
                // Some facts are unknown, and with them some groups.
                if (index + at) % 17 != 0
                    && let Some(value) = value
                {
                    subject.facts.insert(decl.id.clone(), Fact::bare(value));
                }
            }
            let direction = FactValue::Choice(measure.id.clone());
            let fact = FactId::new(pack.return_decl.direction.as_str());
            subject.facts.insert(fact, Fact::bare(direction));
            input.subjects.push(subject);
        }
        let whole = assess(&pack, &input);
        for result in &whole.results {
            let part = related(&pack, &input, &result.id);
            smaller += usize::from(part.subjects.len() < input.subjects.len());
            let again = assess(&pack, &part);
            let own = again.results.iter().find(|other| other.id == result.id);
            let own = own.expect("a project is related to itself");
            assert_eq!(
                (own.kind, own.amount, &own.exact),
                (result.kind, result.amount, &result.exact),
                "{} in {}",
                result.id,
                pack.id
            );
        }
    }
    assert!(smaller > 0, "somebody stands apart from somebody");
}
