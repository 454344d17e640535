//! From the rooms' types to what screens show: pure conversions.

use chrono::{NaiveDateTime, Timelike};
use ruku_intake::shown;
use ruku_library::table::programme::Programme;
use ruku_model::date::chinese_day;
use ruku_model::fact::{Fact, FactId, FactType, FactValue, Origin};
use ruku_model::finding::{Finding, FindingKind, Severity};
use ruku_policy::assessment::{FailedCondition, ProjectResult, ResultKind, Step, StepInput};
use ruku_policy::declare::{FactDecl, FormDecl, FormScope, NoticeDate};
use ruku_policy::op::specs;
use ruku_policy::pack::Pack;

use crate::tables::TABLES;
use crate::view::{Choice, DateView, FindingView, FormView, InputView, ProgrammeView, StepView};

pub(crate) fn programme(programme: &Programme, pack: &Pack, forms: &[FormDecl]) -> ProgrammeView {
    ProgrammeView {
        id: programme.id.clone(),
        title: programme.title.clone(),
        pack: programme.pack_id.clone(),
        city: programme.city.clone(),
        year: programme.year,
        projects: programme.projects,
        measures: pack
            .measures
            .iter()
            .map(|measure| Choice {
                id: measure.id.clone(),
                label: measure.title.clone(),
            })
            .collect(),
        forms: forms.iter().map(form).collect(),
        tables: TABLES
            .iter()
            .map(|(id, label)| Choice {
                id: (*id).to_owned(),
                label: (*label).to_owned(),
            })
            .collect(),
        dates: pack.dates.iter().map(date).collect(),
        upgrade: String::new(),
    }
}

fn form(form: &FormDecl) -> FormView {
    FormView {
        id: form.id.clone(),
        title: form.title.clone(),
        short: form.short.clone(),
        copies: form.copies,
        copies_note: copies_note(form),
        illustrative: form.illustrative,
        is_list: form.per == FormScope::Programme,
        vouches: form.vouches,
    }
}

/// How many copies, and who says so.
fn copies_note(form: &FormDecl) -> String {
    match &form.copies_clause {
        Some(clause) => format!("通知要求一式{}份（{clause}）。", form.copies),
        None => format!("通知没有写份数，默认{}份，可以改。", form.copies),
    }
}

fn date(date: &NoticeDate) -> DateView {
    DateView {
        label: date.label.clone(),
        date: moment(date.at),
        clause: date.clause.clone(),
        note: date.note.clone(),
    }
}

/// A moment as a clerk writes it; the last second of a day is the day.
pub(crate) fn moment(at: NaiveDateTime) -> String {
    let day = chinese_day(at.date());
    if (at.hour(), at.minute()) == (23, 59) || at.time().num_seconds_from_midnight() == 0 {
        day
    } else {
        format!("{day}{:02}:{:02}", at.hour(), at.minute())
    }
}

pub(crate) fn severity_id(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Question => "question",
        Severity::Error => "error",
    }
}

pub(crate) fn finding(file: &str, finding: &Finding) -> FindingView {
    FindingView {
        file: file.to_owned(),
        sheet: finding.sheet.clone(),
        cell: finding.cell.clone(),
        row: finding.row,
        severity: severity_id(finding.severity).to_owned(),
        label: finding.kind.label().to_owned(),
        found: finding.found.clone(),
        expected: expected(finding),
        count: finding.count,
        settled: String::new(),
    }
}

/// What is expected, with what a clerk here can do besides the county.
pub(crate) fn expected(finding: &Finding) -> String {
    let own = match finding.kind {
        FindingKind::ColumnMissing => {
            "表里有这一列、只是写法不同的，请在“列的对应”里指定（命令 ruku return map）。"
        }
        _ => "",
    };
    format!("{}{own}", finding.expected)
}

/// Where a value was read, in one phrase.
pub(crate) fn origin(origin: Option<&Origin>) -> String {
    match origin {
        Some(origin) if origin.cell.is_empty() => format!("{}，{}", origin.file, origin.sheet),
        Some(origin) => format!("{}，{}!{}", origin.file, origin.sheet, origin.cell),
        None => String::new(),
    }
}

/// Where a value was read, and what stands there.
pub(crate) fn origin_in_full(place: &Origin) -> String {
    match cell_text(place).as_str() {
        "" => origin(Some(place)),
        text => format!("{}，原文“{text}”", origin(Some(place))),
    }
}

/// What the cell of an origin shows and holds (see [`shown::quoted`]).
pub(crate) fn cell_text(origin: &Origin) -> String {
    shown::quoted(&origin.raw, origin.shown.as_deref())
}

/// A label with its unit: 项目总投资（万元）.
pub(crate) fn label_with_unit(declaration: &FactDecl) -> String {
    match declaration.unit {
        Some(unit) if declaration.fact_type == FactType::Money => {
            format!("{}（{}）", declaration.label, unit.label())
        }
        _ => declaration.label.clone(),
    }
}

