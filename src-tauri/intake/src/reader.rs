//! Starts the reader process and turns whatever becomes of it into cells or a
//! refusal. Nothing of a county's file is parsed on this side.

use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;

use ruku_model::finding::RefusalCode;

use crate::crossed;
use crate::raw::{Limits, Refusal};
use crate::wire;
use crate::workbook::Workbook;

/// How workbooks are read: which program, under which limits.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The `ruku-reader` program; where it lies is the caller's business.
    pub program: PathBuf,
    /// The limits it is given.
    pub limits: Limits,
}

/// The reader could not be started at all: a fault of the installation, not of
/// the file.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the reader {program}: {source}")]
pub struct ReaderMissing {
    /// The program that was looked for.
    pub program: PathBuf,
    /// What the system said.
    pub source: std::io::Error,
}

/// Why there are no cells.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The reader could not be started.
    #[error(transparent)]
    Missing(#[from] ReaderMissing),
}

/// What is taken from the reader process at once.
const PIPE_BYTES: usize = 256 << 10;

impl Reader {
    /// A reader with the usual limits.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Reader {
        Reader {
            program: program.into(),
            limits: Limits::default(),
        }
    }

    /// Reads a workbook in a process of its own.
    ///
    /// # Errors
    /// The file is refused, the process dies or takes too long, or the program
    /// cannot be started.
    pub fn read(&self, bytes: &[u8]) -> Result<Workbook, ReadError> {
        if bytes.len() as u64 > self.limits.file_bytes_max {
            let detail = format!("{} bytes", bytes.len());
            return Err(Refusal::new(RefusalCode::TooLarge, detail).into());
        }
        let mut child = self.start()?;
        let answer = self.converse(&mut child, bytes);
        if answer.is_none() {
            // It may have ended by itself already; then there is nothing to kill.
            let _ = child.kill();
        }
        let status = child.wait().ok();
        let Some(answer) = answer else {
            return Err(Refusal::new(RefusalCode::ReaderTimeout, "no answer in time").into());
        };
        if !status.is_some_and(|status| status.success()) {
            return Err(died(status).into());
        }
        let mut book = answer?;
        crossed::mark(self, bytes, &mut book);
        Ok(book)
    }

    fn start(&self) -> Result<Child, ReaderMissing> {
        let missing = |source| ReaderMissing {
            program: self.program.clone(),
            source,
        };
        let limits = serde_json::to_string(&self.limits)
            .map_err(|error| missing(std::io::Error::other(error)))?;
        Command::new(&self.program)
            .arg(format!("--limits={limits}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(missing)
    }

    /// Sends the file and collects the answer; `None` when time is up.
    fn converse(&self, child: &mut Child, bytes: &[u8]) -> Option<Result<Workbook, Refusal>> {
        let mut to_child = child
            .stdin
            .take()
            .expect("standard input was asked to be a pipe");
        let from_child = child
            .stdout
            .take()
            .expect("standard output was asked to be a pipe");
        let (send, receive) = mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                // A reader that refuses early closes its end: no error of ours.
                let _ = to_child.write_all(bytes);
            });
            scope.spawn(move || {
                let mut from_child = BufReader::with_capacity(PIPE_BYTES, from_child);
                let answer = wire::receive(&mut from_child, &self.limits);
                let _ = send.send(answer);
            });
            let answer = receive.recv_timeout(self.limits.wall()).ok();
            if answer.is_none() {
                // Ends both threads: their pipes close with the process.
                let _ = child.kill();
            }
            answer
        })
    }
}

fn died(status: Option<ExitStatus>) -> Refusal {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        // SIGXCPU is 24 on Linux and macOS alike.
        const OUT_OF_TIME: i32 = 24;
        if status.and_then(|status| status.signal()) == Some(OUT_OF_TIME) {
            return Refusal::new(RefusalCode::ReaderTimeout, "out of processor time");
        }
    }
    let detail = status.map_or_else(|| "unknown end".to_owned(), |status| status.to_string());
    Refusal::new(RefusalCode::ReaderCrashed, detail)
}
