//! The same project twice in one file.

use std::collections::HashMap;

use ruku_model::finding::FindingKind;

use crate::across::{enterprise_key, project_key};
use crate::cell::Remark;
use crate::pieces::each;
use crate::return_file::{ReturnFile, ReturnRow};
use crate::sentence::{self, Place};

/// What makes two rows the same project: the enterprise and the project's name,
/// however they are spelled.
#[must_use]
pub fn identity(file: &ReturnFile, row: &ReturnRow) -> Option<(String, String)> {
    let project = project_key(file.text(row, "project_name"));
    let enterprise = enterprise_key(file.text(row, "enterprise_name"), "");
    (!project.is_empty() && !enterprise.is_empty()).then_some((enterprise, project))
}

/// Finds projects that stand twice in a file.
pub fn find(file: &mut ReturnFile) {
    let mut seen: HashMap<(String, String), (String, u32)> = HashMap::new();
    let mut found = Vec::new();
    let identities = each(&file.rows, |row| identity(file, row));
    for (row, identity) in file.rows.iter().zip(identities) {
        let Some(identity) = identity else { continue };
        let sheet = file.sheet_name(row).to_owned();
        if let Some((first_sheet, first_row)) = seen.get(&identity) {
            let cell = file.field(row, "project_name").and_then(|field| field.cell);
            let (cell_row, col) = cell.unwrap_or((row.row.saturating_sub(1), 0));
            let place = Place {
                sheet: &sheet,
                row: cell_row,
                col,
                fact: None,
            };
            let other = if *first_sheet == sheet {
                format!("第{first_row}行")
            } else {
                format!("“{first_sheet}”第{first_row}行")
            };
            let remark = Remark::new(FindingKind::DuplicateInFile).detail(other);
            let mut finding = sentence::finding(&place, &remark, file.text(row, "project_name"));
            finding.field = Some("project_name".into());
            found.push(finding);
        } else {
            seen.insert(identity, (sheet, row.row));
        }
    }
    file.findings.extend(found);
}
