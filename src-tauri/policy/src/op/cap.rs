//! `cap`: at most so much. Without `per` for one project; with `per` for a
//! group of projects together (see `group_cap`).

use std::sync::Arc;

use super::{Act, Computed, Limit, OpSpec, Parsed, ProjectOp, group_cap, limit, of_money};
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
            "合计超过上限时怎样分摊：pro_rata_floor 按比例（舍去的尾差不分配）、pro_rata_exact 按比例（尾差按名单顺序补足）、in_order 先报先得、equal 均等；也可以写 reading:…",
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
    at: Param<Limit>,
    pending: bool,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    if entry.has("per") {
        return group_cap::parse(entry, names);
    }
    let of = of_money(entry, names);
    let at = names.param(entry.text("at")?, |text| limit(text, names))?;
    let pending = entry.flag("pending");
    let of = of?;
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
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let (of, at) = (*scope.get(&self.of), *scope.get(&self.at));
        let base = scope.take(of);
        let (ceiling, words) = match at {
            Limit::Money(money) => (Bounds::money(money), money.readable()),
            Limit::Of(origin) => {
                let taken = if self.pending {
                    scope.take_pending(origin)
                } else {
                    scope.take(origin)
                };
                (taken.bounds, taken.words())
            }
        };
        let value = base.bounds.min(ceiling);
        let (text, bound) = match (base.bounds.point(), ceiling.point()) {
            (Some(base), Some(limit)) if base > limit => (
                format!("{}超过上限{words}，按上限计", wording::yuan(base)),
                Some(format!("不超过{words}")),
            ),
            (Some(base), Some(_)) => (format!("{}未超过上限{words}", wording::yuan(base)), None),
            _ => (
                format!("不超过{words}：{}", wording::yuan_bounds(value)),
                None,
            ),
        };
        Computed {
            bound,
            ..Computed::new(value, text)
        }
    }
}