/// The label of a fact with its unit; of a county's own column its header.
pub(crate) fn field_label(pack: &Pack, id: &FactId) -> String {
    match pack.fact(id) {
        Some(declaration) => label_with_unit(declaration),
        None => {
            let words = id.as_str();
            words.strip_prefix("extra:").unwrap_or(words).to_owned()
        }
    }
}

/// A count as screens take it.
pub(crate) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// A value as it is shown under its declared label.
pub(crate) fn value(declaration: &FactDecl, value: &FactValue) -> String {
    match value {
        FactValue::Choice(id) => declaration
            .options
            .iter()
            .find(|option| option.id == *id)
            .map_or_else(|| id.clone(), |option| option.label.clone()),
        FactValue::Flag(flag) => {
            let (yes, no) = declaration.flag_words();
            if *flag { yes } else { no }.to_owned()
        }
        other => other.readable(declaration.unit),
    }
}

/// A value with its unit behind it: 300 万元.
pub(crate) fn value_with_unit(declaration: &FactDecl, of: &FactValue) -> String {
    match (of, declaration.unit) {
        (FactValue::Money(_), Some(unit)) => format!("{}{}", value(declaration, of), unit.label()),
        (FactValue::Money(_), None) => format!("{}元", value(declaration, of)),
        _ => value(declaration, of),
    }
}

/// A value as it is typed into a field: as shown, but dates as 2022-06-30 and
/// amounts without separators.
pub(crate) fn input(declaration: &FactDecl, fact: Option<&Fact>) -> String {
    match fact.map(|fact| &fact.value) {
        None => String::new(),
        Some(FactValue::Date(date)) => date.to_string(),
        Some(FactValue::Choice(id)) => id.clone(),
        Some(FactValue::Money(money)) => match declaration.unit {
            Some(ruku_model::money::MoneyUnit::WanYuan) => money.wan(),
            _ => money.to_string(),
        },
        Some(other) => value(declaration, other),
    }
}

/// The kind of a result as JSON spells it.
pub(crate) fn kind_id(kind: ResultKind) -> &'static str {
    match kind {
        ResultKind::Ceiling => "ceiling",
        ResultKind::Entitlement => "entitlement",
        ResultKind::Provisional => "provisional",
        ResultKind::Unknown => "unknown",
        ResultKind::Manual => "manual",
        ResultKind::Ineligible => "ineligible",
        ResultKind::Excluded => "excluded",
    }
}

/// Operations that check or limit an amount; where none of them decided, the
/// step before them says where the amount comes from.
const ONLY_LIMITS: [&str; 5] = ["condition", "cap", "quota", "less", "round_down"];

/// Why the result is what it is, in one short sentence.
pub(crate) fn reason(result: &ProjectResult) -> String {
    if let Some(failed) = result.failed.first() {
        return failed.text.clone();
    }
    if !result.missing.is_empty() {
        let labels: Vec<&str> = result.missing.iter().map(|m| m.label.as_str()).collect();
        return format!("缺：{}", labels.join("、"));
    }
    // A choice with nothing to choose from decides nothing.
    let chose = !result.choices.is_empty();
    let decides = |op: &str| !ONLY_LIMITS.contains(&op) && (chose || op != "highest");
    let deciding = result.steps.iter().rfind(|step| decides(&step.op));
    match (&result.binding, deciding) {
        (Some(binding), _) => binding.text.clone(),
        (None, Some(step)) => step.text.clone(),
        (None, None) => String::new(),
    }
}

/// The Chinese name of an operation.
pub(crate) fn op_label(op: &str) -> &str {
    match op {
        "condition" => "条件",
        "round_down" => "舍入",
        "pool" => "资金池",
        op => specs()
            .find(|spec| spec.id == op)
            .map_or(op, |spec| spec.title),
    }
}

pub(crate) fn step(step: &Step) -> StepView {
    StepView {
        op: step.op.clone(),
        op_label: op_label(&step.op).to_owned(),
        text: step.text.clone(),
        result: step.result.clone(),
        clause: step.clause.clone(),
        quote: step.quote.clone(),
        inputs: step.inputs.iter().map(step_input).collect(),
    }
}

pub(crate) fn step_input(input: &StepInput) -> InputView {
    InputView {
        label: input.label.clone(),
        value: input.value.clone(),
        origin: origin(input.origin.as_ref()),
    }
}

pub(crate) fn failed(failed: &FailedCondition) -> StepView {
    StepView {
        op: "condition".to_owned(),
        op_label: op_label("condition").to_owned(),
        result: "不符合".to_owned(),
        text: failed.text.clone(),
        clause: failed.clause.clone(),
        quote: failed.quote.clone(),
        inputs: vec![
            InputView {
                label: "读到".to_owned(),
                value: failed.value.clone(),
                origin: origin(failed.origin.as_ref()),
            },
            InputView {
                label: "要求".to_owned(),
                value: failed.threshold.clone(),
                origin: String::new(),
            },
        ],
    }
}
