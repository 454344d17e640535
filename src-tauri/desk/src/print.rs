//! Printing forms: for every project one file, and one collated batch of all.
//! A form that fails the nothing-lost check is left out and named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruku_library::table::assessment::RunId;
use ruku_library::table::print_register::NewPrint;
use ruku_library::table::printing::NewPrinting;
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::date::chinese_day;
use ruku_model::fact::Facts;
use ruku_model::region::Regions;
use ruku_papers::print::{PrintOptions, batch, single};
use ruku_papers::template::Template;
use ruku_policy::assessment::ProjectResult;
use ruku_policy::declare::{FormDecl, FormScope};
use ruku_policy::pack::Pack;
use serde_json::Value;

use crate::assets::{Assets, write, write_through};
use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::names;
use crate::paper_data::period;
use crate::paper_data::review::{Found, is_named};
use crate::paper_data::sheet::Filled;
use crate::paper_data::subject::{self, Subject};
use crate::progress::Job;
use crate::setting::at_the_office;
use crate::view::{PrintView, PrintedFile, ResultView};

/// What is to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintOrder {
    /// The programme.
    pub programme: String,
    /// The form's id.
    pub form: String,
    /// The projects; empty means all.
    pub projects: Vec<i64>,
    /// Copies; `None` takes what the notice asks for.
    pub copies: Option<u32>,
    /// Prints what an ineligible project vouches with, too.
    pub ineligible_too: bool,
    /// Where the files go.
    pub folder: PathBuf,
}

/// Everything the forms of one programme are filled from.
pub(crate) struct Desktop {
    pub(crate) programme: Programme,
    pub(crate) pack: Arc<Pack>,
    pub(crate) form: FormDecl,
    pub(crate) template: Template,
    pub(crate) is_common: bool,
    pub(crate) regions: Regions,
    pub(crate) facts: BTreeMap<ProjectId, Facts>,
    pub(crate) results: BTreeMap<String, ProjectResult>,
    /// Projects that may be there twice.
    pub(crate) doubtful: BTreeSet<ProjectId>,
    /// Open findings that a notice names.
    pub(crate) found: BTreeMap<ProjectId, Vec<Found>>,
    /// The publicity period that begins after the day of printing.
    pub(crate) publicity: Value,
    /// The accounts of the projects being printed, for forms that show steps.
    pub(crate) accounts: BTreeMap<ProjectId, ResultView>,
    run: Option<RunId>,
    pub(crate) printed_on: String,
}

impl Desk {
    /// Prints a form: one file per project (one copy inside) and one batch
    /// file (all copies, collated).
    ///
    /// # Errors
    /// There is no such programme or form, or a file cannot be written.
    pub fn print_forms(
        &mut self,
        order: &PrintOrder,
        job: &mut Job<'_>,
    ) -> Result<PrintView, DeskError> {
        let mut desktop = self.desktop(Some(&order.programme), &order.form)?;
        // Named in words by the clerk, by its id from here on.
        let order = &PrintOrder {
            programme: desktop.programme.id.clone(),
            form: desktop.form.id.clone(),
            ..order.clone()
        };
        let summaries = self.ordered(&desktop.programme.id, &order.projects)?;
        let fonts = self.fonts()?;
        let options = self.print_options(order.copies);
        let copies = order.copies.unwrap_or(desktop.form.copies);
        let mut view = PrintView {
            folder: order.folder.display().to_string(),
            files: Vec::new(),
            refused: Vec::new(),
            cancelled: false,
        };
        let mut filled = Vec::new();
        let mut prints = Vec::new();
        // Every form is laid out for its own file first, then for the batch.
        let mut frozen = None;
        let subjects = desktop.subjects(&summaries);
        let pieces = subjects.len() * 2;
        for (index, subject) in subjects.iter().enumerate() {
            if !job.step(
                index,
                pieces,
                format!("{}：{}", desktop.form.short, subject.name),
            ) {
                view.cancelled = true;
                break;
            }
            if let Some(warning) = desktop.warning(subject).filter(|_| !order.ineligible_too) {
                view.refused.push(format!("{}：{warning}", subject.name));
                continue;
            }
            self.account_for(&mut desktop, subject, &mut frozen)?;
            let one = desktop.fill(subject).and_then(|form| {
                let pdf = single(&form.document, &fonts, &options)?;
                Ok((form, pdf))
            });
            match one {
                Ok((form, pdf)) => {
                    let path = order
                        .folder
                        .join(format!("{}.pdf", desktop.file_stem(subject)));
                    write(&path, &pdf.bytes)?;
                    prints.push(desktop.register(&form, copies, pdf.pages, &path));
                    let what = match form.remark.as_str() {
                        "" => form.subject.clone(),
                        remark => format!("{}。{remark}", form.subject),
                    };
                    view.files.push(printed(&path, &what, pdf.pages, 1));
                    filled.push(form);
                }
                Err(error) => view
                    .refused
                    .push(format!("{}：{}", subject.name, error.chinese())),
            }
        }
        if !view.cancelled && !filled.is_empty() {
            let stem = format!(
                "{}_成册_{}{}",
                desktop.form.short,
                filled.len(),
                desktop.counted()
            );
            let path = order.folder.join(format!("{}.pdf", file_safe(&stem)));
            let mut go_on =
                |done: usize| job.step(subjects.len() + done, pieces, format!("成册 {done}"));
            let documents = filled.into_iter().map(|form| Ok(form.document));
            let title = &desktop.form.title;
            let book = write_through(&path, |out| {
                let book = batch(documents, title, &fonts, &options, out, &mut go_on)?;
                let whole = book.pages > 0;
                Ok((book, whole))
            })?;
            view.cancelled = book.cancelled;
            if book.pages > 0 {
                let what = format!(
                    "成册：{}{}，一式{copies}份，双面",
                    book.forms.len(),
                    desktop.counted()
                );
                view.files
                    .insert(0, printed(&path, &what, book.pages, copies));
            }
            view.refused.extend(
                book.refused
                    .iter()
                    .map(|r| format!("{}：{}", r.subject, r.error.chinese())),
            );
        }
        self.register_printing(order, copies, prints)?;
        Ok(view)
    }

