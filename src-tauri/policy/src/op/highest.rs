//! `highest`: of several measures, a group gets only the one that gives most.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Act, GroupOp, GroupScope, Member, OpSpec, Parsed, Portion, Sharing, group_of, per};
use crate::bounds::Bounds;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "highest",
    title: "就高",
    about: "同一组在几个方向（条款）里只享受合计最高的一个，其余为零；相同时取名单在前的。",
    params: &[
        ("of", "比较大小用的金额；在 [[across]] 里不写"),
        ("per", "按什么分组：[[group]] 的 id 的列表"),
    ],
    example: r#"{ id = "one", op = "highest", per = ["enterprise"], clause = "六" }"#,
};

#[derive(Debug)]
struct Highest;

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let (of, passes) = of?;
    let act = Act::Group {
        per,
        of,
        limit: None,
        op: Arc::new(Highest),
    };
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(passes),
    })
}

impl GroupOp for Highest {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let mut sums: BTreeMap<usize, (usize, Bounds)> = BTreeMap::new();
        for (place, member) in members.iter().enumerate() {
            let entry = sums
                .entry(member.measure)
                .or_insert((place, Bounds::zero()));
            entry.1 = entry.1.plus(member.brings());
        }
        let portions = members
            .iter()
            .map(|member| portion(member, &sums, scope))
            .collect();
        Sharing {
            portions,
            limit: None,
        }
    }
}

fn portion(
    member: &Member,
    sums: &BTreeMap<usize, (usize, Bounds)>,
    scope: &GroupScope<'_>,
) -> Portion {
    let label = scope.label;
    let (place, own) = sums[&member.measure];
    let mut wins = true;
    let mut loses = None;
    for (measure, (other_place, other)) in sums {
        if *measure == member.measure {
            continue;
        }
        let earlier = *other_place < place;
        let above = |a, b| a > b || (a == b && earlier);
        if own.hi.is_some_and(|hi| above(other.lo, hi)) {
            loses = Some(*other);
        }
        if other.hi.is_none_or(|hi| above(hi, own.lo)) {
            wins = false;
        }
    }
    let own_text = wording::yuan_bounds(own);
    if let Some(other) = loses {
        let other = wording::yuan_bounds(other);
        let text = format!("{label}就高：另一方向{other}，高于本方向{own_text}，本方向不再享受");
        let bound = Some(format!("{label}只享受最高的一个"));
        return Portion {
            bound,
            ..Portion::new(Bounds::zero(), text)
        };
    }
    let text = match (wins, sums.len()) {
        (true, 1) => format!("{label}只有一个方向，无须比较"),
        (true, _) => format!("{label}就高：本方向{own_text}最高"),
        (false, _) => format!("{label}就高：其他项目资料未齐，尚不能确定本方向是否最高"),
    };
    let value = if wins {
        member.value
    } else {
        member.value.or_nothing()
    };
    Portion {
        open: !wins,
        ..Portion::new(value, text)
    }
}
