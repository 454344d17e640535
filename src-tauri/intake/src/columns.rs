//! What each column means: headers matched against the pack's labels and
//! synonyms, and against what a clerk has said of this county before.

use ruku_model::fact::{FactId, FactType};
use ruku_model::money::MoneyUnit;
use ruku_policy::declare::FactDecl;

use crate::context::{HeaderMemory, ReturnForm};
use crate::return_file::Confidence;
use crate::text::{bare_header_key, header_key, names_other_unit, unit_named};

use vocabulary::{ROW_NUMBER_WORDS, Vocabulary};

mod everyday;
pub mod vocabulary;

/// The id under which row numbers are kept where a pack declares none.
pub const ROW_NUMBER: &str = "row_number";

/// Extra columns are kept under this prefix and their header.
pub const EXTRA_PREFIX: &str = "extra:";

/// What a column gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One fact, as an index into the form's facts.
    Fact(usize),
    /// Start and end of the project in one cell.
    Period(usize, usize),
    /// A contact's name and number in one cell.
    Contact(usize, usize),
    /// The row's own number, which the pack does not ask for.
    RowNumber,
    /// Nothing that was asked for; kept as an extra fact.
    Extra,
    /// Two columns claim the fact: neither gives it until a clerk decides.
    Disputed(usize),
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its place, from 0.
    pub col: u32,
    /// The row of its lowest header cell, from 0.
    pub header_row: u32,
    /// Its header, upper parts first.
    pub parts: Vec<String>,
    /// What it gives.
    pub target: Target,
    /// How sure that is.
    pub confidence: Confidence,
    /// The unit its header names.
    pub unit: Option<MoneyUnit>,
    /// Its header names a unit that no form has; the caption's is not its own.
    pub other_unit: bool,
}

/// Decides what every column of a table means.
#[must_use]
pub fn assign(
    vocabulary: &Vocabulary<'_>,
    memory: &HeaderMemory,
    county: Option<&str>,
    headers: Vec<(u32, u32, Vec<String>)>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = headers
        .into_iter()
        .map(|(col, header_row, parts)| {
            let remembered = county
                .and_then(|county| memory.recall(county, &parts.join("/")))
                .and_then(|fact| vocabulary.index_of(fact.as_str()));
            let (target, confidence) = match remembered {
                Some(index) => (Target::Fact(index), Confidence::Remembered),
                None => meaning(vocabulary, &parts),
            };
            let unit = parts.iter().rev().find_map(|part| unit_named(part));
            let other_unit = parts.iter().any(|part| names_other_unit(part));
            Column {
                col,
                header_row,
                parts,
                target,
                confidence,
                unit,
                other_unit,
            }
        })
        .collect();
    settle_rivals(vocabulary.form, &mut columns);
    columns
}

fn meaning(vocabulary: &Vocabulary<'_>, parts: &[String]) -> (Target, Confidence) {
    let joined = header_key(&parts.concat());
    let leaf = parts
        .last()
        .map(|part| header_key(part))
        .unwrap_or_default();
    // 联系人/电话 is two things, though 联系人电话 is one.
    let joins = |part: &String| part.contains(['/', '／', '、', '及', '和', '与']);
    if parts.last().is_some_and(joins)
        && let Some(target @ Target::Contact(..)) = vocabulary.pair(&leaf)
    {
        return (target, Confidence::Synonym);
    }
    for key in [&joined, &leaf] {
        if let Some((index, confidence)) = vocabulary.exact(key) {
            return (Target::Fact(index), confidence);
        }
    }
    if let Some(index) = vocabulary.end_of_period(parts) {
        return (Target::Fact(index), Confidence::Similar);
    }
    for key in [&joined, &leaf] {
        if ROW_NUMBER_WORDS.contains(&key.as_str()) {
            return (Target::RowNumber, Confidence::Label);
        }
        if let Some(target) = vocabulary.pair(key) {
            return (target, Confidence::Synonym);
        }
    }
    let grouped = (parts.len() > 1)
        .then(|| vocabulary.part_of_group(parts))
        .flatten();
    let similar = grouped
        .or_else(|| vocabulary.holding(&leaf))
        .or_else(|| vocabulary.holding(&joined))
        .or_else(|| vocabulary.without_remark(parts.last()?))
        .or_else(|| vocabulary.misspelled(&leaf))
        .or_else(|| vocabulary.amount_of(&leaf))
        .or_else(|| {
            let bare = bare_header_key(parts.last()?);
            [leaf.as_str(), bare.as_str()].into_iter().find_map(|key| {
                let choice = || vocabulary.choice_called(key);
                let tail = vocabulary.tail_of(key).or_else(choice);
                tail.or_else(|| vocabulary.everyday(key))
            })
        })
        .or_else(|| {
            (parts.len() > 1)
                .then(|| vocabulary.sharing(&joined))
                .flatten()
        });
    match similar {
        Some(index) => (Target::Fact(index), Confidence::Similar),
        None => (Target::Extra, Confidence::Unknown),
    }
}

