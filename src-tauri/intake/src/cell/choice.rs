//! One of the pack's options, and the direction of a project.

use ruku_model::fact::FactValue;
use ruku_model::finding::FindingKind;
use ruku_policy::declare::ChoiceOption;

use super::{Look, Reading, Remark, common};
use crate::context::MeasureName;
use crate::text::{is_subsequence, word_key};
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
    let found = options.iter().find(|option| {
        let key = word_key(&text);
        word_key(&option.label) == key
            || option.id == text
            || option
                .synonyms
                .iter()
                .any(|synonym| word_key(synonym) == key)
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

/// Reads a cell as a direction.
#[must_use]
pub fn read_direction(look: Look<'_>, measures: &[MeasureName]) -> Reading {
    if let Some(reading) = common(look) {
        return reading;
    }
    match direction_in(&plain_text(look.content), measures) {
        Some(id) => Reading::clear(FactValue::Choice(id.to_owned())),
        None => {
            let titles: Vec<&str> = measures
                .iter()
                .map(|measure| measure.title.as_str())
                .collect();
            let detail = format!("应填写{}之一", titles.join("、"));
            Reading::unknown(Remark::new(FindingKind::DirectionUnknown).detail(detail))
        }
    }
}

/// The measure a text names: by equal words, by words it holds, or by words
/// that are an unmistakable shortening of one title.
#[must_use]
pub fn direction_in<'a>(text: &str, measures: &'a [MeasureName]) -> Option<&'a str> {
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
