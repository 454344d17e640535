//! The layout core: a filled form becomes pages of positioned glyphs, in
//! integer milli-points throughout.

pub(crate) mod kinsoku;

mod flow;
mod furniture;
mod lines;
mod pages;
pub(crate) mod shape;
mod split;
mod table;

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
    let mut shaper = shape::Shaper {
        fonts,
        sources: Vec::new(),
        heading: String::new(),
        label: String::new(),
    };
    let mut pages = pages::paginate(document, &mut shaper)?;
    furniture::add(document, &mut pages, &mut shaper)?;
    let pages = pages.into_iter().map(|page| page.page).collect();
    Ok(Laid {
        meta: document.meta.clone(),
        pages,
        sources: shaper.sources,
    })
}
