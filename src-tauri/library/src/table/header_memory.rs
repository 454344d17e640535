//! Header memory: which fact a county means by a header, as a clerk once
//! decided. Visible and forgettable; it outlives batches and years.

use std::collections::BTreeMap;

use ruku_model::fact::FactId;
use rusqlite::params;
use serde_json::json;

use crate::column::{moment, read_moment};
use crate::error::{Field, Result};
use crate::library::{Library, require};
use crate::schema::Migration;
use crate::stamp::Stamp;
use crate::table::audit::{self, Action};

pub(crate) const MIGRATION: Migration = Migration {
    name: "2026-11-22 header memory",
    sql: "
CREATE TABLE header_memory (
    pack TEXT NOT NULL,
    county TEXT NOT NULL,
    header TEXT NOT NULL,
    fact TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (pack, county, header)
) STRICT, WITHOUT ROWID;
",
};

pub(crate) const CONTENT: &[(&str, &str)] = &[(
    "header_memory",
    "SELECT * FROM header_memory ORDER BY pack, county, header",
)];

/// What a county means by a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderMeaning {
    /// The pack's id.
    pub pack: String,
    /// The county's id.
    pub county: String,
    /// The header as the county writes it.
    pub header: String,
    /// The fact; `None` to forget it.
    pub fact: Option<FactId>,
}

impl Library {
    /// What a county's headers mean under a pack (by the pack's id).
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn header_memory(&self, pack: &str, county: &str) -> Result<BTreeMap<String, FactId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT header, fact FROM header_memory WHERE pack = ?1 AND county = ?2",
        )?;
        let rows = statement.query_map([pack, county], |row| {
            Ok((row.get(0)?, FactId::new(row.get::<_, String>(1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Everything remembered under a pack, by county and header.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn remembered_headers(&self, pack: &str) -> Result<Vec<(HeaderMeaning, Stamp)>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT county, header, fact, by, at FROM header_memory WHERE pack = ?1
             ORDER BY county, header",
        )?;
        let mut rows = statement.query([pack])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let meaning = HeaderMeaning {
                pack: pack.to_owned(),
                county: row.get(0)?,
                header: row.get(1)?,
                fact: Some(FactId::new(row.get::<_, String>(2)?)),
            };
            let at = read_moment(&row.get::<_, String>(4)?)?;
            out.push((meaning, Stamp::new(row.get::<_, String>(3)?, at)));
        }
        Ok(out)
    }

    /// Remembers, or forgets, what a county means by a header.
    ///
    /// # Errors
    /// The header is empty.
    pub fn remember_header(&mut self, meaning: &HeaderMeaning, stamp: &Stamp) -> Result<()> {
        let HeaderMeaning {
            pack,
            county,
            header,
            fact,
        } = meaning;
        require(header, Field::Header)?;
        self.write(stamp, |tx, stamp| {
            match fact {
                Some(fact) => tx.execute(
                    "INSERT INTO header_memory (pack, county, header, fact, by, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT DO UPDATE SET fact = excluded.fact, by = excluded.by,
                         at = excluded.at",
                    params![
                        pack,
                        county,
                        header,
                        fact.as_str(),
                        stamp.by,
                        moment(stamp.at)
                    ],
                )?,
                None => tx.execute(
                    "DELETE FROM header_memory WHERE pack = ?1 AND county = ?2 AND header = ?3",
                    [pack, county, header],
                )?,
            };
            let detail = json!({
                "pack": pack, "county": county, "header": header, "fact": fact,
            });
            audit::append(tx, stamp, Action::HeaderRemembered, None, &detail)
        })
    }
}
