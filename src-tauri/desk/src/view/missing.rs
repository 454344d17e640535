//! What a form still needs before it is printed, as screens show it.

use serde::{Deserialize, Serialize};

use super::FactView;

views! {
    /// A project that lacks what a form must have.
    MissingRow {
        /// The project.
        project: i64,
        /// Its enterprise.
        enterprise: String,
        /// Its name.
        name: String,
        /// What is missing, with what a field to fill it in needs.
        facts: Vec<FactView>,
    }
}
