//! Tables as workbooks: what was computed, and the projects as they are kept.

use std::path::Path;

use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectSummary};
use ruku_model::date::chinese_day;
use ruku_model::fact::Facts;
use ruku_papers::table::{Cell, Column, Kind, Table};
use ruku_policy::assessment::{ProjectResult, ResultKind};
use ruku_policy::pack::Pack;

use crate::assets::write;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::names;
use crate::print::files::{FileKind, printed};
use crate::projects::{marked, proposed, row};
use crate::view::PrintedFile;

/// The tables that can be exported, with their Chinese names.
pub const TABLES: &[(&str, &str)] = &[
    ("assessment", "测算表"),
    ("projects", "入库项目储备汇总表"),
    ("compliance", "合规性审核汇总表"),
    ("scores", "专家评分汇总表"),
    ("publicity", "拟支持项目公示表"),
    ("fund_plan", "资金安排计划表"),
    ("payments", "资金拨付明细表"),
];

/// The tables that say nothing of the assessment.
const WITHOUT_RESULTS: [&str; 2] = ["projects", "scores"];

/// A text column this many characters wide holds a name.
pub(crate) const NAME_WIDTH: u32 = 28;
pub(crate) const TEXT_WIDTH: u32 = 16;
pub(crate) const MONEY_WIDTH: u32 = 16;
pub(crate) const REASON_WIDTH: u32 = 48;

/// Everything the tables of one programme are made from.
pub(crate) struct Source<'a> {
    pub(crate) programme: &'a Programme,
    pub(crate) pack: &'a Pack,
    pub(crate) projects: Vec<(ProjectSummary, Facts, Option<ProjectResult>)>,
}

impl Source<'_> {
    /// The kinds of result with amounts that occur, in the order screens list
    /// them; before assessing, the column for ceilings stands empty.
    fn kinds(&self) -> Vec<ResultKind> {
        let mut kinds = vec![
            ResultKind::Ceiling,
            ResultKind::Entitlement,
            ResultKind::Provisional,
        ];
        let results = || {
            self.projects
                .iter()
                .filter_map(|(_, _, result)| result.as_ref())
        };
        kinds.retain(|kind| results().any(|result| result.kind == *kind));
        if kinds.is_empty() {
            kinds.push(ResultKind::Ceiling);
        }
        kinds
    }
}

impl Desk {
    /// Writes a table of a programme as a workbook.
    ///
    /// # Errors
    /// There is no such programme or table, or the file cannot be written.
    pub fn export_table(
        &self,
        programme: &str,
        name: &str,
        path: &Path,
    ) -> Result<PrintedFile, DeskError> {
        let (programme, pack) = self.programme_and_pack(Some(programme))?;
        let (name, what) = *names::find("表格", name, TABLES, |(id, what)| (id, vec![what]))?;
        if !WITHOUT_RESULTS.contains(&name) {
            self.refuse_while_upgrade_differs(&programme.id)?;
            self.refuse_stale(&programme, what)?;
        }
        let mut facts = self.library()?.facts(&programme.id)?;
        let mut results = self.latest_results(&programme.id)?;
        let projects = self
            .library()?
            .projects(&programme.id, &ProjectFilter::default())?
            .into_iter()
            .map(|summary| {
                let facts = facts.remove(&summary.id).unwrap_or_default();
                let result = results.remove(&summary.id.0.to_string());
                (summary, facts, result)
            })
            .collect();
        let source = Source {
            programme: &programme,
            pack: &pack,
            projects,
        };
        let table = match name {
            "assessment" => self.assessment_table(&source)?,
            "projects" => self.projects_table(&source)?,
            name => self.working_table(name, what, &source)?,
        };
        write(path, &ruku_papers::table::write(&table)?)?;
        Ok(printed(path, FileKind::Table, what, (0, 0)))
    }

