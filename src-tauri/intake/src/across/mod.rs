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

mod both_sides;
mod contact;
pub(crate) mod evidence;
mod firm;
mod matter;
mod sighting;

pub use both_sides::Mark;
pub use evidence::{Evidence, EvidenceKind};
pub use firm::{enterprise_key, project_key};
pub use matter::Matter;
pub use sighting::{AcrossPlace, Sighting, sightings_of};

/// A set of projects that belong together, in one or more returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcrossFinding {
    /// What makes this set this set: what its members share. It is the same
    /// whatever file, sheet and row they stand in, and whoever joins them.
    /// 32 hexadecimal digits.
    pub identity: String,
    /// What they share.
    pub matter: Matter,
    /// What is the matter.
    pub kind: FindingKind,
    /// How much it matters.
    pub severity: Severity,
    /// What the projects share, as people read it: the enterprise, and the
    /// project if that too; the number of an invoice.
    pub found: String,
    /// What to do: a Chinese sentence.
    pub expected: String,
    /// The projects.
    pub places: Vec<AcrossPlace>,
    /// The same as indices into what was looked through.
    #[serde(skip)]
    pub members: Vec<usize>,
}

/// How many projects of an enterprise a notice allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub count: usize,
    /// The measures it counts; empty for all together.
    pub measures: Vec<String>,
}

/// The limits of each programme, by its id.
pub type Limits = BTreeMap<String, Vec<Limit>>;

/// Finds what files share with each other, or with projects known before. What
/// one county's file shows on its own is among that file's findings already,
/// and so is what concerns none of the files.
#[must_use]
pub fn across(files: &[ReturnFile], known: &[Sighting], limits: &Limits) -> Vec<AcrossFinding> {
    let mut seen: Vec<Sighting> = newest_versions(files)
        .into_iter()
        .flat_map(sightings_of)
        .collect();
    let read = seen.len();
    seen.extend_from_slice(known);
    let mut found = among(&seen, limits);
    let county = |at: usize| seen[at].county.as_ref().map(|county| &county.id);
    found.retain(|one| {
        let first = one.members[0];
        let others = || one.members.iter().copied().skip(1);
        // The files come first.
        first < read
            && match one.matter {
                Matter::SameProject => {
                    others().any(|at| seen[at].place.sha256 != seen[first].place.sha256)
                }
                Matter::SameEnterprise => others().any(|at| county(at) != county(first)),
                Matter::SameContact | Matter::SameAddress => false,
                Matter::BothSides
                | Matter::TooManyProjects
                | Matter::NamesDiffer
                | Matter::Evidence(_) => true,
            }
    });
    // A firm in two counties with one and the same project is one matter.
    let projects: Vec<usize> = found
        .iter()
        .filter(|one| one.matter == Matter::SameProject)
        .flat_map(|one| one.members.clone())
        .collect();
    found.retain(|one| {
        one.matter != Matter::SameEnterprise || !one.members.iter().any(|at| projects.contains(at))
    });
    found
}

