//! Finding the table on a sheet: where its header stands, which rows are
//! projects, totals, groups and notes.

pub mod header;
pub mod rows;
pub mod words;
