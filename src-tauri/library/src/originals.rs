//! The counties' files, kept as they came: content-addressed, read-only,
//! never written to again. A file is in place and on disk before the database
//! speaks of it.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ruku_model::fingerprint::sha256_hex;

use crate::error::{LibraryError, Result};
use crate::folder;

/// Where an original lies, below the library's folder.
pub(crate) fn relative_path(sha256: &str, extension: &str) -> PathBuf {
    Path::new(folder::ORIGINALS)
        .join(&sha256[..2])
        .join(format!("{sha256}.{extension}"))
}

/// The extension an original keeps: lower case, short and plain, else `bin`.
pub(crate) fn extension(name: &str) -> String {
    Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase)
        .filter(|text| (1..=8).contains(&text.len()))
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .unwrap_or_else(|| "bin".to_owned())
}

/// Puts an original in place, on disk; whether it was not there before.
/// `after_part` is called when the bytes are written but do not yet bear their
/// name.
pub(crate) fn keep(
    library: &Path,
    sha256: &str,
    extension: &str,
    bytes: &[u8],
    after_part: &mut dyn FnMut() -> Result<()>,
) -> Result<bool> {
    let path = library.join(relative_path(sha256, extension));
    if is_intact(&path, sha256) {
        return Ok(false);
    }
    let shelf = path
        .parent()
        .expect("the relative path has folders above the file");
    fs::create_dir_all(shelf).map_err(LibraryError::io(shelf))?;
    let part = path.with_extension("part");
    let written = write_synced(&part, bytes)
        .and_then(|()| after_part())
        .and_then(|()| {
            // A damaged file of this name would be in the way on Windows.
            if path.exists() {
                set_read_only(&path, false)?;
                fs::remove_file(&path).map_err(LibraryError::io(&path))?;
            }
            fs::rename(&part, &path).map_err(LibraryError::io(&path))?;
            set_read_only(&path, true)?;
            folder::sync_folder(shelf)
        });
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&part);
    }
    written.map(|()| true)
}

/// Takes an original away again that the database will not speak of.
pub(crate) fn discard(library: &Path, sha256: &str, extension: &str) {
    let path = library.join(relative_path(sha256, extension));
    // What stays behind does no harm: the next attempt finds it whole.
    if set_read_only(&path, false).is_ok() {
        let _ = fs::remove_file(&path);
    }
}

/// Whether the file is there and has the bytes it is named after.
pub(crate) fn is_intact(path: &Path, sha256: &str) -> bool {
    fs::read(path).is_ok_and(|bytes| sha256_hex(&bytes) == sha256)
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .map_err(LibraryError::io(path))?;
    file.write_all(bytes)
        .and_then(|()| File::sync_all(&file))
        .map_err(LibraryError::io(path))
}

fn set_read_only(path: &Path, read_only: bool) -> Result<()> {
    let mut permissions = fs::metadata(path)
        .map_err(LibraryError::io(path))?
        .permissions();
    set_mode(&mut permissions, read_only);
    fs::set_permissions(path, permissions).map_err(LibraryError::io(path))
}

#[cfg(unix)]
fn set_mode(permissions: &mut fs::Permissions, read_only: bool) {
    use std::os::unix::fs::PermissionsExt as _;
    permissions.set_mode(if read_only { 0o444 } else { 0o644 });
}

#[cfg(not(unix))]
fn set_mode(permissions: &mut fs::Permissions, read_only: bool) {
    permissions.set_readonly(read_only);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_plain() {
        for (name, kept) in [
            ("乐昌市.XLSX", "xlsx"),
            ("a.tar.gz", "gz"),
            ("no extension", "bin"),
            ("x.表格", "bin"),
            ("x.a/b", "bin"),
            ("..", "bin"),
        ] {
            assert_eq!(extension(name), kept, "{name}");
        }
    }

    #[test]
    fn a_damaged_original_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let sha = sha256_hex(b"bytes");
        let path = dir.path().join(relative_path(&sha, "xls"));
        keep(dir.path(), &sha, "xls", b"bytes", &mut || Ok(())).unwrap();
        assert!(
            fs::metadata(&path).unwrap().permissions().readonly(),
            "never written to again"
        );
        set_read_only(&path, false).unwrap();
        fs::write(&path, b"other").unwrap();
        keep(dir.path(), &sha, "xls", b"bytes", &mut || Ok(())).unwrap();
        assert!(is_intact(&path, &sha), "the file is whole again");
    }
}
