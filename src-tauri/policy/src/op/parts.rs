//! `parts`: the part of a total that counts, from its 其中 items.

use std::sync::Arc;

use super::{Act, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::engine::scope::{Scope, Taken};
use crate::open::Operand;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};
use crate::wording;

pub(super) const SPEC: OpSpec = OpSpec {
    id: "parts",
    title: "按构成取数",
    about: "从总额的其中项里取可以计入的部分。计入项都已填：取它们之和（不超过总额）；\
            计入项未填齐而剔除项已填：取总额减剔除项；其中项一项也没填：取总额，并提示核对。",
    params: &[
        ("total", "总额的填报项"),
        ("count", "可以计入的其中项，写成列表"),
        ("except", "不得计入的其中项，写成列表；可不写"),
    ],
    example: r#"{ id = "base", op = "parts", total = "project_investment", count = ["equipment_amount", "software_amount"], except = ["labour_amount"], clause = "五(三)" }"#,
};

#[derive(Debug)]
struct Parts {
    total: Operand,
    count: Vec<Operand>,
    except: Vec<Operand>,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let origin = |text| names.origin(text, Some(ValueKind::Money));
    let total = origin(entry.text("total")?)?;
    let count: Option<Vec<Operand>> = entry.texts("count").into_iter().map(origin).collect();
    let except: Option<Vec<Operand>> = entry.texts("except").into_iter().map(origin).collect();
    let parts = Parts {
        total,
        count: count?,
        except: except?,
    };
    if parts.count.is_empty() {
        entry.fault(
            "没有写哪些其中项可以计入。",
            "请写 count = [\"填报项\", …]。",
        );
    }
    Some(Parsed {
        act: Act::Project(Arc::new(parts)),
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for Parts {
    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let total = scope.peek(self.total);
        let count: Vec<Taken> = self
            .count
            .iter()
            .map(|origin| scope.peek(*origin))
            .collect();
        let except: Vec<Taken> = self
            .except
            .iter()
            .map(|origin| scope.peek(*origin))
            .collect();
        let known = |list: &[Taken]| list.iter().filter(|taken| taken.known()).count();
        if known(&count) == count.len() {
            return counted(scope, &total, &count);
        }
        if total.known() && !except.is_empty() && known(&except) == except.len() {
            return remaining(scope, &total, &except);
        }
        if total.known() && known(&count) == 0 && known(&except) == 0 {
            scope.used(&total);
            let text = format!("{}（其中项未填，按总额计）", total.words());
            scope.note(format!(
                "{}的其中项未填，按总额计算；请核对其中不含不得计入的费用。",
                total.label
            ));
            return Computed::new(total.bounds, text);
        }
        open(scope, &total, &count, &except)
    }
}

/// All items that count are known.
fn counted(scope: &mut Scope<'_>, total: &Taken, count: &[Taken]) -> Computed {
    let mut sum = Bounds::zero();
    let mut words = Vec::new();
    for taken in count {
        scope.used(taken);
        sum = sum.plus(taken.bounds);
        words.push(taken.words());
    }
    let text = format!("{} = {}", words.join(" ＋ "), wording::yuan_bounds(sum));
    match (total.bounds.point(), sum.point()) {
        (Some(whole), Some(part)) if part > whole => {
            scope.used(total);
            scope.note(format!(
                "其中项之和大于{}，按较小的{}计算，请核对。",
                total.label, total.label
            ));
            Computed::new(
                total.bounds,
                format!("{text}，大于{}，取较小者", total.words()),
            )
        }
        _ => Computed::new(sum, text),
    }
}

/// The total and all items that do not count are known.
fn remaining(scope: &mut Scope<'_>, total: &Taken, except: &[Taken]) -> Computed {
    scope.used(total);
    let mut rest = total.bounds;
    let mut all = Bounds::zero();
    let mut words = vec![total.words()];
    for taken in except {
        scope.used(taken);
        rest = rest.minus(taken.bounds);
        all = all.plus(taken.bounds);
        words.push(taken.words());
    }
    let text = wording::difference(&words, total.bounds, all, rest);
    Computed::new(rest, text)
}

/// Something that decides is missing.
fn open(scope: &mut Scope<'_>, total: &Taken, count: &[Taken], except: &[Taken]) -> Computed {
    let mut least = Bounds::zero();
    let mut most = if total.known() {
        total.bounds
    } else {
        Bounds::unknown()
    };
    for taken in count {
        if taken.known() {
            scope.used(taken);
            least = least.plus(taken.bounds);
        } else {
            scope.lacks(taken);
        }
    }
    for taken in except.iter().filter(|taken| taken.known()) {
        scope.used(taken);
        most = most.minus(taken.bounds);
    }
    if !total.known() && count.iter().all(|taken| !taken.known()) {
        scope.lacks(total);
    }
    let lo = most.hi.map_or(least.lo, |hi| least.lo.min(hi));
    let value = Bounds { lo, hi: most.hi };
    Computed::new(
        value,
        format!("可以计入的金额{}", wording::yuan_bounds(value)),
    )
}
