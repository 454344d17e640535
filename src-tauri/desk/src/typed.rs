//! Values a person types: read like a county's cell, but what is doubtful is
//! refused at once, because the person is there to be asked.

use ruku_intake::cell::{self, Look, Meaning, Reading};
use ruku_intake::context::MeasureName;
use ruku_intake::workbook::Content;
use ruku_model::fact::{FactType, FactValue};
use ruku_model::finding::Severity;
use ruku_model::money::Money;
use ruku_policy::declare::FactDecl;

use crate::error::DeskError;

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
        return Err(refused(format!(
            "{}。{}",
            remark.kind.label(),
            expectation(declaration)
        )));
    }
    match reading.meaning {
        Meaning::Value(value) => Ok(Some(value)),
        Meaning::Nothing | Meaning::Unknown => Err(refused(expectation(declaration))),
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
        FactType::Flag => "请填“是”或“否”。".to_owned(),
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
