//! Characters no font has: in which project's data they stand, and the list
//! of the other projects that is printed in the meantime.

use std::collections::BTreeSet;

use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_papers::error::{NoGlyph, PaperError, install};

use super::desktop::Desktop;
use crate::error::DeskError;
use crate::paper_data::subject::Subject;
use crate::show;

/// More projects than fit a sentence.
const NAMED_MAX: usize = 5;

/// A place as a clerk finds it, without the name templates have for it.
fn in_words(one: &NoGlyph) -> String {
    let mut one = one.clone();
    one.place.field.clear();
    one.to_string()
}

/// Says that a project is not on a list.
pub(super) fn left_out(name: String) -> String {
    format!("{name}：有字体中没有的字，这张表先没有列入；装好字体后请整张重新打印。")
}

impl Desktop {
    /// The error of a sheet as a clerk is told it: the form, the place by the
    /// label of its fact, characters no font has with the projects they come
    /// from.
    pub(super) fn told(&self, subject: &Subject, error: DeskError) -> DeskError {
        match error {
            DeskError::Paper(PaperError::NoGlyph(missing)) => {
                DeskError::Refused(self.unprintable(subject, &missing))
            }
            DeskError::Paper(mut error) => {
                for place in error.places_mut() {
                    let declared = self.fact_at(&place.field);
                    place.field = declared.map_or_else(String::new, show::label_with_unit);
                }
                DeskError::Refused(format!("{}：{}", self.form.short, error.chinese()))
            }
            other => other,
        }
    }

    /// Form, row, column, project, fact, and what to do.
    fn unprintable(&self, subject: &Subject, missing: &[NoGlyph]) -> String {
        let places: Vec<String> = missing.iter().take(NAMED_MAX).map(in_words).collect();
        let more = match missing.len() {
            count if count > NAMED_MAX => format!("等共{count}处"),
            _ => String::new(),
        };
        let holders: Vec<String> = self
            .holding(subject, missing)
            .into_iter()
            .map(|(project, facts)| {
                format!(
                    "“{}”（{}）的{}",
                    project.enterprise,
                    project.name,
                    facts.join("、")
                )
            })
            .collect();
        let source = match holders.len() {
            0 => String::new(),
            count if count > NAMED_MAX => {
                format!("出自{}等{count}个项目。", holders[..NAMED_MAX].join("；"))
            }
            _ => format!("出自{}。", holders.join("；")),
        };
        let install = install(missing.iter().map(|one| one.character));
        let rest =
            if subject.is_list && holders.len() < subject.projects.len() && !holders.is_empty() {
                "这张表要先印其余项目的，请选“先打印其余项目”（--leave-out）。"
            } else {
                ""
            };
        format!(
            "{}：{}{more}，没有打印。{source}{install}{rest}",
            self.form.short,
            places.join("；")
        )
    }

    /// The projects of a sheet in whose data some of the characters stand, each
    /// with the facts they stand in.
    fn holding<'s>(
        &self,
        subject: &'s Subject,
        missing: &[NoGlyph],
    ) -> Vec<(&'s ProjectSummary, Vec<String>)> {
        let characters: BTreeSet<char> = missing.iter().map(|one| one.character).collect();
        let held = |text: &str| text.chars().any(|c| characters.contains(&c));
        let facts = |project: &ProjectSummary| -> Vec<String> {
            let known = self.facts.get(&project.id).into_iter().flatten();
            known
                .filter(|(_, fact)| held(&fact.value.readable(None)))
                .map(|(id, _)| match self.pack.fact(id) {
                    Some(declared) => show::label_with_unit(declared),
                    None => id.to_string(),
                })
                .collect()
        };
        let holders = subject.projects.iter().map(|one| (one, facts(one)));
        holders.filter(|(_, facts)| !facts.is_empty()).collect()
    }

    /// A list without the projects whose data some characters stand in, and the
    /// names of those; `None` if that is no list, or none would be left.
    pub(super) fn without(
        &self,
        subject: &Subject,
        error: &DeskError,
    ) -> Option<(Subject, Vec<String>)> {
        let DeskError::Paper(PaperError::NoGlyph(missing)) = error else {
            return None;
        };
        let holders = self.holding(subject, missing);
        let left_out: BTreeSet<ProjectId> = holders.iter().map(|(one, _)| one.id).collect();
        let names = holders
            .iter()
            .map(|(one, facts)| format!("{} {}（{}）", one.enterprise, one.name, facts.join("、")))
            .collect();
        let mut rest = subject.projects.clone();
        rest.retain(|project| !left_out.contains(&project.id));
        let some = subject.is_list && !left_out.is_empty() && !rest.is_empty();
        some.then(|| {
            let subject = self.subjects(&rest).into_iter().next();
            subject.map(|subject| (subject, names))
        })
        .flatten()
    }
}