    /// The PDF of one form for one project, as the single file would be.
    ///
    /// # Errors
    /// There is no such form or project, or the form was not released.
    pub fn preview_form(&self, form: &str, project: i64) -> Result<Vec<u8>, DeskError> {
        let summary = self.library()?.project(ProjectId(project))?.summary;
        let mut desktop = self.desktop(Some(&summary.programme), form)?;
        let options = self.print_options(None);
        let all = self.ordered(&summary.programme, &[])?;
        let subjects = desktop.subjects(&all);
        let about = |subject: &&Subject| subject.projects.iter().any(|p| p.id == summary.id);
        let subject = subjects
            .iter()
            .find(about)
            .cloned()
            .unwrap_or_else(|| subject::of_project(&summary));
        self.account_for(&mut desktop, &subject, &mut None)?;
        let filled = desktop.fill(&subject)?;
        Ok(single(&filled.document, &*self.fonts()?, &options)?.bytes)
    }

    /// Printing now, at this office.
    pub(crate) fn print_options(&self, copies: Option<u32>) -> PrintOptions {
        PrintOptions {
            copies,
            ..PrintOptions::new(at_the_office(self.now()))
        }
    }

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
            doubtful: self.doubtful(&programme.id)?,
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
            is_common,
            run,
        })
    }

    fn register_printing(
        &mut self,
        order: &PrintOrder,
        copies: u32,
        prints: Vec<NewPrint>,
    ) -> Result<(), DeskError> {
        if prints.is_empty() {
            return Ok(());
        }
        let printing = NewPrinting {
            programme: order.programme.clone(),
            form: order.form.clone(),
            copies,
            folder: order.folder.display().to_string(),
        };
        let prints: Vec<_> = prints
            .into_iter()
            .map(|print| (print, Vec::new()))
            .collect();
        let stamp = self.stamp();
        self.library_mut()?
            .register_printing(&printing, &prints, &stamp)?;
        Ok(())
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
    fn ordered(&self, programme: &str, ids: &[i64]) -> Result<Vec<ProjectSummary>, DeskError> {
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
                "这个项目批次里还没有项目，没有可打印的内容。请先读入汇总表。".to_owned(),
            ));
        }
        Ok(chosen)
    }
}

impl Desktop {
    fn file_stem(&self, subject: &Subject) -> String {
        let short = &self.form.short;
        file_safe(&match (&self.form.per, subject.projects.first()) {
            (FormScope::Project, Some(project)) => {
                format!("{short}_{:04}_{}", project.id.0, project.enterprise)
            }
            (FormScope::Group(_), _) => format!("{short}_{}", subject.name),
            _ => format!("{short}_{}", self.programme.title),
        })
    }

    fn register(&self, form: &Filled, copies: u32, pages: u32, path: &Path) -> NewPrint {
        NewPrint {
            programme: self.programme.id.clone(),
            project: form.project,
            projects: form.projects.clone(),
            subject: form.subject.clone(),
            form: self.form.id.clone(),
            version: self.form.version.clone(),
            fingerprint: form.fingerprint.clone(),
            copies,
            pages,
            path: path.display().to_string(),
            run: self.run,
        }
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

/// How an amount was computed, as one text to compare.
pub(crate) fn steps_text(result: &ProjectResult) -> String {
    let steps: Vec<&str> = result.steps.iter().map(|step| step.text.as_str()).collect();
    format!("{} {}", result.kind.label(), steps.join("；"))
}

pub(crate) fn printed(path: &Path, what: &str, pages: u32, copies: u32) -> PrintedFile {
    PrintedFile {
        path: path.display().to_string(),
        name: path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default(),
        what: what.to_owned(),
        pages,
        copies,
    }
}

/// A name that every file system takes.
pub(crate) fn file_safe(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect()
}
