//! `ruku return findings`, `answer`, `accept`, `undo`, `replace`, `withdraw`,
//! `counties`, `nil`, `sets`, `decide`: working through what came.

use std::path::Path;

use ruku_desk::answer::Answer;
use ruku_desk::desk::Desk;
use ruku_desk::error::DeskError;
use ruku_desk::opened::ReturnRef;
use ruku_desk::view_returns::{FlaggedSet, ReplacementView, ReturnView, WithdrawalView};
use ruku_model::finding::place_words;
use serde_json::json;

use super::print::whole;
use crate::args::Args;
use crate::context::{desk_reading, desk_with_library, with_progress};
use crate::output::{Done, columns};
use crate::return_args::ReturnCommand;

/// Does what was asked of a return that is there.
pub(super) fn work(args: &Args, command: &ReturnCommand) -> Result<Done, DeskError> {
    match command {
        ReturnCommand::Findings { of, programme } => findings(args, of, programme.as_deref()),
        ReturnCommand::Answer {
            of,
            cell,
            value,
            alike,
            reason,
            programme,
        } => {
            let mut desk = desk_with_library(args)?;
            let (programme, of) = meant(&desk, of, programme.as_deref())?;
            let settled = desk.answer_finding(
                &programme,
                &of,
                Answer {
                    which: cell,
                    value,
                    alike: *alike,
                },
                reason,
            )?;
            Ok(Done::new(&settled, settled.sentence("已填写")))
        }
        ReturnCommand::Accept {
            of,
            what,
            reason,
            programme,
        } => {
            let mut desk = desk_with_library(args)?;
            let (programme, of) = meant(&desk, of, programme.as_deref())?;
            let settled = desk.accept_findings(&programme, &of, what, reason)?;
            Ok(Done::new(&settled, settled.sentence("已接受")))
        }
        ReturnCommand::Undo {
            of,
            what,
            reason,
            programme,
        } => {
            let mut desk = desk_with_library(args)?;
            let (programme, of) = meant(&desk, of, programme.as_deref())?;
            let settled = desk.undo_findings(&programme, &of, what, reason)?;
            Ok(Done::new(&settled, settled.sentence("已撤销")))
        }
        ReturnCommand::Replace {
            file,
            reason,
            preview,
            programme,
        } => {
            let reason = reason.as_deref().filter(|_| !preview);
            replace(args, file, reason, programme.as_deref())
        }
        ReturnCommand::Withdraw {
            batch,
            reason,
            preview,
        } => withdraw(args, *batch, reason.as_deref(), *preview),
        ReturnCommand::Counties { programme } => counties(args, programme.as_deref()),
        ReturnCommand::Nil {
            county,
            reason,
            undo,
            programme,
        } => nil(
            args,
            county,
            reason.as_deref().filter(|_| !undo),
            programme.as_deref(),
        ),
        ReturnCommand::Sets { programme } => sets(args, programme.as_deref()),
        ReturnCommand::Decide {
            set,
            choice,
            project,
            reason,
            programme,
        } => {
            let mut desk = desk_with_library(args)?;
            let programme = desk.programme(programme.as_deref())?.id;
            desk.decide_set(&programme, set, choice, *project, reason)?;
            let sets = desk.flagged_sets(&programme)?;
            let decided = sets.into_iter().find(|one| one.id == *set);
            let text = decided.as_ref().map(set_lines).unwrap_or_default();
            Ok(Done::new(&json!({ "set": decided }), text))
        }
        // The rest is done elsewhere.
        _ => Err(DeskError::Refused(
            "没有这个命令。请看 ruku return --help。".to_owned(),
        )),
    }
}

fn findings(args: &Args, of: &str, programme: Option<&str>) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let (programme, of) = meant(&desk, of, programme)?;
    let view = desk.open_return(&programme, &of)?;
    Ok(Done::new(&view, finding_lines(&view)).with_problems(view.open > 0))
}

/// The return that is meant: a batch by its number, or a file of a programme.
pub(super) fn meant(
    desk: &Desk,
    of: &str,
    programme: Option<&str>,
) -> Result<(String, ReturnRef), DeskError> {
    match of.parse() {
        Ok(batch) => Ok((String::new(), ReturnRef::Batch(batch))),
        Err(_) => {
            let path = whole(Path::new(of))?;
            Ok((desk.programme(programme)?.id, ReturnRef::Path(path)))
        }
    }
}

fn finding_lines(view: &ReturnView) -> String {
    let mut lines = vec![format!("{}：{}", view.name, view.message)];
    for group in &view.groups {
        lines.push(format!(
            "{}（{}处，{}处未处理）",
            group.label, group.cells, group.open
        ));
        for one in &group.findings {
            let repair = match one.repair.as_str() {
                "" => String::new(),
                repair => format!(" 建议：{repair}"),
            };
            let settled = match one.settled.as_str() {
                "" => String::new(),
                settled => format!(" ［{settled}］"),
            };
            let row = Some(one.row).filter(|row| *row > 0);
            let place = place_words(&one.sheet, &one.cell, row);
            lines.push(format!(
                "  #{} {place} {}：{}{repair}{settled}",
                one.id, one.found, one.expected
            ));
        }
    }
    if view.read_otherwise {
        lines.push(
            "列名的记忆改过，现在读出来的和存入的不同，请用 ruku return reread 重新读取。"
                .to_owned(),
        );
    }
    lines.extend(lapsed_lines(&view.lapsed));
    if let Some(comparison) = &view.comparison {
        lines.push(format!(
            "与 {} 比较：{}",
            comparison.file, comparison.summary
        ));
        lines.extend(comparison.lines().iter().map(|one| format!("  {one}")));
    }
    lines.join("\n")
}

