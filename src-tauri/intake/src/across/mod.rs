//! What only shows when several returns lie side by side: the same project or
//! enterprise in two counties, more projects than a firm may have, one invoice
//! used for two projects.
//!
//! Every set has an identity made of what it consists of, so that a decision
//! on it holds when it is found again, from other files too.

use std::collections::BTreeMap;

use ruku_model::finding::{FindingKind, Severity};
use ruku_model::fingerprint::sha256_hex;
use serde::Serialize;

use crate::return_file::ReturnFile;
use crate::sentence;
use crate::text::word_key;

mod evidence;
mod firm;
mod sighting;

pub use evidence::{Evidence, EvidenceKind};
pub use firm::{enterprise_key, project_key};
pub use sighting::{AcrossPlace, Sighting, sightings_of};

/// A set of projects that belong together, in one or more returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcrossFinding {
    /// What makes this set this set: the same members give the same identity,
    /// whatever file, sheet and row they stand in. 32 hexadecimal digits.
    pub identity: String,
    /// What is the matter.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What the projects share: the enterprise, and the project if that too;
    /// the number of an invoice.
    pub found: String,
    /// What to do: a Chinese sentence.
    pub expected: String,
    /// The projects.
    pub places: Vec<AcrossPlace>,
}

/// Finds what needs more than one project. `projects_max` is how many projects
/// the notice allows an enterprise, if it sets a limit.
#[must_use]
pub fn across(files: &[ReturnFile], projects_max: Option<usize>) -> Vec<AcrossFinding> {
    let seen: Vec<Sighting> = newest_versions(files)
        .into_iter()
        .flat_map(sightings_of)
        .collect();
    among(&seen, projects_max)
}

/// The same over projects from anywhere: files just read beside what a library
/// holds. No project may be given twice.
#[must_use]
pub fn among(seen: &[Sighting], projects_max: Option<usize>) -> Vec<AcrossFinding> {
    let mut found = Vec::new();
    for firm in firm::groups(seen) {
        let rows: Vec<&Sighting> = firm.iter().map(|at| &seen[*at]).collect();
        found.extend(in_two_counties(&rows));
        found.extend(projects_max.map_or_else(Vec::new, |max| too_many(&rows, max)));
        found.extend(names_differ(&rows));
    }
    found.extend(evidence::used_twice(seen));
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

/// Whether a later file of a county was made on the reply to an earlier one,
/// or repeats most of its projects.
fn corrects(later: &ReturnFile, earlier: &ReturnFile) -> bool {
    if later.answers.as_ref() == Some(&earlier.sha256) {
        return true;
    }
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

fn differ(rows: &[&Sighting]) -> bool {
    let county = |row: &Sighting| row.county.as_ref().map(|county| county.id.clone());
    rows.iter()
        .any(|row| county(row).is_some() && county(row) != county(rows[0]))
}

fn in_two_counties(rows: &[&Sighting]) -> Vec<AcrossFinding> {
    let mut found = Vec::new();
    for project in firm::same_projects(rows) {
        let rows: Vec<&Sighting> = project.iter().map(|at| rows[*at]).collect();
        if !differ(&rows) {
            continue;
        }
        let first = project_key(&rows[0].project);
        let alike = rows.iter().any(|row| project_key(&row.project) != first);
        let counties = counties(&rows);
        found.push(finding(
            FindingKind::DuplicateAcross,
            &first,
            format!("{}：{}", rows[0].enterprise, rows[0].project),
            sentence::project_in_two_counties(&counties, alike),
            &rows,
        ));
    }
    // The firm in two counties with different projects is a matter of its own.
    if found.is_empty() && differ(rows) {
        found.push(finding(
            FindingKind::DuplicateAcross,
            "",
            rows[0].enterprise.clone(),
            sentence::firm_in_two_counties(&counties(rows)),
            rows,
        ));
    }
    found
}

fn counties(rows: &[&Sighting]) -> Vec<String> {
    let mut names: Vec<String> = rows
        .iter()
        .filter_map(|row| row.county.as_ref())
        .map(|county| county.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// More projects of one firm than the notice allows, in one programme.
fn too_many(rows: &[&Sighting], max: usize) -> Vec<AcrossFinding> {
    let mut programmes: BTreeMap<Option<&str>, Vec<&Sighting>> = BTreeMap::new();
    for row in rows {
        programmes
            .entry(row.programme.as_deref())
            .or_default()
            .push(row);
    }
    programmes
        .into_values()
        .filter_map(|rows| {
            let mut projects: Vec<String> =
                rows.iter().map(|row| project_key(&row.project)).collect();
            projects.sort_unstable();
            projects.dedup();
            (projects.len() > max).then(|| {
                finding(
                    FindingKind::TooManyProjects,
                    "",
                    rows[0].enterprise.clone(),
                    sentence::too_many_projects(projects.len(), max),
                    &rows,
                )
            })
        })
        .collect()
}

/// One credit code under names that are no spellings of each other.
fn names_differ(rows: &[&Sighting]) -> Vec<AcrossFinding> {
    let mut by_code: BTreeMap<&str, Vec<&Sighting>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.has_code()) {
        by_code.entry(&row.credit_code).or_default().push(row);
    }
    by_code
        .into_iter()
        .filter_map(|(code, rows)| {
            let mut names: Vec<&str> = Vec::new();
            for row in &rows {
                let own = firm::name_keys(&row.enterprise);
                let known = names.iter().any(|name| {
                    firm::name_keys(name)
                        .iter()
                        .any(|other| own.contains(other))
                });
                if !known && !own.is_empty() {
                    names.push(&row.enterprise);
                }
            }
            (names.len() > 1).then(|| {
                finding(
                    FindingKind::NamesDiffer,
                    code,
                    code.to_owned(),
                    sentence::names_differ(&names),
                    &rows,
                )
            })
        })
        .collect()
}

/// Puts a finding together. `shared` is what the members share beyond being
/// who they are.
fn finding(
    kind: FindingKind,
    shared: &str,
    found: String,
    expected: String,
    rows: &[&Sighting],
) -> AcrossFinding {
    let mut places: Vec<AcrossPlace> = rows.iter().map(|row| row.place.clone()).collect();
    places.sort();
    places.dedup();
    AcrossFinding {
        identity: identity(kind, shared, rows),
        kind,
        severity: kind.severity(),
        found,
        expected,
        places,
    }
}

/// Digits of an identity: enough that two sets never meet by chance.
const IDENTITY_DIGITS: usize = 32;

fn identity(kind: FindingKind, shared: &str, rows: &[&Sighting]) -> String {
    let mut members: Vec<String> = rows.iter().map(|row| row.member()).collect();
    members.sort_unstable();
    members.dedup();
    let mut digits =
        sha256_hex(format!("{}\n{shared}\n{}", kind.id(), members.join("\n")).as_bytes());
    digits.truncate(IDENTITY_DIGITS);
    digits
}
