//! `cap`: at most so much. Without `per` for one project; with `per` for a
//! group of projects together (see `group_cap`).

use std::sync::Arc;

use super::variant::Variants;
use super::{
    Act, Branch, Computed, Limit, OpSpec, Parsed, Passed, ProjectOp, group_cap, limit, of_money,
};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "cap",
    title: "封顶",
    about: "不超过一个上限。写了 per 就是几个项目合计不超过上限，超过时按 share 的办法分摊。",
    params: &[
        ("of", "要封顶的填报项或前面的步骤"),
        ("at", "上限：金额，例如 \"100万元\"，或者填报项、前面的步骤"),
        (
            "per",
            "按什么合并计算：[[group]] 的 id 的列表，或 [\"programme\"] 表示整个专项；不写就是单个项目",
        ),
        (
            "share",
            "合计超过上限时怎样分摊：pro_rata_floor 按比例（舍去的尾差不分配）、pro_rata_exact 按比例（尾差按最大余数补足）、in_order 先报先得、by_rank 按排名先后（前面要有不分组的排名）、equal 均等；也可以写 reading:…",
        ),
        (
            "instead",
            "某种情况下换用别的上限（不写 per 时）：[{ when = { … }, at = \"50万元\" }]；可不写",
        ),
        (
            "pending",
            "写 true 表示上限可以以后再核：未填时结果为“待核定”",
        ),
    ],
    example: r#"{ id = "group", op = "cap", of = "firm", at = "500万元", per = ["cluster"], share = "reading:cut_back", clause = "四(三)" }"#,
};

#[derive(Debug)]
struct Cap {
    of: Param<Operand>,
    at: Variants<Limit>,
    pending: bool,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    if entry.has("per") {
        return group_cap::parse(entry, names);
    }
    let of = of_money(entry, names);
    let at = Variants::parse(entry, names, "at", |text| limit(text, names));
    let pending = entry.flag("pending");
    let (of, at) = (of?, at?);
    let act = Act::Project(Arc::new(Cap {
        of: of.clone(),
        at,
        pending,
    }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(of),
    })
}

impl ProjectOp for Cap {
    fn branches(&self) -> Vec<Branch> {
        self.at.branches()
    }

    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let of = *scope.get(&self.of);
        let limits = self.at.values(scope);
        let base = scope.take(of);
        let (ceiling, words) = self.ceiling(&limits, scope);
        let said = said(&limits, &words);
        let value = base.bounds.min(ceiling);
        let (text, bound) = match (base.bounds.point(), ceiling.point()) {
            (Some(base), Some(limit)) if base > limit => (
                format!("{}超过上限{said}，按上限计", wording::yuan(base)),
                Some(format!("不超过{words}")),
            ),
            (Some(base), Some(_)) => (format!("{}未超过上限{said}", wording::yuan(base)), None),
            // Whatever the base turns out to be, it is above the limit.
            (None, Some(limit)) if base.bounds.lo > limit => (
                format!("{}，超过上限{said}，按上限计", base.words()),
                Some(format!("不超过{words}")),
            ),
            (None, Some(limit)) if base.bounds.lo == limit => (
                format!("{}，至少达到上限{said}，按上限计", base.words()),
                None,
            ),
            (None, Some(_)) => {
                let value = wording::yuan_bounds(value);
                (format!("{}，上限{said}，金额{value}", base.words()), None)
            }
            (_, None) => {
                let value = wording::yuan_bounds(value);
                (format!("{words}，以它为上限，金额{value}"), None)
            }
        };
        let limit = Some(Passed {
            before: base.bounds,
            limit: ceiling,
            words,
        });
        Computed {
            bound,
            limit,
            ..Computed::new(value, text)
        }
    }
}

/// A limit within a sentence: a sum as it is, an earlier value set off by
/// brackets, so that its name is not read on.
fn said(limits: &[Limit], words: &str) -> String {
    match limits.iter().any(|limit| matches!(limit, Limit::Of(_))) {
        true => format!("（{words}）"),
        false => words.to_owned(),
    }
}

impl Cap {
    /// The ceiling and its words; several limits where a condition is open.
    fn ceiling(&self, limits: &[Limit], scope: &mut Scope<'_>) -> (Bounds, String) {
        let mut ceiling: Option<Bounds> = None;
        let mut words = Vec::new();
        for limit in limits {
            let bounds = match limit {
                Limit::Money(money) => {
                    words.push(money.readable());
                    Bounds::money(*money)
                }
                Limit::Of(operand) => {
                    let taken = match self.pending {
                        true => scope.take_pending(*operand),
                        false => scope.take(*operand),
                    };
                    words.push(taken.words());
                    taken.bounds
                }
            };
            ceiling = Some(ceiling.map_or(bounds, |so_far| so_far.join(bounds)));
        }
        (ceiling.unwrap_or_else(Bounds::unknown), words.join("或"))
    }
}
