//! `ruku paper new`, `check`, `verify`: templates and printed papers.

use std::path::Path;

use ruku_desk::error::DeskError;
use ruku_desk::paper::new_template;
use ruku_desk::verify_paper::PaperCheck;
use serde_json::json;

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
        PaperCommand::Verify { file } => verify(args, file),
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

fn verify(args: &Args, file: &Path) -> Result<Done, DeskError> {
    let desk = match desk_reading(args) {
        Ok(desk) => desk,
        // A library that was named must be there; without one the paper speaks for itself.
        Err(error) if args.library.is_some() => return Err(error),
        Err(_) => desk(args)?,
    };
    let checks = desk.verify_paper(file)?;
    let mut lines = Vec::new();
    for check in &checks {
        lines.extend(check_lines(check));
    }
    let settled = |check: &PaperCheck| {
        check.faults.is_empty() && matches!(check.status, "same" | "blank" | "no_library")
    };
    let problems = !checks.iter().all(settled);
    let document = json!({ "file": file, "forms": checks });
    Ok(Done::new(&document, lines.join("\n")).with_problems(problems))
}

fn check_lines(check: &PaperCheck) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(print) = &check.print {
        lines.push(format!(
            "{}　{}（项目{}，{}）",
            print.title, print.subject, print.project, print.programme
        ));
        lines.push(format!(
            "  {}打印，{}",
            print.at.format("%Y-%m-%d %H:%M"),
            print.by
        ));
    }
    lines.push(format!(
        "  数据指纹 {}，表单版本 {}，{}页，文件内{}份",
        if check.fingerprint.is_empty() {
            "（空白表）"
        } else {
            &check.fingerprint
        },
        check.version,
        check.pages,
        check.copies
    ));
    lines.extend(check.faults.iter().map(|fault| format!("  ✗ {fault}")));
    lines.push(match check.status {
        "same" => "  项目库的数据与打印时一致。".to_owned(),
        "changed" => "  ✗ 打印以后数据有变动，请重新打印：".to_owned(),
        "withdrawn" => "  ✗ 该项目已从项目库撤回。".to_owned(),
        "unknown" => {
            "  ✗ 项目库里没有这份打印记录：可能由另一个项目库打印，或者纸面被改动。".to_owned()
        }
        "no_library" => {
            "  没有打开项目库，只读出纸面内容；用 --library 指明项目库可核对数据。".to_owned()
        }
        _ => "  空白表，没有数据可核对。".to_owned(),
    });
    let unknown = |value: &str| {
        if value.is_empty() {
            "未知".to_owned()
        } else {
            value.to_owned()
        }
    };
    lines.extend(check.changes.iter().map(|change| {
        format!(
            "    {}：{} → {}",
            change.label,
            unknown(&change.printed),
            unknown(&change.now)
        )
    }));
    lines
}
