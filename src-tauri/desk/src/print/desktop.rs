//! Everything the forms of one programme are filled from, read once for all
//! the sheets of an order.

use std::collections::BTreeMap;
use std::sync::Arc;

use ruku_library::table::assessment::RunId;
use ruku_library::table::print_content::ContentLine;
use ruku_library::table::print_register::Print;
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::date::chinese_day;
use ruku_model::fact::Facts;
use ruku_model::region::Regions;
use ruku_papers::template::Template;
use ruku_policy::assessment::{ProjectResult, ResultKind};
use ruku_policy::declare::{FormDecl, FormScope};
use ruku_policy::pack::Pack;
use serde_json::Value;

use crate::assets::Assets;
use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::names;
use crate::paper_content;
use crate::paper_data::award::Arranging;
use crate::paper_data::calculation::Account;
use crate::paper_data::period;
use crate::paper_data::review::{self, Found, is_named};
use crate::paper_data::subject::{self, Subject};

/// The form that tells an applicant what is wrong.
const RETURN_NOTICE: &str = "return_notice";

/// Everything the forms of one programme are filled from.
pub(crate) struct Desktop {
    pub(crate) programme: Programme,
    pub(crate) pack: Arc<Pack>,
    pub(crate) form: FormDecl,
    pub(crate) template: Template,
    pub(crate) regions: Regions,
    pub(crate) facts: BTreeMap<ProjectId, Facts>,
    pub(crate) results: BTreeMap<String, ProjectResult>,
    /// What lists of money go by besides the results.
    pub(crate) arranging: Arranging,
    /// Open findings that a notice names.
    pub(crate) found: BTreeMap<ProjectId, Vec<Found>>,
    /// The publicity period that begins after the day of printing.
    pub(crate) publicity: Value,
    /// The accounts of the projects being printed, for forms that show steps.
    pub(crate) accounts: BTreeMap<ProjectId, Account>,
    pub(crate) run: Option<RunId>,
    pub(crate) printed_on: String,
}

impl Desk {
    pub(crate) fn desktop(
        &self,
        programme: Option<&str>,
        form: &str,
    ) -> Result<Desktop, DeskError> {
        let (programme, pack) = self.programme_and_pack(programme)?;
        let forms = common::all_forms(&self.setting.assets, &pack)?;
        let form = names::form(&forms, form)?.clone();
        let is_common = pack.form(&form.id).is_none();
        let template = if is_common {
            common::template(&self.setting.assets, &form)?
        } else {
            template_of(&self.setting.assets, &pack, &form)?
        };
        let run = self
            .library()?
            .latest_assessment(&programme.id)?
            .map(|run| run.id);
        let publicity = period::publicity(&pack, &self.calendar()?, self.now().date());
        Ok(Desktop {
            arranging: self.arranging(&programme.id, &pack, &form.id)?,
            found: self.found(&programme.id)?,
            publicity,
            facts: self.library()?.facts(&programme.id)?,
            results: self.latest_results(&programme.id)?,
            accounts: BTreeMap::new(),
            regions: self.regions()?,
            printed_on: chinese_day(self.now().date()),
            programme,
            pack,
            form,
            template,
            run,
        })
    }

    /// The open findings of a programme's projects that a notice names.
    fn found(&self, programme: &str) -> Result<BTreeMap<ProjectId, Vec<Found>>, DeskError> {
        let library = self.library()?;
        let mut found: BTreeMap<ProjectId, Vec<Found>> = BTreeMap::new();
        for batch in library.batches(programme)? {
            for stored in library.findings(batch.id)? {
                if let Some(project) = stored.project.filter(|_| is_named(&stored)) {
                    let file = batch.name.clone();
                    found
                        .entry(project)
                        .or_default()
                        .push(Found { file, stored });
                }
            }
        }
        Ok(found)
    }

    /// The projects that are meant, in the grid's order.
    pub(crate) fn ordered(
        &self,
        programme: &str,
        ids: &[i64],
    ) -> Result<Vec<ProjectSummary>, DeskError> {
        let all = self
            .library()?
            .projects(programme, &ProjectFilter::default())?;
        if let Some(unknown) = ids.iter().find(|id| all.iter().all(|p| p.id.0 != **id)) {
            return Err(DeskError::Missing {
                what: "项目",
                name: unknown.to_string(),
                known: Vec::new(),
            });
        }
        let chosen: Vec<ProjectSummary> = all
            .into_iter()
            .filter(|p| ids.is_empty() || ids.contains(&p.id.0))
            .collect();
        if chosen.is_empty() {
            return Err(DeskError::Refused(
                "这个专项里还没有项目，没有可打印的内容。请先导入汇总表。".to_owned(),
            ));
        }
        Ok(chosen)
    }

