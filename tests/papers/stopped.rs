//! A print that is stopped: what was written is whole and in the register, the
//! rest is neither, and the book is bound afterwards from the register.

use std::path::Path;

use ruku_desk::print::PrintOrder;
use ruku_desk::progress::{Cancel, Job, Progress};
use ruku_tests::road::{Road, SHAOGUAN, pdf_text, rows, text};

use super::preview::desk;

#[test]
fn only_what_was_written_is_registered_and_goes_on() {
    let road = Road::assessed(SHAOGUAN);
    let mut window = desk();
    window.open_library(&road.library()).unwrap();
    let programme = window.programme(None).unwrap().id;
    let order = PrintOrder {
        programme,
        form: "commitment".to_owned(),
        projects: Vec::new(),
        copies: Some(2),
        ineligible_too: true,
        leave_blank: true,
        leave_out: false,
        folder: road.out("stopped"),
    };
    let cancel = Cancel::default();
    // The fourth form is announced; the clerk stops before the fifth.
    let mut report = |progress: Progress| {
        if progress.done == 3 {
            cancel.cancel();
        }
    };
    let mut job = Job {
        report: &mut report,
        cancel: &cancel,
    };
    let view = window.print_forms(&order, &mut job).unwrap();
    assert!(view.cancelled, "it was stopped");
    let written = view.files.len();
    assert!((1..6).contains(&written), "a few were written: {written}");
    let said = view.summary.last().unwrap();
    assert!(said.contains(&format!("写好并登记了{written}件")), "{said}");
    for file in &view.files {
        assert_eq!(file.kind, "single", "no book: {}", file.name);
        assert!(
            pdf_text(Path::new(&file.path)).contains("承"),
            "a whole file"
        );
    }
    let on_disk = std::fs::read_dir(road.out("stopped")).unwrap().count();
    assert_eq!(on_disk, written, "and no half file beside them");
    drop(window);
    let register = road.run(["paper", "register", "list"]).json(0);
    assert_eq!(
        rows(&register["prints"]).len(),
        written,
        "nothing else is registered"
    );
    let out = road.out("bound");
    let out = out.to_str().unwrap();
    let args = ["print", "commitment", "--from-copy", "1", "--out", out];
    let bound = road.run(args).json(0);
    let book = Path::new(text(&bound["files"][0]["path"]));
    let pages = pdf_text(book).matches('\u{c}').count();
    assert_eq!(
        pages,
        written * 2 * 2,
        "every copy of them, each on its own sheet"
    );
}
