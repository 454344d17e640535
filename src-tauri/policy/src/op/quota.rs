//! `quota`: at most so many projects of a group; the rest are not eligible.

use std::sync::Arc;

use super::{
    Act, GroupOp, GroupScope, Member, OpSpec, Out, Parsed, Portion, Sharing, group_of, per,
};
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
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let count = entry
        .integer_required("count")
        .and_then(|count| usize::try_from(count).ok());
    let pick = names.param(entry.text("pick")?, pick)?;
    let (of, passes) = of?;
    let op = Arc::new(Quota {
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

impl GroupOp for Quota {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let pick = *scope.get(&self.pick);
        let portions = (0..members.len())
            .map(|place| {
                let standing = standing(members, place, pick);
                self.portion(&members[place], standing, members.len(), pick, scope)
            })
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

/// How many others surely come before a member, and how many possibly do.
fn standing(members: &[Member], place: usize, pick: Pick) -> (usize, usize) {
    let own = members[place].value;
    let (mut surely, mut possibly) = (0, 0);
    for (i, other) in members.iter().enumerate() {
        if i == place {
            continue;
        }
        let earlier = i < place;
        let (certain, possible) = match pick {
            Pick::First => (earlier, earlier),
            Pick::Best => {
                let other = other.value;
                let above = |a: Option<_>, b| a.is_none_or(|a| a > b || (a == b && earlier));
                let certain = own.hi.is_some_and(|hi| above(Some(other.lo), hi));
                (certain, above(other.hi, own.lo))
            }
        };
        surely += usize::from(certain && other.sure);
        possibly += usize::from(possible);
    }
    (surely, possibly)
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
            let out = Some(Out {
                value,
                threshold,
                text: text.clone(),
            });
            return Portion {
                value: member.value,
                text,
                bound: None,
                out,
                open: false,
            };
        }
        if possibly < count {
            let text = match total <= count {
                true => format!("{label}共{total}个项目，未超过{count}个"),
                false => format!("{label}共{total}个项目，{rule}{count}个，本项目在其内：{own}"),
            };
            return Portion {
                value: member.value,
                text,
                bound: None,
                out: None,
                open: false,
            };
        }
        let text = format!(
            "{label}共{total}个项目，{rule}{count}个；其他项目资料未齐，尚不能确定本项目是否在其内"
        );
        Portion {
            value: member.value.or_nothing(),
            text,
            bound: None,
            out: None,
            open: true,
        }
    }
}
