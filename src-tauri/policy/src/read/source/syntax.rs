//! What is wrong with a line that is no TOML, told to people who have never
//! heard of it.

/// Marks of a Chinese keyboard where TOML wants those of an English one.
const CHINESE_MARKS: [(char, &str); 12] = [
    ('“', "\""),
    ('”', "\""),
    ('‘', "\""),
    ('’', "\""),
    ('，', ","),
    ('＝', "="),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('＃', "#"),
    ('\u{3000}', "空格"),
];

/// Parts of the parser's messages and what they mean.
const MESSAGES: [(&str, &str, &str); 5] = [
    (
        "duplicate key",
        "同一个名称写了两次",
        "同一张表里每个名称只写一次，请删去一处。",
    ),
    (
        "missing comma",
        "两项之间少了英文逗号",
        "一行里的各项之间用英文逗号“,”隔开。",
    ),
    (
        "must be quoted",
        "文字没有放在英文双引号里",
        "文字、比例和金额都写在英文双引号里，例如 rate = \"10%\"。",
    ),
    (
        "unclosed",
        "括号或引号没有配对",
        "每个 [ { \" 后面都要有对应的 ] } \"。",
    ),
    (
        "invalid table header",
        "方括号里的名称不对",
        "请写 [[measure]] 这样的名称，单独占一行。",
    ),
];

/// Reason and remedy for a line the parser stopped at.
pub(super) fn explain(message: &str, line: &str) -> (String, String) {
    let outside = outside_quotes(line);
    let wrong = CHINESE_MARKS
        .iter()
        .find(|(mark, _)| outside.contains(*mark));
    if let Some((mark, right)) = wrong {
        return (
            format!("这一行用了中文标点“{mark}”。"),
            format!("请改成英文标点：{right}。写 TOML 时请切换到英文输入法。"),
        );
    }
    let known = MESSAGES.iter().find(|(part, ..)| message.contains(part));
    match known {
        Some((_, reason, remedy)) => (format!("这一行{reason}。"), (*remedy).to_owned()),
        None => (
            "这一行不符合 TOML 的写法。".to_owned(),
            "请和样例对照：名称 = \"文字\"；列表用 [ ]，表用 { }，括号和引号要成对。也可能是上一行没有写完。".to_owned(),
        ),
    }
}

/// The line without what stands in English quotation marks.
fn outside_quotes(line: &str) -> String {
    line.split('"').step_by(2).collect()
}

/// The key that was probably meant to be `key`: at most two letters differ.
pub(super) fn misspelt<'k>(
    key: &str,
    mut written: impl Iterator<Item = &'k str>,
) -> Option<&'k str> {
    written.find(|other| *other != key && distance(key, other) <= 2.min(key.len() / 2))
}

/// How many letters must be added, dropped or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, d) in other.iter().enumerate() {
            let change = corner + usize::from(c != *d);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_marks_are_named_but_not_within_quotes() {
        let (reason, remedy) = explain("", "rate = “10%”");
        assert!(
            reason.contains('“') && remedy.contains('"'),
            "{reason} {remedy}"
        );
        let (reason, _) = explain("duplicate key", "title = \"甲，乙\"");
        assert_eq!(
            reason, "这一行同一个名称写了两次。",
            "the comma is part of a text"
        );
    }

    #[test]
    fn a_misspelt_key_is_guessed() {
        let written = ["id", "rats", "clause"];
        assert_eq!(
            misspelt("rate", written.into_iter()),
            Some("rats"),
            "one letter"
        );
        assert_eq!(
            misspelt("amount", written.into_iter()),
            None,
            "nothing like it"
        );
        assert_eq!(
            misspelt("op", ["of"].into_iter()),
            Some("of"),
            "one of two letters"
        );
    }
}
