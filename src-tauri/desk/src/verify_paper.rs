//! Printed papers held against the library: whose they are, and whether its
//! data still are what the paper shows.

use std::path::Path;

use chrono::NaiveDateTime;
use ruku_library::error::LibraryError;
use ruku_library::table::fact::FactRecord;
use ruku_library::table::print_register::Print;
use ruku_library::table::project::{Project, ProjectFilter};
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_papers::verify::{self, PrintedForm};
use ruku_policy::assessment::ProjectResult;
use ruku_policy::declare::FormScope;
use serde::Serialize;

use crate::assets::read;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::print::{Desktop, steps_text};
use crate::show;

/// A printed form held against the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaperCheck {
    /// The fingerprint on its pages; empty for a blank form.
    pub fingerprint: String,
    /// The form's version on its pages.
    pub version: String,
    /// The page of the file it first starts on.
    pub first_page: u32,
    /// Pages of one copy.
    pub pages: u32,
    /// Copies in the file.
    pub copies: u32,
    /// Pages that are missing, doubled or out of order, in Chinese.
    pub faults: Vec<String>,
    /// `same`, `changed`, `withdrawn`, `unknown`, `blank` or `no_library`.
    pub status: &'static str,
    /// The print the library remembers, if it does.
    pub print: Option<PrintedBefore>,
    /// What has changed since.
    pub changes: Vec<ChangedFact>,
}

/// What the register says of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedBefore {
    /// The programme.
    pub programme: String,
    /// The form's id.
    pub form: String,
    /// The form's Chinese title.
    pub title: String,
    /// The project's number.
    pub project: i64,
    /// Enterprise and project.
    pub subject: String,
    /// When it was printed.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: String,
}

/// A fact that is another now than on the paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedFact {
    /// The fact, or `result.amount`, `pack`, `form`.
    pub fact: String,
    /// Its label.
    pub label: String,
    /// As printed; empty if it was unknown.
    pub printed: String,
    /// As it is now; empty if it is unknown.
    pub now: String,
}

impl Desk {
    /// Reads a printed PDF and says of each form in it which project it is of
    /// and whether the library's data still are what it shows.
    ///
    /// # Errors
    /// The file is no PDF of ours.
    pub fn verify_paper(&self, file: &Path) -> Result<Vec<PaperCheck>, DeskError> {
        let printed = verify::read(&read(file)?)?;
        let mut checks: Vec<PaperCheck> = Vec::new();
        for form in printed.forms {
            let same = |known: &&mut PaperCheck| {
                known.fingerprint == form.fingerprint && known.version == form.version
            };
            match checks.iter_mut().find(same) {
                Some(known) => {
                    known.copies += 1;
                    known.faults.extend(form.faults);
                }
                None => checks.push(self.check_form(form)?),
            }
        }
        Ok(checks)
    }

    fn check_form(&self, form: PrintedForm) -> Result<PaperCheck, DeskError> {
        let mut check = PaperCheck {
            fingerprint: form.fingerprint,
            version: form.version,
            first_page: form.first_page,
            pages: form.pages,
            copies: 1,
            faults: form.faults,
            status: "blank",
            print: None,
            changes: Vec::new(),
        };
        if check.fingerprint.is_empty() {
            return Ok(check);
        }
        let Ok(library) = self.library() else {
            check.status = "no_library";
            return Ok(check);
        };
        let Some(print) = library.prints_of_fingerprint(&check.fingerprint)?.pop() else {
            check.status = "unknown";
            return Ok(check);
        };
        let desktop = self.desktop(Some(&print.print.programme), &print.print.form)?;
        let Some(id) = print
            .print
            .project
            .filter(|_| desktop.form.per == FormScope::Project)
        else {
            return self.check_list(check, &desktop, &print);
        };
        let mut before = PrintedBefore {
            programme: print.print.programme.clone(),
            form: print.print.form.clone(),
            title: desktop.form.title.clone(),
            project: id.0,
            subject: String::new(),
            at: print.stamp.at,
            by: print.stamp.by.clone(),
        };
        match library.project(id) {
            Ok(project) => {
                let summary = &project.summary;
                before.subject = format!("{} {}", summary.enterprise, summary.name);
                check.changes = self.changes_since(&desktop, &project, &print)?;
                check.status = if desktop.fingerprint_now(&project) == check.fingerprint {
                    "same"
                } else {
                    "changed"
                };
            }
            Err(LibraryError::NotFound { .. }) => check.status = "withdrawn",
            Err(error) => return Err(error.into()),
        }
        check.print = Some(before);
        Ok(check)
    }

