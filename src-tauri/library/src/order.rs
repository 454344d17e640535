//! The order of a programme's list. Projects stand as they came; those of a
//! corrected return keep the places of the ones they continue, because a pool
//! that is shared out in order pays by place.

use std::collections::BTreeMap;

use rusqlite::Transaction;

use crate::error::Result;
use crate::table::batch::BatchId;
use crate::table::project::ProjectId;

/// A programme's projects in the order of its list, each with its batch.
pub(crate) fn of_programme(
    tx: &Transaction<'_>,
    programme: &str,
) -> Result<Vec<(ProjectId, BatchId)>> {
    let mut statement =
        tx.prepare_cached("SELECT id, batch FROM project WHERE programme = ?1 ORDER BY place, id")?;
    let rows = statement.query_map([programme], |row| {
        Ok((ProjectId(row.get(0)?), BatchId(row.get(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The place after a programme's last project.
pub(crate) fn next(tx: &Transaction<'_>, programme: &str) -> Result<i64> {
    Ok(tx.query_row(
        "SELECT coalesce(max(place), 0) + 1 FROM project WHERE programme = ?1",
        [programme],
        |row| row.get(0),
    )?)
}

/// Puts the projects of a corrected return into the places of those they
/// continue. `before` is the list with the earlier return still in it,
/// `continues` names for a row of the corrected return the project it continues.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    before: &[(ProjectId, BatchId)],
    replaced: BatchId,
    continues: &BTreeMap<usize, ProjectId>,
    new: &[ProjectId],
) -> Result<()> {
    let mut statement = tx.prepare_cached("UPDATE project SET place = ?2 WHERE id = ?1")?;
    for (place, id) in (1_i64..).zip(merged(before, replaced, continues, new)) {
        statement.execute([id.0, place])?;
    }
    Ok(())
}

/// The list with the corrected return in the place of the earlier one. A new
/// row stands after the row the county put it after; those above the first that
/// continues a project stand where the earlier return began.
fn merged(
    before: &[(ProjectId, BatchId)],
    replaced: BatchId,
    continues: &BTreeMap<usize, ProjectId>,
    new: &[ProjectId],
) -> Vec<ProjectId> {
    let mut first: Vec<ProjectId> = Vec::new();
    let mut followed: BTreeMap<ProjectId, Vec<ProjectId>> = BTreeMap::new();
    let mut above: Option<ProjectId> = None;
    for (row, id) in new.iter().enumerate() {
        above = continues.get(&row).copied().or(above);
        match above {
            Some(earlier) => followed.entry(earlier).or_default().push(*id),
            None => first.push(*id),
        }
    }
    let mut out = Vec::with_capacity(before.len() + new.len());
    for (id, batch) in before {
        if *batch == replaced {
            out.append(&mut first);
            out.append(&mut followed.remove(id).unwrap_or_default());
        } else {
            out.push(*id);
        }
    }
    // A nil return had no place in the list.
    out.append(&mut first);
    out.extend(followed.into_values().flatten());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(ids: &[(i64, i64)]) -> Vec<(ProjectId, BatchId)> {
        let pair = |(id, batch): &(i64, i64)| (ProjectId(*id), BatchId(*batch));
        ids.iter().map(pair).collect()
    }

    fn shown(ids: Vec<ProjectId>) -> Vec<i64> {
        ids.into_iter().map(|id| id.0).collect()
    }

    #[test]
    fn a_corrected_return_keeps_its_places() {
        let before = list(&[(1, 7), (2, 7), (3, 8), (4, 7)]);
        let new: Vec<ProjectId> = (10..=14).map(ProjectId).collect();
        // Rows: new, continues 4, continues 1, new, new; 2 is gone.
        let continues = BTreeMap::from([(1, ProjectId(4)), (2, ProjectId(1))]);
        assert_eq!(
            shown(merged(&before, BatchId(7), &continues, &new)),
            [10, 12, 13, 14, 3, 11],
            "by place and not by row, new rows after the one above them"
        );
    }

    #[test]
    fn what_continues_nothing_stands_where_the_earlier_return_began() {
        let before = list(&[(1, 5), (2, 7), (3, 8)]);
        let new = [ProjectId(10), ProjectId(11)];
        let nothing = BTreeMap::new();
        assert_eq!(
            shown(merged(&before, BatchId(7), &nothing, &new)),
            [1, 10, 11, 3]
        );
        assert_eq!(
            shown(merged(&before, BatchId(9), &nothing, &new)),
            [1, 2, 3, 10, 11],
            "in place of a nil return they come last"
        );
    }
}
