//! Public money: whole 分 ([`Money`]) and exact fractions of a 分 ([`Exact`]).
//!
//! Rules compute in [`Exact`]; only a named rounding step turns an exact value
//! into [`Money`]. There are no floats here, and no arithmetic that can
//! overflow in silence.

use std::fmt;
use std::str::FromStr;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::rate::Rate;

/// An amount of money in whole 分 (1 元 = 100 分).
///
/// As text and in JSON it is 元 with two decimals: `"1234.50"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// An exact amount: a fraction of 分, as a rule computes it before rounding.
///
/// As text and in JSON it is the fraction of 分, `"5000000"` or `"500000/3"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(Ratio<i128>);

/// The unit an amount is printed or typed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MoneyUnit {
    /// 元.
    #[serde(rename = "元")]
    Yuan,
    /// 万元 (10,000 元).
    #[serde(rename = "万元")]
    WanYuan,
}

/// Why a text or a computation gave no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a plain decimal number.
    #[error("not an amount: {0:?}")]
    NotANumber(String),
    /// The text has digits below one 分.
    #[error("{0:?} is finer than 0.01 yuan")]
    BelowFen(String),
    /// The value is outside what can be represented.
    #[error("amount out of range: {0}")]
    OutOfRange(String),
}

impl MoneyUnit {
    /// 分 in one unit.
    #[must_use]
    pub fn fen(self) -> i64 {
        match self {
            MoneyUnit::Yuan => 100,
            MoneyUnit::WanYuan => 1_000_000,
        }
    }

