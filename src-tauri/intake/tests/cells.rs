//! Cells as data: what is typed, what it means, what is said about it. A case
//! is added in `cells/*.toml` without touching Rust.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use ruku_intake::cell::{
    Look, Meaning, Reading, amount, choice, code, count, date, flag, name, phone,
};
use ruku_intake::context::MeasureName;
use ruku_intake::workbook::Content;
use ruku_model::money::MoneyUnit;
use ruku_policy::declare::ChoiceOption;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// One cell. Exactly one of the contents is given.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Case {
    /// A text cell.
    text: Option<String>,
    /// A number cell, as the shortest decimal text.
    number: Option<String>,
    /// A cell with a date format: its serial.
    serial: Option<f64>,
    /// An error cell.
    error: Option<String>,
    /// The number format.
    format: Option<String>,
    /// The workbook counts from 1904.
    #[serde(default)]
    date_1904: bool,
    /// The unit of the column, `万元`, `元`; none where nobody names one.
    unit: Option<MoneyUnit>,
    /// The value in the contract's spelling; `?` = unknown, `-` = says nothing.
    gives: String,
    /// The second value of a cell that holds two.
    then: Option<String>,
    /// What is said, in order.
    #[serde(default)]
    says: Vec<String>,
    /// The repair proposed or made by the first remark.
    repair: Option<String>,
}

impl Case {
    fn content(&self) -> Content {
        if let Some(text) = &self.text {
            Content::Text(text.as_str().into())
        } else if let Some(number) = &self.number {
            Content::Number(number.parse().unwrap())
        } else if let Some(serial) = self.serial {
            Content::Date(serial)
        } else {
            Content::Error(self.error.clone().unwrap().into())
        }
    }
}

fn shown(reading: &Reading) -> String {
    match &reading.meaning {
        Meaning::Nothing => "-".to_owned(),
        Meaning::Unknown => "?".to_owned(),
        Meaning::Value(value) => {
            let json = value.to_json();
            json.as_str()
                .map_or_else(|| json.to_string(), str::to_owned)
        }
    }
}

fn run(cases: &str, read: impl Fn(Look<'_>, &Case) -> Vec<Reading>) {
    let cases: Cases = toml::from_str(cases).unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let content = case.content();
        let look = Look {
            content: &content,
            format: case.format.as_deref(),
            date_1904: case.date_1904,
        };
        let readings = read(look, case);
        let values: Vec<String> = readings.iter().map(shown).collect();
        let mut due = vec![case.gives.clone()];
        due.extend(case.then.clone());
        let said: Vec<String> = readings
            .iter()
            .flat_map(|reading| &reading.remarks)
            .map(|remark| remark.kind.id().to_owned())
            .collect();
        let repair = readings
            .iter()
            .flat_map(|reading| &reading.remarks)
            .find_map(|remark| remark.repair.as_ref().map(|repair| repair.to.clone()));
        let repair_fits = case.repair.is_none() || case.repair == repair;
        if values != due || said != case.says || !repair_fits {
            wrong.push(format!(
                "{case:?}\n    gave {values:?}, said {said:?}, repair {repair:?}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cells are read wrongly:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(!cases.case.is_empty(), "no cases: nothing was tested");
}

#[test]
fn amounts() {
    run(include_str!("cells/amount.toml"), |look, case| {
        vec![amount::read(look, case.unit)]
    });
}

#[test]
fn dates() {
    run(include_str!("cells/date.toml"), |look, _| {
        vec![date::read(look)]
    });
}

#[test]
fn periods() {
    run(include_str!("cells/period.toml"), |look, _| {
        let (start, end) = date::period::read_period(look);
        vec![start, end]
    });
}

#[test]
fn codes() {
    run(include_str!("cells/code.toml"), |look, _| {
        vec![code::read(look)]
    });
}

#[test]
fn flags() {
    run(include_str!("cells/flag.toml"), |look, _| {
        vec![flag::read(look)]
    });
}

#[test]
fn counts() {
    run(include_str!("cells/count.toml"), |look, _| {
        vec![count::read(look)]
    });
}

#[test]
fn phones() {
    run(include_str!("cells/phone.toml"), |look, _| {
        vec![phone::read(look)]
    });
}

#[test]
fn contacts() {
    run(include_str!("cells/contact.toml"), |look, _| {
        let (name, phone) = phone::read_contact(look);
        vec![name, phone]
    });
}

#[test]
fn names() {
    run(include_str!("cells/name.toml"), |look, _| {
        vec![name::read_name(look, true)]
    });
}

#[test]
fn choices() {
    let option = |id: &str, synonyms: &[&str]| ChoiceOption {
        id: id.to_owned(),
        label: id.to_owned(),
        synonyms: synonyms.iter().map(|&word| word.to_owned()).collect(),
    };
    let options = [
        option("大型", &["大型企业"]),
        option("中型", &[]),
        option("小型", &[]),
    ];
    run(include_str!("cells/choice.toml"), |look, _| {
        vec![choice::read(look, &options)]
    });
}

#[test]
fn directions() {
    let measure = |id: &str, title: &str| MeasureName {
        id: id.to_owned(),
        title: title.to_owned(),
        synonyms: Vec::new(),
    };
    let measures = [
        measure("cloud", "工业企业“上云上平台”"),
        measure("industry_platform", "行业性工业互联网平台标杆项目"),
        measure("system_platform", "系统性制造业互联网平台建设项目"),
        measure("five_g", "“5G+制造业”融合创新运用"),
    ];
    run(include_str!("cells/direction.toml"), |look, _| {
        vec![choice::read_direction(look, &measures)]
    });
}

/// What a decoder could not read stays in the cell as U+FFFD: digits may be lost
/// beside it, so no value comes from there.
#[test]
fn a_damaged_cell_is_never_a_value() {
    type Read = fn(Look<'_>) -> Reading;
    let readers: [(&str, Read); 6] = [
        ("320.5", |look| amount::read(look, Some(MoneyUnit::WanYuan))),
        ("320.5", |look| count::read_number(look)),
        ("2022.6.30", |look| date::read(look)),
        ("91440200MAX0010774", |look| code::read(look)),
        ("13800000007", |look| phone::read(look)),
        ("126", |look| count::read(look)),
    ];
    for (text, read) in readers {
        for at in 0..=text.len() {
            let damaged = format!("{}\u{fffd}{}", &text[..at], &text[at..]);
            let content = Content::Text(damaged.as_str().into());
            let look = Look {
                content: &content,
                format: None,
                date_1904: false,
            };
            let reading = read(look);
            assert_eq!(reading.meaning, Meaning::Unknown, "{damaged:?}");
            assert_eq!(
                reading.remarks.len(),
                1,
                "{damaged:?} is said to be damaged"
            );
        }
    }
}
