//! Where one project stands while its measure is worked through.

use crate::assessment::{Binding, Exclusion, FailedCondition, Step, Subject};
use crate::bounds::Bounds;
use crate::condition::{Known, Truth};
use crate::engine::scope::{Trail, Value};
use crate::pack::{Measure, Pack};
use crate::trace::{Choice, LimitPassed, Place};

/// How many steps and conditions a project usually goes through.
const STEPS_USUAL: usize = 20;

/// One project between two steps.
#[derive(Debug, Clone)]
pub(crate) struct Standing<'a> {
    pub(crate) subject: &'a Subject,
    /// Its place among all projects sorted by id.
    pub(crate) rank: usize,
    /// The measure, by its place in the pack; `None` if the pack has no such measure.
    pub(crate) measure: Option<usize>,
    pub(crate) eligible: Truth,
    pub(crate) failed: Vec<FailedCondition>,
    /// Missing facts that leave eligibility open.
    pub(crate) lacking: Vec<usize>,
    pub(crate) trail: Trail,
    pub(crate) steps: Vec<Step>,
    pub(crate) values: Vec<Value>,
    pub(crate) result: Value,
    pub(crate) binding: Option<Binding>,
    pub(crate) manual: bool,
    /// The decision that sets it aside, if there is one.
    pub(crate) excluded: Option<&'a Exclusion>,
    pub(crate) limits: Vec<LimitPassed>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) place: Option<Place>,
    /// Missing facts that leave its place in a ranking open.
    pub(crate) unranked: Vec<usize>,
}

impl<'a> Standing<'a> {
    pub(crate) fn new(
        pack: &Pack,
        subject: &'a Subject,
        excluded: Option<&'a Exclusion>,
    ) -> Standing<'a> {
        Standing {
            subject,
            rank: 0,
            measure: pack
                .measures
                .iter()
                .position(|measure| measure.id == subject.measure),
            eligible: Truth::Yes,
            failed: Vec::new(),
            lacking: Vec::new(),
            trail: Trail::default(),
            steps: Vec::with_capacity(STEPS_USUAL),
            values: Vec::with_capacity(STEPS_USUAL / 2),
            result: Value::new(Bounds::zero(), Vec::new()),
            binding: None,
            manual: false,
            excluded,
            limits: Vec::new(),
            choices: Vec::new(),
            place: None,
            unranked: Vec::new(),
        }
    }

    /// The project's facts, with their declarations.
    pub(crate) fn known<'x>(&self, pack: &'x Pack) -> Known<'x>
    where
        'a: 'x,
    {
        Known {
            decls: &pack.facts,
            facts: &self.subject.facts,
        }
    }

    /// The measure it stands under.
    pub(crate) fn measure<'p>(&self, pack: &'p Pack) -> Option<&'p Measure> {
        self.measure.map(|index| &pack.measures[index])
    }

    /// Whether it can still get something.
    pub(crate) fn is_in(&self) -> bool {
        self.excluded.is_none() && self.measure.is_some() && self.eligible != Truth::No
    }
}
