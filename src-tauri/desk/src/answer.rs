//! Answering a finding with a value that a person types: read like the county's
//! cell would be, checked the same way, and said back as it was understood.

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::Money;
use ruku_policy::declare::FactDecl;

use crate::at_hand::{AtHand, Deed};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::settle::{Settled, meant};
use crate::{questions, speaks, typed, worksheet};

impl Desk {
    /// Answers a finding with a value a person types, or chooses for the whole
    /// file.
    ///
    /// # Errors
    /// There is no such finding, it is about no value, the value does not fit,
    /// or another cell of the row says something else.
    pub fn answer_finding(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        which: &str,
        value: &str,
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let regions = self.regions()?;
        let meant = meant(&hand, &[which.to_owned()])?;
        let open = meant
            .iter()
            .filter(|stored| stored.state == FindingState::Open)
            .find_map(|stored| {
                let pack = &hand.opened.pack;
                let declared = questions::declaration(&stored.finding, pack, &regions);
                let field = stored.finding.field.as_ref();
                let field = field.filter(|_| hand.holds_value(stored));
                let declared = declared.or_else(|| pack.fact(field?).cloned())?;
                Some((*stored, declared))
            });
        let Some((stored, declaration)) = open else {
            return Err(DeskError::Refused(nothing_to_fill_in(which, &hand, &meant)));
        };
        let (value, said) = read(&hand, &stored.finding, &declaration, value)?;
        let only = hand.opened.file.rows.len() < 2;
        if only && questions::leaves_row_out(&stored.finding, &value) {
            return Err(DeskError::Refused(
                "这是表里唯一的项目，不能单独排除。整个文件都不要，就不导入，或撤回这一批。"
                    .to_owned(),
            ));
        }
        let deed = Deed {
            finding: stored.clone(),
            state: FindingState::Repaired,
            value: Some(value),
        };
        let done = vec![stored.id.0];
        let batch = self.settle(&hand, &[deed], reason)?;
        Ok(Settled {
            batch,
            done,
            left: Vec::new(),
            said,
        })
    }
}

/// What was typed as a value, with what is to be said of it.
fn read(
    hand: &AtHand,
    finding: &Finding,
    declaration: &FactDecl,
    typed: &str,
) -> Result<(ruku_model::fact::FactValue, Vec<String>), DeskError> {
    if questions::question(finding).is_some() {
        return Ok((known(declaration, typed)?, Vec::new()));
    }
    if let Some(period) = speaks::typed_period(hand, finding, typed)? {
        return Ok(period);
    }
    let value = known(declaration, typed)?;
    speaks::refuse_other_cell(hand, finding, declaration, &value)?;
    typed::refuse_magnitude(declaration, typed, &value, &beside(hand, finding))?;
    let mut said = vec![typed::understood(declaration, &value)];
    let remarks = typed::remarks(declaration, typed).into_iter();
    said.extend(remarks.map(|remark| format!("请注意：{remark}")));
    Ok((value, said))
}

fn known(declaration: &FactDecl, typed: &str) -> Result<ruku_model::fact::FactValue, DeskError> {
    typed::value(declaration, typed)?.ok_or_else(|| {
        DeskError::Refused(format!(
            "请填写“{}”的数值；还不知道就留着这个问题，由县里更正。",
            declaration.label
        ))
    })
}

/// The other amounts of a finding's column.
fn beside(hand: &AtHand, finding: &Finding) -> Vec<Money> {
    let Some(fact) = &finding.field else {
        return Vec::new();
    };
    let file = &hand.opened.file;
    let rows = file
        .rows
        .iter()
        .filter(|row| file.sheet_name(row) == finding.sheet && Some(row.row) != finding.row);
    rows.filter_map(|row| typed::money(file.value(row, fact.as_str())?))
        .collect()
}

/// Why there is nothing to fill in, and what can be done instead.
fn nothing_to_fill_in(which: &str, hand: &AtHand, meant: &[&StoredFinding]) -> String {
    let open = meant
        .iter()
        .find(|stored| stored.state == FindingState::Open);
    let Some(stored) = open else {
        return format!("“{which}”已经处理过，没有等着填写的数值；要改请先撤销处理，再重新填写。");
    };
    let finding = &stored.finding;
    let label = finding.kind.label();
    if finding.kind == FindingKind::TotalMismatch {
        return format!(
            "“{which}”是县里填的合计，不能填写数值：请说明理由后接受，或由县里更正后重新报送。"
        );
    }
    if worksheet::acceptable(&hand.opened.file, finding) {
        return format!(
            "“{which}”的问题是“{label}”，不用填写数值：请说明理由后接受，或由县里更正后重新报送。"
        );
    }
    let here = match stored.project {
        Some(_) => "，或在项目页登记",
        None => "",
    };
    format!("“{which}”的问题是“{label}”，不能在这里填写数值：请由县里更正后重新报送{here}。")
}
