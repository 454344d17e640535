//! How long printing takes: `cargo bench -p ruku-papers`.
//!
//! 1,000 申报书 of 韶关 2022 (10 pages each), some of them in files of their own
//! and all in one batch, with the memory that took; beside them, in the same
//! run, what else an office could print them with, if it is installed: soffice
//! from documents, and the Python wheels of WeasyPrint, ReportLab and Typst.
//!
//! A document's time is all of it but reading the template and the fonts:
//! filling the form with its own names and figures, laying it out, drawing,
//! embedding the fonts, reading everything back, to the bytes of the file. The
//! first file makes the fonts of the form's own words; it is timed apart.

#![expect(clippy::print_stdout, reason = "a benchmark reports to the terminal")]
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark stops where something is missing"
)]

#[path = "../tests/papers/data.rs"]
#[allow(dead_code, reason = "the benchmark fills one form in one way")]
mod data;
mod peers;

use std::io::Write;
use std::time::Instant;

use ruku_papers::document::Document;
use ruku_papers::print::{PrintOptions, batch, single};
use ruku_papers::template::{Template, render};

use data::{Filled, assets, data, fonts, options};

/// Forms in a batch.
const FORMS: usize = 1000;
/// Forms in files of their own.
const FILES: usize = 200;

fn main() {
    // Cargo runs benchmarks as tests, too: there is nothing to find out there.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let template = template();
    let (fonts, form) = (fonts(), form(&template, 0));
    let start = Instant::now();
    let pages = single(&form, fonts, &options()).unwrap();
    println!(
        "one 申报书: {} pages, {} KB; the first of its form takes {:.1?}",
        pages.pages,
        pages.bytes.len() / 1024,
        start.elapsed()
    );
    let own = files(&template);
    let before = memory();
    let batched = merged(&template, 1) / FORMS as f64;
    println!("    memory: {before} KB before, {} KB at most", memory());
    merged(&template, 7);
    println!("    memory: {} KB at most", memory());
    for peer in peers::all() {
        match peer.time() {
            Ok((each, busy)) => println!(
                "{}: {each:.1?} a document ({:.1} ms of processor): {:.1}× our file each, {:.1}× ours in a batch",
                peer.name,
                busy * 1000.0,
                busy / own,
                busy / batched,
            ),
            Err(missing) => println!("{}: {missing}", peer.name),
        }
    }
}

fn template() -> Template {
    let file = "policies/shaoguan-2022-industrial-internet/forms/application.html";
    let source = std::fs::read_to_string(assets().join(file)).unwrap();
    let blocks =
        |file: &str| std::fs::read_to_string(assets().join("forms/blocks").join(file)).ok();
    Template::parse_with(file, &source, &blocks)
        .unwrap_or_else(|error| panic!("{}", error.chinese()))
}

/// The n-th form: its own names and figures.
fn form(template: &Template, n: usize) -> Document {
    let mut data = data(Filled::Plain);
    let name = format!("韶关示例第{n}精密机械有限公司");
    data["facts"]["enterprise_name"] = name.clone().into();
    data["enterprise"] = name.into();
    data["facts"]["project_name"] = format!("第{n}车间MES与设备联网改造项目").into();
    data["facts"]["project_investment"] = format!("{}.5", 100 + n).into();
    render(template, &data).unwrap()
}

/// Files of their own; gives the seconds of processor for each.
fn files(template: &Template) -> f64 {
    let (start, busy) = (Instant::now(), processor());
    let mut bytes = 0;
    for n in 0..FILES {
        bytes += single(&form(template, n), fonts(), &options())
            .unwrap()
            .bytes
            .len();
    }
    let each = start.elapsed() / u32::try_from(FILES).unwrap();
    let kilobytes = bytes / FILES / 1024;
    println!(
        "a file each: {each:.1?} a document ({:.1} ms of processor), {kilobytes} KB each",
        (processor() - busy) * 1000.0 / FILES as f64
    );
    (processor() - busy) / FILES as f64
}

/// All in one batch; gives the seconds of processor.
fn merged(template: &Template, copies: u32) -> f64 {
    let options = PrintOptions {
        copies: Some(copies),
        ..options()
    };
    let documents = (0..FORMS).map(|n| Ok(form(template, n)));
    let mut out = Counted(0);
    let (start, busy) = (Instant::now(), processor());
    let batch = batch(
        documents,
        "申报书",
        fonts(),
        &options,
        &mut out,
        &mut |_| true,
    )
    .unwrap();
    let elapsed = start.elapsed();
    assert_eq!(batch.forms.len(), FORMS, "all are printed");
    println!(
        "{FORMS} in one batch, {copies} each: {elapsed:.2?} ({:.1} s of processor), {} pages, \
         {} KB a document",
        processor() - busy,
        batch.pages,
        batch.length / 1024 / u64::try_from(FORMS).unwrap()
    );
    processor() - busy
}

/// Takes what a disk would take.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The seconds this process and the programs it started have had a processor,
/// where the system tells: what else a machine does alters them less than it
/// alters the time.
fn processor() -> f64 {
    const TICKS: f64 = 100.0;
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = status.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(4);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS
}

/// The most memory this process has had, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.unwrap_or("unknown").to_owned()
}
