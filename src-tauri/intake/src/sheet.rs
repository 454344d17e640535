//! One sheet with a table: its columns, its rows, and what is to be said of
//! their cells.

use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::MoneyUnit;

use crate::cell::choice::direction_in;
use crate::cell::{self, Look, Meaning, Reading, Remark};
use crate::check;
use crate::columns::{self, Column, ROW_NUMBER, Target, Vocabulary};
use crate::context::{Context, ReturnForm};
use crate::grid::{Grid, text_of};
use crate::return_file::{ColumnReading, Field, ReturnRow, TotalReading};
use crate::sentence;
use crate::table::header::Header;
use crate::table::rows::{RowKind, RowReader, TotalWord, numeral_prefix, says_nil};
use crate::text::unit_named;
use crate::workbook::{Cell, Content, Workbook, column_name};

/// What is needed to read a sheet.
pub struct Job<'a> {
    /// The programmes, regions and memory.
    pub context: &'a Context<'a>,
    /// The form it is read against.
    pub form: &'a ReturnForm,
    /// The workbook.
    pub book: &'a Workbook,
    /// The sheet.
    pub grid: &'a Grid<'a>,
    /// Its header.
    pub header: &'a Header,
    /// The county, as far as it is known.
    pub county: Option<&'a str>,
    /// The sheet's place among all sheets.
    pub index: usize,
}

/// What a sheet gave.
#[derive(Debug, Default)]
pub struct SheetResult {
    /// Its columns.
    pub columns: Vec<ColumnReading>,
    /// Its projects.
    pub rows: Vec<ReturnRow>,
    /// What is to be said.
    pub findings: Vec<Finding>,
    /// Its totals.
    pub totals: Vec<TotalReading>,
    /// It says that there is nothing to report.
    pub nil: bool,
    /// Amounts stand in it whose unit nobody names.
    pub unit_missing: bool,
}

impl SheetResult {
    /// Adds what another table of the same sheet gave. An empty table beside a
    /// filled one has nothing to say.
    pub fn append(&mut self, other: SheetResult) {
        self.columns.extend(other.columns);
        self.nil |= other.nil;
        if other.rows.is_empty() {
            return;
        }
        self.unit_missing |= other.unit_missing;
        self.rows.extend(other.rows);
        self.findings.extend(other.findings);
        self.totals.extend(other.totals);
    }
}

/// A total row, as it stands among the projects.
#[derive(Debug)]
pub struct TotalRow {
    /// The row from 0.
    pub row: u32,
    /// Its word.
    pub word: TotalWord,
    /// How many projects stand above it.
    pub after: usize,
}

/// A group row, as it stands among the projects.
#[derive(Debug)]
pub struct GroupRow {
    /// The row from 0.
    pub row: u32,
    /// The cell that names it.
    pub col: u32,
    /// Its words.
    pub text: String,
    /// How many projects stand above it.
    pub after: usize,
}

/// The rows of a table by what they are.
#[derive(Debug, Default)]
struct Layout {
    projects: Vec<u32>,
    totals: Vec<TotalRow>,
    groups: Vec<GroupRow>,
    asides: Vec<u32>,
    nil: bool,
}

/// Reads a sheet. New extra facts are added to `fact_ids`.
#[must_use]
pub fn read(job: &Job<'_>, fact_ids: &mut Vec<FactId>) -> SheetResult {
    let vocabulary = Vocabulary::new(job.form);
    let mut columns = columns::assign(
        &vocabulary,
        job.context.memory,
        job.county,
        job.header.columns.clone(),
    );
    units_below(job, &mut columns);
    let layout = lay_out(job, &columns);
    let mut result = SheetResult {
        nil: layout.nil,
        ..SheetResult::default()
    };
    let mut reader = RowMaker::new(job, &columns, fact_ids, &layout);
    for (at, row) in layout.projects.iter().enumerate() {
        let made = reader.make(*row, at, &mut result.findings);
        result.rows.push(made);
    }
    result.unit_missing = reader.unit_missing;
    result.columns = reader.column_readings();
    let seen = reader.finish();
    let table = check::Table {
        job,
        columns: &columns,
        fact_ids,
        totals: &layout.totals,
        groups: &layout.groups,
        projects: &layout.projects,
        units: &seen,
    };
    check::columns_of(&table, &mut result);
    check::rows::check(&table, &mut result);
    check::totals::check(&table, &mut result);
    check::set_aside(&table, &layout.asides, &mut result);
    check::fold(&mut result.findings);
    result
}

