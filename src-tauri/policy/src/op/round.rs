//! `round`: down to a multiple of a unit, where a notice says so.

use std::sync::Arc;

use ruku_model::money::Money;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp, fen, of_money};
use crate::bounds::{Amount, Bounds};
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "round",
    title: "舍入",
    about: "舍去不足一个单位的部分（只舍不入）；只有原文规定了取整才用，最后的舍入到分不用写。",
    params: &[
        ("of", "填报项或前面的步骤"),
        ("to", "单位，例如 \"1万元\"、\"100元\""),
    ],
    example: r#"{ id = "whole", label = "取整", op = "round", of = "share", to = "1万元", clause = "三" }"#,
};

#[derive(Debug)]
struct Round {
    of: Param<Operand>,
    to: Money,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = of_money(entry, names);
    let text = entry.text("to")?;
    let to = text.money()?;
    if to == Money::ZERO {
        text.fault("舍入的单位不能是0。", "请写例如 \"1万元\" 或 \"100元\"。");
        return None;
    }
    let of = of?;
    let act = Act::Project(Arc::new(Round { of: of.clone(), to }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(of),
    })
}

impl ProjectOp for Round {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let of = *scope.get(&self.of);
        let base = scope.take(of);
        let down = |value: Amount| (value / fen(self.to)).floor() * fen(self.to);
        let value = Bounds {
            lo: down(base.bounds.lo),
            hi: base.bounds.hi.map(down),
        };
        let text = format!(
            "{}舍到{}的整数倍（只舍不入）：{}",
            base.words(),
            self.to.readable(),
            wording::yuan_bounds(value)
        );
        Computed::new(value, text)
    }
}
