//! A policy pack that was read and checked: one city's notice of one year.
//!
//! A [`Pack`] exists only if nothing is wrong with it: [`Pack::load`] collects
//! every fault it finds and gives the pack or the faults.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use ruku_model::fact::{FactId, FactType};
use ruku_model::money::Money;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::assessment::ResultKind;
use crate::cases::CaseSet;
use crate::condition::Test;
use crate::declare::{FactDecl, FormDecl, NoticeDate, PublicityDecl, ReturnDecl};
use crate::op::Act;
use crate::open::{Operand, Param, Under};
use crate::table::DatedTable;

/// A pack's files by name: `policy.toml`, `facts.toml`, `clauses.toml`,
/// `cases.toml`, `forms/…`.
pub type PackFiles = BTreeMap<String, Vec<u8>>;

/// Something wrong with a pack, told to its author in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{file}:{line}: {reason} ({remedy})")]
pub struct PackFault {
    /// The file.
    pub file: String,
    /// The line, from 1; 1 also if the whole file is meant.
    pub line: u32,
    /// What is wrong: a Chinese sentence.
    pub reason: String,
    /// What to write instead: a Chinese sentence.
    pub remedy: String,
}

/// A notice as data.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The pack's id, `shaoguan-2022-industrial-internet`.
    pub id: String,
    /// What the programme is called.
    pub title: String,
    /// The notice's full name as papers cite it between 《 and 》; empty if it
    /// is the title.
    pub notice: String,
    /// 文号; empty if the notice has none.
    pub document_number: String,
    /// Who issued it.
    pub issuer: String,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// The city, without 市.
    pub city: String,
    /// Its division code, `440200`.
    pub region_code: String,
    /// The year.
    pub year: i32,
    /// SHA-256 over the names and bytes of all files, in hex.
    pub hash: String,
    /// The facts, in the order they are shown.
    pub facts: Vec<FactDecl>,
    /// The measures, in the notice's order.
    pub measures: Vec<Measure>,
    /// The conditions.
    pub conditions: Vec<Condition>,
    /// The notice's clauses.
    pub clauses: Vec<Clause>,
    /// What the text leaves open.
    pub readings: Vec<Reading>,
    /// The forms that can be printed.
    pub forms: Vec<FormDecl>,
    /// The dates the notice sets.
    pub dates: Vec<NoticeDate>,
    /// How long results are made public, if the notice says.
    pub publicity: Option<PublicityDecl>,
    /// How the county return is recognised.
    pub return_decl: ReturnDecl,
    /// What projects can be grouped by.
    pub groups: Vec<GroupKey>,
    /// Steps over all measures, after those of the measures.
    pub across: Vec<StepDecl>,
    /// Values that change by date, such as the LPR.
    pub tables: Vec<DatedTable>,
    /// How a pool may be shared, if the notice has one.
    pub pool: Option<PoolDecl>,
    /// What amounts are rounded down to.
    pub quantum: Money,
    /// The files the pack was read from.
    pub files: PackFiles,
    pub(crate) cases: CaseSet,
    pub(crate) fact_index: HashMap<FactId, usize>,
    /// How many of the facts are the notice's own; the others are for papers.
    pub(crate) notice_facts: usize,
}

/// A clause of the notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its number, `三(一)`.
    pub number: String,
    /// Its words.
    pub quote: String,
    /// What became of it.
    pub coverage: Coverage,
    /// Why it is not encoded.
    pub reason: String,
}

/// What became of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Computed or checked by the pack.
    Encoded,
    /// Left to people.
    Manual,
    /// Without effect on amounts or eligibility.
    NotApplicable,
}

impl Coverage {
    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Coverage::Encoded => "已编码",
            Coverage::Manual => "人工认定",
            Coverage::NotApplicable => "不涉及",
        }
    }
}

/// A clause the text leaves open, with the ways it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its id.
    pub id: String,
    /// What is open: a Chinese question.
    pub question: String,
    /// The clause's number.
    pub clause: String,
    /// The id of the option used unless somebody chooses.
    pub default: String,
    /// The options.
    pub options: Vec<ReadingOption>,
}

