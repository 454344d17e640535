//! A header with one slip of the pen: 代玛 for 代码.

/// Shorter words are too near to each other: 开工时间 and 完工时间 differ by one
/// character and mean the opposite.
const CHARACTERS_MIN: usize = 7;

/// A character that carries the meaning is no slip: 近3年 is not 近5年, 已获 not
/// 未获, 省级 not 市级.
const TELLING: &str = "0123456789一二三四五六七八九十有无未已不否非可应省市县区国家上下本前后开完竣始末起止内外大小新老增减含税";

/// Whether a header is a known word but for one character that is wrong,
/// missing or too many.
#[must_use]
pub fn is_slip_of(header: &str, word: &str) -> bool {
    let header: Vec<char> = header.chars().collect();
    let word: Vec<char> = word.chars().collect();
    if header.len().min(word.len()) < CHARACTERS_MIN || header.len().abs_diff(word.len()) > 1 {
        return false;
    }
    let same_head = header
        .iter()
        .zip(&word)
        .take_while(|(one, other)| one == other)
        .count();
    let rests = (&header[same_head..], &word[same_head..]);
    let (odd, tails_meet) = match header.len().cmp(&word.len()) {
        std::cmp::Ordering::Equal => match rests {
            ([found, head @ ..], [meant, tail @ ..]) => (vec![*found, *meant], head == tail),
            _ => return false,
        },
        std::cmp::Ordering::Less => match rests.1 {
            [missing, tail @ ..] => (vec![*missing], rests.0 == tail),
            [] => return false,
        },
        std::cmp::Ordering::Greater => match rests.0 {
            [extra, head @ ..] => (vec![*extra], head == rests.1),
            [] => return false,
        },
    };
    tails_meet && !odd.iter().any(|ch| TELLING.contains(*ch))
}

#[cfg(test)]
mod tests {
    use super::is_slip_of;

    #[test]
    fn one_wrong_character_is_a_slip() {
        for (header, word) in [
            ("统一社会信用代玛", "统一社会信用代码"),
            ("统一社会信用代", "统一社会信用代码"),
            ("统一社会的信用代码", "统一社会信用代码"),
            ("己获省级专项资金", "已获省级专项资金"),
        ] {
            let telling = header.starts_with('己');
            assert_eq!(is_slip_of(header, word), !telling, "{header} for {word}");
        }
    }

    #[test]
    fn another_meaning_is_none() {
        for (header, word) in [
            ("开工时间", "完工时间"),
            ("近3年有无重大事故", "近5年有无重大事故"),
            ("已获市级专项资金", "已获省级专项资金"),
            ("项目总投资金额（发票）", "项目总投入"),
            ("统一社会信用代码", "统一社会信用代码"),
        ] {
            assert!(!is_slip_of(header, word), "{header} is not {word}");
        }
    }
}
