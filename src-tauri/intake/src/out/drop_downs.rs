//! The county's drop-downs in the reply, made anew from their words or cells.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet};

use super::OutError;
use crate::look::{Choices, DropDown, SheetLook};
use crate::workbook::{Area, Content, Workbook, cell_name};

/// Writes the drop-downs of a sheet.
pub(super) fn write(out: &mut Worksheet, book: &Workbook, own: &SheetLook) -> Result<(), OutError> {
    for drop_down in &own.drop_downs {
        let Some(check) = check(book, drop_down) else {
            continue;
        };
        for area in &drop_down.areas {
            if let (Ok(left), Ok(right)) = (u16::try_from(area.left), u16::try_from(area.right)) {
                // An area beyond the sheet's edge is damage of the county's file.
                let _ = out.add_data_validation(area.top, left, area.bottom, right, &check);
            }
        }
    }
    Ok(())
}

/// The drop-down; none where a word would become a formula once it is chosen,
/// or its cells are not there.
fn check(book: &Workbook, drop_down: &DropDown) -> Option<DataValidation> {
    let plain = DataValidation::new().show_error_message(drop_down.strict);
    match &drop_down.choices {
        Choices::Words(words) => {
            if words.iter().any(|word| computes(word)) {
                return None;
            }
            plain.allow_list_strings(words).ok()
        }
        Choices::Cells(name, area) => {
            let sheet = book.sheets.iter().find(|sheet| sheet.name == *name)?;
            let inside = |row, col| area.contains(row, col);
            let words = sheet.cells.iter().filter(|cell| inside(cell.row, cell.col));
            let mut any = false;
            for cell in words {
                any = true;
                if matches!(&cell.content, Content::Text(word) if computes(word)) {
                    return None;
                }
            }
            any.then(|| plain.allow_list_formula(Formula::new(range(name, area))))
        }
    }
}

/// Whether a spreadsheet would compute a text that is typed into a cell. A
/// lone dash is a word like any other.
fn computes(word: &str) -> bool {
    let word = word.trim();
    word.starts_with(['=', '+', '@']) || word.len() > 1 && word.starts_with('-')
}

fn range(sheet: &str, area: &Area) -> String {
    let fixed = |row, col| {
        let name = cell_name(row, col);
        let digits = name.find(|ch: char| ch.is_ascii_digit()).unwrap_or(0);
        format!("${}${}", &name[..digits], &name[digits..])
    };
    let sheet = sheet.replace('\'', "''");
    let (from, to) = (fixed(area.top, area.left), fixed(area.bottom, area.right));
    format!("='{sheet}'!{from}:{to}")
}
