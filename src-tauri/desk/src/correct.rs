//! A return's way back to its county: the empty form before it, the reply to
//! it, and what the county means by a header.

use std::path::{Path, PathBuf};

use ruku_intake::out::reply::{Repaired, Reply, reply};
use ruku_intake::out::{OutError, template};
use ruku_intake::return_file::{ColumnReading, ReturnFile};
use ruku_library::stamp::Stamp;
use ruku_library::table::draft::FindingPlace;
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_library::table::header_memory::HeaderMeaning;
use ruku_model::fact::FactId;
use ruku_model::finding::{Finding, Severity};
use ruku_policy::pack::Pack;

use crate::assets::{read, write};
use crate::at_hand::AtHand;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::opened::ReturnRef;
use crate::reading::return_form;
use crate::returns::county_name;
use crate::show;
use crate::view_returns::HeaderView;
use crate::worksheet::can_undo;

/// A header that a county's returns are now read by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mapped {
    /// The batch it was seen in, if the return was taken in.
    pub batch: Option<i64>,
    /// The county.
    pub county: String,
    /// The header as the county writes it.
    pub header: String,
    /// The fact it now means; `None` if that was forgotten.
    pub fact: Option<FactId>,
    /// The fact's label, for people.
    pub label: String,
    /// The file's name.
    pub file: String,
}

impl Desk {
    /// Writes the empty 汇总表 of a pack.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn return_template(&self, pack: &Pack, path: &Path) -> Result<(), DeskError> {
        let regions = self.regions()?;
        let counties = pack.return_decl.counties.iter();
        let counties: Vec<String> = counties.map(|id| county_name(&regions, Some(id))).collect();
        let today = self.now().date();
        let bytes = template::template(&return_form(pack), &counties, today)
            .map_err(|error| unwritten(&error))?;
        write(path, &bytes)
    }

    /// Writes the rectification workbook of a return into a folder: what is
    /// still open of it, marked in the county's own sheets. A file that is there
    /// already stays. Of a return that is sent back without being taken in the
    /// original is kept, so that the corrected one can be compared with it.
    ///
    /// # Errors
    /// There is no such return, nothing of it is open, or its original is gone.
    pub fn return_reply(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        folder: &Path,
    ) -> Result<PathBuf, DeskError> {
        let hand = self.at_hand(programme, of)?;
        let opened = &hand.opened;
        let mut file = opened.file.clone();
        let repaired = self.repaired(&hand)?;
        file.findings = open_findings(hand.findings.clone())
            .map(|stored| with_cells(stored.finding, &opened.file))
            .collect();
        let open = file.findings.iter();
        let asked = open.filter(|one| one.severity >= Severity::Warning).count();
        if asked == 0 && repaired.is_empty() {
            return Err(DeskError::Refused(format!(
                "{}没有待县里更正的问题，不需要退改。",
                hand.name()
            )));
        }
        let source = match of {
            ReturnRef::Path(path) => path.clone(),
            ReturnRef::Batch(_) => self.library()?.original(&file.sha256)?.path,
        };
        let look = self.reader()?.look(&read(&source)?);
        let job = Reply {
            book: &opened.book,
            look: look.as_ref(),
            file: &file,
            repaired: &repaired,
            on: self.now().date(),
        };
        let bytes = reply(&job).map_err(|error| unwritten(&error))?;
        let stem = Path::new(&file.file).file_stem().unwrap_or_default();
        let path = free_name(folder, &format!("退改_{}", stem.to_string_lossy()));
        write(&path, &bytes)?;
        if hand.batch.is_none() {
            self.keep_sent_back(&file.file, &source)?;
        }
        Ok(path)
    }

    /// What persons here have put right in a return: the county must hear of it.
    fn repaired(&self, hand: &AtHand) -> Result<Vec<Repaired>, DeskError> {
        let mut repaired = Vec::new();
        for stored in &hand.findings {
            let (FindingState::Repaired, Some(reason)) = (stored.state, &stored.reason) else {
                continue;
            };
            let (Some(_), Some(field)) = (stored.finding.row, &stored.finding.field) else {
                continue;
            };
            let current = match (stored.project, &hand.batch) {
                (Some(project), _) => {
                    let history = self.library()?.project(project)?.history;
                    let all = history.get(field);
                    let now = all.and_then(|all| all.iter().find(|one| one.current));
                    now.and_then(|one| one.value.clone())
                }
                (None, Some(_)) => continue,
                // A total that adds up again was not put right by anybody.
                (None, None) => match hand.drafts.of(&stored.finding) {
                    Some(draft) => draft.value.clone(),
                    None => continue,
                },
            };
            let now = match (&current, hand.opened.pack.fact(field)) {
                (Some(value), Some(declared)) => show::value_with_unit(declared, value),
                (Some(value), None) => value.readable(None),
                (None, _) => "待定".to_owned(),
            };
            repaired.push(Repaired {
                finding: stored.finding.clone(),
                now,
                reason: reason.clone(),
            });
        }
        Ok(repaired)
    }

    /// Remembers for a return's county that it means `fact` by a column, named
    /// by its letters or its header; an empty fact forgets it.
    ///
    /// # Errors
    /// There is no such return, column or fact, or the return has no county.
    pub fn map_column(
        &mut self,
        programme: &str,
        of: &ReturnRef,
        column: &str,
        fact: &str,
    ) -> Result<Mapped, DeskError> {
        let (opened, batch) = self.opened(programme, of)?;
        let (file, pack) = (&opened.file, &opened.pack);
        let county = batch
            .as_ref()
            .and_then(|batch| batch.county.clone())
            .or_else(|| file.county.as_ref().map(|county| county.id.clone()));
        let Some(county) = county else {
            return Err(DeskError::Refused(format!(
                "“{}”没有认出是哪个县（市、区），无法记住列名。请县里在标题或文件名里写明。",
                file.file
            )));
        };
        let fact = Some(fact.trim()).filter(|fact| !fact.is_empty());
        let declaration = fact
            .map(|name| {
                let declaration = pack
                    .notice_facts()
                    .iter()
                    .find(|fact| fact.id.as_str() == name);
                declaration.ok_or_else(|| DeskError::Missing {
                    what: "事实",
                    name: name.to_owned(),
                    known: pack
                        .notice_facts()
                        .iter()
                        .map(|fact| fact.id.to_string())
                        .collect(),
                })
            })
            .transpose()?;
        let header = column_of(file, column)?.header.clone();
        let meaning = HeaderMeaning {
            pack: pack.id.clone(),
            county: county.clone(),
            header: header.clone(),
            fact: declaration.map(|fact| fact.id.clone()),
        };
        let stamp = self.stamp();
        self.library_mut()?.remember_header(&meaning, &stamp)?;
        self.close_file();
        Ok(Mapped {
            batch: batch.map(|batch| batch.id.0),
            county: county_name(&self.regions()?, Some(&county)),
            header,
            label: declaration
                .map(|fact| fact.label.clone())
                .unwrap_or_default(),
            fact: meaning.fact,
            file: file.file.clone(),
        })
    }

    /// Everything that is remembered of how counties name their columns.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn headers(&self, programme: &str) -> Result<Vec<HeaderView>, DeskError> {
        let (_, pack) = self.programme_and_pack(Some(programme))?;
        let regions = self.regions()?;
        let remembered = self.library()?.remembered_headers(&pack.id)?;
        let view = |(meaning, stamp): (HeaderMeaning, Stamp)| HeaderView {
            county_name: county_name(&regions, Some(&meaning.county)),
            county: meaning.county,
            header: meaning.header,
            label: meaning
                .fact
                .map(|fact| show::field_label(&pack, &fact))
                .unwrap_or_default(),
            by: format!("{} {}", show::moment(stamp.at), stamp.by),
        };
        Ok(remembered.into_iter().map(view).collect())
    }

    /// Forgets what a county means by a header.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn forget_header(
        &mut self,
        programme: &str,
        county: &str,
        header: &str,
    ) -> Result<(), DeskError> {
        let (_, pack) = self.programme_and_pack(Some(programme))?;
        let meaning = HeaderMeaning {
            pack: pack.id.clone(),
            county: county.to_owned(),
            header: header.to_owned(),
            fact: None,
        };
        let stamp = self.stamp();
        self.library_mut()?.remember_header(&meaning, &stamp)?;
        self.close_file();
        Ok(())
    }
}

