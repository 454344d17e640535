//! Printing: one file per form, or one collated batch of many forms.
//!
//! A form that fails the nothing-lost check is not released.

use chrono::NaiveDateTime;
use lopdf::Document as Tree;

use crate::document::Document;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::layout::lay_out;
use crate::pdf::book::{Book, Cover};
use crate::pdf::draw;
use crate::proof;
use crate::sheet::Laid;

/// Pages drawn at once; keeps memory flat in large batches.
const CHUNK_PAGES: usize = 240;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintOptions {
    /// Copies; `None` takes what each form asks for (一式七份).
    pub copies: Option<u32>,
    /// The moment the file is made, for its properties.
    pub created: NaiveDateTime,
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
    /// The file; `None` if nothing could be printed or the clerk stopped it.
    pub pdf: Option<Pdf>,
    /// Forms printed.
    pub printed: usize,
    /// Forms that were not released.
    pub refused: Vec<Refused>,
    /// The clerk stopped it.
    pub cancelled: bool,
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
    let mut book = Book::new();
    let pages = book.add(draw(&laid.pages.iter().collect::<Vec<_>>(), fonts)?);
    book.bind(&pages, true, false)?;
    let pages = page_count(book.pages());
    let title = if laid.meta.subject.is_empty() {
        laid.meta.title.clone()
    } else {
        format!("{}（{}）", laid.meta.title, laid.meta.subject)
    };
    let copies = options.copies.unwrap_or(laid.meta.copies);
    let bytes = book.finish(&Cover {
        title: &title,
        created: options.created,
        copies,
    })?;
    let tree = Tree::load_mem(&bytes).map_err(|error| PaperError::Pdf(error.to_string()))?;
    proof::read_back(&tree, tree.get_pages().into_values().zip(&laid.pages))?;
    proof::shapes(&tree, fonts)?;
    Ok(Pdf { bytes, pages })
}

/// One file with all copies of all forms, collated: every copy starts on a
/// fresh sheet, the print dialog starts with one copy, each form has a
/// bookmark. `go_on` is told how many forms are done and says whether to go on.
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
    go_on: &mut dyn FnMut(usize) -> bool,
) -> Result<Batch, PaperError> {
    let mut book = Book::new();
    let mut chunk: Vec<Laid> = Vec::new();
    let mut chunk_pages = 0;
    let mut batch = Batch {
        pdf: None,
        printed: 0,
        refused: Vec::new(),
        cancelled: false,
    };
    for (index, document) in documents.into_iter().enumerate() {
        if !go_on(index) {
            batch.cancelled = true;
            return Ok(batch);
        }
        let mut subject = String::new();
        let laid = document.and_then(|document| {
            subject.clone_from(&document.meta.subject);
            let laid = lay_out(&document, fonts)?;
            proof::laid(&laid)?;
            Ok(laid)
        });
        match laid {
            Ok(laid) => {
                chunk_pages += laid.pages.len();
                batch.printed += 1;
                chunk.push(laid);
            }
            Err(error) => batch.refused.push(Refused {
                index,
                subject,
                error,
            }),
        }
        if chunk_pages >= CHUNK_PAGES {
            write_chunk(&mut book, &std::mem::take(&mut chunk), fonts, options)?;
            chunk_pages = 0;
        }
    }
    write_chunk(&mut book, &chunk, fonts, options)?;
    if book.pages() > 0 {
        let pages = page_count(book.pages());
        let cover = Cover {
            title,
            created: options.created,
            copies: 1,
        };
        batch.pdf = Some(Pdf {
            bytes: book.finish(&cover)?,
            pages,
        });
    }
    Ok(batch)
}

/// Draws some forms, checks them, and binds their copies in.
fn write_chunk(
    book: &mut Book,
    forms: &[Laid],
    fonts: &Fonts,
    options: &PrintOptions,
) -> Result<(), PaperError> {
    if forms.is_empty() {
        return Ok(());
    }
    let pages = forms
        .iter()
        .flat_map(|form| &form.pages)
        .collect::<Vec<_>>();
    let tree = draw(&pages, fonts)?;
    proof::read_back(&tree, tree.get_pages().into_values().zip(pages))?;
    proof::shapes(&tree, fonts)?;
    let mut ids = book.add(tree).into_iter();
    for form in forms {
        let own = ids.by_ref().take(form.pages.len()).collect::<Vec<_>>();
        if let Some(first) = own.first() {
            let title = if form.meta.subject.is_empty() {
                &form.meta.title
            } else {
                &form.meta.subject
            };
            book.bookmark(title, *first);
        }
        for copy in 0..options.copies.unwrap_or(form.meta.copies) {
            book.bind(&own, copy == 0, true)?;
        }
    }
    Ok(())
}

fn page_count(pages: usize) -> u32 {
    u32::try_from(pages).unwrap_or(u32::MAX)
}
