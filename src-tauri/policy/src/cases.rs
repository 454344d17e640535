//! A pack's cases: facts that go in, results that must come out.
//!
//! A pack carries its own cases and does not load if one fails. Further case
//! files of the same format can be run against it.

use std::collections::BTreeMap;

use ruku_model::money::Money;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::assessment::{Assessment, Input, ProjectResult};
use crate::engine::assess;
use crate::pack::Pack;
use crate::read;

/// What running one case gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOutcome {
    /// The case's id; a case with readings runs once for each, `id[option]`.
    pub id: String,
    /// Whether everything came out as expected.
    pub passed: bool,
    /// What the case expects.
    pub expected: Value,
    /// What came out, for the same keys.
    pub got: Value,
    /// The first thing that differs: a Chinese sentence.
    pub first_difference: Option<String>,
}

/// The cases of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct CaseSet {
    pub(crate) cases: Vec<Case>,
}

/// One case under one set of readings.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) line: u32,
    pub(crate) input: Input,
    pub(crate) expect: Expect,
}

/// What must come out. What is absent is not looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expect {
    /// The first project's kind.
    pub(crate) kind: Option<String>,
    /// The first project's amount.
    pub(crate) amount: Option<Money>,
    /// The sum of all amounts.
    pub(crate) total: Option<Money>,
    /// What the last limit on a group allows in all: given out and left over.
    pub(crate) group: Option<Money>,
    /// What the last limit on a group leaves over for rounding.
    pub(crate) undistributed: Option<Money>,
    /// The step that decided the first project's amount; empty for none.
    pub(crate) binding: Option<String>,
    /// The conditions the first project failed.
    pub(crate) failed: Option<Vec<String>>,
    /// The facts the first project lacks.
    pub(crate) missing: Option<Vec<String>>,
    /// Amounts by project.
    pub(crate) amounts: BTreeMap<String, Money>,
    /// Kinds by project.
    pub(crate) kinds: BTreeMap<String, String>,
    /// What the first project's choice did not take, by the measure's id;
    /// `other` for the money of another policy.
    pub(crate) rejected: BTreeMap<String, Money>,
    /// The projects in the library for which no money is arranged.
    pub(crate) waiting: Option<Vec<String>>,
}

/// Runs the pack's cases and those of further files.
///
/// A file that cannot be read gives one failed outcome per fault.
#[must_use]
pub fn run_cases(pack: &Pack, extra: &[&str]) -> Vec<CaseOutcome> {
    let mut outcomes: Vec<CaseOutcome> = pack
        .cases
        .cases
        .iter()
        .map(|case| run(pack, case))
        .collect();
    for text in extra {
        match read::extra_cases(pack, text) {
            Ok(set) => outcomes.extend(set.cases.iter().map(|case| run(pack, case))),
            Err(faults) => outcomes.extend(faults.into_iter().map(|fault| CaseOutcome {
                id: format!("第{}行", fault.line),
                passed: false,
                expected: Value::Null,
                got: Value::Null,
                first_difference: Some(format!("{}{}", fault.reason, fault.remedy)),
            })),
        }
    }
    outcomes
}

/// Runs one case.
pub(crate) fn run(pack: &Pack, case: &Case) -> CaseOutcome {
    let assessment = assess(pack, &case.input);
    let mut compared = Compared::default();
    compare(&case.expect, &assessment, &mut compared);
    if let (Some(difference), Some(told)) = (&mut compared.first_difference, last_step(&assessment))
    {
        difference.push_str(&format!("；最后一步是“{told}”"));
    }
    if compared.expected.is_empty() {
        compared.first_difference = Some("案例没有写期望的结果（expect）。".to_owned());
    }
    CaseOutcome {
        id: case.id.clone(),
        passed: compared.first_difference.is_none(),
        expected: Value::Object(compared.expected),
        got: Value::Object(compared.got),
        first_difference: compared.first_difference,
    }
}

/// Where a case of one project ended, to help its author.
fn last_step(assessment: &Assessment) -> Option<&str> {
    let [result] = assessment.results.as_slice() else {
        return None;
    };
    let told = result.steps.iter().rev();
    told.filter(|step| step.id != "rounding")
        .map(|step| step.text.as_str())
        .next()
}

#[derive(Default)]
struct Compared {
    expected: Map<String, Value>,
    got: Map<String, Value>,
    first_difference: Option<String>,
}

impl Compared {
    fn look(&mut self, key: &str, expected: Value, got: Value) {
        if expected != got && self.first_difference.is_none() {
            let label = label(key);
            self.first_difference = Some(format!(
                "{label}：期望 {}，实得 {}",
                plain(&expected),
                plain(&got)
            ));
        }
        self.expected.insert(key.to_owned(), expected);
        self.got.insert(key.to_owned(), got);
    }
}

