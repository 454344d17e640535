//! Decisions of people as screens show them.

use super::Choice;
use serde::{Deserialize, Serialize};

views! {
    /// A decision: a reading, an amount, a waiver.
    DecisionView {
        /// Its number.
        id: i64,
        /// `reading`, `manual`, `proposed` or `waiver`.
        kind: String,
        /// The kind in Chinese.
        kind_label: String,
        /// What was decided, in one phrase.
        text: String,
        /// Whom it concerns: a project, or all of the programme.
        scope: String,
        /// The project's number, if it concerns one.
        project: Option<i64>,
        /// 批文号 or other document; may be empty for a reading.
        authority: String,
        /// Who approved it; empty if not recorded.
        approver: String,
        /// The last day it holds, in words; empty if it has no end.
        expires: String,
        /// Why.
        reason: String,
        /// Who recorded it.
        by: String,
        /// When, in words.
        at: String,
        /// It acts in an assessment made now.
        holds: bool,
        /// 有效, 已过期, 已撤回 or 已由后来的认定替代, with who, when and why.
        state: String,
    }

    /// An open clause with the ways to read it.
    ReadingView {
        /// Its id.
        id: String,
        /// What is open: a Chinese question.
        question: String,
        /// The clause's number.
        clause: String,
        /// The clause's words.
        quote: String,
        /// The options.
        options: Vec<Choice>,
        /// The option used now.
        chosen: String,
        /// The pack's own choice.
        default: String,
        /// Who chose the option used, and why; empty for the pack's own.
        by: String,
    }

    /// All decisions of a programme, and what can be decided.
    DecisionsView {
        /// The decisions, newest first.
        decisions: Vec<DecisionView>,
        /// The open clauses.
        readings: Vec<ReadingView>,
        /// The conditions that can be waived.
        conditions: Vec<Choice>,
    }
}
