//! Decisions by people: the reading of an open clause, an amount (一事一议), a
//! waiver, each with reason and authority. A later decision of the same thing
//! replaces the earlier one, which is kept.

use chrono::NaiveDate;
use ruku_model::money::Money;
use ruku_policy::assessment::{ManualDecision, ReadingChoice, Waiver};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::column::{collect, moment, read_moment};
use crate::error::{Field, LibraryError, Result, Thing};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::programme;
use crate::table::project::{self, ProjectId};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 decision",
    sql: "
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT NOT NULL REFERENCES programme (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    project INTEGER REFERENCES project (id),
    chosen TEXT,
    amount INTEGER,
    expires_on TEXT,
    authority TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    ended_by TEXT,
    ended_at TEXT,
    ended_reason TEXT
) STRICT;
CREATE INDEX decision_programme ON decision (programme);
CREATE INDEX decision_project ON decision (project);
",
};

/// Whoever approved is not whoever recorded it.
pub(crate) const MIGRATION_APPROVER: Migration = Migration {
    name: "2026-11-22 decision approver",
    sql: "ALTER TABLE decision ADD COLUMN approver TEXT NOT NULL DEFAULT '';",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "decision",
    "SELECT decision.programme, kind, subject, sha256, sheet, row, chosen, amount, expires_on,
         authority, approver, reason, by, at, ended_by, ended_at, ended_reason
     FROM decision LEFT JOIN project ON project.id = decision.project
         LEFT JOIN batch ON batch.id = project.batch
     ORDER BY decision.id",
)];

/// A decision's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DecisionId(pub i64);

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// How an open clause is read.
    Reading {
        /// The reading's id in the pack.
        id: String,
        /// The option chosen.
        chosen: String,
    },
    /// An amount for one project.
    Manual {
        /// The project.
        project: ProjectId,
        /// The amount.
        amount: Money,
    },
    /// What is to be paid to a project whose amount was computed: at most that.
    Proposed {
        /// The project.
        project: ProjectId,
        /// The amount.
        amount: Money,
    },
    /// A condition waived.
    Waiver {
        /// The condition's id in the pack.
        condition: String,
        /// The project, or `None` for all.
        project: Option<ProjectId>,
        /// Last day it holds.
        expires_on: Option<NaiveDate>,
    },
}

/// A decision that is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// The programme.
    pub programme: String,
    /// What is decided.
    pub ruling: Ruling,
    /// The document it rests on; a reading may have none.
    pub authority: String,
    /// Who approved it; empty if the document does not say.
    pub approver: String,
    /// Why.
    pub reason: String,
}

/// A decision in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub id: DecisionId,
    /// The programme.
    pub programme: String,
    /// What is decided.
    pub ruling: Ruling,
    /// The document it rests on.
    pub authority: String,
    /// Who approved it; empty if the document does not say.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Who recorded it, and when.
    pub stamp: Stamp,
    /// Who ended it, when and why; `None` while it holds.
    pub ended: Option<(Stamp, String)>,
}

impl Decision {
    /// Who decided: the approver, or where none is named whoever recorded it.
    #[must_use]
    pub fn by(&self) -> &str {
        match self.approver.as_str() {
            "" => &self.stamp.by,
            approver => approver,
        }
    }
}

const SELECT: &str = "
    SELECT id, programme, kind, subject, project, chosen, amount, expires_on, authority, reason,
           by, at, ended_by, ended_at, ended_reason, approver
    FROM decision";

/// Why a decision ended when a later one took its place.
const REPLACED: &str = "由后来的认定替代";

