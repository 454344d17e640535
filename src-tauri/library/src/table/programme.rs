//! Programmes: a city's notice of one year, opened under a pack.

use chrono::NaiveDateTime;
use ruku_model::fact::FactId;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde_json::json;

use crate::column::{collect, moment, read_moment};
use crate::error::{Field, LibraryError, Result, Thing};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};
use crate::table::county;
use crate::table::pack::{self, NewPack};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 programme",
    sql: "
CREATE TABLE programme (
    id TEXT PRIMARY KEY,
    pack TEXT NOT NULL REFERENCES pack (hash),
    title TEXT NOT NULL,
    city TEXT NOT NULL,
    year INTEGER NOT NULL,
    fact_enterprise TEXT NOT NULL,
    fact_credit_code TEXT NOT NULL,
    fact_project TEXT NOT NULL,
    fact_measure TEXT,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL
) STRICT;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[("programme", "SELECT * FROM programme ORDER BY id")];

/// The facts that name a project: the library keeps them as columns too, so
/// that lists and searches need no pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingFacts {
    /// The enterprise's name (text).
    pub enterprise: FactId,
    /// Its 统一社会信用代码 (text).
    pub credit_code: FactId,
    /// The project's name (text).
    pub project: FactId,
    /// The direction (choice), whose value is a measure's id.
    pub measure: Option<FactId>,
}

/// A programme that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProgramme {
    /// Its id, chosen by the caller.
    pub id: String,
    /// The pack it runs under.
    pub pack: NewPack,
    /// Its title.
    pub title: String,
    /// The city.
    pub city: String,
    /// The year.
    pub year: i32,
    /// The ids of the reporting units from which a return is awaited.
    pub counties: Vec<String>,
    /// The facts that name a project.
    pub naming: NamingFacts,
}

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// Its id.
    pub id: String,
    /// The pack's id.
    pub pack_id: String,
    /// The pack's content hash.
    pub pack_hash: String,
    /// Its title.
    pub title: String,
    /// The city.
    pub city: String,
    /// The year.
    pub year: i32,
    /// The facts that name a project.
    pub naming: NamingFacts,
    /// When it was opened.
    pub opened_at: NaiveDateTime,
    /// By whom.
    pub opened_by: String,
    /// How many projects it holds.
    pub projects: u32,
}

const SELECT: &str = "
    SELECT programme.id, pack.id, pack.hash, title, city, year, fact_enterprise,
           fact_credit_code, fact_project, fact_measure, opened_at, opened_by,
           (SELECT count(*) FROM project WHERE project.programme = programme.id)
    FROM programme JOIN pack ON pack.hash = programme.pack";

impl Library {
    /// All programmes, newest year first.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn programmes(&self) -> Result<Vec<Programme>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{SELECT} ORDER BY year DESC, opened_at, programme.id"
        ))?;
        collect(statement.query_map([], |row| Ok(read(row)))?)
    }

    /// One programme.
    ///
    /// # Errors
    /// There is none of this id.
    pub fn programme(&self, id: &str) -> Result<Programme> {
        programme(&self.connection, id)
    }

    /// Opens a programme and keeps its pack.
    ///
    /// # Errors
    /// There is one of this id, or the pack's hash stands for other files.
    pub fn open_programme(&mut self, new: &NewProgramme, stamp: &Stamp) -> Result<Programme> {
        require(&new.id, Field::ProgrammeId)?;
        self.write(stamp, |tx, stamp| {
            if exists(tx, &new.id)? {
                return Err(LibraryError::ProgrammeExists(new.id.clone()));
            }
            pack::keep(tx, &new.pack, stamp)?;
            tx.execute(
                "INSERT INTO programme (id, pack, title, city, year, fact_enterprise,
                     fact_credit_code, fact_project, fact_measure, opened_at, opened_by)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                (
                    &new.id,
                    &new.pack.hash,
                    &new.title,
                    &new.city,
                    new.year,
                    new.naming.enterprise.as_str(),
                    new.naming.credit_code.as_str(),
                    new.naming.project.as_str(),
                    new.naming.measure.as_ref().map(FactId::as_str),
                    moment(stamp.at),
                    &stamp.by,
                ),
            )?;
            for id in &new.counties {
                county::await_return(tx, &new.id, id)?;
            }
            let detail = json!({
                "title": new.title, "pack": new.pack.id, "pack_hash": new.pack.hash,
                "city": new.city, "year": new.year,
            });
            audit::append(tx, stamp, Action::ProgrammeOpened, Some(&new.id), &detail)
        })?;
        self.programme(&new.id)
    }

    /// Puts a programme under another version of its pack. Assessments made
    /// under the earlier one stay as they are.
    ///
    /// # Errors
    /// There is no such programme, the reason is empty, or the pack's hash
    /// stands for other files.
    pub fn adopt_pack(
        &mut self,
        programme: &str,
        new: &NewPack,
        reason: &str,
        stamp: &Stamp,
    ) -> Result<()> {
        require(reason, Field::Reason)?;
        let earlier = self.programme(programme)?;
        self.write(stamp, |tx, stamp| {
            pack::keep(tx, new, stamp)?;
            tx.execute(
                "UPDATE programme SET pack = ?2 WHERE id = ?1",
                (programme, &new.hash),
            )?;
            let detail = json!({
                "from": earlier.pack_hash, "to": new.hash, "pack": new.id, "reason": reason,
            });
            audit::append(tx, stamp, Action::PackAdopted, Some(programme), &detail)
        })
    }
}

/// Whether there is a programme of this id.
pub(crate) fn exists(connection: &Connection, id: &str) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM programme WHERE id = ?1")?
        .exists([id])?)
}

/// One programme.
pub(crate) fn programme(connection: &Connection, id: &str) -> Result<Programme> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE programme.id = ?1"))?
        .query_row([id], |row| Ok(read(row)))
        .optional()?
        .ok_or_else(|| LibraryError::NotFound {
            what: Thing::Programme,
            id: id.to_owned(),
        })?
}

fn read(row: &Row<'_>) -> Result<Programme> {
    let fact = |index| row.get::<_, String>(index).map(FactId::new);
    Ok(Programme {
        id: row.get(0)?,
        pack_id: row.get(1)?,
        pack_hash: row.get(2)?,
        title: row.get(3)?,
        city: row.get(4)?,
        year: row.get(5)?,
        naming: NamingFacts {
            enterprise: fact(6)?,
            credit_code: fact(7)?,
            project: fact(8)?,
            measure: row.get::<_, Option<String>>(9)?.map(FactId::new),
        },
        opened_at: read_moment(&row.get::<_, String>(10)?)?,
        opened_by: row.get(11)?,
        projects: row.get(12)?,
    })
}
