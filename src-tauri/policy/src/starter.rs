//! A pack to start from: it loads, and its cases run.

use crate::pack::PackFiles;

/// The files of the starter pack, under another id.
///
/// ```
/// use ruku_policy::{pack::Pack, starter};
/// let pack = Pack::load(&starter::files("zhaoqing-2026-upgrade")).unwrap();
/// assert_eq!(pack.id, "zhaoqing-2026-upgrade");
/// ```
#[must_use]
pub fn files(id: &str) -> PackFiles {
    let policy = include_str!("../starter/policy.toml").replace("my-city-2026-programme", id);
    [
        ("policy.toml", policy.as_str()),
        ("facts.toml", include_str!("../starter/facts.toml")),
        ("clauses.toml", include_str!("../starter/clauses.toml")),
        ("cases.toml", include_str!("../starter/cases.toml")),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .collect()
}
