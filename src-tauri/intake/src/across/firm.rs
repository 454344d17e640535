//! Which projects are one enterprise's: by its code, by its name however it is
//! spelled, by its former name; and which of them are one project.

use std::collections::{BTreeMap, HashMap};

use super::Sighting;
use crate::simplified::simplified;
use crate::text::{narrow, squeeze, word_key};

/// Words in a name's brackets that bring a former name.
const FORMER: &[&str] = &["原名", "曾用名", "更名前", "原", "前身"];

/// Ends of a name that say the same of the form of an enterprise.
const LEGAL_FORMS: [(&str, &str); 3] = [
    ("股份有限责任公司", "股份有限公司"),
    ("有限责任公司", "有限公司"),
    ("有限公司公司", "有限公司"),
];

/// Shorter cores are shared by strangers: 宏达, 兴发.
const CORE_CHARACTERS_MIN: usize = 3;

/// From here two names of projects are one with a slip, in per cent of shared
/// pairs of characters.
const ALIKE_PER_CENT_MIN: usize = 80;

/// The enterprise's identity as far as one row shows it: its code, else its
/// name without what differs between spellings.
#[must_use]
pub fn enterprise_key(name: &str, credit_code: &str) -> String {
    if credit_code.chars().count() == 18 {
        return credit_code.to_owned();
    }
    name_keys(name).into_iter().next().unwrap_or_default()
}

/// A project's name without what differs between spellings: width, spaces,
/// brackets, and the word 项目 at its end.
///
/// ```
/// use ruku_intake::across::project_key;
/// assert_eq!(project_key("窑炉 上云（建设项目）"), project_key("窑炉上云项目"));
/// ```
#[must_use]
pub fn project_key(name: &str) -> String {
    let mut key = simplified(&word_key(name));
    for ending in ["项目", "建设", "工程"] {
        if let Some(rest) = key.strip_suffix(ending)
            && rest.chars().count() >= CORE_CHARACTERS_MIN
        {
            key.truncate(rest.len());
        }
    }
    key
}

/// The names an enterprise's cell gives: today's first, then a former one.
pub(super) fn name_keys(name: &str) -> Vec<String> {
    let plain = simplified(&squeeze(&narrow(name)));
    let mut current = String::new();
    let mut former = Vec::new();
    let mut rest = plain.as_str();
    while let Some((before, inner)) = rest.split_once('(') {
        current.push_str(before);
        let (inside, after) = inner.split_once(')').unwrap_or((inner, ""));
        match FORMER.iter().find_map(|word| inside.strip_prefix(word)) {
            Some(old) => former.push(old.trim_start_matches([':', '为']).to_owned()),
            None => current.push_str(inside),
        }
        rest = after;
    }
    current.push_str(rest);
    std::iter::once(current)
        .chain(former)
        .map(|name| legal_form(&word_key(&name)))
        .filter(|key| !key.is_empty())
        .collect()
}

/// The names that a row gives its enterprise, a former one in a column of its
/// own too.
pub(super) fn all_names(row: &Sighting) -> Vec<String> {
    let mut names = name_keys(&row.enterprise);
    names.extend(name_keys(&row.former_name));
    names
}

fn legal_form(key: &str) -> String {
    for (long, short) in LEGAL_FORMS {
        if let Some(head) = key.strip_suffix(long) {
            return format!("{head}{short}");
        }
    }
    key.to_owned()
}

/// A name without its place and its legal form: `韶关市砚峰铸锻有限公司` and
/// `砚峰铸锻公司` share it.
fn core(key: &str) -> &str {
    let mut rest = key.strip_prefix("广东").unwrap_or(key);
    for mark in ['省', '市', '县', '区'] {
        let found = rest
            .char_indices()
            .skip(1)
            .take(3)
            .find(|(_, ch)| *ch == mark);
        if let Some((at, ch)) = found {
            rest = &rest[at + ch.len_utf8()..];
        }
    }
    for form in ["股份有限公司", "有限公司", "公司"] {
        if let Some(head) = rest.strip_suffix(form) {
            return head;
        }
    }
    rest
}

/// The sightings of each enterprise, as indices; in the order of their codes
/// or names.
pub(super) fn groups(seen: &[Sighting]) -> Vec<Vec<usize>> {
    let mut sets = Sets::new(seen.len());
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut cores: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, row) in seen.iter().enumerate() {
        let names = all_names(row);
        if let Some(name) = names.first() {
            cores.entry(core(name).to_owned()).or_default().push(at);
        }
        let code = row.has_code().then(|| row.credit_code.clone());
        for key in code.into_iter().chain(names) {
            match first.get(&key) {
                Some(known) => sets.join(*known, at),
                None => {
                    first.insert(key, at);
                }
            }
        }
    }
    for (core, rows) in cores {
        if core.chars().count() >= CORE_CHARACTERS_MIN {
            join_alike(seen, &rows, &mut sets);
        }
    }
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in seen.iter().enumerate() {
        let nameless = row.enterprise.is_empty() && !row.has_code();
        if !nameless {
            out.entry(sets.root(at)).or_default().push(at);
        }
    }
    let mut groups: Vec<Vec<usize>> = out.into_values().collect();
    groups.sort_by_cached_key(|group| {
        group
            .iter()
            .map(|at| enterprise_key(&seen[*at].enterprise, &seen[*at].credit_code))
            .min()
    });
    groups
}

