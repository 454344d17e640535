//! What was settled and does not fit any more, in words: whose it was, what was
//! done about it, and how the place is read now.

use ruku_intake::return_file::{ReturnFile, ReturnRow};
use ruku_library::table::draft::{Draft, FindingPlace};
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::place_words;
use ruku_policy::pack::Pack;

use crate::show;

/// What was settled in a file before it is taken in.
pub(crate) fn of_draft(file: &ReturnFile, pack: &Pack, draft: &Draft) -> String {
    let done = match (draft.state, &draft.place.field, &draft.value) {
        (FindingState::Accepted, _, _) => "已接受".to_owned(),
        (_, Some(field), Some(value)) => format!("已更正为{}", value_words(pack, field, value)),
        _ => "已更正".to_owned(),
    };
    words(file, pack, &draft.place, &done, &draft.reason)
}

/// What was accepted in a batch.
pub(crate) fn of_finding(file: &ReturnFile, pack: &Pack, stored: &StoredFinding) -> String {
    let place = FindingPlace::of(&stored.finding);
    let reason = stored.reason.as_deref().unwrap_or_default();
    words(file, pack, &place, "已接受", reason)
}

fn words(file: &ReturnFile, pack: &Pack, place: &FindingPlace, done: &str, reason: &str) -> String {
    let row = file
        .rows
        .iter()
        .find(|row| Some(row.row) == place.row && file.sheet_name(row) == place.sheet);
    let whose = row.map_or_else(String::new, |row| format!("{} ", named(file, row)));
    let found = match place.found.as_str() {
        "" => String::new(),
        found => format!("“{found}”"),
    };
    format!(
        "{whose}{} {}{found}：{done}（{reason}）；{}",
        place_words(&place.sheet, &place.cell, place.row),
        place.kind.label(),
        now(file, pack, place, row)
    )
}

/// How the place is read now.
fn now(file: &ReturnFile, pack: &Pack, place: &FindingPlace, row: Option<&ReturnRow>) -> String {
    let here = file
        .findings
        .iter()
        .find(|one| !place.cell.is_empty() && one.sheet == place.sheet && one.cell == place.cell);
    if let Some(other) = here {
        return format!("现在这一格是“{}”", other.kind.label());
    }
    match (row, &place.field) {
        (Some(row), Some(field)) => {
            let label = show::field_label(pack, field);
            format!("现在{label}{}", read_as(file, pack, row, field))
        }
        (None, _) if place.row.is_some() => "现在没有读取这一行".to_owned(),
        _ => "现在没有这个问题".to_owned(),
    }
}

/// What a row gives for a fact now.
pub(crate) fn read_as(file: &ReturnFile, pack: &Pack, row: &ReturnRow, fact: &FactId) -> String {
    match file.value(row, fact.as_str()) {
        Some(value) => format!("读作{}", value_words(pack, fact, value)),
        None => "没有读到".to_owned(),
    }
}

/// A value as a clerk reads it, with its unit.
pub(crate) fn value_words(pack: &Pack, fact: &FactId, value: &FactValue) -> String {
    match pack.fact(fact) {
        Some(declaration) => show::value_with_unit(declaration, value),
        None => value.readable(None),
    }
}

fn named(file: &ReturnFile, row: &ReturnRow) -> String {
    let name = match file.text(row, "enterprise_name") {
        "" => "（未填企业名称）",
        name => name,
    };
    match file.text(row, "project_name") {
        "" => name.to_owned(),
        project => format!("{name}《{project}》"),
    }
}