/// A row of units may stand right under the header.
fn units_below(job: &Job<'_>, columns: &mut [Column]) {
    for column in columns.iter_mut().filter(|column| column.unit.is_none()) {
        let text = job.grid.text(job.header.bottom + 1, column.col);
        column.unit = match crate::text::squeeze(&text).trim_matches(['(', ')', '（', '）']) {
            "万元" => Some(MoneyUnit::WanYuan),
            "元" => Some(MoneyUnit::Yuan),
            _ => None,
        };
    }
}

fn lay_out(job: &Job<'_>, columns: &[Column]) -> Layout {
    let rows = RowReader::new(job.grid, job.form, columns);
    let mut layout = Layout::default();
    let mut pending = Vec::new();
    let header = job.header;
    let below = |row: &u32| (header.bottom + 1..header.end).contains(row);
    for row in job.grid.row_numbers().filter(below) {
        if header.repeats.contains(&row) {
            continue;
        }
        let directly_below = row == job.header.bottom + 1;
        match rows.kind(row, directly_below) {
            RowKind::Project => {
                layout.asides.append(&mut pending);
                layout.projects.push(row);
            }
            RowKind::Total(word) => {
                let after = layout.projects.len();
                layout.totals.push(TotalRow { row, word, after });
            }
            RowKind::Group { col, text } => {
                let after = layout.projects.len();
                layout.groups.push(GroupRow {
                    row,
                    col,
                    text,
                    after,
                });
            }
            RowKind::Nil => layout.nil = true,
            RowKind::Line => {
                let line: String = job.grid.row(row).iter().map(text_of).collect();
                layout.nil |= says_nil(&line);
                pending.push(row);
            }
            RowKind::Odd => layout.asides.push(row),
            RowKind::Filler => {}
        }
    }
    // A numbered line below the last project is a note, not a group.
    let count = layout.projects.len();
    layout.groups.retain(|group| group.after < count);
    layout
}

/// Makes rows of facts, column by column.
struct RowMaker<'a> {
    job: &'a Job<'a>,
    columns: &'a [Column],
    layout: &'a Layout,
    /// The unit of each column's amounts.
    units: Vec<Option<MoneyUnit>>,
    /// The index of each column's facts in the file's list.
    places: Vec<Vec<u16>>,
    /// Columns whose dates were already said to be text: the finding's index.
    said: Vec<Option<usize>>,
    unit_missing: bool,
    direction: Option<u16>,
    sheet_direction: Option<Named>,
}

