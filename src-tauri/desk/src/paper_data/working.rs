//! The tables clerks work on as workbooks, of the same rows as the forms that
//! are signed: their totals agree.

use std::collections::BTreeMap;

use ruku_library::table::project::{ProjectId, ProjectSummary};
use ruku_model::amount_words::in_words;
use ruku_model::fact::Facts;
use ruku_model::money::Money;
use ruku_model::region::Regions;
use ruku_papers::table::{Cell, Column, Kind, Table};
use ruku_policy::assessment::ProjectResult;

use super::award::Arranging;
use super::review::is_named;
use super::score::{self, EXPERTS};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::projects::total;
use crate::returns::county_name;
use crate::show;
use crate::tables::{MONEY_WIDTH, NAME_WIDTH, REASON_WIDTH, Source, TEXT_WIDTH, column, text_cell};

const SCORE_WIDTH: u32 = 10;

/// A table's columns, its rows, and what is noted under them.
type Body = (Vec<Column>, Vec<Vec<Cell>>, String);

/// A project on its way into a row.
struct Row<'a> {
    number: i64,
    project: &'a ProjectSummary,
    result: Option<&'a ProjectResult>,
    /// What it can be given.
    amount: Option<Money>,
    county: String,
    direction: &'a str,
}

impl Desk {
    /// A table that is worked on: reviews, scores, publicity, plan, payments.
    ///
    /// # Errors
    /// A sum is beyond all money there is, or the library cannot be read.
    pub(crate) fn working_table(
        &self,
        name: &str,
        what: &str,
        source: &Source<'_>,
    ) -> Result<Table, DeskError> {
        let arranging = self.arranging(&source.programme.id, source.pack, name)?;
        let regions = self.regions()?;
        let all = rows(source, &arranging, &regions);
        let given: Vec<&Row<'_>> = all.iter().filter(|row| row.amount.is_some()).collect();
        let listed = source
            .projects
            .iter()
            .map(|(project, _, result)| (project, result.as_ref()));
        let left_out = arranging.left_out(listed).unwrap_or_default();
        let own = source.projects.iter();
        let facts: BTreeMap<ProjectId, Facts> = own
            .map(|(project, facts, _)| (project.id, facts.clone()))
            .collect();
        let (columns, body, notes) = match name {
            "compliance" => self.compliance(source, &all)?,
            "scores" => scores(&all, &facts),
            "publicity" => publicity(&given),
            "fund_plan" => (fund_plan_columns(), fund_plan(&given), left_out),
            _ => (payment_columns(), payments(&given, &facts), left_out),
        };
        let sum = total(given.iter().filter_map(|row| row.amount))?;
        let money = columns
            .iter()
            .any(|column| matches!(column.kind, Kind::MoneyWan | Kind::MoneyYuan));
        let words = money && sum > Money::ZERO;
        let words = words.then(|| format!("合计（大写）：{}", in_words(sum)));
        let notes = [words.unwrap_or_default(), notes, self.made_on()];
        Ok(Table {
            title: format!("{} {what}", source.programme.title),
            sheet: what.to_owned(),
            captions: vec![format!("依据：{}", source.pack.citation())],
            columns,
            rows: number(body),
            totals: money,
            notes: notes.into_iter().filter(|note| !note.is_empty()).collect(),
        })
    }

    fn compliance(&self, source: &Source<'_>, rows: &[Row<'_>]) -> Result<Body, DeskError> {
        let mut open: BTreeMap<ProjectId, Vec<String>> = BTreeMap::new();
        let library = self.library()?;
        for batch in library.batches(&source.programme.id)? {
            for stored in library.findings(batch.id)? {
                if let Some(project) = stored.project.filter(|_| is_named(&stored)) {
                    let finding = &stored.finding;
                    let said = format!("{}：{}", finding.cell, finding.kind.label());
                    open.entry(project).or_default().push(said);
                }
            }
        }
        let text = |header: &str, width| column(header, Kind::Text, width);
        let mut columns = head();
        columns.extend([
            text("支持方向", NAME_WIDTH),
            text("测算结果", 12),
            text("不符合的条件", REASON_WIDTH),
            text("缺少的资料", NAME_WIDTH),
            text("未处理的填报问题", NAME_WIDTH),
            text("审核结论", TEXT_WIDTH),
            text("审核人", 12),
            text("备注", TEXT_WIDTH),
        ]);
        let body = rows
            .iter()
            .map(|row| {
                let failed = row.result.iter().flat_map(|result| &result.failed);
                let failed: Vec<String> = failed
                    .map(|failed| format!("{}（{}）", failed.text, failed.clause))
                    .collect();
                let missing = row.result.iter().flat_map(|result| &result.missing);
                let missing: Vec<&str> = missing.map(|one| one.label.as_str()).collect();
                let found = open.get(&row.project.id).cloned().unwrap_or_default();
                let kind = row.result.map_or("未测算", |result| result.kind.label());
                let mut cells = row.head();
                cells.extend([
                    text_cell(row.direction),
                    text_cell(kind),
                    text_cell(&failed.join("；")),
                    text_cell(&missing.join("、")),
                    text_cell(&found.join("；")),
                    Cell::Blank,
                    Cell::Blank,
                    Cell::Blank,
                ]);
                cells
            })
            .collect();
        let note = "审核结论由人填写；逐条核对请打印“合规性审核表”。".to_owned();
        Ok((columns, body, note))
    }
}

impl Row<'_> {
    /// Number, county, enterprise, project.
    fn head(&self) -> Vec<Cell> {
        vec![
            Cell::Count(self.number),
            text_cell(&self.county),
            text_cell(&self.project.enterprise),
            text_cell(&self.project.name),
        ]
    }

    fn money(&self) -> Cell {
        self.amount.map_or(Cell::Blank, Cell::Money)
    }
}

