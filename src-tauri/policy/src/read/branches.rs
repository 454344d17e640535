//! Branches that nobody can ever reach, conditions that contradict each other,
//! and exceptions that do not say which of them goes before.

use super::reach::{possible, related};
use super::source::Source;
use crate::condition::Test;
use crate::op::{Act, Branch};
use crate::pack::{Condition, Effect, Measure, Pack, StepDecl};

/// Checks every measure and every step.
pub(super) fn check(pack: &Pack, policy: &Source<'_>) {
    let check = Branches { pack, policy };
    for condition in &pack.conditions {
        check.condition(condition);
    }
    for measure in &pack.measures {
        check.measure(measure);
    }
    for step in &pack.across {
        check.step(step, &[]);
    }
}

struct Branches<'a> {
    pack: &'a Pack,
    policy: &'a Source<'a>,
}

impl Branches<'_> {
    fn possible(&self, all: &[&Test], none: &[&Test]) -> bool {
        possible(&self.pack.facts, all, none)
    }

    fn condition(&self, condition: &Condition) {
        if !self.possible(&[&condition.test], &[]) {
            self.policy.fault_at(
                condition.line,
                format!("条件 {} 没有项目能够符合。", condition.id),
                "请核对 test 里的上下界和选项。",
            );
        } else if !self.possible(&[], &[&condition.test]) {
            self.policy.fault_at(
                condition.line,
                format!("条件 {} 任何项目都符合，等于没有写。", condition.id),
                "请核对 test，或删去这个条件。",
            );
        }
    }

    fn measure(&self, measure: &Measure) {
        let conditions: Vec<&Condition> = measure
            .requires
            .iter()
            .filter_map(|id| self.pack.condition(id))
            .collect();
        // What every project that gets this far meets, whatever is read.
        let always: Vec<&Condition> = conditions
            .iter()
            .copied()
            .filter(|condition| {
                condition.effect != Effect::Note
                    && condition.when.is_none()
                    && condition.under.is_none()
            })
            .collect();
        for (place, condition) in conditions.iter().enumerate() {
            self.among(measure, condition, &always, place);
        }
        let met: Vec<&Test> = always.iter().map(|condition| &condition.test).collect();
        for step in &measure.steps {
            self.step(step, &met);
        }
    }

    /// A condition beside those that always hold.
    fn among(&self, measure: &Measure, condition: &Condition, always: &[&Condition], place: usize) {
        for other in always {
            let before = measure.requires.iter().position(|id| *id == other.id) < Some(place);
            if other.id == condition.id || !before || condition.effect == Effect::Note {
                continue;
            }
            if related(&other.test, &condition.test)
                && condition.when.is_none()
                && !self.possible(&[&other.test, &condition.test], &[])
            {
                self.policy.fault_at(
                    condition.line,
                    format!(
                        "方向 {} 的条件 {} 和 {} 互相矛盾，没有项目能同时符合。",
                        measure.id, other.id, condition.id
                    ),
                    "请核对两个条件的界限；属于两种理解的，请用 under 分开。",
                );
            }
        }
        let Some(when) = &condition.when else { return };
        let met = related_tests(always, when, &condition.id);
        if !self.possible(&with(when, &met), &[]) {
            self.policy.fault_at(
                condition.line,
                format!(
                    "方向 {} 的条件 {} 的前提 when 永远不成立，这个条件用不到。",
                    measure.id, condition.id
                ),
                "请核对 when，它和本方向的其他条件矛盾。",
            );
        }
    }

    fn step(&self, step: &StepDecl, met: &[&Test]) {
        if let Some(when) = &step.when {
            let met: Vec<&Test> = met
                .iter()
                .copied()
                .filter(|test| related(test, when))
                .collect();
            if !self.possible(&with(when, &met), &[]) {
                self.policy.fault_at(
                    step.line,
                    format!("步骤 {} 的前提 when 永远不成立，这一步用不到。", step.id),
                    "请核对 when，或删去这一步。",
                );
            }
        }
        let Act::Project(op) = &step.act else { return };
        for branch in op.branches() {
            self.branch(step, &branch, met);
        }
    }

    fn branch(&self, step: &StepDecl, branch: &Branch, met: &[&Test]) {
        let (test, none): (_, Vec<&Test>) = (&branch.test, branch.before.iter().collect());
        let near = |other: &&Test| {
            test.as_ref().is_some_and(|test| related(test, other))
                || none.iter().any(|before| related(before, other))
        };
        let mut all: Vec<&Test> = met.iter().copied().filter(near).collect();
        all.extend(test);
        let line = branch.line.unwrap_or(step.line);
        if !self.possible(&all, &none) {
            self.policy.fault_at(
                line,
                format!("步骤 {} 的{}永远轮不到。", step.id, branch.what),
                "它和本方向的条件矛盾，或者前面写的情况已经全部包括；请核对界限和次序。",
            );
        }
        for (what, other) in &branch.rivals {
            if let Some(test) = test
                && self.possible(&[test, other], &[])
            {
                self.policy.fault_at(
                    line,
                    format!(
                        "步骤 {} 的{}和{what}可能同时成立，没有写明用哪个。",
                        step.id, branch.what
                    ),
                    "例外要写明优先于谁：前一个写 id = \"…\"，后一个写 over = [\"…\"]；在 adjust 里叠加的写 also = true；或者把两个 when 写成不会同时成立。",
                );
            }
        }
    }
}

fn with<'t>(test: &'t Test, met: &[&'t Test]) -> Vec<&'t Test> {
    let mut all = met.to_vec();
    all.push(test);
    all
}

fn related_tests<'t>(always: &[&'t Condition], test: &Test, but: &str) -> Vec<&'t Test> {
    always
        .iter()
        .filter(|condition| condition.id != but)
        .map(|condition| &condition.test)
        .filter(|other| related(other, test))
        .collect()
}
