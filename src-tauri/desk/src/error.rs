//! What can go wrong at the desk, and the sentence a clerk reads.

use std::path::PathBuf;

use ruku_library::error::LibraryError;
use ruku_papers::error::PaperError;
use ruku_policy::pack::PackFault;

use crate::view::ErrorView;

/// A job that was not done. Nothing has changed, unless the text says so.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No library is open.
    #[error("no library is open")]
    NoLibrary,
    /// The asset folder was not found.
    #[error("assets not found; looked in {0:?}")]
    NoAssets(Vec<PathBuf>),
    /// The reader process is not where it should be.
    #[error("reader process not found at {0}")]
    NoReader(PathBuf),
    /// There is no such thing.
    #[error("no {what} {name:?}")]
    Missing {
        /// What was looked for, in Chinese: 政策包, 项目.
        what: &'static str,
        /// Its name.
        name: String,
        /// What there is instead.
        known: Vec<String>,
    },
    /// A pack has faults and was not loaded.
    #[error("pack {pack} has {} faults", faults.len())]
    Pack {
        /// The pack.
        pack: String,
        /// Its faults.
        faults: Vec<PackFault>,
    },
    /// A value was typed that does not fit its fact.
    #[error("value {value:?} does not fit fact {label:?}")]
    Value {
        /// The fact's label.
        label: String,
        /// What was typed.
        value: String,
        /// What is expected, in Chinese.
        expected: String,
    },
    /// Something was asked for that cannot be; the text is the whole Chinese sentence.
    #[error("refused: {0}")]
    Refused(String),
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The library said no.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A form could not be printed.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The clerk stopped the job.
    #[error("cancelled")]
    Cancelled,
}

impl DeskError {
    /// The sentence a clerk reads: what happened and what to do.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            DeskError::NoLibrary => "还没有打开项目库。请先新建或打开一个项目库。".to_owned(),
            DeskError::NoAssets(_) => {
                "找不到程序的资源文件夹（政策包、字体）。请重新安装，或用 --assets 指明位置。"
                    .to_owned()
            }
            DeskError::NoReader(path) => format!(
                "找不到读表程序 {}。请重新安装，保证它与主程序在同一文件夹。",
                path.display()
            ),
            DeskError::Missing { what, name, known } if known.is_empty() => {
                format!("没有{what}“{name}”。")
            }
            DeskError::Missing { what, name, known } => {
                format!("没有{what}“{name}”。现有：{}。", known.join("、"))
            }
            DeskError::Pack { pack, faults } => {
                let first = faults.first().map(fault_sentence).unwrap_or_default();
                format!(
                    "政策包“{pack}”有{}处错误，未启用。第一处：{first}",
                    faults.len()
                )
            }
            DeskError::Value {
                label,
                value,
                expected,
            } => {
                format!("“{label}”不能填“{value}”：{expected}")
            }
            DeskError::Refused(sentence) => sentence.clone(),
            DeskError::File { path, source } => {
                format!("无法读写 {}：{}。", path.display(), io_reason(source))
            }
            DeskError::Library(error) => error.chinese(),
            DeskError::Paper(error) => error.chinese(),
            DeskError::Cancelled => "已停止。".to_owned(),
        }
    }

    /// The error as the window shows it.
    #[must_use]
    pub fn view(&self) -> ErrorView {
        let code = match self {
            DeskError::NoLibrary => "no_library",
            DeskError::Cancelled => "cancelled",
            _ => "",
        };
        ErrorView {
            code: code.to_owned(),
            message: self.chinese(),
        }
    }
}

/// A pack's fault as its author reads it: place, reason, remedy.
#[must_use]
pub fn fault_sentence(fault: &PackFault) -> String {
    format!(
        "{} 第{}行：{}{}",
        fault.file, fault.line, fault.reason, fault.remedy
    )
}

fn io_reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "文件或文件夹不存在",
        std::io::ErrorKind::PermissionDenied => "没有权限，或文件正被其他程序打开",
        std::io::ErrorKind::StorageFull => "磁盘已满",
        std::io::ErrorKind::AlreadyExists => "同名文件已存在",
        std::io::ErrorKind::NotADirectory => "路径中有一段是文件，不是文件夹",
        std::io::ErrorKind::IsADirectory => "同名文件夹已存在",
        std::io::ErrorKind::ReadOnlyFilesystem => "所在的磁盘是只读的，请换一个文件夹",
        _ => "磁盘或文件系统出错",
    }
}
