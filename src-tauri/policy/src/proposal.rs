//! What may be proposed for a project: never more than its ceiling, and an
//! entitlement only as it is due.

use ruku_model::money::Money;

use crate::assessment::{ProjectResult, ResultKind};

impl ProjectResult {
    /// Whether it is in the library but no money is arranged for it
    /// (入库但未安排), because the places of a ranking are taken.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.amount.is_some()
            && self
                .place
                .as_ref()
                .is_some_and(|place| place.arranged == Some(false))
    }

    /// Why an amount may not be proposed for this project, as a Chinese
    /// sentence; `None` if it may.
    ///
    /// Below a ceiling any amount may be proposed; an entitlement is due as it
    /// is; without an amount nothing may be.
    #[must_use]
    pub fn refuses(&self, proposal: Money) -> Option<String> {
        if proposal.is_negative() {
            return Some("拟安排金额不能是负数。".to_owned());
        }
        let Some(amount) = self.amount else {
            return Some(format!(
                "结果是“{}”，没有可以安排的金额。",
                self.kind.label()
            ));
        };
        let (asked, allowed) = (proposal.grouped(), amount.grouped());
        match self.kind {
            ResultKind::Entitlement if proposal != amount => {
                Some(format!("应补{allowed}元，拟安排{asked}元与它不符。"))
            }
            _ if proposal > amount => {
                let limit = self.decisive().map_or_else(String::new, |(text, clause)| {
                    format!("（{text}，{clause}）")
                });
                Some(format!("拟安排{asked}元，超过可补上限{allowed}元{limit}。"))
            }
            _ => None,
        }
    }
}

impl ProjectResult {
    /// What limits the amount, with its clause: the limit that decided it, or,
    /// while it is provisional, the first limit that is not known yet.
    fn decisive(&self) -> Option<(String, &str)> {
        let binding = self.binding.as_ref();
        let waiting = || {
            let limit = self.limits.iter().find(|limit| limit.limit.is_none())?;
            Some((format!("{}待核定", limit.label), limit.clause.as_str()))
        };
        binding
            .map(|binding| (binding.text.clone(), binding.clause.as_str()))
            .or_else(waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(kind: ResultKind, fen: Option<i64>) -> ProjectResult {
        ProjectResult {
            id: "p1".to_owned(),
            measure: "m".to_owned(),
            kind,
            amount: fen.map(Money::from_fen),
            exact: None,
            missing: Vec::new(),
            failed: Vec::new(),
            binding: None,
            steps: Vec::new(),
            readings: Vec::new(),
            notes: Vec::new(),
            limits: Vec::new(),
            choices: Vec::new(),
            place: None,
        }
    }

    #[test]
    fn nothing_above_a_ceiling_may_be_proposed() {
        let ceiling = result(ResultKind::Ceiling, Some(50_000));
        assert_eq!(
            ceiling.refuses(Money::from_fen(50_000)),
            None,
            "up to the ceiling"
        );
        assert_eq!(
            ceiling.refuses(Money::ZERO),
            None,
            "a person may propose less"
        );
        assert!(
            ceiling.refuses(Money::from_fen(50_001)).is_some(),
            "one 分 more is refused"
        );
        let due = result(ResultKind::Entitlement, Some(50_000));
        assert!(
            due.refuses(Money::from_fen(49_999)).is_some(),
            "what is due is due in full"
        );
        let unknown = result(ResultKind::Unknown, None);
        assert!(
            unknown.refuses(Money::ZERO).is_some(),
            "unknown is not zero"
        );
    }
}
