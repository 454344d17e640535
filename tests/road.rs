//! The road on the command line: a library of its own in a temp folder, and
//! the built program run on it under a fixed clock.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::root;

/// A city whose returns are among the fixtures.
#[derive(Debug, Clone, Copy)]
pub struct City {
    /// The folder under `fixtures/returns`.
    pub folder: &'static str,
    /// The pack.
    pub pack: &'static str,
    /// The year of the pack.
    pub year: &'static str,
    /// What the clock shows.
    pub clock: &'static str,
}

/// 韶关, on a day between the counties' filing and the deadline.
pub const SHAOGUAN: City = City {
    folder: "shaoguan-2022",
    pack: "shaoguan-2022-industrial-internet",
    year: "2022",
    clock: "2022-07-05T09:00",
};

/// 江门, after the deadline.
pub const JIANGMEN: City = City {
    folder: "jiangmen-2024",
    pack: "jiangmen-2024-industrial-internet",
    year: "2024",
    clock: "2024-06-05T09:00",
};

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Ran {
    /// The exit status.
    pub status: i32,
    /// What it said on stdout.
    pub stdout: String,
    /// What it said on stderr.
    pub stderr: String,
}

impl Ran {
    /// The one JSON document on stdout.
    ///
    /// # Panics
    /// Stdout is not one JSON document, or the status is not `status`.
    pub fn json(&self, status: i32) -> Value {
        assert_eq!(self.status, status, "exit status of {self:?}");
        serde_json::from_str(&self.stdout).expect("--json prints exactly one JSON document")
    }
}

/// A library in a temp folder, and the program.
#[derive(Debug)]
pub struct Road {
    city: City,
    folder: TempDir,
}

impl Road {
    /// A library with the city's programme and nothing in it.
    ///
    /// # Panics
    /// The programs are not built, or a step of the road fails.
    #[must_use]
    pub fn opened(city: City) -> Road {
        let folder = TempDir::new().expect("tests may write to the temp folder");
        let road = Road { city, folder };
        let library = road.library();
        road.bare(["init".as_ref(), library.as_os_str()]).json(0);
        road.run(["programme", "new", "--pack", city.pack, "--year", city.year])
            .json(0);
        road
    }

    /// A library with the city's returns taken in and assessed.
    ///
    /// # Panics
    /// See [`Road::opened`].
    #[must_use]
    pub fn assessed(city: City) -> Road {
        let road = Road::opened(city);
        road.take_in(&city.returns());
        // Both cities have projects that are ineligible: status 1 says so.
        road.run(["assess"]).json(1);
        road
    }

    /// The library's folder.
    #[must_use]
    pub fn library(&self) -> PathBuf {
        self.folder.path().join("库")
    }

