//! Reads cases.toml: base records that meet every condition, and cases that
//! change them.

use std::collections::BTreeMap;

use ruku_model::fact::{Fact, FactId, FactType, FactValue, Facts};
use ruku_model::money::Money;
use serde_json::Value;
use toml::de::DeValue;

use super::source::Entry;
use crate::assessment::{
    Exclusion, Input, ManualDecision, PoolChoice, ReadingChoice, Subject, Waiver,
};
use crate::cases::{Case, CaseSet, Expect};
use crate::declare::FactDecl;
use crate::pack::Pack;

/// Who chooses readings in a case.
const BY_CASE: &str = "案例";

type Bases = BTreeMap<String, Facts>;

/// Every case of a file, one per reading it asks for.
///
/// `inherited` are base records of the pack that a further file may use.
pub(crate) fn read_cases(root: &Entry<'_>, pack: &Pack) -> CaseSet {
    let bases = bases(root, pack);
    let mut set = CaseSet::default();
    let mut seen: Vec<String> = Vec::new();
    for entry in root.list("case", "案例") {
        let text = entry.text("id");
        let id = text.map_or_else(String::new, |text| text.value.to_owned());
        if let Some(text) = text
            && seen.contains(&id)
        {
            text.fault(format!("案例 {id} 出现了两次。"), "请改用别的 id。");
        }
        seen.push(id.clone());
        let entry = entry.named(format!("案例 {id}"));
        case(&entry, &id, pack, &bases, &mut set);
        entry.finish();
    }
    root.finish();
    set
}

fn bases(root: &Entry<'_>, pack: &Pack) -> Bases {
    let mut bases = Bases::new();
    let Some(entry) = root.inner("base", "基础记录") else {
        return bases;
    };
    for key in entry.keys() {
        if let Some(inner) = entry.inner(key.value, &format!("基础记录 {}", key.value)) {
            bases.insert(key.value.to_owned(), facts(&inner, pack));
        }
    }
    bases
}

/// Facts by id, as the contract spells them.
fn facts(entry: &Entry<'_>, pack: &Pack) -> Facts {
    let mut facts = Facts::new();
    for key in entry.keys() {
        let Some((value, _)) = entry.value(key.value) else {
            continue;
        };
        let id = FactId::new(key.value);
        let Some(decl) = pack.fact(&id) else {
            key.fault(
                format!("没有名为 {id} 的填报项。"),
                "请先在 facts.toml 里声明它，或改正拼写。",
            );
            continue;
        };
        match fact_value(value, decl) {
            Some(value) => {
                facts.insert(id, Fact::bare(value));
            }
            None => key.fault(
                format!("{}的 {id} 写法不对。", entry.what()),
                format!("{id} 应当写成{}。", example(decl)),
            ),
        }
    }
    facts
}

fn example(decl: &FactDecl) -> String {
    let text = match decl.fact_type {
        FactType::Money => "金额，例如 \"3000000.00\"（元）或 \"300万元\"",
        FactType::Number => "数值，例如 \"0.8\" 或 \"80%\"",
        FactType::Count => "整数，例如 500（不加引号）",
        FactType::Date => "日期，例如 \"2022-05-31\" 或 \"2022-05\"",
        FactType::Flag => " true 或 false（不加引号）",
        FactType::Choice => "选项的 id，加引号",
        FactType::CreditCode | FactType::Phone | FactType::Text => "加引号的文字",
        FactType::List => {
            let fields: Vec<String> = decl
                .fields
                .iter()
                .map(|field| format!("{} 是{}", field.id, example(field)))
                .collect();
            return format!("明细的列表 [{{ … }}, …]，其中{}", fields.join("；"));
        }
    };
    text.to_owned()
}

/// A value as the contract spells it; amounts may carry their unit.
fn fact_value(value: &DeValue<'_>, decl: &FactDecl) -> Option<FactValue> {
    decl.read_json(&plain(value)?).ok().flatten()
}

fn plain(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(number) => {
            Value::from(i64::from_str_radix(number.as_str(), number.radix()).ok()?)
        }
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(list) => {
            let items: Option<Vec<Value>> = list.iter().map(|item| plain(item.get_ref())).collect();
            Value::Array(items?)
        }
        DeValue::Table(table) => {
            let members: Option<serde_json::Map<String, Value>> = table
                .iter()
                .map(|(key, value)| Some((key.get_ref().to_string(), plain(value.get_ref())?)))
                .collect();
            Value::Object(members?)
        }
        DeValue::Float(_) => return None,
    })
}

