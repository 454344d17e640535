//! How many copies may be asked for.

use crate::error::DeskError;

/// The most copies of one form in one order: more is a slip of the hand, and a
/// book of them would fill the disk.
const COPIES_MOST: u32 = 99;

/// Refuses a number of copies nobody means.
///
/// # Errors
/// It is none, or more than [`COPIES_MOST`].
pub(crate) fn check_copies(asked: Option<u32>) -> Result<(), DeskError> {
    match asked {
        Some(copies) if !(1..=COPIES_MOST).contains(&copies) => Err(DeskError::Refused(format!(
            "份数不能是{copies}，请填 1 到 {COPIES_MOST} 的整数。"
        ))),
        _ => Ok(()),
    }
}
