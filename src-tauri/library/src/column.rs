//! How values stand in columns: moments and enums as text, fact values as an
//! integer or canonical text. Nothing is ever stored as REAL.

use chrono::NaiveDateTime;
use ruku_model::fact::FactValue;
use ruku_model::money::Money;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{LibraryError, Result};

const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";

/// A moment as text that sorts by time.
pub(crate) fn moment(at: NaiveDateTime) -> String {
    at.format(MOMENT).to_string()
}

/// Reads a moment.
pub(crate) fn read_moment(text: &str) -> Result<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, MOMENT)
        .map_err(|_| LibraryError::Stored(format!("not a moment: {text:?}")))
}

/// An enum's id, as its JSON has it.
pub(crate) fn token<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        other => unreachable!("a unit variant serialises as text, got {other:?}"),
    }
}

/// Reads an enum's id.
pub(crate) fn read_token<T: DeserializeOwned>(text: String) -> Result<T> {
    let error = LibraryError::Stored(format!("unknown id {text:?}"));
    serde_json::from_value(Value::String(text)).map_err(|_| error)
}

/// A value as JSON text.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our types have text keys and no failing serialisers")
}

/// Reads JSON text.
pub(crate) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| LibraryError::Stored(error.to_string()))
}

/// A count of rows.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Runs a reader of our own on a row inside a rusqlite query, which wants its
/// own error type: the outer result is SQLite's, the inner one ours.
pub(crate) fn collect<T>(
    rows: impl Iterator<Item = rusqlite::Result<Result<T>>>,
) -> Result<Vec<T>> {
    rows.map(|row| row?).collect()
}

/// The columns `type, whole, text` of a fact's value.
pub(crate) struct ValueColumns {
    pub(crate) kind: &'static str,
    pub(crate) whole: Option<i64>,
    pub(crate) text: Option<String>,
}

impl ValueColumns {
    /// Splits a value; `None` is a value that a person set to unknown.
    pub(crate) fn of(value: Option<&FactValue>) -> ValueColumns {
        let whole = |kind, whole| ValueColumns {
            kind,
            whole: Some(whole),
            text: None,
        };
        let text = |kind, text| ValueColumns {
            kind,
            whole: None,
            text: Some(text),
        };
        match value {
            None => ValueColumns {
                kind: "unknown",
                whole: None,
                text: None,
            },
            Some(FactValue::Money(money)) => whole("money", money.fen()),
            Some(FactValue::Count(count)) => whole("count", *count),
            Some(FactValue::Flag(flag)) => whole("flag", i64::from(*flag)),
            Some(FactValue::Number(rate)) => text("number", rate.decimal()),
            Some(FactValue::Date(date)) => text("date", date.to_string()),
            Some(FactValue::Choice(choice)) => text("choice", choice.clone()),
            Some(FactValue::Text(words)) => text("text", words.clone()),
            Some(FactValue::List(records)) => text("list", json(records)),
        }
    }

    /// Reads the three columns that start at `first`.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> Result<Option<FactValue>> {
        let kind = row
            .get_ref(first)?
            .as_str()
            .map_err(rusqlite::Error::from)?;
        let whole = || row.get::<_, i64>(first + 1);
        let text = || row.get::<_, String>(first + 2);
        let wrong = |text: String| LibraryError::Stored(format!("not a {kind}: {text:?}"));
        Ok(Some(match kind {
            "unknown" => return Ok(None),
            "money" => FactValue::Money(Money::from_fen(whole()?)),
            "count" => FactValue::Count(whole()?),
            "flag" => FactValue::Flag(whole()? != 0),
            "number" => FactValue::Number(text()?.parse().map_err(|_| wrong(text_of(row, first)))?),
            "date" => FactValue::Date(text()?.parse().map_err(|_| wrong(text_of(row, first)))?),
            "choice" => FactValue::Choice(text()?),
            "text" => FactValue::Text(text()?),
            "list" => FactValue::List(read_json(&text()?)?),
            other => return Err(LibraryError::Stored(format!("unknown type {other:?}"))),
        }))
    }
}

fn text_of(row: &Row<'_>, first: usize) -> String {
    row.get(first + 2).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use ruku_model::date::PartialDate;
    use ruku_model::fact::FactId;
    use ruku_model::rate::Rate;
    use rusqlite::{Connection, params};

    use super::*;

    fn value() -> impl Strategy<Value = FactValue> {
        let plain = prop_oneof![
            any::<i64>().prop_map(|fen| FactValue::Money(Money::from_fen(fen))),
            any::<i64>().prop_map(FactValue::Count),
            any::<bool>().prop_map(FactValue::Flag),
            (any::<i64>(), 1..=i64::MAX).prop_map(|(n, d)| {
                let rate = Rate::from_fraction(i128::from(n), i128::from(d));
                FactValue::Number(rate.expect("the denominator is positive"))
            }),
            (1900..2100_i32, 1..=12_u32).prop_map(|(year, month)| {
                FactValue::Date(PartialDate::month(year, month).expect("a month of the calendar"))
            }),
            any::<String>().prop_map(FactValue::Choice),
            any::<String>().prop_map(FactValue::Text),
        ];
        plain.prop_recursive(2, 12, 4, |inner| {
            let record = prop::collection::btree_map("[a-z_]{1,8}", inner, 0..3);
            prop::collection::vec(record, 0..3).prop_map(|records| {
                let named = |record: BTreeMap<String, FactValue>| {
                    record
                        .into_iter()
                        .map(|(id, value)| (FactId::new(id), value))
                        .collect()
                };
                FactValue::List(records.into_iter().map(named).collect())
            })
        })
    }

    proptest! {
        /// What goes into the columns comes out of them, of every type.
        #[test]
        fn values_come_back(value in prop::option::of(value())) {
            let connection = Connection::open_in_memory().unwrap();
            connection
                .execute_batch("CREATE TABLE t (type TEXT, whole INTEGER, text TEXT) STRICT")
                .unwrap();
            let columns = ValueColumns::of(value.as_ref());
            connection
                .execute(
                    "INSERT INTO t VALUES (?1, ?2, ?3)",
                    params![columns.kind, columns.whole, columns.text],
                )
                .unwrap();
            let back = connection
                .query_row("SELECT * FROM t", [], |row| Ok(ValueColumns::read(row, 0)))
                .unwrap();
            prop_assert_eq!(back.unwrap(), value);
        }
    }

    #[test]
    fn what_was_never_written_is_refused() {
        let connection = Connection::open_in_memory().unwrap();
        for row in [
            "'rate', NULL, 'x'",
            "'number', NULL, 'ten'",
            "'money', NULL, '5'",
            "'date', NULL, '2022'",
        ] {
            let read = connection.query_row(&format!("SELECT {row}"), [], |row| {
                Ok(ValueColumns::read(row, 0))
            });
            assert!(
                read.unwrap().is_err(),
                "never read as something else: {row}"
            );
        }
    }
}
