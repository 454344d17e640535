//! Decisions by people: the reading of an open clause, an amount (一事一议), a
//! waiver. Each has a reason and, but for readings, an authority.

use chrono::NaiveDate;
use ruku_library::table::decision::{NewDecision, Ruling};
use ruku_library::table::project::ProjectId;

use crate::desk::Desk;
use crate::error::DeskError;

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decide {
    /// An open clause is read this way.
    Reading {
        /// The reading's id.
        id: String,
        /// The option's id.
        option: String,
    },
    /// A project gets this amount.
    Manual {
        /// The project.
        project: i64,
        /// The amount, with its unit.
        amount: String,
    },
    /// A condition is waived.
    Waiver {
        /// The condition's id.
        condition: String,
        /// For this project only.
        project: Option<i64>,
        /// Last day it holds.
        expires_on: Option<NaiveDate>,
    },
}

impl Desk {
    /// Records a decision; it counts from the next assessment on.
    ///
    /// # Errors
    /// What is decided does not exist in the programme's pack, or reason or
    /// authority are missing.
    pub fn decide(
        &mut self,
        programme: Option<&str>,
        decide: Decide,
        authority: &str,
        reason: &str,
    ) -> Result<i64, DeskError> {
        let (programme, pack) = self.programme_and_pack(programme)?;
        let ruling = match decide {
            Decide::Reading { id, option } => {
                let reading = pack.reading(&id).ok_or_else(|| DeskError::Missing {
                    what: "口径",
                    name: id.clone(),
                    known: pack
                        .readings
                        .iter()
                        .map(|reading| reading.id.clone())
                        .collect(),
                })?;
                let known: Vec<String> = reading
                    .options
                    .iter()
                    .map(|option| option.id.clone())
                    .collect();
                if !known.contains(&option) {
                    return Err(DeskError::Missing {
                        what: "选项",
                        name: option,
                        known,
                    });
                }
                Ruling::Reading { id, chosen: option }
            }
            Decide::Manual { project, amount } => {
                let amount = amount.parse().map_err(|_| DeskError::Value {
                    label: "认定金额".to_owned(),
                    value: amount.clone(),
                    expected: "请写明单位，如 20万元 或 200000元。".to_owned(),
                })?;
                Ruling::Manual {
                    project: ProjectId(project),
                    amount,
                }
            }
            Decide::Waiver {
                condition,
                project,
                expires_on,
            } => {
                if pack.condition(&condition).is_none() {
                    let known = pack
                        .conditions
                        .iter()
                        .map(|known| known.id.clone())
                        .collect();
                    return Err(DeskError::Missing {
                        what: "条件",
                        name: condition,
                        known,
                    });
                }
                Ruling::Waiver {
                    condition,
                    project: project.map(ProjectId),
                    expires_on,
                }
            }
        };
        let new = NewDecision {
            programme: programme.id,
            ruling,
            authority: authority.to_owned(),
            approver: String::new(),
            reason: reason.to_owned(),
        };
        let stamp = self.stamp();
        Ok(self.library_mut()?.add_decision(&new, &stamp)?.0)
    }
}