/// Names that differ by their place only are one enterprise's where one of
/// them has no code and their projects are alike.
fn join_alike(seen: &[Sighting], rows: &[usize], sets: &mut Sets) {
    for (index, one) in rows.iter().enumerate() {
        for other in &rows[index + 1..] {
            let both_known = seen[*one].has_code() && seen[*other].has_code();
            if !both_known && alike(&seen[*one].project, &seen[*other].project) {
                sets.join(*one, *other);
            }
        }
    }
}

/// The rows of each project among one firm's that stands there twice or more.
pub(super) fn same_projects(seen: &[Sighting], firm: &[usize]) -> Vec<Vec<usize>> {
    let mut sets = Sets::new(firm.len());
    for one in 0..firm.len() {
        for other in one + 1..firm.len() {
            if alike(&seen[firm[one]].project, &seen[firm[other]].project) {
                sets.join(one, other);
            }
        }
    }
    let mut out: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in firm.iter().enumerate() {
        out.entry(sets.root(at)).or_default().push(*row);
    }
    out.into_values().filter(|group| group.len() > 1).collect()
}

/// What names a firm among all: its code if one of its rows has one.
pub(super) fn firm_key(seen: &[Sighting], firm: &[usize]) -> String {
    let rows = || firm.iter().map(|at| &seen[*at]);
    let codes = rows().filter(|row| row.has_code());
    let code = codes.map(|row| row.credit_code.clone()).min();
    code.or_else(|| {
        rows()
            .filter_map(|row| name_keys(&row.enterprise).into_iter().next())
            .min()
    })
    .unwrap_or_default()
}

/// Whether two names are one project's. 一期 and 二期 are two projects.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (project_key(one), project_key(other));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    if one == other {
        return true;
    }
    let told_apart = |key: &str| -> String {
        key.chars()
            .filter(|ch| {
                ch.is_ascii_digit() || "一二三四五六七八九十甲乙丙丁东南西北新旧".contains(*ch)
            })
            .collect()
    };
    if told_apart(&one) != told_apart(&other) {
        return false;
    }
    let pairs = |key: &str| -> Vec<(char, char)> { key.chars().zip(key.chars().skip(1)).collect() };
    let (of_one, mut rest) = (pairs(&one), pairs(&other));
    let all = of_one.len() + rest.len();
    let mut shared = 0_usize;
    for pair in of_one {
        if let Some(at) = rest.iter().position(|known| *known == pair) {
            rest.swap_remove(at);
            shared += 1;
        }
    }
    all > 0 && shared * 200 >= all * ALIKE_PER_CENT_MIN
}

/// Sets that are joined as their members turn out to be one.
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Sets {
        Sets((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        let first = |name: &str| name_keys(name).swap_remove(0);
        for (one, other) in [
            (
                "沙洲尾（韶关）智能装备有限公司",
                "沙洲尾(韶关)智能装备有限责任公司",
            ),
            ("韶关市砚峰铸锻有限公司", "韶关市 砚峰铸锻有限公司"),
            ("甲乙有限公司（原丙丁厂）", "甲乙有限公司"),
            ("韶關市砚峰鑄鍛有限公司", "韶关市砚峰铸锻有限责任公司"),
            ("Ｄ＆Ｇ精密（韶关）有限公司", "D&G精密(韶关)有限公司"),
        ] {
            assert_eq!(first(one), first(other), "{one} and {other}");
        }
        assert_eq!(
            name_keys("甲乙有限公司（原名：丙丁有限责任公司）"),
            ["甲乙有限公司", "丙丁有限公司"],
            "the former name is a name too"
        );
        assert_eq!(
            core("韶关市砚峰铸锻有限公司"),
            core("砚峰铸锻有限公司"),
            "the place may be left out"
        );
        assert_ne!(
            first("甲乙股份有限公司"),
            first("甲乙有限公司"),
            "a 股份有限公司 is another form"
        );
    }

    #[test]
    fn phases_are_projects_of_their_own() {
        assert!(
            alike("精细化工反应釜上云项目", "精细化工反应釜上云"),
            "one with 项目"
        );
        assert!(
            alike("铅锌冶炼炉况数据上云", "铅锌冶炼炉况数据上云改"),
            "one character more"
        );
        assert!(
            !alike("卫浴标杆示范（一期）", "卫浴标杆示范（二期）"),
            "two phases"
        );
        assert!(!alike("窑炉上云", "熔铸上云"), "two things");
    }
}
