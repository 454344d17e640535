//! Steps of projects through their life: from which state to which, by whom,
//! when and why.

use rusqlite::{Row, Transaction, params};
use serde_json::json;

use crate::column::{collect, moment, read_moment, read_token, token};
use crate::error::{Field, LibraryError, Result};
use crate::library::{Library, require};
use crate::life_cycle::ProjectState;
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::project::{self, ProjectId};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 project step",
    sql: "
CREATE TABLE project_step (
    project INTEGER NOT NULL REFERENCES project (id),
    place INTEGER NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (project, place)
) STRICT, WITHOUT ROWID;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "project_step",
    "SELECT project.programme, sha256, sheet, row, project_step.place, from_state, to_state, reason, by, at
     FROM project_step JOIN project ON project.id = project_step.project
         JOIN batch ON batch.id = project.batch
     ORDER BY project.programme, sha256, sheet, row, project_step.place",
)];

/// A step of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectStep {
    /// Where it stood.
    pub from: ProjectState,
    /// Where it stands since.
    pub to: ProjectState,
    /// Why, or on what paper.
    pub reason: String,
    /// Who made the step, and when.
    pub stamp: Stamp,
}

impl Library {
    /// The steps of a project, the first one first.
    ///
    /// # Errors
    /// There is no such project.
    pub fn project_steps(&self, id: ProjectId) -> Result<Vec<ProjectStep>> {
        project::summary(&self.connection, id)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT from_state, to_state, reason, by, at FROM project_step
             WHERE project = ?1 ORDER BY place",
        )?;
        collect(statement.query_map([id.0], |row| Ok(read(row)))?)
    }

    /// Takes projects to their next state, all of them or none.
    ///
    /// # Errors
    /// One of the projects is not there or cannot go to that state from where
    /// it stands (see [`ProjectState::next`]), or the reason is empty.
    pub fn advance(
        &mut self,
        projects: &[ProjectId],
        to: ProjectState,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            projects
                .iter()
                .try_for_each(|id| step(tx, *id, to, reason, stamp))
        })
    }
}

fn step(
    tx: &Transaction<'_>,
    id: ProjectId,
    to: ProjectState,
    reason: &str,
    stamp: &Stamp,
) -> Result<()> {
    let summary = project::summary(tx, id)?;
    let from = summary.state;
    if !from.next().contains(&to) {
        return Err(LibraryError::Transition {
            project: id.0,
            from: from.label(),
            to: to.label(),
        });
    }
    let at = moment(stamp.at);
    tx.prepare_cached("UPDATE project SET state = ?2, state_at = ?3 WHERE id = ?1")?
        .execute(params![id.0, token(&to), at])?;
    tx.prepare_cached(
        "INSERT INTO project_step (project, place, from_state, to_state, reason, by, at)
         VALUES (?1, (SELECT count(*) + 1 FROM project_step WHERE project = ?1), ?2, ?3, ?4, ?5,
             ?6)",
    )?
    .execute(params![
        id.0,
        token(&from),
        token(&to),
        reason,
        stamp.by,
        at
    ])?;
    let detail = json!({
        "project": id.0, "enterprise": summary.enterprise, "name": summary.name,
        "from": from, "to": to, "reason": reason,
    });
    audit::append(
        tx,
        stamp,
        Action::StateChanged,
        Some(&summary.programme),
        &detail,
    )
}

fn read(row: &Row<'_>) -> Result<ProjectStep> {
    Ok(ProjectStep {
        from: read_token(row.get(0)?)?,
        to: read_token(row.get(1)?)?,
        reason: row.get(2)?,
        stamp: Stamp {
            by: row.get(3)?,
            at: read_moment(&row.get::<_, String>(4)?)?,
        },
    })
}
