//! Sharing a pool of money as screens show it.

use serde::{Deserialize, Serialize};

use super::Choice;

views! {
    /// How a pool can be shared.
    PoolChoices {
        /// The clause of the notice that speaks of a pool; empty if none does.
        clause: String,
        /// Its words.
        quote: String,
        /// The methods, those the notice names first.
        methods: Vec<PoolMethod>,
        /// What projects can be put in order by; the first is the list itself.
        orders: Vec<Choice>,
        /// What was shared last, if anything was.
        last: Option<PoolView>,
    }

    /// A method of sharing.
    PoolMethod {
        /// Its id.
        id: String,
        /// Its Chinese name.
        label: String,
        /// The notice names it.
        named: bool,
        /// The order of the projects matters to it.
        ordered: bool,
        /// What can be relied on, in Chinese sentences.
        properties: Vec<String>,
    }

    /// A pool as it is, or would be, shared.
    PoolView {
        /// The run it was frozen as; `None` for a preview.
        run: Option<i64>,
        /// When, in words; empty for a preview.
        at: String,
        /// The pool in 元, grouped.
        amount: String,
        /// The method in Chinese.
        method: String,
        /// What the projects were put in order by, in Chinese.
        order: String,
        /// At most so many projects; 0 for no limit.
        quota: u32,
        /// What was given out in 元, grouped.
        given: String,
        /// What is left in 元, grouped.
        left: String,
        /// What the projects asked for in 元, grouped.
        asked: String,
        /// Every project that takes part, in the order of sharing.
        rows: Vec<PoolRow>,
        /// Projects in the library that get nothing (入库但未安排), with the reason.
        unplaced: Vec<PoolRow>,
        /// Projects that take no part because their amount is not known, with the reason.
        aside: Vec<PoolRow>,
        /// Remarks: ties, what rounding leaves.
        notes: Vec<String>,
    }

    /// A project in a pool.
    PoolRow {
        /// The project's number.
        id: i64,
        /// Its place in the order, from 1; 0 if it takes no part.
        place: u32,
        /// The enterprise.
        enterprise: String,
        /// The project.
        project: String,
        /// What it was put in order by; empty for the list's order.
        key: String,
        /// Its amount before the pool in 元, grouped; empty if not known.
        before: String,
        /// Its share in 元, grouped; empty if it takes no part.
        after: String,
        /// Why, in one Chinese sentence.
        why: String,
    }
}
