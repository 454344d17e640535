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
    /// As before, and what is left goes 分 by 分 to the largest remainders.
    ProRataExact,
    /// In list order until the limit is spent.
    InOrder,
    /// In the order of a ranking until the limit is spent; the caller puts the
    /// members in that order.
    ByRank,
    /// Everybody up to the same level.
    Equal,
}

impl Method {
    /// Every method with its id and Chinese name.
    pub(crate) const ALL: [(Method, &'static str, &'static str); 5] = [
        (Method::ProRataFloor, "pro_rata_floor", "按比例压减"),
        (
            Method::ProRataExact,
            "pro_rata_exact",
            "按比例压减（尾差按最大余数补足）",
        ),
        (Method::InOrder, "in_order", "按先后顺序先报先得"),
        (Method::ByRank, "by_rank", "按排名先后，用完为止"),
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
///
/// `ranks` breaks ties where remainders are equal, so that the order of the
/// list does not matter.
pub(crate) fn shares(
    method: Method,
    brings: &[Bounds],
    ranks: &[usize],
    limit: Bounds,
    quantum: Money,
) -> Vec<Bounds> {
    let points: Option<Vec<Amount>> = brings.iter().map(|bounds| bounds.point()).collect();
    if let (Some(points), Some(limit)) = (points, limit.point()) {
        return known(method, &points, ranks, limit, quantum)
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
        Method::InOrder | Method::ByRank => in_order_bounds(brings, limit),
        Method::Equal => equal_bounds(brings, limit),
    }
}

/// The method itself, on known values.
fn known(
    method: Method,
    brings: &[Amount],
    ranks: &[usize],
    limit: Amount,
    quantum: Money,
) -> Vec<Amount> {
    let sum: Amount = brings.iter().sum();
    if sum <= limit {
        return brings.to_vec();
    }
    match method {
        Method::ProRataFloor => pro_rata(brings, limit, sum),
        Method::ProRataExact => with_remainder(brings, ranks, (limit, sum), fen(quantum)),
        Method::InOrder | Method::ByRank => in_order(brings, limit),
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

/// Shares in whole multiples of `step`; the rest goes, one step each, to the
/// largest remainders among members who still have room.
fn with_remainder(
    brings: &[Amount],
    ranks: &[usize],
    (limit, sum): (Amount, Amount),
    step: Amount,
) -> Vec<Amount> {
    let down = |value: Amount| (value / step).floor() * step;
    let exact = pro_rata(brings, limit, sum);
    let mut out: Vec<Amount> = exact.iter().map(|value| down(*value)).collect();
    let mut left = down(limit) - out.iter().sum::<Amount>();
    let remainders: Vec<Amount> = exact
        .iter()
        .zip(&out)
        .map(|(exact, given)| exact - given)
        .collect();
    let mut order: Vec<usize> = (0..brings.len()).collect();
    order.sort_by(|a, b| {
        let larger = remainders[*b]
            .cmp(&remainders[*a])
            .then(brings[*b].cmp(&brings[*a]));
        larger.then(ranks[*a].cmp(&ranks[*b]))
    });
    while left >= step {
        let before = left;
        for place in &order {
            if left >= step && out[*place] + step <= brings[*place] {
                out[*place] += step;
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FEN: Money = Money::from_fen(1);

    fn n(value: i128) -> Amount {
        Amount::from_integer(value)
    }

    fn share_out(method: Method, brings: &[i128], limit: i128) -> Vec<Amount> {
        let brings: Vec<Amount> = brings.iter().map(|value| n(*value)).collect();
        let ranks: Vec<usize> = (0..brings.len()).collect();
        known(method, &brings, &ranks, n(limit), FEN)
    }

    fn methods() -> impl Strategy<Value = Method> {
        prop::sample::select(Method::ALL.map(|(method, ..)| method).to_vec())
    }

    fn wishes() -> impl Strategy<Value = Vec<i128>> {
        prop::collection::vec(0..5_000_000_i128, 1..40)
    }

    #[test]
    fn a_larger_pool_can_cost_a_member_a_fen_only_by_largest_remainder() {
        // The Alabama paradox: with 60 : 60 : 20 there are pools where one more
        // 分 moves a remainder away from the smallest member.
        let loses = |method| {
            (1..40).any(|limit| {
                let brings = [60, 60, 20];
                let (small, large) = (
                    share_out(method, &brings, limit),
                    share_out(method, &brings, limit + 1),
                );
                small
                    .iter()
                    .zip(&large)
                    .any(|(before, after)| after < before)
            })
        };
        assert!(
            loses(Method::ProRataExact),
            "it is known for this and chosen knowingly"
        );
        for method in [Method::ProRataFloor, Method::InOrder, Method::Equal] {
            assert!(
                !loses(method),
                "{method:?} never takes from anybody when the pool grows"
            );
        }
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_he_brings_nor_all_more_than_the_limit(
            method in methods(), brings in wishes(), limit in 0..50_000_000_i128,
        ) {
            let out = share_out(method, &brings, limit);
            prop_assert!(out.iter().zip(&brings).all(|(given, own)| *given <= n(*own)));
            prop_assert!(out.iter().sum::<Amount>() <= n(limit));
        }

        #[test]
        fn exact_methods_spend_the_pool_to_the_fen(
            method in prop::sample::select(vec![Method::ProRataExact, Method::InOrder, Method::ByRank]),
            brings in wishes(), limit in 0..50_000_000_i128,
        ) {
            let out = share_out(method, &brings, limit);
            let all: i128 = brings.iter().sum();
            prop_assert_eq!(out.iter().sum::<Amount>(), n(all.min(limit)));
            prop_assert!(out.iter().all(|given| given.is_integer()), "whole 分");
        }

        #[test]
        fn floored_shares_lose_less_than_a_fen_each(brings in wishes(), limit in 0..50_000_000_i128) {
            let out = share_out(Method::ProRataFloor, &brings, limit);
            let all: i128 = brings.iter().sum();
            let paid: Amount = out.iter().map(|given| given.floor()).sum();
            prop_assert!(n(all.min(limit)) - paid < n(brings.len() as i128));
        }

        #[test]
        fn the_order_of_the_list_does_not_matter(
            method in prop::sample::select(
                vec![Method::ProRataFloor, Method::ProRataExact, Method::Equal]),
            brings in wishes(), limit in 0..50_000_000_i128,
        ) {
            let amounts: Vec<Amount> = brings.iter().map(|value| n(*value)).collect();
            let ranks: Vec<usize> = (0..brings.len()).collect();
            let forward = known(method, &amounts, &ranks, n(limit), FEN);
            let turned: Vec<Amount> = amounts.iter().rev().copied().collect();
            let turned_ranks: Vec<usize> = ranks.iter().rev().copied().collect();
            let mut backward = known(method, &turned, &turned_ranks, n(limit), FEN);
            backward.reverse();
            prop_assert_eq!(forward, backward);
        }

        #[test]
        fn a_larger_pool_lowers_nobody(
            method in prop::sample::select(
                vec![Method::ProRataFloor, Method::InOrder, Method::ByRank, Method::Equal]),
            brings in wishes(), limit in 0..50_000_000_i128, more in 0..1_000_000_i128,
        ) {
            let (small, large) =
                (share_out(method, &brings, limit), share_out(method, &brings, limit + more));
            prop_assert!(small.iter().zip(&large).all(|(before, after)| before <= after));
        }

        #[test]
        fn bounds_hold_whatever_the_unknown_turn_out_to_be(
            method in methods(),
            members in prop::collection::vec((0..1000_i128, 0..500_i128, 0..500_i128, any::<bool>()), 1..8),
            limit in 0..3000_i128,
        ) {
            let bounds: Vec<Bounds> = members
                .iter()
                .map(|(lo, width, _, open)| match open {
                    true => Bounds { lo: n(*lo), hi: Some(n(lo + width)) },
                    false => Bounds::known(n(*lo)),
                })
                .collect();
            let actual: Vec<i128> = members
                .iter()
                .map(|(lo, width, more, open)| if *open { lo + more.min(width) } else { *lo })
                .collect();
            let ranks: Vec<usize> = (0..members.len()).collect();
            let given = shares(method, &bounds, &ranks, Bounds::known(n(limit)), FEN);
            for (bounds, value) in given.iter().zip(share_out(method, &actual, limit)) {
                prop_assert!(bounds.lo <= value, "{method:?}: {value} below {bounds:?}");
                prop_assert!(bounds.hi.is_none_or(|hi| value <= hi), "{method:?}: {value} above {bounds:?}");
            }
        }
    }
}
