//! Reads policy.toml: the notice itself, its conditions, measures and forms.

use std::collections::HashMap;

use chrono::NaiveDate;
use ruku_model::fact::FactId;
use ruku_model::money::Money;

use super::facts::identifier;
use super::figures;
use super::names::{Names, ValueKind};
use super::papers::{dates, forms, publicity, return_decl};
use super::source::{Entry, Text};
use super::tables::tables;
use crate::condition::{Test, test_of};
use crate::declare::FactDecl;
use crate::engine::redeeming::ENTERPRISE;
use crate::op;
use crate::op::sharing::Method;
use crate::pack::{
    AmountKind, Clause, Condition, Effect, GroupKey, Measure, NoteDecl, Pack, PackFiles, PoolDecl,
    Reading, ReadingOption, StepDecl,
};

/// The pack without its cases; `None` if something it cannot do without is wrong.
pub(crate) fn read(
    root: &Entry<'_>,
    (facts, broken): (Vec<FactDecl>, Vec<String>),
    clauses: Vec<Clause>,
    files: &PackFiles,
) -> Option<Pack> {
    let fact_index: HashMap<FactId, usize> = facts
        .iter()
        .enumerate()
        .map(|(i, fact)| (fact.id.clone(), i))
        .collect();
    let mut names = Names {
        facts: &facts,
        fact_index: &fact_index,
        broken: &broken,
        readings: &[],
        groups: &[],
        clauses: &clauses,
        tables: &[],
        measures: &[],
        steps: Vec::new(),
        across: false,
    };
    let groups = groups(root, &names);
    names.groups = &groups;
    let tables = tables(root);
    names.tables = &tables;
    let readings = readings(root, &names);
    names.readings = &readings;
    let (conditions, condition_ids) = conditions(root, &names);
    let measures = measures(root, &mut names, &condition_ids);
    let measure_ids: Vec<String> = measures.iter().map(|measure| measure.id.clone()).collect();
    names.measures = &measure_ids;
    let across = across(root, &mut names, &measures);
    let pool = pool(root, &names);
    let forms = forms(root, &names, files);
    let dates = dates(root, &names);
    let publicity = publicity(root, &names);
    let return_decl = return_decl(root, &names);
    let quantum = quantum(root);
    let head = head(root);
    Some(Pack {
        id: head.id,
        title: head.title,
        notice: head.notice,
        document_number: head.document_number,
        issuer: head.issuer,
        issued_on: head.issued_on?,
        city: head.city,
        region_code: head.region_code,
        year: head.year?,
        hash: String::new(),
        measures,
        conditions,
        readings,
        forms,
        dates,
        publicity,
        return_decl: return_decl?,
        groups,
        across,
        tables,
        pool,
        quantum: quantum?,
        files: PackFiles::new(),
        cases: Default::default(),
        clauses,
        notice_facts: facts.len(),
        facts,
        fact_index,
    })
}

/// What amounts are rounded down to: 分, unless the notice says otherwise.
fn quantum(root: &Entry<'_>) -> Option<Money> {
    match root.text_opt("rounding") {
        Some(text) => text.money().filter(|money| *money > Money::ZERO),
        None => Some(Money::from_fen(1)),
    }
}

struct Head {
    id: String,
    title: String,
    notice: String,
    document_number: String,
    issuer: String,
    issued_on: Option<NaiveDate>,
    city: String,
    region_code: String,
    year: Option<i32>,
}

fn head(root: &Entry<'_>) -> Head {
    Head {
        id: root.text("id").and_then(identifier).unwrap_or_default(),
        title: root.string("title"),
        notice: root.string_opt("notice"),
        document_number: root.text("document_number").map_or_else(String::new, owned),
        issuer: root.string("issuer"),
        issued_on: root.day("issued_on"),
        city: root.string("city"),
        region_code: root.string("region_code"),
        year: root
            .integer_required("year")
            .and_then(|year| i32::try_from(year).ok()),
    }
}

pub(super) fn owned(text: Text<'_>) -> String {
    text.value.to_owned()
}

/// Names an entry after its id and refuses a second of the same.
pub(super) fn with_id<'s>(
    entry: Entry<'s>,
    what: &str,
    known: &mut Vec<String>,
) -> (Entry<'s>, String) {
    let Some(text) = entry.text("id") else {
        return (entry, String::new());
    };
    let id = identifier(text).unwrap_or_default();
    if known.contains(&id) {
        text.fault(format!("{what} {id} 出现了两次。"), "请改用别的 id。");
    }
    known.push(id.clone());
    (entry.named(format!("{what} {id}")), id)
}

