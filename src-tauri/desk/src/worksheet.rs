//! A county's return opened: its sheets as the county made them, side by side
//! with what is stored of them, and its findings by cause.

use std::collections::BTreeMap;

use ruku_intake::return_file::{Confidence, Field, ReturnFile, ReturnRow};
use ruku_intake::workbook::{Visibility, cell_name};
use ruku_library::kept::KeptFact;
use ruku_library::stamp::Stamp;
use ruku_library::table::batch::Batch;
use ruku_library::table::fact::FactRecord;
use ruku_library::table::finding::StoredFinding;
use ruku_library::table::project::{ProjectFilter, ProjectId};
use ruku_model::fact::{FactId, FactValue};
use ruku_model::finding::{Finding, FindingKind, Severity};
use ruku_policy::pack::Pack;

use crate::at_hand::AtHand;
use crate::causes;
use crate::check::said;
use crate::desk::Desk;
use crate::drafts;
use crate::error::DeskError;
use crate::opened::{Opened, ReturnRef};
use crate::page;
use crate::projects::blank_fact;
use crate::questions;
use crate::returns::verdict_id;
use crate::sheet_choice::can_leave_out;
use crate::show;
use crate::totals::FOLLOWED;
use crate::view::{Choice, FactView};
use crate::view_returns::{
    ReturnColumn, ReturnSheet, ReturnView, SheetPage, StoredFact, StoredRow,
};

