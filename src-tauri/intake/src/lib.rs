//! County returns in: safe reading, table finding, header matching, cell
//! parsing, findings.
//!
//! A workbook is parsed in a child process ([`reader`]) under limits of memory
//! and time; what comes back is a neutral [`workbook::Workbook`]. From it
//! [`read::read_return`] makes a [`return_file::ReturnFile`]: rows of facts
//! with the cell each came from, and everything that is wrong or doubtful.
//!
//! [`out`] writes what goes back to the counties; [`diff`] and [`repair`] follow a
//! return through its corrections.
//!
//! `intake` does not know SQL, rules or amounts due.

pub mod across;
pub mod answers;
pub mod cell;
pub mod check;
pub mod columns;
pub mod context;
mod county;
mod crossed;
pub mod diff;
pub mod earlier;
mod evidence_sheet;
pub mod garbled;
pub mod grid;
pub mod interpret;
pub mod look;
pub mod numeral;
pub mod out;
mod pieces;
pub mod raw;
pub mod read;
pub mod reader;
pub mod recognise;
pub mod repair;
pub mod return_file;
pub mod sentence;
pub mod sheet;
pub mod shown;
pub mod simplified;
pub mod spelling;
pub mod table;
pub mod text;
mod titled;
pub mod twin;
pub mod wire;
pub mod workbook;