/// What was settled of a file and fits nothing in it any more.
pub(super) fn lapsed_lines(lapsed: &[String]) -> Vec<String> {
    if lapsed.is_empty() {
        return Vec::new();
    }
    let title = "以前的处理现在不再对应任何问题，没有采用；恢复原来的读法就会回来：";
    let each = lapsed.iter().map(|one| format!("  {one}"));
    std::iter::once(title.to_owned()).chain(each).collect()
}

/// Replaces for a reason; without one only says what would be lost.
fn replace(
    args: &Args,
    file: &Path,
    reason: Option<&str>,
    programme: Option<&str>,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let programme = desk.programme(programme)?.id;
    let view = with_progress(|job| desk.replacement(&programme, file, job))?;
    let lines = replacement_lines(&view);
    let Some(reason) = reason else {
        return Ok(Done::new(&view, lines));
    };
    eprintln!("{lines}");
    let taken = with_progress(|job| desk.replace_return(&programme, file, reason, job))?;
    let refused = taken.outcome == "refused";
    let done = Done::new(&taken, taken.message.clone());
    Ok(if refused { done.refused() } else { done })
}

fn replacement_lines(view: &ReplacementView) -> String {
    let mut summary = view.summary.clone();
    let mut changes = Vec::new();
    if let Some(comparison) = &view.comparison {
        summary.push_str(&format!("\n{}", comparison.summary));
        changes = comparison.lines();
    }
    listed(
        &summary,
        [
            ("县里改了", &changes),
            ("沿用", &view.kept),
            ("不再有效的填写", &view.facts),
            ("不再有效的处理", &view.findings),
            ("要重新作出的认定", &view.decisions),
            ("失去依据的打印件", &view.prints),
        ],
    )
}

/// What reading a batch anew keeps and what no longer fits.
pub(super) fn rereading_lines(view: &ReplacementView) -> String {
    listed(
        &view.summary,
        [
            ("沿用", &view.kept),
            ("不再对应的填写", &view.facts),
            ("不再对应的处理", &view.findings),
            ("要重新作出的认定", &view.decisions),
            ("失去依据的打印件", &view.prints),
        ],
    )
}

fn withdraw(
    args: &Args,
    batch: i64,
    reason: Option<&str>,
    preview: bool,
) -> Result<Done, DeskError> {
    if preview {
        let view = desk_reading(args)?.withdrawal(batch)?;
        return Ok(Done::new(&view, withdrawal_lines(&view)));
    }
    let mut desk = desk_with_library(args)?;
    let before = desk.withdrawal(batch)?;
    eprintln!("{}", withdrawal_lines(&before));
    let gone = desk.withdraw_batch(batch, reason.unwrap_or_default())?;
    Ok(Done::new(&gone, format!("第{batch}批已撤回。")))
}

fn withdrawal_lines(view: &WithdrawalView) -> String {
    listed(
        &view.summary,
        [
            ("项目", &view.projects),
            ("人工填写的数值", &view.facts),
            ("认定", &view.decisions),
            ("已处理的问题", &view.findings),
            ("失去依据的打印件", &view.prints),
        ],
    )
}

/// A sentence and the lists under it that hold something.
fn listed<const N: usize>(summary: &str, lists: [(&str, &Vec<String>); N]) -> String {
    let mut lines = vec![summary.to_owned()];
    for (what, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        lines.push(format!("{what}："));
        lines.extend(list.iter().map(|one| format!("  {one}")));
    }
    lines.join("\n")
}

fn counties(args: &Args, programme: Option<&str>) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(programme)?.id;
    let counties = desk.counties(&programme)?;
    let rows: Vec<Vec<String>> = counties
        .iter()
        .map(|one| {
            let what = match one.reporting.as_str() {
                "reported" => format!("{}个项目，{}处待办", one.projects, one.open_findings),
                _ => one.noted.clone(),
            };
            vec![one.label.clone(), one.name.clone(), what]
        })
        .collect();
    let missing: Vec<&str> = counties
        .iter()
        .filter(|one| one.reporting == "awaited")
        .map(|one| one.name.as_str())
        .collect();
    Ok(Done::new(
        &json!({ "counties": counties, "missing": missing }),
        columns(&rows),
    ))
}

fn nil(
    args: &Args,
    county: &str,
    reason: Option<&str>,
    programme: Option<&str>,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let programme = desk.programme(programme)?.id;
    let text = match reason {
        Some(reason) => {
            desk.note_nil_return(&programme, county, reason)?;
            format!("{county}：零报送，已登记。")
        }
        None => {
            desk.drop_nil_return(&programme, county)?;
            format!("{county}：零报送登记已取消。")
        }
    };
    let counties = desk.counties(&programme)?;
    Ok(Done::new(&json!({ "counties": counties }), text))
}

fn sets(args: &Args, programme: Option<&str>) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(programme)?.id;
    let sets = desk.flagged_sets(&programme)?;
    let text = if sets.is_empty() {
        "没有重复线索。".to_owned()
    } else {
        sets.iter().map(set_lines).collect::<Vec<_>>().join("\n")
    };
    Ok(Done::new(&json!({ "sets": sets }), text))
}

fn set_lines(set: &FlaggedSet) -> String {
    let mut lines = vec![format!(
        "{} {}（{}）：{}［{}］{}",
        set.id, set.label, set.differ, set.shared, set.choice_label, set.decided
    )];
    lines.push(format!("  {}", set.advice));
    for member in &set.members {
        let out = if member.left_out {
            "，不计入测算"
        } else {
            ""
        };
        lines.push(format!(
            "  项目{} {} {} {}《{}》{}{out}",
            member.project,
            member.year,
            member.county,
            member.enterprise,
            member.name,
            member.origin
        ));
    }
    lines.join("\n")
}
