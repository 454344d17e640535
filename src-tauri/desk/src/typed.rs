//! Values a person types: read like a county's cell, but what is doubtful is
//! refused at once, because the person is there to be asked.

use ruku_intake::cell::{self, Look, Meaning, Reading};
use ruku_intake::check::units::is_doubtful_alone;
use ruku_intake::context::MeasureName;
use ruku_intake::workbook::Content;
use ruku_model::fact::{FactType, FactValue};
use ruku_model::finding::Severity;
use ruku_model::money::{Money, MoneyUnit};
use ruku_policy::declare::FactDecl;

use crate::error::DeskError;
use crate::show;

/// Reads a typed value; `None` for an empty field, which means unknown.
pub(crate) fn value(declaration: &FactDecl, typed: &str) -> Result<Option<FactValue>, DeskError> {
    let typed = typed.trim();
    let refused = |expected: String| DeskError::Value {
        label: declaration.label.clone(),
        value: typed.to_owned(),
        expected,
    };
    if typed.is_empty() {
        return Ok(None);
    }
    if let Some(value) = by_name(declaration, typed) {
        return Ok(Some(value));
    }
    let reading = read(declaration, typed);
    let doubt = reading
        .remarks
        .iter()
        .find(|remark| remark.severity >= Severity::Question);
    if let Some(remark) = doubt {
        let wanted = expectation(declaration);
        // What a choice takes says what is wrong; a kind would name a direction.
        return Err(refused(match declaration.fact_type {
            FactType::Choice => wanted,
            _ => format!("{}。{wanted}", remark.kind.label()),
        }));
    }
    match reading.meaning {
        Meaning::Value(value) => Ok(Some(value)),
        Meaning::Nothing | Meaning::Unknown => Err(refused(expectation(declaration))),
    }
}

/// How a typed value was understood, as a sentence.
pub(crate) fn understood(declaration: &FactDecl, value: &FactValue) -> String {
    let value = match value {
        FactValue::Money(money) => format!("{}元（{}万元）", money.grouped(), grouped_wan(*money)),
        other => show::value(declaration, other),
    };
    format!("{}读作{value}。", declaration.label)
}

/// 万元 with thousands separators: `2,400,000`, `41.666666`.
pub(crate) fn grouped_wan(money: Money) -> String {
    let wan = money.wan();
    let (whole, cents) = wan.split_once('.').unwrap_or((&wan, ""));
    let grouped = Money::parse(whole, MoneyUnit::Yuan).map(Money::grouped);
    let grouped = grouped.unwrap_or_else(|_| whole.to_owned());
    let whole = grouped.strip_suffix(".00").unwrap_or(&grouped);
    match cents {
        "" => whole.to_owned(),
        cents => format!("{whole}.{cents}"),
    }
}

/// Refuses an amount typed without its unit whose magnitude speaks for the other
/// unit, as a county's cell with it is doubted. `beside` are the same fact's
/// amounts of other projects.
pub(crate) fn refuse_magnitude(
    declaration: &FactDecl,
    typed: &str,
    value: &FactValue,
    beside: &[Money],
) -> Result<(), DeskError> {
    let (FactValue::Money(money), Some(unit)) = (value, declaration.unit) else {
        return Ok(());
    };
    let typed = typed.trim();
    if typed.contains(['万', '元', '亿']) || !is_doubtful_alone(unit, *money, beside) {
        return Ok(());
    }
    let (label, unit) = (&declaration.label, unit.label());
    Err(DeskError::Refused(format!(
        "“{label}”的单位是{unit}，“{typed}”就是{}元，数额可疑，没有登记：请写明单位，如 {typed}元 或 {typed}万元。",
        money.grouped()
    )))
}

/// The amount that a value is.
pub(crate) fn money(value: &FactValue) -> Option<Money> {
    match value {
        FactValue::Money(money) => Some(*money),
        _ => None,
    }
}

