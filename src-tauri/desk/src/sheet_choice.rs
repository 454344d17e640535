//! Sheets that a clerk leaves out of a return: last year's list, or one that
//! repeats another. Nothing is read from them, for a reason that is kept, shown
//! with the sheet and told to the county; it can be taken back at any time.

use ruku_intake::return_file::{ReturnFile, SheetReading, SheetRole};
use ruku_intake::workbook::{Visibility, Workbook};
use ruku_library::table::draft::{FindingPlace, NewDraft};
use ruku_library::table::finding::FindingState;
use ruku_model::fact::FactValue;
use ruku_model::finding::{FindingKind, Verdict};

use crate::at_hand::AtHand;
use crate::desk::Desk;
use crate::drafts::Drafts;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::questions::LEAVE;
use crate::view_returns::{ReplacementView, SettledView};

impl Desk {
    /// What taking nothing from a sheet of a batch, or taking it in again, would
    /// keep and what would go. Of a file that is not taken in nothing goes.
    ///
    /// # Errors
    /// See [`Desk::choose_sheet`].
    pub fn sheet_choice(
        &self,
        programme: &str,
        of: &ReturnRef,
        sheet: &str,
        leave_out: bool,
    ) -> Result<Option<ReplacementView>, DeskError> {
        let hand = self.at_hand(programme, of)?;
        check(&hand, sheet, leave_out)?;
        let Some(batch) = &hand.batch else {
            return Ok(None);
        };
        let then = match leave_out {
            true => hand.drafts.with(&draft(sheet), "", &self.stamp()),
            false => hand.drafts.without(&place(sheet)),
        };
        self.rereading_with(batch, &then).map(Some)
    }

    /// Takes nothing from a sheet, for a reason, or takes it in again. A batch is
    /// read anew.
    ///
    /// # Errors
    /// There is no such sheet, it is the only list of projects, it was left out
    /// already (or was not), or the reason is empty.
    pub fn choose_sheet(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        sheet: &str,
        leave_out: bool,
        reason: &str,
    ) -> Result<SettledView, DeskError> {
        let hand = self.at_hand(programme, of)?;
        check(&hand, sheet, leave_out)?;
        let stamp = self.stamp();
        let library = self.library_mut()?;
        match leave_out {
            true => library.draft(hand.file(), &[draft(sheet)], reason, &stamp)?,
            false => library.drop_drafts(hand.file(), &[place(sheet)], reason, &stamp)?,
        }
        self.close_file();
        let mut sentence = match leave_out {
            true => format!("工作表“{sheet}”不导入。"),
            false => format!("工作表“{sheet}”恢复导入。"),
        };
        let batch = match &hand.batch {
            Some(batch) => {
                let taken = self.reread_batch(batch.id.0, reason)?;
                sentence.push_str(&taken.message);
                taken.batch
            }
            None => None,
        };
        Ok(SettledView { batch, sentence })
    }
}

fn place(sheet: &str) -> FindingPlace {
    FindingPlace {
        sheet: sheet.to_owned(),
        cell: String::new(),
        row: None,
        field: None,
        kind: FindingKind::SheetLeftOut,
        found: String::new(),
    }
}

fn draft(sheet: &str) -> NewDraft {
    NewDraft {
        place: place(sheet),
        state: FindingState::Accepted,
        value: Some(FactValue::Choice(LEAVE.to_owned())),
        reading: true,
    }
}

fn check(hand: &AtHand, sheet: &str, leave_out: bool) -> Result<(), DeskError> {
    let opened = &hand.opened;
    let known = || opened.book.sheets.iter().map(|one| one.name.clone());
    if known().all(|name| name != sheet) {
        return Err(DeskError::Missing {
            what: "工作表",
            name: sheet.to_owned(),
            known: known().collect(),
        });
    }
    let is_left_out = hand.drafts.left_out(sheet).is_some();
    let refused = |sentence: String| Err(DeskError::Refused(sentence));
    match (leave_out, is_left_out) {
        (true, true) => refused(format!("工作表“{sheet}”已经不导入。")),
        (false, false) => refused(format!("工作表“{sheet}”没有被排除，不用恢复。")),
        (true, false) if !can_leave_out(&opened.book, &opened.file, &hand.drafts, sheet) => {
            refused(format!(
                "工作表“{sheet}”不能单独排除：没有从它读取项目，或者除它以外没有别的项目表。整个文件都不要，就不导入这个文件。"
            ))
        }
        _ => Ok(()),
    }
}

/// Whether a sheet can be left out: something is read from it, and a list of
/// projects is left. Of a file that is turned away any list may be the cause.
pub(crate) fn can_leave_out(
    book: &Workbook,
    file: &ReturnFile,
    drafts: &Drafts,
    sheet: &str,
) -> bool {
    if drafts.left_out(sheet).is_some() {
        return false;
    }
    let turned_away = file.verdict == Verdict::Refuse;
    let is_list = |reading: &SheetReading| {
        let shown = book.sheets.iter().any(|one| {
            one.name == reading.name
                && one.visibility == Visibility::Visible
                && !one.cells.is_empty()
        });
        let left_out = drafts.left_out(&reading.name).is_some();
        match turned_away {
            true => shown && !left_out,
            false => reading.role == SheetRole::Projects,
        }
    };
    let others = file.sheets.iter().filter(|one| one.name != sheet);
    let of = file.sheets.iter().find(|one| one.name == sheet);
    of.is_some_and(|one| is_list(one) || one.role == SheetRole::Evidence)
        && others.into_iter().any(is_list)
}
