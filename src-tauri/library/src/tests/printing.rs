//! The print register: printings, what they showed, and where every copy went.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::sample::{PROGRAMME, at, batch, library, stamp, take};
use crate::copy_state::CopyState;
use crate::error::LibraryError;
use crate::library::Library;
use crate::stamp::Stamp;
use crate::table::copy_step::CopyMark;
use crate::table::print_content::ContentLine;
use crate::table::print_register::{NewPrint, PrintId};
use crate::table::printing::NewPrinting;
use crate::table::project::ProjectId;

const FINGERPRINT: &str = "3A7C-9DKM-4444-PPPP";

fn order() -> NewPrinting {
    NewPrinting {
        programme: PROGRAMME.to_owned(),
        form: "application".to_owned(),
        copies: 7,
        folder: "打印".to_owned(),
    }
}

fn print(project: ProjectId) -> NewPrint {
    NewPrint {
        programme: PROGRAMME.to_owned(),
        project: Some(project),
        projects: vec![project],
        subject: "甲公司 智能车间".to_owned(),
        form: "application".to_owned(),
        version: "2".to_owned(),
        fingerprint: FINGERPRINT.to_owned(),
        copies: 7,
        pages: 6,
        path: "申报书.pdf".to_owned(),
        run: None,
    }
}

fn lines() -> Vec<ContentLine> {
    vec![ContentLine {
        id: "project_name".to_owned(),
        label: "项目名称".to_owned(),
        value: json!("智能车间"),
        shown: "智能车间".to_owned(),
    }]
}

fn day(minutes: i64) -> NaiveDate {
    at(minutes).date()
}

/// A library with two printed forms of seven copies.
fn printed() -> (tempfile::TempDir, Library, Vec<PrintId>) {
    let (dir, mut library) = library();
    let projects = take(&mut library, &batch(1, 2), 1);
    let prints: Vec<_> = projects.iter().map(|id| (print(*id), lines())).collect();
    let (_, ids) = library
        .register_printing(&order(), &prints, &stamp(2))
        .unwrap();
    (dir, library, ids)
}

fn mark(copies: &[(PrintId, Vec<u32>)], to: CopyState) -> CopyMark {
    CopyMark {
        copies: copies.to_vec(),
        to,
        day: day(3),
        who: "李局长".to_owned(),
        reason: String::new(),
    }
}

#[test]
fn a_printing_is_registered_whole_or_not_at_all() {
    let (_dir, mut library) = library();
    let project = take(&mut library, &batch(1, 1), 1)[0];
    let good = (print(project), lines());
    let (printing, _) = library
        .register_printing(&order(), std::slice::from_ref(&good), &stamp(2))
        .unwrap();
    let prints = library.prints(PROGRAMME).unwrap();
    assert_eq!(prints[0].print, good.0, "as it was printed");
    assert_eq!(prints[0].printing, Some(printing), "and in which printing");
    assert_eq!(
        library.printing(printing).unwrap().order,
        order(),
        "which is known itself"
    );
    let found = library.prints_of_fingerprint(FINGERPRINT).unwrap();
    assert_eq!(found[0].stamp, stamp(2), "found by what stands on the page");
    assert_eq!(
        library.print_content(FINGERPRINT).unwrap(),
        Some(lines()),
        "with what it showed"
    );
    let bad = NewPrint {
        programme: "nowhere".to_owned(),
        ..good.0.clone()
    };
    library
        .register_printing(&order(), &[good, (bad, lines())], &stamp(3))
        .expect_err("one programme is unknown");
    assert_eq!(
        library.prints(PROGRAMME).unwrap().len(),
        1,
        "neither was registered"
    );

    let id = library.batches(PROGRAMME).unwrap()[0].id;
    assert_eq!(
        library.withdrawal_preview(id).unwrap().prints,
        1,
        "a warning before withdrawing"
    );
    library.withdraw(id, "重报", &stamp(4)).unwrap();
    assert_eq!(
        library.prints(PROGRAMME).unwrap().len(),
        1,
        "paper outlives a withdrawal"
    );
}

