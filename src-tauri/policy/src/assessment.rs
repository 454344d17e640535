//! What goes into assessing and what it gives: for every project one of six
//! kinds of result, and the steps that led to it. Its JSON is a contract (the
//! command line's `policy assess`), and it is what the library freezes.

use std::cmp::Ordering;

use ruku_model::fact::{FactId, FactValue, Facts, Origin};
use ruku_model::money::{Exact, Money};
use serde::{Deserialize, Serialize};

use crate::trace::{Choice, LimitPassed, Place};

/// What is to be assessed, and what people have decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The projects, in the order of the clerk's list.
    pub subjects: Vec<Subject>,
    /// Choices where the notice's text is open.
    #[serde(default)]
    pub readings: Vec<ReadingChoice>,
    /// Amounts decided by people (一事一议).
    #[serde(default)]
    pub manual: Vec<ManualDecision>,
    /// Conditions waived by a 批文.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// Projects set aside by a decision: withdrawn, or there twice.
    #[serde(default)]
    pub excluded: Vec<Exclusion>,
    /// The money there is to share, and how.
    #[serde(default)]
    pub pool: Option<PoolChoice>,
    /// What amounts are rounded down to, if coarser than the pack's 分.
    #[serde(default)]
    pub rounding: Option<Money>,
    /// The day of assessing; a waiver with an end holds only if it is known.
    #[serde(default)]
    pub as_of: Option<chrono::NaiveDate>,
}

/// One project under one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The caller's id of the project.
    pub id: String,
    /// The measure's id.
    pub measure: String,
    /// What is known; what is absent is unknown.
    pub facts: Facts,
}

/// A choice among the readings of an open clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingChoice {
    /// The reading's id in the pack.
    pub id: String,
    /// The option chosen.
    pub chosen: String,
    /// Who chose it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// An amount decided by people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManualDecision {
    /// The project.
    pub subject: String,
    /// The amount.
    pub amount: Money,
    /// Who decided.
    pub by: String,
    /// The document that records it.
    pub authority: String,
    /// Why.
    pub reason: String,
}

/// A condition waived for some projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The condition's id in the pack.
    pub condition: String,
    /// The project, or `None` for all.
    pub subject: Option<String>,
    /// 批文号.
    pub authority: String,
    /// Who approved it.
    pub by: String,
    /// Last day it holds.
    pub expires_on: Option<chrono::NaiveDate>,
    /// Why.
    pub reason: String,
}

/// A project set aside by a decision. It is not assessed, takes no place in any
/// group, and no total counts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The project.
    pub subject: String,
    /// Why: a Chinese phrase, `与项目12重复申报`.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The document that records it; may be empty.
    #[serde(default)]
    pub authority: String,
}

/// The pool and the method of sharing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolChoice {
    /// The money there is.
    pub amount: Money,
    /// The method's id.
    pub method: String,
    /// At most so many projects, in the order the method goes by, else of the
    /// list; `None` for no limit.
    #[serde(default)]
    pub quota: Option<u32>,
    /// What projects are put in order by; `None` for the list's own order, and
    /// where the method goes by a ranking. It decides the pool's order only: the
    /// limits before it go by the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PoolBy>,
}

/// A fact that puts the projects of a pool in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolBy {
    /// The fact: a count, a number or an amount of money.
    pub fact: FactId,
    /// The smallest comes first.
    pub ascending: bool,
}

impl PoolBy {
    /// Which of two values comes first; those without one come last.
    #[must_use]
    pub fn compare(&self, a: Option<&FactValue>, b: Option<&FactValue>) -> Ordering {
        let (Some(own), Some(other)) = (a, b) else {
            return a.is_none().cmp(&b.is_none());
        };
        let upwards = match (own, other) {
            (FactValue::Money(a), FactValue::Money(b)) => a.cmp(b),
            (FactValue::Count(a), FactValue::Count(b)) => a.cmp(b),
            (FactValue::Number(a), FactValue::Number(b)) => a.cmp(b),
            _ => Ordering::Equal,
        };
        match self.ascending {
            true => upwards,
            false => upwards.reverse(),
        }
    }
}

/// The six kinds of result, and the mark of a project that people set aside.
/// Only the first three carry an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultKind {
    /// 可补上限: at most this much may be proposed (不超过).
    Ceiling,
    /// 应补: this much is due (给予).
    Entitlement,
    /// 待核定: a limit is not yet known.
    Provisional,
    /// 无法计算: facts are missing.
    Unknown,
    /// 待人工认定: a person must decide (一事一议).
    Manual,
    /// 不符合.
    Ineligible,
    /// 已剔除: set aside by a decision, not assessed at all.
    Excluded,
}

impl ResultKind {
    /// Every kind, in the order lists show them.
    pub const ALL: [ResultKind; 7] = [
        ResultKind::Ceiling,
        ResultKind::Entitlement,
        ResultKind::Provisional,
        ResultKind::Unknown,
        ResultKind::Manual,
        ResultKind::Ineligible,
        ResultKind::Excluded,
    ];

    /// Whether results of this kind carry an amount.
    #[must_use]
    pub fn carries_amount(self) -> bool {
        match self {
            ResultKind::Ceiling | ResultKind::Entitlement | ResultKind::Provisional => true,
            ResultKind::Unknown
            | ResultKind::Manual
            | ResultKind::Ineligible
            | ResultKind::Excluded => false,
        }
    }

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            ResultKind::Ceiling => "可补上限",
            ResultKind::Entitlement => "应补",
            ResultKind::Provisional => "待核定",
            ResultKind::Unknown => "无法计算",
            ResultKind::Manual => "待人工认定",
            ResultKind::Ineligible => "不符合",
            ResultKind::Excluded => "已剔除",
        }
    }
}

