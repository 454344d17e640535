//! Texts that stand in a column again and again (是, a county, a direction) are
//! read once.

use std::sync::Arc;

use crate::cell::{Meaning, Reading};
use crate::workbook::{Content, Text};

/// What a cell gives: one reading, or two where a column gives two facts.
pub(super) type Readings = (Reading, Option<Reading>);

/// The readings of a column's frequent texts.
#[derive(Clone, Default)]
pub(super) struct Memo {
    known: Vec<(Text, Readings)>,
    misses: usize,
}

/// More texts than this are not frequent.
const KNOWN_MAX: usize = 12;

/// A column that was asked in vain so often has no frequent texts.
const MISSES_MAX: usize = 200;

impl Memo {
    /// The readings of a shared text that was read before.
    pub(super) fn recall(&mut self, content: &Content) -> Option<Readings> {
        let Content::Text(text) = content else {
            return None;
        };
        if self.misses > MISSES_MAX {
            return None;
        }
        let found = self
            .known
            .iter()
            .find(|(known, _)| Arc::ptr_eq(known, text));
        self.misses = if found.is_some() { 0 } else { self.misses + 1 };
        found.map(|(_, readings)| readings.clone())
    }

    /// Keeps readings about which there is nothing to say.
    pub(super) fn keep(&mut self, content: &Content, readings: &Readings) {
        let plain =
            |reading: &Reading| reading.remarks.is_empty() && reading.meaning != Meaning::Unknown;
        if let Content::Text(text) = content
            && self.known.len() < KNOWN_MAX
            && self.misses <= MISSES_MAX
            && plain(&readings.0)
            && readings.1.as_ref().is_none_or(plain)
        {
            self.known.push((text.clone(), readings.clone()));
        }
    }
}
