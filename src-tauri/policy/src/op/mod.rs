//! The operations steps are made of: a small closed set, one file each.
//!
//! An operation knows how it is written in a pack ([`OpSpec`], from which the
//! authors' reference is generated), how it computes on values that may not be
//! known, and its own Chinese sentence. Operations on one project implement
//! [`ProjectOp`], operations on groups of projects [`GroupOp`].

mod cap;
mod choosing;
mod dual;
mod fixed;
mod floor;
mod grades;
mod group;
mod group_cap;
mod highest;
mod interest;
mod less;
mod list_count;
mod list_sum;
mod manual;
mod order;
mod parts;
mod per_unit;
mod progressive;
mod quota;
mod ranges;
mod rank;
mod rate;
mod round;
mod settle;
pub(crate) mod sharing;
mod sum;
mod switch;
mod tiers;
mod variant;

use std::fmt::Debug;
use std::sync::Arc;

use ruku_model::money::Money;

use crate::bounds::{Amount, Bounds};
use crate::condition::Test;
pub(crate) use group::{GroupOp, GroupScope, Member, Portion, Seat, Sharing, Support};
pub(crate) use group_cap::pool_act;

use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};

/// How an operation is written, for authors.
#[derive(Debug, Clone, Copy)]
pub struct OpSpec {
    /// Its id in packs, `rate`.
    pub id: &'static str,
    /// Its Chinese name.
    pub title: &'static str,
    /// What it does: a Chinese sentence.
    pub about: &'static str,
    /// Its parameters: name and meaning.
    pub params: &'static [(&'static str, &'static str)],
    /// A step that uses it.
    pub example: &'static str,
}

/// What a step does.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Something with one project's values.
    Project(Arc<dyn ProjectOp>),
    /// Something with groups of projects.
    Group {
        /// The keys it groups by; empty for all projects of the step.
        per: Vec<usize>,
        /// What it takes from every member.
        of: Operand,
        /// What members are put in order by, the weightiest first.
        by: Vec<usize>,
        /// A limit that the members' facts tell.
        limit: Option<FactLimit>,
        /// The operation.
        op: Arc<dyn GroupOp>,
    },
}

/// A limit on a group that a fact of its members tells, less other facts.
#[derive(Debug, Clone)]
pub(crate) struct FactLimit {
    /// The fact.
    pub(crate) at: Param<usize>,
    /// What is taken off it.
    pub(crate) take: Vec<usize>,
    /// It may come later: the result is provisional until then.
    pub(crate) pending: bool,
}

/// A step as it was read: what it does and what it gives.
pub(crate) struct Parsed {
    pub(crate) act: Act,
    pub(crate) kind: ValueKind,
    /// What the step passes on where it does not apply.
    pub(crate) of: Option<Param<Operand>>,
}

/// An operation on one project.
pub(crate) trait ProjectOp: Debug + Send + Sync {
    /// Computes; reads its values through the scope, which keeps the inputs.
    fn eval(&self, scope: &mut Scope<'_>) -> Computed;

    /// What is computed only for some projects.
    fn branches(&self) -> Vec<Branch> {
        Vec::new()
    }

    /// The values of a fact at which the result jumps.
    fn thresholds(&self) -> Vec<(Operand, Amount)> {
        Vec::new()
    }
}

/// A branch of an operation: something that concerns only some projects.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    /// Where the pack writes it, if not where the step stands.
    pub(crate) line: Option<u32>,
    /// What it is, in Chinese.
    pub(crate) what: String,
    /// Which projects it is for; `None` for all that are left.
    pub(crate) test: Option<Test>,
    /// The branches before it, which take their projects away.
    pub(crate) before: Vec<Test>,
    /// Other branches that must not hold at the same time, in words.
    pub(crate) rivals: Vec<(String, Test)>,
}

/// What an operation gave.
#[derive(Debug, Clone)]
pub(crate) struct Computed {
    /// The value.
    pub(crate) value: Bounds,
    /// The Chinese sentence.
    pub(crate) text: String,
    /// The limit in words, if it decided the value.
    pub(crate) bound: Option<String>,
    /// The limit the value passed, if the operation is one.
    pub(crate) limit: Option<Passed>,
    /// A person must decide: nothing after this can be computed.
    pub(crate) manual: bool,
    /// The project is not eligible after all.
    pub(crate) out: Option<Out>,
}

/// A limit that a project's value passed.
#[derive(Debug, Clone)]
pub(crate) struct Passed {
    /// What the value was before.
    pub(crate) before: Bounds,
    /// The limit.
    pub(crate) limit: Bounds,
    /// The limit in words.
    pub(crate) words: String,
}

