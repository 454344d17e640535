//! Choosing among supports that do not go together: of all combinations that
//! are permitted, the one worth most (就高不重复).

use crate::bounds::Bounds;

/// More alternatives than this cannot be told apart by the bits of a set.
pub(super) const ALTERNATIVES_MAX: usize = 100;

/// A set of alternatives, one bit each.
type Set = u128;

/// Whether each alternative belongs to the best permitted combination; `None`
/// where values that are not known leave it open.
///
/// Of combinations worth the same, the one with the earlier alternative is
/// best, by their order.
pub(super) fn choose(
    values: &[Bounds],
    excludes: impl Fn(usize, usize) -> bool,
) -> Vec<Option<bool>> {
    let count = values.len().min(ALTERNATIVES_MAX);
    let conflicts: Vec<Set> = (0..count)
        .map(|one| {
            (0..count)
                .filter(|other| *other != one && (excludes(one, *other) || excludes(*other, one)))
                .fold(0, |set, other| set | 1 << other)
        })
        .collect();
    let sets = combinations(&conflicts);
    values
        .iter()
        .enumerate()
        .map(|(place, _)| belongs(place, values, &sets))
        .collect()
}

/// Every permitted combination to which nothing can be added.
fn combinations(conflicts: &[Set]) -> Vec<Set> {
    let mut open: Vec<(usize, Set)> = vec![(0, 0)];
    let mut found = Vec::new();
    while let Some((place, set)) = open.pop() {
        let Some(against) = conflicts.get(place) else {
            let can_grow = (0..conflicts.len())
                .any(|other| set & (1 << other) == 0 && conflicts[other] & set == 0);
            if !can_grow {
                found.push(set);
            }
            continue;
        };
        // What nothing speaks against is always taken.
        if *against != 0 {
            open.push((place + 1, set));
        }
        if against & set == 0 {
            open.push((place + 1, set | 1 << place));
        }
    }
    found
}

fn belongs(place: usize, values: &[Bounds], sets: &[Set]) -> Option<bool> {
    let bit: Set = u32::try_from(place)
        .ok()
        .and_then(|place| 1_u128.checked_shl(place))
        .unwrap_or(0);
    let (with, without): (Vec<Set>, Vec<Set>) =
        sets.iter().copied().partition(|set| set & bit != 0);
    let beats_all =
        |one: &Set, others: &[Set]| others.iter().all(|other| beats(*one, *other, values));
    if with.iter().any(|set| beats_all(set, &without)) {
        Some(true)
    } else if without.iter().any(|set| beats_all(set, &with)) {
        Some(false)
    } else {
        None
    }
}

/// Whether one combination is better than another whatever the unknown values
/// turn out to be. What both hold does not matter.
fn beats(one: Set, other: Set, values: &[Bounds]) -> bool {
    let sum = |set: Set| {
        values
            .iter()
            .enumerate()
            .take(ALTERNATIVES_MAX)
            .filter(|(place, _)| set & (1 << place) != 0)
            .fold(Bounds::zero(), |sum, (_, value)| sum.plus(*value))
    };
    let (mine, theirs) = (sum(one & !other), sum(other & !one));
    let earlier = (one & !other).trailing_zeros() < (other & !one).trailing_zeros();
    theirs
        .hi
        .is_some_and(|most| mine.lo > most || (mine.lo == most && earlier))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Amount;
    use proptest::prelude::*;

    fn n(value: i128) -> Amount {
        Amount::from_integer(value)
    }

    /// Tries every combination there is.
    fn oracle(values: &[i128], excluded: &[(usize, usize)]) -> Vec<bool> {
        let permitted = |set: &u32| {
            excluded
                .iter()
                .all(|(a, b)| a == b || set & (1 << a) == 0 || set & (1 << b) == 0)
        };
        let worth = |set: u32| -> i128 {
            (0..values.len())
                .filter(|place| set & (1 << place) != 0)
                .map(|place| values[place])
                .sum()
        };
        // Reversed bits: of equal worth, the earlier alternative counts more.
        let best = (0..1_u32 << values.len())
            .filter(permitted)
            .max_by_key(|set| (worth(*set), set.reverse_bits()))
            .expect("to take nothing is permitted");
        (0..values.len())
            .map(|place| best & (1 << place) != 0)
            .collect()
    }

    fn pairs(count: usize) -> impl Strategy<Value = Vec<(usize, usize)>> {
        prop::collection::vec((0..count, 0..count), 0..count * 2)
    }

    fn problem() -> impl Strategy<Value = (Vec<i128>, Vec<(usize, usize)>)> {
        prop::collection::vec(0..6_i128, 1..9)
            .prop_flat_map(|values| (Just(values.clone()), pairs(values.len())))
    }

    #[test]
    fn two_that_go_together_beat_one_that_is_larger_than_each() {
        let values = [5, 8, 5].map(|value| Bounds::known(n(value)));
        let chosen = choose(&values, |a, b| a.abs_diff(b) == 1);
        assert_eq!(
            chosen,
            [Some(true), Some(false), Some(true)],
            "choosing pair by pair would have kept the 8"
        );
    }

    proptest! {
        #[test]
        fn the_best_permitted_combination_is_found((values, excluded) in problem()) {
            let known: Vec<Bounds> = values.iter().map(|value| Bounds::known(n(*value))).collect();
            let excludes = |a, b| excluded.contains(&(a, b));
            let got = choose(&known, excludes);
            let expected: Vec<Option<bool>> =
                oracle(&values, &excluded).into_iter().map(Some).collect();
            prop_assert_eq!(got, expected);
        }

        #[test]
        fn what_is_said_of_open_values_holds_however_they_turn_out(
            (lows, excluded) in problem(),
            widths in prop::collection::vec(0..4_i128, 9),
            picks in prop::collection::vec(0..4_i128, 9),
        ) {
            let bounds: Vec<Bounds> = lows
                .iter()
                .zip(&widths)
                .map(|(lo, width)| Bounds { lo: n(*lo), hi: Some(n(lo + width)) })
                .collect();
            let actual: Vec<i128> = lows
                .iter()
                .zip(widths.iter().zip(&picks))
                .map(|(lo, (width, pick))| lo + pick.min(width))
                .collect();
            let said = choose(&bounds, |a, b| excluded.contains(&(a, b)));
            for (said, taken) in said.iter().zip(oracle(&actual, &excluded)) {
                prop_assert!(said.is_none_or(|said| said == taken), "{said:?} but {taken}");
            }
        }
    }
}
