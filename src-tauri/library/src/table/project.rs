//! Projects: one row of a county's return each. Enterprise, name and measure
//! are kept as columns beside the facts they are read from, for lists and
//! searches.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use ruku_model::fact::{FactId, FactValue, Facts};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::column::{collect, moment, read_moment, read_token, token};
use crate::error::{LibraryError, Result, Thing};
use crate::library::Library;
use crate::life_cycle::ProjectState;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::batch::BatchId;
use crate::table::enterprise;
use crate::table::fact::{self, FactRecord};
use crate::table::finding::{self, StoredFinding};
use crate::table::programme::{self, NamingFacts};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 project",
    sql: "
CREATE TABLE project (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    programme TEXT NOT NULL REFERENCES programme (id),
    batch INTEGER NOT NULL REFERENCES batch (id),
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    measure TEXT,
    enterprise INTEGER REFERENCES enterprise (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    state_at TEXT NOT NULL,
    UNIQUE (batch, sheet, row)
) STRICT;
CREATE INDEX project_programme ON project (programme);
CREATE INDEX project_enterprise ON project (enterprise);
",
};

/// Where a project stands in its programme's list.
pub(crate) const MIGRATION_PLACE: Migration = Migration {
    name: "2026-11-22 project place",
    sql: "
ALTER TABLE project ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE project SET place = id;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "project",
    "SELECT project.programme, sha256, sheet, row, measure, credit_code, enterprise.name,
         project.name, state, state_at,
         row_number() OVER (PARTITION BY project.programme ORDER BY place, project.id)
     FROM project JOIN batch ON batch.id = project.batch
         LEFT JOIN enterprise ON enterprise.id = project.enterprise
     ORDER BY project.programme, sha256, sheet, row",
)];

/// A project's number; never used again once the project is withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectId(pub i64);

/// Which projects of a programme are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProjectFilter {
    /// Of this measure.
    pub measure: Option<String>,
    /// Of this county.
    pub county: Option<String>,
    /// Of this batch.
    pub batch: Option<BatchId>,
    /// In this state.
    pub state: Option<ProjectState>,
    /// Whose name, enterprise or credit code holds this text.
    pub search: Option<String>,
}

/// A project as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSummary {
    /// Its number.
    pub id: ProjectId,
    /// The programme.
    pub programme: String,
    /// The batch it came with.
    pub batch: BatchId,
    /// The county, if it was recognised.
    pub county: Option<String>,
    /// The sheet it stands on.
    pub sheet: String,
    /// The row as the clerk counts it.
    pub row: u32,
    /// The measure, if the direction was recognised.
    pub measure: Option<String>,
    /// The enterprise; empty if unknown.
    pub enterprise: String,
    /// Its credit code; empty if unknown.
    pub credit_code: String,
    /// The project's name; empty if unknown.
    pub name: String,
    /// Where it stands.
    pub state: ProjectState,
    /// Since when.
    pub state_at: NaiveDateTime,
    /// Open errors and questions.
    pub open_findings: u32,
}

/// A project with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// What lists show.
    pub summary: ProjectSummary,
    /// The facts as they are now.
    pub facts: Facts,
    /// Every value a fact has had, the newest first.
    pub history: BTreeMap<FactId, Vec<FactRecord>>,
    /// Its findings, open or not.
    pub findings: Vec<StoredFinding>,
}

const SELECT: &str = "
    SELECT project.id, project.programme, batch, batch.county, sheet, row, measure,
           coalesce(enterprise.name, ''), coalesce(credit_code, ''), project.name, state,
           state_at,
           (SELECT count(*) FROM finding WHERE finding.project = project.id
                AND finding.state = 'open' AND severity IN ('error', 'question'))
    FROM project JOIN batch ON batch.id = project.batch
         LEFT JOIN enterprise ON enterprise.id = project.enterprise";

impl Library {
    /// The projects of a programme in the order of its list.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn projects(&self, programme: &str, filter: &ProjectFilter) -> Result<Vec<ProjectSummary>> {
        programme::programme(&self.connection, programme)?;
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT}
             WHERE project.programme = ?1
               AND (?2 IS NULL OR measure = ?2)
               AND (?3 IS NULL OR batch.county = ?3)
               AND (?4 IS NULL OR batch = ?4)
               AND (?5 IS NULL OR state = ?5)
               AND (?6 IS NULL OR project.name LIKE ?6 ESCAPE '\\'
                    OR enterprise.name LIKE ?6 ESCAPE '\\' OR credit_code LIKE ?6 ESCAPE '\\')
             ORDER BY place, project.id"
        ))?;
        let rows = statement.query_map(
            params![
                programme,
                filter.measure,
                filter.county,
                filter.batch.map(|batch| batch.0),
                filter.state.as_ref().map(token),
                filter.search.as_deref().map(containing),
            ],
            |row| Ok(read(row)),
        )?;
        collect(rows)
    }

    /// One project with its facts, their history and its findings.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn project(&self, id: ProjectId) -> Result<Project> {
        let summary = summary(&self.connection, id)?;
        let history = fact::history(&self.connection, id)?;
        let facts = fact::current(&history);
        let findings = finding::of_project(&self.connection, id)?;
        Ok(Project {
            summary,
            facts,
            history,
            findings,
        })
    }
}

