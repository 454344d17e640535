//! Printing forms: for every subject one file, one collated batch of all, and
//! the list of what is to be signed and sealed. A form that fails the
//! nothing-lost check is left out and named.

pub(crate) mod copies;
pub(crate) mod desktop;
pub(crate) mod files;

mod checklist;
mod missing;
mod resume;
mod unprintable;

use std::path::{Path, PathBuf};

use ruku_library::table::print_content::ContentLine;
use ruku_library::table::print_register::NewPrint;
use ruku_library::table::printing::{NewPrinting, PrintingId};
use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_papers::document::Document;
use ruku_papers::fonts::Fonts;
use ruku_papers::print::{Batch, Pdf, PrintOptions, batch, single};
use ruku_papers::template::render;
use serde_json::Value;

use self::copies::check_copies;
use self::desktop::Desktop;
use self::files::{FileKind, file_safe, printed};
use crate::assets::{write, write_through};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::paper_data::subject::{self, Subject};
use crate::progress::Job;
use crate::setting::at_the_office;
use crate::view::missing::MissingRow;
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
    /// Prints what an ineligible project vouches with, too.
    pub ineligible_too: bool,
    /// Prints lines to write on where a form lacks what it must have.
    pub leave_blank: bool,
    /// Prints a list without the projects that no font can print.
    pub leave_out: bool,
    /// Where the files go.
    pub folder: PathBuf,
}

/// A filled form on its way to paper.
struct Filled {
    subject: Subject,
    lines: Vec<ContentLine>,
    fingerprint: String,
    document: Document,
    /// What the clerk is told of it besides; may be empty.
    remark: String,
    /// What it must have and does not.
    missing: Vec<MissingRow>,
    /// The file of its own, and the pages of one copy in it.
    file: Option<(PathBuf, u32)>,
}

impl Desk {
    /// Prints a form: one file per subject (one copy inside), one batch file
    /// (all copies, collated), and the list of what is to be signed and sealed.
    ///
    /// # Errors
    /// There is no such programme or form, or a file cannot be written.
    pub fn print_forms(
        &mut self,
        order: &PrintOrder,
        job: &mut Job<'_>,
    ) -> Result<PrintView, DeskError> {
        check_copies(order.copies)?;
        let mut desktop = self.desktop(Some(&order.programme), &order.form)?;
        if desktop.leans_on_results() {
            self.refuse_while_upgrade_differs(&desktop.programme.id)?;
            self.refuse_stale(&desktop.programme, &desktop.form.short)?;
        }
        let summaries = self.ordered(&desktop.programme.id, &order.projects)?;
        let copies = order.copies.unwrap_or(desktop.form.copies);
        let subjects = desktop.subjects(&summaries);
        let mut view = empty_view(&order.folder);
        let mut filled = self.print_singles(order, &mut desktop, &subjects, (&mut view, job))?;
        if !view.cancelled && !filled.is_empty() {
            let stem = format!(
                "{}_成册_{}{}",
                desktop.form.short,
                filled.len(),
                desktop.counted()
            );
            let path = order.folder.join(format!("{}.pdf", file_safe(&stem)));
            let documents = filled.iter().map(|form| form.document.clone()).collect();
            let place = (subjects.len(), subjects.len() * 2);
            let options = self.print_options(Some(copies));
            let book = self.bind(&desktop, documents, &options, (&path, place, job))?;
            view.cancelled = book.cancelled;
            refuse(&mut view, &book, &desktop, &mut filled);
            if book.pages > 0 {
                let what = format!(
                    "成册：{}{}，一式{copies}份，双面",
                    book.forms.len(),
                    desktop.counted()
                );
                let file = printed(&path, FileKind::Book, &what, (book.pages, copies));
                view.files.insert(0, file);
                // A list goes round by itself: there is nothing to tick off.
                if filled.iter().any(|form| !form.subject.is_list) {
                    let list = self.print_checklist(&desktop, &filled, copies, &order.folder)?;
                    view.files.insert(1, list);
                }
            }
        }
        view.printing = self
            .register_order(order, copies, &desktop, &filled)?
            .map(|id| id.0);
        view.summary = summary(&view.files);
        if view.cancelled {
            view.summary.push(stopped(filled.len(), subjects.len()));
        }
        Ok(view)
    }

