//! What can go wrong in the library: English for developers, and in
//! [`LibraryError::chinese`] the one sentence a clerk reads.

use std::io;
use std::path::{Path, PathBuf};

use ruku_model::date::chinese_day;

use crate::place::Unsafe;

/// Shorthand for the results of this room.
pub type Result<T, E = LibraryError> = std::result::Result<T, E>;

/// Why the library refused or failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The folder holds no library.
    #[error("{} is not a library", .0.display())]
    NotALibrary(PathBuf),
    /// The folder holds a library already.
    #[error("{} is a library already", .0.display())]
    AlreadyALibrary(PathBuf),
    /// A library is only made in an empty folder.
    #[error("{} is not empty", .0.display())]
    FolderNotEmpty(PathBuf),
    /// The folder lies where a database is not safe.
    #[error("{} lies {kind}", path.display())]
    UnsafePlace {
        /// The folder.
        path: PathBuf,
        /// What is wrong with the place.
        kind: Unsafe,
    },
    /// The database was written by a newer version of the program.
    #[error("schema {found} is newer than {known}, the newest this program knows")]
    Newer {
        /// The file's schema version.
        found: u32,
        /// The newest known version.
        known: u32,
    },
    /// The database is damaged.
    #[error("damaged database: {0}")]
    Damaged(String),
    /// Another window or program writes to this library.
    #[error("in use by {holder}; lock file {}", lock_file.display())]
    InUse {
        /// Who holds it, in Chinese.
        holder: String,
        /// The lock file.
        lock_file: PathBuf,
    },
    /// A library of an older version can only be read once it is upgraded.
    #[error("schema {found} is older than {known}; open for writing to upgrade")]
    NeedsUpgrade {
        /// The file's schema version.
        found: u32,
        /// The version this program reads.
        known: u32,
    },
    /// The library was opened for reading.
    #[error("the library was opened for reading only")]
    ReadOnly,
    /// There is no such thing in the library.
    #[error("no {what} {id:?} in the library")]
    NotFound {
        /// What was looked for.
        what: Thing,
        /// Its id.
        id: String,
    },
    /// A programme of this id is open already.
    #[error("programme {0:?} exists")]
    ProgrammeExists(String),
    /// Other bytes are kept under the same pack hash.
    #[error("pack {0} is kept with other files")]
    PackConflict(String),
    /// A refused file is not taken in.
    #[error("the verdict on {0:?} is refuse")]
    FileRefused(String),
    /// A required text is empty.
    #[error("{0} must not be empty")]
    Empty(Field),
    /// The file holds the same row twice, or a value from another file.
    #[error("draft of {file:?} is inconsistent: {detail}")]
    Inconsistent {
        /// The file.
        file: String,
        /// What does not fit.
        detail: String,
    },
    /// The batch cannot be withdrawn any more.
    #[error("batch {batch}: {projects} projects are beyond entry in the library")]
    BeyondWithdrawal {
        /// The batch.
        batch: i64,
        /// How many projects hold it.
        projects: u32,
    },
    /// The life cycle has no such step.
    #[error("project {project} cannot go from {from} to {to}")]
    Transition {
        /// The project.
        project: i64,
        /// Its state, in Chinese.
        from: &'static str,
        /// The state asked for, in Chinese.
        to: &'static str,
    },
    /// A copy cannot go where it was to go.
    #[error("copy {copy} of {subject:?} cannot go from {from} to {to}")]
    CopyTransition {
        /// Whose form it is.
        subject: String,
        /// Which copy, from 1.
        copy: u32,
        /// Its state, in Chinese.
        from: &'static str,
        /// The state asked for, in Chinese.
        to: &'static str,
    },
    /// A copy has made no step that could be taken back.
    #[error("copy {copy} of {subject:?} has made no step yet")]
    CopyUntouched {
        /// Whose form it is.
        subject: String,
        /// Which copy, from 1.
        copy: u32,
    },
    /// A print has fewer copies.
    #[error("{subject:?} has {copies} copies, not {copy}")]
    NoCopy {
        /// Whose form it is.
        subject: String,
        /// Which copy was asked for.
        copy: u32,
        /// How many there are.
        copies: u32,
    },
    /// A step cannot have happened before the print or in the future.
    #[error("{day} is not between {printed} and {today}")]
    CopyDay {
        /// The day given.
        day: chrono::NaiveDate,
        /// The day of the print.
        printed: chrono::NaiveDate,
        /// The day of the entry.
        today: chrono::NaiveDate,
    },
    /// The assessment does not belong to the input or the programme.
    #[error("assessment does not fit: {0}")]
    AssessmentMismatch(String),
    /// The backup is not a sound library.
    #[error("backup {} is not sound: {detail}", path.display())]
    BadBackup {
        /// The backup.
        path: PathBuf,
        /// What is wrong, in Chinese.
        detail: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// SQLite reported an error.
    #[error("database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// A stored value is not what this version writes.
    #[error("stored value: {0}")]
    Stored(String),
}

