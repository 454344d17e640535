//! Limits on a group that the members' own facts tell, such as the fiscal
//! contribution of an enterprise.

use crate::bounds::{Bounds, amount_of};
use crate::engine::scope::Missing;
use crate::engine::standing::Standing;
use crate::engine::steps::Run;
use crate::op::FactLimit;
use crate::open::Param;
use crate::pack::StepDecl;
use crate::wording;

/// A limit as the members tell it.
pub(crate) struct Told {
    pub(crate) bounds: Bounds,
    pub(crate) words: String,
    /// What nobody told.
    pub(crate) missing: Vec<Missing>,
}

/// Reads the limit from the members: any of them may tell it, but all who do
/// must tell the same.
pub(crate) fn told(
    run: &Run<'_>,
    step: &StepDecl,
    limit: &FactLimit,
    standings: &mut [Standing<'_>],
    places: &[usize],
) -> Told {
    let at = match &limit.at {
        Param::Is(fact) => *fact,
        Param::Open { reading, by_option } => {
            for place in places {
                standings[*place].trail.reading(*reading);
            }
            by_option[run.choices.chosen[*reading]]
        }
    };
    let mut missing = Vec::new();
    let mut one = |fact: usize| {
        common(
            run,
            step,
            limit.pending,
            fact,
            standings,
            places,
            &mut missing,
        )
    };
    let mut bounds = one(at);
    let said = |fact: usize, bounds: Bounds| {
        let label = wording::spoken(&run.pack.facts[fact].label);
        match bounds.point() {
            Some(point) => format!("{label}{}", wording::yuan(point)),
            None => format!("{label}（未填）"),
        }
    };
    let mut words = said(at, bounds);
    for fact in &limit.take {
        let other = one(*fact);
        bounds = bounds.minus(other);
        words.push_str(&format!("扣除{}", said(*fact, other)));
    }
    if !limit.take.is_empty() {
        match bounds.point() {
            Some(point) => words.push_str(&format!("后的{}", wording::yuan(point))),
            None => words.push_str("后的余额"),
        }
    }
    Told {
        bounds,
        words,
        missing,
    }
}

/// The value of a fact that all members share.
fn common(
    run: &Run<'_>,
    step: &StepDecl,
    pending: bool,
    fact: usize,
    standings: &[Standing<'_>],
    places: &[usize],
    missing: &mut Vec<Missing>,
) -> Bounds {
    let decl = &run.pack.facts[fact];
    let mut told: Vec<Bounds> = Vec::new();
    for place in places {
        let known = standings[*place].known(run.pack).get(fact);
        if let Some(amount) = known.and_then(|fact| amount_of(&fact.value)) {
            let bounds = Bounds::known(amount);
            if !told.contains(&bounds) {
                told.push(bounds);
            }
        }
    }
    match told.as_slice() {
        [one] => *one,
        told => {
            let why = match told.is_empty() {
                true => format!("“{}”要由它确定。", step.label),
                false => format!("同一组的项目填报的{}不一致，请核对后改成一致。", decl.label),
            };
            missing.push(Missing {
                fact: decl.id.clone(),
                label: decl.label.clone(),
                clause: step.clause.clone(),
                why,
                pending: pending && told.is_empty(),
            });
            Bounds::unknown()
        }
    }
}
