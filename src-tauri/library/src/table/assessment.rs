//! Assessments: runs of a programme, frozen with their input, pack hash and
//! engine version, so that they can be recomputed and compared years later.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use ruku_model::fact::{FactId, FactValue};
use ruku_model::fingerprint::sha256_hex;
use ruku_model::money::Money;
use ruku_policy::assessment::{
    Assessment, GroupResult, Input, PoolChoice, ProgrammeResult, ProjectResult, ResultKind, Subject,
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::column::{collect, json, moment, read_json, read_moment, read_token, token};
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::project::ProjectId;
use crate::table::{decision, fact, frozen, programme};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 assessment",
    // A result names its project by number only: it outlives a withdrawal.
    sql: "
CREATE TABLE assessment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT NOT NULL REFERENCES programme (id),
    pack TEXT NOT NULL REFERENCES pack (hash),
    engine TEXT NOT NULL,
    decided INTEGER NOT NULL REFERENCES frozen (id),
    outcome INTEGER NOT NULL REFERENCES frozen (id),
    input_hash TEXT NOT NULL,
    audit_seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE INDEX assessment_programme ON assessment (programme);
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

pub(crate) const CONTENT: &[(&str, &str)] = &[
    (
        "assessment",
        "SELECT programme, pack, engine, decided.sha256, outcome.sha256, input_hash, at, by
         FROM assessment JOIN frozen AS decided ON decided.id = decided
             JOIN frozen AS outcome ON outcome.id = outcome
         ORDER BY assessment.id",
    ),
    (
        "assessment_result",
        "SELECT kind, amount, exact, subject.sha256, result.sha256
         FROM assessment_result JOIN frozen AS subject ON subject.id = subject
             JOIN frozen AS result ON result.id = result
         ORDER BY assessment, place",
    ),
];

/// A run's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub i64);

/// A run of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// The programme.
    pub programme: String,
    /// The pack's content hash.
    pub pack_hash: String,
    /// The engine's version.
    pub engine: String,
    /// Who ran it, and when.
    pub stamp: Stamp,
    /// The programme as a whole.
    pub result: ProgrammeResult,
    /// The pool that was shared, if one was.
    pub pool: Option<PoolChoice>,
}

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
    /// The result.
    pub result: ProjectResult,
}

/// A whole run: what to recompute, and what it must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenRun {
    /// The run.
    pub run: Run,
    /// What went in.
    pub input: Input,
    /// What came out.
    pub assessment: Assessment,
}

/// What came out beside the projects' results.
#[derive(Serialize, Deserialize)]
struct Outcome {
    pack: String,
    groups: Vec<GroupResult>,
    programme: ProgrammeResult,
}

const SELECT: &str = "
    SELECT assessment.id, programme, pack, engine, by, at, decided.text, outcome.text
    FROM assessment JOIN frozen AS decided ON decided.id = decided
        JOIN frozen AS outcome ON outcome.id = outcome";

