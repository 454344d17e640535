//! The limits on groups as a tree: which limit stands above which.

use std::collections::HashMap;

use crate::assessment::GroupResult;

/// Gives every group the next limit that all its members pass together.
pub(crate) fn join(groups: &mut [GroupResult]) {
    let parents: Vec<Option<usize>> = {
        let mut passed: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, group) in groups.iter().enumerate() {
            for member in &group.members {
                passed.entry(member).or_default().push(place);
            }
        }
        let above = |place: usize| {
            let members = &groups[place].members;
            let first = passed.get(members.first()?.as_str())?;
            let all_pass = |limit: &usize| {
                members
                    .iter()
                    .all(|member| passed[member.as_str()].binary_search(limit).is_ok())
            };
            first
                .iter()
                .copied()
                .find(|limit| *limit > place && all_pass(limit))
        };
        (0..groups.len()).map(above).collect()
    };
    for (group, parent) in groups.iter_mut().zip(parents) {
        group.parent = parent;
    }
}