/// Sets among projects from anywhere: files just read, and what a library
/// holds. No project may be given twice.
#[must_use]
pub fn among(seen: &[Sighting], limits: &Limits) -> Vec<AcrossFinding> {
    let mut found = Vec::new();
    let firms = firm::groups(seen);
    for rows in &firms {
        let key = firm::firm_key(seen, rows);
        let projects = same_project(seen, rows, &key);
        let said = projects.iter().any(|one| one.members.len() == rows.len());
        found.extend(projects);
        if !said && rows.iter().any(|at| differ(&seen[*at], &seen[rows[0]])) {
            found.push(finding(
                Matter::SameEnterprise,
                &key,
                seen[rows[0]].enterprise.clone(),
                sentence::firm_in_two_counties(&counties(seen, rows)),
                seen,
                rows,
            ));
        }
        found.extend(too_many(seen, rows, &key, limits));
        found.extend(names_differ(seen, rows));
    }
    found.extend(both_sides::reported(seen, &firms));
    found.extend(evidence::used_twice(seen));
    found.extend(contact::shared(seen, &firms));
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

/// Whether two projects of one firm come from different counties, directions
/// or programmes.
fn differ(one: &Sighting, other: &Sighting) -> bool {
    let county = |row: &Sighting| row.county.as_ref().map(|county| county.id.clone());
    county(one) != county(other) || one.measure != other.measure || one.programme != other.programme
}

fn same_project(seen: &[Sighting], firm: &[usize], key: &str) -> Vec<AcrossFinding> {
    firm::same_projects(seen, firm)
        .into_iter()
        .map(|rows| {
            let mut names: Vec<String> = rows
                .iter()
                .map(|at| project_key(&seen[*at].project))
                .collect();
            names.sort_unstable();
            names.dedup();
            let first = &seen[rows[0]];
            finding(
                Matter::SameProject,
                &format!("{key}|{}", names[0]),
                format!("{}：{}", first.enterprise, first.project),
                sentence::project_twice(&counties(seen, &rows), names.len() > 1),
                seen,
                &rows,
            )
        })
        .collect()
}

fn counties(seen: &[Sighting], rows: &[usize]) -> Vec<String> {
    let mut names: Vec<String> = rows
        .iter()
        .filter_map(|at| seen[*at].county.as_ref())
        .map(|county| county.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// More projects of one firm than the notice allows, in one programme.
fn too_many(seen: &[Sighting], firm: &[usize], key: &str, limits: &Limits) -> Vec<AcrossFinding> {
    let mut found = Vec::new();
    for (programme, limits) in limits {
        for limit in limits {
            let rows: Vec<usize> = firm
                .iter()
                .copied()
                .filter(|at| seen[*at].programme.as_ref() == Some(programme))
                .filter(|at| {
                    limit.measures.is_empty()
                        || seen[*at]
                            .measure
                            .as_ref()
                            .is_some_and(|own| limit.measures.contains(own))
                })
                .collect();
            let names = rows.iter().map(|at| project_key(&seen[*at].project));
            let mut projects: Vec<String> = names.collect();
            projects.sort_unstable();
            projects.dedup();
            if projects.len() > limit.count {
                found.push(finding(
                    Matter::TooManyProjects,
                    &format!("{key}|{programme}|{}", limit.measures.join(",")),
                    seen[rows[0]].enterprise.clone(),
                    sentence::too_many_projects(projects.len(), limit.count),
                    seen,
                    &rows,
                ));
            }
        }
    }
    found
}

/// One credit code under names that are no spellings of each other.
fn names_differ(seen: &[Sighting], firm: &[usize]) -> Vec<AcrossFinding> {
    let mut by_code: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in firm.iter().copied().filter(|at| seen[*at].has_code()) {
        by_code.entry(&seen[at].credit_code).or_default().push(at);
    }
    by_code
        .into_iter()
        .filter_map(|(code, rows)| {
            let mut names: Vec<&str> = Vec::new();
            for at in &rows {
                let own = firm::all_names(&seen[*at]);
                let known = names.iter().any(|name| {
                    let other = firm::name_keys(name);
                    other.iter().any(|other| own.contains(other))
                });
                if !known && !own.is_empty() {
                    names.push(&seen[*at].enterprise);
                }
            }
            (names.len() > 1).then(|| {
                let expected = sentence::names_differ(&names);
                let matter = Matter::NamesDiffer;
                finding(matter, code, code.to_owned(), expected, seen, &rows)
            })
        })
        .collect()
}

/// Puts a finding together. `shared` is what the members share.
fn finding(
    matter: Matter,
    shared: &str,
    found: String,
    expected: String,
    seen: &[Sighting],
    rows: &[usize],
) -> AcrossFinding {
    let mut places: Vec<AcrossPlace> = rows.iter().map(|at| seen[*at].place.clone()).collect();
    places.sort();
    places.dedup();
    let mut members = rows.to_vec();
    members.sort_unstable();
    members.dedup();
    let kind = matter.finding_kind();
    AcrossFinding {
        identity: identity(matter, shared),
        matter,
        kind,
        severity: kind.severity(),
        found,
        expected,
        places,
        members,
    }
}

/// Digits of an identity: enough that two sets never meet by chance.
const IDENTITY_DIGITS: usize = 32;

fn identity(matter: Matter, shared: &str) -> String {
    let mut digits = sha256_hex(format!("{}\n{shared}", matter.id()).as_bytes());
    digits.truncate(IDENTITY_DIGITS);
    digits
}
