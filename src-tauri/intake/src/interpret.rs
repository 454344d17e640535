//! From cells to a return: whose it is, where its tables are, what each row
//! says, and what is wrong with it.

use ruku_model::fact::FactId;
use ruku_model::finding::{FindingKind, RefusalCode, Severity, Verdict};

use crate::check;
use crate::columns::vocabulary::Vocabulary;
use crate::context::{Context, ReturnForm};
use crate::county;
use crate::garbled;
use crate::grid::{Grid, text_of};
use crate::out;
use crate::recognise::{self, Surroundings};
use crate::return_file::{County, ReturnFile};
use crate::sentence;
use crate::table::header::{self, Header};
use crate::table::words::says_nil;
use crate::workbook::{Format, Visibility, Workbook};

mod sheets;

/// Lines looked at for a title where a sheet has no table.
const TITLE_ROWS_MAX: usize = 12;

/// A sheet with what was found on it.
pub(crate) struct Candidate<'a> {
    /// The sheet.
    pub(crate) grid: Grid<'a>,
    /// The headers of its tables.
    pub(crate) headers: Vec<Header>,
    /// It has a list of another year, city or programme, beside one of this.
    pub(crate) foreign: bool,
}

/// Interprets a workbook as the return of a county.
///
/// Text and web pages may be anything: they must look more like a return than
/// a workbook must, and the sentence says what they are.
#[must_use]
pub fn interpret(
    context: &Context<'_>,
    file_name: &str,
    sha256: &str,
    book: &Workbook,
) -> ReturnFile {
    let file = interpret_cells(context, file_name, sha256, book);
    let what = match book.format {
        Format::Delimited => "文本文件",
        Format::Html => "网页文件",
        Format::Xlsx | Format::Xls | Format::Xlsb | Format::Ods | Format::Xml2003 => {
            return file;
        }
    };
    let no_list = matches!(
        file.code,
        Some(RefusalCode::NoTable | RefusalCode::EmptyWorkbook | RefusalCode::BlankTemplate)
    );
    if no_list || lacks_most_columns(context, &file) {
        let code = RefusalCode::NotWorkbook;
        return ReturnFile::refused(file_name, sha256, code, sentence::refusal(code, what));
    }
    if file.code.is_some() {
        return file;
    }
    ReturnFile {
        message: sentence::from_other_format(what, &file.message),
        ..file
    }
}

fn lacks_most_columns(context: &Context<'_>, file: &ReturnFile) -> bool {
    let form = context
        .forms
        .iter()
        .find(|form| Some(&form.id) == file.programme.as_ref());
    let required = form.map_or(0, |form| {
        form.facts.iter().filter(|fact| fact.required).count()
    });
    let missing = file
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::ColumnMissing)
        .count();
    !file.nil_return && missing * 2 > required
}

/// Columns of all lists of a file together: each unknown one becomes a fact of
/// its own, and no season has a tenth of that.
const COLUMNS_MAX: usize = 10_000;

fn interpret_cells(
    context: &Context<'_>,
    file_name: &str,
    sha256: &str,
    book: &Workbook,
) -> ReturnFile {
    let refuse = |code, about: &str| {
        ReturnFile::refused(file_name, sha256, code, sentence::refusal(code, about))
    };
    if book.sheets.iter().all(|sheet| sheet.cells.is_empty()) {
        let code = if book.pictures > 0 {
            RefusalCode::Scan
        } else {
            RefusalCode::EmptyWorkbook
        };
        return refuse(code, "");
    }
    if garbled::is_ruined(book) {
        return refuse(RefusalCode::Garbled, "");
    }
    let vocabularies: Vec<_> = context.forms.iter().map(Vocabulary::new).collect();
    let answers = property(book, out::PROPERTY_ANSWERS).is_some();
    let mut candidates: Vec<Candidate<'_>> = book
        .sheets
        .iter()
        .map(|sheet| {
            let grid = Grid::new(sheet);
            // The list a reply brings along is ours, not the county's.
            let headers = if sheet.name == out::TASK_SHEET && answers {
                Vec::new()
            } else {
                header::find(&grid, &vocabularies)
            };
            Candidate {
                grid,
                headers,
                foreign: false,
            }
        })
        .collect();
    set_foreign_aside(context, &mut candidates);
    // A file that is turned away still says of each sheet why nothing was read.
    let turned_away = |code, about: &str| ReturnFile {
        sheets: sheets::turned_away(context, &candidates),
        ..refuse(code, about)
    };
    let headers = candidates.iter().flat_map(|one| &one.headers);
    let columns = headers.map(|header| header.columns.len());
    if columns.sum::<usize>() > COLUMNS_MAX {
        return turned_away(RefusalCode::TooLarge, "");
    }
    let around = surroundings(context, file_name, &candidates);
    let form = match recognise::form_of(context, &around) {
        Ok(form) => form,
        Err(foreign) => {
            // A table, or at least a form's title, is needed to call it foreign.
            return if candidates
                .iter()
                .any(|candidate| !candidate.headers.is_empty())
            {
                turned_away(foreign.code, &foreign.title)
            } else {
                turned_away(RefusalCode::NoTable, "")
            };
        }
    };
    let nil_letter = around.lines.iter().any(|line| says_nil(line));
    let Some(form) = form else {
        return turned_away(RefusalCode::NoTable, "");
    };
    if candidates
        .iter()
        .all(|candidate| candidate.headers.is_empty())
        && !nil_letter
    {
        return turned_away(RefusalCode::NoTable, "");
    }
    let mut file = ReturnFile::refused(file_name, sha256, RefusalCode::NoTable, String::new());
    file.code = None;
    file.programme = Some(form.id.clone());
    file.answers = property(book, out::PROPERTY_ANSWERS);
    file.county = recognise::county_of(context, form, &around, &[]);
    sheets::read(context, form, book, &candidates, &mut file);
    if file.county.is_none() {
        let cells = county_cells(&file);
        file.county = recognise::county_of(context, form, &around, &cells);
    }
    name_county(context, form, &candidates, &mut file);
    county::ask_about_rows(context, form, &mut file);
    if let Some(title) = recognise::unclear_title(form, &around)
        && !file.rows.is_empty()
    {
        file.findings
            .push(sentence::title_without_programme(&title));
    }
    if book.pictures > 0 && !file.rows.is_empty() {
        file.findings
            .push(sentence::picture_not_read(book.pictures));
    }
    conclude(file, nil_letter)
}

