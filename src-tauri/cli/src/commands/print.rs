//! `ruku print`, `ruku table`.

use std::path::{Path, absolute};

use ruku_desk::error::DeskError;
use ruku_desk::print::PrintOrder;

use crate::args::Args;
use crate::context::{desk_reading, desk_with_library, with_progress};
use crate::output::{Done, columns};

pub(crate) fn print(
    args: &Args,
    programme: Option<&str>,
    form: &str,
    projects: &[i64],
    copies: Option<u32>,
    out: &Path,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    let order = PrintOrder {
        programme: desk.programme(programme)?.id,
        form: form.to_owned(),
        projects: projects.to_vec(),
        copies,
        folder: whole(out)?,
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
