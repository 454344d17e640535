//! What a sheet shows, line by line: every placeholder its template asks for,
//! with label and value. Its fingerprint is made over these lines, and they are
//! kept in the register, so that a sheet that comes back can be compared line
//! by line with what it would show today.

use std::collections::BTreeSet;

use ruku_library::table::print_content::ContentLine;
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::fingerprint;
use ruku_papers::template::Template;
use ruku_policy::declare::FormDecl;
use ruku_policy::pack::Pack;
use serde_json::{Map, Value, json};

use crate::show;

/// Placeholders that say nothing of the data: what every form is given anew on
/// each day of printing, and the fingerprint itself.
const NOT_DATA: [&str; 4] = [
    "fingerprint",
    "printed_on",
    "data.publicity",
    "result.record",
];

/// The Chinese names of the placeholders that are not facts.
const LABELS: [(&str, &str); 37] = [
    ("project", "项目名称"),
    ("credit_code", "统一社会信用代码"),
    ("amount", "金额（元）"),
    ("basis", "条款"),
    ("kind_label", "测算结论"),
    ("reason", "测算依据与说明"),
    ("enterprise", "单位名称"),
    ("county", "所属县（市、区）"),
    ("direction", "支持方向"),
    ("direction.id", "支持方向编号"),
    ("direction.label", "支持方向"),
    ("programme.title", "通知标题"),
    ("programme.document_number", "通知文号"),
    ("programme.notice", "通知名称与文号"),
    ("programme.year", "年度"),
    ("programme.city", "城市"),
    ("programme.issuer", "发文单位"),
    ("form.title", "表单标题"),
    ("form.copies", "通知要求的份数"),
    ("result.kind", "测算结论"),
    ("result.kind_label", "测算结论"),
    ("result.amount", "测算金额（元）"),
    ("result.amount_wan", "测算金额（万元）"),
    ("result.amount_words", "测算金额（大写）"),
    ("result.reason", "测算依据与说明"),
    ("result.steps", "计算过程"),
    ("result.stages", "计算过程"),
    ("result.sources", "数据出处"),
    ("result.sections", "限额、口径和说明"),
    ("result.missing", "缺少的资料"),
    ("result.failed", "不符合的条件"),
    ("data.conditions", "申报条件"),
    ("data.problems", "存在的问题"),
    ("data.kind", "处理意见"),
    ("data.rows", "名单"),
    ("data.awarded", "拟支持名单"),
    ("data.total_wan", "合计（万元）"),
];

/// The lines of a form filled with `data`, in a fixed order.
pub(crate) fn lines(
    form: &FormDecl,
    template: &Template,
    pack: &Pack,
    data: &Value,
) -> Vec<ContentLine> {
    let asked: BTreeSet<&str> = template
        .placeholders()
        .iter()
        .map(String::as_str)
        .filter(|name| {
            !NOT_DATA
                .iter()
                .any(|not| name == not || is_below(name, not))
        })
        .collect();
    let mut lines = vec![ContentLine {
        id: "form".to_owned(),
        label: "表单版本".to_owned(),
        value: json!([form.id, form.version, template.digest()]),
        shown: form.version.clone(),
    }];
    for name in &asked {
        let value = at(data, name);
        if value.is_object() && asked.iter().any(|other| is_below(other, name)) {
            // A mere test whether there is one at all; its parts stand by themselves.
            lines.push(flag(name, &label(name, pack)));
            continue;
        }
        match name.strip_prefix("has.") {
            // What is known shows with its value, if the form shows it.
            Some(fact) if asked.contains(format!("facts.{fact}").as_str()) => {}
            Some(fact) => {
                let known = at(data, name) == &Value::Bool(true);
                let label = format!("是否填有{}", label(&format!("facts.{fact}"), pack));
                lines.push(ContentLine {
                    id: (*name).to_owned(),
                    label,
                    value: json!(known),
                    shown: if known { "已填" } else { "" }.to_owned(),
                });
            }
            None => {
                let shows = |part: &str| template.may_show(part);
                push(&mut lines, (name, &label(name, pack)), value, &shows);
            }
        }
    }
    lines
}

/// The fingerprint over some lines, of the sheet about these projects.
pub(crate) fn fingerprint(lines: &[ContentLine], projects: &[i64]) -> String {
    let covered: Facts = lines
        .iter()
        .map(|line| {
            let value = Fact::bare(FactValue::Text(line.value.to_string()));
            (FactId::new(line.id.as_str()), value)
        })
        .collect();
    fingerprint::of_facts(&json!(projects).to_string(), &covered)
}

