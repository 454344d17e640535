//! Lists of money: what is printed adds up to the printed total, in figures
//! and in words, on paper and in the workbook alike.

use std::path::Path;

use calamine::Data;
use ruku_model::amount_words::read;
use ruku_model::money::{Money, MoneyUnit};
use ruku_tests::road::{JIANGMEN, Road, SHAOGUAN, pdf_text, pdf_text_drawn, rows, text};

use super::offered::{CLUSTER, with_return};
use super::workbook::{cells, head};

/// A printed list as it is laid out, and its text in the order of drawing.
fn printed(road: &Road, form: &str) -> (String, String) {
    let out = road.out(form);
    let out = out.to_str().unwrap();
    let args = ["print", form, "--leave-blank", "--out", out];
    let files = rows(&road.run(args).json(0)["files"]);
    let path = Path::new(text(&files[1]["path"]));
    (pdf_text(path), pdf_text_drawn(path))
}

/// Every amount in 元 a text shows, in order.
fn amounts(said: &str) -> Vec<Money> {
    said.split_whitespace()
        .filter(|word| {
            word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || ",.".contains(c))
        })
        .filter(|word| {
            word.rsplit('.')
                .next()
                .is_some_and(|cents| cents.len() == 2)
        })
        .map(|word| Money::parse(&word.replace(',', ""), MoneyUnit::Yuan).unwrap())
        .collect()
}

fn total_row(road: &Road, table: &str, header: &str) -> (Money, Money) {
    let all = cells(road, table);
    let (top, column) = head(&all, header);
    let amounts: Vec<Money> = all[top + 1..]
        .iter()
        .filter_map(|row| match row[column] {
            Data::Float(yuan) => {
                Some(Money::parse(&format!("{yuan:.2}"), MoneyUnit::Yuan).unwrap())
            }
            _ => None,
        })
        .collect();
    let (total, parts) = amounts.split_last().unwrap();
    (Money::checked_sum(parts.iter().copied()).unwrap(), *total)
}

const PLAN: (&str, &str) = ("fund_plan", "安排金额（元）");
const PAYMENTS: (&str, &str) = ("payments", "金额（元）");

/// Every project has asked for acceptance in time and passed.
fn accepted() -> Road {
    let road = Road::assessed(SHAOGUAN);
    let ids: Vec<String> = road
        .projects()
        .iter()
        .map(|row| row["id"].to_string())
        .collect();
    for (fact, value) in [
        ("acceptance_applied_on", "2022-08-20"),
        ("acceptance_passed", "是"),
    ] {
        let mut args = vec!["fact", &ids[0], fact, value, "--reason", "验收意见表"];
        for id in &ids[1..] {
            args.extend(["--also", id]);
        }
        road.run(args).json(0);
    }
    road.run(["assess"]).json(1);
    road
}

fn adds_up(road: &Road, lists: &[(&str, &str)]) {
    for (form, header) in lists {
        let (said, close) = printed(road, form);
        let found = amounts(&said);
        let (total, parts) = found.split_last().unwrap();
        let sum = Money::checked_sum(parts.iter().copied()).unwrap();
        assert_eq!(
            sum, *total,
            "{form}: the rows add up to the printed total: {said}"
        );
        let words = ruku_model::amount_words::in_words(sum);
        assert_eq!(read(&words), Ok(sum), "the words say the same number");
        assert!(close.contains(&words), "{form} says {words}: {close}");
        let (in_book, book_total) = total_row(road, form, header);
        assert_eq!(
            (in_book, book_total),
            (sum, sum),
            "{form}: the workbook agrees"
        );
    }
}

#[test]
fn shaoguans_plan_and_payments_add_up() {
    adds_up(&accepted(), &[PLAN, PAYMENTS]);
}

#[test]
fn jiangmens_plan_and_payments_add_up() {
    adds_up(&Road::assessed(JIANGMEN), &[PLAN, PAYMENTS]);
}

/// Twelve enterprises share 500万元; what cannot be divided stays out.
#[test]
fn a_clusters_plan_adds_up_to_the_last_fen() {
    let road = with_return(CLUSTER, "jiangmen-2021.csv");
    adds_up(&road, &[PLAN]);
    let (said, close) = printed(&road, "payments");
    assert!(
        amounts(&said).is_empty() && close.contains("授予与核销只列一处"),
        "a voucher is paid when it is redeemed: {said}"
    );
}

/// A firm has its grant on one row and what it used of it on another.
#[test]
fn a_voucher_is_arranged_once_and_paid_once() {
    let road = Road::opened(CLUSTER);
    let file = "fixtures/returns/jiangmen-2021/开平市水暖卫浴产业集群.xlsx";
    road.take_in(&ruku_tests::root().join(file));
    road.run(["assess"]).json(1);
    let sets = road.run(["return", "sets"]).json(0);
    assert_eq!(
        rows(&sets["sets"]).len(),
        0,
        "the two rows are no double: {sets}"
    );
    adds_up(&road, &[PLAN, PAYMENTS]);
    let (plan, paid) = (printed(&road, "fund_plan").0, printed(&road, "payments").0);
    assert!(
        plan.contains("500,000.00") && !plan.contains("（核销）"),
        "the grant: {plan}"
    );
    assert_eq!(
        amounts(&paid),
        [Money::from_fen(46_800_000); 2],
        "what was used of it, and the total: {paid}"
    );
}

#[test]
fn a_publicity_counts_working_days_and_hides_people() {
    let road = Road::assessed(SHAOGUAN);
    let said: String = printed(&road, "publicity")
        .0
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    // Printed on Tuesday 2022-07-05: five working days from the next.
    assert!(
        said.contains("2022年7月6日至2022年7月12日（5个工作日）"),
        "{said}"
    );
    let projects = road.projects();
    let listed = |row: &&serde_json::Value| said.contains(text(&row["enterprise"]));
    assert!(
        projects.iter().any(|row| listed(&row)),
        "enterprises are named"
    );
    for project in &projects {
        let view = road.run(["explain", &project["id"].to_string()]).json(0);
        for fact in rows(&view["facts"]) {
            let private = ["contact_name", "contact_phone"].contains(&text(&fact["id"]));
            let shown = text(&fact["shown"]);
            assert!(
                !private || shown.is_empty() || !said.contains(shown),
                "{shown} is nobody's business: {said}"
            );
        }
    }
}

#[test]
fn every_working_table_is_written() {
    let road = accepted();
    for table in ["compliance", "scores", "publicity", "fund_plan", "payments"] {
        let rows = cells(&road, table).len();
        assert!(rows > 10, "{table} lists the projects");
    }
}