    /// The Chinese name of the unit.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::WanYuan => "万元",
        }
    }
}

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// An amount of whole 分.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// An amount of whole 元; `None` if it does not fit.
    #[must_use]
    pub fn from_yuan(yuan: i64) -> Option<Money> {
        yuan.checked_mul(100).map(Money)
    }

    /// The amount in 分.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Sum, or `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// Difference, or `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// Sum of many amounts, or `None` on overflow.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Money>) -> Option<Money> {
        amounts
            .into_iter()
            .try_fold(Money::ZERO, Money::checked_add)
    }

    /// Reads a plain decimal number in `unit`, exactly.
    ///
    /// ```
    /// use ruku_model::money::{Money, MoneyUnit};
    /// assert_eq!(Money::parse("320.5", MoneyUnit::WanYuan), Ok(Money::from_fen(320_500_000)));
    /// assert!(Money::parse("0.001", MoneyUnit::Yuan).is_err());
    /// ```
    ///
    /// # Errors
    /// The text is no decimal number, is finer than a 分, or does not fit.
    pub fn parse(text: &str, unit: MoneyUnit) -> Result<Money, MoneyError> {
        Exact::parse(text, unit)?
            .to_money()
            .ok_or_else(|| MoneyError::BelowFen(text.to_owned()))
    }

    /// 元 with two decimals and thousands separators: `1,234.50`.
    #[must_use]
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, plain) = match plain.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", plain.as_str()),
        };
        let (whole, cents) = plain.split_once('.').unwrap_or((plain, "00"));
        let mut out = String::from(sign);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        format!("{out}.{cents}")
    }

    /// The exact decimal number of 万元, without trailing zeros: `48`, `41.666666`.
    ///
    /// ```
    /// use ruku_model::money::Money;
    /// assert_eq!(Money::from_fen(41_666_666).wan(), "41.666666");
    /// assert_eq!(Money::from_fen(100_000_000).wan(), "100");
    /// ```
    #[must_use]
    pub fn wan(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        let text = format!("{sign}{}.{:06}", fen / 1_000_000, fen % 1_000_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// How a clerk reads it: 万元 when that is short, else 元.
    #[must_use]
    pub fn readable(self) -> String {
        if self.0 % 10_000 == 0 && self.0 != 0 {
            format!("{}万元", self.wan())
        } else {
            format!("{}元", self.grouped())
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads 元, optionally followed by its unit: `1234.5`, `50万元`, `3元`.
    fn from_str(text: &str) -> Result<Money, MoneyError> {
        let text = text.trim();
        if let Some(number) = text.strip_suffix("万元") {
            Money::parse(number.trim(), MoneyUnit::WanYuan)
        } else {
            Money::parse(text.trim_end_matches('元').trim(), MoneyUnit::Yuan)
        }
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl Exact {
    /// Nothing.
    #[must_use]
    pub fn zero() -> Exact {
        Exact(Ratio::zero())
    }

    /// A fraction of 分; `None` if the denominator is zero.
    #[must_use]
    pub fn from_fraction(numerator: i128, denominator: i128) -> Option<Exact> {
        (denominator != 0).then(|| Exact(Ratio::new(numerator, denominator)))
    }

    /// Reads a plain decimal number in `unit`, keeping what is finer than a 分.
    ///
    /// # Errors
    /// The text is no decimal number or does not fit.
    pub fn parse(text: &str, unit: MoneyUnit) -> Result<Exact, MoneyError> {
        let number =
            Decimal::from_str_exact(text).map_err(|_| MoneyError::NotANumber(text.to_owned()))?;
        let out_of_range = || MoneyError::OutOfRange(text.to_owned());
        let denominator = 10_i128
            .checked_pow(number.scale())
            .ok_or_else(out_of_range)?;
        let numerator = number
            .mantissa()
            .checked_mul(i128::from(unit.fen()))
            .ok_or_else(out_of_range)?;
        Ok(Exact(Ratio::new(numerator, denominator)))
    }

    /// The amount in whole 分, if it is whole and fits.
    #[must_use]
    pub fn to_money(self) -> Option<Money> {
        if !self.0.is_integer() {
            return None;
        }
        i64::try_from(self.0.to_integer()).ok().map(Money)
    }

    /// Rounds down (towards less money) to a multiple of `quantum`; the usual
    /// last step of a clause that says 不超过.
    ///
    /// 50% of 100,000.01 元 is 50,000.005 元, which gives 50,000.00 元. Below
    /// zero it rounds away from zero, so that nobody is ever paid more.
    ///
    /// `None` if the quantum is not positive or the result does not fit.
    #[must_use]
    pub fn floor_to(self, quantum: Money) -> Option<Money> {
        if quantum.0 <= 0 {
            return None;
        }
        let quantum = i128::from(quantum.0);
        let units = (self.0 / quantum).floor().to_integer();
        i64::try_from(units.checked_mul(quantum)?).ok().map(Money)
    }

    /// Product with a rate, or `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, rate: Rate) -> Option<Exact> {
        self.0.checked_mul(&rate.ratio()).map(Exact)
    }

    /// Sum, or `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Exact) -> Option<Exact> {
        self.0.checked_add(&other.0).map(Exact)
    }

    /// Difference, or `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Exact) -> Option<Exact> {
        self.0.checked_sub(&other.0).map(Exact)
    }

    /// This share of `part / whole`, or `None` on overflow or an empty whole.
    #[must_use]
    pub fn share(self, part: Exact, whole: Exact) -> Option<Exact> {
        if whole.0.is_zero() {
            return None;
        }
        let ratio = part.0.checked_div(&whole.0)?;
        self.0.checked_mul(&ratio).map(Exact)
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_negative()
    }

    /// The fraction of 分.
    #[must_use]
    pub fn ratio(self) -> Ratio<i128> {
        self.0
    }
}

impl From<Money> for Exact {
    fn from(money: Money) -> Exact {
        Exact(Ratio::from_integer(i128::from(money.0)))
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Exact {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Exact, MoneyError> {
        text.parse()
            .map(Exact)
            .map_err(|_| MoneyError::NotANumber(text.to_owned()))
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_prints() {
        let money: Money = "50万元".parse().unwrap();
        assert_eq!(
            money,
            Money::from_fen(50_000_000),
            "unit suffix is honoured"
        );
        assert_eq!(money.grouped(), "500,000.00", "grouping by three");
        assert_eq!(
            Money::from_fen(-123_456).grouped(),
            "-1,234.56",
            "sign stays outside"
        );
        assert_eq!(
            Money::from_fen(100).readable(),
            "1.00元",
            "small sums are in 元"
        );
        assert_eq!(
            Money::from_fen(50_000_000).readable(),
            "50万元",
            "round sums are in 万元"
        );
        assert!(
            "1,5".parse::<Money>().is_err(),
            "a comma is the reader's business, not ours"
        );
    }

    #[test]
    fn rounds_down_only() {
        let half = Exact::from_fraction(1, 2).unwrap();
        assert_eq!(
            half.floor_to(Money::from_fen(1)),
            Some(Money::ZERO),
            "half a 分 is nothing"
        );
        let minus = Exact::from_fraction(-1, 2).unwrap();
        assert_eq!(
            minus.floor_to(Money::from_fen(1)),
            Some(Money::from_fen(-1)),
            "a recovery is never rounded in favour of the payee"
        );
        assert_eq!(
            half.floor_to(Money::ZERO),
            None,
            "a quantum of nothing is refused"
        );
    }

    proptest! {
        #[test]
        fn text_round_trip(fen in any::<i64>()) {
            let money = Money::from_fen(fen);
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
        }

        #[test]
        fn floor_never_exceeds(n in any::<i64>(), d in 1..1_000_000_i64, q in 1..1_000_000_i64) {
            let exact = Exact::from_fraction(i128::from(n), i128::from(d)).unwrap();
            if let Some(money) = exact.floor_to(Money::from_fen(q)) {
                prop_assert!(Exact::from(money) <= exact);
                prop_assert_eq!(money.fen() % q, 0);
            }
        }
    }
}
