//! Reads facts.toml: what the notice needs to know.

use ruku_model::fact::{FactId, FactType};
use ruku_model::money::MoneyUnit;

use super::source::{Entry, Text};
use crate::declare::{ChoiceOption, FactDecl, FactSource};

const TYPES: &[(&str, FactType)] = &[
    ("money", FactType::Money),
    ("number", FactType::Number),
    ("count", FactType::Count),
    ("date", FactType::Date),
    ("flag", FactType::Flag),
    ("choice", FactType::Choice),
    ("credit_code", FactType::CreditCode),
    ("phone", FactType::Phone),
    ("text", FactType::Text),
    ("list", FactType::List),
];

/// Every fact, in the order of the file, and the ids of those that cannot be
/// read.
pub(crate) fn read(root: &Entry<'_>) -> (Vec<FactDecl>, Vec<String>) {
    let mut facts: Vec<FactDecl> = Vec::new();
    let mut broken = Vec::new();
    for entry in root.list("fact", "填报项") {
        let id = entry.text("id");
        let what = id.map_or_else(|| "填报项".to_owned(), |id| format!("填报项 {}", id.value));
        let entry = entry.named(what);
        if let Some(id) = id
            && facts.iter().any(|fact| fact.id.as_str() == id.value)
        {
            id.fault(
                format!("填报项 {} 声明了两次。", id.value),
                "请删去一处，或改用别的 id。",
            );
        }
        match one(&entry, id) {
            Some(fact) => facts.push(fact),
            None => broken.extend(id.map(|id| id.value.to_owned())),
        }
        entry.finish();
    }
    if facts.is_empty() {
        root.fault("没有声明任何填报项。", "请用 [[fact]] 至少声明一项。");
    }
    parts(root, &facts, &broken);
    counted(root, &facts, &broken);
    (facts, broken)
}

fn one(entry: &Entry<'_>, id: Option<Text<'_>>) -> Option<FactDecl> {
    let id = identifier(id?);
    let label = entry.string("label");
    let fact_type = fact_type(entry);
    let unit = unit(entry, "unit");
    let options = options(entry);
    let source = source(entry);
    let fields = fields(entry);
    let fact = FactDecl {
        id: FactId::new(id?),
        label,
        fact_type: fact_type?,
        unit,
        synonyms: entry.strings("synonyms"),
        options,
        fields,
        required: entry.flag("required"),
        source,
        parts: entry
            .strings("parts")
            .into_iter()
            .map(FactId::new)
            .collect(),
        counts_by: entry.text_opt("counts_by").map(|id| FactId::new(id.value)),
        counts_except: entry
            .strings("counts_except")
            .into_iter()
            .map(FactId::new)
            .collect(),
        help: entry.string_opt("help"),
    };
    if fact.fact_type == FactType::Money && !entry.has("unit") {
        entry.fault(
            format!("{}是金额，却没有写单位。", entry.what()),
            "请写 unit = \"万元\" 或 unit = \"元\"。",
        );
    }
    let is_number = fact.fact_type == FactType::Count && fact.counts_by.is_some();
    if !is_number && (fact.counts_by.is_some() || !fact.counts_except.is_empty()) {
        entry.fault(
            format!(
                "{}不是家数，不能写 counts_by、counts_except。",
                entry.what()
            ),
            "家数写 type = \"count\" 和 counts_by = \"…\"。",
        );
    }
    if (fact.fact_type == FactType::List) == fact.fields.is_empty() {
        entry.fault(
            match fact.fact_type {
                FactType::List => format!("{}是明细，却没有写每条有哪几栏。", entry.what()),
                _ => format!("{}不是明细，不能写 fields。", entry.what()),
            },
            "明细写 type = \"list\" 和 fields = [{ id = \"…\", label = \"…\", type = \"…\" }, …]。",
        );
    }
    if fact.fact_type == FactType::Choice && fact.options.is_empty() {
        entry.fault(
            format!("{}是选项，却没有写可选的内容。", entry.what()),
            "请写 options = [{ id = \"…\", label = \"…\" }, …]。",
        );
    }
    Some(fact)
}

/// An id: lower-case letters, digits and underscores.
pub(crate) fn identifier(text: Text<'_>) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if !text.value.is_empty() && text.value.chars().all(fits) {
        return Some(text.value.to_owned());
    }
    text.fault(
        format!("id “{}”不合要求。", text.value),
        "id 只用小写英文字母、数字、下划线和连字符。",
    );
    None
}

