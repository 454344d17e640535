//! `ruku explain`: why an amount is what it is, as the screen and the printed
//! 计算说明书 tell it.

use ruku_desk::error::DeskError;
use ruku_desk::told;
use ruku_desk::view::{ProjectView, ResultView, StepView};

use crate::args::Args;
use crate::context::desk_reading;
use crate::output::Done;

pub(super) fn explain(args: &Args, project: i64) -> Result<Done, DeskError> {
    let view = desk_reading(args)?.project(project)?;
    let Some(result) = &view.result else {
        return Err(DeskError::Refused(format!(
            "项目{project}还没有测算。请先运行 ruku assess。"
        )));
    };
    let mut lines = head(&view, result);
    for step in &result.failed {
        lines.extend(card("✗", step));
    }
    for (step, number) in result.steps.iter().zip(1..) {
        lines.extend(card(&number.to_string(), step));
    }
    for section in told::sections(result, &view.decisions) {
        let said = section.lines.iter();
        lines.extend(said.map(|line| format!("  {}：{line}", section.title)));
    }
    lines.push(format!("  {}", told::record(result)));
    Ok(Done::new(&view, lines.join("\n")))
}

fn head(view: &ProjectView, result: &ResultView) -> Vec<String> {
    let mut lines = vec![
        format!("{} {}", view.row.enterprise, view.row.project),
        view.row.direction.clone(),
        match result.amount.as_str() {
            "" => result.kind_label.clone(),
            amount => format!(
                "{} {amount}元（{}）",
                result.kind_label, result.amount_words
            ),
        },
    ];
    if view.stale {
        lines.push(format!("  ！{}", told::stale(&view.stale_why)));
    }
    if !result.binding.is_empty() {
        lines.push(format!(
            "  决定金额的限额：{}{}",
            result.binding,
            bracketed(&result.binding_clause)
        ));
    }
    let missing = result.missing.iter();
    lines.extend(missing.map(|missing| format!("  缺 {missing}")));
    lines
}

/// A step: its sentence, the clause with its words, what went in and whence,
/// what came out.
fn card(mark: &str, step: &StepView) -> Vec<String> {
    let mut lines = vec![format!(
        "  {mark} [{}] {}{}",
        step.op_label,
        step.text,
        bracketed(&step.clause)
    )];
    if !step.quote.is_empty() {
        lines.push(format!("      原文：“{}”", step.quote));
    }
    for input in told::inputs(step) {
        let origin = match input.origin.as_str() {
            "" => String::new(),
            origin => format!("（{origin}）"),
        };
        lines.push(format!("      {}：{}{origin}", input.label, input.value));
    }
    if let Some(outcome) = told::outcome(step) {
        lines.push(format!("      得出：{outcome}"));
    }
    lines
}

fn bracketed(clause: &str) -> String {
    match clause {
        "" => String::new(),
        clause => format!("（{clause}）"),
    }
}
