//! Nothing is lost, judged by poppler: every character that was laid out is on
//! its page, in its place, and no word leaves its cell or the paper.

use std::collections::BTreeMap;

use ruku_papers::layout::lay_out;
use ruku_papers::print::single;
use ruku_papers::sheet::{Item, Page, Rule};
use ruku_papers::template::render;

use crate::data::{Filled, data, data_for, fonts, options};
use crate::forms::{parse, templates};
use crate::poppler::{Sheet, Word, bare, boxes};

/// Nothing is printed closer to the edge of the paper: 10 mm.
const EDGE: f64 = 28.3;

#[test]
fn every_form_is_whole_and_inside_its_boxes() {
    for (name, file) in &templates() {
        let template = parse(file);
        for filled in [Filled::Plain, Filled::Extreme] {
            let document = render(&template, &data_for(file, &template, filled)).unwrap();
            let laid = lay_out(&document, fonts()).unwrap();
            let pdf = single(&document, fonts(), &options()).unwrap();
            let name = format!("{name}-{filled:?}-boxes.pdf");
            let sheets = boxes(&name, &pdf.bytes);
            assert_eq!(sheets.len(), laid.pages.len(), "{name}: its pages");
            for (number, (sheet, page)) in (1..).zip(sheets.iter().zip(&laid.pages)) {
                let faults = faults(sheet, page);
                assert!(faults.is_empty(), "{name}, page {number}: {faults:?}");
            }
        }
    }
}

/// What poppler finds that was not laid out so.
fn faults(sheet: &Sheet, page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    let found = counts(sheet.words.iter().map(|word| word.text.clone()));
    let laid = counts(page.runs().map(|run| run.text()));
    for (character, count) in &laid {
        let seen = found.get(character).copied().unwrap_or(0);
        if seen != *count {
            faults.push(format!("{character} ×{count} is read ×{seen}"));
        }
    }
    if found.keys().any(|character| !laid.contains_key(character)) {
        faults.push("a character that was not laid out".to_owned());
    }
    for word in &sheet.words {
        let (left, right) = ink(word);
        if left < EDGE || right > sheet.width - EDGE || word.top < 0.0 || word.bottom > sheet.height
        {
            faults.push(format!("off the paper: {}", word.text));
        }
        for rule in page.items.iter().filter_map(upright) {
            let x = points(rule.x1);
            let middle = f64::midpoint(word.top, word.bottom);
            let beside = points(rule.y1) < middle && middle < points(rule.y2);
            if beside && left + 0.5 < x && x < right - 0.5 {
                faults.push(format!("over a table's line: {}", word.text));
            }
        }
    }
    faults
}

fn counts(texts: impl Iterator<Item = String>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for character in texts.flat_map(|text| bare(&text).chars().collect::<Vec<_>>()) {
        *counts.entry(character).or_insert(0) += 1;
    }
    counts
}

/// Where a word's ink can be: marks have an empty half.
fn ink(word: &Word) -> (f64, f64) {
    let half = (word.bottom - word.top) / 2.0;
    let empty = |character: Option<char>, marks: &str| match character {
        Some(character) if marks.contains(character) => half,
        _ => 0.0,
    };
    let left = empty(word.text.chars().next(), "（《「『【〔〈“‘");
    let right = empty(word.text.chars().next_back(), "，。、；：）》」』】〕〉”’");
    (word.left + left, word.right - right)
}

fn upright(item: &Item) -> Option<&Rule> {
    match item {
        Item::Rule(rule) if rule.x1 == rule.x2 => Some(rule),
        _ => None,
    }
}

fn points(length: i64) -> f64 {
    length as f64 / 1000.0
}

#[test]
fn poppler_sees_what_was_planted() {
    let document = crate::data::document(
        "<table cols=\"30mm 1*\"><tr><th>企业</th><td><v>{{ enterprise }}</v></td></tr></table>",
        &data(Filled::Plain),
    );
    let laid = lay_out(&document, fonts()).unwrap();
    let pdf = single(&document, fonts(), &options()).unwrap();
    let sheets = boxes("planted.pdf", &pdf.bytes);
    assert_eq!(faults(&sheets[0], &laid.pages[0]), [""; 0], "a sound form");
    let mut lost = laid.pages[0].clone();
    for item in &mut lost.items {
        if let Item::Run(run) = item {
            run.glyphs[0].character = '㐀';
        }
    }
    assert!(!faults(&sheets[0], &lost).is_empty(), "a lost character");
    let mut narrow = laid.pages[0].clone();
    for item in &mut narrow.items {
        if let Item::Rule(rule) = item {
            rule.x1 += 40_000;
            rule.x2 += 40_000;
        }
    }
    let found = faults(&sheets[0], &narrow);
    assert!(
        found.iter().any(|fault| fault.contains("table's line")),
        "{found:?}"
    );
}
