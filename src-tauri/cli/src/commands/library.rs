//! `ruku init`, `ruku programme …`.

use std::path::Path;

use ruku_desk::error::DeskError;
use ruku_desk::view::ProgrammeView;
use serde_json::json;

use crate::args::{Args, ProgrammeCommand};
use crate::context::{desk, desk_reading, desk_with_library};
use crate::output::{Done, columns};

pub(crate) fn init(args: &Args, dir: &Path) -> Result<Done, DeskError> {
    let mut desk = desk(args)?;
    desk.create_library(dir)?;
    let document = json!({ "library": dir });
    Ok(Done::new(
        &document,
        format!(
            "已新建项目库：{0}\n下一步：按政策包建立专项。先用 ruku policy list 看有哪些政策包，再运行\n  \
             ruku --library {0} programme new --pack 政策包编号或名称",
            dir.display()
        ),
    ))
}

pub(crate) fn programme(args: &Args, command: &ProgrammeCommand) -> Result<Done, DeskError> {
    match command {
        ProgrammeCommand::New { pack, year } => {
            let mut desk = desk_with_library(args)?;
            let loaded = desk.pack(pack)?;
            if let Some(year) = year.filter(|year| *year != loaded.year) {
                return Err(DeskError::Refused(format!(
                    "政策包“{pack}”是{}年的，不能用于{year}年。",
                    loaded.year
                )));
            }
            let view = desk.new_programme(pack)?;
            Ok(Done::new(
                &view,
                format!(
                    "已建立专项：{}（{}）\n下一步：导入各县（市、区）汇总表，ruku return take-in 文件或文件夹",
                    view.title, view.id
                ),
            ))
        }
        ProgrammeCommand::List => {
            let programmes = desk_reading(args)?.programmes()?;
            let rows: Vec<Vec<String>> = programmes
                .iter()
                .map(|p| {
                    vec![
                        p.id.clone(),
                        p.title.clone(),
                        format!("{}个项目", p.projects),
                    ]
                })
                .collect();
            Ok(Done::new(
                &json!({ "programmes": programmes }),
                columns(&rows),
            ))
        }
        ProgrammeCommand::Show { programme } => {
            let view = desk_reading(args)?.programme_view(programme.as_deref())?;
            let text = describe(&view);
            Ok(Done::new(&view, text))
        }
    }
}

fn describe(view: &ProgrammeView) -> String {
    let mut lines = vec![format!(
        "{}（{}，{}个项目）",
        view.title, view.id, view.projects
    )];
    lines.push("支持方向：".to_owned());
    lines.extend(
        view.measures
            .iter()
            .map(|m| format!("  {}  {}", m.id, m.label)),
    );
    lines.push("日期：".to_owned());
    lines.extend(
        view.dates
            .iter()
            .map(|d| format!("  {}  {}（{}）{}", d.date, d.label, d.clause, d.note)),
    );
    lines.push("表单：".to_owned());
    lines.extend(
        view.forms
            .iter()
            .map(|f| format!("  {}  {}，一式{}份", f.id, f.title, f.copies)),
    );
    lines.join("\n")
}
