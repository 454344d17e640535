//! Invoices, contracts and equipment: one number may stand for one project
//! only, in all counties and years.

use std::collections::BTreeMap;

use ruku_model::fact::{FactId, FactValue, Facts};
use serde::Serialize;

use super::{AcrossFinding, Matter, Sighting, enterprise_key, finding, project_key};
use crate::columns::EXTRA_PREFIX;
use crate::return_file::ReturnFile;
use crate::sentence;
use crate::text::{header_key, narrow, squeeze};

/// What a number belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// 发票.
    Invoice,
    /// 合同.
    Contract,
    /// 设备, by the number its maker gave it.
    Equipment,
}

/// One numbered thing a project rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Its number, letters and digits only.
    pub number: String,
    /// The code of an invoice (发票代码) beside its number; empty if there is
    /// none, as on 全电发票.
    pub code: String,
}

/// What a column of numbers gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Number(EvidenceKind),
    InvoiceCode,
}

/// Headers and fact ids of such columns.
const HEADERS: [(Part, &[&str]); 4] = [
    (Part::InvoiceCode, &["发票代码", "invoicecode"]),
    (
        Part::Number(EvidenceKind::Invoice),
        &["发票号", "发票编号", "票据号", "invoicenumber"],
    ),
    (
        Part::Number(EvidenceKind::Contract),
        &["合同编号", "合同号", "contractnumber"],
    ),
    (
        Part::Number(EvidenceKind::Equipment),
        &[
            "设备编号",
            "设备号",
            "设备序列号",
            "出厂编号",
            "机身号",
            "sn码",
            "equipmentnumber",
        ],
    ),
];

/// A longer span of numbers is no list of invoices but a slip.
const SPAN_MAX: u64 = 500;

/// Shorter numbers are everybody's: 合同号 1, 设备编号 0001; with letters one more
/// says enough.
const DIGITS_MIN: usize = 5;
const CHARACTERS_MIN: usize = 4;

/// A contract's or a machine's number as long as this is its own, whoever it
/// belongs to; a shorter one only within one enterprise.
const OWN_CHARACTERS_MIN: usize = 10;

/// Lists of such things by their fact's id: in `invoices` the field `number`
/// is an invoice's.
const LISTS: [(&str, EvidenceKind); 3] = [
    ("invoice", EvidenceKind::Invoice),
    ("contract", EvidenceKind::Contract),
    ("equipment", EvidenceKind::Equipment),
];

/// What a column or fact gives, by its id or header.
pub(crate) fn part_of(id: &str) -> Option<Part> {
    let key = header_key(id.strip_prefix(EXTRA_PREFIX).unwrap_or(id));
    HEADERS
        .iter()
        .find(|(_, words)| words.iter().any(|word| key.contains(word)))
        .map(|(part, _)| *part)
}

/// The list in which evidence of a kind is kept, by its id.
pub(crate) fn is_list_of(id: &str, kind: EvidenceKind) -> bool {
    let own = LISTS.iter().find(|(word, _)| id.contains(word));
    own.is_some_and(|(_, own)| *own == kind)
}

/// The columns of a file that give such numbers: fact id and what it gives.
pub(super) fn columns_of(file: &ReturnFile) -> Vec<(String, Part)> {
    file.fact_ids
        .iter()
        .filter_map(|id| Some((id.to_string(), part_of(id.as_str())?)))
        .collect()
}

/// The evidence of a row, by what its columns say.
pub(super) fn of_row(columns: &[(String, Part)], text: impl Fn(&str) -> String) -> Vec<Evidence> {
    let texts = columns.iter().map(|(fact, part)| (*part, text(fact)));
    sorted(of_texts(&texts.collect::<Vec<_>>()))
}

