//! Sheets held against the library: a printed PDF, or two groups of a
//! fingerprint typed off a sheet that came back. Says which project each form
//! is of, and whether the library's data still are what it shows.

mod typed;

use std::path::Path;

use ruku_library::table::copy_step::TrackedPrint;
use ruku_library::table::print_register::Print;
use ruku_papers::verify::{self, PrintedForm};

use crate::assets::read;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::paper_content;
use crate::register::copies_phrase;
use crate::show;
use crate::view::register::{ChangedFact, PaperCheck, PaperChecks, PrintedBefore};

/// More hints than anybody would go through.
const HINTS_MAX: usize = 3;

impl Desk {
    /// Reads a printed PDF and checks each form in it.
    ///
    /// # Errors
    /// The file is no PDF of ours.
    pub fn verify_paper(&self, file: &Path) -> Result<PaperChecks, DeskError> {
        let printed = verify::read(&read(file)?)?;
        let mut checks: Vec<PaperCheck> = Vec::new();
        for form in printed.forms {
            let same = |known: &&mut PaperCheck| {
                known.fingerprint == form.fingerprint && known.version == form.version
            };
            match checks.iter_mut().find(same) {
                Some(known) => {
                    known.copies += 1;
                    known.faults.extend(form.faults);
                }
                None => checks.push(self.check_form(form)?),
            }
        }
        Ok(summed_up(checks))
    }

    /// Checks the sheet that carries the typed groups of a fingerprint.
    ///
    /// # Errors
    /// What was typed are no two groups, or no library is open.
    pub fn verify_groups(&self, text: &str) -> Result<PaperChecks, DeskError> {
        let groups = typed::read(text)?;
        let prints = self.library()?.all_prints()?;
        let mut found: Vec<&Print> = Vec::new();
        for print in &prints {
            if typed::carries(&print.print.fingerprint, &groups) {
                // The last print of a fingerprint speaks for all of them.
                found.retain(|known| known.print.fingerprint != print.print.fingerprint);
                found.push(print);
            }
        }
        if found.is_empty() {
            return Ok(unknown(&groups, &prints));
        }
        let checks = found
            .iter()
            .map(|print| self.check_print(print))
            .collect::<Result<Vec<_>, _>>()?;
        if checks.len() > 1 {
            return Ok(PaperChecks {
                message: format!(
                    "有{}份不同的打印件都带这两组指纹，请再输入一组。",
                    checks.len()
                ),
                verdict: "unclear".to_owned(),
                hints: Vec::new(),
                forms: checks,
            });
        }
        Ok(summed_up(checks))
    }

    fn check_form(&self, form: PrintedForm) -> Result<PaperCheck, DeskError> {
        let on_paper = PaperCheck {
            fingerprint: form.fingerprint.clone(),
            version: form.version,
            first_page: form.first_page,
            pages: form.pages,
            copies: 1,
            faults: form.faults,
            ..bare("blank")
        };
        if form.fingerprint.is_empty() {
            return Ok(on_paper);
        }
        let known = match self.library() {
            Err(_) => return Ok(said(on_paper, "no_library")),
            Ok(library) => library.prints_of_fingerprint(&form.fingerprint)?.pop(),
        };
        let Some(print) = known else {
            return Ok(said(on_paper, "unknown"));
        };
        let held = self.check_print(&print)?;
        Ok(PaperCheck {
            status: held.status,
            message: held.message,
            print: held.print,
            changes: held.changes,
            ..on_paper
        })
    }

    /// Holds a registered print against today's data.
    fn check_print(&self, print: &Print) -> Result<PaperCheck, DeskError> {
        let tracked = self.library()?.tracked_print(print.id)?;
        let mut check = PaperCheck {
            fingerprint: print.print.fingerprint.clone(),
            version: print.print.version.clone(),
            pages: print.print.pages,
            copies: print.print.copies,
            ..bare("same")
        };
        let mut desktop = match self.desktop(Some(&print.print.programme), &print.print.form) {
            Ok(desktop) => desktop,
            Err(DeskError::Missing { .. }) => {
                check.print = Some(before(&tracked, &print.print.form));
                return Ok(said(check, "gone"));
            }
            Err(error) => return Err(error),
        };
        check.print = Some(before(&tracked, &desktop.form.title));
        let Some(subject) = self.subject_of(print)? else {
            return Ok(said(check, "withdrawn"));
        };
        self.account_for(&mut desktop, &subject, &mut None)?;
        let now = desktop.content(&subject)?;
        if desktop.fingerprint_of(&subject, &now) == print.print.fingerprint {
            return Ok(said(check, "same"));
        }
        let printed = self.library()?.print_content(&print.print.fingerprint)?;
        check.changes = paper_content::differing(&printed.unwrap_or_default(), &now, |cell| {
            paper_content::label(cell, &desktop.pack)
        })
        .into_iter()
        .map(|(line, printed, now)| ChangedFact {
            fact: line.id.trim_start_matches("facts.").to_owned(),
            label: line.label,
            printed,
            now,
        })
        .collect();
        Ok(said(check, "changed"))
    }

