//! The audit trail: every write, each entry chained to the one before by a
//! hash. It shows later changes to single entries; that entries were cut off
//! at the end only shows against a chain head printed on paper.

use chrono::NaiveDateTime;
use ruku_model::fingerprint::sha256_hex;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::column::{collect, moment, read_json, read_moment, read_token, token};
use crate::error::Result;
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 audit",
    sql: "
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    programme TEXT,
    detail TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_programme ON audit (programme, seq);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
",
};

/// What the first entry is chained to.
const ROOT: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Declares the actions with their ids and Chinese names in one place.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $label:literal;)*) => {
        /// What was done: a closed list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Action {
            $($(#[$doc])* #[serde(rename = $id)] $variant,)*
        }

        impl Action {
            /// The Chinese name.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Action::$variant => $label),* }
            }
        }
    };
}

actions! {
    /// The library was made.
    LibraryCreated = "library_created", "新建项目库";
    /// The schema was brought up to date.
    SchemaUpgraded = "schema_upgraded", "升级库结构";
    /// The library was put back to a backup.
    Restored = "restored", "从备份恢复";
    /// A programme was opened.
    ProgrammeOpened = "programme_opened", "建立专项";
    /// A pack was loaded from a folder.
    PackLoaded = "pack_loaded", "载入政策包";
    /// A programme was put under another version of its pack.
    PackAdopted = "pack_adopted", "更换政策包";
    /// A nil return without a file was noted.
    NilReturnNoted = "nil_return_noted", "登记零报送";
    /// A noted nil return was taken back.
    NilReturnDropped = "nil_return_dropped", "取消零报送登记";
    /// A file was taken in.
    TakenIn = "taken_in", "导入汇总表";
    /// A batch's file was read anew, under other columns or answers.
    ReadAnew = "read_anew", "重新读取汇总表";
    /// A file was sent back without being taken in; its original is kept.
    SentBack = "sent_back", "退回汇总表";
    /// A batch was withdrawn.
    Withdrawn = "withdrawn", "撤回导入批次";
    /// A fact was set by a person.
    FactSet = "fact_set", "修改数据";
    /// A finding was settled.
    FindingSettled = "finding_settled", "处理问题";
    /// A finding of a file that is not taken in was settled.
    DraftSettled = "draft_settled", "导入前处理问题";
    /// The meaning of a header was remembered or forgotten.
    HeaderRemembered = "header_remembered", "记住表头含义";
    /// A decision was recorded.
    Decided = "decided", "记录认定";
    /// A decision was revoked.
    DecisionRevoked = "decision_revoked", "撤销认定";
    /// A set of projects that may be the same was decided on.
    DuplicateDecided = "duplicate_decided", "认定重复线索";
    /// A programme was assessed.
    Assessed = "assessed", "测算";
    /// After an upgrade every assessment by another engine was computed again.
    Recomputed = "recomputed", "升级后重算";
    /// A person took note that an upgrade computes a programme otherwise.
    UpgradeConfirmed = "upgrade_confirmed", "确认升级差异";
    /// A form was printed.
    Printed = "printed", "打印";
    /// A printing that was broken off was gone on with.
    PrintResumed = "print_resumed", "续打";
    /// Copies went a step: signed, sealed, handed in …
    CopyMarked = "copy_marked", "登记纸件";
    /// The last step of a copy was taken back.
    CopyTakenBack = "copy_taken_back", "更正纸件登记";
    /// A project went a step in its life.
    StateChanged = "state_changed", "变更项目状态";
}

/// An entry of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place, from 1.
    pub seq: i64,
    /// When.
    pub at: NaiveDateTime,
    /// Who.
    pub actor: String,
    /// What.
    pub action: Action,
    /// In which programme, if in one.
    pub programme: Option<String>,
    /// The details.
    pub detail: Value,
    /// Its hash.
    pub hash: String,
}

/// The first fault of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainFault {
    /// The entry at which the chain breaks.
    pub seq: i64,
    /// What is wrong.
    pub kind: ChainFaultKind,
}

/// How a chain can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFaultKind {
    /// An entry before this one is missing.
    Gap,
    /// The entry is not chained to the one before.
    Unchained,
    /// The entry's content is not what its hash was made of.
    Changed,
}

