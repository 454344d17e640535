//! What a clerk does about a return's findings, before it is taken in or after:
//! accepts a warning for a reason, or takes back what was done. Typing a value is
//! in [`crate::answer`], taking a proposed repair in [`crate::repair`].

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::finding::FindingKind;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::at_hand::{AtHand, Deed};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::view_returns::SettledView;
use crate::worksheet;

/// What was done about findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The batch they are in now; none before the file is taken in.
    pub batch: Option<i64>,
    /// The findings that are settled now, or open again.
    pub done: Vec<i64>,
    /// The places left alone, each with why.
    pub left: Vec<String>,
    /// How a typed value was understood, and what to look at once more.
    pub said: Vec<String>,
}

/// What a clerk does about findings; they are meant as in
/// [`Desk::accept_findings`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum FindingAct {
    /// Accepts the repairs that are proposed.
    Repair {
        /// The findings.
        which: Vec<String>,
    },
    /// Leaves them as they are.
    Accept {
        /// The findings.
        which: Vec<String>,
    },
    /// Types a value, or the name of a way to read the cell.
    Answer {
        /// The finding.
        which: String,
        /// The value.
        value: String,
        /// Its column's other cells that the same answer fits are meant too.
        alike: bool,
    },
    /// Takes back what was done.
    Undo {
        /// The findings.
        which: Vec<String>,
    },
}

impl Desk {
    /// Does something about findings of a return, for a reason.
    ///
    /// # Errors
    /// Nothing of it can be done.
    pub fn act_on_findings(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        act: &FindingAct,
        reason: &str,
    ) -> Result<SettledView, DeskError> {
        let (settled, done) = match act {
            FindingAct::Repair { which } => {
                return Ok(self.repair_return(programme, of, which, reason)?.view());
            }
            FindingAct::Accept { which } => (
                self.accept_findings(programme, of, which, reason)?,
                "已接受",
            ),
            FindingAct::Answer {
                which,
                value,
                alike,
            } => {
                let answer = Answer {
                    which,
                    value,
                    alike: *alike,
                };
                (
                    self.answer_finding(programme, of, answer, reason)?,
                    "已填写",
                )
            }
            FindingAct::Undo { which } => {
                (self.undo_findings(programme, of, which, reason)?, "已撤销")
            }
        };
        Ok(SettledView {
            batch: settled.batch,
            sentence: settled.sentence(done),
        })
    }

    /// Accepts findings as they are, for a reason that is printed in the 备注
    /// of the 汇总表. Findings are meant by number (`#12`), by kind, by cell
    /// (`F12`) or by cell and sheet (`汇总表!F12`).
    ///
    /// # Errors
    /// None of them can be accepted, or the reason is empty.
    pub fn accept_findings(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        which: &[String],
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let mut left = Vec::new();
        let mut deeds = Vec::new();
        for stored in meant(&hand, which)? {
            if stored.state != FindingState::Open {
                continue;
            }
            if !worksheet::acceptable(&hand.opened.file, &stored.finding) {
                left.push(format!(
                    "{}：{}要由县里更正或填上数值，不能只凭说明接受",
                    place(stored),
                    stored.finding.kind.label()
                ));
                continue;
            }
            deeds.push(Deed {
                finding: stored.clone(),
                state: FindingState::Accepted,
                value: None,
            });
        }
        if deeds.is_empty() {
            return Err(DeskError::Refused(match left.first() {
                Some(first) => format!("{first}。"),
                None => "没有可以接受的提醒，可能已经处理过。".to_owned(),
            }));
        }
        let batch = self.settle(&hand, &deeds, reason)?;
        let done = deeds.iter().map(|deed| deed.finding.id.0).collect();
        Ok(Settled {
            batch,
            done,
            left,
            said: Vec::new(),
        })
    }

