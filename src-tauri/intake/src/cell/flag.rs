//! Yes or no: 是/否 and 有/无.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;

use super::boxes::{self, Boxes};
use super::{Look, Reading, Remark, aside, common};
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

/// Words behind 未 or 不 that make it no answer.
const UNSETTLED: &[&str] = &[
    "知", "详", "清", "确", "核", "查", "填", "定", "便", "明", "法", "误", "异议", "从",
];

/// A longer sentence may say more than it begins with.
const DENIAL_CHARACTERS_MAX: usize = 16;

/// Reads a cell as a flag: a word, a ticked box, or a word with a remark that
/// takes nothing of it back.
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
    let words = match boxes::read(&plain) {
        Boxes::None => plain.into_owned(),
        Boxes::Ticked(words) => words,
        Boxes::Unclear => return unclear(),
    };
    let words = words.as_str();
    if NOTHING.contains(&&*bare(words)) {
        return Reading::nothing();
    }
    match answer(words)
        .or_else(|| with_remark(words))
        .or_else(|| denial(words))
    {
        Some(flag) => Reading::clear(FactValue::Flag(flag)),
        None => unclear(),
    }
}

/// The word without its stop and quotes, in capitals.
fn bare(plain: &str) -> String {
    let word = plain.trim_end_matches(['。', '.', ',', ';']).to_uppercase();
    word.trim_matches(['“', '”', '"', '(', ')']).to_owned()
}

fn answer(plain: &str) -> Option<bool> {
    let word = bare(plain);
    if YES.contains(&&*word) {
        Some(true)
    } else {
        NO.contains(&&*word).then_some(false)
    }
}

/// 否（已查询）, 是，研发设计: the answer stands first, and the rest doubts nothing.
fn with_remark(plain: &str) -> Option<bool> {
    let (word, remark) = aside::split(plain).or_else(|| {
        let at = plain.find([',', ';', ':', '。', '、', '/'])?;
        let (word, rest) = plain.split_at(at);
        let remark = rest.trim_start_matches([',', ';', ':', '。', '、', '/']);
        Some((word, remark))
    })?;
    let flag = answer(word)?;
    if answer(remark).is_some() {
        return None;
    }
    if flag {
        return aside::is_mere(remark).then_some(true);
    }
    // 否（查询无记录）: of a no, another no doubts nothing; that there is one does.
    let mut rest = remark.to_owned();
    for no in ["未", "没有", "无", "不存在"] {
        rest = rest.replace(no, "");
    }
    (aside::is_mere(&rest) && !rest.contains('有')).then_some(false)
}

/// 未列入, 没有发生, 不存在: a no that repeats what was asked.
fn denial(plain: &str) -> Option<bool> {
    let word = bare(plain);
    let word = ["近三年", "近3年", "近五年", "近5年", "企业", "目前"]
        .iter()
        .find_map(|time| word.strip_prefix(time))
        .unwrap_or(&word);
    let rest = [
        "未",
        "没有",
        "不存在",
        "不属于",
        "不是",
        "并无",
        "均无",
        "无",
        "非",
    ]
    .iter()
    .find_map(|no| word.strip_prefix(no))?;
    let settled = !UNSETTLED.iter().any(|doubt| rest.starts_with(doubt));
    let short = word.chars().count() <= DENIAL_CHARACTERS_MAX;
    (settled
        && short
        && !rest.contains([',', ';', '。', '(', '有'])
        && !rest.contains(|ch: char| ch.is_ascii_digit())
        && aside::is_mere(rest))
    .then_some(false)
}

fn unclear() -> Reading {
    Reading::unknown(Remark::new(FindingKind::ChoiceUnknown).detail("应填写“是”或“否”"))
}
