//! `switch`: one of several values, by condition.

use std::sync::Arc;

use super::{Act, Branch, Computed, OpSpec, Parsed, ProjectOp};
use crate::bounds::Bounds;
use crate::condition::{Test, Truth, test_of};
use crate::engine::scope::Scope;
use crate::open::Operand;
use crate::read::source::Entry;
use crate::read::{Names, ValueKind};

pub(super) const SPEC: OpSpec = OpSpec {
    id: "switch",
    title: "按情况取值",
    about: "几种情况各取前面的一个步骤或填报项，第一个符合的算数；都不符合取 otherwise。",
    params: &[
        (
            "cases",
            "各种情况：[{ when = { … }, of = \"步骤或填报项\" }, …]",
        ),
        ("otherwise", "都不符合时取哪个步骤或填报项"),
    ],
    example: r#"{ id = "payment", label = "本次拨付", op = "switch", cases = [{ when = { fact = "accepted", is = true }, of = "final" }], otherwise = "advance", clause = "三" }"#,
};

#[derive(Debug)]
struct Case {
    line: u32,
    test: Test,
    of: Operand,
}

#[derive(Debug)]
struct Switch {
    cases: Vec<Case>,
    otherwise: Operand,
}

pub(super) fn parse(entry: &Entry<'_>, names: &Names<'_>) -> Option<Parsed> {
    let money = |text| names.origin(text, Some(ValueKind::Money));
    let mut cases = Vec::new();
    for case in entry.list("cases", &format!("{}的情况", entry.what())) {
        let test = test_of(&case, "when", names);
        if !case.has("when") {
            case.fault(
                format!("{}没有写 when。", case.what()),
                "请写 when = { fact = \"…\", … }。",
            );
        }
        let of = case.text("of").and_then(money);
        case.finish();
        cases.push(Case {
            line: case.line(),
            test: test?,
            of: of?,
        });
    }
    let otherwise = entry.text("otherwise").and_then(money)?;
    let act = Act::Project(Arc::new(Switch { cases, otherwise }));
    Some(Parsed {
        act,
        kind: ValueKind::Money,
        of: None,
    })
}

impl ProjectOp for Switch {
    fn branches(&self) -> Vec<Branch> {
        let tests: Vec<Test> = self.cases.iter().map(|case| case.test.clone()).collect();
        let branch = |(place, case): (usize, &Case)| Branch {
            line: Some(case.line),
            what: format!("第{}种情况", place + 1),
            test: Some(case.test.clone()),
            before: tests[..place].to_vec(),
            rivals: Vec::new(),
        };
        let mut branches: Vec<Branch> = self.cases.iter().enumerate().map(branch).collect();
        branches.push(Branch {
            line: None,
            what: " otherwise ".to_owned(),
            test: None,
            before: tests.clone(),
            rivals: Vec::new(),
        });
        branches
    }

    fn eval(&self, scope: &mut Scope<'_>) -> Computed {
        let mut possible = Vec::new();
        let mut decided = false;
        for Case { test, of, .. } in &self.cases {
            match scope.test(test) {
                Truth::Yes => {
                    possible.push(*of);
                    decided = true;
                    break;
                }
                Truth::No => {}
                Truth::Unknown => possible.push(*of),
            }
        }
        if !decided {
            possible.push(self.otherwise);
        }
        let taken: Vec<_> = possible.into_iter().map(|of| scope.take(of)).collect();
        let words: Vec<String> = taken.iter().map(|taken| taken.words()).collect();
        let value = taken
            .iter()
            .map(|taken| taken.bounds)
            .reduce(Bounds::join)
            .unwrap_or_else(Bounds::unknown);
        Computed::new(value, format!("取{}", words.join("或")))
    }
}