/// A workbook's path in a folder that no file has: an earlier reply may have
/// been sent, or written in.
fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let named = |more: String| folder.join(format!("{stem}{more}.xlsx"));
    let first = named(String::new());
    if !first.exists() {
        return first;
    }
    (2_u32..)
        .map(|count| named(format!("（{count}）")))
        .find(|path| !path.exists())
        .unwrap_or(first)
}

/// Whether a person here has put a value right for a finding.
pub(crate) fn is_repaired(stored: &StoredFinding) -> bool {
    stored.state == FindingState::Repaired && can_undo(stored) && stored.finding.row.is_some()
}

pub(crate) fn open_findings(all: Vec<StoredFinding>) -> impl Iterator<Item = StoredFinding> {
    all.into_iter()
        .filter(|stored| stored.state == FindingState::Open)
}

/// A finding with the cells it stands for, as the file says them.
fn with_cells(finding: Finding, file: &ReturnFile) -> Finding {
    let place = FindingPlace::of(&finding);
    let read = file.findings.iter().find(|one| place.is(one));
    let rows = read.map(|one| one.rows.clone()).unwrap_or_default();
    Finding { rows, ..finding }
}

/// The column with these letters or this header.
fn column_of<'a>(file: &'a ReturnFile, named: &str) -> Result<&'a ColumnReading, DeskError> {
    let named = named.trim();
    let columns = || file.sheets.iter().flat_map(|sheet| &sheet.columns);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    columns()
        .find(|column| squeezed(&column.header) == squeezed(named))
        .or_else(|| columns().find(|column| column.column.eq_ignore_ascii_case(named)))
        .ok_or_else(|| DeskError::Missing {
            what: "列",
            name: named.to_owned(),
            known: columns()
                .map(|column| format!("{} {}", column.column, column.header))
                .collect(),
        })
}

fn unwritten(error: &OutError) -> DeskError {
    DeskError::Refused(match error {
        OutError::Writer(error) => format!("工作簿写不出来（{error}）。请核对工作表名称。"),
        OutError::TooManyColumns(count) => {
            format!("汇总表有{count}列，超过一张工作表能容纳的列数。请减少政策包的事实。")
        }
    })
}
