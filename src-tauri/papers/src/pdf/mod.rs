//! The PDF side: printpdf's operations draw the pages and subset the fonts,
//! what it made is finished into a file here, and read back.

pub(crate) mod book;
pub(crate) mod draw;
pub(crate) mod embed;
pub(crate) mod outlines;
pub(crate) mod read;

mod archive;
mod write;

use crate::error::PaperError;

fn bad(error: lopdf::Error) -> PaperError {
    PaperError::Pdf(error.to_string())
}
