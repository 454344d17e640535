//! Rows of facts: each cell of a project's row read as what its column means.

use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind};
use ruku_model::money::MoneyUnit;
use ruku_policy::declare::FactSource;

use super::above::{self, Named};
use super::memo::Memo;
use super::{Job, Layout, SheetResult};
use crate::cell::choice::direction_in;
use crate::cell::{Meaning, Reading, Remark};
use crate::columns::{Column, ROW_NUMBER, Target};
use crate::county::COUNTY;
use crate::return_file::{ColumnReading, Field, ReturnRow};
use crate::sentence;
use crate::workbook::{Cell, Content, column_name};

mod cells;

/// What is to be said of a piece of a table's rows.
#[derive(Clone, Default)]
pub(super) struct Said {
    findings: Vec<Finding>,
    /// Columns whose dates were already said to be text: the finding's index.
    once: Vec<Option<usize>>,
    unit_missing: bool,
}

/// Joins what the pieces say: what is said once a column is said once.
pub(super) fn join(pieces: Vec<Said>, result: &mut SheetResult) {
    let mut once: Vec<Option<usize>> = Vec::new();
    for mut piece in pieces {
        once.resize(piece.once.len(), None);
        for (known, here) in once.iter_mut().zip(&piece.once) {
            match (*known, *here) {
                (Some(first), Some(again)) => {
                    let count = std::mem::take(&mut piece.findings[again].count);
                    result.findings[first].count += count;
                }
                (None, Some(first)) => *known = Some(result.findings.len() + first),
                (_, None) => {}
            }
        }
        result.unit_missing |= piece.unit_missing;
        result.findings.append(&mut piece.findings);
    }
    result.findings.retain(|finding| finding.count > 0);
}

/// Makes rows of facts, column by column.
#[derive(Clone)]
pub(super) struct RowMaker<'a> {
    job: &'a Job<'a>,
    columns: &'a [Column],
    layout: &'a Layout,
    /// The unit of each column's amounts.
    units: Vec<Option<MoneyUnit>>,
    /// The column that gives each row's unit where the column itself has none.
    units_beside: Vec<Option<u32>>,
    /// The index of each column's facts in the file's list.
    places: Vec<Vec<u16>>,
    direction: Option<u16>,
    sheet_direction: Option<Named>,
    /// The fact of a row's county, and for each group row the county it names.
    county: Option<u16>,
    group_counties: Vec<Option<String>>,
    memos: Vec<Memo>,
    pub(super) said: Said,
}

impl<'a> RowMaker<'a> {
    pub(super) fn new(
        job: &'a Job<'a>,
        columns: &'a [Column],
        fact_ids: &mut Vec<FactId>,
        layout: &'a Layout,
    ) -> RowMaker<'a> {
        let caption = above::caption_unit(job, layout.projects.last());
        let units_beside = above::units_beside(columns);
        let mut place = |id: FactId| -> u16 {
            let index = fact_ids
                .iter()
                .position(|known| *known == id)
                .unwrap_or_else(|| {
                    fact_ids.push(id);
                    fact_ids.len() - 1
                });
            u16::try_from(index).expect("the lists of a file have at most 10,000 columns together")
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
        let county = job.form.fact(COUNTY).map(|fact| place(fact.id.clone()));
        let counties = &job.form.declaration.counties;
        let group_counties = layout
            .groups
            .iter()
            .map(|group| {
                let unit = job.context.regions.unit_in(&group.text, counties)?;
                Some(unit.name.clone())
            })
            .collect();
        RowMaker {
            job,
            columns,
            layout,
            units: columns
                .iter()
                .zip(&units_beside)
                .map(|(column, beside)| {
                    let said = job.context.answers.unit.filter(|_| beside.is_none());
                    let above = caption.or(said).filter(|_| !column.other_unit);
                    column.unit.or(above)
                })
                .collect(),
            units_beside,
            places,
            memos: vec![Memo::default(); columns.len()],
            said: Said {
                once: vec![None; columns.len()],
                ..Said::default()
            },
            direction,
            sheet_direction: above::sheet_direction(job),
            county,
            group_counties,
        }
    }

    /// The projects' rows, with room for their fields. They are made before the
    /// work is divided, because threads pay dearly for memory of their own.
    pub(super) fn blank_rows(&self) -> Vec<ReturnRow> {
        // A direction and a county may be added to what the columns give.
        let width = self.places.iter().map(Vec::len).sum::<usize>() + 2;
        let rows = self.layout.projects.iter();
        rows.map(|row| ReturnRow {
            sheet: self.job.index,
            row: row + 1,
            measure: None,
            fields: Vec::with_capacity(width),
        })
        .collect()
    }

    /// Fills the row of the project that stands at `at` among the projects.
    pub(super) fn fill(&mut self, made: &mut ReturnRow, at: usize) {
        let row = self.layout.projects[at];
        let fields = &mut made.fields;
        for index in 0..self.columns.len() {
            let column = &self.columns[index];
            let Some(cell) = self.job.grid.speaking(row, column.col) else {
                continue;
            };
            let cell = self.above(index, at, cell);
            // A title or a note merged over the table speaks for no single cell.
            if cell.row != row && cell.row <= self.job.header.bottom {
                continue;
            }
            if matches!(&cell.content, Content::Text(text) if crate::text::is_blank(text)) {
                continue;
            }
            if cell.col != column.col {
                continue;
            }
            let own = cell.row == row;
            let (first, second) = match self.shared(index, cell) {
                Some(reading) => (reading, None),
                None => self.readings(index, cell),
            };
            for (part, reading) in [Some(first), second].into_iter().flatten().enumerate() {
                if own {
                    self.remark(index, part, cell, &reading.remarks);
                }
                let value = match reading.meaning {
                    Meaning::Nothing => continue,
                    Meaning::Unknown => None,
                    Meaning::Value(value) => Some(value),
                };
                let Some(fact) = self.places[index].get(part).copied() else {
                    continue;
                };
                fields.push(Field {
                    fact,
                    value,
                    cell: Some((cell.row, cell.col)),
                    content: cell.content.clone(),
                    format: cell.format,
                    sheet: None,
                });
            }
        }
        self.add_direction(at, fields);
        self.add_county(at, fields);
        made.measure = fields
            .iter()
            .find(|field| Some(field.fact) == self.direction)
            .and_then(|field| field.value.as_ref())
            .and_then(FactValue::as_text)
            .map(str::to_owned);
    }

