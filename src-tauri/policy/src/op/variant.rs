//! Parameters that a condition changes: a higher rate for one kind of project,
//! a higher cap for another.

use ruku_model::rate::Rate;

use super::Branch;
use crate::condition::{Test, Truth, test_of};
use crate::engine::scope::Scope;
use crate::open::Param;
use crate::read::Names;
use crate::read::source::{Entry, Text};

/// A value, and what conditions make of it, in the order they are written.
#[derive(Debug, Clone)]
pub(super) struct Variants<T> {
    plain: Param<T>,
    cases: Vec<Case<T>>,
}

/// What a condition makes of the value.
#[derive(Debug, Clone)]
struct Case<T> {
    test: Test,
    change: Change<T>,
    line: u32,
    /// How others name it; may be empty.
    id: String,
    /// The cases before it that it goes before.
    over: Vec<String>,
    /// It acts on top of those before it.
    also: bool,
}

/// What a condition that holds does to the value.
#[derive(Debug, Clone)]
pub(super) enum Change<T> {
    /// This instead.
    Instead(T),
    /// Times a factor.
    Times(Rate),
    /// Plus points.
    Plus(Rate),
}

/// A rate that can be raised.
pub(super) trait Adjust: Clone {
    /// The value after a change.
    fn changed(&self, change: &Change<Self>) -> Self;
}

impl Adjust for Rate {
    fn changed(&self, change: &Change<Rate>) -> Rate {
        let ratio = match change {
            Change::Instead(rate) => return *rate,
            Change::Times(factor) => self.ratio() * factor.ratio(),
            Change::Plus(points) => self.ratio() + points.ratio(),
        };
        Rate::from_fraction(*ratio.numer(), *ratio.denom()).unwrap_or(*self)
    }
}

impl Adjust for super::Limit {
    fn changed(&self, change: &Change<super::Limit>) -> super::Limit {
        match change {
            Change::Instead(limit) => *limit,
            Change::Times(_) | Change::Plus(_) => *self,
        }
    }
}

impl<T: Adjust> Variants<T> {
    /// Reads `key` and the list of its variants under `instead`; rates may also
    /// be raised under `adjust`.
    pub(super) fn parse(
        entry: &Entry<'_>,
        names: &Names<'_>,
        key: &str,
        read: impl Fn(Text<'_>) -> Option<T>,
    ) -> Option<Variants<T>> {
        let plain = names.param(entry.text(key)?, &read);
        let mut cases = Vec::new();
        for case in entry.list("instead", &format!("{}的 instead", entry.what())) {
            let test = required_test(&case, names);
            // A variant may be about another parameter of the same step.
            let over = over(&case, &cases);
            let id = case.string_opt("id");
            if case.has(key) {
                let value = case.text(key).and_then(&read);
                if let (Some(test), Some(value)) = (test, value) {
                    cases.push(Case {
                        test,
                        change: Change::Instead(value),
                        line: case.line(),
                        id,
                        over,
                        also: false,
                    });
                }
            }
            case.finish();
        }
        plain.map(|plain| Variants { plain, cases })
    }

    /// The cases as branches: none may be out of reach, and two that can hold
    /// at the same time must say how they stand to each other.
    pub(super) fn branches(&self) -> Vec<Branch> {
        let name = |place: usize, case: &Case<T>| match case.change {
            Change::Instead(_) => format!("第{}个例外", place + 1),
            Change::Times(_) | Change::Plus(_) => format!("第{}个调整", place + 1),
        };
        let branch = |(place, case): (usize, &Case<T>)| {
            let rivals = self.cases[..place].iter().enumerate().filter(|(_, other)| {
                let named = !other.id.is_empty() && case.over.contains(&other.id);
                let both_replace = matches!(other.change, Change::Instead(_))
                    && matches!(case.change, Change::Instead(_));
                let both_adjust = !matches!(other.change, Change::Instead(_))
                    && !matches!(case.change, Change::Instead(_));
                (both_replace && !named) || (both_adjust && !case.also)
            });
            Branch {
                line: Some(case.line),
                what: name(place, case),
                test: Some(case.test.clone()),
                before: Vec::new(),
                rivals: rivals
                    .map(|(place, other)| (name(place, other), other.test.clone()))
                    .collect(),
            }
        };
        self.cases.iter().enumerate().map(branch).collect()
    }

    /// Every value it may have for a project: one if all conditions are known.
    pub(super) fn values(&self, scope: &mut Scope<'_>) -> Vec<T> {
        let mut values = vec![scope.get(&self.plain).clone()];
        for Case { test, change, .. } in &self.cases {
            let changed = values.iter().map(|value| value.changed(change)).collect();
            match scope.test(test) {
                Truth::Yes => values = changed,
                Truth::No => {}
                Truth::Unknown => values.extend::<Vec<T>>(changed),
            }
        }
        values
    }
}

impl Variants<Rate> {
    /// Reads what raises a rate, after what replaces it.
    pub(super) fn adjusted(mut self, entry: &Entry<'_>, names: &Names<'_>) -> Variants<Rate> {
        for case in entry.list("adjust", &format!("{}的 adjust", entry.what())) {
            let test = required_test(&case, names);
            let times = case
                .text_opt("times")
                .and_then(|text| text.rate())
                .map(Change::Times);
            let plus = case
                .text_opt("plus")
                .and_then(|text| text.rate())
                .map(Change::Plus);
            let also = case.flag("also");
            match (test, times.or(plus)) {
                (Some(test), Some(change)) => self.cases.push(Case {
                    test,
                    change,
                    line: case.line(),
                    id: String::new(),
                    over: Vec::new(),
                    also,
                }),
                (Some(_), None) => case.fault(
                    format!("{}没有写怎样调整。", case.what()),
                    "请写 times = \"1.2\"（乘）或 plus = \"5%\"（加百分点）。",
                ),
                (None, _) => {}
            }
            case.finish();
        }
        self
    }
}

/// The cases before this one that it goes before.
fn over<T>(case: &Entry<'_>, before: &[Case<T>]) -> Vec<String> {
    let mut over = Vec::new();
    for text in case.texts("over") {
        if !before.iter().any(|other| other.id == text.value) {
            text.fault(
                format!("over 所指的 {} 不在前面。", text.value),
                "请写前面某个例外的 id；优先的写在后面。",
            );
        }
        over.push(text.value.to_owned());
    }
    over
}

fn required_test(case: &Entry<'_>, names: &Names<'_>) -> Option<Test> {
    if !case.has("when") {
        case.fault(
            format!("{}没有写在什么情况下适用。", case.what()),
            "请写 when = { fact = \"…\", … }。",
        );
    }
    test_of(case, "when", names)
}
