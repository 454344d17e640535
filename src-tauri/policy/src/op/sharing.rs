//! How a limit on a group comes back to its members.
//!
//! Each method is a function of what every member brings and of the limit; it
//! gives nobody more than he brings and all together no more than the limit.
//! It grows with the member's own value and falls with the others', so values
//! that are not known are bounded by computing both extremes.

use ruku_model::money::Money;

use crate::bounds::{Amount, Bounds, share};
use crate::op::fen;

/// A method of sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// Everybody is cut by the same ratio; what rounding down leaves stays undistributed.
    ProRataFloor,
    /// As before, and what is left goes 分 by 分 to members in list order.
    ProRataExact,
    /// In list order until the limit is spent.
    InOrder,
    /// Everybody up to the same level.
    Equal,
}

impl Method {
    /// Every method with its id and Chinese name.
    pub(crate) const ALL: [(Method, &'static str, &'static str); 4] = [
        (Method::ProRataFloor, "pro_rata_floor", "按比例压减"),
        (
            Method::ProRataExact,
            "pro_rata_exact",
            "按比例压减（尾差按名单顺序补足）",
        ),
        (Method::InOrder, "in_order", "按名单顺序先报先得"),
        (Method::Equal, "equal", "均等压减"),
    ];

    pub(crate) fn parse(id: &str) -> Option<Method> {
        Method::ALL
            .iter()
            .find(|(_, known, _)| *known == id)
            .map(|(method, ..)| *method)
    }

    pub(crate) fn label(self) -> &'static str {
        Method::ALL
            .iter()
            .find(|(method, ..)| *method == self)
            .map_or("", |(.., label)| label)
    }
}

/// What every member gets of `limit`, in their order.
pub(crate) fn shares(
    method: Method,
    brings: &[Bounds],
    limit: Bounds,
    quantum: Money,
) -> Vec<Bounds> {
    let points: Option<Vec<Amount>> = brings.iter().map(|bounds| bounds.point()).collect();
    if let (Some(points), Some(limit)) = (points, limit.point()) {
        return known(method, &points, limit, quantum)
            .into_iter()
            .map(Bounds::known)
            .collect();
    }
    match method {
        Method::ProRataFloor => pro_rata_bounds(brings, limit),
        Method::ProRataExact => {
            let zero = Amount::from_integer(0);
            let step = fen(quantum);
            let widen = |(bounds, own): (Bounds, &Bounds)| match bounds == *own {
                true => bounds,
                false => Bounds {
                    lo: (bounds.lo - step).max(zero),
                    hi: bounds
                        .hi
                        .map(|hi| hi + step)
                        .min(own.hi.or(bounds.hi.map(|hi| hi + step))),
                },
            };
            pro_rata_bounds(brings, limit)
                .into_iter()
                .zip(brings)
                .map(widen)
                .collect()
        }
        Method::InOrder => in_order_bounds(brings, limit),
        Method::Equal => equal_bounds(brings, limit),
    }
}

/// The method itself, on known values.
fn known(method: Method, brings: &[Amount], limit: Amount, quantum: Money) -> Vec<Amount> {
    let sum: Amount = brings.iter().sum();
    if sum <= limit {
        return brings.to_vec();
    }
    match method {
        Method::ProRataFloor => pro_rata(brings, limit, sum),
        Method::ProRataExact => with_remainder(brings, limit, sum, fen(quantum)),
        Method::InOrder => in_order(brings, limit),
        Method::Equal => {
            let level = level(brings, limit);
            brings.iter().map(|value| (*value).min(level)).collect()
        }
    }
}

fn pro_rata(brings: &[Amount], limit: Amount, sum: Amount) -> Vec<Amount> {
    let zero = Amount::from_integer(0);
    brings
        .iter()
        .map(|value| share(*value, limit, sum).unwrap_or(zero))
        .collect()
}

