//! The words every room of ruku shares: money, rates, dates, codes, facts and
//! where they came from.
//!
//! `model` knows nothing of files, SQL, screens, or any city's rules. It does
//! no I/O and reads no clock.

pub mod amount_words;
pub mod calendar;
pub mod credit_code;
pub mod date;
pub mod fact;
pub mod finding;
pub mod fingerprint;
pub mod money;
pub mod rate;
pub mod region;
