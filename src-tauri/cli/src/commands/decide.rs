//! `ruku decide`: readings, amounts, waivers; listing them, taking one back.

use ruku_desk::decide::{Decide, Grounds};
use ruku_desk::error::DeskError;
use ruku_desk::view::decision::DecisionsView;
use serde_json::json;

use crate::args::{Args, DecideCommand, Paper};
use crate::context::{desk_reading, desk_with_library};
use crate::output::Done;

pub(super) fn decide(
    args: &Args,
    subject: Option<&str>,
    command: &DecideCommand,
) -> Result<Done, DeskError> {
    match command {
        DecideCommand::Reading { id, option, paper } => {
            let decide = Decide::Reading {
                id: id.clone(),
                option: option.clone(),
            };
            record(args, decide, paper)
        }
        DecideCommand::Manual { what, paper } => {
            let (project, amount) = match (subject, what.as_slice()) {
                (Some(project), [amount]) => (project, amount),
                (None, [project, amount]) => (project.as_str(), amount),
                _ => {
                    return Err(DeskError::Refused(
                        "请写项目编号和金额，如 ruku decide manual 12 20万元。".to_owned(),
                    ));
                }
            };
            let decide = Decide::Manual {
                project: number(project)?,
                amount: amount.clone(),
            };
            record(args, decide, paper)
        }
        DecideCommand::Waiver {
            condition,
            project,
            expires,
            paper,
        } => {
            // A measure before the command names what the condition is of: the
            // waiver is for all its projects.
            let before = subject.and_then(|subject| subject.parse().ok());
            let decide = Decide::Waiver {
                condition: condition.clone(),
                project: project.or(before),
                expires: expires.clone(),
            };
            record(args, decide, paper)
        }
        DecideCommand::List { programme } => {
            let desk = desk_reading(args)?;
            let programme = desk.programme(programme.as_deref())?.id;
            let view = desk.decisions(&programme)?;
            let text = listed(&view);
            Ok(Done::new(&view, text))
        }
        DecideCommand::Revoke { decision, reason } => {
            desk_with_library(args)?.revoke_decision(*decision, reason)?;
            Ok(Done::new(
                &json!({ "decision": decision }),
                format!("第{decision}号认定已撤回，下次测算起生效。"),
            ))
        }
    }
}

fn record(args: &Args, decide: Decide, paper: &Paper) -> Result<Done, DeskError> {
    let grounds = Grounds {
        authority: paper.authority.clone(),
        approver: paper.approver.clone(),
        reason: paper.reason.clone(),
    };
    let mut desk = desk_with_library(args)?;
    let id = desk.decide(paper.programme.as_deref(), &decide, &grounds)?;
    Ok(Done::new(
        &json!({ "decision": id }),
        format!("已登记第{id}号认定，下次测算起生效。"),
    ))
}

fn number(typed: &str) -> Result<i64, DeskError> {
    typed.parse().map_err(|_| DeskError::Value {
        label: "项目编号".to_owned(),
        value: typed.to_owned(),
        expected: "请填数字，见 ruku projects 的第一列。".to_owned(),
    })
}

fn listed(view: &DecisionsView) -> String {
    let mut lines = Vec::new();
    for one in &view.decisions {
        lines.push(format!(
            "第{}号 {} {}（{}）",
            one.id, one.kind_label, one.text, one.state
        ));
        lines.push(format!("    范围：{}", one.scope));
        let mut paper = Vec::new();
        for (label, text) in [
            ("依据", &one.authority),
            ("批准人", &one.approver),
            ("有效期至", &one.expires),
            ("理由", &one.reason),
        ] {
            if !text.is_empty() {
                paper.push(format!("{label}：{text}"));
            }
        }
        lines.push(format!(
            "    {}；{}{}登记",
            paper.join("；"),
            one.by,
            one.at
        ));
    }
    if view.decisions.is_empty() {
        lines.push("还没有登记过认定。".to_owned());
    }
    lines.push("口径：".to_owned());
    for reading in &view.readings {
        lines.push(format!(
            "  {}  {}（{}）",
            reading.id, reading.question, reading.clause
        ));
        for option in &reading.options {
            let mark = match (option.id == reading.chosen, reading.by.as_str()) {
                (true, "") => "（现用，政策包默认）".to_owned(),
                (true, by) => format!("（现用，{by}）"),
                (false, _) => String::new(),
            };
            lines.push(format!("      {}  {}{mark}", option.id, option.label));
        }
    }
    lines.push("可以豁免的条件：".to_owned());
    let conditions = view.conditions.iter();
    lines.extend(conditions.map(|one| format!("  {}  {}", one.id, one.label)));
    lines.join("\n")
}
