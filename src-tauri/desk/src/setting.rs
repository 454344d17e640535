//! Where the desk stands on this machine: assets, reader process, clock,
//! person, folders. `cli` and `app` both make it here.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, Local, NaiveDateTime, TimeZone};

use ruku_papers::fonts::installed;

use crate::assets::Assets;
use crate::error::DeskError;

/// Tells the time; a fixed moment in scripts and tests.
pub type Clock = Box<dyn Fn() -> NaiveDateTime + Send + Sync>;

/// What a desk needs to know of its machine.
pub struct Setting {
    /// What ships beside the program.
    pub assets: Assets,
    /// The reader process (`ruku-reader`).
    pub reader: PathBuf,
    /// The clock.
    pub clock: Clock,
    /// Who sits at the desk, for the audit log.
    pub actor: String,
    /// Where a new library would be made by default.
    pub default_folder: PathBuf,
    /// Where this machine keeps its fonts.
    pub font_folders: Vec<PathBuf>,
    /// Papers are set in the official fonts of this machine.
    pub official_fonts: bool,
}

impl Setting {
    /// The setting of this machine, for the program at `program`.
    ///
    /// # Errors
    /// The assets are nowhere to be found.
    pub fn of_this_machine(
        program: &Path,
        assets: Option<&Path>,
        fixed: Option<NaiveDateTime>,
    ) -> Result<Setting, DeskError> {
        Ok(Setting {
            assets: Assets::find(assets, program)?,
            reader: program.with_file_name(reader_name()),
            clock: Box::new(move || fixed.unwrap_or_else(wall_clock)),
            actor: actor(),
            default_folder: default_folder(),
            font_folders: installed::folders(&|name| std::env::var_os(name)),
            official_fonts: false,
        })
    }
}

fn reader_name() -> &'static str {
    if cfg!(windows) {
        "ruku-reader.exe"
    } else {
        "ruku-reader"
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the office's clock is read"
)]
fn wall_clock() -> NaiveDateTime {
    chrono::Local::now().naive_local()
}

/// A moment of this machine's wall clock with the offset it has there.
pub(crate) fn at_the_office(moment: NaiveDateTime) -> DateTime<FixedOffset> {
    match Local.from_local_datetime(&moment).earliest() {
        Some(local) => local.fixed_offset(),
        // A clock put forward skips an hour: nobody's watch shows it.
        None => moment.and_utc().fixed_offset(),
    }
}

fn actor() -> String {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    name.ok()
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "经办人".to_owned())
}

fn default_folder() -> PathBuf {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let data = if cfg!(windows) {
        folder("APPDATA")
    } else {
        folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share")))
    };
    data.unwrap_or_default().join("ruku").join("项目库")
}
