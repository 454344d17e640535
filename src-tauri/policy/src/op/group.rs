//! What operations on groups of projects take and give.

use std::fmt::Debug;

use ruku_model::money::Money;

use super::Out;
use crate::bounds::Bounds;
use crate::open::Param;
use crate::pack::Measure;

/// A member of a group.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// What it brings.
    pub(crate) value: Bounds,
    /// What it is put in order by, the weightiest first.
    pub(crate) keys: Vec<Bounds>,
    /// Whether it surely takes part; a project that may turn out ineligible
    /// brings its value or nothing.
    pub(crate) sure: bool,
    /// Its place in a ranking over the whole programme, from 1, if it has one.
    pub(crate) place: Option<u32>,
    /// A mark that tells the choices of one enterprise apart: the measure.
    pub(crate) measure: usize,
    /// Breaks ties without regard to the list's order.
    pub(crate) rank: usize,
}

impl Member {
    /// What it brings, or nothing if it may not take part.
    pub(crate) fn brings(&self) -> Bounds {
        if self.sure {
            self.value
        } else {
            self.value.or_nothing()
        }
    }
}

/// What a group operation gave one member.
#[derive(Debug, Clone)]
pub(crate) struct Portion {
    /// Its value.
    pub(crate) value: Bounds,
    /// The Chinese sentence.
    pub(crate) text: String,
    /// The limit in words, if it decided the value.
    pub(crate) bound: Option<String>,
    /// It is out.
    pub(crate) out: Option<Out>,
    /// A person must decide.
    pub(crate) manual: bool,
    /// Its place, if the operation puts members in order.
    pub(crate) seat: Option<Seat>,
    /// Whether what the others bring leaves it open.
    pub(crate) open: bool,
    /// Something to look at.
    pub(crate) note: Option<String>,
}

impl Portion {
    /// A value with its sentence.
    pub(crate) fn new(value: Bounds, text: String) -> Portion {
        Portion {
            value,
            text,
            bound: None,
            out: None,
            manual: false,
            seat: None,
            open: false,
            note: None,
        }
    }
}

/// A member's place in an order.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    /// The place, from 0, if it can be told.
    pub(crate) place: Option<usize>,
    /// How many places there are; `None` if all are in.
    pub(crate) places: Option<usize>,
    /// The members with the same keys, by their place in the group.
    pub(crate) tied_with: Vec<usize>,
    /// How the tie was decided.
    pub(crate) tie: String,
    /// Whether it has one of the places; `None` if that cannot be told.
    pub(crate) arranged: Option<bool>,
}

/// One of several supports a group chooses among.
#[derive(Debug, Clone)]
pub(crate) struct Support {
    /// The measure; `None` for the money of another policy.
    pub(crate) measure: Option<usize>,
    /// The members that bring it, by their place in the group.
    pub(crate) members: Vec<usize>,
    /// What it comes to.
    pub(crate) value: Bounds,
    /// Whether it was taken; `None` if that cannot be told.
    pub(crate) taken: Option<bool>,
}

/// What a group operation gave.
#[derive(Debug, Clone)]
pub(crate) struct Sharing {
    /// One portion per member, in their order.
    pub(crate) portions: Vec<Portion>,
    /// The limit with its words, if the operation has one.
    pub(crate) limit: Option<(Bounds, String)>,
    /// What there was to choose among, if the operation chooses.
    pub(crate) options: Vec<Support>,
}

impl Sharing {
    /// Portions without a limit or a choice.
    pub(crate) fn plain(portions: Vec<Portion>) -> Sharing {
        Sharing {
            portions,
            limit: None,
            options: Vec::new(),
        }
    }
}

/// What a group operation may look at besides its members.
pub(crate) struct GroupScope<'a> {
    /// What the group is, in words: `同一企业`.
    pub(crate) label: &'a str,
    /// The key that tells the group apart.
    pub(crate) key: &'a str,
    /// The pack's measures.
    pub(crate) measures: &'a [Measure],
    /// The option chosen for each reading of the pack.
    pub(crate) chosen: &'a [usize],
    /// What amounts are rounded down to in the end.
    pub(crate) quantum: Money,
    /// The limit the members' facts tell, with its words.
    pub(crate) limit: Option<(Bounds, String)>,
}

impl GroupScope<'_> {
    /// A parameter's value under the readings chosen.
    pub(crate) fn get<'p, T>(&self, param: &'p Param<T>) -> &'p T {
        match param {
            Param::Is(value) => value,
            Param::Open { reading, by_option } => &by_option[self.chosen[*reading]],
        }
    }
}

/// An operation on a group of projects.
pub(crate) trait GroupOp: Debug + Send + Sync {
    /// Computes every member's portion.
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing;

    /// The readings it rests on.
    fn readings(&self) -> Vec<usize> {
        Vec::new()
    }

    /// Whether it goes by the members' places in a ranking before it.
    fn goes_by_place(&self, _chosen: &[usize]) -> bool {
        false
    }

    /// How many projects of a group there may be at all, if it says so.
    fn projects_max(&self) -> Option<usize> {
        None
    }
}
