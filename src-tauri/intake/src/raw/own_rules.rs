//! The input checks of an .xlsx sheet that are no lists, and its conditional
//! colours. What is not understood whole is only counted, so that a reply can
//! say that it was left out.

use super::drop_downs::{areas_of, pieces};
use super::markup::{Piece, Tag, push_text};
use super::palette::Palette;
use super::parts::Parts;
use super::rule::understood;
use crate::look::{
    CheckKind, ColourRule, Comparison, InputCheck, SheetLook, Strength, Style, When,
};
use crate::workbook::Area;

/// More rules of a sheet, or looks for them, than any return has.
const RULES_MAX: usize = 2_000;

/// Which text comes next.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    /// The first or second formula.
    Formula(usize),
    Cells,
}

/// A rule being read.
#[derive(Default)]
struct Open {
    kind: String,
    operator: String,
    cells: String,
    formulas: [String; 2],
    look: Option<usize>,
    last: bool,
    blank: bool,
    strength: Option<Strength>,
    prompt: (String, String),
    refusal: (String, String),
}

/// Reads the rules of a sheet's part into its look; `looks` are those that
/// conditional colours refer to.
pub(super) fn read(parts: &mut Parts<'_>, part: &str, looks: &[Style], sheet: &mut SheetLook) {
    let mut open: Option<Open> = None;
    // The rules of one group of coloured cells, whose cells may be told last.
    let mut group: Vec<Open> = Vec::new();
    let mut cells = String::new();
    let mut inside = Inside::Nothing;
    let mut count = 0_usize;
    pieces(parts, part, |piece| match piece {
        Piece::Tag(tag) => match (tag.name, tag.closing) {
            (b"dataValidation", false) if !tag.alone => open = Some(check(tag)),
            (b"dataValidation", false) => {}
            (b"dataValidation", true) => {
                if let Some(whole) = open.take().filter(|_| count < RULES_MAX) {
                    count += 1;
                    sheet.take_check(&whole);
                }
            }
            (b"conditionalFormatting", false) => {
                cells = tag.text("sqref").unwrap_or_default();
                group.clear();
            }
            (b"conditionalFormatting", true) => {
                for rule in group.drain(..) {
                    sheet.take_colour(&rule, &cells, looks);
                }
            }
            (b"cfRule", closing) => {
                if !closing {
                    open = Some(colour(tag));
                }
                if (closing || tag.alone) && count < RULES_MAX {
                    count += 1;
                    group.extend(open.take());
                }
            }
            (b"formula1", closing) => inside = entered(Inside::Formula(0), closing),
            (b"formula2", closing) => inside = entered(Inside::Formula(1), closing),
            (b"formula", false) => {
                let first = open.as_ref().is_some_and(|one| one.formulas[0].is_empty());
                inside = Inside::Formula(usize::from(!first));
            }
            (b"sqref", closing) => inside = entered(Inside::Cells, closing),
            // Excel 2010 writes formulas inside an element of their own.
            (b"f", _) => {}
            _ => inside = Inside::Nothing,
        },
        Piece::Text(raw) => match (&mut open, inside) {
            (Some(open), Inside::Formula(at)) => push_text(raw, &mut open.formulas[at]),
            (Some(open), Inside::Cells) => push_text(raw, &mut open.cells),
            (None, Inside::Cells) => push_text(raw, &mut cells),
            _ => {}
        },
        Piece::Literal(_) => {}
    });
}

fn entered(inside: Inside, closing: bool) -> Inside {
    if closing { Inside::Nothing } else { inside }
}

fn check(tag: &Tag<'_>) -> Open {
    let text = |name: &str| tag.text(name).unwrap_or_default();
    let strength = match (tag.is_true("showErrorMessage"), tag.raw("errorStyle")) {
        (false, _) => Strength::None,
        (true, Some(b"warning")) => Strength::Warning,
        (true, Some(b"information")) => Strength::Information,
        (true, _) => Strength::Stop,
    };
    let shown = tag.is_true("showInputMessage");
    Open {
        kind: text("type"),
        operator: text("operator"),
        cells: text("sqref"),
        blank: tag.is_true("allowBlank"),
        strength: Some(strength),
        prompt: match shown {
            true => (text("promptTitle"), text("prompt")),
            false => Default::default(),
        },
        refusal: (text("errorTitle"), text("error")),
        ..Open::default()
    }
}

