//! Findings that one answer fits: cells of a column that say the same, cells of
//! a column that can be read in the same two ways, rows with the same question.

use std::collections::BTreeMap;

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::date::PartialDate;
use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{FindingKind, Severity};
use ruku_model::money::{Money, MoneyUnit};
use ruku_policy::declare::FactDecl;

use crate::at_hand::AtHand;
use crate::{questions, typed};

/// One of the ways in which a doubtful cell can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// What is typed to choose it: the same for every cell of the column.
    pub(crate) name: String,
    /// The same with what it makes of this cell.
    pub(crate) label: String,
    pub(crate) value: FactValue,
}

/// What a cell of these can be is one of two.
const TWO_WAYS: [FindingKind; 2] = [FindingKind::DateAmbiguous, FindingKind::AmountUnitDoubt];

/// The ways in which a cell can be read, if there are two and no third:
/// `2022.1` is January or October, an amount is in 元 or in 万元.
pub(crate) fn ways(hand: &AtHand, stored: &StoredFinding) -> Vec<Way> {
    if !TWO_WAYS.contains(&stored.finding.kind) {
        return Vec::new();
    }
    let declaration = stored.finding.field.as_ref();
    let declaration = declaration.and_then(|id| hand.opened.pack.fact(id));
    let Some(declaration) = declaration.filter(|_| waits(stored) && hand.holds_value(stored))
    else {
        return Vec::new();
    };
    match stored.finding.kind {
        FindingKind::DateAmbiguous => months(&stored.finding.found),
        _ => units(&stored.finding.found, declaration),
    }
}

fn months(found: &str) -> Vec<Way> {
    let year = found.split('.').next().and_then(|year| year.parse().ok());
    let way = |month: u32| {
        let date = PartialDate::month(year?, month)?;
        Some(Way {
            name: format!("{month}月"),
            label: format!("{month}月，即{}", date.chinese()),
            value: FactValue::Date(date),
        })
    };
    let both: Option<Vec<Way>> = [1, 10].into_iter().map(way).collect();
    both.unwrap_or_default()
}

fn units(found: &str, declaration: &FactDecl) -> Vec<Way> {
    let way = |unit: MoneyUnit| {
        let read = typed::value(declaration, &format!("{found}{}", unit.label()));
        let value = read.ok().flatten()?;
        let money: Money = typed::money(&value)?;
        Some(Way {
            name: unit.label().to_owned(),
            label: format!(
                "单位是{}，即{}元（{}万元）",
                unit.label(),
                money.grouped(),
                typed::grouped_wan(money)
            ),
            value,
        })
    };
    let both: Option<Vec<Way>> = [MoneyUnit::Yuan, MoneyUnit::WanYuan]
        .into_iter()
        .map(way)
        .collect();
    both.unwrap_or_default()
}

/// Whether a finding waits for somebody.
fn waits(stored: &StoredFinding) -> bool {
    stored.state == FindingState::Open && stored.finding.severity > Severity::Info
}

/// Whether a value can be typed for a finding, or chosen for its whole file.
pub(crate) fn can_answer(hand: &AtHand, stored: &StoredFinding) -> bool {
    let declared = || {
        let field = stored.finding.field.as_ref();
        field.is_some_and(|id| hand.opened.pack.fact(id).is_some())
    };
    waits(stored)
        && (questions::question(&stored.finding).is_some()
            || declared() && hand.holds_value(stored))
}

/// What findings have in common that one answer fits: kind, sheet, fact, and
/// what was found where the answer is to that.
type Key<'a> = (FindingKind, &'a str, Option<&'a FactId>, Option<&'a str>);

/// The open findings that can be answered, by what they have in common.
pub(crate) struct Alike<'a> {
    by_key: BTreeMap<Key<'a>, Vec<&'a StoredFinding>>,
}

impl<'a> Alike<'a> {
    pub(crate) fn of(hand: &'a AtHand) -> Alike<'a> {
        let mut by_key: BTreeMap<Key<'a>, Vec<&StoredFinding>> = BTreeMap::new();
        for stored in hand.findings.iter().filter(|one| can_answer(hand, one)) {
            for key in [by_way(stored), by_value(hand, stored)]
                .into_iter()
                .flatten()
            {
                by_key.entry(key).or_default().push(stored);
            }
        }
        Alike { by_key }
    }

    /// Those that the same typed value fits, a finding itself among them.
    pub(crate) fn by_value(
        &self,
        hand: &AtHand,
        stored: &'a StoredFinding,
    ) -> &[&'a StoredFinding] {
        self.known(by_value(hand, stored))
    }

    /// Those that the same way of reading fits, a finding itself among them.
    pub(crate) fn by_way(&self, stored: &'a StoredFinding) -> &[&'a StoredFinding] {
        self.known(by_way(stored))
    }

    fn known(&self, key: Option<Key<'a>>) -> &[&'a StoredFinding] {
        let known = key.and_then(|key| self.by_key.get(&key));
        known.map_or(&[], Vec::as_slice)
    }
}

fn by_way(stored: &StoredFinding) -> Option<Key<'_>> {
    let finding = &stored.finding;
    (TWO_WAYS.contains(&finding.kind) || questions::question(finding).is_some()).then_some((
        finding.kind,
        &*finding.sheet,
        finding.field.as_ref(),
        None,
    ))
}

/// Empty cells are only alike where a few options are all there is to choose.
fn by_value<'s>(hand: &AtHand, stored: &'s StoredFinding) -> Option<Key<'s>> {
    let finding = &stored.finding;
    if questions::question(finding).is_some() {
        return by_way(stored);
    }
    let field = finding.field.as_ref()?;
    let options = [FactType::Choice, FactType::Flag];
    let declared = hand.opened.pack.fact(field);
    let chosen = declared.is_some_and(|one| options.contains(&one.fact_type));
    let found = Some(&*finding.found).filter(|found| chosen || !found.is_empty())?;
    Some((finding.kind, &*finding.sheet, Some(field), Some(found)))
}
