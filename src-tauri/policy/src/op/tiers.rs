//! `tiers`: the whole value decides the tier, the tier the amount.

use std::sync::Arc;

use ruku_model::money::Money;
use ruku_model::rate::Rate;

use super::ranges::{self, Range};
use super::{Act, Branch, Computed, OpSpec, Out, Parsed, ProjectOp};
use crate::bounds::{Amount, Bounds};
use crate::engine::scope::Scope;
use crate::open::Operand;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "tiers",
    title: "分档",
    about: "按整个数值落在哪一档给多少；不在任何一档的不符合。\
            “以上”“达”“（含）”用 at_least，“超过”用 more_than，“以下”“不超过”用 at_most，“不足”用 less_than。",
    params: &[
        ("of", "看哪个填报项或前面的步骤"),
        (
            "tier",
            "各档，从低到高：[{ at_least = \"10\", less_than = \"20\", gives = \"10万元\" }, …]；gives 也可以写比例，例如 \"10%\"，表示整个数值的10%",
        ),
    ],
    example: r#"{ id = "award", label = "分档奖励", op = "tiers", of = "sme_clients", tier = [{ at_least = "10", less_than = "20", gives = "10万元" }, { at_least = "20", gives = "20万元" }], clause = "二(一)" }"#,
};

#[derive(Debug, Clone, Copy)]
enum Gives {
    Money(Money),
    Share(Rate),
}

#[derive(Debug)]
struct Tiers {
    of: Operand,
    tiers: Vec<(Range, Gives)>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = names.origin(entry.text("of")?, None)?;
    let kind = names.kind(of)?;
    let mut tiers = Vec::new();
    for tier in entry.list("tier", &format!("{}的档", entry.what())) {
        let range = ranges::parse(&tier, kind);
        let gives = tier
            .text("gives")
            .and_then(|text| match text.value.ends_with('元') {
                true => text.money().map(Gives::Money),
                false if kind == ValueKind::Money => text.rate().map(Gives::Share),
                false => {
                    text.fault(
                        "数量的分档只能给金额。",
                        "请写带单位的金额，例如 \"10万元\"。",
                    );
                    None
                }
            });
        tier.finish();
        tiers.push((range?, gives?));
    }
    ranges::check(entry, tiers.iter().map(|(range, _)| range));
    let act = Act::Project(Arc::new(Tiers { of, tiers }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for Tiers {
    fn branches(&self) -> Vec<Branch> {
        let Operand::Fact(fact) = self.of else {
            return Vec::new();
        };
        let branch = |(range, _): &(Range, Gives)| Branch {
            line: Some(range.line()),
            what: format!("“{}”一档", range.words()),
            test: Some(range.test(fact)),
            before: Vec::new(),
            rivals: Vec::new(),
        };
        self.tiers.iter().map(branch).collect()
    }

    fn thresholds(&self) -> Vec<(Operand, Amount)> {
        self.tiers
            .iter()
            .map(|(range, _)| (self.of, range.start()))
            .collect()
    }

    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let taken = scope.take(self.of);
        let gives = |gives: &Gives, bounds: Bounds| match gives {
            Gives::Money(money) => Bounds::money(*money),
            Gives::Share(rate) => bounds.times(Bounds::known(rate.ratio())),
        };
        let Some(point) = taken.bounds.point() else {
            let most = self
                .tiers
                .iter()
                .filter(|(range, _)| range.touches(taken.bounds))
                .map(|(_, given)| gives(given, taken.bounds))
                .fold(Bounds::zero(), Bounds::join);
            return Computed::new(most, format!("{}，尚不能确定档次", taken.words()));
        };
        match self.tiers.iter().find(|(range, _)| range.holds(point)) {
            Some((range, given)) => {
                let value = gives(given, taken.bounds);
                let text = match given {
                    Gives::Money(money) => {
                        format!(
                            "{}，{}，给{}",
                            taken.words(),
                            range.words(),
                            money.readable()
                        )
                    }
                    Gives::Share(rate) => format!(
                        "{}，{}，给其{} = {}",
                        taken.words(),
                        range.words(),
                        rate.percent(),
                        wording::yuan_bounds(value)
                    ),
                };
                Computed::new(value, text)
            }
            None => {
                let threshold = self
                    .tiers
                    .first()
                    .map_or_else(String::new, |(range, _)| range.words());
                let text = format!("{}，不在任何一档（最低档：{threshold}）", taken.words());
                let out = Out {
                    value: taken.words(),
                    threshold,
                    text: text.clone(),
                };
                Computed {
                    out: Some(out),
                    ..Computed::new(Bounds::zero(), text)
                }
            }
        }
    }
}
