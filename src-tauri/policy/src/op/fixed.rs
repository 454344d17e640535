//! `fixed`: a fixed amount.

use std::sync::Arc;

use ruku_model::money::Money;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::Param;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};

pub(super) const SPEC: OpSpec = OpSpec {
    id: "fixed",
    title: "定额",
    about: "达到条件就给一笔固定的金额；条件写在 requires 里。",
    params: &[("amount", "金额，例如 \"100万元\"；也可以写 reading:…")],
    example: r#"{ id = "award", op = "fixed", amount = "100万元", clause = "四(四)" }"#,
};

#[derive(Debug)]
struct Fixed {
    amount: Param<Money>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let amount = names.param(entry.text("amount")?, |text| text.money())?;
    let act = Act::Project(Arc::new(Fixed { amount }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for Fixed {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let amount = *scope.get(&self.amount);
        Computed::new(Bounds::money(amount), format!("定额{}", amount.readable()))
    }
}
