//! Values that may not be known yet, as closed intervals.
//!
//! A known value is an interval of one point. Arithmetic on intervals decides
//! by itself whether a missing fact matters: where it does not, the interval
//! closes to a point again and the result is known.

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};
use ruku_model::fact::FactValue;
use ruku_model::money::{Exact, Money};

/// An exact number: a fraction of 分 for money, else the number itself.
pub(crate) type Amount = Ratio<i128>;

/// Between `lo` and `hi`, both included; no `hi` means no upper limit is known.
///
/// No amount here is below zero: negative facts are not computed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The least it can be.
    pub(crate) lo: Amount,
    /// The most it can be.
    pub(crate) hi: Option<Amount>,
}

impl Bounds {
    /// Nothing at all.
    pub(crate) fn zero() -> Bounds {
        Bounds::known(Amount::zero())
    }

    /// One point.
    pub(crate) fn known(value: Amount) -> Bounds {
        Bounds {
            lo: value,
            hi: Some(value),
        }
    }

    /// A sum of money.
    pub(crate) fn money(money: Money) -> Bounds {
        Bounds::known(Amount::from_integer(i128::from(money.fen())))
    }

    /// Anything from nothing upwards.
    pub(crate) fn unknown() -> Bounds {
        Bounds {
            lo: Amount::zero(),
            hi: None,
        }
    }

    /// From nothing up to what this can be at most.
    pub(crate) fn or_nothing(self) -> Bounds {
        Bounds {
            lo: Amount::zero(),
            hi: self.hi,
        }
    }

    /// The value, if it is known.
    pub(crate) fn point(self) -> Option<Amount> {
        self.hi.filter(|hi| *hi == self.lo)
    }

    /// Sum; an overflow widens to unknown.
    pub(crate) fn plus(self, other: Bounds) -> Bounds {
        Bounds {
            lo: self.lo.checked_add(&other.lo).unwrap_or_else(Amount::zero),
            hi: both(self.hi, other.hi).and_then(|(a, b)| a.checked_add(&b)),
        }
    }

    /// Difference, never below zero.
    pub(crate) fn minus(self, other: Bounds) -> Bounds {
        let zero = Amount::zero();
        let lo = other
            .hi
            .and_then(|most| self.lo.checked_sub(&most))
            .unwrap_or(zero);
        let hi = self.hi.and_then(|hi| hi.checked_sub(&other.lo));
        Bounds {
            lo: lo.max(zero),
            hi: hi.map(|hi| hi.max(zero)),
        }
    }

    /// Product of two values that are not negative.
    pub(crate) fn times(self, other: Bounds) -> Bounds {
        let hi = match both(self.hi, other.hi) {
            Some((a, b)) => a.checked_mul(&b),
            None if self.hi.is_some_and(|hi| hi.is_zero()) => Some(Amount::zero()),
            None if other.hi.is_some_and(|hi| hi.is_zero()) => Some(Amount::zero()),
            None => None,
        };
        Bounds {
            lo: self.lo.checked_mul(&other.lo).unwrap_or_else(Amount::zero),
            hi,
        }
    }

    /// The smaller of the two.
    pub(crate) fn min(self, other: Bounds) -> Bounds {
        let hi = match (self.hi, other.hi) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Bounds {
            lo: self.lo.min(other.lo),
            hi,
        }
    }

    /// The larger of the two.
    pub(crate) fn max(self, other: Bounds) -> Bounds {
        Bounds {
            lo: self.lo.max(other.lo),
            hi: both(self.hi, other.hi).map(|(a, b)| a.max(b)),
        }
    }

    /// Either this or that: the smallest interval that holds both.
    pub(crate) fn join(self, other: Bounds) -> Bounds {
        Bounds {
            lo: self.lo.min(other.lo),
            hi: both(self.hi, other.hi).map(|(a, b)| a.max(b)),
        }
    }
}

fn both(a: Option<Amount>, b: Option<Amount>) -> Option<(Amount, Amount)> {
    Some((a?, b?))
}

/// `part × total ÷ whole`, or `None` on overflow or an empty whole.
pub(crate) fn share(part: Amount, total: Amount, whole: Amount) -> Option<Amount> {
    if whole.is_zero() {
        return None;
    }
    part.checked_mul(&total)?.checked_div(&whole)
}

/// The number a fact holds, if it holds one.
pub(crate) fn amount_of(value: &FactValue) -> Option<Amount> {
    match value {
        FactValue::Money(money) => Some(Amount::from_integer(i128::from(money.fen()))),
        FactValue::Number(number) => Some(number.ratio()),
        FactValue::Count(count) => Some(Amount::from_integer(i128::from(*count))),
        FactValue::Date(_)
        | FactValue::Flag(_)
        | FactValue::Choice(_)
        | FactValue::Text(_)
        | FactValue::List(_) => None,
    }
}

/// An amount of 分 as the contract carries it.
pub(crate) fn exact(amount: Amount) -> Exact {
    Exact::from_fraction(*amount.numer(), *amount.denom())
        .expect("a fraction's denominator is never zero")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(value: i128) -> Amount {
        Amount::from_integer(value)
    }

    #[test]
    fn a_missing_fact_that_does_not_matter_leaves_a_known_value() {
        let nothing = Bounds::known(n(3)).minus(Bounds { lo: n(4), hi: None });
        assert_eq!(
            nothing.point(),
            Some(n(0)),
            "at least 4 taken from 3 leaves nothing"
        );
        assert_eq!(
            Bounds::zero().times(Bounds::unknown()).point(),
            Some(n(0)),
            "no part of nothing"
        );
    }

    proptest! {
        #[test]
        fn intervals_hold_every_outcome(
            a in 0..1000_i128, wa in 0..50_i128, b in 0..1000_i128, wb in 0..50_i128,
            pa in 0..50_i128, pb in 0..50_i128,
        ) {
            let x = Bounds { lo: n(a), hi: Some(n(a + wa)) };
            let y = Bounds { lo: n(b), hi: Some(n(b + wb)) };
            let (p, q) = (n(a + pa.min(wa)), n(b + pb.min(wb)));
            let holds = |z: Bounds, v: Amount| z.lo <= v && z.hi.is_none_or(|hi| v <= hi);
            prop_assert!(holds(x.plus(y), p + q), "sum");
            prop_assert!(holds(x.minus(y), (p - q).max(n(0))), "difference");
            prop_assert!(holds(x.times(y), p * q), "product");
            prop_assert!(holds(x.min(y), p.min(q)), "smaller");
            prop_assert!(holds(x.max(y), p.max(q)), "larger");
            prop_assert!(holds(x.join(y), p) && holds(x.join(y), q), "either");
        }
    }
}
