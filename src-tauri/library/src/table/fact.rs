//! Facts: what is known of a project, each value with the cell it was read
//! from or the person who typed it. Earlier values are kept.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use ruku_model::fact::{Fact, FactId, FactValue, Facts, Origin};
use rusqlite::{Connection, Row, Transaction, params};
use serde_json::json;

use crate::column::{ValueColumns, collect, moment, read_moment};
use crate::error::{Field, Result};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::batch::BatchId;
use crate::table::programme;
use crate::table::project::{self, Naming, ProjectId};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 fact",
    sql: "
CREATE TABLE fact (
    project INTEGER NOT NULL REFERENCES project (id),
    fact TEXT NOT NULL,
    version INTEGER NOT NULL,
    current INTEGER NOT NULL,
    type TEXT NOT NULL,
    whole INTEGER,
    text TEXT,
    batch INTEGER REFERENCES batch (id),
    sheet TEXT,
    cell TEXT,
    raw TEXT,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (project, fact, version)
) STRICT, WITHOUT ROWID;
",
};

/// What the cell shows, where that is another text than what it holds.
pub(crate) const MIGRATION_SHOWN: Migration = Migration {
    name: "2026-11-22 fact shown",
    sql: "ALTER TABLE fact ADD COLUMN shown TEXT;",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "fact",
    "SELECT project.programme, home.sha256, project.sheet, project.row, fact, version, current,
         type, whole, text, source.sha256, fact.sheet, cell, raw, shown, by, at, reason
     FROM fact JOIN project ON project.id = fact.project
         JOIN batch AS home ON home.id = project.batch
         LEFT JOIN batch AS source ON source.id = fact.batch
     ORDER BY project.programme, home.sha256, project.sheet, project.row, fact, version",
)];

/// One value that a fact has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRecord {
    /// Counts the values of this fact from 1.
    pub version: u32,
    /// Whether it is the value now.
    pub current: bool,
    /// The value; `None` if a person set it to unknown.
    pub value: Option<FactValue>,
    /// The cell it was read from; `None` if a person typed it.
    pub origin: Option<Origin>,
    /// Who took it in or typed it.
    pub by: String,
    /// When.
    pub at: NaiveDateTime,
    /// Why, if a person typed it.
    pub reason: Option<String>,
}

/// A fact that a person sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactChange {
    /// The project.
    pub project: ProjectId,
    /// The fact.
    pub fact: FactId,
    /// The value; `None` if it turns out to be unknown.
    pub value: Option<FactValue>,
}

const SELECT: &str = "
    SELECT fact.project, fact, version, current, type, whole, text, fact.batch, source.name,
           source.sha256, fact.sheet, cell, raw, shown, by, at, reason
    FROM fact LEFT JOIN batch AS source ON source.id = fact.batch";

impl Library {
    /// The facts of every project of a programme, as they are now.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn facts(&self, programme: &str) -> Result<BTreeMap<ProjectId, Facts>> {
        programme::programme(&self.connection, programme)?;
        of_programme(&self.connection, programme)
    }

    /// From which columns of its file the present values of a batch's projects
    /// come: fact, sheet, the column's letters.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn columns_read(&self, batch: BatchId) -> Result<BTreeSet<(FactId, String, String)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT fact, fact.sheet, rtrim(cell, '0123456789')
             FROM fact JOIN project ON project.id = fact.project
             WHERE project.batch = ?1 AND current = 1 AND cell <> ''",
        )?;
        let rows = statement.query_map([batch.0], |row| {
            let fact = FactId::new(row.get::<_, String>(0)?);
            Ok((fact, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Sets a fact, or with `None` sets it to unknown. The earlier value is
    /// kept as history, and a reason is always needed.
    ///
    /// # Errors
    /// There is no such project, or the reason is empty.
    pub fn set_fact(
        &mut self,
        project: ProjectId,
        fact: &FactId,
        value: Option<&FactValue>,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        let value = value.cloned();
        let change = FactChange {
            project,
            fact: fact.clone(),
            value,
        };
        self.set_facts(&[change], reason, stamp)
    }

    /// Sets many facts for one reason, all of them or none.
    ///
    /// # Errors
    /// One of the projects is not there, or the reason is empty.
    pub fn set_facts(&mut self, changes: &[FactChange], reason: &str, stamp: &Stamp) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            changes
                .iter()
                .try_for_each(|change| set(tx, change, reason, stamp))
        })
    }
}

