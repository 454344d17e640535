//! How long assessing takes: `cargo bench -p ruku-policy`.
//!
//! 100,000 projects under 江门2024 with every explanation, and a pool shared
//! among them.

#![expect(clippy::print_stdout, reason = "a benchmark reports to the terminal")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use ruku_policy::assessment::{Assessment, Input, PoolChoice, Subject};
use ruku_policy::engine::{Worked, assess};

const PROJECTS: usize = 100_000;

/// Rounds of which the best counts: other programs run, too.
const ROUNDS: usize = 3;

fn main() {
    let pack = common::load(&common::pack_files("jiangmen-2024-industrial-internet"));
    let mut input = Input {
        subjects: (0..PROJECTS).map(subject).collect(),
        ..Input::default()
    };
    time("assess 100,000 projects with explanations", || {
        let start = Instant::now();
        let assessment = assess(&pack, &input);
        (start.elapsed(), assessment)
    });
    let amount = Money::from_fen(1_000_000_000_000);
    for method in ["pro_rata_floor", "pro_rata_exact", "in_order", "equal"] {
        input.pool = Some(PoolChoice {
            amount,
            method: method.to_owned(),
            quota: None,
            by: None,
        });
        time(&format!("a pool over 100,000 shared {method}"), || {
            let mut worked = Worked::new(&pack, &input);
            let start = Instant::now();
            worked.share();
            (start.elapsed(), worked.finish())
        });
    }
}

/// Reports the time of the work, the best of three, and that something came of it.
fn time(what: &str, work: impl Fn() -> (Duration, Assessment)) {
    let mut best = Duration::MAX;
    let mut total = Money::ZERO;
    for _ in 0..ROUNDS {
        let (took, assessment) = work();
        best = best.min(took);
        total = assessment.programme.total;
    }
    println!("{what}: {best:.2?} (in all {} yuan)", total.grouped());
}

/// The n-th project: amounts and groups vary, conditions are met.
fn subject(n: usize) -> Subject {
    let mut facts = Facts::new();
    let mut put = |id: &str, value: FactValue| {
        facts.insert(FactId::new(id), Fact::bare(value));
    };
    let text = |prefix: &str, n: usize| FactValue::Text(format!("{prefix}{n}"));
    put("enterprise_name", text("企业", n / 2));
    put("credit_code", text("91440700MAX", n / 2));
    put("cluster_name", text("集群", n / 40));
    put("enterprise_size", FactValue::Choice("小型".to_owned()));
    let date = |text: &str| text.parse().map(FactValue::Date).expect("a date");
    put("established_on", date("2016-03-18"));
    put("applied_on", date("2024-05-20"));
    put("training_sessions", FactValue::Count(12));
    put("people_trained", FactValue::Count(600));
    let fen = 3_000_000 + (n as i64 * 7_919) % 200_000_000;
    put("project_input", FactValue::Money(Money::from_fen(fen)));
    put(
        "invoiced_project_input",
        FactValue::Money(Money::from_fen(fen)),
    );
    for id in ["registered_here", "independent_legal_person"] {
        put(id, FactValue::Flag(true));
    }
    for id in [
        "other_fiscal_support",
        "fiscal_misconduct_last_3y",
        "in_abnormal_list_last_3y",
        "in_dishonest_list_last_3y",
        "accident_last_3y",
    ] {
        put(id, FactValue::Flag(false));
    }
    let measure = ["benchmark", "cloud", "cluster", "cloud"][n % 4];
    Subject {
        id: format!("p{n}"),
        measure: measure.to_owned(),
        facts,
    }
}
