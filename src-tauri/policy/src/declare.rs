//! What a pack declares for the other rooms: facts, forms, dates, and how its
//! county return looks.

use chrono::NaiveDateTime;
use std::collections::BTreeMap;

use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::money::MoneyUnit;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A fact the notice needs, or the return carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDecl {
    /// The fact's id.
    pub id: FactId,
    /// Its Chinese label, without the unit: `项目总投资`.
    pub label: String,
    /// Its type.
    #[serde(rename = "type")]
    pub fact_type: FactType,
    /// The unit a return uses when it names none (money only).
    #[serde(default)]
    pub unit: Option<MoneyUnit>,
    /// Header wordings seen in returns, besides the label.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// The allowed options (choice only).
    #[serde(default)]
    pub options: Vec<ChoiceOption>,
    /// What each record of a list tells (list only). Fields are declared like
    /// facts; they have no fields of their own.
    #[serde(default)]
    pub fields: Vec<FactDecl>,
    /// The county return must carry it in every row.
    #[serde(default)]
    pub required: bool,
    /// Who supplies it.
    #[serde(default)]
    pub source: FactSource,
    /// Facts that are 其中 parts of this one; they may not add up to more.
    #[serde(default)]
    pub parts: Vec<FactId>,
    /// The number is of the enterprises that give this fact the same text: the
    /// members of a cluster, by its name (count only).
    #[serde(default)]
    pub counts_by: Option<FactId>,
    /// Facts that name enterprises which are not among them, like the lead.
    #[serde(default)]
    pub counts_except: Vec<FactId>,
    /// One Chinese sentence of help: what belongs here and how it is proved.
    #[serde(default)]
    pub help: String,
}

impl FactDecl {
    /// How a flag is answered: 有 or 无 where its label asks so, else 是 or 否.
    #[must_use]
    pub fn flag_words(&self) -> (&'static str, &'static str) {
        match self.label.contains("有无") {
            true => ("有", "无"),
            false => ("是", "否"),
        }
    }

    /// Reads a plain JSON value of the contract as this fact; `Ok(None)` for
    /// `null`, which means unknown. The records of a list are objects of plain
    /// values under the ids of its fields:
    /// `[{"number": "01", "amount": "1200.00", "issued_on": "2023-05-06"}]`.
    ///
    /// # Errors
    /// The value is not of the declared type; the English text says where, what
    /// was found and what is expected.
    pub fn read_json(&self, value: &Value) -> Result<Option<FactValue>, String> {
        if self.fact_type != FactType::List {
            return FactValue::from_json(value, self.fact_type);
        }
        let records = match value {
            Value::Null => return Ok(None),
            Value::Array(records) => records,
            other => return Err(format!("found {other}, expected a list of objects")),
        };
        let read = |(place, record): (usize, &Value)| {
            self.record(record)
                .map_err(|error| format!("record {}: {error}", place + 1))
        };
        let records: Result<Vec<_>, String> = records.iter().enumerate().map(read).collect();
        records.map(|records| Some(FactValue::List(records)))
    }

    fn record(&self, value: &Value) -> Result<BTreeMap<FactId, FactValue>, String> {
        let object = value
            .as_object()
            .ok_or_else(|| format!("found {value}, expected an object"))?;
        let mut record = BTreeMap::new();
        for (id, value) in object {
            let Some(field) = self.fields.iter().find(|field| field.id.as_str() == id) else {
                let known: Vec<&str> = self.fields.iter().map(|field| field.id.as_str()).collect();
                return Err(format!("no field {id:?}, expected one of {known:?}"));
            };
            let read = FactValue::from_json(value, field.fact_type);
            let read = read.map_err(|error| format!("field {id:?}: {error}"))?;
            record.extend(read.map(|read| (field.id.clone(), read)));
        }
        Ok(record)
    }
}

/// Who supplies a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactSource {
    /// A column of the county return.
    #[default]
    Return,
    /// A column of the return's check part, or the city's own review.
    Review,
    /// The city bureau alone, later: acceptance, fiscal contribution.
    City,
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// The option's id.
    pub id: String,
    /// Its Chinese label.
    pub label: String,
    /// Other wordings seen in returns.
    #[serde(default)]
    pub synonyms: Vec<String>,
}

/// A form the pack can print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormDecl {
    /// The form's id: `application`, `commitment`, `acceptance`.
    pub id: String,
    /// Its Chinese title as the notice's annex list has it.
    pub title: String,
    /// The short name on buttons: `申报书`.
    pub short: String,
    /// The template's file in the pack, `forms/application.html`.
    pub template: String,
    /// How many copies the notice asks for (一式七份 = 7).
    pub copies: u32,
    /// The clause that says so, if any does.
    #[serde(default)]
    pub copies_clause: Option<String>,
    /// The official layout is not available: print 示意 on it.
    #[serde(default)]
    pub illustrative: bool,
    /// What one sheet of it is about.
    #[serde(default)]
    pub per: FormScope,
    /// The applicant vouches for its eligibility with it (申报书, 承诺书): for an
    /// ineligible project it is printed only after a warning.
    #[serde(default)]
    pub vouches: bool,
    /// Bumped whenever the template changes; printed on every page.
    pub version: String,
}

/// What one sheet of a form is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum FormScope {
    /// One project.
    #[default]
    Project,
    /// All projects that are printed together: a list.
    Programme,
    /// The projects of one group, by the group's id: `cluster`.
    Group(String),
}

impl From<String> for FormScope {
    fn from(text: String) -> FormScope {
        match text.as_str() {
            "" | "project" => FormScope::Project,
            "programme" => FormScope::Programme,
            _ => FormScope::Group(text),
        }
    }
}

impl From<FormScope> for String {
    fn from(scope: FormScope) -> String {
        match scope {
            FormScope::Project => "project".to_owned(),
            FormScope::Programme => "programme".to_owned(),
            FormScope::Group(id) => id,
        }
    }
}

/// How long results are made public before money is given (公示).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicityDecl {
    /// Working days; the day of publishing is not one of them.
    pub working_days: u32,
    /// The clause that says so.
    pub clause: String,
}

/// A date the notice sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDate {
    /// Its id: `application_deadline`.
    pub id: String,
    /// Its Chinese label.
    pub label: String,
    /// The moment; a deadline without a clock time ends with its day.
    pub at: NaiveDateTime,
    /// The clause that sets it.
    pub clause: String,
    /// What a clerk should know: it is a Sunday, it is inclusive by convention.
    #[serde(default)]
    pub note: String,
}

/// How this programme's county return is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnDecl {
    /// The official title of the 汇总表, exactly as in the notice's annex list.
    pub title: String,
    /// Words that must all stand in a title for it to be this programme's.
    pub title_words: Vec<String>,
    /// The year in the title.
    pub year: i32,
    /// The city in the title, without 市: `韶关`.
    pub city: String,
    /// Ids of the reporting units (see `assets/regions.toml`).
    pub counties: Vec<String>,
    /// The fact whose value is a measure's id: the direction.
    pub direction: FactId,
    /// The unit of the caption when a return names none.
    pub unit: MoneyUnit,
}
