//! Which projects of a list can be given money, and how much in all.

use std::collections::BTreeSet;

use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::money::Money;
use ruku_policy::assessment::{ProjectResult, ResultKind};

/// A project of a list with its latest result.
pub(crate) type Listed<'a> = (&'a ProjectSummary, Option<&'a ProjectResult>);

/// Why a project is not given money on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    Doubtful,
    Kind(&'static str),
}

/// The amount a project can be given: a ceiling or what is due, above nought,
/// and not in doubt. What is only 待核定 is not given yet.
pub(crate) fn amount(listed: Listed<'_>, doubtful: &BTreeSet<ProjectId>) -> Option<Money> {
    let result = listed.1?;
    let settled = matches!(result.kind, ResultKind::Ceiling | ResultKind::Entitlement);
    let amount = result.amount.filter(|amount| *amount > Money::ZERO)?;
    (settled && !doubtful.contains(&listed.0.id)).then_some(amount)
}

/// What a list must say of the projects it leaves out; `None` if it has all.
pub(crate) fn left_out<'a>(
    projects: impl IntoIterator<Item = Listed<'a>>,
    doubtful: &BTreeSet<ProjectId>,
) -> Option<String> {
    let mut counts: Vec<(Left, u32)> = Vec::new();
    for listed in projects {
        if amount(listed, doubtful).is_some() {
            continue;
        }
        let why = match listed.1 {
            _ if doubtful.contains(&listed.0.id) => Left::Doubtful,
            None => Left::Kind("未测算"),
            Some(result) => match result.kind {
                ResultKind::Ceiling | ResultKind::Entitlement => Left::Kind("金额为零"),
                kind => Left::Kind(kind.label()),
            },
        };
        match counts.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => counts.push((why, 1)),
        }
    }
    if counts.is_empty() {
        return None;
    }
    counts.sort_unstable();
    let total: u32 = counts.iter().map(|(_, count)| count).sum();
    let parts: Vec<String> = counts
        .iter()
        .map(|(why, count)| match why {
            Left::Doubtful => format!("疑似重复申报待核实{count}个"),
            Left::Kind(label) => format!("{label}{count}个"),
        })
        .collect();
    Some(format!("另有{total}个项目没有列入：{}。", parts.join("、")))
}
