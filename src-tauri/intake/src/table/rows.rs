//! What each row below the header is.

use ruku_model::fact::FactType;

use crate::cell::choice::direction_in;
use crate::columns::{Column, Target};
use crate::context::{MeasureName, ReturnForm};
use crate::county::COUNTY;
use crate::grid::{Grid, text_of};
use crate::numeral;
use crate::table::header::Header;
use crate::table::words::{
    CODE_CHARACTERS_MIN, END_MARKS, ENTERPRISE_ENDINGS, HINTS_MIN, NIL_WORDS, NOTE_CHARACTERS_MIN,
    NOTE_LABELS, SAMPLES, SIGNATURE_CELLS_MAX, SIGNATURES, awaits_signature, hints_at_form,
    is_formula_hint, is_note, is_numbered_sentence, says_nil,
};
use crate::text::{is_blank, narrow, says_nothing, squeeze};
use crate::workbook::{Cell, Content};

mod sums;

/// A row below the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    /// A project.
    Project,
    /// 合计, 小计: a total, with the column and text of its word.
    Total(TotalWord),
    /// A row that names the direction of the rows below it.
    Group {
        /// The cell that names it.
        col: u32,
        /// Its words.
        text: String,
    },
    /// A row that names a group and says what its rows add up to.
    GroupTotal {
        /// The cell that names it.
        col: u32,
        /// Its words.
        text: String,
    },
    /// 无, 零报送: there is no project to report.
    Nil,
    /// A line of text: a note, a signature.
    Line,
    /// Numbers or units under the header, a repeated header, an empty form row.
    Filler,
    /// Something else.
    Odd,
}

/// The word of a total row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalWord {
    /// Its text.
    pub label: String,
    /// It is the total of a part: 小计.
    pub part: bool,
    /// It says the total once more in capital numerals: 合计（大写）.
    pub in_words: bool,
    /// It heads the rows it is the total of.
    pub heads: bool,
}

/// Groups are numbered with these too.
const STEMS: &str = "甲乙丙丁戊";

/// A word as programs name their columns.
fn is_field_name(cell: &Cell) -> bool {
    let Content::Text(text) = &cell.content else {
        return false;
    };
    let plain = text.trim();
    let letter = |ch: char| ch.is_ascii_lowercase() || ch == '_' || ch.is_ascii_digit();
    plain.starts_with(|ch: char| ch.is_ascii_lowercase()) && plain.chars().all(letter)
}

/// What rows are told apart by.
pub struct RowReader<'a> {
    grid: &'a Grid<'a>,
    form: &'a ReturnForm,
    /// Columns that name a project: enterprise, code, project.
    naming: Vec<u32>,
    row_number: Option<u32>,
    enterprise: Option<u32>,
    code: Option<u32>,
    county: Option<u32>,
    direction: Option<u32>,
    /// Columns of amounts.
    money: Vec<u32>,
    first: u32,
    last: u32,
    header: &'a Header,
}

