//! Progress of long work, and a way to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

/// How far a job has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Progress {
    /// Pieces done.
    pub done: u32,
    /// Pieces in all; 0 while unknown.
    pub total: u32,
    /// What is being worked on: a Chinese phrase.
    pub what: String,
}

/// A flag that asks a job to stop at the next piece.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the job to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the job should stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a job reports to and is stopped by.
pub struct Job<'a> {
    /// Called for every piece.
    pub report: &'a mut dyn FnMut(Progress),
    /// Asked before every piece.
    pub cancel: &'a Cancel,
}

impl Job<'_> {
    /// Reports a piece; `false` if the job was asked to stop.
    pub fn step(&mut self, done: usize, total: usize, what: impl Into<String>) -> bool {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (self.report)(Progress {
            done: count(done),
            total: count(total),
            what: what.into(),
        });
        !self.cancel.is_cancelled()
    }
}