fn case(entry: &Entry<'_>, id: &str, pack: &Pack, bases: &Bases, set: &mut CaseSet) {
    entry.string_opt("why");
    let subjects = subjects(entry, pack, bases);
    let input = Input {
        subjects,
        readings: chosen(entry, pack),
        manual: decisions(entry),
        waivers: waivers(entry),
        excluded: excluded(entry),
        pool: pool(entry),
        rounding: entry.text_opt("rounding").and_then(|text| text.money()),
        as_of: if entry.has("as_of") {
            entry.day("as_of")
        } else {
            None
        },
    };
    let line = entry.line();
    if let Some(expect) = entry.inner("expect", &format!("{}的 expect", entry.what())) {
        let expect = self::expect(&expect, pack);
        set.cases.push(Case {
            id: id.to_owned(),
            line,
            input: input.clone(),
            expect,
        });
    } else if !entry.has("reading") {
        entry.fault(
            format!("{}没有写期望的结果。", entry.what()),
            "请写 expect = { kind = \"…\", amount = \"…\" }。",
        );
    }
    for reading in entry.list("reading", &format!("{}的理解", entry.what())) {
        let choices = chosen(&reading, pack);
        let names: Vec<&str> = choices
            .iter()
            .map(|choice| choice.chosen.as_str())
            .collect();
        let id = format!("{id}[{}]", names.join(","));
        let mut input = input.clone();
        input.readings.extend(choices.iter().cloned());
        if let Some(pool) = pool(&reading) {
            input.pool = Some(pool);
        }
        let expect = match reading.inner("expect", reading.what()) {
            Some(expect) => self::expect(&expect, pack),
            None => Expect::default(),
        };
        set.cases.push(Case {
            id,
            line: reading.line(),
            input,
            expect,
        });
        reading.finish();
    }
}

/// One project, or those under `project`.
fn subjects(entry: &Entry<'_>, pack: &Pack, bases: &Bases) -> Vec<Subject> {
    let common = entry.text_opt("measure").map(|text| text.value.to_owned());
    let shared = entry
        .inner("facts", &format!("{}的 facts", entry.what()))
        .map_or_else(Facts::new, |inner| facts(&inner, pack));
    let unknown = entry.strings("unknown");
    let projects = entry.list("project", &format!("{}的项目", entry.what()));
    let mut subjects = Vec::new();
    if projects.is_empty() {
        let record = record(entry, common.as_deref(), bases, &[&shared], &unknown);
        subjects.push(Subject {
            id: "p1".to_owned(),
            measure: common.clone().unwrap_or_default(),
            facts: record,
        });
    }
    for project in projects {
        let measure = project
            .text_opt("measure")
            .map(|text| text.value.to_owned())
            .or_else(|| common.clone());
        let own = project
            .inner("facts", project.what())
            .map_or_else(Facts::new, |inner| facts(&inner, pack));
        let mut missing = unknown.clone();
        missing.extend(project.strings("unknown"));
        let base = record(
            &project,
            measure.as_deref(),
            bases,
            &[&shared, &own],
            &missing,
        );
        let times = project.integer("times").unwrap_or(1);
        let distinct = project.strings("distinct");
        let id = project.string_opt("id");
        for n in 0..times {
            let number = subjects.len() + 1;
            let mut facts = base.clone();
            for fact in &distinct {
                make_distinct(&mut facts, fact, number);
            }
            let id = match id.is_empty() || n > 0 {
                true => format!("p{number}"),
                false => id.clone(),
            };
            subjects.push(Subject {
                id,
                measure: measure.clone().unwrap_or_default(),
                facts,
            });
        }
        project.finish();
    }
    subjects
}

/// Adds a number to a text, so that copies of a project are of different enterprises.
fn make_distinct(facts: &mut Facts, fact: &str, number: usize) {
    if let Some(Fact {
        value: FactValue::Text(text),
        ..
    }) = facts.get_mut(fact)
    {
        text.push_str(&format!("-{number}"));
    }
}

/// The base record of the measure with what the case changes.
fn record(
    entry: &Entry<'_>,
    measure: Option<&str>,
    bases: &Bases,
    changes: &[&Facts],
    unknown: &[String],
) -> Facts {
    let Some(measure) = measure else {
        entry.fault(
            format!("{}没有写方向。", entry.what()),
            "请写 measure = \"方向的 id\"。",
        );
        return Facts::new();
    };
    let mut facts = bases.get("common").cloned().unwrap_or_default();
    facts.extend(bases.get(measure).cloned().unwrap_or_default());
    for change in changes {
        facts.extend((*change).clone());
    }
    for id in unknown {
        facts.remove(id.as_str());
    }
    facts
}

