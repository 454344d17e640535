//! Conditions on what the records of a list come to: `不少于10场`, `付款占发票60%以上`.

use super::fact::limits_text;
use super::{Known, Limit, Side, Truth};
use crate::bounds::{Amount, Bounds};
use crate::declare::FactDecl;
use crate::records::Tally;

/// What the tally of a list is held against.
#[derive(Debug, Clone)]
pub(crate) struct OverList {
    pub(crate) tally: Tally,
    /// The whole it is a share of, if the limits are shares.
    pub(crate) of: Option<Whole>,
    pub(crate) limits: Vec<Limit>,
}

/// The whole a tally is a share of.
#[derive(Debug, Clone)]
pub(crate) enum Whole {
    /// A fact.
    Fact(usize),
    /// What another list comes to.
    Tally(Box<Tally>),
}

impl OverList {
    pub(super) fn facts(&self) -> Vec<usize> {
        let mut facts = vec![self.tally.list];
        facts.extend(self.of.as_ref().map(Whole::fact));
        facts
    }

    /// `None` if a list or the whole is not known.
    pub(super) fn truth(&self, known: Known<'_>) -> Option<Truth> {
        let part = self.tally.work(known)?.value;
        let whole = match &self.of {
            None => Bounds::known(Amount::from_integer(1)),
            Some(Whole::Fact(fact)) => Bounds::known(known.amount(*fact)?),
            Some(Whole::Tally(tally)) => tally.work(known)?.value,
        };
        let zero = Amount::from_integer(0);
        if whole.point() == Some(zero) {
            return Some(Truth::No);
        }
        let one = |limit: &Limit| {
            let bound = whole.times(Bounds::known(limit.value));
            match whole.lo > zero {
                true => compare(part, limit.side, bound),
                false => Truth::Unknown,
            }
        };
        Some(self.limits.iter().map(one).fold(Truth::Yes, Truth::and))
    }

    /// The facts that leave it open though they are filled in.
    pub(super) fn doubtful(&self, known: Known<'_>) -> Vec<usize> {
        let open = |tally: &Tally| {
            tally
                .work(known)
                .is_none_or(|tallied| tallied.value.point().is_none())
        };
        let mut facts = Vec::new();
        if open(&self.tally) {
            facts.push(self.tally.list);
        }
        if let Some(Whole::Tally(tally)) = &self.of
            && open(tally)
        {
            facts.push(tally.list);
        }
        facts
    }

    pub(super) fn threshold(&self, decls: &[FactDecl]) -> String {
        let label = self.tally.label(decls);
        let limits = limits_text(&self.limits);
        match &self.of {
            None => format!("{label}{limits}"),
            Some(whole) => format!("{label}占{}的比例{limits}", whole.label(decls)),
        }
    }

    /// What was read, in words.
    pub(super) fn value(&self, known: Known<'_>) -> String {
        let told = |tally: &Tally| {
            let label = tally.label(known.decls);
            match tally.work(known) {
                Some(tallied) => format!("{label}{}", tallied.words),
                None => format!("{label}未填"),
            }
        };
        let part = told(&self.tally);
        match &self.of {
            Some(Whole::Tally(tally)) => format!("{part}；{}", told(tally)),
            Some(Whole::Fact(fact)) => format!("{part}；{}", super::shown(*fact, known)),
            None => part,
        }
    }
}

impl Whole {
    fn fact(&self) -> usize {
        match self {
            Whole::Fact(fact) => *fact,
            Whole::Tally(tally) => tally.list,
        }
    }

    fn label(&self, decls: &[FactDecl]) -> String {
        match self {
            Whole::Fact(fact) => decls[*fact].label.clone(),
            Whole::Tally(tally) => tally.label(decls),
        }
    }
}

/// Whether everything a value can be lies on one side of everything the bound
/// can be.
fn compare(value: Bounds, side: Side, bound: Bounds) -> Truth {
    let reaches = |included: bool| {
        // The value is on or above the bound.
        let surely = bound
            .hi
            .is_some_and(|most| value.lo > most || (included && value.lo == most));
        let never = value
            .hi
            .is_some_and(|most| most < bound.lo || (!included && most == bound.lo));
        match (surely, never) {
            (true, _) => Truth::Yes,
            (_, true) => Truth::No,
            _ => Truth::Unknown,
        }
    };
    match side {
        Side::AtLeast => reaches(true),
        Side::MoreThan => reaches(false),
        Side::AtMost => reaches(false).not(),
        Side::LessThan => reaches(true).not(),
    }
}
