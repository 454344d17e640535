//! Who comes before whom in a group, by keys that may not be known yet.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::bounds::{Amount, Bounds};

/// Somebody to be put in order.
#[derive(Debug, Clone)]
pub(super) struct Contender {
    /// What it is ordered by, the weightiest first; higher comes first.
    pub(super) keys: Vec<Bounds>,
    /// Whether it surely takes part.
    pub(super) sure: bool,
}

/// How contenders with equal keys stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// The earlier in the list comes first.
    ByList,
    /// None comes before the other.
    Shared,
    /// Each counts as before the other.
    Mutual,
}

/// How many others come before a contender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ahead {
    /// Surely.
    pub(super) surely: usize,
    /// Possibly.
    pub(super) possibly: usize,
}

impl Ahead {
    /// The number, if it can be told.
    pub(super) fn known(self) -> Option<usize> {
        (self.surely == self.possibly).then_some(self.surely)
    }
}

/// A value that may have no upper bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Height(Option<Amount>);

impl Ord for Height {
    fn cmp(&self, other: &Height) -> Ordering {
        match (self.0, other.0) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }
}

impl PartialOrd for Height {
    fn partial_cmp(&self, other: &Height) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The least or most the keys can be, and what decides between equals.
type Key = (Vec<Height>, Reverse<usize>);

/// How many come before each contender.
pub(super) fn ahead(contenders: &[Contender], level: Level) -> Vec<Ahead> {
    let decider = |place: usize| Reverse(if level == Level::ByList { place } else { 0 });
    let key = |place: usize, end: fn(&Bounds) -> Height| -> Key {
        let heights = contenders[place].keys.iter().map(end).collect();
        (heights, decider(place))
    };
    let low = |place| key(place, |bounds| Height(Some(bounds.lo)));
    let high = |place| key(place, |bounds| Height(bounds.hi));
    let mut surely: Vec<Key> = (0..contenders.len())
        .filter(|place| contenders[*place].sure)
        .map(low)
        .collect();
    let mut possibly: Vec<Key> = (0..contenders.len()).map(high).collect();
    surely.sort_unstable();
    possibly.sort_unstable();
    let before = |sorted: &[Key], key: &Key| {
        let behind = match level {
            Level::Mutual => sorted.partition_point(|other| other < key),
            Level::ByList | Level::Shared => sorted.partition_point(|other| other <= key),
        };
        sorted.len() - behind
    };
    (0..contenders.len())
        .map(|place| {
            let (low, high) = (low(place), high(place));
            // A contender is not before itself.
            let (self_surely, self_possibly) = match level {
                Level::Mutual => (contenders[place].sure && low >= high, true),
                Level::ByList | Level::Shared => (false, high > low),
            };
            Ahead {
                surely: before(&surely, &high) - usize::from(self_surely),
                possibly: before(&possibly, &low) - usize::from(self_possibly),
            }
        })
        .collect()
}

/// The other contenders with the same known keys, for each.
pub(super) fn ties(contenders: &[Contender]) -> Vec<Vec<usize>> {
    let known = |contender: &Contender| -> Option<Vec<Amount>> {
        contender.keys.iter().map(|key| key.point()).collect()
    };
    let mut same: BTreeMap<Vec<Amount>, Vec<usize>> = BTreeMap::new();
    for (place, contender) in contenders.iter().enumerate() {
        if let Some(keys) = known(contender) {
            same.entry(keys).or_default().push(place);
        }
    }
    let others = |place: usize, contender: &Contender| {
        let same = known(contender).and_then(|keys| same.get(&keys));
        let others = same.into_iter().flatten().copied();
        others.filter(|other| *other != place).collect()
    };
    contenders
        .iter()
        .enumerate()
        .map(|(place, contender)| others(place, contender))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contender(lo: i128, width: i128, sure: bool) -> Contender {
        let n = Amount::from_integer;
        let key = Bounds {
            lo: n(lo),
            hi: Some(n(lo + width)),
        };
        Contender {
            keys: vec![key],
            sure,
        }
    }

    proptest! {
        #[test]
        fn every_outcome_lies_between_surely_and_possibly(
            given in prop::collection::vec(
                (0..6_i128, 0..3_i128, 0..3_i128, any::<bool>(), any::<bool>()), 1..9),
            level in prop::sample::select(vec![Level::ByList, Level::Shared, Level::Mutual]),
        ) {
            let contenders: Vec<Contender> = given
                .iter()
                .map(|(lo, width, _, sure, _)| contender(*lo, *width, *sure))
                .collect();
            // How it turns out: the score, and whether it takes part.
            let actual: Vec<(i128, bool)> = given
                .iter()
                .map(|(lo, width, pick, sure, part)| (lo + pick.min(width), *sure || *part))
                .collect();
            for (place, said) in ahead(&contenders, level).iter().enumerate() {
                let own = actual[place].0;
                let is_before = |(other, (score, part)): &(usize, &(i128, bool))| {
                    let equal = match level {
                        Level::ByList => *other < place,
                        Level::Shared => false,
                        Level::Mutual => true,
                    };
                    *other != place && *part && (*score > own || (*score == own && equal))
                };
                let before = actual.iter().enumerate().filter(is_before).count();
                prop_assert!(
                    said.surely <= before && before <= said.possibly,
                    "{before} before {place}, said {said:?}"
                );
            }
        }
    }
}
