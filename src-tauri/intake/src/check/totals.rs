//! Stated totals against the sum of their rows.

use ruku_model::fact::FactValue;
use ruku_model::finding::{FindingKind, Severity};
use ruku_model::money::Money;

use super::Table;
use crate::cell::{Look, Meaning, Remark, amount};
use crate::grid::text_of;
use crate::return_file::{ReturnRow, TotalReading};
use crate::sentence::{self, Place};
use crate::sheet::SheetResult;
use crate::text::{narrow, squeeze};
use crate::workbook::{Content, cell_name};

/// Recomputes every total of a table.
pub fn check(table: &Table<'_>, result: &mut SheetResult) {
    for at in 0..table.totals.len() {
        let covered = covered(table, at, result.rows.len());
        let columns: Vec<_> = table
            .money_columns()
            .map(|(at, column, fact)| (at, column.col, fact))
            .collect();
        for (column, col, fact) in &columns {
            one(table, at, (*column, *col, *fact), covered.clone(), result);
        }
        if table.totals[at].word.in_words {
            in_words(table, at, &columns, covered, result);
        }
    }
}

/// The amount in capital numerals that stands in the label's own cell or beside
/// it, in no column of amounts: it must be one of the columns' sums, or else
/// the first column's is meant.
fn in_words(
    table: &Table<'_>,
    at: usize,
    columns: &[(usize, u32, usize)],
    covered: std::ops::Range<usize>,
    result: &mut SheetResult,
) {
    let row = table.totals[at].row;
    let written = table.job.grid.row(row).iter().find_map(|cell| {
        let own = columns.iter().any(|(_, col, _)| *col == cell.col);
        let text = text_of(cell);
        let words = narrow(&text);
        let words = words
            .rsplit_once("大写")
            .map_or(&*words, |(_, after)| after);
        let words = squeeze(words.trim_start_matches([')', ':', ' ']));
        let content = Content::Text(words.trim_end_matches(['。', '.']).into());
        let look = Look {
            content: &content,
            format: None,
            date_1904: false,
        };
        let reading = amount::read(look, None);
        match reading.value() {
            Some(FactValue::Money(money)) if !own => Some((cell.col, text, *money)),
            _ => None,
        }
    });
    let Some((col, raw, stated)) = written else {
        return;
    };
    let rows = counted(table, &result.rows[covered], |rows| {
        columns.iter().any(|(_, _, fact)| {
            let place = table.place_of(&table.job.form.facts[*fact].id);
            place.is_some_and(|place| sum(rows, place) == Some(stated))
        })
    });
    let rows = rows.as_slice();
    let covers = spans(rows);
    let sums: Vec<(usize, Option<Money>)> = columns
        .iter()
        .filter_map(|(_, _, fact)| {
            let place = table.place_of(&table.job.form.facts[*fact].id)?;
            Some((*fact, sum(rows, place)))
        })
        .collect();
    let meant = sums.iter().find(|(_, sum)| *sum == Some(stated));
    let Some((fact, computed)) = meant.or(sums.first()).copied() else {
        return;
    };
    let declared = &table.job.form.facts[fact];
    let sheet = &table.job.grid.sheet.name;
    if let Some(computed) = computed.filter(|sum| *sum != stated) {
        let detail = sentence::total_detail(&declared.label, computed, None);
        let remark = Remark::new(FindingKind::TotalMismatch).detail(detail);
        let fact = Some(declared);
        let spot = Place {
            sheet,
            row,
            col,
            fact,
        };
        result
            .findings
            .push(sentence::finding(&spot, &remark, &raw));
    }
    result.totals.push(TotalReading {
        sheet: sheet.clone(),
        cell: cell_name(row, col),
        field: declared.id.clone(),
        label: table.totals[at].word.label.clone(),
        stated: Some(stated),
        computed,
        explained_by: None,
        covers,
        in_words: true,
    });
}

fn one(
    table: &Table<'_>,
    at: usize,
    (column, col, fact): (usize, u32, usize),
    covered: std::ops::Range<usize>,
    result: &mut SheetResult,
) {
    let total = &table.totals[at];
    let Some(cell) = table.job.grid.at(total.row, col) else {
        return;
    };
    let declared = &table.job.form.facts[fact];
    let Some(place) = table.place_of(&declared.id) else {
        return;
    };
    let format = cell
        .format
        .and_then(|index| table.job.book.number_formats.get(usize::from(index)))
        .map(String::as_str);
    let look = Look {
        content: &cell.content,
        format,
        date_1904: table.job.book.date_1904,
    };
    let reading = amount::read(look, table.units[column]);
    if reading.meaning == Meaning::Nothing {
        return;
    }
    let stated = match reading.value() {
        // Without a unit not even a nought is compared.
        Some(FactValue::Money(money)) if table.units[column].is_some() => Some(*money),
        _ => None,
    };
    let rows = counted(table, &result.rows[covered], |rows| {
        sum(rows, place) == stated
    });
    let rows = rows.as_slice();
    let covers = spans(rows);
    let computed = sum(rows, place);
    let difference = stated
        .zip(computed)
        .and_then(|(stated, computed)| stated.checked_sub(computed));
    let explained_by = difference
        .filter(|difference| *difference != Money::ZERO)
        .and_then(|difference| explaining(rows, place, difference));
    let sheet = &table.job.grid.sheet.name;
    let spot = Place {
        sheet,
        row: total.row,
        col,
        fact: Some(declared),
    };
    let raw = cell.content.raw();
    let follows = |remark: &Remark| {
        // A row above cannot be read: the total's own error only follows from it.
        remark.kind == FindingKind::CellError && computed.is_none()
    };
    for remark in reading.remarks.iter().filter(|remark| worth_saying(remark)) {
        if follows(remark) {
            continue;
        }
        let mut remark = remark.clone();
        if remark.kind == FindingKind::FormulaUncached {
            // A total is recomputed anyway: nothing is lost.
            remark.severity = Severity::Info;
        }
        result
            .findings
            .push(sentence::finding(&spot, &remark, &raw));
    }
    if difference.is_some_and(|difference| difference != Money::ZERO)
        && let Some(computed) = computed
    {
        let remark = Remark::new(FindingKind::TotalMismatch).detail(sentence::total_detail(
            &total.word.label,
            computed,
            explained_by,
        ));
        result
            .findings
            .push(sentence::finding(&spot, &remark, &raw));
    }
    result.totals.push(TotalReading {
        sheet: sheet.clone(),
        cell: cell_name(total.row, col),
        field: declared.id.clone(),
        label: total.word.label.clone(),
        stated,
        computed,
        explained_by,
        covers,
        in_words: false,
    });
}