/// The result of assessing many projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The pack's id.
    pub pack: String,
    /// The pack's content hash.
    pub pack_hash: String,
    /// The version of the engine.
    pub engine: String,
    /// One result per subject, in the order of the input.
    pub results: Vec<ProjectResult>,
    /// The groups that a limit was applied to.
    pub groups: Vec<GroupResult>,
    /// The programme as a whole.
    pub programme: ProgrammeResult,
}

/// The result for one project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectResult {
    /// The subject's id.
    pub id: String,
    /// The measure's id.
    pub measure: String,
    /// The kind of result.
    pub kind: ResultKind,
    /// The rounded amount; only for kinds that carry one.
    pub amount: Option<Money>,
    /// The amount before rounding, in 分.
    pub exact: Option<Exact>,
    /// The facts that are missing.
    pub missing: Vec<MissingFact>,
    /// The conditions that failed.
    pub failed: Vec<FailedCondition>,
    /// The limit that decided the amount, if one did.
    pub binding: Option<Binding>,
    /// The steps in the order of the law.
    pub steps: Vec<Step>,
    /// The readings that were used.
    pub readings: Vec<ReadingUsed>,
    /// What a clerk should look at though it changes nothing.
    pub notes: Vec<Note>,
    /// The limits it passed, from the project up to the pool; those that took
    /// something from it are marked.
    #[serde(default)]
    pub limits: Vec<LimitPassed>,
    /// What was chosen among supports that do not go together.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Its place in a ranking.
    #[serde(default)]
    pub place: Option<Place>,
}

/// A fact that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingFact {
    /// The fact.
    pub fact: FactId,
    /// Its label.
    pub label: String,
    /// The clause that needs it.
    pub clause: String,
    /// Why it is needed: a Chinese sentence.
    pub why: String,
}

/// A condition that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedCondition {
    /// The condition's id.
    pub condition: String,
    /// The sentence shown: what was read, what is required.
    pub text: String,
    /// The value read.
    pub value: String,
    /// The threshold.
    pub threshold: String,
    /// The clause's number.
    pub clause: String,
    /// The clause's words.
    pub quote: String,
    /// Where the value was read.
    pub origin: Option<Origin>,
}

/// The limit that decided an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The step's id.
    pub step: String,
    /// A Chinese sentence: 每家企业不超过100万元.
    pub text: String,
    /// The clause's number.
    pub clause: String,
}

/// One step of the computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The step's id in the pack.
    pub id: String,
    /// The operation: `rate`, `cap`, `condition` …
    pub op: String,
    /// The Chinese sentence: 3,000,000.00元 × 10% = 300,000.00元.
    pub text: String,
    /// The clause's number.
    pub clause: String,
    /// The clause's words.
    pub quote: String,
    /// What went in.
    pub inputs: Vec<StepInput>,
    /// What came out, as text.
    pub result: String,
}

/// An input of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepInput {
    /// The fact or the earlier step.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its value as a clerk reads it.
    pub value: String,
    /// Where it was read, if it is a fact.
    pub origin: Option<Origin>,
}

/// A reading that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingUsed {
    /// The reading's id.
    pub id: String,
    /// What is open: a Chinese sentence.
    pub question: String,
    /// The option used.
    pub chosen: String,
    /// The option in words.
    pub text: String,
    /// Who chose it; empty for the pack's default.
    pub by: String,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A Chinese sentence.
    pub text: String,
    /// The clause it is about, if any.
    pub clause: String,
}

/// A group that a limit was applied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupResult {
    /// What it is grouped by: `enterprise`, `cluster`.
    pub by: String,
    /// The group's key.
    pub key: String,
    /// The step's id.
    pub step: String,
    /// The limit.
    pub limit: Money,
    /// The sum before the limit.
    pub before: Exact,
    /// The sum after it and after rounding.
    pub after: Money,
    /// What cannot be given out for rounding.
    pub undistributed: Money,
    /// Some member's amount is not known: `before` and `after` are the most it can be.
    #[serde(default)]
    pub open: bool,
    /// The members' ids.
    pub members: Vec<String>,
    /// The limit's Chinese label: `每家企业限额`.
    #[serde(default)]
    pub label: String,
    /// The clause's number.
    #[serde(default)]
    pub clause: String,
    /// The members the limit took something from.
    #[serde(default)]
    pub bound: Vec<String>,
    /// The next limit that all its members pass together, by its place in
    /// [`Assessment::groups`]: the tree of limits, from enterprise to pool.
    #[serde(default)]
    pub parent: Option<usize>,
}

/// The programme as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgrammeResult {
    /// Sum of the amounts of kind ceiling, entitlement and provisional.
    pub total: Money,
    /// How many results carry an amount.
    pub counted: u32,
    /// How many do not.
    pub uncounted: u32,
    /// A line per kind of result that occurs; the amounts add up to `total`.
    #[serde(default)]
    pub subtotals: Vec<Subtotal>,
    /// The pool, if one was given.
    pub pool: Option<Money>,
    /// What of it is left.
    pub pool_left: Option<Money>,
    /// What a clerk should know of the assessment as a whole.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// The results of one kind: 可补上限, 应补 and 待核定 are never added up as if
/// they were the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subtotal {
    /// The kind.
    pub kind: ResultKind,
    /// How many projects.
    pub count: u32,
    /// The sum of their rounded amounts; `None` for kinds without amounts, and
    /// for a sum too large to be told.
    pub amount: Option<Money>,
}
