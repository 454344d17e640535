//! A corrected return against the one it corrects: what was asked for and
//! done, what else changed, what came and went.

use ruku_intake::diff::{self, ReturnDiff, RowRef};
use ruku_intake::return_file::ReturnFile;
use ruku_library::superseded::Replaced;
use ruku_library::table::batch::{Batch, BatchId};
use ruku_library::table::finding::StoredFinding;
use ruku_model::fact::{FactType, FactValue};
use ruku_model::finding::Finding;
use ruku_policy::pack::Pack;

use crate::correct::{is_repaired, open_findings};
use crate::desk::Desk;
use crate::drafts::Drafts;
use crate::duplicates::Known;
use crate::error::DeskError;
use crate::opened::Opened;
use crate::show;
use crate::view_returns::{AskedView, ChangeView, ComparisonView, RowPlace};

impl Desk {
    /// The comparison of an opened file with the return it corrects, if it
    /// corrects one.
    pub(crate) fn comparison(
        &self,
        opened: &Opened,
        own: Option<&Batch>,
    ) -> Result<Option<ComparisonView>, DeskError> {
        if let Some(known) = opened.comparison.get() {
            return Ok(known.clone());
        }
        let compared = self.compared(opened, own)?;
        Ok(opened.comparison.get_or_init(|| compared).clone())
    }

    fn compared(
        &self,
        opened: &Opened,
        own: Option<&Batch>,
    ) -> Result<Option<ComparisonView>, DeskError> {
        let library = self.library()?;
        let programme = &opened.programme;
        if library
            .superseded(programme, &opened.file.sha256)?
            .is_some()
        {
            return Ok(None);
        }
        if let Some(own) = own
            && let Some(replaced) = library.replaced_by(programme, own.id)?
        {
            return Ok(Some(self.then(opened, replaced)?));
        }
        let answered = opened
            .file
            .answers
            .as_deref()
            .filter(|sha256| *sha256 != opened.file.sha256 && library.original(sha256).is_ok());
        let batch = match answered {
            Some(sha256) => library.batch_of_file(programme, sha256)?,
            None if own.is_none() => Known::of(library, programme)?
                .reported(&opened.file)
                .map(|batch| library.batch(batch))
                .transpose()?,
            None => None,
        };
        let Some(sha256) = answered.or(batch.as_ref().map(|batch| batch.sha256.as_str())) else {
            return Ok(None);
        };
        if sha256 == opened.file.sha256 {
            return Ok(None);
        }
        let earlier = self.read_original(programme, sha256)?;
        let findings = match &batch {
            Some(batch) => library.findings(batch.id)?,
            // It was sent back without being taken in.
            None => self.drafts(programme, sha256)?.findings(&earlier),
        };
        let batch = batch.map(|batch| batch.id);
        Ok(Some(against(
            (earlier, findings, batch),
            &opened.file,
            &opened.pack,
        )))
    }

    /// The comparison with a batch that this file has taken the place of: its
    /// findings as they stood then, so that it counts what it counted before.
    fn then(&self, opened: &Opened, replaced: Replaced) -> Result<ComparisonView, DeskError> {
        let drafts = Drafts::remembered(replaced.settled);
        let answers = drafts.answers();
        let earlier = self.read_original_with(&opened.programme, &replaced.sha256, &answers)?;
        let findings = drafts.findings(&earlier);
        Ok(against(
            (earlier, findings, None),
            &opened.file,
            &opened.pack,
        ))
    }
}

/// A file compared with an earlier return, the findings it stands with, and
/// the batch it is.
pub(crate) fn against(
    (mut earlier, findings, batch): (ReturnFile, Vec<StoredFinding>, Option<BatchId>),
    file: &ReturnFile,
    pack: &Pack,
) -> ComparisonView {
    // What was put right here the county was told of, not asked for.
    let told: Vec<Finding> = findings
        .iter()
        .filter(|stored| is_repaired(stored))
        .map(|stored| stored.finding.clone())
        .collect();
    // Only what was still open was asked of the county: what was accepted
    // for a reason was not.
    earlier.findings = open_findings(findings)
        .map(|stored| stored.finding)
        .collect();
    let diff = diff::compare(&earlier, file, &told);
    view(&diff, pack, batch.map(|batch| batch.0), earlier.file)
}

/// How many differences are told before a corrected return is confirmed; the
/// comparison has them all.
const TOLD: usize = 8;

