//! Text whose bytes were read as another encoding: not to be trusted, though
//! parts of it can still be read.
//!
//! A GBK text read one byte out of step loses bytes, and digits with them:
//! `2024年` may be left as `024年`. What is damaged cannot be restored.

use std::sync::LazyLock;

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
    if text.is_ascii() {
        return false;
    }
    // Bytes that meant nothing: what stood there is lost, in a figure too.
    if text.contains('\u{fffd}') || is_out_of_step(text) {
        return true;
    }
    if !text.chars().any(is_trace) {
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

/// Fewer characters say nothing: a person's name may be rare throughout.
const HAN_MIN: usize = 5;

/// Whether a text was read one byte out of step: a byte is lost, or every other
/// character is one that ordinary Chinese hardly uses.
fn is_out_of_step(text: &str) -> bool {
    let (mut han, mut rare, mut lost) = (0_usize, 0_usize, false);
    for ch in text.chars() {
        // Places that GBK left to its users.
        lost |= matches!(ch, '\u{e000}'..='\u{f8ff}');
        if is_han(ch) {
            han += 1;
            rare += usize::from(!is_common(ch));
        }
    }
    lost && han > 0 || han >= HAN_MIN && rare * 2 >= han
}

/// The 3,755 characters of GB/T 2312's first level, a bit for each.
static COMMON: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0_u64; (0x5200 / 64) + 1];
    for lead in 0xb0..=0xd7_u8 {
        for trail in 0xa1..=0xfe_u8 {
            let pair = [lead, trail];
            let (text, _) = encoding_rs::GBK.decode_without_bom_handling(&pair);
            if let Some(ch) = text.chars().next().filter(|ch| is_han(*ch)) {
                let at = u32::from(ch) - 0x4e00;
                bits[(at / 64) as usize] |= 1 << (at % 64);
            }
        }
    }
    bits
});

fn is_common(ch: char) -> bool {
    let at = u32::from(ch).wrapping_sub(0x4e00);
    let bits = COMMON.get((at / 64) as usize);
    bits.is_some_and(|bits| bits & (1 << (at % 64)) != 0)
}

/// Whether a text is Chinese whose bytes were read as letters of Western Europe:
/// nothing else has so many of them side by side and reads as Chinese.
#[must_use]
pub fn looks_latin(text: &str) -> bool {
    let accented = |ch: char| matches!(ch, '\u{c0}'..='\u{ff}');
    text.chars().filter(|ch| accented(*ch)).count() >= 4
        && !has_han(text)
        && restored(text).is_some()
}

/// A damaged text with its bytes read as what they were, if that is certain:
/// every byte is still there, and read the other way they are plain Chinese.
/// A text with digits is not restored: no figure comes from a damaged place.
///
/// ```
/// use ruku_intake::garbled::restored;
/// assert_eq!(restored("鍗楅泟甯備紒涓�"), None);
/// assert_eq!(restored("鍗楅泟甯傛秱鏂欏巶").as_deref(), Some("南雄市涂料厂"));
/// assert_eq!(restored("ÄÏÐÛÊÐ").as_deref(), Some("南雄市"));
/// ```
#[must_use]
pub fn restored(text: &str) -> Option<String> {
    if text.chars().any(|ch| ch.is_ascii_digit()) {
        return None;
    }
    let plain = |found: &str| {
        let han = found.chars().filter(|ch| is_han(*ch)).count();
        let rest_is_ascii = found.chars().all(|ch| is_han(ch) || ch.is_ascii());
        han >= 2 && rest_is_ascii && !is_garbled(found)
    };
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(text);
    let as_utf8 = (!unmappable).then(|| String::from_utf8(bytes.into_owned()).ok());
    let as_gbk = || {
        let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
        let (found, broken) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
        (!unmappable && !broken && !text.is_ascii()).then(|| found.into_owned())
    };
    as_utf8
        .flatten()
        .filter(|found| plain(found))
        .or_else(|| as_gbk().filter(|found| plain(found)))
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
