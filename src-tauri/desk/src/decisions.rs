//! The decisions of a programme and of a project, as they are shown: what was
//! decided, on what paper, and whether it still acts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ruku_library::table::decision::{Decision, Ruling};
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectId};
use ruku_model::date::chinese_day;
use ruku_model::money::Money;
use ruku_policy::assessment::ProjectResult;
use ruku_policy::pack::{Pack, Reading};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;
use crate::view::Choice;
use crate::view::decision::{DecisionView, DecisionsView, ReadingView};

impl Desk {
    /// All decisions of a programme, and what can be decided in it.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn decisions(&self, programme: &str) -> Result<DecisionsView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let decisions = self.library()?.decisions(&programme.id)?;
        let readings = pack
            .readings
            .iter()
            .map(|reading| reading_view(&pack, reading, &decisions))
            .collect();
        Ok(DecisionsView {
            decisions: self.views(&programme, &pack, &decisions)?,
            readings,
            conditions: pack
                .conditions
                .iter()
                .map(|condition| choice(&condition.id, &condition.title))
                .collect(),
        })
    }

    /// The decisions that concern one project: its own, and those for all.
    pub(crate) fn decisions_about(
        &self,
        programme: &Programme,
        pack: &Pack,
        project: ProjectId,
        measure: Option<&str>,
    ) -> Result<Vec<DecisionView>, DeskError> {
        let requires = measure.and_then(|id| pack.measure(id));
        let mut decisions = self.library()?.decisions(&programme.id)?;
        decisions.retain(|decision| match &decision.ruling {
            Ruling::Manual { project: of, .. } | Ruling::Proposed { project: of, .. } => {
                *of == project
            }
            Ruling::Waiver {
                condition,
                project: of,
                ..
            } => match of {
                Some(of) => *of == project,
                None => requires.is_some_and(|measure| measure.requires.contains(condition)),
            },
            Ruling::Reading { .. } => true,
        });
        self.views(programme, pack, &decisions)
    }

    /// What is to be paid to each project, where that was proposed.
    pub(crate) fn proposals(
        &self,
        programme: &str,
    ) -> Result<BTreeMap<ProjectId, Money>, DeskError> {
        let decisions = self.library()?.decisions(programme)?;
        let holding = decisions.iter().filter(|decision| decision.ended.is_none());
        Ok(holding
            .filter_map(|decision| match decision.ruling {
                Ruling::Proposed { project, amount } => Some((project, amount)),
                _ => None,
            })
            .collect())
    }

    /// Decisions as they are shown, newest first.
    fn views(
        &self,
        programme: &Programme,
        pack: &Pack,
        decisions: &[Decision],
    ) -> Result<Vec<DecisionView>, DeskError> {
        let projects = self
            .library()?
            .projects(&programme.id, &ProjectFilter::default())?;
        let names: BTreeMap<ProjectId, String> = projects
            .into_iter()
            .map(|project| {
                let name = format!("{} {}", project.enterprise, project.name);
                (project.id, name)
            })
            .collect();
        let today = self.now().date();
        let results = self.latest_results(&programme.id)?;
        let views = decisions.iter().rev().map(|decision| {
            let refused = refused(decision, &results);
            let shown = view(decision, pack, &names, today);
            match refused.filter(|_| shown.holds) {
                Some(why) => DecisionView {
                    state: format!("有效，但与测算结果不符，须重新登记：{why}"),
                    ..shown
                },
                None => shown,
            }
        });
        Ok(views.collect())
    }
}

