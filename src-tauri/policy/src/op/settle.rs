//! `settle`: what is still to be paid, or to be taken back, after what was
//! paid before: 晋级补差, 预拨 and 结算.

use std::sync::Arc;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp, of_money};
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "settle",
    title: "补差和结算",
    about: "应得金额减去以前已得的：晋级补差、预拨后结算。已得的更多时本次为零，\
            多出的金额写进提示，由人决定收回。",
    params: &[
        ("of", "应得金额：前面的步骤"),
        ("paid", "以前已得的填报项，写成列表"),
    ],
    example: r#"{ id = "rest", label = "晋级补差", op = "settle", of = "award", paid = ["earlier_award"], clause = "五" }"#,
};

#[derive(Debug)]
struct Settle {
    of: Param<Operand>,
    paid: Vec<Operand>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = of_money(entry, names);
    let paid: Option<Vec<Operand>> = entry
        .texts("paid")
        .into_iter()
        .map(|text| names.origin(text, Some(ValueKind::Money)))
        .collect();
    let (of, paid) = (of?, paid?);
    if paid.is_empty() {
        entry.fault(
            "没有写以前已得的是哪几项。",
            "请写 paid = [\"填报项\", …]。",
        );
    }
    let act = Act::Project(Arc::new(Settle {
        of: of.clone(),
        paid,
    }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(of),
    })
}

impl ProjectOp for Settle {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let of = *scope.get(&self.of);
        let due = scope.take(of);
        let mut paid = crate::bounds::Bounds::zero();
        let mut words = vec![due.words()];
        for operand in &self.paid {
            let taken = scope.take(*operand);
            paid = paid.plus(taken.bounds);
            words.push(taken.words());
        }
        let rest = due.bounds.minus(paid);
        let text = format!("{} = {}", words.join(" － "), wording::yuan_bounds(rest));
        if let (Some(due), Some(paid)) = (due.bounds.point(), paid.point())
            && paid > due
        {
            let over = wording::yuan(paid - due);
            scope.note(format!("以前已得比应得多{over}，应当收回多少请人工决定。"));
            return Computed::new(rest, format!("{text}（以前已得多{over}）"));
        }
        Computed::new(rest, text)
    }
}