/// The evidence that a project's facts name, in columns of their own or in
/// lists of invoices, contracts and machines.
pub(super) fn of_facts(facts: &Facts, label: impl Fn(&str) -> String) -> Vec<Evidence> {
    let part = |id: &str| part_of(id).or_else(|| part_of(&label(id)));
    let mut columns = Vec::new();
    let mut found = Vec::new();
    for (id, fact) in facts {
        match &fact.value {
            FactValue::Text(text) => {
                columns.extend(part(id.as_str()).map(|part| (part, text.clone())));
            }
            FactValue::List(records) => found.extend(of_list(id, records)),
            _ => {}
        }
    }
    found.extend(of_texts(&columns));
    sorted(found)
}

/// The evidence of a list, record by record.
pub(super) fn of_list(id: &FactId, records: &[BTreeMap<FactId, FactValue>]) -> Vec<Evidence> {
    let own = LISTS.iter().find(|(word, _)| id.as_str().contains(word));
    let Some((_, kind)) = own else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for record in records {
        let fields = record.iter().filter_map(|(field, value)| {
            Some((
                part_in_list(*kind, field.as_str())?,
                value.as_text()?.to_owned(),
            ))
        });
        found.extend(of_texts(&fields.collect::<Vec<_>>()));
    }
    found
}

/// What a field of a list of evidence gives, by its id.
pub(crate) fn part_in_list(kind: EvidenceKind, field: &str) -> Option<Part> {
    if field.contains("number") {
        return Some(Part::Number(kind));
    }
    (kind == EvidenceKind::Invoice && field.contains("code")).then_some(Part::InvoiceCode)
}

fn sorted(mut found: Vec<Evidence>) -> Vec<Evidence> {
    found.sort();
    found.dedup();
    found
}

/// The evidence of cells that belong together. A code without a number names
/// no invoice: a whole book of them has one code.
fn of_texts(texts: &[(Part, String)]) -> Vec<Evidence> {
    let numbers_of = |part: Part| -> Vec<String> {
        let own = texts.iter().filter(|(own, _)| *own == part);
        own.flat_map(|(_, text)| numbers(text, part)).collect()
    };
    let codes = numbers_of(Part::InvoiceCode);
    let mut found = Vec::new();
    for kind in [
        EvidenceKind::Invoice,
        EvidenceKind::Contract,
        EvidenceKind::Equipment,
    ] {
        let own = numbers_of(Part::Number(kind));
        let paired =
            kind == EvidenceKind::Invoice && (codes.len() == own.len() || codes.len() == 1);
        for (at, number) in own.into_iter().enumerate() {
            let code = match codes.as_slice() {
                [only] if paired => only.clone(),
                _ if paired => codes[at].clone(),
                _ => String::new(),
            };
            found.push(Evidence { kind, number, code });
        }
    }
    found
}

/// The numbers of a cell: several between commas, a span of invoices from the
/// first to the last.
fn numbers(text: &str, part: Part) -> Vec<String> {
    let narrowed = narrow(text);
    narrowed
        .split([',', '、', ';', '，', '；', '\n', '/', ' '])
        .flat_map(|piece| {
            let piece = squeeze(piece).into_owned();
            match (part, piece.split_once(['-', '~', '—', '至'])) {
                (Part::Number(EvidenceKind::Invoice), Some((first, last))) => span(first, last),
                _ => vec![plain(&piece)],
            }
        })
        .filter(|number| {
            let digits = number.chars().filter(char::is_ascii_digit).count();
            let letters = number.chars().any(|ch| ch.is_ascii_alphabetic());
            digits >= DIGITS_MIN || letters && digits > 0 && number.len() >= CHARACTERS_MIN
        })
        .collect()
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|ch| ch.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .skip_while(|ch| !ch.is_ascii())
        .collect::<String>()
        .trim_start_matches("NO")
        .to_owned()
}

