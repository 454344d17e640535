//! Where a form is to be signed and sealed, read off its pages: what a clerk
//! goes through with the paper in hand.

use crate::document::Document;
use crate::error::PaperError;
use crate::fonts::Fonts;
use crate::layout::lay_out;

/// What is to be done at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// 签字: somebody signs by hand.
    Sign,
    /// 盖章: a seal is set.
    Seal,
}

/// A place of a form to sign or to seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningPlace {
    /// What is to be done.
    pub deed: Deed,
    /// The page, from 1.
    pub page: u32,
    /// The words beside it: 法定代表人（签字）.
    pub words: String,
}

/// The words by which forms ask for a seal; 骑缝章 is set over the edges of
/// all pages and is no place of its own.
const SEAL: [&str; 4] = ["盖章", "签章", "公章", "（章）"];
/// The words by which forms ask for a signature.
const SIGN: [&str; 3] = ["签字", "签名", "签章"];
/// A line that asks for either is short; a clause that speaks of seals is not.
const WORDS_MAX: usize = 30;

/// The pages of a form and its places to sign and seal, in reading order.
///
/// # Errors
/// The form cannot be laid out.
pub fn places(document: &Document, fonts: &Fonts) -> Result<(u32, Vec<SigningPlace>), PaperError> {
    let laid = lay_out(document, fonts)?;
    let mut places: Vec<SigningPlace> = Vec::new();
    for (page, sheet) in (1_u32..).zip(&laid.pages) {
        let mut seen = Vec::new();
        for source in sheet.runs().filter_map(|run| run.source) {
            if seen.last() == Some(&source) {
                continue;
            }
            seen.push(source);
            let text = laid
                .sources
                .get(source as usize)
                .map_or("", |source| source.text.as_str());
            for (deed, marks) in [(Deed::Sign, &SIGN[..]), (Deed::Seal, &SEAL[..])] {
                let place = asked(text, marks).map(|words| SigningPlace { deed, page, words });
                places.extend(place.filter(|place| !places.contains(place)));
            }
        }
    }
    let pages = u32::try_from(laid.pages.len()).unwrap_or(u32::MAX);
    Ok((pages, places))
}

/// The words of a line that asks for a deed, without what is to be filled in.
fn asked(text: &str, marks: &[&str]) -> Option<String> {
    let words = text
        .trim()
        .trim_end_matches(['：', ':', '＿', '_', ' ', '　']);
    let asks = words.chars().count() <= WORDS_MAX && marks.iter().any(|mark| words.contains(mark));
    let is_clause = words.contains('。') || words.contains('；');
    (asks && !is_clause && !words.contains("骑缝")).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_asks_is_told_from_a_clause_that_speaks() {
        assert_eq!(
            asked("承诺单位（盖章）：", &SEAL).as_deref(),
            Some("承诺单位（盖章）"),
            "without its colon"
        );
        assert_eq!(
            asked("法定代表人（签字）：", &SEAL),
            None,
            "that is a signature"
        );
        assert_eq!(
            asked(
                "以单位名义反映的，应加盖单位公章。匿名反映不予受理。",
                &SEAL
            ),
            None,
            "a clause asks for nothing here"
        );
    }
}
