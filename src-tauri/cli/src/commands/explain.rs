//! `ruku explain`: why an amount is what it is, as the screen and the printed
//! 计算说明书 tell it.

use ruku_desk::error::DeskError;
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
    for limit in result.limits.iter().filter(|limit| limit.bound) {
        lines.push(format!(
            "  限额：{}，{}不超过{}{}",
            limit.level,
            limit.label,
            limit.words,
            bracketed(&limit.clause)
        ));
    }
    for (title, texts) in [
        ("舍弃的选择", &result.rejected),
        ("豁免", &result.waivers),
        ("口径", &result.readings),
        ("注", &result.notes),
        ("若要改变结果", &result.counterfactuals),
    ] {
        lines.extend(texts.iter().map(|text| format!("  {title}：{text}")));
    }
    for decision in view.decisions.iter().filter(|one| one.kind == "proposed") {
        lines.push(format!(
            "  {}：{}，依据：{}，理由：{}（{}）",
            decision.kind_label, decision.text, decision.authority, decision.reason, decision.state
        ));
    }
    lines.push(format!(
        "  {}测算 · {}",
        result.assessed_at, result.versions
    ));
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
        lines.push(format!(
            "  ！{}下面仍是改动前的结果，请重新测算。",
            view.stale_why
        ));
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
    for input in &step.inputs {
        let origin = match input.origin.as_str() {
            "" => String::new(),
            origin => format!("（{origin}）"),
        };
        lines.push(format!("      {}：{}{origin}", input.label, input.value));
    }
    if !step.result.is_empty() {
        lines.push(format!("      得出：{}", step.result));
    }
    lines
}

fn bracketed(clause: &str) -> String {
    match clause {
        "" => String::new(),
        clause => format!("（{clause}）"),
    }
}
