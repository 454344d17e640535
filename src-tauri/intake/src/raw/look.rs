//! The look of a workbook by its format; that of an .xlsx is read here: its
//! styles, widths and heights. Everything is taken as
//! far as it makes sense and left out where it does not; nothing here refuses a
//! file.

use std::collections::HashMap;

use super::drop_downs::{self, Names};
use super::limits::Limits;
use super::markup::Tag;
use super::ods_look;
use super::own_rules;
use super::palette::Palette;
use super::parts::Parts;
use super::sheet_part::{area, place};
use super::sniff::{self, Kind};
use super::xls_look;
use super::xlsx::relations;
use crate::look::{Line, Look, SheetLook, Style};

/// Where the programs that make an .xlsx all put the workbook.
const WORKBOOK: &str = "xl/workbook.xml";

/// Cells whose look is kept; a reply to a larger return is plain beyond.
const CELLS_MAX: usize = 400_000;

/// Styles that are kept.
const STYLES_MAX: usize = 20_000;

/// Reads the look of a workbook; `None` where its format has none that is read.
#[must_use]
pub fn read_look(bytes: &[u8], limits: &Limits) -> Option<Look> {
    match sniff::kind_of(bytes) {
        Kind::Ole => return xls_look::read(bytes),
        Kind::Biff => return xls_look::read_stream(bytes),
        Kind::Zip => {}
        _ => return None,
    }
    let mut parts = Parts::open(bytes, limits).ok()?;
    if !parts.has(WORKBOOK) {
        return ods_look::read(&mut parts);
    }
    let relations = relations(&mut parts, WORKBOOK).ok()?;
    let palette = Palette::of_theme(&mut parts);
    let styles = styles(&mut parts, &palette);
    let looks = own_rules::looks(&mut parts, &palette);
    let mut sheets = Vec::new();
    walk(&mut parts, WORKBOOK, |path, tag| {
        if path == ["sheets", "sheet"] {
            sheets.push((tag.text("name"), tag.text("id")));
        }
    });
    let mut look = Look {
        styles,
        sheets: Vec::new(),
    };
    let names = Names::of(&mut parts, WORKBOOK);
    let mut cells_left = CELLS_MAX;
    for (name, id) in sheets {
        let relation = id.and_then(|id| relations.get(&id));
        if let (Some(name), Some(relation)) = (name, relation) {
            let found = sheet_look(&mut parts, &relation.part, &mut cells_left);
            let drop_downs = drop_downs::read(&mut parts, &relation.part, &name, &names);
            let mut own = SheetLook {
                name,
                drop_downs,
                ..found
            };
            own_rules::read(&mut parts, &relation.part, &looks, &mut own);
            look.sheets.push(own);
        }
    }
    Some(look)
}

/// Calls `visit` for every element of a part with the names from the root's
/// children down to it. A part that is damaged is walked as far as it goes.
pub(super) fn walk(parts: &mut Parts<'_>, part: &str, mut visit: impl FnMut(&[&str], &Tag<'_>)) {
    let mut path: Vec<String> = Vec::new();
    let _ = parts.tags(part, |tag| {
        if tag.closing {
            path.pop();
            return;
        }
        path.push(String::from_utf8_lossy(tag.name).into_owned());
        let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        visit(&names, &tag);
        if tag.alone {
            path.pop();
        }
    });
}

/// Fonts, fills, lines and formats, put together for each cell format.
fn styles(parts: &mut Parts<'_>, palette: &Palette) -> Vec<Style> {
    let mut fonts: Vec<Style> = Vec::new();
    let mut fills: Vec<Option<u32>> = Vec::new();
    let mut borders: Vec<[Line; 4]> = Vec::new();
    let mut formats: HashMap<u32, String> = HashMap::new();
    let mut found: Vec<Style> = Vec::new();
    walk(parts, "xl/styles.xml", |path, tag| match path {
        ["numFmts", "numFmt"] => {
            if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.text("formatCode")) {
                formats.insert(id, code);
            }
        }
        ["fonts", "font"] => fonts.push(Style::default()),
        ["fonts", "font", of] => {
            if let Some(font) = fonts.last_mut() {
                font_part(font, of, tag, palette);
            }
        }
        ["fills", "fill"] => fills.push(None),
        ["fills", "fill", "patternFill", "fgColor"] => {
            if let Some(fill) = fills.last_mut() {
                *fill = palette.colour(tag);
            }
        }
        ["borders", "border"] => borders.push(Default::default()),
        ["borders", "border", side, rest @ ..] => {
            if let (Some(lines), Some(at)) = (borders.last_mut(), side_of(side)) {
                match rest {
                    [] => lines[at].kind = tag.text("style").unwrap_or_default(),
                    _ => lines[at].colour = palette.colour(tag),
                }
            }
        }
        ["cellXfs", "xf"] if found.len() < STYLES_MAX => {
            found.push(put_together(tag, &fonts, &fills, &borders, &formats));
        }
        ["cellXfs", "xf", "alignment"] => {
            if let Some(style) = found.last_mut() {
                align(style, tag);
            }
        }
        _ => {}
    });
    found
}