fn view(
    decision: &Decision,
    pack: &Pack,
    names: &BTreeMap<ProjectId, String>,
    today: NaiveDate,
) -> DecisionView {
    let (kind, kind_label) = kind(&decision.ruling);
    let (project, expires_on) = match &decision.ruling {
        Ruling::Reading { .. } => (None, None),
        Ruling::Manual { project, .. } | Ruling::Proposed { project, .. } => (Some(*project), None),
        Ruling::Waiver {
            project,
            expires_on,
            ..
        } => (*project, *expires_on),
    };
    let expired = expires_on.is_some_and(|last| last < today);
    let state = match &decision.ended {
        Some((stamp, why)) => {
            let at = show::moment(stamp.at);
            format!("已失效：{why}（{}，{at}）", stamp.by)
        }
        None if expired => "已过有效期，不再起作用".to_owned(),
        None => "有效".to_owned(),
    };
    DecisionView {
        id: decision.id.0,
        kind: kind.to_owned(),
        kind_label: kind_label.to_owned(),
        text: text(&decision.ruling, pack),
        scope: match project {
            Some(id) => names
                .get(&id)
                .cloned()
                .unwrap_or_else(|| format!("项目{}", id.0)),
            None => "本专项全部项目".to_owned(),
        },
        project: project.map(|id| id.0),
        authority: decision.authority.clone(),
        approver: decision.approver.clone(),
        expires: expires_on.map(chinese_day).unwrap_or_default(),
        reason: decision.reason.clone(),
        by: decision.stamp.by.clone(),
        at: show::moment(decision.stamp.at),
        holds: decision.ended.is_none() && !expired,
        state,
    }
}

/// Why a decided amount does not stand any more by the latest assessment.
fn refused(decision: &Decision, results: &BTreeMap<String, ProjectResult>) -> Option<String> {
    let Ruling::Proposed { project, amount } = &decision.ruling else {
        return None;
    };
    results.get(&project.0.to_string())?.refuses(*amount)
}

fn kind(ruling: &Ruling) -> (&'static str, &'static str) {
    match ruling {
        Ruling::Reading { .. } => ("reading", "口径"),
        Ruling::Manual { .. } => ("manual", "人工认定"),
        Ruling::Proposed { .. } => ("proposed", "拟安排"),
        Ruling::Waiver { .. } => ("waiver", "豁免"),
    }
}

/// What was decided, in one phrase.
pub(crate) fn text(ruling: &Ruling, pack: &Pack) -> String {
    match ruling {
        Ruling::Reading { id, chosen } => match pack.reading(id) {
            Some(reading) => {
                let option = reading.options.iter().find(|option| option.id == *chosen);
                let option = option.map_or(chosen.as_str(), |option| &option.text);
                format!("{} 采用：{option}", reading.question)
            }
            None => format!("{id} 采用：{chosen}（现行政策包没有这个口径）"),
        },
        Ruling::Manual { amount, .. } => format!("认定{}元", amount.grouped()),
        Ruling::Proposed { amount, .. } => format!("拟安排{}元", amount.grouped()),
        Ruling::Waiver { condition, .. } => match pack.condition(condition) {
            Some(condition) => format!("免除条件“{}”（{}）", condition.title, condition.clause),
            None => format!("免除条件“{condition}”（现行政策包没有这个条件）"),
        },
    }
}

fn reading_view(pack: &Pack, reading: &Reading, decisions: &[Decision]) -> ReadingView {
    let decided = decisions.iter().rev().find_map(|decision| {
        let Ruling::Reading { id, chosen } = &decision.ruling else {
            return None;
        };
        (decision.ended.is_none() && *id == reading.id).then_some((decision, chosen))
    });
    ReadingView {
        id: reading.id.clone(),
        question: reading.question.clone(),
        clause: reading.clause.clone(),
        quote: pack
            .clause(&reading.clause)
            .map(|clause| clause.quote.clone())
            .unwrap_or_default(),
        options: reading
            .options
            .iter()
            .map(|option| choice(&option.id, &option.text))
            .collect(),
        chosen: decided.map_or_else(|| reading.default.clone(), |(_, chosen)| chosen.clone()),
        default: reading.default.clone(),
        by: decided
            .map(|(decision, _)| {
                let at = show::moment(decision.stamp.at);
                format!("{}，{at}：{}", decision.by(), decision.reason)
            })
            .unwrap_or_default(),
    }
}

fn choice(id: &str, label: &str) -> Choice {
    Choice {
        id: id.to_owned(),
        label: label.to_owned(),
    }
}
