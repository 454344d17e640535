//! `cap` with `per`: several projects together get at most so much.

use std::sync::Arc;

use ruku_model::money::Money;

use super::sharing::{Method, shares};
use super::{Act, GroupOp, GroupScope, Member, Parsed, Portion, Sharing, fen, group_of, per};
use crate::bounds::{Amount, Bounds};
use crate::open::{Operand, Param};
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::wording;

#[derive(Debug)]
struct GroupCap {
    at: Param<Money>,
    share: Param<Method>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let at = names.param(entry.text("at")?, |text| text.money());
    let share = names.param(entry.text("share")?, method)?;
    let (of, passes) = of?;
    let op = Arc::new(GroupCap { at: at?, share });
    Some(Parsed {
        act: Act::Group { per, of, op },
        kind: ValueKind::Money,
        of: Some(passes),
    })
}

fn method(text: Text<'_>) -> Option<Method> {
    let method = Method::parse(text.value);
    if method.is_none() {
        let known: Vec<&str> = Method::ALL.iter().map(|(_, id, _)| *id).collect();
        text.fault(
            format!("没有名为 {} 的分摊办法。", text.value),
            format!("可用的办法：{}。", known.join("、")),
        );
    }
    method
}

impl GroupOp for GroupCap {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let (at, share) = (*scope.get(&self.at), *scope.get(&self.share));
        limit_group(members, at, share, scope)
    }

    fn readings(&self) -> Vec<usize> {
        let mut readings = Vec::new();
        if let Param::Open { reading, .. } = &self.at {
            readings.push(*reading);
        }
        if let Param::Open { reading, .. } = &self.share {
            readings.push(*reading);
        }
        readings
    }
}

/// A pool: a limit on the whole programme that an assessment brings along.
pub(crate) fn pool_act(amount: Money, method: Method) -> Act {
    let op = Arc::new(GroupCap {
        at: Param::Is(amount),
        share: Param::Is(method),
    });
    Act::Group {
        per: Vec::new(),
        of: Operand::Result,
        op,
    }
}

/// Cuts a group back to a limit.
fn limit_group(members: &[Member], at: Money, method: Method, scope: &GroupScope<'_>) -> Sharing {
    let brings: Vec<Bounds> = members.iter().map(Member::brings).collect();
    let sum = brings
        .iter()
        .fold(Bounds::zero(), |sum, bounds| sum.plus(*bounds));
    let given = shares(method, &brings, Bounds::money(at), scope.quantum);
    let portions = members
        .iter()
        .zip(given)
        .map(|(member, given)| portion(member, given, sum, at, method, members.len(), scope))
        .collect();
    Sharing {
        portions,
        limit: Some(at),
    }
}

fn portion(
    member: &Member,
    given: Bounds,
    sum: Bounds,
    at: Money,
    method: Method,
    count: usize,
    scope: &GroupScope<'_>,
) -> Portion {
    let limit = fen(at);
    let words = at.readable();
    let cut = match (given.hi, member.value.hi) {
        (Some(given), Some(own)) => given < own,
        (given, own) => given.is_some() && own.is_none(),
    };
    let text = match (sum.point(), member.value.point()) {
        (Some(sum), Some(own)) if sum <= limit => match count {
            1 => format!("{}未超过上限{words}", wording::yuan(own)),
            _ => format!(
                "{}{count}个项目合计{}，未超过上限{words}：{}",
                scope.label,
                wording::yuan(sum),
                wording::yuan(own)
            ),
        },
        (Some(_), Some(own)) if count == 1 => {
            format!("{}超过上限{words}，按上限计", wording::yuan(own))
        }
        (Some(sum), Some(own)) => format!(
            "{}{count}个项目合计{}，超过上限{words}，{}：{}",
            scope.label,
            wording::yuan(sum),
            method.label(),
            working(own, given, sum, limit, method)
        ),
        _ => format!(
            "{}{count}个项目合计不超过{words}：{}",
            scope.label,
            wording::yuan_bounds(given)
        ),
    };
    // What a member lacks himself leaves his own value open, not this step.
    let open = given.point().is_none() && member.value.point().is_some();
    let bound = cut.then(|| format!("{}合计不超过{words}", scope.label));
    Portion {
        value: given,
        text,
        bound,
        out: None,
        open,
    }
}

fn working(own: Amount, given: Bounds, sum: Amount, limit: Amount, method: Method) -> String {
    let result = wording::yuan_bounds(given);
    match method {
        Method::ProRataFloor | Method::ProRataExact => format!(
            "{} × {} ÷ {} = {result}",
            wording::yuan(own),
            wording::yuan(limit),
            wording::yuan(sum)
        ),
        Method::InOrder | Method::Equal => format!("{} → {result}", wording::yuan(own)),
    }
}
