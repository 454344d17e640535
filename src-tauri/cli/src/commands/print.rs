//! `ruku print`, `ruku table`.

use std::path::{Path, absolute};

use ruku_desk::error::DeskError;
use ruku_desk::print::PrintOrder;
use ruku_desk::view::PrintView;

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
    pub(crate) leave_blank: bool,
    pub(crate) leave_out: bool,
    pub(crate) system_fonts: bool,
    pub(crate) out: &'a Path,
}

pub(crate) fn print(args: &Args, asked: &Asked<'_>) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    desk.choose_fonts(asked.system_fonts)?;
    let programme = match (asked.programme, asked.projects.first()) {
        (None, Some(project)) => desk.programme_of(*project)?,
        (named, _) => desk.programme(named)?,
    };
    let order = PrintOrder {
        programme: programme.id,
        form: asked.form.to_owned(),
        projects: asked.projects.to_vec(),
        copies: asked.copies,
        ineligible_too: asked.ineligible_too,
        leave_blank: asked.leave_blank,
        leave_out: asked.leave_out,
        folder: whole(asked.out)?,
    };
    let view = with_progress(|job| desk.print_forms(&order, job))?;
    Ok(done(&view))
}

/// What is left of a printing, from one of its copies on.
pub(crate) fn resume(
    args: &Args,
    asked: &Asked<'_>,
    printing: Option<i64>,
    number: u32,
) -> Result<Done, DeskError> {
    let mut desk = desk_with_library(args)?;
    desk.choose_fonts(asked.system_fonts)?;
    let programme = desk.programme(asked.programme)?.id;
    let printing = match printing {
        Some(printing) => printing,
        None => desk.last_printing(&programme, asked.form)?,
    };
    let folder = whole(asked.out)?;
    let view = with_progress(|job| desk.resume_printing(printing, number, &folder, job))?;
    Ok(done(&view))
}

fn done(view: &PrintView) -> Done {
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
    rows.extend(view.summary.iter().map(|line| vec![line.clone()]));
    if let Some(printing) = view.printing {
        rows.push(vec![format!(
            "第{printing}批；每一份已登记，见 ruku paper register list"
        )]);
    }
    Done::new(view, columns(&rows)).with_problems(!view.refused.is_empty())
}

/// The form with nothing filled in.
pub(crate) fn blank(args: &Args, asked: &Asked<'_>) -> Result<Done, DeskError> {
    let mut desk = desk_reading(args)?;
    desk.choose_fonts(asked.system_fonts)?;
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
    let file = desk.export_table(&programme, name, &fresh(out)?)?;
    let text = format!("{}：{}", file.what, file.path);
    Ok(Done::new(&file, text))
}

/// The whole path of a file that is not there yet: a clerk's file is never
/// written over.
pub(super) fn fresh(path: &Path) -> Result<std::path::PathBuf, DeskError> {
    let path = whole(path)?;
    if path.exists() {
        return Err(DeskError::Refused(format!(
            "{} 已经存在，没有覆盖。请换一个文件名，或先把它移走。",
            path.display()
        )));
    }
    Ok(path)
}

/// The whole path, so that the register and the clerk can find the file again.
pub(super) fn whole(path: &Path) -> Result<std::path::PathBuf, DeskError> {
    absolute(path).map_err(|source| DeskError::File {
        path: path.to_path_buf(),
        source,
    })
}
