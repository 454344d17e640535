//! The notice itself, held against a pack: is every quote in it word for word,
//! is every sentence of it accounted for, is its text whole?

use std::io::{Cursor, Read};

use serde::{Deserialize, Serialize};

use crate::pack::Pack;
use crate::read::squeeze;

/// The most bytes of text a docx may unpack to.
const TEXT_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Why a notice's file gave no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// Neither text in UTF-8 or UTF-16 nor a docx.
    #[error("not a txt file in UTF-8 or UTF-16, nor a docx file")]
    NotText,
    /// A docx that cannot be unpacked or holds no text.
    #[error("a damaged docx file: {0}")]
    Docx(String),
}

impl NoticeError {
    /// What a clerk is told.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            NoticeError::NotText => {
                "通知文件不是 UTF-8 文本，也不是 docx；请另存为 UTF-8 的 txt 或 docx 后再核对。"
                    .to_owned()
            }
            NoticeError::Docx(_) => {
                "通知的 docx 文件打不开或者没有文字；请用 Word 或 WPS 重新保存后再核对。".to_owned()
            }
        }
    }
}

/// How a notice's text and a pack agree.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticeCheck {
    /// Damaged lines; if there are any, nothing else was checked.
    pub damaged: Vec<Damage>,
    /// Clauses whose quote does not stand in the notice.
    pub misquoted: Vec<Misquoted>,
    /// Sentences of the notice that no clause quotes.
    pub unaccounted: Vec<String>,
    /// Headings and contact details, which clauses leave out.
    pub left_out: Vec<String>,
}

/// A line that was damaged on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// The line, from 1.
    pub line: u32,
    /// What it looks like.
    pub excerpt: String,
}

/// A quote that does not stand in the notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misquoted {
    /// The clause's number.
    pub clause: String,
    /// The longest beginning of the quote that does stand there.
    pub agrees_up_to: String,
}

impl NoticeCheck {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.damaged.is_empty() && self.misquoted.is_empty() && self.unaccounted.is_empty()
    }
}

