//! What a review form shows of one project: every condition of its measure,
//! and what stands in the way, each with clause and cell.

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_library::table::project::ProjectSummary;
use ruku_model::fact::Origin;
use ruku_model::finding::Severity;
use ruku_policy::assessment::{ProjectResult, Step};
use ruku_policy::pack::{Condition, Pack};
use serde_json::{Value, json};

use crate::show;

/// An open finding of a project with the file it is in.
pub(crate) struct Found {
    /// The file's name.
    pub file: String,
    /// What was found.
    pub stored: StoredFinding,
}

/// The findings a notice to the applicant names: errors and questions that
/// nobody has settled.
pub(crate) fn is_named(stored: &StoredFinding) -> bool {
    stored.state == FindingState::Open && stored.finding.severity >= Severity::Question
}

/// The conditions of a project, tested if it was assessed; of a blank form,
/// all conditions of the pack.
pub(crate) fn conditions(
    pack: &Pack,
    project: Option<&ProjectSummary>,
    result: Option<&ProjectResult>,
) -> Vec<Value> {
    if let Some(result) = result {
        let tested = result.steps.iter().filter(|step| step.op == "condition");
        return tested.map(|step| tested_condition(pack, step)).collect();
    }
    let measure = project
        .and_then(|project| project.measure.as_deref())
        .and_then(|id| pack.measure(id));
    match measure {
        Some(measure) => measure
            .requires
            .iter()
            .filter_map(|id| pack.condition(id))
            .map(open_condition)
            .collect(),
        None => pack.conditions.iter().map(open_condition).collect(),
    }
}

fn tested_condition(pack: &Pack, step: &Step) -> Value {
    let condition = pack.condition(&step.id);
    let inputs: Vec<String> = step
        .inputs
        .iter()
        .map(|input| format!("{}：{}", input.label, input.value))
        .collect();
    let mut sources: Vec<String> = step
        .inputs
        .iter()
        .filter_map(|input| cell(input.origin.as_ref()))
        .collect();
    sources.dedup();
    json!({
        "title": condition.map(|condition| condition.title.as_str()),
        "requirement": condition.map(|condition| condition.threshold.as_str()),
        "clause": step.clause,
        "quote": step.quote,
        "value": inputs.join("；"),
        "source": sources.join("；"),
        "result": step.result,
        "met": met(&step.result),
    })
}

fn open_condition(condition: &Condition) -> Value {
    json!({
        "title": condition.title, "requirement": condition.threshold,
        "clause": condition.clause, "quote": condition.quote,
        "value": null, "source": null, "result": null, "met": "",
    })
}

/// Which of the form's boxes an outcome ticks: `yes`, `no`, or none.
fn met(outcome: &str) -> &'static str {
    match outcome {
        "符合" => "yes",
        "不符合" => "no",
        waived if waived.starts_with('按') => "yes",
        _ => "",
    }
}

/// The sheet and cell a value was read from.
fn cell(origin: Option<&Origin>) -> Option<String> {
    let origin = origin?;
    match (origin.sheet.as_str(), origin.cell.as_str()) {
        ("", _) | (_, "") => None,
        (sheet, cell) => Some(format!("{sheet}!{cell}")),
    }
}

/// What stands in the way of a project: failed conditions, missing facts, open
/// findings. Each says where, what, by which clause, and what to do.
pub(crate) fn problems(result: Option<&ProjectResult>, found: &[Found]) -> Vec<Value> {
    let mut problems = Vec::new();
    for failed in result.iter().flat_map(|result| &result.failed) {
        problems.push(json!({
            "place": cell(failed.origin.as_ref()).unwrap_or_else(|| "申报条件".to_owned()),
            "problem": failed.text, "clause": failed.clause, "quote": failed.quote,
            "remedy": "请核对；填写有误的，更正并附证明材料",
        }));
    }
    for missing in result.iter().flat_map(|result| &result.missing) {
        problems.push(json!({
            "place": missing.label, "problem": format!("没有填写。{}", missing.why),
            "clause": missing.clause, "quote": "",
            "remedy": "请补充填报，并附证明材料",
        }));
    }
    for one in found {
        let finding = &one.stored.finding;
        let place = match finding.cell.as_str() {
            "" => finding.sheet.clone(),
            cell => format!("{}!{cell}", finding.sheet),
        };
        let problem = match finding.found.as_str() {
            "" => finding.kind.label().to_owned(),
            what => format!("{}：{what}", finding.kind.label()),
        };
        problems.push(json!({
            "place": place, "problem": problem, "clause": "", "quote": "",
            "remedy": finding.expected,
        }));
    }
    problems
}

/// The files the problems' cells are in, each between quotation marks.
pub(crate) fn files(result: Option<&ProjectResult>, found: &[Found]) -> Option<String> {
    let failed = result.iter().flat_map(|result| &result.failed);
    let origins = failed.filter_map(|failed| failed.origin.as_ref());
    let named = origins.map(|origin| origin.file.as_str());
    let mut files: Vec<&str> = named
        .chain(found.iter().map(|one| one.file.as_str()))
        .collect();
    files.retain(|file| !file.is_empty());
    files.sort_unstable();
    files.dedup();
    let quoted: Vec<String> = files.iter().map(|file| format!("“{file}”")).collect();
    (!quoted.is_empty()).then(|| quoted.join("、"))
}

/// Whether the papers go back for good: a condition has failed. Otherwise
/// they can be put right.
pub(crate) fn notice_kind(result: Option<&ProjectResult>) -> &'static str {
    match result {
        Some(result) if !result.failed.is_empty() => "退回",
        _ => "补正",
    }
}

/// What a clerk is told before a form is printed with which an ineligible
/// project would vouch for its eligibility.
/// `whose` names the enterprise where the form is about several.
pub(crate) fn warning(form: &str, whose: &str, result: &ProjectResult) -> String {
    format!(
        "{whose}测算结果是“不符合”（{}），没有打印{form}：打印并签章即为承诺符合条件。确需打印的，请勾选“不符合条件的也打印”（命令行加 --ineligible-too）。",
        show::reason(result)
    )
}
