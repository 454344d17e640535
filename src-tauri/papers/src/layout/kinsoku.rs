//! Where a line may end: 避头尾, unbroken …… and ——, Latin words and numbers
//! kept whole (GB/T 15834-2011 §5.1; clreq "禁则").

/// Characters that may not start a line.
const NO_START: &str = "，。、；：？！）》」』】〕〉｝］〗〙﹂﹄’”〞–～·・％‰℃°′″々ー／,.;:?!)]}>%";
/// Characters that may not end a line.
const NO_END: &str = "☐☑☒□■（《「『【〔〈｛［〖〘﹁﹃‘“〝￥＄￡№([{<$#";

/// What a character is to the line breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A space that may vanish at a line's end.
    Space,
    /// A space that holds together what it parts.
    Glue,
    /// Part of a Latin word or a number.
    Western,
    /// A Chinese character, or anything set like one.
    Han,
}

pub(crate) fn class(character: char) -> Class {
    match character {
        ' ' | '\u{2002}' | '\u{2003}' | '\u{2009}' | '\u{3000}' => Class::Space,
        '\u{a0}' | '\u{202f}' => Class::Glue,
        '“' | '”' | '‘' | '’' | '…' | '—' | '–' | '·' | '‥' | '×' | '÷' | '°' | '±' | '′' | '″' => {
            Class::Han
        }
        c if (c as u32) < 0x2000 => Class::Western,
        _ => Class::Han,
    }
}

/// Whether a character may not start a line.
pub(crate) fn no_start(character: char) -> bool {
    NO_START.contains(character)
}

/// Whether a character may not end a line.
pub(crate) fn no_end(character: char) -> bool {
    NO_END.contains(character)
}

/// Whether a line that starts with this mark is a last resort: …… and ——
/// read on from what precedes.
pub(crate) fn poor_start(character: char) -> bool {
    matches!(character, '…' | '‥' | '—')
}

/// Whether a line may end between two characters.
pub(crate) fn may_break(before: char, after: char) -> bool {
    let (left, right) = (class(before), class(after));
    if left == Class::Glue || right == Class::Glue || right == Class::Space {
        return false;
    }
    if no_start(after) || no_end(before) || (before == after && poor_start(after)) {
        return false;
    }
    left == Class::Space || !(left == Class::Western && right == Class::Western)
}

/// Whether a long word may be broken between two of its characters: in
/// addresses after a separator, elsewhere after a hyphen or slash.
pub(crate) fn may_break_word(before: char, after: char) -> bool {
    matches!(
        before,
        '/' | '?' | '&' | '=' | '-' | '_' | '.' | '@' | '#' | '+' | '|' | '\\'
    ) && class(after) == Class::Western
        && !no_start(after)
}

/// Full-width punctuation whose right half is empty.
pub(crate) fn is_closing(character: char) -> bool {
    "，。、；：）》」』】〕〉｝］〗”’".contains(character)
}

/// Full-width punctuation whose left half is empty.
pub(crate) fn is_opening(character: char) -> bool {
    "（《「『【〔〈｛［〖“‘".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_belongs_together() {
        for (left, right) in [
            ('中', '，'),
            ('（', '中'),
            ('…', '…'),
            ('—', '—'),
            ('a', 'b'),
            ('5', '0'),
            ('0', '%'),
        ] {
            assert!(!may_break(left, right), "{left}{right} stays together");
        }
        for (left, right) in [
            ('中', '国'),
            ('中', 'A'),
            ('0', '万'),
            ('。', '（'),
            (' ', 'a'),
        ] {
            assert!(may_break(left, right), "{left}{right} may be parted");
        }
    }
}
