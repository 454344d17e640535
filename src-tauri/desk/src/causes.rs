//! The findings of an opened return by cause, each with what can be done about
//! it and with those of its column that one answer settles together.

use std::collections::BTreeMap;

use ruku_library::table::finding::{FindingState, StoredFinding};
use ruku_model::fact::FactValue;
use ruku_model::finding::Severity;

use crate::alike::{self, Alike};
use crate::at_hand::AtHand;
use crate::check::said;
use crate::view::Choice;
use crate::view_returns::{FindingGroup, FindingItem};
use crate::worksheet::{acceptable, can_undo};
use crate::{questions, show};

/// A return's findings by cause: the gravest first, those of a column together.
pub(crate) fn groups(hand: &AtHand) -> Vec<FindingGroup> {
    let mut groups: Vec<FindingGroup> = Vec::new();
    let alike = Alike::of(hand);
    for one in &hand.findings {
        let finding = &one.finding;
        let severity = show::severity_id(finding.severity);
        let at = groups
            .iter()
            .position(|group| group.kind == finding.kind.id() && group.severity == severity);
        let at = at.unwrap_or_else(|| {
            groups.push(FindingGroup {
                kind: finding.kind.id().to_owned(),
                label: finding.kind.label().to_owned(),
                severity: severity.to_owned(),
                cells: 0,
                open: 0,
                findings: Vec::new(),
            });
            groups.len() - 1
        });
        let item = item(hand, &alike, one);
        groups[at].cells += item.count;
        groups[at].open += u32::from(item.state == "open");
        groups[at].findings.push(item);
    }
    let rank = |severity: &str| match severity {
        "error" => 0,
        "question" => 1,
        "warning" => 2,
        _ => 3,
    };
    groups.sort_by_key(|group| rank(&group.severity));
    for group in &mut groups {
        by_column(&mut group.findings);
    }
    groups
}

/// Puts the findings of one column together, in the order of their first ones:
/// what is wrong with a column has one cause.
fn by_column(findings: &mut [FindingItem]) {
    let mut columns: BTreeMap<(String, String), usize> = BTreeMap::new();
    for item in findings.iter() {
        let next = columns.len();
        let column = (item.sheet.clone(), item.fact.clone());
        columns.entry(column).or_insert(next);
    }
    findings.sort_by_key(|item| {
        columns
            .get(&(item.sheet.clone(), item.fact.clone()))
            .copied()
    });
}

fn item<'a>(hand: &AtHand, alike: &Alike<'a>, stored: &'a StoredFinding) -> FindingItem {
    let opened = &hand.opened;
    let finding = &stored.finding;
    let waits = stored.state == FindingState::Open && finding.severity > Severity::Info;
    let question = questions::question(finding);
    let holds_value = hand.holds_value(stored);
    let can_answer = alike::can_answer(hand, stored);
    let ways = alike::ways(hand, stored).into_iter();
    let declaration = finding.field.as_ref().and_then(|id| opened.pack.fact(id));
    let proposal = finding.repair.as_ref().filter(|repair| !repair.auto);
    FindingItem {
        id: stored.id.0,
        sheet: finding.sheet.clone(),
        cell: finding.cell.clone(),
        row: finding.row.unwrap_or(0),
        fact: match (question, &finding.field) {
            (Some(question), _) => question.to_owned(),
            (None, Some(field)) => field.to_string(),
            (None, None) => String::new(),
        },
        field: finding
            .field
            .as_ref()
            .map(|id| show::field_label(&opened.pack, id))
            .unwrap_or_default(),
        found: finding.found.clone(),
        expected: show::expected(finding),
        count: finding.count,
        state: match stored.state {
            FindingState::Open if waits => "open",
            FindingState::Repaired if stored.settled.is_some() => "repaired",
            FindingState::Accepted => "accepted",
            FindingState::Open | FindingState::Repaired => "read",
        }
        .to_owned(),
        settled: match hand
            .drafts
            .of(finding)
            .and_then(|one| questions::shown(one, &opened.file))
        {
            Some(answer) => format!("{answer}（{}）", settled(stored)),
            None => settled(stored),
        },
        repair: proposal
            .map(|repair| {
                let json = serde_json::Value::String(repair.to.clone());
                declaration
                    .and_then(|declaration| {
                        let value = FactValue::from_json(&json, declaration.fact_type).ok()??;
                        Some(show::value(declaration, &value))
                    })
                    .unwrap_or_else(|| repair.to.clone())
            })
            .unwrap_or_default(),
        can_repair: waits && proposal.is_some() && holds_value,
        can_answer,
        ways: ways
            .map(|way| Choice {
                id: way.name,
                label: way.label,
            })
            .collect(),
        alike: show::count(alike.by_value(hand, stored).len()),
        alike_by_way: show::count(alike.by_way(stored).len()),
        can_accept: waits && acceptable(&opened.file, finding),
        can_undo: can_undo(stored),
    }
}

fn settled(stored: &StoredFinding) -> String {
    match (&stored.settled, &stored.reason) {
        (Some(stamp), Some(reason)) => said(stamp, reason),
        _ => String::new(),
    }
}
