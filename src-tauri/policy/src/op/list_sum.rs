//! `list_sum`: what the records of a list come to: invoices, payments.

use std::sync::Arc;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::engine::scope::Scope;
use crate::read::Names;
use crate::read::source::Entry;
use crate::records::{self, Tally};

pub(super) const SPEC: OpSpec = OpSpec {
    id: "list_sum",
    title: "明细求和",
    about: "把明细（发票、付款、贷款……）里的一栏加起来，可以只加符合条件的，同一号码只加一次。\
            有一条填得不全，结果就不知道，不会漏掉它；号码相同而金额不同的，提示核对。",
    params: &[
        ("list", "明细的填报项（list）"),
        ("sum", "加哪一栏：facts.toml 里该明细 fields 的 id"),
        (
            "where",
            "只加符合条件的：写法和条件一样，fact 写明细里的一栏，例如 { fact = \"issued_on\", from = \"2023-01-01\" }；可不写",
        ),
        ("distinct", "这一栏相同的只加一次，例如发票号码；可不写"),
    ],
    example: r#"{ id = "invoiced", label = "发票金额", op = "list_sum", list = "invoices", sum = "amount_net", where = { fact = "kind", in = ["软件", "设备"] }, distinct = "number", clause = "二" }"#,
};

#[derive(Debug)]
pub(super) struct OverList {
    pub(super) tally: Tally,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    read(entry, names, true)
}

/// Reads a tally over a list.
pub(super) fn read(entry: &Entry<'_>, names: &Names<'_>, adds: bool) -> Option<Parsed> {
    let list = names.fact(entry.text("list")?)?;
    let tally = records::parse(entry, list, adds, names)?;
    let kind = tally.kind();
    Some(Parsed {
        act: Act::Project(Arc::new(OverList { tally })),
        kind,
        of: None,
    })
}

impl ProjectOp for OverList {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let label = self.tally.label(&scope.pack.facts);
        // The list goes into the step's inputs, and is missed where it is absent.
        scope.list(self.tally.list);
        let Some(tallied) = self.tally.work(scope.known) else {
            let unknown = crate::bounds::Bounds::unknown();
            return Computed::new(unknown, format!("{label}：明细未填"));
        };
        for why in tallied.doubts {
            scope.lacks_because(self.tally.list, why);
        }
        for note in tallied.notes {
            scope.note(note);
        }
        Computed::new(tallied.value, format!("{label}：{}", tallied.words))
    }
}
