//! Backups are opened before they count, and a restore can be taken back.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;

use super::sample::{PROGRAMME, at, batch, files_under, library, stamp, take};
use crate::backup::{backups_in, check_backup};
use crate::error::LibraryError;
use crate::folder;
use crate::library::Library;
use crate::table::audit::Action;
use crate::verify::Fault;
use crate::whole::check_whole;

fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x55);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_backup_holds_the_same() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 30), 1);
    let backup = library.backup(at(2)).unwrap();
    let check = check_backup(&backup.path).unwrap();
    assert_eq!(
        check.content_hash,
        Some(library.content_hash().unwrap()),
        "the same content"
    );
    assert_eq!(
        check.audit_head,
        Some(library.audit_head().unwrap()),
        "the same trail"
    );
    assert_eq!(library.backups().unwrap(), [backup], "and is listed");
    damage(&library.backups().unwrap()[0].path);
    let bad = check_backup(&library.backups().unwrap()[0].path);
    assert!(
        matches!(bad, Err(LibraryError::BadBackup { .. })),
        "damage shows: {bad:?}"
    );
}

#[test]
fn a_backup_of_everything_makes_a_complete_library_elsewhere() {
    let (dir, mut library) = library();
    take(&mut library, &batch(1, 30), 1);
    take(&mut library, &batch(2, 3), 2);
    let content = library.content_hash().unwrap();
    let file = dir.path().join("U盘/项目库备份.ruku");
    let whole = library.backup_whole(&file).unwrap();
    assert_eq!(
        (whole.originals, whole.lost),
        (2, vec![]),
        "both files are in it"
    );
    assert_eq!(
        check_whole(&file).unwrap(),
        (2, Some(content.clone())),
        "it was opened and holds the same"
    );
    let beside: Vec<_> = fs::read_dir(dir.path().join("U盘")).unwrap().collect();
    assert_eq!(beside.len(), 1, "one file, nothing beside it: {beside:?}");
    library
        .backup_whole(&file)
        .expect("an older backup may be replaced");
    let text = dir.path().join("说明.txt");
    fs::write(&text, "别的文件").unwrap();
    library
        .backup_whole(&text)
        .expect_err("another file is never replaced");
    assert_eq!(
        fs::read(&text).unwrap(),
        "别的文件".as_bytes(),
        "it is untouched"
    );
    drop(library);

    let elsewhere = dir.path().join("另一台/项目库");
    let restored = Library::restore(&elsewhere, &file, &stamp(3)).unwrap();
    assert_eq!(
        restored.library.content_hash().unwrap(),
        content,
        "the same content"
    );
    assert_eq!(
        restored.library.verify().unwrap(),
        vec![],
        "with every original"
    );
    drop(restored);
    let again = Library::restore(&elsewhere, &file, &stamp(4)).unwrap();
    assert_eq!(
        again.library.verify().unwrap(),
        vec![],
        "also over a library"
    );

    let full = dir.path().join("有文件");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("合同.docx"), "x").unwrap();
    let refused = Library::restore(&full, &file, &stamp(5));
    assert!(
        matches!(refused, Err(LibraryError::FolderNotEmpty(_))),
        "nothing is mixed with other files: {refused:?}"
    );
    damage(&file);
    Library::restore(&dir.path().join("又一台"), &file, &stamp(6))
        .expect_err("a damaged backup is refused");
    assert!(!dir.path().join("又一台").exists(), "and leaves nothing");
}

#[test]
fn old_backups_go_as_new_ones_come() {
    let (_dir, library) = library();
    for day in 0..40 {
        library.backup(at(0) + TimeDelta::days(day)).unwrap();
    }
    let kept = library.backups().unwrap();
    assert!(
        (15..=22).contains(&kept.len()),
        "a fortnight daily, then weekly: {}",
        kept.len()
    );
    assert!(
        kept.is_sorted_by(|newer, older| newer.at > older.at),
        "newest first"
    );
}

#[test]
fn a_restore_can_be_taken_back() {
    let (dir, mut library) = library();
    let path = dir.path().join("库");
    take(&mut library, &batch(1, 3), 1);
    let early = (
        library.content_hash().unwrap(),
        library.backup(at(2)).unwrap(),
    );
    take(&mut library, &batch(2, 3), 3);
    let late = library.content_hash().unwrap();

    let open = Library::restore(&path, &early.1.path, &stamp(4));
    assert!(
        matches!(open, Err(LibraryError::InUse { .. })),
        "not while it is open: {open:?}"
    );
    drop(library);
    let restored = Library::restore(&path, &early.1.path, &stamp(5)).unwrap();
    assert_eq!(
        restored.library.content_hash().unwrap(),
        early.0,
        "back at the backup"
    );
    let log = restored.library.audit_log(None).unwrap();
    assert_eq!(log.last().unwrap().action, Action::Restored, "on record");
    assert_eq!(
        restored.library.verify().unwrap(),
        vec![],
        "sound, all originals still there"
    );
    drop(restored.library);
    let undone = Library::restore(&path, &restored.replaced, &stamp(5)).unwrap();
    assert_eq!(undone.library.content_hash().unwrap(), late, "taken back");
    assert_ne!(
        undone.replaced, restored.replaced,
        "two restores in one second are kept apart"
    );
}

