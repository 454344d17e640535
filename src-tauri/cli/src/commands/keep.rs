//! `ruku verify`, `backup`, `restore`, `log`.

use std::path::Path;

use ruku_desk::error::DeskError;
use serde_json::json;

use super::print::whole;
use crate::args::Args;
use crate::context::{desk, desk_reading, desk_with_library, with_progress};
use crate::output::{Done, columns};

pub(crate) fn verify(args: &Args) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let view = with_progress(|job| desk.verify(job))?;
    let mut lines = vec![view.message.clone()];
    lines.extend(view.checks.iter().map(|check| {
        let sign = if check.sound { "✓" } else { "✗" };
        format!("  {sign} {}（{}）", check.what, check.how_much)
    }));
    lines.extend(view.faults.iter().cloned());
    let sound = view.sound;
    Ok(Done::new(&view, lines.join("\n")).with_problems(!sound))
}

/// Notes that a difference since an upgrade was looked at.
pub(crate) fn confirm(
    args: &Args,
    programme: Option<&str>,
    reason: &str,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let programme = desk.programme(programme)?.id;
    desk.confirm_upgrade(&programme, reason)?;
    Ok(Done::new(
        &json!({ "programme": programme }),
        "已登记：升级后的差异已经核对，仍用原来的测算结果。".to_owned(),
    ))
}

pub(crate) fn backup(args: &Args, out: Option<&Path>) -> Result<Done, DeskError> {
    if let Some(out) = out {
        // A copy may be made while a window works in the library.
        let backup = desk_reading(args)?.backup_to(&whole(out)?)?;
        let document = json!({ "backup": backup.path, "whole": true });
        return Ok(Done::new(&document, backup.message));
    }
    let path = desk_with_library(args)?.backup()?;
    let text = format!("已备份并核验：{}", path.display());
    Ok(Done::new(&json!({ "backup": path }), text))
}

pub(crate) fn restore(args: &Args, backup: &Path) -> Result<Done, DeskError> {
    let mut desk = desk(args)?;
    let folder = args
        .library
        .clone()
        .unwrap_or_else(|| desk.default_folder());
    let kept = desk.restore(&folder, backup)?;
    let text = format!("已恢复。恢复前的状态保存在 {}", kept.display());
    Ok(Done::new(&json!({ "replaced": kept }), text))
}

pub(crate) fn log(args: &Args) -> Result<Done, DeskError> {
    let entries = desk_reading(args)?.audit_log()?;
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            vec![
                entry.seq.to_string(),
                entry.at.clone(),
                entry.actor.clone(),
                entry.action.clone(),
                entry.text.clone(),
            ]
        })
        .collect();
    Ok(Done::new(&json!({ "entries": entries }), columns(&rows)))
}