/// The lines that differ, as (label, printed, now), in the form's order; what
/// only one side has is empty on the other. A row of a list is told cell by
/// cell, and once if a form is given it in two lists.
pub(crate) fn differing(
    printed: &[ContentLine],
    now: &[ContentLine],
    cell_label: impl Fn(&str) -> String,
) -> Vec<(ContentLine, String, String)> {
    let mut differing = Vec::new();
    for line in printed {
        match now.iter().find(|other| other.id == line.id) {
            Some(same) if same.value == line.value => {}
            Some(other) => {
                let mut cells = Vec::new();
                cells_differing("", &line.value, &other.value, &mut cells);
                if cells.is_empty() {
                    differing.push((other.clone(), line.shown.clone(), changed_text(line, other)));
                }
                differing.extend(cells.into_iter().map(|(cell, was, is)| {
                    let label = format!("{}的{}", other.label, cell_label(&cell));
                    (
                        ContentLine {
                            label,
                            ..other.clone()
                        },
                        was,
                        is,
                    )
                }));
            }
            None => differing.push((line.clone(), line.shown.clone(), gone(line))),
        }
    }
    let is_new = |line: &&ContentLine| printed.iter().all(|other| other.id != line.id);
    differing.extend(
        now.iter()
            .filter(is_new)
            .map(|line| (line.clone(), gone(line), line.shown.clone())),
    );
    let mut told = BTreeSet::new();
    differing.retain(|(line, was, is)| told.insert((line.label.clone(), was.clone(), is.clone())));
    differing
}

/// What stands for a line on the side that has none.
fn gone(line: &ContentLine) -> String {
    match line.id.contains('/') {
        true => "不在表上".to_owned(),
        false => String::new(),
    }
}

/// The cells of two rows that differ, by the name a template gives them. One
/// amount stands in a row in three ways; it is told once.
fn cells_differing(
    above: &str,
    printed: &Value,
    now: &Value,
    found: &mut Vec<(String, String, String)>,
) {
    let (Value::Object(printed), Value::Object(now)) = (printed, now) else {
        return;
    };
    let names: BTreeSet<&String> = printed.keys().chain(now.keys()).collect();
    for name in names {
        let cell = match above {
            "" => name.clone(),
            _ => format!("{above}.{name}"),
        };
        let side = |row: &Map<String, Value>| row.get(name).cloned().unwrap_or_default();
        let (was, is) = (side(printed), side(now));
        if was == is || ["amount_wan", "amount_words"].contains(&name.as_str()) {
            continue;
        }
        match (&was, &is) {
            (Value::Object(_), Value::Object(_)) => cells_differing(&cell, &was, &is, found),
            _ => found.push((cell, words(&was), words(&is))),
        }
    }
}

/// What a line shows now; a change that the eye would not see is said.
fn changed_text(printed: &ContentLine, now: &ContentLine) -> String {
    if printed.shown == now.shown {
        format!("{}（内容已改）", now.shown)
    } else {
        now.shown.clone()
    }
}

/// The lines of a placeholder; of the rows of a list only the parts that can
/// show.
fn push(
    lines: &mut Vec<ContentLine>,
    (name, label): (&str, &str),
    value: &Value,
    shows: &dyn Fn(&str) -> bool,
) {
    match value {
        Value::Array(items) if items.iter().all(has_name) && !items.is_empty() => {
            for (place, item) in items.iter().enumerate() {
                let key = key_of(item);
                // One project may stand in a list twice.
                let doubled = items[..place].iter().filter(|one| key_of(one) == key);
                let id = match doubled.count() {
                    0 => format!("{name}/{key}"),
                    nth => format!("{name}/{key}/{nth}"),
                };
                let amount = item.get("amount").and_then(Value::as_str);
                lines.push(ContentLine {
                    id,
                    label: format!("“{}”一行", name_of(item).unwrap_or_default()),
                    value: shown_parts(item, shows),
                    shown: amount.map_or_else(|| "有".to_owned(), |amount| format!("{amount}元")),
                });
            }
        }
        Value::Null => lines.push(line(name, label, value, "")),
        other => {
            let other = shown_parts(other, shows);
            lines.push(line(name, label, &other, &words(&other)));
        }
    }
}

