//! Taking in that is stopped at any step leaves the library as it was: by an
//! error, and by the death of the process.

use std::path::Path;
use std::process::Command;

use super::sample::{PROGRAMME, at, batch, files_under, library, library_in, stamp, take};
use crate::error::LibraryError;
use crate::folder;
use crate::library::Library;
use crate::take_in::{Step, TakeIn};

const STEPS: [Step; 7] = [
    Step::Begun,
    Step::OriginalWritten,
    Step::OriginalInPlace,
    Step::BatchAdded,
    Step::ProjectsAdded,
    Step::FindingsAdded,
    Step::BeforeCommit,
];

#[test]
fn an_error_at_any_step_leaves_nothing() {
    let (dir, mut library) = library();
    take(&mut library, &batch(1, 3), 1);
    let originals = dir.path().join("库").join(folder::ORIGINALS);
    let before = (
        library.content_hash().unwrap(),
        library.audit_head().unwrap(),
        files_under(&originals),
    );
    for failing in STEPS {
        let mut reached = false;
        let result = library.take_in_steps(&batch(2, 3), &stamp(2), &mut |step| {
            if step != failing {
                return Ok(());
            }
            reached = true;
            Err(LibraryError::Stored("the disk is full".to_owned()))
        });
        assert!(
            reached && result.is_err(),
            "{failing:?} is a step: {result:?}"
        );
        let after = (
            library.content_hash().unwrap(),
            library.audit_head().unwrap(),
            files_under(&originals),
        );
        assert_eq!(after, before, "stopped at {failing:?}");
        assert_eq!(
            library.originals().unwrap().len(),
            1,
            "registry as before {failing:?}"
        );
    }
    take(&mut library, &batch(2, 3), 3);
    assert_eq!(
        library.verify().unwrap(),
        vec![],
        "the next attempt is whole"
    );
}

const KILLED_AT: &str = "RUKU_TEST_KILLED_AT";
const KILLED_IN: &str = "RUKU_TEST_KILLED_IN";

/// Every step has a file of its own, because an original stays once it is kept.
fn file_of(step: usize) -> crate::take_in::NewBatch {
    batch(u32::try_from(step).expect("a few steps") + 2, 3)
}

/// The child process of the test below: dies at the step it is told. `None` if
/// this is not the child.
fn die_if_told() -> Option<()> {
    let step: usize = std::env::var(KILLED_AT)
        .ok()?
        .parse()
        .expect("a step's place");
    let folder = std::env::var_os(KILLED_IN)?;
    let mut library = Library::open(Path::new(&folder), at(2)).expect("the parent closed it");
    library
        .take_in_steps(&file_of(step), &stamp(2), &mut |now| {
            if STEPS.get(step) == Some(&now) {
                std::process::abort();
            }
            Ok(())
        })
        .expect("the file is sound");
    // Past the last step: killed just after the commit.
    std::process::abort()
}

#[test]
fn a_death_at_any_step_leaves_nothing() {
    if die_if_told().is_some() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("库");
    let mut library = library_in(&folder);
    take(&mut library, &batch(1, 3), 1);
    let before = library.content_hash().unwrap();
    drop(library);
    let deaths = STEPS.map(Some).into_iter().chain([None]);
    for (place, death) in deaths.enumerate() {
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "tests::interrupted::a_death_at_any_step_leaves_nothing",
            ])
            .env(KILLED_AT, place.to_string())
            .env(KILLED_IN, &folder)
            .output()
            .unwrap();
        assert!(
            !child.status.success(),
            "step {place}: the child must die, not finish"
        );
        let mut library = Library::open(&folder, at(3)).expect("a dead writer holds no lock");
        assert_eq!(
            library.verify().unwrap(),
            vec![],
            "sound after step {place}"
        );
        let parts = files_under(&folder)
            .into_keys()
            .filter(|name| name.ends_with(".part"));
        assert_eq!(
            parts.count(),
            0,
            "nothing half-written is left after {death:?}"
        );
        let came = library.batches(PROGRAMME).unwrap().len() == 2;
        if let Some(step) = death {
            assert_eq!(
                library.content_hash().unwrap(),
                before,
                "killed at {step:?}"
            );
            assert_eq!(
                library.originals().unwrap().len(),
                1 + place,
                "registry at {step:?}"
            );
        } else {
            assert!(came, "what is committed stays, whatever follows");
        }
        let next = library.take_in(&file_of(place), &stamp(4)).unwrap();
        assert_eq!(
            matches!(next, TakeIn::Already { .. }),
            came,
            "step {place}: {next:?}"
        );
        assert_eq!(
            library.verify().unwrap(),
            vec![],
            "sound after the next attempt"
        );
        let second = library.batches(PROGRAMME).unwrap()[1].id;
        library.withdraw(second, "试验", &stamp(5)).unwrap();
    }
}
