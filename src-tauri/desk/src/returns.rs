//! County returns: reading files and taking them in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ruku_intake::across::{AcrossFinding, Limits, across};
use ruku_intake::read::read_return;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::{sentence, twin};
use ruku_library::kept::Kept;
use ruku_library::table::batch::BatchId;
use ruku_library::take_in::{NewBatch, NewRow, TakeIn};
use ruku_model::finding::Verdict;
use ruku_model::fingerprint::sha256_hex;
use ruku_model::region::Regions;
use ruku_policy::pack::Pack;

use crate::assets::read;
use crate::desk::Desk;
use crate::drafts::Drafts;
use crate::duplicates::{self, Known};
use crate::error::DeskError;
use crate::progress::Job;
use crate::shelf;
use crate::show;
use crate::view::{FindingView, TakeInView, TakenView};

/// One file with what was read from it.
pub struct ReadFile {
    /// Its path.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What the reader made of it.
    pub read: ReturnFile,
    /// What clerks have settled of it.
    pub(crate) drafts: Drafts,
}

/// Files that were read together.
pub struct Checked {
    /// The files, in the order of their names.
    pub files: Vec<ReadFile>,
    /// Findings that need more than one file.
    pub across: Vec<AcrossFinding>,
}

impl Checked {
    /// The findings over several files as screens show them, in the same order.
    #[must_use]
    pub fn across_views(&self) -> Vec<FindingView> {
        self.across.iter().map(duplicates::across_view).collect()
    }
}

impl Desk {
    /// Reads files and folders without storing anything, against one pack or
    /// against all that ship.
    ///
    /// # Errors
    /// A file cannot be opened, the reader cannot be started, or the clerk
    /// stopped it.
    pub fn read_returns(
        &self,
        expected: Option<&Pack>,
        paths: &[PathBuf],
        job: &mut Job<'_>,
    ) -> Result<Checked, DeskError> {
        self.read_files(None, expected, paths, job)
    }

    /// [`Desk::read_returns`] for a programme, with what clerks have said and
    /// settled of the files.
    ///
    /// # Errors
    /// See [`Desk::read_returns`].
    pub fn read_files(
        &self,
        programme: Option<&str>,
        expected: Option<&Pack>,
        paths: &[PathBuf],
        job: &mut Job<'_>,
    ) -> Result<Checked, DeskError> {
        let reading = self.reading(programme, expected)?;
        let reader = self.reader()?;
        let paths = expand(paths)?;
        let mut files = Vec::new();
        for (index, path) in paths.iter().enumerate() {
            let name = file_name(path);
            if !job.step(index, paths.len(), name.clone()) {
                return Err(DeskError::Cancelled);
            }
            let bytes = read(path)?;
            let drafts = match programme {
                Some(programme) => self.settled_of(programme, &sha256_hex(&bytes))?,
                None => Drafts::default(),
            };
            let answers = drafts.answers();
            let read = read_return(&reader, &reading.context(&answers), &name, &bytes);
            files.push(ReadFile {
                path: path.clone(),
                bytes,
                read,
                drafts,
            });
        }
        self.name_twins(programme, &mut files)?;
        job.step(paths.len(), paths.len(), "完成");
        let read: Vec<ReturnFile> = files.iter().map(|file| file.read.clone()).collect();
        let limits = match expected {
            Some(pack) => Limits::from([(pack.id.clone(), shelf::limits(pack))]),
            None => {
                let (packs, _) = self.packs()?;
                let of = |pack: &Arc<Pack>| (pack.id.clone(), shelf::limits(pack));
                packs.iter().map(of).collect()
            }
        };
        let across = across(&read, &[], &limits);
        Ok(Checked { files, across })
    }

    /// Takes files into a programme, each in a transaction of its own: what is
    /// certain is stored, what is open stays unknown with its finding.
    ///
    /// # Errors
    /// A file cannot be opened, the library cannot be written, or the clerk
    /// stopped it; the files before it are in the library.
    pub fn take_in_returns(
        &mut self,
        programme: &str,
        paths: &[PathBuf],
        accept_reason: Option<&str>,
        job: &mut Job<'_>,
    ) -> Result<TakeInView, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let checked = self.read_files(Some(&programme.id), Some(&pack), paths, job)?;
        let mut taken = Vec::new();
        let total = checked.files.len();
        for (index, file) in checked.files.into_iter().enumerate() {
            if !job.step(index, total, format!("导入 {}", file.read.file)) {
                return Err(DeskError::Cancelled);
            }
            taken.push(self.take_in_one(&programme.id, file, accept_reason, None)?);
        }
        let projects = taken.iter().map(|file| file.projects).sum();
        Ok(TakeInView {
            files: taken,
            projects,
        })
    }

    /// Takes one file in; in place of an earlier batch, if one is given.
    pub(crate) fn take_in_one(
        &mut self,
        programme: &str,
        file: ReadFile,
        accept_reason: Option<&str>,
        replaces: Option<(BatchId, String)>,
    ) -> Result<TakenView, DeskError> {
        let ReadFile {
            bytes,
            read,
            drafts,
            ..
        } = file;
        let name = read.file.clone();
        let view = |outcome: &str, message: String| TakenView {
            name: name.clone(),
            outcome: outcome.to_owned(),
            message,
            batch: None,
            projects: 0,
        };
        if read.verdict == Verdict::Refuse {
            return Ok(view("refused", format!("{name}：{}", read.message)));
        }
        let earlier = self.library()?.batch_of_file(programme, &read.sha256)?;
        if earlier.is_none()
            && replaces.is_none()
            && let Some(sentence) = self.waits(programme, &read)?
        {
            return Ok(view("refused", sentence));
        }
        let mut kept = match &replaces {
            Some((batch, _)) => self.holding_on(*batch, &read)?,
            None => Kept::default(),
        };
        let (_, pack) = self.programme_and_pack(Some(programme))?;
        drafts.keep(&read, &mut kept);
        let lapsed = drafts.lapsed(&read, &pack);
        let told = lapsed_sentence(&lapsed);
        kept.lapsed.extend(lapsed);
        let new = NewBatch {
            replaces,
            kept,
            ..new_batch(programme, bytes, &read, accept_reason)
        };
        let stamp = self.stamp();
        let carried = !new.kept.facts.is_empty();
        Ok(match self.library_mut()?.take_in(&new, &stamp)? {
            TakeIn::Taken { batch, projects } => {
                // What lies open was compared with what stood there before.
                self.close_file();
                if carried {
                    self.recheck_totals(batch)?;
                }
                // As the list of batches counts them: what was kept is settled.
                let open = self.library()?.batch(batch)?.open_findings;
                let projects = u32::try_from(projects.len()).unwrap_or(u32::MAX);
                TakenView {
                    batch: Some(batch.0),
                    projects,
                    ..view("taken_in", taken_sentence(&read, projects, open) + &told)
                }
            }
            TakeIn::Already { batch, at } => TakenView {
                batch: Some(batch.0),
                ..view(
                    "already",
                    format!(
                        "{name}：这个文件{}已经导入，没有重复导入。",
                        show::moment(at)
                    ),
                )
            },
        })
    }
}

