//! Decisions by people: the reading of an open clause, an amount (一事一议),
//! what is to be paid of a computed amount, a waiver. Each has a reason and,
//! but for readings, a document.

use chrono::NaiveDate;
use ruku_library::table::decision::{DecisionId, NewDecision, Ruling};
use ruku_library::table::programme::Programme;
use ruku_library::table::project::ProjectId;
use ruku_model::money::Money;
use ruku_policy::assessment::{ManualDecision, ProjectResult, ResultKind};
use ruku_policy::engine::assess;
use ruku_policy::pack::Pack;
use ruku_policy::related::related;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::{names, typed};

/// What is decided. Things are named by their ids or by their Chinese names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Decide {
    /// An open clause is read this way.
    Reading {
        /// The reading.
        id: String,
        /// The option.
        option: String,
    },
    /// A project gets this amount: one that people decide, or at most what was
    /// computed.
    Manual {
        /// The project.
        project: i64,
        /// The amount, with its unit.
        amount: String,
    },
    /// A condition is waived.
    Waiver {
        /// The condition.
        condition: String,
        /// For this project only.
        project: Option<i64>,
        /// Last day it holds; empty for no end.
        expires: String,
    },
}

/// What a decision rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Grounds {
    /// 批文号, minutes or another document; a reading may have none.
    pub authority: String,
    /// Who approved it; empty if the document does not say.
    pub approver: String,
    /// Why.
    pub reason: String,
}

impl Desk {
    /// Records a decision; it counts from the next assessment on. Without a
    /// programme's name the project's programme is meant, or the only one.
    ///
    /// # Errors
    /// What is decided does not exist in the programme's pack, is more than
    /// the rules allow, or reason or document are missing.
    pub fn decide(
        &mut self,
        programme: Option<&str>,
        decide: &Decide,
        grounds: &Grounds,
    ) -> Result<i64, DeskError> {
        let of_project = match decide {
            Decide::Manual { project, .. } => Some(*project),
            Decide::Waiver { project, .. } => *project,
            Decide::Reading { .. } => None,
        };
        let home = match of_project {
            Some(id) => Some(self.library()?.project(ProjectId(id))?.summary.programme),
            None => None,
        };
        let (programme, pack) = self.programme_and_pack(programme.or(home.as_deref()))?;
        let ruling = match decide {
            Decide::Reading { id, option } => reading(&pack, id, option)?,
            Decide::Manual { project, amount } => {
                self.amount(&programme, &pack, ProjectId(*project), amount, grounds)?
            }
            Decide::Waiver {
                condition,
                project,
                expires,
            } => {
                let condition = match project {
                    Some(project) => self.own_condition(&pack, ProjectId(*project), condition)?,
                    None => names::condition(&pack.conditions, condition)?.id.clone(),
                };
                Ruling::Waiver {
                    condition,
                    project: project.map(ProjectId),
                    expires_on: last_day(expires, self.now().date())?,
                }
            }
        };
        let new = NewDecision {
            programme: programme.id,
            ruling,
            authority: grounds.authority.trim().to_owned(),
            approver: grounds.approver.trim().to_owned(),
            reason: grounds.reason.trim().to_owned(),
        };
        let stamp = self.stamp();
        Ok(self.library_mut()?.add_decision(&new, &stamp)?.0)
    }

    /// Takes a decision back.
    ///
    /// # Errors
    /// No decision of this number holds, or the reason is empty.
    pub fn revoke_decision(&mut self, decision: i64, reason: &str) -> Result<(), DeskError> {
        let stamp = self.stamp();
        let id = DecisionId(decision);
        Ok(self.library_mut()?.revoke_decision(id, reason, &stamp)?)
    }