/// The rows a total is taken over: without those called off, unless it `fits`
/// only with them. Whether they count is asked row by row, not again here.
fn counted<'a>(
    table: &Table<'_>,
    rows: &'a [ReturnRow],
    fits: impl Fn(&[&ReturnRow]) -> bool,
) -> Vec<&'a ReturnRow> {
    let all: Vec<&ReturnRow> = rows.iter().collect();
    let live = rows.iter().filter(|row| !table.is_crossed(row.row));
    let live: Vec<&ReturnRow> = live.collect();
    if live.len() < all.len() && !fits(&live) && fits(&all) {
        all
    } else {
        live
    }
}

/// Rows that follow each other, as the first and the last of them.
fn spans(rows: &[&ReturnRow]) -> Vec<(u32, u32)> {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == row.row => *last = row.row,
            _ => spans.push((row.row, row.row)),
        }
    }
    spans
}

fn worth_saying(remark: &Remark) -> bool {
    !matches!(
        remark.kind,
        FindingKind::AmountAsText | FindingKind::AmountBelowFen
    )
}

/// The sum of a fact over rows; `None` while one of them is unknown.
fn sum(rows: &[&ReturnRow], place: u16) -> Option<Money> {
    let mut amounts = Vec::new();
    for field in rows
        .iter()
        .flat_map(|row| &row.fields)
        .filter(|field| field.fact == place)
    {
        match field.value {
            Some(FactValue::Money(money)) => amounts.push(money),
            _ => return None,
        }
    }
    Money::checked_sum(amounts)
}

/// The one row whose amount is the difference.
fn explaining(rows: &[&ReturnRow], place: u16, difference: Money) -> Option<u32> {
    let amounts = rows.iter().flat_map(|row| {
        let own = row.fields.iter().filter(|field| field.fact == place);
        own.filter_map(|field| match field.value {
            Some(FactValue::Money(money)) => Some((row.row, money)),
            _ => None,
        })
    });
    super::recompute::explaining(amounts, difference)
}

/// The projects a total stands for.
fn covered(table: &Table<'_>, at: usize, count: usize) -> std::ops::Range<usize> {
    let total = &table.totals[at];
    if !total.word.part && !is_part_in_disguise(table, at) {
        return 0..count;
    }
    if total.word.heads {
        return total.after..end_of_group(table, total.row, count);
    }
    if stands_above(table) {
        let later = table.totals[at + 1..].iter().map(|other| other.after);
        let end = later.filter(|end| *end > total.after).min();
        return total.after..end.unwrap_or(count);
    }
    let earlier_total = table.totals[..at].iter().map(|other| other.after);
    let earlier_group = table
        .groups
        .iter()
        .filter(|group| group.row < total.row)
        .map(|group| group.after);
    let start = earlier_total.chain(earlier_group).max().unwrap_or(0);
    if start < total.after {
        return start..total.after;
    }
    // It stands above its rows.
    let later_total = table.totals[at + 1..].iter().map(|other| other.after);
    let later_group = table
        .groups
        .iter()
        .filter(|group| group.row > total.row)
        .map(|group| group.after);
    let end = later_total
        .chain(later_group)
        .filter(|end| *end > total.after)
        .min()
        .unwrap_or(count);
    total.after..end
}

/// Where the rows of a group end whose own row says what they add up to: at the
/// next group of its kind, for （一） is a part of 一.
fn end_of_group(table: &Table<'_>, row: u32, count: usize) -> usize {
    let own = table.groups.iter().find(|group| group.row == row);
    let own_is_part = own.is_some_and(crate::sheet::GroupRow::is_part);
    let later = table.groups.iter().filter(|group| group.row > row);
    let mut ends = later.filter(|group| own_is_part || !group.is_part());
    ends.next().map_or(count, |group| group.after)
}

/// Whether the totals of parts stand above their rows, with no group row to say
/// so: the first of them stands above any project.
fn stands_above(table: &Table<'_>) -> bool {
    let parts = |total: &&super::TotalRow| total.word.part && !total.word.heads;
    let first = table.totals.iter().find(parts);
    table.groups.is_empty() && first.is_some_and(|total| total.after == 0)
}

/// 合计 written under every group means 小计; one more at the end, right below
/// another total, is the whole.
fn is_part_in_disguise(table: &Table<'_>, at: usize) -> bool {
    let whole: Vec<usize> = (0..table.totals.len())
        .filter(|at| !table.totals[*at].word.part && !table.totals[*at].word.in_words)
        .collect();
    if table.totals[at].word.in_words || whole.len() < 2 || table.groups.is_empty() {
        return false;
    }
    let total = &table.totals[at];
    let before = at
        .checked_sub(1)
        .map_or(0, |before| table.totals[before].after);
    let above_all = table
        .groups
        .first()
        .is_some_and(|group| total.row < group.row);
    !above_all && (before < total.after || at == 0)
}
