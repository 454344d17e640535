//! The styles of an OpenDocument spreadsheet: by name, each with what it takes
//! over from the style it comes from.

use std::collections::HashMap;

use super::markup::Tag;
use super::ods_format::Formats;
use crate::look::{Line, Style};

/// Styles that are kept.
const STYLES_MAX: usize = 20_000;

/// What was learnt of styles so far.
#[derive(Default)]
pub(super) struct Styles {
    /// The styles of cells in the order of their names' first use.
    kept: Vec<Style>,
    named: HashMap<String, u32>,
    widths: HashMap<String, f64>,
    heights: HashMap<String, f64>,
    /// The fonts that text styles call by another name.
    fonts: HashMap<String, String>,
    pub(super) formats: Formats,
    /// The style being read: its name and whether it is a cell's.
    open: Option<(String, bool)>,
}

impl Styles {
    /// Takes a tag that may be part of a style.
    pub(super) fn take(&mut self, tag: &Tag<'_>) {
        self.formats.take(tag);
        if tag.closing {
            if tag.name == b"style" {
                self.open = None;
            }
            return;
        }
        match tag.name {
            b"font-face" => {
                if let (Some(name), Some(family)) = (tag.text("name"), tag.text("font-family")) {
                    let family = family.trim_matches('\'').to_owned();
                    self.fonts.insert(name, family);
                }
            }
            b"style" => self.begin(tag),
            b"table-column-properties" => {
                if let (Some((name, _)), Some(width)) = (&self.open, points(tag, "column-width")) {
                    self.widths.insert(name.clone(), characters(width));
                }
            }
            b"table-row-properties" => {
                if let (Some((name, _)), Some(height)) = (&self.open, points(tag, "row-height")) {
                    self.heights.insert(name.clone(), height);
                }
            }
            b"table-cell-properties" | b"paragraph-properties" | b"text-properties" => {
                self.part(tag);
            }
            _ => {}
        }
    }

    /// The width of a column style in characters.
    pub(super) fn width(&self, name: &str) -> Option<f64> {
        self.widths.get(name).copied()
    }

    /// The height of a row style in points.
    pub(super) fn height(&self, name: &str) -> Option<f64> {
        self.heights.get(name).copied()
    }

    /// The place of a cell style.
    pub(super) fn number_of(&self, name: &str) -> Option<u32> {
        self.named.get(name).copied()
    }

    /// The styles of cells with their number formats, which may be declared
    /// after the styles that use them.
    pub(super) fn finished(mut self) -> Vec<Style> {
        for (name, at) in &self.named {
            if let Some(style) = self.kept.get_mut(*at as usize) {
                style.number_format = self.formats.code_of(name).unwrap_or_default();
            }
        }
        self.kept
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        let name = tag.text("name").unwrap_or_default();
        let of_cell = tag.raw("family") == Some(b"table-cell");
        if of_cell && self.kept.len() < STYLES_MAX {
            let parent = tag
                .text("parent-style-name")
                .and_then(|parent| self.named.get(&parent))
                .and_then(|at| self.kept.get(*at as usize))
                .cloned();
            let at = u32::try_from(self.kept.len()).unwrap_or(u32::MAX);
            self.named.insert(name.clone(), at);
            self.kept.push(parent.unwrap_or_default());
        }
        self.open = (!tag.alone).then_some((name, of_cell));
    }

    fn part(&mut self, tag: &Tag<'_>) {
        let fonts = &self.fonts;
        let Some((name, true)) = &self.open else {
            return;
        };
        let at = self.named.get(name).copied().unwrap_or(u32::MAX);
        let Some(style) = self.kept.get_mut(at as usize) else {
            return;
        };
        match tag.name {
            b"table-cell-properties" => of_cell(style, tag),
            b"paragraph-properties" => {
                if let Some(across) = tag.text("text-align") {
                    style.across = match across.as_str() {
                        "start" => "left".to_owned(),
                        "end" => "right".to_owned(),
                        _ => across,
                    };
                }
            }
            _ => of_text(style, tag, fonts),
        }
    }
}

