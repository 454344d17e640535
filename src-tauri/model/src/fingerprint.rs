//! The data fingerprint that papers carry.
//!
//! It is computed over the facts that a form prints, so that a signed sheet
//! can be checked against the library: if a fact changes, so does it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::fact::Facts;

/// How many groups of [`GROUP_LENGTH`] characters a printed fingerprint has.
pub const GROUPS: usize = 4;

/// Characters in one group.
pub const GROUP_LENGTH: usize = 4;

/// Characters that are hard to confuse on paper (no 0/O, 1/I/L, 2/Z, 5/S, 8/B).
pub const ALPHABET: &[u8; 16] = b"34679ACDEFHJKMNP";

/// SHA-256 of `bytes` in lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The fingerprint of some facts, as short groups: `3A7C-9DKM-…`.
///
/// `scope` names what the fingerprint is of (form, version, project), so that
/// the same facts on two forms do not share one. Origins do not count.
#[must_use]
pub fn of_facts(scope: &str, facts: &Facts) -> String {
    let mut hasher = Sha256::new();
    let mut feed = |text: &str| {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    };
    feed(scope);
    for (id, fact) in facts {
        feed(id.as_str());
        feed(&fact.value.to_json().to_string());
    }
    groups(&hasher.finalize())
}

fn groups(digest: &[u8]) -> String {
    let mut out = String::new();
    for (i, byte) in digest.iter().take(GROUPS * 2).enumerate() {
        if i > 0 && i % 2 == 0 {
            out.push('-');
        }
        out.push(char::from(ALPHABET[usize::from(byte >> 4)]));
        out.push(char::from(ALPHABET[usize::from(byte & 15)]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Fact, FactId, FactValue};

    #[test]
    fn changes_with_any_fact() {
        let mut facts = Facts::new();
        facts.insert(FactId::new("a"), Fact::bare(FactValue::Count(1)));
        let one = of_facts("form", &facts);
        assert_eq!(one.len(), 19, "four groups of four");
        assert_ne!(one, of_facts("other form", &facts), "the form counts");
        facts.insert(FactId::new("a"), Fact::bare(FactValue::Count(2)));
        assert_ne!(one, of_facts("form", &facts), "the value counts");
    }
}
