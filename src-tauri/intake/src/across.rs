//! What only shows when several files lie side by side: the same project or
//! enterprise in two counties, more projects than a firm may have, two
//! versions of one county's return.

use std::collections::BTreeMap;

use ruku_model::finding::{FindingKind, Severity};
use serde::Serialize;

use crate::check::duplicates::enterprise_of;
use crate::return_file::{ReturnFile, ReturnRow};
use crate::sentence;
use crate::text::word_key;

/// A set of rows that belong together, in one or more files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcrossFinding {
    /// What is the matter.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What the rows share: the enterprise, and the project if that too.
    pub found: String,
    /// What to do: a Chinese sentence.
    pub expected: String,
    /// The rows.
    pub places: Vec<AcrossPlace>,
}

/// A row of a file.
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

/// One row with its file.
type Row<'a> = (&'a ReturnFile, &'a ReturnRow);

/// Finds what needs more than one file. `projects_max` is how many projects
/// the notice allows an enterprise, if it sets a limit.
#[must_use]
pub fn across(files: &[ReturnFile], projects_max: Option<usize>) -> Vec<AcrossFinding> {
    let mut enterprises: BTreeMap<String, Vec<Row<'_>>> = BTreeMap::new();
    let codes = code_of_name(files);
    for file in newest_versions(files) {
        for row in &file.rows {
            if let Some(key) = enterprise_key(file, row, &codes) {
                enterprises.entry(key).or_default().push((file, row));
            }
        }
    }
    let mut found = Vec::new();
    for rows in enterprises.values() {
        found.extend(in_two_counties(rows));
        found.extend(projects_max.and_then(|max| too_many(rows, max)));
    }
    found
}

/// Of several files of one county and programme only the last counts: a
/// corrected return repeats its projects on purpose.
fn newest_versions(files: &[ReturnFile]) -> Vec<&ReturnFile> {
    let key = |file: &ReturnFile| {
        let county = file.county.as_ref()?;
        Some((file.programme.clone()?, county.id.clone()))
    };
    files
        .iter()
        .enumerate()
        .filter(|(at, file)| {
            let own = key(file);
            own.is_none()
                || !files[at + 1..]
                    .iter()
                    .any(|later| key(later) == own && corrects(later, file))
        })
        .map(|(_, file)| file)
        .collect()
}

/// Whether a later file of a county repeats most of an earlier one's projects.
fn corrects(later: &ReturnFile, earlier: &ReturnFile) -> bool {
    let projects = |file: &ReturnFile| -> Vec<String> {
        file.rows
            .iter()
            .map(|row| word_key(file.text(row, "project_name")))
            .collect()
    };
    let known = projects(later);
    let old = projects(earlier);
    let repeated = old.iter().filter(|project| known.contains(project)).count();
    !old.is_empty() && repeated * 2 > old.len()
}

/// Codes by enterprise name, so that a row without a code finds its firm.
fn code_of_name(files: &[ReturnFile]) -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    for file in files {
        for row in &file.rows {
            let code = file.text(row, "credit_code");
            if let Some(name) = enterprise_of(file, row).filter(|_| code.len() == 18) {
                codes.insert(name, code.to_owned());
            }
        }
    }
    codes
}

fn enterprise_key(
    file: &ReturnFile,
    row: &ReturnRow,
    codes: &BTreeMap<String, String>,
) -> Option<String> {
    let code = file.text(row, "credit_code");
    if code.len() == 18 {
        return Some(code.to_owned());
    }
    let name = enterprise_of(file, row)?;
    Some(codes.get(&name).cloned().unwrap_or(name))
}

fn in_two_counties(rows: &[Row<'_>]) -> Vec<AcrossFinding> {
    let county = |row: &Row<'_>| row.0.county.as_ref().map(|county| county.id.clone());
    let mut found = Vec::new();
    let mut by_project: BTreeMap<String, Vec<Row<'_>>> = BTreeMap::new();
    for row in rows {
        by_project
            .entry(word_key(row.0.text(row.1, "project_name")))
            .or_default()
            .push(*row);
    }
    let differ = |rows: &[Row<'_>]| {
        rows.iter()
            .any(|row| county(row).is_some() && county(row) != county(&rows[0]))
    };
    for (project, rows) in by_project {
        if !project.is_empty() && differ(&rows) {
            found.push(finding(FindingKind::DuplicateAcross, &rows, true));
        }
    }
    // The firm in two counties with different projects is a matter of its own.
    if found.is_empty() && differ(rows) {
        found.push(finding(FindingKind::DuplicateAcross, rows, false));
    }
    found
}

fn too_many(rows: &[Row<'_>], max: usize) -> Option<AcrossFinding> {
    let mut projects: Vec<String> = rows
        .iter()
        .map(|row| word_key(row.0.text(row.1, "project_name")))
        .collect();
    projects.sort_unstable();
    projects.dedup();
    (projects.len() > max).then(|| {
        let mut found = finding(FindingKind::TooManyProjects, rows, false);
        found.expected = sentence::too_many_projects(projects.len(), max);
        found
    })
}

fn finding(kind: FindingKind, rows: &[Row<'_>], same_project: bool) -> AcrossFinding {
    let (file, row) = rows[0];
    let enterprise = file.text(row, "enterprise_name");
    let project = file.text(row, "project_name");
    let mut places: Vec<AcrossPlace> = rows.iter().map(place).collect();
    places.sort();
    let mut counties: Vec<&str> = places
        .iter()
        .filter_map(|place| place.county.as_deref())
        .collect();
    counties.dedup();
    AcrossFinding {
        kind,
        severity: kind.severity(),
        found: if same_project {
            format!("{enterprise}：{project}")
        } else {
            enterprise.to_owned()
        },
        expected: sentence::in_two_counties(&counties, same_project),
        places,
    }
}

fn place(&(file, row): &Row<'_>) -> AcrossPlace {
    AcrossPlace {
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        county: file.county.as_ref().map(|county| county.name.clone()),
        sheet: file.sheet_name(row).to_owned(),
        row: row.row,
        project: file.text(row, "project_name").to_owned(),
    }
}
