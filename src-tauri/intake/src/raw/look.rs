//! The look of an .xlsx: its styles, widths and heights. Everything is taken as
//! far as it makes sense and left out where it does not; nothing here refuses a
//! file.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::limits::Limits;
use super::palette::Palette;
use crate::look::{Line, Look, SheetLook, Style};

/// A part larger than this is not looked at.
const PART_BYTES_MAX: u64 = 64 << 20;

/// Cells whose look is kept; a reply to a larger return is plain beyond.
const CELLS_MAX: usize = 400_000;

/// Styles that are kept.
const STYLES_MAX: usize = 20_000;

/// Reads the look of a workbook; `None` if it is no .xlsx.
#[must_use]
pub fn read_look(bytes: &[u8], limits: &Limits) -> Option<Look> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let workbook = part(&mut zip, "xl/workbook.xml", limits)?;
    let relations = part(&mut zip, "xl/_rels/workbook.xml.rels", limits)?;
    let theme = part(&mut zip, "xl/theme/theme1.xml", limits).unwrap_or_default();
    let palette = Palette::of_theme(&theme);
    let styles = part(&mut zip, "xl/styles.xml", limits)
        .map(|xml| styles(&xml, &palette))
        .unwrap_or_default();
    let targets: HashMap<String, String> = each(&relations, "Relationship")
        .into_iter()
        .filter_map(|element| Some((element.get("Id")?.clone(), element.get("Target")?.clone())))
        .collect();
    let mut look = Look {
        styles,
        sheets: Vec::new(),
    };
    let mut cells_left = CELLS_MAX;
    for sheet in each(&workbook, "sheet") {
        let target = sheet.get("id").and_then(|id| targets.get(id));
        let (Some(name), Some(target)) = (sheet.get("name"), target) else {
            continue;
        };
        let path = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("xl/{target}"),
        };
        let mut found = part(&mut zip, &path, limits)
            .map(|xml| sheet_look(&xml, &mut cells_left))
            .unwrap_or_default();
        found.name.clone_from(name);
        look.sheets.push(found);
    }
    Some(look)
}

