//! Cities and their reporting units: counties, districts, and the zones that
//! report without a division code of their own.
//!
//! The list is data (`assets/regions.toml`); here are its types and the one
//! way a name is looked up.

use serde::{Deserialize, Serialize};

/// The cities with their reporting units.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    /// The cities.
    #[serde(rename = "city")]
    pub cities: Vec<City>,
}

/// A prefecture-level city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Its division code, `440200`.
    pub id: String,
    /// Its name without 市: `韶关`.
    pub name: String,
    /// Its reporting units.
    #[serde(rename = "unit")]
    pub units: Vec<ReportingUnit>,
}

/// A county, district or zone that sends returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingUnit {
    /// Its id: the division code where it has one, else the city's with a suffix.
    pub id: String,
    /// Its full name: `乳源瑶族自治县`.
    pub name: String,
    /// Other ways to say it: `乳源县`, `乳源`.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Regions {
    /// The unit with this id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&ReportingUnit> {
        self.cities
            .iter()
            .flat_map(|city| &city.units)
            .find(|unit| unit.id == id)
    }

    /// The city a unit belongs to.
    #[must_use]
    pub fn city_of(&self, unit_id: &str) -> Option<&City> {
        self.cities
            .iter()
            .find(|city| city.units.iter().any(|unit| unit.id == unit_id))
    }

    /// The unit that a text names, among those allowed: the longest of its
    /// names found in the text wins; two different units of the same length
    /// give none.
    #[must_use]
    pub fn unit_in<'a>(&'a self, text: &str, allowed: &[String]) -> Option<&'a ReportingUnit> {
        let mut best: Option<(usize, &ReportingUnit)> = None;
        let mut tied = false;
        let units = self.cities.iter().flat_map(|city| &city.units);
        for unit in units.filter(|unit| allowed.is_empty() || allowed.contains(&unit.id)) {
            let Some(length) = unit.match_length(text) else {
                continue;
            };
            match best {
                Some((longest, _)) if longest > length => {}
                Some((longest, _)) if longest == length => tied = true,
                _ => {
                    best = Some((length, unit));
                    tied = false;
                }
            }
        }
        best.filter(|_| !tied).map(|(_, unit)| unit)
    }

    /// The city whose name stands in a text, the longest name first.
    #[must_use]
    pub fn city_in(&self, text: &str) -> Option<&City> {
        self.cities
            .iter()
            .filter(|city| text.contains(&city.name))
            .max_by_key(|city| city.name.len())
    }
}

impl ReportingUnit {
    /// The length of the longest of its names that stands in `text`.
    fn match_length(&self, text: &str) -> Option<usize> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .filter(|name| text.contains(name.as_str()))
            .map(String::len)
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, name: &str, aliases: &[&str]) -> ReportingUnit {
        ReportingUnit {
            id: id.to_owned(),
            name: name.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        }
    }

    fn regions() -> Regions {
        Regions {
            cities: vec![City {
                id: "440200".to_owned(),
                name: "韶关".to_owned(),
                units: vec![
                    unit("440203", "武江区", &["武江"]),
                    unit("440232", "乳源瑶族自治县", &["乳源县", "乳源"]),
                    unit(
                        "440200-gx",
                        "韶关高新技术产业开发区",
                        &["韶关高新区", "高新区"],
                    ),
                ],
            }],
        }
    }

    #[test]
    fn finds_a_bureau_by_its_county() {
        let regions = regions();
        for (text, id) in [
            ("武江区工信局（盖章）", "440203"),
            ("乳源县工业和信息化局", "440232"),
            ("韶关高新区管委会", "440200-gx"),
        ] {
            let found = regions.unit_in(text, &[]).map(|unit| unit.id.as_str());
            assert_eq!(found, Some(id), "{text} names its county");
        }
        assert_eq!(
            regions.unit_in("韶关市工业和信息化局", &[]),
            None,
            "the city is no county"
        );
        assert_eq!(
            regions
                .unit_in("武江区、乳源县联合", &[])
                .map(|unit| unit.id.as_str()),
            None,
            "two counties of equal standing are no answer"
        );
    }
}
