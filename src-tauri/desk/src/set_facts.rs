//! Facts a person supplies, for one project or for many at once; what is known
//! already is named before and after it is replaced.

use std::collections::BTreeSet;

use ruku_library::table::batch::BatchId;
use ruku_library::table::fact::FactChange;
use ruku_library::table::project::ProjectId;
use ruku_model::fact::{FactId, FactType};
use ruku_model::money::Money;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::ProjectView;
use crate::withdrawal::named;
use crate::{names, show, typed};

/// Which fact was set, however it was called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactSet {
    /// Its id.
    pub fact: String,
    /// Its Chinese label.
    pub label: String,
    /// How the value was understood, as a sentence; empty if it is unknown now.
    pub understood: String,
    /// What to look at once more, in Chinese sentences.
    pub remarks: Vec<String>,
    /// The known values that were replaced by another, one line for each project.
    pub replaced: Vec<String>,
}

/// What is to be set, and what that replaces.
#[derive(Default)]
struct Asked {
    set: FactSet,
    changes: Vec<FactChange>,
    /// The batches whose totals the amounts belong to.
    batches: BTreeSet<BatchId>,
}

impl Desk {
    /// Sets a fact to a typed value; an empty value means unknown.
    ///
    /// # Errors
    /// The pack declares no such fact, the value does not fit, or the reason is
    /// empty.
    pub fn set_fact(
        &mut self,
        project: i64,
        fact: &str,
        value: &str,
        reason: &str,
    ) -> Result<ProjectView, DeskError> {
        let set = self.set_facts(&[project], fact, value, reason)?;
        let mut view = self.project(project)?;
        view.remarks = set.remarks;
        Ok(view)
    }

    /// Sets a fact of many projects to one typed value, of all of them or none.
    ///
    /// # Errors
    /// See [`Desk::set_fact`].
    pub fn set_facts(
        &mut self,
        projects: &[i64],
        fact: &str,
        value: &str,
        reason: &str,
    ) -> Result<FactSet, DeskError> {
        let asked = self.asked(projects, fact, value)?;
        let stamp = self.stamp();
        self.library_mut()?
            .set_facts(&asked.changes, reason, &stamp)?;
        for batch in asked.batches {
            self.recheck_totals(batch)?;
        }
        Ok(asked.set)
    }

    /// The known values that setting a fact would replace, one line for each
    /// project.
    ///
    /// # Errors
    /// See [`Desk::set_fact`].
    pub fn facts_replaced(
        &self,
        projects: &[i64],
        fact: &str,
        value: &str,
    ) -> Result<Vec<String>, DeskError> {
        Ok(self.asked(projects, fact, value)?.set.replaced)
    }

    fn asked(&self, projects: &[i64], fact: &str, value: &str) -> Result<Asked, DeskError> {
        let mut asked = Asked::default();
        let mut checked = BTreeSet::new();
        for project in projects {
            let project = self.library()?.project(ProjectId(*project))?;
            let summary = &project.summary;
            let programme = self.programme(Some(&summary.programme))?;
            let pack = self.pack_of(&programme)?;
            let declaration = names::fact(&pack, fact)?;
            asked.set.fact = declaration.id.to_string();
            asked.set.label.clone_from(&declaration.label);
            asked.set.remarks = typed::remarks(declaration, value);
            if declaration.fact_type == FactType::Money {
                asked.batches.insert(summary.batch);
            }
            let read = typed::value(declaration, value)?;
            asked.set.understood.clear();
            if let Some(read) = &read {
                asked.set.understood = typed::understood(declaration, read);
                if checked.insert((programme.id.clone(), declaration.id.clone())) {
                    let beside = self.amounts_beside(&programme.id, projects, &declaration.id)?;
                    typed::refuse_magnitude(declaration, value, read, &beside)?;
                }
            }
            let known = project.facts.get(&declaration.id);
            if let Some(known) = known.filter(|known| Some(&known.value) != read.as_ref()) {
                let from = match &known.origin {
                    Some(origin) => format!("（{}）", show::origin(Some(origin))),
                    None => String::new(),
                };
                asked.set.replaced.push(format!(
                    "项目{} {}：原为{}{from}",
                    summary.id.0,
                    named(summary),
                    show::value(declaration, &known.value),
                ));
            }
            asked.changes.push(FactChange {
                project: summary.id,
                value: read,
                fact: declaration.id.clone(),
            });
        }
        Ok(asked)
    }

    /// A fact's amounts of a programme's other projects; none of another type.
    fn amounts_beside(
        &self,
        programme: &str,
        own: &[i64],
        fact: &FactId,
    ) -> Result<Vec<Money>, DeskError> {
        let known = self.library()?.facts(programme)?;
        let others = known.iter().filter(|(id, _)| !own.contains(&id.0));
        let amounts = others.filter_map(|(_, facts)| typed::money(&facts.get(fact)?.value));
        Ok(amounts.collect())
    }
}
