//! Counting and adding over the records of a list fact: invoices, payments,
//! sessions. A record that cannot be read leaves the result open, it is never
//! skipped.

use std::collections::BTreeMap;

use ruku_model::fact::{Fact, FactId, FactType, FactValue, Facts};

use crate::bounds::{Amount, Bounds, amount_of};
use crate::condition::{Known, Test, Truth};
use crate::declare::FactDecl;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

/// How many records a sentence names one by one.
const NAMED_MAX: usize = 6;

/// What is counted or added.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    /// The list, by its place in the pack's facts.
    pub(crate) list: usize,
    fields: Vec<FactDecl>,
    /// The field that is added; `None` to count records.
    sum: Option<usize>,
    /// Only records for which this holds.
    only: Option<Test>,
    /// Records with the same value here count once.
    distinct: Option<usize>,
}

/// What came out.
#[derive(Debug, Clone)]
pub(crate) struct Tallied {
    pub(crate) value: Bounds,
    /// A Chinese phrase: how many records, which of them count.
    pub(crate) words: String,
    /// Why the value is open, record by record.
    pub(crate) doubts: Vec<String>,
    /// Records left out because they are there twice.
    pub(crate) notes: Vec<String>,
}

/// Reads what to count or add in a list: `sum`, `where` and `distinct`.
pub(crate) fn parse(
    entry: &Entry<'_>,
    list: usize,
    adds: bool,
    names: &Names<'_>,
) -> Option<Tally> {
    let decl = &names.facts[list];
    if decl.fact_type != FactType::List {
        entry.fault(
            format!("填报项 {} 不是明细。", decl.id),
            "请改为 facts.toml 里 type = \"list\" 的填报项。",
        );
        return None;
    }
    let fields = decl.fields.clone();
    let field = |key: &str| {
        let text = entry.text(key)?;
        let found = fields
            .iter()
            .position(|field| field.id.as_str() == text.value);
        if found.is_none() {
            let known: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
            text.fault(
                format!("明细 {} 没有 {} 这一栏。", decl.id, text.value),
                format!("facts.toml 里它的 fields 有：{}。", known.join("、")),
            );
        }
        found.map(|found| (found, text))
    };
    let sum = match adds {
        true => {
            let (sum, text) = field("sum")?;
            if fields[sum].fact_type != FactType::Money
                && fields[sum].fact_type != FactType::Count
                && fields[sum].fact_type != FactType::Number
            {
                text.fault(
                    format!("“{}”不是金额也不是数值，不能相加。", text.value),
                    "请改为 money、count 或 number 类型的一栏。",
                );
            }
            Some(sum)
        }
        false => None,
    };
    let distinct = match entry.has("distinct") {
        true => Some(field("distinct")?.0),
        false => None,
    };
    let only = match entry.has("where") {
        true => Some(filter(entry, &fields, names)?),
        false => None,
    };
    Some(Tally {
        list,
        fields,
        sum,
        only,
        distinct,
    })
}

/// A condition on the fields of one record.
fn filter(entry: &Entry<'_>, fields: &[FactDecl], names: &Names<'_>) -> Option<Test> {
    let index = fields
        .iter()
        .enumerate()
        .map(|(place, field)| (field.id.clone(), place))
        .collect();
    let inner = Names {
        facts: fields,
        fact_index: &index,
        steps: Vec::new(),
        ..*names
    };
    crate::condition::test_of(entry, "where", &inner)
}

impl Tally {
    /// Whether it gives money or a plain number.
    pub(crate) fn kind(&self) -> ValueKind {
        match self.sum {
            Some(field) if self.fields[field].fact_type == FactType::Money => ValueKind::Money,
            _ => ValueKind::Number,
        }
    }

    /// What is tallied, in words: `发票明细的不含税金额`.
    pub(crate) fn label(&self, decls: &[FactDecl]) -> String {
        let list = &decls[self.list].label;
        let only = self.only.as_ref().map_or_else(String::new, |only| {
            format!("（{}）", only.named(&self.fields))
        });
        match (self.sum, self.distinct) {
            (Some(field), _) => format!("{list}{only}的{}合计", self.fields[field].label),
            (None, Some(field)) => format!("{list}{only}的{}个数", self.fields[field].label),
            (None, None) => format!("{list}{only}的条数"),
        }
    }

    /// The bounds of one field, if the tally compares with that.
    fn amount(&self, record: &Facts, field: usize) -> Option<Amount> {
        self.known(record)
            .get(field)
            .and_then(|fact| amount_of(&fact.value))
    }

    fn known<'a>(&'a self, facts: &'a Facts) -> Known<'a> {
        Known {
            decls: &self.fields,
            facts,
        }
    }

