//! Which row of a corrected return continues which row of the earlier one.
//!
//! What rows are about is asked first and where they stand last: rows move,
//! sheets and enterprises are renamed, a project's name gains a word.

use std::collections::HashMap;

use crate::across::{enterprise_key, project_key};
use crate::return_file::{ReturnFile, ReturnRow, SheetRole};
use crate::text::shared_per_cent;

/// A row of the earlier return and the row of the later that continues it.
pub type Pair<'a> = (Option<&'a ReturnRow>, Option<&'a ReturnRow>);

/// What a row is about, in a form in which spellings do not differ.
struct About {
    firm: String,
    code: String,
    project: String,
    /// Sheet and row, in the words of the later return.
    place: (String, u32),
}

impl About {
    fn of(file: &ReturnFile, row: &ReturnRow, sheet: &str) -> About {
        About {
            firm: enterprise_key(file.text(row, "enterprise_name"), ""),
            code: file.text(row, "credit_code").to_owned(),
            project: project_key(file.text(row, "project_name")),
            place: (sheet.to_owned(), row.row),
        }
    }

    /// What tells its enterprise: the name, the code.
    fn firm_keys(&self) -> impl Iterator<Item = &str> {
        let both = [self.firm.as_str(), self.code.as_str()];
        both.into_iter().filter(|key| !key.is_empty())
    }

    /// Two enterprises for certain: names and codes differ, all known.
    fn other_firm(&self, other: &About) -> bool {
        let differ = |one: &str, other: &str| !one.is_empty() && !other.is_empty() && one != other;
        differ(&self.firm, &other.firm) && differ(&self.code, &other.code)
    }

    fn nameless(&self) -> bool {
        self.firm.is_empty() || self.project.is_empty()
    }
}

/// The rows of the two returns that nothing is paired with yet.
struct Pairing {
    earlier: Vec<About>,
    later: Vec<About>,
    /// For each later row the earlier one it continues.
    from: Vec<Option<usize>>,
    free: Vec<bool>,
}

/// Pairs rows by enterprise and project; then by the code and project; then by
/// a project's name that stands once in either return, its enterprise renamed;
/// then, among what is left of one enterprise, by how alike the projects'
/// names are; then rows without a name by their place.
#[must_use]
pub fn match_rows<'a>(earlier: &'a ReturnFile, later: &'a ReturnFile) -> Vec<Pair<'a>> {
    let about = |row: &ReturnRow| {
        let sheet = earlier.sheet_name(row);
        About::of(
            earlier,
            row,
            continued_sheet(sheet, earlier, later).unwrap_or(sheet),
        )
    };
    let mut pairing = Pairing {
        earlier: earlier.rows.iter().map(about).collect(),
        later: later
            .rows
            .iter()
            .map(|row| About::of(later, row, later.sheet_name(row)))
            .collect(),
        from: vec![None; later.rows.len()],
        free: vec![true; earlier.rows.len()],
    };
    let key = |parts: [&str; 2]| -> Option<String> {
        parts
            .iter()
            .all(|part| !part.is_empty())
            .then(|| parts.join("\n"))
    };
    pairing.by(|row| key([&row.firm, &row.project]), false);
    pairing.by(|row| key([&row.code, &row.project]), false);
    pairing.by(|row| key([&row.project, "_"]), true);
    pairing.by_likeness();
    pairing.by_place();
    let mut pairs: Vec<Pair<'a>> = later
        .rows
        .iter()
        .zip(&pairing.from)
        .map(|(row, from)| (from.map(|at| &earlier.rows[at]), Some(row)))
        .collect();
    let gone = earlier.rows.iter().zip(&pairing.free);
    pairs.extend(
        gone.filter(|(_, free)| **free)
            .map(|(row, _)| (Some(row), None)),
    );
    pairs
}

impl Pairing {
    fn join(&mut self, before: usize, after: usize) {
        self.free[before] = false;
        self.from[after] = Some(before);
    }

    /// Pairs rows of one key in their order; where it must be `single`, only
    /// rows that are alone with it on both sides and can be of one enterprise.
    fn by(&mut self, key: impl Fn(&About) -> Option<String>, single: bool) {
        let mut waiting: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, row) in self.earlier.iter().enumerate() {
            if let Some(key) = key(row).filter(|_| self.free[at]) {
                waiting.entry(key).or_default().0.push(at);
            }
        }
        for (at, row) in self.later.iter().enumerate() {
            if let Some(key) = key(row).filter(|_| self.from[at].is_none()) {
                waiting.entry(key).or_default().1.push(at);
            }
        }
        for (old, new) in waiting.into_values() {
            let alone = old.len() == 1 && new.len() == 1;
            for (before, after) in old.into_iter().zip(new) {
                let other = self.earlier[before].other_firm(&self.later[after]);
                if !single || alone && !other {
                    self.join(before, after);
                }
            }
        }
    }

    /// Pairs what is left of one enterprise, the most alike projects first.
    fn by_likeness(&mut self) {
        let mut of_firm: HashMap<&str, Vec<usize>> = HashMap::new();
        for (before, old) in self.earlier.iter().enumerate() {
            if self.free[before] {
                for key in old.firm_keys() {
                    of_firm.entry(key).or_default().push(before);
                }
            }
        }
        let mut likely: Vec<(usize, usize, usize)> = Vec::new();
        for (after, new) in self.later.iter().enumerate() {
            if self.from[after].is_some() {
                continue;
            }
            let known = new.firm_keys().filter_map(|key| of_firm.get(key));
            for before in known.flatten().copied() {
                let alike = shared_per_cent(&self.earlier[before].project, &new.project);
                likely.push((alike, before, after));
            }
        }
        likely.sort_by_key(|(alike, before, after)| (std::cmp::Reverse(*alike), *before, *after));
        for (_, before, after) in likely {
            if self.free[before] && self.from[after].is_none() {
                self.join(before, after);
            }
        }
    }

    /// A missing name that was filled in leaves only the place to go by.
    fn by_place(&mut self) {
        let free = (0..self.earlier.len()).filter(|at| self.free[*at]);
        let places: HashMap<(String, u32), usize> = free
            .map(|at| (self.earlier[at].place.clone(), at))
            .collect();
        for after in 0..self.later.len() {
            let new = &self.later[after];
            let Some(before) = places.get(&new.place).copied() else {
                continue;
            };
            let nameless = self.earlier[before].nameless() || new.nameless();
            if nameless && self.free[before] && self.from[after].is_none() {
                self.join(before, after);
            }
        }
    }
}

/// The sheet of the later return that continues one of the earlier: of the same
/// name, or the only list left where one was renamed. `None` where nobody can
/// tell.
pub(super) fn continued_sheet<'a>(
    sheet: &str,
    earlier: &ReturnFile,
    later: &'a ReturnFile,
) -> Option<&'a str> {
    let lists = |file: &'_ ReturnFile, but: &ReturnFile| -> Vec<usize> {
        let known = |name: &str| but.sheets.iter().any(|other| other.name == name);
        let sheets = file.sheets.iter().enumerate();
        sheets
            .filter(|(_, one)| one.role == SheetRole::Projects && !known(&one.name))
            .map(|(at, _)| at)
            .collect()
    };
    if let Some(same) = later.sheets.iter().find(|one| one.name == sheet) {
        return Some(&same.name);
    }
    match (&lists(earlier, later)[..], &lists(later, earlier)[..]) {
        ([old], [new]) if earlier.sheets[*old].name == sheet => Some(&later.sheets[*new].name),
        _ => None,
    }
}
