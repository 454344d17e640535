//! Who does something, and when: handed in with every write.

use chrono::NaiveDateTime;

/// The actor and the moment of a write, as the audit trail records them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The person's name, as the office knows it.
    pub by: String,
    /// The local time of the office.
    pub at: NaiveDateTime,
}

impl Stamp {
    /// A stamp of `by` at `at`.
    #[must_use]
    pub fn new(by: impl Into<String>, at: NaiveDateTime) -> Stamp {
        Stamp { by: by.into(), at }
    }
}
