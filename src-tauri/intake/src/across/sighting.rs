//! A project as it was seen: in a file just read, or in a library.

use ruku_model::fact::{FactValue, Facts};
use serde::Serialize;

use super::both_sides::Mark;
use super::contact::{self, Detail};
use super::evidence::{self, Evidence};
use crate::cell::digits;
use crate::return_file::{County, Field, ReturnFile, ReturnRow};

/// Characters of a 统一社会信用代码.
const CODE_CHARACTERS: usize = 18;

/// A project with what it may share with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The programme (pack) it was sent for.
    pub programme: Option<String>,
    /// The county that sent it.
    pub county: Option<County>,
    /// The measure it is sent under, if that is known.
    pub measure: Option<String>,
    /// The enterprise's name as it stands there.
    pub enterprise: String,
    /// A former name, from a column of its own; empty if there is none.
    pub former_name: String,
    /// Its credit code; empty if there is none.
    pub credit_code: String,
    /// The project's name.
    pub project: String,
    /// Invoices, contracts and equipment it rests on.
    pub evidence: Vec<Evidence>,
    /// Telephone numbers, digits only.
    pub phones: Vec<String>,
    /// Addresses, without what differs between spellings.
    pub addresses: Vec<String>,
    /// What another enterprise's report of it would give too.
    pub marks: Vec<Mark>,
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

    /// Takes from a project's facts what it may share with others: evidence,
    /// telephone numbers, addresses, a former name, marks. `label` gives a fact's
    /// label, which may say more than its id.
    pub fn take_from(&mut self, facts: &Facts, label: impl Fn(&str) -> String) {
        self.evidence = evidence::of_facts(facts, &label);
        for (id, fact) in facts {
            self.marks.extend(Mark::of(id, &fact.value, &label));
            let Some(text) = fact.value.as_text() else {
                continue;
            };
            let detail = contact::detail_of(id.as_str());
            match detail.or_else(|| contact::detail_of(&label(id.as_str()))) {
                Some(Detail::Phone) => self.phones.extend(contact::phones(text)),
                Some(Detail::Address) => self.addresses.extend(contact::address(text)),
                Some(Detail::FormerName) => text.clone_into(&mut self.former_name),
                None => {}
            }
        }
    }
}

/// The projects of a file.
#[must_use]
pub fn sightings_of(file: &ReturnFile) -> Vec<Sighting> {
    let columns = evidence::columns_of(file);
    let details: Vec<(&str, Detail)> = file
        .fact_ids
        .iter()
        .filter_map(|id| Some((id.as_str(), contact::detail_of(id.as_str())?)))
        .collect();
    file.rows
        .iter()
        .map(|row| {
            let text = |fact: &str| -> String {
                let Some(field) = file.field(row, fact) else {
                    return String::new();
                };
                match &field.value {
                    Some(FactValue::List(_)) => String::new(),
                    Some(value) if value.as_text().is_some() => {
                        value.as_text().unwrap_or_default().to_owned()
                    }
                    // What is left of such a number is another one's too.
                    None if digits::are_lost(&field.content) => String::new(),
                    _ => field.raw().into_owned(),
                }
            };
            let of = |wanted: Detail| -> Vec<String> {
                let own = details.iter().filter(|(_, detail)| *detail == wanted);
                own.map(|(id, _)| text(id)).collect()
            };
            Sighting {
                programme: file.programme.clone(),
                county: file.county.clone(),
                measure: row.measure.clone(),
                enterprise: file.text(row, "enterprise_name").to_owned(),
                former_name: of(Detail::FormerName).pop().unwrap_or_default(),
                credit_code: file.text(row, "credit_code").to_owned(),
                project: file.text(row, "project_name").to_owned(),
                evidence: evidence_of(file, row, evidence::of_row(&columns, text)),
                phones: of(Detail::Phone)
                    .iter()
                    .flat_map(|text| contact::phones(text))
                    .collect(),
                addresses: of(Detail::Address)
                    .iter()
                    .filter_map(|text| contact::address(text))
                    .collect(),
                marks: marks_of(file, row),
                place: AcrossPlace {
                    file: file.file.clone(),
                    sha256: file.sha256.clone(),
                    county: file.county.as_ref().map(|county| county.name.clone()),
                    sheet: file.sheet_name(row).to_owned(),
                    row: row.row,
                    project: file.text(row, "project_name").to_owned(),
                },
            }
        })
        .collect()
}

/// The evidence that a row's columns name, and that of its lists.
fn evidence_of(file: &ReturnFile, row: &ReturnRow, columns: Vec<Evidence>) -> Vec<Evidence> {
    let mut found = columns;
    for field in &row.fields {
        if let Some(FactValue::List(records)) = &field.value {
            found.extend(evidence::of_list(file.id_of(field), records));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn marks_of(file: &ReturnFile, row: &ReturnRow) -> Vec<Mark> {
    let mark = |field: &Field| {
        let value = field.value.as_ref()?;
        Mark::of(file.id_of(field), value, |_| String::new())
    };
    row.fields.iter().filter_map(mark).collect()
}
