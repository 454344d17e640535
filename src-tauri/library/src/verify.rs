//! The full check of a library: the database's pages and references, the audit
//! chain, and every kept file against its hash.

use rusqlite::Connection;

use crate::error::Result;
use crate::library::Library;
use crate::originals;
use crate::table::audit::{self, ChainFaultKind};
use crate::table::{frozen, pack};

/// Something that is not as the library left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// SQLite's integrity check reports it.
    Database(String),
    /// A row refers to one that is not there.
    ForeignKey {
        /// The table of the row.
        table: String,
        /// The table referred to.
        parent: String,
        /// How many rows do.
        rows: u32,
    },
    /// The audit chain breaks at an entry.
    Audit {
        /// The entry.
        seq: i64,
        /// What is wrong.
        kind: ChainFaultKind,
    },
    /// An original file is missing.
    OriginalMissing {
        /// Its name.
        name: String,
        /// Its SHA-256.
        sha256: String,
    },
    /// An original file has other bytes than when it came.
    OriginalChanged {
        /// Its name.
        name: String,
        /// Its SHA-256 when it came.
        sha256: String,
    },
    /// A kept file of a pack has other bytes than its hash says.
    PackChanged(String),
    /// A frozen input or result has another text than its hash says.
    FrozenChanged(String),
}

impl Fault {
    /// The sentence for clerks.
    #[must_use]
    pub fn chinese(&self) -> String {
        match self {
            Fault::Database(detail) => {
                format!("数据库结构有损坏（{detail}），请从备份恢复。")
            }
            Fault::ForeignKey {
                table,
                parent,
                rows,
            } => format!("数据表 {table} 有{rows}条记录找不到对应的 {parent} 记录，请从备份恢复。"),
            Fault::Audit { seq, kind } => {
                let what = match kind {
                    ChainFaultKind::Gap => "之前缺少记录",
                    ChainFaultKind::Unchained => "与前一条不衔接",
                    ChainFaultKind::Changed => "内容被改动过",
                };
                format!("操作日志第{seq}条{what}，请与备份及纸质材料上的校验码核对。")
            }
            Fault::OriginalMissing { name, .. } => {
                format!("原始文件“{name}”不见了，请从备份或来文中找回。")
            }
            Fault::OriginalChanged { name, .. } => {
                format!("原始文件“{name}”与导入时不同，请从备份或来文中找回。")
            }
            Fault::PackChanged(sha256) => {
                format!(
                    "库内政策包文件（{}…）被改动过，请从备份恢复。",
                    short(sha256)
                )
            }
            Fault::FrozenChanged(sha256) => {
                format!(
                    "已冻结的测算记录（{}…）被改动过，请从备份恢复。",
                    short(sha256)
                )
            }
        }
    }
}

fn short(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

impl Library {
    /// Checks everything and lists all faults; none if the library is sound.
    /// Assessments are recomputed elsewhere: the library cannot compute.
    ///
    /// # Errors
    /// The database cannot be read at all.
    pub fn verify(&self) -> Result<Vec<Fault>> {
        let mut faults = database_faults(&self.connection)?;
        if faults
            .iter()
            .any(|fault| matches!(fault, Fault::Database(_)))
        {
            // Nothing read from damaged pages can be relied on.
            return Ok(faults);
        }
        for original in self.originals()? {
            let (name, sha256) = (original.name, original.sha256);
            if !original.path.is_file() {
                faults.push(Fault::OriginalMissing { name, sha256 });
            } else if !originals::is_intact(&original.path, &sha256) {
                faults.push(Fault::OriginalChanged { name, sha256 });
            }
        }
        Ok(faults)
    }
}

/// The faults of a database by itself.
pub(crate) fn database_faults(connection: &Connection) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
    for line in statement.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            faults.push(Fault::Database(line));
        }
    }
    if !faults.is_empty() {
        return Ok(faults);
    }
    let mut statement = connection.prepare(
        "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2",
    )?;
    for fault in statement.query_map([], |row| {
        Ok(Fault::ForeignKey {
            table: row.get(0)?,
            parent: row.get(1)?,
            rows: row.get(2)?,
        })
    })? {
        faults.push(fault?);
    }
    if let Some(fault) = audit::check(connection)? {
        faults.push(Fault::Audit {
            seq: fault.seq,
            kind: fault.kind,
        });
    }
    faults.extend(
        pack::damaged(connection)?
            .into_iter()
            .map(Fault::PackChanged),
    );
    faults.extend(
        frozen::damaged(connection)?
            .into_iter()
            .map(Fault::FrozenChanged),
    );
    Ok(faults)
}
