//! Returns that were read and not stored: what is in each file, what is settled
//! of it already and by whom, and what it shares with others and the library.

use std::path::PathBuf;

use ruku_intake::across::{Sighting, across};
use ruku_intake::return_file::{ReturnFile, ReturnRow};
use ruku_library::stamp::Stamp;
use ruku_library::table::batch::BatchId;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::finding::{Severity, Verdict};
use ruku_model::money::MoneyUnit;
use ruku_policy::pack::Pack;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::duplicates::{self, Known};
use crate::error::DeskError;
use crate::progress::Job;
use crate::returns::{Checked, ReadFile, verdict_id};
use crate::show;
use crate::view::FindingView;
use crate::view::files::{CheckView, FileView, RowView, SheetView};

impl Desk {
    /// Reads files for a programme and shows what is in them.
    ///
    /// # Errors
    /// See [`Desk::read_returns`].
    pub fn check_returns(
        &self,
        programme: &str,
        paths: &[PathBuf],
        job: &mut Job<'_>,
    ) -> Result<CheckView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let checked = self.read_files(Some(&programme.id), Some(&pack), paths, job)?;
        let known = Known::of(self.library()?, &programme.id)?;
        let mut files = Vec::new();
        let mut same_county = Vec::new();
        for file in &checked.files {
            let earlier = self
                .library()?
                .batch_of_file(&programme.id, &file.read.sha256)?;
            let mut corrects = None;
            if earlier.is_none() {
                corrects = known.corrected_by(self.library()?, &programme.id, &file.read)?;
            }
            same_county.extend(earlier.as_ref().map(|batch| batch.id).or(corrects));
            let mut view = file_view(file, &pack, earlier.is_some());
            view.corrects = corrects.map(|batch| batch.0);
            let replaced = self.superseded_words(&programme.id, &file.read.sha256)?;
            if let Some(sentence) = replaced {
                verdict_id(Verdict::Refuse).clone_into(&mut view.verdict);
                view.message = sentence;
            }
            files.push(view);
        }
        let across = self.beside_library(&programme.id, &checked, &same_county)?;
        Ok(CheckView { files, across })
    }

    /// What files share with each other and with the library, but for the
    /// batches whose place they would take.
    fn beside_library(
        &self,
        programme: &str,
        checked: &Checked,
        replaced: &[BatchId],
    ) -> Result<Vec<FindingView>, DeskError> {
        let shelf = self.shelf_of_projects()?;
        let known: Vec<Sighting> = shelf.sightings_without(replaced);
        let read = checked.files.iter().map(|file| ReturnFile {
            programme: Some(programme.to_owned()),
            ..file.read.clone()
        });
        let read: Vec<ReturnFile> = read.collect();
        let found = across(&read, &known, &shelf.limits());
        Ok(found.iter().map(duplicates::across_view).collect())
    }
}

impl ReadFile {
    /// Its findings as they stand, in the order of the file.
    fn standing(&self) -> Vec<StoredFinding> {
        self.drafts.findings(&self.read)
    }

    /// The sentence about it, with what was settled.
    #[must_use]
    pub fn message(&self) -> String {
        self.drafts.message(&self.read)
    }

    /// What may be done with it, now that some of it may be settled.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.drafts.verdict(&self.read)
    }

    /// Open errors.
    #[must_use]
    pub fn open_errors(&self) -> usize {
        self.drafts.open(&self.read, Severity::Error)
    }

    /// The findings that are more than remarks, each with who settled it, when
    /// and why; empty where nobody did.
    #[must_use]
    pub fn findings(&self) -> Vec<FindingView> {
        let standing = self.standing();
        let more = standing
            .iter()
            .filter(|one| one.finding.severity > Severity::Info);
        more.map(|one| finding_view(&self.read.file, one)).collect()
    }

    /// The file as one element of `files` in the command line's contract: each
    /// finding with what became of it.
    #[must_use]
    pub fn document(&self) -> Value {
        let mut document = json!(self.read);
        document["verdict"] = json!(self.verdict());
        document["message"] = json!(self.message());
        for (at, stored) in self.standing().iter().enumerate() {
            let finding = &mut document["findings"][at];
            finding["expected"] = json!(stored.finding.expected);
            finding["state"] = json!(stored.state);
            finding["settled"] = match (&stored.settled, &stored.reason) {
                (Some(stamp), Some(reason)) => {
                    let at = stamp.at.format("%Y-%m-%dT%H:%M").to_string();
                    json!({ "by": stamp.by, "at": at, "reason": reason })
                }
                _ => Value::Null,
            };
        }
        document
    }
}

