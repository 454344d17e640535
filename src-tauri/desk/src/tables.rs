//! Tables as workbooks: what was computed, and the projects as they are kept.

use std::path::Path;

use ruku_library::table::programme::Programme;
use ruku_library::table::project::{ProjectFilter, ProjectSummary};
use ruku_model::date::chinese_day;
use ruku_model::fact::Facts;
use ruku_papers::table::{Cell, Column, Kind, Table};
use ruku_policy::assessment::ProjectResult;
use ruku_policy::pack::Pack;

use crate::assets::write;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::projects::{marked, row};
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
        let what = TABLES
            .iter()
            .find(|(id, _)| *id == name)
            .map(|(_, what)| *what);
        let Some(what) = what else {
            let known = TABLES.iter().map(|(id, _)| (*id).to_owned()).collect();
            return Err(DeskError::Missing {
                what: "表格",
                name: name.to_owned(),
                known,
            });
        };
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
        Ok(PrintedFile {
            path: path.display().to_string(),
            name: path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default(),
            what: what.to_owned(),
            pages: 0,
            copies: 0,
        })
    }

    /// 测算表: every project with its result and the reason.
    fn assessment_table(&self, source: &Source<'_>) -> Result<Table, DeskError> {
        let regions = self.regions()?;
        let doubts = self.doubts(&source.programme.id)?;
        let text = |header: &str, width| column(header, Kind::Text, width);
        let columns = vec![
            column("序号", Kind::Ordinal, 6),
            text("所属县（市、区）", TEXT_WIDTH),
            text("企业名称", NAME_WIDTH),
            text("统一社会信用代码", 22),
            text("项目名称", NAME_WIDTH),
            text("支持方向", NAME_WIDTH),
            text("结果", 12),
            column("金额（元）", Kind::MoneyYuan, MONEY_WIDTH),
            text("依据与说明", REASON_WIDTH),
        ];
        let rows = source
            .projects
            .iter()
            .zip(1_i64..)
            .map(|((summary, facts, result), number)| {
                let shown = row(summary, facts, result.as_ref(), source.pack, &regions);
                let shown = marked(shown, &doubts);
                let amount = result.as_ref().and_then(|result| result.amount);
                vec![
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
                    amount.map_or(Cell::Blank, Cell::Money),
                    text_cell(&shown.reason),
                ]
            })
            .collect();
        let pool = "金额为可补上限或应补数，结果为待核定的是补齐资料后的最高数；最终支持金额以主管部门核定为准。空白表示无法计算或不符合，不是零。";
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