    /// The PDF of one form for one project in so many copies, byte for byte as
    /// the single file would be.
    ///
    /// # Errors
    /// There is no such form or project, or the form was not released.
    pub fn preview_form(
        &self,
        form: &str,
        project: i64,
        copies: Option<u32>,
    ) -> Result<Vec<u8>, DeskError> {
        check_copies(copies)?;
        let summary = self.library()?.project(ProjectId(project))?.summary;
        let mut desktop = self.desktop(Some(&summary.programme), form)?;
        if desktop.leans_on_results() {
            self.refuse_stale(&desktop.programme, &desktop.form.short)?;
        }
        let all = self.ordered(&summary.programme, &[])?;
        let subject = subject_about(&desktop, &all, &summary);
        self.account_for(&mut desktop, &subject, &mut None)?;
        let filled = desktop.filled(&subject)?;
        let options = self.print_options(copies);
        let pdf = single(&filled.document, &*self.fonts()?, &options);
        let pdf = pdf.map_err(|error| {
            let told = desktop.told(&subject, error.into()).chinese();
            DeskError::Refused(format!("{}：{told}", desktop.named(&subject)))
        })?;
        Ok(pdf.bytes)
    }

    /// Fills and prints the file of every subject; gives those that were
    /// released.
    fn print_singles(
        &self,
        order: &PrintOrder,
        desktop: &mut Desktop,
        subjects: &[Subject],
        (view, job): (&mut PrintView, &mut Job<'_>),
    ) -> Result<Vec<Filled>, DeskError> {
        let fonts = self.fonts()?;
        let options = self.print_options(order.copies);
        let mut released = Vec::new();
        let mut frozen = None;
        // Every form is laid out for its own file first, then for the batch.
        let pieces = subjects.len() * 2;
        for (index, subject) in subjects.iter().enumerate() {
            let what = format!("{}：{}", desktop.form.short, desktop.named(subject));
            if !job.step(index, pieces, what) {
                view.cancelled = true;
                break;
            }
            if let Some(warning) = desktop.warning(subject).filter(|_| !order.ineligible_too) {
                view.refused.push(format!("{}：{warning}", subject.name));
                continue;
            }
            // Named project by project, a notice is printed all the same: what
            // people found is written in by hand.
            if order.projects.is_empty() && desktop.has_nothing_to_return(subject) {
                continue;
            }
            self.account_for(desktop, subject, &mut frozen)?;
            let mut one = print_one(desktop, subject, order, (&fonts, &options));
            let rest = one.as_ref().err().filter(|_| order.leave_out);
            if let Some((rest, names)) = rest.and_then(|error| desktop.without(subject, error)) {
                one = print_one(desktop, &rest, order, (&fonts, &options));
                view.refused
                    .extend(names.into_iter().map(unprintable::left_out));
            }
            match one {
                Ok((mut form, pdf)) => {
                    let name = format!("{}.pdf", desktop.file_stem(subject));
                    let path = order.folder.join(name);
                    write(&path, &pdf.bytes)?;
                    let what = match form.remark.as_str() {
                        "" => desktop.named(&form.subject),
                        remark => format!("{}。{remark}", desktop.named(&form.subject)),
                    };
                    view.files
                        .push(printed(&path, FileKind::Single, &what, (pdf.pages, 1)));
                    form.file = Some((path, pdf.pages));
                    released.push(form);
                }
                Err(error) => {
                    view.others_can |= desktop.without(subject, &error).is_some();
                    let error = desktop.told(subject, error);
                    view.refused
                        .push(format!("{}：{}", desktop.named(subject), error.chinese()));
                }
            }
        }
        Ok(released)
    }

    /// Binds the copies of some forms into one file, collated. The numbers are the pieces done before and
    /// all pieces.
    fn bind(
        &self,
        desktop: &Desktop,
        documents: Vec<Document>,
        options: &PrintOptions,
        (path, (done_before, pieces), job): (&Path, (usize, usize), &mut Job<'_>),
    ) -> Result<Batch, DeskError> {
        let names: Vec<String> = documents
            .iter()
            .map(|document| document.meta.subject.clone())
            .collect();
        let count = names.len();
        let mut go_on = |done: usize| {
            let whose = names.get(done).map(String::as_str).unwrap_or_default();
            let what = format!("成册，第{}件（共{count}件） {whose}", done + 1);
            job.step(done_before + done, pieces, what)
        };
        let fonts = self.fonts()?;
        let documents = documents.into_iter().map(Ok);
        let title = &desktop.form.title;
        write_through(path, |out| {
            let book = batch(documents, title, &fonts, options, out, &mut go_on)?;
            let whole = book.pages > 0;
            Ok((book, whole))
        })
    }

    /// How this desk prints: a file says the day it was made and not the
    /// second, so that a preview is byte for byte the file that is printed.
    pub(crate) fn print_options(&self, copies: Option<u32>) -> PrintOptions {
        let day = self.now().date().and_time(chrono::NaiveTime::MIN);
        PrintOptions {
            copies,
            ..PrintOptions::new(at_the_office(day))
        }
    }

    fn register_order(
        &mut self,
        order: &PrintOrder,
        copies: u32,
        desktop: &Desktop,
        filled: &[Filled],
    ) -> Result<Option<PrintingId>, DeskError> {
        if filled.is_empty() {
            return Ok(None);
        }
        let printing = NewPrinting {
            programme: desktop.programme.id.clone(),
            form: desktop.form.id.clone(),
            copies,
            folder: order.folder.display().to_string(),
        };
        let prints: Vec<_> = filled
            .iter()
            .map(|form| (desktop.entry(form, copies), form.lines.clone()))
            .collect();
        let stamp = self.stamp();
        let (id, _) = self
            .library_mut()?
            .register_printing(&printing, &prints, &stamp)?;
        Ok(Some(id))
    }
}

/// Fills a sheet and prints it.
fn print_one(
    desktop: &Desktop,
    subject: &Subject,
    order: &PrintOrder,
    (fonts, options): (&Fonts, &PrintOptions),
) -> Result<(Filled, Pdf), DeskError> {
    let form = desktop.filled(subject)?;
    if !form.missing.is_empty() && !order.leave_blank {
        return Err(DeskError::Refused(missing::refusal(&form.missing, subject)));
    }
    let pdf = single(&form.document, fonts, options)?;
    Ok((form, pdf))
}

impl Desktop {
    /// The form of a subject, filled.
    fn filled(&self, subject: &Subject) -> Result<Filled, DeskError> {
        let lines = self.content(subject)?;
        let fingerprint = self.fingerprint_of(subject, &lines);
        let data = self.data(subject, &fingerprint)?;
        let mut document = render(&self.template, &data)?;
        document.meta.subject.clone_from(&subject.name);
        let missing = self.missing(subject, &document);
        // Whether it is printed so is decided by who ordered it.
        document.meta.blank = true;
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
            missing,
            subject: subject.clone(),
            lines,
            fingerprint,
            document,
            file: None,
        })
    }

