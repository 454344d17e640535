//! The preview is byte for byte the file that is printed, though time passes
//! between the two.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{NaiveDate, TimeDelta};
use ruku_desk::Desk;
use ruku_desk::print::PrintOrder;
use ruku_desk::progress::{Cancel, Job};
use ruku_desk::setting::Setting;
use ruku_tests::road::{Road, SHAOGUAN, program};

/// A desk whose clock goes on by a minute every time it is asked.
pub(crate) fn desk() -> Desk {
    let mut setting = Setting::of_this_machine(&program("ruku"), None, None)
        .expect("the assets lie in the source tree");
    let morning = NaiveDate::from_ymd_opt(2022, 7, 5)
        .and_then(|day| day.and_hms_opt(9, 0, 0))
        .expect("a moment of the calendar");
    let minutes = AtomicI64::new(0);
    setting.clock =
        Box::new(move || morning + TimeDelta::minutes(minutes.fetch_add(1, Ordering::Relaxed)));
    Desk::new(setting)
}

#[test]
fn what_is_looked_at_is_what_is_printed() {
    let road = Road::assessed(SHAOGUAN);
    let id: i64 = road.id_of("机器人产线上云").parse().unwrap();
    let mut desk = desk();
    desk.open_library(&road.library()).unwrap();
    let programme = desk.programme(None).unwrap().id;
    for (form, copies) in [("commitment", 7), ("application", 3)] {
        let preview = desk.preview_form(form, id, Some(copies)).unwrap();
        let order = PrintOrder {
            programme: programme.clone(),
            form: form.to_owned(),
            projects: vec![id],
            copies: Some(copies),
            ineligible_too: true,
            leave_blank: true,
            leave_out: false,
            folder: road.out(form),
        };
        let mut report = |_| ();
        let mut job = Job {
            report: &mut report,
            cancel: &Cancel::default(),
        };
        let printed = desk.print_forms(&order, &mut job).unwrap();
        let single = printed.files.iter().find(|file| file.kind == "single");
        let bytes = std::fs::read(&single.expect("one project, one file").path).unwrap();
        assert!(
            preview == bytes,
            "{form}: the preview differs from the file that was printed"
        );
        let blank = desk.preview_blank(&programme, form).unwrap();
        let file = desk
            .print_blank(&programme, form, None, &road.out("blank"))
            .unwrap();
        assert!(
            blank == std::fs::read(&file.path).unwrap(),
            "{form}: the blank form that is looked at differs from the one that is printed"
        );
    }
}
