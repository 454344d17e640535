//! `ruku paper new`, `check`, `verify`, `register`: templates and printed papers.

use std::path::Path;

use ruku_desk::error::DeskError;
use ruku_desk::paper::new_template;
use ruku_desk::view::register::PaperCheck;
use serde_json::json;

use super::register;
use crate::args::Args;
use crate::context::{desk, desk_reading};
use crate::output::Done;
use crate::rooms::PaperCommand;

pub(crate) fn paper(args: &Args, command: &PaperCommand) -> Result<Done, DeskError> {
    match command {
        PaperCommand::New { file } => {
            new_template(file)?;
            let text = format!("已新建表单模板：{}", file.display());
            Ok(Done::new(&json!({ "file": file }), text))
        }
        PaperCommand::Check { dir } => check(args, dir),
        PaperCommand::Verify { file, groups } => verify(args, file.as_deref(), groups),
        PaperCommand::Register(command) => register::register(args, command),
    }
}

fn check(args: &Args, dir: &Path) -> Result<Done, DeskError> {
    let tried = desk(args)?.check_templates(dir)?;
    let mut lines = Vec::new();
    for template in &tried {
        let file = template.file.display();
        if let Some(fault) = &template.fault {
            lines.push(format!("✗ {file}：{fault}"));
        } else if template.unknown_facts.is_empty() {
            lines.push(format!(
                "{file}：没有发现错误，空白表{}页。",
                template.pages
            ));
        } else {
            let unknown = template.unknown_facts.join("、");
            lines.push(format!(
                "✗ {file}：政策包没有声明事实 {unknown}，请在 facts.toml 中声明或改正模板。"
            ));
        }
    }
    let problems = tried.iter().any(|template| !template.is_sound());
    Ok(Done::new(&json!({ "templates": tried }), lines.join("\n")).with_problems(problems))
}

fn verify(args: &Args, file: Option<&Path>, groups: &[String]) -> Result<Done, DeskError> {
    let desk = match desk_reading(args) {
        Ok(desk) => desk,
        // A library that was named must be there; without one a file speaks for itself.
        Err(error) if args.library.is_some() || file.is_none() => return Err(error),
        Err(_) => desk(args)?,
    };
    let checks = match file {
        Some(file) => desk.verify_paper(file)?,
        None => desk.verify_groups(&groups.join(" "))?,
    };
    let mut lines = vec![checks.message.clone()];
    lines.extend(checks.hints.iter().cloned());
    for check in &checks.forms {
        lines.extend(check_lines(check));
    }
    let settled = |check: &PaperCheck| {
        check.faults.is_empty() && ["same", "blank", "no_library"].contains(&check.status.as_str())
    };
    let problems = checks.verdict == "unknown" || !checks.forms.iter().all(settled);
    let document = json!({
        "file": file, "groups": groups, "verdict": checks.verdict, "message": checks.message,
        "hints": checks.hints, "forms": checks.forms,
    });
    Ok(Done::new(&document, lines.join("\n")).with_problems(problems))
}

fn check_lines(check: &PaperCheck) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(print) = &check.print {
        lines.push(format!(
            "{}　{}（{}）",
            print.title, print.subject, print.programme
        ));
        lines.push(format!(
            "  {}打印，{}；目前{}（打印件{}）",
            print.printed_at, print.by, print.copies, print.id
        ));
    }
    let fingerprint = match check.fingerprint.as_str() {
        "" => "（空白表）",
        fingerprint => fingerprint,
    };
    lines.push(format!(
        "  数据指纹 {fingerprint}，表单版本 {}，每份{}页，{}份",
        check.version, check.pages, check.copies
    ));
    lines.extend(check.faults.iter().map(|fault| format!("  ✗ {fault}")));
    let sign = if ["same", "blank", "no_library"].contains(&check.status.as_str()) {
        ""
    } else {
        "✗ "
    };
    lines.push(format!("  {sign}{}", check.message));
    let blank = |value: &str| match value {
        "" => "（空白）".to_owned(),
        value => value.to_owned(),
    };
    lines.extend(check.changes.iter().map(|change| {
        format!(
            "    {}：{} → {}",
            change.label,
            blank(&change.printed),
            blank(&change.now)
        )
    }));
    lines
}
