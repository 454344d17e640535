//! The drop-downs of an .xlsx sheet: which cells offer which words. A list is
//! told as words or as cells and never as a formula's text; what a formula
//! computes is left out.

use std::collections::HashMap;

use super::markup::{Piece, Tag, push_text};
use super::parts::Parts;
use super::sheet_part::{area, place};
use crate::look::{Choices, DropDown};
use crate::workbook::Area;

/// More drop-downs, areas of one, or words of one than any return has.
const DROP_DOWNS_MAX: usize = 2_000;
const AREAS_MAX: usize = 2_000;
const WORDS_MAX: usize = 1_000;

/// What the workbook's own names stand for, as written.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// The names that a workbook part defines.
    pub(super) fn of(parts: &mut Parts<'_>, workbook: &str) -> Names {
        let mut names = Names::default();
        let mut open = None;
        let mut text = String::new();
        pieces(parts, workbook, |piece| match piece {
            Piece::Tag(tag) if tag.name == b"definedName" => {
                if let Some(name) = open.take().filter(|_| tag.closing) {
                    names.0.insert(name, std::mem::take(&mut text));
                } else if !tag.closing && names.0.len() < DROP_DOWNS_MAX {
                    open = tag.text("name").map(|name| name.to_lowercase());
                    text.clear();
                }
            }
            Piece::Text(raw) if open.is_some() => push_text(raw, &mut text),
            _ => {}
        });
        names
    }
}

/// Calls `take` for every piece of a part, as far as it is sound.
pub(super) fn pieces(parts: &mut Parts<'_>, part: &str, mut take: impl FnMut(&Piece<'_>)) {
    let Ok(Some(mut markup)) = parts.markup(part) else {
        return;
    };
    while let Ok(Some(piece)) = markup.next() {
        take(&piece);
    }
}

/// A drop-down being read.
#[derive(Default)]
struct Open {
    is_list: bool,
    strict: bool,
    cells: String,
    source: String,
}

/// The text that comes next.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    Source,
    Cells,
}

/// Reads the drop-downs of a sheet's part, those of Excel 2010 included.
pub(super) fn read(parts: &mut Parts<'_>, part: &str, sheet: &str, names: &Names) -> Vec<DropDown> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut inside = Inside::Nothing;
    pieces(parts, part, |piece| match piece {
        Piece::Tag(tag) if tag.name == b"dataValidation" => {
            inside = Inside::Nothing;
            if !tag.closing && !tag.alone {
                open = Some(begun(tag));
            } else if let Some(whole) = open.take().filter(|_| found.len() < DROP_DOWNS_MAX) {
                found.extend(finished(&whole, sheet, names));
            }
        }
        Piece::Tag(tag) if open.is_some() => match (tag.name, tag.closing) {
            (b"formula1", false) => inside = Inside::Source,
            (b"formula1", true) => inside = Inside::Nothing,
            (b"sqref", false) => inside = Inside::Cells,
            (b"sqref", true) => inside = Inside::Nothing,
            _ => {}
        },
        Piece::Text(raw) => match (&mut open, inside) {
            (Some(open), Inside::Source) => push_text(raw, &mut open.source),
            (Some(open), Inside::Cells) => push_text(raw, &mut open.cells),
            _ => {}
        },
        Piece::Tag(_) | Piece::Literal(_) => {}
    });
    found
}

fn begun(tag: &Tag<'_>) -> Open {
    Open {
        is_list: tag.raw("type") == Some(b"list"),
        strict: tag.is_true("showErrorMessage"),
        cells: tag.text("sqref").unwrap_or_default(),
        source: String::new(),
    }
}

fn finished(open: &Open, sheet: &str, names: &Names) -> Option<DropDown> {
    if !open.is_list {
        return None;
    }
    let areas = areas_of(&open.cells);
    let choices = choices(open.source.trim(), sheet, names)?;
    (!areas.is_empty()).then_some(DropDown {
        areas,
        choices,
        strict: open.strict,
    })
}

/// `F4:F9 H4`: cells that one rule is for.
pub(super) fn areas_of(cells: &str) -> Vec<Area> {
    let one = |reference: &str| match reference.contains(':') {
        true => area(reference.as_bytes()),
        false => place(reference.as_bytes()).map(single),
    };
    let found = cells.split_whitespace().filter_map(one);
    found.take(AREAS_MAX).collect()
}

fn single((row, col): (u32, u32)) -> Area {
    Area {
        top: row,
        left: col,
        bottom: row,
        right: col,
    }
}

/// What a list's source says: words in quotes, cells, or a name for cells.
fn choices(source: &str, sheet: &str, names: &Names) -> Option<Choices> {
    let source = source.strip_prefix('=').unwrap_or(source);
    let quoted = source
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(words) = quoted {
        return words_of(&words.replace("\"\"", "\""));
    }
    cells(source, sheet).or_else(|| cells(names.0.get(&source.to_lowercase())?, sheet))
}

/// The words of a list, between commas.
pub(super) fn words_of(joined: &str) -> Option<Choices> {
    let words: Vec<String> = joined
        .split(',')
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX)
        .collect();
    (!words.is_empty()).then_some(Choices::Words(words))
}

/// `$A$1:$A$5`, `Sheet2!$A$1:$A$5`, `'some sheet'!A1`.
fn cells(reference: &str, own: &str) -> Option<Choices> {
    let (sheet, range) = match reference.rsplit_once('!') {
        Some((sheet, range)) => (unquoted(sheet), range),
        None => (own.to_owned(), reference),
    };
    // Another workbook's cells are not there.
    if sheet.contains('[') {
        return None;
    }
    let area = match range.contains(':') {
        true => area(range.as_bytes())?,
        false => single(place(range.as_bytes())?),
    };
    Some(Choices::Cells(sheet, area))
}

fn unquoted(sheet: &str) -> String {
    sheet
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .map_or_else(|| sheet.to_owned(), |inner| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_understood_whole_is_told() {
        let names = Names([("方向".to_owned(), "选项!$B$2:$B$4".to_owned())].into());
        let area = |top, left, bottom, right| Area {
            top,
            left,
            bottom,
            right,
        };
        for (source, told) in [
            (
                "\"是, 否\"",
                Some(Choices::Words(vec!["是".to_owned(), "否".to_owned()])),
            ),
            (
                "$A$1:$A$3",
                Some(Choices::Cells("表1".to_owned(), area(0, 0, 2, 0))),
            ),
            (
                "'下拉 选项'!$A$1",
                Some(Choices::Cells("下拉 选项".to_owned(), area(0, 0, 0, 0))),
            ),
            (
                "方向",
                Some(Choices::Cells("选项".to_owned(), area(1, 1, 3, 1))),
            ),
            ("INDIRECT(A1)", None),
            ("OFFSET($A$1,0,0,3)", None),
            ("[1]Sheet1!$A$1:$A$3", None),
            ("WEBSERVICE(\"http://x\")", None),
            ("\"\"", None),
        ] {
            assert_eq!(choices(source, "表1", &names), told, "{source}");
        }
    }
}
