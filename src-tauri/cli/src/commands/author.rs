//! `ruku policy coverage`, `new`, `impact`, `load`, `adopt`: packs written, held
//! against their notice, and put to use.

use std::collections::BTreeMap;
use std::path::Path;

use ruku_desk::Desk;
use ruku_desk::author::{check_notice, new_pack};
use ruku_desk::error::DeskError;
use ruku_desk::packs;
use ruku_desk::view::packs::FaultView;
use ruku_model::money::Money;
use ruku_policy::pack::Pack;
use serde_json::json;

use crate::args::Args;
use crate::context::desk_with_library;
use crate::output::{Done, columns};

pub(super) fn new(dir: &Path) -> Result<Done, DeskError> {
    let pack = new_pack(dir)?;
    let files: Vec<&String> = pack.files.keys().collect();
    let text = format!(
        "已在 {} 新建样例政策包，编号 {}。改好后运行：ruku policy check {}",
        dir.display(),
        pack.id,
        dir.display()
    );
    Ok(Done::new(
        &json!({"id": pack.id, "folder": dir, "files": files}),
        text,
    ))
}

pub(super) fn coverage(
    pack: &Pack,
    notice: Option<&Path>,
    out: Option<&Path>,
) -> Result<Done, DeskError> {
    let checked = notice.map(|file| check_notice(pack, file)).transpose()?;
    let view = packs::coverage(pack);
    let rows: Vec<Vec<String>> = view
        .clauses
        .iter()
        .map(|clause| {
            let said = match clause.reason.as_str() {
                "" => shortened(&clause.quote),
                reason => reason.to_owned(),
            };
            vec![clause.number.clone(), clause.label.clone(), said]
        })
        .collect();
    let mut text = columns(&rows);
    text.push_str(&view.summary);
    if let Some(checked) = &checked {
        let notice = packs::notice_view(checked);
        text.push('\n');
        text.push_str(&notice.message);
        for fault in &notice.faults {
            text.push_str(&format!("\n✗ {fault}"));
        }
    }
    if let Some(out) = out {
        text.push_str(&format!("\n条款对照表：{}", out.display()));
    }
    let problems = checked.as_ref().is_some_and(|checked| !checked.is_clean());
    let document = json!({
        "pack": pack.id, "clauses": view.clauses, "notice": checked,
        "encoded": view.encoded, "manual": view.manual,
        "not_applicable": view.not_applicable, "covered_percent": view.covered_percent,
    });
    Ok(Done::new(&document, text).with_problems(problems))
}

/// A fault with its place, reason and remedy.
pub(super) fn fault_line(fault: &FaultView) -> String {
    format!(
        "{} 第{}行：{}{}",
        fault.file, fault.line, fault.reason, fault.remedy
    )
}

pub(super) fn load(args: &Args, dir: &Path) -> Result<Done, DeskError> {
    let view = desk_with_library(args)?.load_pack(dir)?;
    let mut lines = vec![view.message.clone()];
    lines.extend(view.faults.iter().map(fault_line));
    let refused = view.pack.is_none();
    let done = Done::new(&view, lines.join("\n"));
    Ok(if refused { done.refused() } else { done })
}

pub(super) fn adopt(
    args: &Args,
    programme: Option<&str>,
    pack: &str,
    reason: &str,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let programme = desk.programme(programme)?.id;
    let impact = desk.impact_view(&programme, pack)?;
    desk.adopt_pack(&programme, pack, reason)?;
    let mut lines = vec![format!("已启用新版本，下次测算起生效。{}", impact.summary)];
    lines.extend(impact.lost.iter().cloned());
    Ok(Done::new(&impact, lines.join("\n")))
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
    desk: &Desk,
    old: &Pack,
    new: &Pack,
    programme: Option<&str>,
) -> Result<Done, DeskError> {
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
    lines.push(format!("{}个项目的结果改变。", impact.changes.len()));
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
