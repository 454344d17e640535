//! Zipped workbooks: xlsx through calamine's streaming reader, which never
//! allocates for cells the file only claims to have.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use ruku_model::finding::RefusalCode;

use super::Refusal;
use super::limits::Limits;
use super::parts::Parts;
use super::sheet_scan::SheetScan;
use crate::workbook::{Area, Cell, Content, Format, Sheet, Visibility, Workbook};

/// Reads a zip: a workbook, or some other document that is refused by name.
pub(super) fn read_zip(bytes: &[u8], limits: &Limits) -> Result<Workbook, Refusal> {
    let parts = Parts::inflate(bytes, limits)?;
    if parts.has("xl/workbook.xml") {
        return read_xlsx(bytes, &parts, limits);
    }
    if parts.has("xl/workbook.bin") {
        return super::xlsb::read(bytes, &parts, limits);
    }
    if parts.has("content.xml") && parts.has("META-INF/manifest.xml") {
        return super::ods::read(bytes, &parts, limits);
    }
    let (code, detail) = if parts.has("word/document.xml") {
        (RefusalCode::NotWorkbook, "a text document")
    } else if parts.has("ppt/presentation.xml") {
        (RefusalCode::NotWorkbook, "a presentation")
    } else if parts.has("OFD.xml") {
        (RefusalCode::Scan, "OFD")
    } else {
        (RefusalCode::NotWorkbook, "a zip without a workbook")
    };
    Err(Refusal::new(code, detail))
}

fn read_xlsx(bytes: &[u8], parts: &Parts, limits: &Limits) -> Result<Workbook, Refusal> {
    if parts.count_under("xl/macrosheets/") > 0 && parts.count_under("xl/worksheets/") == 0 {
        return Err(Refusal::new(RefusalCode::MacroOnly, "macro sheets only"));
    }
    let (book, scans) = std::thread::scope(|scope| {
        let scans = scope.spawn(|| parts.scan_worksheets(bytes));
        let book = read_sheets(bytes, parts, limits);
        (book, scans.join())
    });
    let mut book = book?;
    let scans = scans
        .map_err(|_| Refusal::new(RefusalCode::CutShort, "a worksheet cannot be scanned"))??;
    for (name, part) in parts.sheet_parts() {
        let sheet = book.sheets.iter_mut().find(|sheet| sheet.name == name);
        if let (Some(sheet), Some(scan)) = (sheet, scans.get(&part)) {
            add_scan(sheet, scan);
        }
    }
    Ok(book)
}

fn read_sheets(bytes: &[u8], parts: &Parts, limits: &Limits) -> Result<Workbook, Refusal> {
    let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let metadata: Vec<_> = xlsx
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
        format: Format::Xlsx,
        date_1904: xlsx.has_1904_epoch(),
        number_formats: Vec::new(),
        properties: parts.properties(),
        pictures: u32::try_from(parts.count_under("xl/media/")).unwrap_or(u32::MAX),
        sheets: Vec::new(),
    };
    let mut cells_left = limits.cells_max;
    for (name, typ, visible) in metadata {
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
            ..Sheet::named(&name)
        };
        read_cells(
            &mut xlsx,
            &mut sheet,
            &mut book.number_formats,
            &mut cells_left,
            limits,
        )?;
        sheet.merges = merges_of(&mut xlsx, &name);
        book.sheets.push(sheet);
    }
    Ok(book)
}

fn read_cells(
    xlsx: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    formats: &mut Vec<String>,
    cells_left: &mut u64,
    limits: &Limits,
) -> Result<(), Refusal> {
    let mut reader = match xlsx.worksheet_cells_reader(&sheet.name) {
        Ok(reader) => reader,
        // A sheet without a part, or a dialogue: nothing can stand on it.
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(()),
        Err(error) => return Err(refused(&error)),
    };
    let mut format_of_style: Vec<Option<Option<u16>>> = vec![None; reader.styles().len()];
    while let Some((cell, style)) = reader
        .next_cell_with_style_id()
        .map_err(|error| refused(&error))?
    {
        *cells_left = cells_left
            .checked_sub(1)
            .ok_or_else(|| Refusal::new(RefusalCode::TooLarge, "too many cells"))?;
        let Some(content) = content_of(cell.get_value()) else {
            continue;
        };
        let (row, col) = cell.get_position();
        within_limits(row, col, limits)?;
        let format = match format_of_style.get_mut(style) {
            Some(known) => *known.get_or_insert_with(|| {
                let code = reader.styles()[style].number_format.as_ref()?;
                intern(formats, &code.format_code)
            }),
            None => None,
        };
        sheet.cells.push(Cell {
            row,
            col,
            content,
            format,
        });
    }
    Ok(())
}

