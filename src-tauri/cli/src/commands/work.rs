//! `ruku projects`, `fact`, `decide`, `assess`, `explain`.

use ruku_desk::decide::Decide;
use ruku_desk::error::DeskError;
use ruku_desk::view::ResultView;
use ruku_policy::assessment::PoolChoice;
use serde_json::json;

use crate::args::{Args, DecideCommand};
use crate::context::{desk_reading, desk_with_library, with_progress};
use crate::output::{Done, columns};

pub(crate) fn projects(args: &Args, programme: Option<&str>) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(programme)?.id;
    let list = desk.projects(&programme)?;
    let rows: Vec<Vec<String>> = list
        .rows
        .iter()
        .map(|row| {
            vec![
                row.id.to_string(),
                row.county.clone(),
                row.enterprise.clone(),
                row.project.clone(),
                row.direction.clone(),
                row.kind_label.clone(),
                row.amount.clone(),
            ]
        })
        .collect();
    let mut text = columns(&rows);
    text.push_str(&format!(
        "{}个项目有金额，合计{}元",
        list.counted, list.total
    ));
    if list.stale && list.rows.iter().all(|row| row.kind.is_empty()) {
        text.push_str("\n还没有测算。请运行 ruku assess。");
    } else if list.stale {
        text.push_str("\n上次测算以后数据有变动，请重新测算。");
    }
    Ok(Done::new(&list, text))
}

pub(crate) fn fact(
    args: &Args,
    (project, also): (i64, &[i64]),
    fact: &str,
    value: &str,
    reason: &str,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let mut projects = vec![project];
    projects.extend(also.iter().filter(|other| **other != project));
    desk.set_facts(&projects, fact, value, reason)?;
    let view = desk.project(project)?;
    let shown = view.facts.iter().find(|known| known.id == fact);
    let mut text = shown
        .map(|f| format!("{}：{}", f.label, f.shown))
        .unwrap_or_default();
    if projects.len() > 1 {
        text.push_str(&format!("（{}个项目）", projects.len()));
    }
    Ok(Done::new(&view, text))
}

pub(crate) fn decide(args: &Args, command: &DecideCommand) -> Result<Done, DeskError> {
    let (programme, decide, authority, reason) = match command {
        DecideCommand::Reading {
            id,
            option,
            programme,
            reason,
        } => {
            let decide = Decide::Reading {
                id: id.clone(),
                option: option.clone(),
            };
            (programme, decide, "", reason)
        }
        DecideCommand::Manual {
            project,
            amount,
            programme,
            authority,
            reason,
        } => {
            let decide = Decide::Manual {
                project: *project,
                amount: amount.clone(),
            };
            (programme, decide, authority.as_str(), reason)
        }
        DecideCommand::Waiver {
            condition,
            project,
            expires,
            programme,
            authority,
            reason,
        } => {
            let decide = Decide::Waiver {
                condition: condition.clone(),
                project: *project,
                expires_on: *expires,
            };
            (programme, decide, authority.as_str(), reason)
        }
    };
    let id = desk_with_library(args)?.decide(programme.as_deref(), decide, authority, reason)?;
    Ok(Done::new(
        &json!({ "decision": id }),
        format!("已登记第{id}号认定，下次测算起生效。"),
    ))
}

pub(crate) fn assess(
    args: &Args,
    programme: Option<&str>,
    pool: Option<&str>,
    method: Option<&str>,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let programme = desk.programme(programme)?.id;
    let pool = match (pool, method) {
        (Some(amount), Some(method)) => Some(PoolChoice {
            amount: amount.parse().map_err(|_| DeskError::Value {
                label: "资金池".to_owned(),
                value: amount.to_owned(),
                expected: "请写明单位，如 500万元。".to_owned(),
            })?,
            method: method.to_owned(),
        }),
        _ => None,
    };
    let view = with_progress(|job| desk.assess(&programme, pool, job))?;
    let mut rows: Vec<Vec<String>> = view
        .kinds
        .iter()
        .map(|kind| {
            let total = if kind.total.is_empty() {
                String::new()
            } else {
                format!("{}元", kind.total)
            };
            vec![kind.label.clone(), format!("{}个", kind.count), total]
        })
        .collect();
    rows.push(vec![
        "合计".to_owned(),
        String::new(),
        format!("{}元", view.total),
    ]);
    let ineligible = view.kinds.iter().any(|kind| kind.kind == "ineligible");
    Ok(Done::new(&view, columns(&rows)).with_problems(ineligible))
}

pub(crate) fn explain(args: &Args, project: i64) -> Result<Done, DeskError> {
    let view = desk_reading(args)?.project(project)?;
    let Some(result) = &view.result else {
        return Err(DeskError::Refused(format!(
            "项目{project}还没有测算。请先运行 ruku assess。"
        )));
    };
    let mut lines = vec![
        format!("{} {}", view.row.enterprise, view.row.project),
        view.row.direction.clone(),
    ];
    lines.extend(result_lines(result));
    Ok(Done::new(&view, lines.join("\n")))
}

fn result_lines(result: &ResultView) -> Vec<String> {
    let mut lines = vec![match result.amount.as_str() {
        "" => result.kind_label.clone(),
        amount => format!(
            "{} {amount}元（{}）",
            result.kind_label, result.amount_words
        ),
    }];
    lines.extend(
        result
            .missing
            .iter()
            .map(|missing| format!("  缺 {missing}")),
    );
    let steps = result
        .failed
        .iter()
        .map(|s| ("✗", s))
        .chain(result.steps.iter().map(|s| ("·", s)));
    for (mark, step) in steps {
        let clause = if step.clause.is_empty() {
            String::new()
        } else {
            format!("（{}）", step.clause)
        };
        lines.push(format!("  {mark} {}{clause}", step.text));
        if !step.quote.is_empty() {
            lines.push(format!("      “{}”", step.quote));
        }
        for input in step.inputs.iter().filter(|input| !input.origin.is_empty()) {
            lines.push(format!(
                "      {} {}（{}）",
                input.label, input.value, input.origin
            ));
        }
    }
    lines.extend(
        result
            .readings
            .iter()
            .map(|reading| format!("  口径 {reading}")),
    );
    lines.extend(result.notes.iter().map(|note| format!("  注 {note}")));
    lines.push(format!("  {} · {}", result.assessed_at, result.versions));
    lines
}
