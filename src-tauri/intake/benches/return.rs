//! `cargo bench -p ruku-intake`: a clean return of 100,000 rows and 30 columns,
//! read by calamine alone, by us from bytes to facts with findings and origins,
//! and by openpyxl in its read-only mode, where Python has it.
//!
//! Each reading is a process of its own, so that its memory can be told; the
//! best of several rounds counts, taken in turn, because machines are shared.

// This is a terminal program: speaking there is its job.
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot set itself up has failed"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use calamine::Reader as _;
use ruku_intake::context::Context;
use ruku_intake::read::read_return;
use ruku_model::credit_code::{CodeFault, check_credit_code};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const ROWS: u32 = 100_000;
const ROUNDS: usize = 3;
const SHAOGUAN: &str = "shaoguan-2022";

/// The facts whose columns the return has, in its order.
const COLUMNS: [&str; 30] = [
    "row_number",
    "county",
    "enterprise_name",
    "credit_code",
    "applicant_type",
    "project_name",
    "direction",
    "content",
    "started_on",
    "completed_on",
    "project_investment",
    "equipment_amount",
    "materials_amount",
    "software_amount",
    "labour_amount",
    "provincial_fund",
    "provincial_document",
    "national_fund",
    "other_fiscal_fund",
    "requested_amount",
    "registered_here",
    "fiscal_violation_last_5y",
    "accident_last_5y",
    "dishonest_judgment_debtor",
    "deployed_here",
    "is_builder",
    "user_consent",
    "contact_name",
    "contact_phone",
    "remark",
];

const OPENPYXL: &str = "\
import sys, time
try:
    import openpyxl
except ImportError:
    sys.exit(3)
start = time.perf_counter()
cells = 0
for sheet in openpyxl.load_workbook(sys.argv[1], read_only=True):
    for row in sheet.iter_rows(values_only=True):
        cells += sum(value is not None for value in row)
print(time.perf_counter() - start, time.process_time(), cells)
";

/// What one reading took.
#[derive(Debug, Clone, Copy)]
struct Measured {
    wall: f64,
    processor: f64,
    /// Peak memory of the process and of its child, in MB; none where the
    /// system does not tell.
    peak: u64,
    peak_child: u64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|word| word == "--reading") {
        return reading(&arguments[at + 1], Path::new(&arguments[at + 2]));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("仁化县入库项目储备汇总表.xlsx");
    let start = Instant::now();
    write(&path);
    println!(
        "a return of {ROWS} rows and {} columns, {:.1} MB, written in {:.1} s",
        COLUMNS.len(),
        std::fs::metadata(&path).unwrap().len() as f64 / 1e6,
        start.elapsed().as_secs_f64()
    );
    let (mut theirs, mut ours, mut python) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        theirs.push(measure("calamine", &path));
        ours.push(measure("ours", &path));
    }
    python.extend(openpyxl(&path));
    let (theirs, ours) = (best(&theirs), best(&ours));
    show("calamine, worksheet_range", theirs);
    show("ours, bytes to facts", ours);
    println!(
        "  ours / calamine: {:.2} in time, {:.2} in processor time (wanted: below 2.5)",
        ours.wall / theirs.wall,
        ours.processor / theirs.processor
    );
    if python.is_empty() {
        println!("openpyxl is not there: not compared");
    } else {
        let python = best(&python);
        show("openpyxl, read-only", python);
        println!(
            "  openpyxl / ours: {:.1} in time, {:.1} in processor time (wanted: at least 5)",
            python.wall / ours.wall,
            python.processor / ours.processor
        );
    }
}

fn best(rounds: &[Measured]) -> Measured {
    let least = |of: fn(&Measured) -> f64| rounds.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&Measured) -> u64| rounds.iter().map(of).max().unwrap();
    Measured {
        wall: least(|round| round.wall),
        processor: least(|round| round.processor),
        peak: most(|round| round.peak),
        peak_child: most(|round| round.peak_child),
    }
}

fn show(what: &str, measured: Measured) {
    let child = match measured.peak_child {
        0 => String::new(),
        peak => format!(", its reader process {peak} MB"),
    };
    println!(
        "{what}: {:.2} s, {:.2} s of processor time, peak memory {} MB{child}",
        measured.wall, measured.processor, measured.peak
    );
}

/// Runs one reading in a process of its own.
fn measure(what: &str, path: &Path) -> Measured {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--reading", what])
        .arg(path)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{what} failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut fields = text.split_whitespace();
    let mut next = || fields.next().unwrap().to_owned();
    Measured {
        wall: next().parse().unwrap(),
        processor: next().parse().unwrap(),
        peak: next().parse().unwrap(),
        peak_child: next().parse().unwrap(),
    }
}

/// One reading, and what it took, on standard output.
fn reading(what: &str, path: &Path) {
    let child_peak = AtomicU64::new(0);
    let wall = std::thread::scope(|scope| {
        // The watch ends with this closure, also where the reading fails.
        let (_watched, ended) = mpsc::channel();
        let peak = &child_peak;
        scope.spawn(move || watch_children(peak, &ended));
        let start = Instant::now();
        if what == "calamine" {
            with_calamine(path);
        } else {
            with_ours(path);
        }
        start.elapsed()
    });
    println!(
        "{} {} {} {}",
        wall.as_secs_f64(),
        processor_seconds(),
        peak_mb("self").unwrap_or(0),
        child_peak.load(Ordering::Relaxed)
    );
}

