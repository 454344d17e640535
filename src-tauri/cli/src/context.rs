//! Where the command line stands: its desk and its library folder.

use std::path::PathBuf;

use ruku_desk::Desk;
use ruku_desk::error::DeskError;
use ruku_desk::progress::{Cancel, Job, Progress};
use ruku_desk::setting::Setting;

use crate::args::Args;

/// Makes the desk a command works at, without a library.
pub(crate) fn desk(args: &Args) -> Result<Desk, DeskError> {
    let program = std::env::current_exe().map_err(|source| DeskError::File {
        path: PathBuf::from("ruku"),
        source,
    })?;
    Ok(Desk::new(Setting::of_this_machine(
        &program,
        args.assets.as_deref(),
        args.date,
    )?))
}

/// A desk with the library open for writing.
pub(crate) fn desk_with_library(args: &Args) -> Result<Desk, DeskError> {
    let mut desk = desk(args)?;
    let folder = args
        .library
        .clone()
        .unwrap_or_else(|| desk.default_folder());
    desk.open_library(&folder)?;
    Ok(desk)
}

/// A desk with the library open to look at, which works while a window has it.
pub(crate) fn desk_reading(args: &Args) -> Result<Desk, DeskError> {
    let mut desk = desk(args)?;
    let folder = args
        .library
        .clone()
        .unwrap_or_else(|| desk.default_folder());
    desk.open_library_reading(&folder)?;
    Ok(desk)
}

/// Runs a job with its progress on stderr.
pub(crate) fn with_progress<T>(
    work: impl FnOnce(&mut Job<'_>) -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    let mut report = |progress: Progress| {
        if progress.total > 0 && progress.done < progress.total {
            eprintln!(
                "[{}/{}] {}",
                progress.done + 1,
                progress.total,
                progress.what
            );
        }
    };
    work(&mut Job {
        report: &mut report,
        cancel: &Cancel::default(),
    })
}
