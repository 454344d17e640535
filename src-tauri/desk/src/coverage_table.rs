//! 条款对照表: what became of every clause of a notice, as a workbook to file
//! with the pack.

use std::path::Path;

use ruku_papers::table::{Cell, Column, Kind, Table};
use ruku_policy::pack::Pack;

use crate::assets::write;
use crate::desk::Desk;
use crate::error::DeskError;
use crate::packs::coverage;
use crate::print::files::{FileKind, printed};
use crate::tables::{REASON_WIDTH, column, text_cell};
use crate::view::PrintedFile;
use crate::view::packs::ClauseView;

/// How much of a pack's content hash tells its versions apart.
const HASH_SHOWN: usize = 12;
const QUOTE_WIDTH: u32 = 60;

impl Desk {
    /// Writes what became of every clause of a pack as a workbook, with the
    /// percentage that is encoded.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn export_coverage(&self, pack: &Pack, path: &Path) -> Result<PrintedFile, DeskError> {
        let view = coverage(pack);
        let hash = pack.hash.get(..HASH_SHOWN).unwrap_or(&pack.hash);
        let rows = view.clauses.iter().zip(1_i64..);
        let table = Table {
            title: format!("{} 条款对照表", pack.title),
            sheet: "条款对照表".to_owned(),
            captions: vec![
                format!("依据：{}", pack.citation()),
                format!("政策包：{}，版本 {hash}", pack.id),
                view.summary.clone(),
            ],
            columns: columns(),
            rows: rows.map(|(clause, number)| row(clause, number)).collect(),
            totals: false,
            notes: vec![
                "“已编码”的条款由系统按步骤和条件计算；“人工认定”由人决定；“不涉及”不影响条件和金额。"
                    .to_owned(),
                self.made_on(),
            ],
        };
        write(path, &ruku_papers::table::write(&table)?)?;
        Ok(printed(path, FileKind::Table, "条款对照表", (0, 0)))
    }

    /// The same for a pack by its content hash or its id.
    ///
    /// # Errors
    /// There is no such pack, or the file cannot be written.
    pub fn export_coverage_of(&self, pack: &str, path: &Path) -> Result<PrintedFile, DeskError> {
        self.export_coverage(&*self.any_pack(pack)?, path)
    }
}

fn columns() -> Vec<Column> {
    let text = |header: &str, width| column(header, Kind::Text, width);
    vec![
        column("序号", Kind::Ordinal, 6),
        text("条款", 10),
        text("处理", 10),
        text("原文", QUOTE_WIDTH),
        text("用在哪里", REASON_WIDTH),
        text("理由", REASON_WIDTH),
    ]
}

fn row(clause: &ClauseView, number: i64) -> Vec<Cell> {
    vec![
        Cell::Count(number),
        text_cell(&clause.number),
        text_cell(&clause.label),
        text_cell(&clause.quote),
        text_cell(&clause.used_by.join("；")),
        text_cell(&clause.reason),
    ]
}
