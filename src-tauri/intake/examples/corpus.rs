//! Runs the reader over a folder of other people's workbooks
//! (`cargo xtask corpus FOLDER`): how many are read, how many are refused and
//! why, whether one crashes or hangs it, and where the text of a cell is
//! another than xlrd or openpyxl reads, if Python has them.
//!
//! It ends with failure on a crash, a hang, or a difference.

// This is a terminal program: speaking there is its job.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use calamine::{Data, Reader as _, SheetType, Xlsb};
use ruku_intake::reader::{ReadError, Reader};
use ruku_intake::workbook::{Content, Sheet, Workbook, cell_name};
use ruku_model::finding::RefusalCode;
use serde::Deserialize;

/// Endings that promise a workbook; other files are read too, but counted
/// apart.
const WORKBOOKS: [&str; 12] = [
    "xls", "xlsx", "xlsm", "xlsb", "ods", "fods", "et", "xlt", "xltx", "xltm", "biff5", "xlw",
];

/// What Python gives back for one file.
#[derive(Deserialize)]
struct Others {
    /// For each sheet its texts and numbers, by cell.
    sheets: Vec<OtherSheet>,
}

#[derive(Deserialize)]
struct OtherSheet {
    name: String,
    texts: BTreeMap<String, String>,
    numbers: BTreeMap<String, f64>,
}

#[derive(Default)]
struct Count {
    read: u32,
    refused: u32,
}

#[derive(Default)]
struct Tally {
    workbooks: Count,
    others: Count,
    reasons: BTreeMap<String, Vec<PathBuf>>,
    broken: Vec<String>,
    compared: u32,
    texts: u64,
    numbers: u64,
    differences: Vec<String>,
    /// Texts that the others pass over: in cells under merged ones, and in
    /// inline cells without their own element.
    only_here: Vec<String>,
}

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: corpus FOLDER");
        return ExitCode::from(2);
    };
    let Some(program) = reader_program() else {
        eprintln!("ruku-reader is not built: cargo build -p ruku-intake");
        return ExitCode::from(2);
    };
    let reader = Reader::new(program);
    let mut python = Python::start();
    if python.is_none() {
        println!("python3 with openpyxl and xlrd is not there: no texts are compared");
    }
    // What calamine dies of is counted, not shown.
    std::panic::set_hook(Box::new(|_| {}));
    let mut tally = Tally::default();
    for path in files_under(&folder) {
        let name = path.strip_prefix(&folder).unwrap_or(&path);
        judge(&reader, &mut python, &path, name, &mut tally);
    }
    report(&tally);
    if tally.broken.is_empty() && tally.differences.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The reader lies beside the folder of examples.
fn reader_program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let program = own
        .parent()?
        .parent()?
        .join(format!("ruku-reader{}", std::env::consts::EXE_SUFFIX));
    program.exists().then_some(program)
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_under(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn judge(
    reader: &Reader,
    python: &mut Option<Python>,
    path: &Path,
    name: &Path,
    tally: &mut Tally,
) {
    let Ok(bytes) = std::fs::read(path) else {
        return;
    };
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let is_workbook = WORKBOOKS.contains(&ending.as_str());
    let count = if is_workbook {
        &mut tally.workbooks
    } else {
        &mut tally.others
    };
    match reader.read(&bytes) {
        Ok(book) => {
            count.read += 1;
            let others = if ending == "xlsb" {
                with_calamine(&bytes)
            } else {
                python
                    .as_mut()
                    .filter(|_| is_workbook)
                    .and_then(|python| python.ask(path))
            };
            if let Some(others) = others {
                compare(name, &book, &others, tally);
            }
        }
        Err(ReadError::Refused(refusal)) => {
            count.refused += 1;
            let reason = format!("{:?}: {}", refusal.code, refusal.detail);
            if matches!(
                refusal.code,
                RefusalCode::ReaderCrashed | RefusalCode::ReaderTimeout
            ) {
                tally.broken.push(format!("{}: {reason}", name.display()));
            }
            if is_workbook {
                let known = tally.reasons.entry(reason).or_default();
                known.push(name.to_owned());
            }
        }
        Err(ReadError::Missing(missing)) => tally.broken.push(missing.to_string()),
    }
}

/// What calamine reads of a binary workbook, which Python's libraries do not
/// know; nothing where it gives up.
fn with_calamine(bytes: &[u8]) -> Option<Others> {
    let read = std::panic::catch_unwind(|| {
        let mut book = Xlsb::new(Cursor::new(bytes)).ok()?;
        let tables: Vec<String> = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect();
        let mut sheets = Vec::new();
        for name in tables {
            let mut sheet = OtherSheet {
                name,
                texts: BTreeMap::new(),
                numbers: BTreeMap::new(),
            };
            let range = book.worksheet_range(&sheet.name).ok()?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, col, value) in range.used_cells() {
                let row = top + u32::try_from(row).ok()?;
                let place = cell_name(row, left + u32::try_from(col).ok()?);
                match value {
                    Data::String(text) if !text.is_empty() => {
                        sheet.texts.insert(place, text.clone());
                    }
                    Data::Float(number) => {
                        sheet.numbers.insert(place, *number);
                    }
                    Data::DateTime(moment) => {
                        sheet.numbers.insert(place, moment.as_f64());
                    }
                    _ => {}
                }
            }
            sheets.push(sheet);
        }
        Some(Others { sheets })
    });
    read.ok().flatten()
}

