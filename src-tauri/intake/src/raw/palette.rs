//! Colours as an .xlsx names them: outright, by the old palette, or by the
//! theme and a tint.

use std::collections::HashMap;

use super::markup::Tag;
use super::parts::Parts;

/// The colours a workbook's styles refer to.
pub(super) struct Palette {
    /// The theme's, in the order in which styles count them.
    theme: Vec<u32>,
}

/// The palette of Excel 97, from place 8 on (ECMA-376 part 1, 18.8.27).
pub(super) const INDEXED: [u32; 56] = [
    0x00_0000, 0xFF_FFFF, 0xFF_0000, 0x00_FF00, 0x00_00FF, 0xFF_FF00, 0xFF_00FF, 0x00_FFFF,
    0x80_0000, 0x00_8000, 0x00_0080, 0x80_8000, 0x80_0080, 0x00_8080, 0xC0_C0C0, 0x80_8080,
    0x99_99FF, 0x99_3366, 0xFF_FFCC, 0xCC_FFFF, 0x66_0066, 0xFF_8080, 0x00_66CC, 0xCC_CCFF,
    0x00_0080, 0xFF_00FF, 0xFF_FF00, 0x00_FFFF, 0x80_0080, 0x80_0000, 0x00_8080, 0x00_00FF,
    0x00_CCFF, 0xCC_FFFF, 0xCC_FFCC, 0xFF_FF99, 0x99_CCFF, 0xFF_99CC, 0xCC_99FF, 0xFF_CC99,
    0x33_66FF, 0x33_CCCC, 0x99_CC00, 0xFF_CC00, 0xFF_9900, 0xFF_6600, 0x66_6699, 0x96_9696,
    0x00_3366, 0x33_9966, 0x00_3300, 0x33_3300, 0x99_3300, 0x99_3366, 0x33_3399, 0x33_3333,
];

/// The names of a theme's colours in the order in which styles count them:
/// light before dark, unlike in the theme itself.
const THEME_NAMES: [&str; 12] = [
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
];

impl Palette {
    /// The palette of a workbook, with its theme.
    pub(super) fn of_theme(parts: &mut Parts<'_>) -> Palette {
        let mut by_name: HashMap<String, u32> = HashMap::new();
        let mut name = String::new();
        // A damaged theme gives the colours that come before the damage.
        let _ = parts.tags("xl/theme/theme1.xml", |tag| {
            if tag.closing {
                return;
            }
            let digits = match tag.name {
                b"srgbClr" => tag.text("val"),
                b"sysClr" => tag.text("lastClr"),
                _ => None,
            };
            match digits.and_then(|digits| u32::from_str_radix(&digits, 16).ok()) {
                Some(colour) => {
                    by_name.entry(name.clone()).or_insert(colour);
                }
                None => name = String::from_utf8_lossy(tag.name).into_owned(),
            }
        });
        let theme = THEME_NAMES
            .iter()
            .map(|name| {
                by_name.get(*name).copied().unwrap_or(match *name {
                    "lt1" | "lt2" => 0xFF_FFFF,
                    _ => 0,
                })
            })
            .collect();
        Palette { theme }
    }

    /// The colour an element names; `None` for the automatic one.
    pub(super) fn colour(&self, tag: &Tag<'_>) -> Option<u32> {
        if let Some(rgb) = tag.text("rgb") {
            let digits = rgb.get(rgb.len().saturating_sub(6)..)?;
            return u32::from_str_radix(digits, 16).ok();
        }
        if let Some(index) = tag.number("indexed") {
            let index = index.checked_sub(8)? as usize;
            return INDEXED.get(index).copied();
        }
        let tint = tag.text("tint").and_then(|text| text.parse().ok());
        let colour = self.theme.get(tag.number("theme")? as usize)?;
        Some(tinted(*colour, tint.unwrap_or(0.0)))
    }
}

/// A colour made lighter (up to 1) or darker (down to -1).
fn tinted(colour: u32, tint: f64) -> u32 {
    let channel = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xFF);
        let moved = if tint < 0.0 {
            value * (1.0 + tint.max(-1.0))
        } else {
            value + (255.0 - value) * tint.min(1.0)
        };
        // Within 0 to 255 by construction; the text is the exact way to a whole.
        format!("{moved:.0}").parse::<u32>().unwrap_or(0) << shift
    };
    channel(16) | channel(8) | channel(0)
}