impl ComparisonView {
    /// Every difference in a line of its own, amounts first.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let (money, rest): (Vec<_>, Vec<_>) = self.changed.iter().partition(|one| one.money);
        let coming = self.added.iter().map(|row| row_line("新增", row));
        let going = self.gone.iter().map(|row| row_line("减少", row));
        let money = money.into_iter().map(change_line);
        let rest = rest.into_iter().map(change_line);
        money.chain(going).chain(coming).chain(rest).collect()
    }

    /// The first of [`ComparisonView::lines`], and how many more there are.
    #[must_use]
    pub fn first_lines(&self) -> Vec<String> {
        let mut lines = self.lines();
        let more = lines.len().saturating_sub(TOLD);
        if more > 1 {
            lines.truncate(TOLD);
            lines.push(format!("另有{more}处，见与原表的比较。"));
        }
        lines
    }
}

fn change_line(change: &ChangeView) -> String {
    let known = |value: &'_ str| match value {
        "" => "未知".to_owned(),
        value => value.to_owned(),
    };
    format!(
        "{} {}《{}》{}：{} → {}{}",
        change.place,
        change.enterprise,
        change.project,
        change.field,
        known(&change.before),
        known(&change.after),
        if change.asked_for {
            ""
        } else {
            "（没有要求改）"
        },
    )
}

fn row_line(what: &str, row: &RowPlace) -> String {
    let RowPlace {
        place,
        enterprise,
        project,
    } = row;
    format!("{what} {place} {enterprise}《{project}》")
}

fn view(diff: &ReturnDiff, pack: &Pack, batch: Option<i64>, file: String) -> ComparisonView {
    let asked: Vec<AskedView> = diff.asked.iter().map(asked_view).collect();
    let changed: Vec<ChangeView> = diff.changed.iter().map(|one| change(one, pack)).collect();
    let done = asked.iter().filter(|asked| asked.settled).count();
    let unasked = changed.iter().filter(|change| !change.asked_for).count();
    let asked_words = match asked.len() {
        0 => "原来没有要求更正".to_owned(),
        all => format!("要求更正{all}处，已更正{done}处"),
    };
    let mut summary = format!(
        "{asked_words}；另有{unasked}处改动没有要求；新增{}个项目，减少{}个项目。",
        diff.added.len(),
        diff.gone.len()
    );
    for (what, columns) in [("多", &diff.columns_added), ("少", &diff.columns_gone)] {
        if !columns.is_empty() {
            let names: Vec<String> = columns.iter().map(|one| format!("“{one}”")).collect();
            summary.push_str(&format!("表中{what}了{}列。", names.join("、")));
        }
    }
    ComparisonView {
        batch,
        file,
        asked,
        changed,
        added: diff.added.iter().map(row_place).collect(),
        gone: diff.gone.iter().map(row_place).collect(),
        summary,
    }
}

fn asked_view(asked: &diff::Asked) -> AskedView {
    let finding = &asked.finding;
    AskedView {
        place: place(&finding.sheet, &finding.cell, finding.row),
        label: finding.kind.label().to_owned(),
        expected: finding.expected.clone(),
        settled: asked.settled,
    }
}

fn change(change: &diff::Change, pack: &Pack) -> ChangeView {
    let declaration = pack.fact(&change.field);
    let shown = |json: &serde_json::Value| -> String {
        let Some(declaration) = declaration else {
            return json.as_str().unwrap_or_default().to_owned();
        };
        FactValue::from_json(json, declaration.fact_type)
            .ok()
            .flatten()
            .map(|value| show::value(declaration, &value))
            .unwrap_or_default()
    };
    ChangeView {
        place: place(&change.row.sheet, "", Some(change.row.row)),
        enterprise: change.row.enterprise.clone(),
        project: change.row.project.clone(),
        field: show::field_label(pack, &change.field),
        before: shown(&change.before),
        after: shown(&change.after),
        asked_for: change.asked_for,
        money: declaration.is_some_and(|one| one.fact_type == FactType::Money),
    }
}

fn row_place(row: &RowRef) -> RowPlace {
    RowPlace {
        place: place(&row.sheet, "", Some(row.row)),
        enterprise: row.enterprise.clone(),
        project: row.project.clone(),
    }
}

fn place(sheet: &str, cell: &str, row: Option<u32>) -> String {
    match (cell, row) {
        ("", Some(row)) => format!("{sheet} 第{row}行"),
        ("", None) => sheet.to_owned(),
        (cell, _) => format!("{sheet} {cell}"),
    }
}