impl Desk {
    /// Opens a return to be looked through.
    ///
    /// # Errors
    /// There is no such file or batch, or its cells cannot be read.
    pub fn open_return(&self, programme: &str, of: &ReturnRef) -> Result<ReturnView, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let (opened, batch, regions) = (&hand.opened, &hand.batch, self.regions()?);
        let file = &opened.file;
        let groups = causes::groups(&hand);
        let mut fields: Vec<FactView> = opened.pack.notice_facts().iter().map(blank_fact).collect();
        let questions = questions::declared(&opened.pack, &regions);
        fields.extend(questions.iter().map(blank_fact));
        let county = file.county.as_ref().map(|county| county.name.clone());
        Ok(ReturnView {
            name: file.file.clone(),
            sha256: file.sha256.clone(),
            batch: batch.as_ref().map(|batch| batch.id.0),
            county: county.unwrap_or_default(),
            verdict: verdict_id(hand.drafts.verdict(file)).to_owned(),
            message: match batch {
                Some(batch) => taken_in(batch),
                None => hand.drafts.message(file),
            },
            sheets: sheets(&hand),
            columns: columns(opened),
            fields,
            open: groups.iter().map(|group| group.open).sum(),
            groups,
            comparison: self.comparison(opened, batch.as_ref())?,
            lapsed: match batch {
                Some(_) => Vec::new(),
                None => hand.drafts.lapsed(file, &opened.pack),
            },
            read_otherwise: match batch {
                Some(batch) => self.read_otherwise(batch, &hand)?,
                None => false,
            },
        })
    }

    /// A piece of one of its sheets, from a row on, with what is stored of it.
    ///
    /// # Errors
    /// There is no such file, batch or sheet.
    pub fn sheet_page(
        &self,
        programme: &str,
        of: &ReturnRef,
        sheet: &str,
        first: u32,
    ) -> Result<SheetPage, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let (opened, batch) = (&hand.opened, &hand.batch);
        let known = || opened.book.sheets.iter();
        let found = known().find(|one| one.name == sheet);
        let found = found.ok_or_else(|| DeskError::Missing {
            what: "工作表",
            name: sheet.to_owned(),
            known: known().map(|one| one.name.clone()).collect(),
        })?;
        let mut piece = page::page(&opened.book, &opened.file, found, first);
        let until = piece.rows.last().map_or(0, |row| row.row);
        let rows = opened.file.rows.iter().filter(|row| {
            (piece.first..=until).contains(&row.row) && opened.file.sheet_name(row) == sheet
        });
        let projects = self.projects_of(batch.as_ref(), sheet)?;
        let set = hand.drafts.facts(&opened.file);
        for row in rows {
            let project = projects.get(&row.row).copied();
            // A row that was not stored when it was taken in is no project.
            if batch.is_none() || project.is_some() {
                piece
                    .stored
                    .push(self.stored_row(&hand, &set, row, project)?);
            }
        }
        Ok(piece)
    }

    fn projects_of(
        &self,
        batch: Option<&Batch>,
        sheet: &str,
    ) -> Result<BTreeMap<u32, ProjectId>, DeskError> {
        let Some(batch) = batch else {
            return Ok(BTreeMap::new());
        };
        let filter = ProjectFilter {
            batch: Some(batch.id),
            ..ProjectFilter::default()
        };
        let projects = self.library()?.projects(&batch.programme, &filter)?;
        let here = projects
            .into_iter()
            .filter(|project| project.sheet == sheet);
        Ok(here.map(|project| (project.row, project.id)).collect())
    }

    /// What is stored of a row, or would be: what its cells gave, and then what
    /// persons have added.
    fn stored_row(
        &self,
        hand: &AtHand,
        set: &[KeptFact],
        row: &ReturnRow,
        project: Option<ProjectId>,
    ) -> Result<StoredRow, DeskError> {
        let opened = &hand.opened;
        let file = &opened.file;
        let mut drafted = match project {
            Some(_) => BTreeMap::new(),
            None => drafts::of_row(set, file, row),
        };
        let mut known: BTreeMap<FactId, FactRecord> = BTreeMap::new();
        if let Some(project) = project {
            let history = self.library()?.project(project)?.history;
            known = history
                .into_iter()
                .filter_map(|(id, records)| {
                    Some((id, records.into_iter().find(|record| record.current)?))
                })
                .collect();
        }
        let mut facts = Vec::new();
        for field in &row.fields {
            let id = file.id_of(field);
            let record = known.remove(id);
            let draft = drafted.remove(id);
            let value = match (&record, project, &draft) {
                (Some(record), _, _) => record.value.as_ref(),
                (None, Some(_), _) => None,
                (None, None, Some(draft)) => draft.value.as_ref(),
                (None, None, None) => field.value.as_ref(),
            };
            let by = match (&record, &draft) {
                (Some(record), _) => typed_by(record),
                (None, Some(draft)) => said(&draft.stamp, &draft.reason),
                (None, None) => String::new(),
            };
            facts.push(StoredFact {
                fact: id.to_string(),
                label: show::field_label(&opened.pack, id),
                cell: cell_of(file, field),
                raw: file.quoted(row, field),
                value: shown(&opened.pack, id, value),
                by,
            });
        }
        for (id, record) in &known {
            facts.push(StoredFact {
                fact: id.to_string(),
                label: show::field_label(&opened.pack, id),
                cell: String::new(),
                raw: String::new(),
                value: shown(&opened.pack, id, record.value.as_ref()),
                by: typed_by(record),
            });
        }
        for (id, draft) in drafted {
            facts.push(StoredFact {
                fact: id.to_string(),
                label: show::field_label(&opened.pack, id),
                cell: String::new(),
                raw: String::new(),
                value: shown(&opened.pack, id, draft.value.as_ref()),
                by: said(&draft.stamp, &draft.reason),
            });
        }
        Ok(StoredRow {
            row: row.row,
            project: project.map(|project| project.0),
            facts,
        })
    }
}

/// The cell a value was read from; with its sheet where that is another one.
fn cell_of(file: &ReturnFile, field: &Field) -> String {
    let name = field.cell.map(|(row, col)| cell_name(row, col));
    match (name, field.sheet) {
        (Some(name), Some(at)) => format!("{}!{name}", file.sheets[usize::from(at)].name),
        (name, _) => name.unwrap_or_default(),
    }
}

fn shown(pack: &Pack, id: &FactId, value: Option<&FactValue>) -> String {
    let declaration = pack.fact(id);
    value
        .map(|value| {
            declaration.map_or_else(
                || value.readable(None),
                |declaration| show::value(declaration, value),
            )
        })
        .unwrap_or_default()
}

/// Who typed a value and why; empty for one that was read.
fn typed_by(record: &FactRecord) -> String {
    match (&record.origin, &record.reason) {
        (None, Some(reason)) => said(&Stamp::new(record.by.clone(), record.at), reason),
        _ => String::new(),
    }
}

