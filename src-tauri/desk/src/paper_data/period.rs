//! The days results are made public, counted in working days.

use chrono::NaiveDate;
use ruku_model::calendar::Calendar;
use ruku_model::date::chinese_day;
use ruku_policy::pack::Pack;
use serde_json::{Value, json};

/// Working days where the notice says none: what 江门2021 四(二) sets and most
/// cities use.
const USUAL_DAYS: u32 = 5;

/// The publicity period that begins on the working day after `published`.
/// Where the calendar does not reach, the days stay blank and it is said why.
///
/// 黄陂区 2021-02-19: “公示时间:2021年2月20日-2月25日(5个工作日)”.
pub(crate) fn publicity(pack: &Pack, calendar: &Calendar, published: NaiveDate) -> Value {
    let days = pack
        .publicity
        .as_ref()
        .map_or(USUAL_DAYS, |publicity| publicity.working_days);
    let period = calendar
        .nth_working_day_after(published, 1)
        .and_then(|first| Ok((first, calendar.nth_working_day_after(published, days)?)));
    let clause = pack.publicity.as_ref().map(|publicity| &publicity.clause);
    match period {
        Ok((first, last)) => json!({
            "days": days, "clause": clause,
            "from": chinese_day(first), "to": chinese_day(last), "fault": null,
        }),
        Err(error) => json!({
            "days": days, "clause": clause,
            "from": null, "to": null, "fault": error.chinese(),
        }),
    }
}
