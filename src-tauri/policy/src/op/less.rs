//! `less`: what is left of an amount after others are taken off.

use std::sync::Arc;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp, of_money};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "less",
    title: "扣除",
    about: "从一项金额里扣去另外几项，最少为零。",
    params: &[
        ("of", "被扣的填报项或前面的步骤"),
        ("take", "要扣去的填报项或步骤，写成列表"),
        (
            "pending",
            "写 true 表示扣除项可以以后再核：未填时结果为“待核定”，而不是“无法计算”",
        ),
    ],
    example: r#"{ id = "room", op = "less", of = "base", take = ["provincial_fund", "national_fund"], pending = true, clause = "五(二)" }"#,
};

#[derive(Debug)]
struct Less {
    of: Param<Operand>,
    take: Vec<Operand>,
    pending: bool,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = of_money(entry, names);
    let take: Option<Vec<Operand>> = entry
        .texts("take")
        .into_iter()
        .map(|text| names.origin(text, Some(ValueKind::Money)))
        .collect();
    let pending = entry.flag("pending");
    let (of, take) = (of?, take?);
    if take.is_empty() {
        entry.fault("没有写扣去哪几项。", "请写 take = [\"填报项\", …]。");
    }
    let act = Act::Project(Arc::new(Less {
        of: of.clone(),
        take,
        pending,
    }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(of),
    })
}

impl ProjectOp for Less {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let of = *scope.get(&self.of);
        let base = scope.take(of);
        let mut words = vec![base.words()];
        let mut rest = base.bounds;
        let mut all = Bounds::zero();
        for origin in &self.take {
            let taken = if self.pending {
                scope.take_pending(*origin)
            } else {
                scope.take(*origin)
            };
            rest = rest.minus(taken.bounds);
            all = all.plus(taken.bounds);
            words.push(taken.words());
        }
        let text = wording::difference(&words, base.bounds, all, rest);
        Computed::new(rest, text)
    }
}
