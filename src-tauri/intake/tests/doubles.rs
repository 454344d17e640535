//! Doubles over a labelled set: which pairs of projects are one enterprise's,
//! one project, or rest on one evidence. The pairs are in `doubles.toml`.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::collections::BTreeSet;

use ruku_intake::across::{AcrossPlace, Limits, Sighting, among};
use ruku_intake::return_file::County;
use ruku_model::fact::{Fact, FactId, FactValue, Facts};
use ruku_model::money::Money;
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    why: String,
    one: Project,
    other: Project,
    firm: bool,
    project: bool,
    #[serde(default)]
    shares: BTreeSet<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Project {
    enterprise: String,
    former_name: String,
    credit_code: String,
    project: String,
    phone: String,
    address: String,
    invoice: String,
    invoice_code: String,
    contract: String,
    equipment: String,
    document: String,
    investment_fen: i64,
    completed_on: String,
    is_builder: bool,
    county: String,
    programme: String,
}

impl Project {
    fn sighting(&self, row: u32) -> Sighting {
        let mut sighting = Sighting {
            programme: Some(self.programme.clone()),
            county: Some(County {
                id: self.county.clone(),
                name: self.county.clone(),
            }),
            // Two directions: a firm's projects are said as a set of their own.
            measure: Some(row.to_string()),
            enterprise: self.enterprise.clone(),
            former_name: String::new(),
            credit_code: self.credit_code.clone(),
            project: self.project.clone(),
            evidence: Vec::new(),
            phones: Vec::new(),
            addresses: Vec::new(),
            marks: Vec::new(),
            place: AcrossPlace {
                file: "汇总表.xlsx".to_owned(),
                sha256: String::new(),
                county: None,
                sheet: "Sheet1".to_owned(),
                row,
                project: self.project.clone(),
            },
        };
        let columns = [
            ("extra:曾用名", &self.former_name),
            ("contact_phone", &self.phone),
            ("extra:注册地址", &self.address),
            ("extra:发票号码", &self.invoice),
            ("extra:发票代码", &self.invoice_code),
            ("extra:合同编号", &self.contract),
            ("extra:设备编号", &self.equipment),
            ("provincial_document", &self.document),
        ];
        let texts = columns.into_iter().filter(|(_, text)| !text.is_empty());
        let texts = texts.map(|(id, text)| (id, FactValue::Text(text.clone())));
        let amount = FactValue::Money(Money::from_fen(self.investment_fen));
        let completed = self.completed_on.parse().map(FactValue::Date);
        let facts: Facts = texts
            .chain([("project_investment", amount)])
            .chain([("is_builder", FactValue::Flag(self.is_builder))])
            .chain(completed.ok().map(|value| ("completed_on", value)))
            .map(|(id, value)| {
                let origin = None;
                (FactId::new(id), Fact { value, origin })
            })
            .collect();
        sighting.take_from(&facts, str::to_owned);
        sighting
    }
}

#[test]
fn doubles_are_found_and_strangers_left_alone() {
    let labelled: Labelled = toml::from_str(include_str!("doubles.toml")).unwrap();
    let (mut meant, mut found, mut right) = (0, 0, 0);
    for pair in &labelled.pair {
        let seen = [pair.one.sighting(4), pair.other.sighting(5)];
        let said: BTreeSet<String> = among(&seen, &Limits::new())
            .iter()
            .map(|one| one.matter.id().to_owned())
            .collect();
        let mut wanted = pair.shares.clone();
        // One project of one firm is said as that, not as two of its projects.
        match (pair.firm, pair.project) {
            (_, true) => wanted.insert("same_project".to_owned()),
            (true, false) => wanted.insert("same_enterprise".to_owned()),
            (false, false) => false,
        };
        meant += wanted.len();
        found += said.len();
        right += said.intersection(&wanted).count();
        assert_eq!(said, wanted, "{}", pair.why);
    }
    assert_eq!(
        (right, right),
        (meant, found),
        "recall and precision over {} pairs",
        labelled.pair.len()
    );
}
