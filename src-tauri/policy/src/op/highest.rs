//! `highest`: of several supports that do not go together, a group gets the
//! combination worth most (就高不重复); the money of another policy may be one
//! of them.

use std::sync::Arc;

use super::choosing::{self, ALTERNATIVES_MAX};
use super::group_cap::fact_limit;
use super::sharing::{Method, shares};
use super::{
    Act, GroupOp, GroupScope, Member, OpSpec, Parsed, Portion, Sharing, Support, group_of, per,
};
use crate::bounds::Bounds;
use crate::open::Param;
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "highest",
    title: "就高",
    about: "同一组的几个方向（条款）不能同时享受时，取合计最高的组合，其余为零；相同时取名单在前的。\
            不写 exclusive 就是只享受一个。没有取的各项连同金额都写进结果。",
    params: &[
        ("of", "比较大小用的金额；在 [[across]] 里不写"),
        ("per", "按什么分组：[[group]] 的 id 的列表"),
        (
            "exclusive",
            "哪些方向不能同时享受：[[\"甲\", \"乙\"], [\"乙\", \"丙\"]]，同一个方括号里的只能取一个；没有列出的都可以同时享受；只在 [[across]] 里写",
        ),
        (
            "other",
            "其他政策已给的金额（填报项）：它更高时本通知不再给；可不写",
        ),
        (
            "keep",
            "写了 other 才写。本通知更高时怎样给：difference 只补差额，all 全给（其他政策的退回），nothing 已领其他政策的不再给；也可以写 reading:…",
        ),
        (
            "pending",
            "写 true 表示 other 可以以后再核：未填时结果为“待核定”",
        ),
    ],
    example: r#"{ id = "one", op = "highest", per = ["enterprise"], clause = "六" }"#,
};

/// What becomes of the money of another policy where this notice gives more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Only what is missing is given.
    Difference,
    /// All is given; the other money is to be given back.
    All,
    /// Nothing is given to those who were paid under another policy.
    Nothing,
}

#[derive(Debug)]
struct Highest {
    /// Pairs of measures that do not go together; empty for all.
    exclusive: Vec<(usize, usize)>,
    /// What is kept against another policy's money, if that is looked at.
    keep: Option<Param<Keep>>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let exclusive = exclusive(entry, names);
    let (limit, keep) = match entry.text_opt("other") {
        Some(text) => (
            Some(fact_limit(entry, text, names)?),
            Some(names.param(entry.text("keep")?, keep)?),
        ),
        None => (None, None),
    };
    if names.measures.len() >= ALTERNATIVES_MAX {
        entry.fault(
            format!("方向太多（{}个），不能就高。", names.measures.len()),
            "请分成几个政策包。",
        );
    }
    let (of, passes) = of?;
    let act = Act::Group {
        per,
        of,
        by: Vec::new(),
        limit,
        op: Arc::new(Highest { exclusive, keep }),
    };
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(passes),
    })
}

fn keep(text: Text<'_>) -> Option<Keep> {
    match text.value {
        "difference" => Some(Keep::Difference),
        "all" => Some(Keep::All),
        "nothing" => Some(Keep::Nothing),
        other => {
            text.fault(
                format!("没有名为 {other} 的给法。"),
                "请写 difference（只补差额）、all（全给）或 nothing（不再给）。",
            );
            None
        }
    }
}

/// The pairs of measures that do not go together.
fn exclusive(entry: &Entry<'_>, names: &Names<'_>) -> Vec<(usize, usize)> {
    /// So many measures at most: each further one doubles the combinations.
    const MEASURES_MAX: usize = 16;
    let mut pairs = Vec::new();
    let mut mentioned = Vec::new();
    for list in entry.text_lists("exclusive") {
        let mut found = Vec::new();
        for text in list {
            match names.measures.iter().position(|id| id == text.value) {
                Some(measure) => found.push(measure),
                None => text.fault(
                    format!("没有名为 {} 的方向。", text.value),
                    "请写某个 [[measure]] 的 id；exclusive 只在 [[across]] 里写。",
                ),
            }
        }
        for (place, one) in found.iter().enumerate() {
            pairs.extend(found[place + 1..].iter().map(|other| (*one, *other)));
            if !mentioned.contains(one) {
                mentioned.push(*one);
            }
        }
    }
    if mentioned.len() > MEASURES_MAX {
        entry.fault(
            format!("exclusive 写了{}个方向，太多了。", mentioned.len()),
            format!("一步里最多写{MEASURES_MAX}个；互不相干的请分成几步。"),
        );
        pairs.clear();
    }
    pairs
}

impl GroupOp for Highest {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let mut supports = supports(members);
        let other = match (&self.keep, &scope.limit) {
            (Some(_), Some((value, _))) => Some(*value),
            _ => None,
        };
        supports.extend(other.map(|value| Support {
            measure: None,
            members: Vec::new(),
            value,
            taken: None,
        }));
        let values: Vec<Bounds> = supports.iter().map(|support| support.value).collect();
        let taken = choosing::choose(&values, |one, other| {
            self.excludes(supports[one].measure, supports[other].measure)
        });
        for (support, taken) in supports.iter_mut().zip(taken) {
            support.taken = taken;
        }
        let mut portions: Vec<Portion> = members
            .iter()
            .map(|member| portion(member, &supports, scope))
            .collect();
        if let (Some(keep), Some(other)) = (&self.keep, other) {
            against(
                *scope.get(keep),
                other,
                members,
                &supports,
                scope,
                &mut portions,
            );
        }
        Sharing {
            options: supports,
            ..Sharing::plain(portions)
        }
    }

    fn readings(&self) -> Vec<usize> {
        match &self.keep {
            Some(Param::Open { reading, .. }) => vec![*reading],
            _ => Vec::new(),
        }
    }
}

