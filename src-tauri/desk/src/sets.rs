//! Flagged sets: projects of the library that may be one and the same, or that
//! use one invoice, contract or machine twice, with what was decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use ruku_library::table::duplicate::{Duplicate, DuplicateChoice, NewDuplicate};
use ruku_library::table::project::ProjectId;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::flagged::{self, flagged, standing};
use crate::shelf::Set;
use crate::view_returns::FlaggedSet;

/// The projects of a programme that may be there twice, which nobody has
/// settled yet: until then money could be paid twice; and those that a decision
/// leaves out.
pub(crate) struct Doubts {
    pub(crate) open: BTreeSet<ProjectId>,
    left_out: BTreeMap<ProjectId, Duplicate>,
}

impl Doubts {
    /// The sentence of a project that a decision leaves out.
    pub(crate) fn left_out_words(&self, project: ProjectId) -> Option<String> {
        let decided = self.left_out.get(&project)?;
        let kept = decided.members.iter().find(|(_, kept)| **kept);
        let kept = kept
            .map(|(id, _)| format!("，只留项目{}", id.0))
            .unwrap_or_default();
        Some(format!(
            "重复申报已认定{kept}，本项目不计入测算：{}",
            decided.reason
        ))
    }
}

/// The sets of a library at one moment.
pub(crate) struct KnownSets {
    sets: Vec<Set>,
    programme_of: BTreeMap<ProjectId, String>,
}

impl Desk {
    /// The flagged sets that a programme's projects belong to, with members of
    /// every programme in the library: the undecided first, and of these what may
    /// cost money twice.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn flagged_sets(&self, programme: &str) -> Result<Vec<FlaggedSet>, DeskError> {
        let programme = self.programme(Some(programme))?.id;
        let shelf = self.shelf_of_projects()?;
        let decisions = self.library()?.duplicates()?;
        let mut out = Vec::new();
        let mut sets = shelf.sets();
        sets.sort_by_key(|set| set.matter);
        for set in sets {
            let own = |id: &ProjectId| {
                shelf
                    .project(*id)
                    .is_some_and(|(one, _)| one.programme == programme)
            };
            if set.members.iter().any(own) {
                out.push(flagged(&shelf, &set, &decisions));
            }
        }
        out.sort_by_key(|set| set.choice != "open");
        Ok(out)
    }

    /// The flagged sets a project belongs to.
    ///
    /// # Errors
    /// There is no such project.
    pub fn sets_of_project(&self, project: i64) -> Result<Vec<FlaggedSet>, DeskError> {
        let summary = self.library()?.project(ProjectId(project))?.summary;
        let mut sets = self.flagged_sets(&summary.programme)?;
        sets.retain(|set| set.members.iter().any(|member| member.project == project));
        Ok(sets)
    }

    /// Decides on a set: `keep_all`, `keep_one` with the project that stays,
    /// `different`, or `open` to take an earlier decision back.
    ///
    /// # Errors
    /// There is no such set or choice, the project is none of the set, or the
    /// reason is empty.
    pub fn decide_set(
        &mut self,
        programme: &str,
        set: &str,
        choice: &str,
        kept: Option<i64>,
        reason: &str,
    ) -> Result<(), DeskError> {
        let sets = self.flagged_sets(programme)?;
        let Some(found) = sets.iter().find(|one| one.id == set) else {
            return Err(DeskError::Missing {
                what: "重复线索",
                name: set.to_owned(),
                known: sets.iter().map(|one| one.id.clone()).collect(),
            });
        };
        let choice = flagged::choice(choice)?;
        let members: Vec<ProjectId> = found
            .members
            .iter()
            .map(|member| ProjectId(member.project))
            .collect();
        let kept = kept
            .map(ProjectId)
            .filter(|_| choice == DuplicateChoice::KeepOne);
        if choice == DuplicateChoice::KeepOne && !found.keeps_one {
            return Err(DeskError::Refused(format!(
                "线索“{set}”是“{}”，不能只留一个。请核实后选“都留”，不该申报的项目请到项目页处理。",
                found.label
            )));
        }
        if choice == DuplicateChoice::KeepOne && !kept.is_some_and(|id| members.contains(&id)) {
            return Err(DeskError::Refused(format!(
                "请指明线索“{set}”里留下哪一个项目：{}。",
                members
                    .iter()
                    .map(|id| id.0.to_string())
                    .collect::<Vec<_>>()
                    .join("、")
            )));
        }
        // An earlier decision on these projects is taken over under its own
        // number, or both would hold.
        let decisions = self.library()?.duplicates()?;
        let earlier = standing(set, &members, &decisions).decided;
        let number = earlier.map_or(set, |one| one.set.as_str());
        let new = NewDuplicate {
            set: number.to_owned(),
            choice,
            members,
            kept,
            reason: reason.to_owned(),
        };
        let stamp = self.stamp();
        self.library_mut()?.decide_duplicate(&new, &stamp)?;
        Ok(())
    }

    /// What stands in doubt in a programme, and what was left out.
    pub(crate) fn doubts(&self, programme: &str) -> Result<Doubts, DeskError> {
        let known = self.known_sets()?;
        let decisions = self.library()?.duplicates()?;
        let mut open = BTreeSet::new();
        for set in known.sets.iter().filter(|set| set.matter.holds_money()) {
            let standing = standing(&set.id, &set.members, &decisions);
            if standing.decided.is_none() || standing.newcomers > 0 {
                open.extend(set.members.iter().copied());
            }
        }
        open.retain(|id| known.programme_of.get(id).is_some_and(|of| of == programme));
        Ok(Doubts {
            open,
            left_out: self.library()?.left_out(programme)?,
        })
    }

    /// The sets of the library, found anew only after something was written:
    /// every project's screen asks for them.
    fn known_sets(&self) -> Result<Arc<KnownSets>, DeskError> {
        let library = self.library()?;
        let state = (library.folder().to_owned(), library.audit_head()?);
        let mut kept = self
            .known_sets
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((of, known)) = kept.as_ref()
            && *of == state
        {
            return Ok(Arc::clone(known));
        }
        let shelf = self.shelf_of_projects()?;
        let sets = shelf.sets();
        let programme_of = sets
            .iter()
            .flat_map(|set| &set.members)
            .filter_map(|id| Some((*id, shelf.project(*id)?.0.programme.clone())))
            .collect();
        let known = Arc::new(KnownSets { sets, programme_of });
        *kept = Some((state, Arc::clone(&known)));
        Ok(known)
    }

    /// The projects of a programme that may be there twice, which nobody has
    /// settled yet.
    pub(crate) fn doubtful(&self, programme: &str) -> Result<BTreeSet<ProjectId>, DeskError> {
        Ok(self.doubts(programme)?.open)
    }
}
