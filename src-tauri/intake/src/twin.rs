//! The intact twin of a return whose text was damaged on its way: the same list
//! in another file. The clerk is told which one; nothing is taken from it, and
//! no figure from the damaged one.

use ruku_model::finding::FindingKind;

use crate::return_file::{Field, ReturnFile};

/// Two files are one list if so many of a hundred undamaged values agree,
const SAME_PER_CENT_MIN: usize = 95;

/// and there are at least so many of them.
const VALUES_MIN: usize = 8;

/// Whether damaged text was found in a return that could be read.
#[must_use]
pub fn is_damaged(file: &ReturnFile) -> bool {
    file.findings
        .iter()
        .any(|finding| finding.kind == FindingKind::TextGarbled)
}

/// The first of other files that is the same list with its text intact.
pub fn intact_twin<'a>(
    damaged: &ReturnFile,
    others: impl IntoIterator<Item = &'a ReturnFile>,
) -> Option<&'a ReturnFile> {
    others
        .into_iter()
        .filter(|other| other.sha256 != damaged.sha256 && other.programme == damaged.programme)
        .filter(|other| !is_damaged(other))
        .find(|other| is_same_list(damaged, other))
}

/// Row by row, what is undamaged agrees.
fn is_same_list(damaged: &ReturnFile, other: &ReturnFile) -> bool {
    if damaged.rows.len() != other.rows.len() {
        return false;
    }
    let (mut known, mut same) = (0, 0);
    for (row, twin) in damaged.rows.iter().zip(&other.rows) {
        for field in row.fields.iter().filter(|field| field.value.is_some()) {
            let id = damaged.id_of(field);
            let there = other
                .field(twin, id.as_str())
                .and_then(|field: &Field| field.value.as_ref());
            known += 1;
            same += usize::from(there == field.value.as_ref());
        }
    }
    known >= VALUES_MIN && same * 100 >= known * SAME_PER_CENT_MIN
}
