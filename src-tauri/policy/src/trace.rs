//! What stands behind an amount besides its steps: the limits it passed on its
//! way up the tree, what was chosen among several supports, its place in a
//! ranking. All of it is frozen with the result.

use ruku_model::money::{Exact, Money};
use serde::{Deserialize, Serialize};

/// A limit a project passed: one node on its way from the project itself over
/// enterprise, cluster … to the programme and its pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitPassed {
    /// The step's id.
    pub step: String,
    /// The step's Chinese label: `每家企业限额`.
    pub label: String,
    /// What the limit is on: `project`, the ids of the grouping keys, or `programme`.
    pub by: String,
    /// That in Chinese: `单个项目`, `同一企业`, `本专项`.
    pub level: String,
    /// The group's key; empty for a project and for the programme.
    pub key: String,
    /// The limit; `None` while it is not known (待核定).
    pub limit: Option<Money>,
    /// The limit in words: `100万元`.
    pub words: String,
    /// What the project brought, in 分; `None` while it is not known.
    pub before: Option<Exact>,
    /// What the limit left it, in 分; `None` while it is not known.
    pub after: Option<Exact>,
    /// Whether the limit took something from this project.
    pub bound: bool,
    /// The clause's number.
    pub clause: String,
    /// The clause's words.
    pub quote: String,
}

/// A choice among supports that do not go together (就高不重复): everything
/// that could be had, with its amount, and what was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The step's id.
    pub step: String,
    /// The step's Chinese label.
    pub label: String,
    /// What the choice is over, in Chinese: `同一企业同一项目`.
    pub level: String,
    /// The group's key.
    pub key: String,
    /// What there was, in the order of the clerk's list.
    pub alternatives: Vec<Alternative>,
    /// The clause's number.
    pub clause: String,
    /// The clause's words.
    pub quote: String,
}

/// One support that could be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The measure's id; empty for the money of another policy.
    pub measure: String,
    /// The measure's Chinese title, or what the other policy's money is called.
    pub title: String,
    /// The projects that bring it; empty for the money of another policy.
    pub projects: Vec<String>,
    /// The amount rounded down; `None` while it is not known.
    pub amount: Option<Money>,
    /// The amount in words: `76万元`, or within which bounds it lies.
    pub words: String,
    /// Whether it was taken; `None` while that cannot be told.
    pub taken: Option<bool>,
}

/// A project's place in a ranking with a limited number of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The step's id.
    pub step: String,
    /// Among whom it was ranked, in Chinese: `同一产业`.
    pub level: String,
    /// The group's key.
    pub key: String,
    /// The place, from 1; `None` while it cannot be told.
    pub place: Option<u32>,
    /// How many were ranked.
    pub of: u32,
    /// How many places there are; `None` if only the order was asked for.
    pub places: Option<u32>,
    /// The projects whose score is the same.
    pub tied_with: Vec<String>,
    /// How the tie was decided: a Chinese sentence; empty if there was none.
    pub tie: String,
    /// Whether money is arranged for it: `Some(false)` is 入库但未安排, `None`
    /// cannot be told yet.
    pub arranged: Option<bool>,
    /// The clause's number.
    pub clause: String,
}
