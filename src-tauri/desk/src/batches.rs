//! Batches in the library: listed, withdrawn, put in each other's place.

use std::path::Path;

use ruku_library::table::batch::BatchId;
use ruku_library::table::duplicate::DuplicateChoice;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::progress::Job;
use crate::returns::county_name;
use crate::show;
use crate::view::{BatchView, TakenView};
use crate::view_returns::WithdrawalView;

impl Desk {
    /// The batches of a programme.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn batches(&self, programme: &str) -> Result<Vec<BatchView>, DeskError> {
        let programme = self.programme(Some(programme))?;
        let regions = self.regions()?;
        let batches = self.library()?.batches(&programme.id)?;
        Ok(batches
            .into_iter()
            .map(|batch| BatchView {
                id: batch.id.0,
                file: batch.name,
                sha256: batch.sha256,
                county: county_name(&regions, batch.county.as_deref()),
                nil_return: batch.nil_return,
                taken_in_at: show::moment(batch.taken_in_at),
                projects: batch.projects,
                open_findings: batch.open_findings,
            })
            .collect())
    }

    /// Takes a batch and all it created out again; gives what went.
    ///
    /// # Errors
    /// There is no such batch, the reason is empty, or its projects have gone
    /// further in their life cycle.
    pub fn withdraw_batch(
        &mut self,
        batch: i64,
        reason: &str,
    ) -> Result<WithdrawalView, DeskError> {
        let gone = self.withdrawal(batch)?;
        let stamp = self.stamp();
        self.library_mut()?
            .withdraw(BatchId(batch), reason, &stamp)?;
        // What lies open may have been compared with it.
        self.close_file();
        Ok(gone)
    }

    /// Takes a corrected return in and the earlier one out, in one step.
    ///
    /// # Errors
    /// The file corrects no return of this programme, cannot be taken in, or
    /// the earlier one cannot be withdrawn any more; nothing has changed then.
    pub fn replace_return(
        &mut self,
        programme: &str,
        path: &Path,
        reason: &str,
        job: &mut Job<'_>,
    ) -> Result<TakenView, DeskError> {
        let (file, earlier) = self.correction(programme, path, job)?;
        let programme = self.programme(Some(programme))?.id;
        let replaces = Some((earlier, reason.to_owned()));
        let taken = self.take_in_one(&programme, file, None, replaces)?;
        Ok(match (taken.outcome.as_str(), taken.batch) {
            ("taken_in", Some(batch)) => TakenView {
                message: format!("第{}批已被第{batch}批替换。{}", earlier.0, taken.message),
                ..taken
            },
            _ => taken,
        })
    }
}

/// What was decided about a set, in the words of the buttons.
pub(crate) fn choice_label(choice: DuplicateChoice) -> &'static str {
    match choice {
        DuplicateChoice::Open => "待认定",
        DuplicateChoice::KeepAll => "都留",
        DuplicateChoice::KeepOne => "只留一个",
        DuplicateChoice::Different => "不是同一个",
    }
}
