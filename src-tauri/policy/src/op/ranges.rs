//! Ranges of tiers: how they are written, what they hold, and whether several
//! of them leave a gap or overlap at the exact boundary.

use crate::bounds::{Amount, Bounds};
use crate::condition::{Check, FactTest, Limit, Side, Test};
use crate::read::ValueKind;
use crate::read::source::Entry;

/// A range of values; each end may be open and may or may not include its bound.
#[derive(Debug, Clone)]
pub(super) struct Range {
    low: Option<End>,
    high: Option<End>,
    line: u32,
}

#[derive(Debug, Clone)]
struct End {
    value: Amount,
    included: bool,
    text: String,
}

/// Reads a range from the keys at_least, more_than, at_most and less_than.
pub(super) fn parse(entry: &Entry<'_>, kind: ValueKind) -> Option<Range> {
    let mut range = Range {
        low: None,
        high: None,
        line: entry.line(),
    };
    for (side, key, _) in Side::ALL {
        let Some(text) = entry.text_opt(key) else {
            continue;
        };
        let value = match kind {
            ValueKind::Money => Amount::from_integer(i128::from(text.money()?.fen())),
            ValueKind::Number => text.rate()?.ratio(),
        };
        let included = matches!(side, Side::AtLeast | Side::AtMost);
        let end = End {
            value,
            included,
            text: text.value.to_owned(),
        };
        let slot = match side {
            Side::AtLeast | Side::MoreThan => &mut range.low,
            Side::AtMost | Side::LessThan => &mut range.high,
        };
        if slot.is_some() {
            text.fault(
                "同一边写了两个界限。",
                "at_least 与 more_than、at_most 与 less_than 各只能写一个。",
            );
        }
        *slot = Some(end);
    }
    if let (Some(low), Some(high)) = (&range.low, &range.high) {
        let empty =
            low.value > high.value || (low.value == high.value && !(low.included && high.included));
        if empty {
            entry.fault(
                format!("这一档（{}）没有数值能落进去。", range.words()),
                "请核对下界和上界。",
            );
        }
    }
    Some(range)
}

/// Faults where consecutive ranges leave a gap or overlap.
pub(super) fn check<'r>(entry: &Entry<'_>, ranges: impl Iterator<Item = &'r Range>) {
    let ranges: Vec<&Range> = ranges.collect();
    if ranges.is_empty() {
        entry.fault(
            "没有写任何一档。",
            "请写 tier = [{ at_least = \"…\", gives = \"…\" }, …]。",
        );
    }
    for pair in ranges.windows(2) {
        let [before, after] = pair else { continue };
        let (Some(high), Some(low)) = (&before.high, &after.low) else {
            entry.fault_at(
                after.line,
                format!("“{}”和“{}”两档重叠。", before.words(), after.words()),
                "除最低档和最高档外，每档都要写下界和上界，从低到高排列。",
            );
            continue;
        };
        let (gap, overlap) = match high.value.cmp(&low.value) {
            std::cmp::Ordering::Less => (true, false),
            std::cmp::Ordering::Greater => (false, true),
            std::cmp::Ordering::Equal => (
                !high.included && !low.included,
                high.included && low.included,
            ),
        };
        if gap || overlap {
            let what = if gap { "之间有空档" } else { "重叠" };
            entry.fault_at(
                after.line,
                format!("“{}”和“{}”两档{what}。", before.words(), after.words()),
                format!("恰好{}要落在且只落在一档里：一边写 at_least 或 at_most，另一边写 less_than 或 more_than。", low.text),
            );
        }
    }
}

impl Range {
    /// Whether a value lies in the range.
    pub(super) fn holds(&self, value: Amount) -> bool {
        let low = self.low.as_ref().is_none_or(|end| match end.included {
            true => value >= end.value,
            false => value > end.value,
        });
        let high = self.high.as_ref().is_none_or(|end| match end.included {
            true => value <= end.value,
            false => value < end.value,
        });
        low && high
    }

    /// Whether some value of the interval may lie in the range.
    pub(super) fn touches(&self, bounds: Bounds) -> bool {
        let below = bounds
            .hi
            .is_some_and(|hi| self.low.as_ref().is_some_and(|end| hi < end.value));
        let above = self.high.as_ref().is_some_and(|end| bounds.lo > end.value);
        !below && !above
    }

    /// The test that a fact lies in the range.
    pub(super) fn test(&self, fact: usize) -> Test {
        let limit = |end: &End, with: Side, without: Side| Limit {
            side: if end.included { with } else { without },
            value: end.value,
            text: end.text.clone(),
        };
        let low = self
            .low
            .iter()
            .map(|end| limit(end, Side::AtLeast, Side::MoreThan));
        let high = self
            .high
            .iter()
            .map(|end| limit(end, Side::AtMost, Side::LessThan));
        Test::Fact(FactTest {
            fact,
            check: Check::Within(low.chain(high).collect()),
        })
    }

    /// The line it is written on.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The lower bound, zero if open.
    pub(super) fn start(&self) -> Amount {
        self.low
            .as_ref()
            .map_or_else(|| Amount::from_integer(0), |end| end.value)
    }

    /// The upper bound, if there is one.
    pub(super) fn end(&self) -> Option<Amount> {
        self.high.as_ref().map(|end| end.value)
    }

    /// The range in words.
    pub(super) fn words(&self) -> String {
        let low = self.low.as_ref().map(|end| match end.included {
            true => format!("{}以上（含）", end.text),
            false => format!("超过{}", end.text),
        });
        let high = self.high.as_ref().map(|end| match end.included {
            true => format!("不超过{}", end.text),
            false => format!("不足{}", end.text),
        });
        match (low, high) {
            (Some(low), Some(high)) => format!("{low}、{high}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "不限".to_owned(),
        }
    }
}
