//! Boxes to tick: `☑是 □否` says 是.

/// A box that was ticked.
const TICKED: &[char] = &['☑', '■', '✔', '✓', '√', '✅', '●', '◉'];

/// A box that was not. A crossed box may mean either.
const EMPTY: &[char] = &['□', '☐', '○', '◯', '▢', '×', '✗', '✘', '☒'];

/// Boxes made of brackets.
const TYPED: [(&str, &str); 6] = [
    ("(√)", "☑"),
    ("[√]", "☑"),
    ("(✓)", "☑"),
    ("[✓]", "☑"),
    ("()", "□"),
    ("[]", "□"),
];

/// What a cell of boxes says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Boxes {
    /// There are none.
    None,
    /// None of them is ticked, or several are, or the tick stands alone.
    Unclear,
    /// The words at the one that is ticked.
    Ticked(String),
}

/// Reads the boxes of a text, which stand before their words or all behind them.
///
/// ```
/// use ruku_intake::cell::boxes::{Boxes, read};
/// assert_eq!(read("☑是□否"), Boxes::Ticked("是".to_owned()));
/// assert_eq!(read("是□否√"), Boxes::Ticked("否".to_owned()));
/// assert_eq!(read("□是□否"), Boxes::Unclear);
/// assert_eq!(read("是"), Boxes::None);
/// ```
#[must_use]
pub fn read(plain: &str) -> Boxes {
    let is_box = |ch: char| TICKED.contains(&ch) || EMPTY.contains(&ch) && ch != '×';
    if !plain.contains(is_box) {
        return Boxes::None;
    }
    let mut plain = plain.to_owned();
    for (typed, mark) in TYPED {
        plain = plain.replace(typed, mark);
    }
    let is_mark = |ch: char| TICKED.contains(&ch) || EMPTY.contains(&ch);
    // A box is often typed as the character 口.
    let before = plain.starts_with(|ch| is_mark(ch) || ch == '口');
    let behind = plain.ends_with(is_mark);
    if before == behind {
        return Boxes::Unclear;
    }
    let mut ticked = Vec::new();
    let mut rest = plain.as_str();
    while let Some(at) = rest.find(is_mark) {
        let mark = rest[at..].chars().next().unwrap_or_default();
        let after = &rest[at + mark.len_utf8()..];
        let words = if before {
            &after[..after.find(is_mark).unwrap_or(after.len())]
        } else {
            &rest[..at]
        };
        if TICKED.contains(&mark) {
            ticked.push(words.trim_matches([',', '、', ';', '/', '.', ':', '口']));
        }
        rest = after;
    }
    match ticked[..] {
        [words] if !words.is_empty() => Boxes::Ticked(words.to_owned()),
        _ => Boxes::Unclear,
    }
}
