//! A header with one slip of the pen: 代玛 for 代码.

/// Shorter words are too near to each other: 开工时间 and 完工时间 differ by one
/// character and mean the opposite.
const CHARACTERS_MIN: usize = 7;

/// A character that carries the meaning is no slip: 近3年 is not 近5年, 已获 not
/// 未获, 省级 not 市级.
const TELLING: &str = "0123456789一二三四五六七八九十有无未已不否非可应省市县区国家上下本前后开完竣始末起止内外大小新老增减含税";

/// Characters that are taken for each other, because they look alike or are
/// typed alike: 项目总投人, 完工时问, 申请财政补肋.
const LOOK_ALIKES: &[&str] = &[
    "人入",
    "问间",
    "秤称",
    "吗码玛",
    "肋助",
    "己已",
    "土士",
    "候侯",
    "帐账",
    "竞竟",
    "坏环",
    "请清",
    "目日",
    "全金",
    "仝同",
    "系糸",
    "话活",
    "报极",
    "址扯",
    "方万",
    "亨享",
    "冶治",
    "今令",
    "拔拨",
];

/// A shorter word than this is not even known by its look.
const LOOK_ALIKE_CHARACTERS_MIN: usize = 4;

/// Whether a header is a known word but for one character that looks like the
/// right one.
fn looks_like(header: &[char], word: &[char]) -> bool {
    if header.len() != word.len() || word.len() < LOOK_ALIKE_CHARACTERS_MIN {
        return false;
    }
    let mut odd = header.iter().zip(word).filter(|(one, other)| one != other);
    let (Some((one, other)), None) = (odd.next(), odd.next()) else {
        return false;
    };
    LOOK_ALIKES
        .iter()
        .any(|group| group.contains(*one) && group.contains(*other))
}

/// Whether a header is a known word but for one character that is wrong,
/// missing or too many, or in a short word looks like the right one.
#[must_use]
pub fn is_slip_of(header: &str, word: &str) -> bool {
    let header: Vec<char> = header.chars().collect();
    let word: Vec<char> = word.chars().collect();
    if looks_like(&header, &word) {
        return true;
    }
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
            ("企业名秤", "企业名称"),
            ("完工时问", "完工时间"),
            ("项目总投人", "项目总投入"),
            ("申请财政补肋", "申请财政补助"),
        ] {
            assert!(is_slip_of(header, word), "{header} for {word}");
        }
    }

    #[test]
    fn another_meaning_is_none() {
        for (header, word) in [
            ("开工时间", "完工时间"),
            ("开工时问", "完工时间"),
            ("企业全秤", "企业名称"),
            ("近3年有无重大事故", "近5年有无重大事故"),
            ("已获市级专项资金", "已获省级专项资金"),
            ("项目总投资金额（发票）", "项目总投入"),
            ("统一社会信用代码", "统一社会信用代码"),
        ] {
            assert!(!is_slip_of(header, word), "{header} is not {word}");
        }
    }
}
