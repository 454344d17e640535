//! `cap` with `per`: several projects together get at most so much.

use std::sync::Arc;

use ruku_model::money::Money;

use super::sharing::{Method, shares};
use super::{Act, FactLimit, GroupOp, GroupScope, Member, Parsed, Portion, Sharing, group_of, per};
use crate::bounds::{Amount, Bounds};
use crate::open::{Operand, Param};
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::wording;

#[derive(Debug)]
struct GroupCap {
    /// The limit, unless the members' facts tell it.
    at: Option<Param<Money>>,
    share: Param<Method>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let text = entry.text("at")?;
    let (at, limit) = match told_by_facts(text, names) {
        true => (None, Some(fact_limit(entry, text, names)?)),
        false => (Some(names.param(text, |text| text.money())?), None),
    };
    let share = names.param(entry.text("share")?, method)?;
    let (of, passes) = of?;
    let act = Act::Group {
        per,
        of,
        by: Vec::new(),
        limit,
        op: Arc::new(GroupCap { at, share }),
    };
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(passes),
    })
}

/// Whether the limit is a fact: written as one, or left to a reading of facts.
fn told_by_facts(text: Text<'_>, names: &Names<'_>) -> bool {
    match text.value.strip_prefix("reading:") {
        None => !text.value.starts_with(|c: char| c.is_ascii_digit()),
        Some(id) => names
            .readings
            .iter()
            .find(|reading| reading.id == id)
            .is_some_and(|reading| {
                reading
                    .options
                    .iter()
                    .all(|option| !option.value.ends_with('元'))
            }),
    }
}

pub(super) fn fact_limit(
    entry: &Entry<'_>,
    text: Text<'_>,
    names: &Names<'_>,
) -> Option<FactLimit> {
    let money = |text: Text<'_>| match names.origin(text, Some(ValueKind::Money))? {
        Operand::Fact(index) => Some(index),
        Operand::Step(_) | Operand::Result => {
            text.fault(
                "按组封顶的上限不能是前面的步骤。",
                "请写带单位的金额，或金额类型的填报项。",
            );
            None
        }
    };
    let at = names.param(text, money)?;
    let take: Option<Vec<usize>> = entry.texts("take").into_iter().map(money).collect();
    Some(FactLimit {
        at,
        take: take?,
        pending: entry.flag("pending"),
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

/// A pool: a limit on the whole programme that an assessment brings along.
pub(crate) fn pool_act(amount: Money, method: Method) -> Act {
    let op = Arc::new(GroupCap {
        at: Some(Param::Is(amount)),
        share: Param::Is(method),
    });
    Act::Group {
        per: Vec::new(),
        of: Operand::Result,
        by: Vec::new(),
        limit: None,
        op,
    }
}

impl GroupOp for GroupCap {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let method = *scope.get(&self.share);
        let (limit, words) = match (&self.at, &scope.limit) {
            (Some(at), _) => {
                let at = *scope.get(at);
                (Bounds::money(at), at.readable())
            }
            (None, Some(limit)) => limit.clone(),
            (None, None) => (Bounds::unknown(), String::new()),
        };
        let brings: Vec<Bounds> = members.iter().map(Member::brings).collect();
        let sum = brings
            .iter()
            .fold(Bounds::zero(), |sum, bounds| sum.plus(*bounds));
        let ranks: Vec<usize> = members.iter().map(|member| member.rank).collect();
        let given = match method {
            Method::ByRank => by_rank(members, &brings, limit, scope.quantum),
            _ => shares(method, &brings, &ranks, limit, scope.quantum),
        };
        let group = Whole {
            sum,
            limit,
            said: match self.at {
                Some(_) => words.clone(),
                None => format!("（{words}）"),
            },
            words,
            method,
            count: members.len(),
            label: scope.label,
        };
        let portions = members
            .iter()
            .zip(given)
            .map(|(member, given)| group.portion(member, given))
            .collect();
        Sharing {
            limit: Some((limit, group.words.clone())),
            ..Sharing::plain(portions)
        }
    }

    fn goes_by_place(&self, chosen: &[usize]) -> bool {
        let method = match &self.share {
            Param::Is(method) => *method,
            Param::Open { reading, by_option } => by_option[chosen[*reading]],
        };
        method == Method::ByRank
    }

    fn readings(&self) -> Vec<usize> {
        let mut readings = Vec::new();
        if let Some(Param::Open { reading, .. }) = &self.at {
            readings.push(*reading);
        }
        if let Param::Open { reading, .. } = &self.share {
            readings.push(*reading);
        }
        readings
    }
}

/// Shares in the order of the ranking before; of members with the same place,
/// the earlier in the list comes first. Where a place is not known, nobody is
/// sure of anything unless there is enough for all.
fn by_rank(members: &[Member], brings: &[Bounds], limit: Bounds, quantum: Money) -> Vec<Bounds> {
    let nothing = Bounds::zero();
    let unplaced = members
        .iter()
        .zip(brings)
        .any(|(member, brings)| member.place.is_none() && *brings != nothing);
    let sum = brings.iter().fold(nothing, |sum, value| sum.plus(*value));
    if sum.hi.is_some_and(|most| most <= limit.lo) {
        return brings.to_vec();
    }
    if unplaced {
        return brings
            .iter()
            .map(|own| own.min(limit).or_nothing())
            .collect();
    }
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|place| (members[*place].place, *place));
    let ordered: Vec<Bounds> = order.iter().map(|place| brings[*place]).collect();
    let given = shares(Method::ByRank, &ordered, &order, limit, quantum);
    let mut back = vec![nothing; members.len()];
    for (place, given) in order.into_iter().zip(given) {
        back[place] = given;
    }
    back
}

