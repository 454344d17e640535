//! Facts: what is known of a project, each with where it came from.
//!
//! Which facts a programme needs, with their Chinese labels, units and header
//! synonyms, is declared in its policy pack; `model` only knows their types.
//! A fact that is absent is *unknown*: never zero, never false.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::date::PartialDate;
use crate::money::{Exact, Money, MoneyUnit};
use crate::rate::Rate;

/// The name of a fact, as packs declare it: `project_investment`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactId(String);

impl FactId {
    /// A fact id; packs check its spelling when they load.
    #[must_use]
    pub fn new(id: impl Into<String>) -> FactId {
        FactId(id.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for FactId {
    fn from(id: &str) -> FactId {
        FactId(id.to_owned())
    }
}

impl std::borrow::Borrow<str> for FactId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The type of a fact's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    /// An amount of money. In JSON: 元 as text, `"1234.50"`.
    Money,
    /// An exact number that is neither money nor a count, such as a rate or a
    /// score. In JSON: text, `"0.8"`.
    Number,
    /// How many. In JSON: a whole number.
    Count,
    /// A date to the day or the month. In JSON: `"2022-06-30"` or `"2022-06"`.
    Date,
    /// Yes or no. In JSON: `true` or `false`.
    Flag,
    /// One of the pack's options. In JSON: the option's id.
    Choice,
    /// A 统一社会信用代码, kept as 18 characters of text.
    CreditCode,
    /// A telephone number, as text.
    Phone,
    /// Any text.
    Text,
    /// Records of facts: invoices, loans, sessions. In JSON: a list of objects.
    List,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum FactValue {
    /// See [`FactType::Money`].
    Money(Money),
    /// See [`FactType::Number`].
    Number(Rate),
    /// See [`FactType::Count`].
    Count(i64),
    /// See [`FactType::Date`].
    Date(PartialDate),
    /// See [`FactType::Flag`].
    Flag(bool),
    /// See [`FactType::Choice`].
    Choice(String),
    /// See [`FactType::Text`], [`FactType::CreditCode`], [`FactType::Phone`].
    Text(String),
    /// See [`FactType::List`].
    List(Vec<BTreeMap<FactId, FactValue>>),
}

/// Where a value was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file's name as the clerk knows it; empty if a person typed the value.
    pub file: String,
    /// The file's SHA-256 in hex; empty if a person typed the value.
    pub sha256: String,
    /// The sheet's name.
    pub sheet: String,
    /// The cell, `F12`.
    pub cell: String,
    /// What the cell holds, as the file has it: a date as the number of its day.
    pub raw: String,
    /// What a spreadsheet program shows there, where that is another text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// A known value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The value.
    pub value: FactValue,
    /// Where it was read; `None` for a value that a rule or a person supplied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// The known facts of one project.
pub type Facts = BTreeMap<FactId, Fact>;

impl Fact {
    /// A value without an origin.
    #[must_use]
    pub fn bare(value: FactValue) -> Fact {
        Fact {
            value,
            origin: None,
        }
    }
}

impl FactValue {
    /// Whether a value of this kind may stand for a fact of type `fact_type`.
    #[must_use]
    pub fn fits(&self, fact_type: FactType) -> bool {
        matches!(
            (self, fact_type),
            (FactValue::Money(_), FactType::Money)
                | (FactValue::Number(_), FactType::Number)
                | (FactValue::Count(_), FactType::Count)
                | (FactValue::Date(_), FactType::Date)
                | (FactValue::Flag(_), FactType::Flag)
                | (FactValue::Choice(_), FactType::Choice)
                | (
                    FactValue::Text(_),
                    FactType::Text | FactType::CreditCode | FactType::Phone
                )
                | (FactValue::List(_), FactType::List)
        )
    }

    /// The plain JSON value of the contract (see [`FactType`]).
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            FactValue::Money(money) => Value::String(money.to_string()),
            FactValue::Number(number) => Value::String(number.decimal()),
            FactValue::Count(count) => Value::from(*count),
            FactValue::Date(date) => Value::String(date.to_string()),
            FactValue::Flag(flag) => Value::Bool(*flag),
            FactValue::Choice(text) | FactValue::Text(text) => Value::String(text.clone()),
            FactValue::List(records) => records
                .iter()
                .map(|record| {
                    record
                        .iter()
                        .map(|(id, value)| (id.to_string(), value.to_json()))
                        .collect::<serde_json::Map<_, _>>()
                        .into()
                })
                .collect::<Vec<Value>>()
                .into(),
        }
    }

    /// Reads a plain JSON value as a fact of type `fact_type`; `Ok(None)` for
    /// `null`, which means unknown. Lists are read by the caller, who knows the
    /// types of their fields.
    ///
    /// # Errors
    /// The value is not of that type; the text says what was found and what is
    /// expected.
    pub fn from_json(value: &Value, fact_type: FactType) -> Result<Option<FactValue>, String> {
        let wrong = || format!("found {value}, expected {}", fact_type.expectation());
        let text = || value.as_str().ok_or_else(wrong);
        if value.is_null() {
            return Ok(None);
        }
        let read = match fact_type {
            FactType::Money => FactValue::Money(text()?.parse().map_err(|_| wrong())?),
            FactType::Number => FactValue::Number(text()?.parse().map_err(|_| wrong())?),
            FactType::Count => FactValue::Count(value.as_i64().ok_or_else(wrong)?),
            FactType::Date => FactValue::Date(text()?.parse().map_err(|_| wrong())?),
            FactType::Flag => FactValue::Flag(value.as_bool().ok_or_else(wrong)?),
            FactType::Choice => FactValue::Choice(text()?.to_owned()),
            FactType::CreditCode | FactType::Phone | FactType::Text => {
                FactValue::Text(text()?.to_owned())
            }
            FactType::List => return Err(wrong()),
        };
        Ok(Some(read))
    }

    /// How a clerk reads it, without a unit for money: `48` in `unit`.
    #[must_use]
    pub fn readable(&self, unit: Option<MoneyUnit>) -> String {
        match self {
            FactValue::Money(money) => match unit {
                Some(MoneyUnit::WanYuan) => money.wan(),
                _ => money.grouped(),
            },
            FactValue::Number(number) => number.decimal(),
            FactValue::Count(count) => count.to_string(),
            FactValue::Date(date) => date.chinese(),
            FactValue::Flag(true) => "是".to_owned(),
            FactValue::Flag(false) => "否".to_owned(),
            FactValue::Choice(text) | FactValue::Text(text) => text.clone(),
            FactValue::List(records) => format!("{}条", records.len()),
        }
    }

    /// The amount, exactly, if this is money.
    #[must_use]
    pub fn as_exact(&self) -> Option<Exact> {
        match self {
            FactValue::Money(money) => Some(Exact::from(*money)),
            _ => None,
        }
    }

    /// The text, if this is text or a choice.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            FactValue::Text(text) | FactValue::Choice(text) => Some(text),
            _ => None,
        }
    }
}

impl FactType {
    /// What a JSON value of this type looks like, for error messages.
    #[must_use]
    pub fn expectation(self) -> &'static str {
        match self {
            FactType::Money => "an amount in yuan as text, such as \"1234.50\"",
            FactType::Number => "a number as text, such as \"0.8\" or \"80%\"",
            FactType::Count => "a whole number",
            FactType::Date => "a date as text, such as \"2022-06-30\" or \"2022-06\"",
            FactType::Flag => "true or false",
            FactType::Choice => "the id of an option as text",
            FactType::CreditCode => "a unified social credit code as text",
            FactType::Phone | FactType::Text => "text",
            FactType::List => "a list of objects",
        }
    }
}
