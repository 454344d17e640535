//! A serial number in a format of dates and times.

use chrono::{Datelike, Days, NaiveDate};

use super::section::{Section, Token};

/// The moment a serial number stands for.
struct Moment {
    day: Option<NaiveDate>,
    hour: u64,
    minute: u64,
    second: u64,
    /// All seconds since the epoch.
    elapsed: u64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const WEEKDAYS_CHINESE: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// Shows a serial number; none where it is no day of the calendar.
pub(super) fn text(serial: f64, section: &Section, date_1904: bool) -> Option<String> {
    let moment = moment(serial, date_1904)?;
    let twelve = section
        .tokens
        .iter()
        .any(|token| matches!(token, Token::HalfDay(_)));
    let mut out = String::new();
    for (at, token) in section.tokens.iter().enumerate() {
        match token {
            Token::Literal(text) => out.push_str(text),
            Token::Point => out.push('.'),
            Token::Comma => out.push(','),
            Token::HalfDay(chinese) => out.push_str(match (chinese, moment.hour < 12) {
                (true, true) => "上午",
                (true, false) => "下午",
                (false, true) => "AM",
                (false, false) => "PM",
            }),
            Token::Elapsed(unit) => out.push_str(&match unit {
                'h' => (moment.elapsed / 3600).to_string(),
                'm' => (moment.elapsed / 60).to_string(),
                _ => moment.elapsed.to_string(),
            }),
            Token::Date('h', count) => {
                let hour = match (twelve, moment.hour % 12) {
                    (true, 0) => 12,
                    (true, hour) => hour,
                    (false, _) => moment.hour,
                };
                out.push_str(&padded(hour, *count));
            }
            Token::Date('s', count) => out.push_str(&padded(moment.second, *count)),
            Token::Date('m', count) if is_minute(&section.tokens, at) => {
                out.push_str(&padded(moment.minute, *count));
            }
            Token::Date(letter, count) => out.push_str(&of_day(moment.day?, *letter, *count)),
            // Parts of seconds are for others.
            Token::Digit(_) | Token::Percent | Token::Whole => return None,
        }
    }
    Some(out)
}

fn moment(serial: f64, date_1904: bool) -> Option<Moment> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // Whole seconds; the range above leaves no loss.
    let elapsed = (serial * 86_400.0).round() as u64;
    let days = elapsed / 86_400;
    let day = match (date_1904, days) {
        (true, _) => NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(days)),
        // The calendar of 1900 has a 29 February that never was.
        (false, 0 | 60) => None,
        (false, 1..=59) => NaiveDate::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(days)),
        (false, _) => NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)),
    };
    Some(Moment {
        day,
        hour: elapsed / 3600 % 24,
        minute: elapsed / 60 % 60,
        second: elapsed % 60,
        elapsed,
    })
}

/// `m` is minutes after hours and before seconds.
fn is_minute(tokens: &[Token], at: usize) -> bool {
    let is_part = |token: &&Token| matches!(token, Token::Date(..) | Token::Elapsed(_));
    let before = tokens[..at].iter().rev().find(is_part);
    let behind = tokens[at + 1..].iter().find(is_part);
    matches!(before, Some(Token::Date('h', _) | Token::Elapsed('h')))
        || matches!(behind, Some(Token::Date('s', _)))
}

fn padded(number: u64, count: usize) -> String {
    if count > 1 {
        format!("{number:02}")
    } else {
        number.to_string()
    }
}

fn of_day(day: NaiveDate, letter: char, count: usize) -> String {
    let month = MONTHS[day.month0() as usize];
    let weekday = day.weekday().num_days_from_monday() as usize;
    match (letter, count) {
        ('y', 1 | 2) => format!("{:02}", day.year() % 100),
        ('y' | 'e', _) => day.year().to_string(),
        ('m', 3) => month[..3].to_owned(),
        ('m', 4) => month.to_owned(),
        ('m', 5) => month[..1].to_owned(),
        ('m', count) => padded(u64::from(day.month()), count),
        ('d', 3) => WEEKDAYS[weekday][..3].to_owned(),
        ('d', 4..) => WEEKDAYS[weekday].to_owned(),
        ('d', count) => padded(u64::from(day.day()), count),
        (_, 4..) => format!("星期{}", WEEKDAYS_CHINESE[weekday]),
        _ => WEEKDAYS_CHINESE[weekday].to_owned(),
    }
}