/// One way to read an open clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingOption {
    /// Its id.
    pub id: String,
    /// It in words.
    pub text: String,
    /// What steps that say `reading:…` get; the id unless said otherwise.
    pub value: String,
}

/// What projects can be grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupKey {
    /// Its id, `enterprise`.
    pub id: String,
    /// Its Chinese name, `企业`.
    pub label: String,
    /// The fact that tells groups apart.
    pub fact: FactId,
    /// The fact used where the first is missing.
    pub or_else: Option<FactId>,
    /// Only the year of a date counts.
    pub year: bool,
}

/// What a measure's amount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    /// 不超过: at most this much may be proposed.
    Ceiling,
    /// 给予: this much is due.
    Entitlement,
}

impl AmountKind {
    /// The kind of result a known amount gives.
    #[must_use]
    pub fn result(self) -> ResultKind {
        match self {
            AmountKind::Ceiling => ResultKind::Ceiling,
            AmountKind::Entitlement => ResultKind::Entitlement,
        }
    }
}

/// A measure: who may get what.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its id, which is also the id of its direction.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The clause that grants it.
    pub clause: String,
    /// Who is paid, in Chinese.
    pub payee: String,
    /// The measure whose grant it makes good (a voucher that is redeemed): the
    /// money is the same, so that no list counts both.
    pub settles: Option<String>,
    /// What its amount is.
    pub result: AmountKind,
    /// The ids of its conditions.
    pub requires: Vec<String>,
    /// Its steps, in the order of the law.
    pub steps: Vec<StepDecl>,
    /// What a clerk should know of every result.
    pub notes: Vec<NoteDecl>,
}

/// A remark shown with results.
#[derive(Debug, Clone)]
pub struct NoteDecl {
    /// A Chinese sentence.
    pub text: String,
    /// The clause it is about; may be empty.
    pub clause: String,
    /// Shown only where this holds or is unknown.
    pub(crate) when: Option<Test>,
}

/// A condition of eligibility.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its id.
    pub id: String,
    /// It in a few Chinese words.
    pub title: String,
    /// The clause's number.
    pub clause: String,
    /// The words of the clause it rests on.
    pub quote: String,
    /// What is required, in words.
    pub threshold: String,
    /// What it does when it is not met.
    pub effect: Effect,
    /// Where policy.toml declares it.
    pub(crate) line: u32,
    pub(crate) test: Test,
    pub(crate) when: Option<Test>,
    pub(crate) under: Option<Under>,
}

/// What a condition does when it is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Not met: 不符合. Unknown: 无法计算.
    Required,
    /// Not met: 不符合. Unknown: a note, because it is due at a later stage.
    Later,
    /// Not met or unknown: a note.
    Note,
}

impl Effect {
    /// What a condition with this effect is called where it cannot be told.
    #[must_use]
    pub fn unknown(self) -> &'static str {
        match self {
            Effect::Required => "无法判断",
            Effect::Later => "待后续核实",
            Effect::Note => "未能核对",
        }
    }
}

/// A step of a measure.
#[derive(Debug, Clone)]
pub struct StepDecl {
    /// Its id, which later steps name.
    pub id: String,
    /// What it gives, in Chinese.
    pub label: String,
    /// The operation, `rate`.
    pub op: &'static str,
    /// The clause's number.
    pub clause: String,
    /// The words of the clause it rests on.
    pub quote: String,
    /// Where policy.toml declares it; 0 for the pool, which is not declared.
    pub(crate) line: u32,
    pub(crate) act: Act,
    pub(crate) under: Option<Under>,
    pub(crate) when: Option<Test>,
    /// What it passes on where it does not apply.
    pub(crate) passes: Option<Param<Operand>>,
    /// For a step over all measures: those it is for; empty for all.
    pub(crate) measures: Vec<String>,
}

/// How a pool may be shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolDecl {
    /// The clause's number.
    pub clause: String,
    /// The ids of the methods to choose from; the first is proposed.
    pub methods: Vec<String>,
}

impl Pack {
    /// Reads and checks a pack.
    ///
    /// # Errors
    /// Everything that is wrong with it; a pack with a fault is not given.
    pub fn load(files: &PackFiles) -> Result<Pack, Vec<PackFault>> {
        crate::read::load(files)
    }

