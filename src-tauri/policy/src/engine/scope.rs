//! What an operation on one project sees: its values by name. The scope keeps
//! what was read, what was missing and which readings were used.

use std::collections::BTreeMap;

use ruku_model::fact::{Fact, FactId, FactValue, Origin};

use crate::assessment::{ManualDecision, Note, StepInput};
use crate::bounds::{Bounds, amount_of};
use crate::condition::{Known, Test, Truth};
use crate::open::{Operand, Param};
use crate::pack::{Pack, StepDecl};
use crate::wording;

/// A value with the missing facts that leave it open.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) bounds: Bounds,
    /// Places in the project's list of missing facts.
    pub(crate) open: Vec<usize>,
}

impl Value {
    pub(crate) fn new(bounds: Bounds, open: Vec<usize>) -> Value {
        let open = if bounds.point().is_some() {
            Vec::new()
        } else {
            open
        };
        Value { bounds, open }
    }
}

/// A fact that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) fact: FactId,
    pub(crate) label: String,
    pub(crate) clause: String,
    pub(crate) why: String,
    /// It may come later: the result is provisional, not unknown.
    pub(crate) pending: bool,
}

/// What a project's computation has left behind so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    pub(crate) missing: Vec<Missing>,
    pub(crate) readings: Vec<usize>,
    pub(crate) notes: Vec<Note>,
}

impl Trail {
    /// The place of a missing fact in the list, adding it if it is new.
    pub(crate) fn lack(&mut self, missing: Missing) -> usize {
        let same = |known: &Missing| known.fact == missing.fact && known.pending == missing.pending;
        match self.missing.iter().position(same) {
            Some(place) => place,
            None => {
                self.missing.push(missing);
                self.missing.len() - 1
            }
        }
    }

    /// Marks a reading as used.
    pub(crate) fn reading(&mut self, reading: usize) {
        if !self.readings.contains(&reading) {
            self.readings.push(reading);
        }
    }

    /// Adds a note once.
    pub(crate) fn note(&mut self, text: String, clause: &str) {
        let note = Note {
            text,
            clause: clause.to_owned(),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// What an operation on one project sees.
pub(crate) struct Scope<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) known: Known<'a>,
    /// The values of the steps before this one, and the steps themselves.
    pub(crate) values: &'a [Value],
    pub(crate) steps: &'a [StepDecl],
    pub(crate) result: &'a Value,
    /// The option chosen for each reading of the pack.
    pub(crate) chosen: &'a [usize],
    pub(crate) decision: Option<&'a ManualDecision>,
    pub(crate) step: &'a StepDecl,
    pub(crate) trail: &'a mut Trail,
    pub(crate) inputs: Vec<StepInput>,
    pub(crate) open: Vec<usize>,
}

/// A value that was looked up.
pub(crate) struct Taken {
    pub(crate) operand: Operand,
    pub(crate) bounds: Bounds,
    pub(crate) label: String,
    text: String,
    origin: Option<Origin>,
    missing: bool,
}

impl Taken {
    /// Label and value: `项目投资3,000,000.00元`.
    pub(crate) fn words(&self) -> String {
        format!("{}{}", self.label, self.text)
    }