fn groups(root: &Entry<'_>, names: &Names<'_>) -> Vec<GroupKey> {
    let mut seen = vec!["programme".to_owned()];
    let mut groups = Vec::new();
    for entry in root.list("group", "分组") {
        let (entry, id) = with_id(entry, "分组", &mut seen);
        let fact = entry.text("fact").and_then(|text| names.fact(text));
        let or_else = entry.text_opt("or_else").and_then(|text| names.fact(text));
        let label = entry.string("label");
        let year = entry.flag("year");
        let fact_id = |index: usize| names.facts[index].id.clone();
        if let Some(fact) = fact {
            groups.push(GroupKey {
                id,
                label,
                fact: fact_id(fact),
                or_else: or_else.map(fact_id),
                year,
            });
        }
        entry.finish();
    }
    groups
}

fn readings(root: &Entry<'_>, names: &Names<'_>) -> Vec<Reading> {
    let mut seen = Vec::new();
    let mut readings = Vec::new();
    for entry in root.list("reading", "文本理解") {
        let (entry, id) = with_id(entry, "文本理解", &mut seen);
        let options: Vec<ReadingOption> = entry
            .list("option", &format!("{}的选项", entry.what()))
            .into_iter()
            .map(|option| {
                let id = option.string("id");
                let value = option.text_opt("value").map_or_else(|| id.clone(), owned);
                let read = ReadingOption {
                    text: option.string("text"),
                    id,
                    value,
                };
                option.finish();
                read
            })
            .collect();
        if options.len() < 2 {
            entry.fault(
                format!("{}少于两个选项。", entry.what()),
                "请至少写两个选项；没有歧义就不必声明。",
            );
        }
        let default = entry.text("default");
        if let Some(text) = default
            && !options.iter().any(|option| option.id == text.value)
        {
            text.fault(
                format!("{}没有选项 {}。", entry.what(), text.value),
                "default 要写某个选项的 id。",
            );
        }
        readings.push(Reading {
            id,
            question: entry.string("question"),
            clause: names.clause(&entry).0,
            default: default.map_or_else(String::new, owned),
            options,
        });
        entry.finish();
    }
    readings
}

/// The conditions, and the ids of all that are written, also of those that
/// cannot be read.
fn conditions(root: &Entry<'_>, names: &Names<'_>) -> (Vec<Condition>, Vec<String>) {
    let mut seen = Vec::new();
    let mut conditions = Vec::new();
    for entry in root.list("condition", "条件") {
        let (entry, id) = with_id(entry, "条件", &mut seen);
        let (clause, quote) = names.clause(&entry);
        figures::check(&entry, &clause, &quote);
        let title = entry.string("title");
        if !entry.has("test") {
            entry.fault(
                format!("{}没有写怎样判断。", entry.what()),
                "请写 test = { fact = \"…\", … }。",
            );
        }
        let test = test_of(&entry, "test", names);
        let when = when(&entry, names);
        let under = names.under(&entry);
        let effect = effect(&entry);
        if let Some(test) = test {
            conditions.push(Condition {
                threshold: test.threshold(names.facts),
                id,
                title,
                clause,
                quote,
                effect,
                line: entry.line(),
                test,
                when,
                under,
            });
        }
        entry.finish();
    }
    (conditions, seen)
}

fn when(entry: &Entry<'_>, names: &Names<'_>) -> Option<Test> {
    test_of(entry, "when", names)
}

fn effect(entry: &Entry<'_>) -> Effect {
    let Some(text) = entry.text_opt("effect") else {
        return Effect::Required;
    };
    match text.value {
        "required" => Effect::Required,
        "later" => Effect::Later,
        "note" => Effect::Note,
        other => {
            text.fault(
                format!("没有名为 {other} 的作用。"),
                "请写 required（必须符合）、later（后续环节才核）或 note（只提示）。",
            );
            Effect::Required
        }
    }
}

fn measures(root: &Entry<'_>, names: &mut Names<'_>, conditions: &[String]) -> Vec<Measure> {
    let mut seen = Vec::new();
    let mut measures = Vec::new();
    // One measure may make good another that comes after it.
    let mut settles = Vec::new();
    for entry in root.list("measure", "方向") {
        let (entry, id) = with_id(entry, "方向", &mut seen);
        let title = entry.string("title");
        let clause = names.clause(&entry).0;
        let payee = entry.string("payee");
        let settled = entry.text_opt("settles");
        let result = result(&entry);
        let requires = requires(&entry, conditions);
        let notes = notes(&entry, names);
        names.steps.clear();
        names.across = false;
        let steps = steps(&entry, "step", names);
        if steps.is_empty() {
            entry.fault(
                format!("{}没有计算步骤。", entry.what()),
                "请写 step = [ { id = \"…\", op = \"…\", … } ]。",
            );
        }
        measures.push(Measure {
            id,
            title,
            clause,
            payee,
            settles: settled.as_ref().map(|text| text.value.to_owned()),
            result,
            requires,
            steps,
            notes,
        });
        settles.extend(settled);
        entry.finish();
    }
    let by_enterprise = names.groups.iter().any(|group| group.id == ENTERPRISE);
    for text in settles {
        if !by_enterprise {
            text.fault(
                "核销要按企业与授予额核对，这份政策包没有声明企业。",
                "请写 [[group]] id = \"enterprise\"。",
            );
        }
        if measures.iter().all(|measure| measure.id != text.value) {
            text.fault(
                format!("没有叫“{}”的方向。", text.value),
                "settles 请写这份通知里另一个方向的 id。",
            );
        }
    }
    if measures.is_empty() {
        root.fault("没有任何支持方向。", "请用 [[measure]] 至少写一个。");
    }
    measures
}

