//! Binary Office Open XML through calamine's streaming reader.

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::emit::{Book, Emitter, Value};
use super::parts::Parts;
use crate::workbook::{Format, Visibility};

/// Reads a binary workbook. Merged areas and hidden rows are not known.
pub(super) fn read(
    bytes: &[u8],
    parts: &mut Parts<'_>,
    mut out: Emitter<'_>,
) -> Result<(), Refusal> {
    parts.check_all()?;
    let mut xlsb = Xlsb::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let metadata: Vec<_> = xlsb
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    for (name, visible) in metadata {
        let visibility = match visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        out.sheet(&name, visibility);
        let mut reader = xlsb
            .worksheet_cells_reader(&name)
            .map_err(|error| refused(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| refused(&error))? {
            out.count()?;
            let (row, col) = cell.get_position();
            put(row, col, &Data::from(cell.get_value().clone()), &mut out)?;
        }
    }
    let book = Book {
        date_1904: false,
        properties: parts.properties()?,
        pictures: parts.count_under("xl/media/"),
    };
    out.finish(Format::Xlsb, book);
    Ok(())
}

fn put(row: u32, col: u32, value: &Data, out: &mut Emitter<'_>) -> Result<(), Refusal> {
    let error;
    let value = match value {
        Data::Empty => return Ok(()),
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::String(text) | Data::DurationIso(text) => Value::Text(text),
        Data::Bool(flag) => Value::Bool(*flag),
        Data::DateTime(moment) if moment.is_datetime() => Value::Date(moment.as_f64()),
        Data::DateTime(moment) => Value::Number(moment.as_f64()),
        Data::DateTimeIso(text) => Value::DateIso(text),
        Data::Error(kind) => {
            error = kind.to_string();
            Value::Error(&error)
        }
    };
    out.put(row, col, value, None)
}

fn refused(error: &XlsbError) -> Refusal {
    let code = match error {
        XlsbError::Password => RefusalCode::Encrypted,
        _ => RefusalCode::CutShort,
    };
    Refusal::new(code, error.to_string())
}
