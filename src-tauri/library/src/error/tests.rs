//! Every error is told in one Chinese sentence.

use super::*;

fn every_error() -> Vec<LibraryError> {
    let path = || PathBuf::from("/库");
    let io = |kind: io::ErrorKind| LibraryError::Io {
        path: path(),
        source: kind.into(),
    };
    let sql = |code| {
        let error = rusqlite::ffi::Error::new(code);
        LibraryError::Sql(rusqlite::Error::SqliteFailure(error, None))
    };
    let not_found = |what| LibraryError::NotFound {
        what,
        id: "7".to_owned(),
    };
    vec![
        LibraryError::NotALibrary(path()),
        LibraryError::AlreadyALibrary(path()),
        LibraryError::FolderNotEmpty(path()),
        LibraryError::UnsafePlace {
            path: path(),
            kind: Unsafe::Network("cifs".to_owned()),
        },
        LibraryError::UnsafePlace {
            path: path(),
            kind: Unsafe::SyncFolder("坚果云"),
        },
        LibraryError::Newer { found: 9, known: 8 },
        LibraryError::Damaged("page 3".to_owned()),
        LibraryError::InUse {
            holder: "进程 1".to_owned(),
            lock_file: path(),
        },
        LibraryError::NeedsUpgrade { found: 7, known: 8 },
        LibraryError::ReadOnly,
        not_found(Thing::Programme),
        not_found(Thing::Project),
        LibraryError::ProgrammeExists("a".to_owned()),
        LibraryError::PackConflict("abc".to_owned()),
        LibraryError::FileRefused("a.xls".to_owned()),
        LibraryError::Empty(Field::Reason),
        LibraryError::Inconsistent {
            file: "a.xls".to_owned(),
            detail: "重复".to_owned(),
        },
        LibraryError::BeyondWithdrawal {
            batch: 1,
            projects: 2,
        },
        LibraryError::Transition {
            project: 1,
            from: "申报",
            to: "拨付",
        },
        LibraryError::CopyTransition {
            subject: "甲公司".to_owned(),
            copy: 3,
            from: "已交",
            to: "已签字",
        },
        LibraryError::CopyUntouched {
            subject: "甲公司".to_owned(),
            copy: 1,
        },
        LibraryError::NoCopy {
            subject: "甲公司".to_owned(),
            copy: 8,
            copies: 7,
        },
        LibraryError::CopyDay {
            day: chrono::NaiveDate::MIN,
            printed: chrono::NaiveDate::MIN,
            today: chrono::NaiveDate::MAX,
        },
        LibraryError::AssessmentMismatch("x".to_owned()),
        LibraryError::BadBackup {
            path: path(),
            detail: "文件已损坏".to_owned(),
        },
        io(io::ErrorKind::StorageFull),
        io(io::ErrorKind::PermissionDenied),
        io(io::ErrorKind::NotFound),
        io(io::ErrorKind::Other),
        sql(rusqlite::ffi::SQLITE_FULL),
        sql(rusqlite::ffi::SQLITE_BUSY),
        sql(rusqlite::ffi::SQLITE_CORRUPT),
        sql(rusqlite::ffi::SQLITE_READONLY),
        sql(rusqlite::ffi::SQLITE_MISUSE),
        LibraryError::Stored("x".to_owned()),
    ]
}

#[test]
fn every_error_is_one_chinese_sentence() {
    for error in every_error() {
        let sentence = error.chinese();
        assert!(sentence.ends_with('。'), "{error:?}: {sentence}");
        assert_eq!(sentence.matches('。').count(), 1, "{error:?}: {sentence}");
        assert!(
            sentence.contains('请'),
            "says what to do, {error:?}: {sentence}"
        );
    }
}
