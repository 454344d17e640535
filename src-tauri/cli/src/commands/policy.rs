//! `ruku policy …`: packs, without a library.

use std::path::Path;
use std::sync::Arc;

use ruku_desk::Desk;
use ruku_desk::assets::{load_pack, read};
use ruku_desk::error::DeskError;
use ruku_desk::packs::id_remark;
use ruku_policy::assessment::ResultKind;
use ruku_policy::cases::run_cases;
use ruku_policy::engine::assess;
use ruku_policy::pack::Pack;
use serde_json::json;

use super::print::fresh;
use super::{author, pack_text};
use crate::args::Args;
use crate::context::{desk, desk_reading};
use crate::output::{Done, columns};
use crate::rooms::PolicyCommand;

pub(crate) fn policy(args: &Args, command: &PolicyCommand) -> Result<Done, DeskError> {
    let desk = desk(args)?;
    match command {
        PolicyCommand::List => list(&beside_library(args)?),
        PolicyCommand::Show { pack } => Ok(pack_text::show(&*beside_library(args)?.pack(pack)?)),
        PolicyCommand::Check { dir } => check(&desk, dir),
        PolicyCommand::Test { pack, cases } => {
            let mut extra = Vec::new();
            for path in cases {
                extra.push(text_of(path)?);
            }
            test(&*pack_or_dir(&desk, pack)?, &extra)
        }
        PolicyCommand::Coverage { pack, notice, out } => {
            let loaded = pack_or_dir(&desk, pack)?;
            if let Some(out) = out {
                desk.export_coverage(&loaded, &fresh(out)?)?;
            }
            author::coverage(&loaded, notice.as_deref(), out.as_deref())
        }
        PolicyCommand::New { dir } => author::new(dir),
        PolicyCommand::Impact {
            old,
            new,
            programme,
        } => {
            // Versions that were loaded are in the library.
            let desk = desk_reading(args)?;
            let programme = programme.as_deref();
            let old = match Path::new(old).join("policy.toml").is_file() {
                true => pack_or_dir(&desk, old)?,
                false => desk.pack_before(old, programme)?,
            };
            let new = pack_or_dir(&desk, new)?;
            author::impact(&desk, &old, &new, programme)
        }
        PolicyCommand::Load { dir } => author::load(args, dir),
        PolicyCommand::Adopt {
            pack,
            programme,
            reason,
        } => author::adopt(args, programme.as_deref(), pack, reason),
        PolicyCommand::Assess { pack, facts } => {
            assess_file(&*pack_or_dir(&desk, pack)?, &text_of(facts)?)
        }
    }
}

/// The desk with the packs that were loaded into the library, if there is one;
/// one that was named must be there.
fn beside_library(args: &Args) -> Result<Desk, DeskError> {
    match desk_reading(args) {
        Err(error) if args.library.is_some() => Err(error),
        Err(_) => desk(args),
        there => there,
    }
}

/// A pack by id or content hash, or from a folder if there is one of that name.
fn pack_or_dir(desk: &Desk, name: &str) -> Result<Arc<Pack>, DeskError> {
    let folder = Path::new(name);
    if folder.join("policy.toml").is_file() {
        return Ok(Arc::new(load_pack(folder)?));
    }
    desk.any_pack(name)
}

fn text_of(path: &Path) -> Result<String, DeskError> {
    String::from_utf8(read(path)?).map_err(|_| {
        DeskError::Refused(format!(
            "{} 不是 UTF-8 文本，请另存为 UTF-8 再试。",
            path.display()
        ))
    })
}

fn list(desk: &Desk) -> Result<Done, DeskError> {
    let state = desk.state()?;
    let packs = state.packs;
    let rows: Vec<Vec<String>> = packs
        .iter()
        .map(|p| {
            vec![
                p.id.clone(),
                p.year.to_string(),
                p.city.clone(),
                p.title.clone(),
            ]
        })
        .collect();
    let faulty = !state.pack_faults.is_empty();
    let text = format!("{}{}", columns(&rows), state.pack_faults.join("\n"));
    let document = json!({ "packs": packs, "faults": state.pack_faults });
    Ok(Done::new(&document, text).with_problems(faulty))
}

fn check(desk: &Desk, dir: &Path) -> Result<Done, DeskError> {
    match desk.sound_pack(dir)? {
        Ok(pack) => {
            let remark = id_remark(&pack, dir);
            let document =
                json!({"id": pack.id, "hash": pack.hash, "faults": [], "remark": remark});
            let text = format!(
                "{}：没有发现错误。{}",
                pack.title,
                remark.unwrap_or_default()
            );
            Ok(Done::new(&document, text))
        }
        Err(faults) => {
            let text: Vec<String> = faults.iter().map(author::fault_line).collect();
            let document = json!({ "faults": faults });
            Ok(Done::new(&document, text.join("\n")).with_problems(true))
        }
    }
}

fn test(pack: &Pack, extra: &[String]) -> Result<Done, DeskError> {
    let extra: Vec<&str> = extra.iter().map(String::as_str).collect();
    let outcomes = run_cases(pack, &extra);
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
    let mut lines: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed)
        .map(|outcome| {
            format!(
                "✗ {}：{}",
                outcome.id,
                outcome.first_difference.as_deref().unwrap_or_default()
            )
        })
        .collect();
    lines.push(format!("{}个算例，{failed}个不符。", outcomes.len()));
    let document = json!({ "cases": outcomes });
    Ok(Done::new(&document, lines.join("\n")).with_problems(failed > 0))
}

fn assess_file(pack: &Pack, facts: &str) -> Result<Done, DeskError> {
    let input = ruku_desk::facts_file::input(pack, facts)?;
    let assessment = assess(pack, &input);
    let rows: Vec<Vec<String>> = assessment
        .results
        .iter()
        .map(|result| {
            vec![
                result.id.clone(),
                result.measure.clone(),
                result.kind.label().to_owned(),
                result
                    .amount
                    .map(|amount| amount.grouped())
                    .unwrap_or_default(),
            ]
        })
        .collect();
    let ineligible = assessment
        .results
        .iter()
        .any(|r| r.kind == ResultKind::Ineligible);
    Ok(Done::new(&assessment, columns(&rows)).with_problems(ineligible))
}
