//! 元 typed into a 万元 column, or the reverse: told by magnitude against the
//! amount's own parts, against the support asked for, against the rest of the
//! column, and against what was reported in earlier years.

use ruku_model::fact::FactId;
use ruku_model::finding::FindingKind;
use ruku_model::money::{Money, MoneyUnit};

use super::Table;
use super::rows::{amount, parts_sum};
use crate::cell::Remark;
use crate::columns::Column;
use crate::earlier::Witness;
use crate::return_file::ReturnRow;
use crate::sentence::{self, Place};
use crate::sheet::SheetResult;

/// 1 万元 in 元: by this factor the two units differ.
const FACTOR: i128 = 10_000;

/// A value so many times its neighbours' is doubted.
const RATIO_MIN: i128 = 1_000;

/// Neighbours are only asked where there are some.
const NEIGHBOURS_MIN: usize = 3;

/// In a 万元 column the neighbours are only asked about values from here
/// (1 亿元), and in a 元 column about values up to there (1 万元).
const LARGE_FEN: i64 = 10_000_000_000;
const SMALL_FEN: i64 = 1_000_000;

/// From here (10 亿元) a single project is doubted whatever stands beside it.
const ABSURD_FEN: i64 = 100_000_000_000;

/// Doubts amounts whose magnitude speaks for the other unit. A doubted amount
/// is unknown until a clerk answers.
pub(super) fn check(table: &Table<'_>, result: &mut SheetResult) {
    let columns: Vec<_> = table
        .money_columns()
        .map(|(at, column, fact)| (table.units[at], column, fact))
        .collect();
    // Judge everything before anything is taken back: the parts bear witness.
    let mut doubts = Vec::new();
    for (unit, column, fact) in columns {
        let id = &table.job.form.facts[fact].id;
        let Some(unit) = unit else { continue };
        let Some(place) = table.place_of(id) else {
            continue;
        };
        let amounts: Vec<(usize, Money)> = result
            .rows
            .iter()
            .enumerate()
            .filter_map(|(index, row)| Some((index, amount(row, place)?.1)))
            .filter(|(_, money)| money.fen() > 0)
            .collect();
        let median = median(&amounts);
        // Projects of a county are not 亿元 each: the whole column is in 元, its
        // small amounts too.
        let is_all_large =
            unit == MoneyUnit::WanYuan && amounts.len() >= NEIGHBOURS_MIN && median >= LARGE_FEN;
        let county = of_county(table, id, unit, median);
        for (index, money) in &amounts {
            let earlier =
                of_enterprise(table, &result.rows[*index], id, unit, *money)
                    .or(county
                        .filter(|witness| speaks(unit, *money, witness.amount, COLUMN_RATIO_MIN)));
            let witness = parts_sum(table, &result.rows[*index], fact);
            let by_request = against_request(table, &result.rows[*index], fact, (unit, *money));
            if is_all_large
                || by_request
                || earlier.is_some()
                || is_doubtful(unit, *money, witness, median, amounts.len())
            {
                doubts.push(Doubt {
                    index: *index,
                    place,
                    fact,
                    column,
                    unit,
                    money: *money,
                    earlier,
                });
            }
        }
    }
    for one in doubts {
        doubt(table, result, &one);
    }
}

/// An amount that speaks for the other unit.
struct Doubt<'a> {
    /// Its row among the table's.
    index: usize,
    /// Its fact in the file's list and in the form's.
    place: u16,
    fact: usize,
    column: &'a Column,
    unit: MoneyUnit,
    money: Money,
    /// The earlier return that says so, where one does.
    earlier: Option<Witness<'a>>,
}

/// If a county's whole column has moved by the factor between the units, a cell
/// of it is doubted from here on: halfway to the factor.
const COLUMN_RATIO_MIN: i128 = 100;

/// Whether an amount read in a unit is so many times what it was in an earlier
/// year, or so small a part of it, that the other unit is the likely one.
fn speaks(unit: MoneyUnit, money: Money, earlier: Money, ratio: i128) -> bool {
    let (now, then) = (i128::from(money.fen()), i128::from(earlier.fen()));
    match unit {
        MoneyUnit::WanYuan => now >= then * ratio,
        MoneyUnit::Yuan => then >= now * ratio,
    }
}

/// What the same enterprise reported before, if it speaks for the other unit.
fn of_enterprise<'a>(
    table: &Table<'a>,
    row: &ReturnRow,
    fact: &FactId,
    unit: MoneyUnit,
    money: Money,
) -> Option<Witness<'a>> {
    let place = table.place_of(&FactId::new(CODE))?;
    let field = row.fields.iter().find(|field| field.fact == place)?;
    let code = field.value.as_ref()?.as_text()?;
    let witness = table.job.context.earlier.of_enterprise(code, fact)?;
    speaks(unit, money, witness.amount, RATIO_MIN).then_some(witness)
}

/// What the county reported before, if the column as a whole speaks for the
/// other unit.
fn of_county<'a>(
    table: &Table<'a>,
    fact: &FactId,
    unit: MoneyUnit,
    median: i64,
) -> Option<Witness<'a>> {
    let median = Some(Money::from_fen(median)).filter(|median| median.fen() > 0)?;
    let witness = table
        .job
        .context
        .earlier
        .of_county(table.job.county?, fact)?;
    speaks(unit, median, witness.amount, RATIO_MIN).then_some(witness)
}

/// The fact that tells enterprises apart.
const CODE: &str = "credit_code";

/// What a county asks for, and what it is a share of.
const REQUESTED: &str = "requested_amount";
const BASES: [&str; 2] = ["project_investment", "project_input"];

