//! Damaged files whose list came undamaged too: in the same drop, or before.

use ruku_intake::return_file::ReturnFile;
use ruku_intake::{sentence, twin};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::returns::ReadFile;

impl Desk {
    /// Says of every damaged file which other one holds its text undamaged.
    pub(crate) fn name_twins(
        &self,
        programme: Option<&str>,
        files: &mut [ReadFile],
    ) -> Result<(), DeskError> {
        for at in 0..files.len() {
            let damaged = &files[at].read;
            if !twin::is_damaged(damaged) {
                continue;
            }
            let beside = twin::intact_twin(damaged, files.iter().map(|file| &file.read));
            let name = match (beside, programme) {
                (Some(file), _) => Some(file.file.clone()),
                (None, Some(programme)) => self.twin_in_library(programme, damaged)?,
                (None, None) => None,
            };
            if let Some(name) = name {
                let told = sentence::intact_twin(&name);
                files[at].read.message.push_str(&told);
            }
        }
        Ok(())
    }

    /// The batch of the same county whose original is the intact twin.
    pub(crate) fn twin_in_library(
        &self,
        programme: &str,
        damaged: &ReturnFile,
    ) -> Result<Option<String>, DeskError> {
        let county = damaged.county.as_ref().map(|county| county.id.clone());
        for batch in self.library()?.batches(programme)? {
            if batch.county != county || batch.sha256 == damaged.sha256 {
                continue;
            }
            let earlier = self.read_original(programme, &batch.sha256)?;
            if twin::intact_twin(damaged, [&earlier]).is_some() {
                return Ok(Some(batch.name));
            }
        }
        Ok(None)
    }
}
