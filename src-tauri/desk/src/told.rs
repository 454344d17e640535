//! An account as it is read on a terminal and on paper: which lines there are
//! and in which order, so that both print the same sentences.

use crate::view::decision::DecisionView;
use crate::view::{InputView, ResultView, StepView};

/// Lines under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading: 限额, 口径, 豁免 …
    pub title: &'static str,
    /// The lines, Chinese sentences.
    pub lines: Vec<String>,
}

/// What is told after the steps; headings without lines are left out.
#[must_use]
pub fn sections(result: &ResultView, decisions: &[DecisionView]) -> Vec<Section> {
    let limits = result.limits.iter().map(|limit| limit.said.clone());
    let proposed = decisions.iter().filter(|one| one.kind == "proposed");
    let all = [
        ("限额", limits.collect()),
        ("没有采用", result.rejected.clone()),
        ("豁免", result.waivers.clone()),
        ("口径", result.readings.clone()),
        ("拟安排", proposed.map(proposal).collect()),
        ("请留意", result.notes.clone()),
        ("若要改变结果", result.counterfactuals.clone()),
    ];
    all.into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| Section { title, lines })
        .collect()
}

fn proposal(decision: &DecisionView) -> String {
    format!(
        "{}，依据：{}，理由：{}（{}）",
        decision.text, decision.authority, decision.reason, decision.state
    )
}

/// What came out of a step, if its sentence does not say so already.
#[must_use]
pub fn outcome(step: &StepView) -> Option<&str> {
    let said = step.result.is_empty() || step.text.contains(&step.result);
    (!said).then_some(step.result.as_str())
}

/// What went into a step and stands nowhere else: values with an origin, and
/// those its sentence does not name.
pub fn inputs(step: &StepView) -> impl Iterator<Item = &InputView> {
    let told = |input: &&InputView| !input.origin.is_empty() || !step.text.contains(&input.value);
    step.inputs.iter().filter(told)
}

/// When and with which versions a result was computed, and by whom.
#[must_use]
pub fn record(result: &ResultView) -> String {
    format!("{}测算 · {}", result.assessed_at, result.versions)
}

/// The sentence a stale result begins with.
#[must_use]
pub fn stale(why: &str) -> String {
    format!("{why}下面仍是改动前的结果，请重新测算。")
}