    /// Whether the whole programme is put in order by score, so that a pool can
    /// be shared by rank.
    #[must_use]
    pub fn has_ranking(&self) -> bool {
        let ranks = |step: &StepDecl| match &step.act {
            Act::Group { per, by, .. } => per.is_empty() && (!by.is_empty() || step.op == "rank"),
            _ => false,
        };
        let within = self.measures.iter().flat_map(|measure| &measure.steps);
        within.chain(&self.across).any(ranks)
    }

    /// A fact's declaration.
    #[must_use]
    pub fn fact(&self, id: &FactId) -> Option<&FactDecl> {
        self.fact_index.get(id).map(|&index| &self.facts[index])
    }

    /// The pack with further facts, of which the notice says nothing but its
    /// papers need: an account to pay into. A fact it declares itself stays as
    /// it is, and its hash is that of the notice alone.
    #[must_use]
    pub fn with_facts(mut self, more: impl IntoIterator<Item = FactDecl>) -> Pack {
        for fact in more {
            if !self.fact_index.contains_key(&fact.id) {
                self.fact_index.insert(fact.id.clone(), self.facts.len());
                self.facts.push(fact);
            }
        }
        self
    }

    /// The facts the notice itself declares: what a return can carry.
    #[must_use]
    pub fn notice_facts(&self) -> &[FactDecl] {
        &self.facts[..self.notice_facts]
    }

    /// A measure.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// A condition.
    #[must_use]
    pub fn condition(&self, id: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.id == id)
    }

    /// The notice as papers cite it: 《name》 and, if it has one, its number.
    #[must_use]
    pub fn citation(&self) -> String {
        let name = if self.notice.is_empty() {
            &self.title
        } else {
            &self.notice
        };
        match self.document_number.as_str() {
            "" => format!("《{name}》"),
            number => format!("《{name}》（{number}）"),
        }
    }

    /// A form.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&FormDecl> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// A clause.
    #[must_use]
    pub fn clause(&self, number: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.number == number)
    }

    /// A reading.
    #[must_use]
    pub fn reading(&self, id: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.id == id)
    }

    /// The limits on how many projects a group may have, from the notice's
    /// steps; those that only point out or only put on a waiting list are not
    /// among them.
    #[must_use]
    pub fn projects_max(&self) -> Vec<ProjectsMax> {
        let of_step = |step: &StepDecl, measures: Vec<String>| {
            let Act::Group { per, op, .. } = &step.act else {
                return None;
            };
            Some(ProjectsMax {
                count: op.projects_max()?,
                per: per.iter().map(|key| self.groups[*key].id.clone()).collect(),
                measures,
                clause: step.clause.clone(),
                quote: step.quote.clone(),
            })
        };
        let within = self.measures.iter().flat_map(|measure| {
            let steps = measure.steps.iter();
            steps.filter_map(move |step| of_step(step, vec![measure.id.clone()]))
        });
        let across = self.across.iter();
        within
            .chain(across.filter_map(|step| of_step(step, step.measures.clone())))
            .collect()
    }

    /// How many projects one enterprise may have in all, if the notice says so.
    /// `enterprise` is the id of the key that tells enterprises apart.
    #[must_use]
    pub fn projects_max_per(&self, enterprise: &str) -> Option<usize> {
        self.projects_max()
            .into_iter()
            .filter(|max| max.measures.is_empty() && max.per == [enterprise])
            .map(|max| max.count)
            .min()
    }

    /// The type a fact is declared with.
    #[must_use]
    pub fn fact_type(&self, id: &FactId) -> Option<FactType> {
        self.fact(id).map(|decl| decl.fact_type)
    }
}

/// How many projects of a group the notice allows (限项).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectsMax {
    /// How many.
    pub count: usize,
    /// The ids of the grouping keys: `enterprise`.
    pub per: Vec<String>,
    /// The measures it is for; empty for all together.
    pub measures: Vec<String>,
    /// The clause's number.
    pub clause: String,
    /// The clause's words.
    pub quote: String,
}

/// The content hash of a pack: names and bytes, each with its length.
pub(crate) fn content_hash(files: &PackFiles) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
