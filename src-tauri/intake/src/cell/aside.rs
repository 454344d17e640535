//! What stands in brackets behind a value: a remark that leaves the value what
//! it is, or one that makes it doubtful.

/// Brackets after [`crate::text::narrow`], which leaves these as they are.
const BRACKETS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕')];

/// Words of a remark that take something back of the value before it, or say
/// that it is not settled.
const DOUBTS: &[&str] = &[
    "待", "拟", "约", "预", "计划", "暂", "疑", "估", "或", "但", "曾", "除", "部分", "尚", "正在",
    "可能", "左右", "以上", "以下", "原", "应为", "应当", "不", "未", "没", "无", "?",
];

/// Remarks that hold one of the words above and doubt nothing.
const CERTAIN: &[&str] = &[
    "原名",
    "原料",
    "原材料",
    "不含税",
    "不锈钢",
    "无误",
    "无线",
    "无人",
    "无纸",
    "签约",
    "合约",
    "约定",
    "履约",
    "节约",
    "评估",
    "模拟",
    "预制",
    "预处理",
    "除尘",
];

/// The value and what the brackets at its end hold; `None` without such
/// brackets, or where nothing stands before them.
#[must_use]
pub fn split(plain: &str) -> Option<(&str, &str)> {
    let last = plain.chars().next_back()?;
    let (open, close) = *BRACKETS.iter().find(|(_, close)| *close == last)?;
    let mut depth = 0_u32;
    for (at, ch) in plain.char_indices().rev() {
        if ch == close {
            depth += 1;
        } else if ch == open {
            depth -= 1;
        }
        if depth == 0 {
            let value = plain[..at].trim_end_matches([',', ':', ';', '。']);
            let inner = &plain[at + open.len_utf8()..plain.len() - close.len_utf8()];
            return (!value.is_empty()).then_some((value, inner));
        }
    }
    None
}

/// Whether a remark leaves the value before it what it is: 已查询, 生产管控类.
#[must_use]
pub fn is_mere(remark: &str) -> bool {
    let mut rest = remark.to_owned();
    for word in CERTAIN {
        rest = rest.replace(word, "");
    }
    !DOUBTS.iter().any(|word| rest.contains(word))
}

/// Whether a remark is the number of a document: 粤工信函〔2021〕18号.
#[must_use]
pub fn is_document(remark: &str) -> bool {
    let digit = |ch: char| ch.is_ascii_digit();
    let numbered = remark.strip_suffix('号').unwrap_or_default();
    let of_office = numbered.ends_with(digit) && numbered.contains(['〔', '[', '(', '【']);
    // 发票号12345678, 合同编号：HT2021-001
    let of_paper = remark.split_once('号').is_some_and(|(name, number)| {
        let number = number.trim_start_matches(':');
        !name.contains(digit) && number.contains(digit) && number.is_ascii()
    });
    of_office || of_paper
}
