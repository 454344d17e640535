//! One file from its bytes to what it says: the room's main door.

use ruku_model::finding::RefusalCode;
use ruku_model::fingerprint::sha256_hex;

use crate::context::Context;
use crate::interpret;
use crate::reader::{ReadError, Reader};
use crate::return_file::ReturnFile;
use crate::sentence;

/// Reads a county's file: cells in the reader process, meaning here.
///
/// It never fails: what cannot be read is a refused file with its reason.
#[must_use]
pub fn read_return(
    reader: &Reader,
    context: &Context<'_>,
    file_name: &str,
    bytes: &[u8],
) -> ReturnFile {
    let sha256 = sha256_hex(bytes);
    let refuse = |code, message| ReturnFile::refused(file_name, &sha256, code, message);
    if is_lock_file(file_name) {
        let code = RefusalCode::LockFile;
        return refuse(code, sentence::refusal(code, ""));
    }
    match reader.read(bytes) {
        Ok(book) => interpret::interpret(context, file_name, &sha256, &book),
        Err(ReadError::Refused(refusal)) => {
            let message = match refusal.foreign {
                Some(what) => sentence::foreign(what),
                None => sentence::refusal(refusal.code, ""),
            };
            refuse(refusal.code, message)
        }
        Err(ReadError::Missing(_)) => {
            refuse(RefusalCode::ReaderCrashed, sentence::reader_missing())
        }
    }
}

/// `~$` is Excel's and WPS's mark, `.~lock.` LibreOffice's.
fn is_lock_file(file_name: &str) -> bool {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    name.starts_with("~$") || name.starts_with(".~")
}
