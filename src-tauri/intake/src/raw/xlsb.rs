//! Binary Office Open XML through calamine's streaming reader.

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::limits::Limits;
use super::parts::Parts;
use super::xlsx::{content_of_data, within_limits};
use crate::workbook::{Cell, Format, Sheet, Visibility, Workbook};

/// Reads a binary workbook. Merged areas and hidden rows are not known.
pub(super) fn read(bytes: &[u8], parts: &Parts, limits: &Limits) -> Result<Workbook, Refusal> {
    let mut xlsb = Xlsb::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let metadata: Vec<_> = xlsb
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    let mut book = Workbook {
        format: Format::Xlsb,
        date_1904: false,
        number_formats: Vec::new(),
        properties: parts.properties(),
        pictures: u32::try_from(parts.count_under("xl/media/")).unwrap_or(u32::MAX),
        sheets: Vec::new(),
    };
    let mut cells_left = limits.cells_max;
    for (name, visible) in metadata {
        let visibility = match visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        let mut sheet = Sheet {
            visibility,
            ..Sheet::named(&name)
        };
        let mut reader = xlsb
            .worksheet_cells_reader(&name)
            .map_err(|error| refused(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| refused(&error))? {
            cells_left = cells_left
                .checked_sub(1)
                .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many cells"))?;
            let Some(content) = content_of_data(&Data::from(cell.get_value().clone())) else {
                continue;
            };
            let (row, col) = cell.get_position();
            within_limits(row, col, limits)?;
            sheet.cells.push(Cell {
                row,
                col,
                content,
                format: None,
            });
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

fn refused(error: &XlsbError) -> Refusal {
    let code = match error {
        XlsbError::Password => RefusalCode::Encrypted,
        _ => RefusalCode::CutShort,
    };
    Refusal::new(code, error.to_string())
}