fn chosen(entry: &Entry<'_>, pack: &Pack) -> Vec<ReadingChoice> {
    let Some(inner) = entry.inner("choose", &format!("{}的 choose", entry.what())) else {
        return Vec::new();
    };
    let mut choices = Vec::new();
    for key in inner.keys() {
        let Some(text) = inner.text(key.value) else {
            continue;
        };
        let known = pack
            .reading(key.value)
            .is_some_and(|reading| reading.options.iter().any(|option| option.id == text.value));
        if !known {
            text.fault(
                format!("文本理解 {} 没有选项 {}。", key.value, text.value),
                "请写 policy.toml 里声明的理解和选项。",
            );
        }
        choices.push(ReadingChoice {
            id: key.value.to_owned(),
            chosen: text.value.to_owned(),
            by: BY_CASE.to_owned(),
            reason: String::new(),
        });
    }
    choices
}

fn pool(entry: &Entry<'_>) -> Option<PoolChoice> {
    let inner = entry.inner("pool", &format!("{}的资金池", entry.what()))?;
    let amount = inner.text("amount")?.money();
    let method = inner.string("method");
    inner.finish();
    Some(PoolChoice {
        amount: amount?,
        method,
        quota: None,
        by: None,
    })
}

fn decisions(entry: &Entry<'_>) -> Vec<ManualDecision> {
    let mut decisions = Vec::new();
    for inner in entry.list("manual", &format!("{}的人工认定", entry.what())) {
        let amount = inner.text("amount").and_then(|text| text.money());
        let subject = inner.string("project");
        let (by, authority) = (inner.string("by"), inner.string("authority"));
        let reason = inner.string("reason");
        inner.finish();
        if let Some(amount) = amount {
            decisions.push(ManualDecision {
                subject,
                amount,
                by,
                authority,
                reason,
            });
        }
    }
    decisions
}

fn waivers(entry: &Entry<'_>) -> Vec<Waiver> {
    entry
        .list("waiver", &format!("{}的豁免", entry.what()))
        .into_iter()
        .map(|inner| {
            let waiver = Waiver {
                condition: inner.string("condition"),
                subject: inner.text_opt("project").map(|text| text.value.to_owned()),
                authority: inner.string("authority"),
                by: inner.string("by"),
                expires_on: inner.text_opt("expires_on").and_then(|text| text.day()),
                reason: inner.string("reason"),
            };
            inner.finish();
            waiver
        })
        .collect()
}

fn excluded(entry: &Entry<'_>) -> Vec<Exclusion> {
    entry
        .list("excluded", &format!("{}的剔除", entry.what()))
        .into_iter()
        .map(|inner| {
            let exclusion = Exclusion {
                subject: inner.string("project"),
                reason: inner.string("reason"),
                by: inner.string("by"),
                authority: inner.string_opt("authority"),
            };
            inner.finish();
            exclusion
        })
        .collect()
}

fn expect(entry: &Entry<'_>, pack: &Pack) -> Expect {
    let money = |key: &str| {
        let text = entry.text_opt(key)?;
        let amount = text.value.parse::<Money>().ok();
        if amount.is_none() {
            text.fault(
                format!("“{}”不是金额。", text.value),
                "请写成 \"300000.00\"（元）或 \"30万元\"。",
            );
        }
        amount
    };
    let list = |key: &str| entry.has(key).then(|| entry.strings(key));
    let expect = Expect {
        kind: entry.text_opt("kind").map(|text| text.value.to_owned()),
        amount: money("amount"),
        total: money("total"),
        group: money("group"),
        undistributed: money("undistributed"),
        binding: entry.text_opt("binding").map(|text| text.value.to_owned()),
        failed: list("failed"),
        missing: list("missing"),
        amounts: by_project(entry, "amounts", |text| text.parse().ok()),
        kinds: by_project(entry, "kinds", |text| Some(text.to_owned())),
        rejected: by_project(entry, "rejected", |text| text.parse().ok()),
        waiting: list("waiting"),
    };
    for text in entry.texts("missing") {
        if pack.fact(&FactId::new(text.value)).is_none() {
            text.fault(
                format!("没有名为 {} 的填报项。", text.value),
                "请先在 facts.toml 里声明它，或改正拼写。",
            );
        }
    }
    entry.finish();
    expect
}

fn by_project<T>(
    entry: &Entry<'_>,
    key: &str,
    read: impl Fn(&str) -> Option<T>,
) -> BTreeMap<String, T> {
    let mut map = BTreeMap::new();
    let Some(inner) = entry.inner(key, &format!("{}的 {key}", entry.what())) else {
        return map;
    };
    for id in inner.keys() {
        let Some(text) = inner.text(id.value) else {
            continue;
        };
        match read(text.value) {
            Some(value) => {
                map.insert(id.value.to_owned(), value);
            }
            None => text.fault(
                format!("“{}”不是金额。", text.value),
                "请写成 \"300000.00\"（元）或 \"30万元\"。",
            ),
        }
    }
    map
}
