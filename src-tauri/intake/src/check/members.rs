//! How many enterprises a group says it has, against those that the return lists
//! in it: the members of a cluster.

use std::collections::{BTreeMap, BTreeSet};

use ruku_model::fact::FactValue;
use ruku_model::finding::{Finding, FindingKind};
use ruku_policy::declare::FactDecl;

use crate::across::enterprise_key;
use crate::cell::Remark;
use crate::context::ReturnForm;
use crate::return_file::ReturnFile;
use crate::sentence::{self, Place};
use crate::text::squeeze;

/// The rows of one group, and who is listed in them.
#[derive(Default)]
struct Group {
    rows: Vec<usize>,
    listed: BTreeSet<String>,
    not_counted: BTreeSet<String>,
}

/// Says once of each group of a file that its stated number is not the number
/// of enterprises listed in it. Members may come with another county's return,
/// or not apply: a person says so.
pub fn find(file: &mut ReturnFile, form: &ReturnForm) {
    let mut found = Vec::new();
    for fact in &form.facts {
        let Some(by) = &fact.counts_by else { continue };
        for (name, group) in groups(file, by.as_str(), fact) {
            found.extend(differs(file, fact, &name, &group));
        }
    }
    file.findings.extend(found);
}

fn groups(file: &ReturnFile, by: &str, fact: &FactDecl) -> BTreeMap<String, Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (at, row) in file.rows.iter().enumerate() {
        let name = squeeze(file.text(row, by)).into_owned();
        if name.is_empty() {
            continue;
        }
        let group = groups.entry(name).or_default();
        group.rows.push(at);
        let enterprise = match enterprise_key(file.text(row, "enterprise_name"), "") {
            // Whose name was not read is somebody nevertheless.
            unread if unread.is_empty() => format!("#{at}"),
            key => key,
        };
        group.listed.insert(enterprise);
        let others = fact.counts_except.iter();
        let others = others.map(|id| enterprise_key(file.text(row, id.as_str()), ""));
        group.not_counted.extend(others);
    }
    groups
}

fn differs(file: &ReturnFile, fact: &FactDecl, name: &str, group: &Group) -> Option<Finding> {
    let listed = group.listed.difference(&group.not_counted).count();
    let stated = |at: &usize| match file.value(&file.rows[*at], fact.id.as_str()) {
        Some(FactValue::Count(count)) => Some((*at, *count)),
        _ => None,
    };
    let stated: Vec<(usize, i64)> = group.rows.iter().filter_map(stated).collect();
    let is_listed = |count: i64| usize::try_from(count) == Ok(listed);
    let (at, count) = *stated.iter().find(|(_, count)| !is_listed(*count))?;
    let row = &file.rows[at];
    let field = file.field(row, fact.id.as_str())?;
    let (cell_row, col) = field.cell?;
    let others: BTreeSet<i64> = stated.iter().map(|(_, count)| *count).collect();
    let others: Vec<String> = others
        .into_iter()
        .filter(|other| *other != count)
        .map(|other| format!("{other}家"))
        .collect();
    let mut detail = format!("“{name}”在表里列了{listed}家企业，这里填的是{count}家");
    if !others.is_empty() {
        detail.push_str(&format!("，别的行填{}", others.join("、")));
    }
    let place = Place {
        sheet: file.sheet_name(row),
        row: cell_row,
        col,
        fact: Some(fact),
    };
    let remark = Remark::new(FindingKind::MembersDiffer).detail(detail);
    Some(sentence::finding(&place, &remark, &file.quoted(row, field)))
}
