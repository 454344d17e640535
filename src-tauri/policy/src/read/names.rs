//! The names a pack has declared so far, and how texts refer to them.

use std::collections::HashMap;

use ruku_model::fact::{FactId, FactType};

use crate::declare::FactDecl;
use crate::open::{Operand, Param, Under};
use crate::pack::{Clause, GroupKey, Reading};
use crate::table::DatedTable;

use super::source::{Entry, Text};

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueKind {
    /// Money.
    Money,
    /// A plain number or a count.
    Number,
}

impl ValueKind {
    fn label(self) -> &'static str {
        match self {
            ValueKind::Money => "金额",
            ValueKind::Number => "数值",
        }
    }
}

/// The names that may be used at a place of the pack.
pub(crate) struct Names<'p> {
    pub(crate) facts: &'p [FactDecl],
    pub(crate) fact_index: &'p HashMap<FactId, usize>,
    /// Facts whose declaration has a fault of its own: that they are not known
    /// need not be told again.
    pub(crate) broken: &'p [String],
    pub(crate) readings: &'p [Reading],
    pub(crate) groups: &'p [GroupKey],
    pub(crate) clauses: &'p [Clause],
    pub(crate) tables: &'p [DatedTable],
    /// The ids of the measures, for steps over all of them; else empty.
    pub(crate) measures: &'p [String],
    /// The steps before this one with what they give.
    pub(crate) steps: Vec<(String, ValueKind)>,
    /// Whether the steps stand over all measures, where `of` is their result.
    pub(crate) across: bool,
}

impl Names<'_> {
    /// A fact that must be declared.
    pub(crate) fn fact(&self, text: Text<'_>) -> Option<usize> {
        let index = self.fact_index.get(text.value).copied();
        if index.is_none() && !self.is_broken(text) {
            text.fault(
                format!("没有名为 {} 的填报项。", text.value),
                "请先在 facts.toml 里声明它，或改正拼写。",
            );
        }
        index
    }

    fn is_broken(&self, text: Text<'_>) -> bool {
        self.broken.iter().any(|id| id == text.value)
    }

    /// The type of a fact.
    pub(crate) fn fact_type(&self, index: usize) -> FactType {
        self.facts[index].fact_type
    }

    /// What a source gives.
    pub(crate) fn kind(&self, origin: Operand) -> Option<ValueKind> {
        match origin {
            Operand::Step(index) => Some(self.steps[index].1),
            Operand::Result => Some(ValueKind::Money),
            Operand::Fact(index) => match self.fact_type(index) {
                FactType::Money => Some(ValueKind::Money),
                FactType::Number | FactType::Count => Some(ValueKind::Number),
                FactType::Date
                | FactType::Flag
                | FactType::Choice
                | FactType::CreditCode
                | FactType::Phone
                | FactType::Text
                | FactType::List => None,
            },
        }
    }

    /// An earlier step or a fact that holds a number of this kind.
    pub(crate) fn origin(&self, text: Text<'_>, kind: Option<ValueKind>) -> Option<Operand> {
        let step = self.steps.iter().position(|(id, _)| id == text.value);
        let origin = match step {
            Some(step) => Operand::Step(step),
            None => match self.fact_index.get(text.value) {
                Some(fact) => Operand::Fact(*fact),
                None if self.is_broken(text) => return None,
                None => {
                    text.fault(
                        format!("“{}”既不是前面的步骤，也不是填报项。", text.value),
                        "请写前面某一步的 id，或 facts.toml 里声明的填报项。",
                    );
                    return None;
                }
            },
        };
        let found = self.kind(origin);
        match (found, kind) {
            (None, _) => {
                text.fault(
                    format!("“{}”不是金额也不是数值，不能计算。", text.value),
                    "请改用类型为 money、number 或 count 的填报项。",
                );
                None
            }
            (Some(found), Some(kind)) if found != kind => {
                text.fault(
                    format!(
                        "“{}”是{}，这里要{}。",
                        text.value,
                        found.label(),
                        kind.label()
                    ),
                    "金额和数值不能混用，请核对单位。",
                );
                None
            }
            _ => Some(origin),
        }
    }

    /// A fact that projects can be put in order by: a number, or yes before no.
    pub(crate) fn sortable(&self, text: Text<'_>) -> Option<usize> {
        let fact = self.fact(text)?;
        let fits = matches!(
            self.fact_type(fact),
            FactType::Money | FactType::Number | FactType::Count | FactType::Flag
        );
        if !fits {
            text.fault(
                format!("“{}”不能用来排先后。", text.value),
                "请改用类型为 number、count、money 或 flag 的填报项。",
            );
        }
        fits.then_some(fact)
    }

    /// A parameter that is written down or left to a reading.
    pub(crate) fn param<T>(
        &self,
        text: Text<'_>,
        read: impl Fn(Text<'_>) -> Option<T>,
    ) -> Option<Param<T>> {
        let Some(id) = text.value.strip_prefix("reading:") else {
            return read(text).map(Param::Is);
        };
        let (index, reading) = self.reading(text, id)?;
        let by_option: Option<Vec<T>> = reading
            .options
            .iter()
            .map(|option| read(text.standing_for(&option.value)))
            .collect();
        Some(Param::Open {
            reading: index,
            by_option: by_option?,
        })
    }

    fn reading(&self, text: Text<'_>, id: &str) -> Option<(usize, &Reading)> {
        let found = self
            .readings
            .iter()
            .enumerate()
            .find(|(_, reading)| reading.id == id);
        if found.is_none() {
            text.fault(
                format!("没有名为 {id} 的文本理解（reading）。"),
                "请先用 [[reading]] 声明它，或改正拼写。",
            );
        }
        found
    }

    /// `under = "reading:option"`.
    pub(crate) fn under(&self, entry: &Entry<'_>) -> Option<Under> {
        let text = entry.text_opt("under")?;
        let Some((reading_id, option_id)) = text.value.split_once(':') else {
            text.fault(
                format!("under 的写法“{}”不对。", text.value),
                "请写成 \"理解的 id:选项的 id\"。",
            );
            return None;
        };
        let (reading, decl) = self.reading(text, reading_id)?;
        let option = decl
            .options
            .iter()
            .position(|option| option.id == option_id);
        if option.is_none() {
            text.fault(
                format!("文本理解 {reading_id} 没有选项 {option_id}。"),
                "请改为该理解的某个选项 id。",
            );
        }
        option.map(|option| Under { reading, option })
    }

    /// The clause an entry cites and the words it rests on.
    pub(crate) fn clause(&self, entry: &Entry<'_>) -> (String, String) {
        let Some(text) = entry.text("clause") else {
            return Default::default();
        };
        let Some(clause) = self
            .clauses
            .iter()
            .find(|clause| clause.number == text.value)
        else {
            text.fault(
                format!("{}引用的条款 {} 不存在。", entry.what(), text.value),
                "请改为 clauses.toml 里有的条款号，或先把该条款原文补进去。",
            );
            return Default::default();
        };
        let Some(quote) = entry.text_opt("quote") else {
            return (clause.number.clone(), clause.quote.clone());
        };
        if !squeeze(&clause.quote).contains(&squeeze(quote.value)) {
            quote.fault(
                format!(
                    "这段引文在条款 {} 里找不到：“{}”。",
                    clause.number, quote.value
                ),
                "请从通知原文逐字摘录，不要改写。",
            );
        }
        (clause.number.clone(), quote.value.to_owned())
    }
}

/// A text without white space, for comparing quotes.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
