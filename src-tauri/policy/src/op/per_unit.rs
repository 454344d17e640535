//! `per_unit`: an amount for each of something counted.

use std::sync::Arc;

use ruku_model::money::Money;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "per_unit",
    title: "按数量",
    about: "数量乘以单价：每场、每家、每人给多少。",
    params: &[
        ("of", "数量的填报项（count 或 number）"),
        ("amount", "每一个给多少，例如 \"5万元\"；也可以写 reading:…"),
    ],
    example: r#"{ id = "sessions", label = "活动补助", op = "per_unit", of = "qualified_sessions", amount = "5万元", clause = "五(一)" }"#,
};

#[derive(Debug)]
struct PerUnit {
    of: Operand,
    amount: Param<Money>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = names.origin(entry.text("of")?, Some(ValueKind::Number));
    let amount = names.param(entry.text("amount")?, |text| text.money())?;
    let act = Act::Project(Arc::new(PerUnit { of: of?, amount }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for PerUnit {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let amount = *scope.get(&self.amount);
        let count = scope.take(self.of);
        let value = count.bounds.times(Bounds::money(amount));
        let text = format!(
            "{} × {} = {}",
            count.words(),
            amount.readable(),
            wording::yuan_bounds(value)
        );
        Computed::new(value, text)
    }
}
