//! Assessing a programme and freezing what came out.

use std::collections::BTreeMap;

use ruku_library::table::programme::Programme;
use ruku_model::money::Money;
use ruku_policy::assessment::{PoolChoice, ResultKind};
use ruku_policy::engine::assess;
use ruku_policy::pack::Pack;

use crate::cautions::cautions;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::pool::standing;
use crate::progress::Job;
use crate::projects::{by_id, total};
use crate::show;
use crate::view::{AssessView, KindCount};

impl Desk {
    /// What rests on an assessment is not written from one that no longer fits
    /// the library. Before the first assessment there is nothing to be wrong.
    ///
    /// # Errors
    /// Something has changed since the last assessment.
    pub(crate) fn refuse_stale(&self, programme: &Programme, what: &str) -> Result<(), DeskError> {
        let library = self.library()?;
        let assessed = library.latest_assessment(&programme.id)?.is_some();
        if !assessed || !library.stale(&programme.id)? {
            return Ok(());
        }
        Err(DeskError::Refused(format!(
            "上次测算以后，项目的数据、认定或政策包有改动，{what}上的结论和金额可能已经不对，没有生成。请先重新测算（项目库页的“重新测算”，命令行 ruku assess）。"
        )))
    }

    /// Assesses all projects of a programme with what is known and decided
    /// now, and freezes input and result. A pool that was shared last is shared
    /// again.
    ///
    /// # Errors
    /// There is no such programme, its pool can no longer be shared as it was
    /// chosen, or the library cannot be written.
    pub fn assess(&mut self, programme: &str, job: &mut Job<'_>) -> Result<AssessView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let pool = self.standing_pool(&programme, &pack)?;
        self.assess_with(&programme, &pack, pool, job)
    }

    /// Assesses as [`Desk::assess`] does, and drops the pool that was shared.
    ///
    /// # Errors
    /// There is no such programme, or the library cannot be written.
    pub fn drop_pool(
        &mut self,
        programme: &str,
        job: &mut Job<'_>,
    ) -> Result<AssessView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        self.assess_with(&programme, &pack, None, job)
    }

    fn assess_with(
        &mut self,
        programme: &Programme,
        pack: &Pack,
        pool: Option<PoolChoice>,
        job: &mut Job<'_>,
    ) -> Result<AssessView, DeskError> {
        let pool_kept = standing::sentence(pool.as_ref(), pack);
        let mut input = self.library()?.assessment_input(&programme.id, pool)?;
        input.as_of = Some(self.now().date());
        if !job.step(0, 2, "测算") {
            return Err(DeskError::Cancelled);
        }
        let assessment = assess(pack, &input);
        if !job.step(1, 2, "保存") {
            return Err(DeskError::Cancelled);
        }
        let stamp = self.stamp();
        let run =
            self.library_mut()?
                .record_assessment(&programme.id, &input, &assessment, &stamp)?;
        job.step(2, 2, "完成");
        let cautions = cautions(
            &by_id(assessment.results.clone()),
            &self.doubtful(&programme.id)?,
            &self.proposals(&programme.id)?,
        )?;
        let results = assessment.results.iter();
        Ok(AssessView {
            run: run.0,
            total: assessment.programme.total.grouped(),
            pool: pool_kept,
            kinds: by_kind(results.map(|result| (result.kind, result.amount)))?,
            cautions,
        })
    }
}

/// One line for each kind that occurs, in the order screens list them. Sums of
/// different kinds are different things and never become one.
pub(crate) fn by_kind(
    results: impl Iterator<Item = (ResultKind, Option<Money>)>,
) -> Result<Vec<KindCount>, DeskError> {
    let mut amounts: BTreeMap<&str, Vec<Option<Money>>> = BTreeMap::new();
    for (kind, amount) in results {
        amounts.entry(show::kind_id(kind)).or_default().push(amount);
    }
    let mut kinds = Vec::new();
    for kind in ResultKind::ALL {
        let Some(of_kind) = amounts.get(show::kind_id(kind)) else {
            continue;
        };
        let carries_amount = of_kind.iter().any(Option::is_some);
        let sum = total(of_kind.iter().copied().flatten())?;
        kinds.push(KindCount {
            kind: show::kind_id(kind).to_owned(),
            label: kind.label().to_owned(),
            count: u32::try_from(of_kind.len()).unwrap_or(u32::MAX),
            total: if carries_amount {
                sum.grouped()
            } else {
                String::new()
            },
        });
    }
    Ok(kinds)
}