impl Library {
    /// What an assessment of the programme takes: its projects with their
    /// facts, and the decisions that hold. A project whose direction was not
    /// recognised has an empty measure.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn assessment_input(&self, programme: &str, pool: Option<PoolChoice>) -> Result<Input> {
        programme::programme(&self.connection, programme)?;
        input(&self.connection, programme, pool)
    }

    /// Freezes an assessment. `input` is what it was computed from, with the
    /// projects' numbers as subjects.
    ///
    /// # Errors
    /// Input and results do not belong together, or not to the programme and
    /// its pack.
    pub fn record_assessment(
        &mut self,
        programme: &str,
        input: &Input,
        assessment: &Assessment,
        stamp: &Stamp,
    ) -> Result<RunId> {
        let subjects = matched(input, assessment)?;
        self.write(stamp, |tx, stamp| {
            let pack = programme::programme(tx, programme)?.pack_hash;
            if pack != assessment.pack_hash {
                let mismatch = format!("pack {} instead of {pack}", assessment.pack_hash);
                return Err(LibraryError::AssessmentMismatch(mismatch));
            }
            let run = insert(tx, programme, input, assessment, stamp)?;
            for (place, (project, subject, result)) in (1_i64..).zip(subjects) {
                insert_result(tx, run, place, project, subject, result)?;
            }
            let detail = json!({
                "run": run.0, "pack_hash": assessment.pack_hash, "engine": assessment.engine,
                "projects": assessment.results.len(),
                "total": assessment.programme.total, "pool": input.pool,
            });
            audit::append(tx, stamp, Action::Assessed, Some(programme), &detail)?;
            tx.execute(
                "UPDATE assessment SET audit_seq = ?2 WHERE id = ?1",
                params![run.0, audit::head(tx)?.0],
            )?;
            Ok(run)
        })
    }

    /// The runs of a programme, oldest first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn runs(&self, programme: &str) -> Result<Vec<Run>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} WHERE programme = ?1 ORDER BY assessment.id"
        ))?;
        collect(statement.query_map([programme], |row| Ok(read(row)))?)
    }

    /// The last run of a programme, if there is one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn latest_assessment(&self, programme: &str) -> Result<Option<Run>> {
        self.connection
            .prepare_cached(&format!(
                "{SELECT} WHERE programme = ?1 ORDER BY assessment.id DESC LIMIT 1"
            ))?
            .query_row([programme], |row| Ok(read(row)))
            .optional()?
            .transpose()
    }

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
                "SELECT assessment.id, at, pack, engine, frozen.text
                 FROM assessment_result
                     JOIN assessment ON assessment.id = assessment_result.assessment
                     JOIN frozen ON frozen.id = result
                 WHERE project = ?1 AND assessment.id =
                     (SELECT max(last.id) FROM assessment AS last
                      WHERE last.programme = assessment.programme)",
            )?
            .query_row([project.0], |row| Ok(read_result(row)))
            .optional()?
            .transpose()
    }

    /// A whole run as it was frozen.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn frozen_run(&self, id: RunId) -> Result<FrozenRun> {
        let (run, mut input, outcome) = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE assessment.id = ?1"))?
            .query_row([id.0], |row| {
                Ok(read(row).and_then(|run| {
                    let input: Input = read_json(&row.get::<_, String>(6)?)?;
                    let outcome: Outcome = read_json(&row.get::<_, String>(7)?)?;
                    Ok((run, input, outcome))
                }))
            })
            .optional()?
            .ok_or_else(|| LibraryError::NotFound {
                what: Thing::Assessment,
                id: id.0.to_string(),
            })??;
        let mut results = Vec::new();
        let mut statement = self.connection.prepare_cached(
            "SELECT subject.text, result.text FROM assessment_result
                 JOIN frozen AS subject ON subject.id = subject
                 JOIN frozen AS result ON result.id = result
             WHERE assessment = ?1 ORDER BY place",
        )?;
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            input.subjects.push(read_json(&row.get::<_, String>(0)?)?);
            results.push(read_json(&row.get::<_, String>(1)?)?);
        }
        let assessment = Assessment {
            pack: outcome.pack,
            pack_hash: run.pack_hash.clone(),
            engine: run.engine.clone(),
            results,
            groups: outcome.groups,
            programme: outcome.programme,
        };
        Ok(FrozenRun {
            run,
            input,
            assessment,
        })
    }

    /// Whether anything that the last assessment rests on has changed since:
    /// projects, facts, decisions or the pack. A programme that was never
    /// assessed is stale as soon as it has projects.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn stale(&self, programme: &str) -> Result<bool> {
        let now = programme::programme(&self.connection, programme)?;
        let last: Option<(String, String, i64)> = self
            .connection
            .prepare_cached(
                "SELECT pack, input_hash, audit_seq FROM assessment WHERE programme = ?1
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([programme], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((pack, hash, seq)) = last else {
            return Ok(now.projects > 0);
        };
        if pack != now.pack_hash {
            return Ok(true);
        }
        // Nothing was done at all: no need to look at every fact.
        if !audit::touched_since(&self.connection, programme, seq)? {
            return Ok(false);
        }
        Ok(input_hash(&input(&self.connection, programme, None)?) != hash)
    }
}

