//! Form templates: one to start from, and others tried out blank.

use std::path::{Path, PathBuf};

use ruku_model::fact::FactId;
use ruku_papers::error::PaperError;
use ruku_papers::template::trial;
use ruku_policy::pack::Pack;
use serde::Serialize;

use crate::assets::{entries, load_pack, read, write};
use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::packs::FaultView;

/// A template that was tried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedTemplate {
    /// The file.
    pub file: PathBuf,
    /// Pages of the blank form.
    pub pages: usize,
    /// The facts it uses.
    pub facts: Vec<String>,
    /// Those of them that its pack does not declare.
    pub unknown_facts: Vec<String>,
    /// Why it does not print, in Chinese.
    pub fault: Option<String>,
    /// What is wrong with it, line by line.
    #[serde(skip)]
    pub faults: Vec<FaultView>,
}

impl TriedTemplate {
    /// Whether it prints, and its pack knows all it asks for.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.fault.is_none() && self.unknown_facts.is_empty()
    }
}

/// Writes a template to start from.
///
/// # Errors
/// There is a file already.
pub fn new_template(file: &Path) -> Result<(), DeskError> {
    if file.exists() {
        return Err(DeskError::Refused(format!(
            "{} 已存在，没有覆盖。请换一个文件名。",
            file.display()
        )));
    }
    write(file, trial::STARTER.as_bytes())
}

/// The templates of a folder, or the one file.
fn templates_in(place: &Path) -> Result<Vec<PathBuf>, DeskError> {
    let mut files = if place.is_file() {
        vec![place.to_path_buf()]
    } else {
        entries(place)?
    };
    files.retain(|file| file.extension().is_some_and(|ending| ending == "html"));
    Ok(files)
}

/// A template's faults as the author of a pack reads them.
fn faults_of(name: &str, error: &PaperError) -> Vec<FaultView> {
    let fault = |file: &str, line: u32, reason: String| FaultView {
        file: format!("forms/{file}"),
        line: line.max(1),
        reason,
        remedy: String::new(),
    };
    match error {
        PaperError::Template(faults) => faults
            .iter()
            .map(|one| fault(&one.file, one.line, one.problem.chinese()))
            .collect(),
        other => vec![fault(name, 1, other.chinese())],
    }
}

/// Facts a template shows and its pack does not know.
fn undeclared(name: &str, source: &str, unknown: &[String], faults: &mut Vec<FaultView>) {
    faults.extend(unknown.iter().map(|fact| {
        let line = source.lines().position(|line| line.contains(fact.as_str()));
        let line = line.map_or(1, |at| u32::try_from(at + 1).unwrap_or(u32::MAX));
        FaultView {
            file: format!("forms/{name}"),
            line,
            reason: format!("政策包没有声明事实 {fact}。"),
            remedy: "请在 facts.toml 中声明，或改正模板。".to_owned(),
        }
    }));
}

impl Desk {
    /// Tries the templates of a pack folder, of a folder of forms, or one file.
    ///
    /// # Errors
    /// There is no template, or the pack they belong to does not load.
    pub fn check_templates(&self, place: &Path) -> Result<Vec<TriedTemplate>, DeskError> {
        let is_pack = place.join("policy.toml").is_file();
        let common = common::facts(&self.setting.assets)?;
        let pack = is_pack.then(|| load_pack(place)).transpose()?;
        let pack = pack.map(|pack| pack.with_facts(common));
        let folder = if is_pack {
            place.join("forms")
        } else {
            place.to_path_buf()
        };
        let files = templates_in(&folder)?;
        if files.is_empty() {
            return Err(DeskError::Refused(format!(
                "{} 里没有表单模板（.html 文件）。",
                place.display()
            )));
        }
        self.try_out(files, pack.as_ref())
    }

    /// What is wrong with the forms of a pack folder; a pack need not have any.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn form_faults(&self, folder: &Path) -> Result<Vec<FaultView>, DeskError> {
        let forms = folder.join("forms");
        if !forms.is_dir() || templates_in(&forms)?.is_empty() {
            return Ok(Vec::new());
        }
        let tried = self.check_templates(folder)?;
        Ok(tried.into_iter().flat_map(|one| one.faults).collect())
    }

    fn try_out(
        &self,
        files: Vec<PathBuf>,
        pack: Option<&Pack>,
    ) -> Result<Vec<TriedTemplate>, DeskError> {
        let fonts = self.fonts()?;
        let mut tried = Vec::new();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let bytes = read(&file)?;
            let own = file.with_file_name("blocks");
            let library = |block: &str| match read(&own.join(block)) {
                Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                Err(_) => common::blocks(&self.setting.assets, block),
            };
            let source = String::from_utf8_lossy(&bytes);
            let result = trial::check(&name, &source, &library, &fonts);
            let (pages, facts, error) = match result {
                Ok(trial) => (trial.pages, trial.facts.into_iter().collect(), None),
                Err(error) => (0, Vec::new(), Some(error)),
            };
            let unknown = |id: &&String| {
                pack.is_some_and(|pack| pack.fact(&FactId::new(id.as_str())).is_none())
            };
            let unknown_facts: Vec<String> = facts.iter().filter(unknown).cloned().collect();
            let mut faults = error.iter().flat_map(|one| faults_of(&name, one)).collect();
            undeclared(&name, &source, &unknown_facts, &mut faults);
            tried.push(TriedTemplate {
                unknown_facts,
                fault: error.map(|error| error.chinese()),
                file,
                pages,
                facts,
                faults,
            });
        }
        Ok(tried)
    }
}
