//! What the library holds of earlier years: a witness of the unit of this
//! year's amounts.

use std::collections::BTreeMap;

use ruku_intake::earlier::{Earlier, EarlierReturn};
use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::project::ProjectFilter;
use ruku_model::fact::FactValue;

use crate::desk::Desk;
use crate::error::DeskError;

impl Desk {
    /// The returns that were taken in under programmes of earlier years, the
    /// newest first. What is read of a file must not depend on returns of its
    /// own year, which come and go.
    pub(crate) fn earlier_returns(&self, programme: &str) -> Result<Earlier, DeskError> {
        let library = self.library()?;
        let year = self.programme(Some(programme))?.year;
        let mut earlier = Earlier::default();
        let programmes = library.programmes()?;
        for before in programmes.iter().filter(|before| before.year < year) {
            let batches = library.batches(&before.id)?.into_iter();
            let batches: BTreeMap<BatchId, Batch> =
                batches.map(|batch| (batch.id, batch)).collect();
            let mut returns: BTreeMap<BatchId, EarlierReturn> = BTreeMap::new();
            let mut facts = library.facts(&before.id)?;
            for project in library.projects(&before.id, &ProjectFilter::default())? {
                let Some(batch) = batches.get(&project.batch) else {
                    continue;
                };
                let made = returns.entry(batch.id).or_insert_with(|| EarlierReturn {
                    year: before.year,
                    file: batch.name.clone(),
                    county: batch.county.clone(),
                    amounts: BTreeMap::new(),
                });
                for (id, fact) in facts.remove(&project.id).unwrap_or_default() {
                    if let FactValue::Money(amount) = fact.value
                        && amount.fen() > 0
                    {
                        let amounts = made.amounts.entry(id).or_default();
                        amounts.push((project.credit_code.clone(), amount));
                    }
                }
            }
            earlier.returns.extend(returns.into_values());
        }
        earlier
            .returns
            .sort_by_key(|one| std::cmp::Reverse(one.year));
        Ok(earlier)
    }
}
