//! The file that lies open on the desk: its cells and what was read from
//! them, kept while a clerk looks through it.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError};

use ruku_intake::answers::Answers;
use ruku_intake::interpret::interpret;
use ruku_intake::reader::ReadError;
use ruku_intake::return_file::ReturnFile;
use ruku_intake::workbook::Workbook;
use ruku_library::table::batch::{Batch, BatchId};
use ruku_model::fingerprint::sha256_hex;
use ruku_policy::pack::Pack;
use serde::Deserialize;

use crate::assets::read;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::returns::file_name;
use crate::view_returns::ComparisonView;

/// Which return is meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnRef {
    /// A file on this machine.
    Path(PathBuf),
    /// A file that was taken in.
    Batch(i64),
}

/// A file with all that was read from it.
pub(crate) struct Opened {
    pub(crate) book: Workbook,
    pub(crate) file: ReturnFile,
    pub(crate) pack: Arc<Pack>,
    pub(crate) programme: String,
    /// Compared with the return it corrects, once somebody asked.
    pub(crate) comparison: OnceLock<Option<ComparisonView>>,
}

/// Where a file's bytes come from.
struct Source {
    name: String,
    bytes: Vec<u8>,
}

impl Desk {
    /// The return that is meant, read anew unless it lies open already, and its
    /// batch if it made one.
    pub(crate) fn opened(
        &self,
        programme: &str,
        of: &ReturnRef,
    ) -> Result<(Arc<Opened>, Option<Batch>), DeskError> {
        let (source, batch) = match of {
            ReturnRef::Path(path) => (
                Source {
                    name: file_name(path),
                    bytes: read(path)?,
                },
                None,
            ),
            ReturnRef::Batch(id) => {
                let batch = self.library()?.batch(BatchId(*id))?;
                let bytes = read(&self.library()?.original(&batch.sha256)?.path)?;
                let name = batch.name.clone();
                (Source { name, bytes }, Some(batch))
            }
        };
        let programme = batch
            .as_ref()
            .map_or(programme, |batch| batch.programme.as_str());
        let sha256 = sha256_hex(&source.bytes);
        if let Some(open) = self.on_the_desk(&sha256, programme) {
            return Ok((open, batch));
        }
        let answers = self.drafts(programme, &sha256)?.answers();
        let opened = Arc::new(self.open_bytes(programme, &source, &sha256, &answers)?);
        *self.open_file() = Some(Arc::clone(&opened));
        Ok((opened, batch))
    }

    /// An original that the library keeps, read anew.
    pub(crate) fn read_original(
        &self,
        programme: &str,
        sha256: &str,
    ) -> Result<ReturnFile, DeskError> {
        let answers = self.drafts(programme, sha256)?.answers();
        self.read_original_with(programme, sha256, &answers)
    }

    /// An original that the library keeps, read anew with these answers.
    pub(crate) fn read_original_with(
        &self,
        programme: &str,
        sha256: &str,
        answers: &Answers,
    ) -> Result<ReturnFile, DeskError> {
        let original = self.library()?.original(sha256)?;
        let source = Source {
            bytes: read(&original.path)?,
            name: original.name,
        };
        Ok(self.open_bytes(programme, &source, sha256, answers)?.file)
    }

    /// Forgets what lies open, because it would now be read differently.
    pub(crate) fn close_file(&self) {
        *self.open_file() = None;
    }

    fn open_bytes(
        &self,
        programme: &str,
        source: &Source,
        sha256: &str,
        answers: &Answers,
    ) -> Result<Opened, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let book = self
            .reader()?
            .read(&source.bytes)
            .map_err(|error| match error {
                ReadError::Missing(_) => DeskError::NoReader(self.setting.reader.clone()),
                ReadError::Refused(_) => DeskError::Refused(format!(
                    "“{}”的内容读不出来，不能打开查看。请看导入检查给出的原因。",
                    source.name
                )),
            })?;
        let reading = self.reading(Some(&programme.id), Some(&pack))?;
        let file = interpret(&reading.context(answers), &source.name, sha256, &book);
        Ok(Opened {
            book,
            file,
            pack,
            programme: programme.id,
            comparison: OnceLock::new(),
        })
    }

    fn on_the_desk(&self, sha256: &str, programme: &str) -> Option<Arc<Opened>> {
        let open = self.open_file();
        let open = open.as_ref()?;
        (open.file.sha256 == sha256 && open.programme == programme).then(|| Arc::clone(open))
    }

    fn open_file(&self) -> std::sync::MutexGuard<'_, Option<Arc<Opened>>> {
        // It is put there whole, so a panic elsewhere leaves nothing half done.
        self.open_file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
