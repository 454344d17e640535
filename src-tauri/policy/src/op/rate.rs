//! `rate`: a share of a base.

use std::sync::Arc;

use ruku_model::rate::Rate;

use super::variant::Variants;
use super::{Act, Branch, Computed, OpSpec, Parsed, ProjectOp, of_money};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "rate",
    title: "按比例",
    about: "基数乘以比例，精确到分数，不舍入。",
    params: &[
        (
            "of",
            "基数：填报项、前面的步骤，或 reading:… 由文本理解决定",
        ),
        ("rate", "比例，例如 \"10%\"；也可以写 reading:…"),
        (
            "instead",
            "某种情况下换用别的比例：[{ when = { … }, rate = \"25%\" }]；两种情况可能同时成立时，前一个写 id = \"甲\"，优先的写在后面并写 over = [\"甲\"]；可不写",
        ),
        (
            "adjust",
            "某种情况下比例乘以倍数或加百分点：[{ when = { … }, times = \"1.2\" }] 或 plus = \"5%\"；可以同时成立又要叠加的，后一个写 also = true；可不写",
        ),
    ],
    example: r#"{ id = "share", op = "rate", of = "project_input", rate = "80%", clause = "四(二)" }"#,
};

#[derive(Debug)]
struct Share {
    of: Param<Operand>,
    rate: Variants<Rate>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = of_money(entry, names);
    let rate = Variants::parse(entry, names, "rate", |text| text.rate());
    let rate = rate.map(|rate| rate.adjusted(entry, names));
    let (of, rate) = (of?, rate?);
    let act = Act::Project(Arc::new(Share {
        of: of.clone(),
        rate,
    }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(of),
    })
}

impl ProjectOp for Share {
    fn branches(&self) -> Vec<Branch> {
        self.rate.branches()
    }

    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let of = *scope.get(&self.of);
        let rates = self.rate.values(scope);
        let base = scope.take(of);
        let share = |rate: &Rate| base.bounds.times(Bounds::known(rate.ratio()));
        let value = rates
            .iter()
            .map(share)
            .reduce(Bounds::join)
            .unwrap_or_else(Bounds::unknown);
        let rates: Vec<String> = rates.iter().map(|rate| rate.percent()).collect();
        let rates = rates.join("或");
        let text = format!(
            "{} × {rates} = {}",
            base.words(),
            wording::yuan_bounds(value)
        );
        Computed::new(value, text)
    }
}
