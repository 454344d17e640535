//! Values that change by date, such as the LPR: dated rows that a pack brings
//! along. A date beyond the rows has no value; none is ever guessed.

use chrono::NaiveDate;
use ruku_model::date::{PartialDate, chinese_day};
use ruku_model::rate::Rate;

/// A rate by date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedTable {
    /// Its id in the pack.
    pub id: String,
    /// Its Chinese label: `一年期LPR`.
    pub label: String,
    /// Who published the values, and where.
    pub source: String,
    /// The last day the values are known for.
    pub until: NaiveDate,
    /// From which day each value holds, in the order of days.
    pub rows: Vec<(NaiveDate, Rate)>,
}

impl DatedTable {
    /// The value in force on a date. A date known only to the month has one if
    /// the whole month has the same.
    ///
    /// # Errors
    /// Why there is none: a Chinese sentence that says what the table holds.
    pub fn at(&self, date: PartialDate) -> Result<Rate, String> {
        let (first, last) = (self.on(date.earliest())?, self.on(date.latest())?);
        match first == last {
            true => Ok(first),
            false => Err(format!("{}当月有变动，需要具体到日的日期。", self.label)),
        }
    }

    fn on(&self, day: NaiveDate) -> Result<Rate, String> {
        let row = self.rows.iter().rev().find(|(from, _)| *from <= day);
        match row {
            Some((_, rate)) if day <= self.until => Ok(*rate),
            _ => {
                let from = self.rows.first().map_or(self.until, |(from, _)| *from);
                Err(format!(
                    "{}只收录{}至{}的数值，没有{}的；请核对日期，或在政策包里补录。",
                    self.label,
                    chinese_day(from),
                    chinese_day(self.until),
                    chinese_day(day)
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> DatedTable {
        let day = |text: &str| text.parse().expect("a day");
        let rate = |text: &str| text.parse().expect("a rate");
        DatedTable {
            id: "lpr".to_owned(),
            label: "一年期LPR".to_owned(),
            source: String::new(),
            until: day("2023-09-19"),
            rows: vec![
                (day("2022-08-22"), rate("3.65%")),
                (day("2023-06-20"), rate("3.55%")),
                (day("2023-08-21"), rate("3.45%")),
            ],
        }
    }

    #[test]
    fn the_value_in_force_on_the_day_counts() {
        let at = |text: &str| table().at(text.parse().expect("a date")).map(Rate::percent);
        assert_eq!(at("2022-08-22").as_deref(), Ok("3.65%"), "the first day");
        assert_eq!(
            at("2023-06-19").as_deref(),
            Ok("3.65%"),
            "the day before a change"
        );
        assert_eq!(
            at("2023-06-20").as_deref(),
            Ok("3.55%"),
            "the day of a change"
        );
        assert_eq!(at("2023-09-19").as_deref(), Ok("3.45%"), "the last day");
        assert_eq!(
            at("2023-07").as_deref(),
            Ok("3.55%"),
            "a month without a change"
        );
    }

    #[test]
    fn beyond_the_table_nothing_is_guessed() {
        let at = |text: &str| {
            table()
                .at(text.parse().expect("a date"))
                .expect_err("no value")
        };
        assert!(
            at("2022-08-21").contains("2022年8月22日至2023年9月19日"),
            "before it"
        );
        assert!(at("2023-09-20").contains("没有2023年9月20日"), "after it");
        assert!(at("2023-06").contains("具体到日"), "a month with a change");
    }
}