fn input(connection: &Connection, programme: &str, pool: Option<PoolChoice>) -> Result<Input> {
    let mut facts = fact::of_programme(connection, programme)?;
    let mut statement = connection.prepare_cached(
        "SELECT id, coalesce(measure, '') FROM project WHERE programme = ?1 ORDER BY id",
    )?;
    let rows = statement.query_map([programme], |row| {
        Ok((ProjectId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let mut subjects = Vec::new();
    for row in rows {
        let (id, measure) = row?;
        let facts = facts.remove(&id).unwrap_or_default();
        subjects.push(Subject {
            id: id.0.to_string(),
            measure,
            facts,
        });
    }
    let decision::Holding {
        readings,
        manual,
        waivers,
    } = decision::holding(connection, programme)?;
    Ok(Input {
        subjects,
        readings,
        manual,
        waivers,
        pool,
    })
}

/// What counts of a subject: its id, its measure, its values.
type Essence<'a> = (&'a str, &'a str, Vec<(&'a FactId, &'a FactValue)>);

/// A hash of what an assessment rests on. Origins and the pool do not count:
/// the first change no amount, the second is chosen anew each time.
fn input_hash(input: &Input) -> String {
    let subjects: Vec<Essence<'_>> = input
        .subjects
        .iter()
        .map(|subject| {
            let facts = subject
                .facts
                .iter()
                .map(|(id, fact)| (id, &fact.value))
                .collect();
            (subject.id.as_str(), subject.measure.as_str(), facts)
        })
        .collect();
    sha256_hex(json(&(subjects, &input.readings, &input.manual, &input.waivers)).as_bytes())
}

/// Pairs every subject with its result.
fn matched<'a>(
    input: &'a Input,
    assessment: &'a Assessment,
) -> Result<Vec<(ProjectId, &'a Subject, &'a ProjectResult)>> {
    let mismatch = |what: String| LibraryError::AssessmentMismatch(what);
    if input.subjects.len() != assessment.results.len() {
        let (given, got) = (input.subjects.len(), assessment.results.len());
        return Err(mismatch(format!("{got} results for {given} subjects")));
    }
    let pairs = input.subjects.iter().zip(&assessment.results);
    pairs
        .map(|(subject, result)| {
            let project = subject.id.parse().map(ProjectId);
            match project {
                Ok(project) if subject.id == result.id => Ok((project, subject, result)),
                _ => Err(mismatch(format!(
                    "result {:?} for {:?}",
                    result.id, subject.id
                ))),
            }
        })
        .collect()
}

fn insert(
    tx: &Transaction<'_>,
    programme: &str,
    input: &Input,
    assessment: &Assessment,
    stamp: &Stamp,
) -> Result<RunId> {
    let decided = Input {
        subjects: Vec::new(),
        readings: input.readings.clone(),
        manual: input.manual.clone(),
        waivers: input.waivers.clone(),
        pool: input.pool.clone(),
    };
    let outcome = Outcome {
        pack: assessment.pack.clone(),
        groups: assessment.groups.clone(),
        programme: assessment.programme.clone(),
    };
    tx.execute(
        "INSERT INTO assessment (programme, pack, engine, decided, outcome, input_hash,
             audit_seq, at, by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8)",
        params![
            programme,
            assessment.pack_hash,
            assessment.engine,
            frozen::keep(tx, &json(&decided))?,
            frozen::keep(tx, &json(&outcome))?,
            input_hash(input),
            moment(stamp.at),
            stamp.by,
        ],
    )?;
    Ok(RunId(tx.last_insert_rowid()))
}

fn insert_result(
    tx: &Transaction<'_>,
    run: RunId,
    place: i64,
    project: ProjectId,
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

fn read(row: &Row<'_>) -> Result<Run> {
    let decided: Input = read_json(&row.get::<_, String>(6)?)?;
    let outcome: Outcome = read_json(&row.get::<_, String>(7)?)?;
    Ok(Run {
        id: RunId(row.get(0)?),
        programme: row.get(1)?,
        pack_hash: row.get(2)?,
        engine: row.get(3)?,
        stamp: Stamp {
            by: row.get(4)?,
            at: read_moment(&row.get::<_, String>(5)?)?,
        },
        result: outcome.programme,
        pool: decided.pool,
    })
}

fn read_result(row: &Row<'_>) -> Result<StoredResult> {
    Ok(StoredResult {
        run: RunId(row.get(0)?),
        at: read_moment(&row.get::<_, String>(1)?)?,
        pack_hash: row.get(2)?,
        engine: row.get(3)?,
        result: read_json(&row.get::<_, String>(4)?)?,
    })
}
