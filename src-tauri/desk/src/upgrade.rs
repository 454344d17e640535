//! After an upgrade of the program: all history by another engine is computed
//! again once, when the library is opened. Where a programme's last assessment
//! comes out otherwise, nothing is printed, exported or arranged from it until
//! it is assessed anew or somebody has looked at it.

use ruku_library::upgrade::Recomputation;
use ruku_policy::engine::ENGINE;

use crate::desk::Desk;
use crate::error::DeskError;

impl Desk {
    /// Computes all history by other engines again, unless that was done.
    ///
    /// # Errors
    /// The library cannot be read or written.
    pub(crate) fn recompute_after_upgrade(&mut self) -> Result<(), DeskError> {
        let library = self.library()?;
        if !library.awaits_recomputation(ENGINE)? {
            return Ok(());
        }
        let mut found = Recomputation {
            engine: ENGINE.to_owned(),
            ..Recomputation::default()
        };
        for programme in library.programmes()? {
            for run in library.runs(&programme.id)? {
                if run.engine == ENGINE {
                    continue;
                }
                found.runs += 1;
                found.last = found.last.max(run.id.0);
                // What cannot be computed again is a difference too.
                let said = match self.replay(&programme, &run) {
                    Ok(said) => said,
                    Err(error) => Some(error.chinese()),
                };
                found
                    .differing
                    .extend(said.map(|sentence| (run.id.0, sentence)));
            }
        }
        let stamp = self.stamp();
        self.library_mut()?.record_recomputation(&found, &stamp)?;
        Ok(())
    }

    /// In what the last assessment of a programme comes out otherwise since an
    /// upgrade, as a sentence; `None` if it does not, or if that was looked at.
    ///
    /// # Errors
    /// There is no such programme.
    pub(crate) fn upgrade_differs(&self, programme: &str) -> Result<Option<String>, DeskError> {
        let library = self.library()?;
        let Some(run) = library.latest_assessment(programme)? else {
            return Ok(None);
        };
        if run.engine == ENGINE || library.is_confirmed(programme, run.id, ENGINE)? {
            return Ok(None);
        }
        match library.recomputation(ENGINE)? {
            Some(done) if done.last >= run.id.0 => Ok(done.differing.get(&run.id.0).cloned()),
            // A library opened to look at cannot keep what is found.
            _ => self.replay(&self.programme(Some(programme))?, &run),
        }
    }

    /// Refuses to go on with amounts that an upgrade computes otherwise.
    ///
    /// # Errors
    /// The last assessment comes out otherwise and nobody has looked at it.
    pub(crate) fn refuse_while_upgrade_differs(&self, programme: &str) -> Result<(), DeskError> {
        match self.upgrade_differs(programme)? {
            None => Ok(()),
            Some(what) => Err(DeskError::Refused(format!(
                "程序升级后，{what}在此之前不打印、不导出、不安排金额：请重新测算，或者核对以后在“项目库”画面确认（命令行：ruku verify --confirm 理由）。"
            ))),
        }
    }

    /// Notes that somebody looked at what an upgrade computes otherwise and
    /// keeps the assessment as it is.
    ///
    /// # Errors
    /// Nothing differs, or the reason is empty.
    pub fn confirm_upgrade(&mut self, programme: &str, reason: &str) -> Result<(), DeskError> {
        let programme = self.programme(Some(programme))?.id;
        let run = self.library()?.latest_assessment(&programme)?;
        let Some(run) = run.filter(|_| matches!(self.upgrade_differs(&programme), Ok(Some(_))))
        else {
            return Err(DeskError::Refused(
                "这个专项没有待确认的升级差异。".to_owned(),
            ));
        };
        let stamp = self.stamp();
        self.library_mut()?
            .confirm_upgrade(&programme, (run.id, ENGINE), reason, &stamp)?;
        Ok(())
    }
}
