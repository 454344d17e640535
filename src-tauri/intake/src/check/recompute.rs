//! Totals once more, when values of their rows have been put right after the
//! file was read.

use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::Money;

use crate::return_file::{ReturnFile, ReturnRow, TotalReading};
use crate::sentence;

/// What a row gives to a total now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Nothing: its cell is empty.
    Nothing,
    /// An amount that is not known yet.
    Unknown,
    /// An amount.
    Amount(Money),
}

/// A total beside what its rows add up to now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recomputed<'a> {
    /// The total as it was read.
    pub total: &'a TotalReading,
    /// What its rows add up to; unknown while one of them is.
    pub computed: Option<Money>,
    /// Where both are known and differ: what is to be said.
    pub differs: Option<String>,
}

impl Recomputed<'_> {
    /// Both are known and the same.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.computed.is_some() && self.total.stated == self.computed
    }

    /// The finding of a total that differs; `found` is what its cell shows.
    #[must_use]
    pub fn finding(&self, found: &str) -> Option<Finding> {
        let expected = self.differs.clone()?;
        let digits = self
            .total
            .cell
            .trim_start_matches(|ch: char| ch.is_ascii_alphabetic());
        Some(Finding {
            sheet: self.total.sheet.clone(),
            cell: self.total.cell.clone(),
            row: digits.parse().ok(),
            field: Some(self.total.field.clone()),
            kind: FindingKind::TotalMismatch,
            severity: FindingKind::TotalMismatch.severity(),
            found: found.to_owned(),
            expected,
            count: 1,
            rows: Vec::new(),
            repair: None,
        })
    }
}

/// Recomputes the totals that a file states, from what `given` says of each
/// row they stand for.
pub fn totals<'a>(
    file: &'a ReturnFile,
    given: impl Fn(&ReturnRow, &TotalReading) -> Given,
) -> Vec<Recomputed<'a>> {
    let stated = file.totals.iter().filter(|total| total.stated.is_some());
    stated
        .map(|total| {
            let rows = file
                .rows
                .iter()
                .filter(|row| total.covers_row(row.row) && file.sheet_name(row) == total.sheet);
            let mut amounts = Vec::new();
            let mut unknown = false;
            for row in rows {
                match given(row, total) {
                    Given::Nothing => {}
                    Given::Unknown => unknown = true,
                    Given::Amount(amount) => amounts.push((row.row, amount)),
                }
            }
            let sum = Money::checked_sum(amounts.iter().map(|(_, amount)| *amount));
            let computed = sum.filter(|_| !unknown);
            let difference = total.stated.zip(computed);
            let difference = difference.and_then(|(stated, sum)| stated.checked_sub(sum));
            let differs = difference
                .filter(|difference| *difference != Money::ZERO)
                .zip(computed)
                .map(|(difference, sum)| {
                    let row = explaining(amounts.iter().copied(), difference);
                    sentence::total_mismatch(&total.label, sum, row)
                });
            Recomputed {
                total,
                computed,
                differs,
            }
        })
        .collect()
}

/// The one row whose amount is the difference: left out of the total, or
/// counted in it twice.
pub(crate) fn explaining(
    amounts: impl Iterator<Item = (u32, Money)>,
    difference: Money,
) -> Option<u32> {
    let wanted = difference.fen().unsigned_abs();
    let mut found = amounts.filter(|(_, amount)| amount.fen().unsigned_abs() == wanted);
    let (row, _) = found.next()?;
    found.next().is_none().then_some(row)
}
