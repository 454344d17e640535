//! Redemptions of what was granted, such as vouchers: all that an enterprise
//! redeems together is no more than it was granted.

use std::collections::HashMap;

use crate::assessment::{Binding, Step};
use crate::bounds::{Amount, Bounds};
use crate::engine::gather::texts_of;
use crate::engine::scope::Value;
use crate::engine::standing::Standing;
use crate::pack::{GroupKey, Measure, Pack};
use crate::wording;

/// The group whose grant and redemption belong together.
pub(crate) const ENTERPRISE: &str = "enterprise";

/// What is left of the grants of each enterprise; `None` where a grant is not
/// settled. One enterprise may be known by several texts.
type Grants = (HashMap<String, usize>, Vec<Option<Amount>>);

/// Limits the redemptions of every measure that settles another.
pub(super) fn limit(pack: &Pack, standings: &mut [Standing<'_>]) {
    let Some(key) = pack.groups.iter().find(|group| group.id == ENTERPRISE) else {
        return;
    };
    for (index, measure) in pack.measures.iter().enumerate() {
        let Some(grant) = measure
            .settles
            .as_ref()
            .and_then(|id| pack.measures.iter().position(|known| known.id == *id))
        else {
            continue;
        };
        let (known, mut left) = grants(standings, grant, key);
        for standing in standings.iter_mut() {
            if standing.measure != Some(index) || !standing.is_in() {
                continue;
            }
            let texts = texts_of(&standing.subject.facts, key);
            let left = texts
                .iter()
                .find_map(|text| known.get(text))
                .map(|at| &mut left[*at]);
            redeem(measure, &pack.measures[grant], standing, left);
        }
    }
}

fn grants(standings: &[Standing<'_>], grant: usize, key: &GroupKey) -> Grants {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut left: Vec<Option<Amount>> = Vec::new();
    for standing in standings {
        if standing.measure != Some(grant) || standing.excluded.is_some() {
            continue;
        }
        let texts = texts_of(&standing.subject.facts, key);
        let at = texts
            .iter()
            .find_map(|text| known.get(text).copied())
            .unwrap_or_else(|| {
                left.push(Some(Bounds::zero().lo));
                left.len() - 1
            });
        for text in texts {
            known.entry(text).or_insert(at);
        }
        let granted = match standing.is_in() {
            true => standing.result.bounds.point(),
            false => Some(Bounds::zero().lo),
        };
        left[at] = left[at].zip(granted).map(|(sum, more)| sum + more);
    }
    (known, left)
}

/// Takes a redemption out of what is left of the grant.
fn redeem(
    measure: &Measure,
    grant: &Measure,
    standing: &mut Standing<'_>,
    left: Option<&mut Option<Amount>>,
) {
    let Some(value) = standing.result.bounds.point() else {
        return;
    };
    let title = &grant.title;
    let Some(Some(left)) = left else {
        let text = match left {
            None => format!("没有找到同一企业的“{title}”，授予了多少请按公示核对。"),
            Some(_) => format!("同一企业的“{title}”还没有算定，没有按授予额核对。"),
        };
        standing.trail.note(text, &measure.clause);
        return;
    };
    if value <= *left {
        *left -= value;
        return;
    }
    let granted = std::mem::replace(left, Bounds::zero().lo);
    let limit = format!("同一企业“{title}”授予的还剩{}", wording::yuan(granted));
    standing.steps.push(Step {
        id: "granted".to_owned(),
        op: "cap".to_owned(),
        text: format!("{limit}，{}超过，按授予额", wording::yuan(value)),
        clause: measure.clause.clone(),
        quote: String::new(),
        inputs: Vec::new(),
        result: wording::yuan(granted),
    });
    standing.binding = Some(Binding {
        step: "granted".to_owned(),
        text: limit,
        clause: measure.clause.clone(),
    });
    let open = standing.result.open.clone();
    standing.result = Value::new(Bounds::known(granted), open);
}
