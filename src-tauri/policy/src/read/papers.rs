//! Reads what policy.toml says of papers: forms, dates, the county return.

use ruku_model::fact::FactType;
use ruku_model::money::MoneyUnit;

use super::facts::unit;
use super::figures;
use super::names::Names;
use super::policy::{owned, with_id};
use super::source::Entry;
use crate::declare::{FormDecl, FormScope, NoticeDate, PublicityDecl, ReturnDecl};
use crate::pack::PackFiles;

/// The forms that can be printed.
pub(super) fn forms(root: &Entry<'_>, names: &Names<'_>, files: &PackFiles) -> Vec<FormDecl> {
    let mut seen = Vec::new();
    let mut forms = Vec::new();
    for entry in root.list("form", "表格") {
        let (entry, id) = with_id(entry, "表格", &mut seen);
        let template = entry.text("template");
        if let Some(text) = template
            && !files.contains_key(text.value)
        {
            text.fault(
                format!("政策包里没有模板文件 {}。", text.value),
                "请把模板放进 forms 文件夹，或改正文件名。",
            );
        }
        let copies = entry
            .integer_required("copies")
            .and_then(|n| u32::try_from(n).ok());
        let copies_clause = match entry.text_opt("copies_clause") {
            Some(text) => {
                if !names
                    .clauses
                    .iter()
                    .any(|clause| clause.number == text.value)
                {
                    text.fault(
                        format!("份数引用的条款 {} 不存在。", text.value),
                        "请改为 clauses.toml 里有的条款号。",
                    );
                }
                Some(text.value.to_owned())
            }
            None => None,
        };
        forms.push(FormDecl {
            id,
            title: entry.string("title"),
            short: entry.string("short"),
            template: template.map_or_else(String::new, owned),
            copies: copies.unwrap_or(1),
            copies_clause,
            illustrative: entry.flag("illustrative"),
            per: scope(&entry, names),
            vouches: entry.flag("vouches"),
            version: entry.string("version"),
        });
        entry.finish();
    }
    forms
}

/// What one sheet of a form is about.
fn scope(entry: &Entry<'_>, names: &Names<'_>) -> FormScope {
    let Some(text) = entry.text_opt("per") else {
        return FormScope::Project;
    };
    let scope = FormScope::from(text.value.to_owned());
    if let FormScope::Group(id) = &scope
        && !names.groups.iter().any(|group| group.id == *id)
    {
        text.fault(
            format!("没有名为 {id} 的分组。"),
            "请写 project（一个项目一份）、programme（整批一份）或已声明的分组。",
        );
    }
    scope
}

/// How long results are made public, if the notice says.
pub(super) fn publicity(root: &Entry<'_>, names: &Names<'_>) -> Option<PublicityDecl> {
    let entry = root.inner("publicity", "公示")?;
    let clause = names.clause(&entry).0;
    let working_days = entry
        .integer_required("working_days")
        .and_then(|days| u32::try_from(days).ok());
    entry.finish();
    Some(PublicityDecl {
        working_days: working_days?,
        clause,
    })
}

/// The dates the notice sets.
pub(super) fn dates(root: &Entry<'_>, names: &Names<'_>) -> Vec<NoticeDate> {
    let mut seen = Vec::new();
    let mut dates = Vec::new();
    for entry in root.list("date", "日期") {
        let (entry, id) = with_id(entry, "日期", &mut seen);
        let label = entry.string("label");
        let (clause, quote) = names.clause(&entry);
        figures::check(&entry, &clause, &quote);
        let note = entry.string_opt("note");
        if let Some(at) = entry.moment("at") {
            dates.push(NoticeDate {
                id,
                label,
                at,
                clause,
                note,
            });
        }
        entry.finish();
    }
    dates
}

/// How the county return is recognised.
pub(super) fn return_decl(root: &Entry<'_>, names: &Names<'_>) -> Option<ReturnDecl> {
    let Some(entry) = root.inner("return", "汇总表") else {
        root.fault(
            "没有声明汇总表。",
            "请写 [return]，含 title、title_words、year、city、counties、direction、unit。",
        );
        return None;
    };
    let direction = entry.text("direction").and_then(|text| {
        let fact = names.fact(text)?;
        if names.fact_type(fact) != FactType::Choice {
            text.fault(
                "direction 所指的填报项不是选项。",
                "请改为列出各支持方向的选项。",
            );
        }
        Some(names.facts[fact].id.clone())
    });
    let year = entry
        .integer_required("year")
        .and_then(|year| i32::try_from(year).ok());
    let decl = ReturnDecl {
        title: entry.string("title"),
        title_words: entry.strings("title_words"),
        year: year.unwrap_or_default(),
        city: entry.string("city"),
        counties: entry.strings("counties"),
        direction: direction?,
        unit: unit(&entry, "unit").unwrap_or(MoneyUnit::WanYuan),
    };
    entry.finish();
    Some(decl)
}