/// Sets one fact to a value a person gives.
pub(crate) fn set(
    tx: &Transaction<'_>,
    change: &FactChange,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let value = change.value.as_ref();
    add_version(
        tx,
        (change.project, &change.fact),
        (value, None),
        reason,
        stamp,
    )
}

/// Puts a fact back to the value before its present one, with the cell that one
/// was read from; to unknown if there was none before.
pub(crate) fn revert(
    tx: &Transaction<'_>,
    project: ProjectId,
    fact: &FactId,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let history = history(tx, project)?;
    let before = history.get(fact).and_then(|records| records.get(1));
    let value = before.and_then(|record| record.value.as_ref());
    let origin = before.and_then(|record| record.origin.as_ref());
    add_version(tx, (project, fact), (value, origin), reason, stamp)
}

/// Adds a value as the present one and writes it into the trail.
fn add_version(
    tx: &Transaction<'_>,
    (project, fact): (ProjectId, &FactId),
    (value, origin): (Option<&FactValue>, Option<&Origin>),
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let summary = project::summary(tx, project)?;
    let earlier = put(tx, (project, fact), (value, origin), reason, stamp)?;
    let detail = json!({
        "project": project.0, "enterprise": summary.enterprise, "name": summary.name,
        "fact": fact.as_str(),
        "from": earlier.as_ref().map(FactValue::to_json),
        "to": value.map(FactValue::to_json),
        "reason": reason,
    });
    audit::append(
        tx,
        stamp,
        Action::FactSet,
        Some(&summary.programme),
        &detail,
    )
}

/// Adds a value as the present one and keeps the project's columns in line with
/// it. Gives the value before.
pub(crate) fn put(
    tx: &Transaction<'_>,
    (project, fact): (ProjectId, &FactId),
    (value, origin): (Option<&FactValue>, Option<&Origin>),
    reason: &str,
    stamp: &Stamp,
) -> Result<Option<FactValue>> {
    let summary = project::summary(tx, project)?;
    let programme = programme::programme(tx, &summary.programme)?;
    let before = history(tx, project)?;
    let earlier = before.get(fact).and_then(|records| records.first());
    tx.prepare_cached("UPDATE fact SET current = 0 WHERE project = ?1 AND fact = ?2")?
        .execute(params![project.0, fact.as_str()])?;
    let new = NewRecord {
        project,
        fact,
        version: earlier.map_or(1, |record| record.version + 1),
        value,
        source: origin.map(|origin| (summary.batch, origin)),
        reason: Some(reason),
    };
    insert(tx, &new, stamp)?;
    let facts = current(&history(tx, project)?);
    let decides_measure = programme.naming.measure.as_ref() == Some(fact);
    let measure = summary.measure.as_deref().filter(|_| !decides_measure);
    project::rename(
        tx,
        project,
        &Naming::read(&facts, &programme.naming, measure),
    )?;
    Ok(earlier.and_then(|record| record.value.clone()))
}

/// All values of a project's facts, the newest first.
pub(crate) fn history(
    connection: &Connection,
    project: ProjectId,
) -> Result<BTreeMap<FactId, Vec<FactRecord>>> {
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE fact.project = ?1 ORDER BY fact, version DESC"
    ))?;
    let rows = collect(statement.query_map([project.0], |row| Ok(read(row)))?)?;
    let mut out: BTreeMap<FactId, Vec<FactRecord>> = BTreeMap::new();
    for (_, fact, record) in rows {
        out.entry(fact).or_default().push(record);
    }
    Ok(out)
}

