//! The edge to PDF: pages of glyphs become a printpdf document, and its object
//! tree is finished by hand. Floats occur here and nowhere else in this crate.

mod archive;
pub(crate) mod book;
mod draw;
pub(crate) mod outlines;
pub(crate) mod read;

pub(crate) use draw::draw;