impl Library {
    /// All decisions of a programme, ended ones too, oldest first.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn decisions(&self, programme: &str) -> Result<Vec<Decision>> {
        programme::programme(&self.connection, programme)?;
        of_programme(&self.connection, programme)
    }

    /// Records a decision; it ends the earlier one on the same thing.
    ///
    /// # Errors
    /// Reason or authority is empty, or the project is none of the programme's.
    pub fn add_decision(&mut self, new: &NewDecision, stamp: &Stamp) -> Result<DecisionId> {
        require(&new.reason, Field::Reason)?;
        if !matches!(new.ruling, Ruling::Reading { .. }) {
            require(&new.authority, Field::Authority)?;
        }
        self.write(stamp, |tx, stamp| {
            programme::programme(tx, &new.programme)?;
            let columns = RulingColumns::of(&new.ruling);
            if let Some(id) = columns.project
                && project::summary(tx, id)?.programme != new.programme
            {
                let id = id.0.to_string();
                return Err(LibraryError::NotFound {
                    what: Thing::Project,
                    id,
                });
            }
            tx.execute(
                "UPDATE decision SET ended_by = ?5, ended_at = ?6, ended_reason = ?7
                 WHERE programme = ?1 AND kind = ?2 AND subject = ?3 AND project IS ?4
                     AND ended_at IS NULL",
                params![
                    new.programme,
                    columns.kind,
                    columns.subject,
                    columns.project.map(|id| id.0),
                    stamp.by,
                    moment(stamp.at),
                    REPLACED,
                ],
            )?;
            let id = insert(tx, new, &columns, stamp)?;
            let mut detail = columns.to_json();
            detail["decision"] = json!(id.0);
            detail["authority"] = json!(new.authority);
            detail["approver"] = json!(new.approver);
            detail["reason"] = json!(new.reason);
            audit::append(tx, stamp, Action::Decided, Some(&new.programme), &detail)?;
            Ok(id)
        })
    }

    /// Ends a decision without another in its place.
    ///
    /// # Errors
    /// No decision of this number holds, or the reason is empty.
    pub fn revoke_decision(&mut self, id: DecisionId, reason: &str, stamp: &Stamp) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            let programme: String = tx
                .query_row(
                    "SELECT programme FROM decision WHERE id = ?1 AND ended_at IS NULL",
                    [id.0],
                    |row| row.get(0),
                )
                .optional()?
                .ok_or_else(|| LibraryError::NotFound {
                    what: Thing::Decision,
                    id: id.0.to_string(),
                })?;
            tx.execute(
                "UPDATE decision SET ended_by = ?2, ended_at = ?3, ended_reason = ?4 WHERE id = ?1",
                params![id.0, stamp.by, moment(stamp.at), reason],
            )?;
            let detail = json!({ "decision": id.0, "reason": reason });
            audit::append(
                tx,
                stamp,
                Action::DecisionRevoked,
                Some(&programme),
                &detail,
            )
        })
    }
}

/// The decisions that hold, as `policy` takes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) readings: Vec<ReadingChoice>,
    pub(crate) manual: Vec<ManualDecision>,
    pub(crate) waivers: Vec<Waiver>,
}

/// The decisions of a programme that hold.
pub(crate) fn holding(connection: &Connection, programme: &str) -> Result<Holding> {
    let mut out = Holding::default();
    for decision in of_programme(connection, programme)? {
        if decision.ended.is_some() {
            continue;
        }
        let by = decision.by().to_owned();
        let Decision {
            authority, reason, ..
        } = decision;
        match decision.ruling {
            Ruling::Reading { id, chosen } => {
                out.readings.push(ReadingChoice {
                    id,
                    chosen,
                    by,
                    reason,
                });
            }
            Ruling::Manual { project, amount } => {
                let subject = project.0.to_string();
                out.manual.push(ManualDecision {
                    subject,
                    amount,
                    by,
                    authority,
                    reason,
                });
            }
            // What is proposed changes nothing that is computed.
            Ruling::Proposed { .. } => {}
            Ruling::Waiver {
                condition,
                project,
                expires_on,
            } => {
                let subject = project.map(|id| id.0.to_string());
                out.waivers.push(Waiver {
                    condition,
                    subject,
                    authority,
                    by,
                    expires_on,
                    reason,
                });
            }
        }
    }
    Ok(out)
}

fn of_programme(connection: &Connection, programme: &str) -> Result<Vec<Decision>> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE programme = ?1 ORDER BY id"))?;
    collect(statement.query_map([programme], |row| Ok(read(row)))?)
}

