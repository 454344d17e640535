//! `progressive`: every slice of the value at its own rate.

use std::sync::Arc;

use ruku_model::rate::Rate;

use super::ranges::{self, Range};
use super::{Act, Branch, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::{Amount, Bounds};
use crate::engine::scope::Scope;
use crate::open::Operand;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "progressive",
    title: "超额累进",
    about: "每一段按自己的比例算，再相加；最低段之下的部分不给。",
    params: &[
        ("of", "看哪个金额：填报项或前面的步骤"),
        (
            "tier",
            "各段，从低到高：[{ at_most = \"100万元\", rate = \"10%\" }, { more_than = \"100万元\", rate = \"5%\" }]",
        ),
    ],
    example: r#"{ id = "award", label = "分段奖励", op = "progressive", of = "investment", tier = [{ at_most = "100万元", rate = "10%" }, { more_than = "100万元", rate = "5%" }], clause = "三" }"#,
};

#[derive(Debug)]
struct Progressive {
    of: Operand,
    tiers: Vec<(Range, Rate)>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let of = names.origin(entry.text("of")?, Some(ValueKind::Money))?;
    let mut tiers = Vec::new();
    for tier in entry.list("tier", &format!("{}的段", entry.what())) {
        let range = ranges::parse(&tier, ValueKind::Money);
        let rate = tier.text("rate").and_then(|text| text.rate());
        tier.finish();
        tiers.push((range?, rate?));
    }
    ranges::check(entry, tiers.iter().map(|(range, _)| range));
    let act = Act::Project(Arc::new(Progressive { of, tiers }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl Progressive {
    /// The sum over the slices of a value.
    fn total(&self, value: Amount) -> Amount {
        self.slices(value)
            .into_iter()
            .map(|(slice, rate)| slice * rate.ratio())
            .sum()
    }

    fn slices(&self, value: Amount) -> Vec<(Amount, Rate)> {
        let zero = Amount::from_integer(0);
        self.tiers
            .iter()
            .map(|(range, rate)| {
                let top = range.end().map_or(value, |end| end.min(value));
                ((top - range.start()).max(zero), *rate)
            })
            .filter(|(slice, _)| *slice > zero)
            .collect()
    }
}

impl ProjectOp for Progressive {
    fn branches(&self) -> Vec<Branch> {
        let Operand::Fact(fact) = self.of else {
            return Vec::new();
        };
        let branch = |(range, _): &(Range, Rate)| Branch {
            line: Some(range.line()),
            what: format!("“{}”一段", range.words()),
            test: Some(range.test(fact)),
            before: Vec::new(),
            rivals: Vec::new(),
        };
        self.tiers.iter().map(branch).collect()
    }

    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let taken = scope.take(self.of);
        let value = Bounds {
            lo: self.total(taken.bounds.lo),
            hi: taken.bounds.hi.map(|hi| self.total(hi)),
        };
        let text = match taken.bounds.point() {
            Some(point) => {
                let words: Vec<String> = self
                    .slices(point)
                    .into_iter()
                    .map(|(slice, rate)| format!("{} × {}", wording::yuan(slice), rate.percent()))
                    .collect();
                let words = if words.is_empty() {
                    "0".to_owned()
                } else {
                    words.join(" ＋ ")
                };
                format!(
                    "{}，{words} = {}",
                    taken.words(),
                    wording::yuan_bounds(value)
                )
            }
            None => format!("{}，金额{}", taken.words(), wording::yuan_bounds(value)),
        };
        Computed::new(value, text)
    }
}
