//! `ruku policy coverage`, `new`, `impact`: for those who write packs.

use std::collections::BTreeMap;
use std::path::Path;

use ruku_desk::author::{check_notice, new_pack};
use ruku_desk::error::DeskError;
use ruku_model::money::Money;
use ruku_policy::notice::NoticeCheck;
use ruku_policy::pack::{Coverage, Pack};
use serde_json::json;

use crate::args::Args;
use crate::context::desk_reading;
use crate::output::{Done, columns};

pub(super) fn new(dir: &Path) -> Result<Done, DeskError> {
    let pack = new_pack(dir)?;
    let files: Vec<&String> = pack.files.keys().collect();
    let text = format!(
        "已在 {} 新建样例通知包，编号 {}。改好后运行：ruku policy check {}",
        dir.display(),
        pack.id,
        dir.display()
    );
    Ok(Done::new(
        &json!({"id": pack.id, "folder": dir, "files": files}),
        text,
    ))
}

pub(super) fn coverage(pack: &Pack, notice: Option<&Path>) -> Result<Done, DeskError> {
    let checked = notice.map(|file| check_notice(pack, file)).transpose()?;
    let clauses: Vec<_> = pack
        .clauses
        .iter()
        .map(|clause| {
            json!({"number": clause.number, "coverage": clause.coverage,
                   "label": clause.coverage.label(), "reason": clause.reason,
                   "quote": clause.quote})
        })
        .collect();
    let rows: Vec<Vec<String>> = pack
        .clauses
        .iter()
        .map(|clause| {
            let said = match clause.coverage {
                Coverage::Encoded => shortened(&clause.quote),
                Coverage::Manual | Coverage::NotApplicable => clause.reason.clone(),
            };
            vec![
                clause.number.clone(),
                clause.coverage.label().to_owned(),
                said,
            ]
        })
        .collect();
    let mut text = columns(&rows);
    let count = |coverage| {
        let clauses = pack.clauses.iter();
        clauses.filter(|clause| clause.coverage == coverage).count()
    };
    text.push_str(&format!(
        "共{}条：已编码{}条，人工认定{}条，不涉及{}条。",
        pack.clauses.len(),
        count(Coverage::Encoded),
        count(Coverage::Manual),
        count(Coverage::NotApplicable)
    ));
    if let Some(checked) = &checked {
        text.push('\n');
        text.push_str(&notice_lines(checked).join("\n"));
    }
    let problems = checked.as_ref().is_some_and(|checked| !checked.is_clean());
    let document = json!({"pack": pack.id, "clauses": clauses, "notice": checked});
    Ok(Done::new(&document, text).with_problems(problems))
}

/// How the notice's own text agrees with the clauses.
fn notice_lines(checked: &NoticeCheck) -> Vec<String> {
    if !checked.damaged.is_empty() {
        let mut lines = vec![
            "通知文件的文字已损坏（乱码），不能据以核对。请换一份完好的原文。损坏的行：".to_owned(),
        ];
        let damaged = checked.damaged.iter();
        lines.extend(damaged.map(|d| format!("  第{}行  {}", d.line, d.excerpt)));
        return lines;
    }
    if checked.is_clean() {
        return vec!["与通知原文核对一致：每条引文逐字相符，每句话都有着落。".to_owned()];
    }
    let mut lines = Vec::new();
    for quote in &checked.misquoted {
        let agrees = match quote.agrees_up_to.as_str() {
            "" => "开头就对不上".to_owned(),
            agrees => format!("只到“{agrees}”为止相符"),
        };
        lines.push(format!("✗ {}：引文与原文不符，{agrees}。", quote.clause));
    }
    let unaccounted = checked.unaccounted.iter();
    lines.extend(unaccounted.map(|sentence| format!("✗ 没有条款引用：{sentence}")));
    lines.push(format!(
        "引文不符{}条，未引用{}句。请在 clauses.toml 中改正、补上。",
        checked.misquoted.len(),
        checked.unaccounted.len()
    ));
    lines
}

fn shortened(text: &str) -> String {
    const MOST: usize = 36;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

pub(super) fn impact(
    args: &Args,
    old: &Pack,
    new: &Pack,
    programme: Option<&str>,
) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(programme)?.id;
    let impact = desk.impact(old, new, &programme)?;
    let list = desk.projects(&programme)?;
    let names: BTreeMap<String, String> = list
        .rows
        .into_iter()
        .map(|row| {
            (
                row.id.to_string(),
                format!("{} {}", row.enterprise, row.project),
            )
        })
        .collect();
    let shown = |amount: Option<Money>| amount.map(Money::grouped).unwrap_or_default();
    let mut lines = Vec::new();
    for change in &impact.changes {
        lines.push(format!(
            "{} {}",
            change.id,
            names
                .get(&change.id)
                .map(String::as_str)
                .unwrap_or_default()
        ));
        lines.push(format!(
            "    {}{} → {}{}",
            change.kind_before.label(),
            spaced(&shown(change.amount_before)),
            change.kind_after.label(),
            spaced(&shown(change.amount_after))
        ));
        let clause = match change.clause.as_str() {
            "" => String::new(),
            clause => format!("（{clause}）"),
        };
        lines.push(format!("    {}{clause}", change.why));
    }
    lines.push(format!(
        "{}个项目的结果改变；合计由{}元变为{}元。",
        impact.changes.len(),
        impact.total_before.grouped(),
        impact.total_after.grouped()
    ));
    let document = json!({
        "old": {"id": old.id, "hash": old.hash}, "new": {"id": new.id, "hash": new.hash},
        "programme": programme, "changes": impact.changes,
        "total_before": impact.total_before, "total_after": impact.total_after,
    });
    Ok(Done::new(&document, lines.join("\n")))
}

/// An amount after a word, or nothing.
fn spaced(amount: &str) -> String {
    if amount.is_empty() {
        String::new()
    } else {
        format!(" {amount}元")
    }
}