/// A value without the parts that cannot show.
fn shown_parts(value: &Value, shows: &dyn Fn(&str) -> bool) -> Value {
    match value {
        Value::Object(parts) => {
            let kept = parts.iter().filter(|(part, _)| shows(part));
            let kept = kept.map(|(part, inner)| (part.clone(), shown_parts(inner, shows)));
            Value::Object(kept.collect())
        }
        Value::Array(items) => items.iter().map(|one| shown_parts(one, shows)).collect(),
        other => other.clone(),
    }
}

/// What a row is found by again: its project's number, or else its name.
fn key_of(item: &Value) -> String {
    match item.get("id").and_then(Value::as_i64) {
        Some(id) => id.to_string(),
        None => name_of(item).unwrap_or_default(),
    }
}

fn line(name: &str, label: &str, value: &Value, shown: &str) -> ContentLine {
    ContentLine {
        id: name.to_owned(),
        label: label.to_owned(),
        value: value.clone(),
        shown: shown.to_owned(),
    }
}

fn flag(name: &str, label: &str) -> ContentLine {
    line(name, label, &Value::Bool(true), "有")
}

/// The value a placeholder stands for; null where there is none.
fn at<'d>(data: &'d Value, name: &str) -> &'d Value {
    name.split('.')
        .try_fold(data, |value, part| value.get(part))
        .unwrap_or(&Value::Null)
}

fn is_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above)
        .is_some_and(|rest| rest.starts_with('.'))
}

/// Whether an element of a list has a name of its own to be found by.
fn has_name(item: &Value) -> bool {
    name_of(item).is_some()
}

fn name_of(item: &Value) -> Option<String> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
    let parts = [
        text("enterprise"),
        text("project"),
        text("title"),
        text("place"),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = parts.join(" ");
    (!name.is_empty()).then_some(name)
}

/// All words of a value, in order.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => joined(items.iter(), "；"),
        Value::Object(map) => joined(map.values(), "，"),
    }
}

fn joined<'v>(values: impl Iterator<Item = &'v Value>, between: &str) -> String {
    let parts: Vec<String> = values.map(words).filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

/// The Chinese name of what a placeholder stands for.
pub(crate) fn label(name: &str, pack: &Pack) -> String {
    if let Some(fact) = name.strip_prefix("facts.") {
        let declared = pack.fact(&FactId::new(fact));
        return declared.map_or_else(|| fact.to_owned(), show::label_with_unit);
    }
    let known = LABELS.iter().find(|(id, _)| *id == name);
    known.map_or_else(|| "表中内容".to_owned(), |(_, label)| (*label).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, value: Value) -> ContentLine {
        line(id, id, &value, &words(&value))
    }

    #[test]
    fn lists_are_compared_row_by_row() {
        let row = |id: i64, name: &str, amount: &str| json!({"id": id, "enterprise": name, "amount": amount, "phone": amount});
        let listed = |rows: Value| {
            let mut lines = Vec::new();
            for list in ["data.awarded", "data.rows"] {
                push(&mut lines, (list, "名单"), &rows, &|part| part != "phone");
            }
            lines
        };
        let before = listed(json!([
            row(1, "甲", "1"),
            row(2, "乙", "2"),
            row(3, "丁", "5")
        ]));
        let now = listed(json!([
            row(2, "乙", "3"),
            row(9, "丙", "4"),
            row(3, "戊", "5")
        ]));
        let found: Vec<_> = differing(&before, &now, str::to_owned)
            .into_iter()
            .map(|(line, printed, now)| (line.label, printed, now))
            .collect();
        let said = |label: &str, printed: &str, now: &str| {
            (format!("“{label}”一行"), printed.to_owned(), now.to_owned())
        };
        assert_eq!(
            found,
            [
                said("甲", "1元", "不在表上"),
                (
                    "“乙”一行的amount".to_owned(),
                    "2".to_owned(),
                    "3".to_owned()
                ),
                (
                    "“戊”一行的enterprise".to_owned(),
                    "丁".to_owned(),
                    "戊".to_owned()
                ),
                said("丙", "不在表上", "4元")
            ],
            "who left, who changed, who has another name, who came; each once"
        );
    }

    #[test]
    fn every_line_counts_for_the_fingerprint_and_so_do_the_projects() {
        let lines = [named("enterprise", json!("甲"))];
        let one = fingerprint(&lines, &[1]);
        assert_eq!(one, fingerprint(&lines, &[1]), "the same sheet");
        assert_ne!(one, fingerprint(&lines, &[2]), "another project");
        let other = [named("enterprise", json!("乙"))];
        assert_ne!(one, fingerprint(&other, &[1]), "another name");
    }
}
