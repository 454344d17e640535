//! The rows and sums of lists, for forms over several projects.

use std::collections::BTreeMap;

use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::amount_words::in_words;
use ruku_model::fact::{FactType, FactValue, Facts};
use ruku_model::money::Money;
use ruku_model::rate::Rate;
use ruku_model::region::Regions;
use ruku_policy::assessment::ProjectResult;
use ruku_policy::declare::FactDecl;
use ruku_policy::pack::Pack;
use serde_json::{Map, Value, json};

use super::award::{Arranging, Listed};
use super::score::{Scored, scored, shown};
use super::subject::Subject;
use crate::error::DeskError;
use crate::projects::total;
use crate::returns::county_name;
use crate::show;

/// What lists are made from.
pub(crate) struct Source<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) regions: &'a Regions,
    pub(crate) facts: &'a BTreeMap<ProjectId, Facts>,
    pub(crate) results: &'a BTreeMap<String, ProjectResult>,
    pub(crate) arranging: &'a Arranging,
}

impl Source<'_> {
    /// Rows and sums of a subject's projects: `rows` are all of them, `count`
    /// how many,
    /// `awarded` those that can be given money, the sums are of what is
    /// printed.
    ///
    /// # Errors
    /// A sum is beyond all money there is.
    pub(crate) fn lists(&self, subject: &Subject) -> Result<Map<String, Value>, DeskError> {
        let listed: Vec<Listed<'_>> = subject
            .projects
            .iter()
            .map(|project| (project, self.results.get(&project.id.0.to_string())))
            .collect();
        let mut amounts = Vec::new();
        let mut awarded = Vec::new();
        for one in &listed {
            if let Some(amount) = self.arranging.amount(*one) {
                amounts.push(amount);
                awarded.push(self.row(one.0, one.1, Some(amount)));
            }
        }
        let sum = total(amounts.iter().copied())?;
        let scored = scored(listed.iter().map(|one| one.0.id), self.facts);
        let rows: Vec<Value> = listed
            .iter()
            .zip(&scored)
            .map(|((project, result), scored)| {
                let amount = result.and_then(|result| result.amount);
                with_scores(self.row(project, *result, amount), scored)
            })
            .collect();
        let given = !amounts.is_empty();
        let mut lists = Map::new();
        lists.insert("count".to_owned(), json!(rows.len()));
        lists.insert("rows".to_owned(), Value::Array(rows));
        lists.insert("awarded".to_owned(), Value::Array(awarded));
        lists.insert("total".to_owned(), json!(given.then(|| sum.grouped())));
        lists.insert("total_wan".to_owned(), json!(given.then(|| sum.wan())));
        lists.insert(
            "total_words".to_owned(),
            json!(given.then(|| in_words(sum))),
        );
        lists.insert(
            "left_out".to_owned(),
            json!(self.arranging.left_out(listed.iter().copied())),
        );
        let [sums, whole] = self.sums(subject)?;
        lists.insert("sums".to_owned(), Value::Object(sums));
        lists.insert("whole".to_owned(), Value::Object(whole));
        Ok(lists)
    }

    fn row(
        &self,
        project: &ProjectSummary,
        result: Option<&ProjectResult>,
        amount: Option<Money>,
    ) -> Value {
        let none = Facts::new();
        let facts = self.facts.get(&project.id).unwrap_or(&none);
        let measure = project
            .measure
            .as_deref()
            .and_then(|id| self.pack.measure(id));
        json!({
            "id": project.id.0,
            "county": county_name(self.regions, project.county.as_deref()),
            "enterprise": project.enterprise,
            "credit_code": project.credit_code,
            "project": project.name,
            "direction": measure.map(|measure| measure.title.as_str()),
            "basis": measure.map(|measure| measure.clause.as_str()),
            "payee": measure.map(|measure| measure.payee.as_str()),
            "kind_label": result.map(|result| result.kind.label()),
            "reason": result.map(show::reason),
            "amount": amount.map(Money::grouped),
            "amount_wan": amount.map(Money::wan),
            "amount_words": amount.map(in_words),
            "facts": Value::Object(self.all_facts(facts)),
        })
    }

    /// Every declared fact as it is shown; what is not known is null.
    fn all_facts(&self, facts: &Facts) -> Map<String, Value> {
        self.pack
            .facts
            .iter()
            .map(|declared| {
                let shown = facts
                    .get(&declared.id)
                    .map(|fact| show::value(declared, &fact.value));
                (declared.id.to_string(), json!(shown))
            })
            .collect()
    }

    /// The sum of every kind of amount over the projects: first of what is
    /// known, so that printed rows add up to it; then null where one of them
    /// is not known, because a sum of some is no sum of all.
    fn sums(&self, subject: &Subject) -> Result<[Map<String, Value>; 2], DeskError> {
        let money = |declared: &&FactDecl| declared.fact_type == FactType::Money;
        let (mut sums, mut whole) = (Map::new(), Map::new());
        for declared in self.pack.facts.iter().filter(money) {
            let known: Vec<Money> = subject
                .projects
                .iter()
                .filter_map(|project| {
                    let fact = self.facts.get(&project.id)?.get(&declared.id)?;
                    match fact.value {
                        FactValue::Money(amount) => Some(amount),
                        _ => None,
                    }
                })
                .collect();
            let (count, all) = (known.len(), subject.projects.len());
            let sum = FactValue::Money(total(known)?);
            let shown = show::value(declared, &sum);
            let id = declared.id.to_string();
            sums.insert(id.clone(), json!((count > 0).then_some(shown.as_str())));
            whole.insert(id, json!((count == all).then_some(shown.as_str())));
        }
        Ok([sums, whole])
    }
}

/// A row with what the experts gave.
fn with_scores(mut row: Value, scored: &Scored) -> Value {
    let given = scored.given.map(|score| score.map(Rate::decimal));
    row["scores"] = json!(given);
    row["score"] = json!(scored.mean.map(shown));
    row["rank"] = json!(scored.rank);
    row
}