    /// Takes back what persons did about findings, with the values they set.
    ///
    /// # Errors
    /// Nothing of it was done by a person, or the reason is empty.
    pub fn undo_findings(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        which: &[String],
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let mut settled = meant(&hand, which)?;
        settled.retain(|stored| stored.settled.is_some());
        let (settled, followed): (Vec<&StoredFinding>, Vec<_>) = settled
            .into_iter()
            .partition(|stored| worksheet::can_undo(stored));
        if settled.is_empty() {
            return Err(DeskError::Refused(match followed.first() {
                Some(total) => format!("{}。", follows(total)),
                None => "这里没有可以撤销的处理：还没有人处理过。".to_owned(),
            }));
        }
        let (kept, batch) = self.reopen(&hand, &settled, reason)?;
        let (stays, done): (Vec<_>, Vec<_>) = settled
            .iter()
            .partition(|stored| kept.contains(&stored.id.0));
        let left = stays
            .into_iter()
            .map(|stored| format!("{}：此后又改过数值，请在项目页更正", place(stored)))
            .chain(followed.into_iter().map(follows))
            .collect();
        let done = done.into_iter().map(|stored| stored.id.0).collect();
        Ok(Settled {
            batch,
            done,
            left,
            said: Vec::new(),
        })
    }
}

/// The findings that are meant: by number, by kind, by cell, or by cell and
/// sheet.
pub(crate) fn meant<'a>(
    hand: &'a AtHand,
    which: &[String],
) -> Result<Vec<&'a StoredFinding>, DeskError> {
    let mut found: Vec<&StoredFinding> = Vec::new();
    for wanted in which {
        let before = found.len();
        for stored in hand.findings.iter().filter(|stored| means(wanted, stored)) {
            if found.iter().all(|known| known.id != stored.id) {
                found.push(stored);
            }
        }
        let known = |stored: &StoredFinding| means(wanted, stored);
        if found.len() == before && !hand.findings.iter().any(known) {
            return Err(not_meant(wanted, hand));
        }
    }
    Ok(found)
}

impl Settled {
    /// What was done, in one sentence.
    #[must_use]
    pub fn sentence(&self, done: &str) -> String {
        let mut sentence = format!("{done}{}处。", self.done.len());
        for said in &self.said {
            sentence.push_str(&format!("\n{said}"));
        }
        for left in &self.left {
            sentence.push_str(&format!("\n{left}。"));
        }
        sentence
    }
}

/// Whether a clerk's word means a finding.
pub(crate) fn means(wanted: &str, stored: &StoredFinding) -> bool {
    let finding = &stored.finding;
    if let Some(number) = wanted.strip_prefix('#') {
        return number.parse() == Ok(stored.id.0);
    }
    finding.kind.id() == wanted
        || finding.kind.label() == wanted
        || (!finding.cell.is_empty()
            && (finding.cell.eq_ignore_ascii_case(wanted)
                || format!("{}!{}", finding.sheet, finding.cell) == wanted))
}

/// Why a total that adds up again is not opened by itself.
fn follows(total: &StoredFinding) -> String {
    format!(
        "{}：合计随明细自动相符，不用单独撤销；要恢复，请撤销明细的处理",
        place(total)
    )
}

pub(crate) fn place(stored: &StoredFinding) -> String {
    let finding = &stored.finding;
    match (finding.cell.as_str(), finding.row) {
        ("", Some(row)) => format!("{}第{row}行", finding.sheet),
        ("", None) => finding.kind.label().to_owned(),
        (cell, _) => format!("{}!{cell}", finding.sheet),
    }
}

fn not_meant(wanted: &str, hand: &AtHand) -> DeskError {
    let name = hand.name();
    let is_kind = FindingKind::ALL
        .iter()
        .any(|kind| kind.id() == wanted || kind.label() == wanted);
    let what = if is_kind {
        "检查项"
    } else {
        "单元格或编号"
    };
    let mut known: Vec<&str> = hand
        .findings
        .iter()
        .map(|stored| stored.finding.kind.label())
        .collect();
    known.sort_unstable();
    known.dedup();
    DeskError::Refused(if known.is_empty() {
        format!("{name}没有{what}“{wanted}”的问题；它没有任何问题。")
    } else {
        format!(
            "{name}没有{what}“{wanted}”的问题。有问题的检查项：{}。",
            known.join("、")
        )
    })
}