impl Highest {
    fn excludes(&self, one: Option<usize>, other: Option<usize>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => {
                self.exclusive.is_empty()
                    || self.exclusive.contains(&(one, other))
                    || self.exclusive.contains(&(other, one))
            }
            // The money of another policy goes with nothing of this notice.
            _ => true,
        }
    }
}

/// What every measure brings, in the order of the list.
fn supports(members: &[Member]) -> Vec<Support> {
    let mut supports: Vec<Support> = Vec::new();
    for (place, member) in members.iter().enumerate() {
        let same = supports
            .iter_mut()
            .find(|support| support.measure == Some(member.measure));
        match same {
            Some(support) => {
                support.members.push(place);
                support.value = support.value.plus(member.brings());
            }
            None => supports.push(Support {
                measure: Some(member.measure),
                members: vec![place],
                value: member.brings(),
                taken: None,
            }),
        }
    }
    supports
}

fn title<'a>(support: &Support, scope: &GroupScope<'a>) -> &'a str {
    support
        .measure
        .and_then(|measure| scope.measures.get(measure))
        .map_or("其他政策已给", |measure| measure.title.as_str())
}

/// The supports of one kind in words: `“采购软件”5万元、“上云”3万元`.
fn listed<'s>(supports: impl Iterator<Item = &'s Support>, scope: &GroupScope<'_>) -> String {
    supports
        .map(|support| {
            format!(
                "“{}”{}",
                title(support, scope),
                wording::yuan_bounds(support.value)
            )
        })
        .collect::<Vec<_>>()
        .join("、")
}

fn portion(member: &Member, supports: &[Support], scope: &GroupScope<'_>) -> Portion {
    let label = scope.label;
    let own = supports
        .iter()
        .find(|support| support.measure == Some(member.measure));
    let (value, taken) = own.map_or((member.value, None), |own| (own.value, own.taken));
    // Another policy that gave nothing is no choice.
    let nothing = |support: &Support| support.measure.is_none() && support.value == Bounds::zero();
    if supports.iter().filter(|support| !nothing(support)).count() == 1 {
        let text = format!("{label}只有一个方向，无须比较");
        return Portion::new(member.value, text);
    }
    let value = wording::yuan_bounds(value);
    match taken {
        Some(true) => {
            let not_taken = supports
                .iter()
                .filter(|support| support.taken == Some(false) && !nothing(support));
            let rejected = listed(not_taken, scope);
            let text = match rejected.is_empty() {
                true => format!("{label}比较，本方向{value}，可以同时享受"),
                false => format!("{label}比较，取本方向{value}，不取{rejected}"),
            };
            Portion::new(member.value, text)
        }
        Some(false) => {
            let taken = supports
                .iter()
                .filter(|support| support.taken == Some(true));
            let text = format!(
                "{label}比较，取{}，本方向{value}不再享受",
                listed(taken, scope)
            );
            let bound = Some(format!("{label}就高不重复"));
            Portion {
                bound,
                ..Portion::new(Bounds::zero(), text)
            }
        }
        None => Portion {
            open: true,
            ..Portion::new(
                member.value.or_nothing(),
                format!("{label}比较，资料未齐，尚不能确定本方向是否享受"),
            )
        },
    }
}

/// Takes off what another policy has given already.
fn against(
    keep: Keep,
    other: Bounds,
    members: &[Member],
    supports: &[Support],
    scope: &GroupScope<'_>,
    portions: &mut [Portion],
) {
    if other.point() == Some(Bounds::zero().lo)
        || supports
            .iter()
            .any(|s| s.measure.is_none() && s.taken == Some(true))
    {
        return;
    }
    let given = scope.limit.as_ref().map_or("", |(_, words)| words.as_str());
    if keep == Keep::All {
        for portion in portions.iter_mut() {
            portion.note = Some(format!(
                "{given}较低，本通知全额计算；其他政策的资金应当退回或者不再申领，请核对。"
            ));
        }
        return;
    }
    if keep == Keep::Nothing {
        // Certain only if the other money is certainly there.
        let surely = other.lo > Bounds::zero().lo;
        for portion in portions.iter_mut() {
            let rest = match surely {
                true => Bounds::zero(),
                false => portion.value.or_nothing(),
            };
            portion.open |= rest.point().is_none() && portion.value.point().is_some();
            portion.text = format!("{}；{given}已享受的不再给", portion.text);
            portion.bound = Some(format!("{}与其他政策不重复享受", scope.label));
            portion.value = rest;
        }
        return;
    }
    let brings: Vec<Bounds> = portions.iter().map(|portion| portion.value).collect();
    let sum = brings
        .iter()
        .fold(Bounds::zero(), |sum, value| sum.plus(*value));
    let ranks: Vec<usize> = members.iter().map(|member| member.rank).collect();
    let rest = shares(
        Method::ProRataExact,
        &brings,
        &ranks,
        sum.minus(other),
        scope.quantum,
    );
    for (portion, rest) in portions.iter_mut().zip(rest) {
        if portion.value == rest {
            continue;
        }
        portion.open |= rest.point().is_none() && portion.value.point().is_some();
        portion.text = format!(
            "{}；{given}已享受，只补差额{}",
            portion.text,
            wording::yuan_bounds(rest)
        );
        portion.bound = Some(format!("{}与其他政策就高不重复，只补差额", scope.label));
        portion.value = rest;
    }
}
