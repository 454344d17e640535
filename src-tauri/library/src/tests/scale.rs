//! A programme of ten thousand projects goes in, is read, assessed and goes
//! out again whole.

use super::sample::{PROGRAMME, assessment, batch, library, stamp, take};
use crate::table::project::ProjectFilter;

#[test]
fn ten_thousand_projects() {
    let (_dir, mut library) = library();
    let empty = library.content_hash().unwrap();
    let new = batch(1, 10_000);
    let projects = take(&mut library, &new, 1);
    let input = library.assessment_input(PROGRAMME, None).unwrap();
    let facts: usize = input
        .subjects
        .iter()
        .map(|subject| subject.facts.len())
        .sum();
    assert_eq!(
        (projects.len(), facts),
        (10_000, 100_000),
        "all rows and all facts"
    );
    assert_eq!(
        input.subjects[9_999].facts, new.rows[9_999].facts,
        "to the last one"
    );
    let run = library
        .record_assessment(PROGRAMME, &input, &assessment(&input), &stamp(2))
        .unwrap();
    assert_eq!(library.results(run).unwrap().len(), 10_000, "all results");
    assert!(!library.stale(PROGRAMME).unwrap(), "just assessed");
    let search = ProjectFilter {
        search: Some("改造1-9999".to_owned()),
        ..Default::default()
    };
    assert_eq!(
        library.projects(PROGRAMME, &search).unwrap().len(),
        1,
        "found among all"
    );
    assert_eq!(library.verify().unwrap(), vec![], "sound");
    let id = library.batches(PROGRAMME).unwrap()[0].id;
    library.withdraw(id, "重报", &stamp(3)).unwrap();
    assert!(
        library
            .projects(PROGRAMME, &ProjectFilter::default())
            .unwrap()
            .is_empty(),
        "all gone"
    );
    assert!(
        library.enterprises().unwrap().is_empty(),
        "and their enterprises"
    );
    assert_ne!(
        library.content_hash().unwrap(),
        empty,
        "but the frozen assessment stays"
    );
}