impl<'a> RowMaker<'a> {
    fn new(
        job: &'a Job<'a>,
        columns: &'a [Column],
        fact_ids: &mut Vec<FactId>,
        layout: &'a Layout,
    ) -> RowMaker<'a> {
        let caption = caption_unit(job);
        let mut place = |id: FactId| -> u16 {
            let index = fact_ids
                .iter()
                .position(|known| *known == id)
                .unwrap_or_else(|| {
                    fact_ids.push(id);
                    fact_ids.len() - 1
                });
            u16::try_from(index).expect("a sheet has at most 256 columns")
        };
        let places = columns
            .iter()
            .map(|column| match column.target {
                Target::RowNumber => vec![place(FactId::new(ROW_NUMBER))],
                Target::Extra => vec![place(column.extra_id())],
                _ => column
                    .facts()
                    .into_iter()
                    .map(|index| place(job.form.facts[index].id.clone()))
                    .collect(),
            })
            .collect();
        let direction = Some(place(job.form.declaration.direction.clone()));
        RowMaker {
            job,
            columns,
            layout,
            units: columns
                .iter()
                .map(|column| column.unit.or(caption))
                .collect(),
            places,
            said: vec![None; columns.len()],
            unit_missing: false,
            direction,
            sheet_direction: sheet_direction(job),
        }
    }

    fn make(&mut self, row: u32, at: usize, findings: &mut Vec<Finding>) -> ReturnRow {
        let mut fields = Vec::with_capacity(self.columns.len());
        for index in 0..self.columns.len() {
            let column = &self.columns[index];
            let Some(cell) = self.job.grid.speaking(row, column.col) else {
                continue;
            };
            // A title or a note merged over the table speaks for no single cell.
            if cell.row != row && cell.row <= self.job.header.bottom {
                continue;
            }
            if matches!(&cell.content, Content::Text(text) if crate::text::squeeze(text).is_empty())
            {
                continue;
            }
            if cell.col != column.col {
                continue;
            }
            let own = cell.row == row;
            for (part, (reading, place)) in self
                .readings(index, cell)
                .into_iter()
                .zip(self.places[index].clone())
                .enumerate()
            {
                if own {
                    self.remark(index, part, place, cell, &reading.remarks, findings);
                }
                let value = match reading.meaning {
                    Meaning::Nothing => continue,
                    Meaning::Unknown => None,
                    Meaning::Value(value) => Some(value),
                };
                let raw = cell.content.raw().into();
                fields.push(Field {
                    fact: place,
                    value,
                    cell: Some((cell.row, cell.col)),
                    raw,
                });
            }
        }
        self.add_direction(at, &mut fields);
        let measure = fields
            .iter()
            .find(|field| Some(field.fact) == self.direction)
            .and_then(|field| field.value.as_ref())
            .and_then(FactValue::as_text)
            .map(str::to_owned);
        ReturnRow {
            sheet: self.job.index,
            row: row + 1,
            measure,
            fields,
        }
    }

    /// The direction from the nearest group row above, or from the sheet.
    fn add_direction(&self, at: usize, fields: &mut Vec<Field>) {
        let Some(place) = self.direction else { return };
        if fields.iter().any(|field| field.fact == place) {
            return;
        }
        let measures = &self.job.form.measures;
        let group = self
            .layout
            .groups
            .iter()
            .rev()
            .find(|group| group.after <= at);
        let named = group
            .and_then(|group| {
                Some(Named {
                    id: direction_in(&group.text, measures)?.to_owned(),
                    cell: Some((group.row, group.col)),
                    raw: group.text.clone(),
                })
            })
            .or_else(|| self.sheet_direction.clone());
        if let Some(Named { id, cell, raw }) = named {
            let value = Some(FactValue::Choice(id));
            fields.push(Field {
                fact: place,
                value,
                cell,
                raw: raw.into(),
            });
        }
    }

    /// What a cell means for each fact of its column.
    fn readings(&mut self, index: usize, cell: &Cell) -> Vec<Reading> {
        let column = &self.columns[index];
        let look = self.look(cell);
        match column.target {
            Target::Fact(fact) => vec![self.read_fact(index, fact, look)],
            Target::Period(_, _) => {
                let (start, end) = cell::date::read_period(look);
                vec![start, end]
            }
            Target::Contact(_, _) => {
                let (name, phone) = cell::phone::read_contact(look);
                vec![name, phone]
            }
            Target::Disputed(_) => vec![Reading {
                meaning: Meaning::Unknown,
                remarks: Vec::new(),
            }],
            Target::RowNumber => vec![match cell::count::read(look).value() {
                Some(value) => Reading::clear(value.clone()),
                None => cell::name::read_text(look),
            }],
            Target::Extra => vec![cell::name::read_text(look)],
        }
    }

    fn read_fact(&mut self, index: usize, fact: usize, look: Look<'_>) -> Reading {
        let declared = &self.job.form.facts[fact];
        let id = declared.id.as_str();
        match declared.fact_type {
            FactType::Money => {
                let reading = cell::amount::read(look, self.units[index]);
                // Without a unit, a number that is no nought says it is missing.
                self.unit_missing |= self.units[index].is_none()
                    && reading.meaning == Meaning::Unknown
                    && reading.remarks.is_empty();
                reading
            }
            FactType::Number => cell::count::read_number(look),
            FactType::Count if id == ROW_NUMBER => match cell::count::read(look) {
                Reading {
                    meaning: Meaning::Unknown,
                    ..
                } => Reading::nothing(),
                reading => reading,
            },
            FactType::Count => cell::count::read(look),
            FactType::Date => cell::date::read(look),
            FactType::Flag => cell::flag::read(look),
            FactType::Choice if declared.id == self.job.form.declaration.direction => {
                cell::choice::read_direction(look, &self.job.form.measures)
            }
            FactType::Choice => cell::choice::read(look, &declared.options),
            FactType::CreditCode => cell::code::read(look),
            FactType::Phone => cell::phone::read(look),
            FactType::Text if declared.id == self.job.form.declaration.direction => {
                cell::choice::read_direction(look, &self.job.form.measures)
            }
            FactType::Text if id.ends_with("_name") || id == "county" => {
                cell::name::read_name(look, id == "enterprise_name")
            }
            FactType::Text => cell::name::read_text(look),
            // A list does not fit into a cell; what stands there is kept as text.
            FactType::List => cell::name::read_text(look),
        }
    }

    fn look<'b>(&self, cell: &'b Cell) -> Look<'b>
    where
        'a: 'b,
    {
        let format = cell
            .format
            .and_then(|index| self.job.book.number_formats.get(usize::from(index)))
            .map(String::as_str);
        Look {
            content: &cell.content,
            format,
            date_1904: self.job.book.date_1904,
        }
    }

    /// Puts remarks into findings; that dates are text is said once a column.
    fn remark(
        &mut self,
        index: usize,
        part: usize,
        place: u16,
        cell: &Cell,
        remarks: &[Remark],
        findings: &mut Vec<Finding>,
    ) {
        let facts = self.columns[index].facts();
        let declared = facts
            .get(part)
            .or(facts.first())
            .map(|fact| &self.job.form.facts[*fact]);
        let _ = place;
        for remark in remarks {
            let once = remark.kind == FindingKind::DateAsText;
            if once {
                if let Some(known) = self.said[index] {
                    findings[known].count += u32::from(part + 1 == facts.len());
                    continue;
                }
                // Of a period it is said at its end, for both.
                if part + 1 < facts.len() {
                    continue;
                }
                self.said[index] = Some(findings.len());
            }
            findings.push(sentence::finding(
                &sentence::Place {
                    sheet: &self.job.grid.sheet.name,
                    row: cell.row,
                    col: cell.col,
                    fact: declared,
                },
                remark,
                &cell.content.raw(),
            ));
        }
    }

    fn column_readings(&self) -> Vec<ColumnReading> {
        self.columns
            .iter()
            .zip(&self.units)
            .map(|(column, unit)| {
                let facts = column.facts();
                let is_money = facts
                    .iter()
                    .any(|index| self.job.form.facts[*index].fact_type == FactType::Money);
                ColumnReading {
                    column: column_name(column.col),
                    header: column.header(),
                    facts: match column.target {
                        Target::RowNumber => vec![FactId::new(ROW_NUMBER)],
                        Target::Extra => vec![column.extra_id()],
                        _ => facts
                            .iter()
                            .map(|index| self.job.form.facts[*index].id.clone())
                            .collect(),
                    },
                    confidence: column.confidence,
                    unit: unit.filter(|_| is_money),
                }
            })
            .collect()
    }

    fn finish(self) -> Vec<Option<MoneyUnit>> {
        self.units
    }
}

