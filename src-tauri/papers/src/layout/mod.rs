//! The layout core: a filled form becomes pages of positioned glyphs, in
//! integer milli-points throughout.

pub(crate) mod kinsoku;

mod again;
mod contents;
mod flow;
mod furniture;
mod lines;
mod numbers;
mod pages;
mod set;
pub(crate) mod shape;
mod split;
mod table;
mod title;

pub(crate) use furniture::{FINGERPRINT_LABEL, VERSION_LABEL};

use crate::document::Document;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::sheet::Laid;

/// Lays a form out on pages, with running heads and page numbers.
///
/// # Errors
/// A character no font has, or a part that no page can hold.
pub fn lay_out(document: &Document, fonts: &Fonts) -> Result<Laid, PaperError> {
    let blank = contents::listing(document, &[]);
    let drafted = blank.as_ref().unwrap_or(document);
    let mut shaper = shape::Shaper::new(fonts);
    let (mut pages, mut headings) = pages::paginate(drafted, &mut shaper)?;
    if let Some(listed) = contents::listing(document, &headings) {
        // The pages are known now; they do not change by being named.
        shaper = shape::Shaper::new(fonts);
        (pages, headings) = pages::paginate(&listed, &mut shaper)?;
    }
    if !document.meta.blank && !shaper.missing.is_empty() {
        return Err(PaperError::Required(shaper.missing));
    }
    furniture::add(document, &mut pages, &mut shaper);
    shaper.unprintable.dedup();
    if !shaper.unprintable.is_empty() {
        return Err(PaperError::NoGlyph(shaper.unprintable));
    }
    let pages = pages.into_iter().map(|page| page.page).collect();
    Ok(Laid {
        meta: document.meta.clone(),
        pages,
        sources: shaper.sources,
        bookmarks: contents::bookmarks(document, &headings),
    })
}
