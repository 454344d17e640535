//! `grades`: an amount or a coefficient for each grade.

use std::collections::BTreeMap;
use std::sync::Arc;

use ruku_model::money::Money;
use ruku_model::rate::Rate;

use super::{Act, Computed, OpSpec, Out, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::Scope;
use crate::open::{Operand, Param};
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "grades",
    title: "分等级",
    about: "按等级给金额，或用等级的系数乘以一项金额；没有列出的等级不符合。",
    params: &[
        ("by", "等级的填报项（choice）"),
        ("of", "系数乘以哪一项；只给固定金额时不写"),
        (
            "grade",
            "各等级：[{ is = \"选项id\", gives = \"20万元\" }, …]；gives 也可以是系数，例如 \"80%\"",
        ),
    ],
    example: r#"{ id = "graded", label = "评审等级", op = "grades", by = "review_grade", of = "share", grade = [{ is = "a", gives = "100%" }, { is = "b", gives = "80%" }], clause = "四" }"#,
};

#[derive(Debug, Clone, Copy)]
enum Gives {
    Money(Money),
    Share(Rate),
}

#[derive(Debug)]
struct Grades {
    by: usize,
    of: Option<Operand>,
    grades: BTreeMap<String, Gives>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let by_text = entry.text("by")?;
    let by = names.fact(by_text)?;
    let of = match entry.text_opt("of") {
        Some(text) => Some(names.origin(text, Some(ValueKind::Money))?),
        None => None,
    };
    let mut grades = BTreeMap::new();
    for grade in entry.list("grade", &format!("{}的等级", entry.what())) {
        let is = grade.text("is");
        let gives = grade
            .text("gives")
            .and_then(|text| match text.value.ends_with('元') {
                true => text.money().map(Gives::Money),
                false => text.rate().map(Gives::Share),
            });
        grade.finish();
        let (Some(is), Some(gives)) = (is, gives) else {
            continue;
        };
        if !names.facts[by]
            .options
            .iter()
            .any(|option| option.id == is.value)
        {
            is.fault(
                format!("填报项 {} 没有选项 {}。", by_text.value, is.value),
                "请写 facts.toml 里该项 options 的 id。",
            );
        }
        if matches!(gives, Gives::Share(_)) && of.is_none() {
            is.fault(
                "等级给的是系数，却没有写乘以哪一项。",
                "请在这一步写 of = \"前面的步骤\"。",
            );
        }
        if grades.insert(is.value.to_owned(), gives).is_some() {
            is.fault(
                format!("等级 {} 写了两次。", is.value),
                "每个等级只写一次，请删去一处。",
            );
        }
    }
    if grades.is_empty() {
        entry.fault(
            "没有写任何等级。",
            "请写 grade = [{ is = \"…\", gives = \"…\" }, …]。",
        );
    }
    let act = Act::Project(Arc::new(Grades { by, of, grades }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: of.map(Param::Is),
    })
}

impl Grades {
    fn value(&self, gives: Gives, base: Bounds) -> Bounds {
        match gives {
            Gives::Money(money) => Bounds::money(money),
            Gives::Share(rate) => base.times(Bounds::known(rate.ratio())),
        }
    }
}

impl ProjectOp for Grades {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let base = self.of.map(|of| scope.take(of));
        let bounds = base.as_ref().map_or_else(Bounds::zero, |base| base.bounds);
        let grade = scope.text(self.by);
        let label = scope.pack.facts[self.by].label.clone();
        let Some((id, shown)) = grade else {
            let most = self
                .grades
                .values()
                .map(|gives| self.value(*gives, bounds))
                .fold(Bounds::zero(), Bounds::join);
            return Computed::new(most, format!("{label}未填，尚不能确定"));
        };
        match self.grades.get(&id) {
            Some(Gives::Money(money)) => Computed::new(
                Bounds::money(*money),
                format!("{label}{shown}，给{}", money.readable()),
            ),
            Some(Gives::Share(rate)) => {
                let value = bounds.times(Bounds::known(rate.ratio()));
                let base = base.map_or_else(String::new, |base| base.words());
                let text = format!(
                    "{label}{shown}，{base} × {} = {}",
                    rate.percent(),
                    wording::yuan_bounds(value)
                );
                Computed::new(value, text)
            }
            None => {
                let threshold = self.grades.keys().cloned().collect::<Vec<_>>().join("、");
                let text = format!("{label}{shown}，不在给予补助的等级之内");
                let out = Out {
                    value: shown,
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
