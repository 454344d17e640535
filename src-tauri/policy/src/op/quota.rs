//! `quota`: at most so many projects of a group, the best by amount, by score
//! or by the list's order; what becomes of the rest the step says.

use std::sync::Arc;

use super::order::{Ahead, Contender, Level, ahead, ties};
use super::{
    Act, GroupOp, GroupScope, Member, OpSpec, Out, Parsed, Portion, Seat, Sharing, group_of, per,
};
use crate::bounds::Bounds;
use crate::open::Param;
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "quota",
    title: "限项和名额",
    about: "同一组最多几个项目，只数符合条件的项目。多出的项目不符合，或者只提示，或者入库但不安排资金。",
    params: &[
        ("of", "比较大小用的金额（前面的步骤）；在 [[across]] 里不写"),
        (
            "count",
            "最多几个（整数，不加引号）；按得分的可以不写，只排名次",
        ),
        (
            "counts",
            "某些组的个数与 count 不同：[{ group = \"纺织\", count = 3 }]；可不写",
        ),
        (
            "pick",
            "留下哪几个：best 取金额最高的，first 取名单在前的，score 取得分最高的；也可以写 reading:…",
        ),
        (
            "by",
            "pick 是 score 才写：得分的填报项，写成列表；得分相同再比后面的（是否“优先支持”的填报项写在后面）",
        ),
        (
            "tie",
            "pick 是 score 才写。名额不够分给得分相同的项目时：list 取名单在前的，all 都给，none 都不给，manual 由人决定；也可以写 reading:…",
        ),
        (
            "effect",
            "多出的项目怎样处理：out 不符合（不写就是它），note 照算但提示（原文写“原则上”时），wait 入库但未安排，金额为零",
        ),
        (
            "per",
            "按什么分组：[[group]] 的 id 的列表，或 [\"programme\"]",
        ),
    ],
    example: r#"{ id = "two", op = "quota", count = 2, pick = "reading:which_two", per = ["enterprise"], clause = "五(三)" }"#,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pick {
    Best,
    First,
    Score,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    List,
    All,
    None,
    Manual,
}

impl Tie {
    fn words(self) -> &'static str {
        match self {
            Tie::List => "取名单在前的",
            Tie::All => "都取",
            Tie::None => "都不取",
            Tie::Manual => "由人决定",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Out,
    Note,
    Wait,
}

#[derive(Debug)]
struct Quota {
    count: usize,
    /// The counts of groups that differ, by key.
    counts: Vec<(String, usize)>,
    pick: Param<Pick>,
    tie: Param<Tie>,
    effect: Effect,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = group_of(entry, names);
    let per = per(entry, names);
    let count = match entry.has("count") {
        true => positive(entry)?,
        false => usize::MAX,
    };
    let counts = counts(entry);
    let pick = names.param(entry.text("pick")?, pick)?;
    let by: Option<Vec<usize>> = entry
        .texts("by")
        .into_iter()
        .map(|text| names.sortable(text))
        .collect();
    let by = by?;
    let tie = match entry.text_opt("tie") {
        Some(text) => names.param(text, tie)?,
        None => Param::Is(Tie::List),
    };
    let by_score = match &pick {
        Param::Is(pick) => *pick == Pick::Score,
        Param::Open { by_option, .. } => by_option.contains(&Pick::Score),
    };
    if by_score && (by.is_empty() || !entry.has("tie")) {
        entry.fault(
            "按得分取舍，却没有写得分是哪一项，或者得分相同怎么办。",
            "请写 by = [\"得分的填报项\"] 和 tie = \"list\"、\"all\"、\"none\" 或 \"manual\"。",
        );
    }
    if !by_score && !entry.has("count") {
        entry.fault("没有写最多几个。", "请写 count，例如 count = 2。");
    }
    let effect = effect(entry);
    let (of, passes) = of?;
    let op = Arc::new(Quota {
        count,
        counts,
        pick,
        tie,
        effect,
    });
    Some(Parsed {
        act: Act::Group {
            per,
            of,
            by,
            limit: None,
            op,
        },
        kind: ValueKind::Money,
        of: Some(passes),
    })
}

fn positive(entry: &Entry<'_>) -> Option<usize> {
    let count = entry.integer_required("count")?;
    let fits = usize::try_from(count).ok().filter(|count| *count > 0);
    if fits.is_none() {
        entry.fault("count 要大于0。", "请写最多几个，例如 count = 2。");
    }
    fits
}

fn counts(entry: &Entry<'_>) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for inner in entry.list("counts", &format!("{}的 counts", entry.what())) {
        let group = inner.text("group");
        if let (Some(group), Some(count)) = (group, positive(&inner)) {
            if counts.iter().any(|(key, _)| key == group.value) {
                group.fault(format!("“{}”的个数写了两次。", group.value), "请删去一处。");
            }
            counts.push((group.value.to_owned(), count));
        }
        inner.finish();
    }
    counts
}

