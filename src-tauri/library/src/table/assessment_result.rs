//! Results of assessments: one row per project and run, with the project's
//! input and its explanation frozen beside it.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use ruku_model::money::Money;
use ruku_policy::assessment::{ProjectResult, ResultKind, Subject};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

use crate::column::{collect, json, read_json, read_moment, read_token, token};
use crate::error::Result;
use crate::library::Library;
use crate::schema::Migration;
use crate::table::assessment::RunId;
use crate::table::frozen;
use crate::table::project::ProjectId;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 assessment result",
    // A result names its project by number only: it outlives a withdrawal.
    sql: "
CREATE TABLE assessment_result (
    assessment INTEGER NOT NULL REFERENCES assessment (id),
    place INTEGER NOT NULL,
    project INTEGER NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER,
    exact TEXT,
    subject INTEGER NOT NULL REFERENCES frozen (id),
    result INTEGER NOT NULL REFERENCES frozen (id),
    PRIMARY KEY (assessment, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX assessment_result_project ON assessment_result (project, assessment);
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "assessment_result",
    "SELECT kind, amount, exact, subject.sha256, result.sha256
         FROM assessment_result JOIN frozen AS subject ON subject.id = subject
             JOIN frozen AS result ON result.id = result
         ORDER BY assessment, place",
)];

/// The result of one project in a run, without its explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultSummary {
    /// The kind.
    pub kind: ResultKind,
    /// The amount, for kinds that carry one.
    pub amount: Option<Money>,
}

/// The result of one project with its explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResult {
    /// The run.
    pub run: RunId,
    /// When it was run.
    pub at: NaiveDateTime,
    /// The pack's content hash.
    pub pack_hash: String,
    /// The engine's version.
    pub engine: String,
    /// Who ran it.
    pub by: String,
    /// The project as it was assessed.
    pub subject: Subject,
    /// The result.
    pub result: ProjectResult,
}

impl Library {
    /// The results of a run, without explanations.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn results(&self, run: RunId) -> Result<BTreeMap<ProjectId, ResultSummary>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT project, kind, amount FROM assessment_result WHERE assessment = ?1",
        )?;
        let rows = statement.query_map([run.0], |row| {
            Ok(read_token(row.get(1)?).and_then(|kind| {
                let amount = row.get::<_, Option<i64>>(2)?.map(Money::from_fen);
                Ok((ProjectId(row.get(0)?), ResultSummary { kind, amount }))
            }))
        })?;
        Ok(collect(rows)?.into_iter().collect())
    }

    /// The result of a project in the last run of its programme, if it has one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn result(&self, project: ProjectId) -> Result<Option<StoredResult>> {
        self.connection
            .prepare_cached(
                "SELECT assessment.id, at, pack, engine, frozen.text, subject.text, by
                 FROM assessment_result
                     JOIN assessment ON assessment.id = assessment_result.assessment
                     JOIN frozen ON frozen.id = result
                     JOIN frozen AS subject ON subject.id = subject
                 WHERE project = ?1 AND assessment.id =
                     (SELECT max(last.id) FROM assessment AS last
                      WHERE last.programme = assessment.programme)",
            )?
            .query_row([project.0], |row| Ok(read_result(row)))
            .optional()?
            .transpose()
    }
}

/// What went in for every subject of a run, in their order.
pub(crate) fn frozen_subjects(connection: &Connection, run: RunId) -> Result<Vec<Subject>> {
    let mut statement = connection.prepare_cached(
        "SELECT text FROM assessment_result JOIN frozen ON frozen.id = subject
         WHERE assessment = ?1 ORDER BY place",
    )?;
    collect(statement.query_map([run.0], |row| Ok(read_json(&row.get::<_, String>(0)?)))?)
}

/// What went in and came out for every subject of a run, in their order.
pub(crate) fn frozen(
    connection: &Connection,
    run: RunId,
) -> Result<(Vec<Subject>, Vec<ProjectResult>)> {
    let mut statement = connection.prepare_cached(
        "SELECT subject.text, result.text FROM assessment_result
             JOIN frozen AS subject ON subject.id = subject
             JOIN frozen AS result ON result.id = result
         WHERE assessment = ?1 ORDER BY place",
    )?;
    let mut rows = statement.query([run.0])?;
    let (mut subjects, mut results) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        subjects.push(read_json(&row.get::<_, String>(0)?)?);
        results.push(read_json(&row.get::<_, String>(1)?)?);
    }
    Ok((subjects, results))
}

fn read_result(row: &Row<'_>) -> Result<StoredResult> {
    Ok(StoredResult {
        run: RunId(row.get(0)?),
        at: read_moment(&row.get::<_, String>(1)?)?,
        pack_hash: row.get(2)?,
        engine: row.get(3)?,
        by: row.get(6)?,
        subject: read_json(&row.get::<_, String>(5)?)?,
        result: read_json(&row.get::<_, String>(4)?)?,
    })
}

/// Adds the result of the subject at a place of the run's list.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    run: RunId,
    (place, project): (i64, ProjectId),
    subject: &Subject,
    result: &ProjectResult,
) -> Result<()> {
    let subject = frozen::keep(tx, &json(subject))?;
    let frozen_result = frozen::keep(tx, &json(result))?;
    tx.prepare_cached(
        "INSERT INTO assessment_result (assessment, place, project, kind, amount, exact, subject,
             result)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        run.0,
        place,
        project.0,
        token(&result.kind),
        result.amount.map(Money::fen),
        result.exact.map(|exact| exact.to_string()),
        subject,
        frozen_result,
    ])?;
    Ok(())
}
