//! What happens in the reader process: bytes to cells, under limits.
//!
//! Nothing here knows what a return is. Each format has a reader of its own that
//! streams cells out in frames; nothing is reserved because a file
//! claims to need it, and what one cell lacks costs no other.

use ruku_model::finding::RefusalCode;
use serde::{Deserialize, Serialize};

use crate::wire::{Assembly, Frame};
use crate::workbook::Workbook;
use emit::Emitter;

mod biff;
mod cfb;
mod code_page;
mod decode;
mod delimited;
mod drop_downs;
mod emit;
mod html;
pub mod limits;
pub mod look;
mod markup;
mod mhtml;
mod number_format;
mod ods;
mod ods_format;
mod ods_look;
mod ods_style;
mod own_rules;
mod palette;
mod parts;
mod rule;
mod sheet_part;
pub mod sniff;
mod xls;
mod xls_lists;
mod xls_look;
mod xls_protected;
mod xls_sheet;
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
    /// What the file is instead of a workbook, where that is known.
    pub foreign: Option<Foreign>,
}

/// Files that are no workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreign {
    /// PDF: a printed or scanned page.
    Pdf,
    /// A fixed-layout document of the Chinese standard.
    Ofd,
    /// A picture.
    Picture,
    /// A text document: Word, WPS, OpenDocument, RTF.
    TextDocument,
    /// A presentation.
    Presentation,
    /// A spreadsheet of Apple's, which nobody else reads.
    Numbers,
    /// A compressed folder.
    Archive,
    /// A program.
    Program,
    /// A web page without tables.
    PageWithoutTable,
    /// Text that is not in columns.
    PlainText,
}

impl Foreign {
    /// Every kind.
    pub const ALL: &[Foreign] = &[
        Foreign::Pdf,
        Foreign::Ofd,
        Foreign::Picture,
        Foreign::TextDocument,
        Foreign::Presentation,
        Foreign::Numbers,
        Foreign::Archive,
        Foreign::Program,
        Foreign::PageWithoutTable,
        Foreign::PlainText,
    ];
}

impl Refusal {
    /// A refusal with its detail.
    #[must_use]
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Refusal {
        Refusal {
            code,
            detail: detail.into(),
            foreign: None,
        }
    }

    /// The refusal of a file that is something else.
    #[must_use]
    pub fn foreign(what: Foreign) -> Refusal {
        let code = match what {
            Foreign::Pdf | Foreign::Ofd | Foreign::Picture => RefusalCode::Scan,
            _ => RefusalCode::NotWorkbook,
        };
        Refusal {
            foreign: Some(what),
            ..Refusal::new(code, format!("{what:?}"))
        }
    }
}

/// Reads a workbook of any supported format, found by its signature.
///
/// # Errors
/// The file is no workbook, is protected, damaged, or larger than allowed.
pub fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Workbook, Refusal> {
    let mut assembly = Assembly::new(limits);
    let mut end = None;
    read_frames(bytes, limits, &mut |frame| {
        if end.is_none() {
            end = assembly.take(frame);
        }
    });
    end.unwrap_or_else(|| Err(Refusal::new(RefusalCode::ReaderCrashed, "no end")))
}

/// Reads a workbook and hands it on in frames, the last of which is its end or
/// the reason why there is none.
pub fn read_frames(bytes: &[u8], limits: &Limits, sink: &mut dyn FnMut(Frame)) {
    if let Err(refusal) = read_into(bytes, Emitter::new(limits, sink)) {
        sink(Frame::Refused(refusal));
    }
}

fn read_into(bytes: &[u8], out: Emitter<'_>) -> Result<(), Refusal> {
    match sniff::kind_of(bytes) {
        Kind::Empty => Err(Refusal::new(RefusalCode::EmptyFile, "no bytes")),
        Kind::Zip => xlsx::read_zip(bytes, out),
        Kind::Ole => xls::read_ole(bytes, out),
        Kind::Biff => xls::read_stream(bytes, true, out),
        Kind::Foreign(what) => Err(Refusal::foreign(what)),
        Kind::Lock => Err(Refusal::new(
            RefusalCode::LockFile,
            "a lock file by its bytes",
        )),
        Kind::Html if is_xml(bytes, xml2003::NAMESPACE) => xml2003::read(bytes, out),
        Kind::Html if is_xml(bytes, ods::NAMESPACE) => ods::read_flat(bytes, out),
        Kind::Html => html::read(bytes, out),
        Kind::PageArchive => match mhtml::page(bytes) {
            Some(page) => html::read(&page, out),
            None => Err(Refusal::foreign(Foreign::PageWithoutTable)),
        },
        Kind::Text => delimited::read(bytes, out),
        Kind::Unknown => Err(Refusal::new(RefusalCode::NotWorkbook, "no known signature")),
    }
}

/// Whether markup names a name space near its beginning and is no web page.
fn is_xml(bytes: &[u8], namespace: &str) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    head.replace('\0', "").contains(namespace) && !head.to_lowercase().contains("<html")
}