/// Things that are looked up by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// A programme.
    Programme,
    /// A policy pack.
    Pack,
    /// A county of a programme.
    County,
    /// A batch.
    Batch,
    /// A project.
    Project,
    /// A finding.
    Finding,
    /// A decision.
    Decision,
    /// An assessment.
    Assessment,
    /// A print.
    Print,
    /// A printing: one order with all its prints.
    Printing,
    /// An original file.
    Original,
}

/// Texts that must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Who acts.
    Actor,
    /// Why.
    Reason,
    /// The document that decides.
    Authority,
    /// A programme's id.
    ProgrammeId,
    /// A file's name.
    FileName,
    /// A header of a column.
    Header,
}

impl Thing {
    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Thing::Programme => "专项",
            Thing::Pack => "政策包",
            Thing::County => "县（市、区）",
            Thing::Batch => "导入批次",
            Thing::Project => "项目",
            Thing::Finding => "问题",
            Thing::Decision => "认定记录",
            Thing::Assessment => "测算记录",
            Thing::Print => "打印记录",
            Thing::Printing => "打印批",
            Thing::Original => "原始文件",
        }
    }
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Thing::Programme => "programme",
            Thing::Pack => "pack",
            Thing::County => "county",
            Thing::Batch => "batch",
            Thing::Project => "project",
            Thing::Finding => "finding",
            Thing::Decision => "decision",
            Thing::Assessment => "assessment",
            Thing::Print => "print",
            Thing::Printing => "printing",
            Thing::Original => "original",
        })
    }
}

impl Field {
    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Field::Actor => "经办人",
            Field::Reason => "理由",
            Field::Authority => "依据（文号或会议纪要）",
            Field::ProgrammeId => "专项编号",
            Field::FileName => "文件名",
            Field::Header => "表头",
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Field::Actor => "the actor",
            Field::Reason => "the reason",
            Field::Authority => "the authority",
            Field::ProgrammeId => "the programme's id",
            Field::FileName => "the file's name",
            Field::Header => "the header",
        })
    }
}