/// An investment so many times the support asked for, or support so many times
/// the investment, is in the other unit: notices give from a twentieth to half.
const BASE_RATIO_MIN: i128 = 3_000;
const REQUEST_RATIO_MIN: i128 = 300;

/// Whether the investment and the support asked for, side by side, say that this
/// one is in the other unit. In a column of 元 it is the small amount that is
/// wrong, else the large one.
fn against_request(
    table: &Table<'_>,
    row: &ReturnRow,
    fact: usize,
    (unit, money): (MoneyUnit, Money),
) -> bool {
    let facts = &table.job.form.facts;
    let own = facts[fact].id.as_str();
    let positive = |id: &str| {
        let index = facts.iter().position(|one| one.id.as_str() == id)?;
        let (_, other) = amount(row, table.place_of(&facts[index].id)?)?;
        let unit = table.column_of(index).and_then(|(at, _)| table.units[at]);
        let fen = Some(i128::from(other.fen())).filter(|fen| *fen > 0)?;
        // A total that its own parts contradict bears no witness.
        let parts = parts_sum(table, row, index).map_or(0, |sum| i128::from(sum.fen()));
        if parts >= fen * RATIO_MIN {
            return None;
        }
        Some((
            fen,
            unit == Some(MoneyUnit::Yuan) && other.fen() <= SMALL_FEN,
        ))
    };
    let fen = i128::from(money.fen());
    let is_small = unit == MoneyUnit::Yuan && money.fen() <= SMALL_FEN;
    let (other, (too_large, too_small)) = if own == REQUESTED {
        let ratios = (REQUEST_RATIO_MIN, BASE_RATIO_MIN);
        (BASES.iter().find_map(|id| positive(id)), ratios)
    } else if BASES.contains(&own) {
        (positive(REQUESTED), (BASE_RATIO_MIN, REQUEST_RATIO_MIN))
    } else {
        return false;
    };
    other.is_some_and(|(other, other_small)| {
        fen >= other * too_large && !other_small || is_small && other >= fen * too_small
    })
}

fn median(amounts: &[(usize, Money)]) -> i64 {
    let mut fen: Vec<i64> = amounts.iter().map(|(_, money)| money.fen()).collect();
    fen.sort_unstable();
    fen.get(fen.len() / 2).copied().unwrap_or(0)
}

fn is_doubtful(
    unit: MoneyUnit,
    money: Money,
    witness: Option<Money>,
    median: i64,
    count: usize,
) -> bool {
    let fen = i128::from(money.fen());
    let times = |one: i128, other: i128| other > 0 && one >= other * RATIO_MIN;
    let neighbours = (count >= NEIGHBOURS_MIN).then_some(i128::from(median));
    let parts = witness
        .map(|sum| i128::from(sum.fen()))
        .filter(|sum| *sum > 0);
    match unit {
        MoneyUnit::WanYuan => {
            let by_parts = parts.is_some_and(|sum| times(fen, sum));
            let by_neighbours = parts.is_none_or(|sum| times(fen, sum))
                && money.fen() >= LARGE_FEN
                && neighbours.is_some_and(|median| times(fen, median));
            by_parts || by_neighbours || money.fen() >= ABSURD_FEN
        }
        MoneyUnit::Yuan => {
            let by_parts = parts.is_some_and(|sum| times(sum, fen));
            let by_neighbours = parts.is_none()
                && money.fen() <= SMALL_FEN
                && neighbours.is_some_and(|median| times(median, fen));
            by_parts || by_neighbours
        }
    }
}

/// Whether an amount that stands alone speaks for the other unit than it was read
/// in. `column` are the same fact's amounts of other projects.
#[must_use]
pub fn is_doubtful_alone(unit: MoneyUnit, money: Money, column: &[Money]) -> bool {
    let others = column.iter().filter(|other| other.fen() > 0);
    let others: Vec<(usize, Money)> = others.copied().enumerate().collect();
    money.fen() > 0 && is_doubtful(unit, money, None, median(&others), others.len())
}

fn doubt(table: &Table<'_>, result: &mut SheetResult, one: &Doubt<'_>) {
    let Doubt {
        index,
        place,
        fact,
        column,
        unit,
        money,
        ..
    } = *one;
    let fen = i128::from(money.fen());
    let (other, likely) = match unit {
        MoneyUnit::WanYuan => (MoneyUnit::Yuan, fen / FACTOR),
        MoneyUnit::Yuan => (MoneyUnit::WanYuan, fen * FACTOR),
    };
    let Some(field) = result.rows[index]
        .fields
        .iter_mut()
        .find(|field| field.fact == place)
    else {
        return;
    };
    // An amount that names its own unit is no matter of the column's.
    if field.raw().contains(['万', '元']) {
        return;
    }
    field.value = None;
    let raw = field.raw().into_owned();
    let cell = field.cell.unwrap_or((table.projects[index], column.col));
    let likely = i64::try_from(likely).map(Money::from_fen);
    let mut remark = Remark::new(FindingKind::AmountUnitDoubt);
    if let Ok(likely) = likely {
        let mut detail = sentence::other_unit(unit, other, likely);
        if let Some(witness) = &one.earlier {
            detail.push_str(&sentence::earlier_amount(witness));
        }
        remark = remark.detail(detail).proposing(likely.to_string());
    }
    let place = Place {
        sheet: &table.job.grid.sheet.name,
        row: cell.0,
        col: cell.1,
        fact: Some(&table.job.form.facts[fact]),
    };
    result
        .findings
        .push(sentence::finding(&place, &remark, &raw));
}