fn with_calamine(path: &Path) {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    assert_eq!(range.height(), ROWS as usize + 3, "all rows were read");
}

fn with_ours(path: &Path) {
    let forms = support::pack_forms();
    let regions = support::regions();
    let expected = support::form_id(SHAOGUAN, &forms);
    let context = Context {
        expected: Some(&expected),
        ..Context::new(&forms, &regions)
    };
    let reader = support::reader();
    let name = path.file_name().unwrap().to_string_lossy();
    let file = read_return(&reader, &context, &name, &std::fs::read(path).unwrap());
    assert_eq!(file.rows.len(), ROWS as usize, "{}", file.message);
    let first = file.findings.first();
    assert!(first.is_none(), "the return is clean: {first:?}");
    let facts: usize = file.rows.iter().map(|row| row.fields.len()).sum();
    assert_eq!(facts, COLUMNS.len() * ROWS as usize, "every cell is a fact");
}

/// Seconds of processor time of this process and the children it waited for.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

fn peak_mb(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// Looks at the memory of child processes until all is done.
fn watch_children(peak: &AtomicU64, ended: &Receiver<()>) {
    let own = std::process::id();
    while ended.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout) {
        let tasks = std::fs::read_dir(format!("/proc/{own}/task"));
        let children = tasks
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        for child in children.flat_map(|list| {
            list.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        }) {
            peak.fetch_max(peak_mb(&child).unwrap_or(0), Ordering::Relaxed);
        }
    }
}

fn openpyxl(path: &Path) -> Option<Measured> {
    let output = Command::new("python3")
        .args(["-c", OPENPYXL])
        .arg(path)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut fields = text.split_whitespace();
    Some(Measured {
        wall: fields.next()?.parse().ok()?,
        processor: fields.next()?.parse().ok()?,
        peak: 0,
        peak_child: 0,
    })
}

/// Writes the return.
fn write(path: &PathBuf) {
    let forms = support::pack_forms();
    let id = support::form_id(SHAOGUAN, &forms);
    let form = forms.iter().find(|form| form.id == id).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, &form.declaration.title).unwrap();
    sheet
        .write(1, 0, "填报单位：仁化县工业和信息化局　　单位：万元")
        .unwrap();
    for (col, id) in (0_u16..).zip(COLUMNS) {
        sheet.write(2, col, &form.fact(id).unwrap().label).unwrap();
    }
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let amount = Format::new().set_num_format("#,##0.00");
    for index in 0..ROWS {
        for (col, id) in (0_u16..).zip(COLUMNS) {
            let row = index + 3;
            match id {
                "row_number" => sheet.write(row, col, index + 1),
                "started_on" | "completed_on" => {
                    let year = if id == "started_on" { 2021 } else { 2022 };
                    let month = u8::try_from(index % 6 + 1).unwrap();
                    let day = u8::try_from(index % 28 + 1).unwrap();
                    let day = ExcelDateTime::from_ymd(year, month, day).unwrap();
                    sheet.write_with_format(row, col, &day, &date)
                }
                id if number(id, index).is_some() => {
                    sheet.write_with_format(row, col, number(id, index).unwrap(), &amount)
                }
                id => sheet.write(row, col, words(id, index, form)),
            }
            .unwrap();
        }
    }
    book.save(path).unwrap();
}

/// The amounts, in 万元: the parts add up to the total.
fn number(id: &str, index: u32) -> Option<f64> {
    let base = f64::from(index % 900 + 100);
    Some(match id {
        "project_investment" => base * 4.0 + 0.25,
        "equipment_amount" => base * 2.0 + 0.25,
        "materials_amount" | "software_amount" => base * 0.75,
        "labour_amount" => base * 0.5,
        "provincial_fund" | "national_fund" | "other_fiscal_fund" => 0.0,
        "requested_amount" => base,
        _ => return None,
    })
}

fn words(id: &str, index: u32, form: &ruku_intake::context::ReturnForm) -> String {
    match id {
        "county" => "仁化县".to_owned(),
        "enterprise_name" => format!("韶关市仁化第{index}智能制造有限公司"),
        "credit_code" => credit_code(index),
        "project_name" => format!("第{index}号生产线数字化改造项目"),
        "direction" => form.measures[0].title.clone(),
        "content" => format!("购置设备{}台，建设生产管理系统", index % 50 + 1),
        "provincial_document" => "无".to_owned(),
        "contact_name" => format!("联系人{}", ["甲", "乙", "丙", "丁"][index as usize % 4]),
        "contact_phone" => format!("1380000{:04}", index % 10_000),
        "remark" => "材料齐全".to_owned(),
        id => form.fact(id).unwrap().options[0].label.clone(),
    }
}

/// A code with its check character, one for each enterprise.
fn credit_code(index: u32) -> String {
    let head = format!("91440224MA{index:07}");
    match check_credit_code(&format!("{head}0")) {
        Err(CodeFault::CheckCharacter(due)) => format!("{head}{due}"),
        _ => format!("{head}0"),
    }
}
