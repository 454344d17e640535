//! The print register: which copies there are, where each of them stands, and
//! writing down that they were signed, sealed, handed in, sent back or given up.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ruku_library::copy_state::CopyState;
use ruku_library::table::copy_step::{CopyMark, CopyStep, TrackedPrint};
use ruku_library::table::print_register::PrintId;
use ruku_library::table::printing::PrintingId;
use ruku_model::date::chinese_day;
use serde::Deserialize;

use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;
use crate::view::Choice;
use crate::view::register::{
    CopyChoice, CopyRow, CopyStepRow, PrintRow, PrintingRow, RegisterView,
};

/// What a clerk writes down of copies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CopyEntry {
    /// The copies; an empty list of numbers means all copies of the print that
    /// can go there.
    pub copies: Vec<CopyChoice>,
    /// The state's id: `signed`, `sealed`, `handed_in`, `returned`, `void`.
    pub to: String,
    /// The day it happened, as 2022-07-05; empty for today.
    pub day: String,
    /// Who signed, sealed, took them in or sent them back; may be empty.
    pub who: String,
    /// Why; needed for giving copies up.
    pub reason: String,
}

impl Desk {
    /// The print register of a programme.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn print_register(&self, programme: &str) -> Result<RegisterView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let tracked = self.library()?.tracked_prints(&programme.id)?;
        let shorts: BTreeMap<String, String> = common::all_forms(&self.setting.assets, &pack)?
            .into_iter()
            .map(|form| (form.id, form.short))
            .collect();
        let short = |form: &str| shorts.get(form).cloned().unwrap_or_else(|| form.to_owned());
        let standings = self.standings(&programme.id, &tracked)?;
        let prints = tracked
            .iter()
            .zip(&standings)
            .rev()
            .map(|(tracked, standing)| {
                print_row(tracked, &short(&tracked.print.print.form), standing)
            })
            .collect();
        Ok(RegisterView {
            prints,
            printings: self.printing_rows(&tracked, &short)?,
            states: CopyState::ALL
                .iter()
                .map(|state| Choice {
                    id: state_id(*state),
                    label: state.label().to_owned(),
                })
                .collect(),
            today: self.now().date().to_string(),
        })
    }

    /// The steps of a print's copies, newest first.
    ///
    /// # Errors
    /// There is no such print.
    pub fn print_history(&self, print: i64) -> Result<Vec<CopyStepRow>, DeskError> {
        let tracked = self.library()?.tracked_print(PrintId(print))?;
        let printed = &tracked.print.stamp;
        let first = CopyStepRow {
            copy: 0,
            label: CopyState::Printed.label().to_owned(),
            day: chinese_day(printed.at.date()),
            who: String::new(),
            reason: String::new(),
            noted: format!("{}，{}", printed.by, show::moment(printed.at)),
        };
        let steps = tracked.steps.iter().rev().map(step_row);
        Ok(steps.chain([first]).collect())
    }

    /// Takes copies to a state, all of them or none; gives how many went.
    ///
    /// # Errors
    /// There is no such print, copy, state or day, or a copy cannot go there.
    pub fn mark_copies(&mut self, entry: &CopyEntry) -> Result<u32, DeskError> {
        let to = state_of(&entry.to)?;
        let stamp = self.stamp();
        let day = match entry.day.trim() {
            "" => stamp.at.date(),
            typed => day_of(typed)?,
        };
        let mark = CopyMark {
            copies: self.copies_meant(&entry.copies, |state| state.next().contains(&to))?,
            to,
            day,
            who: entry.who.trim().to_owned(),
            reason: entry.reason.trim().to_owned(),
        };
        Ok(self.library_mut()?.mark_copies(&mark, &stamp)?)
    }

    /// Takes the last step of copies back, of all of them or none.
    ///
    /// # Errors
    /// There is no such print or copy, a copy has made no step, or the reason
    /// is empty.
    pub fn take_back_copies(
        &mut self,
        copies: &[CopyChoice],
        reason: &str,
    ) -> Result<(), DeskError> {
        let meant = self.copies_meant(copies, |state| state != CopyState::Printed)?;
        let stamp = self.stamp();
        Ok(self
            .library_mut()?
            .take_back_copies(&meant, reason, &stamp)?)
    }

    /// The copies that are meant: those named, or of a print without numbers
    /// all that stand where they can go.
    fn copies_meant(
        &self,
        choices: &[CopyChoice],
        can_go: impl Fn(CopyState) -> bool,
    ) -> Result<Vec<(PrintId, Vec<u32>)>, DeskError> {
        let mut meant = Vec::new();
        for choice in choices {
            let id = PrintId(choice.print);
            let copies = if choice.copies.is_empty() {
                let tracked = self.library()?.tracked_print(id)?;
                (1..=tracked.print.print.copies)
                    .filter(|copy| can_go(tracked.state(*copy)))
                    .collect()
            } else {
                choice.copies.clone()
            };
            meant.push((id, copies));
        }
        if meant.iter().all(|(_, copies)| copies.is_empty()) {
            return Err(DeskError::Refused(
                "所选的打印件里没有一份可以这样登记。请核对各份目前的状态。".to_owned(),
            ));
        }
        Ok(meant)
    }

    fn printing_rows(
        &self,
        tracked: &[TrackedPrint],
        short: &dyn Fn(&str) -> String,
    ) -> Result<Vec<PrintingRow>, DeskError> {
        let mut forms: BTreeMap<PrintingId, u32> = BTreeMap::new();
        for printing in tracked.iter().filter_map(|tracked| tracked.print.printing) {
            *forms.entry(printing).or_default() += 1;
        }
        let mut rows = Vec::new();
        for (id, forms) in forms.into_iter().rev() {
            let printing = self.library()?.printing(id)?;
            rows.push(PrintingRow {
                id: id.0,
                form_short: short(&printing.order.form),
                printed_at: show::moment(printing.stamp.at),
                printed_by: printing.stamp.by,
                forms,
                copies: printing.order.copies,
                copies_total: forms * printing.order.copies,
                folder: printing.order.folder,
            });
        }
        Ok(rows)
    }
}