    /// How today's data stand against each print: `same`, `changed`,
    /// `withdrawn`, or `gone` if its form is no longer there.
    pub(crate) fn standings(
        &self,
        programme: &str,
        tracked: &[TrackedPrint],
    ) -> Result<Vec<&'static str>, DeskError> {
        let mut desktops = std::collections::BTreeMap::new();
        let mut standings = Vec::new();
        let mut frozen = None;
        for tracked in tracked {
            let print = &tracked.print;
            if !desktops.contains_key(&print.print.form) {
                let desktop = match self.desktop(Some(programme), &print.print.form) {
                    Ok(desktop) => Some(desktop),
                    Err(DeskError::Missing { .. }) => None,
                    Err(error) => return Err(error),
                };
                desktops.insert(print.print.form.clone(), desktop);
            }
            let desktop = desktops.get_mut(&print.print.form).and_then(Option::as_mut);
            standings.push(match (desktop, self.subject_of(print)?) {
                (None, _) => "gone",
                (_, None) => "withdrawn",
                (Some(desktop), Some(subject)) => {
                    self.account_for(desktop, &subject, &mut frozen)?;
                    let now = desktop.content(&subject)?;
                    if desktop.fingerprint_of(&subject, &now) == print.print.fingerprint {
                        "same"
                    } else {
                        "changed"
                    }
                }
            });
        }
        Ok(standings)
    }
}

fn bare(status: &'static str) -> PaperCheck {
    let check = PaperCheck {
        fingerprint: String::new(),
        version: String::new(),
        first_page: 0,
        pages: 0,
        copies: 0,
        faults: Vec::new(),
        status: String::new(),
        message: String::new(),
        print: None,
        changes: Vec::new(),
    };
    said(check, status)
}

/// The check with its status, and the sentence for it.
fn said(mut check: PaperCheck, status: &'static str) -> PaperCheck {
    status.clone_into(&mut check.status);
    match status {
        "same" => "一致：项目库的数据与打印时相同。",
        "changed" => "打印以后数据有变动，这份纸件不能再用，请重新打印。",
        "withdrawn" => "该项目已从项目库撤回，这份纸件不能再用。",
        "unknown" => {
            "项目库里没有这份打印记录：可能由另一个项目库打印，或者纸面被改动。请核对纸件来源。"
        }
        "gone" => "政策包里已没有这种表单，无法与现在的数据核对。请按新的表单重新打印。",
        "no_library" => {
            "没有打开项目库，只读出纸面内容；打开打印它的项目库（命令行用 --library 指明）才能核对数据。"
        }
        _ => "空白表，没有数据可核对。",
    }
    .clone_into(&mut check.message);
    check
}

fn before(tracked: &TrackedPrint, title: &str) -> PrintedBefore {
    let print = &tracked.print;
    PrintedBefore {
        id: print.id.0,
        programme: print.print.programme.clone(),
        form: print.print.form.clone(),
        title: title.to_owned(),
        project: print.print.project.map(|id| id.0),
        subject: print.print.subject.clone(),
        at: print.stamp.at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        printed_at: show::moment(print.stamp.at),
        by: print.stamp.by.clone(),
        copies: copies_phrase(tracked),
    }
}

/// One sentence over all forms that were found.
fn summed_up(checks: Vec<PaperCheck>) -> PaperChecks {
    let of = |status: &str| checks.iter().filter(|check| check.status == status).count();
    let faulty = checks
        .iter()
        .filter(|check| !check.faults.is_empty())
        .count();
    let fine = of("same") + of("blank");
    let (verdict, message) = match checks.as_slice() {
        [only] if faulty == 0 => {
            let verdict = match only.status.as_str() {
                "blank" => "same",
                "changed" | "withdrawn" | "gone" => "changed",
                "no_library" => "unclear",
                other => other,
            };
            (verdict, only.message.clone())
        }
        _ if fine == checks.len() && faulty == 0 => (
            "same",
            format!("一致：{}份表都与项目库的数据相同。", checks.len()),
        ),
        _ if of("no_library") == checks.len() && faulty == 0 => {
            ("unclear", checks[0].message.clone())
        }
        _ => {
            let mut parts = Vec::new();
            for (count, what) in [
                (fine, "一致"),
                (of("changed") + of("gone"), "数据已变动"),
                (of("withdrawn"), "项目已撤回"),
                (of("unknown"), "没有打印记录"),
                (faulty, "页码不全或次序不对"),
            ] {
                if count > 0 {
                    parts.push(format!("{what}{count}份"));
                }
            }
            let verdict = if of("unknown") > 0 {
                "unknown"
            } else {
                "changed"
            };
            let message = format!(
                "共{}份表：{}。请看下面逐份的说明。",
                checks.len(),
                parts.join("，")
            );
            (verdict, message)
        }
    };
    PaperChecks {
        message,
        verdict: verdict.to_owned(),
        hints: Vec::new(),
        forms: checks,
    }
}

/// No sheet carries these groups; a slip of the pen may be why.
fn unknown(groups: &[String], prints: &[Print]) -> PaperChecks {
    let fingerprints = prints.iter().map(|print| print.print.fingerprint.as_str());
    let hints: Vec<String> = typed::near(fingerprints, groups)
        .into_iter()
        .take(HINTS_MAX)
        .filter_map(|fingerprint| {
            let print = prints
                .iter()
                .rfind(|p| p.print.fingerprint == fingerprint)?;
            Some(format!(
                "是不是“{}”？它属于{}（{}打印）。请对照纸面再看一遍，确认后改正输入。",
                typed::meant(fingerprint, groups).join(" "),
                print.print.subject,
                show::moment(print.stamp.at)
            ))
        })
        .collect();
    PaperChecks {
        message: format!(
            "项目库里没有打印过带“{}”的纸件：可能看错或输错了字符，也可能由另一个项目库打印。请对照纸面再输入一次。",
            groups.join(" ")
        ),
        verdict: "unknown".to_owned(),
        hints,
        forms: Vec::new(),
    }
}
