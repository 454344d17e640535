//! Centred lines: as many as are needed, of about the same length, and none
//! that parts a word (GB/T 9704-2012 §7.3.2: 回行时，要做到词意完整，排列对称).

use super::kinsoku::may_break;
use super::lines::{Span, break_lines};
use super::shape::Atom;
use crate::units::{Mp, pt};

/// How alike the lines of centred text are made.
const BALANCE: Mp = pt(2);

/// What programmes and papers are called by: words a title is not broken in.
const WORDS: &[&str] = &[
    "高质量发展",
    "工业互联网",
    "制造业",
    "数字化",
    "智能化",
    "网络化",
    "产业集群",
    "专项资金",
    "转型升级",
    "技术改造",
    "中小企业",
    "示范企业",
    "标杆示范",
    "试点项目",
    "入库项目",
    "应用项目",
    "支持项目",
    "申报书",
    "申请报告",
    "汇总表",
    "通知书",
    "说明书",
    "明细表",
    "计划表",
    "管理办法",
    "实施细则",
    "措施",
    "关于",
    "促进",
    "支持",
    "项目",
    "申报",
    "资金",
    "公示",
];

/// Centred text in as many lines as it needs, of about the same length.
pub(super) fn balanced(atoms: &[Atom], [first, rest]: [Mp; 2]) -> Vec<Span> {
    let spans = break_lines(atoms, first, rest);
    let (mut narrow, mut wide) = (first.min(rest) / 2, first.min(rest));
    if spans.len() < 2 || first != rest {
        return spans;
    }
    while wide - narrow > BALANCE {
        let middle = narrow + (wide - narrow) / 2;
        let tried = break_lines(atoms, middle, middle);
        if tried.len() > spans.len() || tried.iter().any(|span| atoms[span.end - 1].joined) {
            narrow = middle;
        } else {
            wide = middle;
        }
    }
    let mut spans = break_lines(atoms, wide, wide);
    for line in 1..spans.len() {
        mend(atoms, &mut spans, line, first);
    }
    spans
}

/// Moves the break before a line to an end of the word it parts, if both
/// lines then fit.
fn mend(atoms: &[Atom], spans: &mut [Span], line: usize, width: Mp) {
    let (before, after) = (spans[line - 1].clone(), spans[line].clone());
    // A break that was typed, or stands at a space, is meant.
    if before.end != after.start {
        return;
    }
    let Some(word) = word_over(atoms, before.end) else {
        return;
    };
    let fits = |span: &Span| {
        let natural = atoms[span.clone()]
            .iter()
            .map(|atom| atom.width)
            .sum::<Mp>();
        !span.is_empty() && natural <= width
    };
    let allowed = |at: usize| {
        let pair = atoms[at - 1].character().zip(atoms[at].character());
        pair.is_some_and(|(left, right)| may_break(left, right))
    };
    for at in [word.start, word.end] {
        if at <= before.start || at >= after.end || !allowed(at) {
            continue;
        }
        let (upper, lower) = (before.start..at, at..after.end);
        if fits(&upper) && fits(&lower) {
            spans[line - 1] = upper;
            spans[line] = lower;
            return;
        }
    }
}

/// The longest word that has this place inside.
fn word_over(atoms: &[Atom], place: usize) -> Option<Span> {
    let stands_at = |word: &str, start: usize| {
        let mut at = start;
        word.chars().all(|character| {
            at += 1;
            atoms.get(at - 1).and_then(Atom::character) == Some(character)
        })
    };
    let mut found: Option<Span> = None;
    for word in WORDS {
        let length = word.chars().count();
        for start in place.saturating_sub(length - 1)..place {
            let longer = found.as_ref().is_none_or(|span| span.len() < length);
            if start + length > place && longer && stands_at(word, start) {
                found = Some(start..start + length);
            }
        }
    }
    found
}