fn fact_type(entry: &Entry<'_>) -> Option<FactType> {
    let text = entry.text("type")?;
    let found = TYPES.iter().find(|(name, _)| *name == text.value);
    if found.is_none() {
        let known: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
        text.fault(
            format!("没有名为 {} 的类型。", text.value),
            format!("可用的类型：{}。", known.join("、")),
        );
    }
    found.map(|(_, fact_type)| *fact_type)
}

/// A unit of money.
pub(crate) fn unit(entry: &Entry<'_>, key: &str) -> Option<MoneyUnit> {
    let text = entry.text_opt(key)?;
    match text.value {
        "元" => Some(MoneyUnit::Yuan),
        "万元" => Some(MoneyUnit::WanYuan),
        other => {
            text.fault(
                format!("没有名为 {other} 的金额单位。"),
                "请写 \"元\" 或 \"万元\"。",
            );
            None
        }
    }
}

fn source(entry: &Entry<'_>) -> FactSource {
    let Some(text) = entry.text_opt("source") else {
        return FactSource::Return;
    };
    match text.value {
        "return" => FactSource::Return,
        "review" => FactSource::Review,
        "city" => FactSource::City,
        other => {
            text.fault(
                format!("没有名为 {other} 的来源。"),
                "请写 return（县区报表）、review（审核栏）或 city（市局）。",
            );
            FactSource::Return
        }
    }
}

fn options(entry: &Entry<'_>) -> Vec<ChoiceOption> {
    let mut options: Vec<ChoiceOption> = Vec::new();
    for option in entry.list("options", &format!("{}的选项", entry.what())) {
        let read = ChoiceOption {
            id: option.string("id"),
            label: option.string("label"),
            synonyms: option.strings("synonyms"),
        };
        let words = || [&read.id, &read.label].into_iter().chain(&read.synonyms);
        let taken = |other: &ChoiceOption| {
            words().any(|word| {
                *word == other.id || *word == other.label || other.synonyms.contains(word)
            })
        };
        if let Some(other) = options.iter().find(|other| taken(other)) {
            option.fault(
                format!(
                    "{}的选项 {} 和 {} 有相同的写法。",
                    entry.what(),
                    read.id,
                    other.id
                ),
                "id、label 和 synonyms 里的写法只能属于一个选项，请删去一处。",
            );
        }
        option.finish();
        options.push(read);
    }
    options
}

/// What each record of a list tells.
fn fields(entry: &Entry<'_>) -> Vec<FactDecl> {
    let mut fields: Vec<FactDecl> = Vec::new();
    for field in entry.list("fields", &format!("{}的一栏", entry.what())) {
        let id = field.text("id");
        if let Some(id) = id
            && fields.iter().any(|known| known.id.as_str() == id.value)
        {
            id.fault(
                format!("{}里 {} 出现了两次。", entry.what(), id.value),
                "请删去一处，或改用别的 id。",
            );
        }
        let read = one(&field, id);
        if read
            .as_ref()
            .is_some_and(|read| read.fact_type == FactType::List)
        {
            field.fault("明细里不能再有明细。", "请分成两项明细。");
        }
        fields.extend(read);
        field.finish();
    }
    fields
}

/// Parts must be declared and be money.
fn parts(root: &Entry<'_>, facts: &[FactDecl], broken: &[String]) {
    for fact in facts {
        for part in &fact.parts {
            let decl = facts.iter().find(|known| known.id == *part);
            if broken.iter().any(|id| id == part.as_str()) {
                continue;
            }
            if decl.is_none_or(|decl| decl.fact_type != FactType::Money) {
                root.fault(
                    format!(
                        "填报项 {} 的其中项 {part} 没有声明，或者不是金额。",
                        fact.id
                    ),
                    "请声明它（type = \"money\"），或从 parts 里删去。",
                );
            }
        }
    }
}

/// Members are counted by facts that are declared.
fn counted(root: &Entry<'_>, facts: &[FactDecl], broken: &[String]) {
    for fact in facts {
        let named = fact.counts_by.iter().chain(&fact.counts_except);
        for id in named {
            let known = facts.iter().any(|known| known.id == *id);
            if !known && !broken.iter().any(|one| one == id.as_str()) {
                root.fault(
                    format!("填报项 {} 按 {id} 计家数，但没有声明它。", fact.id),
                    "请声明它，或改 counts_by、counts_except。",
                );
            }
        }
    }
}