pub(super) fn side_of(name: &str) -> Option<usize> {
    match name {
        "left" | "start" => Some(0),
        "right" | "end" => Some(1),
        "top" => Some(2),
        "bottom" => Some(3),
        _ => None,
    }
}

pub(super) fn font_part(font: &mut Style, of: &str, tag: &Tag<'_>, palette: &Palette) {
    let on = !matches!(tag.raw("val"), Some(b"0" | b"false" | b"none"));
    match of {
        "name" => font.font = tag.text("val"),
        "sz" => font.size = decimal(tag, "val").filter(|size| (1.0..=409.0).contains(size)),
        "b" => font.bold = on,
        "i" => font.italic = on,
        "u" => font.underline = on,
        "strike" => font.strike = on,
        "color" => font.colour = palette.colour(tag),
        _ => {}
    }
}

fn put_together(
    tag: &Tag<'_>,
    fonts: &[Style],
    fills: &[Option<u32>],
    borders: &[[Line; 4]],
    formats: &HashMap<u32, String>,
) -> Style {
    let index = |name: &str| tag.number(name).map(|index| index as usize);
    let mut style = index("fontId")
        .and_then(|at| fonts.get(at).cloned())
        .unwrap_or_default();
    style.fill = index("fillId").and_then(|at| fills.get(at).copied().flatten());
    style.lines = index("borderId")
        .and_then(|at| borders.get(at).cloned())
        .unwrap_or_default();
    style.number_format = tag
        .number("numFmtId")
        .and_then(|id| formats.get(&id).cloned())
        .unwrap_or_default();
    style
}

fn align(style: &mut Style, tag: &Tag<'_>) {
    style.across = tag.text("horizontal").unwrap_or_default();
    style.down = tag.text("vertical").unwrap_or_default();
    style.wrap = tag.is_true("wrapText");
    style.shrink = tag.is_true("shrinkToFit");
    let small = |name: &str| tag.text(name).and_then(|text| text.parse().ok());
    style.indent = small("indent").unwrap_or(0);
    style.turned = tag
        .text("textRotation")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
}

/// The value of an attribute that is a number with decimals.
fn decimal(tag: &Tag<'_>, name: &str) -> Option<f64> {
    let number = tag.text(name)?.parse::<f64>().ok()?;
    number.is_finite().then_some(number)
}

fn sheet_look(parts: &mut Parts<'_>, part: &str, cells_left: &mut usize) -> SheetLook {
    let mut look = SheetLook::default();
    let (mut row, mut next_row, mut col) = (0_u32, 0_u32, 0_u32);
    walk(parts, part, |path, tag| match path {
        ["cols", "col"] => {
            if let (Some(first), Some(last), Some(width)) =
                (tag.number("min"), tag.number("max"), decimal(tag, "width"))
            {
                look.widths
                    .push((first.saturating_sub(1), last.saturating_sub(1), width));
            }
        }
        ["sheetData", "row"] => {
            row = tag
                .number("r")
                .map_or(next_row, |row| row.saturating_sub(1));
            next_row = row.saturating_add(1);
            col = 0;
            if let Some(height) = decimal(tag, "ht") {
                look.heights.push((row, height));
            }
        }
        ["sheetData", "row", "c"] => {
            if let Some(there) = tag.raw("r").and_then(place) {
                (row, col) = there;
            }
            if let Some(style) = tag.number("s").filter(|_| *cells_left > 0) {
                *cells_left -= 1;
                look.cells.push((row, col, style));
            }
            col = col.saturating_add(1);
        }
        ["sheetData", "row", "c", "f"] => look.formulas = true,
        ["autoFilter"] => look.filter = tag.raw("ref").and_then(area),
        ["pageSetup"] => {
            look.landscape = tag.raw("orientation") == Some(b"landscape");
            look.paper = tag
                .number("paperSize")
                .and_then(|paper| u8::try_from(paper).ok());
        }
        ["sheetViews", "sheetView", "pane"] => {
            let frozen = |state: &[u8]| state.starts_with(b"frozen");
            if tag.raw("state").is_some_and(frozen) {
                look.frozen = Some((split(tag, "ySplit"), split(tag, "xSplit")));
            }
        }
        _ => {}
    });
    look
}

/// How many rows or columns stay in place.
fn split(tag: &Tag<'_>, name: &str) -> u32 {
    let text = tag.text(name).unwrap_or_default();
    let whole = text.split('.').next().unwrap_or_default();
    whole.parse().unwrap_or(0)
}
