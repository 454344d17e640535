//! Printing forms: for every project one file, and one collated batch of all.
//! A form that fails the nothing-lost check is left out and named.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruku_library::table::assessment::RunId;
use ruku_library::table::print_register::NewPrint;
use ruku_library::table::printing::NewPrinting;
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{Project, ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::amount_words::in_words;
use ruku_model::date::chinese_day;
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::fingerprint;
use ruku_model::money::Money;
use ruku_model::region::Regions;
use ruku_papers::document::Document;
use ruku_papers::error::PaperError;
use ruku_papers::print::{PrintOptions, batch, single};
use ruku_papers::template::{Template, render};
use ruku_policy::assessment::ProjectResult;
use ruku_policy::declare::FormDecl;
use ruku_policy::pack::Pack;
use serde_json::{Value, json};

use crate::assets::write;
use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::progress::Job;
use crate::returns::county_name;
use crate::show;
use crate::view::{PrintView, PrintedFile};

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
    /// Where the files go.
    pub folder: PathBuf,
}

/// Everything the forms of one programme are filled from.
pub(crate) struct Desktop {
    programme: Programme,
    pub(crate) pack: Arc<Pack>,
    pub(crate) form: FormDecl,
    pub(crate) template: Template,
    pub(crate) is_common: bool,
    regions: Regions,
    facts: BTreeMap<ProjectId, Facts>,
    results: BTreeMap<String, ProjectResult>,
    run: Option<RunId>,
    printed_on: String,
}