fn rows<'a>(source: &'a Source<'_>, arranging: &Arranging, regions: &Regions) -> Vec<Row<'a>> {
    let projects = source.projects.iter().zip(1_i64..);
    projects
        .map(|((project, _, result), number)| {
            let measure = project.measure.as_deref();
            let measure = measure.and_then(|id| source.pack.measure(id));
            Row {
                number,
                project,
                result: result.as_ref(),
                amount: arranging.amount((project, result.as_ref())),
                county: county_name(regions, project.county.as_deref()),
                direction: measure.map_or("", |measure| measure.title.as_str()),
            }
        })
        .collect()
}

/// Rows numbered as they stand, whatever was left out between them.
fn number(mut rows: Vec<Vec<Cell>>) -> Vec<Vec<Cell>> {
    for (row, number) in rows.iter_mut().zip(1_i64..) {
        if let Some(first) = row.first_mut() {
            *first = Cell::Count(number);
        }
    }
    rows
}

fn head() -> Vec<Column> {
    vec![
        column("序号", Kind::Ordinal, 6),
        column("所属县（市、区）", Kind::Text, TEXT_WIDTH),
        column("单位名称", Kind::Text, NAME_WIDTH),
        column("项目名称", Kind::Text, NAME_WIDTH),
    ]
}

fn scores(
    rows: &[Row<'_>],
    facts: &BTreeMap<ProjectId, Facts>,
) -> (Vec<Column>, Vec<Vec<Cell>>, String) {
    let mut columns = head();
    let expert = |n: usize| column(&format!("专家{n}"), Kind::Score, SCORE_WIDTH);
    columns.extend((1..=EXPERTS).map(expert));
    columns.push(column("平均分", Kind::Score, SCORE_WIDTH));
    columns.push(column("排序", Kind::Ordinal, 8));
    let scored = score::scored(rows.iter().map(|row| row.project.id), facts);
    let hundredths = |score: Option<i64>| score.map_or(Cell::Blank, Cell::Hundredths);
    let body = rows
        .iter()
        .zip(scored)
        .map(|(row, scored)| {
            let mut cells = row.head();
            let given = scored.given.into_iter();
            cells.extend(given.map(|one| hundredths(one.and_then(score::hundredths_half_up))));
            cells.push(hundredths(scored.mean));
            let rank = scored.rank.and_then(|rank| i64::try_from(rank).ok());
            cells.push(rank.map_or(Cell::Blank, Cell::Count));
            cells
        })
        .collect();
    let note = "平均分为各位专家评分的算术平均数，保留两位小数；各位专家的评分填全之前，平均分和排序留空。";
    (columns, body, note.to_owned())
}

/// Names and amounts only: telephone numbers, people and accounts are not
/// made public.
fn publicity(rows: &[&Row<'_>]) -> (Vec<Column>, Vec<Vec<Cell>>, String) {
    let mut columns = head();
    columns.push(column("支持方向", Kind::Text, NAME_WIDTH));
    columns.push(column("拟支持金额（万元）", Kind::MoneyWan, MONEY_WIDTH));
    let body = rows
        .iter()
        .map(|row| {
            let mut cells = row.head();
            cells.extend([text_cell(row.direction), row.money()]);
            cells
        })
        .collect();
    (columns, body, String::new())
}

fn fund_plan_columns() -> Vec<Column> {
    let mut columns = head();
    columns.extend([
        column("支持方向", Kind::Text, NAME_WIDTH),
        column("测算结果", Kind::Text, 12),
        column("测算依据", Kind::Text, REASON_WIDTH),
        column("安排金额（元）", Kind::MoneyYuan, MONEY_WIDTH),
    ]);
    columns
}

fn fund_plan(rows: &[&Row<'_>]) -> Vec<Vec<Cell>> {
    rows.iter()
        .map(|row| {
            let mut cells = row.head();
            cells.extend([
                text_cell(row.direction),
                text_cell(row.result.map_or("", |result| result.kind.label())),
                text_cell(&row.result.map(show::reason).unwrap_or_default()),
                row.money(),
            ]);
            cells
        })
        .collect()
}

fn payment_columns() -> Vec<Column> {
    vec![
        column("序号", Kind::Ordinal, 6),
        column("单位名称", Kind::Text, NAME_WIDTH),
        column("统一社会信用代码", Kind::Text, 22),
        column("收款人（开户名称）", Kind::Text, NAME_WIDTH),
        column("开户银行", Kind::Text, NAME_WIDTH),
        column("账号", Kind::Text, 24),
        column("用途", Kind::Text, NAME_WIDTH),
        column("金额（元）", Kind::MoneyYuan, MONEY_WIDTH),
        column("金额大写", Kind::Text, NAME_WIDTH),
    ]
}

fn payments(rows: &[&Row<'_>], facts: &BTreeMap<ProjectId, Facts>) -> Vec<Vec<Cell>> {
    rows.iter()
        .map(|row| {
            let own = facts.get(&row.project.id);
            let account = |id: &str| {
                let fact = own.and_then(|facts| facts.get(id));
                text_cell(
                    &fact
                        .map(|fact| fact.value.readable(None))
                        .unwrap_or_default(),
                )
            };
            vec![
                Cell::Count(row.number),
                text_cell(&row.project.enterprise),
                text_cell(&row.project.credit_code),
                account("account_name"),
                account("account_bank"),
                account("account_number"),
                text_cell(&format!("{}补助资金", row.project.name)),
                row.money(),
                text_cell(&row.amount.map(in_words).unwrap_or_default()),
            ]
        })
        .collect()
}
