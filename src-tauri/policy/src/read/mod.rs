//! Reads the files of a pack into a [`Pack`], collecting every fault.
//!
//! Each file has its reader; all of them use [`source`], which knows lines and
//! speaks Chinese.

mod branches;
mod cases;
mod check;
mod clauses;
mod facts;
pub(crate) mod figures;
mod names;
mod papers;
mod policy;
mod reach;
pub(crate) mod source;
mod tables;

pub(crate) use names::{Names, ValueKind, squeeze};

use std::cell::RefCell;
use std::collections::HashMap;

use crate::cases::CaseSet;
use crate::pack::{Pack, PackFault, PackFiles, content_hash};
use source::{Entry, Source};

/// The files every pack has.
const FILES: [&str; 4] = ["policy.toml", "facts.toml", "clauses.toml", "cases.toml"];

/// Reads and checks a pack, and runs its own cases.
pub(crate) fn load(files: &PackFiles) -> Result<Pack, Vec<PackFault>> {
    let faults = RefCell::new(Vec::new());
    let texts = texts(files)?;
    let sources = texts.map(|(file, text)| Source::new(file, text, &faults));
    let roots = sources.each_ref().map(Source::root);
    let pack = match &roots {
        [Some(policy), Some(facts), Some(clauses), Some(cases)] => {
            let facts = facts::read(facts);
            let clauses = clauses::read(clauses);
            let pack = policy::read(policy, facts, clauses, files);
            roots.iter().flatten().take(3).for_each(Entry::finish);
            pack.map(|pack| {
                // What cases say of facts and readings is judged once those are right.
                let set = match faults.borrow().is_empty() {
                    true => None,
                    false => Some(CaseSet::default()),
                };
                let set = set.unwrap_or_else(|| cases::read_cases(cases, &pack));
                Pack {
                    cases: set,
                    hash: content_hash(files),
                    files: files.clone(),
                    ..pack
                }
            })
        }
        _ => None,
    };
    if let Some(pack) = &pack {
        check::check(pack, &sources[0], &sources[2]);
    }
    let found = faults.borrow().clone();
    match pack {
        Some(pack) if found.is_empty() => check::own_cases(pack),
        _ => Err(in_order(found)),
    }
}

/// Reads a further file of cases.
pub(crate) fn extra_cases(pack: &Pack, text: &str) -> Result<CaseSet, Vec<PackFault>> {
    let faults = RefCell::new(Vec::new());
    let set = {
        let source = Source::new(FILES[3], text.trim_start_matches('\u{feff}'), &faults);
        source.root().map(|root| cases::read_cases(&root, pack))
    };
    let found = faults.borrow().clone();
    match set {
        Some(set) if found.is_empty() => Ok(set),
        _ => Err(in_order(found)),
    }
}

/// The text of every file a pack must have.
fn texts(files: &PackFiles) -> Result<[(&'static str, &str); 4], Vec<PackFault>> {
    let mut faults = Vec::new();
    let mut texts = FILES.map(|file| (file, ""));
    for slot in &mut texts {
        let fault = |reason: &str, remedy: &str| PackFault {
            file: slot.0.to_owned(),
            line: 1,
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        };
        match files.get(slot.0).map(|bytes| std::str::from_utf8(bytes)) {
            Some(Ok(text)) => slot.1 = text.trim_start_matches('\u{feff}'),
            Some(Err(_)) => {
                faults.push(fault("文件不是 UTF-8 编码。", "请用 UTF-8 编码重新保存。"))
            }
            None => faults.push(fault(
                "政策包缺少这个文件。",
                "每个政策包都要有 policy.toml、facts.toml、clauses.toml、cases.toml 四个文件。",
            )),
        }
    }
    if faults.is_empty() {
        Ok(texts)
    } else {
        Err(faults)
    }
}

fn in_order(mut faults: Vec<PackFault>) -> Vec<PackFault> {
    let place: HashMap<&str, usize> = FILES
        .iter()
        .enumerate()
        .map(|(i, file)| (*file, i))
        .collect();
    faults.sort_by_key(|fault| {
        (
            place
                .get(fault.file.as_str())
                .copied()
                .unwrap_or(FILES.len()),
            fault.line,
        )
    });
    faults.dedup();
    faults
}