/// A part as text, by its name in any case.
fn part(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, limits: &Limits) -> Option<String> {
    let wanted = super::parts::part_key(name);
    let index = (0..zip.len()).find(|index| {
        zip.by_index_raw(*index)
            .ok()
            .and_then(|entry| entry.name().ok().map(|name| super::parts::part_key(&name)))
            .is_some_and(|known| known == wanted)
    })?;
    let most = PART_BYTES_MAX.min(limits.part_bytes_max);
    let entry = zip.by_index(index).ok()?;
    let mut bytes = Vec::new();
    entry.take(most + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

type Attributes = HashMap<String, String>;

fn attributes(element: &BytesStart<'_>) -> Attributes {
    element
        .attributes()
        .flatten()
        .filter_map(|attribute| {
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .ok()?;
            let name = attribute.key.local_name().as_ref().to_owned();
            Some((name, value.into_owned()))
        })
        .collect()
}

/// The attributes of every element of a name.
fn each(xml: &str, name: &str) -> Vec<Attributes> {
    let mut found = Vec::new();
    walk(xml, |path, element| {
        if path.last().is_some_and(|last| last == name) {
            found.push(attributes(element));
        }
    });
    found
}

/// Calls `visit` for every element with the names from the root down to it.
fn walk(xml: &str, mut visit: impl FnMut(&[String], &BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    let mut path: Vec<String> = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => {
                path.push(element.local_name().as_ref().to_owned());
                visit(&path, &element);
            }
            Event::Empty(element) => {
                path.push(element.local_name().as_ref().to_owned());
                visit(&path, &element);
                path.pop();
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

/// Fonts, fills, lines and formats, put together for each cell format.
fn styles(xml: &str, palette: &Palette) -> Vec<Style> {
    let mut fonts: Vec<Style> = Vec::new();
    let mut fills: Vec<Option<u32>> = Vec::new();
    let mut borders: Vec<[Line; 4]> = Vec::new();
    let mut formats: HashMap<String, String> = HashMap::new();
    let mut found: Vec<Style> = Vec::new();
    walk(xml, |path, element| {
        let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        let given = attributes(element);
        match names.as_slice() {
            ["numFmts", "numFmt"] => {
                if let (Some(id), Some(code)) = (given.get("numFmtId"), given.get("formatCode")) {
                    formats.insert(id.clone(), code.clone());
                }
            }
            ["fonts", "font"] => fonts.push(Style::default()),
            ["fonts", "font", of] => {
                if let Some(font) = fonts.last_mut() {
                    font_part(font, of, &given, palette);
                }
            }
            ["fills", "fill"] => fills.push(None),
            ["fills", "fill", "patternFill", "fgColor"] => {
                if let Some(fill) = fills.last_mut() {
                    *fill = palette.colour(&given);
                }
            }
            ["borders", "border"] => borders.push(Default::default()),
            ["borders", "border", side, rest @ ..] => {
                if let (Some(lines), Some(at)) = (borders.last_mut(), side_of(side)) {
                    match rest {
                        [] => lines[at].kind = given.get("style").cloned().unwrap_or_default(),
                        _ => lines[at].colour = palette.colour(&given),
                    }
                }
            }
            ["cellXfs", "xf"] if found.len() < STYLES_MAX => {
                found.push(put_together(&given, &fonts, &fills, &borders, &formats));
            }
            ["cellXfs", "xf", "alignment"] => {
                if let Some(style) = found.last_mut() {
                    align(style, &given);
                }
            }
            _ => {}
        }
    });
    found
}

fn side_of(name: &str) -> Option<usize> {
    match name {
        "left" | "start" => Some(0),
        "right" | "end" => Some(1),
        "top" => Some(2),
        "bottom" => Some(3),
        _ => None,
    }
}

fn font_part(font: &mut Style, of: &str, given: &Attributes, palette: &Palette) {
    let value = given.get("val");
    let on = value.is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "none"));
    match of {
        "name" => font.font = value.cloned(),
        "sz" => font.size = number(value).filter(|size| (1.0..=409.0).contains(size)),
        "b" => font.bold = on,
        "i" => font.italic = on,
        "u" => font.underline = on,
        "strike" => font.strike = on,
        "color" => font.colour = palette.colour(given),
        _ => {}
    }
}

fn put_together(
    given: &Attributes,
    fonts: &[Style],
    fills: &[Option<u32>],
    borders: &[[Line; 4]],
    formats: &HashMap<String, String>,
) -> Style {
    let index = |name: &str| given.get(name).and_then(|text| text.parse::<usize>().ok());
    let mut style = index("fontId")
        .and_then(|at| fonts.get(at).cloned())
        .unwrap_or_default();
    style.fill = index("fillId").and_then(|at| fills.get(at).copied().flatten());
    style.lines = index("borderId")
        .and_then(|at| borders.get(at).cloned())
        .unwrap_or_default();
    style.number_format = given
        .get("numFmtId")
        .and_then(|id| formats.get(id).cloned())
        .unwrap_or_default();
    style
}

fn align(style: &mut Style, given: &Attributes) {
    let text = |name: &str| given.get(name).cloned().unwrap_or_default();
    let on = |name: &str| matches!(text(name).as_str(), "1" | "true");
    style.across = text("horizontal");
    style.down = text("vertical");
    style.wrap = on("wrapText");
    style.shrink = on("shrinkToFit");
    style.indent = text("indent").parse().unwrap_or(0);
    style.turned = text("textRotation").parse().unwrap_or(0);
}

fn number(text: Option<&String>) -> Option<f64> {
    text?
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
}

fn sheet_look(xml: &str, cells_left: &mut usize) -> SheetLook {
    let mut look = SheetLook::default();
    let (mut row, mut next_row, mut col) = (0_u32, 0_u32, 0_u32);
    walk(xml, |path, element| {
        let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        let given = match names.as_slice() {
            ["cols", "col"]
            | ["sheetData", "row"]
            | ["sheetData", "row", "c"]
            | ["pageSetup"]
            | ["sheetViews", "sheetView", "pane"] => attributes(element),
            _ => return,
        };
        let whole = |name: &str| given.get(name).and_then(|text| text.parse::<u32>().ok());
        match names.as_slice() {
            ["cols", "col"] => {
                if let (Some(first), Some(last), Some(width)) =
                    (whole("min"), whole("max"), number(given.get("width")))
                {
                    look.widths
                        .push((first.saturating_sub(1), last.saturating_sub(1), width));
                }
            }
            ["sheetData", "row"] => {
                row = match whole("r") {
                    Some(number) => number.saturating_sub(1),
                    None => next_row,
                };
                next_row = row.saturating_add(1);
                col = 0;
                if let Some(height) = number(given.get("ht")) {
                    look.heights.push((row, height));
                }
            }
            ["sheetData", "row", "c"] => {
                if let Some(place) = given.get("r").and_then(|name| place_of(name)) {
                    (row, col) = place;
                }
                if let Some(style) = whole("s").filter(|_| *cells_left > 0) {
                    *cells_left -= 1;
                    look.cells.push((row, col, style));
                }
                col = col.saturating_add(1);
            }
            ["pageSetup"] => {
                look.landscape = given
                    .get("orientation")
                    .is_some_and(|text| text == "landscape");
                look.paper = whole("paperSize").and_then(|paper| u8::try_from(paper).ok());
            }
            _ => {
                if given
                    .get("state")
                    .is_some_and(|state| state.starts_with("frozen"))
                {
                    let count = |name: &str| whole_of(given.get(name));
                    look.frozen = Some((count("ySplit"), count("xSplit")));
                }
            }
        }
    });
    look
}

fn whole_of(text: Option<&String>) -> u32 {
    text.and_then(|text| text.split('.').next()?.parse().ok())
        .unwrap_or(0)
}

/// `F12` as row and column from 0.
fn place_of(name: &str) -> Option<(u32, u32)> {
    let letters = name.chars().take_while(char::is_ascii_uppercase).count();
    let mut col = 0_u32;
    for letter in name.bytes().take(letters) {
        col = col
            .checked_mul(26)?
            .checked_add(u32::from(letter - b'A') + 1)?;
    }
    let row: u32 = name.get(letters..)?.parse().ok()?;
    Some((row.checked_sub(1)?, col.checked_sub(1)?))
}
