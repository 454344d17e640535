//! A sheet beside the list of projects that lists what they rest on: invoices,
//! contracts, machines. Each line is given to the project it names; a line that
//! names none is said.

use std::collections::BTreeMap;

use ruku_model::fact::{FactId, FactType, FactValue};
use ruku_model::finding::{Finding, FindingKind};
use ruku_policy::declare::FactDecl;

use crate::across::evidence::{Part, is_list_of, part_in_list, part_of};
use crate::across::{enterprise_key, project_key};
use crate::cell::{self, Look, Reading, Remark, digits};
use crate::columns::vocabulary::Vocabulary;
use crate::columns::{self, EXTRA_PREFIX, Target};
use crate::context::{Context, ReturnForm};
use crate::grid::{Grid, text_of};
use crate::return_file::{Confidence, Field, ReturnFile};
use crate::sentence::{self, Place};
use crate::text::{header_key, is_blank, narrow, squeeze, unit_named};
use crate::workbook::{Cell, Content, Workbook, cell_name};

/// A header stands near the top of its sheet.
const ROWS_SEARCHED_MAX: usize = 30;

/// The buyer on an invoice is the enterprise.
const BUYERS: &[&str] = &[
    "购买方",
    "购方",
    "购方名称",
    "购买方名称",
    "使用单位",
    "购买单位",
];

const TOTALS: &[&str] = &["合计", "小计", "总计", "共计"];

/// What a column of such a sheet gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gives {
    Enterprise,
    Code,
    Project,
    Evidence(Part),
    Other,
}

/// A list of evidence: its header row and columns.
pub(crate) struct EvidenceTable {
    header_row: u32,
    columns: Vec<(u32, String, Gives)>,
}

/// Finds the header of a list of evidence: a row with a column of numbers and
/// one that names the enterprise or the project.
pub(crate) fn find(
    grid: &Grid<'_>,
    context: &Context<'_>,
    form: &ReturnForm,
) -> Option<EvidenceTable> {
    let vocabulary = Vocabulary::new(form);
    grid.row_numbers().take(ROWS_SEARCHED_MAX).find_map(|row| {
        let cells = grid.row(row);
        let words = |cell: &Cell| matches!(cell.content, Content::Text(_));
        if cells.len() < 2 || !cells.iter().all(words) {
            return None;
        }
        let headers = cells
            .iter()
            .map(|cell| (cell.col, row, vec![text_of(cell).into_owned()]))
            .collect();
        let known = columns::assign(&vocabulary, context.memory, None, headers);
        let columns: Vec<(u32, String, Gives)> = known
            .iter()
            .map(|column| (column.col, column.header(), gives(column, form)))
            .collect();
        let has = |wanted: fn(&Gives) -> bool| columns.iter().any(|(_, _, one)| wanted(one));
        let numbers = has(|one| matches!(one, Gives::Evidence(Part::Number(_))));
        let names = has(|one| matches!(one, Gives::Enterprise | Gives::Project | Gives::Code));
        (numbers && names).then_some(EvidenceTable {
            header_row: row,
            columns,
        })
    })
}

fn gives(column: &columns::Column, form: &ReturnForm) -> Gives {
    let header = column.header();
    if let Some(part) = part_of(&header) {
        return Gives::Evidence(part);
    }
    if BUYERS.contains(&header_key(&header).as_str()) {
        return Gives::Enterprise;
    }
    match column.target {
        Target::Fact(fact) if column.confidence >= Confidence::Synonym => {
            match form.facts[fact].id.as_str() {
                "enterprise_name" => Gives::Enterprise,
                "credit_code" => Gives::Code,
                "project_name" => Gives::Project,
                _ => Gives::Other,
            }
        }
        _ => Gives::Other,
    }
}

/// What is needed to read a list of evidence.
pub(crate) struct Job<'a> {
    pub(crate) form: &'a ReturnForm,
    pub(crate) book: &'a Workbook,
    pub(crate) grid: &'a Grid<'a>,
    pub(crate) table: &'a EvidenceTable,
    /// The sheet's place among all sheets.
    pub(crate) index: u16,
}

/// The names on a line.
#[derive(Default, Clone)]
struct Names {
    enterprise: String,
    code: String,
    project: String,
    /// The first cell that names the project, or the enterprise.
    cell: (u32, u32),
}

impl Names {
    fn is_empty(&self) -> bool {
        self.enterprise.is_empty() && self.code.is_empty() && self.project.is_empty()
    }
}

