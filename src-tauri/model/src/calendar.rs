//! Working days by the State Council's yearly notices.
//!
//! A [`Calendar`] holds the days off and the worked weekends of the years it
//! was given, and refuses to guess about any other year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

/// The most working days that are counted in one go: more than two years'.
const COUNT_MAX: u32 = 600;

/// The days off and worked weekends of some years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, Kind>,
    years: BTreeSet<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A day off.
    Holiday,
    /// A Saturday or Sunday that is worked.
    Worked,
}

/// Why there is no calendar, or no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A line is not date, kind and name.
    #[error("line {0}: found {1:?}, expected date, holiday or workday_makeup, and name")]
    Line(usize, String),
    /// A date stands twice.
    #[error("line {0}: {1} stands twice")]
    Twice(usize, NaiveDate),
    /// There are no days at all.
    #[error("the calendar holds no days")]
    Empty,
    /// The year's notice is not held.
    #[error("the calendar does not hold {0}")]
    YearNotHeld(i32),
    /// Too many days to count.
    #[error("{0} working days are more than the {COUNT_MAX} that can be counted")]
    TooMany(u32),
}

impl CalendarError {
    /// What a clerk is told.
    ///
    /// ```
    /// use ruku_model::calendar::CalendarError;
    /// let error = CalendarError::YearNotHeld(2027);
    /// assert!(error.chinese().starts_with("2027年安排尚未收录"));
    /// ```
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            CalendarError::YearNotHeld(year) => {
                format!(
                    "{year}年安排尚未收录，无法推算工作日；请查国务院办公厅放假通知后自行填写日期。"
                )
            }
            CalendarError::TooMany(days) => {
                format!("{days}个工作日太多，最多推算{COUNT_MAX}个。")
            }
            CalendarError::Line(line, found) => {
                format!("节假日表第{line}行“{found}”不是“日期、类别、名称”三列，请改正。")
            }
            CalendarError::Twice(line, date) => {
                format!("节假日表第{line}行的{date}重复，请删去一行。")
            }
            CalendarError::Empty => "节假日表是空的。".to_owned(),
        }
    }
}

