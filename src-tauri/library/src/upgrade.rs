//! History after an upgrade of the program: which assessments by another engine
//! come out otherwise now, and what people confirmed. It stands in the audit
//! trail, which is chained and kept; computing again is for others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{from_value, json};

use crate::error::{Field, LibraryError, Result};
use crate::library::Library;
use crate::stamp::Stamp;
use crate::table::assessment::RunId;
use crate::table::audit::{self, Action};

/// What computing all history again with one engine found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recomputation {
    /// The engine that computed again.
    pub engine: String,
    /// How many assessments were computed again.
    pub runs: usize,
    /// The last of them by number: an older program may assess once more.
    pub last: i64,
    /// Those that came out otherwise, by number, each with a Chinese sentence.
    pub differing: BTreeMap<i64, String>,
}

impl Library {
    /// Whether some assessment is by another engine and was not yet computed
    /// again by this one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn awaits_recomputation(&self, engine: &str) -> Result<bool> {
        let last: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(id) FROM assessment WHERE engine <> ?1")?
            .query_row([engine], |row| row.get(0))?;
        let Some(last) = last else {
            return Ok(false);
        };
        let done = self.recomputation(engine)?;
        Ok(done.is_none_or(|done| done.last < last))
    }

    /// Keeps what computing history again found.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn record_recomputation(&mut self, found: &Recomputation, stamp: &Stamp) -> Result<()> {
        let detail = json!(found);
        self.write(stamp, |tx, stamp| {
            audit::append(tx, stamp, Action::Recomputed, None, &detail)
        })
    }

    /// What this engine found when it last computed history again.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn recomputation(&self, engine: &str) -> Result<Option<Recomputation>> {
        let entries = self.audit_log(None)?.into_iter().rev();
        Ok(entries
            .filter(|entry| entry.action == Action::Recomputed)
            .filter_map(|entry| from_value::<Recomputation>(entry.detail).ok())
            .find(|found| found.engine == engine))
    }

    /// Notes that a person knows of a difference and keeps the assessment.
    ///
    /// # Errors
    /// The reason is empty, or the database cannot be written.
    pub fn confirm_upgrade(
        &mut self,
        programme: &str,
        (run, engine): (RunId, &str),
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(LibraryError::Empty(Field::Reason));
        }
        let detail = json!({"run": run.0, "engine": engine, "reason": reason});
        self.write(stamp, |tx, stamp| {
            audit::append(
                tx,
                stamp,
                Action::UpgradeConfirmed,
                Some(programme),
                &detail,
            )
        })
    }

    /// Whether a person confirmed that a run comes out otherwise with an engine.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn is_confirmed(&self, programme: &str, run: RunId, engine: &str) -> Result<bool> {
        let entries = self.audit_log(Some(programme))?;
        Ok(entries.iter().any(|entry| {
            entry.action == Action::UpgradeConfirmed
                && entry.detail["run"] == run.0
                && entry.detail["engine"] == engine
        }))
    }
}
