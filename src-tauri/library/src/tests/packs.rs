//! Packs in a library: kept byte for byte, loaded, adopted.

use super::sample::{PROGRAMME, library, pack, programme, stamp};
use crate::error::LibraryError;
use crate::table::pack::NewPack;

#[test]
fn a_loaded_pack_is_kept_and_found() {
    let (_dir, mut library) = library();
    let mut new = pack("old");
    library.load_pack(&new, "/通知", &stamp(2)).unwrap();
    let first = new.hash.clone();
    new.hash.replace_range(..1, "z");
    library.load_pack(&new, "/通知二", &stamp(3)).unwrap();
    let hashes = |library: &crate::library::Library| -> Vec<String> {
        let loaded = library.loaded_packs().unwrap();
        loaded.into_iter().map(|pack| pack.hash).collect()
    };
    assert_eq!(
        hashes(&library),
        [first.clone(), new.hash.clone()],
        "the last one last"
    );
    assert_eq!(
        library.pack_files(&new.hash).unwrap(),
        new.files,
        "its bytes are kept"
    );
    new.hash.clone_from(&first);
    library.load_pack(&new, "/通知", &stamp(4)).unwrap();
    assert_eq!(
        hashes(&library).last(),
        Some(&first),
        "loaded again, it is the last"
    );
    assert_eq!(library.verify().unwrap(), vec![], "sound");
}

#[test]
fn a_pack_is_kept_byte_for_byte() {
    let (_dir, mut library) = library();
    assert_eq!(
        library.pack_files(&pack("1").hash).unwrap(),
        pack("1").files,
        "as it was opened"
    );
    let forged = NewPack {
        files: pack("2").files,
        ..pack("1")
    };
    let conflict = library.adopt_pack(PROGRAMME, &forged, "更新", &stamp(1));
    assert!(
        matches!(conflict, Err(LibraryError::PackConflict(_))),
        "got {conflict:?}"
    );
    library
        .adopt_pack(PROGRAMME, &pack("2"), "更新", &stamp(2))
        .unwrap();
    assert_eq!(
        library.programme(PROGRAMME).unwrap().pack_hash,
        pack("2").hash,
        "adopted"
    );
    assert_eq!(
        library.pack_files(&pack("1").hash).unwrap(),
        pack("1").files,
        "the old one stays"
    );
    let twice = library.open_programme(&programme(), &stamp(3));
    assert!(
        matches!(twice, Err(LibraryError::ProgrammeExists(_))),
        "got {twice:?}"
    );
}