    /// A subject's name; a list's is the programme's.
    pub(crate) fn named(&self, subject: &Subject) -> String {
        if subject.name.is_empty() {
            self.programme.title.clone()
        } else {
            subject.name.clone()
        }
    }

    fn entry(&self, form: &Filled, copies: u32) -> NewPrint {
        let (path, pages) = form.file.clone().unwrap_or_default();
        NewPrint {
            programme: self.programme.id.clone(),
            project: form.subject.registered(),
            projects: form
                .subject
                .projects
                .iter()
                .map(|project| project.id)
                .collect(),
            subject: self.named(&form.subject),
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

/// The sheet a project stands on.
fn subject_about(desktop: &Desktop, all: &[ProjectSummary], project: &ProjectSummary) -> Subject {
    let about = |subject: &Subject| subject.projects.iter().any(|p| p.id == project.id);
    desktop
        .subjects(all)
        .into_iter()
        .find(about)
        .unwrap_or_else(|| subject::of_project(project))
}

fn empty_view(folder: &Path) -> PrintView {
    PrintView {
        folder: folder.display().to_string(),
        printing: None,
        files: Vec::new(),
        summary: Vec::new(),
        refused: Vec::new(),
        others_can: false,
        cancelled: false,
    }
}

/// Says which forms the batch left out, and takes them out of `filled`.
fn refuse(view: &mut PrintView, book: &Batch, desktop: &Desktop, filled: &mut Vec<Filled>) {
    for refused in &book.refused {
        let error = DeskError::from(refused.error.clone());
        let told = match filled.get(refused.index) {
            Some(form) => {
                let told = desktop.told(&form.subject, error);
                format!("{}：{}", desktop.named(&form.subject), told.chinese())
            }
            None => format!("{}：{}", refused.subject, error.chinese()),
        };
        view.refused.push(told);
    }
    let mut place = 0;
    filled.retain(|_| {
        place += 1;
        book.refused.iter().all(|one| one.index + 1 != place)
    });
}

/// What a stopped print leaves: whole files that are in the register, and
/// nothing else.
fn stopped(written: usize, ordered: usize) -> String {
    let left = match ordered - written {
        0 => "成册文件没有生成".to_owned(),
        left => format!("其余{left}件没有打印、没有登记，成册文件没有生成"),
    };
    match written {
        0 => "已停止：没有打印，没有登记".to_owned(),
        written => {
            format!("已停止：写好并登记了{written}件，{left}；可在“纸件”里对这一批从第1份续打成册")
        }
    }
}

/// What was written, counted by kind: the book and the single files are the
/// same forms, so their pages are never added up.
fn summary(files: &[PrintedFile]) -> Vec<String> {
    let mut lines = Vec::new();
    for file in files.iter().filter(|file| file.kind == FileKind::Book.id()) {
        // Every copy starts on a fresh sheet, so a book has whole sheets.
        let sheets = file.pages.div_ceil(2);
        lines.push(format!(
            "成册文件 1 个，含全部各份：{} 页，双面用纸 {sheets} 张",
            file.pages
        ));
    }
    let singles = files
        .iter()
        .filter(|file| file.kind == FileKind::Single.id());
    let (count, pages) = singles.fold((0, 0), |(count, pages), file| {
        (count + 1, pages + file.pages)
    });
    if count > 0 {
        lines.push(format!("单件文件 {count} 个，每个只含一份：共 {pages} 页"));
    }
    for file in files
        .iter()
        .filter(|file| file.kind == FileKind::Checklist.id())
    {
        lines.push(format!("签章清单 1 个：{} 页", file.pages));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_and_its_single_files_are_counted_apart() {
        let file = |kind, pages| printed(Path::new("a.pdf"), kind, "", (pages, 1));
        let files = [
            file(FileKind::Book, 84),
            file(FileKind::Checklist, 1),
            file(FileKind::Single, 6),
            file(FileKind::Single, 5),
        ];
        assert_eq!(
            summary(&files),
            [
                "成册文件 1 个，含全部各份：84 页，双面用纸 42 张",
                "单件文件 2 个，每个只含一份：共 11 页",
                "签章清单 1 个：1 页"
            ],
            "never one sum over both"
        );
    }
}
