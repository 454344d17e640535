//! Every sheet of a workbook: what it is for, what is read from it, and the
//! sentence that says so. Lists of projects come first, because what lies
//! beside them is about them.

use std::collections::HashSet;

use crate::check;
use crate::check::duplicates::identity;
use crate::columns;
use crate::columns::vocabulary::Vocabulary;
use crate::context::{Context, ReturnForm};
use crate::evidence_sheet::{self, EvidenceTable};
use crate::interpret::Candidate;
use crate::out;
use crate::return_file::{ReturnFile, ReturnRow, SheetReading, SheetRole, Showing};
use crate::sentence;
use crate::sheet::{self, SheetResult};
use crate::workbook::{Visibility, Workbook};

/// What is needed to read the sheets of a file.
struct Sheets<'a> {
    context: &'a Context<'a>,
    form: &'a ReturnForm,
    book: &'a Workbook,
    candidates: &'a [Candidate<'a>],
    /// How many required facts the header of each sheet gives.
    required: Vec<usize>,
}

/// Reads every sheet.
pub(super) fn read(
    context: &Context<'_>,
    form: &ReturnForm,
    book: &Workbook,
    candidates: &[Candidate<'_>],
    file: &mut ReturnFile,
) {
    file.showing = Showing {
        formats: book.number_formats.clone(),
        date_1904: book.date_1904,
        given: book
            .sheets
            .iter()
            .map(|sheet| sheet.shown.clone())
            .collect(),
    };
    file.fact_ids = form.facts.iter().map(|fact| fact.id.clone()).collect();
    let own = file.answers.is_some();
    file.sheets = candidates
        .iter()
        .map(|one| unread(context, one, own))
        .collect();
    let sheets = Sheets {
        context,
        form,
        book,
        candidates,
        required: required_in(form, candidates, context),
    };
    let mut unit_missing = false;
    let lists = (0..candidates.len()).filter(|at| !candidates[*at].headers.is_empty());
    let (beside, lists): (Vec<usize>, Vec<usize>) = lists.partition(|at| sheets.is_beside(*at));
    for at in lists {
        let result = sheets.result(at, file);
        sheets.take(at, result, file, &mut unit_missing);
    }
    let mut evidence: Vec<(usize, EvidenceTable)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let other = (candidate.headers.is_empty() || beside.contains(&at)) && !candidate.foreign;
        if candidate.headers.is_empty() && why_left_out(context, candidate).is_some() {
            let name = &candidate.grid.sheet.name;
            file.findings.push(sentence::reply::sheet_left_out(name, 0));
        }
        if other && !is_left_out(context, candidate) && !own_list(file, at) {
            let found = evidence_sheet::find(&candidate.grid, context, form);
            evidence.extend(found.map(|table| (at, table)));
        }
    }
    for at in beside {
        if evidence.iter().all(|(known, _)| *known != at) {
            sheets.beside(at, file, &mut unit_missing);
        }
    }
    for candidate in candidates.iter().filter(|one| one.foreign) {
        let name = &candidate.grid.sheet.name;
        file.findings.push(sentence::foreign_sheet(name));
    }
    // The rows stand in the file's order.
    file.rows.sort_by_key(|row| row.sheet);
    for (at, table) in &evidence {
        sheets.evidence(*at, table, file);
    }
    // What was answered stays said, so that the answer can be seen and changed.
    if unit_missing || context.answers.unit.is_some() {
        file.findings
            .push(sentence::unit_missing(form.declaration.unit));
    }
    check::duplicates::find(file);
    check::members::find(file, form);
}

/// The sheets of a file that is not taken in.
pub(super) fn turned_away(
    context: &Context<'_>,
    candidates: &[Candidate<'_>],
) -> Vec<SheetReading> {
    let candidates = candidates.iter();
    candidates
        .map(|one| {
            let reading = unread(context, one, false);
            match one.headers.is_empty() || why_left_out(context, one).is_some() {
                true => reading,
                false => SheetReading {
                    verdict: sentence::reply::sheet_of_other(),
                    ..reading
                },
            }
        })
        .collect()
}

/// Whether nothing is read from a sheet: a clerk left it out, or it is hidden
/// and nobody has said that it is to be read.
fn is_left_out(context: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    why_left_out(context, candidate).is_some() || is_hidden(context, candidate)
}

fn is_hidden(context: &Context<'_>, candidate: &Candidate<'_>) -> bool {
    let sheet = candidate.grid.sheet;
    let wanted = context.answers.hidden_sheets.get(&sheet.name);
    sheet.visibility != Visibility::Visible && wanted != Some(&true)
}

/// Why a clerk has left a sheet out, if one has.
pub(super) fn why_left_out<'a>(
    context: &'a Context<'_>,
    candidate: &Candidate<'_>,
) -> Option<&'a str> {
    let why = context.answers.left_out.get(&candidate.grid.sheet.name);
    why.map(String::as_str)
}

/// A sheet before anything is read from it.
fn unread(context: &Context<'_>, candidate: &Candidate<'_>, answers: bool) -> SheetReading {
    let sheet = candidate.grid.sheet;
    let role = role_without_table(candidate);
    let verdict = if answers && sheet.name == out::TASK_SHEET {
        sentence::reply::own_list()
    } else if candidate.foreign {
        sentence::reply::foreign_sheet()
    } else if let Some(why) = why_left_out(context, candidate) {
        sentence::reply::left_out(why)
    } else {
        sentence::reply::sheet(role, is_hidden(context, candidate), 0)
    };
    SheetReading {
        name: sheet.name.clone(),
        role,
        header_rows: Vec::new(),
        columns: Vec::new(),
        verdict,
    }
}

fn own_list(file: &ReturnFile, at: usize) -> bool {
    file.answers.is_some() && file.sheets[at].name == out::TASK_SHEET
}

