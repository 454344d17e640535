//! Keeping the library: checks, backups, the audit trail.

use std::path::{Path, PathBuf};

use ruku_library::library::Library;
use ruku_policy::engine::assess;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;

/// A line of the audit trail as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// Its place, from 1.
    pub seq: i64,
    /// When, in words.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What, in Chinese.
    pub action: String,
    /// The details as JSON text.
    pub detail: String,
}

impl Desk {
    /// Checks database, audit chain and originals, and recomputes every
    /// programme's latest assessment; the faults as Chinese sentences.
    ///
    /// # Errors
    /// No library is open, or it cannot be read at all.
    pub fn verify(&self) -> Result<Vec<String>, DeskError> {
        let library = self.library()?;
        let mut faults: Vec<String> = library
            .verify()?
            .iter()
            .map(|fault| fault.chinese())
            .collect();
        for programme in library.programmes()? {
            let Some(run) = library.latest_assessment(&programme.id)? else {
                continue;
            };
            let frozen = library.frozen_run(run.id)?;
            if run.pack_hash != programme.pack_hash {
                continue;
            }
            let again = assess(&*self.pack_of(&programme)?, &frozen.input);
            let differing = again
                .results
                .iter()
                .zip(&frozen.assessment.results)
                .filter(|(now, then)| (now.kind, now.amount) != (then.kind, then.amount))
                .count();
            if differing > 0 {
                faults.push(format!(
                    "“{}”第{}次测算重新计算后有{differing}个项目结果不同，请核对程序与通知包版本。",
                    programme.title, run.id.0
                ));
            }
        }
        Ok(faults)
    }

    /// Makes a backup and checks it by opening it.
    ///
    /// # Errors
    /// The backup cannot be written or is not sound.
    pub fn backup(&self) -> Result<PathBuf, DeskError> {
        Ok(self.library()?.backup(self.now())?.path)
    }

    /// Puts a backup in the library's place; gives where the replaced state is
    /// kept.
    ///
    /// # Errors
    /// The backup is not sound, or the library is in use.
    pub fn restore(&mut self, folder: &Path, backup: &Path) -> Result<PathBuf, DeskError> {
        let restored = Library::restore(folder, backup, &self.stamp())?;
        self.put_library(restored.library);
        Ok(restored.replaced)
    }

    /// The audit trail, oldest first.
    ///
    /// # Errors
    /// No library is open.
    pub fn audit_log(&self) -> Result<Vec<AuditLine>, DeskError> {
        let entries = self.library()?.audit_log(None)?;
        Ok(entries
            .into_iter()
            .map(|entry| AuditLine {
                seq: entry.seq,
                at: show::moment(entry.at),
                actor: entry.actor,
                action: entry.action.label().to_owned(),
                detail: entry.detail.to_string(),
            })
            .collect())
    }
}
