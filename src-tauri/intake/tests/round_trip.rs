//! Every fixture's reply beside the fixture itself: nothing of the county's
//! table is lost, whatever format it came in, and the reply sent back is known
//! and accounted for, finding by finding.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use chrono::NaiveDate;
use ruku_intake::context::{Context, ReturnForm};
use ruku_intake::diff;
use ruku_intake::interpret::interpret;
use ruku_intake::look::{Look, SheetLook};
use ruku_intake::out::TASK_SHEET;
use ruku_intake::out::reply::{Reply, reply};
use ruku_intake::return_file::ReturnFile;
use ruku_intake::workbook::{Content, Sheet, Workbook, cell_name};
use ruku_model::finding::Severity;
use ruku_model::fingerprint::sha256_hex;

/// A return with its reply, both as they were read.
struct Trip {
    name: String,
    book: Workbook,
    file: ReturnFile,
    look: Option<Look>,
    answer: Vec<u8>,
    back: Workbook,
    again: ReturnFile,
}

fn meaning(
    forms: &[ReturnForm],
    programme: &str,
    name: &str,
    sha: &str,
    book: &Workbook,
) -> ReturnFile {
    let regions = support::regions();
    let context = Context {
        expected: Some(programme),
        ..Context::new(forms, &regions)
    };
    interpret(&context, name, sha, book)
}

/// Every fixture return with projects, and the reply to it.
static TRIPS: LazyLock<Vec<Trip>> = LazyLock::new(trips);

fn trips() -> Vec<Trip> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let forms = support::pack_forms();
    let mut trips = Vec::new();
    for path in support::files_under(&folder.join("keys/returns")) {
        let key: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let programme = support::form_id(key["programme"].as_str().unwrap(), &forms);
        let name = key["file"].as_str().unwrap().to_owned();
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        let book = support::reader().read(&bytes).unwrap();
        let short = name.rsplit('/').next().unwrap();
        let sha256 = sha256_hex(&bytes);
        let file = meaning(&forms, &programme, short, &sha256, &book);
        if file.rows.is_empty() {
            continue;
        }
        let look = support::reader().look(&bytes);
        let job = Reply {
            book: &book,
            look: look.as_ref(),
            file: &file,
            repaired: &[],
            on: NaiveDate::from_ymd_opt(2022, 7, 11).unwrap(),
        };
        let answer = reply(&job).unwrap();
        let back = support::reader().read(&answer).unwrap();
        let again = meaning(&forms, &programme, short, "11", &back);
        trips.push(Trip {
            name,
            book,
            file,
            look,
            answer,
            back,
            again,
        });
    }
    assert!(trips.len() >= 50, "the fixtures are there: {}", trips.len());
    trips
}

/// The days between the two epochs of spreadsheets.
const DAYS_1904: f64 = 1462.0;

/// What a cell says, so that a day is a day in every format.
fn said(book: &Workbook, content: &Content) -> String {
    match content {
        Content::Date(serial) if book.date_1904 => format!("day {}", serial + DAYS_1904),
        Content::Date(serial) => format!("day {serial}"),
        Content::DateIso(text) => {
            let date = NaiveDate::parse_from_str(text.get(..10).unwrap_or(text), "%Y-%m-%d");
            let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            date.map_or(text.to_string(), |date| {
                format!("day {}", (date - epoch).num_days())
            })
        }
        other => other.raw().into_owned(),
    }
}

fn cells(book: &Workbook, sheet: &Sheet) -> BTreeMap<String, String> {
    sheet
        .cells
        .iter()
        .map(|cell| (cell_name(cell.row, cell.col), said(book, &cell.content)))
        .collect()
}

fn spans(spans: &[(u32, u32)]) -> BTreeSet<u32> {
    spans
        .iter()
        .flat_map(|(first, last)| *first..=(*last).min(first + 2_000))
        .collect()
}

#[test]
fn every_cell_is_where_the_county_put_it() {
    for trip in TRIPS.iter() {
        let name = &trip.name;
        for sheet in trip.book.sheets.iter().filter(|one| one.name != TASK_SHEET) {
            let copy = trip.back.sheets.iter().find(|one| one.name == sheet.name);
            let copy = copy.unwrap_or_else(|| panic!("{name}: no sheet {}", sheet.name));
            let (old, new) = (cells(&trip.book, sheet), cells(&trip.back, copy));
            for (cell, text) in &old {
                let kept = new.get(cell).map(String::as_str).unwrap_or_default();
                // A formula without its result has none to copy; a total gets one.
                if text.is_empty() {
                    continue;
                }
                assert_eq!(kept, text, "{name} {}!{cell}", sheet.name);
            }
            for cell in new.keys() {
                assert!(
                    old.contains_key(cell),
                    "{name} {}!{cell} is new",
                    sheet.name
                );
            }
            let areas = |sheet: &Sheet| -> BTreeSet<(u32, u32, u32, u32)> {
                let more = sheet.merges.iter();
                more.map(|area| (area.top, area.left, area.bottom, area.right))
                    .filter(|(top, left, bottom, right)| (top, left) != (bottom, right))
                    .collect()
            };
            assert_eq!(
                areas(copy),
                areas(sheet),
                "{name} {}: merged cells",
                sheet.name
            );
            assert_eq!(copy.visibility, sheet.visibility, "{name} {}", sheet.name);
            assert_eq!(
                spans(&copy.hidden_rows),
                spans(&sheet.hidden_rows),
                "{name} {}: hidden rows",
                sheet.name
            );
            assert_eq!(
                spans(&copy.hidden_columns),
                spans(&sheet.hidden_columns),
                "{name} {}: hidden columns",
                sheet.name
            );
        }
    }
}

