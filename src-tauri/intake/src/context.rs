//! What the reader is told: the programmes' forms, the regions, and what each
//! county called its columns before.

use std::collections::BTreeMap;

use ruku_model::fact::FactId;
use ruku_model::region::Regions;
use ruku_policy::declare::{FactDecl, ReturnDecl};

use crate::answers::Answers;
use crate::earlier::Earlier;
use crate::text;

/// How the return of one programme looks. Made from a pack by the caller.
#[derive(Debug, Clone)]
pub struct ReturnForm {
    /// The programme's (pack's) id.
    pub id: String,
    /// How the return is recognised.
    pub declaration: ReturnDecl,
    /// The facts the pack declares, in its order.
    pub facts: Vec<FactDecl>,
    /// The programme's measures: the directions a project can take.
    pub measures: Vec<MeasureName>,
}

/// A measure's id and the words that mean it.
#[derive(Debug, Clone)]
pub struct MeasureName {
    /// The measure's id, the value of the direction fact.
    pub id: String,
    /// Its title in the notice.
    pub title: String,
    /// Other wordings seen in returns.
    pub synonyms: Vec<String>,
}

/// Everything a file is read against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The forms of all programmes that are known; a file of another one than
    /// the expected is then refused by its name.
    pub forms: &'a [ReturnForm],
    /// The id of the programme whose returns are being taken in; without it
    /// the title decides.
    pub expected: Option<&'a str>,
    /// Cities and counties.
    pub regions: &'a Regions,
    /// Headers that clerks have assigned before.
    pub memory: &'a HeaderMemory,
    /// What a clerk has said of this file.
    pub answers: &'a Answers,
    /// What was reported in earlier years.
    pub earlier: &'a Earlier,
}

impl<'a> Context<'a> {
    /// What holds before anybody has said a word: no programme is expected,
    /// nothing is remembered, answered, or known of earlier years.
    #[must_use]
    pub const fn new(forms: &'a [ReturnForm], regions: &'a Regions) -> Self {
        Self {
            forms,
            expected: None,
            regions,
            memory: HeaderMemory::NONE,
            answers: Answers::NONE,
            earlier: Earlier::NONE,
        }
    }
}

/// Headers that clerks have assigned before, county by county.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderMemory {
    known: BTreeMap<String, BTreeMap<String, FactId>>,
}

impl HeaderMemory {
    /// Nothing has been assigned.
    pub const NONE: &'static HeaderMemory = &HeaderMemory {
        known: BTreeMap::new(),
    };

    /// Remembers that a county means `fact` by `header`.
    pub fn remember(&mut self, county_id: &str, header: &str, fact: FactId) {
        self.known
            .entry(county_id.to_owned())
            .or_default()
            .insert(text::header_key(header), fact);
    }

    /// What a county means by a header, if a clerk has said so.
    #[must_use]
    pub fn recall(&self, county_id: &str, header: &str) -> Option<&FactId> {
        self.known.get(county_id)?.get(&text::header_key(header))
    }

    /// Forgets one header of a county.
    pub fn forget(&mut self, county_id: &str, header: &str) {
        if let Some(headers) = self.known.get_mut(county_id) {
            headers.remove(&text::header_key(header));
        }
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.values().all(BTreeMap::is_empty)
    }
}

impl ReturnForm {
    /// The declaration of a fact.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&FactDecl> {
        self.facts.iter().find(|fact| fact.id.as_str() == id)
    }
}
