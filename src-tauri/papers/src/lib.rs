//! What leaves the house: form templates, their layout, PDF, workbook tables,
//! and the proof that nothing was lost on the way.
//!
//! `papers` knows no SQL and not where data came from: it is handed JSON and
//! gives bytes.

pub mod error;
pub mod fonts;
pub mod units;

pub mod document;
pub mod template;

pub mod layout;
pub mod sheet;

pub mod print;
pub mod signing;
pub mod table;
pub mod verify;

mod pdf;
mod proof;
