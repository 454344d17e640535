//! Checks that need the whole pack: is every clause used, do directions and
//! measures agree, do the pack's own cases pass.

use std::collections::BTreeSet;

use super::source::Source;
use crate::cases;
use crate::pack::{Coverage, Pack, PackFault};

/// Checks a pack that was read.
pub(crate) fn check(pack: &Pack, policy: &Source<'_>, clauses: &Source<'_>) {
    coverage(pack, clauses);
    directions(pack, policy);
    names(pack, policy);
    pool(pack, policy);
    super::branches::check(pack, policy);
}

/// An encoded clause is used somewhere; a used clause is encoded.
fn coverage(pack: &Pack, source: &Source<'_>) {
    let cited = cited(pack);
    for clause in &pack.clauses {
        let used = cited.contains(clause.number.as_str());
        let place = format!("\"{}\"", clause.number);
        if clause.coverage == Coverage::Encoded && !used {
            source.fault_near(
                &place,
                format!(
                    "条款 {} 标为已编码，但没有任何条件、步骤或日期引用它。",
                    clause.number
                ),
                "请在 policy.toml 里用到它，或改为 manual / not_applicable 并写明理由。",
            );
        }
    }
    if pack.clauses.is_empty() {
        source.fault_near(
            "",
            "没有摘录任何条款。",
            "请用 [[clause]] 逐条摘录通知原文。",
        );
    }
}

/// The clauses that something in the pack cites.
fn cited(pack: &Pack) -> BTreeSet<&str> {
    let steps = pack
        .measures
        .iter()
        .flat_map(|measure| &measure.steps)
        .chain(&pack.across);
    let notes = pack.measures.iter().flat_map(|measure| &measure.notes);
    let mut cited: BTreeSet<&str> = steps.map(|step| step.clause.as_str()).collect();
    cited.extend(notes.map(|note| note.clause.as_str()));
    cited.extend(pack.measures.iter().map(|measure| measure.clause.as_str()));
    cited.extend(
        pack.conditions
            .iter()
            .map(|condition| condition.clause.as_str()),
    );
    cited.extend(pack.readings.iter().map(|reading| reading.clause.as_str()));
    cited.extend(pack.dates.iter().map(|date| date.clause.as_str()));
    cited.extend(
        pack.forms
            .iter()
            .filter_map(|form| form.copies_clause.as_deref()),
    );
    cited.extend(pack.pool.iter().map(|pool| pool.clause.as_str()));
    cited
}

/// The options of the direction are the measures.
fn directions(pack: &Pack, source: &Source<'_>) {
    let Some(direction) = pack.fact(&pack.return_decl.direction) else {
        return;
    };
    for measure in &pack.measures {
        if !direction
            .options
            .iter()
            .any(|option| option.id == measure.id)
        {
            source.fault_near(
                &format!("\"{}\"", measure.id),
                format!("方向 {} 不在填报项 {} 的选项里。", measure.id, direction.id),
                "请在 facts.toml 里补上这个选项，id 与 [[measure]] 的 id 相同。",
            );
        }
    }
    for option in &direction.options {
        if pack.measure(&option.id).is_none() {
            source.fault_near(
                "[return]",
                format!(
                    "填报项 {} 的选项 {} 没有对应的 [[measure]]。",
                    direction.id, option.id
                ),
                "请补上这个方向，或删去这个选项。",
            );
        }
    }
}

/// A pool shared by rank needs a ranking of the whole programme.
fn pool(pack: &Pack, source: &Source<'_>) {
    let Some(pool) = &pack.pool else { return };
    if pool.methods.iter().any(|method| method == "by_rank") && !pack.has_ranking() {
        source.fault_near(
            "by_rank",
            "资金池写了按排名先后分配，却没有整个专项的排名。",
            "请在 [[across]] 里写 op = \"quota\"、pick = \"score\"、per = [\"programme\"]，或删去 by_rank。",
        );
    }
}

/// Every condition belongs to a measure.
fn names(pack: &Pack, source: &Source<'_>) {
    for condition in &pack.conditions {
        let used = pack
            .measures
            .iter()
            .any(|measure| measure.requires.contains(&condition.id));
        if !used {
            source.fault_near(
                &format!("\"{}\"", condition.id),
                format!("条件 {} 没有被任何方向引用。", condition.id),
                "请写进某个 [[measure]] 的 requires，或删去它。",
            );
        }
    }
}

/// The pack, if its own cases pass.
pub(crate) fn own_cases(pack: Pack) -> Result<Pack, Vec<PackFault>> {
    let fault = |line: u32, reason: String, remedy: &str| PackFault {
        file: "cases.toml".to_owned(),
        line,
        reason,
        remedy: remedy.to_owned(),
    };
    if pack.cases.cases.is_empty() {
        let reason = "政策包没有案例。".to_owned();
        return Err(vec![fault(1, reason, "请至少写一个手工算好的 [[case]]。")]);
    }
    let faults: Vec<PackFault> = pack
        .cases
        .cases
        .iter()
        .filter_map(|case| {
            let difference = cases::run(&pack, case).first_difference?;
            Some(fault(
                case.line,
                format!("案例 {} 没有通过：{difference}。", case.id),
                "请核对步骤与条款，或改正案例的期望结果。",
            ))
        })
        .collect();
    if faults.is_empty() {
        Ok(pack)
    } else {
        Err(faults)
    }
}
