//! A county's projects that the library holds already: which return a file
//! corrects. Doubles between counties and years are found by `across`.

use std::collections::BTreeMap;

use ruku_intake::across::AcrossFinding;
use ruku_intake::return_file::{ReturnFile, ReturnRow};
use ruku_library::library::Library;
use ruku_library::table::batch::BatchId;
use ruku_library::table::project::{ProjectFilter, ProjectSummary};

use crate::desk::Desk;
use crate::error::DeskError;
use crate::show;
use crate::view::FindingView;

/// What tells one project from another: who, what, and under which measure.
type Key = (String, String, String);

/// The projects a programme holds already.
pub(crate) struct Known {
    by_key: BTreeMap<Key, ProjectSummary>,
}

impl Known {
    pub(crate) fn of(library: &Library, programme: &str) -> Result<Known, DeskError> {
        let projects = library.projects(programme, &ProjectFilter::default())?;
        let by_key = projects
            .into_iter()
            .filter(|project| !project.credit_code.is_empty() && !project.name.is_empty())
            .map(|project| {
                let measure = project.measure.clone().unwrap_or_default();
                (
                    (project.credit_code.clone(), project.name.clone(), measure),
                    project,
                )
            })
            .collect();
        Ok(Known { by_key })
    }

    fn find(&self, read: &ReturnFile, row: &ReturnRow) -> Option<&ProjectSummary> {
        self.by_key.get(&key(read, row)?)
    }

    /// The batch in which this county has sent some of these projects before:
    /// a corrected return must not double them.
    pub(crate) fn reported(&self, read: &ReturnFile) -> Option<BatchId> {
        let county = read.county.as_ref()?;
        read.rows
            .iter()
            .filter_map(|row| self.find(read, row))
            .find(|project| project.county.as_deref() == Some(county.id.as_str()))
            .map(|project| project.batch)
    }

    /// The batch that a file corrects: the one whose reply it was made on, or
    /// one that holds the same county's projects. A file that was replaced
    /// itself corrects none.
    pub(crate) fn corrected_by(
        &self,
        library: &Library,
        programme: &str,
        read: &ReturnFile,
    ) -> Result<Option<BatchId>, DeskError> {
        if library.superseded(programme, &read.sha256)?.is_some() {
            return Ok(None);
        }
        if let Some(sha256) = &read.answers
            && let Some(batch) = library.batch_of_file(programme, sha256)?
        {
            return Ok(Some(batch.id));
        }
        Ok(self.reported(read))
    }
}

impl Desk {
    /// Why a file is not taken in that a corrected return took the place of.
    pub(crate) fn superseded_words(
        &self,
        programme: &str,
        sha256: &str,
    ) -> Result<Option<String>, DeskError> {
        let found = self.library()?.superseded(programme, sha256)?;
        Ok(found.map(|one| {
            let standing = match one.standing == one.by {
                true => String::new(),
                false => format!("（现为第{}批）", one.standing.0),
            };
            format!(
                "这是第{}批的原文件，已于{}被第{}批“{}”替换{standing}，不是更正稿。确要改回原来的内容，请先撤回第{}批，再导入这个文件。",
                one.batch.0,
                show::moment(one.at),
                one.by.0,
                one.by_file,
                one.standing.0,
            )
        }))
    }
}

/// A finding over several files as screens show it: at the last of its rows,
/// with all of them named.
pub(crate) fn across_view(found: &AcrossFinding) -> FindingView {
    let places: Vec<String> = found
        .places
        .iter()
        .map(|place| format!("“{}”{}第{}行", place.file, place.sheet, place.row))
        .collect();
    let last = found.places.last();
    FindingView {
        file: last.map(|place| place.file.clone()).unwrap_or_default(),
        sheet: last.map(|place| place.sheet.clone()).unwrap_or_default(),
        cell: String::new(),
        row: last.map(|place| place.row),
        severity: show::severity_id(found.severity).to_owned(),
        label: found.kind.label().to_owned(),
        found: found.found.clone(),
        expected: format!("{}见{}。", found.expected, places.join("、")),
        count: u32::try_from(found.places.len()).unwrap_or(u32::MAX),
        settled: String::new(),
    }
}

fn key(read: &ReturnFile, row: &ReturnRow) -> Option<Key> {
    let text = |fact| Some(read.text(row, fact).to_owned()).filter(|text| !text.is_empty());
    Some((
        text("credit_code")?,
        text("project_name")?,
        row.measure.clone().unwrap_or_default(),
    ))
}
