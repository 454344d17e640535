//! `ruku policy show`: what a pack holds, for a person to read through.

use ruku_policy::declare::FactDecl;
use ruku_policy::pack::{Measure, Pack, Reading};
use ruku_policy::type_label;
use serde_json::{Value, json};

use crate::output::{Done, columns};

/// Facts, measures, readings, forms and dates of a pack.
pub(crate) fn show(pack: &Pack) -> Done {
    let title = match pack.document_number.as_str() {
        "" => pack.title.clone(),
        number => format!("{}（{number}）", pack.title),
    };
    let mut text = format!("{title}\n编号 {}\n", pack.id);
    for (heading, part) in [
        (
            "事实",
            columns(&pack.facts.iter().map(fact).collect::<Vec<_>>()),
        ),
        ("措施", pack.measures.iter().map(measure).collect()),
        ("口径", pack.readings.iter().map(reading).collect()),
        ("表单", forms(pack)),
        ("日期", dates(pack)),
    ] {
        if !part.is_empty() {
            text += &format!("\n{heading}\n{part}");
        }
    }
    Done::new(&document(pack), text)
}

fn document(pack: &Pack) -> Value {
    let measures: Vec<_> = pack
        .measures
        .iter()
        .map(|m| {
            json!({"id": m.id, "title": m.title, "clause": m.clause, "payee": m.payee,
                   "result": m.result, "requires": m.requires,
                   "steps": m.steps.iter().map(|s| json!({"id": s.id, "op": s.op,
                       "label": s.label, "clause": s.clause})).collect::<Vec<_>>()})
        })
        .collect();
    json!({
        "id": pack.id, "title": pack.title, "document_number": pack.document_number,
        "issuer": pack.issuer, "issued_on": pack.issued_on, "city": pack.city,
        "year": pack.year, "hash": pack.hash, "measures": measures, "facts": pack.facts,
        "readings": pack.readings, "forms": pack.forms, "dates": pack.dates,
    })
}

fn fact(fact: &FactDecl) -> Vec<String> {
    let required = if fact.required { "必填" } else { "" };
    vec![
        format!("  {}", fact.id),
        type_label(fact.fact_type).to_owned(),
        fact.label.clone(),
        required.to_owned(),
    ]
}

fn measure(measure: &Measure) -> String {
    let mut text = format!(
        "  {}  {}（{}）\n",
        measure.id, measure.title, measure.clause
    );
    for step in &measure.steps {
        text += &format!("      {:<8} {}（{}）\n", step.op, step.label, step.clause);
    }
    text
}

fn reading(reading: &Reading) -> String {
    let mut text = format!(
        "  {}  {}（{}）\n",
        reading.id, reading.question, reading.clause
    );
    for option in &reading.options {
        let default = if option.id == reading.default {
            "（默认）"
        } else {
            ""
        };
        text += &format!("      {}  {}{default}\n", option.id, option.text);
    }
    text
}

fn forms(pack: &Pack) -> String {
    let rows = pack.forms.iter().map(|form| {
        let copies = match &form.copies_clause {
            Some(clause) => format!("{}份（{clause}）", form.copies),
            None => format!("{}份", form.copies),
        };
        let mark = if form.illustrative { "示意" } else { "" };
        vec![
            format!("  {}", form.id),
            form.short.clone(),
            copies,
            mark.to_owned(),
        ]
    });
    columns(&rows.collect::<Vec<_>>())
}

fn dates(pack: &Pack) -> String {
    let rows = pack.dates.iter().map(|date| {
        vec![
            format!("  {}", date.label),
            date.at.format("%Y年%-m月%-d日 %H:%M").to_string(),
            format!("（{}）{}", date.clause, date.note),
        ]
    });
    columns(&rows.collect::<Vec<_>>())
}
