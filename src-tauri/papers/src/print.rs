//! Printing: one file per form, or one collated batch of many forms.
//!
//! A form that fails the nothing-lost check is not released. A batch is
//! written while it is made, so that it may be of any length.

mod press;

use std::io::Write;

use chrono::{DateTime, FixedOffset};

use self::press::Press;
use crate::document::Document;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::layout::lay_out;
use crate::pdf::book::Cover;
use crate::proof;
use crate::sheet::Laid;

/// Forms laid out ahead of the one that is being written.
const AHEAD: usize = 4;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintOptions {
    /// Copies; `None` takes what each form asks for (一式七份).
    pub copies: Option<u32>,
    /// The first copy of a batch that is printed, counted from 1 over all its
    /// forms: the batch goes on there after a jam.
    pub from_copy: u32,
    /// The moment the file is made, at the office, for its properties.
    pub created: DateTime<FixedOffset>,
}

impl PrintOptions {
    /// All copies that each form asks for.
    #[must_use]
    pub fn new(created: DateTime<FixedOffset>) -> PrintOptions {
        PrintOptions {
            copies: None,
            from_copy: 1,
            created,
        }
    }
}

/// A finished PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages, blank backs included.
    pub pages: u32,
}

/// A finished batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The file's pages, blank backs included; 0 if nothing was written.
    pub pages: u32,
    /// The file's length in bytes.
    pub length: u64,
    /// The copies of all forms, those before the first that is printed
    /// included.
    pub copies: u32,
    /// The forms inside, in order.
    pub forms: Vec<BatchForm>,
    /// Forms that were not released.
    pub refused: Vec<Refused>,
    /// The clerk stopped it: what was written is no file.
    pub cancelled: bool,
}

/// A form of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchForm {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Whose form it is.
    pub subject: String,
    /// The number of its first copy in the whole batch, from 1.
    pub first_copy: u32,
    /// Its copies in the whole batch.
    pub copies: u32,
    /// The page of this file it starts on, from 1; 0 if it was left out.
    pub first_page: u32,
    /// The pages of a copy, without its blank back.
    pub pages: u32,
}

/// A form that was not released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Whose form it is.
    pub subject: String,
    /// Why.
    pub error: PaperError,
}

/// One file with one copy inside; the print dialog starts with the number of
/// copies the form asks for.
///
/// # Errors
/// See [`PaperError`]; the form was not released.
pub fn single(
    document: &Document,
    fonts: &Fonts,
    options: &PrintOptions,
) -> Result<Pdf, PaperError> {
    let laid = lay_out(document, fonts)?;
    proof::laid(&laid)?;
    let title = if laid.meta.subject.is_empty() {
        laid.meta.title.clone()
    } else {
        format!("{}（{}）", laid.meta.title, laid.meta.subject)
    };
    let mut bytes = Vec::new();
    let mut press = Press::new(&mut bytes, fonts);
    press.alone(&laid)?;
    let pages = press.pages();
    press.finish(&Cover {
        title: &title,
        created: options.created,
        copies: options.copies.unwrap_or(laid.meta.copies),
    })?;
    Ok(Pdf { bytes, pages })
}

/// One file with all copies of all forms, collated: every copy starts on a
/// fresh sheet, the print dialog starts with one copy, each form has a
/// bookmark. `go_on` is told how many forms are done and says whether to go on.
/// The file is written to `out` while it is made; if the batch is cancelled,
/// fails, or holds nothing, what was written is no file.
///
/// Forms that fail are left out and listed; the others are printed.
///
/// # Errors
/// The file as a whole could not be made.
pub fn batch(
    documents: impl IntoIterator<Item = Result<Document, PaperError>>,
    title: &str,
    fonts: &Fonts,
    options: &PrintOptions,
    out: &mut (dyn Write + Send),
    go_on: &mut dyn FnMut(usize) -> bool,
) -> Result<Batch, PaperError> {
    let cover = Cover {
        title,
        created: options.created,
        copies: 1,
    };
    std::thread::scope(|scope| {
        let (sender, receiver) = std::sync::mpsc::sync_channel(AHEAD);
        // Laying out and writing take about as long as each other.
        let writer = scope.spawn(move || write(receiver, &cover, fonts, options, out));
        let mut stopped = false;
        for (index, document) in documents.into_iter().enumerate() {
            stopped = !go_on(index);
            if stopped || sender.send(lay(index, document, fonts)).is_err() {
                break;
            }
        }
        if stopped {
            // A writer that is told so leaves no finished file.
            let _ = sender.send(Step::Stop);
        }
        drop(sender);
        writer
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// What the writer is told next.
enum Step {
    /// A form, laid out and found complete.
    Form(usize, Box<Laid>),
    /// A form that cannot be printed.
    Refused(Refused),
    /// The clerk stopped it.
    Stop,
}

fn lay(index: usize, document: Result<Document, PaperError>, fonts: &Fonts) -> Step {
    let mut subject = String::new();
    let laid = document.and_then(|document| {
        subject.clone_from(&document.meta.subject);
        let laid = lay_out(&document, fonts)?;
        proof::laid(&laid)?;
        Ok(laid)
    });
    match laid {
        Ok(laid) => Step::Form(index, Box::new(laid)),
        Err(error) => Step::Refused(Refused {
            index,
            subject,
            error,
        }),
    }
}

fn write(
    steps: std::sync::mpsc::Receiver<Step>,
    cover: &Cover<'_>,
    fonts: &Fonts,
    options: &PrintOptions,
    out: &mut (dyn Write + Send),
) -> Result<Batch, PaperError> {
    let mut press = Press::new(out, fonts);
    let mut batch = Batch {
        pages: 0,
        length: 0,
        copies: 0,
        forms: Vec::new(),
        refused: Vec::new(),
        cancelled: false,
    };
    for step in steps {
        let (index, laid) = match step {
            Step::Form(index, laid) => (index, laid),
            Step::Refused(refused) => {
                batch.refused.push(refused);
                continue;
            }
            Step::Stop => {
                batch.cancelled = true;
                return Ok(batch);
            }
        };
        let copies = options.copies.unwrap_or(laid.meta.copies);
        let left_out = options
            .from_copy
            .saturating_sub(batch.copies + 1)
            .min(copies);
        let first_page = press.pages() + 1;
        match press.collated(&laid, left_out..copies) {
            Ok(()) => {
                batch.forms.push(BatchForm {
                    index,
                    subject: laid.meta.subject.clone(),
                    first_copy: batch.copies + 1,
                    copies,
                    first_page: if left_out < copies { first_page } else { 0 },
                    pages: u32::try_from(laid.pages.len()).unwrap_or(u32::MAX),
                });
                batch.copies += copies;
            }
            Err(error @ PaperError::Output(_)) => return Err(error),
            Err(error) => batch.refused.push(Refused {
                index,
                subject: laid.meta.subject.clone(),
                error,
            }),
        }
    }
    batch.pages = press.pages();
    if batch.pages > 0 {
        batch.length = press.finish(cover)?;
    }
    Ok(batch)
}
