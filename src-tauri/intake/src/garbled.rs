//! Text whose bytes were read as another encoding: not to be trusted, though
//! parts of it can still be read.
//!
//! A GBK text read one byte out of step loses bytes, and digits with them:
//! `2024年` may be left as `024年`. What is damaged cannot be restored.

use crate::grid::text_of;
use crate::text::has_han;
use crate::workbook::{Content, Workbook};

/// From so many damaged texts on the file as a whole is damaged,
const CELLS_MIN: usize = 2;

/// if they are this share of its Chinese texts, in per cent.
const SHARE_PER_CENT_MIN: usize = 10;

/// Whether a text holds the traces of a wrong encoding: Japanese syllables,
/// 注音, corners of boxes, tone marks or Cyrillic letters among Chinese.
///
/// ```
/// use ruku_intake::garbled::is_garbled;
/// assert!(is_garbled("畋ǖノ唬ǜ钦拢"));
/// assert!(!is_garbled("优の良品食品有限公司──韶关"));
/// ```
#[must_use]
pub fn is_garbled(text: &str) -> bool {
    // Nearly every text ends here: a large return is read through this.
    if text.is_ascii() || !text.chars().any(is_trace) {
        return false;
    }
    let letters: Vec<char> = text.chars().collect();
    letters.iter().enumerate().any(|(at, ch)| {
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| letters.get(at))
                .is_some_and(|ch| is_han(*ch) || is_trace(*ch))
        };
        is_trace(*ch) && (neighbour(at.checked_sub(1)) || neighbour(at.checked_add(1)))
    }) && has_han(text)
}

fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}')
}

/// Characters that GBK has and no return needs; の stands in brand names, ─ is
/// drawn for a dash.
fn is_trace(ch: char) -> bool {
    matches!(ch,
        '\u{3041}'..='\u{306d}' | '\u{306f}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{3105}'..='\u{312f}' | '\u{250c}'..='\u{254b}'
        | '\u{01cd}'..='\u{01dc}' | 'ɑ' | 'ń' | 'ň' | '\u{0410}'..='\u{044f}')
}

/// Whether so much of a workbook is damaged that nothing of it may be read.
#[must_use]
pub fn is_ruined(book: &Workbook) -> bool {
    let (mut texts, mut damaged) = (0_usize, 0_usize);
    for cell in book.sheets.iter().flat_map(|sheet| &sheet.cells) {
        if let Content::Text(text) = &cell.content
            && has_han(text)
        {
            texts += 1;
            damaged += usize::from(is_garbled(&text_of(cell)));
        }
    }
    damaged >= CELLS_MIN && damaged * 100 >= texts * SHARE_PER_CENT_MIN
}
