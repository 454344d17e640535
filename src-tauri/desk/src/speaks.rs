//! What a cell of a return speaks for: a typed answer to it sets that and no
//! more, and never against what another cell of the row says.

use ruku_intake::cell::{self, Look};
use ruku_intake::return_file::{Field, ReturnFile, ReturnRow};
use ruku_intake::workbook::{Content, cell_name};
use ruku_model::date::PartialDate;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{Finding, Severity};
use ruku_policy::declare::FactDecl;

use crate::at_hand::AtHand;
use crate::error::DeskError;
use crate::show;

/// The two ends of a period.
const STARTED: &str = "started_on";
const COMPLETED: &str = "completed_on";

/// A typed period, as it is kept with the finding, and what was understood.
/// `None` where the finding's cell holds no period, or one date answers it: the
/// other end was read from the same cell.
pub(crate) fn typed_period(
    hand: &AtHand,
    finding: &Finding,
    typed: &str,
) -> Result<Option<(FactValue, Vec<String>)>, DeskError> {
    let file = &hand.opened.file;
    let Some(row) = row_of(file, finding).filter(|_| is_period(file, finding)) else {
        return Ok(None);
    };
    let Some((start, end)) = period(typed) else {
        let of_cell = |id: &&str| {
            let field = file.field(row, id);
            field.is_some_and(|one| one.value.is_some() && is_at(one, finding))
        };
        let asked = finding.field.as_ref().map_or("", FactId::as_str);
        let ends = [STARTED, COMPLETED];
        if ends.iter().filter(|id| **id != asked).any(of_cell) {
            return Ok(None);
        }
        return Err(DeskError::Refused(format!(
            "{}要填开工和完工两个时间，如2021.10—2022.8；“{typed}”看不出是哪两个时间。",
            finding.cell
        )));
    };
    if end.latest() < start.earliest() {
        return Err(DeskError::Refused(format!(
            "“{typed}”的开工时间晚于完工时间，请核对。"
        )));
    }
    let mut said = Vec::new();
    for (id, date) in [(STARTED, start), (COMPLETED, end)] {
        let Some(declaration) = hand.opened.pack.fact(&FactId::new(id)) else {
            continue;
        };
        let value = FactValue::Date(date);
        refuse_other_cell(hand, finding, declaration, &value)?;
        said.push(format!("{}读作{}", declaration.label, date.chinese()));
    }
    let said = vec![format!("{}。", said.join("，"))];
    Ok(Some((FactValue::Text(typed.trim().to_owned()), said)))
}

/// The facts that a value given to a finding sets. A period sets both its ends,
/// but for one that a cell of its own gives.
pub(crate) fn facts_of(
    file: &ReturnFile,
    finding: &Finding,
    field: &FactId,
    value: &FactValue,
) -> Vec<(FactId, FactValue)> {
    let typed = match value {
        FactValue::Text(text) if is_period(file, finding) => period(text),
        _ => None,
    };
    let Some((start, end)) = typed else {
        return vec![(field.clone(), value.clone())];
    };
    let row = row_of(file, finding);
    let own = |id: &FactId| row.is_none_or(|row| elsewhere(file, row, finding, id).is_none());
    [(STARTED, start), (COMPLETED, end)]
        .map(|(id, date)| (FactId::new(id), FactValue::Date(date)))
        .into_iter()
        .filter(|(id, _)| own(id))
        .collect()
}

/// Refuses a value that another cell of the row contradicts.
pub(crate) fn refuse_other_cell(
    hand: &AtHand,
    finding: &Finding,
    declaration: &FactDecl,
    value: &FactValue,
) -> Result<(), DeskError> {
    let file = &hand.opened.file;
    let Some((row, id)) = row_of(file, finding).zip(Some(&declaration.id)) else {
        return Ok(());
    };
    let Some((cell, stated)) = elsewhere(file, row, finding, id) else {
        return Ok(());
    };
    let both = match (stated, value) {
        (FactValue::Date(one), FactValue::Date(other)) => {
            one.earliest() <= other.latest() && other.earliest() <= one.latest()
        }
        (one, other) => one == other,
    };
    if both {
        return Ok(());
    }
    let label = &declaration.label;
    Err(DeskError::Refused(format!(
        "{cell}写的{label}是{}，与填写的{}不一致，没有登记：请向县里核实；{cell}写错的，由县里更正，或导入后在项目页更正{label}。",
        show::value(declaration, stated),
        show::value(declaration, value),
    )))
}

/// The two ends of a period that was typed in full.
fn period(typed: &str) -> Option<(PartialDate, PartialDate)> {
    let content = Content::Text(typed.trim().into());
    let look = Look {
        content: &content,
        format: None,
        date_1904: false,
    };
    let (start, end) = cell::date::period::read_period(look);
    let date = |reading: &cell::Reading| match reading.value() {
        Some(FactValue::Date(date)) => Some(*date),
        _ => None,
    };
    let sure = [&start, &end]
        .iter()
        .flat_map(|reading| &reading.remarks)
        .all(|remark| remark.severity < Severity::Question);
    date(&start).zip(date(&end)).filter(|_| sure)
}

/// Whether a finding stands at a cell that gives the two ends of a period.
fn is_period(file: &ReturnFile, finding: &Finding) -> bool {
    let digit = |ch: char| ch.is_ascii_digit();
    let column = finding.cell.trim_end_matches(digit);
    let sheet = file.sheets.iter().find(|one| one.name == finding.sheet);
    let asked = [Some(STARTED), Some(COMPLETED)];
    asked.contains(&finding.field.as_ref().map(FactId::as_str))
        && sheet.is_some_and(|sheet| {
            let mut columns = sheet.columns.iter();
            columns.any(|one| one.column == column && one.facts.len() == 2)
        })
}

fn row_of<'a>(file: &'a ReturnFile, finding: &Finding) -> Option<&'a ReturnRow> {
    let mut rows = file.rows.iter();
    rows.find(|row| Some(row.row) == finding.row && file.sheet_name(row) == finding.sheet)
}

fn is_at(field: &Field, finding: &Finding) -> bool {
    let cell = field.cell.map(|(row, col)| cell_name(row, col));
    field.sheet.is_none() && cell.is_some_and(|cell| cell == finding.cell)
}

/// The cell beside a finding's own that gives a fact, with its value.
fn elsewhere<'a>(
    file: &'a ReturnFile,
    row: &'a ReturnRow,
    finding: &Finding,
    id: &FactId,
) -> Option<(String, &'a FactValue)> {
    let field = file.field(row, id.as_str())?;
    let (at_row, col) = field.cell.filter(|_| !is_at(field, finding))?;
    // A value above the rows stands for those that give none of their own.
    if at_row + 1 != row.row || field.sheet.is_some() {
        return None;
    }
    Some((cell_name(at_row, col), field.value.as_ref()?))
}
