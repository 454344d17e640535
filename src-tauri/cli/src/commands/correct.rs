//! `ruku return template`, `reply`, `map`, `reread`, `sheet`, `repair`: returns
//! put right.

use std::path::Path;

use ruku_desk::error::DeskError;
use ruku_desk::opened::ReturnRef;
use serde_json::json;

use super::print::{fresh, whole};
use super::return_work::{lapsed_lines, meant, rereading_lines};
use crate::args::Args;
use crate::context::{desk, desk_reading, desk_with_library};
use crate::output::Done;

pub(super) fn template(
    args: &Args,
    programme: Option<&str>,
    pack: Option<&str>,
    out: &Path,
) -> Result<Done, DeskError> {
    let (desk, pack) = match pack {
        Some(id) => {
            let desk = desk(args)?;
            let pack = desk.pack(id)?;
            (desk, pack)
        }
        None => {
            let desk = desk_reading(args)?;
            let pack = desk.programme_and_pack(programme)?.1;
            (desk, pack)
        }
    };
    let path = fresh(out)?;
    desk.return_template(&pack, &path)?;
    let text = format!("空白汇总表：{}", path.display());
    Ok(Done::new(
        &json!({"path": path, "pack": pack.id, "title": pack.return_decl.title}),
        text,
    ))
}

pub(super) fn reply(
    args: &Args,
    of: &str,
    programme: Option<&str>,
    out: &Path,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let (programme, of) = meant(&desk, of, programme)?;
    let path = desk.return_reply(&programme, &of, &whole(out)?)?;
    let batch = match of {
        ReturnRef::Batch(batch) => Some(batch),
        ReturnRef::Path(_) => None,
    };
    let text = format!("退改工作簿：{}", path.display());
    Ok(Done::new(&json!({"batch": batch, "path": path}), text))
}

pub(super) fn map(
    args: &Args,
    of: &str,
    programme: Option<&str>,
    meaning: &str,
    reread: Option<&str>,
) -> Result<Done, DeskError> {
    // A header may hold an equals sign itself, a fact's id never does.
    let Some((column, fact)) = meaning.rsplit_once('=') else {
        return Err(DeskError::Refused(format!(
            "“{meaning}”没有写成“列=事实”。请写如 F=project_investment，事实编号见 ruku return kinds --json。"
        )));
    };
    let mut desk = desk_with_library(args)?;
    let (programme, of) = meant(&desk, of, programme)?;
    let mapped = desk.map_column(&programme, &of, column, fact)?;
    let done = if mapped.fact.is_some() {
        format!(
            "已记住：{}的“{}”列是{}。",
            mapped.county, mapped.header, mapped.label
        )
    } else {
        format!("已取消{}的“{}”列的记忆。", mapped.county, mapped.header)
    };
    let mut document = json!(mapped);
    let ReturnRef::Batch(batch) = of else {
        // What is not taken in is read by it from now on.
        let view = desk.open_return(&programme, &of)?;
        document["lapsed"] = json!(view.lapsed);
        let lines = [vec![done], lapsed_lines(&view.lapsed)].concat();
        return Ok(Done::new(&document, lines.join("\n")));
    };
    let text = if let Some(reason) = reread {
        let before = desk.rereading(batch)?;
        let taken = desk.reread_batch(batch, reason)?;
        document["reread"] = json!(taken);
        document["changes"] = json!(before);
        format!("{done}{}\n{}", taken.message, rereading_lines(&before))
    } else {
        let before = desk.rereading(batch)?;
        document["changes"] = json!(before);
        format!(
            "{done}第{batch}批（{}）仍是按原来的理解导入的，请重新读取：\n  \
             ruku return reread {batch} --reason 列名对应更正\n{}",
            mapped.file,
            rereading_lines(&before)
        )
    };
    Ok(Done::new(&document, text))
}

/// Reads a batch anew for a reason; without one only says what would change.
pub(super) fn reread(args: &Args, batch: i64, reason: Option<&str>) -> Result<Done, DeskError> {
    let Some(reason) = reason else {
        let view = desk_reading(args)?.rereading(batch)?;
        return Ok(Done::new(&view, rereading_lines(&view)));
    };
    let mut desk = desk_with_library(args)?;
    let before = desk.rereading(batch)?;
    let taken = desk.reread_batch(batch, reason)?;
    let text = format!("{}\n{}", taken.message, rereading_lines(&before));
    let mut document = json!(taken);
    document["changes"] = json!(before);
    let done = Done::new(&document, text);
    Ok(match taken.outcome.as_str() {
        "refused" => done.refused(),
        _ => done,
    })
}

/// Leaves a sheet out or takes it back for a reason; without one only says what
/// would change.
pub(super) fn sheet(
    args: &Args,
    of: &str,
    programme: Option<&str>,
    (sheet, leave_out): (&str, bool),
    reason: Option<&str>,
) -> Result<Done, DeskError> {
    let mut desk = match reason {
        Some(_) => desk_with_library(args)?,
        None => desk_reading(args)?,
    };
    let (programme, of) = meant(&desk, of, programme)?;
    let before = desk.sheet_choice(&programme, &of, sheet, leave_out)?;
    let lines = match &before {
        Some(view) => rereading_lines(view),
        None => "这个文件还没有导入，没有什么会丢失；随时可以恢复。".to_owned(),
    };
    let Some(reason) = reason else {
        return Ok(Done::new(&json!({ "changes": before }), lines));
    };
    let settled = desk.choose_sheet(&programme, &of, sheet, leave_out, reason)?;
    let mut document = json!(settled);
    document["changes"] = json!(before);
    let text = match before {
        Some(_) => format!("{}\n{lines}", settled.sentence),
        None => settled.sentence,
    };
    Ok(Done::new(&document, text))
}

pub(super) fn repair(
    args: &Args,
    of: &str,
    programme: Option<&str>,
    accept: &[String],
    reason: &str,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let (programme, of) = meant(&desk, of, programme)?;
    let repaired = desk.repair_return(&programme, &of, accept, reason)?;
    let mut lines: Vec<String> = repaired
        .accepted
        .iter()
        .map(|cell| {
            format!(
                "{}!{}：{} → {}",
                cell.sheet, cell.cell, cell.found, cell.shown
            )
        })
        .collect();
    lines.extend(
        repaired
            .kept
            .iter()
            .map(|cell| format!("{cell}：已由经办人填写，保持不变")),
    );
    lines.push(format!("更正{}处。", repaired.accepted.len()));
    Ok(Done::new(&repaired, lines.join("\n")))
}