fn colour(tag: &Tag<'_>) -> Open {
    Open {
        kind: tag.text("type").unwrap_or_default(),
        operator: tag.text("operator").unwrap_or_default(),
        look: tag.number("dxfId").map(|at| at as usize),
        last: tag.is_true("stopIfTrue"),
        ..Open::default()
    }
}

impl SheetLook {
    fn take_check(&mut self, open: &Open) {
        // Lists are told apart from here; a check of any value checks nothing.
        if open.kind == "list" || open.kind.is_empty() || open.kind == "none" {
            return;
        }
        match input_check(open) {
            Some(check) => self.input_checks.push(check),
            None => self.rules_left_out += 1,
        }
    }

    fn take_colour(&mut self, open: &Open, cells: &str, looks: &[Style]) {
        match colour_rule(open, cells, looks) {
            Some(rule) => self.colour_rules.push(rule),
            None => self.rules_left_out += 1,
        }
    }
}

fn input_check(open: &Open) -> Option<InputCheck> {
    let kind = match open.kind.as_str() {
        "whole" => CheckKind::Whole,
        "decimal" => CheckKind::Decimal,
        "date" => CheckKind::Date,
        "time" => CheckKind::Time,
        "textLength" => CheckKind::Length,
        "custom" => CheckKind::Formula,
        _ => return None,
    };
    let comparison = comparison(&open.operator)?;
    let spans = kind != CheckKind::Formula && takes_two(comparison);
    Some(InputCheck {
        areas: some(areas_of(&open.cells))?,
        kind,
        comparison,
        first: understood(&open.formulas[0])?,
        second: match spans {
            true => understood(&open.formulas[1])?,
            false => String::new(),
        },
        blank: open.blank,
        strength: open.strength.unwrap_or(Strength::Stop),
        prompt: open.prompt.clone(),
        refusal: open.refusal.clone(),
    })
}

fn colour_rule(open: &Open, cells: &str, looks: &[Style]) -> Option<ColourRule> {
    let first = || understood(&open.formulas[0]);
    let when = match open.kind.as_str() {
        "cellIs" => {
            let comparison = comparison(&open.operator)?;
            let second = match takes_two(comparison) {
                true => understood(&open.formulas[1])?,
                false => String::new(),
            };
            When::Compares(comparison, first()?, second)
        }
        "duplicateValues" => When::Repeated,
        "uniqueValues" => When::Single,
        // Texts, blanks and errors carry the formula that says the same.
        "expression" | "containsText" | "notContainsText" | "beginsWith" | "endsWith"
        | "containsBlanks" | "notContainsBlanks" | "containsErrors" | "notContainsErrors" => {
            When::Formula(first()?)
        }
        _ => return None,
    };
    Some(ColourRule {
        areas: some(areas_of(cells))?,
        when,
        style: looks.get(open.look?)?.clone(),
        last: open.last,
    })
}

fn some(areas: Vec<Area>) -> Option<Vec<Area>> {
    (!areas.is_empty()).then_some(areas)
}

/// The comparison by its name in the format; without one it is a span.
fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        "" | "between" => Comparison::Between,
        "notBetween" => Comparison::NotBetween,
        "equal" => Comparison::Equal,
        "notEqual" => Comparison::NotEqual,
        "greaterThan" => Comparison::Greater,
        "greaterThanOrEqual" => Comparison::GreaterOrEqual,
        "lessThan" => Comparison::Less,
        "lessThanOrEqual" => Comparison::LessOrEqual,
        _ => return None,
    })
}

fn takes_two(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Between | Comparison::NotBetween)
}

/// The looks that conditional colours refer to, by number.
pub(super) fn looks(parts: &mut Parts<'_>, palette: &Palette) -> Vec<Style> {
    let mut found: Vec<Style> = Vec::new();
    super::look::walk(parts, "xl/styles.xml", |path, tag| match path {
        ["dxfs", "dxf"] if found.len() < RULES_MAX => found.push(Style::default()),
        ["dxfs", "dxf", "font", of] => {
            if let Some(style) = found.last_mut() {
                super::look::font_part(style, of, tag, palette);
            }
        }
        // Here the colour behind is the one called background.
        ["dxfs", "dxf", "fill", "patternFill", "bgColor"] => {
            if let Some(style) = found.last_mut() {
                style.fill = palette.colour(tag).or(style.fill);
            }
        }
        ["dxfs", "dxf", "border", side] => {
            if let (Some(style), Some(at)) = (found.last_mut(), super::look::side_of(side)) {
                style.lines[at].kind = tag.text("style").unwrap_or_default();
            }
        }
        _ => {}
    });
    found
}