/// Where the copies of a print stand, in one phrase: 已签字5份、已打印2份.
pub(crate) fn copies_phrase(tracked: &TrackedPrint) -> String {
    let copies = 1..=tracked.print.print.copies;
    let counts = CopyState::ALL.iter().rev().filter_map(|state| {
        let count = copies
            .clone()
            .filter(|copy| tracked.state(*copy) == *state)
            .count();
        (count > 0).then(|| format!("{}{count}份", state.label()))
    });
    counts.collect::<Vec<_>>().join("、")
}

/// What clerks call a state, by its id or that name.
///
/// # Errors
/// There is no such state.
pub fn state_label(id: &str) -> Result<&'static str, DeskError> {
    Ok(state_of(id)?.label())
}

/// The state of an id or of what clerks call it; those there are are named in
/// the error.
fn state_of(id: &str) -> Result<CopyState, DeskError> {
    let known = || CopyState::ALL.iter().copied();
    known()
        .find(|state| state_id(*state) == id || state.label() == id)
        .ok_or_else(|| DeskError::Missing {
            what: "纸件状态",
            name: id.to_owned(),
            known: known()
                .filter(|state| *state != CopyState::Printed)
                .map(|state| format!("{}（{}）", state_id(state), state.label()))
                .collect(),
        })
}

fn state_id(state: CopyState) -> String {
    match state {
        CopyState::Printed => "printed",
        CopyState::Signed => "signed",
        CopyState::Sealed => "sealed",
        CopyState::HandedIn => "handed_in",
        CopyState::Returned => "returned",
        CopyState::Void => "void",
    }
    .to_owned()
}

fn day_of(typed: &str) -> Result<NaiveDate, DeskError> {
    typed.parse().map_err(|_| {
        DeskError::Refused(format!(
            "日期“{typed}”不认识。请写成 2022-07-05 这样的年-月-日。"
        ))
    })
}

fn print_row(tracked: &TrackedPrint, short: &str, standing: &str) -> PrintRow {
    let print = &tracked.print.print;
    PrintRow {
        id: tracked.print.id.0,
        printing: tracked.print.printing.map(|id| id.0),
        form: print.form.clone(),
        form_short: short.to_owned(),
        project: print.project.map(|id| id.0),
        subject: print.subject.clone(),
        version: print.version.clone(),
        fingerprint: print.fingerprint.clone(),
        printed_at: show::moment(tracked.print.stamp.at),
        printed_by: tracked.print.stamp.by.clone(),
        pages: print.pages,
        standing: standing.to_owned(),
        standing_label: standing_label(standing).to_owned(),
        copies: (1..=print.copies)
            .map(|copy| copy_row(tracked, copy))
            .collect(),
        summary: copies_phrase(tracked),
    }
}

fn standing_label(standing: &str) -> &'static str {
    match standing {
        "same" => "与库中一致",
        "changed" => "数据已变动",
        "withdrawn" => "项目已撤回",
        _ => "表单已停用",
    }
}

fn copy_row(tracked: &TrackedPrint, copy: u32) -> CopyRow {
    let state = tracked.state(copy);
    let last = tracked.last(copy);
    let printed = &tracked.print.stamp;
    CopyRow {
        copy,
        state: state_id(state),
        label: state.label().to_owned(),
        day: chinese_day(last.map_or(printed.at.date(), |step| step.day)),
        who: last.map(|step| step.who.clone()).unwrap_or_default(),
        reason: last.map(|step| step.reason.clone()).unwrap_or_default(),
        by: last.map_or_else(|| printed.by.clone(), |step| step.stamp.by.clone()),
        next: state.next().iter().copied().map(state_id).collect(),
        can_take_back: state != CopyState::Printed,
    }
}

fn step_row(step: &CopyStep) -> CopyStepRow {
    let label = if step.taken_back {
        format!("更正，恢复为{}", step.to.label())
    } else {
        step.to.label().to_owned()
    };
    CopyStepRow {
        copy: step.copy,
        label,
        day: chinese_day(step.day),
        who: step.who.clone(),
        reason: step.reason.clone(),
        noted: format!("{}，{}", step.stamp.by, show::moment(step.stamp.at)),
    }
}
