//! Taking in: what goes in comes out, once, with its origins.

use ruku_model::fact::FactValue;
use ruku_model::finding::Verdict;

use super::sample::{PROGRAMME, batch, files_under, library, stamp, take};
use crate::error::LibraryError;
use crate::table::county::Reporting;
use crate::table::finding::FindingState;
use crate::table::project::ProjectFilter;
use crate::take_in::TakeIn;

#[test]
fn everything_comes_back_as_it_went_in() {
    let (_dir, mut library) = library();
    let new = batch(1, 3);
    let projects = take(&mut library, &new, 1);
    for (row, id) in new.rows.iter().zip(&projects) {
        let project = library.project(*id).unwrap();
        assert_eq!(
            project.facts, row.facts,
            "values of every type, with their origins"
        );
        assert_eq!(project.summary.row, row.row, "the true row number");
        assert_eq!(
            project.summary.measure.as_deref(),
            Some("platform"),
            "read off the direction"
        );
        let name = row
            .facts
            .get("project_name")
            .and_then(|fact| fact.value.as_text());
        assert_eq!(
            Some(project.summary.name.as_str()),
            name,
            "named by its fact"
        );
    }
    let stored = library
        .findings(library.batches(PROGRAMME).unwrap()[0].id)
        .unwrap();
    let findings: Vec<_> = stored.iter().map(|stored| stored.finding.clone()).collect();
    assert_eq!(findings, new.findings, "every field of every finding");
    assert_eq!(
        stored[0].project,
        Some(projects[0]),
        "linked by sheet and row"
    );
    assert_eq!(
        stored[1].state,
        FindingState::Repaired,
        "a certain repair is already used"
    );
    assert_eq!(
        stored[2].project, None,
        "a finding on the file belongs to no project"
    );
    assert_eq!(library.verify().unwrap(), vec![], "a sound library");
    let original = library
        .original(&library.batches(PROGRAMME).unwrap()[0].sha256)
        .unwrap();
    assert_eq!(
        std::fs::read(&original.path).unwrap(),
        new.bytes,
        "the file as it came"
    );
}

#[test]
fn the_same_file_is_recognised() {
    let (_dir, mut library) = library();
    let new = batch(1, 3);
    take(&mut library, &new, 1);
    let (before, head) = (
        library.content_hash().unwrap(),
        library.audit_head().unwrap(),
    );
    let renamed = crate::take_in::NewBatch {
        name: "另一个名字.xls".to_owned(),
        ..new
    };
    let TakeIn::Already { batch, at } = library.take_in(&renamed, &stamp(9)).unwrap() else {
        panic!("the bytes are the same, whatever the name");
    };
    let first = library.batch(batch).unwrap();
    assert_eq!(
        (at, first.name.as_str()),
        (stamp(1).at, "汇总表1.xlsx"),
        "when and as what"
    );
    assert_eq!(library.content_hash().unwrap(), before, "nothing was added");
    assert_eq!(library.audit_head().unwrap(), head, "nothing was done");
    assert_eq!(
        library.originals().unwrap().len(),
        1,
        "the file is kept once"
    );
}

#[test]
fn a_draft_that_contradicts_itself_is_refused() {
    let (dir, mut library) = library();
    let sound = batch(1, 2);
    let mut twice = sound.clone();
    twice.rows[1].row = twice.rows[0].row;
    let mut foreign = sound.clone();
    let fact = foreign.rows[0].facts.values_mut().next().unwrap();
    fact.origin.as_mut().unwrap().sha256 = "0".repeat(64);
    let mut nil = sound.clone();
    nil.nil_return = true;
    let mut refused = sound.clone();
    refused.verdict = Verdict::Refuse;
    let mut unreasoned = sound.clone();
    unreasoned.accept_reason = Some("  ".to_owned());
    let mut elsewhere = sound.clone();
    elsewhere.programme = "nowhere".to_owned();

    let before = library.content_hash().unwrap();
    let originals = files_under(&dir.path().join("库/originals"));
    for (draft, why) in [
        (twice, "a row twice"),
        (foreign, "a value of another file"),
        (nil, "a nil return with projects"),
        (refused, "the reader refused it"),
        (unreasoned, "an empty reason"),
        (elsewhere, "no such programme"),
    ] {
        let error = library.take_in(&draft, &stamp(1)).expect_err(why);
        assert!(
            error.chinese().ends_with('。'),
            "{why}: a sentence, got {}",
            error.chinese()
        );
        assert_eq!(
            library.content_hash().unwrap(),
            before,
            "{why}: nothing was stored"
        );
        let kept = files_under(&dir.path().join("库/originals"));
        assert_eq!(kept, originals, "{why}: no file was kept");
    }
    take(&mut library, &sound, 2);
}

