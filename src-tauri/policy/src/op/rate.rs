//! `rate`: a share of a base.

use std::sync::Arc;

use ruku_model::rate::Rate;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp, of_money};
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
    ],
    example: r#"{ id = "share", op = "rate", of = "project_input", rate = "80%", clause = "四(二)" }"#,
};

#[derive(Debug)]
struct Share {
    of: Param<Operand>,
    rate: Param<Rate>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = of_money(entry, names);
    let rate = names.param(entry.text("rate")?, |text| text.rate())?;
    let of = of?;
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
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let of = *scope.get(&self.of);
        let rate = *scope.get(&self.rate);
        let base = scope.take(of);
        let value = base.bounds.times(Bounds::known(rate.ratio()));
        let text = format!(
            "{} × {} = {}",
            base.words(),
            rate.percent(),
            wording::yuan_bounds(value)
        );
        Computed::new(value, text)
    }
}
