//! `ruku projects`, `fact`, `assess`.

use ruku_desk::Desk;
use ruku_desk::error::DeskError;
use ruku_desk::pool::PoolOrder;
use ruku_desk::view::ProjectView;
use ruku_desk::view::pool::PoolRow;
use serde_json::json;

use crate::args::Args;
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
    let subtotals: Vec<String> = list
        .subtotals
        .iter()
        .map(|kind| format!("{}{}个，小计{}元", kind.label, kind.count, kind.total))
        .collect();
    text.push_str(&match subtotals.is_empty() {
        true => "还没有项目有金额".to_owned(),
        false => subtotals.join("；"),
    });
    for caution in &list.cautions {
        text.push_str(&format!("\n{caution}"));
    }
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
    let before = desk.project(project)?;
    let set = desk.set_facts(&projects, fact, value, reason)?;
    let view = desk.project(project)?;
    let shown = |view: &ProjectView| {
        let known = view.facts.iter().find(|known| known.id == set.fact);
        let shown = known.map(|known| known.shown.clone()).unwrap_or_default();
        if shown.is_empty() {
            "未知".to_owned()
        } else {
            shown
        }
    };
    let mut text = match projects.len() {
        1 => format!("{}：{} → {}", set.label, shown(&before), shown(&view)),
        many => format!("{}：{}（{many}个项目）", set.label, shown(&view)),
    };
    if projects.len() > 1 && !set.replaced.is_empty() {
        text.push_str(&format!(
            "\n其中{}个项目原来有数值，已被替换：",
            set.replaced.len()
        ));
        for one in &set.replaced {
            text.push_str(&format!("\n  {one}"));
        }
    }
    if !set.understood.is_empty() {
        text.push_str(&format!("\n{}", set.understood));
    }
    for remark in &set.remarks {
        text.push_str(&format!("\n请注意：{remark}"));
    }
    let mut document = json!(view);
    document["replaced"] = json!(set.replaced);
    Ok(Done::new(&document, text))
}

/// What was typed of a pool.
pub(super) struct Pool<'a> {
    pub(super) amount: Option<&'a str>,
    pub(super) method: Option<&'a str>,
    pub(super) order: Option<&'a str>,
    pub(super) quota: Option<u32>,
    pub(super) preview: bool,
    pub(super) dropped: bool,
}

pub(super) fn assess(
    args: &Args,
    programme: Option<&str>,
    pool: &Pool<'_>,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let programme = desk.programme(programme)?.id;
    if let (Some(amount), Some(method)) = (pool.amount, pool.method) {
        let order = PoolOrder {
            amount: amount.to_owned(),
            method: method.to_owned(),
            order: pool.order.unwrap_or_default().to_owned(),
            quota: pool.quota,
        };
        return share(&mut desk, &programme, &order, pool.preview);
    }
    let view = with_progress(|job| match pool.dropped {
        true => desk.drop_pool(&programme, job),
        false => desk.assess(&programme, job),
    })?;
    let rows: Vec<Vec<String>> = view
        .kinds
        .iter()
        .map(|kind| {
            let total = if kind.total.is_empty() {
                String::new()
            } else {
                format!("小计{}元", kind.total)
            };
            vec![kind.label.clone(), format!("{}个", kind.count), total]
        })
        .collect();
    let ineligible = view.kinds.iter().any(|kind| kind.kind == "ineligible");
    let mut lines = vec![columns(&rows).trim_end().to_owned()];
    lines.extend(view.cautions.iter().cloned());
    if !view.pool.is_empty() {
        lines.push(format!("{}不再用时：ruku assess --no-pool。", view.pool));
    }
    Ok(Done::new(&view, lines.join("\n")).with_problems(ineligible))
}

/// A pool shared, or what sharing it would give.
fn share(
    desk: &mut Desk,
    programme: &str,
    order: &PoolOrder,
    preview: bool,
) -> Result<Done, DeskError> {
    let view = match preview {
        true => desk.preview_pool(programme, order)?,
        false => with_progress(|job| desk.share_pool(programme, order, job))?,
    };
    let rows: Vec<Vec<String>> = view
        .rows
        .iter()
        .map(|row| {
            vec![
                row.place.to_string(),
                row.id.to_string(),
                row.enterprise.clone(),
                row.project.clone(),
                row.key.clone(),
                row.before.clone(),
                row.after.clone(),
            ]
        })
        .collect();
    let mut lines = vec![columns(&rows)];
    lines.push(format!(
        "资金池{}元，{}，{}：申请{}元，分配{}元，剩余{}元。",
        view.amount, view.method, view.order, view.asked, view.given, view.left
    ));
    lines.extend(view.notes.iter().cloned());
    let named = |title: &str, rows: &[PoolRow]| {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    format!("  {}", row.id),
                    row.enterprise.clone(),
                    row.project.clone(),
                    row.why.clone(),
                ]
            })
            .collect();
        format!("{title}（{}个）：\n{}", rows.len(), columns(&rows))
    };
    if !view.unplaced.is_empty() {
        lines.push(named("入库但未安排", &view.unplaced));
    }
    if !view.aside.is_empty() {
        lines.push(named("金额未定，没有参与分配", &view.aside));
    }
    if preview {
        lines.push("以上是预览，没有定格。去掉 --preview 即定格。".to_owned());
    }
    Ok(Done::new(&view, lines.join("\n")))
}
