//! What counties reported in earlier years: a witness of the unit of this
//! year's amounts. A project of 300万元 last year is hardly one of 300元 now.

use std::collections::BTreeMap;

use ruku_model::fact::FactId;
use ruku_model::money::Money;

/// Earlier returns that were taken in, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The returns.
    pub returns: Vec<EarlierReturn>,
}

/// One earlier return.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EarlierReturn {
    /// The programme's year.
    pub year: i32,
    /// The file's name.
    pub file: String,
    /// The county's id, if it was known.
    pub county: Option<String>,
    /// Its amounts by fact, above nought, each with the enterprise's credit code.
    pub amounts: BTreeMap<FactId, Vec<(String, Money)>>,
}

/// An earlier amount that bears witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness<'a> {
    /// The return it stands in.
    pub from: &'a EarlierReturn,
    /// The amount: the enterprise's own, or the median of the county's column.
    pub amount: Money,
    /// Of the enterprise itself.
    pub own: bool,
}

/// A column has a median worth asking from so many amounts on.
const COLUMN_MIN: usize = 3;

impl Earlier {
    /// Nothing is known of earlier years.
    pub const NONE: &'static Earlier = &Earlier {
        returns: Vec::new(),
    };

    /// What an enterprise reported under a fact in the latest year it did: the
    /// median, if it had several projects.
    #[must_use]
    pub fn of_enterprise(&self, code: &str, fact: &FactId) -> Option<Witness<'_>> {
        if code.is_empty() {
            return None;
        }
        self.returns.iter().find_map(|from| {
            let amounts = from.amounts.get(fact)?.iter();
            let own = amounts.filter(|(of, _)| of == code);
            let amount = median(own.map(|(_, amount)| *amount).collect())?;
            let own = true;
            Some(Witness { from, amount, own })
        })
    }

    /// The median of what a county reported under a fact in the latest year.
    #[must_use]
    pub fn of_county(&self, county: &str, fact: &FactId) -> Option<Witness<'_>> {
        let of_county = |from: &&EarlierReturn| from.county.as_deref() == Some(county);
        self.returns.iter().filter(of_county).find_map(|from| {
            let amounts = from.amounts.get(fact)?;
            if amounts.len() < COLUMN_MIN {
                return None;
            }
            let amount = median(amounts.iter().map(|(_, amount)| *amount).collect())?;
            let own = false;
            Some(Witness { from, amount, own })
        })
    }
}

/// The middle amount, the larger of two.
pub(crate) fn median(mut amounts: Vec<Money>) -> Option<Money> {
    amounts.sort_unstable();
    amounts.get(amounts.len() / 2).copied()
}