/// Shares in whole multiples of `step`, with the rest given in list order to
/// members who still have room.
fn with_remainder(brings: &[Amount], limit: Amount, sum: Amount, step: Amount) -> Vec<Amount> {
    let down = |value: Amount| (value / step).floor() * step;
    let mut out: Vec<Amount> = pro_rata(brings, limit, sum).into_iter().map(down).collect();
    let mut left = down(limit) - out.iter().sum::<Amount>();
    while left >= step {
        let before = left;
        for (given, value) in out.iter_mut().zip(brings) {
            if left >= step && *given + step <= *value {
                *given += step;
                left -= step;
            }
        }
        if left == before {
            break;
        }
    }
    out
}

fn in_order(brings: &[Amount], limit: Amount) -> Vec<Amount> {
    let mut left = limit;
    brings
        .iter()
        .map(|value| {
            let given = (*value).min(left);
            left -= given;
            given
        })
        .collect()
}

/// The level up to which everybody is filled so that `limit` is just spent.
fn level(brings: &[Amount], limit: Amount) -> Amount {
    let mut sorted = brings.to_vec();
    sorted.sort_unstable();
    let mut left = limit;
    for (i, value) in sorted.iter().enumerate() {
        let rest = i128::try_from(sorted.len() - i).unwrap_or(i128::MAX);
        let even = left / Amount::from_integer(rest);
        if *value >= even {
            return even;
        }
        left -= value;
    }
    left
}

fn sums(brings: &[Bounds]) -> (Amount, Option<Amount>) {
    let lo = brings.iter().map(|bounds| bounds.lo).sum();
    let hi = brings.iter().map(|bounds| bounds.hi).sum();
    (lo, hi)
}

fn pro_rata_bounds(brings: &[Bounds], limit: Bounds) -> Vec<Bounds> {
    let (all_lo, all_hi) = sums(brings);
    let zero = Amount::from_integer(0);
    let cut = |value: Amount, limit: Amount, whole: Amount| match whole <= limit {
        true => value,
        false => share(value, limit, whole).unwrap_or(zero),
    };
    let one = |own: &Bounds| {
        let others_hi = all_hi.zip(own.hi).map(|(all, own)| all - own);
        let lo = others_hi.map_or(zero, |others| cut(own.lo, limit.lo, own.lo + others));
        let others_lo = all_lo - own.lo;
        let hi = match (own.hi, limit.hi) {
            (Some(own), Some(limit)) => Some(cut(own, limit, own + others_lo)),
            (None, limit) => limit,
            (own, None) => own,
        };
        Bounds { lo, hi }
    };
    brings.iter().map(one).collect()
}

fn in_order_bounds(brings: &[Bounds], limit: Bounds) -> Vec<Bounds> {
    let mut before = Bounds::zero();
    brings
        .iter()
        .map(|own| {
            let left = limit.minus(before);
            before = before.plus(*own);
            own.min(left)
        })
        .collect()
}

fn equal_bounds(brings: &[Bounds], limit: Bounds) -> Vec<Bounds> {
    let lows: Vec<Amount> = brings.iter().map(|bounds| bounds.lo).collect();
    let highs: Option<Vec<Amount>> = brings.iter().map(|bounds| bounds.hi).collect();
    let top = |values: &[Amount], limit: Amount| {
        (values.iter().sum::<Amount>() > limit).then(|| level(values, limit))
    };
    let most = limit.hi.and_then(|limit| top(&lows, limit));
    let even = Amount::new(1, i128::try_from(brings.len().max(1)).unwrap_or(i128::MAX));
    brings
        .iter()
        .map(|own| {
            // Whatever the others bring, an even part of the limit is safe.
            let lo = match &highs {
                Some(highs) => top(highs, limit.lo).map_or(own.lo, |level| own.lo.min(level)),
                None => own.lo.min(limit.lo * even),
            };
            let own_most = match (own.hi, limit.hi) {
                (Some(own), Some(limit)) => Some(own.min(limit)),
                (own, limit) => own.or(limit),
            };
            let hi = match (most, own_most) {
                (Some(level), Some(own)) => Some(own.min(level)),
                (level, own) => level.or(own),
            };
            Bounds { lo, hi }
        })
        .collect()
}