/// One fact, one column: the surest wins; two that are equally sure dispute
/// it, unless it is only a remark or another telephone number.
fn settle_rivals(form: &ReturnForm, columns: &mut [Column]) {
    for index in 0..form.facts.len() {
        let claims: Vec<usize> = (0..columns.len())
            .filter(|&at| columns[at].target == Target::Fact(index))
            .collect();
        if claims.len() < 2 {
            continue;
        }
        let sure = |at: &usize| columns[*at].confidence >= Confidence::Synonym;
        let remembered: Vec<usize> = claims
            .iter()
            .copied()
            .filter(|at| columns[*at].confidence == Confidence::Remembered)
            .collect();
        let certain: Vec<usize> = claims.iter().copied().filter(sure).collect();
        let actual = actual_among(columns, &claims);
        let winners = match (remembered.len(), certain.len(), actual) {
            (1, _, _) => remembered,
            (_, _, Some(actual)) => vec![actual],
            (_, 0, None) => claims.clone(),
            _ => certain,
        };
        let harmless = is_harmless(&form.facts[index]);
        for at in claims {
            if !winners.contains(&at) || harmless && at != winners[0] {
                columns[at].target = Target::Extra;
                columns[at].confidence = Confidence::Unknown;
            } else if winners.len() > 1 && !harmless {
                columns[at].target = Target::Disputed(index);
            }
        }
    }
}

/// 实际完工时间 beside 计划完工时间: of what was planned and what came of it, the
/// return asks for what came of it.
fn actual_among(columns: &[Column], claims: &[usize]) -> Option<usize> {
    let says = |at: usize, words: &[&str]| {
        let header = columns[at].header();
        words.iter().any(|word| header.contains(word))
    };
    let is_actual = |at: &usize| says(*at, &["实际"]);
    let actual = claims.iter().copied().find(is_actual)?;
    let mut others = claims.iter().copied().filter(|at| *at != actual);
    others
        .all(|at| !is_actual(&at) && says(at, &["计划", "预计", "拟"]))
        .then_some(actual)
}

/// Whether it does little harm which of two columns gives a fact.
pub(crate) fn is_harmless(fact: &FactDecl) -> bool {
    !fact.required && matches!(fact.fact_type, FactType::Text | FactType::Phone)
}

impl Column {
    /// Its header as one text, upper parts first.
    #[must_use]
    pub fn header(&self) -> String {
        self.parts
            .iter()
            .map(|part| part.split_whitespace().collect::<String>())
            .collect::<Vec<_>>()
            .join("/")
    }

    /// The facts it gives, as indices into the form's facts.
    #[must_use]
    pub fn facts(&self) -> Vec<usize> {
        match self.target {
            Target::Fact(index) | Target::Disputed(index) => vec![index],
            Target::Period(start, end) | Target::Contact(start, end) => vec![start, end],
            Target::RowNumber | Target::Extra => Vec::new(),
        }
    }

    /// The id under which an extra column is kept.
    #[must_use]
    pub fn extra_id(&self) -> FactId {
        FactId::new(format!("{EXTRA_PREFIX}{}", self.header()))
    }
}