    /// A paper on several projects: whether all of it still is as printed.
    fn check_list(
        &self,
        mut check: PaperCheck,
        desktop: &Desktop,
        print: &Print,
    ) -> Result<PaperCheck, DeskError> {
        let mut projects = self
            .library()?
            .projects(&print.print.programme, &ProjectFilter::default())?;
        projects.retain(|project| print.print.projects.contains(&project.id));
        let now = desktop.fingerprint_with(&projects, print.print.project)?;
        let same = now.is_some_and(|now| now == check.fingerprint);
        check.status = if same { "same" } else { "changed" };
        if !same {
            check.changes.push(ChangedFact {
                fact: "data".to_owned(),
                label: "所列项目的内容".to_owned(),
                printed: "打印时的数据".to_owned(),
                now: "所列项目的数据与打印时不同，请重新打印后逐项核对".to_owned(),
            });
        }
        check.print = Some(PrintedBefore {
            programme: print.print.programme.clone(),
            form: print.print.form.clone(),
            title: desktop.form.title.clone(),
            project: print.print.project.map_or(0, |project| project.0),
            subject: print.print.subject.clone(),
            at: print.stamp.at,
            by: print.stamp.by.clone(),
        });
        Ok(check)
    }

    /// What the form would show otherwise today.
    fn changes_since(
        &self,
        desktop: &Desktop,
        project: &Project,
        print: &Print,
    ) -> Result<Vec<ChangedFact>, DeskError> {
        let printed_result = match print.print.run {
            Some(run) => self
                .library()?
                .frozen_run(run)?
                .assessment
                .results
                .into_iter()
                .find(|result| result.id == project.summary.id.0.to_string()),
            None => None,
        };
        // A value typed in the very moment of printing may stand on either
        // side of it: the fingerprint tells which.
        let until = facts_when(project, |record| record.at <= print.stamp.at);
        let ahead = facts_when(project, |record| record.at < print.stamp.at);
        let agrees = |facts: &Facts| {
            desktop.fingerprint(&project.summary, facts, printed_result.as_ref())
                == print.print.fingerprint
        };
        let printed = if !agrees(&until) && agrees(&ahead) {
            ahead
        } else {
            until
        };
        let mut changes: Vec<ChangedFact> = desktop
            .template
            .facts()
            .into_iter()
            .filter_map(|id| changed(desktop, &id, printed.get(id.as_str()), project))
            .collect();
        let result_now = desktop.result(project.summary.id);
        let amount_of = |result: Option<&ProjectResult>| result.and_then(|result| result.amount);
        let amount_now = amount_of(result_now);
        let printed_amount = amount_of(printed_result.as_ref());
        if amount_now != printed_amount {
            let shown = |amount: Option<Money>| amount.map(Money::grouped).unwrap_or_default();
            changes.push(ChangedFact {
                fact: "result.amount".to_owned(),
                label: "测算金额（元）".to_owned(),
                printed: shown(printed_amount),
                now: shown(amount_now),
            });
        }
        let steps = |result: Option<&ProjectResult>| result.map(steps_text).unwrap_or_default();
        let (steps_printed, steps_now) = (steps(printed_result.as_ref()), steps(result_now));
        if desktop.is_common && steps_printed != steps_now {
            changes.push(ChangedFact {
                fact: "result.steps".to_owned(),
                label: "计算过程".to_owned(),
                printed: steps_printed,
                now: steps_now,
            });
        }
        if desktop.form.version != print.print.version {
            changes.push(ChangedFact {
                fact: "form".to_owned(),
                label: "表单版本".to_owned(),
                printed: print.print.version.clone(),
                now: desktop.form.version.clone(),
            });
        }
        Ok(changes)
    }
}

/// The facts as the newest record that counts has them.
fn facts_when(project: &Project, counts: impl Fn(&FactRecord) -> bool) -> Facts {
    project
        .history
        .iter()
        .filter_map(|(id, records)| {
            let record = records.iter().find(|record| counts(record))?;
            Some((id.clone(), Fact::bare(record.value.clone()?)))
        })
        .collect()
}

fn changed(
    desktop: &Desktop,
    id: &str,
    printed: Option<&Fact>,
    project: &Project,
) -> Option<ChangedFact> {
    let declaration = desktop.pack.fact(&FactId::new(id))?;
    let before = printed.map(|fact| &fact.value);
    let now = project.facts.get(id).map(|fact| &fact.value);
    let shown = |value: Option<&FactValue>| {
        value
            .map(|value| show::value(declaration, value))
            .unwrap_or_default()
    };
    (before != now).then(|| ChangedFact {
        fact: id.to_owned(),
        label: show::label_with_unit(declaration),
        printed: shown(before),
        now: shown(now),
    })
}