/// `12345678-12345680`, or its last digits only: `12345678-80`.
fn span(first: &str, last: &str) -> Vec<String> {
    let (first, last) = (plain(first), plain(last));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|ch| ch.is_ascii_digit());
    if !digits(&first) || !digits(&last) || last.len() > first.len() {
        return vec![first, last];
    }
    let end = format!("{}{last}", &first[..first.len() - last.len()]);
    match (first.parse::<u64>(), end.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to && to - from <= SPAN_MAX => (from..=to)
            .map(|number| format!("{number:0>width$}", width = first.len()))
            .collect(),
        _ => vec![first, end],
    }
}

/// Sets of different projects that share numbers. Many numbers shared by the
/// same projects are one matter, said once.
pub(super) fn used_twice(seen: &[Sighting]) -> Vec<AcrossFinding> {
    let mut by_number: BTreeMap<(EvidenceKind, &str), Vec<(usize, &Evidence)>> = BTreeMap::new();
    for (at, row) in seen.iter().enumerate() {
        for evidence in &row.evidence {
            let users = by_number.entry((evidence.kind, &evidence.number));
            users.or_default().push((at, evidence));
        }
    }
    let mut matters: BTreeMap<(EvidenceKind, Vec<usize>), Vec<&str>> = BTreeMap::new();
    for ((kind, number), users) in by_number {
        for rows in same_thing(seen, kind, &users) {
            matters.entry((kind, rows)).or_default().push(number);
        }
    }
    matters
        .into_iter()
        .map(|((kind, rows), numbers)| {
            let mut projects: Vec<_> = rows.iter().map(|at| project(&seen[*at])).collect();
            projects.sort_unstable();
            projects.dedup();
            finding(
                Matter::Evidence(kind),
                &numbers.join(" "),
                format!("{}{}", sentence::evidence(kind), numbers.join("、")),
                sentence::used_twice(kind, projects.len()),
                seen,
                &rows,
            )
        })
        .collect()
}

/// What may use a number once: a project in one programme. The next year's
/// project is another, whatever its name.
fn project(row: &Sighting) -> (&str, String, String) {
    (
        row.programme.as_deref().unwrap_or_default(),
        enterprise_key(&row.enterprise, &row.credit_code),
        project_key(&row.project),
    )
}

/// The projects that use one thing: an invoice is told by its code too where
/// both say one, a short number of a contract by the enterprise.
fn same_thing(
    seen: &[Sighting],
    kind: EvidenceKind,
    users: &[(usize, &Evidence)],
) -> Vec<Vec<usize>> {
    let mut things: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let codeless = users.iter().any(|(_, evidence)| evidence.code.is_empty());
    for (at, evidence) in users {
        let row = &seen[*at];
        let key = match kind {
            EvidenceKind::Invoice if codeless => String::new(),
            EvidenceKind::Invoice => evidence.code.clone(),
            _ if evidence.number.len() >= OWN_CHARACTERS_MIN => String::new(),
            _ => enterprise_key(&row.enterprise, &row.credit_code),
        };
        things.entry(key).or_default().push(*at);
    }
    things
        .into_values()
        .filter(|rows| {
            rows.iter()
                .any(|at| project(&seen[*at]) != project(&seen[rows[0]]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_cell() {
        let invoice = Part::Number(EvidenceKind::Invoice);
        for (text, read) in [
            ("No.01234567", vec!["01234567"]),
            ("01234567、01234568", vec!["01234567", "01234568"]),
            ("01234567-69", vec!["01234567", "01234568", "01234569"]),
            ("０１２３４５６７", vec!["01234567"]),
            ("号码：24442000000012345678", vec!["24442000000012345678"]),
            ("无", vec![]),
            ("3张", vec![]),
            ("0001", vec![]),
        ] {
            assert_eq!(numbers(text, invoice), read, "{text}");
        }
        assert_eq!(
            numbers("ht-2021-001", Part::Number(EvidenceKind::Contract)),
            ["HT2021001"],
            "a contract's hyphens are no span"
        );
    }
}