    /// Counts or adds; `None` if the list is not known.
    pub(crate) fn work(&self, known: Known<'_>) -> Option<Tallied> {
        let fact = known.get(self.list)?;
        let FactValue::List(records) = &fact.value else {
            return None;
        };
        let mut work = Work {
            tally: self,
            value: Bounds::zero(),
            seen: BTreeMap::new(),
            counted: Vec::new(),
            doubts: Vec::new(),
            notes: Vec::new(),
        };
        for (place, record) in records.iter().enumerate() {
            work.take(place + 1, record);
        }
        let words = work.words(records.len());
        Some(Tallied {
            value: work.value,
            words,
            doubts: work.doubts,
            notes: work.notes,
        })
    }
}

/// A tally under way.
struct Work<'t> {
    tally: &'t Tally,
    value: Bounds,
    /// What stood in the distinct field, and what it brought.
    seen: BTreeMap<String, Bounds>,
    counted: Vec<Bounds>,
    doubts: Vec<String>,
    notes: Vec<String>,
}

impl Work<'_> {
    fn take(&mut self, number: usize, record: &BTreeMap<FactId, FactValue>) {
        let tally = self.tally;
        let facts: Facts = record
            .iter()
            .map(|(id, value)| (id.clone(), Fact::bare(value.clone())))
            .collect();
        let known = tally.known(&facts);
        let holds = tally.only.as_ref().map(|only| only.holds(known));
        let truth = holds.as_ref().map_or(Truth::Yes, |found| found.truth);
        if truth == Truth::No {
            return;
        }
        if let Some(found) = holds.filter(|found| found.truth == Truth::Unknown) {
            self.doubt(number, &found.missing);
        }
        let brings = self.brings(number, &facts);
        let brings = match truth {
            Truth::Yes => brings,
            Truth::Unknown | Truth::No => brings.or_nothing(),
        };
        let Some(brings) = self.once(number, &facts, brings) else {
            return;
        };
        self.value = self.value.plus(brings);
        self.counted.push(brings);
    }

    fn doubt(&mut self, number: usize, fields: &[usize]) {
        let labels: Vec<&str> = fields
            .iter()
            .map(|field| self.tally.fields[*field].label.as_str())
            .collect();
        self.doubts.push(format!(
            "第{number}条的{}没有填，或者填的值不能使用。",
            labels.join("、")
        ));
    }

    /// What a record adds.
    fn brings(&mut self, number: usize, facts: &Facts) -> Bounds {
        let Some(field) = self.tally.sum else {
            return Bounds::known(Amount::from_integer(1));
        };
        match self.tally.amount(facts, field) {
            Some(amount) => Bounds::known(amount),
            None => {
                self.doubt(number, &[field]);
                Bounds::unknown()
            }
        }
    }

    /// What a record adds besides those with the same value before it.
    fn once(&mut self, number: usize, facts: &Facts, brings: Bounds) -> Option<Bounds> {
        let Some(field) = self.tally.distinct else {
            return Some(brings);
        };
        let decl = &self.tally.fields[field];
        let Some(value) = self.tally.known(facts).get(field) else {
            self.doubt(number, &[field]);
            return Some(brings.or_nothing());
        };
        let value = wording::fact_value(&value.value, Some(decl));
        match self.seen.get(&value) {
            None => {
                self.seen.insert(value, brings);
                Some(brings)
            }
            Some(before) if *before == brings => {
                if self.tally.sum.is_some() {
                    let label = &decl.label;
                    self.notes.push(format!(
                        "{label}{value}不止一条，只计一次（第{number}条不计）。"
                    ));
                }
                None
            }
            Some(_) => {
                let label = &decl.label;
                self.doubts.push(format!(
                    "{label}{value}不止一条，内容不同（第{number}条），请核对。"
                ));
                Some(brings.or_nothing())
            }
        }
    }

    fn words(&self, all: usize) -> String {
        let counted = match self.counted.len() == all {
            true => format!("共{all}条"),
            false => format!("共{all}条，计入{}条", self.counted.len()),
        };
        let shown = |bounds: &Bounds| match self.tally.kind() {
            ValueKind::Money => wording::yuan_bounds(*bounds),
            ValueKind::Number => wording::number_bounds(*bounds),
        };
        let total = shown(&self.value);
        match self.tally.sum {
            Some(_) if (2..=NAMED_MAX).contains(&self.counted.len()) => {
                let parts: Vec<String> = self.counted.iter().map(shown).collect();
                format!("{counted}：{} = {total}", parts.join(" ＋ "))
            }
            _ => format!("{counted}：{total}"),
        }
    }
}
