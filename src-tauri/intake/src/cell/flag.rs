//! Yes or no: 是/否 and 有/无.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::{Look, Reading, Remark, common};
use crate::text::{narrow, squeeze};
use crate::workbook::Content;

const YES: &[&str] = &["是", "有", "属于", "已", "Y", "YES", "TRUE", "对"];
const NO: &[&str] = &[
    "否",
    "无",
    "没有",
    "不是",
    "不属于",
    "未",
    "N",
    "NO",
    "FALSE",
    "不",
];
const NOTHING: &[&str] = &["不适用", "不涉及", "N/A", "NA", "空"];

/// Reads a cell as a flag.
///
/// A tick is no answer: it may mean 是, or 已核查 and found none.
#[must_use]
pub fn read(look: Look<'_>) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    let content = match look.content {
        Content::Bool(flag) => return Reading::clear(FactValue::Flag(*flag)),
        Content::Text(content) => content,
        _ => return unclear(),
    };
    let narrowed = narrow(content);
    let plain = squeeze(&narrowed);
    let word = plain.trim_end_matches(['。', '.', ',', ';']).to_uppercase();
    let word = word.trim_matches(['“', '”', '"', '(', ')']);
    if NOTHING.contains(&word) {
        Reading::nothing()
    } else if YES.contains(&word) {
        Reading::clear(FactValue::Flag(true))
    } else if NO.contains(&word) {
        Reading::clear(FactValue::Flag(false))
    } else {
        unclear()
    }
}

fn unclear() -> Reading {
    Reading::unknown(Remark::new(FindingKind::ChoiceUnknown).detail("应填写“是”或“否”"))
}
