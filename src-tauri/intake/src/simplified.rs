//! 繁体 as 简体: names of enterprises are compared in simplified characters.
//! What is stored and shown stays as the county wrote it.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The pairs of the 简化字总表 (1986) and of the 异体字整理表 whose first
/// character simplified text does not use, in the order of their code points.
const PAIRS: &str = include_str!("simplified.txt");

static SIMPLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let characters: Vec<char> = PAIRS.chars().filter(|ch| !ch.is_whitespace()).collect();
    characters
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .collect()
});

/// The text in simplified characters.
///
/// ```
/// use ruku_intake::simplified::simplified;
/// assert_eq!(simplified("韶關市丹霞鑄鍛有限公司"), "韶关市丹霞铸锻有限公司");
/// ```
#[must_use]
pub fn simplified(text: &str) -> String {
    text.chars()
        .map(|ch| SIMPLE.get(&ch).copied().unwrap_or(ch))
        .collect()
}
