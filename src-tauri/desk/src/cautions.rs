//! What the sums of a programme hold that is not to be paid as it stands.

use std::collections::{BTreeMap, BTreeSet};

use ruku_library::table::project::ProjectId;
use ruku_model::money::Money;
use ruku_policy::assessment::ProjectResult;

use crate::error::DeskError;
use crate::projects::total;

/// Sentences beside the sums of a programme's results: how much of them waits
/// for a decision on a project that may be there twice, what is in the library
/// without money, and which decided amounts do not stand any more.
pub(crate) fn cautions(
    results: &BTreeMap<String, ProjectResult>,
    doubtful: &BTreeSet<ProjectId>,
    proposals: &BTreeMap<ProjectId, Money>,
) -> Result<Vec<String>, DeskError> {
    let mut said = Vec::new();
    let twice: Vec<Money> = results
        .values()
        .filter(|result| id(result).is_some_and(|id| doubtful.contains(&id)))
        .filter_map(|result| result.amount)
        .collect();
    if !twice.is_empty() {
        said.push(format!(
            "小计里有{}个项目疑似重复申报，共{}元，核实前不得安排资金。",
            twice.len(),
            total(twice)?.grouped()
        ));
    }
    let waiting: Vec<Money> = results
        .values()
        .filter(|result| result.is_waiting())
        .filter_map(|result| result.amount)
        .collect();
    if !waiting.is_empty() {
        said.push(format!(
            "有{}个项目名额已满，入库但未安排，在小计里占{}元。",
            waiting.len(),
            total(waiting)?.grouped()
        ));
    }
    let refused = results.values().filter(|result| {
        let proposed = id(result).and_then(|id| proposals.get(&id));
        proposed.is_some_and(|amount| result.refuses(*amount).is_some())
    });
    let refused = refused.count();
    if refused > 0 {
        said.push(format!(
            "有{refused}个项目的拟安排金额与测算结果不符，须重新登记。"
        ));
    }
    Ok(said)
}

fn id(result: &ProjectResult) -> Option<ProjectId> {
    result.id.parse().ok().map(ProjectId)
}
