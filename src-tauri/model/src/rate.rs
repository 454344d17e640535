//! Exact rates: 50%, 1/3, 1.2 times.

use std::fmt;
use std::str::FromStr;

use num_rational::Ratio;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact rate or plain number, kept as a fraction.
///
/// Written `"50%"`, `"0.5"`, `"3"` or `"1/3"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Ratio<i128>);

/// The text is not a rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a rate: {0:?}; write it as 50%, 0.5 or 1/3")]
pub struct RateError(String);

impl Rate {
    /// A fraction; `None` if the denominator is zero.
    #[must_use]
    pub fn from_fraction(numerator: i128, denominator: i128) -> Option<Rate> {
        (denominator != 0).then(|| Rate(Ratio::new(numerator, denominator)))
    }

    /// The fraction itself.
    #[must_use]
    pub fn ratio(self) -> Ratio<i128> {
        self.0
    }

    /// Per cent where that is a finite decimal (`80%`, `12.5%`), else the
    /// fraction (`1/3`).
    #[must_use]
    pub fn percent(self) -> String {
        let hundred = self.0 * Ratio::from_integer(100);
        decimal_text(hundred).map_or_else(|| self.0.to_string(), |text| format!("{text}%"))
    }

    /// A plain decimal where that is finite (`1.2`), else the fraction.
    #[must_use]
    pub fn decimal(self) -> String {
        decimal_text(self.0).unwrap_or_else(|| self.0.to_string())
    }
}

/// The finite decimal expansion of a fraction, if it has one of at most 18 places.
fn decimal_text(ratio: Ratio<i128>) -> Option<String> {
    let mut denominator = *ratio.denom();
    let mut places = 0_u32;
    let (mut twos, mut fives) = (0_u32, 0_u32);
    while denominator % 2 == 0 {
        denominator /= 2;
        twos += 1;
    }
    while denominator % 5 == 0 {
        denominator /= 5;
        fives += 1;
    }
    if denominator != 1 {
        return None;
    }
    places = places.max(twos).max(fives);
    if places > 18 {
        return None;
    }
    let scaled = ratio * Ratio::from_integer(10_i128.pow(places));
    Decimal::try_from_i128_with_scale(scaled.to_integer(), places)
        .ok()
        .map(|decimal| decimal.to_string())
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Rate, RateError> {
        let error = || RateError(text.to_owned());
        let trimmed = text.trim();
        if let Some((numerator, denominator)) = trimmed.split_once('/') {
            let numerator = numerator.trim().parse().map_err(|_| error())?;
            let denominator = denominator.trim().parse().map_err(|_| error())?;
            return Rate::from_fraction(numerator, denominator).ok_or_else(error);
        }
        let (number, divisor) = match trimmed.strip_suffix(['%', '％']) {
            Some(number) => (number.trim(), 100),
            None => (trimmed, 1),
        };
        let number = Decimal::from_str_exact(number).map_err(|_| error())?;
        let denominator = 10_i128.checked_pow(number.scale()).ok_or_else(error)?;
        Rate::from_fraction(number.mantissa(), denominator * divisor).ok_or_else(error)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.decimal())
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_prints() {
        for (text, percent) in [
            ("80%", "80%"),
            ("0.125", "12.5%"),
            ("1/3", "1/3"),
            ("1.2", "120%"),
            ("10 ％", "10%"),
        ] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!(rate.percent(), percent, "{text}");
            assert_eq!(
                rate.decimal().parse::<Rate>().unwrap(),
                rate,
                "{text} round trip"
            );
        }
        assert!("1/0".parse::<Rate>().is_err(), "no rate over nothing");
        assert!("ten".parse::<Rate>().is_err(), "words are no rate");
    }
}
