//! Answering a finding with a value that a person types: read like the county's
//! cell would be, checked the same way, and said back as it was understood.

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::fact::FactValue;
use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::Money;
use ruku_model::region::Regions;
use ruku_policy::declare::FactDecl;

use crate::alike::{Alike, Way};
use crate::at_hand::{AtHand, Deed};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::settle::{Settled, meant, place};
use crate::{alike, questions, speaks, typed, worksheet};

/// How many values of one answer are said back; the list of findings has all.
const SAID: usize = 4;

/// What a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The finding: by number (`#12`), kind, cell, or cell and sheet.
    pub which: &'a str,
    /// The value as it was typed, or the name of a way to read the cell: `10月`,
    /// `元`.
    pub value: &'a str,
    /// The other findings of its column that the same answer fits are answered
    /// with it.
    pub alike: bool,
}

/// A finding that can be answered, and as what its answer is read.
struct Asked<'a> {
    stored: &'a StoredFinding,
    declaration: FactDecl,
}

/// A value with what is to be said of it.
type Read = (FactValue, Vec<String>);

impl Desk {
    /// Answers a finding with a value a person types, or chooses for the whole
    /// file; if asked to, all of its column that the same answer fits.
    ///
    /// # Errors
    /// There is no such finding, it is about no value, the value does not fit,
    /// or another cell of the row says something else.
    pub fn answer_finding(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        answer: Answer<'_>,
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let regions = self.regions()?;
        let meant = meant(&hand, &[answer.which.to_owned()])?;
        let open = meant
            .iter()
            .find_map(|stored| asked(&hand, stored, &regions));
        let Some(first) = open else {
            let why = nothing_to_fill_in(answer.which, &hand, &meant);
            return Err(DeskError::Refused(why));
        };
        let all = Alike::of(&hand);
        let mut asked_too: Vec<Asked<'_>> = Vec::new();
        if answer.alike {
            let way = way_named(&hand, first.stored, answer.value);
            let others = match way {
                Some(_) => all.by_way(first.stored),
                None => all.by_value(&hand, first.stored),
            };
            let others = others.iter().filter(|one| one.id != first.stored.id);
            asked_too.extend(others.filter_map(|one| asked(&hand, one, &regions)));
        }
        let mut done = vec![(first.stored, read(&hand, &first, answer.value)?)];
        let mut left = Vec::new();
        for one in &asked_too {
            match read(&hand, one, answer.value) {
                Ok(value) => done.push((one.stored, value)),
                Err(why) => {
                    let why = why.chinese();
                    left.push(format!(
                        "{}：{}",
                        place(one.stored),
                        why.trim_end_matches('。')
                    ));
                }
            }
        }
        refuse_no_row_left(&hand, &done)?;
        self.settle_answers(&hand, done, left, reason)
    }

    fn settle_answers(
        &mut self,
        hand: &AtHand,
        done: Vec<(&StoredFinding, Read)>,
        left: Vec<String>,
        reason: &str,
    ) -> Result<Settled, DeskError> {
        let mut deeds = Vec::with_capacity(done.len());
        let mut said: Vec<String> = Vec::new();
        for (stored, (value, words)) in done {
            for word in words {
                if !said.contains(&word) {
                    said.push(word);
                }
            }
            deeds.push(Deed {
                finding: stored.clone(),
                state: FindingState::Repaired,
                value: Some(value),
            });
        }
        let more = said.len().saturating_sub(SAID);
        if more > 1 {
            said.truncate(SAID);
            said.push(format!("另有{more}种写法照此读取。"));
        }
        let batch = self.settle(hand, &deeds, reason)?;
        Ok(Settled {
            batch,
            done: deeds.iter().map(|deed| deed.finding.id.0).collect(),
            left,
            said,
        })
    }
}

/// A finding as it can be answered, if it is open and is about a value.
fn asked<'a>(hand: &AtHand, stored: &'a StoredFinding, regions: &Regions) -> Option<Asked<'a>> {
    if stored.state != FindingState::Open {
        return None;
    }
    let pack = &hand.opened.pack;
    let declared = questions::declaration(&stored.finding, pack, regions);
    let field = stored.finding.field.as_ref();
    let field = field.filter(|_| hand.holds_value(stored));
    let declaration = declared.or_else(|| pack.fact(field?).cloned())?;
    Some(Asked {
        stored,
        declaration,
    })
}

/// The way to read a cell that is called so.
fn way_named(hand: &AtHand, stored: &StoredFinding, name: &str) -> Option<Way> {
    let mut ways = alike::ways(hand, stored).into_iter();
    ways.find(|way| way.name == name.trim())
}

/// Refuses to leave out the last rows of a return one by one.
fn refuse_no_row_left(hand: &AtHand, done: &[(&StoredFinding, Read)]) -> Result<(), DeskError> {
    let leaves = |(stored, (value, _)): &&(&StoredFinding, Read)| {
        questions::leaves_row_out(&stored.finding, value)
    };
    let going = done.iter().filter(leaves).count();
    if going == 0 || going < hand.opened.file.rows.len() {
        return Ok(());
    }
    Err(DeskError::Refused(
        "这样表里就没有项目了，不能排除。整个文件都不要，就不导入，或撤回这一批。".to_owned(),
    ))
}

/// What was typed as a value, with what is to be said of it.
fn read(hand: &AtHand, asked: &Asked<'_>, typed: &str) -> Result<Read, DeskError> {
    let (finding, declaration) = (&asked.stored.finding, &asked.declaration);
    if let Some(way) = way_named(hand, asked.stored, typed) {
        speaks::refuse_other_cell(hand, finding, declaration, &way.value)?;
        let said = vec![typed::understood(declaration, &way.value)];
        return Ok((way.value, said));
    }
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

fn known(declaration: &FactDecl, typed: &str) -> Result<FactValue, DeskError> {
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
