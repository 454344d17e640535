//! Reads clauses.toml: the notice's clauses, word for word.

use super::source::Entry;
use crate::notice;
use crate::pack::{Clause, Coverage};

/// Every clause, in the order of the file.
pub(crate) fn read(root: &Entry<'_>) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for entry in root.list("clause", "条款") {
        let number = entry.text("number");
        let what = number.map_or_else(|| "条款".to_owned(), |text| format!("条款 {}", text.value));
        let entry = entry.named(what);
        if let Some(text) = number
            && clauses.iter().any(|clause| clause.number == text.value)
        {
            text.fault(
                format!("条款号 {} 出现了两次。", text.value),
                "请合并，或改正条款号。",
            );
        }
        let coverage = coverage(&entry);
        let clause = Clause {
            number: number.map_or_else(String::new, |text| text.value.to_owned()),
            quote: entry.string("quote"),
            coverage: coverage.unwrap_or(Coverage::Encoded),
            reason: entry.string_opt("reason"),
        };
        if notice::is_damaged(&clause.quote) {
            entry.fault(
                format!("{}的原文有乱码，里面的数字可能已经丢失。", entry.what()),
                "请从完好的通知文本重新摘录，不要凭乱码猜数字。",
            );
        }
        if clause.coverage != Coverage::Encoded && clause.reason.trim().is_empty() {
            entry.fault(
                format!(
                    "{}标为“{}”，却没有写理由。",
                    entry.what(),
                    clause.coverage.label()
                ),
                "请用 reason = \"…\" 写明为什么不编码。",
            );
        }
        clauses.push(clause);
        entry.finish();
    }
    clauses
}

fn coverage(entry: &Entry<'_>) -> Option<Coverage> {
    let text = entry.text("coverage")?;
    match text.value {
        "encoded" => Some(Coverage::Encoded),
        "manual" => Some(Coverage::Manual),
        "not_applicable" => Some(Coverage::NotApplicable),
        other => {
            text.fault(
                format!("没有名为 {other} 的处理方式。"),
                "请写 encoded（已编码）、manual（人工认定）或 not_applicable（不涉及）。",
            );
            None
        }
    }
}