fn read(row: &Row<'_>) -> Result<Decision> {
    let project = row.get::<_, Option<i64>>(4)?.map(ProjectId);
    let kind: String = row.get(2)?;
    let ruling = match kind.as_str() {
        "reading" => Ruling::Reading {
            id: row.get(3)?,
            chosen: row.get(5)?,
        },
        "manual" => Ruling::Manual {
            project: of_project(project)?,
            amount: Money::from_fen(row.get(6)?),
        },
        "proposed" => Ruling::Proposed {
            project: of_project(project)?,
            amount: Money::from_fen(row.get(6)?),
        },
        "waiver" => Ruling::Waiver {
            condition: row.get(3)?,
            project,
            expires_on: match row.get::<_, Option<String>>(7)? {
                None => None,
                Some(day) => Some(
                    day.parse()
                        .map_err(|_| LibraryError::Stored(format!("not a day: {day:?}")))?,
                ),
            },
        },
        other => return Err(LibraryError::Stored(format!("unknown decision {other:?}"))),
    };
    let ended = match row.get::<_, Option<String>>(12)? {
        None => None,
        Some(by) => {
            let at = read_moment(&row.get::<_, String>(13)?)?;
            Some((Stamp { by, at }, row.get(14)?))
        }
    };
    Ok(Decision {
        id: DecisionId(row.get(0)?),
        programme: row.get(1)?,
        ruling,
        authority: row.get(8)?,
        approver: row.get(15)?,
        reason: row.get(9)?,
        stamp: Stamp {
            by: row.get(10)?,
            at: read_moment(&row.get::<_, String>(11)?)?,
        },
        ended,
    })
}

fn of_project(project: Option<ProjectId>) -> Result<ProjectId> {
    project.ok_or_else(|| LibraryError::Stored("amount without project".to_owned()))
}

struct RulingColumns<'a> {
    kind: &'static str,
    subject: &'a str,
    project: Option<ProjectId>,
    chosen: Option<&'a str>,
    amount: Option<Money>,
    expires_on: Option<NaiveDate>,
}

impl<'a> RulingColumns<'a> {
    fn of(ruling: &'a Ruling) -> RulingColumns<'a> {
        let bare = RulingColumns {
            kind: "",
            subject: "",
            project: None,
            chosen: None,
            amount: None,
            expires_on: None,
        };
        match ruling {
            Ruling::Reading { id, chosen } => RulingColumns {
                kind: "reading",
                subject: id,
                chosen: Some(chosen),
                ..bare
            },
            Ruling::Manual { project, amount } => RulingColumns {
                kind: "manual",
                project: Some(*project),
                amount: Some(*amount),
                ..bare
            },
            Ruling::Proposed { project, amount } => RulingColumns {
                kind: "proposed",
                project: Some(*project),
                amount: Some(*amount),
                ..bare
            },
            Ruling::Waiver {
                condition,
                project,
                expires_on,
            } => RulingColumns {
                kind: "waiver",
                subject: condition,
                project: *project,
                expires_on: *expires_on,
                ..bare
            },
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "kind": self.kind,
            "subject": self.subject,
            "project": self.project.map(|id| id.0),
            "chosen": self.chosen,
            "amount": self.amount,
            "expires_on": self.expires_on,
        })
    }
}

fn insert(
    tx: &Transaction<'_>,
    new: &NewDecision,
    columns: &RulingColumns<'_>,
    stamp: &Stamp,
) -> Result<DecisionId> {
    tx.execute(
        "INSERT INTO decision (programme, kind, subject, project, chosen, amount, expires_on,
             authority, approver, reason, by, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            new.programme,
            columns.kind,
            columns.subject,
            columns.project.map(|id| id.0),
            columns.chosen,
            columns.amount.map(Money::fen),
            columns.expires_on.map(|day| day.to_string()),
            new.authority,
            new.approver,
            new.reason,
            stamp.by,
            moment(stamp.at),
        ],
    )?;
    Ok(DecisionId(tx.last_insert_rowid()))
}
