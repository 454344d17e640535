//! What happens in the reader process: bytes to cells, under limits.
//!
//! Nothing here knows what a return is. Every public parser of a format is
//! only reached through [`read_workbook`], after the guards have run.

use ruku_model::finding::RefusalCode;
use serde::{Deserialize, Serialize};

use crate::workbook::Workbook;

mod biff;
mod cfb;
mod decode;
mod delimited;
mod html;
pub mod limits;
pub mod look;
mod ods;
mod palette;
mod parts;
mod sheet_scan;
pub mod sniff;
mod xls;
mod xlsb;
mod xlsx;
mod xml2003;

pub use limits::Limits;
use sniff::Kind;

/// Why a file gives no cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?}: {detail}")]
pub struct Refusal {
    /// The reason, from the closed list.
    pub code: RefusalCode,
    /// What exactly, in English, for developers.
    pub detail: String,
}

impl Refusal {
    /// A refusal with its detail.
    #[must_use]
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Refusal {
        Refusal {
            code,
            detail: detail.into(),
        }
    }
}

/// Reads a workbook of any supported format, found by its signature.
///
/// # Errors
/// The file is no workbook, is protected, damaged, or larger than allowed.
pub fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Workbook, Refusal> {
    match sniff::kind_of(bytes) {
        Kind::Empty => Err(Refusal::new(RefusalCode::EmptyFile, "no bytes")),
        Kind::Zip => xlsx::read_zip(bytes, limits),
        Kind::Ole => xls::read_ole(bytes, limits),
        Kind::Picture(what) => Err(Refusal::new(RefusalCode::Scan, what)),
        Kind::Html if is_xml2003(bytes) => xml2003::read(bytes, limits),
        Kind::Html => html::read(bytes, limits),
        Kind::Text => delimited::read(bytes, limits),
        Kind::Unknown => Err(Refusal::new(RefusalCode::NotWorkbook, "no known signature")),
    }
}

/// Whether markup is Excel's own of 2003 and no web page.
fn is_xml2003(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    head.replace('\0', "").contains(xml2003::NAMESPACE) && !head.to_lowercase().contains("<html")
}