fn result(entry: &Entry<'_>) -> AmountKind {
    let Some(text) = entry.text("result") else {
        return AmountKind::Ceiling;
    };
    match text.value {
        "ceiling" => AmountKind::Ceiling,
        "entitlement" => AmountKind::Entitlement,
        other => {
            text.fault(
                format!("没有名为 {other} 的结果。"),
                "原文写“不超过”用 ceiling（可补上限），写“给予”用 entitlement（应补）。",
            );
            AmountKind::Ceiling
        }
    }
}

fn requires(entry: &Entry<'_>, conditions: &[String]) -> Vec<String> {
    let mut requires = Vec::new();
    for text in entry.texts("requires") {
        if !conditions.iter().any(|id| id == text.value) {
            text.fault(
                format!("没有名为 {} 的条件。", text.value),
                "请先用 [[condition]] 写出它，或改正拼写。",
            );
        }
        if requires.iter().any(|known| known == text.value) {
            text.fault(
                format!("条件 {} 写了两次。", text.value),
                "每个条件只写一次，请删去一处。",
            );
        }
        requires.push(text.value.to_owned());
    }
    requires
}

fn notes(entry: &Entry<'_>, names: &Names<'_>) -> Vec<NoteDecl> {
    entry
        .list("note", &format!("{}的说明", entry.what()))
        .into_iter()
        .map(|note| {
            let text = note.string("text");
            let (clause, quote) = match note.has("clause") {
                true => names.clause(&note),
                false => Default::default(),
            };
            figures::check(&note, &clause, &quote);
            let when = when(&note, names);
            note.finish();
            NoteDecl { text, clause, when }
        })
        .collect()
}

/// The steps under `key`; each may name those before it.
fn steps(entry: &Entry<'_>, key: &str, names: &mut Names<'_>) -> Vec<StepDecl> {
    let mut seen = Vec::new();
    let mut steps = Vec::new();
    for step in entry.list(key, &format!("{}的步骤", entry.what())) {
        let what = format!("{}的步骤", entry.what());
        let (step, id) = with_id(step, &what, &mut seen);
        let (clause, quote) = names.clause(&step);
        figures::check(&step, &clause, &quote);
        let under = names.under(&step);
        let when = when(&step, names);
        let measures = match names.across {
            true => step.strings("measures"),
            false => Vec::new(),
        };
        let parsed = op::parse(&step, names);
        let label = step.string("label");
        names.steps.push((
            id.clone(),
            parsed.as_ref().map_or(ValueKind::Money, |(_, p)| p.kind),
        ));
        if let Some((op, parsed)) = parsed {
            let (act, passes) = (parsed.act, parsed.of);
            steps.push(StepDecl {
                id,
                label,
                op,
                clause,
                quote,
                line: step.line(),
                act,
                under,
                when,
                passes,
                measures,
            });
        }
        step.finish();
    }
    steps
}

fn across(root: &Entry<'_>, names: &mut Names<'_>, measures: &[Measure]) -> Vec<StepDecl> {
    names.steps.clear();
    names.across = true;
    let steps = steps(root, "across", names);
    names.across = false;
    for step in &steps {
        for id in &step.measures {
            if !measures.iter().any(|measure| measure.id == *id) {
                root.fault(
                    format!("步骤 {} 的 measures 里写了不存在的方向 {id}。", step.id),
                    "请改为某个 [[measure]] 的 id。",
                );
            }
        }
    }
    steps
}

fn pool(root: &Entry<'_>, names: &Names<'_>) -> Option<PoolDecl> {
    let entry = root.inner("pool", "资金池")?;
    let clause = names.clause(&entry).0;
    let mut methods = Vec::new();
    for text in entry.texts("methods") {
        if Method::parse(text.value).is_none() {
            let known: Vec<&str> = Method::ALL.iter().map(|(_, id, _)| *id).collect();
            text.fault(
                format!("没有名为 {} 的分配办法。", text.value),
                format!("可用的办法：{}。", known.join("、")),
            );
        }
        methods.push(text.value.to_owned());
    }
    entry.finish();
    Some(PoolDecl { clause, methods })
}
