//! The full check names what is not as the library left it.

use super::sample::{batch, library, pack, take};
use crate::verify::Fault;

#[test]
fn a_changed_pack_shows() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 1), 1);
    let changed = library
        .connection
        .execute(
            "UPDATE pack_bytes SET bytes = x'00' WHERE bytes = ?1",
            [&pack("1").files["policy.toml"]],
        )
        .unwrap();
    assert_eq!(changed, 1, "one of the pack's files");
    let faults = library.verify().unwrap();
    assert!(
        matches!(faults[..], [Fault::PackChanged(_)]),
        "named as what it is: {faults:?}"
    );
}

#[test]
fn rows_without_their_parents_show() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 2), 1);
    library
        .connection
        .execute_batch(
            "PRAGMA foreign_keys = OFF; DELETE FROM enterprise; PRAGMA foreign_keys = ON;",
        )
        .unwrap();
    let faults = library.verify().unwrap();
    let expected = Fault::ForeignKey {
        table: "project".to_owned(),
        parent: "enterprise".to_owned(),
        rows: 2,
    };
    assert_eq!(faults, [expected], "which rows lack what");
    assert!(
        faults[0].chinese().contains("2条"),
        "said to the clerk: {}",
        faults[0].chinese()
    );
}