impl Calendar {
    /// Reads a table of date, kind and name, separated by tabs. Lines that
    /// begin with `#` are comments. The years held are those whose New Year's
    /// Day is listed: a notice may also list days of the December before.
    ///
    /// # Errors
    /// A line is not of that form, a date stands twice, or there is none.
    pub fn parse(text: &str) -> Result<Calendar, CalendarError> {
        let mut days = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('#') || line.starts_with("date\t") || line.trim().is_empty() {
                continue;
            }
            let wrong = || CalendarError::Line(number + 1, line.to_owned());
            let mut cells = line.split('\t');
            let date = cells
                .next()
                .and_then(|cell| cell.parse().ok())
                .ok_or_else(wrong)?;
            let kind = match cells.next() {
                Some("holiday") => Kind::Holiday,
                Some("workday_makeup") => Kind::Worked,
                _ => return Err(wrong()),
            };
            if days.insert(date, kind).is_some() {
                return Err(CalendarError::Twice(number + 1, date));
            }
        }
        let new_year = |date: &&NaiveDate| (date.month(), date.day()) == (1, 1);
        let years: BTreeSet<i32> = days.keys().filter(new_year).map(Datelike::year).collect();
        if years.is_empty() {
            Err(CalendarError::Empty)
        } else {
            Ok(Calendar { days, years })
        }
    }

    /// Whether a day is worked.
    ///
    /// # Errors
    /// The day's year is not held.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        if !self.years.contains(&date.year()) {
            return Err(CalendarError::YearNotHeld(date.year()));
        }
        Ok(match self.days.get(&date) {
            Some(Kind::Holiday) => false,
            Some(Kind::Worked) => true,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        })
    }

    /// The `n`-th working day after a day, which is not counted itself
    /// (民法典 第二百零一条: 开始的当日不计入，自下一日开始计算).
    ///
    /// With `n` = 0 it is the day itself.
    ///
    /// # Errors
    /// The count runs into a year that is not held, or is very large.
    pub fn nth_working_day_after(
        &self,
        date: NaiveDate,
        n: u32,
    ) -> Result<NaiveDate, CalendarError> {
        if n > COUNT_MAX {
            return Err(CalendarError::TooMany(n));
        }
        let mut day = date;
        let mut left = n;
        while left > 0 {
            day = day
                .succ_opt()
                .ok_or(CalendarError::YearNotHeld(date.year()))?;
            if self.is_working_day(day)? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// What to know about a day: that it is worked by law though many are
    /// given leave, or that next year's notice may still change it.
    #[must_use]
    pub fn caveat(&self, date: NaiveDate) -> Option<String> {
        // 国办发明电〔2023〕7号: 鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
        if (date.year(), date.month(), date.day()) == (2024, 2, 9) {
            return Some("2024年2月9日（除夕）鼓励安排休息，但仍是工作日。".to_owned());
        }
        let next = date.year() + 1;
        // Notices have begun on 12月29日 at the earliest (2018-12-29 for 2019).
        let late = date.month() == 12 && date.day() >= 29;
        (late && self.years.contains(&date.year()) && !self.years.contains(&next))
            .then(|| format!("{next}年安排尚未收录，可能涉及{}年12月末。", date.year()))
    }

    /// The years held, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped calendar; its origin stands in its first lines.
    const SHIPPED: &str = include_str!("../../../assets/calendar/holidays.tsv");

    fn shipped() -> Calendar {
        Calendar::parse(SHIPPED).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn counts_working_days_as_notices_do() {
        let calendar = shipped();
        for (published, fifth) in [
            // 黄陂区 2021-02-19: 公示时间 2021年2月20日—2月25日（5个工作日）; the 20th is a worked Saturday.
            ("2021-02-19", "2021-02-25"),
            ("2021-12-30", "2022-01-07"),
            ("2022-09-28", "2022-10-10"),
            ("2022-12-28", "2023-01-05"),
            ("2023-01-16", "2023-01-28"),
            ("2024-04-28", "2024-05-08"),
            ("2024-04-29", "2024-05-09"),
            ("2024-09-27", "2024-10-10"),
            ("2026-02-12", "2026-02-26"),
        ] {
            let got = calendar.nth_working_day_after(day(published), 5).unwrap();
            assert_eq!(got, day(fifth), "fifth working day after {published}");
        }
        assert!(
            calendar.is_working_day(day("2021-02-20")).unwrap(),
            "a worked Saturday"
        );
        assert!(
            calendar.is_working_day(day("2024-02-09")).unwrap(),
            "除夕 2024 is worked by law"
        );
        assert!(
            calendar.caveat(day("2024-02-09")).is_some(),
            "but that is worth a word"
        );
    }

    #[test]
    fn refuses_years_it_does_not_hold() {
        let calendar = shipped();
        assert_eq!(
            calendar.years().collect::<Vec<_>>(),
            (2021..=2026).collect::<Vec<_>>()
        );
        let error = calendar
            .nth_working_day_after(day("2026-12-28"), 5)
            .unwrap_err();
        assert_eq!(
            error,
            CalendarError::YearNotHeld(2027),
            "2027 is not known yet"
        );
        assert!(
            error.chinese().contains("2027年安排尚未收录"),
            "the clerk is told so"
        );
        assert!(
            calendar.is_working_day(day("2020-12-31")).is_err(),
            "nor is 2020"
        );
        assert!(
            calendar.caveat(day("2026-12-31")).is_some(),
            "next year's notice may touch it"
        );
    }

    #[test]
    fn refuses_damaged_tables() {
        let line = "2021-01-01\tholiday\t元旦\n";
        let twice = Calendar::parse(&line.repeat(2)).unwrap_err();
        assert_eq!(
            twice,
            CalendarError::Twice(2, day("2021-01-01")),
            "a date stands once"
        );
        assert!(
            Calendar::parse("2021-01-01\tfree\t元旦").is_err(),
            "kinds are a closed list"
        );
        assert!(
            Calendar::parse("# nothing").is_err(),
            "an empty calendar answers nothing"
        );
    }
}
