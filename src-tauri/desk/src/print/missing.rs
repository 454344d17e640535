//! What a form must have and a project does not: told before it is printed.
//! Printed all the same, the places are lines to write on.

use std::collections::BTreeSet;

use ruku_library::table::project::ProjectSummary;
use ruku_model::fact::FactId;
use ruku_papers::document::Document;
use ruku_papers::template::render;
use ruku_policy::declare::FactDecl;

use super::desktop::Desktop;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::paper_data::subject::Subject;
use crate::projects::blank_fact;
use crate::view::FactView;
use crate::view::missing::MissingRow;

/// More names than fit a sentence.
const NAMED_MAX: usize = 5;

impl Desk {
    /// What a form must have and some of the projects do not, project by
    /// project; no projects means all.
    ///
    /// # Errors
    /// There is no such programme, form or project.
    pub fn missing_for_print(
        &self,
        programme: &str,
        form: &str,
        projects: &[i64],
    ) -> Result<Vec<MissingRow>, DeskError> {
        let desktop = self.desktop(Some(programme), form)?;
        let chosen = self.ordered(&desktop.programme.id, projects)?;
        let mut rows = Vec::new();
        for subject in desktop.subjects(&chosen) {
            let document = render(&desktop.template, &desktop.data(&subject, "")?)?;
            rows.extend(desktop.missing(&subject, &document));
        }
        Ok(rows)
    }
}

impl Desktop {
    /// What the filled form of a subject must have and does not.
    pub(super) fn missing(&self, subject: &Subject, document: &Document) -> Vec<MissingRow> {
        let places: BTreeSet<String> = document.unfilled().into_iter().collect();
        let row = |project: &ProjectSummary| {
            let facts: Vec<FactView> = places
                .iter()
                .filter_map(|place| self.lacking(project, place))
                .collect();
            (!facts.is_empty()).then(|| MissingRow {
                project: project.id.0,
                enterprise: project.enterprise.clone(),
                name: project.name.clone(),
                facts,
            })
        };
        subject.projects.iter().filter_map(row).collect()
    }

    /// The fact a place is filled from, if this project does not have it.
    fn lacking(&self, project: &ProjectSummary, place: &str) -> Option<FactView> {
        let of_row = place.strip_prefix("row.");
        // A list of what is paid has no row for a project that is not.
        if of_row.is_some() && self.template.uses("data.awarded") && !self.is_awarded(project) {
            return None;
        }
        let declared = self.fact_at(place)?;
        let known = self.facts.get(&project.id);
        let has = known.is_some_and(|facts| facts.contains_key(&declared.id));
        (!has).then(|| blank_fact(declared))
    }

    /// The fact a placeholder shows.
    pub(super) fn fact_at(&self, placeholder: &str) -> Option<&FactDecl> {
        let of_one = placeholder.strip_prefix("row.").unwrap_or(placeholder);
        let fact = match of_one {
            "enterprise" => "enterprise_name",
            "county" => "county",
            "project" => "project_name",
            "direction" | "direction.label" => self.pack.return_decl.direction.as_str(),
            other => other.strip_prefix("facts.").unwrap_or(other),
        };
        self.pack.fact(&FactId::new(fact))
    }

    fn is_awarded(&self, project: &ProjectSummary) -> bool {
        self.arranging
            .amount((project, self.result(project.id)))
            .is_some()
    }
}

/// What the clerk is told of a form that was not printed for what it lacks.
pub(super) fn refusal(rows: &[MissingRow], subject: &Subject) -> String {
    let labels = |row: &MissingRow| {
        let labels: Vec<&str> = row.facts.iter().map(|fact| fact.label.as_str()).collect();
        labels.join("、")
    };
    let said = match rows {
        // A form of one project is named by it already.
        [only] if subject.projects.len() < 2 => format!("缺{}", labels(only)),
        rows => {
            let named: Vec<String> = rows
                .iter()
                .take(NAMED_MAX)
                .map(|row| format!("{}《{}》缺{}", row.enterprise, row.name, labels(row)))
                .collect();
            let more = rows.len().saturating_sub(NAMED_MAX);
            let more = if more > 0 {
                format!("；另有{more}个项目也有缺")
            } else {
                String::new()
            };
            format!("{}{more}", named.join("；"))
        }
    };
    format!(
        "{said}，没有打印。请在“打印”或“项目”里补填（ruku fact）；要留空打印、手工填写的，请选“缺的留空”（--leave-blank）。"
    )
}