/// A filled form on its way to paper.
struct Filled {
    project: ProjectId,
    subject: String,
    fingerprint: String,
    document: Document,
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
        let desktop = self.desktop(Some(&order.programme), &order.form)?;
        let summaries = self.ordered(&desktop.programme.id, &order.projects)?;
        let fonts = self.fonts()?;
        let options = PrintOptions {
            copies: order.copies,
            created: self.now(),
        };
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
        let pieces = summaries.len() * 2;
        for (index, summary) in summaries.iter().enumerate() {
            if !job.step(
                index,
                pieces,
                format!("{}：{}", desktop.form.short, summary.enterprise),
            ) {
                view.cancelled = true;
                break;
            }
            let one = desktop.fill(summary).and_then(|form| {
                let pdf = single(&form.document, &fonts, &options)?;
                Ok((form, pdf))
            });
            match one {
                Ok((form, pdf)) => {
                    let path = order
                        .folder
                        .join(format!("{}.pdf", desktop.file_stem(summary)));
                    write(&path, &pdf.bytes)?;
                    prints.push(desktop.register(&form, copies, pdf.pages, &path));
                    view.files.push(printed(&path, &form.subject, pdf.pages, 1));
                    filled.push(form);
                }
                Err(error) => view.refused.push(format!(
                    "{} {}：{}",
                    summary.enterprise,
                    summary.name,
                    error.chinese()
                )),
            }
        }
        if !view.cancelled && !filled.is_empty() {
            let stem = format!("{}_成册_{}个项目", desktop.form.short, filled.len());
            let path = order.folder.join(format!("{}.pdf", file_safe(&stem)));
            let mut go_on =
                |done: usize| job.step(summaries.len() + done, pieces, format!("成册 {done}"));
            let documents = filled.into_iter().map(|form| Ok(form.document));
            let book = batch(documents, &desktop.form.title, &fonts, &options, &mut go_on)?;
            view.cancelled = book.cancelled;
            if let Some(pdf) = book.pdf {
                write(&path, &pdf.bytes)?;
                let what = format!("成册：{}个项目，一式{copies}份，双面", book.printed);
                view.files
                    .insert(0, printed(&path, &what, pdf.pages, copies));
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
        let desktop = self.desktop(Some(&summary.programme), form)?;
        let options = PrintOptions {
            copies: None,
            created: self.now(),
        };
        let filled = desktop.fill(&summary)?;
        Ok(single(&filled.document, &*self.fonts()?, &options)?.bytes)
    }

    pub(crate) fn desktop(
        &self,
        programme: Option<&str>,
        form: &str,
    ) -> Result<Desktop, DeskError> {
        let (programme, pack) = self.programme_and_pack(programme)?;
        let forms = common::all_forms(&pack);
        let Some(form) = forms.iter().find(|known| known.id == form).cloned() else {
            return Err(DeskError::Missing {
                what: "表单",
                name: form.to_owned(),
                known: forms.into_iter().map(|form| form.id).collect(),
            });
        };
        let is_common = pack.form(&form.id).is_none();
        let template = if is_common {
            common::template(&self.setting.assets, &form)?
        } else {
            template_of(&pack, &form)?
        };
        let run = self
            .library()?
            .latest_assessment(&programme.id)?
            .map(|run| run.id);
        Ok(Desktop {
            facts: self.library()?.facts(&programme.id)?,
            results: self.latest_results(&programme.id)?,
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
    fn fill(&self, summary: &ProjectSummary) -> Result<Filled, PaperError> {
        let none = Facts::new();
        let facts = self.facts.get(&summary.id).unwrap_or(&none);
        let result = self.results.get(&summary.id.0.to_string());
        let fingerprint = self.fingerprint(summary, facts, result);
        let data = self.data(summary, facts, result, &fingerprint);
        Ok(Filled {
            project: summary.id,
            subject: format!("{} {}", summary.enterprise, summary.name),
            fingerprint,
            document: render(&self.template, &data)?,
        })
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

    /// A project's latest result.
    pub(crate) fn result(&self, project: ProjectId) -> Option<&ProjectResult> {
        self.results.get(&project.0.to_string())
    }

    fn data(
        &self,
        summary: &ProjectSummary,
        facts: &Facts,
        result: Option<&ProjectResult>,
        fingerprint: &str,
    ) -> Value {
        let pack = &self.pack;
        let shown: serde_json::Map<String, Value> = facts
            .iter()
            .filter_map(|(id, fact)| {
                let declaration = pack.fact(id)?;
                Some((
                    id.to_string(),
                    Value::String(show::value(declaration, &fact.value)),
                ))
            })
            .collect();
        let has: serde_json::Map<String, Value> = shown
            .keys()
            .map(|id| (id.clone(), Value::Bool(true)))
            .collect();
        let measure = summary.measure.as_deref().and_then(|id| pack.measure(id));
        json!({
            "programme": {
                "title": pack.title, "document_number": pack.document_number,
                "year": pack.year, "city": pack.city, "issuer": pack.issuer,
            },
            "form": {
                "id": self.form.id, "title": self.form.title, "copies": self.form.copies,
                "version": self.form.version, "illustrative": self.form.illustrative,
            },
            "facts": shown,
            "has": has,
            "enterprise": summary.enterprise,
            "county": county_name(&self.regions, summary.county.as_deref()),
            "direction": {
                "id": summary.measure.clone().unwrap_or_default(),
                "label": measure.map(|measure| measure.title.clone()).unwrap_or_default(),
            },
            "result": result.map(result_data),
            "fingerprint": fingerprint,
            "printed_on": self.printed_on,
        })
    }

    fn file_stem(&self, summary: &ProjectSummary) -> String {
        file_safe(&format!(
            "{}_{:04}_{}",
            self.form.short, summary.id.0, summary.enterprise
        ))
    }

    fn register(&self, form: &Filled, copies: u32, pages: u32, path: &Path) -> NewPrint {
        NewPrint {
            programme: self.programme.id.clone(),
            project: Some(form.project),
            projects: vec![form.project],
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

fn template_of(pack: &Pack, form: &FormDecl) -> Result<Template, DeskError> {
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
    Ok(Template::parse(
        &form.template,
        &String::from_utf8_lossy(bytes),
    )?)
}

/// How an amount was computed, as one text to compare.
pub(crate) fn steps_text(result: &ProjectResult) -> String {
    let steps: Vec<&str> = result.steps.iter().map(|step| step.text.as_str()).collect();
    format!("{} {}", result.kind.label(), steps.join("；"))
}

fn result_data(result: &ProjectResult) -> Value {
    let steps: Vec<Value> = result
        .steps
        .iter()
        .map(|step| json!({"text": step.text, "clause": step.clause, "quote": step.quote}))
        .collect();
    json!({
        "kind": show::kind_id(result.kind),
        "kind_label": result.kind.label(),
        "amount": result.amount.map(Money::grouped),
        "amount_wan": result.amount.map(Money::wan),
        "amount_words": result.amount.map(in_words),
        "reason": show::reason(result),
        "steps": steps,
    })
}

fn printed(path: &Path, what: &str, pages: u32, copies: u32) -> PrintedFile {
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
fn file_safe(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect()
}
