//! `ruku paper register`: where every printed copy stands.

use ruku_desk::error::DeskError;
use ruku_desk::register::{CopyEntry, state_label};
use ruku_desk::view::register::CopyChoice;
use serde_json::json;

use crate::args::Args;
use crate::context::{desk_reading, desk_with_library};
use crate::output::{Done, columns};
use crate::rooms::RegisterCommand;

pub(crate) fn register(args: &Args, command: &RegisterCommand) -> Result<Done, DeskError> {
    match command {
        RegisterCommand::List { programme } => list(args, programme.as_deref()),
        RegisterCommand::Show { print } => show(args, *print),
        RegisterCommand::Mark {
            print,
            to,
            copy,
            day,
            who,
            reason,
        } => {
            let entry = CopyEntry {
                copies: choices(print, copy),
                to: to.clone(),
                day: day.clone(),
                who: who.clone(),
                reason: reason.clone(),
            };
            let gone = desk_with_library(args)?.mark_copies(&entry)?;
            let text = match gone {
                0 => format!("所选的各份原来就是“{}”，没有改动。", state_label(to)?),
                gone => format!("已登记{gone}份。"),
            };
            Ok(Done::new(&json!({ "marked": gone }), text))
        }
        RegisterCommand::TakeBack {
            print,
            copy,
            reason,
        } => {
            desk_with_library(args)?.take_back_copies(&choices(print, copy), reason)?;
            let text = "已恢复到上一步。";
            Ok(Done::new(&json!({ "prints": print, "copies": copy }), text))
        }
    }
}

fn choices(prints: &[i64], copies: &[u32]) -> Vec<CopyChoice> {
    prints
        .iter()
        .map(|print| CopyChoice {
            print: *print,
            copies: copies.to_vec(),
        })
        .collect()
}

fn list(args: &Args, programme: Option<&str>) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(programme)?.id;
    let register = desk.print_register(&programme)?;
    let mut rows = vec![
        ["编号", "批", "材料", "企业、项目", "打印", "各份", "数据"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(register.prints.iter().map(|print| {
        vec![
            print.id.to_string(),
            print.printing.map(|id| id.to_string()).unwrap_or_default(),
            print.form_short.clone(),
            print.subject.clone(),
            print.printed_at.clone(),
            print.summary.clone(),
            print.standing_label.clone(),
        ]
    }));
    let text = if register.prints.is_empty() {
        "还没有打印过材料。".to_owned()
    } else {
        columns(&rows)
    };
    Ok(Done::new(&register, text))
}

fn show(args: &Args, print: i64) -> Result<Done, DeskError> {
    let steps = desk_reading(args)?.print_history(print)?;
    let rows: Vec<Vec<String>> = steps
        .iter()
        .map(|step| {
            let copy = match step.copy {
                0 => "各份".to_owned(),
                copy => format!("第{copy}份"),
            };
            vec![
                step.day.clone(),
                copy,
                step.label.clone(),
                step.who.clone(),
                step.reason.clone(),
                step.noted.clone(),
            ]
        })
        .collect();
    Ok(Done::new(&json!({ "steps": steps }), columns(&rows)))
}
