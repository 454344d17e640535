//! `quota`: at most so many projects of a group; the rest are not eligible.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{
    Act, GroupOp, GroupScope, Member, OpSpec, Out, Parsed, Portion, Sharing, group_of, per,
};
use crate::bounds::Amount;
use crate::open::Param;
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "quota",
    title: "限项",
    about: "同一组最多几个项目；多出的项目不符合。只数符合条件的项目。",
    params: &[
        ("of", "比较大小用的金额（前面的步骤）；在 [[across]] 里不写"),
        ("count", "最多几个（整数，不加引号）"),
        (
            "pick",
            "留下哪几个：best 取金额最高的，first 取名单在前的；也可以写 reading:…",
        ),
        (
            "effect",
            "多出的项目怎样处理：out 不符合（不写就是它），note 照算但提示（原文写“原则上”时）",
        ),
        ("per", "按什么分组：[[group]] 的 id 的列表"),
    ],
    example: r#"{ id = "two", op = "quota", count = 2, pick = "reading:which_two", per = ["enterprise"], clause = "五(三)" }"#,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pick {
    Best,
    First,
}

#[derive(Debug)]
struct Quota {
    count: usize,
    pick: Param<Pick>,
    /// What is beyond the count is only pointed out.
    only_note: bool,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let count = entry
        .integer_required("count")
        .and_then(|count| usize::try_from(count).ok());
    let pick = names.param(entry.text("pick")?, pick)?;
    let only_note = effect(entry);
    let (of, passes) = of?;
    let op = Arc::new(Quota {
        only_note,
        count: count?,
        pick,
    });
    Some(Parsed {
        act: Act::Group {
            per,
            of,
            limit: None,
            op,
        },
        kind: ValueKind::Money,
        of: Some(passes),
    })
}

fn pick(text: Text<'_>) -> Option<Pick> {
    match text.value {
        "best" => Some(Pick::Best),
        "first" => Some(Pick::First),
        other => {
            text.fault(
                format!("没有名为 {other} 的取舍办法。"),
                "请写 best 或 first。",
            );
            None
        }
    }
}

fn effect(entry: &Entry<'_>) -> bool {
    let Some(text) = entry.text_opt("effect") else {
        return false;
    };
    match text.value {
        "out" => false,
        "note" => true,
        other => {
            text.fault(format!("没有名为 {other} 的处理。"), "请写 out 或 note。");
            false
        }
    }
}

impl GroupOp for Quota {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let pick = *scope.get(&self.pick);
        let standings = standings(members, pick);
        let portions = members
            .iter()
            .zip(standings)
            .map(|(member, standing)| self.portion(member, standing, members.len(), pick, scope))
            .collect();
        Sharing {
            portions,
            limit: None,
        }
    }

    fn readings(&self) -> Vec<usize> {
        match &self.pick {
            Param::Is(_) => Vec::new(),
            Param::Open { reading, .. } => vec![*reading],
        }
    }
}

/// How many others surely come before each member, and how many possibly do.
fn standings(members: &[Member], pick: Pick) -> Vec<(usize, usize)> {
    if pick == Pick::First {
        let mut sure = 0;
        let before = |(place, member): (usize, &Member)| {
            let counted = (sure, place);
            sure += usize::from(member.sure);
            counted
        };
        return members.iter().enumerate().map(before).collect();
    }
    // Higher first; of equal ones the earlier in the list.
    let mut surely: Vec<(Amount, Reverse<usize>)> = Vec::new();
    let mut possibly: Vec<(Amount, Reverse<usize>)> = Vec::new();
    let mut unbounded = 0;
    for (place, member) in members.iter().enumerate() {
        if member.sure {
            surely.push((member.value.lo, Reverse(place)));
        }
        match member.value.hi {
            Some(hi) => possibly.push((hi, Reverse(place))),
            None => unbounded += 1,
        }
    }
    surely.sort_unstable();
    possibly.sort_unstable();
    let above = |sorted: &[(Amount, Reverse<usize>)], key: (Amount, Reverse<usize>)| {
        sorted.len() - sorted.partition_point(|entry| *entry <= key)
    };
    let one = |(place, member): (usize, &Member)| {
        let own = member.value;
        let ahead = own.hi.map_or(0, |hi| above(&surely, (hi, Reverse(place))));
        let own_in = usize::from(own.hi.is_none_or(|hi| hi > own.lo));
        let maybe = above(&possibly, (own.lo, Reverse(place))) + unbounded - own_in;
        (ahead, maybe)
    };
    members.iter().enumerate().map(one).collect()
}

impl Quota {
    fn portion(
        &self,
        member: &Member,
        (surely, possibly): (usize, usize),
        total: usize,
        pick: Pick,
        scope: &GroupScope<'_>,
    ) -> Portion {
        let (count, label) = (self.count, scope.label);
        let rule = match pick {
            Pick::Best => "取金额最高的",
            Pick::First => "取名单在前的",
        };
        let own = wording::yuan_bounds(member.value);
        if surely >= count {
            let value = format!("共{total}个项目，本项目排第{}", surely + 1);
            let threshold = format!("最多{count}个");
            let text =
                format!("{label}共{total}个项目，最多{count}个，{rule}{count}个；本项目不在其内");
            if self.only_note {
                let note = Some(format!("{text}，是否突破请人工决定。"));
                return Portion {
                    note,
                    ..Portion::new(member.value, text)
                };
            }
            let out = Some(Out {
                value,
                threshold,
                text: text.clone(),
            });
            return Portion {
                out,
                ..Portion::new(member.value, text)
            };
        }
        if possibly < count {
            let text = match total <= count {
                true => format!("{label}共{total}个项目，未超过{count}个"),
                false => format!("{label}共{total}个项目，{rule}{count}个，本项目在其内：{own}"),
            };
            return Portion::new(member.value, text);
        }
        let text = format!(
            "{label}共{total}个项目，{rule}{count}个；其他项目资料未齐，尚不能确定本项目是否在其内"
        );
        if self.only_note {
            return Portion::new(member.value, text);
        }
        Portion {
            open: true,
            ..Portion::new(member.value.or_nothing(), text)
        }
    }
}
