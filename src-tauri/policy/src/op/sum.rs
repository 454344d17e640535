//! `sum`: several amounts added up.

use std::sync::Arc;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::Operand;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "sum",
    title: "求和",
    about: "把几项金额相加。任何一项未填，和就不知道。",
    params: &[("of", "相加的填报项或前面的步骤，写成列表")],
    example: r#"{ id = "base", op = "sum", of = ["software_amount", "equipment_amount"], clause = "一(一)" }"#,
};

#[derive(Debug)]
struct Sum {
    of: Vec<Operand>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of: Option<Vec<Operand>> = entry
        .texts("of")
        .into_iter()
        .map(|text| names.origin(text, Some(ValueKind::Money)))
        .collect();
    let of = of?;
    if of.is_empty() {
        entry.fault(
            "求和没有写加哪几项。",
            "请写 of = [\"填报项\", \"填报项\"]。",
        );
    }
    Some(Parsed {
        act: Act::Project(Arc::new(Sum { of })),
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for Sum {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let mut total = Bounds::zero();
        let mut words = Vec::new();
        for origin in &self.of {
            let taken = scope.take(*origin);
            total = total.plus(taken.bounds);
            words.push(taken.words());
        }
        let text = format!("{} = {}", words.join(" ＋ "), wording::yuan_bounds(total));
        Computed::new(total, text)
    }
}
