//! Every form every programme offers prints, filled and blank; what an
//! ineligible project vouches with only after a warning.

use std::path::Path;

use ruku_tests::road::{City, JIANGMEN, Road, SHAOGUAN, pdf_text, pdf_text_drawn, rows, text};
use serde_json::Value;

/// 江门2021: made-up enterprises of one cluster.
pub(crate) const CLUSTER: City = City {
    folder: "",
    pack: "jiangmen-2021-industrial-cluster",
    year: "2021",
    clock: "2021-10-08T09:00",
};

/// 晋江2023: made-up enterprises of one town.
const JINJIANG: City = City {
    folder: "",
    pack: "jinjiang-2023-digital-twelve",
    year: "2023",
    clock: "2023-11-08T09:00",
};

/// A library with one return that lies beside this test, assessed.
pub(crate) fn with_return(city: City, file: &str) -> Road {
    let road = Road::opened(city);
    let path = ruku_tests::root().join("tests/papers/returns").join(file);
    road.take_in(&path);
    road.run(["assess"]).json(0);
    road
}

/// Lists and books about several projects are printed of all of them, the
/// others of the first.
fn print(road: &Road, form: &str, more: &[&str]) -> Value {
    let out = road.out(form);
    let mut args = vec!["print", form, "--out", out.to_str().unwrap()];
    args.extend(more);
    let ran = road.run(args);
    ran.json(ran.status)
}

/// What was printed, less the list that goes round with it.
fn papers(printed: &Value) -> Vec<Value> {
    let mut files = rows(&printed["files"]);
    files.retain(|file| file["kind"] != "checklist");
    files
}

fn all_forms(road: &Road, expected: &[&str]) {
    let first = road.projects()[0]["id"].to_string();
    let programme = road.run(["programme", "show"]).json(0);
    let forms = rows(&programme["forms"]);
    let common = [
        "calculation",
        "return_notice",
        "compliance",
        "expert_score",
        "score_summary",
        "publicity",
        "acceptance_opinion",
        "fund_plan",
        "payments",
    ];
    for id in expected.iter().chain(&common) {
        assert!(
            forms.iter().any(|form| form["id"] == *id),
            "{id} is offered: {forms:?}"
        );
    }
    for form in &forms {
        let id = text(&form["id"]);
        let title: String = text(&form["short"]).to_owned();
        let one = [
            "--project",
            first.as_str(),
            "--copies",
            "1",
            "--leave-blank",
        ];
        let more = if form["is_list"] == true {
            &one[2..]
        } else {
            &one[..]
        };
        let printed = print(road, id, more);
        assert_eq!(
            rows(&printed["refused"]),
            Vec::<Value>::new(),
            "{title} prints"
        );
        let files = papers(&printed);
        assert_eq!(files.len(), 2, "{title}: the file and the book");
        let pages = files[1]["pages"].as_u64().unwrap();
        let said = pdf_text(Path::new(text(&files[1]["path"])));
        assert_eq!(
            said.matches('\u{c}').count() as u64,
            pages,
            "{title}: all its pages"
        );
        let blank = print(road, id, &["--blank"]);
        assert!(
            Path::new(text(&blank["path"])).is_file(),
            "{title} prints blank"
        );
    }
}

#[test]
fn shaoguan_offers_and_prints_all_its_forms() {
    let road = Road::assessed(SHAOGUAN);
    all_forms(
        &road,
        &["application", "acceptance", "commitment", "return_table"],
    );
}

#[test]
fn jiangmen_2024_offers_and_prints_all_its_forms() {
    all_forms(
        &Road::assessed(JIANGMEN),
        &["application", "acceptance", "commitment"],
    );
}

#[test]
fn jinjiang_offers_and_prints_all_its_forms() {
    let road = with_return(JINJIANG, "jinjiang-2023.csv");
    all_forms(&road, &["application", "acceptance", "commitment"]);
}

#[test]
fn jiangmen_2021_offers_and_prints_all_its_forms() {
    let road = with_return(CLUSTER, "jiangmen-2021.csv");
    all_forms(
        &road,
        &["application", "plan", "commitment", "commitment_lead"],
    );
}

/// One book per cluster: the cover, 表一 with every enterprise and the sums,
/// 表二 once for each enterprise, each on its own sheet.
#[test]
fn a_cluster_makes_one_book_with_a_sheet_for_each_enterprise() {
    let road = with_return(CLUSTER, "jiangmen-2021.csv");
    let printed = print(&road, "application", &["--copies", "1"]);
    let files = papers(&printed);
    assert_eq!(
        files.len(),
        2,
        "one cluster, one file and the book: {files:?}"
    );
    let said = pdf_text_drawn(Path::new(text(&files[1]["path"])));
    let pages: Vec<&str> = said.split('\u{c}').collect();
    let projects = road.projects();
    for project in &projects {
        let name = text(&project["enterprise"]);
        assert!(pages[2].contains(name), "表一 names {name}");
        let own = |page: &&str| page.contains("表二、") && page.contains(name);
        assert_eq!(
            pages.iter().filter(|page| own(page)).count(),
            1,
            "表二 of {name}"
        );
    }
    let fronts = pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.contains("表二、"));
    assert!(
        fronts.clone().all(|(index, _)| index % 2 == 0),
        "each on the front of a sheet"
    );
    assert_eq!(fronts.count(), projects.len(), "as many as enterprises");
    // 48 + 51.5 + … + 86.5 万元.
    assert!(
        pages[2].contains("807万元"),
        "项目总投入额 with its unit: {}",
        pages[2]
    );
}

#[test]
fn an_ineligible_project_vouches_only_after_a_warning() {
    let road = Road::assessed(SHAOGUAN);
    let bad = road
        .projects()
        .into_iter()
        .find(|row| row["kind"] == "ineligible")
        .unwrap();
    let id = bad["id"].to_string();
    for form in ["application", "commitment"] {
        let refused = print(&road, form, &["--project", &id]);
        let said = rows(&refused["refused"]);
        assert!(
            text(&said[0]).contains("不符合"),
            "the reason is said: {said:?}"
        );
        assert_eq!(
            rows(&refused["files"]),
            Vec::<Value>::new(),
            "{form} is not printed"
        );
        let printed = print(&road, form, &["--project", &id, "--ineligible-too"]);
        assert_eq!(
            papers(&printed).len(),
            2,
            "{form} is printed when asked for"
        );
    }
    let notice = print(&road, "return_notice", &["--project", &id]);
    let said = pdf_text(Path::new(text(&papers(&notice)[1]["path"])));
    let said: String = said.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(said.contains("退回通知书"), "what failed goes back: {said}");
    let explained = road.run(["explain", &id]).json(0);
    let clause = text(&rows(&explained["result"]["failed"])[0]["clause"]).to_owned();
    assert!(
        said.contains(&clause),
        "the clause {clause} is cited: {said}"
    );
    assert!(said.contains('!'), "and the cell: {said}");
}
