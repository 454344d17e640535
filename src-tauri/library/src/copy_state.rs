//! The way of one printed copy, from the printer to the office that takes it
//! in, and the steps that are allowed.

use serde::{Deserialize, Serialize};

/// Where a copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// 已打印: it came out of the printer.
    Printed,
    /// 已签字: it bears its signatures.
    Signed,
    /// 已盖章: it bears its seals.
    Sealed,
    /// 已交: it was handed in.
    HandedIn,
    /// 已退回: whoever it was handed to sent it back.
    Returned,
    /// 已作废: spoiled, or replaced by a newer print; it must not be used.
    Void,
}

impl CopyState {
    /// Every state, in the order of a copy's way.
    pub const ALL: &[CopyState] = &[
        CopyState::Printed,
        CopyState::Signed,
        CopyState::Sealed,
        CopyState::HandedIn,
        CopyState::Returned,
        CopyState::Void,
    ];

    /// The Chinese name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            CopyState::Printed => "已打印",
            CopyState::Signed => "已签字",
            CopyState::Sealed => "已盖章",
            CopyState::HandedIn => "已交",
            CopyState::Returned => "已退回",
            CopyState::Void => "已作废",
        }
    }

    /// The states that may follow.
    ///
    /// A step may be left out, because not every form is signed and sealed; a
    /// copy that was handed in is either kept there or comes back, and one that
    /// came back is handed in again or given up. A slip is put right by taking
    /// the last step back, not by a step.
    #[must_use]
    pub fn next(self) -> &'static [CopyState] {
        use CopyState::{HandedIn, Returned, Sealed, Signed, Void};
        match self {
            CopyState::Printed => &[Signed, Sealed, HandedIn, Void],
            Signed => &[Sealed, HandedIn, Void],
            Sealed => &[HandedIn, Void],
            HandedIn => &[Returned],
            Returned => &[Signed, Sealed, HandedIn, Void],
            Void => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_back_to_the_printer_and_void_is_the_end() {
        for state in CopyState::ALL {
            assert!(
                !state.next().contains(&CopyState::Printed),
                "{state:?}: a printed copy is a new copy"
            );
            assert!(
                !state.next().contains(state),
                "{state:?}: no step stands still"
            );
        }
        assert!(
            CopyState::Void.next().is_empty(),
            "a copy that was given up is not used again"
        );
    }
}