/// Lines right above a table that are its own, where others stand further up.
const LINES_ABOVE_MAX: u32 = 6;

/// The rows above a table that speak of it: those above the sheet's first
/// table, and those right above its own header; the nearest first.
fn rows_above(job: &Job<'_>) -> Vec<u32> {
    let header = job.header;
    let mut rows: Vec<u32> = job
        .grid
        .row_numbers()
        .take_while(|row| *row < header.top)
        .filter(|row| *row < header.first_top || row + LINES_ABOVE_MAX >= header.top)
        .collect();
    rows.reverse();
    rows
}

/// The unit that a line above the header names; the line nearest to it wins.
fn caption_unit(job: &Job<'_>) -> Option<MoneyUnit> {
    rows_above(job).into_iter().find_map(|row| {
        job.grid.row(row).iter().find_map(|cell| {
            let text = text_of(cell);
            crate::text::narrow(&text)
                .contains("单位")
                .then(|| unit_named(&text))
                .flatten()
        })
    })
}

/// The direction a sheet's name, a numbered line above the table, or the title
/// in its brackets names. A title's other words are the programme's.
fn sheet_direction(job: &Job<'_>) -> Option<Named> {
    let measures = &job.form.measures;
    for row in rows_above(job) {
        let [cell] = job.grid.row(row) else { continue };
        let text = text_of(cell);
        let plain = crate::text::squeeze(&crate::text::narrow(&text)).into_owned();
        if let Some(id) = numeral_prefix(&plain).and_then(|words| direction_in(words, measures)) {
            return Some(Named {
                id: id.to_owned(),
                cell: Some((cell.row, cell.col)),
                raw: text,
            });
        }
    }
    let name = &job.grid.sheet.name;
    if let Some(id) = direction_in(name, measures) {
        return Some(Named {
            id: id.to_owned(),
            cell: None,
            raw: name.clone(),
        });
    }
    rows_above(job)
        .into_iter()
        .flat_map(|row| job.grid.row(row))
        .find_map(|cell| {
            let text = text_of(cell);
            let narrowed = crate::text::narrow(&text).into_owned();
            let inner = narrowed.get(narrowed.rfind('(')? + 1..narrowed.rfind(')')?)?;
            let id = direction_in(inner, measures)?.to_owned();
            Some(Named {
                id,
                cell: Some((cell.row, cell.col)),
                raw: text,
            })
        })
}

/// A direction with the place that names it.
#[derive(Debug, Clone)]
struct Named {
    id: String,
    /// The cell; none if it is the sheet's name.
    cell: Option<(u32, u32)>,
    raw: String,
}