/// What a person should look at once more though the value is taken: a check
/// digit that does not fit, a telephone number of odd length.
pub(crate) fn remarks(declaration: &FactDecl, typed: &str) -> Vec<String> {
    let typed = typed.trim();
    if typed.is_empty() || by_name(declaration, typed).is_some() {
        return Vec::new();
    }
    read(declaration, typed)
        .remarks
        .iter()
        .filter(|remark| remark.severity == Severity::Warning)
        .map(|remark| {
            let (label, kind) = (&declaration.label, remark.kind.label());
            match remark.detail.as_str() {
                "" => format!("{label}“{typed}”：{kind}。"),
                detail => format!("{label}“{typed}”：{kind}，{detail}。"),
            }
        })
        .collect()
}

/// Reads an amount that is no project's: its unit must be written, because no
/// field says which it would be.
pub(crate) fn amount(label: &str, typed: &str, example: &str) -> Result<Money, DeskError> {
    let content = Content::Text(typed.trim().into());
    let look = Look {
        content: &content,
        format: None,
        date_1904: false,
    };
    let reading = cell::amount::read(look, None);
    let clear = reading
        .remarks
        .iter()
        .all(|remark| remark.severity < Severity::Question);
    match reading.meaning {
        Meaning::Value(FactValue::Money(amount)) if clear => Ok(amount),
        _ => Err(DeskError::Value {
            label: label.to_owned(),
            value: typed.to_owned(),
            expected: format!("请写明单位，{example}。"),
        }),
    }
}

/// Options and flags as the fields themselves spell them.
fn by_name(declaration: &FactDecl, typed: &str) -> Option<FactValue> {
    match declaration.fact_type {
        FactType::Choice => declaration
            .options
            .iter()
            .find(|option| option.id == typed)
            .map(|option| FactValue::Choice(option.id.clone())),
        FactType::Flag => match typed {
            "是" | "true" => Some(FactValue::Flag(true)),
            "否" | "false" => Some(FactValue::Flag(false)),
            _ => None,
        },
        _ => None,
    }
}

fn read(declaration: &FactDecl, typed: &str) -> Reading {
    let content = Content::Text(typed.into());
    let look = Look {
        content: &content,
        format: None,
        date_1904: false,
    };
    match declaration.fact_type {
        FactType::Money => cell::amount::read(look, declaration.unit),
        FactType::Number => cell::count::read_number(look),
        FactType::Count => cell::count::read(look),
        FactType::Date => cell::date::read(look),
        FactType::Flag => cell::flag::read(look),
        FactType::Choice => {
            let names: Vec<MeasureName> = declaration
                .options
                .iter()
                .map(|option| MeasureName {
                    id: option.id.clone(),
                    title: option.label.clone(),
                    synonyms: option.synonyms.clone(),
                })
                .collect();
            cell::choice::read_direction(look, &names)
        }
        FactType::CreditCode => cell::code::read(look),
        FactType::Phone => cell::phone::read(look),
        FactType::Text => cell::name::read_text(look),
        FactType::List => Reading::nothing(),
    }
}

/// What a field takes, in Chinese.
fn expectation(declaration: &FactDecl) -> String {
    match declaration.fact_type {
        FactType::Money => {
            let unit = declaration.unit.map_or("元", |unit| unit.label());
            format!("请填数字（单位：{unit}），或写明单位，如 120万元、1200000元。")
        }
        FactType::Number => "请填数字，如 0.8 或 80%。".to_owned(),
        FactType::Count => "请填整数。".to_owned(),
        FactType::Date => "请填日期，如 2022-06-30；只知道月份的填 2022年6月。".to_owned(),
        FactType::Flag => {
            let (yes, no) = declaration.flag_words();
            format!("请填“{yes}”或“{no}”。")
        }
        FactType::Choice => {
            let labels: Vec<&str> = declaration
                .options
                .iter()
                .map(|option| option.label.as_str())
                .collect();
            format!("请从下列选项中选一项：{}。", labels.join("、"))
        }
        FactType::CreditCode => "请填18位统一社会信用代码。".to_owned(),
        FactType::Phone => "请填电话号码。".to_owned(),
        FactType::Text => "请填文字。".to_owned(),
        FactType::List => "明细请在汇总表中填报。".to_owned(),
    }
}
