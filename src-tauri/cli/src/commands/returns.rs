//! `ruku return …`: county returns.

use ruku_desk::error::DeskError;
use ruku_desk::returns::ReadFile;
use ruku_model::finding::{FindingKind, RefusalCode, Verdict, place_words};
use serde_json::json;

use super::{correct, return_work};
use crate::args::Args;
use crate::context::{desk, desk_reading, desk_with_library, with_progress};
use crate::output::{Done, columns};
use crate::return_args::ReturnCommand;

pub(crate) fn returns(args: &Args, command: &ReturnCommand) -> Result<Done, DeskError> {
    match command {
        ReturnCommand::Check {
            files,
            programme,
            pack,
        } => check(args, files, programme.as_deref(), pack.as_deref()),
        ReturnCommand::TakeIn {
            files,
            programme,
            accept_warnings,
        } => {
            let mut desk = desk_with_library(args)?;
            let programme = desk.programme(programme.as_deref())?.id;
            let reason = accept_warnings.as_deref();
            let view = with_progress(|job| desk.take_in_returns(&programme, files, reason, job))?;
            let lines: Vec<&str> = view.files.iter().map(|f| f.message.as_str()).collect();
            let text = format!("{}\n共导入{}个项目。", lines.join("\n"), view.projects);
            let refused = view
                .files
                .iter()
                .filter(|file| file.outcome == "refused")
                .count();
            let done = Done::new(&view, text).with_problems(refused > 0);
            let nothing_changed = refused > 0 && refused == view.files.len();
            Ok(if nothing_changed {
                done.refused()
            } else {
                done
            })
        }
        ReturnCommand::List { programme } => {
            let desk = desk_reading(args)?;
            let programme = desk.programme(programme.as_deref())?.id;
            let batches = desk.batches(&programme)?;
            let rows: Vec<Vec<String>> = batches
                .iter()
                .map(|b| {
                    let what = if b.nil_return {
                        "零报送".to_owned()
                    } else {
                        format!("{}个项目，{}处待办", b.projects, b.open_findings)
                    };
                    vec![b.id.to_string(), b.county.clone(), b.file.clone(), what]
                })
                .collect();
            Ok(Done::new(&json!({ "batches": batches }), columns(&rows)))
        }
        ReturnCommand::Template {
            programme,
            pack,
            out,
        } => correct::template(args, programme.as_deref(), pack.as_deref(), out),
        ReturnCommand::Reply { of, out, programme } => {
            correct::reply(args, of, programme.as_deref(), out)
        }
        ReturnCommand::Map {
            of,
            meaning,
            reread,
            programme,
        } => correct::map(args, of, programme.as_deref(), meaning, reread.as_deref()),
        ReturnCommand::Reread {
            batch,
            reason,
            preview,
        } => correct::reread(args, *batch, reason.as_deref().filter(|_| !preview)),
        ReturnCommand::Sheet {
            of,
            sheet,
            choice,
            reason,
            preview,
            programme,
        } => {
            let reason = reason.as_deref().filter(|_| !preview);
            let leave_out = choice == "leave_out";
            correct::sheet(args, of, programme.as_deref(), (sheet, leave_out), reason)
        }
        ReturnCommand::Repair {
            of,
            accept,
            reason,
            programme,
        } => correct::repair(args, of, programme.as_deref(), accept, reason),
        ReturnCommand::Kinds { pack } => kinds(args, pack.as_deref()),
        other => return_work::work(args, other),
    }
}

