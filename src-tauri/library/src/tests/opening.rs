//! Making and opening: what is refused, in which words, and that a refused
//! file is not touched.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use super::sample::{PROGRAMME, at, batch, files_under, library, programme, stamp, take};
use crate::error::LibraryError;
use crate::library::{Access, Library, connect};
use crate::place::Unsafe;
use crate::{backup, folder, schema};

fn closed() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let (dir, mut library) = library();
    take(&mut library, &batch(1, 40), 1);
    let path = library.folder().to_owned();
    drop(library);
    let database = path.join(folder::DATABASE);
    (dir, path, database)
}

/// Opening must fail, with a sentence, and leave every file as it was.
fn refused(path: &std::path::Path) -> LibraryError {
    let before = files_under(path);
    let error = Library::open(path, at(5)).expect_err("this cannot be opened");
    assert!(
        error.chinese().ends_with('。'),
        "one sentence: {}",
        error.chinese()
    );
    assert_eq!(
        error.chinese().matches('。').count(),
        1,
        "only one: {}",
        error.chinese()
    );
    let mut after = files_under(path);
    // The lock and its holder's name are written before the pages are checked.
    after.insert("writer.txt".to_owned(), before["writer.txt"].clone());
    assert_eq!(after, before, "a refused library is left alone: {error}");
    error
}

#[test]
fn a_library_is_found_again() {
    let (_dir, path, _) = closed();
    let library = Library::open(&path, at(5)).unwrap();
    assert_eq!(
        library.programmes().unwrap()[0].projects,
        40,
        "with what it holds"
    );
    assert_eq!(
        library.programme(PROGRAMME).unwrap().naming,
        programme().naming,
        "all of it"
    );
    assert!(!library.is_read_only(), "opened for writing");
    let mode: String = library
        .connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .unwrap();
    assert_eq!(
        mode, "wal",
        "readers and the writer do not wait for each other"
    );
    let keys: bool = library
        .connection
        .pragma_query_value(None, "foreign_keys", |row| row.get(0))
        .unwrap();
    assert!(keys, "references are enforced");
}

#[test]
fn a_folder_is_taken_only_if_it_is_free() {
    let (_dir, path, _) = closed();
    let twice = Library::create(&path, at(5));
    assert!(
        matches!(twice, Err(LibraryError::AlreadyALibrary(_))),
        "got {twice:?}"
    );

    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("desktop.ini"), "").unwrap();
    fs::write(dir.path().join("照片.jpg"), "").unwrap();
    let full = Library::create(dir.path(), at(5));
    assert!(
        matches!(full, Err(LibraryError::FolderNotEmpty(_))),
        "got {full:?}"
    );
    assert_eq!(files_under(dir.path()).len(), 2, "nothing was put into it");
    fs::remove_file(dir.path().join("照片.jpg")).unwrap();
    fs::write(dir.path().join(folder::DATABASE_PART), "cut short").unwrap();
    Library::create(dir.path(), at(5)).expect("what a cut-short attempt left is no obstacle");
}

#[test]
fn what_is_no_library_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let nothing = Library::open(&dir.path().join("没有"), at(1));
    assert!(
        matches!(nothing, Err(LibraryError::NotALibrary(_))),
        "no folder: {nothing:?}"
    );
    let empty = Library::open(dir.path(), at(1));
    assert!(
        matches!(empty, Err(LibraryError::NotALibrary(_))),
        "no database: {empty:?}"
    );
    let database = dir.path().join(folder::DATABASE);
    Connection::open_in_memory()
        .unwrap()
        .execute("VACUUM INTO ?1", [database.to_str().unwrap()])
        .unwrap();
    let other = Library::open(dir.path(), at(1));
    assert!(
        matches!(
            other,
            Err(LibraryError::NotALibrary(_) | LibraryError::Damaged(_))
        ),
        "another program's database: {other:?}"
    );
    assert_eq!(
        files_under(dir.path()).len(),
        1,
        "nothing was put beside it"
    );
}

#[test]
fn a_newer_library_is_refused_untouched() {
    let (_dir, path, database) = closed();
    let mut bytes = fs::read(&database).unwrap();
    let newer = schema::known_version() + 1;
    bytes[60..64].copy_from_slice(&newer.to_be_bytes());
    fs::write(&database, bytes).unwrap();
    let error = refused(&path);
    assert!(
        matches!(error, LibraryError::Newer { found, .. } if found == newer),
        "the version is named: {error}"
    );
    let reading = Library::open_reading(&path);
    assert!(
        matches!(reading, Err(LibraryError::Newer { .. })),
        "nor read: {reading:?}"
    );
}

#[test]
fn a_newer_version_still_in_the_log_is_refused() {
    let (_dir, path, database) = closed();
    let connection = connect(&database, Access::Write).unwrap();
    connection
        .pragma_update(None, "user_version", schema::known_version() + 1)
        .unwrap();
    assert_eq!(
        folder::header_version(&database).unwrap(),
        schema::known_version(),
        "not yet there"
    );
    let error = Library::open(&path, at(5));
    assert!(
        matches!(error, Err(LibraryError::Newer { .. })),
        "seen in the log: {error:?}"
    );
}