    /// An amount, if the rules allow it: the project is assessed with it first.
    fn amount(
        &self,
        programme: &Programme,
        pack: &Pack,
        project: ProjectId,
        typed: &str,
        grounds: &Grounds,
    ) -> Result<Ruling, DeskError> {
        self.refuse_while_upgrade_differs(&programme.id)?;
        let amount = typed::amount("认定金额", typed, "如 20万元 或 200000元")?;
        if amount.is_negative() {
            return Err(DeskError::Refused("认定金额不能是负数。".to_owned()));
        }
        let pool = self.library()?.latest_assessment(&programme.id)?;
        let pool = pool.and_then(|run| run.pool);
        let mut input = self.library()?.assessment_input(&programme.id, pool)?;
        input.as_of = Some(self.now().date());
        let subject = project.0.to_string();
        let by_people = input
            .subjects
            .iter()
            .find(|other| other.id == subject)
            .is_some_and(|subject| is_manual(pack, &subject.measure));
        if by_people {
            input.manual.retain(|known| known.subject != subject);
            input.manual.push(ManualDecision {
                subject: subject.clone(),
                amount,
                by: grounds.approver.clone(),
                authority: grounds.authority.clone(),
                reason: grounds.reason.clone(),
            });
        }
        let results = assess(pack, &related(pack, &input, &subject)).results;
        let result = results.into_iter().find(|result| result.id == subject);
        let result = result.ok_or_else(|| DeskError::Missing {
            what: "项目",
            name: subject,
            known: Vec::new(),
        })?;
        let refused = match by_people {
            true => refuses_decided(&result, amount),
            false => result.refuses(amount),
        };
        match refused {
            Some(sentence) => Err(DeskError::Refused(sentence)),
            None if by_people => Ok(Ruling::Manual { project, amount }),
            None => Ok(Ruling::Proposed { project, amount }),
        }
    }

    /// A condition that is put to a project: one of its measure.
    fn own_condition(
        &self,
        pack: &Pack,
        project: ProjectId,
        typed: &str,
    ) -> Result<String, DeskError> {
        let summary = self.library()?.project(project)?.summary;
        let measure = summary.measure.as_deref().and_then(|id| pack.measure(id));
        let Some(measure) = measure else {
            return Err(DeskError::Refused(format!(
                "项目{}还没有支持方向，不知道要符合哪些条件。请先登记支持方向。",
                project.0
            )));
        };
        let own: Vec<_> = measure
            .requires
            .iter()
            .filter_map(|id| pack.condition(id))
            .cloned()
            .collect();
        Ok(names::condition(&own, typed)?.id.clone())
    }
}

/// Whether people decide the amount of a measure.
pub(crate) fn is_manual(pack: &Pack, measure: &str) -> bool {
    pack.measure(measure)
        .is_some_and(|measure| measure.steps.iter().any(|step| step.op == "manual"))
}

fn reading(pack: &Pack, id: &str, option: &str) -> Result<Ruling, DeskError> {
    let reading = names::reading(pack, id)?;
    let option = names::option(reading, option)?;
    Ok(Ruling::Reading {
        id: reading.id.clone(),
        chosen: option.id.clone(),
    })
}

/// Why an amount decided by people may not stand, as a sentence.
fn refuses_decided(result: &ProjectResult, amount: Money) -> Option<String> {
    let asked = amount.grouped();
    match (result.kind, result.amount) {
        (ResultKind::Ineligible, _) => {
            let why = result.failed.first().map(|failed| failed.text.as_str());
            Some(format!(
                "项目不符合条件，不能认定金额：{}。确经批准支持的，请先登记豁免。",
                why.unwrap_or_default()
            ))
        }
        (_, Some(allowed)) if allowed < amount => {
            let limit = result.binding.as_ref().map_or_else(String::new, |binding| {
                format!("（{}，{}）", binding.text, binding.clause)
            });
            Some(format!(
                "认定{asked}元，超过可以安排的{}元{limit}。",
                allowed.grouped()
            ))
        }
        _ => None,
    }
}

/// The last day a waiver holds.
fn last_day(typed: &str, today: NaiveDate) -> Result<Option<NaiveDate>, DeskError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let refused = |expected: &str| DeskError::Value {
        label: "有效期至".to_owned(),
        value: typed.to_owned(),
        expected: expected.to_owned(),
    };
    let last = NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(typed, "%Y年%m月%d日"))
        .map_err(|_| refused("请填日期，如 2022-12-31；没有期限的留空。"))?;
    if last < today {
        return Err(refused("这一天已经过去，豁免不会起作用。请核对批文。"));
    }
    Ok(Some(last))
}
