//! What projects may have in common that only one of them can have: an
//! enterprise with a project's name, an invoice, a contract, a machine.

use std::collections::BTreeMap;

use ruku_intake::text::word_key;
use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::fact::{FactValue, Facts};
use ruku_model::fingerprint::sha256_hex;
use ruku_policy::pack::Pack;

use crate::show;

/// What the members of a set share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shared {
    /// Enterprise and project's name.
    Project,
    /// The enterprise; the projects differ in county, direction or year.
    Enterprise,
    /// An invoice's number.
    Invoice,
    /// A contract's number.
    Contract,
    /// A machine's number.
    Equipment,
}

impl Shared {
    const EVIDENCE: [Shared; 3] = [Shared::Invoice, Shared::Contract, Shared::Equipment];

    pub(crate) fn id(self) -> &'static str {
        match self {
            Shared::Project => "same_project",
            Shared::Enterprise => "same_enterprise",
            Shared::Invoice => "same_invoice",
            Shared::Contract => "same_contract",
            Shared::Equipment => "same_equipment",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Shared::Project => "同一项目",
            Shared::Enterprise => "同一企业多次申报",
            Shared::Invoice => "同一发票号",
            Shared::Contract => "同一合同号",
            Shared::Equipment => "同一设备编号",
        }
    }

    /// Whether money could be paid twice while nobody has decided. That a firm
    /// has several projects is allowed by itself.
    pub(crate) fn holds_money(self) -> bool {
        self != Shared::Enterprise
    }

    /// Words of a label or a header that say what kind of number stands there.
    fn words(self) -> &'static [&'static str] {
        match self {
            Shared::Project | Shared::Enterprise => &[],
            Shared::Invoice => &["发票号", "发票代码"],
            Shared::Contract => &["合同号", "合同编号"],
            Shared::Equipment => &["设备编号", "设备号", "设备序列号", "出厂编号"],
        }
    }

    /// Part of a fact's id that says the same.
    fn part(self) -> &'static str {
        match self {
            Shared::Project | Shared::Enterprise => "\0",
            Shared::Invoice => "invoice",
            Shared::Contract => "contract",
            Shared::Equipment => "equipment",
        }
    }
}

/// Shorter numbers are ordinals of somebody's own list.
const NUMBER_MIN: usize = 5;

/// A project with what sets are made from.
pub(crate) struct Candidate<'a> {
    pub(crate) project: &'a ProjectSummary,
    pub(crate) facts: &'a Facts,
    pub(crate) pack: &'a Pack,
}

/// A set of projects that share something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) id: String,
    pub(crate) shared: Shared,
    /// What they share, as people read it.
    pub(crate) what: String,
    pub(crate) members: Vec<ProjectId>,
}

/// All sets of two and more, each with an id that is the same as long as what
/// is shared is.
pub(crate) fn sets(candidates: &[Candidate<'_>]) -> Vec<Set> {
    let codes = code_of_name(candidates);
    let mut found: BTreeMap<(Shared, String), (String, Vec<usize>)> = BTreeMap::new();
    for (index, one) in candidates.iter().enumerate() {
        let mut add = |shared: Shared, key: String, what: &str| {
            let entry = found.entry((shared, key));
            let (_, members) = entry.or_insert_with(|| (what.to_owned(), Vec::new()));
            if !members.contains(&index) {
                members.push(index);
            }
        };
        if let Some(firm) = firm(one.project, &codes) {
            let enterprise = &one.project.enterprise;
            let name = word_key(&one.project.name);
            if !name.is_empty() {
                let what = format!("{enterprise}《{}》", one.project.name);
                add(Shared::Project, format!("{firm}|{name}"), &what);
            }
            add(Shared::Enterprise, firm, enterprise);
        }
        for (shared, number) in numbers(one) {
            add(shared, word_key(&number), &number);
        }
    }
    let mut out: Vec<Set> = Vec::new();
    for ((shared, key), (what, members)) in found {
        let worth = match shared {
            Shared::Enterprise => differ(candidates, &members),
            _ => members.len() > 1,
        };
        let members: Vec<ProjectId> = members
            .iter()
            .map(|index| candidates[*index].project.id)
            .collect();
        // The stronger statement about the same projects is enough.
        let said = |set: &Set| set.shared == Shared::Project && set.members == members;
        if worth && !(shared == Shared::Enterprise && out.iter().any(said)) {
            let hash = sha256_hex(format!("{}|{key}", shared.id()).as_bytes());
            out.push(Set {
                id: format!("{}{}", prefix(shared), &hash[..8]),
                shared,
                what,
                members,
            });
        }
    }
    out
}

fn prefix(shared: Shared) -> char {
    match shared {
        Shared::Project => 'P',
        Shared::Enterprise => 'E',
        Shared::Invoice => 'F',
        Shared::Contract => 'H',
        Shared::Equipment => 'S',
    }
}

/// Whether the projects of one firm differ in county, direction or programme.
fn differ(candidates: &[Candidate<'_>], members: &[usize]) -> bool {
    let of = |index: &usize| {
        let project = candidates[*index].project;
        (&project.county, &project.measure, &project.programme)
    };
    members.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]))
}

/// Codes by enterprise name, so that a project without a code finds its firm.
fn code_of_name(candidates: &[Candidate<'_>]) -> BTreeMap<String, String> {
    candidates
        .iter()
        .filter(|one| one.project.credit_code.len() == 18)
        .map(|one| {
            let name = word_key(&one.project.enterprise);
            (name, one.project.credit_code.clone())
        })
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

fn firm(project: &ProjectSummary, codes: &BTreeMap<String, String>) -> Option<String> {
    if project.credit_code.len() == 18 {
        return Some(project.credit_code.clone());
    }
    let name = word_key(&project.enterprise);
    if name.is_empty() {
        return None;
    }
    Some(codes.get(&name).cloned().unwrap_or(name))
}

/// The numbers of invoices, contracts and machines that a project names.
fn numbers(one: &Candidate<'_>) -> Vec<(Shared, String)> {
    let mut out = Vec::new();
    for (id, fact) in one.facts {
        let label = show::field_label(one.pack, id);
        for shared in Shared::EVIDENCE {
            match &fact.value {
                FactValue::Text(text) if shared.words().iter().any(|word| label.contains(word)) => {
                    out.extend(split(text).map(|number| (shared, number)));
                }
                FactValue::List(records) if id.as_str().contains(shared.part()) => {
                    let fields = records.iter().flatten();
                    let numbers = fields.filter(|(field, _)| field.as_str().contains("number"));
                    let texts = numbers.filter_map(|(_, value)| value.as_text());
                    out.extend(texts.flat_map(split).map(|number| (shared, number)));
                }
                _ => {}
            }
        }
    }
    out
}

/// The numbers in a cell that may hold several.
fn split(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split(|ch: char| ch.is_whitespace() || "、,，;；/／".contains(ch));
    parts
        .filter(|part| {
            let key = word_key(part);
            key.chars().count() >= NUMBER_MIN && key.chars().any(|ch| ch.is_ascii_digit())
        })
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_hold_several_numbers_and_words_that_are_none() {
        let found: Vec<String> = split("04402211、 04402212；无 第3号/HT-2022-001").collect();
        assert_eq!(
            found,
            ["04402211", "04402212", "HT-2022-001"],
            "numbers of five characters and more"
        );
    }
}