#[test]
fn an_unsound_backup_changes_nothing() {
    let (dir, mut library) = library();
    let path = dir.path().join("库");
    take(&mut library, &batch(1, 30), 1);
    let backup = library.backup(at(2)).unwrap();
    drop(library);
    damage(&backup.path);
    let before = files_under(&path);
    let text = dir.path().join("说明.txt");
    fs::write(&text, "这不是备份").unwrap();
    for wrong in [backup.path, text, dir.path().join("没有.sqlite")] {
        let error = Library::restore(&path, &wrong, &stamp(3)).expect_err("no sound backup");
        assert!(
            matches!(error, LibraryError::BadBackup { .. }),
            "{}: {error:?}",
            wrong.display()
        );
        assert_eq!(
            error.chinese().matches('。').count(),
            1,
            "{}",
            error.chinese()
        );
        let mut after = files_under(&path);
        after.insert("writer.txt".to_owned(), before["writer.txt"].clone());
        assert_eq!(after, before, "the library is as it was");
    }
}

#[test]
fn a_damaged_library_is_restored() {
    let (dir, mut library) = library();
    let path = dir.path().join("库");
    take(&mut library, &batch(1, 30), 1);
    let content = library.content_hash().unwrap();
    library.backup(at(2)).unwrap();
    drop(library);
    let database = path.join(folder::DATABASE);
    damage(&database);
    let damaged = fs::read(&database).unwrap();
    // As a crash leaves it: a log beside the file, which must not be replayed.
    fs::write(path.join("library.sqlite-wal"), b"left over").unwrap();
    Library::open(&path, at(3)).expect_err("damaged");

    let newest = backups_in(&path).unwrap().remove(0);
    let restored = Library::restore(&path, &newest.path, &stamp(4)).unwrap();
    assert_eq!(
        restored.library.content_hash().unwrap(),
        content,
        "whole again"
    );
    assert_eq!(
        fs::read(&restored.replaced).unwrap(),
        damaged,
        "the wreck is kept as it lay"
    );
    drop(restored.library);
    fs::remove_file(&database).unwrap();
    let again = Library::restore(&path, &newest.path, &stamp(5)).unwrap();
    assert_eq!(
        again.library.content_hash().unwrap(),
        content,
        "even if the file is gone"
    );
}

#[test]
fn a_log_that_waits_is_kept_when_restoring() {
    let (dir, mut library) = library();
    let path = dir.path().join("库");
    let backup = library.backup(at(1)).unwrap();
    take(&mut library, &batch(1, 3), 2);
    let content = library.content_hash().unwrap();
    // The folder as a power cut leaves it: the last commit only in the log.
    let cut = dir.path().join("断电");
    for name in [folder::BACKUPS, folder::ORIGINALS] {
        fs::create_dir_all(cut.join(name)).unwrap();
    }
    for name in ["library.sqlite", "library.sqlite-wal"] {
        fs::copy(path.join(name), cut.join(name)).unwrap();
    }
    let restored = Library::restore(&cut, &backup.path, &stamp(3)).unwrap();
    assert!(
        restored.library.batches(PROGRAMME).unwrap().is_empty(),
        "back at the backup"
    );
    let check = check_backup(&restored.replaced).unwrap();
    assert_eq!(
        check.content_hash,
        Some(content),
        "nothing committed was lost on the way"
    );
}

#[test]
fn lost_and_changed_originals_show() {
    let (_dir, mut library) = library();
    take(&mut library, &batch(1, 1), 1);
    take(&mut library, &batch(2, 1), 2);
    let originals = library.originals().unwrap();
    for original in &originals {
        let mut permissions = fs::metadata(&original.path).unwrap().permissions();
        assert!(permissions.readonly(), "originals are never written to");
        #[cfg(unix)]
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o644);
        #[cfg(not(unix))]
        permissions.set_readonly(false);
        fs::set_permissions(&original.path, permissions).unwrap();
    }
    fs::remove_file(&originals[0].path).unwrap();
    fs::write(&originals[1].path, "changed").unwrap();
    let faults = library.verify().unwrap();
    assert!(
        matches!(
            &faults[..],
            [Fault::OriginalMissing { name: lost, .. }, Fault::OriginalChanged { name: other, .. }]
                if *lost == originals[0].name && *other == originals[1].name
        ),
        "each is named: {faults:?}"
    );
    library.take_in(&batch(1, 1), &stamp(3)).unwrap();
    assert_eq!(
        library.verify().unwrap().len(),
        1,
        "a file that comes again is put back"
    );
    library.take_in(&batch(2, 1), &stamp(4)).unwrap();
    assert_eq!(library.verify().unwrap(), vec![], "a changed one too");
    assert_eq!(
        library.batches(PROGRAMME).unwrap().len(),
        2,
        "and nothing is taken in twice"
    );
}

#[test]
fn a_restore_waits_for_readers() {
    let (dir, mut library) = library();
    let path = dir.path().join("库");
    let backup = library.backup(at(1)).unwrap();
    let reader = Library::open_reading(&path).unwrap();
    reader
        .connection
        .busy_timeout(std::time::Duration::ZERO)
        .unwrap();
    reader
        .connection
        .execute_batch("BEGIN; SELECT count(*) FROM batch;")
        .unwrap();
    take(&mut library, &batch(1, 3), 2);
    let content = library.content_hash().unwrap();
    drop(library);
    let before = library_files(&path);
    let refused = Library::restore(&path, &backup.path, &stamp(3));
    assert!(
        matches!(refused, Err(LibraryError::InUse { .. })),
        "it reads still: {refused:?}"
    );
    assert_eq!(library_files(&path), before, "no snapshot was left behind");
    drop(reader);
    let library = Library::open(&path, at(4)).unwrap();
    assert_eq!(
        library.content_hash().unwrap(),
        content,
        "what was only in the log is there"
    );
}

/// The names of the backups and of what lies beside the database.
fn library_files(path: &Path) -> Vec<String> {
    let names = files_under(path).into_keys();
    names.filter(|name| name.ends_with(".sqlite")).collect()
}
