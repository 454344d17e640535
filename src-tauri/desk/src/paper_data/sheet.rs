//! The sheets of a form: which there are, how each is filled, and the
//! fingerprint its pages carry.

use ruku_library::table::project::{Project, ProjectId, ProjectSummary};
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::fingerprint;
use ruku_papers::document::Document;
use ruku_papers::template::render;
use ruku_policy::assessment::{ProjectResult, ResultKind};
use ruku_policy::declare::FormScope;
use serde_json::Value;

use super::review;
use super::subject::{self, Subject};
use crate::error::DeskError;
use crate::print::{Desktop, steps_text};

/// A filled form on its way to paper.
pub(crate) struct Filled {
    pub(crate) project: Option<ProjectId>,
    pub(crate) projects: Vec<ProjectId>,
    pub(crate) subject: String,
    pub(crate) fingerprint: String,
    pub(crate) document: Document,
    /// What the clerk should know of the sheet: whom a list leaves out, days
    /// that could not be counted.
    pub(crate) remark: String,
}

impl Desktop {
    /// The sheets that some projects make.
    pub(crate) fn subjects(&self, projects: &[ProjectSummary]) -> Vec<Subject> {
        subject::subjects(&self.form.per, &self.pack, projects, &self.facts)
    }

    /// What the clerk is told before the form of an ineligible project is
    /// printed, if the applicant vouches with it.
    pub(crate) fn warning(&self, subject: &Subject) -> Option<String> {
        let ineligible = |result: &&ProjectResult| result.kind == ResultKind::Ineligible;
        let projects = subject.projects.iter().filter(|_| self.form.vouches);
        projects
            .filter_map(|project| self.result(project.id))
            .find(ineligible)
            .map(|result| review::warning(&self.form.short, result))
    }

    /// What a book of this form counts.
    pub(crate) fn counted(&self) -> &'static str {
        match self.form.per {
            FormScope::Project => "个项目",
            FormScope::Programme | FormScope::Group(_) => "册",
        }
    }

    pub(crate) fn fill(&self, subject: &Subject) -> Result<Filled, DeskError> {
        let fingerprint = self.fingerprint_of(subject)?;
        let data = self.data(subject, &fingerprint)?;
        let mut document = render(&self.template, &data)?;
        document.meta.subject.clone_from(&subject.name);
        let said = |uses: &str, at: &str| {
            let text = data.pointer(at).and_then(Value::as_str);
            text.filter(|_| self.template.uses(uses))
                .unwrap_or_default()
                .to_owned()
        };
        let remark = said("data.awarded", "/data/left_out")
            + &said("data.publicity", "/data/publicity/fault");
        Ok(Filled {
            remark,
            project: subject.registered(),
            projects: subject.projects.iter().map(|project| project.id).collect(),
            subject: subject.name.clone(),
            fingerprint,
            document,
        })
    }

    /// Over what a sheet prints: of one project its facts and result, of a
    /// list everything on it.
    pub(crate) fn fingerprint_of(&self, subject: &Subject) -> Result<String, DeskError> {
        if let (Some(project), FormScope::Project) = (subject.single(), &self.form.per) {
            let none = Facts::new();
            let facts = self.facts.get(&project.id).unwrap_or(&none);
            return Ok(self.fingerprint(project, facts, self.result(project.id)));
        }
        let mut data = self.data(subject, "")?;
        if let Some(data) = data.as_object_mut() {
            data.remove("printed_on");
        }
        let printed = Fact::bare(FactValue::Text(data.to_string()));
        let covered = Facts::from([(FactId::new("data"), printed)]);
        let scope = format!(
            "{} {} {}",
            self.programme.pack_hash, self.form.id, self.form.version
        );
        Ok(fingerprint::of_facts(&scope, &covered))
    }

    /// Over what the form prints: its facts and, if assessed, the amount; a
    /// common form prints the steps too.
    pub(crate) fn fingerprint(
        &self,
        summary: &ProjectSummary,
        facts: &Facts,
        result: Option<&ProjectResult>,
    ) -> String {
        let printed = self.template.facts();
        let mut covered: Facts = facts
            .iter()
            .filter(|(id, _)| printed.contains(id.as_str()))
            .map(|(id, fact)| (id.clone(), fact.clone()))
            .collect();
        if let Some(amount) = result.and_then(|result| result.amount) {
            let amount = Fact::bare(FactValue::Money(amount));
            covered.insert(FactId::new("result.amount"), amount);
        }
        if self.is_common {
            let text = |text: String| Fact::bare(FactValue::Text(text));
            covered.insert(FactId::new("enterprise"), text(summary.enterprise.clone()));
            let steps = result.map(steps_text).unwrap_or_default();
            covered.insert(FactId::new("result.steps"), text(steps));
            let found = self
                .found
                .get(&summary.id)
                .map_or_else(Vec::new, |found| review::problems(None, found));
            if !found.is_empty() {
                let found = Value::Array(found).to_string();
                covered.insert(FactId::new("findings"), text(found));
            }
        }
        let scope = format!(
            "{} {} {} {}",
            self.programme.pack_hash, self.form.id, self.form.version, summary.id.0
        );
        fingerprint::of_facts(&scope, &covered)
    }

    /// The fingerprint the form would carry if it were printed now.
    pub(crate) fn fingerprint_now(&self, project: &Project) -> String {
        let result = self.result(project.summary.id);
        self.fingerprint(&project.summary, &project.facts, result)
    }

    /// The fingerprint a form about several projects would carry now.
    ///
    /// # Errors
    /// A sum is beyond all money there is.
    pub(crate) fn fingerprint_with(
        &self,
        projects: &[ProjectSummary],
        about: Option<ProjectId>,
    ) -> Result<Option<String>, DeskError> {
        let is_about = |subject: &Subject| {
            about.is_none_or(|id| subject.projects.iter().any(|project| project.id == id))
        };
        let subjects = self.subjects(projects);
        let found = subjects.iter().find(|subject| is_about(subject));
        found
            .map(|subject| self.fingerprint_of(subject))
            .transpose()
    }

    /// A project's latest result.
    pub(crate) fn result(&self, project: ProjectId) -> Option<&ProjectResult> {
        self.results.get(&project.0.to_string())
    }
}