/// Widths are written with the cell's padding: within this they are one.
const WIDTH_SLACK: f64 = 1.0;

#[test]
fn widths_frozen_panes_filters_and_drop_downs_are_kept() {
    let (mut widths, mut filters, mut drop_downs) = (0, 0, 0);
    for trip in TRIPS.iter() {
        let name = &trip.name;
        let Some(before) = &trip.look else { continue };
        let after = support::reader().look(&trip.answer).unwrap();
        for sheet in before.sheets.iter().filter(|one| one.name != TASK_SHEET) {
            let copy = after
                .sheets
                .iter()
                .find(|one| one.name == sheet.name)
                .unwrap();
            for (first, last, wide) in &sheet.widths {
                for col in *first..=(*last).min(60) {
                    let mut known = copy.widths.iter();
                    let known = known.find(|(from, to, _)| (*from..=*to).contains(&col));
                    let kept = known.map_or(8.43, |(_, _, width)| *width);
                    assert!(
                        (kept - wide).abs() < WIDTH_SLACK,
                        "{name} {}: column {col} is {kept} wide, was {wide}",
                        sheet.name
                    );
                    widths += 1;
                }
            }
            assert_eq!(copy.frozen, sheet.frozen, "{name}: what is frozen");
            assert_eq!(copy.filter, sheet.filter, "{name}: the filter");
            assert_eq!(copy.drop_downs, sheet.drop_downs, "{name}: drop-downs");
            filters += usize::from(sheet.filter.is_some());
            drop_downs += sheet.drop_downs.len();
        }
    }
    assert!(widths > 500, "the fixtures have widths: {widths}");
    assert!(filters > 0, "one of them has a filter");
    assert!(drop_downs > 0, "one of them has drop-downs");
}

#[test]
fn the_countys_own_checks_and_colours_are_kept() {
    let (mut checks, mut colours) = (0, 0);
    for trip in TRIPS.iter() {
        let name = &trip.name;
        let Some(before) = &trip.look else { continue };
        let after = support::reader().look(&trip.answer).unwrap();
        for sheet in before.sheets.iter().filter(|one| one.name != TASK_SHEET) {
            let copy = after
                .sheets
                .iter()
                .find(|one| one.name == sheet.name)
                .unwrap();
            // The writer has an order of its own.
            let checked = |look: &SheetLook| {
                let mut checks = look.input_checks.clone();
                checks.sort_by_key(|check| (check.areas[0].left, check.areas[0].top));
                checks
            };
            assert_eq!(checked(copy), checked(sheet), "{name}: input checks");
            let coloured = |look: &SheetLook| {
                let rules = look.colour_rules.iter();
                let rules =
                    rules.map(|rule| (rule.areas.clone(), rule.when.clone(), rule.style.fill));
                let mut rules: Vec<_> = rules.collect();
                rules.sort_by_key(|(areas, _, _)| (areas[0].left, areas[0].top));
                rules
            };
            assert_eq!(coloured(copy), coloured(sheet), "{name}: colours");
            checks += sheet.input_checks.len();
            colours += sheet.colour_rules.len();
        }
    }
    assert!(checks >= 5, "a fixture has every kind of check: {checks}");
    assert!(colours >= 2, "and conditional colours: {colours}");
}

#[test]
fn no_formula_but_our_own_sums() {
    let mut sums = 0;
    for trip in TRIPS.iter() {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&trip.answer)).unwrap();
        for index in 0..zip.len() {
            let mut part = zip.by_index(index).unwrap();
            if !part.name().unwrap().starts_with("xl/worksheets/sheet") {
                continue;
            }
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            for formula in text.split("<f>").skip(1) {
                let formula = formula.split("</f>").next().unwrap();
                let inner = formula
                    .strip_prefix("SUM(")
                    .and_then(|rest| rest.strip_suffix(')'))
                    .unwrap_or_else(|| panic!("{}: formula {formula}", trip.name));
                assert!(
                    inner.chars().all(|ch| ch.is_ascii_uppercase()
                        || ch.is_ascii_digit()
                        || ":,".contains(ch)),
                    "{}: {formula} names nothing but its own column",
                    trip.name
                );
                sums += 1;
            }
        }
    }
    assert!(sums > 20, "totals add up their rows: {sums}");
}

#[test]
fn every_finding_is_accounted_for_when_the_reply_comes_back() {
    for trip in TRIPS.iter() {
        let name = &trip.name;
        assert_eq!(
            trip.again.answers.as_ref(),
            Some(&trip.file.sha256),
            "{name}: it names what it answers"
        );
        let found = diff::compare(&trip.file, &trip.again, &[]);
        assert!(
            found.added.is_empty() && found.gone.is_empty(),
            "{name}: no project came or went: {:?} {:?}",
            found.added,
            found.gone
        );
        assert!(
            found.changed.is_empty(),
            "{name}: nobody changed anything: {:?}",
            found.changed
        );
        let asked = trip
            .file
            .findings
            .iter()
            .filter(|finding| finding.severity >= Severity::Warning)
            .count();
        assert_eq!(found.asked.len(), asked, "{name}: each finding was asked");
        for one in &found.asked {
            // A total without a result has one in the reply: our own sum's.
            assert!(
                !one.settled,
                "{name}: nothing was put right, and {:?} is said to be",
                one.finding
            );
        }
    }
}
