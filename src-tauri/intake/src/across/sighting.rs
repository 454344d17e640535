//! A project as it was seen: in a file just read, or in a library.

use ruku_model::fact::FactValue;
use serde::Serialize;

use super::evidence::{self, Evidence};
use super::firm::{enterprise_key, project_key};
use crate::return_file::{County, ReturnFile, ReturnRow};

/// Characters of a 统一社会信用代码.
const CODE_CHARACTERS: usize = 18;

/// A project with what it may share with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The programme (pack) it was sent for.
    pub programme: Option<String>,
    /// The county that sent it.
    pub county: Option<County>,
    /// The enterprise's name as it stands there.
    pub enterprise: String,
    /// Its credit code; empty if there is none.
    pub credit_code: String,
    /// The project's name.
    pub project: String,
    /// Invoices, contracts and equipment it rests on.
    pub evidence: Vec<Evidence>,
    /// Where it stands.
    pub place: AcrossPlace,
}

/// Where a project stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AcrossPlace {
    /// The file's name.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The county's name, if known.
    pub county: Option<String>,
    /// The sheet.
    pub sheet: String,
    /// The row as the clerk counts it.
    pub row: u32,
    /// The project's name.
    pub project: String,
}

impl Sighting {
    /// Whether its code says which enterprise it is.
    #[must_use]
    pub fn has_code(&self) -> bool {
        self.credit_code.chars().count() == CODE_CHARACTERS
    }

    /// Who and what it is, wherever it stands: part of a set's identity.
    pub(super) fn member(&self) -> String {
        let county = self.county.as_ref().map_or("", |county| &county.id);
        format!(
            "{}|{county}|{}|{}",
            self.programme.as_deref().unwrap_or_default(),
            enterprise_key(&self.enterprise, &self.credit_code),
            project_key(&self.project)
        )
    }
}

/// The projects of a file.
#[must_use]
pub fn sightings_of(file: &ReturnFile) -> Vec<Sighting> {
    let columns = evidence::columns_of(file);
    file.rows
        .iter()
        .map(|row| Sighting {
            programme: file.programme.clone(),
            county: file.county.clone(),
            enterprise: file.text(row, "enterprise_name").to_owned(),
            credit_code: file.text(row, "credit_code").to_owned(),
            project: file.text(row, "project_name").to_owned(),
            evidence: evidence::of_row(&columns, |fact| text_of(file, row, fact)),
            place: AcrossPlace {
                file: file.file.clone(),
                sha256: file.sha256.clone(),
                county: file.county.as_ref().map(|county| county.name.clone()),
                sheet: file.sheet_name(row).to_owned(),
                row: row.row,
                project: file.text(row, "project_name").to_owned(),
            },
        })
        .collect()
}

/// What a row says of a fact: its text, or else what the cell holds.
fn text_of(file: &ReturnFile, row: &ReturnRow, fact: &str) -> String {
    let Some(field) = file.field(row, fact) else {
        return String::new();
    };
    match field.value.as_ref().and_then(FactValue::as_text) {
        Some(text) => text.to_owned(),
        None => field.raw.to_string(),
    }
}