/// Gives the evidence of a sheet to the projects of the file.
pub(crate) fn read(job: &Job<'_>, file: &mut ReturnFile) {
    let about: Vec<Names> = file
        .rows
        .iter()
        .map(|row| Names {
            enterprise: enterprise_key(file.text(row, "enterprise_name"), ""),
            code: file.text(row, "credit_code").to_owned(),
            project: project_key(file.text(row, "project_name")),
            cell: (0, 0),
        })
        .collect();
    let mut lines: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut findings = Vec::new();
    let mut names = Names::default();
    let (mut read, mut lost) = (0, 0);
    for row in job
        .grid
        .row_numbers()
        .filter(|row| *row > job.table.header_row)
    {
        if is_total(job, row) || !job.has_evidence(row) {
            continue;
        }
        let own = job.names(row);
        // Without names of its own a line belongs to the one above.
        if !own.is_empty() {
            names = own;
        }
        let found = matching(&about, &names);
        findings.extend(job.lost_digits(row));
        read += 1;
        match found.as_slice() {
            [only] => lines.entry(*only).or_default().push(row),
            other => {
                lost += 1;
                findings.push(job.unmatched(row, &names, other.len()));
            }
        }
    }
    for (at, rows) in &lines {
        job.give(file, *at, rows);
    }
    crate::check::fold(&mut findings);
    file.findings.append(&mut findings);
    let evidence = |one: &&(u32, String, Gives)| matches!(one.2, Gives::Evidence(_));
    let headers: Vec<String> = job
        .table
        .columns
        .iter()
        .filter(evidence)
        .map(|(_, header, _)| header.clone())
        .collect();
    let sheet = &mut file.sheets[usize::from(job.index)];
    sheet.header_rows = vec![job.table.header_row + 1];
    if read > 0 {
        sheet.verdict = sentence::reply::evidence_sheet(&headers, read, lines.len(), lost);
    }
}

/// The projects that names fit: all that is named must be the same.
fn matching(about: &[Names], names: &Names) -> Vec<usize> {
    if names.is_empty() {
        return Vec::new();
    }
    let project = project_key(&names.project);
    let enterprise = enterprise_key(&names.enterprise, "");
    let fits = |row: &&(usize, &Names)| {
        let row = row.1;
        let firm = (enterprise.is_empty() && names.code.is_empty())
            || !enterprise.is_empty() && row.enterprise == enterprise
            || !names.code.is_empty() && row.code == names.code;
        firm && (project.is_empty() || row.project == project)
    };
    let rows: Vec<(usize, &Names)> = about.iter().enumerate().collect();
    rows.iter().filter(fits).map(|(at, _)| *at).collect()
}

fn is_total(job: &Job<'_>, row: u32) -> bool {
    job.grid.row(row).iter().take(2).any(|cell| {
        let text = text_of(cell);
        let narrowed = narrow(&text);
        let plain = squeeze(&narrowed);
        TOTALS.iter().any(|word| plain.starts_with(word))
    })
}