fn pick(text: Text<'_>) -> Option<Pick> {
    match text.value {
        "best" => Some(Pick::Best),
        "first" => Some(Pick::First),
        "score" => Some(Pick::Score),
        other => {
            text.fault(
                format!("没有名为 {other} 的取舍办法。"),
                "请写 best、first 或 score。",
            );
            None
        }
    }
}

fn tie(text: Text<'_>) -> Option<Tie> {
    match text.value {
        "list" => Some(Tie::List),
        "all" => Some(Tie::All),
        "none" => Some(Tie::None),
        "manual" => Some(Tie::Manual),
        other => {
            text.fault(
                format!("没有名为 {other} 的并列办法。"),
                "请写 list、all、none 或 manual。",
            );
            None
        }
    }
}

fn effect(entry: &Entry<'_>) -> Effect {
    let Some(text) = entry.text_opt("effect") else {
        return Effect::Out;
    };
    match text.value {
        "out" => Effect::Out,
        "note" => Effect::Note,
        "wait" => Effect::Wait,
        other => {
            text.fault(
                format!("没有名为 {other} 的处理。"),
                "请写 out、note 或 wait。",
            );
            Effect::Out
        }
    }
}

impl GroupOp for Quota {
    fn apply(&self, members: &[Member], scope: &GroupScope<'_>) -> Sharing {
        let (pick, tie) = (*scope.get(&self.pick), *scope.get(&self.tie));
        let contenders: Vec<Contender> = members
            .iter()
            .map(|member| Contender {
                keys: match pick {
                    Pick::Best => vec![member.value],
                    Pick::First => Vec::new(),
                    Pick::Score => member.keys.clone(),
                },
                sure: member.sure,
            })
            .collect();
        let by_list = pick != Pick::Score || tie == Tie::List;
        let strict = ahead(
            &contenders,
            if by_list {
                Level::ByList
            } else {
                Level::Shared
            },
        );
        let weak = match by_list {
            true => strict.clone(),
            false => ahead(&contenders, Level::Mutual),
        };
        let ties = match pick {
            Pick::Score => ties(&contenders),
            Pick::Best | Pick::First => vec![Vec::new(); members.len()],
        };
        let quota = Sitting {
            count: self.count_of(scope.key),
            total: members.len(),
            pick,
            tie,
            label: scope.label,
        };
        let portions = members
            .iter()
            .zip(strict.into_iter().zip(weak))
            .zip(ties)
            .map(|((member, (strict, weak)), ties)| {
                let verdict = quota.verdict(strict, weak);
                let mut portion = self.portion(member, strict, verdict, &quota);
                if pick == Pick::Score {
                    quota.tell_tie(&mut portion, verdict, &ties);
                }
                // Where a place is only a principle (原则上), a project beyond it
                // keeps its amount and waits until people arrange it.
                if pick == Pick::Score || self.effect == Effect::Note {
                    portion.seat = Some(quota.seat(strict, verdict, ties));
                }
                portion
            })
            .collect();
        Sharing::plain(portions)
    }

    fn readings(&self) -> Vec<usize> {
        let mut readings = Vec::new();
        if let Param::Open { reading, .. } = &self.pick {
            readings.push(*reading);
        }
        if let Param::Open { reading, .. } = &self.tie {
            readings.push(*reading);
        }
        readings
    }

    fn projects_max(&self) -> Option<usize> {
        let is_limit = self.effect == Effect::Out && self.count < usize::MAX;
        (is_limit && self.counts.is_empty()).then_some(self.count)
    }
}

/// What the order makes of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    In,
    Out,
    /// Its tie does not fit into the places left.
    Tied,
    Open,
}

/// A group being given its places.
struct Sitting<'a> {
    count: usize,
    total: usize,
    pick: Pick,
    tie: Tie,
    label: &'a str,
}

