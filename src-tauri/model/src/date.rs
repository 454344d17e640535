//! Dates as returns give them: to the day, or only to the month.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date known to the day or only to the month.
///
/// As text: `2022-06-30` or `2022-06`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// Known to the day.
    Day(NaiveDate),
    /// Known to the month; holds the first day of it.
    Month(NaiveDate),
}

/// The text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a date: {0:?}; write it as 2022-06-30 or 2022-06")]
pub struct DateError(String);

impl PartialDate {
    /// A month of a year; `None` if there is no such month.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Option<PartialDate> {
        NaiveDate::from_ymd_opt(year, month, 1).map(PartialDate::Month)
    }

    /// The first day it can be.
    #[must_use]
    pub fn earliest(self) -> NaiveDate {
        match self {
            PartialDate::Day(date) | PartialDate::Month(date) => date,
        }
    }

    /// The last day it can be.
    #[must_use]
    pub fn latest(self) -> NaiveDate {
        match self {
            PartialDate::Day(date) => date,
            PartialDate::Month(first) => first
                .checked_add_months(Months::new(1))
                .and_then(|next| next.pred_opt())
                .unwrap_or(first),
        }
    }

    /// As a clerk writes it: `2022年6月30日`, `2022年6月`.
    #[must_use]
    pub fn chinese(self) -> String {
        match self {
            PartialDate::Day(d) => chinese_day(d),
            PartialDate::Month(d) => format!("{}年{}月", d.year(), d.month()),
        }
    }
}

/// A day as official papers write it, without leading zeros: `2022年6月3日`
/// (GB/T 9704-2012, 月、日不编虚位).
#[must_use]
pub fn chinese_day(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Day(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            PartialDate::Month(date) => write!(f, "{}", date.format("%Y-%m")),
        }
    }
}

impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<PartialDate, DateError> {
        let text = text.trim();
        if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(PartialDate::Day(date));
        }
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d")
            .map(PartialDate::Month)
            .map_err(|_| DateError(text.to_owned()))
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PartialDate, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_spans_its_days() {
        let month: PartialDate = "2024-02".parse().unwrap();
        assert_eq!(month.earliest().to_string(), "2024-02-01", "first day");
        assert_eq!(month.latest().to_string(), "2024-02-29", "leap year");
        assert_eq!(month.to_string(), "2024-02", "keeps its precision");
        assert_eq!(month.chinese(), "2024年2月", "no leading zero");
        assert!(
            "2024-13".parse::<PartialDate>().is_err(),
            "no thirteenth month"
        );
    }
}
