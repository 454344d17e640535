//! What the projects of a pool can be put in order by, and the order itself.

use std::collections::BTreeMap;

use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_policy::assessment::{Input, PoolBy, Subject};
use ruku_policy::in_order_of;
use ruku_policy::pack::Pack;

use crate::show;
use crate::view::Choice;

/// The list's own order.
const AS_LISTED: &str = "listed";
/// The order counties recommend in is a count that begins with 1.
const RECOMMENDED: &str = "row_number";

/// What projects can be put in order by: the list, and every fact with a number.
pub(super) fn orders(pack: &Pack) -> Vec<Choice> {
    let listed = Choice {
        id: AS_LISTED.to_owned(),
        label: "名单顺序".to_owned(),
    };
    let numbers = pack.facts.iter().filter(|fact| {
        matches!(
            fact.fact_type,
            FactType::Count | FactType::Number | FactType::Money
        )
    });
    let ordered = numbers.map(|fact| Choice {
        id: fact.id.to_string(),
        label: in_order_of(&fact.label, fact.id.as_str() == RECOMMENDED),
    });
    std::iter::once(listed).chain(ordered).collect()
}

/// The fact an order goes by; none for the list's own.
pub(super) fn by_fact(order: &str) -> Option<PoolBy> {
    (order != AS_LISTED).then(|| PoolBy {
        fact: FactId::new(order),
        ascending: order == RECOMMENDED,
    })
}

/// Projects in the order of a pool.
#[derive(Default)]
pub(super) struct Line {
    /// What each is put in order by, in words.
    pub(super) keys: BTreeMap<String, String>,
    /// Each one's place.
    pub(super) places: BTreeMap<String, usize>,
    /// What people should know of the order.
    pub(super) notes: Vec<String>,
}

impl Line {
    /// Puts projects in order by a fact as the engine does; ties keep the list's
    /// order and are told.
    pub(super) fn of(input: &Input, pack: &Pack, by: Option<&PoolBy>) -> Line {
        let mut line = Line::default();
        let mut subjects: Vec<&Subject> = input.subjects.iter().collect();
        if let Some(by) = by {
            subjects.sort_by(|a, b| by.compare(value(a, by), value(b, by)));
            line.tell(&subjects, pack, by);
        }
        let places = subjects.iter().enumerate();
        line.places = places
            .map(|(place, subject)| (subject.id.clone(), place))
            .collect();
        line
    }

    fn tell(&mut self, subjects: &[&Subject], pack: &Pack, by: &PoolBy) {
        let declaration = pack.fact(&by.fact);
        let label = declaration.map_or(by.fact.as_str(), |fact| &fact.label);
        let mut tied = 0_usize;
        let mut without = 0_usize;
        let mut last: Option<&FactValue> = None;
        for subject in subjects {
            let own = value(subject, by);
            without += usize::from(own.is_none());
            tied += usize::from(own.is_some() && own == last);
            if let (Some(value), Some(declaration)) = (own, declaration) {
                let shown = show::value_with_unit(declaration, value);
                self.keys.insert(subject.id.clone(), shown);
            }
            last = own;
        }
        if tied > 0 {
            self.notes.push(format!(
                "有{tied}个项目的{label}与前一个项目相同，先后按名单顺序。"
            ));
        }
        if without > 0 {
            self.notes
                .push(format!("有{without}个项目没有{label}，排在最后。"));
        }
    }
}

fn value<'a>(subject: &'a Subject, by: &PoolBy) -> Option<&'a FactValue> {
    subject.facts.get(&by.fact).map(|fact| &fact.value)
}
