//! A return's way back to its county: the empty form before it, the reply to
//! it, and what the county means by a header.

use std::path::{Path, PathBuf};

use ruku_intake::interpret::interpret;
use ruku_intake::out::{OutError, reply, template};
use ruku_intake::reader::ReadError;
use ruku_intake::return_file::{ColumnReading, ReturnFile};
use ruku_intake::workbook::Workbook;
use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_library::table::header_memory::HeaderMeaning;
use ruku_model::fact::FactId;
use ruku_model::finding::Severity;
use ruku_policy::pack::Pack;

use crate::assets::{read, write};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::reading::return_form;
use crate::returns::county_name;

/// A header that a county's returns are now read by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mapped {
    /// The batch it was seen in.
    pub batch: i64,
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

    /// Writes the rectification workbook of a batch into a folder: what is
    /// still open in the library, marked in the county's own sheets.
    ///
    /// # Errors
    /// There is no such batch, nothing of it is open, or its original is gone.
    pub fn return_reply(&self, batch: i64, folder: &Path) -> Result<PathBuf, DeskError> {
        let batch = self.library()?.batch(BatchId(batch))?;
        let (book, mut file) = self.read_again(&batch)?;
        file.findings = open_findings(self.library()?.findings(batch.id)?)
            .map(|stored| stored.finding)
            .collect();
        if file.count(Severity::Error)
            + file.count(Severity::Question)
            + file.count(Severity::Warning)
            == 0
        {
            return Err(DeskError::Refused(format!(
                "第{}批（{}）没有待县里更正的问题，不需要退改。",
                batch.id.0, batch.name
            )));
        }
        let original = read(&self.library()?.original(&batch.sha256)?.path)?;
        let look = self.reader()?.look(&original);
        let bytes = reply::reply(&book, look.as_ref(), &file, self.now().date())
            .map_err(|error| unwritten(&error))?;
        let stem = Path::new(&batch.name).file_stem().unwrap_or_default();
        let path = folder.join(format!("退改_{}.xlsx", stem.to_string_lossy()));
        write(&path, &bytes)?;
        Ok(path)
    }

    /// Remembers for a batch's county that it means `fact` by a column, named
    /// by its letters or its header; an empty fact forgets it.
    ///
    /// # Errors
    /// There is no such batch, column or fact, or the batch has no county.
    pub fn map_column(
        &mut self,
        batch: i64,
        column: &str,
        fact: &str,
    ) -> Result<Mapped, DeskError> {
        let batch = self.library()?.batch(BatchId(batch))?;
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let Some(county) = batch.county.clone() else {
            return Err(DeskError::Refused(format!(
                "第{}批没有认出是哪个县（市、区），无法记住列名。",
                batch.id.0
            )));
        };
        let fact = Some(fact.trim()).filter(|fact| !fact.is_empty());
        let declaration = fact
            .map(|name| {
                let declaration = pack.fact(&FactId::new(name));
                declaration.ok_or_else(|| DeskError::Missing {
                    what: "事实",
                    name: name.to_owned(),
                    known: pack.facts.iter().map(|fact| fact.id.to_string()).collect(),
                })
            })
            .transpose()?;
        let (_, file) = self.read_again(&batch)?;
        let header = column_of(&file, column)?.header.clone();
        let meaning = HeaderMeaning {
            pack: pack.id.clone(),
            county: county.clone(),
            header: header.clone(),
            fact: declaration.map(|fact| fact.id.clone()),
        };
        let stamp = self.stamp();
        self.library_mut()?.remember_header(&meaning, &stamp)?;
        Ok(Mapped {
            batch: batch.id.0,
            county: county_name(&self.regions()?, Some(&county)),
            header,
            label: declaration
                .map(|fact| fact.label.clone())
                .unwrap_or_default(),
            fact: meaning.fact,
            file: batch.name,
        })
    }

    /// A batch's original, read once more.
    fn read_again(&self, batch: &Batch) -> Result<(Workbook, ReturnFile), DeskError> {
        let (_, pack) = self.programme_and_pack(Some(&batch.programme))?;
        let bytes = read(&self.library()?.original(&batch.sha256)?.path)?;
        let book = self.reader()?.read(&bytes).map_err(|error| match error {
            ReadError::Missing(_) => DeskError::NoReader(self.setting.reader.clone()),
            ReadError::Refused(_) => DeskError::Refused(format!(
                "第{}批的原始文件（{}）读不出来了。请运行 ruku verify 核验项目库。",
                batch.id.0, batch.name
            )),
        })?;
        let reading = self.reading(Some(&pack))?;
        let file = interpret(&reading.context(), &batch.name, &batch.sha256, &book);
        Ok((book, file))
    }
}

pub(crate) fn open_findings(all: Vec<StoredFinding>) -> impl Iterator<Item = StoredFinding> {
    all.into_iter()
        .filter(|stored| stored.state == FindingState::Open)
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
