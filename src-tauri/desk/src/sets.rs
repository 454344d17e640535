//! Flagged sets: projects of the library that may be one and the same, or that
//! use one invoice, contract or machine twice, with what was decided.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use ruku_library::table::duplicate::{Duplicate, DuplicateChoice, NewDuplicate};
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::fact::Facts;
use ruku_model::money::MoneyUnit;
use ruku_policy::pack::Pack;

use crate::batches::choice_label;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::evidence::{self, Candidate, Set};
use crate::returns::county_name;
use crate::show;
use crate::view_returns::{FlaggedMember, FlaggedSet};

/// The programmes of a library with their projects.
struct Shelf {
    programmes: Vec<(Programme, Arc<Pack>)>,
    projects: Vec<(ProjectSummary, Facts)>,
}

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

/// How a set stands: the decision on it, and members that came after it.
struct Standing<'a> {
    decided: Option<&'a Duplicate>,
    newcomers: usize,
}

impl Desk {
    /// The flagged sets that a programme's projects belong to, with members of
    /// every programme in the library: the undecided first.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn flagged_sets(&self, programme: &str) -> Result<Vec<FlaggedSet>, DeskError> {
        let programme = self.programme(Some(programme))?.id;
        let shelf = self.shelf_of_projects()?;
        let decisions = self.library()?.duplicates()?;
        let mut out = Vec::new();
        for set in shelf.sets() {
            let own = |id: &ProjectId| {
                shelf
                    .project(*id)
                    .is_some_and(|(one, _)| one.programme == programme)
            };
            if set.members.iter().any(own) {
                out.push(self.flagged(&shelf, &set, &decisions)?);
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
        let choice = match choice {
            "open" => DuplicateChoice::Open,
            "keep_all" => DuplicateChoice::KeepAll,
            "keep_one" => DuplicateChoice::KeepOne,
            "different" => DuplicateChoice::Different,
            other => {
                return Err(DeskError::Missing {
                    what: "认定",
                    name: other.to_owned(),
                    known: ["keep_all", "keep_one", "different", "open"]
                        .map(str::to_owned)
                        .to_vec(),
                });
            }
        };
        let members: Vec<ProjectId> = found
            .members
            .iter()
            .map(|member| ProjectId(member.project))
            .collect();
        let kept = kept
            .map(ProjectId)
            .filter(|_| choice == DuplicateChoice::KeepOne);
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
        let new = NewDuplicate {
            set: set.to_owned(),
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
        for set in known.sets.iter().filter(|set| set.shared.holds_money()) {
            let standing = standing(set, &decisions);
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

    fn shelf_of_projects(&self) -> Result<Shelf, DeskError> {
        let library = self.library()?;
        let mut shelf = Shelf {
            programmes: Vec::new(),
            projects: Vec::new(),
        };
        for programme in library.programmes()? {
            let mut facts = library.facts(&programme.id)?;
            for project in library.projects(&programme.id, &ProjectFilter::default())? {
                let facts = facts.remove(&project.id).unwrap_or_default();
                shelf.projects.push((project, facts));
            }
            let pack = self.pack_of(&programme)?;
            shelf.programmes.push((programme, pack));
        }
        shelf.projects.sort_by_key(|(project, _)| project.id);
        Ok(shelf)
    }

    fn flagged(
        &self,
        shelf: &Shelf,
        set: &Set,
        decisions: &[Duplicate],
    ) -> Result<FlaggedSet, DeskError> {
        let regions = self.regions()?;
        let library = self.library()?;
        let Standing { decided, newcomers } = standing(set, decisions);
        let mut members = Vec::new();
        for id in &set.members {
            let Some((project, facts)) = shelf.project(*id) else {
                continue;
            };
            let Some((programme, pack)) = shelf.programme(&project.programme) else {
                continue;
            };
            let measure = project.measure.as_deref().and_then(|id| pack.measure(id));
            let file = library.batch(project.batch)?.name;
            members.push(FlaggedMember {
                project: id.0,
                programme: programme.title.clone(),
                year: programme.year,
                county: county_name(&regions, project.county.as_deref()),
                enterprise: project.enterprise.clone(),
                name: project.name.clone(),
                direction: measure.map(|one| one.title.clone()).unwrap_or_default(),
                investment_wan: crate::projects::size(pack, |id| {
                    facts.get(id).map(|fact| &fact.value)
                })
                .map(|value| value.readable(Some(MoneyUnit::WanYuan)))
                .unwrap_or_default(),
                origin: format!("{file} {} 第{}行", project.sheet, project.row),
                left_out: decided.is_some_and(|one| one.members.get(id) == Some(&false)),
            });
        }
        let choice = decided.map_or(DuplicateChoice::Open, |one| one.choice);
        let shown = if newcomers > 0 {
            DuplicateChoice::Open
        } else {
            choice
        };
        Ok(FlaggedSet {
            id: set.id.clone(),
            kind: set.shared.id().to_owned(),
            label: set.shared.label().to_owned(),
            shared: set.what.clone(),
            differ: differ(&members),
            members,
            choice: choice_id(shown).to_owned(),
            choice_label: choice_label(shown).to_owned(),
            decided: decided
                .map(|one| decided_words(one, newcomers))
                .unwrap_or_default(),
        })
    }
}

impl Shelf {
    fn sets(&self) -> Vec<Set> {
        let candidates: Vec<Candidate<'_>> = self
            .projects
            .iter()
            .filter_map(|(project, facts)| {
                let (_, pack) = self.programme(&project.programme)?;
                Some(Candidate {
                    project,
                    facts,
                    pack,
                })
            })
            .collect();
        evidence::sets(&candidates)
    }

    fn project(&self, id: ProjectId) -> Option<&(ProjectSummary, Facts)> {
        let at = self
            .projects
            .binary_search_by_key(&id, |(project, _)| project.id);
        at.ok().map(|at| &self.projects[at])
    }

    fn programme(&self, id: &str) -> Option<(&Programme, &Arc<Pack>)> {
        let found = self
            .programmes
            .iter()
            .find(|(programme, _)| programme.id == id);
        found.map(|(programme, pack)| (programme, pack))
    }
}

/// The decision on a set: the one on its id, or on the same projects when what
/// they share is spelled differently by now.
fn standing<'a>(set: &Set, decisions: &'a [Duplicate]) -> Standing<'a> {
    let same_kind = |one: &&Duplicate| one.set.chars().next() == set.id.chars().next();
    let decided = decisions.iter().find(|one| one.set == set.id).or_else(|| {
        let covers = |one: &&Duplicate| set.members.iter().all(|id| one.members.contains_key(id));
        decisions.iter().filter(same_kind).find(covers)
    });
    let newcomers = decided.map_or(0, |one| {
        let new = set
            .members
            .iter()
            .filter(|id| !one.members.contains_key(*id));
        new.count()
    });
    Standing { decided, newcomers }
}

fn choice_id(choice: DuplicateChoice) -> &'static str {
    match choice {
        DuplicateChoice::Open => "open",
        DuplicateChoice::KeepAll => "keep_all",
        DuplicateChoice::KeepOne => "keep_one",
        DuplicateChoice::Different => "different",
    }
}

fn decided_words(decided: &Duplicate, newcomers: usize) -> String {
    let words = format!(
        "{} {}认定“{}”：{}",
        show::moment(decided.stamp.at),
        decided.stamp.by,
        choice_label(decided.choice),
        decided.reason
    );
    if newcomers == 0 {
        words
    } else {
        format!("{words}。此后又有{newcomers}个项目，请重新认定")
    }
}

/// In what the members differ, in words.
fn differ(members: &[FlaggedMember]) -> String {
    let differs = |of: fn(&FlaggedMember) -> String| {
        members.iter().map(of).collect::<BTreeSet<_>>().len() > 1
    };
    let mut words = Vec::new();
    if differs(|one| one.county.clone()) {
        words.push("跨县");
    }
    if differs(|one| one.direction.clone()) {
        words.push("跨方向");
    }
    if differs(|one| one.year.to_string()) {
        words.push("跨年度");
    } else if differs(|one| one.programme.clone()) {
        words.push("跨批次");
    }
    if words.is_empty() {
        "同县同方向".to_owned()
    } else {
        words.join("、")
    }
}
