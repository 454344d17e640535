//! Proposed repairs accepted, corrected by hand, and taken back.
//!
//! A repair changes the draft and never the county's file: the origin stays
//! the cell that was read, and what was accepted is written down beside it, so
//! that every step can be undone.

use ruku_model::fact::{FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind, Severity, Verdict};
use serde::Serialize;

use crate::context::ReturnForm;
use crate::return_file::ReturnFile;
use crate::sentence;

/// Which findings are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// One cell of one sheet.
    Cell(String, String),
    /// Every finding of a kind.
    Kind(FindingKind),
}

/// A repair that was accepted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accepted {
    /// The finding it settled.
    pub finding: Finding,
    /// The value before.
    #[serde(skip)]
    before: Option<FactValue>,
    /// The value accepted.
    pub value: serde_json::Value,
    /// Where the row stands in the draft.
    #[serde(skip)]
    row: usize,
}

/// Why a repair cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepairError {
    /// Nothing matches what was asked for.
    #[error("no finding with a repair matches {0}")]
    NothingToRepair(String),
    /// The value is not of the fact's type.
    #[error("{cell}: {reason}")]
    WrongValue {
        /// The cell.
        cell: String,
        /// What was found and what is expected.
        reason: String,
    },
}

/// A draft with the repairs accepted so far, the last one last.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The return as it stands.
    pub file: ReturnFile,
    /// What was accepted.
    pub accepted: Vec<Accepted>,
}

impl Draft {
    /// A draft of a return as it was read.
    #[must_use]
    pub fn new(file: ReturnFile) -> Draft {
        Draft {
            file,
            accepted: Vec::new(),
        }
    }

    /// Accepts the proposed repairs of a cell or of a kind; gives how many.
    ///
    /// # Errors
    /// No open finding with a repair matches.
    pub fn accept(&mut self, which: &Which, form: &ReturnForm) -> Result<usize, RepairError> {
        let open: Vec<Finding> = self
            .file
            .findings
            .iter()
            .filter(|finding| which.means(finding))
            .filter(|finding| finding.repair.as_ref().is_some_and(|repair| !repair.auto))
            .filter(|finding| finding.field.is_some() && self.row_of(finding).is_some())
            .cloned()
            .collect();
        if open.is_empty() {
            return Err(RepairError::NothingToRepair(which.to_string()));
        }
        for finding in &open {
            let to = finding
                .repair
                .as_ref()
                .map(|repair| repair.to.clone())
                .unwrap_or_default();
            self.put(finding, &serde_json::Value::String(to), form)?;
        }
        Ok(open.len())
    }

    /// Puts a value typed by a clerk where a finding left it unknown.
    ///
    /// # Errors
    /// The cell has no finding of an unknown value, or the value has the wrong type.
    pub fn answer(
        &mut self,
        sheet: &str,
        cell: &str,
        value: &serde_json::Value,
        form: &ReturnForm,
    ) -> Result<(), RepairError> {
        let which = Which::Cell(sheet.to_owned(), cell.to_owned());
        let finding = self
            .file
            .findings
            .iter()
            .find(|finding| {
                which.means(finding)
                    && finding.severity >= Severity::Question
                    && finding.field.is_some()
                    && self.row_of(finding).is_some()
            })
            .cloned()
            .ok_or_else(|| RepairError::NothingToRepair(which.to_string()))?;
        self.put(&finding, value, form)
    }

    /// Takes the last repair back; gives it, if there was one.
    pub fn undo(&mut self) -> Option<Accepted> {
        let last = self.accepted.pop()?;
        let field = last.finding.field.clone()?;
        if let Some(place) = self.file.fact_ids.iter().position(|id| *id == field)
            && let Some(known) = self.file.rows[last.row]
                .fields
                .iter_mut()
                .find(|known| usize::from(known.fact) == place)
        {
            known.value.clone_from(&last.before);
        }
        self.file.findings.push(last.finding.clone());
        self.conclude();
        Some(last)
    }

    fn row_of(&self, finding: &Finding) -> Option<usize> {
        let field = finding.field.as_ref()?;
        self.file.rows.iter().position(|row| {
            Some(row.row) == finding.row
                && self.file.sheet_name(row) == finding.sheet
                && row
                    .fields
                    .iter()
                    .any(|known| self.file.id_of(known) == field)
        })
    }

    fn put(
        &mut self,
        finding: &Finding,
        value: &serde_json::Value,
        form: &ReturnForm,
    ) -> Result<(), RepairError> {
        let wrong = |reason: String| RepairError::WrongValue {
            cell: finding.cell.clone(),
            reason,
        };
        let field = finding
            .field
            .clone()
            .ok_or_else(|| wrong("no fact is meant".to_owned()))?;
        let fact_type = form
            .fact(field.as_str())
            .map_or(FactType::Text, |fact| fact.fact_type);
        let read = FactValue::from_json(value, fact_type)
            .map_err(wrong)?
            .ok_or_else(|| wrong("no value is given".to_owned()))?;
        let row = self
            .row_of(finding)
            .ok_or_else(|| wrong("the row is gone".to_owned()))?;
        let place = self.file.fact_ids.iter().position(|id| *id == field);
        let known = self.file.rows[row]
            .fields
            .iter_mut()
            .find(|known| Some(usize::from(known.fact)) == place)
            .expect("row_of only gives rows that carry the fact");
        let before = known.value.replace(read);
        self.file.findings.retain(|other| other != finding);
        let value = value.clone();
        self.accepted.push(Accepted {
            finding: finding.clone(),
            before,
            value,
            row,
        });
        self.conclude();
        Ok(())
    }

    /// The verdict follows what is still open.
    fn conclude(&mut self) {
        crate::check::order(&mut self.file);
        let open = self.file.count(Severity::Error) + self.file.count(Severity::Question);
        self.file.verdict = if open == 0 {
            Verdict::Import
        } else {
            Verdict::Questions
        };
        self.file.message = sentence::verdict(&self.file);
    }
}

impl Which {
    fn means(&self, finding: &Finding) -> bool {
        match self {
            Which::Cell(sheet, cell) => finding.sheet == *sheet && finding.cell == *cell,
            Which::Kind(kind) => finding.kind == *kind,
        }
    }
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Which::Cell(sheet, cell) => write!(f, "{sheet}!{cell}"),
            Which::Kind(kind) => f.write_str(kind.id()),
        }
    }
}