/// What every member's sentence tells of the group.
struct Whole<'a> {
    sum: Bounds,
    limit: Bounds,
    words: String,
    /// The limit within a sentence.
    said: String,
    method: Method,
    count: usize,
    label: &'a str,
}

impl Whole<'_> {
    fn portion(&self, member: &Member, given: Bounds) -> Portion {
        let cut = match (given.hi, member.value.hi) {
            (Some(given), Some(own)) => given < own,
            (given, own) => given.is_some() && own.is_none(),
        };
        // What a member lacks himself leaves his own value open, not this step.
        let open = given.point().is_none() && member.value.point().is_some();
        let bound = cut.then(|| format!("{}合计不超过{}", self.label, self.words));
        Portion {
            bound,
            open,
            ..Portion::new(given, self.text(member, given))
        }
    }

    fn text(&self, member: &Member, given: Bounds) -> String {
        let Whole {
            label, count, said, ..
        } = self;
        let known = (self.sum.point(), member.value.point(), self.limit.point());
        let (Some(sum), Some(own), Some(limit)) = known else {
            let given = wording::yuan_bounds(given);
            return format!(
                "{label}{count}个项目合计以{}为限，本项目{given}",
                self.words
            );
        };
        let (shown, total) = (wording::yuan(own), wording::yuan(sum));
        match (sum <= limit, *count) {
            (true, 1) => format!("{shown}未超过上限{said}"),
            (true, _) => {
                format!("{label}{count}个项目合计{total}，未超过上限{said}，本项目{shown}")
            }
            (false, 1) => format!("{shown}超过上限{said}，按上限计"),
            (false, _) => format!(
                "{label}{count}个项目合计{total}，超过上限{said}，{}，{}",
                self.method.label(),
                self.working(own, given, sum, limit)
            ),
        }
    }

    fn working(&self, own: Amount, given: Bounds, sum: Amount, limit: Amount) -> String {
        let result = wording::yuan_bounds(given);
        match self.method {
            Method::ProRataFloor | Method::ProRataExact => format!(
                "{} × {} ÷ {} = {result}",
                wording::yuan(own),
                wording::yuan(limit),
                wording::yuan(sum)
            ),
            Method::InOrder | Method::ByRank | Method::Equal if given.point() == Some(own) => {
                format!("本项目{result}不减")
            }
            Method::InOrder | Method::ByRank | Method::Equal => {
                format!("本项目{}减为{result}", wording::yuan(own))
            }
        }
    }
}
