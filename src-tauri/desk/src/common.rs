//! Forms that are the same under every pack; they ship beside the packs.

use ruku_papers::template::Template;
use ruku_policy::declare::FormDecl;
use ruku_policy::pack::Pack;

use crate::assets::{Assets, read};
use crate::error::DeskError;

/// 计算说明书: how a project's amount was computed, step by step.
const CALCULATION: &str = "calculation";

/// The common forms a programme under this pack can print besides the pack's
/// own; a pack that has a form of the same id goes first.
pub(crate) fn forms(pack: &Pack) -> Vec<FormDecl> {
    let calculation = FormDecl {
        id: CALCULATION.to_owned(),
        title: "补贴金额计算说明书".to_owned(),
        short: "计算说明书".to_owned(),
        template: "forms/calculation.html".to_owned(),
        copies: 1,
        copies_clause: None,
        illustrative: false,
        version: "1".to_owned(),
    };
    let mut forms = vec![calculation];
    forms.retain(|form| pack.form(&form.id).is_none());
    forms
}

/// Every form a programme under this pack can print.
pub(crate) fn all_forms(pack: &Pack) -> Vec<FormDecl> {
    pack.forms.iter().cloned().chain(forms(pack)).collect()
}

/// The template of a common form.
pub(crate) fn template(assets: &Assets, form: &FormDecl) -> Result<Template, DeskError> {
    let bytes = read(&assets.path(&form.template))?;
    let source = String::from_utf8_lossy(&bytes);
    Ok(Template::parse(&form.template, &source)?)
}