/// A LIKE pattern for texts that contain `words`.
fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for character in words.trim().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// One project as lists show it.
pub(crate) fn summary(connection: &Connection, id: ProjectId) -> Result<ProjectSummary> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE project.id = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .ok_or_else(|| LibraryError::NotFound {
            what: Thing::Project,
            id: id.0.to_string(),
        })?
}

fn read(row: &Row<'_>) -> Result<ProjectSummary> {
    Ok(ProjectSummary {
        id: ProjectId(row.get(0)?),
        programme: row.get(1)?,
        batch: BatchId(row.get(2)?),
        county: row.get(3)?,
        sheet: row.get(4)?,
        row: row.get(5)?,
        measure: row.get(6)?,
        enterprise: row.get(7)?,
        credit_code: row.get(8)?,
        name: row.get(9)?,
        state: read_token(row.get(10)?)?,
        state_at: read_moment(&row.get::<_, String>(11)?)?,
        open_findings: row.get(12)?,
    })
}

/// What a project's columns say of its name, as read from its facts.
pub(crate) struct Naming<'a> {
    enterprise: &'a str,
    credit_code: &'a str,
    name: &'a str,
    measure: Option<&'a str>,
}

impl<'a> Naming<'a> {
    /// Reads the naming facts. A programme without a fact for the direction,
    /// or a project without that fact, has `measure`.
    pub(crate) fn read(facts: &'a Facts, naming: &NamingFacts, measure: Option<&'a str>) -> Self {
        let text = |id: &FactId| {
            facts
                .get(id)
                .and_then(|fact| fact.value.as_text())
                .map_or("", str::trim)
        };
        let direction = naming.measure.as_ref().and_then(|id| facts.get(id));
        Naming {
            enterprise: text(&naming.enterprise),
            credit_code: text(&naming.credit_code),
            name: text(&naming.project),
            measure: match direction.map(|fact| &fact.value) {
                Some(FactValue::Choice(id) | FactValue::Text(id)) => Some(id),
                _ => measure,
            },
        }
    }
}

/// Where a project comes from.
pub(crate) struct Place<'a> {
    pub(crate) programme: &'a str,
    pub(crate) batch: BatchId,
    pub(crate) sheet: &'a str,
    pub(crate) row: u32,
    /// Its place in the programme's list.
    pub(crate) place: i64,
}

/// Adds a project.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    place: &Place<'_>,
    naming: &Naming<'_>,
    stamp: &Stamp,
) -> Result<ProjectId> {
    let enterprise = enterprise::find_or_add(tx, naming.credit_code, naming.enterprise)?;
    tx.prepare_cached(
        "INSERT INTO project (programme, batch, sheet, row, measure, enterprise, name, state,
             state_at, place)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        place.programme,
        place.batch.0,
        place.sheet,
        place.row,
        naming.measure,
        enterprise,
        naming.name,
        token(&ProjectState::Applied),
        moment(stamp.at),
        place.place,
    ])?;
    Ok(ProjectId(tx.last_insert_rowid()))
}

/// Brings a project's columns in line with its facts.
pub(crate) fn rename(tx: &Transaction<'_>, id: ProjectId, naming: &Naming<'_>) -> Result<()> {
    name(tx, id, naming)?;
    enterprise::sweep(tx)?;
    Ok(())
}

/// [`rename`] of one project of many; the caller sweeps the enterprises.
pub(crate) fn name(tx: &Transaction<'_>, id: ProjectId, naming: &Naming<'_>) -> Result<()> {
    let enterprise = enterprise::find_or_add(tx, naming.credit_code, naming.enterprise)?;
    tx.prepare_cached("UPDATE project SET enterprise = ?2, name = ?3, measure = ?4 WHERE id = ?1")?
        .execute(params![id.0, enterprise, naming.name, naming.measure])?;
    Ok(())
}

/// The projects of a batch by the sheet and row they stand on.
pub(crate) fn of_batch(
    tx: &Transaction<'_>,
    batch: BatchId,
) -> Result<BTreeMap<(String, u32), ProjectId>> {
    let mut statement = tx.prepare_cached("SELECT sheet, row, id FROM project WHERE batch = ?1")?;
    let rows = statement.query_map([batch.0], |row| {
        Ok(((row.get(0)?, row.get(1)?), ProjectId(row.get(2)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
