//! OLE containers: xls and et through calamine; other documents and encrypted
//! workbooks are refused by name.

use std::io::Cursor;

use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError};
use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::biff::{self, BookFacts};
use super::cfb::Container;
use super::limits::Limits;
use super::xlsx::{area, content_of_data, intern, within_limits};
use crate::workbook::{Cell, Content, Format, Sheet, Visibility, Workbook};

/// Reads an OLE container.
pub(super) fn read_ole(bytes: &[u8], limits: &Limits) -> Result<Workbook, Refusal> {
    let container = Container::open(bytes)
        .ok_or_else(|| Refusal::new(RefusalCode::CutShort, "the OLE tables make no sense"))?;
    if container.has("EncryptedPackage") || container.has("EncryptionInfo") {
        return Err(Refusal::new(RefusalCode::Encrypted, "an encrypted package"));
    }
    let stream = container
        .stream("Workbook")
        .or_else(|| container.stream("Book"));
    let Some(stream) = stream else {
        let (code, detail) = if container.has("WordDocument") {
            (RefusalCode::NotWorkbook, "a text document")
        } else if container.has("PowerPoint Document") {
            (RefusalCode::NotWorkbook, "a presentation")
        } else if container.has("Root Entry") {
            (
                RefusalCode::NotWorkbook,
                "an OLE document without a workbook",
            )
        } else {
            (
                RefusalCode::CutShort,
                "an OLE container without a directory",
            )
        };
        return Err(Refusal::new(code, detail));
    };
    let facts = biff::scan(&stream);
    if facts.encrypted {
        return Err(Refusal::new(
            RefusalCode::Encrypted,
            "the stream is encrypted",
        ));
    }
    let mut xls = Xls::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    read_sheets(&mut xls, &facts, limits)
}

fn read_sheets(
    xls: &mut Xls<Cursor<&[u8]>>,
    facts: &BookFacts,
    limits: &Limits,
) -> Result<Workbook, Refusal> {
    let metadata: Vec<_> = xls
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.typ, sheet.visible))
        .collect();
    let worksheets = metadata
        .iter()
        .filter(|(_, typ, _)| *typ == SheetType::WorkSheet)
        .count();
    if worksheets == 0
        && metadata
            .iter()
            .any(|(_, typ, _)| *typ == SheetType::MacroSheet)
    {
        return Err(Refusal::new(RefusalCode::MacroOnly, "macro sheets only"));
    }
    let mut book = Workbook {
        format: Format::Xls,
        date_1904: xls.has_1904_epoch(),
        number_formats: Vec::new(),
        properties: Vec::new(),
        pictures: facts.pictures,
        sheets: Vec::new(),
    };
    let mut cells_left = limits.cells_max;
    for (index, (name, typ, visible)) in metadata.into_iter().enumerate() {
        if typ != SheetType::WorkSheet {
            continue;
        }
        let visibility = match visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden => Visibility::Hidden,
            SheetVisible::VeryHidden => Visibility::VeryHidden,
        };
        let mut sheet = Sheet {
            visibility,
            ..Sheet::named(plain(&name))
        };
        let range = xls
            .worksheet_range(&name)
            .map_err(|error| refused(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        let known = facts.sheets.get(index).map(|(_, facts)| facts);
        for (row, col, value) in range.used_cells() {
            cells_left = cells_left
                .checked_sub(1)
                .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many cells"))?;
            let Some(content) = content_of_data(value) else {
                continue;
            };
            let row = top + u32::try_from(row).unwrap_or(u32::MAX - top);
            let col = left + u32::try_from(col).unwrap_or(u32::MAX - left);
            within_limits(row, col, limits)?;
            let format = known
                .and_then(|known| known.formats.get(&(row, col)))
                .and_then(|code| intern(&mut book.number_formats, code));
            sheet.cells.push(Cell {
                row,
                col,
                content: repaired(content),
                format,
            });
        }
        if let Some(known) = known {
            sheet.hidden_rows.clone_from(&known.hidden_rows);
            sheet.hidden_columns.clone_from(&known.hidden_columns);
        }
        sheet.merges = xls
            .merge_cells_by_sheet_name(&name)
            .map(|areas| areas.iter().map(area).collect())
            .unwrap_or_default();
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// Some producers mark two-byte text as one-byte text: every other character
/// then is NUL, and leaving those out gives what was meant.
fn repaired(content: Content) -> Content {
    match content {
        Content::Text(text) if text.contains('\0') => Content::Text(plain(&text).into()),
        other => other,
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|&ch| ch != '\0').collect()
}

fn refused(error: &XlsError) -> Refusal {
    let code = match error {
        XlsError::Password => RefusalCode::Encrypted,
        _ => RefusalCode::CutShort,
    };
    Refusal::new(code, error.to_string())
}