/// Whose it is: as the file says, or as a clerk has answered.
fn name_county(
    context: &Context<'_>,
    form: &ReturnForm,
    candidates: &[Candidate<'_>],
    file: &mut ReturnFile,
) {
    if file.county.is_some() {
        county::give_to_rows(context, form, candidates, file);
        return;
    }
    let answered = context.answers.county.as_deref();
    file.county = answered.and_then(|id| {
        let unit = context.regions.unit(id)?;
        Some(County {
            id: unit.id.clone(),
            name: unit.name.clone(),
        })
    });
    if !form.declaration.counties.is_empty() && !file.rows.is_empty() {
        file.findings.push(sentence::county_unknown());
    }
}

fn property(book: &Workbook, name: &str) -> Option<String> {
    let found = book.properties.iter().find(|(known, _)| known == name);
    found
        .map(|(_, value)| value.clone())
        .filter(|value| !value.is_empty())
}

/// Last year's list beside this year's: nothing is read of it. Where no list is
/// this programme's own, the whole file is another's, and it is refused as such.
fn set_foreign_aside(context: &Context<'_>, candidates: &mut [Candidate<'_>]) {
    let expected = context
        .expected
        .and_then(|id| context.forms.iter().find(|form| form.id == id));
    let Some(form) = expected else {
        return;
    };
    let judged: Vec<Option<bool>> = candidates
        .iter()
        .map(|candidate| {
            let has_list =
                !candidate.headers.is_empty() && sheets::why_left_out(context, candidate).is_none();
            let around = surroundings(context, "", std::slice::from_ref(candidate));
            has_list.then(|| recognise::is_foreign(context, form, &around))?
        })
        .collect();
    if !judged.contains(&Some(false)) {
        return;
    }
    for (candidate, foreign) in candidates.iter_mut().zip(judged) {
        if foreign == Some(true) {
            candidate.headers.clear();
            candidate.foreign = true;
        }
    }
}

fn surroundings(
    context: &Context<'_>,
    file_name: &str,
    candidates: &[Candidate<'_>],
) -> Surroundings {
    let mut around = Surroundings {
        file_name: file_name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(file_name)
            .to_owned(),
        ..Surroundings::default()
    };
    let any_table = candidates.iter().any(|candidate| {
        !candidate.headers.is_empty() && sheets::why_left_out(context, candidate).is_none()
    });
    for candidate in candidates {
        let grid = &candidate.grid;
        // What a clerk left out says nothing of the rest: last year's sheet.
        let left_out = sheets::why_left_out(context, candidate).is_some();
        if grid.sheet.visibility != Visibility::Visible || left_out {
            continue;
        }
        let end = match candidate.headers.first() {
            Some(header) => header.top,
            None if any_table => continue,
            None => u32::MAX,
        };
        around.sheet_names.push(grid.sheet.name.clone());
        for row in grid
            .row_numbers()
            .take_while(|row| *row < end)
            .take(TITLE_ROWS_MAX)
        {
            let line: Vec<_> = grid.row(row).iter().map(text_of).collect();
            around.lines.push(line.join("　"));
        }
    }
    around
}

fn county_cells(file: &ReturnFile) -> Vec<String> {
    let county = FactId::new("county");
    let mut cells: Vec<String> = file
        .rows
        .iter()
        .map(|row| file.text(row, county.as_str()).to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// The verdict and its sentence.
fn conclude(mut file: ReturnFile, nil_letter: bool) -> ReturnFile {
    if file.rows.is_empty() {
        if file.nil_return || nil_letter {
            file.nil_return = true;
            file.verdict = Verdict::Import;
            file.message = sentence::nil_return(file.county.as_ref());
            return file;
        }
        let code = if file.findings.is_empty() {
            RefusalCode::BlankTemplate
        } else {
            RefusalCode::NoTable
        };
        let message = sentence::refusal(code, "");
        return ReturnFile {
            sheets: file.sheets,
            programme: file.programme,
            county: file.county,
            ..ReturnFile::refused(&file.file, &file.sha256, code, message)
        };
    }
    file.nil_return = false;
    check::order(&mut file);
    let open = file.count(Severity::Error) + file.count(Severity::Question);
    file.verdict = if open == 0 {
        Verdict::Import
    } else {
        Verdict::Questions
    };
    file.message = sentence::verdict(&file);
    file
}
