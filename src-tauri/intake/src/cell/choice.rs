//! One of the pack's options, and the direction of a project.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;
use ruku_policy::declare::ChoiceOption;

use super::boxes::{self, Boxes};
use super::{Look, Reading, Remark, aside, common};
use crate::context::MeasureName;
use crate::numeral;
use crate::text::{is_subsequence, narrow, squeeze, word_key};
use crate::workbook::Content;

/// Shorter words are only taken when they are equal to an option.
const PARTIAL_CHARACTERS_MIN: usize = 4;

/// Reads a cell as one of some options.
#[must_use]
pub fn read(look: Look<'_>, options: &[ChoiceOption]) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    let text = plain_text(look.content);
    let found = ticked(&text).and_then(|text| {
        option_called(&text, options).or_else(|| {
            let narrowed = narrow(&text);
            let plain = squeeze(&narrowed);
            let alone = beside_remark(&plain)?;
            // 小型企业（72人）: the remark first, then the word for its kind.
            let bare = || option_called(beside_remark(alone)?, options);
            option_called(alone, options).or_else(bare).or_else(|| {
                let rest = of_what_kind(&plain)?;
                option_called(rest, options)
                    .or_else(|| option_called(beside_remark(rest)?, options))
            })
        })
    });
    match found {
        Some(option) => Reading::clear(FactValue::Choice(option.id.clone())),
        None => {
            let labels: Vec<&str> = options.iter().map(|option| option.label.as_str()).collect();
            let detail = format!("应填写{}之一", labels.join("、"));
            Reading::unknown(Remark::new(FindingKind::ChoiceUnknown).detail(detail))
        }
    }
}

/// The words at the box that is ticked, or all words where there are no boxes.
fn ticked(text: &str) -> Option<String> {
    let plain = squeeze(text);
    match boxes::read(&plain) {
        Boxes::None => Some(text.to_owned()),
        Boxes::Ticked(words) => Some(words),
        Boxes::Unclear => None,
    }
}

fn option_called<'a>(text: &str, options: &'a [ChoiceOption]) -> Option<&'a ChoiceOption> {
    let key = word_key(text);
    options.iter().find(|option| {
        let mut synonyms = option.synonyms.iter();
        word_key(&option.label) == key
            || option.id == text
            || synonyms.any(|synonym| word_key(synonym) == key)
    })
}

/// The option's own words, where a remark or a word for its kind follows them:
/// 工业企业（规上）, 建材行业.
fn beside_remark(plain: &str) -> Option<&str> {
    let (words, remark) = aside::split(plain).unwrap_or((plain, ""));
    let core = ["行业", "产业", "企业", "单位", "类", "业"]
        .iter()
        .find_map(|word| words.strip_suffix(word));
    let words = core.filter(|_| remark.is_empty()).unwrap_or(words);
    aside::is_mere(remark).then_some(words)
}

/// 规上工业企业, 民营工业企业: the option behind a word for what kind of it.
fn of_what_kind(plain: &str) -> Option<&str> {
    let kinds = [
        "规模以上",
        "规上",
        "规模以下",
        "规下",
        "民营",
        "国有",
        "私营",
        "外资",
        "合资",
    ];
    kinds.iter().find_map(|kind| plain.strip_prefix(kind))
}

/// Reads a cell as a direction.
#[must_use]
pub fn read_direction(look: Look<'_>, measures: &[MeasureName]) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    let text = ticked(&plain_text(look.content));
    match text.and_then(|text| direction_in(&text, measures).or_else(|| shortened(&text, measures)))
    {
        Some(id) => Reading::clear(FactValue::Choice(id.to_owned())),
        None => unknown_direction(measures),
    }
}

/// No direction, with those there are.
#[must_use]
pub fn unknown_direction(measures: &[MeasureName]) -> Reading {
    let titles: Vec<&str> = measures
        .iter()
        .map(|measure| measure.title.as_str())
        .collect();
    let detail = format!("应填写{}之一", titles.join("、"));
    Reading::unknown(Remark::new(FindingKind::DirectionUnknown).detail(detail))
}

/// 上云, 5G, 方向3: two or three characters that stand in the names of one
/// measure only. In a cell for the direction they name it; anywhere else they
/// may mean anything.
fn shortened<'a>(text: &str, measures: &'a [MeasureName]) -> Option<&'a str> {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    let numbered = plain.strip_prefix("方向").and_then(|digit| {
        let place: usize = digit.parse().ok().filter(|place| *place > 0)?;
        let numeral = numeral::PLAIN.chars().nth(place - 1)?;
        called(&format!("方向{numeral}"), measures)
    });
    numbered.or_else(|| {
        let key = word_key(&plain);
        let in_names = |measure: &&MeasureName| {
            let mut names = std::iter::once(&measure.title).chain(&measure.synonyms);
            names.any(|name| word_key(name).contains(&key))
        };
        let mut found = measures.iter().filter(in_names);
        let only = found.next().filter(|_| key.chars().count() >= 2)?;
        found.next().is_none().then_some(only.id.as_str())
    })
}

/// The measure a text names: by equal words, by words it holds, or by words
/// that are an unmistakable shortening of one title.
#[must_use]
pub fn direction_in<'a>(text: &str, measures: &'a [MeasureName]) -> Option<&'a str> {
    let narrowed = narrow(text);
    let plain = squeeze(&narrowed);
    called(text, measures).or_else(|| called(unnumbered(&plain)?, measures))
}

/// The words behind a number or a numeral of their own: `3.系统性平台`, `方向三：…`.
fn unnumbered(plain: &str) -> Option<&str> {
    let words = plain.trim_start_matches(|ch: char| ch.is_ascii_digit());
    let arabic = (words.len() < plain.len() && words.starts_with(['.', '、', ')']))
        .then(|| words.trim_start_matches(['.', '、', ')']));
    arabic.or_else(|| numeral::prefix(plain))
}

fn called<'a>(text: &str, measures: &'a [MeasureName]) -> Option<&'a str> {
    let key = word_key(text);
    if key.is_empty() {
        return None;
    }
    let names = |measure: &'a MeasureName| {
        std::iter::once(&measure.title)
            .chain(&measure.synonyms)
            .map(|name| word_key(name))
    };
    let the_only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = measures
            .iter()
            .filter(|measure| names(measure).any(|name| fits(&name)));
        let first = found.next()?;
        found.next().is_none().then_some(first.id.as_str())
    };
    let equal = measures
        .iter()
        .find(|measure| text == measure.id || names(measure).any(|name| name == key));
    if let Some(measure) = equal {
        return Some(&measure.id);
    }
    let long = |name: &str| name.chars().count() >= PARTIAL_CHARACTERS_MIN;
    let inside: Vec<String> = measures
        .iter()
        .flat_map(names)
        .filter(|name| long(name) && key.contains(name.as_str()))
        .collect();
    // “工业互联网示范项目” holds another measure's “示范项目”, but says more.
    let whole = |name: &str| {
        inside.iter().any(|one| one == name)
            && !inside.iter().any(|one| one != name && one.contains(name))
    };
    the_only(&whole)
        .or_else(|| the_only(&|name| long(&key) && name.contains(&key)))
        .or_else(|| the_only(&|name| long(&key) && is_subsequence(&key, name)))
}

fn plain_text(content: &Content) -> String {
    match content {
        Content::Text(text) => crate::text::without_controls(text).into_owned(),
        other => other.raw().into_owned(),
    }
}
