//! Files whose batch a corrected return took the place of: the audit trail
//! remembers them, so that the county's old figures do not come back as if
//! they were new.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use ruku_model::fact::FactId;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde_json::{Value, json};

use crate::column::{ValueColumns, collect, moment, read_moment, token};
use crate::error::Result;
use crate::library::Library;
use crate::table::batch::{self, BatchId};
use crate::table::draft::{self, Draft, FindingPlace};
use crate::table::finding;

/// A file that was taken in and then replaced, while what took its place is
/// still in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The batch it made.
    pub batch: BatchId,
    /// The batch that took its place.
    pub by: BatchId,
    /// The file of that batch.
    pub by_file: String,
    /// When.
    pub at: NaiveDateTime,
    /// The batch that stands there now: that one, or one that corrects it in turn.
    pub standing: BatchId,
}

/// The file in whose place a batch came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Its SHA-256.
    pub sha256: String,
    /// What was settled of it by then, and how it was to be read. A value that
    /// was set for a project is not among it.
    pub settled: Vec<Draft>,
}

/// A file as the trail tells of its being taken in.
#[derive(Debug, Clone)]
struct TakenIn {
    batch: BatchId,
    sha256: String,
    file: String,
    at: NaiveDateTime,
    replaces: Option<BatchId>,
}

impl Library {
    /// What became of a file that a corrected return took the place of; `None`
    /// of one that never came, that is in the library, or whose correction was
    /// withdrawn.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn superseded(&self, programme: &str, sha256: &str) -> Result<Option<Superseded>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT detail ->> '$.batch', detail ->> '$.sha256', detail ->> '$.file', at,
                    detail ->> '$.replaces'
             FROM audit WHERE programme = ?1 AND action = 'taken_in' ORDER BY seq",
        )?;
        let all: Vec<TakenIn> =
            collect(statement.query_map([programme], |row| Ok(taken_in(row)))?)?;
        let by_batch: BTreeMap<BatchId, &TakenIn> =
            all.iter().map(|one| (one.batch, one)).collect();
        for standing in self.batches(programme)? {
            if standing.sha256 == sha256 {
                return Ok(None);
            }
            let mut later = by_batch.get(&standing.id).copied();
            while let Some(by) = later {
                let earlier = by.replaces.and_then(|id| by_batch.get(&id).copied());
                if let Some(found) = earlier.filter(|one| one.sha256 == sha256) {
                    return Ok(Some(Superseded {
                        batch: found.batch,
                        by: by.batch,
                        by_file: by.file.clone(),
                        at: by.at,
                        standing: standing.id,
                    }));
                }
                later = earlier;
            }
        }
        Ok(None)
    }

    /// The file in whose place a batch came; `None` if it came in nobody's.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn replaced_by(&self, programme: &str, batch: BatchId) -> Result<Option<Replaced>> {
        let sha256: Option<String> = self
            .connection
            .query_row(
                "SELECT earlier.detail ->> '$.sha256'
                 FROM audit AS later JOIN audit AS earlier
                     ON earlier.programme = later.programme AND earlier.action = 'taken_in'
                     AND earlier.detail ->> '$.batch' = later.detail ->> '$.replaces'
                 WHERE later.programme = ?1 AND later.action = 'taken_in'
                     AND later.detail ->> '$.batch' = ?2",
                params![programme, batch.0],
                |row| row.get(0),
            )
            .optional()?;
        let Some(sha256) = sha256 else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT one.value ->> '$.sheet', one.value ->> '$.cell', one.value ->> '$.row',
                 one.value ->> '$.field', one.value ->> '$.kind', one.value ->> '$.found',
                 one.value ->> '$.state', one.value ->> '$.type', one.value ->> '$.whole',
                 one.value ->> '$.text', one.value ->> '$.reading', one.value ->> '$.reason',
                 one.value ->> '$.by', one.value ->> '$.at'
             FROM audit, json_each(audit.detail, '$.settled') AS one
             WHERE audit.programme = ?1 AND audit.action = 'taken_in'
                 AND audit.detail ->> '$.batch' = ?2",
        )?;
        let settled =
            collect(statement.query_map(params![programme, batch.0], |row| Ok(draft::read(row)))?)?;
        Ok(Some(Replaced { sha256, settled }))
    }
}

/// What was settled in a batch that is about to be replaced, for the trail: its
/// findings go with it, and what the county was asked must be told later too.
pub(crate) fn settled_in(tx: &Transaction<'_>, id: BatchId) -> Result<Value> {
    let gone = batch::batch(tx, id)?;
    let mut all = draft::of_file(tx, &gone.programme, &gone.sha256)?;
    all.retain(|draft| draft.reading);
    for stored in finding::of_batch(tx, id)? {
        let place = FindingPlace::of(&stored.finding);
        let (Some(stamp), Some(reason)) = (stored.settled, stored.reason) else {
            continue;
        };
        if all.iter().all(|known| known.place != place) {
            all.push(Draft {
                place,
                state: stored.state,
                value: None,
                reading: false,
                reason,
                stamp,
            });
        }
    }
    Ok(all.iter().map(told).collect())
}

fn told(draft: &Draft) -> Value {
    let Draft { place, stamp, .. } = draft;
    let value = ValueColumns::of(draft.value.as_ref());
    json!({
        "sheet": place.sheet, "cell": place.cell, "row": place.row,
        "field": place.field.as_ref().map(FactId::as_str), "kind": place.kind.id(),
        "found": place.found, "state": token(&draft.state),
        "type": value.kind, "whole": value.whole, "text": value.text, "reading": draft.reading,
        "reason": draft.reason, "by": stamp.by, "at": moment(stamp.at),
    })
}

fn taken_in(row: &Row<'_>) -> Result<TakenIn> {
    Ok(TakenIn {
        batch: BatchId(row.get(0)?),
        sha256: row.get(1)?,
        file: row.get(2)?,
        at: read_moment(&row.get::<_, String>(3)?)?,
        replaces: row.get::<_, Option<i64>>(4)?.map(BatchId),
    })
}
