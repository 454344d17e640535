//! Proposed repairs of a return that a clerk accepts: the value changes, its
//! history and the original stay.

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::FindingKind;
use ruku_policy::declare::FactDecl;
use ruku_policy::pack::Pack;

use crate::at_hand::{AtHand, Deed};
use crate::correct::open_findings;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::settle::means;
use crate::show;
use crate::view_returns::SettledView;

/// What accepting repairs did.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Repaired {
    /// The batch; none before the file is taken in.
    pub batch: Option<i64>,
    /// The cells that have their repaired value now.
    pub accepted: Vec<RepairedCell>,
    /// Cells left alone because a person has set their value since.
    pub kept: Vec<String>,
}

/// A cell whose repair was accepted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RepairedCell {
    /// The project; none before the file is taken in.
    pub project: Option<i64>,
    /// The sheet.
    pub sheet: String,
    /// The cell.
    pub cell: String,
    /// The fact.
    pub fact: FactId,
    /// What the county wrote.
    pub found: String,
    /// The value it has now.
    pub to: String,
    /// The fact's label and unit, and that value in it.
    pub shown: String,
}

impl Repaired {
    /// What was done, for the screen.
    #[must_use]
    pub fn view(&self) -> SettledView {
        SettledView {
            batch: self.batch,
            sentence: self.sentence(),
        }
    }

    /// What was done, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut sentence = format!("已更正{}处。", self.accepted.len());
        if !self.kept.is_empty() {
            sentence.push_str(&format!(
                "{}已由经办人填写，保持不变。",
                self.kept.join("、")
            ));
        }
        sentence
    }
}

impl Desk {
    /// Accepts the proposed repairs of a return: each of `which` is a kind of
    /// finding, a cell (`F12`), a cell with its sheet (`汇总表!F12`) or a
    /// finding's number (`#12`).
    ///
    /// # Errors
    /// There is no such return, or nothing open with a repair matches.
    pub fn repair_return(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        which: &[String],
        reason: &str,
    ) -> Result<Repaired, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let open: Vec<StoredFinding> = open_findings(hand.findings.clone()).collect();
        let mut repaired = Repaired {
            batch: hand.batch.as_ref().map(|batch| batch.id.0),
            accepted: Vec::new(),
            kept: Vec::new(),
        };
        let mut deeds: Vec<Deed> = Vec::new();
        for wanted in which {
            let repairable: Vec<_> = open
                .iter()
                .filter(|stored| means(wanted, stored))
                .filter_map(|stored| repair_of(&hand, stored))
                .collect();
            if repairable.is_empty() {
                return Err(nothing_to_repair(&hand, wanted, &open));
            }
            for (stored, fact, to) in repairable {
                if deeds.iter().any(|deed| deed.finding.id == stored.id) {
                    continue;
                }
                let finding = &stored.finding;
                if self.was_typed(&hand, stored, fact)? {
                    let cell = format!("{}!{}", finding.sheet, finding.cell);
                    repaired.kept.push(cell);
                    continue;
                }
                let (declaration, value) = repaired_value(&hand.opened.pack, fact, to)?;
                let shown = show::value(declaration, &value);
                repaired.accepted.push(RepairedCell {
                    project: stored.project.map(|project| project.0),
                    sheet: finding.sheet.clone(),
                    cell: finding.cell.clone(),
                    fact: fact.clone(),
                    found: finding.found.clone(),
                    to: to.to_owned(),
                    shown: format!("{}：{shown}", show::label_with_unit(declaration)),
                });
                deeds.push(Deed {
                    finding: stored.clone(),
                    state: FindingState::Repaired,
                    value: Some(value),
                });
            }
        }
        self.settle(&hand, &deeds, reason)?;
        Ok(repaired)
    }

    /// Whether a person has set the value since; what undoing put back has its
    /// cell again, or is unknown.
    fn was_typed(
        &self,
        hand: &AtHand,
        stored: &StoredFinding,
        fact: &FactId,
    ) -> Result<bool, DeskError> {
        let Some(project) = stored.project else {
            return Ok(hand.drafts.gives(&stored.finding));
        };
        let history = self.library()?.project(project)?.history;
        let current = history
            .get(fact)
            .and_then(|all| all.iter().find(|record| record.current));
        Ok(current.is_some_and(|record| {
            record.origin.is_none() && record.reason.is_some() && record.value.is_some()
        }))
    }
}

/// A finding whose repair waits to be accepted, with all that is needed for it.
fn repair_of<'a>(
    hand: &AtHand,
    stored: &'a StoredFinding,
) -> Option<(&'a StoredFinding, &'a FactId, &'a str)> {
    if !hand.holds_value(stored) {
        return None;
    }
    let repair = stored
        .finding
        .repair
        .as_ref()
        .filter(|repair| !repair.auto)?;
    Some((stored, stored.finding.field.as_ref()?, &repair.to))
}

fn repaired_value<'p>(
    pack: &'p Pack,
    fact: &FactId,
    to: &str,
) -> Result<(&'p FactDecl, FactValue), DeskError> {
    let declaration = pack.fact(fact).ok_or_else(|| DeskError::Missing {
        what: "事实",
        name: fact.to_string(),
        known: Vec::new(),
    })?;
    let value = serde_json::Value::String(to.to_owned());
    match FactValue::from_json(&value, declaration.fact_type) {
        Ok(Some(value)) => Ok((declaration, value)),
        Ok(None) | Err(_) => Err(DeskError::Value {
            label: declaration.label.clone(),
            value: to.to_owned(),
            expected: "请用 ruku fact 直接填写。".to_owned(),
        }),
    }
}

fn nothing_to_repair(hand: &AtHand, wanted: &str, open: &[StoredFinding]) -> DeskError {
    let mut known: Vec<String> = open
        .iter()
        .filter(|stored| repair_of(hand, stored).is_some())
        .map(|stored| format!("{}!{}", stored.finding.sheet, stored.finding.cell))
        .collect();
    known.sort();
    known.dedup();
    let is_kind = FindingKind::ALL.iter().any(|kind| kind.id() == wanted);
    let what = if is_kind { "检查项" } else { "单元格" };
    DeskError::Refused(if known.is_empty() {
        format!("{what}“{wanted}”没有可以接受的更正建议；这里没有待接受的建议。")
    } else {
        format!(
            "{what}“{wanted}”没有可以接受的更正建议。有建议的单元格：{}。",
            known.join("、")
        )
    })
}