impl Job<'_> {
    fn text(&self, row: u32, col: u32) -> String {
        let cell = self.grid.speaking(row, col);
        let text = cell
            .filter(|cell| cell.row > self.table.header_row)
            .map(text_of);
        text.filter(|text| !is_blank(text))
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    fn has_evidence(&self, row: u32) -> bool {
        self.table.columns.iter().any(|(col, _, gives)| {
            matches!(gives, Gives::Evidence(Part::Number(_)))
                && self
                    .grid
                    .at(row, *col)
                    .is_some_and(|cell| !is_blank(&text_of(cell)))
        })
    }

    fn names(&self, row: u32) -> Names {
        let mut names = Names::default();
        let mut firm = None;
        let mut project = None;
        for (col, _, gives) in &self.table.columns {
            let text = self.text(row, *col);
            let (into, place) = match gives {
                Gives::Enterprise => (&mut names.enterprise, &mut firm),
                Gives::Code => (&mut names.code, &mut firm),
                Gives::Project => (&mut names.project, &mut project),
                Gives::Evidence(_) | Gives::Other => continue,
            };
            if !text.is_empty() && into.is_empty() {
                *into = text;
                place.get_or_insert((row, *col));
            }
        }
        names.cell = project.or(firm).unwrap_or((row, 0));
        names
    }

    fn unmatched(&self, row: u32, names: &Names, projects: usize) -> Finding {
        let place = Place {
            sheet: &self.grid.sheet.name,
            row,
            col: names.cell.1,
            fact: None,
        };
        let detail = sentence::reply::unmatched(projects);
        let remark = Remark::new(FindingKind::EvidenceUnmatched).detail(detail);
        let said = [&names.enterprise, &names.project];
        let said: Vec<&str> = said
            .into_iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        sentence::finding(&place, &remark, &said.join(" "))
    }

    /// Numbers of a line that were typed as figures too long to be kept.
    fn lost_digits(&self, row: u32) -> Vec<Finding> {
        let evidence = self
            .table
            .columns
            .iter()
            .filter(|(_, _, gives)| matches!(gives, Gives::Evidence(_)));
        evidence
            .filter_map(|(col, _, _)| {
                let cell = self.grid.at(row, *col)?;
                digits::are_lost(&cell.content).then(|| {
                    let place = Place {
                        sheet: &self.grid.sheet.name,
                        row: cell.row,
                        col: cell.col,
                        fact: None,
                    };
                    let remark = Remark::new(FindingKind::NumberPrecisionLost);
                    let shown = self.book.shown(self.grid.sheet, cell);
                    let found = crate::shown::quoted(&cell.content.raw(), shown.as_deref());
                    sentence::finding(&place, &remark, &found)
                })
            })
            .collect()
    }

    /// Whether a cell gives a number that can be compared with others.
    fn is_whole(&self, row: u32, col: u32) -> bool {
        let cell = self.grid.speaking(row, col);
        !cell.is_some_and(|cell| digits::are_lost(&cell.content))
    }

    /// Gives lines to a project: into the pack's list where it has one, else
    /// column by column.
    fn give(&self, file: &mut ReturnFile, at: usize, rows: &[u32]) {
        let mut listed = None;
        for (col, header, gives) in &self.table.columns {
            let Gives::Evidence(part) = gives else {
                continue;
            };
            let list = match part {
                Part::Number(kind) => self.form.facts.iter().find(|fact| {
                    fact.fact_type == FactType::List && is_list_of(fact.id.as_str(), *kind)
                }),
                Part::InvoiceCode => None,
            };
            match list.filter(|_| listed.is_none()) {
                Some(list) => {
                    listed = Some(list.id.clone());
                    let records = rows.iter().map(|row| self.record(list, *part, *row));
                    let value = FactValue::List(records.collect());
                    self.add(file, at, list.id.clone(), value, (*col, rows));
                }
                // The list has the invoices' codes itself.
                None if listed.is_some() && *part == Part::InvoiceCode => {}
                None => {
                    let id = format!("{EXTRA_PREFIX}{}/{header}", self.grid.sheet.name);
                    let texts: Vec<String> = rows
                        .iter()
                        .filter(|row| self.is_whole(**row, *col))
                        .map(|row| self.text(*row, *col))
                        .filter(|text| !text.is_empty())
                        .collect();
                    if !texts.is_empty() {
                        let value = FactValue::Text(texts.join("、"));
                        self.add(file, at, FactId::new(id), value, (*col, rows));
                    }
                }
            }
        }
    }

    fn add(
        &self,
        file: &mut ReturnFile,
        at: usize,
        id: FactId,
        value: FactValue,
        (col, rows): (u32, &[u32]),
    ) {
        let known = file.fact_ids.iter().position(|known| *known == id);
        let place = known.unwrap_or_else(|| {
            file.fact_ids.push(id);
            file.fact_ids.len() - 1
        });
        let Ok(fact) = u16::try_from(place) else {
            return;
        };
        let fields = &mut file.rows[at].fields;
        if fields.iter().any(|field| field.fact == fact) {
            return;
        }
        let said: Vec<(u32, String)> = rows
            .iter()
            .map(|row| (*row, self.text(*row, col)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let raw = match said.as_slice() {
            [(_, only)] => only.clone(),
            many => many
                .iter()
                .map(|(row, text)| format!("{}：{text}", cell_name(*row, col)))
                .collect::<Vec<_>>()
                .join("；"),
        };
        fields.push(Field {
            fact,
            value: Some(value),
            cell: said.first().map(|(row, _)| (*row, col)),
            content: Content::Text(raw.into()),
            format: None,
            sheet: Some(self.index),
        });
    }

    /// A line as a record of the pack's list: each field from the column of its
    /// name, the number from the column of numbers.
    fn record(&self, list: &FactDecl, part: Part, row: u32) -> BTreeMap<FactId, FactValue> {
        let Part::Number(kind) = part else {
            return BTreeMap::new();
        };
        let mut record = BTreeMap::new();
        for field in &list.fields {
            let wanted = part_in_list(kind, field.id.as_str());
            let named = |header: &str| {
                let key = header_key(header);
                let words = std::iter::once(&field.label).chain(&field.synonyms);
                words.into_iter().any(|word| header_key(word) == key)
            };
            let column = self.table.columns.iter().find(|(_, header, gives)| {
                named(header) || wanted.is_some_and(|part| *gives == Gives::Evidence(part))
            });
            let Some((col, header, _)) = column else {
                continue;
            };
            if let Some(cell) = self.grid.speaking(row, *col)
                && let Some(value) = self.value(field, header, cell).value()
            {
                record.insert(field.id.clone(), value.clone());
            }
        }
        record
    }

    fn value(&self, field: &FactDecl, header: &str, cell: &Cell) -> Reading {
        let format = self.book.format_of(cell);
        let look = Look {
            content: &cell.content,
            format: Some(format).filter(|format| !format.is_empty()),
            date_1904: self.book.date_1904,
        };
        match field.fact_type {
            FactType::Money => cell::amount::read(look, unit_named(header).or(field.unit)),
            FactType::Number => cell::count::read_number(look),
            FactType::Count => cell::count::read(look),
            FactType::Date => cell::date::read(look),
            FactType::Flag => cell::flag::read(look),
            FactType::Choice => cell::choice::read(look, &field.options),
            FactType::CreditCode => cell::code::read(look),
            FactType::Phone => cell::phone::read(look),
            FactType::Text | FactType::List => cell::name::read_text(look),
        }
    }
}
