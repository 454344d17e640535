//! Counties of a programme: from whom a return is awaited, who has sent one,
//! who has nothing to report (零报送).

use rusqlite::{OptionalExtension as _, Transaction};
use serde_json::json;

use crate::column::{collect, moment, read_moment};
use crate::error::{Field, LibraryError, Result, Thing};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::programme;

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 county",
    sql: "
CREATE TABLE county (
    programme TEXT NOT NULL REFERENCES programme (id),
    id TEXT NOT NULL,
    nil_by TEXT,
    nil_at TEXT,
    nil_reason TEXT,
    PRIMARY KEY (programme, id)
) STRICT, WITHOUT ROWID;
",
};

pub(crate) const CONTENT: &[(&str, &str)] =
    &[("county", "SELECT * FROM county ORDER BY programme, id")];

/// What has come from a county.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reporting {
    /// Nothing yet.
    Awaited,
    /// 零报送: it has said that it has no projects.
    Nil,
    /// A return with projects, or one that is still in question.
    Reported,
}

/// A county of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// Its id, as the regions list has it.
    pub id: String,
    /// What has come from it.
    pub reporting: Reporting,
    /// Batches taken in.
    pub batches: u32,
    /// Projects it has.
    pub projects: u32,
    /// A nil return that came without a file (a letter, a call): who noted it,
    /// when, and what it rests on.
    pub nil_noted: Option<(Stamp, String)>,
}

impl Library {
    /// The counties of a programme and what has come from each. A county that
    /// was not awaited appears once it has sent something.
    ///
    /// # Errors
    /// There is no such programme.
    pub fn counties(&self, programme: &str) -> Result<Vec<County>> {
        programme::programme(&self.connection, programme)?;
        let mut statement = self.connection.prepare_cached(
            "WITH known AS (
                 SELECT id, nil_by, nil_at, nil_reason FROM county WHERE programme = ?1
                 UNION ALL
                 SELECT DISTINCT county, NULL, NULL, NULL FROM batch
                 WHERE programme = ?1 AND county IS NOT NULL
                   AND county NOT IN (SELECT id FROM county WHERE programme = ?1)
             )
             SELECT id, nil_by, nil_at, nil_reason,
                 (SELECT count(*) FROM batch WHERE programme = ?1 AND county = known.id),
                 (SELECT count(*) FROM batch
                  WHERE programme = ?1 AND county = known.id AND nil_return = 0),
                 (SELECT count(*) FROM project JOIN batch ON batch.id = project.batch
                  WHERE batch.programme = ?1 AND batch.county = known.id)
             FROM known ORDER BY id",
        )?;
        let rows = statement.query_map([programme], |row| Ok(read(row)))?;
        collect(rows)
    }

    /// Notes that a county has nothing to report, when it said so without a
    /// file.
    ///
    /// # Errors
    /// The county is none of the programme's, or the reason is empty.
    pub fn note_nil_return(
        &mut self,
        programme: &str,
        county: &str,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        self.write(stamp, |tx, stamp| {
            let changed = tx.execute(
                "UPDATE county SET nil_by = ?3, nil_at = ?4, nil_reason = ?5
                 WHERE programme = ?1 AND id = ?2",
                (programme, county, &stamp.by, moment(stamp.at), reason),
            )?;
            if changed == 0 {
                let id = county.to_owned();
                return Err(LibraryError::NotFound {
                    what: Thing::County,
                    id,
                });
            }
            let detail = json!({ "county": county, "reason": reason });
            audit::append(tx, stamp, Action::NilReturnNoted, Some(programme), &detail)
        })
    }

    /// Takes back a noted nil return.
    ///
    /// # Errors
    /// The county is none of the programme's, or nothing was noted.
    pub fn drop_nil_return(&mut self, programme: &str, county: &str, stamp: &Stamp) -> Result<()> {
        self.write(stamp, |tx, stamp| {
            let noted: Option<String> = tx
                .query_row(
                    "SELECT nil_reason FROM county
                     WHERE programme = ?1 AND id = ?2 AND nil_by IS NOT NULL",
                    (programme, county),
                    |row| row.get(0),
                )
                .optional()?;
            let Some(reason) = noted else {
                let id = county.to_owned();
                return Err(LibraryError::NotFound {
                    what: Thing::County,
                    id,
                });
            };
            tx.execute(
                "UPDATE county SET nil_by = NULL, nil_at = NULL, nil_reason = NULL
                 WHERE programme = ?1 AND id = ?2",
                (programme, county),
            )?;
            let detail = json!({ "county": county, "noted_reason": reason });
            audit::append(
                tx,
                stamp,
                Action::NilReturnDropped,
                Some(programme),
                &detail,
            )
        })
    }
}

/// Adds a county from which a return is awaited.
pub(crate) fn await_return(tx: &Transaction<'_>, programme: &str, county: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO county (programme, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (programme, county),
    )?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<County> {
    let nil_noted = match row.get::<_, Option<String>>(1)? {
        Some(by) => {
            let at = read_moment(&row.get::<_, String>(2)?)?;
            Some((Stamp { by, at }, row.get(3)?))
        }
        None => None,
    };
    let (batches, with_projects) = (row.get::<_, u32>(4)?, row.get::<_, u32>(5)?);
    let reporting = if with_projects > 0 {
        Reporting::Reported
    } else if batches > 0 || nil_noted.is_some() {
        Reporting::Nil
    } else {
        Reporting::Awaited
    };
    Ok(County {
        id: row.get(0)?,
        reporting,
        batches,
        projects: row.get(6)?,
        nil_noted,
    })
}
