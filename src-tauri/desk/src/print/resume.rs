//! Going on with a printing that was broken off, from any of its copies: the
//! same forms, in the same order, of the same data, or nothing at all.

use std::path::Path;

use chrono::NaiveTime;
use ruku_library::table::print_register::Print;
use ruku_library::table::printing::{Printing, PrintingId};
use ruku_model::date::chinese_day;
use ruku_papers::print::PrintOptions;

use super::files::{FileKind, file_safe, printed};
use super::{empty_view, refuse, summary};
use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::names;
use crate::progress::Job;
use crate::setting::at_the_office;
use crate::view::PrintView;

/// More names than fit a sentence.
const NAMED_MAX: usize = 3;

/// A copy of a printing.
struct At {
    printing: Printing,
    prints: Vec<Print>,
    /// The print it is a copy of, from 0.
    place: usize,
    /// Which copy of that print, from 1.
    copy: u32,
    /// The copies of the whole printing.
    total: u32,
}

impl Desk {
    /// Whose copy the `number`-th of a printing is, in one Chinese sentence.
    ///
    /// # Errors
    /// There is no such printing or copy.
    pub fn copy_of_printing(&self, printing: i64, number: u32) -> Result<String, DeskError> {
        Ok(sentence(&self.at(printing, number)?, number))
    }

    /// The last printing of a form in a programme.
    ///
    /// # Errors
    /// The form was never printed there.
    pub fn last_printing(&self, programme: &str, form: &str) -> Result<i64, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let forms = common::all_forms(&self.setting.assets, &pack)?;
        let form = names::form(&forms, form)?;
        let prints = self.library()?.prints(&programme.id)?;
        let mut newest = prints.iter().rev();
        let last = newest.find(|print| print.print.form == form.id);
        last.and_then(|print| print.printing)
            .map(|id| id.0)
            .ok_or_else(|| {
                DeskError::Refused(format!(
                    "还没有打印过{}，没有可以续打的批。请先整批打印。",
                    form.short
                ))
            })
    }

    /// Prints what is left of a printing from its `number`-th copy on, as one
    /// collated file; its copies are in the register already.
    ///
    /// # Errors
    /// There is no such printing or copy; the data or the template of one of
    /// its forms has changed since, so that its copies would differ; or the file cannot be
    /// written.
    pub fn resume_printing(
        &mut self,
        printing: i64,
        number: u32,
        folder: &Path,
        job: &mut Job<'_>,
    ) -> Result<PrintView, DeskError> {
        let at = self.at(printing, number)?;
        let order = &at.printing.order;
        let mut desktop = self.desktop(Some(&order.programme), &order.form)?;
        // The copies that are left say the same day as those that are printed.
        desktop.printed_on = chinese_day(at.printing.stamp.at.date());
        let left = &at.prints[at.place..];
        let mut documents = Vec::new();
        let mut frozen = None;
        let mut changed = Vec::new();
        for print in left {
            let same = match self.subject_of(print)? {
                Some(subject) => {
                    self.account_for(&mut desktop, &subject, &mut frozen)?;
                    Some(desktop.filled(&subject)?).filter(|form| {
                        form.fingerprint == print.print.fingerprint
                            && form.document.meta.version == print.print.version
                    })
                }
                None => None,
            };
            match same {
                Some(form) => documents.push(form.document),
                None => changed.push(print.print.subject.clone()),
            }
        }
        if !changed.is_empty() {
            return Err(DeskError::Refused(changed_since(&changed)));
        }
        // Copies of the first form that came out before the jam are left out.
        let options = PrintOptions {
            from_copy: at.copy,
            created: at_the_office(at.printing.stamp.at.date().and_time(NaiveTime::MIN)),
            ..self.print_options(Some(order.copies))
        };
        let stem = format!("{}_第{printing}批_从第{number}份续打", desktop.form.short);
        let path = folder.join(format!("{}.pdf", file_safe(&stem)));
        let pieces = documents.len();
        let book = self.bind(&desktop, documents, &options, (&path, (0, pieces), job))?;
        let mut view = empty_view(folder);
        view.printing = Some(printing);
        view.cancelled = book.cancelled;
        refuse(&mut view, &book, &desktop, &mut Vec::new());
        if book.pages > 0 {
            let what = format!("续打：{}", sentence(&at, number));
            let copies = at.total - number + 1;
            view.files
                .push(printed(&path, FileKind::Book, &what, (book.pages, copies)));
            let stamp = self.stamp();
            self.library_mut()?
                .note_resumption(PrintingId(printing), number, &stamp)?;
        }
        view.summary = summary(&view.files);
        Ok(view)
    }

    fn at(&self, printing: i64, number: u32) -> Result<At, DeskError> {
        let id = PrintingId(printing);
        let printing = self.library()?.printing(id)?;
        let prints = self.library()?.prints_of_printing(id)?;
        let total = prints.iter().map(|print| print.print.copies).sum();
        let mut before = 0;
        for (place, print) in prints.iter().enumerate() {
            let copies = print.print.copies;
            if number > before && number <= before + copies {
                return Ok(At {
                    copy: number - before,
                    printing,
                    prints,
                    place,
                    total,
                });
            }
            before += copies;
        }
        Err(DeskError::Refused(format!(
            "第{}批一共{total}份，没有第{number}份。请填 1 到 {total} 的整数。",
            id.0
        )))
    }
}

fn sentence(at: &At, number: u32) -> String {
    let print = &at.prints[at.place].print;
    format!(
        "第{number}份是“{}”的第{}份（每件{}份）；从这一份起还有{}份要打印。",
        print.subject,
        at.copy,
        print.copies,
        at.total - number + 1
    )
}

fn changed_since(changed: &[String]) -> String {
    let named: Vec<String> = changed
        .iter()
        .take(NAMED_MAX)
        .map(|name| format!("“{name}”"))
        .collect();
    let more = if changed.len() > NAMED_MAX {
        format!("等{}件", changed.len())
    } else {
        String::new()
    };
    format!(
        "打印以后，{}{more}的数据或表单有变动，续打会与已经打好的份不一致，没有续打。请到“打印”里整套重新打印。",
        named.join("、")
    )
}
