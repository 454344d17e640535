//! Reads the dated tables of policy.toml.

use chrono::NaiveDate;
use ruku_model::rate::Rate;

use super::policy::with_id;
use super::source::Entry;
use crate::table::DatedTable;

/// Every `[[table]]`.
pub(super) fn tables(root: &Entry<'_>) -> Vec<DatedTable> {
    let mut seen = Vec::new();
    let mut tables = Vec::new();
    for entry in root.list("table", "数值表") {
        let (entry, id) = with_id(entry, "数值表", &mut seen);
        let label = entry.string("label");
        let source = entry.string("source");
        let until = entry.day("until");
        let rows = rows(&entry);
        if let Some(until) = until {
            let last = rows.last().map(|(from, _)| *from);
            if last.is_none_or(|last| last > until) {
                entry.fault(
                    format!("{}的 until 早于最后一行的 from，或者一行也没有。", entry.what()),
                    "until 写已知数值最后有效的一天；每行写 { from = \"2023-06-20\", value = \"3.55%\" }。",
                );
            }
            tables.push(DatedTable {
                id,
                label,
                source,
                until,
                rows,
            });
        }
        entry.finish();
    }
    tables
}

/// The rows, which must stand in the order of their days.
fn rows(entry: &Entry<'_>) -> Vec<(NaiveDate, Rate)> {
    let mut rows: Vec<(NaiveDate, Rate)> = Vec::new();
    for row in entry.list("row", &format!("{}的行", entry.what())) {
        let from = row.day("from");
        let value = row.text("value").and_then(|text| text.rate());
        if let (Some(from), Some((before, _))) = (from, rows.last())
            && from <= *before
        {
            row.fault(
                format!("{from}这一行不晚于上一行的{before}。"),
                "各行按日期从早到晚写，同一天只写一行。",
            );
        }
        rows.extend(from.zip(value));
        row.finish();
    }
    rows
}