    /// The subject a print was about, with the projects it was about; `None` if
    /// none of them is in the library any more.
    pub(crate) fn subject_of(&self, print: &Print) -> Result<Option<Subject>, DeskError> {
        let printed = &print.print;
        let mut projects = self
            .library()?
            .projects(&printed.programme, &ProjectFilter::default())?;
        projects.retain(|project| printed.projects.contains(&project.id));
        Ok((!projects.is_empty()).then(|| Subject {
            name: printed.subject.clone(),
            projects,
            is_list: printed.project.is_none(),
        }))
    }
}

impl Desktop {
    /// The sheets that some projects make.
    pub(crate) fn subjects(&self, projects: &[ProjectSummary]) -> Vec<Subject> {
        subject::subjects(&self.form.per, &self.pack, projects, &self.facts)
    }

    /// Whether the form says what came out of the assessment, or is held back
    /// by it.
    pub(crate) fn leans_on_results(&self) -> bool {
        self.form.vouches || self.pack.form(&self.form.id).is_none()
    }

    /// What the clerk is told before the form of an ineligible project is
    /// printed, if the applicant vouches with it.
    pub(crate) fn warning(&self, subject: &Subject) -> Option<String> {
        if !self.form.vouches {
            return None;
        }
        subject.projects.iter().find_map(|project| {
            let result = self.result(project.id)?;
            let whose = match subject.projects.len() {
                1 => String::new(),
                _ => format!("其中“{}”的", project.enterprise),
            };
            (result.kind == ResultKind::Ineligible)
                .then(|| review::warning(&self.form.short, &whose, result))
        })
    }

    /// Whether it is a notice of what is wrong about a project nothing is wrong
    /// with.
    pub(crate) fn has_nothing_to_return(&self, subject: &Subject) -> bool {
        let Some(project) = subject.single().filter(|_| self.form.id == RETURN_NOTICE) else {
            return false;
        };
        let none = Vec::new();
        let found = self.found.get(&project.id).unwrap_or(&none);
        review::problems(self.result(project.id), found).is_empty()
    }

    /// What a book of this form counts.
    pub(crate) fn counted(&self) -> &'static str {
        match self.form.per {
            FormScope::Project => "个项目",
            FormScope::Programme | FormScope::Group(_) => "册",
        }
    }

    /// What the sheet of a subject shows, line by line.
    ///
    /// # Errors
    /// A sum is beyond all money there is.
    pub(crate) fn content(&self, subject: &Subject) -> Result<Vec<ContentLine>, DeskError> {
        let data = self.data(subject, "")?;
        Ok(paper_content::lines(
            &self.form,
            &self.template,
            &self.pack,
            &data,
        ))
    }

    /// The fingerprint of a sheet with these lines.
    pub(crate) fn fingerprint_of(&self, subject: &Subject, lines: &[ContentLine]) -> String {
        let projects: Vec<i64> = subject
            .projects
            .iter()
            .map(|project| project.id.0)
            .collect();
        paper_content::fingerprint(lines, &projects)
    }

    /// A project's latest result.
    pub(crate) fn result(&self, project: ProjectId) -> Option<&ProjectResult> {
        self.results.get(&project.0.to_string())
    }
}

fn template_of(assets: &Assets, pack: &Pack, form: &FormDecl) -> Result<Template, DeskError> {
    let bytes = pack
        .files
        .get(&form.template)
        .ok_or_else(|| DeskError::Missing {
            what: "表单模板",
            name: form.template.clone(),
            known: pack
                .files
                .keys()
                .filter(|name| name.starts_with("forms/"))
                .cloned()
                .collect(),
        })?;
    // A pack's own blocks go before those that ship.
    let library = |file: &str| match pack.files.get(&format!("forms/blocks/{file}")) {
        Some(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        None => common::blocks(assets, file),
    };
    let source = String::from_utf8_lossy(bytes);
    Ok(Template::parse_with(&form.template, &source, &library)?)
}