/// Refuses a cell beyond the rows and columns a return can have.
pub(super) fn within_limits(row: u32, col: u32, limits: &Limits) -> Result<(), Refusal> {
    if row >= limits.rows_max || col >= limits.columns_max {
        let place = crate::workbook::cell_name(row, col);
        return Err(Refusal::new(
            RefusalCode::TooLarge,
            format!("a cell at {place}"),
        ));
    }
    Ok(())
}

/// The index of a number format, adding it if it is new.
pub(super) fn intern(formats: &mut Vec<String>, code: &str) -> Option<u16> {
    if code.is_empty() || code.eq_ignore_ascii_case("general") {
        return None;
    }
    let index = formats
        .iter()
        .position(|known| known == code)
        .unwrap_or_else(|| {
            formats.push(code.to_owned());
            formats.len() - 1
        });
    u16::try_from(index).ok()
}

fn content_of(value: &DataRef<'_>) -> Option<Content> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => text_content(text)?,
        other => return content_of_data(&Data::from(other.clone())),
    })
}

/// What a cell of calamine's holds; `None` for nothing.
pub(super) fn content_of_data(value: &Data) -> Option<Content> {
    Some(match value {
        Data::Empty => return None,
        Data::Int(number) => Content::Number(*number as f64),
        Data::Float(number) => Content::Number(*number),
        Data::String(text) => text_content(text)?,
        Data::Bool(flag) => Content::Bool(*flag),
        Data::DateTime(moment) if moment.is_datetime() => Content::Date(moment.as_f64()),
        Data::DateTime(moment) => Content::Number(moment.as_f64()),
        Data::DateTimeIso(text) => Content::DateIso(text.as_str().into()),
        Data::DurationIso(text) => Content::Text(text.as_str().into()),
        Data::Error(error) => Content::Error(error.to_string().into()),
    })
}

fn text_content(text: &str) -> Option<Content> {
    (!text.is_empty()).then(|| Content::Text(text.into()))
}

/// Puts in what calamine did not tell. Cells stay in order.
fn add_scan(sheet: &mut Sheet, scan: &SheetScan) {
    sheet.hidden_rows.clone_from(&scan.hidden_rows);
    sheet.hidden_columns.clone_from(&scan.hidden_columns);
    if scan.uncalculated.is_empty() {
        return;
    }
    let empty = scan.uncalculated.iter().map(|&(row, col)| Cell {
        row,
        col,
        content: Content::Uncalculated,
        format: None,
    });
    sheet.cells.extend(empty);
    sheet.cells.sort_by_key(|cell| (cell.row, cell.col));
    // A stored empty text counts as a result: the scan may name such a cell too.
    sheet.cells.dedup_by_key(|cell| (cell.row, cell.col));
}

fn merges_of(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Vec<Area> {
    xlsx.merge_cells_by_sheet_name(name)
        .map(|areas| areas.iter().map(area).collect())
        .unwrap_or_default()
}

/// A merged area of calamine's.
pub(super) fn area(dimensions: &calamine::Dimensions) -> Area {
    Area {
        top: dimensions.start.0,
        left: dimensions.start.1,
        bottom: dimensions.end.0,
        right: dimensions.end.1,
    }
}

fn refused(error: &XlsxError) -> Refusal {
    let code = match error {
        XlsxError::Password => RefusalCode::Encrypted,
        _ => RefusalCode::CutShort,
    };
    Refusal::new(code, error.to_string())
}
