//! What verifying a library found, as screens show it.

use serde::{Deserialize, Serialize};

views! {
    /// A library verified.
    VerifyView {
        /// Nothing is wrong.
        sound: bool,
        /// One Chinese sentence.
        message: String,
        /// What was looked at.
        checks: Vec<CheckLine>,
        /// What is wrong, each a Chinese sentence.
        faults: Vec<String>,
    }

    /// One thing that was looked at.
    CheckLine {
        /// What, in Chinese.
        what: String,
        /// How much of it, in Chinese.
        how_much: String,
        /// It is as it should be.
        sound: bool,
    }
}
