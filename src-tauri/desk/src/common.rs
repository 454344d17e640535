//! Forms that are the same under every pack; they ship beside the packs, are
//! listed in `assets/forms/forms.toml`, and can be changed there.

use ruku_papers::template::Template;
use ruku_policy::declare::{FactDecl, FormDecl};
use ruku_policy::pack::Pack;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::assets::{Assets, read};
use crate::error::DeskError;

/// 计算说明书: how a project's amount was computed, step by step.
pub(crate) const CALCULATION: &str = "calculation";

/// The list of common forms.
const LIST: &str = "forms/forms.toml";
/// What those forms show that no notice speaks of.
const FACTS: &str = "forms/facts.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    form: Vec<FormDecl>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactList {
    fact: Vec<FactDecl>,
}

/// Every form a programme under this pack can print: the pack's own, and the
/// common ones of which it has none of the same id.
///
/// # Errors
/// The list of common forms cannot be read.
pub(crate) fn all_forms(assets: &Assets, pack: &Pack) -> Result<Vec<FormDecl>, DeskError> {
    let common = list(assets)?.into_iter();
    let common = common.filter(|form| pack.form(&form.id).is_none());
    Ok(pack.forms.iter().cloned().chain(common).collect())
}

/// The common forms.
///
/// # Errors
/// Their list cannot be read.
pub(crate) fn list(assets: &Assets) -> Result<Vec<FormDecl>, DeskError> {
    listed(assets, LIST).map(|list: List| list.form)
}

/// The facts that papers need and no notice speaks of: who is paid, and where.
///
/// # Errors
/// Their list cannot be read.
pub(crate) fn facts(assets: &Assets) -> Result<Vec<FactDecl>, DeskError> {
    listed(assets, FACTS).map(|list: FactList| list.fact)
}

fn listed<T: DeserializeOwned>(assets: &Assets, name: &str) -> Result<T, DeskError> {
    let path = assets.path(name);
    let text = String::from_utf8_lossy(&read(&path)?).into_owned();
    toml::from_str(&text).map_err(|error| {
        DeskError::Refused(format!(
            "{} 无法读取：{error}。请改正，或重新安装。",
            path.display()
        ))
    })
}

/// The template of a common form.
pub(crate) fn template(assets: &Assets, form: &FormDecl) -> Result<Template, DeskError> {
    let bytes = read(&assets.path(&form.template))?;
    let source = String::from_utf8_lossy(&bytes);
    Ok(Template::parse_with(&form.template, &source, &|file| {
        blocks(assets, file)
    })?)
}

/// Blocks that ship for templates to include, by their file name.
pub(crate) fn blocks(assets: &Assets, file: &str) -> Option<String> {
    let bytes = read(&assets.path("forms/blocks").join(file)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