/// How many required facts the best header of each shown sheet gives.
fn required_in(
    form: &ReturnForm,
    candidates: &[Candidate<'_>],
    context: &Context<'_>,
) -> Vec<usize> {
    let vocabulary = Vocabulary::new(form);
    let given = |headers: &[(u32, u32, Vec<String>)]| -> usize {
        let columns = columns::assign(&vocabulary, context.memory, None, headers.to_vec());
        let facts: HashSet<usize> = columns.iter().flat_map(columns::Column::facts).collect();
        let required = facts.iter().filter(|fact| form.facts[**fact].required);
        required.count()
    };
    candidates
        .iter()
        .map(|candidate| {
            let headers = candidate.headers.iter();
            let best = headers.map(|header| given(&header.columns)).max();
            best.filter(|_| !is_left_out(context, candidate))
                .unwrap_or(0)
        })
        .collect()
}

impl Sheets<'_> {
    /// Whether a sheet has too few of the required columns for a list of
    /// projects, while another sheet has more.
    fn is_beside(&self, at: usize) -> bool {
        let all = self.form.facts.iter().filter(|fact| fact.required).count();
        let best = self.required.iter().copied().max().unwrap_or(0);
        !is_left_out(self.context, &self.candidates[at])
            && self.required[at] * 2 <= all
            && best * 2 > all
    }

    /// What the tables of a sheet give.
    fn result(&self, at: usize, file: &mut ReturnFile) -> SheetResult {
        let candidate = &self.candidates[at];
        let county = file.county.as_ref().map(|county| county.id.as_str());
        let mut result = SheetResult::default();
        for header in &candidate.headers {
            let job = sheet::Job {
                context: self.context,
                form: self.form,
                book: self.book,
                grid: &candidate.grid,
                header,
                county,
                index: at,
            };
            result.append(sheet::read(&job, &mut file.fact_ids));
            file.sheets[at]
                .header_rows
                .extend(header.top + 1..=header.bottom + 1);
        }
        result
    }

    /// Takes what a sheet gave into the file.
    fn take(
        &self,
        at: usize,
        mut result: SheetResult,
        file: &mut ReturnFile,
        unit_missing: &mut bool,
    ) {
        let sheet = self.candidates[at].grid.sheet;
        let reading = &mut file.sheets[at];
        let rows = result.rows.len();
        if why_left_out(self.context, &self.candidates[at]).is_some() {
            reading.role = SheetRole::Other;
            file.findings
                .push(sentence::reply::sheet_left_out(&sheet.name, rows));
            return;
        }
        if sheet.visibility != Visibility::Visible && rows > 0 {
            file.findings
                .push(sentence::hidden_sheet(&sheet.name, rows));
        }
        if is_left_out(self.context, &self.candidates[at]) {
            reading.role = SheetRole::Other;
            reading.verdict = sentence::reply::sheet(reading.role, true, rows);
            return;
        }
        reading.columns = std::mem::take(&mut result.columns);
        reading.role = match rows {
            0 => SheetRole::BlankForm,
            _ => SheetRole::Projects,
        };
        reading.verdict = sentence::reply::sheet(reading.role, false, rows);
        let left_out = sentence::reply::rows_left_out(&result.left_out);
        reading.verdict.push_str(&left_out);
        file.nil_return |= result.nil && result.rows.is_empty();
        if rows > 0 || !result.left_out.is_empty() {
            *unit_missing |= result.unit_missing;
            file.findings.extend(result.findings);
            file.totals.extend(result.totals);
        }
        file.rows.extend(result.rows);
    }

    /// A table with few of the columns: where it only repeats projects of the
    /// list, nothing is read from it; else it is a list like the others.
    fn beside(&self, at: usize, file: &mut ReturnFile, unit_missing: &mut bool) {
        let facts = file.fact_ids.len();
        let result = self.result(at, file);
        let names = |row: &ReturnRow| identity(file, row);
        let known: HashSet<(String, String)> = file.rows.iter().filter_map(names).collect();
        let repeats = |row: &ReturnRow| names(row).is_some_and(|name| known.contains(&name));
        if result.rows.is_empty() || !result.rows.iter().all(repeats) {
            self.take(at, result, file, unit_missing);
            return;
        }
        file.fact_ids.truncate(facts);
        let reading = &mut file.sheets[at];
        reading.role = SheetRole::Other;
        reading.verdict = sentence::reply::repeats_projects(result.rows.len());
    }

    fn evidence(&self, at: usize, table: &EvidenceTable, file: &mut ReturnFile) {
        let Ok(index) = u16::try_from(at) else { return };
        let reading = &mut file.sheets[at];
        reading.role = SheetRole::Evidence;
        reading.verdict = sentence::reply::sheet(reading.role, false, 0);
        let job = evidence_sheet::Job {
            form: self.form,
            book: self.book,
            grid: &self.candidates[at].grid,
            table,
            index,
        };
        evidence_sheet::read(&job, file);
    }
}

fn role_without_table(candidate: &Candidate<'_>) -> SheetRole {
    let sheet = candidate.grid.sheet;
    let widest = candidate
        .grid
        .row_numbers()
        .map(|row| candidate.grid.row(row).len())
        .max();
    if sheet.cells.is_empty() {
        SheetRole::Empty
    } else if ["说明", "须知", "要求"]
        .iter()
        .any(|word| sheet.name.contains(word))
    {
        SheetRole::Notes
    } else if sheet.visibility != Visibility::Visible
        || ["选项", "字典", "下拉", "列表"]
            .iter()
            .any(|word| sheet.name.contains(word))
    {
        SheetRole::Lists
    } else if widest == Some(1) {
        SheetRole::Notes
    } else {
        SheetRole::Other
    }
}