    /// A place for what the program writes.
    #[must_use]
    pub fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command on the library, with `--json` and the city's clock.
    ///
    /// # Panics
    /// The program is not built.
    #[must_use]
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        let library = self.library();
        let start: [&OsStr; 2] = ["--library".as_ref(), library.as_os_str()];
        let args: Vec<S> = args.into_iter().collect();
        self.bare(start.into_iter().chain(args.iter().map(AsRef::as_ref)))
    }

    /// Runs a command on the library as a clerk does, without `--json`.
    ///
    /// # Panics
    /// The program is not built.
    #[must_use]
    pub fn run_plain<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        let library = self.library();
        let start: [&OsStr; 2] = ["--library".as_ref(), library.as_os_str()];
        let args: Vec<&OsStr> = args.into_iter().map(AsRef::as_ref).collect();
        self.started(start.into_iter().chain(args))
    }

    /// Runs a command that names its library itself.
    ///
    /// # Panics
    /// The program is not built.
    #[must_use]
    pub fn run_anywhere<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Ran {
        self.bare(args.into_iter().map(AsRef::as_ref))
    }

    /// Takes a file or folder in.
    ///
    /// # Panics
    /// The program is not built.
    #[must_use]
    pub fn take_in_ran(&self, path: &Path) -> Ran {
        self.run(["return".as_ref(), "take-in".as_ref(), path.as_os_str()])
    }

    /// Takes a file or folder in, whatever its status; gives its JSON.
    ///
    /// # Panics
    /// The program is not built or its output is not JSON.
    pub fn take_in(&self, path: &Path) -> Value {
        let ran = self.take_in_ran(path);
        ran.json(ran.status)
    }

    /// The grid's rows.
    ///
    /// # Panics
    /// The library cannot be read.
    #[must_use]
    pub fn projects(&self) -> Vec<Value> {
        rows(&self.run(["projects"]).json(0)["rows"])
    }

    /// The number of the one project of this name.
    ///
    /// # Panics
    /// There is none or several.
    #[must_use]
    pub fn id_of(&self, project: &str) -> String {
        let found: Vec<Value> = self
            .projects()
            .into_iter()
            .filter(|row| row["project"] == project)
            .collect();
        assert_eq!(found.len(), 1, "{project} names one project: {found:?}");
        found[0]["id"].to_string()
    }

    fn bare<'a>(&self, args: impl IntoIterator<Item = &'a OsStr>) -> Ran {
        self.started(std::iter::once("--json".as_ref()).chain(args))
    }

    fn started<'a>(&self, args: impl IntoIterator<Item = &'a OsStr>) -> Ran {
        let output = Command::new(program("ruku"))
            .args(["--date", self.city.clock])
            .args(args)
            .env("USER", "经办人甲")
            .output()
            .expect("a program that is there can be started");
        Ran {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }
}

impl City {
    /// The folder with the city's returns.
    #[must_use]
    pub fn returns(self) -> PathBuf {
        root().join("fixtures/returns").join(self.folder)
    }
}

/// An array's elements.
///
/// # Panics
/// It is no array.
#[must_use]
pub fn rows(value: &Value) -> Vec<Value> {
    value.as_array().expect("an array is promised here").clone()
}

/// A text.
///
/// # Panics
/// It is no text.
#[must_use]
pub fn text(value: &Value) -> &str {
    value.as_str().expect("a text is promised here")
}

/// A program that was built beside this test.
///
/// # Panics
/// It is not there.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("tests are in deps/, the programs above it");
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{name} is not built: run `cargo build --workspace` before the integration tests"
    );
    path
}

/// The text of a PDF, laid out as on paper, by poppler's `pdftotext`.
///
/// # Panics
/// poppler-utils is not installed, or the file is no PDF.
#[must_use]
pub fn pdf_text(path: &Path) -> String {
    poppler_text(path, "-layout")
}

/// The text of a PDF without white space, in the order it was drawn: what runs
/// over several lines of a cell stands together.
///
/// # Panics
/// As [`pdf_text`].
#[must_use]
pub fn pdf_text_drawn(path: &Path) -> String {
    let text = poppler_text(path, "-raw");
    text.chars()
        .filter(|c| !c.is_whitespace() || *c == '\u{c}')
        .collect()
}

fn poppler_text(path: &Path, order: &str) -> String {
    let output = Command::new("pdftotext")
        .arg(order)
        .arg(path)
        .arg("-")
        .output()
        .expect("pdftotext is needed: install poppler-utils (cargo xtask test does)");
    assert!(output.status.success(), "pdftotext cannot read {path:?}");
    String::from_utf8(output.stdout).expect("pdftotext gives UTF-8")
}

/// The findings of a view, each with the kind and severity of its group.
#[must_use]
pub fn findings_in(view: &Value) -> Vec<Value> {
    rows(&view["groups"])
        .iter()
        .flat_map(|group| {
            rows(&group["findings"]).into_iter().map(|mut finding| {
                finding["kind"] = group["kind"].clone();
                finding["severity"] = group["severity"].clone();
                finding
            })
        })
        .collect()
}
