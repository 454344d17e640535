//! `ruku print`, `ruku table`.

use std::path::{Path, absolute};

use ruku_desk::error::DeskError;
use ruku_desk::print::PrintOrder;

use crate::args::Args;
use crate::context::{desk_reading, desk_with_library, with_progress};
use crate::output::{Done, columns};

/// What was asked for on the command line.
pub(crate) struct Asked<'a> {
    pub(crate) programme: Option<&'a str>,
    pub(crate) form: &'a str,
    pub(crate) projects: &'a [i64],
    pub(crate) copies: Option<u32>,
    pub(crate) ineligible_too: bool,
    pub(crate) out: &'a Path,
}

pub(crate) fn print(args: &Args, asked: &Asked<'_>) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let order = PrintOrder {
        programme: desk.programme(asked.programme)?.id,
        form: asked.form.to_owned(),
        projects: asked.projects.to_vec(),
        copies: asked.copies,
        ineligible_too: asked.ineligible_too,
        folder: whole(asked.out)?,
    };
    let view = with_progress(|job| desk.print_forms(&order, job))?;
    let mut rows: Vec<Vec<String>> = view
        .files
        .iter()
        .map(|file| {
            vec![
                file.path.clone(),
                format!("{}页", file.pages),
                file.what.clone(),
            ]
        })
        .collect();
    rows.extend(
        view.refused
            .iter()
            .map(|sentence| vec![format!("未打印 {sentence}")]),
    );
    let refused = !view.refused.is_empty();
    Ok(Done::new(&view, columns(&rows)).with_problems(refused))
}

/// The form with nothing filled in.
pub(crate) fn blank(args: &Args, asked: &Asked<'_>) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(asked.programme)?.id;
    let folder = whole(asked.out)?;
    let file = desk.print_blank(&programme, asked.form, asked.copies, &folder)?;
    let text = format!("{}：{}（{}页）", file.what, file.path, file.pages);
    Ok(Done::new(&file, text))
}

pub(crate) fn table(
    args: &Args,
    programme: Option<&str>,
    name: &str,
    out: &Path,
) -> Result<Done, DeskError> {
    let desk = desk_reading(args)?;
    let programme = desk.programme(programme)?.id;
    let file = desk.export_table(&programme, name, &whole(out)?)?;
    let text = format!("{}：{}", file.what, file.path);
    Ok(Done::new(&file, text))
}

/// The whole path, so that the register and the clerk can find the file again.
pub(super) fn whole(path: &Path) -> Result<std::path::PathBuf, DeskError> {
    absolute(path).map_err(|source| DeskError::File {
        path: path.to_path_buf(),
        source,
    })
}
