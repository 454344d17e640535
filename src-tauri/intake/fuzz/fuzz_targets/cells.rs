//! One cell to its meaning, by every parser: amounts, dates and periods, credit
//! codes, phones and contacts, names, counts, flags, units; and what a number
//! format shows.
//!
//! A value is only ever given together with its type, and reading the same cell
//! twice gives the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ruku_intake::cell::{Look, Meaning, Reading, amount, code, count, date, flag, name, phone};
use ruku_intake::workbook::Content;
use ruku_intake::{shown, text};
use ruku_model::fact::FactValue;
use ruku_model::money::MoneyUnit;

fuzz_target!(|data: &[u8]| {
    let [choice, rest @ ..] = data else { return };
    let words = String::from_utf8_lossy(rest);
    let (content, format) = match choice & 3 {
        0 | 1 => (Content::Text(words.as_ref().into()), None),
        kind => {
            let Some((bits, code)) = rest.split_first_chunk::<8>() else {
                return;
            };
            let number = f64::from_le_bytes(*bits);
            if !number.is_finite() {
                return;
            }
            let content = if kind == 2 {
                Content::Number(number)
            } else {
                Content::Date(number)
            };
            let code = String::from_utf8_lossy(code).into_owned();
            let _ = shown::number(number, &code, choice & 4 != 0);
            (content, Some(code))
        }
    };
    let look = Look {
        content: &content,
        format: format.as_deref(),
        date_1904: choice & 4 != 0,
    };
    let unit = match choice >> 3 & 3 {
        0 => None,
        1 => Some(MoneyUnit::Yuan),
        _ => Some(MoneyUnit::WanYuan),
    };
    read_all(look, unit);
    let _ = (
        text::unit_named(&words),
        text::header_key(&words),
        text::word_key(&words),
        text::says_nothing(&words),
        text::full_width_brackets(&words),
    );
    assert!(
        !text::without_controls(&words).chars().any(text::is_control),
        "control characters are gone"
    );
});

fn read_all(look: Look<'_>, unit: Option<MoneyUnit>) {
    let amount = amount::read(look, unit);
    assert_eq!(amount, amount::read(look, unit), "reading is certain");
    only(&amount, |value| matches!(value, FactValue::Money(_)));
    let is_date = |value: &FactValue| matches!(value, FactValue::Date(_));
    only(&date::read(look), is_date);
    let (start, end) = date::period::read_period(look);
    only(&start, is_date);
    only(&end, is_date);
    let is_text = |value: &FactValue| matches!(value, FactValue::Text(_));
    only(&code::read(look), is_text);
    only(&phone::read(look), is_text);
    let (person, number) = phone::read_contact(look);
    only(&person, is_text);
    only(&number, is_text);
    only(&name::read_text(look), is_text);
    only(&name::read_name(look, true), is_text);
    only(&count::read(look), |value| {
        matches!(value, FactValue::Count(_))
    });
    only(&count::read_number(look), |value| {
        matches!(value, FactValue::Number(_))
    });
    only(&flag::read(look), |value| {
        matches!(value, FactValue::Flag(_))
    });
}

fn only(reading: &Reading, fits: impl Fn(&FactValue) -> bool) {
    if let Meaning::Value(value) = &reading.meaning {
        assert!(fits(value), "a value of another type: {value:?}");
    }
}
