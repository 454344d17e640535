//! What one sheet of a form is about.

use std::collections::BTreeMap;

use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::fact::{Fact, Facts};
use ruku_policy::declare::FormScope;
use ruku_policy::pack::{GroupKey, Pack};

/// What one sheet of a form is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Its name: enterprise and project, the group's key, or how many a list has.
    pub name: String,
    /// Its projects, in the library's order; never empty.
    pub projects: Vec<ProjectSummary>,
    /// It is a list: no single project or group stands for it.
    pub is_list: bool,
}

impl Subject {
    /// The project the print register names; none for a list.
    pub(crate) fn registered(&self) -> Option<ProjectId> {
        self.projects
            .first()
            .filter(|_| !self.is_list)
            .map(|project| project.id)
    }

    /// Its one project, if it is about one.
    pub(crate) fn single(&self) -> Option<&ProjectSummary> {
        match self.projects.as_slice() {
            [only] if !self.is_list => Some(only),
            _ => None,
        }
    }
}

/// The sheets of a form over some projects, in the order of their first project.
pub(crate) fn subjects(
    scope: &FormScope,
    pack: &Pack,
    projects: &[ProjectSummary],
    facts: &BTreeMap<ProjectId, Facts>,
) -> Vec<Subject> {
    match scope {
        FormScope::Project => projects.iter().map(of_project).collect(),
        FormScope::Programme => vec![Subject {
            name: format!("共{}个项目", projects.len()),
            projects: projects.to_vec(),
            is_list: true,
        }],
        FormScope::Group(id) => match pack.groups.iter().find(|group| group.id == *id) {
            Some(group) => of_group(group, projects, facts),
            None => projects.iter().map(of_project).collect(),
        },
    }
}

/// A sheet about one project.
pub(crate) fn of_project(project: &ProjectSummary) -> Subject {
    Subject {
        name: format!("{} {}", project.enterprise, project.name),
        projects: vec![project.clone()],
        is_list: false,
    }
}

/// Projects of which the key is not known stand alone: nobody may guess that
/// they belong together.
fn of_group(
    group: &GroupKey,
    projects: &[ProjectSummary],
    facts: &BTreeMap<ProjectId, Facts>,
) -> Vec<Subject> {
    let mut subjects: Vec<Subject> = Vec::new();
    let none = Facts::new();
    for project in projects {
        let own = facts.get(&project.id).unwrap_or(&none);
        let key = own
            .get(&group.fact)
            .or_else(|| own.get(group.or_else.as_ref()?))
            .map(|fact| fact.value.readable(None));
        let Some(key) = key else {
            subjects.push(of_project(project));
            continue;
        };
        match subjects.iter_mut().find(|subject| subject.name == key) {
            Some(known) => known.projects.push(project.clone()),
            None => subjects.push(Subject {
                name: key,
                projects: vec![project.clone()],
                is_list: false,
            }),
        }
    }
    subjects
}

/// The facts in which all projects of a subject agree; all facts of a single one.
pub(crate) fn shared_facts(subject: &Subject, facts: &BTreeMap<ProjectId, Facts>) -> Facts {
    let mut own = subject
        .projects
        .iter()
        .map(|project| facts.get(&project.id).cloned().unwrap_or_default());
    let Some(first) = own.next() else {
        return Facts::new();
    };
    let rest: Vec<Facts> = own.collect();
    let agreed = |fact: &Fact, id: &str| {
        rest.iter()
            .all(|facts| facts.get(id).is_some_and(|other| other.value == fact.value))
    };
    first
        .into_iter()
        .filter(|(id, fact)| agreed(fact, id.as_str()))
        .collect()
}
