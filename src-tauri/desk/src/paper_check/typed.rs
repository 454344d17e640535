//! Groups of a fingerprint as a clerk types them off a sheet: read, found again
//! in the register, and, where they are not there, what they may have been.

use ruku_model::fingerprint::{ALPHABET, GROUP_LENGTH, GROUPS};

use crate::error::DeskError;

/// How many typed groups it takes: two are 32 bits, enough to tell the sheets
/// of any office apart.
const NEEDED: usize = 2;
/// Typed characters that may be wrong before a sheet no longer counts as near.
const WRONG_MAX: usize = 2;

/// Reads two or more groups, whatever stands between them: `3A7C 9DKM`,
/// `3a7c9dkm`, `３Ａ７Ｃ－９ＤＫＭ`.
///
/// # Errors
/// Too few groups, a group of another length, or a character that no
/// fingerprint has; the sentence says which it may be.
pub(super) fn read(text: &str) -> Result<Vec<String>, DeskError> {
    let plain: String = text.chars().map(half_width).collect();
    let parts: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    if let Some(wrong) = parts.iter().flat_map(|part| part.chars()).find(is_foreign) {
        return Err(refused(format!(
            "数据指纹里没有“{wrong}”这个字符{}。请对照纸面页脚再输入一次。",
            looks_like(wrong)
        )));
    }
    let joined: usize = parts.iter().map(String::len).sum();
    let even = |part: &&String| part.len().is_multiple_of(GROUP_LENGTH);
    if let Some(odd) = parts.iter().find(|part| !even(part))
        && (parts.len() > 1 || joined > GROUP_LENGTH)
    {
        return Err(refused(format!(
            "数据指纹每组{GROUP_LENGTH}个字符，“{odd}”有{}个。请对照纸面页脚再输入一次。",
            odd.len()
        )));
    }
    let groups: Vec<String> = parts
        .iter()
        .flat_map(|part| part.as_bytes().chunks(GROUP_LENGTH))
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    if groups.len() < NEEDED || groups.len() > GROUPS {
        return Err(refused(format!(
            "请输入纸面页脚“数据指纹”里的任意两组，每组{GROUP_LENGTH}个字符，如 3A7C 9DKM。"
        )));
    }
    Ok(groups)
}

/// Whether a fingerprint has all the typed groups, each at a place of its own.
pub(super) fn carries(fingerprint: &str, typed: &[String]) -> bool {
    wrong_characters(fingerprint, typed) == 0
}

/// The fingerprints that differ from what was typed by a slip of the pen,
/// nearest first.
pub(super) fn near<'f>(
    fingerprints: impl Iterator<Item = &'f str>,
    typed: &[String],
) -> Vec<&'f str> {
    let mut near: Vec<(usize, &str)> = fingerprints
        .map(|fingerprint| (wrong_characters(fingerprint, typed), fingerprint))
        .filter(|(wrong, _)| *wrong > 0 && *wrong <= WRONG_MAX)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter()
        .map(|(_, fingerprint)| fingerprint)
        .collect()
}

/// The groups of a fingerprint that the typed ones stand for, in the typed
/// order.
pub(super) fn meant<'f>(fingerprint: &'f str, typed: &[String]) -> Vec<&'f str> {
    best(&fingerprint.split('-').collect::<Vec<_>>(), typed).1
}

/// How many typed characters are wrong if the groups are this fingerprint's.
fn wrong_characters(fingerprint: &str, typed: &[String]) -> usize {
    best(&fingerprint.split('-').collect::<Vec<_>>(), typed).0
}

/// The best way to lay the typed groups over different groups of a
/// fingerprint: wrong characters, and which group each one lies on.
fn best<'f>(groups: &[&'f str], typed: &[String]) -> (usize, Vec<&'f str>) {
    let Some((first, rest)) = typed.split_first() else {
        return (0, Vec::new());
    };
    let mut found = (usize::MAX, Vec::new());
    for (place, group) in groups.iter().enumerate() {
        let mut left = groups.to_vec();
        left.remove(place);
        let (more, mut others) = best(&left, rest);
        let wrong = differing(group, first).saturating_add(more);
        if wrong < found.0 {
            others.insert(0, group);
            found = (wrong, others);
        }
    }
    found
}

fn differing(one: &str, other: &str) -> usize {
    let places = one.chars().zip(other.chars());
    let longer = one.len().abs_diff(other.len());
    longer + places.filter(|(a, b)| a != b).count()
}

fn is_foreign(c: &char) -> bool {
    !u8::try_from(*c).is_ok_and(|byte| ALPHABET.contains(&byte))
}

/// What a foreign character may have been on paper.
fn looks_like(wrong: char) -> &'static str {
    match wrong {
        '0' | 'O' | 'Q' => "，可能是“D”",
        '8' | 'B' => "，可能是“3”或“6”",
        '5' | 'S' | 'G' => "，可能是“6”或“9”",
        '1' | 'I' | 'L' | 'T' => "，可能是“J”或“7”",
        '2' | 'Z' | 'Y' => "，可能是“7”",
        'R' => "，可能是“P”或“K”",
        'U' | 'V' | 'W' | 'X' => "，可能是“N”“M”或“K”",
        _ => "",
    }
}

fn half_width(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn refused(sentence: String) -> DeskError {
    DeskError::Refused(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "3A7C-9DKM-4444-PPPP";

    fn typed(text: &str) -> Vec<String> {
        read(text).expect("two groups can be read")
    }

    #[test]
    fn groups_are_read_as_people_type_them() {
        for text in ["9DKM 3A7C", "9dkm-3a7c", "９ＤＫＭ，３Ａ７Ｃ", "9DKM3A7C"] {
            let groups = typed(text);
            assert_eq!(groups, ["9DKM", "3A7C"], "{text}");
            assert!(
                carries(SHEET, &groups),
                "{text} stands on the sheet, in any order"
            );
        }
        assert!(carries(SHEET, &typed(SHEET)), "all four may be typed");
        assert!(
            !carries(SHEET, &typed("9DKM 9DKM")),
            "one group cannot stand for two"
        );
    }

    #[test]
    fn what_is_no_fingerprint_is_said() {
        for (text, said) in [
            ("3A7C", "任意两组"),
            ("", "任意两组"),
            ("3A7C 9DK", "“9DK”有3个"),
            ("3A7C 9OKM", "没有“O”这个字符，可能是“D”"),
            ("3A7C 9DKM 4444 PPPP 3333", "任意两组"),
        ] {
            let error = read(text).expect_err("this is no two groups").chinese();
            assert!(error.contains(said), "{text}: {error}");
            assert!(error.ends_with('。'), "a whole sentence: {error}");
        }
    }

    #[test]
    fn a_slip_finds_the_sheet_that_may_be_meant() {
        let slip = typed("3A7D 9DKM");
        assert!(!carries(SHEET, &slip), "a slip is no match");
        let others = ["FFFF-EEEE-DDDD-CCCC", SHEET];
        assert_eq!(
            near(others.into_iter(), &slip),
            [SHEET],
            "one character off"
        );
        assert_eq!(meant(SHEET, &slip), ["3A7C", "9DKM"], "and which it may be");
        assert!(
            near(others.into_iter(), &typed("HHHH JJJJ")).is_empty(),
            "nothing is near"
        );
    }
}
