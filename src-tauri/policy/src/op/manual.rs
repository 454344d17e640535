//! `manual`: people decide (一事一议); nothing is computed until they have.

use std::sync::Arc;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};

pub(super) const SPEC: OpSpec = OpSpec {
    id: "manual",
    title: "人工认定",
    about: "一事一议的金额由人决定；录入决定（金额、依据文件、理由）之前结果是“待人工认定”。",
    params: &[("about", "由谁、凭什么决定：一句中文")],
    example: r#"{ id = "decided", op = "manual", about = "采取“一事一议”办法", clause = "五(二)" }"#,
};

#[derive(Debug)]
struct Manual {
    about: String,
}

pub(super) fn parse(entry: &Entry<'_>, _: &Names<'_>) -> Option<Parsed> {
    let act = Act::Project(Arc::new(Manual {
        about: entry.string("about"),
    }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for Manual {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        match scope.decision() {
            Some(decision) => Computed::new(
                Bounds::money(decision.amount),
                format!(
                    "{}：{}决定{}元，依据{}，理由：{}",
                    self.about,
                    decision.by,
                    decision.amount.grouped(),
                    decision.authority,
                    decision.reason
                ),
            ),
            None => Computed {
                manual: true,
                ..Computed::new(Bounds::unknown(), format!("{}，待人工认定", self.about))
            },
        }
    }
}
