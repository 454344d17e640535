//! Rows that sum others up: totals, groups with their sums, figures worked out
//! from others, small tables below the list.

use super::{RowReader, TotalWord};
use crate::cell::choice::direction_in;
use crate::grid::text_of;
use crate::numeral;
use crate::table::words::{
    CODE_CHARACTERS_MIN, DERIVED, DERIVED_CHARACTERS_MAX, ENTERPRISE_ENDINGS, FIRM_ENDINGS,
    IN_WORDS, PART_WORDS, TOTAL_WORDS, counts,
};
use crate::text::{narrow, says_nothing, squeeze};
use crate::workbook::{Cell, Content};

impl RowReader<'_> {
    pub(super) fn total(&self, cells: &[&Cell]) -> Option<TotalWord> {
        let texts = cells
            .iter()
            .filter(|cell| matches!(cell.content, Content::Text(_)));
        for cell in texts.take(3) {
            let text = text_of(cell);
            let narrowed = narrow(&text);
            let plain = squeeze(&narrowed);
            let word = plain
                .trim_end_matches(|ch: char| ch.is_ascii_digit() || ":.,、()-".contains(ch))
                .trim_end_matches("万元");
            let short = word.chars().count() <= 10;
            let ends = |words: &[&str]| short && words.iter().any(|known| word.ends_with(known));
            let starts = |words: &[&str]| {
                words.iter().any(|known| {
                    plain.strip_prefix(known).is_some_and(|rest| {
                        rest.is_empty()
                            || rest.starts_with([':', '(', ' '])
                            || rest.starts_with(|ch: char| ch.is_ascii_digit())
                    })
                })
            };
            let part = ends(PART_WORDS) || starts(PART_WORDS);
            let in_words = IN_WORDS.iter().any(|known| plain.starts_with(known))
                || plain.contains("大写") && (part || starts(TOTAL_WORDS));
            if part || in_words || ends(TOTAL_WORDS) || starts(TOTAL_WORDS) {
                let named = self.naming.iter().filter(|col| {
                    let names = |other: &&&Cell| {
                        let text = text_of(other);
                        other.col == **col && !counts(&text) && !says_nothing(&text)
                    };
                    **col != cell.col && cells.iter().any(|other| names(&other))
                });
                // 合计 as part of a project's words is no total row.
                if named.count() < 2 {
                    return Some(TotalWord {
                        label: plain.into_owned(),
                        part,
                        in_words,
                        heads: false,
                    });
                }
            }
        }
        None
    }

    /// `一、上云上平台 | 2项 | 350 | 35`: a group with its sums, and nothing that a
    /// project would have.
    pub(super) fn group_total(&self, cells: &[&Cell]) -> Option<(u32, String)> {
        // Nearly every project ends the look here.
        if self.has_code(cells) {
            return None;
        }
        let is_text = |cell: &&Cell| matches!(cell.content, Content::Text(_));
        let label = cells.iter().position(|cell| {
            is_text(cell) && !counts(&text_of(cell)) && !says_nothing(&text_of(cell))
        })?;
        let text = text_of(cells[label]);
        let plain = squeeze(&narrow(&text)).into_owned();
        // A numeral may stand in a cell of its own before the words.
        let alone = plain.trim_matches(['、', '.', '(', ')']);
        let numeral = !alone.is_empty() && alone.chars().all(|ch| numeral::PLAIN.contains(ch));
        let named = if numeral { label + 1 } else { label };
        let name = *cells.get(named).filter(|cell| is_text(cell))?;
        let words = squeeze(&narrow(&text_of(name))).into_owned();
        let heads = numeral
            || numeral::prefix(&plain).is_some()
            || direction_in(&words, self.measures()).is_some()
            || self.row_number == Some(name.col);
        let mut sums = 0;
        let only_sums = cells.iter().enumerate().all(|(at, cell)| {
            let amount = self.money.contains(&cell.col)
                && matches!(cell.content, Content::Number(_) | Content::Uncalculated);
            sums += usize::from(amount);
            at == label || at == named || amount || {
                let text = text_of(cell);
                counts(&text) || says_nothing(&text)
            }
        });
        let firm = FIRM_ENDINGS.iter().any(|end| words.ends_with(end));
        (heads && only_sums && sums > 0 && !firm && self.direction != Some(name.col))
            .then(|| (name.col, text_of(name).into_owned()))
    }

    /// 占比, 上年同期, 其中：…: figures worked out from others, where nothing says
    /// that they are a project's.
    pub(super) fn is_derived(&self, cells: &[&Cell]) -> bool {
        if self.has_code(cells) {
            return false;
        }
        let Some(first) = cells
            .iter()
            .find(|cell| matches!(cell.content, Content::Text(_)))
        else {
            return false;
        };
        let label = squeeze(&narrow(&text_of(first))).into_owned();
        let numbered = cells.iter().any(|cell| {
            Some(cell.col) == self.row_number && matches!(cell.content, Content::Number(_))
        });
        !numbered
            && label.chars().count() <= DERIVED_CHARACTERS_MAX
            && DERIVED.iter().any(|word| label.starts_with(word))
    }

    /// A row that gives neither a code nor a number of its own nor the name of an
    /// enterprise: no project of the list above it.
    #[must_use]
    pub fn is_no_project(&self, row: u32) -> bool {
        let cells = self.header.own(self.grid.row(row));
        let says = |col: Option<u32>, fits: &dyn Fn(&str) -> bool| {
            let mut found = cells.iter().filter(|cell| Some(cell.col) == col);
            found.any(|cell| fits(&squeeze(&text_of(cell))))
        };
        let numbered = |text: &str| {
            text.contains(|ch: char| ch.is_ascii_digit() || numeral::PLAIN.contains(ch))
        };
        let code = |text: &str| text.chars().count() >= CODE_CHARACTERS_MIN;
        let firm = |text: &str| ENTERPRISE_ENDINGS.iter().any(|end| text.ends_with(end));
        !says(self.row_number, &numbered)
            && !says(self.code, &code)
            && !says(self.enterprise, &firm)
    }
}
