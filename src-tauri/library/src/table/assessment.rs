//! Assessments: runs of a programme, frozen with their input, pack hash and
//! engine version, so that they can be recomputed and compared years later.

use ruku_policy::assessment::{
    Assessment, GroupResult, Input, PoolChoice, ProgrammeResult, ProjectResult, Subject,
};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::column::{collect, json, moment, read_json, read_moment};
use crate::error::{LibraryError, Result, Thing};
use crate::input::input_hash;
use crate::library::Library;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::project::ProjectId;
use crate::table::{assessment_result, frozen, programme};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 assessment",
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
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "assessment",
    "SELECT programme, pack, engine, decided.sha256, outcome.sha256, input_hash, at, by
         FROM assessment JOIN frozen AS decided ON decided.id = decided
             JOIN frozen AS outcome ON outcome.id = outcome
         ORDER BY assessment.id",
)];

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
    /// What people had decided: the input but for its subjects.
    pub decided: Input,
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
                assessment_result::insert(tx, run, (place, project), subject, result)?;
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

    /// What went into a run, without what came out.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn frozen_input(&self, id: RunId) -> Result<Input> {
        let decided: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT text FROM assessment JOIN frozen ON frozen.id = decided
                 WHERE assessment.id = ?1",
            )?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        let decided = decided.ok_or_else(|| LibraryError::NotFound {
            what: Thing::Assessment,
            id: id.0.to_string(),
        })?;
        let mut input: Input = read_json(&decided)?;
        input.subjects = assessment_result::frozen_subjects(&self.connection, id)?;
        Ok(input)
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
        let (subjects, results) = assessment_result::frozen(&self.connection, id)?;
        input.subjects = subjects;
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
        excluded: input.excluded.clone(),
        pool: input.pool.clone(),
        rounding: input.rounding,
        as_of: input.as_of,
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
        pool: decided.pool.clone(),
        decided,
    })
}