    /// Whether the value is known.
    pub(crate) fn known(&self) -> bool {
        self.bounds.point().is_some()
    }
}

impl<'a> Scope<'a> {
    /// A parameter's value under the readings chosen.
    pub(crate) fn get<'p, T>(&mut self, param: &'p Param<T>) -> &'p T {
        match param {
            Param::Is(value) => value,
            Param::Open { reading, by_option } => {
                self.trail.reading(*reading);
                &by_option[self.chosen[*reading]]
            }
        }
    }

    /// The amount people decided for this project, if they have.
    pub(crate) fn decision(&self) -> Option<&'a ManualDecision> {
        self.decision
    }

    /// Looks a value up without using it yet.
    pub(crate) fn peek(&self, operand: Operand) -> Taken {
        let (label, bounds, origin, missing) = match operand {
            Operand::Fact(index) => {
                let decl = &self.pack.facts[index];
                let fact: Option<&Fact> = self.known.get(index);
                let amount = fact.and_then(|fact| amount_of(&fact.value));
                let bounds = amount.map_or_else(Bounds::unknown, Bounds::known);
                let origin = fact.and_then(|fact| fact.origin.clone());
                let text = fact.map_or_else(
                    || "未填".to_owned(),
                    |fact| wording::fact_value(&fact.value, Some(decl)),
                );
                return Taken {
                    operand,
                    bounds,
                    label: wording::spoken(&decl.label).to_owned(),
                    text,
                    origin,
                    missing: amount.is_none(),
                };
            }
            Operand::Step(index) => (
                self.steps[index].label.clone(),
                self.values[index].bounds,
                None,
                false,
            ),
            Operand::Result => ("测算金额".to_owned(), self.result.bounds, None, false),
        };
        Taken {
            operand,
            bounds,
            text: wording::yuan_bounds(bounds),
            label,
            origin,
            missing,
        }
    }

    /// Notes that a value went into the step.
    pub(crate) fn used(&mut self, taken: &Taken) {
        let id = match taken.operand {
            Operand::Fact(index) => self.pack.facts[index].id.to_string(),
            Operand::Step(index) => {
                self.open.extend_from_slice(&self.values[index].open);
                self.steps[index].id.clone()
            }
            Operand::Result => {
                self.open.extend_from_slice(&self.result.open);
                "result".to_owned()
            }
        };
        self.inputs.push(StepInput {
            id,
            label: taken.label.clone(),
            value: taken.text.clone(),
            origin: taken.origin.clone(),
        });
    }

    /// Notes that a value is missing.
    pub(crate) fn lacks(&mut self, taken: &Taken) {
        self.lacks_as(taken, false);
    }

    fn lacks_as(&mut self, taken: &Taken, pending: bool) {
        let Operand::Fact(index) = taken.operand else {
            return;
        };
        let decl = &self.pack.facts[index];
        let why = match self.known.facts.contains_key(&decl.id) {
            true => format!(
                "填报的{}是负数或类型不符，不能用来计算“{}”。",
                decl.label, self.step.label
            ),
            false => format!("计算“{}”要用到它。", self.step.label),
        };
        let place = self.trail.lack(Missing {
            fact: decl.id.clone(),
            label: wording::spoken(&decl.label).to_owned(),
            clause: self.step.clause.clone(),
            why,
            pending,
        });
        self.open.push(place);
    }

    /// Takes a value into the step.
    pub(crate) fn take(&mut self, operand: Operand) -> Taken {
        self.take_as(operand, false)
    }

    /// Takes a value that may come later.
    pub(crate) fn take_pending(&mut self, operand: Operand) -> Taken {
        self.take_as(operand, true)
    }

    fn take_as(&mut self, operand: Operand, pending: bool) -> Taken {
        let taken = self.peek(operand);
        self.used(&taken);
        if taken.missing {
            self.lacks_as(&taken, pending);
        }
        taken
    }

    /// The text of a choice or text fact with how it is shown; its absence
    /// leaves the step open.
    pub(crate) fn text(&mut self, fact: usize) -> Option<(String, String)> {
        let taken = self.peek(Operand::Fact(fact));
        self.used(&taken);
        let known = self.known.get(fact);
        match known.and_then(|fact| fact.value.as_text()) {
            Some(text) => Some((text.to_owned(), taken.text)),
            None => {
                self.lacks_fact(fact);
                None
            }
        }
    }

    /// The records of a list fact; its absence leaves the step open.
    pub(crate) fn list(&mut self, fact: usize) -> Option<&'a [BTreeMap<FactId, FactValue>]> {
        let taken = self.peek(Operand::Fact(fact));
        self.used(&taken);
        match self.known.get(fact).map(|fact| &fact.value) {
            Some(FactValue::List(records)) => Some(records),
            _ => {
                self.lacks_fact(fact);
                None
            }
        }
    }

    /// Notes that a fact is missing.
    pub(crate) fn lacks_fact(&mut self, fact: usize) {
        let taken = self.peek(Operand::Fact(fact));
        self.lacks_as(&taken, false);
    }

    /// Notes that a fact is there but does not do, and why.
    pub(crate) fn lacks_because(&mut self, fact: usize, why: String) {
        let decl = &self.pack.facts[fact];
        let place = self.trail.lack(Missing {
            fact: decl.id.clone(),
            label: wording::spoken(&decl.label).to_owned(),
            clause: self.step.clause.clone(),
            why,
            pending: false,
        });
        self.open.push(place);
    }

    /// Whether a condition holds; what it lacks leaves the step open.
    pub(crate) fn test(&mut self, test: &Test) -> Truth {
        let found = test.holds(self.known);
        for index in found.missing {
            self.lacks_as(&self.peek(Operand::Fact(index)), false);
        }
        found.truth
    }

    /// Leaves a note for the clerk.
    pub(crate) fn note(&mut self, text: String) {
        self.trail.note(text, &self.step.clause);
    }
}
