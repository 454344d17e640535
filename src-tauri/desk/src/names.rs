//! Finding what a person names: by its id or by its Chinese name, as it stands
//! on screens and papers. A name that fits nothing is answered with what there is.

use ruku_policy::declare::{FactDecl, FormDecl};
use ruku_policy::pack::{Condition, Measure, Pack, Reading, ReadingOption};

use crate::error::DeskError;

/// The thing that is named: its id first, then its Chinese name, then the one
/// whose Chinese name begins with what was typed.
pub(crate) fn find<'a, T>(
    what: &'static str,
    typed: &str,
    things: &'a [T],
    spoken: impl Fn(&'a T) -> (&'a str, Vec<&'a str>),
) -> Result<&'a T, DeskError> {
    let wanted = plain(typed);
    if let Some(thing) = things.iter().find(|thing| spoken(thing).0 == typed.trim()) {
        return Ok(thing);
    }
    let named = |thing: &&'a T| spoken(thing).1.iter().any(|name| plain(name) == wanted);
    let mut named = things.iter().filter(named);
    match (named.next(), named.next()) {
        (Some(only), None) => return Ok(only),
        // Two of one name: the id must tell which is meant.
        (Some(_), Some(_)) => return Err(missing(what, typed, things, spoken)),
        (None, _) => {}
    }
    let mut begun = things.iter().filter(|thing| {
        let names = spoken(thing).1;
        !wanted.is_empty() && names.iter().any(|name| plain(name).starts_with(&wanted))
    });
    if let (Some(only), None) = (begun.next(), begun.next()) {
        return Ok(only);
    }
    Err(missing(what, typed, things, spoken))
}

fn missing<'a, T>(
    what: &'static str,
    typed: &str,
    things: &'a [T],
    spoken: impl Fn(&'a T) -> (&'a str, Vec<&'a str>),
) -> DeskError {
    DeskError::Missing {
        what,
        name: typed.trim().to_owned(),
        known: things
            .iter()
            .map(|thing| {
                let (id, names) = spoken(thing);
                told(id, names.first().copied().unwrap_or_default())
            })
            .collect(),
    }
}

/// A thing with both its names: 完工时间（completed_on）.
pub(crate) fn told(id: &str, label: &str) -> String {
    if label.is_empty() || label == id {
        id.to_owned()
    } else {
        format!("{label}（{id}）")
    }
}

/// A fact of a pack; other wordings of its header count too.
pub(crate) fn fact<'a>(pack: &'a Pack, typed: &str) -> Result<&'a FactDecl, DeskError> {
    find("事实", typed, &pack.facts, |fact| {
        let others = fact.synonyms.iter().map(String::as_str);
        let names = std::iter::once(fact.label.as_str()).chain(others);
        (fact.id.as_str(), names.collect())
    })
}

/// A measure of a pack.
pub(crate) fn measure<'a>(pack: &'a Pack, typed: &str) -> Result<&'a Measure, DeskError> {
    find("支持方向", typed, &pack.measures, |measure| {
        (&measure.id, vec![&measure.title])
    })
}

/// A condition among some.
pub(crate) fn condition<'a>(
    conditions: &'a [Condition],
    typed: &str,
) -> Result<&'a Condition, DeskError> {
    find("条件", typed, conditions, |condition| {
        (&condition.id, vec![&condition.title])
    })
}

/// An open clause of a pack.
pub(crate) fn reading<'a>(pack: &'a Pack, typed: &str) -> Result<&'a Reading, DeskError> {
    find("口径", typed, &pack.readings, |reading| {
        (&reading.id, vec![&reading.question])
    })
}

/// A way to read an open clause.
pub(crate) fn option<'a>(
    reading: &'a Reading,
    typed: &str,
) -> Result<&'a ReadingOption, DeskError> {
    find("选项", typed, &reading.options, |option| {
        (&option.id, vec![&option.text])
    })
}

/// A form: by its id, its short name or its title.
pub(crate) fn form<'a>(forms: &'a [FormDecl], typed: &str) -> Result<&'a FormDecl, DeskError> {
    find("表单", typed, forms, |form| {
        (&form.id, vec![&form.short, &form.title])
    })
}

/// What is left of a name when width, blanks and brackets are not looked at.
fn plain(name: &str) -> String {
    name.trim()
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            '，' => ',',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THINGS: [(&str, &str); 5] = [
        ("award_a", "获得省级资金"),
        ("award_b", "获得省级资金"),
        ("completed_on", "完工时间"),
        ("investment", "项目总投资"),
        ("other", "项目内容（概要）"),
    ];

    fn found(typed: &str) -> Result<&'static str, String> {
        static ALL: [(&str, &str); 5] = THINGS;
        find("事实", typed, &ALL, |(id, label)| (id, vec![label]))
            .map(|(id, _)| *id)
            .map_err(|error| error.chinese())
    }

    #[test]
    fn a_thing_is_found_by_id_and_by_name() {
        assert_eq!(found("completed_on"), Ok("completed_on"), "by its id");
        assert_eq!(found(" 完工时间 "), Ok("completed_on"), "by its name");
        assert_eq!(
            found("项目内容(概要)"),
            Ok("other"),
            "whatever the brackets"
        );
        assert_eq!(found("项目总"), Ok("investment"), "by how its name begins");
    }

    #[test]
    fn what_fits_nothing_or_several_is_answered_with_what_there_is() {
        for typed in ["项目", "竣工", "", "获得省级资金"] {
            let said = found(typed).expect_err("nothing is guessed");
            assert!(
                said.contains("完工时间（completed_on）、项目总投资（investment）"),
                "both names of each: {said}"
            );
        }
    }
}