fn finding_view(file: &str, stored: &StoredFinding) -> FindingView {
    FindingView {
        settled: settled_words(stored),
        ..show::finding(file, &stored.finding)
    }
}

/// What became of a finding, by whom, when and why; empty while it is open.
fn settled_words(stored: &StoredFinding) -> String {
    let (Some(stamp), Some(reason)) = (&stored.settled, &stored.reason) else {
        return String::new();
    };
    let done = match stored.state {
        FindingState::Accepted => "已接受",
        FindingState::Open | FindingState::Repaired => "已更正",
    };
    format!("{done}：{}", said(stamp, reason))
}

/// Who did something, when and why.
pub(crate) fn said(stamp: &Stamp, reason: &str) -> String {
    format!("{} {}：{reason}", show::moment(stamp.at), stamp.by)
}

fn file_view(file: &ReadFile, pack: &Pack, already_taken_in: bool) -> FileView {
    let read = &file.read;
    let standing = file.standing();
    let waits = |one: &&StoredFinding| one.settled.is_none();
    let count = |severity| show::count(file.drafts.open(read, severity));
    let settled = standing
        .iter()
        .filter(|one| !waits(one) && one.finding.severity > Severity::Info);
    let (open, done): (Vec<_>, Vec<_>) = standing.iter().partition(|one| waits(one));
    FileView {
        path: file.path.display().to_string(),
        name: read.file.clone(),
        sha256: read.sha256.clone(),
        verdict: verdict_id(file.verdict()).to_owned(),
        message: file.message(),
        county: read.county.as_ref().map(|county| county.name.clone()),
        nil_return: read.nil_return,
        already_taken_in,
        corrects: None,
        rows: show::count(read.rows.len()),
        errors: count(Severity::Error),
        questions: count(Severity::Question),
        warnings: count(Severity::Warning),
        settled: show::count(settled.count()),
        findings: open
            .iter()
            .map(|one| finding_view(&read.file, one))
            .collect(),
        done: done
            .iter()
            .map(|one| finding_view(&read.file, one))
            .collect(),
        lapsed: match already_taken_in {
            true => Vec::new(),
            false => file.drafts.lapsed(read, pack),
        },
        sheets: read
            .sheets
            .iter()
            .map(|sheet| SheetView {
                name: sheet.name.to_string(),
                role: sheet.role.label().to_owned(),
                verdict: sheet.verdict.clone(),
            })
            .collect(),
        preview: read
            .rows
            .iter()
            .map(|row| row_view(read, row, pack))
            .collect(),
    }
}

fn row_view(read: &ReturnFile, row: &ReturnRow, pack: &Pack) -> RowView {
    let direction = row.measure.as_deref().and_then(|id| pack.measure(id));
    let worst = read.findings_of(row).map(|finding| finding.severity).max();
    RowView {
        sheet: read.sheet_name(row).to_owned(),
        row: row.row,
        enterprise: read.text(row, "enterprise_name").to_owned(),
        project: read.text(row, "project_name").to_owned(),
        direction: direction
            .map(|measure| measure.title.clone())
            .unwrap_or_default(),
        investment_wan: crate::projects::size(pack, |id| read.value(row, id))
            .map(|value| value.readable(Some(MoneyUnit::WanYuan)))
            .unwrap_or_default(),
        severity: worst.map(show::severity_id).unwrap_or_default().to_owned(),
    }
}