/// What an expectation is called.
fn label(key: &str) -> String {
    const LABELS: [(&str, &str); 11] = [
        ("kind", "结果"),
        ("amount", "金额"),
        ("total", "合计"),
        ("group", "一组的合计"),
        ("undistributed", "未分配"),
        ("binding", "起作用的限额"),
        ("failed", "不符合的条件"),
        ("missing", "缺少的填报项"),
        ("amounts", "金额"),
        ("kinds", "结果"),
        ("waiting", "入库但未安排的项目"),
    ];
    let (name, project) = key.split_once('.').unwrap_or((key, ""));
    let known = LABELS.iter().find(|(known, _)| *known == name);
    let known = known.map_or("没有取的金额", |(_, label)| label);
    match project {
        "" => format!("{known}（{name}）"),
        project => format!("{project} 的{known}（{name}）"),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "无".to_owned(),
        other => other.to_string(),
    }
}

fn money(amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, |amount| Value::String(amount.to_string()))
}

fn kind(result: Option<&ProjectResult>) -> Value {
    result
        .and_then(|result| serde_json::to_value(result.kind).ok())
        .unwrap_or(Value::Null)
}

fn compare(expect: &Expect, assessment: &Assessment, out: &mut Compared) {
    let first = assessment.results.first();
    if let Some(expected) = &expect.kind {
        out.look("kind", Value::from(expected.as_str()), kind(first));
    }
    if let Some(expected) = expect.amount {
        let got = first.and_then(|result| result.amount);
        out.look("amount", money(Some(expected)), money(got));
    }
    if let Some(expected) = &expect.failed {
        let got = first.map_or_else(Vec::new, |result| {
            result
                .failed
                .iter()
                .map(|failed| failed.condition.clone())
                .collect()
        });
        out.look("failed", Value::from(expected.clone()), Value::from(got));
    }
    if let Some(expected) = &expect.missing {
        let got: Vec<String> = first.map_or_else(Vec::new, |result| {
            result
                .missing
                .iter()
                .map(|missing| missing.fact.to_string())
                .collect()
        });
        out.look("missing", Value::from(expected.clone()), Value::from(got));
    }
    if let Some(expected) = &expect.binding {
        let got = first
            .and_then(|result| result.binding.as_ref())
            .map_or("", |binding| binding.step.as_str());
        out.look("binding", Value::from(expected.as_str()), Value::from(got));
    }
    compare_sums(expect, assessment, out);
    compare_choices(expect, assessment, out);
    for (id, expected) in &expect.amounts {
        let result = assessment.results.iter().find(|result| result.id == *id);
        let got = result.and_then(|result| result.amount);
        out.look(&format!("amounts.{id}"), money(Some(*expected)), money(got));
    }
    for (id, expected) in &expect.kinds {
        let result = assessment.results.iter().find(|result| result.id == *id);
        out.look(
            &format!("kinds.{id}"),
            Value::from(expected.as_str()),
            kind(result),
        );
    }
}

fn compare_sums(expect: &Expect, assessment: &Assessment, out: &mut Compared) {
    if let Some(expected) = expect.total {
        out.look(
            "total",
            money(Some(expected)),
            money(Some(assessment.programme.total)),
        );
    }
    let group = assessment.groups.last();
    if let Some(expected) = expect.group {
        let got = group.and_then(|group| group.after.checked_add(group.undistributed));
        out.look("group", money(Some(expected)), money(got));
    }
    if let Some(expected) = expect.undistributed {
        let got = group.map(|group| group.undistributed);
        out.look("undistributed", money(Some(expected)), money(got));
    }
}

fn compare_choices(expect: &Expect, assessment: &Assessment, out: &mut Compared) {
    let choices = assessment.results.first().map(|result| &result.choices);
    let alternatives = || {
        choices
            .into_iter()
            .flatten()
            .flat_map(|choice| &choice.alternatives)
    };
    for (id, expected) in &expect.rejected {
        let got = alternatives()
            .filter(|alternative| alternative.taken == Some(false))
            .find(|alternative| match alternative.measure.as_str() {
                "" => id == "other",
                measure => measure == id,
            });
        let got = got.and_then(|alternative| alternative.amount);
        out.look(
            &format!("rejected.{id}"),
            money(Some(*expected)),
            money(got),
        );
    }
    if let Some(expected) = &expect.waiting {
        let got: Vec<&str> = assessment
            .results
            .iter()
            .filter(|result| result.is_waiting())
            .map(|result| result.id.as_str())
            .collect();
        out.look("waiting", Value::from(expected.clone()), Value::from(got));
    }
}