impl Library {
    /// The audit trail, oldest first; of one programme if given.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn audit_log(&self, programme: Option<&str>) -> Result<Vec<AuditEntry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT seq, at, actor, action, programme, detail, hash FROM audit
             WHERE ?1 IS NULL OR programme = ?1 ORDER BY seq",
        )?;
        collect(statement.query_map([programme], |row| Ok(read(row)))?)
    }

    /// The hash of the last entry: what a paper may carry as an anchor.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn audit_head(&self) -> Result<String> {
        Ok(head(&self.connection)?.1)
    }
}

fn read(row: &Row<'_>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.get(0)?,
        at: read_moment(&row.get::<_, String>(1)?)?,
        actor: row.get(2)?,
        action: read_token(row.get(3)?)?,
        programme: row.get(4)?,
        detail: read_json(&row.get::<_, String>(5)?)?,
        hash: row.get(6)?,
    })
}

/// The place and hash of the last entry.
pub(crate) fn head(connection: &Connection) -> Result<(i64, String)> {
    Ok(connection
        .query_row(
            "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?
        .unwrap_or((0, ROOT.to_owned())))
}

/// Whether anything was done in a programme after an entry.
pub(crate) fn touched_since(connection: &Connection, programme: &str, seq: i64) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM audit WHERE programme = ?1 AND seq > ?2
                 AND action NOT IN ('printed', 'print_resumed', 'copy_marked', 'copy_taken_back',
                     'upgrade_confirmed')",
        )?
        .exists(params![programme, seq])?)
}

/// Appends an entry.
pub(crate) fn append(
    tx: &Transaction<'_>,
    stamp: &Stamp,
    action: Action,
    programme: Option<&str>,
    detail: &Value,
) -> Result<()> {
    let (last, prev) = head(tx)?;
    let at = moment(stamp.at);
    let action = token(&action);
    let detail = detail.to_string();
    let entry = Hashed {
        seq: last + 1,
        at: &at,
        actor: &stamp.by,
        action: &action,
        programme,
        detail: &detail,
        prev: &prev,
    };
    tx.prepare_cached(
        "INSERT INTO audit (seq, at, actor, action, programme, detail, prev, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        entry.seq,
        at,
        stamp.by,
        action,
        programme,
        detail,
        prev,
        entry.hash()
    ])?;
    Ok(())
}

/// What an entry's hash is made of.
struct Hashed<'a> {
    seq: i64,
    at: &'a str,
    actor: &'a str,
    action: &'a str,
    programme: Option<&'a str>,
    detail: &'a str,
    prev: &'a str,
}

impl Hashed<'_> {
    /// Every field goes in with its length, so that no text can move from one
    /// field to the next unseen.
    fn hash(&self) -> String {
        let seq = self.seq.to_string();
        let (mark, programme) = self.programme.map_or(("-", ""), |id| ("+", id));
        let mut bytes = Vec::new();
        for field in [
            self.prev,
            &seq,
            self.at,
            self.actor,
            self.action,
            mark,
            programme,
            self.detail,
        ] {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field.as_bytes());
        }
        sha256_hex(&bytes)
    }
}

/// Walks the chain; the first fault, if there is one.
pub(crate) fn check(connection: &Connection) -> Result<Option<ChainFault>> {
    let mut statement = connection.prepare(
        "SELECT seq, at, actor, action, programme, detail, prev, hash FROM audit ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let (mut last, mut last_hash) = (0_i64, ROOT.to_owned());
    while let Some(row) = rows.next()? {
        let (at, actor, action): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (programme, detail, prev): (Option<String>, String, String) =
            (row.get(4)?, row.get(5)?, row.get(6)?);
        let (seq, hash): (i64, String) = (row.get(0)?, row.get(7)?);
        let entry = Hashed {
            seq,
            at: &at,
            actor: &actor,
            action: &action,
            programme: programme.as_deref(),
            detail: &detail,
            prev: &prev,
        };
        let kind = if seq != last + 1 {
            ChainFaultKind::Gap
        } else if prev != last_hash {
            ChainFaultKind::Unchained
        } else if entry.hash() != hash {
            ChainFaultKind::Changed
        } else {
            (last, last_hash) = (seq, hash);
            continue;
        };
        return Ok(Some(ChainFault { seq, kind }));
    }
    Ok(None)
}