fn of_cell(style: &mut Style, tag: &Tag<'_>) {
    if let Some(fill) = tag.text("background-color") {
        style.fill = colour(&fill);
    }
    if let Some(all) = tag.text("border") {
        let line = line(&all);
        style.lines = [line.clone(), line.clone(), line.clone(), line];
    }
    for (at, side) in ["border-left", "border-right", "border-top", "border-bottom"]
        .iter()
        .enumerate()
    {
        if let Some(one) = tag.text(side) {
            style.lines[at] = line(&one);
        }
    }
    if let Some(wrap) = tag.raw("wrap-option") {
        style.wrap = wrap == b"wrap";
    }
    if let Some(down) = tag.text("vertical-align") {
        style.down = match down.as_str() {
            "middle" => "center".to_owned(),
            "automatic" => String::new(),
            _ => down,
        };
    }
}

fn of_text(style: &mut Style, tag: &Tag<'_>, fonts: &HashMap<String, String>) {
    // Chinese text has a font of its own beside the Latin one.
    let named = |name: &str| {
        let name = tag.text(name)?;
        Some(fonts.get(&name).cloned().unwrap_or(name))
    };
    if let Some(font) = named("font-name-asian").or_else(|| named("font-name")) {
        style.font = Some(font);
    }
    if let Some(size) = points(tag, "font-size") {
        style.size = Some(size);
    }
    if let Some(weight) = tag.raw("font-weight") {
        style.bold = weight == b"bold" || super::markup::number(weight).is_some_and(|w| w >= 600);
    }
    if let Some(slant) = tag.raw("font-style") {
        style.italic = slant == b"italic";
    }
    if let Some(line) = tag.raw("text-underline-style") {
        style.underline = line != b"none";
    }
    if let Some(line) = tag.raw("text-line-through-style") {
        style.strike = line != b"none";
    }
    if let Some(of) = tag.text("color") {
        style.colour = colour(&of);
    }
}

/// `0.75pt solid #000000`.
fn line(words: &str) -> Line {
    let mut kind = "thin";
    let mut of = None;
    for word in words.split_whitespace() {
        match word {
            "none" | "hidden" => return Line::default(),
            "double" => kind = "double",
            "dashed" => kind = "dashed",
            "dotted" => kind = "dotted",
            word if word.starts_with('#') => of = colour(word),
            word => {
                if let Some(width) = length(word)
                    && kind == "thin"
                {
                    kind = match width {
                        width if width < 0.5 => "hair",
                        width if width < 1.2 => "thin",
                        width if width < 2.2 => "medium",
                        _ => "thick",
                    };
                }
            }
        }
    }
    Line {
        kind: kind.to_owned(),
        colour: of,
    }
}

/// `#RRGGBB`; none for transparent.
fn colour(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    u32::from_str_radix(digits, 16).ok()
}

fn points(tag: &Tag<'_>, name: &str) -> Option<f64> {
    length(&tag.text(name)?).filter(|points| (0.0..=2_000.0).contains(points))
}

/// A length in points.
fn length(text: &str) -> Option<f64> {
    let unit = text.find(|ch: char| ch.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit);
    let number: f64 = number.parse().ok()?;
    let points = match unit {
        "pt" => 1.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "px" => 0.75,
        _ => return None,
    };
    Some(number * points)
}

/// A width in characters of the usual font, which take 7 pixels each and 5 for
/// the cell's edge; a pixel is three quarters of a point.
fn characters(points: f64) -> f64 {
    ((points / 0.75 - 5.0) / 7.0).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_units() {
        assert_eq!(length("2.54cm"), Some(72.0), "an inch has 72 points");
        assert_eq!(length("12pt"), Some(12.0), "points as they are");
        assert_eq!(length("12"), None, "no unit, no length");
    }
}
