//! Another version of a programme's pack: whom it changes, before it takes
//! effect, and its adoption.

use std::collections::BTreeMap;

use ruku_library::table::programme::Programme;
use ruku_library::table::project::ProjectFilter;
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Input, ResultKind};
use ruku_policy::engine::assess;
use ruku_policy::impact::{Change, Impact, compare};
use ruku_policy::pack::Pack;

use crate::assess::by_kind;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::packs::new_pack;
use crate::view::KindCount;
use crate::view::packs::{ImpactRow, ImpactSum, ImpactView};

impl Desk {
    /// Whom a new version of a pack changes among a programme's projects, with
    /// the decisions taken and the pool of its latest assessment.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn impact(&self, old: &Pack, new: &Pack, programme: &str) -> Result<Impact, DeskError> {
        let programme = self.programme(Some(programme))?;
        let input = self.whole_input(&programme)?;
        Ok(compare(&assess(old, &input), &assess(new, &input)))
    }

    /// The same for a version on the shelf against the one in force, as it is shown.
    ///
    /// # Errors
    /// There is no such programme or pack, or the pack is of another notice.
    pub fn impact_view(&self, programme: &str, pack: &str) -> Result<ImpactView, DeskError> {
        let (programme, old) = self.programme_and_pack(Some(programme))?;
        let new = self.any_pack(pack)?;
        same_notice(&programme, &new)?;
        let input = self.whole_input(&programme)?;
        let (before, after) = (assess(&old, &input), assess(&new, &input));
        let impact = compare(&before, &after);
        let names: BTreeMap<String, (String, String)> = self
            .library()?
            .projects(&programme.id, &ProjectFilter::default())?
            .into_iter()
            .map(|project| (project.id.0.to_string(), (project.enterprise, project.name)))
            .collect();
        let rows: Vec<ImpactRow> = impact
            .changes
            .iter()
            .map(|change| row(change, names.get(&change.id)))
            .collect();
        Ok(ImpactView {
            from: old.hash.clone(),
            to: new.hash.clone(),
            summary: match rows.len() {
                0 => "新版本不改变任何项目的结果。".to_owned(),
                changed => format!("新版本改变{changed}个项目的结果。"),
            },
            rows,
            sums: sums(&before, &after)?,
            lost: lost(&old, &new, &input),
        })
    }

    /// Puts a programme under another version of its pack. Assessments made
    /// before stay as they are; the next one uses the new version.
    ///
    /// # Errors
    /// There is no such programme or pack, the pack is of another notice or
    /// the one in force, or the reason is empty.
    pub fn adopt_pack(
        &mut self,
        programme: &str,
        pack: &str,
        reason: &str,
    ) -> Result<(), DeskError> {
        let (programme, old) = self.programme_and_pack(Some(programme))?;
        let new = self.any_pack(pack)?;
        same_notice(&programme, &new)?;
        if old.hash == new.hash {
            return Err(DeskError::Refused("这个版本已经在用。".to_owned()));
        }
        let stamp = self.stamp();
        self.library_mut()?
            .adopt_pack(&programme.id, &new_pack(&new), reason, &stamp)?;
        Ok(())
    }

    fn whole_input(&self, programme: &Programme) -> Result<Input, DeskError> {
        let library = self.library()?;
        let pool = library.latest_assessment(&programme.id)?;
        let pool = pool.and_then(|run| run.pool);
        let mut input = library.assessment_input(&programme.id, pool)?;
        input.as_of = Some(self.now().date());
        Ok(input)
    }
}

/// A programme stays with its notice: another notice is another programme.
fn same_notice(programme: &Programme, pack: &Pack) -> Result<(), DeskError> {
    if programme.pack_id == pack.id {
        return Ok(());
    }
    Err(DeskError::Refused(format!(
        "“{}”是另一份通知的政策包（{}），不是本专项政策包（{}）的新版本。另一份通知请另建专项。",
        pack.title, pack.id, programme.pack_id
    )))
}

fn row(change: &Change, name: Option<&(String, String)>) -> ImpactRow {
    let shown = |amount: Option<Money>| amount.map(Money::grouped).unwrap_or_default();
    let (enterprise, project) = name.cloned().unwrap_or_default();
    ImpactRow {
        id: change.id.parse().unwrap_or_default(),
        enterprise,
        project,
        kind_before: change.kind_before.label().to_owned(),
        before: shown(change.amount_before),
        kind_after: change.kind_after.label().to_owned(),
        after: shown(change.amount_after),
        difference: change
            .amount_before
            .zip(change.amount_after)
            .and_then(|(before, after)| after.checked_sub(before))
            .map(|difference| match difference > Money::ZERO {
                true => format!("+{}", difference.grouped()),
                false => difference.grouped(),
            })
            .unwrap_or_default(),
        why: change.why.clone(),
        clause: change.clause.clone(),
    }
}

/// Sums by kind of result, before and after; kinds are never added up together.
fn sums(before: &Assessment, after: &Assessment) -> Result<Vec<ImpactSum>, DeskError> {
    let of = |assessment: &Assessment| -> Result<Vec<KindCount>, DeskError> {
        let results = assessment.results.iter();
        by_kind(results.map(|result| (result.kind, result.amount)))
    };
    let (before, after) = (of(before)?, of(after)?);
    let total = |kinds: &[KindCount], label: &str| {
        let kind = kinds.iter().find(|kind| kind.label == label);
        kind.map_or_else(
            || Money::ZERO.grouped(),
            |kind| format!("{}（{}个）", kind.total, kind.count),
        )
    };
    let kinds = [
        ResultKind::Ceiling,
        ResultKind::Entitlement,
        ResultKind::Provisional,
    ];
    Ok(kinds
        .into_iter()
        .map(ResultKind::label)
        .filter(|label| before.iter().chain(&after).any(|kind| kind.label == *label))
        .map(|label| ImpactSum {
            label: label.to_owned(),
            before: total(&before, label),
            after: total(&after, label),
        })
        .collect())
}

/// Decisions and facts that the other version has no place for.
fn lost(old: &Pack, new: &Pack, input: &Input) -> Vec<String> {
    let mut lost = Vec::new();
    for choice in &input.readings {
        let reading = new.reading(&choice.id);
        let known = reading.is_some_and(|reading| {
            reading
                .options
                .iter()
                .any(|option| option.id == choice.chosen)
        });
        if !known {
            let question = old.reading(&choice.id).map(|reading| &*reading.question);
            lost.push(format!(
                "已选定的口径“{}”在新版本里没有。",
                question.unwrap_or(&choice.id)
            ));
        }
    }
    for waiver in &input.waivers {
        if new.condition(&waiver.condition).is_none() {
            let title = old.condition(&waiver.condition).map(|one| &*one.title);
            lost.push(format!(
                "豁免的条件“{}”（{}）在新版本里没有。",
                title.unwrap_or(&waiver.condition),
                waiver.authority
            ));
        }
    }
    for fact in &old.facts {
        let filled = input
            .subjects
            .iter()
            .any(|subject| subject.facts.contains_key(&fact.id));
        if filled && new.fact(&fact.id).is_none() {
            lost.push(format!(
                "已登记的“{}”在新版本里没有，数据仍保留在项目库。",
                fact.label
            ));
        }
    }
    lost
}
