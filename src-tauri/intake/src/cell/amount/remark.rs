//! What is said beside an amount: its parts, its document, its tax, or that
//! there is none.

use ruku_model::finding::FindingKind;
use ruku_model::money::{Exact, Money, MoneyUnit};
use ruku_model::rate::Rate;

use crate::cell::{Look, Reading, Remark, aside};
use crate::workbook::Content;

/// Words that tell something more of an amount and leave it what it is.
const ASIDES: &[&str] = &[
    "其中",
    "含税",
    "已付",
    "已支付",
    "已到位",
    "已投入",
    "已开票",
];

/// `320（其中软件120）`, `200（含税）`, `320，其中设备200` → the amount, and what
/// was set aside.
pub(super) fn without_aside(plain: &str) -> (&str, &str) {
    let aside = |at: usize| at > 0 && ASIDES.iter().any(|word| plain[at..].contains(word));
    let mere = aside::split(plain).filter(|(value, remark)| {
        is_mere(remark) || adds_up_to(remark, value) || works_out(remark, value)
    });
    if let Some((value, _)) = mere {
        return plain.split_at(value.len());
    }
    // 100万元，粤工信函〔2021〕18号
    let document = plain
        .match_indices([',', ';', '、'])
        .find_map(|(at, mark)| {
            let words = &plain[at + mark.len()..];
            let named = !words.starts_with(|ch: char| ch.is_ascii_digit());
            (named && at > 0 && aside::is_document(words)).then_some((&plain[..at], words))
        });
    if let Some(found) = document {
        return found;
    }
    match plain.find(['(', '[']).filter(|at| aside(*at)) {
        Some(at) => plain.split_at(at),
        None => match plain.find("其中").filter(|at| *at > 0) {
            Some(at) => (
                plain[..at].trim_end_matches([',', ';', ':', '、']),
                &plain[at..],
            ),
            None => (plain, ""),
        },
    }
}

/// `200（设备140，软件60）`: the parts of the amount, which they make.
pub(in crate::cell) fn adds_up_to(remark: &str, value: &str) -> bool {
    let numbers = |text: &str| -> Option<Vec<Money>> {
        text.split(|ch: char| !(ch.is_ascii_digit() || ch == '.'))
            .filter(|part| !part.is_empty())
            .map(|part| Money::parse(part, MoneyUnit::WanYuan).ok())
            .collect()
    };
    let (Some(parts), Some(whole)) = (numbers(remark), numbers(value)) else {
        return false;
    };
    parts.len() > 1 && whole.len() == 1 && Money::checked_sum(parts) == whole.first().copied()
}

/// What may follow a figure that is no amount: 2021年, 按10%, 3张.
const NO_AMOUNT: [char; 10] = ['年', '月', '日', '%', '张', '份', '台', '套', '笔', '期'];

/// A remark that names no other figure and no currency, or the document that
/// granted the amount.
fn is_mere(remark: &str) -> bool {
    let figures = remark
        .split_inclusive(|ch: char| !ch.is_ascii_digit())
        .filter(|part| part.starts_with(|ch: char| ch.is_ascii_digit()))
        .any(|part| !part.ends_with(NO_AMOUNT));
    let money = ["万", "亿", "元", "美", "港", "欧", "币", "千", "百"];
    let named = money.iter().any(|word| remark.contains(word));
    aside::is_document(remark) || aside::is_mere(remark) && !figures && !named
}

/// `50（500×10%）`: how the amount was worked out, if that gives it.
fn works_out(remark: &str, value: &str) -> bool {
    let exact = |number: &str| Exact::parse(number, MoneyUnit::Yuan).ok();
    let number = value.trim_end_matches(|ch: char| !ch.is_ascii_digit());
    let product = remark
        .split(['×', '*', 'x'])
        .try_fold(exact("1"), |so_far, factor| {
            let rate: Rate = factor.parse().ok()?;
            Some(so_far?.checked_mul(rate))
        });
    remark.contains(['×', '*', 'x'])
        && exact(number).is_some_and(|whole| product.flatten() == Some(whole))
}

/// An amount said to be with its tax where the form asks for it without, or the
/// reverse: another amount than is asked for.
#[must_use]
pub fn of_other_tax(label: &str, look: Look<'_>) -> Option<Reading> {
    let Content::Text(content) = look.content else {
        return None;
    };
    let asked = tax_named(label)?;
    let given = tax_named(content)?;
    let word = |with| if with { "含税" } else { "不含税" };
    (asked != given).then(|| {
        let detail = format!(
            "本列要填{}金额，这一格写的是{}金额",
            word(asked),
            word(given)
        );
        Reading::unknown(Remark::new(FindingKind::AmountUnreadable).detail(detail))
    })
}

/// Whether a text speaks of an amount with its tax (`true`) or without
/// (`false`): `200（含税）`, 其中：不含税金额.
fn tax_named(text: &str) -> Option<bool> {
    if ["不含税", "未含税", "除税"]
        .iter()
        .any(|word| text.contains(word))
    {
        return Some(false);
    }
    let with = ["含税", "价税合计"].iter().any(|word| text.contains(word));
    with.then_some(true)
}

/// 无省级资金, 未获得补助: that there is none.
pub(super) fn denies_funds(plain: &str) -> bool {
    let none = ["暂无", "无", "没有", "未获得", "未获", "未取得", "未享受"];
    let funds = ["资金", "补助", "补贴", "奖励", "奖补", "扶持", "资助"];
    let rest = none.iter().find_map(|word| plain.strip_prefix(word));
    rest.is_some_and(|rest| {
        rest.chars().count() <= DENIAL_CHARACTERS_MAX
            && funds.iter().any(|word| rest.ends_with(word))
            && !rest.contains(|ch: char| ch.is_ascii_digit() || ch == ',')
    })
}

/// A longer sentence may say more.
const DENIAL_CHARACTERS_MAX: usize = 8;