impl LibraryError {
    /// Names the file an I/O error is about.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> LibraryError {
        let path = path.to_owned();
        move |source| LibraryError::Io { path, source }
    }

    /// The sentence for clerks: what happened and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            LibraryError::NotALibrary(path) => format!(
                "“{}”不是项目库文件夹，请选择含有 library.sqlite 的文件夹，或新建项目库。",
                path.display()
            ),
            LibraryError::AlreadyALibrary(path) => {
                format!("“{}”已经是项目库，请直接打开。", path.display())
            }
            LibraryError::FolderNotEmpty(path) => format!(
                "“{}”里已有其他文件，请另选或新建一个空文件夹存放项目库。",
                path.display()
            ),
            LibraryError::UnsafePlace { path, kind } => format!(
                "“{}”{}，数据库放在那里容易损坏，请改放到本机硬盘的普通文件夹。",
                path.display(),
                kind.chinese()
            ),
            LibraryError::Newer { found, known } => format!(
                "此项目库由更新版本的程序写成（库版本 {found}，本程序只认到 {known}），文件未改动，请升级程序后再打开。"
            ),
            LibraryError::Damaged(detail) => {
                format!("项目库数据库已损坏，文件未改动，请从备份恢复（检查结果：{detail}）。")
            }
            LibraryError::InUse { holder, lock_file } => format!(
                "此项目库正被另一个窗口或程序使用（{holder}，锁文件 {}），请先关闭它再打开。",
                lock_file.display()
            ),
            LibraryError::NeedsUpgrade { .. } => NEEDS_UPGRADE.to_owned(),
            LibraryError::ReadOnly => READ_ONLY.to_owned(),
            LibraryError::NotFound { what, id } => {
                format!("库中没有编号为“{id}”的{}，请核对后重试。", what.label())
            }
            LibraryError::ProgrammeExists(id) => {
                format!("编号为“{id}”的专项已经建立，请直接使用或换一个编号。")
            }
            LibraryError::PackConflict(hash) => {
                format!("政策包（校验码 {hash}）与库中保存的内容不一致，请重新取得政策包后再试。")
            }
            LibraryError::FileRefused(name) => {
                format!("“{name}”不能导入，请按检查提示改正后再试。")
            }
            LibraryError::Empty(field) => format!("请填写{}。", field.label()),
            LibraryError::Inconsistent { file, detail } => {
                format!("“{file}”读出的数据前后不一致，未导入，请重新检查该文件（{detail}）。")
            }
            LibraryError::BeyondWithdrawal { projects, .. } => format!(
                "该批次有{projects}个项目已进入立项及以后的环节，不能整批撤回，请先逐个处理这些项目。"
            ),
            LibraryError::Transition { from, to, .. } => {
                format!("项目目前处于“{from}”，不能直接转为“{to}”，请按流程逐步办理。")
            }
            LibraryError::CopyTransition {
                subject,
                copy,
                from,
                to,
            } => format!(
                "“{subject}”第{copy}份目前是“{from}”，不能登记为“{to}”，全部未登记，请取消勾选这一份后再登记。"
            ),
            LibraryError::CopyUntouched { subject, copy } => {
                format!("“{subject}”第{copy}份打印以后没有登记过，没有可更正的，请核对勾选的份。")
            }
            LibraryError::NoCopy {
                subject,
                copy,
                copies,
            } => format!("“{subject}”一共打印了{copies}份，没有第{copy}份，请核对份数。"),
            LibraryError::CopyDay {
                day,
                printed,
                today,
            } => format!(
                "日期{}不对，请填打印当天（{}）到今天（{}）之间的日期。",
                chinese_day(*day),
                chinese_day(*printed),
                chinese_day(*today)
            ),
            LibraryError::AssessmentMismatch(_) => ASSESSMENT_MISMATCH.to_owned(),
            LibraryError::BadBackup { path, detail } => {
                format!(
                    "备份“{}”不能使用：{detail}，请选择另一个备份。",
                    path.display()
                )
            }
            LibraryError::Io { path, source } => io_sentence(path, source),
            LibraryError::Sql(error) => sql_sentence(error),
            LibraryError::Stored(_) => STORED.to_owned(),
        }
    }
}

const NEEDS_UPGRADE: &str =
    "此项目库由旧版本的程序写成，请先用本程序正常打开一次完成升级，再以只读方式查看。";
const READ_ONLY: &str = "项目库以只读方式打开，不能修改，请重新以可写方式打开。";
const ASSESSMENT_MISMATCH: &str = "测算结果与库中的项目对不上，未保存，请重新测算。";
const STORED: &str = "库中有一处数据不是本程序写入的格式，请运行完整性检查。";

fn io_sentence(path: &Path, source: &io::Error) -> String {
    let what = match source.kind() {
        io::ErrorKind::StorageFull => "磁盘已满，请清理磁盘后重试",
        io::ErrorKind::PermissionDenied => "没有读写权限，请检查文件夹权限或换一个位置",
        io::ErrorKind::NotFound => "文件不存在，请检查是否被移动或删除",
        _ => "读写失败，请检查磁盘后重试",
    };
    format!("“{}”{what}。", path.display())
}

fn sql_sentence(error: &rusqlite::Error) -> String {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => "磁盘已满，未保存，请清理磁盘后重试。",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "项目库正忙，未保存，请稍后重试。"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            "项目库数据库已损坏，请从备份恢复。"
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            "项目库文件不能写入，请检查文件夹权限。"
        }
        _ => "项目库读写出错，未保存，请重试；仍然出错时请运行完整性检查。",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;
