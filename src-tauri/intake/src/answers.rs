//! What a clerk has said of a file that it does not say itself: the unit of its
//! amounts, whose it is, whether a hidden sheet belongs to it, which sheet and
//! which rows do not.

use std::collections::BTreeMap;

use ruku_model::money::MoneyUnit;

/// A clerk's answers to the questions about a whole file. Empty: nobody has
/// answered anything, and what is open stays unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// The unit of amounts that neither caption, header nor row gives one.
    pub unit: Option<MoneyUnit>,
    /// The county (its id) where nothing names one.
    pub county: Option<String>,
    /// Hidden sheets by name: whether their projects are to be read.
    pub hidden_sheets: BTreeMap<String, bool>,
    /// Sheets by name from which nothing is to be taken, each with why.
    pub left_out: BTreeMap<String, String>,
    /// Rows that are not applied for, by sheet and row as the clerk counts it,
    /// each with why.
    pub rows_left_out: BTreeMap<(String, u32), String>,
}

impl Answers {
    /// Nobody has answered anything.
    pub const NONE: &'static Answers = &Answers {
        unit: None,
        county: None,
        hidden_sheets: BTreeMap::new(),
        left_out: BTreeMap::new(),
        rows_left_out: BTreeMap::new(),
    };
}
