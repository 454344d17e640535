//! Reading one cell: what it holds, and what it means as a fact of one type.
//!
//! Every parser answers with a value or with findings that say why there is
//! none; a value that is not certain is never given.

use ruku_model::fact::FactValue;
use ruku_model::finding::{FindingKind, Repair, Severity};

use crate::garbled::{is_garbled, looks_latin, restored};
use crate::text;
use crate::workbook::Content;

pub mod amount;
pub mod aside;
pub mod boxes;
pub mod choice;
pub mod code;
pub mod count;
pub mod date;
pub mod digits;
pub mod flag;
pub mod name;
pub mod phone;

/// A cell to be read.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// What it holds.
    pub content: &'a Content,
    /// Its number format, where known.
    pub format: Option<&'a str>,
    /// The workbook counts days from 1904.
    pub date_1904: bool,
}

/// What a cell means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: the cell is empty, or holds a dash.
    Nothing,
    /// Something, but no value that is certain.
    Unknown,
    /// A value.
    Value(FactValue),
}

/// What a cell was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it means.
    pub meaning: Meaning,
    /// What is to be said about it.
    pub remarks: Vec<Remark>,
}

/// Something to be said about a cell, before it is known where the cell is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What is the matter.
    pub kind: FindingKind,
    /// How much it matters, where that differs from the kind's usual severity.
    pub severity: Severity,
    /// Details for the sentence: what was understood, what the right character is.
    pub detail: String,
    /// A repair the clerk may accept.
    pub repair: Option<Repair>,
}

impl Remark {
    /// A remark of the kind's usual severity.
    #[must_use]
    pub fn new(kind: FindingKind) -> Remark {
        Remark {
            kind,
            severity: kind.severity(),
            detail: String::new(),
            repair: None,
        }
    }

    /// With a detail for its sentence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Remark {
        self.detail = detail.into();
        self
    }

    /// With a repair that needs a clerk's word.
    #[must_use]
    pub fn proposing(mut self, to: impl Into<String>) -> Remark {
        self.repair = Some(Repair {
            auto: false,
            to: to.into(),
        });
        self
    }

    /// With a repair that is certain and already used.
    #[must_use]
    pub fn repaired(mut self, to: impl Into<String>) -> Remark {
        self.repair = Some(Repair {
            auto: true,
            to: to.into(),
        });
        self
    }
}

impl Reading {
    /// A value nobody can doubt.
    #[must_use]
    pub fn clear(value: FactValue) -> Reading {
        Reading {
            meaning: Meaning::Value(value),
            remarks: Vec::new(),
        }
    }

    /// The cell says nothing.
    #[must_use]
    pub fn nothing() -> Reading {
        Reading {
            meaning: Meaning::Nothing,
            remarks: Vec::new(),
        }
    }

    /// No value, for this reason.
    #[must_use]
    pub fn unknown(remark: Remark) -> Reading {
        Reading {
            meaning: Meaning::Unknown,
            remarks: vec![remark],
        }
    }

    /// With one more remark.
    #[must_use]
    pub fn with(mut self, remark: Remark) -> Reading {
        self.remarks.push(remark);
        self
    }

    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&FactValue> {
        match &self.meaning {
            Meaning::Value(value) => Some(value),
            Meaning::Nothing | Meaning::Unknown => None,
        }
    }
}

/// Errors of formulas; pasted as values or saved as text they are still errors.
const ERROR_WORDS: &[&str] = &[
    "#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!",
];

/// What is the same for every type: errors, uncalculated formulas, emptiness.
#[must_use]
pub fn common(look: Look<'_>) -> Option<Reading> {
    match look.content {
        Content::Error(_) => Some(Reading::unknown(Remark::new(FindingKind::CellError))),
        Content::Uncalculated => Some(Reading::unknown(Remark::new(FindingKind::FormulaUncached))),
        Content::Text(content) if ERROR_WORDS.contains(&content.trim()) => {
            Some(Reading::unknown(Remark::new(FindingKind::CellError)))
        }
        Content::Text(content) if is_garbled(content) || looks_latin(content) => {
            let remark = Remark::new(FindingKind::TextGarbled);
            Some(Reading::unknown(match restored(content) {
                Some(found) => remark.detail(found.clone()).proposing(found),
                None => remark,
            }))
        }
        // NULL is what a database writes for nothing.
        Content::Text(content) if text::says_nothing(content) || content.trim() == "NULL" => {
            Some(Reading::nothing())
        }
        _ => None,
    }
}
