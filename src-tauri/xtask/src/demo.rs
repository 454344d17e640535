//! `cargo xtask demo`: the whole road on the fixtures, for a newcomer to look at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::run::{Outcome, built, cargo, command, output, root, show};
use crate::{setup, test};

/// The programmes of the demo: pack, folder of returns, forms to print.
const PROGRAMMES: &[(&str, &str, &[&str])] = &[
    (
        "shaoguan-2022-industrial-internet",
        "fixtures/returns/shaoguan-2022",
        &["application", "commitment", "acceptance"],
    ),
    (
        "jiangmen-2024-industrial-internet",
        "fixtures/returns/jiangmen-2024",
        &["application", "commitment", "acceptance"],
    ),
    (
        "jiangmen-2021-industrial-cluster",
        "fixtures/returns/jiangmen-2021",
        &["plan", "commitment", "calculation"],
    ),
    (
        "jinjiang-2023-digital-twelve",
        "fixtures/returns/jinjiang-2023",
        &["application", "commitment", "acceptance"],
    ),
];

/// What was done for one programme.
struct Done {
    title: String,
    /// Returns that were taken in.
    files: usize,
    /// Returns that were refused, with their sentences printed above.
    refused: usize,
    projects: u64,
    sums: String,
    pages: u64,
    folder: PathBuf,
}

/// Builds, makes a library under `target/demo/`, fills it, prints, and shows a
/// table; opens the window where there is a display.
pub(crate) fn demo() -> Outcome {
    setup::core()?;
    show("build", cargo(&["build", "--locked"]))?;
    let demo = root().join("target/demo");
    if demo.exists() {
        fs::remove_dir_all(&demo).map_err(|e| format!("{}: {e}", demo.display()))?;
    }
    fs::create_dir_all(&demo).map_err(|e| format!("{}: {e}", demo.display()))?;
    let library = demo.join("library");
    ruku(&library, &["init", &library.to_string_lossy()])?;
    let mut done = Vec::new();
    for (pack, returns, forms) in PROGRAMMES {
        done.push(programme(&demo, &library, pack, returns, forms)?);
    }
    report(&library, &done);
    if std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() {
        return window(&library);
    }
    println!("\nNo display here, so the window is not opened.");
    Ok(())
}

/// Takes in, assesses and prints one programme.
fn programme(
    demo: &Path,
    library: &Path,
    pack: &str,
    returns: &str,
    forms: &[&str],
) -> Outcome<Done> {
    println!("\n== {pack}");
    let opened = ruku(library, &["programme", "new", "--pack", pack])?;
    let id = text(&opened, "id");
    let taken = ruku(
        library,
        &[
            "return",
            "take-in",
            returns,
            "--programme",
            &id,
            "--accept-warnings",
            "演示数据",
        ],
    )?;
    for file in list(&taken, "files") {
        println!("   {}", text(file, "message"));
    }
    ruku(library, &["assess", "--programme", &id])?;
    let folder = demo.join(pack);
    let mut pages = 0;
    for form in forms {
        println!("   printing {form}");
        let out = folder.join(form);
        let printed = ruku(
            library,
            &[
                "print",
                form,
                "--leave-blank",
                "--programme",
                &id,
                "--out",
                &out.to_string_lossy(),
            ],
        )?;
        pages += list(&printed, "files")
            .iter()
            .filter_map(|file| file.get("pages").and_then(Value::as_u64))
            .sum::<u64>();
    }
    let table = folder.join("测算表.xlsx");
    let table = table.to_string_lossy();
    ruku(
        library,
        &["table", "assessment", "--programme", &id, "--out", &table],
    )?;
    let projects = ruku(library, &["projects", "--programme", &id])?;
    Ok(Done {
        title: text(&opened, "title"),
        files: outcomes(&taken, "taken_in"),
        refused: outcomes(&taken, "refused"),
        projects: list(&projects, "rows").len() as u64,
        sums: list(&projects, "subtotals")
            .iter()
            .map(|kind| format!("{} {} 元", text(kind, "label"), text(kind, "total")))
            .collect::<Vec<_>>()
            .join(" · "),
        pages,
        folder,
    })
}

/// How many files came to an outcome.
fn outcomes(taken: &Value, outcome: &str) -> usize {
    let files = list(taken, "files").iter();
    files
        .filter(|file| text(file, "outcome") == outcome)
        .count()
}

fn report(library: &Path, done: &[Done]) {
    println!("\n{:=<72}", "");
    for programme in done {
        println!("{}", programme.title);
        println!(
            "  {} county returns taken in, {} refused · {} projects · {} · {} PDF pages",
            programme.files, programme.refused, programme.projects, programme.sums, programme.pages
        );
        println!("  PDFs and workbook: {}", programme.folder.display());
    }
    println!("Library: {}", library.display());
    println!("{:=<72}", "");
}

/// Builds the shell and opens the window on the demo library.
fn window(library: &Path) -> Outcome {
    setup::shell()?;
    test::build_ui()?;
    show(
        "build the window",
        cargo(&[
            "build",
            "-p",
            "ruku-app",
            "--features",
            "custom-protocol",
            "--locked",
        ]),
    )?;
    let mut window = Command::new(built("ruku-desktop")?);
    window
        .arg("--library")
        .arg(library)
        .arg("--assets")
        .arg(root().join("assets"));
    show("the window (close it to end)", window)
}

/// Runs the command line; findings (status 1) are part of the demo.
fn ruku(library: &Path, args: &[&str]) -> Outcome<Value> {
    let program = built("ruku")?;
    let mut ruku = command(&program.to_string_lossy(), &["--json", "--library"]);
    ruku.arg(library).args(args);
    let printed = output(ruku, &[0, 1])?;
    serde_json::from_str(&printed).map_err(|e| format!("ruku {}: {e}", args.join(" ")))
}

fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
