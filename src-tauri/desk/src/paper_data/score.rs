//! Experts' scores of a list's projects: each as it was given, their mean, and
//! the place among the listed projects.

use std::collections::BTreeMap;

use ruku_library::table::project::ProjectId;
use ruku_model::fact::{FactId, FactValue, Facts};
use ruku_model::rate::Rate;

/// How many experts score a project, as the printed table has it.
pub(crate) const EXPERTS: usize = 5;

/// What a score table shows of one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scored {
    /// What each expert gave.
    pub(crate) given: [Option<Rate>; EXPERTS],
    /// Their mean in hundredths, once all have scored it.
    pub(crate) mean: Option<i64>,
    /// Its place by the mean, from 1, once every listed project has one; equal
    /// means share a place.
    pub(crate) rank: Option<usize>,
}

/// The scores of some projects, in their order. As many experts count as have
/// scored any of them: a mean over some of the experts is no mean.
pub(crate) fn scored(
    projects: impl Iterator<Item = ProjectId>,
    facts: &BTreeMap<ProjectId, Facts>,
) -> Vec<Scored> {
    let given: Vec<[Option<Rate>; EXPERTS]> = projects
        .map(|project| facts.get(&project).map(of_facts).unwrap_or_default())
        .collect();
    let sat = |expert: &usize| given.iter().any(|scores| scores[*expert].is_some());
    let experts = (0..EXPERTS).filter(sat).max().map_or(0, |last| last + 1);
    let means: Vec<Option<i64>> = given.iter().map(|one| mean(&one[..experts])).collect();
    let all: Option<Vec<i64>> = means.iter().copied().collect();
    let place = |mean: Option<i64>| {
        let (all, mean) = all.as_ref().zip(mean)?;
        Some(all.iter().filter(|other| **other > mean).count() + 1)
    };
    given
        .into_iter()
        .zip(means)
        .map(|(given, mean)| Scored {
            given,
            mean,
            rank: place(mean),
        })
        .collect()
}

/// Hundredths as they are printed: 8733 is 87.33.
pub(crate) fn shown(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A score in hundredths, half a hundredth up: 86.125 is 86.13.
pub(crate) fn hundredths_half_up(score: Rate) -> Option<i64> {
    let doubled = (score.ratio() * 200 + 1).floor().to_integer();
    i64::try_from(doubled.div_euclid(2)).ok()
}

fn of_facts(facts: &Facts) -> [Option<Rate>; EXPERTS] {
    std::array::from_fn(|expert| {
        let id = FactId::new(format!("score_{}", expert + 1).as_str());
        match facts.get(&id)?.value {
            FactValue::Number(score) => Some(score),
            _ => None,
        }
    })
}

/// The arithmetic mean in hundredths, rounded half up: 85, 88 and 89 give
/// 87.33; `None` unless all have scored.
fn mean(scores: &[Option<Rate>]) -> Option<i64> {
    let all: Vec<Rate> = scores.iter().copied().collect::<Option<_>>()?;
    let sum = all
        .iter()
        .map(|score| score.ratio())
        .reduce(|sum, one| sum + one)?;
    let mean = sum / i128::try_from(all.len()).ok()?;
    hundredths_half_up(Rate::from_fraction(*mean.numer(), *mean.denom())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(id: i64, scores: &[&str]) -> (ProjectId, Facts) {
        let fact = |(n, score): (usize, &&str)| {
            let value = FactValue::Number(score.parse().expect("a score"));
            let id = FactId::new(format!("score_{}", n + 1).as_str());
            (id, ruku_model::fact::Fact::bare(value))
        };
        let facts = scores.iter().enumerate().map(fact).collect();
        (ProjectId(id), facts)
    }

    #[test]
    fn means_and_places_stand_once_all_have_scored() {
        let facts: BTreeMap<_, _> = [
            project(1, &["85", "88", "89"]),
            project(2, &["90.5", "90", "91"]),
            project(3, &["87.33", "87.33", "87.33"]),
        ]
        .into();
        let projects = [ProjectId(1), ProjectId(2), ProjectId(3)];
        let found: Vec<_> = scored(projects.into_iter(), &facts)
            .into_iter()
            .map(|one| (one.mean.map(shown).unwrap_or_default(), one.rank))
            .collect();
        let said = |mean: &str, rank| (mean.to_owned(), Some(rank));
        assert_eq!(
            found,
            [said("87.33", 2), said("90.50", 1), said("87.33", 2)],
            "equal means as they are printed share a place"
        );
        let facts: BTreeMap<_, _> = [project(1, &["85", "88"]), project(2, &["90"])].into();
        let found = scored(projects.into_iter().take(2), &facts);
        assert_eq!(found[0].mean, Some(8650), "both experts scored it");
        assert_eq!(
            (found[1].mean, found[0].rank),
            (None, None),
            "one is missing"
        );
    }
}
