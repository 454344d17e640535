//! Workbooks that go to the counties: the reply to a return, and the empty
//! form. Both carry a hidden fingerprint by which they are known when they
//! come back.

mod copy;
mod drop_downs;
mod own_rules;
pub mod reply;
mod style;
mod sums;
mod tasks;
pub mod template;

/// The sheet of a reply that lists what is to be put right.
pub const TASK_SHEET: &str = "退改清单";

/// The hidden property that names the programme a workbook was made for.
pub const PROPERTY_PROGRAMME: &str = "ruku-programme";

/// The hidden property of a reply: the SHA-256 of the return it answers.
pub const PROPERTY_ANSWERS: &str = "ruku-answers";

/// The hidden property of an empty form: its fingerprint.
pub const PROPERTY_FORM: &str = "ruku-form";

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OutError {
    /// The writer refused.
    #[error("cannot write the workbook: {0}")]
    Writer(#[from] rust_xlsxwriter::XlsxError),
    /// The form declares more columns than a sheet has.
    #[error("the form has {0} columns, a sheet has 16384")]
    TooManyColumns(usize),
}