#[test]
fn copies_go_their_way_and_every_step_is_on_record() {
    let (_dir, mut library, ids) = printed();
    let three = [(ids[0], vec![1, 2, 3])];
    for (minutes, to) in (3..).zip([
        CopyState::Signed,
        CopyState::Sealed,
        CopyState::HandedIn,
        CopyState::Returned,
    ]) {
        let gone = library.mark_copies(&mark(&three, to), &stamp(minutes));
        assert_eq!(gone.unwrap(), 3, "all three go to {to:?}");
    }
    let tracked = library.tracked_print(ids[0]).unwrap();
    assert_eq!(tracked.state(2), CopyState::Returned, "where it stands");
    assert_eq!(tracked.state(4), CopyState::Printed, "the others stayed");
    let last = tracked.last(3).unwrap();
    assert_eq!(
        (last.day, last.who.as_str(), &last.stamp),
        (day(3), "李局长", &stamp(6)),
        "when, by whom, and who wrote it down"
    );
    let all = library.tracked_prints(PROGRAMME).unwrap();
    assert_eq!(all[0], tracked, "the list says the same");
    let trail = library.audit_log(Some(PROGRAMME)).unwrap();
    let mut marks = trail
        .iter()
        .filter(|entry| entry.action.label() == "登记纸件");
    let last = marks.next_back().unwrap();
    assert_eq!(last.detail["copies"], json!([1, 2, 3]), "which copies");
    assert_eq!(last.detail["to"], "returned", "went where");
    assert!(
        library.verify().unwrap().is_empty(),
        "the library is sound with them"
    );
}

#[test]
fn a_step_that_is_not_allowed_holds_all() {
    let (_dir, mut library, ids) = printed();
    let given_up = [(ids[1], vec![2])];
    let torn = CopyMark {
        reason: "卡纸撕坏".to_owned(),
        ..mark(&given_up, CopyState::Void)
    };
    let unsaid = mark(&given_up, CopyState::Void);
    library
        .mark_copies(&unsaid, &stamp(3))
        .expect_err("giving up needs a reason");
    library.mark_copies(&torn, &stamp(3)).unwrap();
    let before = library.content_hash().unwrap();
    let both = [(ids[0], vec![1]), (ids[1], vec![1, 2])];
    let refused = library.mark_copies(&mark(&both, CopyState::Signed), &stamp(4));
    let Err(error @ LibraryError::CopyTransition { .. }) = refused else {
        panic!("got {refused:?}")
    };
    assert!(
        error.chinese().contains("第2份") && error.chinese().contains("已作废"),
        "named: {}",
        error.chinese()
    );
    assert_eq!(library.content_hash().unwrap(), before, "none has moved");
    let eighth = mark(&[(ids[0], vec![8])], CopyState::Signed);
    assert!(
        matches!(
            library.mark_copies(&eighth, &stamp(4)),
            Err(LibraryError::NoCopy { copies: 7, .. })
        ),
        "there are seven"
    );
    for wrong in [day(0) - TimeDelta::days(1), day(0) + TimeDelta::days(1)] {
        let mark = CopyMark {
            day: wrong,
            ..mark(&[(ids[0], vec![1])], CopyState::Signed)
        };
        assert!(
            matches!(
                library.mark_copies(&mark, &stamp(4)),
                Err(LibraryError::CopyDay { .. })
            ),
            "{wrong} is before the print or after today"
        );
    }
}

#[test]
fn marking_twice_changes_nothing_and_a_slip_is_taken_back() {
    let (_dir, mut library, ids) = printed();
    let one = [(ids[0], vec![1, 1])];
    assert_eq!(
        library
            .mark_copies(&mark(&one, CopyState::HandedIn), &stamp(3))
            .unwrap(),
        1,
        "a copy named twice goes once"
    );
    assert_eq!(
        library
            .mark_copies(&mark(&one, CopyState::HandedIn), &stamp(4))
            .unwrap(),
        0,
        "and not again"
    );
    let one = [(ids[0], vec![1])];
    library
        .take_back_copies(&one, "", &stamp(5))
        .expect_err("a correction says why");
    library
        .take_back_copies(&one, "点错了一份", &stamp(5))
        .unwrap();
    let tracked = library.tracked_print(ids[0]).unwrap();
    assert_eq!(tracked.state(1), CopyState::Printed, "as before the slip");
    assert_eq!(tracked.steps.len(), 2, "the slip stays on record");
    assert!(
        matches!(
            library.take_back_copies(&one, "再退", &stamp(6)),
            Err(LibraryError::CopyUntouched { copy: 1, .. })
        ),
        "there is nothing more to take back"
    );
}

#[test]
fn marking_copies_does_not_age_an_assessment() {
    let (_dir, mut library, ids) = printed();
    let seq = library.audit_log(None).unwrap().last().unwrap().seq;
    let tomorrow = Stamp::new("张三", at(3) + TimeDelta::days(1));
    library
        .mark_copies(&mark(&[(ids[0], vec![1])], CopyState::Signed), &tomorrow)
        .unwrap();
    let touched = crate::table::audit::touched_since(&library.connection, PROGRAMME, seq);
    assert!(!touched.unwrap(), "paper is not data");
}
