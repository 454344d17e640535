//! All a template can show of one subject, as one JSON object.

use ruku_model::amount_words::in_words;
use ruku_model::fact::Facts;
use ruku_model::money::Money;
use ruku_policy::assessment::ProjectResult;
use serde_json::{Map, Value, json};

use super::calculation::Account;
use super::review;
use super::rows::Source;
use super::subject::{Subject, shared_facts};
use crate::error::DeskError;
use crate::print::desktop::Desktop;
use crate::returns::county_name;
use crate::show;

impl Desktop {
    /// What the form is filled with for a subject.
    ///
    /// # Errors
    /// A sum is beyond all money there is.
    pub(crate) fn data(&self, subject: &Subject, fingerprint: &str) -> Result<Value, DeskError> {
        let facts = shared_facts(subject, &self.facts);
        let shown = self.shown(&facts);
        let has: Map<String, Value> = shown
            .keys()
            .map(|id| (id.clone(), Value::Bool(true)))
            .collect();
        let same = |pick: &dyn Fn(usize) -> String| {
            let first = pick(0);
            let agreed = (1..subject.projects.len()).all(|at| pick(at) == first);
            agreed.then_some(first)
        };
        let of = |at: usize| &subject.projects[at];
        let enterprise = same(&|at| of(at).enterprise.clone());
        let county = same(&|at| county_name(&self.regions, of(at).county.as_deref()));
        let measure = same(&|at| of(at).measure.clone().unwrap_or_default());
        let label = measure
            .as_deref()
            .and_then(|id| self.pack.measure(id))
            .map(|measure| measure.title.clone());
        let result = subject.single().and_then(|project| self.result(project.id));
        let mut data = self.frame(fingerprint);
        data.insert("facts".to_owned(), Value::Object(shown));
        data.insert("has".to_owned(), Value::Object(has));
        data.insert(
            "enterprise".to_owned(),
            json!(enterprise.unwrap_or_default()),
        );
        data.insert("county".to_owned(), json!(county.unwrap_or_default()));
        data.insert(
            "direction".to_owned(),
            json!({"id": measure.unwrap_or_default(), "label": label.unwrap_or_default()}),
        );
        let account = subject
            .single()
            .and_then(|project| self.accounts.get(&project.id));
        let result = result.map(|result| result_data(result, account));
        data.insert("result".to_owned(), json!(result));
        data.insert("data".to_owned(), Value::Object(self.lists(subject)?));
        Ok(Value::Object(data))
    }

    /// What a blank form is filled with: the notice, and which conditions it
    /// sets; everything else is written by hand.
    pub(crate) fn blank_data(&self) -> Value {
        let mut data = self.frame("");
        data.remove("printed_on");
        let conditions = review::conditions(&self.pack, None, None);
        data.insert(
            "data".to_owned(),
            json!({"conditions": conditions, "blank": true}),
        );
        Value::Object(data)
    }

    /// What every form is given, whatever it is about.
    fn frame(&self, fingerprint: &str) -> Map<String, Value> {
        let (pack, form) = (&self.pack, &self.form);
        let frame = json!({
            "programme": {
                "title": pack.title, "document_number": pack.document_number,
                "notice": pack.citation(), "year": pack.year, "city": pack.city,
                "issuer": pack.issuer,
            },
            "form": {
                "id": form.id, "title": form.title, "copies": form.copies,
                "copies_clause": form.copies_clause, "version": form.version,
                "illustrative": form.illustrative,
            },
            "fingerprint": fingerprint,
            "printed_on": self.printed_on,
        });
        match frame {
            Value::Object(frame) => frame,
            _ => Map::new(),
        }
    }

    fn shown(&self, facts: &Facts) -> Map<String, Value> {
        facts
            .iter()
            .filter_map(|(id, fact)| {
                let declaration = self.pack.fact(id)?;
                let shown = show::value(declaration, &fact.value);
                Some((id.to_string(), Value::String(shown)))
            })
            .collect()
    }

    /// What stands under `data` for the templates.
    fn lists(&self, subject: &Subject) -> Result<Map<String, Value>, DeskError> {
        let source = Source {
            pack: &self.pack,
            regions: &self.regions,
            facts: &self.facts,
            results: &self.results,
            arranging: &self.arranging,
        };
        let mut lists = source.lists(subject)?;
        lists.insert("publicity".to_owned(), self.publicity.clone());
        if let Some(project) = subject.single() {
            let result = self.result(project.id);
            let none = Vec::new();
            let found = self.found.get(&project.id).unwrap_or(&none);
            let conditions = review::conditions(&self.pack, Some(project), result);
            lists.insert("conditions".to_owned(), Value::Array(conditions));
            let problems = review::problems(result, found);
            lists.insert("problems".to_owned(), Value::Array(problems));
            lists.insert("files".to_owned(), json!(review::files(result, found)));
            lists.insert("kind".to_owned(), json!(review::notice_kind(result)));
        }
        Ok(lists)
    }
}

/// A result for a template; its account too, where the form shows steps.
fn result_data(result: &ProjectResult, account: Option<&Account>) -> Value {
    let steps: Vec<Value> = result
        .steps
        .iter()
        .map(|step| json!({"text": step.text, "clause": step.clause, "quote": step.quote}))
        .collect();
    let mut data = json!({
        "kind": show::kind_id(result.kind),
        "kind_label": result.kind.label(),
        "amount": result.amount.map(Money::grouped),
        "amount_wan": result.amount.map(Money::wan),
        "amount_words": result.amount.map(in_words),
        "reason": show::reason(result),
        "steps": steps,
    });
    if let (Some(account), Some(data)) = (account, data.as_object_mut()) {
        data.extend(account.data(result));
    }
    data
}
