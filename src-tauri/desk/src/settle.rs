//! What a clerk does about a return's findings: accepts a proposed repair,
//! types the value, accepts a warning for a reason, or takes any of it back.

use ruku_library::settle::Settlement;
use ruku_library::table::batch::BatchId;
use ruku_library::table::fact::FactChange;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::finding::FindingKind;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::{typed, worksheet};

/// What was done about findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settled {
    /// The batch.
    pub batch: i64,
    /// The findings that are settled now, or open again.
    pub done: Vec<i64>,
    /// The places left alone, each with why.
    pub left: Vec<String>,
}

impl Desk {
    /// The findings of a batch that are meant: by number (`#12`), by kind, by
    /// cell (`F12`) or by cell and sheet (`汇总表!F12`).
    ///
    /// # Errors
    /// There is no such batch, or one of the words means nothing in it.
    pub fn findings_meant(
        &self,
        batch: i64,
        which: &[String],
    ) -> Result<Vec<StoredFinding>, DeskError> {
        let all = self.library()?.findings(BatchId(batch))?;
        let mut meant: Vec<StoredFinding> = Vec::new();
        for wanted in which {
            let found: Vec<&StoredFinding> =
                all.iter().filter(|stored| means(wanted, stored)).collect();
            if found.is_empty() {
                return Err(not_meant(wanted, batch, &all));
            }
            for stored in found {
                if meant.iter().all(|known| known.id != stored.id) {
                    meant.push(stored.clone());
                }
            }
        }
        Ok(meant)
    }

    /// Accepts findings as they are, for a reason that is printed in the 备注
    /// of the 汇总表.
    ///
    /// # Errors
    /// None of them can be accepted, or the reason is empty.
    pub fn accept_findings(
        &mut self,
        batch: i64,
        which: &[String],
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let (opened, _) = self.opened("", &ReturnRef::Batch(batch))?;
        let mut settled = Settled::of(batch);
        let mut settlements = Vec::new();
        for stored in self.findings_meant(batch, which)? {
            if stored.state != FindingState::Open {
                continue;
            }
            if !worksheet::acceptable(&opened.file, &stored.finding) {
                settled.left.push(format!(
                    "{}：{}要由县里更正或填上数值，不能只凭说明接受",
                    place(&stored),
                    stored.finding.kind.label()
                ));
                continue;
            }
            settled.done.push(stored.id.0);
            settlements.push(Settlement {
                finding: stored.id,
                state: FindingState::Accepted,
                change: None,
            });
        }
        if settlements.is_empty() {
            return Err(DeskError::Refused(match settled.left.first() {
                Some(first) => format!("{first}。"),
                None => "没有可以接受的提醒，可能已经处理过。".to_owned(),
            }));
        }
        let stamp = self.stamp();
        self.library_mut()?
            .settle_findings(&settlements, reason, &stamp)?;
        Ok(settled)
    }

    /// Answers a finding with a value a person types.
    ///
    /// # Errors
    /// There is no such finding, it is about no value of a project, or the
    /// value does not fit.
    pub fn answer_finding(
        &mut self,
        batch: i64,
        which: &str,
        value: &str,
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let stored_batch = self.library()?.batch(BatchId(batch))?;
        let (_, pack) = self.programme_and_pack(Some(&stored_batch.programme))?;
        let meant = self.findings_meant(batch, &[which.to_owned()])?;
        let open = meant
            .iter()
            .find(|stored| stored.state == FindingState::Open && stored.finding.field.is_some());
        let Some((stored, project, fact)) =
            open.and_then(|stored| Some((stored, stored.project?, stored.finding.field.as_ref()?)))
        else {
            return Err(DeskError::Refused(format!(
                "“{which}”没有等着填写的数值，可能已经处理过。请在项目页直接更正。"
            )));
        };
        let declaration = pack.fact(fact).ok_or_else(|| DeskError::Missing {
            what: "事实",
            name: fact.to_string(),
            known: Vec::new(),
        })?;
        let Some(value) = typed::value(declaration, value)? else {
            return Err(DeskError::Refused(format!(
                "请填写“{}”的数值；还不知道就留着这个问题，由县里更正。",
                declaration.label
            )));
        };
        let settlement = Settlement {
            finding: stored.id,
            state: FindingState::Repaired,
            change: Some(FactChange {
                project,
                fact: fact.clone(),
                value: Some(value),
            }),
        };
        let stamp = self.stamp();
        self.library_mut()?
            .settle_findings(&[settlement], reason, &stamp)?;
        self.recheck_totals(BatchId(batch))?;
        Ok(Settled {
            done: vec![stored.id.0],
            ..Settled::of(batch)
        })
    }

    /// Takes back what persons did about findings, with the values they set.
    ///
    /// # Errors
    /// Nothing of it was done by a person, or the reason is empty.
    pub fn undo_findings(
        &mut self,
        batch: i64,
        which: &[String],
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let meant = self.findings_meant(batch, which)?;
        let settled: Vec<&StoredFinding> = meant
            .iter()
            .filter(|stored| stored.settled.is_some())
            .collect();
        if settled.is_empty() {
            return Err(DeskError::Refused(
                "这里没有可以撤销的处理：还没有人处理过。".to_owned(),
            ));
        }
        let ids: Vec<_> = settled.iter().map(|stored| stored.id).collect();
        let stamp = self.stamp();
        let kept = self.library_mut()?.reopen_findings(&ids, reason, &stamp)?;
        self.recheck_totals(BatchId(batch))?;
        let left = settled
            .iter()
            .filter(|stored| kept.contains(&stored.id))
            .map(|stored| format!("{}：此后又改过数值，请在项目页更正", place(stored)))
            .collect();
        let done = ids.iter().filter(|id| !kept.contains(id));
        Ok(Settled {
            batch,
            done: done.map(|id| id.0).collect(),
            left,
        })
    }
}

impl Settled {
    fn of(batch: i64) -> Settled {
        Settled {
            batch,
            done: Vec::new(),
            left: Vec::new(),
        }
    }

    /// What was done, in one sentence.
    #[must_use]
    pub fn sentence(&self, done: &str) -> String {
        let mut sentence = format!("{done}{}处。", self.done.len());
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

fn place(stored: &StoredFinding) -> String {
    let finding = &stored.finding;
    match (finding.cell.as_str(), finding.row) {
        ("", Some(row)) => format!("{}第{row}行", finding.sheet),
        ("", None) => finding.kind.label().to_owned(),
        (cell, _) => format!("{}!{cell}", finding.sheet),
    }
}

fn not_meant(wanted: &str, batch: i64, all: &[StoredFinding]) -> DeskError {
    let is_kind = FindingKind::ALL
        .iter()
        .any(|kind| kind.id() == wanted || kind.label() == wanted);
    let what = if is_kind {
        "检查项"
    } else {
        "单元格或编号"
    };
    let mut known: Vec<&str> = all
        .iter()
        .map(|stored| stored.finding.kind.label())
        .collect();
    known.sort_unstable();
    known.dedup();
    DeskError::Refused(if known.is_empty() {
        format!("第{batch}批没有{what}“{wanted}”的问题；这一批没有任何问题。")
    } else {
        format!(
            "第{batch}批没有{what}“{wanted}”的问题。有问题的检查项：{}。",
            known.join("、")
        )
    })
}
