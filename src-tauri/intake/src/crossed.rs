//! Rows that a clerk called off without deleting them: struck through, or with a
//! remark that the project was withdrawn. They are asked about, never dropped.

use std::collections::HashMap;

use crate::columns::{Column, Target};
use crate::context::ReturnForm;
use crate::grid::{Grid, text_of};
use crate::look::Look;
use crate::reader::Reader;
use crate::text::{is_blank, narrow, squeeze};
use crate::workbook::{Content, Format, Workbook};

/// Larger workbooks come out of systems, where nobody strikes rows through; their
/// look is not worth a second reading.
const CELLS_MAX: usize = 100_000;

/// Marks the rows of a workbook whose writing is struck through. Where the look
/// cannot be read no row is.
pub(crate) fn mark(reader: &Reader, bytes: &[u8], book: &mut Workbook) {
    let has_look = matches!(book.format, Format::Xlsx | Format::Xls | Format::Ods);
    let cells: usize = book.sheets.iter().map(|sheet| sheet.cells.len()).sum();
    if !has_look || cells > CELLS_MAX {
        return;
    }
    if let Some(look) = reader.look(bytes) {
        mark_by(&look, book);
    }
}

/// A row is struck through if most of what stands in it is.
fn mark_by(look: &Look, book: &mut Workbook) {
    if !look.styles.iter().any(|style| style.strike) {
        return;
    }
    let struck = |style: u32| {
        let style = look.styles.get(style as usize);
        style.is_some_and(|style| style.strike)
    };
    for sheet in &mut book.sheets {
        let Some(seen) = look.sheets.iter().find(|seen| seen.name == sheet.name) else {
            continue;
        };
        let mut rows: HashMap<u32, (usize, usize)> = HashMap::new();
        let places = seen.cells.iter().filter(|(_, _, style)| struck(*style));
        let places: std::collections::HashSet<(u32, u32)> =
            places.map(|(row, col, _)| (*row, *col)).collect();
        for cell in &sheet.cells {
            if matches!(&cell.content, Content::Text(text) if is_blank(text)) {
                continue;
            }
            let (filled, crossed) = rows.entry(cell.row).or_default();
            *filled += 1;
            *crossed += usize::from(places.contains(&(cell.row, cell.col)));
        }
        let crossed = rows
            .into_iter()
            .filter(|(_, (filled, crossed))| crossed * 2 > *filled);
        sheet.struck_rows = crossed.map(|(row, _)| row).collect();
        sheet.struck_rows.sort_unstable();
    }
}

/// Words that call a project off where nothing else stands in the cell.
const ALONE: &[&str] = &[
    "取消",
    "已取消",
    "撤回",
    "已撤回",
    "撤销",
    "已撤销",
    "作废",
    "放弃",
    "已放弃",
    "不报",
    "不申报",
];

/// Words that call it off in a sentence.
const IN_SENTENCE: &[&str] = &[
    "撤回申报",
    "取消申报",
    "放弃申报",
    "不再申报",
    "撤销申报",
    "退出申报",
    "撤回该项目",
    "取消该项目",
    "项目已取消",
    "项目已撤回",
];

/// What follows where something else was called off: 不再申报其他专项.
const OF_OTHERS: &[&str] = &["其他", "其它", "别的", "省级", "国家级", "往年"];

/// What calls a row off, for a clerk; `None` if nothing does. The words count
/// where a row is remarked on, not where a project is described.
pub(crate) fn called_off(
    grid: &Grid<'_>,
    form: &ReturnForm,
    columns: &[Column],
    row: u32,
) -> Option<String> {
    if grid.sheet.struck_rows.binary_search(&row).is_ok() {
        return Some("此行划了删除线".to_owned());
    }
    let remarks = |column: &&Column| match column.target {
        Target::RowNumber | Target::Extra => true,
        Target::Fact(fact) => ["remark", "row_number"].contains(&form.facts[fact].id.as_str()),
        _ => false,
    };
    columns.iter().filter(remarks).find_map(|column| {
        let cell = grid.at(row, column.col)?;
        let Content::Text(_) = cell.content else {
            return None;
        };
        let text = text_of(cell);
        says_called_off(&text).then(|| format!("此行注明“{}”", squeeze(&text)))
    })
}

fn says_called_off(text: &str) -> bool {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    let plain = plain.trim_matches(|ch: char| !ch.is_alphanumeric());
    ALONE.contains(&plain)
        || IN_SENTENCE.iter().any(|word| {
            let mut found = plain.match_indices(word);
            found.any(|(at, _)| {
                let after = &plain[at + word.len()..];
                !plain[..at].ends_with(['不', '未', '没', '非', '勿'])
                    && !OF_OTHERS.iter().any(|other| after.starts_with(other))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::says_called_off;

    #[test]
    fn remarks_call_a_project_off() {
        for text in [
            "取消",
            "（已撤回）",
            "企业已撤回申报",
            "2022年7月起不再申报",
            "作废。",
        ] {
            assert!(says_called_off(text), "{text} calls the project off");
        }
        for text in [
            "取消人工抄表",
            "未取消申报",
            "原为两期，已合并",
            "已撤回第一稿图纸",
            "不再申报其他专项",
            "",
        ] {
            assert!(!says_called_off(text), "{text} leaves the project in");
        }
    }
}