fn check(
    args: &Args,
    files: &[std::path::PathBuf],
    programme: Option<&str>,
    pack: Option<&str>,
) -> Result<Done, DeskError> {
    let checked = match programme {
        Some(programme) => {
            let desk = desk_reading(args)?;
            let (programme, pack) = desk.programme_and_pack(Some(programme))?;
            with_progress(|job| desk.read_files(Some(&programme.id), Some(&pack), files, job))?
        }
        None => {
            let desk = desk(args)?;
            let pack = pack.map(|id| desk.pack(id)).transpose()?;
            with_progress(|job| desk.read_returns(pack.as_deref(), files, job))?
        }
    };
    let mut lines: Vec<String> = checked.files.iter().flat_map(file_lines).collect();
    let views = checked.across_views();
    lines.extend(
        views
            .iter()
            .map(|f| format!("{}：{} {}", f.label, f.found, f.expected)),
    );
    // Each finding over several files with its rows, beside what screens show.
    let across: Vec<_> = views
        .iter()
        .zip(&checked.across)
        .map(|(view, found)| {
            let mut document = json!(view);
            document["kind"] = json!(found.kind);
            document["places"] = json!(found.places);
            document
        })
        .collect();
    let problems = checked
        .files
        .iter()
        .any(|file| file.verdict() == Verdict::Refuse || file.open_errors() > 0);
    let files: Vec<_> = checked.files.iter().map(ReadFile::document).collect();
    let document = json!({ "files": files, "across": across });
    Ok(Done::new(&document, lines.join("\n")).with_problems(problems))
}

fn file_lines(file: &ReadFile) -> Vec<String> {
    let read = &file.read;
    let mut lines = vec![format!("{}：{}", read.file, file.message())];
    let sheets = read.sheets.iter();
    lines.extend(sheets.map(|sheet| format!("  工作表“{}”：{}", sheet.name, sheet.verdict)));
    for finding in file.findings() {
        let found = match finding.found.as_str() {
            "" => String::new(),
            found => format!("“{found}”，"),
        };
        let settled = match finding.settled.as_str() {
            "" => String::new(),
            settled => format!(" ［{settled}］"),
        };
        let place = place_words(&finding.sheet, &finding.cell, finding.row);
        lines.push(format!(
            "  {place} {}：{found}{}{settled}",
            finding.label, finding.expected
        ));
    }
    lines
}

/// The closed lists that `check` and `take-in` speak in.
fn kinds(args: &Args, pack: Option<&str>) -> Result<Done, DeskError> {
    let desk = desk(args)?;
    let packs = match pack {
        Some(id) => vec![desk.pack(id)?],
        None => desk.packs()?.0,
    };
    let kinds: Vec<_> = FindingKind::ALL
        .iter()
        .map(|kind| json!({"id": kind.id(), "severity": kind.severity(), "label": kind.label()}))
        .collect();
    let facts: serde_json::Map<String, serde_json::Value> = packs
        .iter()
        .map(|pack| {
            let facts = pack.facts.iter().map(|fact| {
                json!({"id": fact.id, "type": fact.fact_type, "label": fact.label,
                       "unit": fact.unit, "required": fact.required,
                       "options": fact.options.iter().map(|o| &o.id).collect::<Vec<_>>()})
            });
            (pack.id.clone(), facts.collect())
        })
        .collect();
    let found = FindingKind::ALL
        .iter()
        .map(|kind| vec![format!("  {}", kind.id()), kind.label().to_owned()])
        .collect::<Vec<_>>();
    let mut text = format!("检查项（处理时写编号或名称都可以）\n{}", columns(&found));
    let codes: Vec<Vec<String>> = RefusalCode::ALL
        .iter()
        .map(|code| {
            let id = json!(code).as_str().unwrap_or_default().to_owned();
            vec![format!("  {id}"), code.label().to_owned()]
        })
        .collect();
    text += &format!("\n拒收原因\n{}\n", columns(&codes));
    for pack in &packs {
        let facts = pack
            .facts
            .iter()
            .map(|fact| vec![format!("  {}", fact.id), fact.label.clone()])
            .collect::<Vec<_>>();
        text += &format!("\n事实：{}\n{}", pack.title, columns(&facts));
    }
    let document = json!({ "kinds": kinds, "codes": RefusalCode::ALL, "facts": facts });
    Ok(Done::new(&document, text))
}