#[test]
fn a_damaged_library_is_refused_untouched() {
    let whole = |bytes: &mut Vec<u8>| bytes.len();
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 5] = [
        ("emptied", Vec::clear),
        ("cut in the header", |bytes| bytes.truncate(60)),
        ("cut in half", |bytes| bytes.truncate(bytes.len() / 2)),
        ("not a database", |bytes| {
            bytes[..16].copy_from_slice(b"PK\x03\x04 no database")
        }),
        ("a page overwritten", |bytes| {
            let middle = bytes.len() / 2 / 4096 * 4096;
            bytes[middle..middle + 4096].fill(0xAA);
        }),
    ];
    for (what, damage) in damages {
        let (_dir, path, database) = closed();
        let mut bytes = fs::read(&database).unwrap();
        assert!(
            whole(&mut bytes) > 100_000,
            "large enough to damage in the middle"
        );
        damage(&mut bytes);
        fs::write(&database, bytes).unwrap();
        let error = refused(&path);
        assert!(
            matches!(error, LibraryError::Damaged(_)),
            "{what}: {error:?}"
        );
    }
}

#[test]
fn one_writer_at_a_time_and_any_reader() {
    let (dir, mut library) = library();
    let path = dir.path().join("库");
    let second = Library::open(&path, at(5)).expect_err("a window holds it");
    let LibraryError::InUse { holder, lock_file } = &second else {
        panic!("got {second:?}")
    };
    let sentence = second.chinese();
    assert!(
        holder.contains(&std::process::id().to_string()),
        "who: {holder}"
    );
    assert!(
        lock_file.ends_with("writer.lock") && sentence.contains("writer.lock"),
        "{sentence}"
    );
    assert!(
        sentence.contains("2026-11-22 08:00"),
        "since when: {sentence}"
    );

    let mut reader = Library::open_reading(&path).unwrap();
    take(&mut library, &batch(1, 2), 1);
    assert_eq!(
        reader.batches(PROGRAMME).unwrap().len(),
        1,
        "a reader sees what is committed"
    );
    let write = reader.open_programme(&programme(), &stamp(2));
    assert!(
        matches!(write, Err(LibraryError::ReadOnly)),
        "and writes nothing: {write:?}"
    );
    drop(library);
    Library::open(&path, at(6)).expect("closing sets it free");
}

#[test]
fn unsafe_places_are_refused_before_anything_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("OneDrive - 某局").join("库");
    let made = Library::create(&path, at(1)).expect_err("a sync client would copy it");
    assert!(
        matches!(
            &made,
            LibraryError::UnsafePlace {
                kind: Unsafe::SyncFolder("OneDrive"),
                ..
            }
        ),
        "got {made:?}"
    );
    assert!(
        made.chinese().contains("OneDrive"),
        "the client is named: {}",
        made.chinese()
    );
    assert!(
        !path.exists() && !path.parent().unwrap().exists(),
        "no folder was made"
    );

    let (_dir, from, _) = closed();
    let moved = dir.path().join("Dropbox");
    fs::rename(&from, &moved).unwrap();
    let opened = Library::open(&moved, at(2));
    assert!(
        matches!(opened, Err(LibraryError::UnsafePlace { .. })),
        "nor opened: {opened:?}"
    );
}

#[test]
fn an_older_library_is_upgraded_after_a_snapshot() {
    let dir = tempfile::tempdir().unwrap();
    let older = schema::MIGRATIONS.len() - 1;
    let database = dir.path().join(folder::DATABASE);
    let mut connection = connect(&database, Access::Create).unwrap();
    schema::run(&mut connection, &schema::MIGRATIONS[..older]).unwrap();
    connection.close().unwrap();
    fs::create_dir(dir.path().join(folder::BACKUPS)).unwrap();

    let reading = Library::open_reading(dir.path());
    assert!(
        matches!(reading, Err(LibraryError::NeedsUpgrade { .. })),
        "got {reading:?}"
    );
    let library = Library::open(dir.path(), at(1)).unwrap();
    assert_eq!(
        library.audit_log(None).unwrap().len(),
        1,
        "the upgrade is on record"
    );
    drop(library);
    let snapshots = files_under(&dir.path().join(folder::BACKUPS));
    let name = snapshots.keys().next().expect("a snapshot was made first");
    assert!(
        name.starts_with(&format!("before-upgrade-{older}-")),
        "named after it: {name}"
    );
    let path = dir.path().join(folder::BACKUPS).join(name);
    let check = backup::check_backup(&path).unwrap();
    assert_eq!(check.schema as usize, older, "as it was before");
    Library::open(dir.path(), at(2)).expect("once is enough");
}
