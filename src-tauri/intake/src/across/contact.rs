//! Telephone numbers and addresses that different enterprises give: a lead that
//! they are one, or that one agent writes for them.

use std::collections::BTreeMap;

use super::{AcrossFinding, Matter, Sighting, finding};
use crate::columns::EXTRA_PREFIX;
use crate::sentence;
use crate::text::{header_key, narrow, word_key};

/// A local number without area code is told apart by its county.
const NUMBER_DIGITS_MIN: usize = 7;
const WHOLE_NUMBER_DIGITS_MIN: usize = 10;

/// Shorter addresses name a town or a park, not a house.
const ADDRESS_CHARACTERS_MIN: usize = 9;

/// What a column says of an enterprise beyond its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    Phone,
    Address,
    FormerName,
}

/// Headers and fact ids of such columns, and words that make another thing of
/// them.
const HEADERS: [(Detail, &[&str], &[&str]); 3] = [
    (
        Detail::Phone,
        &["电话", "手机", "联系方式", "phone"],
        &["传真"],
    ),
    (
        Detail::Address,
        &["地址", "住所", "address"],
        &["网", "邮", "建设", "项目", "实施", "mail"],
    ),
    (
        Detail::FormerName,
        &["曾用名", "原名称", "更名前", "formername"],
        &[],
    ),
];

/// What a column gives, by its fact's id or its header.
pub(super) fn detail_of(id: &str) -> Option<Detail> {
    let key = header_key(id.strip_prefix(EXTRA_PREFIX).unwrap_or(id));
    HEADERS
        .iter()
        .find(|(_, words, other)| {
            words.iter().any(|word| key.contains(word)) && !other.iter().any(|w| key.contains(w))
        })
        .map(|(detail, _, _)| *detail)
}

/// The telephone numbers of a cell, digits only.
pub(super) fn phones(text: &str) -> Vec<String> {
    let narrowed = narrow(text);
    narrowed
        .split([',', '、', ';', '，', '；', '\n', '/', ' ', '。'])
        .map(|piece| piece.chars().filter(char::is_ascii_digit).collect())
        .filter(|digits: &String| digits.len() >= NUMBER_DIGITS_MIN)
        .collect()
}

/// An address without what differs between spellings; `None` if it names no
/// house.
pub(super) fn address(text: &str) -> Option<String> {
    let key = word_key(text);
    let house = key.chars().any(|ch| ch.is_ascii_digit() || ch == '号');
    (house && key.chars().count() >= ADDRESS_CHARACTERS_MIN).then_some(key)
}

/// Sets of projects of different enterprises with one telephone or address.
/// `firms` are the sightings of each enterprise.
pub(super) fn shared(seen: &[Sighting], firms: &[Vec<usize>]) -> Vec<AcrossFinding> {
    let mut users: BTreeMap<(Matter, String), Vec<(usize, usize)>> = BTreeMap::new();
    for (firm, rows) in firms.iter().enumerate() {
        for at in rows {
            let row = &seen[*at];
            let county = row.county.as_ref().map_or("", |county| &county.id);
            let phones = row.phones.iter().map(|number| {
                let whole = number.len() >= WHOLE_NUMBER_DIGITS_MIN;
                let place = if whole { "" } else { county };
                (Matter::SameContact, format!("{place}{number}"))
            });
            let addresses = row.addresses.iter().cloned();
            for key in phones.chain(addresses.map(|key| (Matter::SameAddress, key))) {
                users.entry(key).or_default().push((firm, *at));
            }
        }
    }
    users
        .into_iter()
        .filter(|(_, users)| users.iter().any(|(firm, _)| *firm != users[0].0))
        .map(|((matter, key), users)| {
            let rows: Vec<usize> = users.iter().map(|(_, at)| *at).collect();
            let mut firms: Vec<usize> = users.iter().map(|(firm, _)| *firm).collect();
            firms.sort_unstable();
            firms.dedup();
            let what = as_written(&seen[rows[0]], matter, &key);
            let expected = sentence::enterprises_share(matter == Matter::SameContact, firms.len());
            finding(matter, &key, what, expected, seen, &rows)
        })
        .collect()
}

/// What is shared, as people read it: the number, or the address's key.
fn as_written(row: &Sighting, matter: Matter, key: &str) -> String {
    let number = row.phones.iter().find(|number| key.ends_with(*number));
    match (matter, number) {
        (Matter::SameContact, Some(number)) => number.clone(),
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_tell_of_an_enterprise() {
        for (id, detail) in [
            ("contact_phone", Some(Detail::Phone)),
            ("extra:负责人手机", Some(Detail::Phone)),
            ("extra:单位地址", Some(Detail::Address)),
            ("extra:项目建设地址", None),
            ("extra:邮箱地址", None),
            ("extra:曾用名", Some(Detail::FormerName)),
            ("project_name", None),
        ] {
            assert_eq!(detail_of(id), detail, "{id}");
        }
    }

    #[test]
    fn a_number_is_its_digits_and_an_address_names_a_house() {
        assert_eq!(
            phones("0751-8812345、１３８００００００００。"),
            ["07518812345", "13800000000"],
            "two numbers in a cell"
        );
        assert!(phones("无").is_empty(), "no number");
        assert_eq!(address("韶关市浈江区"), None, "a district is no house");
        assert_eq!(
            address("韶关市浈江区 大学路１２号"),
            address("韶关市浈江区大学路12号"),
            "width and spaces say nothing"
        );
    }
}