/// The text of a notice's file, txt (UTF-8, UTF-16) or docx.
///
/// # Errors
/// The file is neither, or cannot be unpacked.
pub fn text_of(bytes: &[u8]) -> Result<String, NoticeError> {
    match bytes {
        [b'P', b'K', ..] => docx(bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
            Err(_) => Err(NoticeError::NotText),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NoticeError> {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    String::from_utf16(&units).map_err(|_| NoticeError::NotText)
}

/// The paragraphs of a docx, one line each.
fn docx(bytes: &[u8]) -> Result<String, NoticeError> {
    let wrong = |error: &dyn std::fmt::Display| NoticeError::Docx(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| wrong(&error))?;
    let part = archive
        .by_name("word/document.xml")
        .map_err(|error| wrong(&error))?;
    let mut xml = String::new();
    part.take(TEXT_BYTES_MAX)
        .read_to_string(&mut xml)
        .map_err(|error| wrong(&error))?;
    let document = roxmltree::Document::parse(&xml).map_err(|error| wrong(&error))?;
    let mut text = String::new();
    for paragraph in document
        .descendants()
        .filter(|node| node.tag_name().name() == "p")
    {
        for node in paragraph.descendants() {
            match node.tag_name().name() {
                "t" => text.push_str(node.text().unwrap_or_default()),
                "tab" => text.push('\t'),
                "br" => text.push('\n'),
                _ => {}
            }
        }
        text.push('\n');
    }
    if text.trim().is_empty() {
        Err(wrong(&"no text"))
    } else {
        Ok(text)
    }
}

/// The damaged lines of a text: GBK read one byte out of step leaves bopomofo,
/// kana, box drawing and question marks among Han characters, and the digits
/// that stood there are lost. No figure may be taken from such a line.
#[must_use]
pub fn damage(text: &str) -> Vec<Damage> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| is_damaged(line))
        .map(|(number, line)| Damage {
            line: u32::try_from(number + 1).unwrap_or(u32::MAX),
            excerpt: line.trim().chars().take(40).collect(),
        })
        .collect()
}

/// Whether a text shows signs of a wrong or lossy decoding.
#[must_use]
pub fn is_damaged(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.iter().enumerate().any(|(i, c)| match c {
        '\u{3100}'..='\u{312f}' // bopomofo
        | '\u{3040}'..='\u{30ff}' // kana
        | '\u{2500}'..='\u{257f}' // box drawing
        | '\u{0400}'..='\u{04ff}' // Cyrillic
        | '\u{e000}'..='\u{f8ff}' // private use
        | '\u{fffd}' => true,
        '?' => {
            let before = i.checked_sub(1).and_then(|before| chars.get(before));
            let digit_lost = before.is_some_and(|c| is_han(*c));
            chars.get(i + 1).is_some_and(|next| {
                is_han(*next) || "。、，".contains(*next) || (digit_lost && next.is_ascii_digit())
            })
        }
        _ => false,
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Holds a notice's text against a pack's clauses.
#[must_use]
pub fn check(pack: &Pack, text: &str) -> NoticeCheck {
    let mut result = NoticeCheck {
        damaged: damage(text),
        ..NoticeCheck::default()
    };
    if !result.damaged.is_empty() {
        return result;
    }
    let text = without_bookmarks(text);
    let marks: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace())
        .collect();
    let flat: String = marks.iter().map(|(_, c)| *c).collect();
    let mut accounted = vec![false; marks.len()];
    for clause in &pack.clauses {
        let quote = squeeze(&clause.quote);
        match find(&flat, &quote, &accounted) {
            Some(start) => {
                let length = quote.chars().count();
                accounted[start..start + length].fill(true);
            }
            None => result.misquoted.push(Misquoted {
                clause: clause.number.clone(),
                agrees_up_to: longest_beginning(&flat, &quote),
            }),
        }
    }
    for piece in rest(&text, &marks, &accounted) {
        if is_heading(&piece) || is_contact(&piece) {
            result.left_out.push(piece);
        } else {
            result.unaccounted.push(piece);
        }
    }
    result
}

/// Text tools leave the marks of a converted document: `[bookmark: name]`.
fn without_bookmarks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("[bookmark:") {
        out.push_str(&rest[..start]);
        let end = rest[start..]
            .find(']')
            .map_or(rest.len(), |end| start + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where a quote stands, as a count of characters: where nothing was accounted
/// for yet, else anywhere.
fn find(flat: &str, quote: &str, accounted: &[bool]) -> Option<usize> {
    if quote.is_empty() {
        return None;
    }
    let mut first = None;
    for (at, _) in flat.match_indices(quote) {
        let start = flat[..at].chars().count();
        if !accounted[start] {
            return Some(start);
        }
        first = first.or(Some(start));
    }
    first
}

fn longest_beginning(flat: &str, quote: &str) -> String {
    let ends: Vec<usize> = quote
        .char_indices()
        .map(|(at, _)| at)
        .chain([quote.len()])
        .collect();
    let fits = ends.partition_point(|end| flat.contains(&quote[..*end]));
    quote[..ends[fits.saturating_sub(1)]].to_owned()
}

/// What no clause accounts for, sentence by sentence.
fn rest(text: &str, marks: &[(usize, char)], accounted: &[bool]) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    for (i, (at, c)) in marks.iter().enumerate() {
        let next = marks.get(i + 1).map_or(text.len(), |(next, _)| *next);
        let breaks = text[*at..next].contains('\n');
        if accounted[i] {
            pieces.push(std::mem::take(&mut piece));
        } else {
            piece.push(*c);
            if breaks || matches!(c, '。' | '；') {
                pieces.push(std::mem::take(&mut piece));
            }
        }
    }
    pieces.push(piece);
    let has_words = |piece: &String| piece.chars().any(char::is_alphanumeric);
    pieces.into_iter().filter(has_words).collect()
}

/// 一、支持方向; （一）扶持对象.
fn is_heading(piece: &str) -> bool {
    let numerals = "一二三四五六七八九十";
    let body = piece.trim_start_matches(['（', '(']);
    let after = body.trim_start_matches(|c| numerals.contains(c));
    let numbered = after.len() < body.len() && after.starts_with(['、', '）', ')']);
    numbered && piece.chars().count() <= 30 && !piece.contains(['。', '；', '：', ':'])
}

/// Persons and how to reach them.
fn is_contact(piece: &str) -> bool {
    let numbers = piece.split(|c: char| !c.is_ascii_digit() && c != '-');
    let phone = numbers.into_iter().any(|run| run.len() >= 7);
    if phone && piece.chars().count() <= 30 && !piece.contains('元') {
        return true;
    }
    ["联系人", "联系电话", "联系地址", "电子邮箱", "联系方式"]
        .iter()
        .any(|word| piece.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_lines_are_known_by_their_glyphs() {
        for line in [
            "?。ㄋ模┕ひ祷チ瞬排嘌汗沧橹?0场以上培训活动,培养工业互联网应用人才500人以上",
            "?。ㄒ唬┣肷瓯ǖノ辉?024年5月26日前",
            "锟斤拷\u{fffd}",
        ] {
            assert!(is_damaged(line), "{line}");
        }
        for line in [
            "共组织 10 场以上培训活动，补贴金额 100万元。",
            "联系邮箱：a@b.cn",
            "A?B=C",
        ] {
            assert!(!is_damaged(line), "{line}");
        }
    }

    #[test]
    fn headings_and_contacts_are_left_out() {
        assert!(
            is_heading("三、扶持对象、扶持内容和扶持标准"),
            "numbered, no sentence"
        );
        assert!(
            !is_heading("（一）依法在辖区内注册。"),
            "a sentence is no heading"
        );
        assert!(
            is_contact("(联系人及电话：某某，8880000。)"),
            "contact details"
        );
        assert!(
            is_contact("某某，8880000）"),
            "the second half of contact details"
        );
        assert!(
            !is_contact("补贴金额 1000000元。"),
            "an amount is no telephone"
        );
    }
}