    /// 测算表: every project with its result and the reason.
    fn assessment_table(&self, source: &Source<'_>) -> Result<Table, DeskError> {
        let regions = self.regions()?;
        let doubts = self.doubts(&source.programme.id)?;
        let text = |header: &str, width| column(header, Kind::Text, width);
        let mut columns = vec![
            column("序号", Kind::Ordinal, 6),
            text("所属县（市、区）", TEXT_WIDTH),
            text("企业名称", NAME_WIDTH),
            text("统一社会信用代码", 22),
            text("项目名称", NAME_WIDTH),
            text("支持方向", NAME_WIDTH),
            text("结果", 12),
        ];
        // Amounts of different kinds stand in columns of their own, each with
        // its own total.
        let kinds = source.kinds();
        let headers = kinds.iter().map(|kind| format!("{}（元）", kind.label()));
        columns.extend(headers.map(|header| column(&header, Kind::MoneyYuan, MONEY_WIDTH)));
        let proposals = self.proposals(&source.programme.id)?;
        if !proposals.is_empty() {
            columns.push(column("拟安排（元）", Kind::MoneyYuan, MONEY_WIDTH));
        }
        columns.push(text("依据与说明", REASON_WIDTH));
        let rows = source
            .projects
            .iter()
            .zip(1_i64..)
            .map(|((summary, facts, result), number)| {
                let shown = row(summary, facts, result.as_ref(), source.pack, &regions);
                let proposal = proposals.get(&summary.id).copied();
                let shown = proposed(shown, proposal, result.as_ref());
                let shown = marked(shown, &doubts);
                let mut cells = vec![
                    Cell::Count(number),
                    text_cell(&shown.county),
                    text_cell(&shown.enterprise),
                    text_cell(&shown.credit_code),
                    text_cell(&shown.project),
                    text_cell(&shown.direction),
                    text_cell(if shown.kind.is_empty() {
                        "未测算"
                    } else {
                        &shown.kind_label
                    }),
                ];
                cells.extend(kinds.iter().map(|kind| {
                    let of_kind = result.as_ref().filter(|result| result.kind == *kind);
                    let amount = of_kind.and_then(|result| result.amount);
                    amount.map_or(Cell::Blank, Cell::Money)
                }));
                if !proposals.is_empty() {
                    cells.push(proposal.map_or(Cell::Blank, Cell::Money));
                }
                cells.push(text_cell(&shown.reason));
                cells
            })
            .collect();
        let pool = "可补上限是最多可以安排的数，应补是应当给予的数，待核定是资料补齐前的最高数，三者各自合计，不能相加；最终支持金额以主管部门核定为准。空白表示没有这一种金额，不是零。";
        Ok(Table {
            title: format!("{} 测算表", source.programme.title),
            sheet: "测算表".to_owned(),
            captions: vec![
                format!(
                    "{}　测算依据：{}",
                    source.pack.issuer, source.pack.document_number
                ),
                "单位：元".to_owned(),
            ],
            columns,
            rows,
            totals: true,
            notes: [doubled(doubts.open.len()), pool.to_owned(), self.made_on()]
                .into_iter()
                .filter(|note| !note.is_empty())
                .collect(),
        })
    }

    pub(crate) fn made_on(&self) -> String {
        format!("制表日期：{}", chinese_day(self.now().date()))
    }
}

/// What to say of projects that may be there twice; nothing if there are none.
fn doubled(projects: usize) -> String {
    if projects == 0 {
        return String::new();
    }
    format!(
        "有{projects}个项目疑似重复申报，合计中仍包含其金额；核实后只能保留一个，重复的不得安排资金。"
    )
}

pub(crate) fn column(header: &str, kind: Kind, width: u32) -> Column {
    Column {
        header: header.to_owned(),
        kind,
        width,
    }
}

pub(crate) fn text_cell(text: &str) -> Cell {
    if text.is_empty() {
        Cell::Blank
    } else {
        Cell::Text(text.to_owned())
    }
}
