//! `dual`: one amount told in two ways (“15%，即核定金额的50%”), which must
//! agree; where they do not, a reading decides.

use std::sync::Arc;

use num_traits::CheckedDiv;
use ruku_model::rate::Rate;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::{Entry, Text};
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "dual",
    title: "两种口径",
    about: "同一笔补助原文给了两种算法，先算第一种，用第二种核对；第二种未填时只用第一种并提示。\
            两种不一致时按 use 取值，把两个数都写出来，并反推第二种口径的基数应是多少。",
    params: &[
        ("of", "第一种口径算出的步骤"),
        ("check", "第二种口径的基数（填报项）"),
        ("rate", "第二种口径的比例，例如 \"50%\""),
        (
            "use",
            "不一致时用哪个：first、second 或 lower（较小的）；也可以写 reading:…",
        ),
    ],
    example: r#"{ id = "agreed", label = "两种口径", op = "dual", of = "share", check = "superior_subsidy", rate = "50%", use = "reading:which_basis", clause = "一(二)" }"#,
};

#[derive(Debug, Clone, Copy)]
enum Use {
    First,
    Second,
    Lower,
}

#[derive(Debug)]
struct Dual {
    of: Operand,
    check: Operand,
    rate: Rate,
    basis: Param<Use>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let money = |text| names.origin(text, Some(ValueKind::Money));
    let of = entry.text("of").and_then(money);
    let check = entry.text("check").and_then(money);
    let rate = entry.text("rate").and_then(|text| text.rate());
    let basis = names.param(entry.text("use")?, basis)?;
    let of = of?;
    let act = Act::Project(Arc::new(Dual {
        of,
        check: check?,
        rate: rate?,
        basis,
    }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: Some(Param::Is(of)),
    })
}

fn basis(text: Text<'_>) -> Option<Use> {
    match text.value {
        "first" => Some(Use::First),
        "second" => Some(Use::Second),
        "lower" => Some(Use::Lower),
        other => {
            text.fault(
                format!("没有名为 {other} 的取法。"),
                "请写 first、second 或 lower。",
            );
            None
        }
    }
}

impl ProjectOp for Dual {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let basis = *scope.get(&self.basis);
        let first = scope.take(self.of);
        let check = scope.peek(self.check);
        if !check.known() && !matches!(basis, Use::Second) {
            scope.note(format!("{}未填，未能用第二种口径核对。", check.label));
            return Computed::new(
                first.bounds,
                format!("{}（第二种口径未填，未核对）", first.words()),
            );
        }
        let check = scope.take(self.check);
        let second = check.bounds.times(Bounds::known(self.rate.ratio()));
        let value = match basis {
            Use::First => first.bounds,
            Use::Second => second,
            Use::Lower => first.bounds.min(second),
        };
        let other = format!(
            "{} × {} = {}",
            check.words(),
            self.rate.percent(),
            wording::yuan_bounds(second)
        );
        if first.bounds == second {
            return Computed::new(value, format!("{}，与{other}一致", first.words()));
        }
        let (implied, should_be) = match implied(first.bounds, self.rate) {
            Some((working, basis)) => (
                format!("（按前者反推，{}应为{working}）", check.label),
                format!("，按前者反推，{}应为{basis}", check.label),
            ),
            None => (String::new(), String::new()),
        };
        scope.note(format!(
            "两种口径不一致：{}，按{}的{}为{}{should_be}；请核对两项基数。",
            first.words(),
            check.label,
            self.rate.percent(),
            wording::yuan_bounds(second)
        ));
        let text = format!(
            "{}，{other}，两者不一致{implied}，取{}",
            first.words(),
            wording::yuan_bounds(value)
        );
        Computed::new(value, text)
    }
}

/// What the second basis would have to be for both to agree, with its working:
/// `120,000.00元 ÷ 50% = 240,000.00元`.
fn implied(first: Bounds, rate: Rate) -> Option<(String, String)> {
    let first = first.point()?;
    let basis = wording::yuan(first.checked_div(&rate.ratio())?);
    let (first, percent) = (wording::yuan(first), rate.percent());
    Some((format!("{first} ÷ {percent} = {basis}"), basis))
}