impl Desk {
    /// What holds on of a batch when a file takes its place, or its own file is
    /// read anew, with what does not for the trail.
    fn holding_on(&self, batch: BatchId, read: &ReturnFile) -> Result<Kept, DeskError> {
        let batch = self.library()?.batch(batch)?;
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let anew = batch.sha256 == read.sha256;
        let (carried, decisions) = if anew {
            let carried = self.carried_anew(&batch, read)?;
            let decisions = self.decisions_touched(&batch, &carried.gone, &pack)?;
            (carried, decisions)
        } else {
            let carried = self.carried(&batch, read)?;
            let decisions = self.decisions_lost(&batch, &carried.gone, &pack)?;
            (carried, decisions)
        };
        let lapsed = [carried.lost_facts, carried.lost_findings, decisions].concat();
        Ok(Kept {
            lapsed,
            ..carried.kept
        })
    }

    /// Why a file waits: it was replaced itself, or it repeats projects that its
    /// county has sent before, which must not be there twice.
    fn waits(&self, programme: &str, read: &ReturnFile) -> Result<Option<String>, DeskError> {
        if let Some(sentence) = self.superseded_words(programme, &read.sha256)? {
            return Ok(Some(format!("{}：{sentence}", read.file)));
        }
        let library = self.library()?;
        let known = Known::of(library, programme)?;
        let Some(earlier) = known.corrected_by(library, programme, read)? else {
            return Ok(None);
        };
        let batch = library.batch(earlier)?;
        let mut sentence = format!(
            "{}：像是第{}批（{}）的更正稿，未导入以免项目重复。请先撤回第{}批再导入，或直接用它替换第{}批。",
            read.file, batch.id.0, batch.name, batch.id.0, batch.id.0,
        );
        if twin::is_damaged(read)
            && let Some(name) = self.twin_in_library(programme, read)?
        {
            sentence.push_str(&sentence::intact_twin(&name));
        }
        Ok(Some(sentence))
    }
}

/// Files as they are, folders as the files in them (not in their folders).
fn expand(paths: &[PathBuf]) -> Result<Vec<PathBuf>, DeskError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(
                crate::assets::entries(path)?
                    .into_iter()
                    .filter(|path| path.is_file()),
            );
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

pub(crate) fn county_name(regions: &Regions, id: Option<&str>) -> String {
    match id {
        None => String::new(),
        Some(id) => regions
            .unit(id)
            .map_or_else(|| id.to_owned(), |unit| unit.name.clone()),
    }
}

fn new_batch(
    programme: &str,
    bytes: Vec<u8>,
    read: &ReturnFile,
    accept_reason: Option<&str>,
) -> NewBatch {
    NewBatch {
        programme: programme.to_owned(),
        name: read.file.clone(),
        bytes,
        county: read.county.as_ref().map(|county| county.id.clone()),
        verdict: read.verdict,
        nil_return: read.nil_return,
        rows: read
            .rows
            .iter()
            .map(|row| NewRow {
                sheet: read.sheet_name(row).to_owned(),
                row: row.row,
                measure: row.measure.clone(),
                facts: read.facts(row),
            })
            .collect(),
        findings: read.findings.clone(),
        accept_reason: accept_reason.map(str::to_owned),
        replaces: None,
        kept: Kept::default(),
    }
}

fn taken_sentence(read: &ReturnFile, projects: u32, open: u32) -> String {
    if read.nil_return {
        return format!("{}：零报送，已登记。", read.file);
    }
    if open == 0 {
        format!("{}：导入{projects}个项目。", read.file)
    } else {
        format!(
            "{}：导入{projects}个项目，{open}处错误或疑问待县里更正或核实，读不准的数值暂按未知处理。",
            read.file
        )
    }
}

/// What was settled before and fits no finding any more; empty if there is none.
fn lapsed_sentence(lapsed: &[String]) -> String {
    match lapsed.len() {
        0 => String::new(),
        many => format!(
            "导入前的处理有{many}处已不对应任何问题，没有采用，记入操作日志：{}。",
            lapsed.join("；")
        ),
    }
}

/// A verdict as JSON spells it.
pub(crate) fn verdict_id(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Import => "import",
        Verdict::Questions => "questions",
        Verdict::Refuse => "refuse",
    }
}
