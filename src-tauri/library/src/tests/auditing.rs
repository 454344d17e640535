//! The audit trail: every write leaves an entry, and tampering shows.

use rusqlite::Connection;

use super::sample::{PROGRAMME, batch, library, stamp, take};
use crate::error::LibraryError;
use crate::folder;
use crate::library::{Access, Library, connect};
use crate::stamp::Stamp;
use crate::table::audit::{Action, ChainFaultKind};
use crate::verify::Fault;

/// A closed library with a few entries, and a connection that can tamper.
fn tampering() -> (tempfile::TempDir, Connection, i64) {
    let (dir, mut library) = library();
    take(&mut library, &batch(1, 2), 1);
    take(&mut library, &batch(2, 1), 2);
    let id = library.batches(PROGRAMME).unwrap()[0].id;
    library.withdraw(id, "重报", &stamp(3)).unwrap();
    let entries = library.audit_log(None).unwrap().last().unwrap().seq;
    drop(library);
    let connection = connect(&dir.path().join("库").join(folder::DATABASE), Access::Write).unwrap();
    connection
        .execute_batch("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;")
        .unwrap();
    (dir, connection, entries)
}

fn faults(dir: &tempfile::TempDir) -> Vec<Fault> {
    Library::open_reading(&dir.path().join("库"))
        .unwrap()
        .verify()
        .unwrap()
}

#[test]
fn every_write_leaves_an_entry() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 2), 1);
    let id = library.batches(PROGRAMME).unwrap()[0].id;
    library.withdraw(id, "重报", &stamp(3)).unwrap();
    let log = library.audit_log(None).unwrap();
    let actions: Vec<Action> = log.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [
            Action::LibraryCreated,
            Action::ProgrammeOpened,
            Action::TakenIn,
            Action::Withdrawn
        ],
        "in the order they were done"
    );
    assert_eq!(log[3].detail["reason"], "重报", "with the reason");
    assert_eq!(
        (log[3].actor.as_str(), log[3].at),
        ("张三", stamp(3).at),
        "by whom and when"
    );
    assert_eq!(
        library.audit_log(Some(PROGRAMME)).unwrap().len(),
        3,
        "those of the programme"
    );
    assert_eq!(
        library.audit_head().unwrap(),
        log[3].hash,
        "the anchor is the last hash"
    );
}

#[test]
fn nobody_acts_without_a_name() {
    let (_dir, mut library) = library();
    let nameless = Stamp::new(" ", stamp(1).at);
    let refused = library.take_in(&batch(1, 1), &nameless);
    assert!(
        matches!(refused, Err(LibraryError::Empty(_))),
        "got {refused:?}"
    );
}

#[test]
fn the_database_itself_refuses_changes() {
    let (dir, library) = library();
    drop(library);
    let connection = connect(&dir.path().join("库").join(folder::DATABASE), Access::Write).unwrap();
    for sql in ["UPDATE audit SET actor = '李四'", "DELETE FROM audit"] {
        assert!(connection.execute(sql, []).is_err(), "append-only: {sql}");
    }
}

#[test]
fn a_changed_entry_shows() {
    for column in [
        "at",
        "actor",
        "action",
        "programme",
        "detail",
        "prev",
        "hash",
    ] {
        let (dir, connection, entries) = tampering();
        for seq in 1..=entries {
            let saved: Option<String> = connection
                .query_row(
                    &format!("SELECT {column} FROM audit WHERE seq = ?1"),
                    [seq],
                    |r| r.get(0),
                )
                .unwrap();
            let set = format!("UPDATE audit SET {column} = ?2 WHERE seq = ?1");
            connection
                .execute(&set, rusqlite::params![seq, "forged"])
                .unwrap();
            let found = faults(&dir);
            let broken = seq;
            assert!(
                matches!(found[..], [Fault::Audit { seq, .. }] if seq == broken),
                "{column} of {seq}: {found:?}"
            );
            connection
                .execute(&set, rusqlite::params![seq, saved])
                .unwrap();
        }
        assert_eq!(faults(&dir), vec![], "put back as it was, the chain holds");
    }
}

#[test]
fn a_text_moved_to_the_next_field_shows() {
    let (dir, connection, _) = tampering();
    connection
        .execute(
            "UPDATE audit SET actor = actor || substr(action, 1, 2), action = substr(action, 3)
             WHERE seq = 3",
            [],
        )
        .unwrap();
    assert_eq!(
        faults(&dir),
        [Fault::Audit {
            seq: 3,
            kind: ChainFaultKind::Changed
        }],
        "fields are kept apart in the hash"
    );
}

#[test]
fn a_missing_entry_shows() {
    let (dir, connection, entries) = tampering();
    connection
        .execute("DELETE FROM audit WHERE seq = 2", [])
        .unwrap();
    assert_eq!(
        faults(&dir),
        [Fault::Audit {
            seq: 3,
            kind: ChainFaultKind::Gap
        }],
        "the gap is named"
    );
    connection
        .execute("UPDATE audit SET seq = seq - 1 WHERE seq > 2", [])
        .unwrap();
    assert_eq!(
        faults(&dir),
        [Fault::Audit {
            seq: 2,
            kind: ChainFaultKind::Unchained
        }],
        "closing the gap does not help"
    );
    assert!(entries > 3, "there are entries after the gap");
}

#[test]
fn a_tail_cut_off_shows_against_paper() {
    let (dir, connection, entries) = tampering();
    let library = Library::open_reading(&dir.path().join("库")).unwrap();
    let printed = library.audit_head().unwrap();
    connection
        .execute("DELETE FROM audit WHERE seq = ?1", [entries])
        .unwrap();
    assert_eq!(
        library.verify().unwrap(),
        vec![],
        "the chain alone cannot show it"
    );
    assert_ne!(
        library.audit_head().unwrap(),
        printed,
        "the head printed on paper does"
    );
}