/// The sheet of a name, as far as the libraries agree on its odd characters;
/// the only sheet where there is one, because old files give it no name.
fn sheet_named<'a>(book: &'a Workbook, name: &str) -> Option<&'a Sheet> {
    if let [only] = book.sheets.as_slice() {
        return Some(only);
    }
    let by = |same: &dyn Fn(&str) -> bool| book.sheets.iter().find(|sheet| same(&sheet.name));
    by(&|own| own == name).or_else(|| by(&|own| same_text(own, name)))
}

/// Every text and number the others read must be ours.
fn compare(name: &Path, book: &Workbook, others: &Others, tally: &mut Tally) {
    tally.compared += 1;
    for other in &others.sheets {
        let Some(sheet) = sheet_named(book, &other.name) else {
            if !other.texts.is_empty() {
                let lost = format!("{}: no sheet {:?}", name.display(), other.name);
                tally.differences.push(lost);
            }
            continue;
        };
        let ours: BTreeMap<String, &Content> = sheet
            .cells
            .iter()
            .map(|cell| (cell_name(cell.row, cell.col), &cell.content))
            .collect();
        for (cell, due) in &other.texts {
            tally.texts += 1;
            let same = match ours.get(cell) {
                Some(Content::Text(text)) => same_text(text, due),
                Some(Content::Error(_)) => due.starts_with('#'),
                // A date in words of ISO 8601 is a date to us.
                Some(Content::DateIso(text)) => same_text(text, due),
                // openpyxl says so of days that Python's calendar does not have.
                Some(Content::Date(_)) => due == "#VALUE!",
                Some(_) => false,
                None => due.is_empty(),
            };
            if !same {
                let found = ours.get(cell);
                tally.differences.push(format!(
                    "{} {}!{cell}: {due:?} there, {found:?} here",
                    name.display(),
                    sheet.name
                ));
            }
        }
        for (cell, due) in &other.numbers {
            tally.numbers += 1;
            let same = match ours.get(cell) {
                Some(Content::Number(number) | Content::Date(number)) => {
                    (number - due).abs() <= due.abs() * 1e-12
                }
                Some(Content::Uncalculated) => *due == 0.0,
                _ => false,
            };
            if !same {
                let found = ours.get(cell);
                tally.differences.push(format!(
                    "{} {}!{cell}: {due} there, {found:?} here",
                    name.display(),
                    sheet.name
                ));
            }
        }
        for (cell, content) in &ours {
            let Content::Text(text) = content else {
                continue;
            };
            if !other.texts.contains_key(cell) && !other.numbers.contains_key(cell) {
                tally.only_here.push(format!(
                    "{} {}!{cell}: {text:?}",
                    name.display(),
                    sheet.name
                ));
            }
        }
    }
}

/// The same but for line ends, which each library normalises in its own way.
fn same_text(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    one == other || plain(one) == plain(other)
}

fn report(tally: &Tally) {
    let workbooks = tally.workbooks.read + tally.workbooks.refused;
    println!(
        "\nworkbooks: {workbooks}, read {}, refused {} ({:.1} % read)",
        tally.workbooks.read,
        tally.workbooks.refused,
        f64::from(tally.workbooks.read) * 100.0 / f64::from(workbooks.max(1))
    );
    println!(
        "other files: {}, read {}, refused {}",
        tally.others.read + tally.others.refused,
        tally.others.read,
        tally.others.refused
    );
    println!("\nreasons for refusing workbooks:");
    for (reason, paths) in &tally.reasons {
        println!("{:5}  {reason}", paths.len());
        for path in paths {
            println!("         {}", path.display());
        }
    }
    println!(
        "\ncompared with xlrd, openpyxl and, for xlsb, calamine: {} workbooks, {} texts, {} numbers",
        tally.compared, tally.texts, tally.numbers
    );
    println!("differences: {}", tally.differences.len());
    for difference in &tally.differences {
        println!("  {difference}");
    }
    println!("texts that only we read: {}", tally.only_here.len());
    for text in &tally.only_here {
        println!("  {text}");
    }
    println!("crashes and hangs: {}", tally.broken.len());
    for broken in &tally.broken {
        println!("  {broken}");
    }
}

/// A Python that reads workbooks one after the other.
struct Python {
    child: Child,
    to: ChildStdin,
    from: Receiver<String>,
}

/// Longer than this the others may not take.
const PATIENCE: Duration = Duration::from_secs(60);

impl Python {
    fn start() -> Option<Python> {
        let mut child = Command::new("python3")
            .args(["-u", "-c", include_str!("corpus.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let to = child.stdin.take()?;
        let out = child.stdout.take()?;
        let (send, from) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let mut python = Python { child, to, from };
        let hello = python.from.recv_timeout(PATIENCE).ok();
        if hello.as_deref() == Some("ready") {
            Some(python)
        } else {
            // It may have ended by itself.
            let _ = python.child.kill();
            None
        }
    }

    /// What the others read; none if they cannot.
    fn ask(&mut self, path: &Path) -> Option<Others> {
        writeln!(self.to, "{}", path.display()).ok()?;
        match self.from.recv_timeout(PATIENCE) {
            Ok(line) => serde_json::from_str(&line).ok(),
            Err(_) => {
                // It may have ended by itself.
                let _ = self.child.kill();
                let _ = self.child.wait();
                *self = Python::start()?;
                None
            }
        }
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