/// Why a step finds a project not eligible.
#[derive(Debug, Clone)]
pub(crate) struct Out {
    /// The value read.
    pub(crate) value: String,
    /// The threshold.
    pub(crate) threshold: String,
    /// The Chinese sentence.
    pub(crate) text: String,
}

impl Computed {
    /// A value with its sentence.
    pub(crate) fn new(value: Bounds, text: String) -> Computed {
        Computed {
            value,
            text,
            bound: None,
            limit: None,
            manual: false,
            out: None,
        }
    }
}

type Parse = fn(&Entry<'_>, &Names<'_>) -> Option<Parsed>;

/// Every operation, in the order of the authors' reference.
const OPERATIONS: &[(&OpSpec, Parse)] = &[
    (&sum::SPEC, sum::parse),
    (&list_sum::SPEC, list_sum::parse),
    (&list_count::SPEC, list_count::parse),
    (&parts::SPEC, parts::parse),
    (&rate::SPEC, rate::parse),
    (&fixed::SPEC, fixed::parse),
    (&per_unit::SPEC, per_unit::parse),
    (&tiers::SPEC, tiers::parse),
    (&progressive::SPEC, progressive::parse),
    (&grades::SPEC, grades::parse),
    (&interest::SPEC, interest::parse),
    (&dual::SPEC, dual::parse),
    (&less::SPEC, less::parse),
    (&switch::SPEC, switch::parse),
    (&settle::SPEC, settle::parse),
    (&floor::SPEC, floor::parse),
    (&cap::SPEC, cap::parse),
    (&round::SPEC, round::parse),
    (&rank::SPEC, rank::parse),
    (&quota::SPEC, quota::parse),
    (&highest::SPEC, highest::parse),
    (&manual::SPEC, manual::parse),
];

/// How every operation is written.
pub fn specs() -> impl Iterator<Item = &'static OpSpec> {
    OPERATIONS.iter().map(|(spec, _)| *spec)
}

/// Reads the operation of a step.
pub(crate) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<(&'static str, Parsed)> {
    let text = entry.text("op")?;
    let Some((spec, parse)) = OPERATIONS.iter().find(|(spec, _)| spec.id == text.value) else {
        let known: Vec<&str> = specs().map(|spec| spec.id).collect();
        text.fault(
            format!("没有名为 {} 的运算。", text.value),
            format!("可用的运算：{}。", known.join("、")),
        );
        return None;
    };
    parse(entry, names).map(|parsed| (spec.id, parsed))
}

/// The value a step works on: its `of`, which steps over all measures leave out.
fn of_money(entry: &Entry<'_>, names: &Names<'_>) -> Option<Param<Operand>> {
    if names.across {
        return Some(Param::Is(Operand::Result));
    }
    names.param(entry.text("of")?, |text| {
        names.origin(text, Some(ValueKind::Money))
    })
}

/// A limit: a sum written down, or an earlier value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Written down.
    Money(Money),
    /// An earlier step or a fact.
    Of(Operand),
}

fn limit(text: Text<'_>, names: &Names<'_>) -> Option<Limit> {
    let is_number = text.value.starts_with(|c: char| c.is_ascii_digit());
    if text.value.ends_with('元') || is_number {
        text.money().map(Limit::Money)
    } else {
        names.origin(text, Some(ValueKind::Money)).map(Limit::Of)
    }
}

/// The keys under `per`: group ids of the pack; `programme` alone means all.
fn per(entry: &Entry<'_>, names: &Names<'_>) -> Vec<usize> {
    let mut keys = Vec::new();
    for text in entry.texts("per") {
        if text.value == "programme" {
            continue;
        }
        match names.groups.iter().position(|group| group.id == text.value) {
            Some(index) => keys.push(index),
            None => text.fault(
                format!("没有名为 {} 的分组。", text.value),
                "请先用 [[group]] 声明它；整个专项写 programme。",
            ),
        }
    }
    keys
}

/// Where a group step takes its members' values from.
fn group_of(entry: &Entry<'_>, names: &Names<'_>) -> Option<(Operand, Param<Operand>)> {
    match of_money(entry, names)? {
        Param::Is(origin) => Some((origin, Param::Is(origin))),
        Param::Open { .. } => {
            entry.fault(
                "按组运算的 of 不能由文本理解决定。",
                "请先用一个普通步骤按理解取值，再对它分组。",
            );
            None
        }
    }
}

/// The amount of 分 a sum is.
pub(crate) fn fen(money: Money) -> Amount {
    Amount::from_integer(i128::from(money.fen()))
}
