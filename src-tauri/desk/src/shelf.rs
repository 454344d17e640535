//! The projects of a whole library side by side, of every programme and year,
//! as they are searched for doubles.

use std::collections::BTreeMap;
use std::sync::Arc;

use ruku_intake::across::{self, AcrossFinding, AcrossPlace, Limit, Limits, Matter, Sighting};
use ruku_intake::return_file::County;
use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectId, ProjectSummary};
use ruku_model::fact::{FactId, Facts};
use ruku_model::region::Regions;
use ruku_policy::pack::Pack;

use crate::desk::Desk;
use crate::error::DeskError;
use crate::returns::county_name;
use crate::show;

/// The key that tells enterprises apart, as packs name it.
const ENTERPRISE: &str = "enterprise";

/// The programmes of a library with their projects.
pub(crate) struct Shelf {
    programmes: Vec<(Programme, Arc<Pack>)>,
    projects: Vec<(ProjectSummary, Facts)>,
    batches: BTreeMap<BatchId, Batch>,
    regions: Regions,
}

/// A set of projects that share something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    /// Its number, the same as long as what is shared is.
    pub(crate) id: String,
    pub(crate) matter: Matter,
    /// What they share, as people read it.
    pub(crate) what: String,
    /// What to do: a sentence.
    pub(crate) advice: String,
    pub(crate) members: Vec<ProjectId>,
}

impl Desk {
    pub(crate) fn shelf_of_projects(&self) -> Result<Shelf, DeskError> {
        let library = self.library()?;
        let mut shelf = Shelf {
            programmes: Vec::new(),
            projects: Vec::new(),
            batches: BTreeMap::new(),
            regions: self.regions()?,
        };
        for programme in library.programmes()? {
            let mut facts = library.facts(&programme.id)?;
            for project in library.projects(&programme.id, &ProjectFilter::default())? {
                let facts = facts.remove(&project.id).unwrap_or_default();
                shelf.projects.push((project, facts));
            }
            let batches = library.batches(&programme.id)?.into_iter();
            shelf.batches.extend(batches.map(|batch| (batch.id, batch)));
            let pack = self.pack_of(&programme)?;
            shelf.programmes.push((programme, pack));
        }
        shelf.projects.sort_by_key(|(project, _)| project.id);
        Ok(shelf)
    }
}

impl Shelf {
    /// Its sets.
    pub(crate) fn sets(&self) -> Vec<Set> {
        let sightings: Vec<Sighting> = self.projects.iter().map(|one| self.sighting(one)).collect();
        let found = across::among(&sightings, &self.limits());
        let sets = found.into_iter().map(|found| self.set(found));
        sets.filter(|set| !self.is_grant_redeemed(set)).collect()
    }

    /// Whether the two are a grant and its redemption (`settles`): one project
    /// on two rows by the notice's own rule.
    fn is_grant_redeemed(&self, set: &Set) -> bool {
        let &[one, other] = set.members.as_slice() else {
            return false;
        };
        let (Some((one, _)), Some((other, _))) = (self.project(one), self.project(other)) else {
            return false;
        };
        let settles = |by: &ProjectSummary, granted: &ProjectSummary| {
            let measure = by.measure.as_deref();
            let pack = self.programme(&by.programme).map(|(_, pack)| pack);
            let measure = pack.and_then(|pack| pack.measure(measure?));
            measure.is_some_and(|measure| {
                measure.settles.is_some() && measure.settles == granted.measure
            })
        };
        one.programme == other.programme && (settles(one, other) || settles(other, one))
    }

    /// Its projects but for those of some batches, to be laid beside files.
    pub(crate) fn sightings_without(&self, gone: &[BatchId]) -> Vec<Sighting> {
        let staying = self.projects.iter();
        staying
            .filter(|(project, _)| !gone.contains(&project.batch))
            .map(|one| self.sighting(one))
            .collect()
    }

    /// What the notices of its programmes allow an enterprise.
    pub(crate) fn limits(&self) -> Limits {
        let of = |(programme, pack): &(Programme, Arc<Pack>)| (programme.id.clone(), limits(pack));
        self.programmes.iter().map(of).collect()
    }

    pub(crate) fn project(&self, id: ProjectId) -> Option<&(ProjectSummary, Facts)> {
        let at = self
            .projects
            .binary_search_by_key(&id, |(project, _)| project.id);
        at.ok().map(|at| &self.projects[at])
    }

    pub(crate) fn programme(&self, id: &str) -> Option<(&Programme, &Arc<Pack>)> {
        let found = self
            .programmes
            .iter()
            .find(|(programme, _)| programme.id == id);
        found.map(|(programme, pack)| (programme, pack))
    }

    /// The name of the county that sent a project.
    pub(crate) fn county(&self, project: &ProjectSummary) -> String {
        county_name(&self.regions, project.county.as_deref())
    }

    /// The name of the file that a project came with.
    pub(crate) fn file(&self, project: &ProjectSummary) -> &str {
        let batch = self.batches.get(&project.batch);
        batch.map_or("", |batch| batch.name.as_str())
    }

    fn set(&self, found: AcrossFinding) -> Set {
        Set {
            id: format!("{}{}", found.matter.letter(), &found.identity[..8]),
            matter: found.matter,
            what: found.found,
            advice: found.expected,
            members: found
                .members
                .iter()
                .map(|at| self.projects[*at].0.id)
                .collect(),
        }
    }

    fn sighting(&self, (project, facts): &(ProjectSummary, Facts)) -> Sighting {
        let county = project.county.as_ref().map(|id| County {
            id: id.clone(),
            name: self.county(project),
        });
        let batch = self.batches.get(&project.batch);
        let mut sighting = Sighting {
            programme: Some(project.programme.clone()),
            measure: project.measure.clone(),
            enterprise: project.enterprise.clone(),
            former_name: String::new(),
            credit_code: project.credit_code.clone(),
            project: project.name.clone(),
            evidence: Vec::new(),
            phones: Vec::new(),
            addresses: Vec::new(),
            marks: Vec::new(),
            place: AcrossPlace {
                file: self.file(project).to_owned(),
                sha256: batch.map(|batch| batch.sha256.clone()).unwrap_or_default(),
                county: county.as_ref().map(|county| county.name.clone()),
                sheet: project.sheet.clone(),
                row: project.row,
                project: project.name.clone(),
            },
            county,
        };
        let pack = self.programme(&project.programme).map(|(_, pack)| pack);
        sighting.take_from(facts, |id| {
            pack.map(|pack| show::field_label(pack, &FactId::new(id)))
                .unwrap_or_default()
        });
        sighting
    }
}

/// How many projects a notice allows an enterprise.
pub(crate) fn limits(pack: &Pack) -> Vec<Limit> {
    let all = pack.projects_max().into_iter();
    all.filter(|max| max.per == [ENTERPRISE])
        .map(|max| Limit {
            count: max.count,
            measures: max.measures,
        })
        .collect()
}
