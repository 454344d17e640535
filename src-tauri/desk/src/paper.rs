//! Form templates: one to start from, and others tried out blank.

use std::path::{Path, PathBuf};

use ruku_model::fact::FactId;
use ruku_papers::template::trial;
use serde::Serialize;

use crate::assets::{entries, load_pack, read, write};
use crate::common;
use crate::desk::Desk;
use crate::error::DeskError;

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
        let mut files = if folder.is_file() {
            vec![folder]
        } else {
            entries(&folder)?
        };
        files.retain(|file| {
            file.extension()
                .is_some_and(|extension| extension == "html")
        });
        if files.is_empty() {
            return Err(DeskError::Refused(format!(
                "{} 里没有表单模板（.html 文件）。",
                place.display()
            )));
        }
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
            let (pages, facts, fault) = match result {
                Ok(trial) => (trial.pages, trial.facts.into_iter().collect(), None),
                Err(error) => (0, Vec::new(), Some(error.chinese())),
            };
            let unknown = |id: &&String| {
                pack.as_ref()
                    .is_some_and(|pack| pack.fact(&FactId::new(id.as_str())).is_none())
            };
            tried.push(TriedTemplate {
                unknown_facts: facts.iter().filter(unknown).cloned().collect(),
                file,
                pages,
                facts,
                fault,
            });
        }
        Ok(tried)
    }
}