fn sheets(hand: &AtHand) -> Vec<ReturnSheet> {
    let opened = &hand.opened;
    let file = &opened.file;
    let reading = |name: &str| file.sheets.iter().find(|reading| reading.name == name);
    let role = |name: &str| reading(name).map_or("其他", |reading| reading.role.label());
    let verdict = |name: &str| reading(name).map(|reading| reading.verdict.clone());
    let sheet = |sheet: &ruku_intake::workbook::Sheet| ReturnSheet {
        name: sheet.name.clone(),
        role: role(&sheet.name).to_owned(),
        verdict: verdict(&sheet.name).unwrap_or_default(),
        rows: page::extent(sheet).0,
        projects: show::count(
            file.rows
                .iter()
                .filter(|row| file.sheet_name(row) == sheet.name)
                .count(),
        ),
        hidden: sheet.visibility != Visibility::Visible,
        can_leave_out: can_leave_out(&opened.book, file, &hand.drafts, &sheet.name),
        left_out: match hand.drafts.left_out(&sheet.name) {
            Some(draft) => said(&draft.stamp, &draft.reason),
            None => String::new(),
        },
    };
    opened.book.sheets.iter().map(sheet).collect()
}

fn columns(opened: &Opened) -> Vec<ReturnColumn> {
    let choice = |id: &FactId| Choice {
        id: id.to_string(),
        label: show::field_label(&opened.pack, id),
    };
    let declared = |id: &&FactId| opened.pack.fact(id).is_some() || id.as_str() == "row_number";
    let mut out = Vec::new();
    for sheet in &opened.file.sheets {
        for column in &sheet.columns {
            let (id, label) = confidence(column.confidence);
            out.push(ReturnColumn {
                sheet: sheet.name.clone(),
                column: column.column.clone(),
                header: column.header.clone(),
                facts: column.facts.iter().filter(declared).map(choice).collect(),
                confidence: id.to_owned(),
                confidence_label: label.to_owned(),
                unit: column
                    .unit
                    .map(|unit| unit.label().to_owned())
                    .unwrap_or_default(),
            });
        }
    }
    out
}

fn confidence(confidence: Confidence) -> (&'static str, &'static str) {
    match confidence {
        Confidence::Unknown => ("unknown", "没认出，原样保存"),
        Confidence::Similar => ("similar", "表头相近，请核对"),
        Confidence::Synonym => ("synonym", "常见写法"),
        Confidence::Label => ("label", "与通知一致"),
        Confidence::Remembered => ("remembered", "按经办人指定"),
    }
}

/// The sentence about a batch, with what the list of batches counts as open.
fn taken_in(batch: &Batch) -> String {
    let what = match batch.nil_return {
        true => "零报送".to_owned(),
        false => format!("{}个项目", batch.projects),
    };
    let open = match batch.open_findings {
        0 => "没有未决的错误或疑问".to_owned(),
        open => format!("还有{open}处错误或疑问待县里更正或核实"),
    };
    format!("已导入为第{}批，{what}，{open}。", batch.id.0)
}

/// Whether what was done about a finding can be taken back. A total that adds
/// up since its rows were put right was settled by nobody.
pub(crate) fn can_undo(stored: &StoredFinding) -> bool {
    stored.settled.is_some() && stored.reason.as_deref() != Some(FOLLOWED)
}

/// Whether a finding can be left as it is: a warning, or a question about a
/// value that was read. A question without a value needs one, and an error
/// needs the county; only its sum may stand, as no project's value is in it.
pub(crate) fn acceptable(file: &ReturnFile, finding: &Finding) -> bool {
    match finding.severity {
        Severity::Warning => true,
        Severity::Question => {
            let row = file
                .rows
                .iter()
                .find(|row| Some(row.row) == finding.row && file.sheet_name(row) == finding.sheet);
            match (row, &finding.field) {
                (Some(row), Some(id)) => file.value(row, id.as_str()).is_some(),
                (Some(_), None) => true,
                (None, _) => false,
            }
        }
        Severity::Error => finding.kind == FindingKind::TotalMismatch,
        Severity::Info => false,
    }
}
