//! What else an office could print a form with. Each peer prints the text of
//! a six-page form with a table; what is missing says so.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Documents each peer prints.
const DOCUMENTS: u32 = 20;

/// Another program.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    run: fn(&Path) -> Result<Duration, String>,
}

impl Peer {
    /// The time it takes for a document, and the processor's share of it.
    pub(crate) fn time(&self) -> Result<(Duration, f64), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let busy = crate::processor();
        let all = (self.run)(folder.path())?;
        let busy = (crate::processor() - busy) / f64::from(DOCUMENTS);
        Ok((all / DOCUMENTS, busy))
    }
}

pub(crate) fn all() -> [Peer; 4] {
    [
        Peer {
            name: "soffice, all documents in one process",
            run: soffice,
        },
        Peer {
            name: "WeasyPrint",
            run: |folder| python(folder, "weasyprint", include_str!("weasyprint.py")),
        },
        Peer {
            name: "ReportLab",
            run: |folder| python(folder, "reportlab", include_str!("reportlab.py")),
        },
        Peer {
            name: "Typst",
            run: |folder| python(folder, "typst", include_str!("typst.py")),
        },
    ]
}

/// The pages as HTML, as a template engine would make them.
fn html(n: u32) -> String {
    let rows = (1..=40)
        .map(|row| format!("<tr><td>{row}</td><td>设备联网改造第{row}项</td><td>{n}.5</td></tr>"));
    let rows = rows.collect::<String>();
    let prose = "部署MES一套，联网设备86台，实现生产过程数据采集和质量追溯。".repeat(12);
    let pages = (1..=6).map(|page| format!("<h2 style=\"page-break-before:always\">{page}、企业{n}</h2><table border=\"1\">{rows}</table><p>{prose}</p>"));
    let pages = pages.collect::<String>();
    format!("<html><head><meta charset=\"utf-8\"></head><body>{pages}</body></html>")
}

fn soffice(folder: &Path) -> Result<Duration, String> {
    let mut files = Vec::new();
    for n in 0..DOCUMENTS {
        let path = folder.join(format!("{n}.html"));
        std::fs::write(&path, html(n)).map_err(|error| error.to_string())?;
        files.push(path);
    }
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut command = Command::new("soffice");
    command
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "pdf:writer_web_pdf_Export",
        ])
        .arg("--outdir")
        .arg(folder)
        .args(files);
    timed(&mut command)
}

fn python(folder: &Path, module: &str, script: &str) -> Result<Duration, String> {
    let probe = format!("import {module}");
    timed(Command::new("python3").args(["-c", &probe])).map_err(|_| "not installed".to_owned())?;
    let page = folder.join("page.html");
    std::fs::write(&page, html(0)).map_err(|error| error.to_string())?;
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    let count = DOCUMENTS.to_string();
    let mut command = Command::new("python3");
    command
        .args(["-c", script, &count])
        .arg(page)
        .arg(fonts)
        .current_dir(folder);
    timed(&mut command)
}

fn timed(command: &mut Command) -> Result<Duration, String> {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(start.elapsed()),
        Ok(status) => Err(format!("failed with {status}")),
        Err(_) => Err("not installed".to_owned()),
    }
}
