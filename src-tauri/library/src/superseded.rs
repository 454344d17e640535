//! Files whose batch a corrected return took the place of: the audit trail
//! remembers them, so that the county's old figures do not come back as if
//! they were new.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rusqlite::Row;

use crate::column::{collect, read_moment};
use crate::error::Result;
use crate::library::Library;
use crate::table::batch::BatchId;

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