impl Sitting<'_> {
    fn verdict(&self, strict: Ahead, weak: Ahead) -> Verdict {
        let (to_be_in, to_be_out) = match self.tie {
            Tie::List | Tie::All => (strict, strict),
            Tie::None => (weak, weak),
            Tie::Manual => (weak, strict),
        };
        if to_be_in.possibly < self.count {
            Verdict::In
        } else if to_be_out.surely >= self.count {
            Verdict::Out
        } else if strict.known().is_some() && weak.known().is_some() {
            Verdict::Tied
        } else {
            Verdict::Open
        }
    }

    fn rule(&self) -> &'static str {
        match self.pick {
            Pick::Best => "取金额最高的",
            Pick::First => "取名单在前的",
            Pick::Score => "取得分最高的",
        }
    }

    fn seat(&self, strict: Ahead, verdict: Verdict, tied_with: Vec<usize>) -> Seat {
        let tie = match (tied_with.is_empty(), verdict) {
            (true, _) => String::new(),
            (false, Verdict::Tied) => "得分相同，名额不够，由人决定".to_owned(),
            (false, _) => format!("得分相同，名额不够时{}", self.tie.words()),
        };
        Seat {
            place: strict.known(),
            places: Some(self.count).filter(|count| *count < usize::MAX),
            tied_with,
            tie,
            arranged: match verdict {
                Verdict::In => Some(true),
                Verdict::Out => Some(false),
                Verdict::Tied | Verdict::Open => None,
            },
        }
    }

    /// A tie is told where it matters: it straddles the last place.
    fn tell_tie(&self, portion: &mut Portion, verdict: Verdict, ties: &[usize]) {
        if !ties.is_empty() && matches!(verdict, Verdict::In | Verdict::Out) {
            portion.text = format!(
                "{}（另有{}个项目得分相同，名额不够时{}）",
                portion.text,
                ties.len(),
                self.tie.words()
            );
        }
    }
}

impl Quota {
    /// How many places a group has.
    fn count_of(&self, key: &str) -> usize {
        self.counts
            .iter()
            .find(|(group, _)| group == key)
            .map_or(self.count, |(_, count)| *count)
    }

    fn portion(
        &self,
        member: &Member,
        strict: Ahead,
        verdict: Verdict,
        quota: &Sitting<'_>,
    ) -> Portion {
        let (count, total, label) = (quota.count, quota.total, quota.label);
        let rule = quota.rule();
        match verdict {
            Verdict::In => {
                let own = wording::yuan_bounds(member.value);
                let text = match total <= count {
                    true if count == usize::MAX => self.only_order(strict, quota),
                    true => format!("{label}共{total}个项目，未超过{count}个"),
                    false => {
                        format!("{label}共{total}个项目，{rule}{count}个，本项目在其内：{own}")
                    }
                };
                Portion::new(member.value, text)
            }
            Verdict::Out => self.beyond(member, strict, quota),
            Verdict::Tied => {
                let text = format!(
                    "{label}共{total}个项目，{rule}{count}个；本项目与别的项目得分相同，名额不够，待人决定"
                );
                let note = Some(format!("{text}。"));
                match self.effect {
                    Effect::Note => Portion {
                        note,
                        ..Portion::new(member.value, text)
                    },
                    Effect::Out | Effect::Wait => Portion {
                        manual: true,
                        ..Portion::new(member.value.or_nothing(), text)
                    },
                }
            }
            Verdict::Open => {
                let text = format!(
                    "{label}共{total}个项目，{rule}{count}个；其他项目资料未齐，尚不能确定本项目是否在其内"
                );
                match self.effect {
                    Effect::Note => Portion::new(member.value, text),
                    Effect::Out | Effect::Wait => Portion {
                        open: true,
                        ..Portion::new(member.value.or_nothing(), text)
                    },
                }
            }
        }
    }

    /// The place, where there is no limit on their number.
    fn only_order(&self, strict: Ahead, quota: &Sitting<'_>) -> String {
        let (total, label) = (quota.total, quota.label);
        match strict.known() {
            Some(ahead) => format!("{label}{total}个项目中按得分排第{}", ahead + 1),
            None => format!("{label}{total}个项目中按得分排名，资料未齐，名次未定"),
        }
    }

    /// A member beyond the count.
    fn beyond(&self, member: &Member, strict: Ahead, quota: &Sitting<'_>) -> Portion {
        let (count, total, label) = (quota.count, quota.total, quota.label);
        let text = format!(
            "{label}共{total}个项目，最多{count}个，{}{count}个；本项目不在其内",
            quota.rule()
        );
        match self.effect {
            Effect::Note => Portion {
                note: Some(format!("{text}，是否突破请人工决定；决定前入库但不安排。")),
                ..Portion::new(member.value, text)
            },
            Effect::Wait => Portion {
                bound: Some(format!("{label}最多{count}个，名额已满，入库但未安排")),
                ..Portion::new(Bounds::zero(), format!("{text}，入库但未安排"))
            },
            Effect::Out => Portion {
                out: Some(Out {
                    value: format!("共{total}个项目，本项目排第{}", strict.surely + 1),
                    threshold: format!("最多{count}个"),
                    text: text.clone(),
                }),
                ..Portion::new(member.value, text)
            },
        }
    }
}