    /// The cell that 同上 stands for: the nearest one above that says something
    /// itself. What is counted or paid may be meant once for several projects.
    fn above(&self, index: usize, at: usize, cell: &'a Cell) -> &'a Cell {
        let column = &self.columns[index];
        let facts = &self.job.form.facts;
        let mut types = column.facts().into_iter().map(|fact| facts[fact].fact_type);
        let counted = [FactType::Money, FactType::Count, FactType::Number];
        if !says_ditto(cell) || types.any(|one| counted.contains(&one)) {
            return cell;
        }
        let earlier = self.layout.projects[..at].iter().rev();
        earlier
            .filter_map(|row| self.job.grid.speaking(*row, column.col))
            .find(|above| !says_ditto(above))
            .unwrap_or(cell)
    }

    /// An amount merged down over several projects is no single one's; only what
    /// the city keeps of an enterprise stands for each of its projects.
    fn shared(&self, index: usize, cell: &Cell) -> Option<Reading> {
        let Target::Fact(fact) = self.columns[index].target else {
            return None;
        };
        let declared = &self.job.form.facts[fact];
        if declared.fact_type != FactType::Money || declared.source == FactSource::City {
            return None;
        }
        let area = self.job.grid.merge_at(cell.row, cell.col)?;
        let projects = &self.layout.projects;
        let covered = projects.partition_point(|row| *row <= area.bottom)
            - projects.partition_point(|row| *row < area.top);
        let says_nothing =
            matches!(&cell.content, Content::Text(text) if crate::text::says_nothing(text));
        if covered < 2 || says_nothing {
            return None;
        }
        let detail = format!("这一格合并在{covered}个项目上");
        Some(Reading::unknown(
            Remark::new(FindingKind::AmountShared).detail(detail),
        ))
    }

    /// The county from the nearest group row above, if it names one.
    fn add_county(&self, at: usize, fields: &mut Vec<Field>) {
        let groups = &self.layout.groups;
        let Some(group) = groups.iter().rposition(|group| group.after <= at) else {
            return;
        };
        let (Some(place), Some(name)) = (self.county, &self.group_counties[group]) else {
            return;
        };
        if fields.iter().any(|field| field.fact == place) {
            return;
        }
        fields.push(Field {
            fact: place,
            value: Some(FactValue::Text(name.clone())),
            cell: Some((groups[group].row, groups[group].col)),
            content: Content::Text(groups[group].text.as_str().into()),
            format: None,
            sheet: None,
        });
    }

    /// The direction from the nearest group row above, or from the sheet.
    fn add_direction(&self, at: usize, fields: &mut Vec<Field>) {
        let Some(place) = self.direction else { return };
        if fields.iter().any(|field| field.fact == place) {
            return;
        }
        let measures = &self.job.form.measures;
        let above = self.layout.groups.iter().rev();
        let mut above = above.filter(|group| group.after <= at);
        let nearest = above.next();
        // （一） is a part of the group above it, which may be the one that names it.
        let whole = nearest
            .filter(|group| group.is_part())
            .and_then(|_| above.find(|group| !group.is_part()));
        let named = nearest
            .into_iter()
            .chain(whole)
            .find_map(|group| {
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
                content: Content::Text(raw.into()),
                format: None,
                sheet: None,
            });
        }
    }

    /// Puts remarks into findings; that dates are text is said once a column.
    fn remark(&mut self, index: usize, part: usize, cell: &Cell, remarks: &[Remark]) {
        let facts = self.columns[index].facts();
        let declared = facts
            .get(part)
            .or(facts.first())
            .map(|fact| &self.job.form.facts[*fact]);
        for remark in remarks {
            let once = remark.kind == FindingKind::DateAsText;
            if once {
                if let Some(known) = self.said.once[index] {
                    self.said.findings[known].count += u32::from(part + 1 == facts.len());
                    continue;
                }
                // Of a period it is said at its end, for both.
                if part + 1 < facts.len() {
                    continue;
                }
                self.said.once[index] = Some(self.said.findings.len());
            }
            let found = self.quoted(cell);
            self.said.findings.push(sentence::finding(
                &sentence::Place {
                    sheet: &self.job.grid.sheet.name,
                    row: cell.row,
                    col: cell.col,
                    fact: declared,
                },
                remark,
                &found,
            ));
        }
    }

    fn quoted(&self, cell: &Cell) -> String {
        let shown = self.job.book.shown(self.job.grid.sheet, cell);
        crate::shown::quoted(&cell.content.raw(), shown.as_deref())
    }

    pub(super) fn column_readings(&self) -> Vec<ColumnReading> {
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

    pub(super) fn finish(self) -> Vec<Option<MoneyUnit>> {
        self.units
    }
}

/// What people write, or mark, instead of saying the same once more.
fn says_ditto(cell: &Cell) -> bool {
    let Content::Text(text) = &cell.content else {
        return false;
    };
    ["同上", "同前", "〃"].contains(&text.trim())
}