#[test]
fn accepting_warnings_leaves_questions_open() {
    let (_dir, mut library) = library();
    let mut new = batch(1, 2);
    new.accept_reason = Some("县局来函说明".to_owned());
    take(&mut library, &new, 1);
    let taken = &library.batches(PROGRAMME).unwrap()[0];
    let states: Vec<_> = library
        .findings(taken.id)
        .unwrap()
        .iter()
        .map(|f| f.state)
        .collect();
    assert_eq!(
        states,
        [
            FindingState::Open,
            FindingState::Repaired,
            FindingState::Accepted
        ],
        "only the warning is accepted"
    );
    assert_eq!(taken.open_findings, 1, "the question still waits");
    assert_eq!(
        taken.accept_reason.as_deref(),
        Some("县局来函说明"),
        "kept for the papers"
    );
}

#[test]
fn counties_are_awaited_nil_or_reported() {
    let (_dir, mut library) = library();
    let reporting = |library: &crate::library::Library| -> Vec<_> {
        let counties = library.counties(PROGRAMME).unwrap();
        counties
            .into_iter()
            .map(|county| (county.id, county.reporting))
            .collect()
    };
    let mut nil = batch(0, 0);
    (nil.nil_return, nil.findings) = (true, Vec::new());
    library.take_in(&nil, &stamp(1)).unwrap();
    take(&mut library, &batch(1, 2), 2);
    // A county that nobody awaited.
    take(&mut library, &batch(3, 1), 3);
    let expected = |wujiang| {
        vec![
            ("lechang".to_owned(), Reporting::Nil),
            ("nanxiong".to_owned(), Reporting::Reported),
            ("shixing".to_owned(), Reporting::Reported),
            ("wujiang".to_owned(), wujiang),
        ]
    };
    assert_eq!(
        reporting(&library),
        expected(Reporting::Awaited),
        "one has not answered"
    );
    library
        .note_nil_return(PROGRAMME, "wujiang", "来函", &stamp(4))
        .unwrap();
    assert_eq!(
        reporting(&library),
        expected(Reporting::Nil),
        "a letter counts"
    );
    library
        .drop_nil_return(PROGRAMME, "wujiang", &stamp(5))
        .unwrap();
    assert_eq!(
        reporting(&library),
        expected(Reporting::Awaited),
        "and can be taken back"
    );
    let unknown = library.note_nil_return(PROGRAMME, "nowhere", "来函", &stamp(6));
    assert!(
        matches!(unknown, Err(LibraryError::NotFound { .. })),
        "no such county: {unknown:?}"
    );
}

#[test]
fn projects_are_found_by_what_they_are() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 7), 1);
    let other = take(&mut library, &batch(2, 2), 2);
    library
        .set_fact(
            other[0],
            &"project_name".into(),
            Some(&FactValue::Text("100%_智能\\化".into())),
            "更正",
            &stamp(3),
        )
        .unwrap();
    let count = |filter: ProjectFilter| library.projects(PROGRAMME, &filter).unwrap().len();
    let search = |words: &str| ProjectFilter {
        search: Some(words.to_owned()),
        ..Default::default()
    };
    assert_eq!(count(ProjectFilter::default()), 9, "all");
    assert_eq!(count(search("100%_")), 1, "% and _ are themselves");
    assert_eq!(count(search("能\\化")), 1, "a backslash too");
    assert_eq!(count(search("%")), 1, "no wildcard");
    assert_eq!(
        count(search("91440200MA00000006")),
        2,
        "by credit code, in both files"
    );
    assert_eq!(count(search("6号")), 2, "two characters are enough");
    let county = Some("wujiang".to_owned());
    assert_eq!(
        count(ProjectFilter {
            county,
            ..Default::default()
        }),
        2,
        "by county"
    );
    let measure = Some("cluster".to_owned());
    assert_eq!(
        count(ProjectFilter {
            measure,
            ..Default::default()
        }),
        0,
        "by measure"
    );
}