/// The known facts among the histories.
pub(crate) fn current(history: &BTreeMap<FactId, Vec<FactRecord>>) -> Facts {
    history
        .iter()
        .filter_map(|(id, records)| {
            let now = records.iter().find(|record| record.current)?;
            let value = now.value.clone()?;
            Some((
                id.clone(),
                Fact {
                    value,
                    origin: now.origin.clone(),
                },
            ))
        })
        .collect()
}

/// The known facts of every project of a programme; a project of which
/// nothing is known has none.
pub(crate) fn of_programme(
    connection: &Connection,
    programme: &str,
) -> Result<BTreeMap<ProjectId, Facts>> {
    let mut out: BTreeMap<ProjectId, Facts> = BTreeMap::new();
    let mut ids = connection.prepare_cached("SELECT id FROM project WHERE programme = ?1")?;
    for id in ids.query_map([programme], |row| row.get(0))? {
        out.insert(ProjectId(id?), Facts::new());
    }
    let mut statement = connection.prepare_cached(&format!(
        "{SELECT} WHERE current = 1
         AND fact.project IN (SELECT id FROM project WHERE programme = ?1)"
    ))?;
    let mut rows = statement.query([programme])?;
    while let Some(row) = rows.next()? {
        let (project, id, record) = read(row)?;
        if let Some(value) = record.value {
            out.entry(project).or_default().insert(
                id,
                Fact {
                    value,
                    origin: record.origin,
                },
            );
        }
    }
    Ok(out)
}

fn read(row: &Row<'_>) -> Result<(ProjectId, FactId, FactRecord)> {
    let origin = match row.get::<_, Option<i64>>(7)? {
        None => None,
        Some(_) => Some(Origin {
            file: row.get(8)?,
            sha256: row.get(9)?,
            sheet: row.get(10)?,
            cell: row.get(11)?,
            raw: row.get(12)?,
            shown: row.get(13)?,
        }),
    };
    let record = FactRecord {
        version: row.get(2)?,
        current: row.get(3)?,
        value: ValueColumns::read(row, 4)?,
        origin,
        by: row.get(14)?,
        at: read_moment(&row.get::<_, String>(15)?)?,
        reason: row.get(16)?,
    };
    Ok((
        ProjectId(row.get(0)?),
        FactId::new(row.get::<_, String>(1)?),
        record,
    ))
}

/// A value that is to be added.
pub(crate) struct NewRecord<'a> {
    pub(crate) project: ProjectId,
    pub(crate) fact: &'a FactId,
    pub(crate) version: u32,
    pub(crate) value: Option<&'a FactValue>,
    /// The batch and the cell it was read from.
    pub(crate) source: Option<(BatchId, &'a Origin)>,
    pub(crate) reason: Option<&'a str>,
}

/// Adds a value as the current one.
pub(crate) fn insert(tx: &Transaction<'_>, new: &NewRecord<'_>, stamp: &Stamp) -> Result<()> {
    let columns = ValueColumns::of(new.value);
    let origin = new.source.map(|(_, origin)| origin);
    tx.prepare_cached(
        "INSERT INTO fact (project, fact, version, current, type, whole, text, batch, sheet,
             cell, raw, shown, by, at, reason)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(params![
        new.project.0,
        new.fact.as_str(),
        new.version,
        columns.kind,
        columns.whole,
        columns.text,
        new.source.map(|(batch, _)| batch.0),
        origin.map(|origin| &origin.sheet),
        origin.map(|origin| &origin.cell),
        origin.map(|origin| &origin.raw),
        origin.and_then(|origin| origin.shown.as_ref()),
        stamp.by,
        moment(stamp.at),
        new.reason,
    ])?;
    Ok(())
}
