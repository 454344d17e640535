//! The names of printed files, and what the screens are told of them.

use std::path::Path;

use ruku_policy::declare::FormScope;

use super::desktop::Desktop;
use crate::paper_data::subject::Subject;
use crate::view::PrintedFile;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// All copies of all forms, collated.
    Book,
    /// One copy of one form.
    Single,
    /// A form with nothing filled in.
    Blank,
    /// What is to be signed and sealed.
    Checklist,
    /// A workbook.
    Table,
}

impl FileKind {
    pub(crate) fn id(self) -> &'static str {
        match self {
            FileKind::Book => "book",
            FileKind::Single => "single",
            FileKind::Blank => "blank",
            FileKind::Checklist => "checklist",
            FileKind::Table => "table",
        }
    }
}

impl Desktop {
    /// The file name, without its ending, of the sheet of a subject.
    pub(crate) fn file_stem(&self, subject: &Subject) -> String {
        let short = &self.form.short;
        file_safe(&match (&self.form.per, subject.projects.first()) {
            (FormScope::Project, Some(project)) => {
                format!("{short}_{:04}_{}", project.id.0, project.enterprise)
            }
            (FormScope::Group(_), _) => format!("{short}_{}", subject.name),
            _ => format!("{short}_{}", self.programme.title),
        })
    }
}

/// What the screens are told of a file.
pub(crate) fn printed(
    path: &Path,
    kind: FileKind,
    what: &str,
    (pages, copies): (u32, u32),
) -> PrintedFile {
    PrintedFile {
        path: path.display().to_string(),
        name: path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default(),
        kind: kind.id().to_owned(),
        what: what.to_owned(),
        pages,
        copies,
    }
}

/// A name that every file system takes.
pub(crate) fn file_safe(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if c.is_control() => '_',
            c => c,
        })
        .collect()
}
