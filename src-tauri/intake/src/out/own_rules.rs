//! The county's own input checks and conditional colours in the reply, made anew
//! from what was understood of them.

use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDuplicate,
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule,
    Formula, Worksheet,
};

use super::style::format_of;
use crate::look::{CheckKind, ColourRule, Comparison, InputCheck, Look, SheetLook, Strength, When};
use crate::workbook::{Area, Workbook, cell_name};

/// Whether something of the county's checks and colours stays behind. The days
/// of a workbook that counts from 1904 are other numbers in the reply, so what
/// compares them does too.
pub(super) fn left_out(look: &Look, book: &Workbook) -> bool {
    look.sheets.iter().any(|sheet| {
        let dates = sheet.input_checks.iter().any(compares_days);
        let shifted = book.date_1904 && (dates || !sheet.colour_rules.is_empty());
        sheet.rules_left_out > 0 || shifted
    })
}

/// Writes the checks and colours of a sheet.
pub(super) fn write(out: &mut Worksheet, book: &Workbook, own: &SheetLook) {
    for check in &own.input_checks {
        if book.date_1904 && compares_days(check) {
            continue;
        }
        let (Some(made), Some((first, all))) = (input_check(check), spot(&check.areas)) else {
            continue;
        };
        let made = made.set_multi_range(all);
        let (top, left, bottom, right) = first;
        // A place beyond the sheet's edge is damage of the county's file.
        let _ = out.add_data_validation(top, left, bottom, right, &made);
    }
    if book.date_1904 {
        return;
    }
    for rule in &own.colour_rules {
        if let Some((first, all)) = spot(&rule.areas) {
            colour(out, rule, first, &all);
        }
    }
}

fn compares_days(check: &InputCheck) -> bool {
    matches!(check.kind, CheckKind::Date | CheckKind::Formula)
}

/// The first of the cells, from which formulas speak, and all of them.
fn spot(areas: &[Area]) -> Option<((u32, u16, u32, u16), String)> {
    let first = areas.first()?;
    let (Ok(left), Ok(right)) = (u16::try_from(first.left), u16::try_from(first.right)) else {
        return None;
    };
    let named = areas.iter().map(|area| {
        let (from, to) = (
            cell_name(area.top, area.left),
            cell_name(area.bottom, area.right),
        );
        if from == to {
            from
        } else {
            format!("{from}:{to}")
        }
    });
    let all: Vec<String> = named.collect();
    Some(((first.top, left, first.bottom, right), all.join(" ")))
}

fn input_check(check: &InputCheck) -> Option<DataValidation> {
    let rule = || validation_rule(check.comparison, &check.first, &check.second);
    let made = DataValidation::new();
    let made = match check.kind {
        CheckKind::Whole => made.allow_whole_number_formula(rule()),
        CheckKind::Decimal => made.allow_decimal_number_formula(rule()),
        CheckKind::Date => made.allow_date_formula(rule()),
        CheckKind::Time => made.allow_time_formula(rule()),
        CheckKind::Length => made.allow_text_length_formula(rule()),
        CheckKind::Formula => made.allow_custom(Formula::new(&check.first)),
    };
    let style = match check.strength {
        Strength::Warning => DataValidationErrorStyle::Warning,
        Strength::Information => DataValidationErrorStyle::Information,
        Strength::None | Strength::Stop => DataValidationErrorStyle::Stop,
    };
    let (prompt, refusal) = (&check.prompt, &check.refusal);
    let shows_prompt = !prompt.0.is_empty() || !prompt.1.is_empty();
    made.ignore_blank(check.blank)
        .set_error_style(style)
        .show_error_message(check.strength != Strength::None)
        .show_input_message(shows_prompt)
        .set_input_title(prompt.0.as_str())
        .and_then(|made| made.set_input_message(prompt.1.as_str()))
        .and_then(|made| made.set_error_title(refusal.0.as_str()))
        .and_then(|made| made.set_error_message(refusal.1.as_str()))
        .ok()
}

fn validation_rule(
    comparison: Comparison,
    first: &str,
    second: &str,
) -> DataValidationRule<Formula> {
    let (one, other) = (Formula::new(first), || Formula::new(second));
    match comparison {
        Comparison::Between => DataValidationRule::Between(one, other()),
        Comparison::NotBetween => DataValidationRule::NotBetween(one, other()),
        Comparison::Equal => DataValidationRule::EqualTo(one),
        Comparison::NotEqual => DataValidationRule::NotEqualTo(one),
        Comparison::Greater => DataValidationRule::GreaterThan(one),
        Comparison::GreaterOrEqual => DataValidationRule::GreaterThanOrEqualTo(one),
        Comparison::Less => DataValidationRule::LessThan(one),
        Comparison::LessOrEqual => DataValidationRule::LessThanOrEqualTo(one),
    }
}

fn cell_rule(
    comparison: Comparison,
    first: &str,
    second: &str,
) -> ConditionalFormatCellRule<Formula> {
    let (one, other) = (Formula::new(first), || Formula::new(second));
    match comparison {
        Comparison::Between => ConditionalFormatCellRule::Between(one, other()),
        Comparison::NotBetween => ConditionalFormatCellRule::NotBetween(one, other()),
        Comparison::Equal => ConditionalFormatCellRule::EqualTo(one),
        Comparison::NotEqual => ConditionalFormatCellRule::NotEqualTo(one),
        Comparison::Greater => ConditionalFormatCellRule::GreaterThan(one),
        Comparison::GreaterOrEqual => ConditionalFormatCellRule::GreaterThanOrEqualTo(one),
        Comparison::Less => ConditionalFormatCellRule::LessThan(one),
        Comparison::LessOrEqual => ConditionalFormatCellRule::LessThanOrEqualTo(one),
    }
}

fn colour(
    out: &mut Worksheet,
    rule: &ColourRule,
    (top, left, bottom, right): (u32, u16, u32, u16),
    all: &str,
) {
    let look = format_of(&rule.style);
    // A place beyond the sheet's edge is damage of the county's file.
    let _ = match &rule.when {
        When::Compares(comparison, first, second) => out.add_conditional_format(
            top,
            left,
            bottom,
            right,
            &ConditionalFormatCell::new()
                .set_rule(cell_rule(*comparison, first, second))
                .set_format(look)
                .set_multi_range(all)
                .set_stop_if_true(rule.last),
        ),
        When::Formula(formula) => out.add_conditional_format(
            top,
            left,
            bottom,
            right,
            &ConditionalFormatFormula::new()
                .set_rule(Formula::new(formula))
                .set_format(look)
                .set_multi_range(all)
                .set_stop_if_true(rule.last),
        ),
        When::Repeated | When::Single => {
            let mut made = ConditionalFormatDuplicate::new();
            if rule.when == When::Single {
                made = made.invert();
            }
            let made = made
                .set_format(look)
                .set_multi_range(all)
                .set_stop_if_true(rule.last);
            out.add_conditional_format(top, left, bottom, right, &made)
        }
    };
}