impl<'a> RowReader<'a> {
    /// Prepares to read the rows of one table.
    #[must_use]
    pub fn new(
        grid: &'a Grid<'a>,
        form: &'a ReturnForm,
        columns: &[Column],
        header: &'a Header,
    ) -> RowReader<'a> {
        let place = |id: &str| {
            columns
                .iter()
                .find(|column| {
                    column
                        .facts()
                        .iter()
                        .any(|&index| form.facts[index].id.as_str() == id)
                })
                .map(|column| column.col)
        };
        let naming = ["enterprise_name", "project_name", "credit_code"];
        let row_number = columns
            .iter()
            .find(|column| column.target == Target::RowNumber)
            .map(|column| column.col)
            .or_else(|| place("row_number"));
        RowReader {
            grid,
            form,
            naming: naming.iter().filter_map(|id| place(id)).collect(),
            row_number,
            enterprise: place("enterprise_name"),
            code: place("credit_code"),
            county: place(COUNTY),
            direction: place(form.declaration.direction.as_str()),
            money: columns
                .iter()
                .filter(|column| {
                    let mut facts = column.facts().into_iter();
                    facts.any(|fact| form.facts[fact].fact_type == FactType::Money)
                })
                .map(|column| column.col)
                .collect(),
            first: columns.first().map_or(0, |column| column.col),
            last: columns.last().map_or(0, |column| column.col),
            header,
        }
    }

    /// What a row is.
    #[must_use]
    pub fn kind(&self, row: u32, directly_below_header: bool) -> RowKind {
        let all = self.header.own(self.grid.row(row));
        let mut cells: Vec<&Cell> = Vec::with_capacity(all.len());
        cells.extend(
            all.iter()
                .filter(|cell| !matches!(&cell.content, Content::Text(text) if is_blank(text))),
        );
        if cells.is_empty() {
            return RowKind::Filler;
        }
        if let Some(total) = self.total(&cells) {
            return RowKind::Total(total);
        }
        if directly_below_header && self.is_coding(&cells) {
            return RowKind::Filler;
        }
        if self.is_nil(&cells) {
            return RowKind::Nil;
        }
        if let Some((col, text)) = self.group(&cells) {
            return RowKind::Group { col, text };
        }
        if self.is_derived(&cells) {
            return RowKind::Odd;
        }
        if let Some((col, text)) = self.group_total(&cells) {
            return RowKind::GroupTotal { col, text };
        }
        if self.is_end_mark(&cells) {
            return RowKind::Filler;
        }
        if self.is_line(&cells) {
            return RowKind::Line;
        }
        if self.is_sample(&cells) {
            return RowKind::Odd;
        }
        if self.is_project(&cells) {
            return RowKind::Project;
        }
        if self.is_unfilled(&cells) {
            RowKind::Filler
        } else {
            RowKind::Odd
        }
    }

    /// Numbers, letters or units under the header: `1 2 3`, `甲 乙`, `万元`, `1/0`.
    fn is_coding(&self, cells: &[&Cell]) -> bool {
        let code = |cell: &&Cell| {
            let text = text_of(cell);
            let plain = squeeze(&narrow(&text)).into_owned();
            let plain = plain
                .strip_prefix('(')
                .and_then(|rest| rest.strip_suffix(')'))
                .map_or(plain.clone(), str::to_owned);
            let digits = plain.chars().all(|ch| ch.is_ascii_digit()) && plain.len() <= 2;
            let letters = plain.chars().count() == 1
                && plain
                    .chars()
                    .all(|ch| ch.is_ascii_alphabetic() || "甲乙丙丁戊己庚辛壬癸".contains(ch));
            let words = [
                "万元",
                "元",
                "人",
                "家",
                "场",
                "%",
                "1/0",
                "是/否",
                "有/无",
                "年月日",
                "年/月/日",
                "年月",
            ];
            digits
                || letters
                || words.contains(&plain.as_str())
                || says_nothing(&plain)
                || is_formula_hint(&plain)
        };
        let unit = |cell: &&Cell| {
            let text = text_of(cell);
            ["万元", "元", "年月日", "年月"]
                .contains(&squeeze(&text).trim_matches(['(', ')', '（', '）']))
        };
        // How each column is to be filled in: 18位, 单选, 是/否.
        let hints = cells.iter().filter(|cell| hints_at_form(&text_of(cell)));
        let how_to = hints.count() >= HINTS_MIN
            && !self.is_numbered(cells)
            && !self.has_code(cells)
            && cells
                .iter()
                .all(|cell| matches!(cell.content, Content::Text(_)));
        // xh, qymc, dm: the names a system gives the columns it exports.
        let names = cells.len() > HINTS_MIN && cells.iter().all(|cell| is_field_name(cell));
        (cells.len() >= 3 && cells.iter().all(code)) || cells.iter().all(unit) || how_to || names
    }

    fn is_nil(&self, cells: &[&Cell]) -> bool {
        let mut said = false;
        for cell in cells {
            let text = text_of(cell);
            let plain = squeeze(&text);
            let plain = plain.trim_end_matches('。');
            let county = Some(cell.col) == self.county;
            if !matches!(cell.content, Content::Text(_)) || says_nothing(plain) || county {
                continue;
            }
            if !NIL_WORDS.contains(&plain) && !says_nil(plain) {
                return false;
            }
            said = true;
        }
        let numbers_empty = cells.iter().all(|cell| match cell.content {
            Content::Number(number) => number == 0.0 || Some(cell.col) == self.row_number,
            _ => true,
        });
        said && numbers_empty
    }

    /// `一 | 工业企业上云` or `一、工业企业上云` over the whole width.
    fn group(&self, cells: &[&Cell]) -> Option<(u32, String)> {
        let (first, rest) = cells.split_first()?;
        let text = text_of(first);
        let plain = squeeze(&narrow(&text)).into_owned();
        match rest {
            [] => {
                let numbered = numeral::prefix(&plain);
                let words = numbered.unwrap_or(&plain);
                let names = direction_in(words, self.measures()).is_some();
                let short = words.chars().count() <= 40;
                (short && (numbered.is_some() || names) && !is_note(&plain))
                    .then(|| (first.col, text.into_owned()))
            }
            [second] if matches!(second.content, Content::Text(_)) => {
                let bare = plain.trim_matches(['、', '.', '(', ')']);
                let counts = |ch: char| numeral::PLAIN.contains(ch) || STEMS.contains(ch);
                let numeral = !bare.is_empty() && bare.chars().all(counts);
                numeral.then(|| (second.col, text_of(second).into_owned()))
            }
            _ => None,
        }
    }

    /// Whether a row gives what may be a code.
    fn has_code(&self, cells: &[&Cell]) -> bool {
        cells.iter().any(|cell| {
            Some(cell.col) == self.code && text_of(cell).chars().count() >= CODE_CHARACTERS_MIN
        })
    }

    /// Whether anything stands where rows have their numbers.
    fn is_numbered(&self, cells: &[&Cell]) -> bool {
        cells.iter().any(|cell| Some(cell.col) == self.row_number)
    }

    fn measures(&self) -> &[MeasureName] {
        &self.form.measures
    }

    /// Text in one place only, or a signature line.
    fn is_line(&self, cells: &[&Cell]) -> bool {
        if cells.len() > SIGNATURE_CELLS_MAX {
            return false;
        }
        let amounts = cells.iter().any(|cell| {
            self.money.contains(&cell.col) && matches!(cell.content, Content::Number(_))
        });
        let project = self.is_numbered(cells) || self.has_code(cells) || amounts;
        let signature = cells.iter().any(|cell| {
            let text = text_of(cell);
            let narrowed = narrow(&text);
            let plain = squeeze(&narrowed);
            SIGNATURES.iter().any(|word| plain.contains(word))
                || awaits_signature(&plain) && !project
        });
        let alone = matches!(cells, [cell] if matches!(cell.content, Content::Text(_))
            && !(self.naming.contains(&cell.col) && self.grid.merge_at(cell.row, cell.col).is_none()));
        let first = squeeze(&narrow(&text_of(cells[0]))).into_owned();
        let note = cells.len() <= 2
            && (is_note(&first) || cells.len() == 2 && NOTE_LABELS.contains(&first.as_str()))
            || cells.len() == 1 && is_numbered_sentence(&first);
        signature || alone || note
    }

    /// （以下空白）: the list has ended, whatever column says so.
    fn is_end_mark(&self, cells: &[&Cell]) -> bool {
        cells.iter().all(|cell| {
            let text = text_of(cell);
            let narrowed = narrow(&text);
            let plain = squeeze(&narrowed);
            let words = plain.trim_matches(|ch: char| !ch.is_alphanumeric());
            END_MARKS.contains(&words) || plain.chars().all(|ch| !ch.is_alphanumeric())
        })
    }

    fn is_sample(&self, cells: &[&Cell]) -> bool {
        let text = text_of(cells[0]);
        SAMPLES.contains(&squeeze(&text).trim_end_matches([':', '：', ')', '）']))
    }

    fn is_project(&self, cells: &[&Cell]) -> bool {
        let inside: Vec<_> = cells
            .iter()
            .filter(|cell| (self.first..=self.last).contains(&cell.col))
            .collect();
        let named = inside.iter().any(|cell| {
            self.naming.contains(&cell.col)
                && !matches!(&cell.content, Content::Text(text) if says_nothing(text))
        });
        named || inside.len() >= 4 && !self.is_unfilled(cells)
    }

    /// A numbered line below the totals, `1 | 本表金额为不含税金额`: a note, though
    /// its words stand where a project names something. A name alone is none: it
    /// may be a project that nobody filled in.
    #[must_use]
    pub fn is_numbered_note(&self, row: u32) -> bool {
        let cells = self.header.own(self.grid.row(row));
        let mut filled = cells
            .iter()
            .filter(|cell| !matches!(&cell.content, Content::Text(text) if is_blank(text)));
        let (Some(number), Some(words), None) = (filled.next(), filled.next(), filled.next())
        else {
            return false;
        };
        let text = text_of(words);
        let plain = squeeze(&text);
        Some(number.col) == self.row_number
            && plain.chars().count() >= NOTE_CHARACTERS_MIN
            && !ENTERPRISE_ENDINGS.iter().any(|end| plain.ends_with(end))
    }

    /// A row of the form with nothing but its number, noughts or dashes.
    fn is_unfilled(&self, cells: &[&Cell]) -> bool {
        cells.iter().all(|cell| match &cell.content {
            Content::Number(number) => *number == 0.0 || Some(cell.col) == self.row_number,
            Content::Text(text) => says_nothing(text) || Some(cell.col) == self.row_number,
            Content::Uncalculated | Content::Error(_) => true,
            Content::Bool(flag) => !flag,
            Content::Date(_) | Content::DateIso(_) => false,
        })
    }
}
