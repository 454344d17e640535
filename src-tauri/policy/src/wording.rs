//! How amounts, numbers and values are put into Chinese sentences.

use num_traits::ToPrimitive;
use ruku_model::fact::{FactType, FactValue};
use ruku_model::money::{Money, MoneyUnit};
use ruku_model::rate::Rate;

use crate::bounds::{Amount, Bounds};
use crate::declare::FactDecl;

/// An amount in 元: `300,000.00元`. What does not end within four more digits is
/// cut there and marked with an ellipsis, never rounded.
pub(crate) fn yuan(amount: Amount) -> String {
    if amount.is_integer() {
        return match amount.to_integer().to_i64() {
            Some(fen) => format!("{}元", Money::from_fen(fen).grouped()),
            None => format!("{amount}分"),
        };
    }
    let fen = amount.floor().to_integer();
    let finer = (amount - amount.floor()) * Amount::from_integer(10_000);
    let digits = format!("{:04}", finer.floor().to_integer());
    let digits = match finer.is_integer() {
        true => digits.trim_end_matches('0').to_owned(),
        false => format!("{digits}…"),
    };
    match fen.to_i64() {
        Some(fen) => format!("{}{digits}元", Money::from_fen(fen).grouped()),
        None => format!("{amount}分"),
    }
}

/// A value of money that may not be known.
pub(crate) fn yuan_bounds(bounds: Bounds) -> String {
    match (bounds.point(), bounds.hi) {
        (Some(point), _) => yuan(point),
        (None, Some(hi)) if bounds.lo == Amount::from_integer(0) => {
            format!("未定（最多{}）", yuan(hi))
        }
        (None, Some(hi)) => format!("未定（在{}至{}之间）", yuan(bounds.lo), yuan(hi)),
        (None, None) => "未定".to_owned(),
    }
}

/// A subtraction as it is written down; where more is taken than there is, it
/// says so instead of an equation that is none.
pub(crate) fn difference(words: &[String], whole: Bounds, taken: Bounds, rest: Bounds) -> String {
    let words = words.join(" － ");
    match (whole.point(), taken.point()) {
        (Some(whole), Some(taken)) if taken > whole => {
            format!("{words}，不够扣减，按{}计", yuan(Amount::from_integer(0)))
        }
        _ => format!("{words} = {}", yuan_bounds(rest)),
    }
}

/// A plain number that may not be known.
pub(crate) fn number_bounds(bounds: Bounds) -> String {
    let number = |amount: Amount| {
        Rate::from_fraction(*amount.numer(), *amount.denom())
            .map_or_else(String::new, Rate::decimal)
    };
    match (bounds.point(), bounds.hi) {
        (Some(point), _) => number(point),
        (None, Some(hi)) => format!("未定（在{}至{}之间）", number(bounds.lo), number(hi)),
        (None, None) => "未定".to_owned(),
    }
}

/// A fact's label within a sentence: a column says 其中：设备, a sentence 设备.
pub(crate) fn spoken(label: &str) -> &str {
    label.strip_prefix("其中：").unwrap_or(label)
}

/// A value of a fact as a clerk reads it, with its unit.
pub(crate) fn fact_value(value: &FactValue, decl: Option<&FactDecl>) -> String {
    match value {
        FactValue::Money(money) => format!("{}元", money.grouped()),
        FactValue::Flag(flag) => {
            let id = if *flag { "true" } else { "false" };
            option_label(decl, id).unwrap_or_else(|| value.readable(None))
        }
        FactValue::Choice(id) => option_label(decl, id).unwrap_or_else(|| id.clone()),
        other => other.readable(Some(MoneyUnit::Yuan)),
    }
}

/// The label of a choice's option.
pub(crate) fn option_label(decl: Option<&FactDecl>, id: &str) -> Option<String> {
    let option = decl?.options.iter().find(|option| option.id == id)?;
    Some(option.label.clone())
}

/// What projects are put in order by, in words.
#[must_use]
pub fn in_order_of(label: &str, ascending: bool) -> String {
    match ascending {
        true => format!("{label}从小到大"),
        false => format!("{label}从高到低"),
    }
}

/// The Chinese name of a fact type with the word a pack writes for it.
#[must_use]
pub fn type_label(fact_type: FactType) -> &'static str {
    match fact_type {
        FactType::Money => "金额（money）",
        FactType::Number => "数值（number）",
        FactType::Count => "数量（count）",
        FactType::Date => "日期（date）",
        FactType::Flag => "是否（flag）",
        FactType::Choice => "选项（choice）",
        FactType::CreditCode => "信用代码（credit_code）",
        FactType::Phone => "电话（phone）",
        FactType::Text => "文字（text）",
        FactType::List => "明细（list）",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_cut_not_rounded() {
        assert_eq!(
            yuan(Amount::from_integer(30_000_000)),
            "300,000.00元",
            "whole 分"
        );
        assert_eq!(
            yuan(Amount::new(125_000_000, 3)),
            "416,666.666666…元",
            "four more digits"
        );
        assert_eq!(
            yuan(Amount::new(10_000_001, 2)),
            "50,000.005元",
            "half a 分 shows"
        );
    }
}
