//! Reading a batch's file anew, because its columns or the answers about it mean
//! something else now: what is read takes the place of what was read before.
//! Batch and projects keep their numbers, so that decisions, printed papers and
//! the state of a project hold on; only a row that is no project any more goes,
//! with all about it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;
use serde_json::json;

use crate::error::{Field, LibraryError, Result};
use crate::kept;
use crate::library::require;
use crate::order;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::batch::{self, Batch};
use crate::table::project::{self, Naming, Place, ProjectId};
use crate::table::{draft, enterprise, programme};
use crate::take_in::{NewBatch, add_facts, add_findings};
use crate::withdraw;

/// Puts what is read now in the place of what a batch holds. Gives the projects
/// in the order of the rows.
pub(crate) fn put(
    tx: &Transaction<'_>,
    known: &Batch,
    new: &NewBatch,
    reason: &str,
    stamp: &Stamp,
) -> Result<Vec<ProjectId>> {
    require(reason, Field::Reason)?;
    let mut before = project::of_batch(tx, known.id)?;
    let all: Vec<ProjectId> = before.values().copied().collect();
    let bound = withdraw::bound(tx, &all)?;
    if bound > 0 {
        return Err(LibraryError::BeyondWithdrawal {
            batch: known.id.0,
            projects: bound,
        });
    }
    let listed = order::of_programme(tx, &known.programme)?;
    tx.execute("DELETE FROM finding WHERE batch = ?1", [known.id.0])?;
    let projects = put_rows(tx, known, new, &mut before, stamp)?;
    for gone in before.values() {
        withdraw::delete_project(tx, *gone)?;
    }
    batch::read_anew(tx, known.id, new)?;
    let findings = add_findings(tx, known.id, new, &projects, stamp)?;
    kept::put(tx, &new.kept, &projects, &findings)?;
    draft::use_up(tx, &known.programme, &known.sha256)?;
    let stayed: BTreeSet<ProjectId> = all.into_iter().collect();
    let own = projects.iter().copied().enumerate();
    let continues: BTreeMap<usize, ProjectId> = own.filter(|(_, id)| stayed.contains(id)).collect();
    order::keep(tx, &listed, known.id, &continues, &projects)?;
    enterprise::sweep(tx)?;
    let mut detail = json!({
        "batch": known.id.0, "file": known.name, "sha256": known.sha256, "reason": reason,
        "projects": projects.len(), "gone": before.len(),
        "kept_facts": new.kept.facts.len(), "kept_findings": new.kept.findings.len(),
    });
    new.kept.note_lapsed(&mut detail);
    audit::append(tx, stamp, Action::ReadAnew, Some(&known.programme), &detail)?;
    Ok(projects)
}

/// Puts the rows in the place of the projects that stand on them, which are
/// taken out of `before`; what is left there stands on no row any more.
fn put_rows(
    tx: &Transaction<'_>,
    known: &Batch,
    new: &NewBatch,
    before: &mut BTreeMap<(String, u32), ProjectId>,
    stamp: &Stamp,
) -> Result<Vec<ProjectId>> {
    let naming = programme::programme(tx, &known.programme)?.naming;
    let first = order::next(tx, &known.programme)?;
    let mut projects = Vec::with_capacity(new.rows.len());
    for (place, row) in (first..).zip(&new.rows) {
        let named = Naming::read(&row.facts, &naming, row.measure.as_deref());
        let project = match before.remove(&(row.sheet.clone(), row.row)) {
            Some(known) => {
                tx.prepare_cached("DELETE FROM fact WHERE project = ?1")?
                    .execute([known.0])?;
                project::name(tx, known, &named)?;
                known
            }
            None => {
                let place = Place {
                    programme: &known.programme,
                    batch: known.id,
                    sheet: &row.sheet,
                    row: row.row,
                    place,
                };
                project::insert(tx, &place, &named, stamp)?
            }
        };
        add_facts(tx, project, known.id, row, stamp)?;
        projects.push(project);
    }
    Ok(projects)
}
