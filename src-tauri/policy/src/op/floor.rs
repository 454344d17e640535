//! `floor`: at least so much.

use std::sync::Arc;

use super::{Act, Computed, Limit, OpSpec, Parsed, ProjectOp, limit, of_money};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "floor",
    title: "保底",
    about: "不低于一个下限；不够的补到下限。",
    params: &[
        ("of", "填报项或前面的步骤"),
        ("at", "下限：金额，例如 \"5万元\"，或者填报项、前面的步骤"),
    ],
    example: r#"{ id = "least", label = "保底", op = "floor", of = "share", at = "5万元", clause = "三" }"#,
};

#[derive(Debug)]
struct Floor {
    of: Param<Operand>,
    at: Param<Limit>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = of_money(entry, names);
    let at = names.param(entry.text("at")?, |text| limit(text, names))?;
    let of = of?;
    let act = Act::Project(Arc::new(Floor { of: of.clone(), at }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(of),
    })
}

impl ProjectOp for Floor {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let (of, at) = (*scope.get(&self.of), *scope.get(&self.at));
        let base = scope.take(of);
        let (least, words) = match at {
            Limit::Money(money) => (Bounds::money(money), money.readable()),
            Limit::Of(operand) => {
                let taken = scope.take(operand);
                (taken.bounds, taken.words())
            }
        };
        let value = base.bounds.max(least);
        let text = match (base.bounds.point(), least.point()) {
            (Some(base), Some(least)) if base < least => {
                format!("{}低于下限{words}，按下限计", wording::yuan(base))
            }
            (Some(base), Some(_)) => format!("{}不低于下限{words}", wording::yuan(base)),
            _ => format!("不低于{words}，金额{}", wording::yuan_bounds(value)),
        };
        Computed::new(value, text)
    }
}
